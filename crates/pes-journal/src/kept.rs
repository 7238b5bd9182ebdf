//! The files that a run wrote, as they were: what is lost is written again, byte for byte.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::error::{Error, Trouble};
use crate::journal::Journal;

/// Bytes of a file that a [`Part`] holds at most.
pub const PART: usize = 1 << 20;

/// A part of a file, compressed: parts may be made on several threads.
#[derive(Clone, Debug)]
pub struct Part(Vec<u8>);

impl Part {
    /// Compresses bytes that follow each other in a file, [`PART`] of them but in the last one.
    pub fn of(bytes: &[u8]) -> Self {
        // Most of a flow is compressed already: more than a quick look gains nothing.
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        // Writing to memory does not fail.
        let _ = encoder.write_all(bytes);
        Part(encoder.finish().unwrap_or_default())
    }
}

/// A file of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    id: i64,
    /// Its path in the output folder.
    pub chemin: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Whether its bytes are still there: they are erased with what names people.
    pub is_whole: bool,
}

impl Journal {
    /// Adds a file that the run has written; its parts follow.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn add_file(&self, chemin: &str, sha256: &str) -> Result<i64, Error> {
        let id = self.next_id("fichier")?;
        self.store.execute(
            "INSERT INTO fichier VALUES (?1, ?2, ?3, ?4)",
            &[id.into(), self.current.get().into(), chemin.into(), sha256.into()],
        )?;
        Ok(id)
    }

    /// Adds the part of a file that has that rank, from 0 on.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn add_part(&self, file: i64, rank: usize, part: &Part) -> Result<(), Error> {
        let given = [file.into(), rank.into(), part.0[..].into()];
        self.store.execute("INSERT INTO morceau VALUES (?1, ?2, ?3)", &given)?;
        Ok(())
    }

    /// The files of a run; none when it was made by a version that kept none.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn files_of(&self, execution: i64) -> Result<Vec<KeptFile>, Error> {
        let rows = self.store.query(
            "SELECT f.id, f.chemin, f.sha256, COUNT(m.rang) FROM fichier f LEFT JOIN morceau m ON m.fichier = f.id \
             WHERE f.execution = ?1 GROUP BY f.id, f.chemin, f.sha256 ORDER BY f.id",
            &[execution.into()],
        )?;
        let file = |row: crate::store::Row| KeptFile {
            id: row.integer(0),
            chemin: row.text(1),
            sha256: row.text(2),
            is_whole: row.integer(3) > 0,
        };
        Ok(rows.into_iter().map(file).collect())
    }

    /// Gives the bytes of a file, part after part.
    ///
    /// # Errors
    /// The journal cannot be read, or is damaged.
    pub fn read_file<E: From<Error>>(
        &self,
        file: &KeptFile,
        mut take: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        for rank in 0_i64.. {
            let row = self.store.first(
                "SELECT contenu FROM morceau WHERE fichier = ?1 AND rang = ?2",
                &[file.id.into(), rank.into()],
            )?;
            let Some(row) = row else { break };
            let mut bytes = Vec::new();
            GzDecoder::new(row.bytes(0)).read_to_end(&mut bytes).map_err(|_| Error(Trouble::Damaged))?;
            take(&bytes)?;
        }
        Ok(())
    }
}
