//! The output folder of a run: written aside, checked, then put in place; the report last.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use pes::parser::{Text, io_words, text};
use pes::validator::{At, Diagnostic, rules};

use crate::screen::Fault;

const STAGING: &str = ".pes-en-cours";
const LOCK: &str = ".pes-verrou";

/// Files of a run that are written but not yet in place. Dropped before [`Staging::deliver`], they vanish.
pub struct Staging {
    out: PathBuf,
    overwrite: bool,
    files: Vec<PathBuf>,
    /// Held until the end: two runs never share an output folder.
    _lock: File,
}

impl Staging {
    /// Opens an output folder; it is made if it is not there.
    pub fn open(out: &Path, overwrite: bool) -> Result<Self, Fault> {
        create_folder(out)?;
        let lock_path = out.join(LOCK);
        let lock = private()
            .create(true)
            .truncate(false)
            .open(&lock_path)
            .map_err(|error| cannot_write(&lock_path, &error))?;
        if lock.try_lock().is_err() {
            let shown = out.display().to_string();
            let message = text!(
                fr = "{shown} : une autre exécution y écrit en ce moment",
                en = "{shown}: another run is writing there now"
            );
            return Err(Diagnostic::new(&rules::PES891, At::document(shown), message).into());
        }
        let staging = Staging { out: out.to_owned(), overwrite, files: Vec::new(), _lock: lock };
        // What an interrupted run left aside was never delivered.
        staging.clear();
        create_folder(&staging.aside())?;
        Ok(staging)
    }

    fn aside(&self) -> PathBuf {
        self.out.join(STAGING)
    }

    fn clear(&self) {
        let _ = std::fs::remove_dir_all(self.aside());
    }

    /// Writes a file aside, flushed to the disk; `relative` is its place in the output folder.
    pub fn add(&mut self, relative: impl Into<PathBuf>, bytes: &[u8]) -> Result<(), Fault> {
        let relative = relative.into();
        let target = self.out.join(&relative);
        if !self.overwrite && target.exists() && std::fs::read(&target).is_ok_and(|there| there != bytes) {
            let shown = target.display().to_string();
            let message = text!(
                fr = "{shown} existe déjà avec un autre contenu",
                en = "{shown} is already there with other content"
            );
            let help = Text::fixed(
                "choisir un autre dossier, un autre premier numéro de flux, ou --ecraser",
                "choose another folder, another first flow number, or --ecraser",
            );
            return Err(Diagnostic::new(&rules::PES890, At::document(shown), message).help(help).into());
        }
        let path = self.aside().join(&relative);
        if let Some(folder) = path.parent() {
            create_folder(folder)?;
        }
        write_new(&path, bytes)?;
        self.files.push(relative);
        Ok(())
    }

    /// Puts every file in place, in the order they were added.
    pub fn deliver(mut self) -> Result<(), Fault> {
        for relative in std::mem::take(&mut self.files) {
            let target = self.out.join(&relative);
            if let Some(folder) = target.parent() {
                create_folder(folder)?;
            }
            std::fs::rename(self.aside().join(&relative), &target).map_err(|error| cannot_write(&target, &error))?;
            // A name is safe once its folder is on the disk; the report, last, says that all are.
            if let Some(folder) = target.parent() {
                flush_folder(folder).map_err(|error| cannot_write(folder, &error))?;
            }
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(unix)]
fn flush_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn flush_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes a folder that only its owner reads.
pub fn create_folder(path: &Path) -> Result<(), Fault> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| cannot_write(path, &error))
}

/// Writes a file that only its owner reads, whole or not at all, in the place of one that was there.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(STAGING);
    let aside = PathBuf::from(aside);
    // What an interrupted run left aside was never put in place.
    let _ = std::fs::remove_file(&aside);
    write_or_nothing(&aside, bytes).and_then(|()| std::fs::rename(&aside, path)).map_err(|error| {
        let _ = std::fs::remove_file(&aside);
        cannot_write(path, &error)
    })
}

/// Writes a file that only its owner reads, and that was not there.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    write_or_nothing(path, bytes).map_err(|error| cannot_write(path, &error))
}

fn write_or_nothing(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = || -> io::Result<()> {
        let mut file = private().create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    written().inspect_err(|error| {
        // Half a file is worse than none; one that was there before is not ours to remove.
        if error.kind() != io::ErrorKind::AlreadyExists {
            let _ = std::fs::remove_file(path);
        }
    })
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn cannot_write(path: &Path, error: &io::Error) -> Fault {
    let shown = path.display().to_string();
    let Text { fr, en } = io_words(error);
    let message = text!(fr = "écriture de {shown} : {fr}", en = "writing {shown}: {en}");
    Diagnostic::new(&rules::PES891, At::document(shown), message).into()
}
