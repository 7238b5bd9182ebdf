//! What becomes of a run once it is made: it is sent, or undone as long as it was not.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::error::Error;
use crate::journal::Journal;
use crate::store::{Given, Row};

/// A run that came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub execution: i64,
    /// Date of issue, `AAAA-MM-JJ`.
    pub date: String,
    /// Its output folder.
    pub dossier: PathBuf,
    /// Invoices that it refused.
    pub refused: i64,
    /// Its flows, in their order.
    pub flows: Vec<MadeFlow>,
}

/// A flow of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeFlow {
    id: i64,
    execution: i64,
    /// Its path in the output folder.
    pub chemin: String,
    /// Its name.
    pub nom_fic: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// When it was said to be sent, `AAAA-MM-JJ`; empty when it was not.
    pub envoye: String,
    /// Year of its bordereau.
    pub exercice: i64,
    /// Number of its bordereau.
    pub bordereau: i64,
    /// Number of its first titre.
    pub first_titre: i64,
    /// Number of its last titre.
    pub last_titre: i64,
    /// Count of its titres.
    pub titres: i64,
}

/// Why a run cannot be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A flow was said to be sent.
    Sent {
        /// Its name.
        nom_fic: String,
        /// When.
        date: String,
    },
    /// A document speaks of a flow.
    Answered {
        /// Its name.
        nom_fic: String,
        /// The document.
        document: String,
    },
    /// A later run has numbers after those of this one: free again, they would be a hole.
    Followed {
        /// The later run.
        execution: i64,
    },
}

impl Journal {
    /// The runs that came to their end, the last one first; of one number, or of all.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn runs(&self, execution: Option<i64>) -> Result<Vec<Run>, Error> {
        let rows = self.store.query(
            "SELECT id, date, dossier, refusees FROM execution \
             WHERE etat = 'livree' AND (id = ?1 OR ?1 IS NULL) ORDER BY id DESC",
            &[execution.into()],
        )?;
        let flows = self.made_flows("(f.execution = ?1 OR ?1 IS NULL)", execution.into())?;
        let run = |row: Row| {
            let execution = row.integer(0);
            Run {
                execution,
                date: row.text(1),
                dossier: row.text(2).into(),
                refused: row.integer(3),
                flows: flows.iter().filter(|flow| flow.execution == execution).cloned().collect(),
            }
        };
        Ok(rows.into_iter().map(run).collect())
    }

    /// The run that made a flow, by its name with or without its extension, with that flow alone.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn run_of_flow(&self, nom_fic: &str) -> Result<Option<Run>, Error> {
        let bare = nom_fic.strip_suffix(".xml").unwrap_or(nom_fic);
        let file = format!("{bare}.xml");
        let flow = match self.made_flows("f.nom_fic = ?1", bare.into())?.pop() {
            None => self.made_flows("f.nom_fic = ?1", (&file).into())?.pop(),
            found => found,
        };
        let Some(flow) = flow else { return Ok(None) };
        let run = self.runs(Some(flow.execution))?.pop();
        Ok(run.map(|run| Run { flows: vec![flow], ..run }))
    }

    fn made_flows(&self, condition: &str, given: Given<'_>) -> Result<Vec<MadeFlow>, Error> {
        let rows = self.store.query(
            &format!(
                "SELECT f.id, f.execution, f.chemin, f.nom_fic, f.sha256, f.envoye, b.exercice, b.numero, \
                 MIN(t.numero), MAX(t.numero), COUNT(t.id) FROM flux f JOIN bordereau b ON b.flux = f.id \
                 LEFT JOIN titre t ON t.bordereau = b.id WHERE {condition} \
                 GROUP BY f.id, f.execution, f.chemin, f.nom_fic, f.sha256, f.envoye, b.id, b.exercice, b.numero \
                 ORDER BY f.id"
            ),
            &[given],
        )?;
        let flow = |row: &Row| MadeFlow {
            id: row.integer(0),
            execution: row.integer(1),
            chemin: row.text(2),
            nom_fic: row.text(3),
            sha256: row.text(4),
            envoye: row.text(5),
            exercice: row.integer(6),
            bordereau: row.integer(7),
            first_titre: row.integer(8),
            last_titre: row.integer(9),
            titres: row.integer(10),
        };
        Ok(rows.iter().map(flow).collect())
    }

    /// The output folders of the runs, each once.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn folders(&self) -> Result<BTreeSet<PathBuf>, Error> {
        let rows = self.store.query("SELECT DISTINCT dossier FROM execution", &[])?;
        Ok(rows.iter().map(|row| row.text(0).into()).collect())
    }

    /// The output folder of the last run.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn last_folder(&self) -> Result<Option<PathBuf>, Error> {
        let row = self.store.first("SELECT dossier FROM execution ORDER BY id DESC LIMIT 1", &[])?;
        Ok(row.map(|row| row.text(0).into()))
    }

    /// The last year that has a bordereau, 0 when none has.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn last_exercice(&self) -> Result<i64, Error> {
        self.store.number("SELECT MAX(exercice) FROM bordereau", &[])
    }

    /// The numbers after those used in a year, for whatever budget: bordereau and titre.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn numbers_after_all(&self, exercice: i64) -> Result<(i64, i64), Error> {
        let after = |table: &str| {
            let sql = format!("SELECT MAX(numero) FROM {table} WHERE exercice = ?1");
            Ok::<_, Error>(self.store.number(&sql, &[exercice.into()])? + 1)
        };
        Ok((after("bordereau")?, after("titre")?))
    }

    /// The last run that was delivered into a folder.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn last_run_in(&self, dossier: &str) -> Result<i64, Error> {
        self.store.number("SELECT MAX(id) FROM execution WHERE dossier = ?1 AND etat = 'livree'", &[dossier.into()])
    }

    /// Records that the flows of a run were sent on a day; those that were said to be before keep theirs.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn mark_sent(&self, run: &Run, date: &str) -> Result<(), Error> {
        self.store.whole(|| {
            let mut touched = BTreeSet::new();
            for flow in run.flows.iter().filter(|flow| flow.envoye.is_empty()) {
                self.store.execute("UPDATE flux SET envoye = ?2 WHERE id = ?1", &[flow.id.into(), date.into()])?;
                touched.insert((Some(flow.id), None));
            }
            self.settle(&touched)?;
            self.turn()
        })
    }

    /// Why a run cannot be undone; nothing when it can.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn obstacles(&self, run: &Run) -> Result<Vec<Obstacle>, Error> {
        let mut found = Vec::new();
        for flow in &run.flows {
            let nom_fic = flow.nom_fic.clone();
            if !flow.envoye.is_empty() {
                found.push(Obstacle::Sent { nom_fic: nom_fic.clone(), date: flow.envoye.clone() });
            }
            // A document that names it and fits nothing of it may still be about it.
            let bare = nom_fic.strip_suffix(".xml").unwrap_or(&nom_fic);
            let answer = self.store.first(
                "SELECT d.nom FROM constat c JOIN document d ON c.document = d.id \
                 WHERE c.flux = ?1 OR d.flux = ?1 OR c.flux IS NULL AND c.nom_fic IN (?2, ?3) ORDER BY d.date, d.id LIMIT 1",
                &[flow.id.into(), (&nom_fic).into(), bare.into()],
            )?;
            found.extend(answer.map(|row| Obstacle::Answered { nom_fic, document: row.text(0) }));
        }
        let later = self.store.first(
            "SELECT MAX(lf.execution) FROM flux f JOIN bordereau b ON b.flux = f.id \
             JOIN bordereau lb ON lb.budget = b.budget AND lb.exercice = b.exercice AND lb.numero > b.numero \
             JOIN flux lf ON lb.flux = lf.id WHERE f.execution = ?1 AND lf.execution <> ?1",
            &[run.execution.into()],
        )?;
        found.extend(later.and_then(|row| row.maybe_integer(0)).map(|execution| Obstacle::Followed { execution }));
        Ok(found)
    }

    /// Forgets a run of which nothing was sent: its numbers are free again.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn annul(&self, run: &Run) -> Result<(), Error> {
        self.store.whole(|| {
            self.forget(run.execution)?;
            self.turn()
        })
    }

    /// How often the journal was written to: one that was put back from a copy has turned less.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn generation(&self) -> Result<i64, Error> {
        let row = self.store.first("SELECT valeur FROM journal WHERE cle = 'generation'", &[])?;
        Ok(row.and_then(|row| row.text(0).parse().ok()).unwrap_or_default())
    }

    /// The next generation.
    pub(crate) fn turn(&self) -> Result<(), Error> {
        let next = (self.generation()? + 1).to_string();
        self.store.execute(
            "INSERT INTO journal VALUES ('generation', ?1) ON CONFLICT (cle) DO UPDATE SET valeur = ?1",
            &[(&next).into()],
        )?;
        Ok(())
    }
}
