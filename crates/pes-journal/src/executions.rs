//! Runs that send: prepared, then written, then delivered.

use std::path::PathBuf;

use crate::budget::Budget;
use crate::error::Error;
use crate::history::{Billed, key};
use crate::journal::Journal;

/// A run that is about to write flows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Execution<'a> {
    /// Date of issue, `AAAA-MM-JJ`.
    pub date: &'a str,
    /// Name and version of the tool.
    pub outil: &'a str,
    /// Version of the schema.
    pub version_pes: &'a str,
    /// SHA-256 of the configuration.
    pub configuration: &'a str,
    /// Output folder.
    pub dossier: &'a str,
}

/// A flow with its bordereau.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flux<'a> {
    /// Its path in the output folder.
    pub chemin: &'a str,
    /// Its name, which Hélios takes once.
    pub nom_fic: &'a str,
    /// SHA-256 of its bytes.
    pub sha256: &'a str,
    /// Its size.
    pub octets: usize,
    /// The budget it is of.
    pub budget: Budget<'a>,
    /// Year of the bordereau.
    pub exercice: i64,
    /// Number of the bordereau.
    pub bordereau: u64,
    /// Whether numbers of invoices start again each year.
    pub restarts: bool,
    /// IdUnique of the piece that all its titres share, if there is one.
    pub piece: Option<&'a str>,
}

/// A titre, and the invoice it comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Titre<'a> {
    /// Its number.
    pub numero: u64,
    /// Number of the invoice.
    pub facture: &'a str,
    /// The way it goes.
    pub circuit: &'a str,
    /// Name of the debtor.
    pub debiteur: &'a str,
    /// SIRET of the debtor, empty when none.
    pub siret: &'a str,
    /// Amount without tax, in cents.
    pub centimes_ht: i64,
    /// Tax, in cents.
    pub centimes_tva: i64,
    /// The file it comes from, as [`Journal::add_input`] named it.
    pub entree: Option<i64>,
    /// Its lines in that file, `12` or `12-14`.
    pub lignes: &'a str,
    /// A hash of what it bills: debtor, lines, amounts; empty when there is none.
    pub empreinte: &'a str,
    /// IdUnique of the pieces that are its own.
    pub pieces: &'a [String],
}

/// A flow added, to add titres to.
#[derive(Clone, Copy, Debug)]
pub struct FluxId {
    flux: i64,
    bordereau: i64,
    exercice: i64,
    budget: i64,
    restarts: bool,
}

/// A run that came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The run.
    pub execution: i64,
    /// Date of issue, `AAAA-MM-JJ`.
    pub date: String,
    /// Invoices that it refused.
    pub refused: i64,
}

/// A run that did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The run.
    pub execution: i64,
    /// Its output folder.
    pub dossier: PathBuf,
    /// Whether all its flows were written, aside: some may be in place.
    pub is_written: bool,
}

impl Journal {
    /// The runs that did not come to their end: each is to be [delivered](Self::delivered) or [undone](Self::undo) before
    /// another starts.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn unfinished(&self) -> Result<Vec<Unfinished>, Error> {
        let rows =
            self.store.query("SELECT id, dossier, etat FROM execution WHERE etat <> 'livree' ORDER BY id", &[])?;
        let unfinished = |row: crate::store::Row| Unfinished {
            execution: row.integer(0),
            dossier: row.text(1).into(),
            is_written: row.text(2) == "ecrite",
        };
        Ok(rows.into_iter().map(unfinished).collect())
    }

    /// The run that has already converted the very same files, of these SHA-256, into a folder.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn done(&self, dossier: &str, inputs: &[&str]) -> Result<Option<Done>, Error> {
        let runs = self.store.query(
            "SELECT id, date, refusees FROM execution WHERE dossier = ?1 AND etat = 'livree' ORDER BY id DESC",
            &[dossier.into()],
        )?;
        for run in runs {
            let read = "SELECT sha256 FROM entree WHERE execution = ?1 ORDER BY id";
            let read = self.store.query(read, &[run.integer(0).into()])?;
            if read.iter().map(|row| row.text(0)).eq(inputs.iter().copied()) {
                return Ok(Some(Done { execution: run.integer(0), date: run.text(1), refused: run.integer(2) }));
            }
        }
        Ok(None)
    }

    /// Records that a run is about to write; gives its number.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn prepare(&self, execution: &Execution<'_>) -> Result<i64, Error> {
        let Execution { date, outil, version_pes, configuration, dossier } = *execution;
        let id = self.next_id("execution")?;
        self.store.execute(
            "INSERT INTO execution VALUES (?1, 'preparee', ?2, ?3, ?4, ?5, ?6, 0)",
            &[id.into(), date.into(), outil.into(), version_pes.into(), configuration.into(), dossier.into()],
        )?;
        Ok(id)
    }

    /// Starts to add what a run writes: all of it is kept by [`written`](Self::written), or none.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn start(&self, execution: i64) -> Result<(), Error> {
        self.current.set(execution);
        self.store.begin()
    }

    /// Adds a file of billing data.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn add_input(&self, fichier: &str, chemin: &str, sha256: &str) -> Result<i64, Error> {
        let id = self.next_id("entree")?;
        self.store.execute(
            "INSERT INTO entree VALUES (?1, ?2, ?3, ?4, ?5)",
            &[id.into(), self.current.get().into(), fichier.into(), chemin.into(), sha256.into()],
        )?;
        Ok(id)
    }

    /// Adds a flow with its bordereau.
    ///
    /// # Errors
    /// Its name, the number of its bordereau or its piece is recorded already, or the journal cannot be written.
    pub fn add_flow(&self, flow: &Flux<'_>) -> Result<FluxId, Error> {
        let (flux, bordereau) = (self.next_id("flux")?, self.next_id("bordereau")?);
        let budget = self.budget_row_or_new(flow.budget)?;
        self.store.execute(
            "INSERT INTO flux (id, execution, chemin, nom_fic, sha256, octets) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[
                flux.into(),
                self.current.get().into(),
                flow.chemin.into(),
                flow.nom_fic.into(),
                flow.sha256.into(),
                flow.octets.into(),
            ],
        )?;
        self.store.execute(
            "INSERT INTO bordereau (id, flux, exercice, type, numero, etat, depuis, budget) \
             SELECT ?1, ?2, ?3, '01', ?4, 'produit', date, ?6 FROM execution WHERE id = ?5",
            &[
                bordereau.into(),
                flux.into(),
                flow.exercice.into(),
                signed(flow.bordereau).into(),
                self.current.get().into(),
                budget.into(),
            ],
        )?;
        let Flux { exercice, restarts, .. } = *flow;
        let added = FluxId { flux, bordereau, exercice, budget, restarts };
        if let Some(piece) = flow.piece {
            self.add_piece(added, None, piece)?;
        }
        Ok(added)
    }

    /// Adds a titre to a flow. The invoice that was refused before, in whatever year, is what it makes again.
    ///
    /// # Errors
    /// Its number or one of its pieces is recorded already, or the journal cannot be written.
    pub fn add_titre(&self, flow: FluxId, titre: &Titre<'_>) -> Result<(), Error> {
        let id = self.next_id("titre")?;
        let billed = Billed {
            budget: Budget::default(),
            exercice: flow.exercice,
            facture: titre.facture,
            debiteur: titre.debiteur,
            siret: titre.siret,
            centimes_ht: titre.centimes_ht,
            centimes_tva: titre.centimes_tva,
            empreinte: titre.empreinte,
        };
        let refait = self.before_in(flow.budget, &billed, flow.restarts)?.sent().map(|sent| sent.id);
        self.store.execute(
            "INSERT INTO titre (id, bordereau, exercice, numero, facture, circuit, debiteur, siret, centimes_ht, \
             centimes_tva, entree, lignes, refait, etat, depuis, budget, cle, empreinte) \
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 'produit', date, ?15, ?16, ?17 \
             FROM execution WHERE id = ?14",
            &[
                id.into(),
                flow.bordereau.into(),
                flow.exercice.into(),
                signed(titre.numero).into(),
                titre.facture.into(),
                titre.circuit.into(),
                titre.debiteur.into(),
                titre.siret.into(),
                titre.centimes_ht.into(),
                titre.centimes_tva.into(),
                titre.entree.into(),
                titre.lignes.into(),
                refait.into(),
                self.current.get().into(),
                flow.budget.into(),
                (&key(titre.facture)).into(),
                titre.empreinte.into(),
            ],
        )?;
        titre.pieces.iter().try_for_each(|piece| self.add_piece(flow, Some(id), piece))
    }

    fn add_piece(&self, flow: FluxId, titre: Option<i64>, id_unique: &str) -> Result<(), Error> {
        let id = self.next_id("piece")?;
        self.store.execute(
            "INSERT INTO piece VALUES (?1, ?2, ?3, ?4)",
            &[id.into(), flow.flux.into(), titre.into(), id_unique.into()],
        )?;
        Ok(())
    }

    /// Keeps all that the run has added: its flows are written, aside. `refused` invoices are not among them.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn written(&self, refused: usize) -> Result<(), Error> {
        self.store.execute(
            "UPDATE execution SET etat = 'ecrite', refusees = ?2 WHERE id = ?1",
            &[self.current.get().into(), refused.into()],
        )?;
        self.turn()?;
        self.store.commit()
    }

    /// Forgets all that the run has added since it started.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn abandon(&self) -> Result<(), Error> {
        self.store.roll_back()
    }

    /// Records that the flows of a run are in place.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn delivered(&self, execution: i64) -> Result<(), Error> {
        self.store.whole(|| {
            self.store.execute("UPDATE execution SET etat = 'livree' WHERE id = ?1", &[execution.into()])?;
            // What was said of them before they were known finds them now.
            self.match_again(execution)
        })
    }

    /// Forgets a run of which nothing is in place: its numbers are free again.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn undo(&self, execution: i64) -> Result<(), Error> {
        self.store.whole(|| self.forget(execution))
    }

    pub(crate) fn forget(&self, execution: i64) -> Result<(), Error> {
        // References are not followed while an older journal is rehearsed in.
        let flows = "SELECT id FROM flux WHERE execution = ?1";
        for sql in [
            format!("DELETE FROM piece WHERE flux IN ({flows})"),
            format!("DELETE FROM titre WHERE bordereau IN (SELECT id FROM bordereau WHERE flux IN ({flows}))"),
            format!("DELETE FROM bordereau WHERE flux IN ({flows})"),
            "DELETE FROM flux WHERE execution = ?1".to_owned(),
            "DELETE FROM execution WHERE id = ?1".to_owned(),
        ] {
            self.store.execute(&sql, &[execution.into()])?;
        }
        // Numbers of rows are free with them.
        self.last_ids.borrow_mut().clear();
        Ok(())
    }

    /// The number of the next row of a table. The one that writes is alone: the database is asked once.
    pub(crate) fn next_id(&self, table: &'static str) -> Result<i64, Error> {
        let known = self.last_ids.borrow().get(table).copied();
        let last = known.map_or_else(|| self.store.number(&format!("SELECT MAX(id) FROM {table}"), &[]), Ok)?;
        self.last_ids.borrow_mut().insert(table, last + 1);
        Ok(last + 1)
    }
}

fn signed(number: u64) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
