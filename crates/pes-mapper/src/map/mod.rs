//! One invoice becomes one titre and its ASAP, without their numbers yet.

mod amount;
mod billed;
mod civilite;
mod days;
mod facture;
mod given;
mod line;
mod numbers;
mod tiers;
mod vat;

use std::fmt;
use std::io;

use pes_parser::code::{NatPce, TypBord, TypPce, asap_allowed};
use pes_parser::model::{
    BlocLignePiece, BlocPiece, FactureIndiv, InfoLignePiece, LigneDePiece, Piece, TalonOptique2Lignes, Tiers,
};
use pes_parser::value::{Booleen, Date, LigneOptique, Montant, Num, NumeroFactureCpp, SimpleType, Taux, Value};
use pes_parser::{Text, euros, io_words, text};
use pes_validator::{At, Diagnostic, MAX_TIP_CENTIMES, rules};
use unicode_normalization::UnicodeNormalization;

use crate::config::{Config, made};
use crate::fields::BillingField as F;
use crate::input::Invoice;
use crate::route::{Route, Routed};
use crate::write::complement_type;
use given::Given;
use line::{Line, TitreLine};

/// Amounts in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Before tax.
    pub ht: i64,
    /// VAT.
    pub tva: i64,
}

impl Totals {
    /// With tax.
    pub fn ttc(self) -> i64 {
        self.ht + self.tva
    }

    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Totals) -> Totals {
        Totals { ht: self.ht + other.ht, tva: self.tva + other.tva }
    }
}

/// Where an invoice comes from: which input, which invoice of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Number of the input, from 0.
    pub input: usize,
    /// Number of the invoice in the input, from 0.
    pub invoice: usize,
}

/// An invoice accepted: its titre and its ASAP, to be numbered.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where it comes from.
    pub origin: Origin,
    /// Number of the invoice.
    pub invoice_number: String,
    /// Name of the debtor.
    pub debtor: String,
    /// SIRET of the debtor, empty when none.
    pub siret: String,
    /// The way it goes.
    pub route: Route,
    /// Why.
    pub reason: Text,
    /// Amounts.
    pub totals: Totals,
    /// What was changed or chosen on the way.
    pub findings: Vec<Diagnostic>,
    pub(crate) piece: Box<Piece>,
    pub(crate) indiv: Box<FactureIndiv>,
    pub(crate) complement: Option<Complement>,
    /// The numbers that the data gives.
    pub(crate) bordereau: Option<u64>,
    pub(crate) titre: Option<u64>,
    pub(crate) at_bordereau: At,
    pub(crate) at_titre: At,
    pub(crate) at_number: At,
}

/// A PDF to join to the ASAP.
#[derive(Clone, Debug)]
pub(crate) struct Complement {
    pub path: String,
    pub file: Vec<u8>,
}

impl Draft {
    /// The numbers that the data gives to its bordereau and to its titre.
    pub fn given_numbers(&self) -> (Option<u64>, Option<u64>) {
        (self.bordereau, self.titre)
    }

    /// Where the data gives the number of the invoice.
    pub fn at_number(&self) -> &At {
        &self.at_number
    }

    /// Gives the titre a number, unless the data gives one.
    pub fn keep_titre(&mut self, number: u64) {
        self.titre.get_or_insert(number);
    }

    /// The invoice as refused, and why.
    pub fn refused(self, findings: Vec<Diagnostic>) -> Refused {
        Refused {
            origin: self.origin,
            invoice_number: self.invoice_number,
            debtor: self.debtor,
            siret: self.siret,
            routed: Routed { route: Some(self.route), reason: self.reason },
            findings,
            totals: Some(self.totals),
        }
    }
}

/// An invoice refused: why, and its amounts as far as they can be read.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Where it comes from.
    pub origin: Origin,
    /// Number of the invoice.
    pub invoice_number: String,
    /// Name of the debtor.
    pub debtor: String,
    /// SIRET of the debtor, empty when none.
    pub siret: String,
    /// The way it would have gone.
    pub routed: Routed,
    /// Why, at least one error.
    pub findings: Vec<Diagnostic>,
    /// Amounts, when all its lines have readable ones.
    pub totals: Option<Totals>,
}

/// Gives the PDF complements that billing data names.
pub trait Complements: Sync {
    /// The bytes of the file at a path, as billing data writes it.
    ///
    /// # Errors
    /// The file cannot be read.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
}

/// No complement can be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoComplements;

impl Complements for NoComplements {
    fn read(&self, _path: &str) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }
}

/// Maps invoices one by one; it holds no state, so threads can share it.
pub struct Mapper<'a> {
    pub(crate) config: &'a Config,
    pub(crate) date: Date,
    pub(crate) complements: &'a dyn Complements,
}

impl fmt::Debug for Mapper<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mapper").field("date", &self.date).finish_non_exhaustive()
    }
}

impl<'a> Mapper<'a> {
    /// A mapper for titres issued on `date`.
    pub fn new(config: &'a Config, date: Date, complements: &'a dyn Complements) -> Self {
        Mapper { config, date, complements }
    }

    /// Maps one invoice.
    ///
    /// # Errors
    /// The invoice is refused; every reason found is given.
    pub fn map(&self, invoice: &Invoice<'_>, origin: Origin) -> Result<Box<Draft>, Box<Refused>> {
        let view = invoice.view();
        let mut given = Given { view, issued: self.date, findings: invoice.faults.clone() };
        let lines = line::lines(&mut given);
        let totals = lines.as_deref().map(line::totals);
        let outcome =
            self.outcome(&mut given, lines.as_deref().unwrap_or_default(), totals.unwrap_or_default(), origin);
        let findings = given.findings;
        match outcome {
            Ok(mut draft) if totals.is_some() && !findings.iter().any(Diagnostic::is_error) => {
                draft.findings = findings;
                Ok(draft)
            }
            Ok(draft) => Err(Box::new(Refused { totals, ..draft.refused(findings) })),
            Err((debtor, siret, routed)) => {
                let invoice_number = view.number().to_owned();
                Err(Box::new(Refused { origin, invoice_number, debtor, siret, routed, findings, totals }))
            }
        }
    }

    /// A draft, or the debtor that an invoice without a route was for.
    fn outcome(
        &self,
        given: &mut Given<'_>,
        lines: &[Line],
        totals: Totals,
        origin: Origin,
    ) -> Result<Box<Draft>, (String, String, Routed)> {
        check_totals(given, lines, totals);
        let titre_lines = line::by_imputation(given, lines);
        let debtor = tiers::debtor(given);
        let routed = tiers::route(given, &debtor);
        let objet = given.required_texte::<160>(F::Objet);
        let numero = given.required_identifier::<50>(F::Facture);
        self.check_stub_and_tip(given, totals);
        let complement = self.complement(given, routed.route);
        let typ_pce = given.required_value::<TypPce>(F::TypPce);
        let nat_pce = given.required_value::<NatPce>(F::NatPce);
        if let (Some(typ), Some(nat)) = (typ_pce.as_ref().and_then(Value::ok), nat_pce.as_ref().and_then(Value::ok))
            && !asap_allowed(TypBord::Ordinaire, typ, nat)
        {
            let triplet = format!("01-{}-{}", typ.code(), nat.code());
            let message =
                text!(fr = "le triplet {triplet} n'admet pas d'ASAP", en = "the triplet {triplet} allows no ASAP");
            given.report(&rules::PES863, F::NatPce, message);
        }
        if typ_pce.as_ref().and_then(Value::ok) == Some(TypPce::PlusieursAnnees) {
            let message = Text::fixed(
                "un titre en plusieurs années (TypPce 10) porte une convention, que les données de facturation ne donnent pas",
                "a titre of several years (TypPce 10) has an agreement, which billing data does not give",
            );
            given.report(&rules::PES290, F::TypPce, message);
        }
        let route = routed.route;
        let public = route == Some(Route::Public);
        let bloc_piece = BlocPiece {
            cod_serv: given.identifier(F::CodServ),
            affect: given.identifier(F::Affect),
            typ_pce,
            nat_pce,
            edition: route.and_then(|route| made(route.edition())),
            obj_pce: objet.clone(),
            numero_facture: if public {
                NumeroFactureCpp::parse(given.view.number()).ok().and_then(made)
            } else {
                None
            },
            numero_marche: if public { given.identifier(F::Marche) } else { None },
            numero_engagement: if public { debtor.engagement.clone() } else { None },
            code_service: if public { debtor.code_service.clone() } else { None },
            nom_service: if public { given.texte(F::NomService) } else { None },
            ..BlocPiece::default()
        };
        let bordereau = given.number(F::Bordereau, 9_999_999);
        let titre = given.number(F::Titre, 99_999_999);
        let piece = Piece {
            bloc_piece: Some(bloc_piece),
            ligne_de_piece: titre_lines
                .iter()
                .enumerate()
                .map(|(index, line)| ligne_de_piece(index, line, &debtor.titre))
                .collect(),
            ..Piece::default()
        };
        let indiv = self.facture_indiv(given, lines, totals, &debtor, objet, numero);
        let siret = debtor.siret.clone().unwrap_or_default();
        let Some(route) = routed.route else { return Err((debtor.name(), siret, routed)) };
        let draft = Draft {
            origin,
            invoice_number: given.view.number().to_owned(),
            debtor: debtor.name(),
            siret,
            route,
            reason: routed.reason,
            totals,
            findings: Vec::new(),
            piece: Box::new(piece),
            indiv: Box::new(indiv),
            complement,
            bordereau,
            titre,
            at_bordereau: given.view.at(F::Bordereau),
            at_titre: given.view.at(F::Titre),
            at_number: given.view.at(F::Facture),
        };
        Ok(Box::new(draft))
    }

    /// A complement must be there and be a PDF before its invoice is accepted.
    fn complement(&self, given: &mut Given<'_>, route: Option<Route>) -> Option<Complement> {
        let path = given.view.text(F::Complement)?;
        let version = self.config.flux.version;
        if let Some(kind) = route.map(complement_type).filter(|kind| !kind.exists_in(version)) {
            let code = kind.code();
            let message = text!(
                fr = "le type de pièce {code} n'existe pas en {version}",
                en = "the type of piece {code} does not exist in {version}"
            );
            given.report(&rules::PES102, F::Complement, message);
        }
        let (named, fault) = match self.complement_file(path) {
            Ok((_, true)) => (
                "two".to_owned(),
                text!(
                    fr = "« {path} » désigne deux fichiers, aux accents codés différemment",
                    en = "\"{path}\" names two files, their accents coded in two ways"
                ),
            ),
            Ok((file, false)) if file.starts_with(b"%PDF-") => return Some(Complement { path: path.to_owned(), file }),
            Ok((_, false)) => {
                (String::new(), text!(fr = "« {path} » n'est pas un PDF", en = "\"{path}\" is not a PDF"))
            }
            Err(error) => {
                let Text { fr, en } = io_words(&error);
                let fault = text!(fr = "« {path} » illisible : {fr}", en = "\"{path}\" cannot be read: {en}");
                (fr.into_owned(), fault)
            }
        };
        given.report_with_help(
            &rules::PES850,
            F::Complement,
            fault,
            Text::fixed(
                "vérifier le chemin, relatif au dossier des compléments",
                "check the path, relative to the folder of complements",
            ),
        );
        given.naming(&named);
        None
    }

    /// The file of that name, its accents coded in one way or the other, and whether there is another one.
    fn complement_file(&self, path: &str) -> io::Result<(Vec<u8>, bool)> {
        let composed = self.complements.read(path);
        let apart: String = path.nfd().collect();
        if apart == path {
            return composed.map(|file| (file, false));
        }
        match (composed, self.complements.read(&apart)) {
            (Ok(file), Ok(other)) => Ok((file == other, file)).map(|(is_same, file)| (file, !is_same)),
            (Ok(file), Err(_)) | (Err(_), Ok(file)) => Ok((file, false)),
            (Err(error), Err(_)) => Err(error),
        }
    }

    fn check_stub_and_tip(&self, given: &mut Given<'_>, totals: Totals) {
        if !self.config.asap.stub && totals.ttc() > MAX_TIP_CENTIMES {
            let total = euros(totals.ttc());
            given.report(
                &rules::PES257,
                F::TotalTtc,
                text!(fr = "{total} : un TIP ne dépasse pas 150 000 €", en = "{total}: a TIP does not pass 150,000 €"),
            );
        }
        let has_stub = given.view.text(F::Talon1).is_some() && given.view.text(F::Talon2).is_some();
        if !has_stub && rules::PES860.holds_in(self.config.flux.version) {
            let version = self.config.flux.version;
            given.report_with_help(
                &rules::PES860,
                F::Talon1,
                text!(
                    fr = "lignes optiques absentes, obligatoires en {version}",
                    en = "optical lines missing, mandatory in {version}"
                ),
                Text::fixed(
                    "les prendre dans les données (talon1, talon2), ou écrire en 5.26 ou plus : leur norme n'est pas publique",
                    "take them from the data (talon1, talon2), or write 5.26 or later: their norm is not public",
                ),
            );
        }
    }

    fn talon(given: &mut Given<'_>) -> Option<TalonOptique2Lignes> {
        given.view.text(F::Talon1).or(given.view.text(F::Talon2))?;
        Some(TalonOptique2Lignes {
            ligne1: given.required_value::<LigneOptique>(F::Talon1),
            ligne2: given.required_value::<LigneOptique>(F::Talon2),
            ..TalonOptique2Lignes::default()
        })
    }
}

/// Totals given by the data must be those of the lines, to the cent.
fn check_totals(given: &mut Given<'_>, lines: &[Line], totals: Totals) {
    if lines.is_empty() {
        return;
    }
    for (field, computed) in [(F::TotalHt, totals.ht), (F::TotalTva, totals.tva), (F::TotalTtc, totals.ttc())] {
        if let Some(announced) = given.amount(field).filter(|&announced| announced != computed) {
            given.differ(field, announced, computed);
        }
    }
    let said = given.findings.iter().any(|finding| finding.rule == &rules::PES823);
    if totals.ht <= 0 && !said {
        let total = euros(totals.ht);
        given.report(
            &rules::PES823,
            F::TotalTtc,
            text!(fr = "total de la facture : {total}", en = "total of the invoice: {total}"),
        );
    }
    if totals.ttc().unsigned_abs() > numbers::MAX_CENTIMES {
        given.too_big(F::TotalTtc);
    }
}

fn ligne_de_piece(index: usize, line: &TitreLine, debtor: &Tiers) -> LigneDePiece {
    LigneDePiece {
        bloc_ligne_piece: Some(BlocLignePiece {
            info_ligne_piece: Some(InfoLignePiece {
                id_ligne: Num::new(index as u64 + 1).and_then(made),
                cod_prod_loc: line.imputation.cod_prod_loc.clone(),
                nature: line.imputation.nature.clone(),
                fonction: line.imputation.fonction.clone(),
                operation: line.imputation.operation.clone(),
                tx_tva: if line.totals.tva > 0 { Taux::from_scaled(line.taux_tva).and_then(made) } else { None },
                majo: made(Booleen(false)),
                tva_intra_com: made(Booleen(false)),
                mt_ht: Montant::from_centimes(line.totals.ht).and_then(made),
                mt_tva: Montant::from_centimes(line.totals.tva).and_then(made),
                ..InfoLignePiece::default()
            }),
            ..BlocLignePiece::default()
        }),
        tiers: vec![debtor.clone()],
        ..LigneDePiece::default()
    }
}
