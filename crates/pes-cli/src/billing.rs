//! Billing files, each opened once: it is read several times, and a change in between stops the run.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use pes::mapper::Content;
use pes::validator::rules;
use sha2::{Digest, Sha256};

use crate::files::{self, Extent, unreadable};
use crate::report::hexadecimal;
use crate::screen::Fault;
use crate::spool::read_at;

/// A billing file that is open.
pub struct BillingFile {
    path: PathBuf,
    held: Held,
}

enum Held {
    File(File, Extent),
    /// What can be read but once, such as a pipe.
    Bytes(Vec<u8>),
}

impl BillingFile {
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let unreadable = |error: io::Error| unreadable(path, &error, &rules::PES810);
        let held = if std::fs::metadata(path).map_err(unreadable)?.is_file() {
            let file = File::open(path).map_err(unreadable)?;
            let opened = Extent::of(&file.metadata().map_err(unreadable)?);
            Held::File(file, opened)
        } else {
            Held::Bytes(files::read(path, &rules::PES810)?)
        };
        Ok(BillingFile { path: path.to_owned(), held })
    }

    /// The hash of the file, in hexadecimal.
    pub fn sha256(&self) -> Result<String, Fault> {
        let mut hash = Sha256::new();
        let mut buffer = vec![0; 1 << 18];
        let mut offset = 0;
        loop {
            match self.read_at(&mut buffer, offset) {
                Ok(0) => return Ok(hexadecimal(&hash.finalize())),
                Ok(read) => {
                    hash.update(&buffer[..read]);
                    offset += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&self.path, &error, &rules::PES810)),
            }
        }
    }

    /// Checks that nothing was written to the file since it was opened.
    pub fn check_unchanged(&self) -> Result<(), Fault> {
        match &self.held {
            Held::File(file, opened) if file.metadata().is_ok_and(|now| Extent::of(&now) == *opened) => Ok(()),
            Held::Bytes(_) => Ok(()),
            Held::File(..) => Err(unreadable(&self.path, &io::ErrorKind::ResourceBusy.into(), &rules::PES810)),
        }
    }
}

impl Content for BillingFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match &self.held {
            Held::File(file, _) => read_at(file, buffer, offset),
            Held::Bytes(bytes) => bytes.read_at(buffer, offset),
        }
    }
}
