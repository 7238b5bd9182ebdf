//! Why a titre stands where it does, and what is to be done.

use pes_parser::code::{MotifRejetNotification, MotifRejetPostalisation, NumAnoAck, ObsEtat};
use pes_parser::value::SimpleType;

use crate::error::Error;
use crate::journal::Journal;
use crate::standing::EtatTitre;
use crate::statut::TitreStatus;
use crate::store::Row;
use pes_parser::returned::Scope;
use pes_validator::{Cure, anomaly};

/// What an acquit or a return says of a titre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What it is said of.
    pub scope: Scope,
    /// Number of the line of the titre.
    pub ligne: Option<i64>,
    /// Code of the anomaly, of the observations or of the reason.
    pub code: String,
    /// What the code means, when the words do not say it: the French label of its list.
    pub meaning: String,
    /// Words of Hélios or of the accountant.
    pub libelle: String,
    /// When.
    pub date: String,
    /// The document that says so.
    pub document: String,
    /// What is to be done.
    pub cure: Option<Cure>,
    /// Where that is known from.
    pub source: Option<&'static str>,
}

impl Journal {
    /// Why a titre stands where it does: what is said of it, or of its bordereau, or of its flow.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn reasons(&self, titre: &TitreStatus) -> Result<Vec<Reason>, Error> {
        const COLUMNS: &str = "SELECT c.portee, c.no_ligne, c.code, c.libelle, c.date, d.nom, c.accepte, c.etat \
                               FROM constat c JOIN document d ON c.document = d.id";
        const ORDER: &str = "ORDER BY d.date, d.sha256, c.id";
        let mut rows = self.store.query(&format!("{COLUMNS} WHERE c.titre = ?1 {ORDER}"), &[titre.id.into()])?;
        if titre.etat != EtatTitre::Accepte {
            rows.extend(self.store.query(
                &format!("{COLUMNS} WHERE c.bordereau = ?1 AND c.titre IS NULL {ORDER}"),
                &[titre.bordereau_id.into()],
            )?);
            rows.extend(self.store.query(
                &format!("{COLUMNS} WHERE c.flux = ?1 AND c.bordereau IS NULL {ORDER}"),
                &[titre.flux_id.into()],
            )?);
        }
        Ok(rows.iter().map(reason).filter(|reason| !(reason.code.is_empty() && reason.libelle.is_empty())).collect())
    }
}

fn reason(row: &Row) -> Reason {
    let (scope, code, libelle, etat) = (Scope::of_code(&row.text(0)), row.text(2), row.text(3), row.text(7));
    let is_acquit = row.maybe_integer(6).is_some();
    let known = if is_acquit { anomaly(&code, &libelle) } else { None };
    let (meaning, cure) = match scope {
        Scope::Recette | Scope::Recouvrement => (observations(&code), recette_cure(scope, &etat)),
        Scope::Avis => (motif(&etat, &code), avis_cure(&etat)),
        // An anomaly that has words says it better.
        _ if !libelle.is_empty() => (String::new(), known.map(|anomaly| anomaly.cure)),
        _ => (label::<NumAnoAck>(&code, NumAnoAck::libelle), known.map(|anomaly| anomaly.cure)),
    };
    Reason {
        scope,
        ligne: row.maybe_integer(1),
        code,
        meaning,
        libelle,
        date: row.text(4),
        document: row.text(5),
        cure,
        source: known.map(|anomaly| anomaly.source),
    }
}

fn label<T: SimpleType>(code: &str, label: fn(T) -> &'static str) -> String {
    T::parse(code).map_or_else(|_| String::new(), |code| label(code).to_owned())
}

/// `04-15` in words.
fn observations(codes: &str) -> String {
    let known: Vec<&str> = ObsEtat::split(codes).into_iter().flatten().map(ObsEtat::libelle).collect();
    known.join(" ; ")
}

fn motif(etat: &str, code: &str) -> String {
    match etat {
        "refuse" | "represente" => label::<MotifRejetPostalisation>(code, MotifRejetPostalisation::libelle),
        "mel_refuse" => label::<MotifRejetNotification>(code, MotifRejetNotification::libelle),
        _ => String::new(),
    }
}

/// A titre rejected is corrected and issued again; one held waits for an answer to the accountant.
fn recette_cure(scope: Scope, etat: &str) -> Option<Cure> {
    match (scope, etat) {
        (Scope::Recette, "04") => Some(Cure::Correct),
        (Scope::Recette, "01") => Some(Cure::Treasury),
        _ => None,
    }
}

/// The titre is taken: how the debtor is told of it is settled with the treasury.
fn avis_cure(etat: &str) -> Option<Cure> {
    matches!(etat, "refuse" | "mel_refuse").then_some(Cure::Treasury)
}
