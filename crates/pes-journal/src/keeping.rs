//! What must be kept, for how long, and what is erased after that.

use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;

use crate::error::{Error, Trouble};
use crate::journal::Journal;
use crate::statut::BordereauId;
use crate::store::{Given, Row};

/// Years that a flow and what answers it are kept: those of supporting documents of invoices, for those who issue them
/// (note of the AIFE on Chorus Pro).
pub const YEARS_KEPT: u32 = 10;

/// A flow that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFlow {
    /// Where it was put.
    pub path: PathBuf,
    /// Its name.
    pub nom_fic: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its size.
    pub octets: i64,
    /// Date of issue, `AAAA-MM-JJ`.
    pub date: String,
}

/// A document that was read, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Name of the file.
    pub nom: String,
    /// `acquit` or `retour`.
    pub genre: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// When Hélios made it.
    pub date: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file of billing data that was converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Where it was.
    pub path: PathBuf,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Titres whose debtor is no longer named.
    pub titres: usize,
    /// Documents of which only the hash is left.
    pub documents: usize,
    /// Words of the accountant or of Hélios.
    pub words: usize,
    /// Files written of which only the hash is left.
    pub files: usize,
}

impl Journal {
    /// The flows that were sent, in their order.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn sent_flows(&self) -> Result<Vec<SentFlow>, Error> {
        let rows = self.store.query(
            "SELECT e.dossier, f.chemin, f.nom_fic, f.sha256, f.octets, e.date FROM flux f \
             JOIN execution e ON f.execution = e.id WHERE e.etat = 'livree' ORDER BY f.id",
            &[],
        )?;
        let flow = |row: &Row| SentFlow {
            path: PathBuf::from(row.text(0)).join(row.text(1)),
            nom_fic: row.text(2),
            sha256: row.text(3),
            octets: row.integer(4),
            date: row.text(5),
        };
        Ok(rows.iter().map(flow).collect())
    }

    /// The documents that were read, one after the other; those erased are left out.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn documents<E: From<Error>>(&self, mut take: impl FnMut(Document) -> Result<(), E>) -> Result<(), E> {
        let rows = self.store.query("SELECT id FROM document WHERE length(contenu) > 0 ORDER BY id", &[])?;
        for row in rows {
            let found = self.store.first(
                "SELECT nom, genre, sha256, date, contenu FROM document WHERE id = ?1",
                &[row.integer(0).into()],
            )?;
            let Some(row) = found else { continue };
            let mut bytes = Vec::new();
            let read = GzDecoder::new(row.bytes(4)).read_to_end(&mut bytes);
            read.map_err(|_| Error(Trouble::Damaged))?;
            take(Document { nom: row.text(0), genre: row.text(1), sha256: row.text(2), date: row.text(3), bytes })?;
        }
        Ok(())
    }

    /// The billing data that a bordereau comes from.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn inputs_of(&self, bordereau: BordereauId) -> Result<Vec<InputFile>, Error> {
        let rows = self.store.query(
            "SELECT DISTINCT e.id, e.chemin, e.sha256 FROM bordereau b JOIN titre t ON t.bordereau = b.id \
             JOIN entree e ON t.entree = e.id WHERE b.id = ?1 ORDER BY e.id",
            &[bordereau.0.into()],
        )?;
        Ok(rows.iter().map(|row| InputFile { path: row.text(1).into(), sha256: row.text(2) }).collect())
    }

    /// The output folders of the delivered runs that converted a file of that hash, the last one first.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn folders_of_input(&self, sha256: &str) -> Result<Vec<PathBuf>, Error> {
        let rows = self.store.query(
            "SELECT x.dossier FROM entree e JOIN execution x ON e.execution = x.id \
             WHERE e.sha256 = ?1 AND x.etat = 'livree' ORDER BY x.id DESC",
            &[sha256.into()],
        )?;
        Ok(rows.iter().map(|row| row.text(0).into()).collect())
    }

    /// How many invoices of a file of that hash were sent, in all the runs that converted it.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn invoices_of_input(&self, sha256: &str) -> Result<usize, Error> {
        let count = self.store.number(
            "SELECT COUNT(DISTINCT t.facture) FROM entree e JOIN flux f ON f.execution = e.execution \
             JOIN bordereau b ON b.flux = f.id JOIN titre t ON t.bordereau = b.id AND t.entree = e.id \
             WHERE e.sha256 = ?1",
            &[sha256.into()],
        )?;
        Ok(count.try_into().unwrap_or_default())
    }

    /// Records that a file of billing data goes elsewhere, so that it is found again.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn move_input(&self, InputFile { path, sha256 }: &InputFile, to: &Path) -> Result<(), Error> {
        self.store.execute(
            "UPDATE entree SET chemin = ?3 WHERE sha256 = ?1 AND chemin = ?2",
            &[sha256.into(), (&path.display().to_string()).into(), (&to.display().to_string()).into()],
        )?;
        Ok(())
    }

    /// Erases what names people in all that was issued before a date: debtors, what was written, documents that came
    /// back and their words. Numbers, amounts, states and hashes stay.
    ///
    /// # Errors
    /// The journal cannot be written: nothing is erased.
    pub fn erase_before(&self, date: &str) -> Result<Erased, Error> {
        let erased = self.store.whole(|| {
            let old = "SELECT id FROM document WHERE date < ?1";
            let written = "SELECT f.id FROM fichier f JOIN execution e ON f.execution = e.id WHERE e.date < ?1";
            let files = self.store.number(
                &format!("SELECT COUNT(DISTINCT fichier) FROM morceau WHERE fichier IN ({written})"),
                &[date.into()],
            )?;
            self.store.execute(&format!("DELETE FROM morceau WHERE fichier IN ({written})"), &[date.into()])?;
            Ok(Erased {
                files: files.try_into().unwrap_or_default(),
                titres: self.store.execute(
                    "UPDATE titre SET debiteur = '', siret = '' WHERE (debiteur <> '' OR siret <> '') AND bordereau IN \
                     (SELECT b.id FROM bordereau b JOIN flux f ON b.flux = f.id JOIN execution e ON f.execution = e.id \
                     WHERE e.date < ?1)",
                    &[date.into()],
                )?,
                words: self.store.execute(
                    &format!("UPDATE constat SET libelle = '' WHERE libelle <> '' AND document IN ({old})"),
                    &[date.into()],
                )?,
                documents: self.store.execute(
                    "UPDATE document SET contenu = ?2 WHERE length(contenu) > 0 AND date < ?1",
                    &[date.into(), Given::Bytes(&[])],
                )?,
            })
        })?;
        self.store.shrink()?;
        Ok(erased)
    }
}
