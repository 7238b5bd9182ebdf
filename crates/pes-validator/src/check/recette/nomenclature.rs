//! A flow is for one budget, a budget has one nomenclature: fields of the hospitals and of the communes exclude each
//! other, whichever it is.

use pes_parser::code::{NatIdTiers, TypTiers};
use pes_parser::model::{EnTetePes, InfoTiers, Piece};
use pes_parser::value::Place;
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

/// The first field met of each family.
#[derive(Default)]
pub(super) struct Nomenclature {
    /// M21 and M22 only.
    hospital: Option<&'static str>,
    /// M14, M52, M57 and M71 only.
    functions: Option<&'static str>,
    told: bool,
}

impl Nomenclature {
    pub(super) fn of(en_tete: Option<&EnTetePes>) -> Self {
        let given = en_tete.is_some_and(|en_tete| !raw(&en_tete.fin_jur).is_empty());
        Nomenclature { hospital: given.then_some("FinJur"), ..Self::default() }
    }

    pub(super) fn check(&mut self, piece: &Piece, found: &mut Findings) {
        if let Some(bloc) = &piece.bloc_piece {
            for (name, date) in [("DebFact", &bloc.deb_fact), ("FinFact", &bloc.fin_fact)] {
                if date.is_some() {
                    self.hospital(name, place_of(date, bloc.place.get()), found);
                }
            }
        }
        for ligne in &piece.ligne_de_piece {
            if let Some(bloc) = &ligne.bloc_ligne_piece {
                if let Some(info) = &bloc.info_ligne_piece
                    && !raw(&info.fonction).is_empty()
                {
                    self.functions("Fonction", place_of(&info.fonction, info.place.get()), found);
                }
                if let Some(assure) = &bloc.info_assure {
                    self.hospital("InfoAssure", assure.place.get(), found);
                }
            }
            for info in ligne.tiers.iter().filter_map(|tiers| tiers.info_tiers.as_ref()) {
                self.tiers(info, found);
            }
        }
    }

    fn tiers(&mut self, info: &InfoTiers, found: &mut Findings) {
        if typed(&info.typ_tiers) == Some(TypTiers::Employeur) {
            self.hospital("TypTiers 05", place_of(&info.typ_tiers, info.place.get()), found);
        }
        if typed(&info.nat_id_tiers) == Some(NatIdTiers::Nir) {
            self.hospital("NatIdTiers 04", place_of(&info.nat_id_tiers, info.place.get()), found);
        }
    }

    fn hospital(&mut self, name: &'static str, place: Place, found: &mut Findings) {
        self.hospital.get_or_insert(name);
        self.tell(name, self.functions, place, found);
    }

    fn functions(&mut self, name: &'static str, place: Place, found: &mut Findings) {
        self.functions.get_or_insert(name);
        self.tell(name, self.hospital, place, found);
    }

    /// Once for a flow: what is wrong is the nomenclature, not each field.
    fn tell(&mut self, name: &'static str, other: Option<&'static str>, place: Place, found: &mut Findings) {
        let Some(other) = other else { return };
        if std::mem::replace(&mut self.told, true) {
            return;
        }
        found.push_with_help(
            &rules::PES266,
            place,
            text!(
                fr = "{name} et {other} dans le flux d'un même budget",
                en = "{name} and {other} in the flow of one budget"
            ),
            Text::fixed(
                "Fonction est pour M14, M52, M57 et M71 ; FinJur, DebFact, FinFact, InfoAssure, TypTiers 05 et le NIR sont \
                 pour M21 et M22",
                "Fonction is for M14, M52, M57 and M71; FinJur, DebFact, FinFact, InfoAssure, TypTiers 05 and the NIR are \
                 for M21 and M22",
            ),
        );
    }
}
