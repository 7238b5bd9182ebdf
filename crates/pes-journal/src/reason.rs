//! Why a titre stands where it does, and what is to be done.

use pes_parser::returned::{Said, Scope};
use pes_validator::{Cure, Meaning, meaning};

use crate::error::Error;
use crate::journal::Journal;
use crate::standing::EtatTitre;
use crate::statut::TitreStatus;
use crate::store::Row;

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
    let said = Said {
        scope: Scope::of_code(&row.text(0)),
        ligne: row.maybe_integer(1),
        code: row.text(2),
        libelle: row.text(3),
        date: row.text(4),
        accepted: row.maybe_integer(6).map(|accepted| accepted != 0),
        etat: row.text(7),
        ..Said::default()
    };
    let Meaning { label, cure, source } = meaning(&said);
    let Said { scope, ligne, code, libelle, date, .. } = said;
    Reason { scope, ligne, code, meaning: label, libelle, date, document: row.text(5), cure, source }
}
