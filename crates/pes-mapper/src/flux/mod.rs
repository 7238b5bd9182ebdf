//! Existing flows: adding the ASAP that finance software leaves out, and splitting public titres off.

mod add;
mod partition;
mod pieces;
mod titre;

use pes_parser::model::{BlocPiece, Piece, Tiers};
use pes_parser::value::{Num, Place, SimpleType, Value};
use pes_parser::{PesAller, Source, Text, text};
use pes_validator::{At, CheckOptions, Diagnostic, rules};

use crate::map::Totals;
use crate::route::Route;
use crate::write::{check_written, file_name, flow_totals};

pub use add::{AddedAsap, RefusedTitre, TitreReason, add_asap};
pub use partition::extract;

/// A flow that comes out of another.
#[derive(Clone, Debug)]
pub struct Part {
    /// The route of its titres; those without a route stay with the private ones.
    pub route: Route,
    /// Its titres, in order.
    pub titres: Vec<PartTitre>,
    flow: PesAller,
}

/// A titre of a part.
#[derive(Clone, Debug)]
pub struct PartTitre {
    /// Bordereau it was in.
    pub from_bordereau: u64,
    /// Bordereau it is in now.
    pub bordereau: u64,
    /// Number of the titre.
    pub titre: u64,
    /// Invoice number, empty when none.
    pub invoice_number: String,
    /// Name of the debtor.
    pub debtor: String,
    /// SIRET or other identifier of the debtor, empty when none.
    pub siret: String,
    /// Amounts.
    pub totals: Totals,
    /// Where it stands in the flow that was read.
    pub place: Place,
}

/// A part written.
#[derive(Clone, Debug)]
pub struct WrittenPart {
    /// Its bytes, checked.
    pub bytes: Vec<u8>,
    /// What the check of its bytes found, the ASAP in it included. None is an error.
    pub findings: Vec<Diagnostic>,
}

impl Part {
    /// Count of titres, and their amounts.
    pub fn totals(&self) -> Totals {
        flow_totals(&self.flow)
    }

    /// Numbers of its bordereaux.
    pub fn bordereaux(&self) -> Vec<u64> {
        let mut numbers: Vec<u64> = self.titres.iter().map(|titre| titre.bordereau).collect();
        numbers.dedup();
        numbers
    }

    /// File name of the part, `PESALR1_<SIRET>_<yymmdd>_<NNN>.xml`.
    pub fn file_name(&self, serial: u64) -> String {
        let header = self.flow.en_tete_pes.as_ref();
        let siret = header.and_then(|header| header.id_coll.as_ref()).map_or("", Value::text);
        // What the flow says becomes a name of a file, never a path.
        let siret: String = siret.chars().filter(char::is_ascii_alphanumeric).collect();
        let date = header.and_then(|header| header.dte_str.as_ref()).and_then(Value::ok);
        match date {
            Some(date) => file_name(&siret, date, serial),
            None => format!("PESALR1_{siret}_{serial:03}.xml"),
        }
    }

    /// Writes the part under its file name, and checks the bytes.
    ///
    /// # Errors
    /// The bytes do not pass their check and must not leave: what refuses them.
    pub fn write(
        mut self,
        serial: u64,
        source: &Source<'_>,
        options: &CheckOptions<'_>,
    ) -> Result<WrittenPart, Vec<Diagnostic>> {
        let (name, totals) = (self.file_name(serial), self.totals());
        let parametres = self.flow.enveloppe.get_or_insert_default().parametres.get_or_insert_default();
        parametres.nom_fic = Some(Value::raw(name.as_str()));
        let bytes = self.flow.write(source.encoding());
        let findings = check_written(&name, &bytes, options, totals)?;
        Ok(WrittenPart { bytes, findings })
    }
}

/// Splits a flow: public titres (Edition 02) go with their pieces to a second one.
///
/// A bordereau that holds both keeps its number for the private titres; the public ones get a new bordereau, numbered
/// from `first_public`. A `PES_Facture` piece that both sides share, or whose bordereau changes its number, is made
/// anew with a new `IdUnique`. Totals and counts are those of what is left.
///
/// # Errors
/// A signed flow, since any change breaks its signature; a shared piece that cannot be opened or does not name titres
/// of the flow.
pub fn split(flow: &PesAller, source: &Source<'_>, first_public: u64) -> Result<Vec<Part>, Vec<Diagnostic>> {
    refuse_signed(flow, source)?;
    let bordereaux = flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau);
    if bordereaux.into_iter().any(|bordereau| partition::number_of(bordereau) == first_public) {
        let message = text!(
            fr = "le bordereau {first_public} est déjà dans le flux",
            en = "the bordereau {first_public} is in the flow already"
        );
        return Err(vec![Diagnostic::new(&rules::PES804, At::document(source.name()), message)]);
    }
    let route_of = |piece: &Piece| {
        let edition = piece.bloc_piece.as_ref().and_then(|bloc| bloc.edition.as_ref()).and_then(Value::ok);
        if edition == Some(Route::Public.edition()) { Route::Public } else { Route::Prive }
    };
    partition::partition(flow, source, &mut |_, _, piece| Some(route_of(piece)), first_public).map(|(parts, _)| parts)
}

fn refuse_signed(flow: &PesAller, source: &Source<'_>) -> Result<(), Vec<Diagnostic>> {
    if !flow.is_signed() {
        return Ok(());
    }
    let message = Text::fixed(
        "flux signé : le modifier casserait sa signature",
        "signed flow: changing it would break its signature",
    );
    let help = Text::fixed("partir du flux avant signature", "start from the flow before its signature");
    Err(vec![Diagnostic::new(&rules::PES880, At::document(source.name()), message).help(help)])
}

/// The first debtor of a titre.
fn first_debtor(piece: &Piece) -> Option<&Tiers> {
    piece.ligne_de_piece.iter().flat_map(|ligne| &ligne.tiers).next()
}

fn whole<const N: usize>(value: &Option<Value<Num<N>>>) -> u64 {
    value.as_ref().and_then(Value::ok).map_or(0, Num::get)
}

fn text_of<T: SimpleType>(value: Option<&Value<T>>) -> String {
    value.map_or("", Value::text).to_owned()
}

fn part_titre(piece: &Piece, from_bordereau: u64, bordereau: u64) -> PartTitre {
    let default = BlocPiece::default();
    let bloc = piece.bloc_piece.as_ref().unwrap_or(&default);
    let info = first_debtor(piece).and_then(|tiers| tiers.info_tiers.as_ref());
    let (nom, prenom) = (text_of(info.and_then(|i| i.nom.as_ref())), text_of(info.and_then(|i| i.prenom.as_ref())));
    PartTitre {
        from_bordereau,
        bordereau,
        titre: whole(&bloc.id_pce),
        invoice_number: text_of(bloc.numero_facture.as_ref()),
        debtor: format!("{nom} {prenom}").trim().to_owned(),
        siret: text_of(info.and_then(|i| i.id_tiers.as_ref())),
        totals: crate::write::piece_totals(piece),
        place: piece.place.get(),
    }
}
