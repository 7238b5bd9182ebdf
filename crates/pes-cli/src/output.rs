//! The output folder of a run: written aside, checked, then put in place; the report last.
//!
//! Whenever a run is stopped, the folder tells what it holds:
//! - `.pes-en-cours`: files of which none is in place; the next run removes it.
//! - `.pes-livraison`: all files were written, and some are in place; the next run puts the others in place first.
//! - `rapport.json`: all that it names is in place. It goes before the first file is replaced, and the flows that it
//!   names go with it, but where a journal knows them.

mod earlier;
mod file;
#[cfg(unix)]
mod share;

use std::fs::{File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use pes::parser::{Text, io_words, text};
use pes::validator::{At, Diagnostic, rules};

use crate::args::Convert;
use crate::interrupt::hold;
use crate::screen::Fault;
use file::{Beside, create_private, is_same, private_new, probe};
pub use file::{flush_folder, private, replace, replace_with};
#[cfg(unix)]
pub use share::share;

const STAGING: &str = ".pes-en-cours";
const READY: &str = ".pes-livraison";
const LOCK: &str = ".pes-verrou";
pub const REPORT: &str = "rapport.json";
/// What a journal calls the run, among its files.
const MARK: &str = ".pes-execution";
/// The report of the run that is replaced, among the files that are ready.
const EARLIER: &str = ".rapport-remplace.json";

/// Files of a run that are written but not yet in place. Dropped before [`Staging::deliver`], they vanish.
pub struct Staging {
    out: PathBuf,
    overwrite: bool,
    /// Whether nothing is written: what would be is put beside what is there.
    is_rehearsed: bool,
    /// Held until the end: two runs never share an output folder.
    _lock: Option<File>,
}

impl Staging {
    /// Opens an output folder; it is made if it is not there.
    pub fn open(out: &Path, overwrite: bool) -> Result<Self, Fault> {
        create_folder(out)?;
        let lock = lock(out)?;
        let staging = Staging { out: out.to_owned(), overwrite, is_rehearsed: false, _lock: Some(lock) };
        if out.join(READY).exists() {
            put_in_place(out).map_err(|error| half_delivered(out, &error))?;
        }
        let mut held = hold();
        let _ = std::fs::remove_dir_all(staging.aside());
        held.add(staging.aside());
        create_folder(&staging.aside())?;
        drop(held);
        Ok(staging)
    }

    /// That of a conversion.
    pub fn of(command: &Convert) -> Result<Self, Fault> {
        match command.simulation {
            true => Self::rehearse(&command.out, command.overwrite),
            false => Self::open(&command.out, command.overwrite),
        }
    }

    /// The same for a run that writes nothing and refuses what one that writes would.
    pub fn rehearse(out: &Path, overwrite: bool) -> Result<Self, Fault> {
        if out.exists() && !out.is_dir() {
            return Err(cannot_write(out, &io::ErrorKind::NotADirectory.into()));
        }
        Ok(Staging { out: out.to_owned(), overwrite, is_rehearsed: true, _lock: None })
    }

    /// Whether nothing is written.
    pub fn is_rehearsed(&self) -> bool {
        self.is_rehearsed
    }

    /// What was written aside: the place of each file in the output folder, in order, and where it stands now.
    pub fn written(&self) -> Result<Vec<(PathBuf, PathBuf)>, Fault> {
        let aside = self.aside();
        let files = below(&aside).map_err(|error| cannot_write(&aside, &error))?.files;
        Ok(files.into_iter().map(|file| (file.clone(), aside.join(file))).collect())
    }

    fn aside(&self) -> PathBuf {
        self.out.join(STAGING)
    }

    /// Writes a file aside, flushed to the disk; `relative` is its place in the output folder.
    pub fn add(&mut self, relative: impl Into<PathBuf>, bytes: &[u8]) -> Result<(), Fault> {
        self.write(relative, |out| Ok(out.write_all(bytes)?))
    }

    /// The same for a file that is not held in memory.
    pub fn write(
        &mut self,
        relative: impl Into<PathBuf>,
        write: impl FnOnce(&mut dyn Write) -> Result<(), Stop>,
    ) -> Result<(), Fault> {
        let relative = relative.into();
        let target = self.out.join(&relative);
        if target.is_dir() {
            return Err(cannot_write(&target, &io::ErrorKind::IsADirectory.into()));
        }
        let written = || -> Result<bool, Stop> {
            if self.is_rehearsed {
                // What the next run puts in place first.
                let ready = self.out.join(READY).join(&relative);
                let mut there = Beside::of(if ready.exists() { &ready } else { &target });
                write(&mut there)?;
                return Ok(there.is_same()?);
            }
            let mut file = BufWriter::new(self.create_aside(&relative)?);
            write(&mut file)?;
            file.flush()?;
            file.get_ref().sync_all()?;
            Ok(is_same(&target, &self.aside().join(&relative)).unwrap_or(false))
        };
        let is_same = written().map_err(|stop| match stop {
            Stop::Writing(error) => cannot_write(&target, &error),
            Stop::Fault(fault) => fault,
        })?;
        if !self.overwrite && target.exists() && !is_same {
            return Err(already_there(&target));
        }
        Ok(())
    }

    fn create_aside(&self, relative: &Path) -> io::Result<File> {
        let (mut held, mut folder) = (hold(), self.aside());
        for part in relative.parent().into_iter().flatten() {
            folder.push(part);
            if !folder.is_dir() {
                held.add(folder.clone());
                create_private(&folder)?;
            }
        }
        let path = self.aside().join(relative);
        held.add(path.clone());
        private_new(&path)
    }

    /// Puts every file in place: none is until all are written, and once one is the others follow, by the next run if
    /// this one is killed.
    pub fn deliver(self) -> Result<(), Fault> {
        self.deliver_recorded(None, || Ok(()))
    }

    /// The same for a run that a journal calls `mark`: `record` is called when all is written and nothing is in place.
    ///
    /// Killed after that, [`is_delivered`] tells whether anything is.
    pub fn deliver_recorded(self, mark: Option<&str>, record: impl FnOnce() -> Result<(), Fault>) -> Result<(), Fault> {
        if self.is_rehearsed {
            return record();
        }
        let mut held = hold();
        let (aside, out) = (self.aside(), &self.out);
        let cannot = |error: io::Error| cannot_write(out, &error);
        for folder in below(&aside).map_err(cannot)?.folders {
            let target = out.join(&folder);
            let ready = create_private(&target).and_then(|()| probe(&target));
            ready.map_err(|error| cannot_write(&target, &error))?;
            flush_folder(&aside.join(&folder)).map_err(cannot)?;
        }
        if let Some(mark) = mark {
            held.add(aside.join(MARK));
            let marked = || {
                let mut file = private_new(&aside.join(MARK))?;
                file.write_all(mark.as_bytes())?;
                file.sync_all()
            };
            marked().and_then(|()| flush_folder(&aside)).map_err(cannot)?;
        }
        record()?;
        std::fs::rename(&aside, out.join(READY)).map_err(cannot)?;
        flush_folder(out).and_then(|()| put_in_place(out)).map_err(|error| half_delivered(out, &error))?;
        held.is_delivered = true;
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        hold().remove();
    }
}

/// Whether files of a run that wrote them all aside are in place. Those that are not yet are put there.
///
/// What tells that none is, is the mark of the run among the files that it left aside.
pub fn is_delivered(out: &Path, mark: &str) -> Result<bool, Fault> {
    if !out.is_dir() {
        return Ok(true);
    }
    let _lock = lock(out)?;
    if out.join(READY).exists() {
        put_in_place(out).map_err(|error| half_delivered(out, &error))?;
        return Ok(true);
    }
    Ok(std::fs::read(out.join(STAGING).join(MARK)).map_or(true, |found| found != mark.as_bytes()))
}

/// The same of a run that is only tried: nothing is put in place.
pub fn would_be_delivered(out: &Path, mark: &str) -> bool {
    let is_aside = || std::fs::read(out.join(STAGING).join(MARK)).is_ok_and(|found| found == mark.as_bytes());
    !out.is_dir() || out.join(READY).exists() || !is_aside()
}

/// Whether some files of the last run are still to be put in place.
pub fn is_half_delivered(out: &Path) -> bool {
    out.join(READY).exists()
}

/// Why a file could not be written whole.
pub enum Stop {
    Writing(io::Error),
    /// What was to go into it could not be had.
    Fault(Fault),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Writing(error)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Fault(fault)
    }
}

/// Locks an output folder, or says that another run has it.
pub fn lock(out: &Path) -> Result<File, Fault> {
    let path = out.join(LOCK);
    let file = private().create(true).truncate(false).open(&path).map_err(|error| cannot_write(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::Error(error)) => Err(cannot_write(&path, &error)),
        Err(TryLockError::WouldBlock) => {
            let shown = out.display().to_string();
            let message = text!(
                fr = "{shown} : une autre exécution y écrit en ce moment",
                en = "{shown}: another run is writing there now"
            );
            Err(Diagnostic::new(&rules::PES891, At::document(shown), message).into())
        }
    }
}

/// Moves what is ready in place, the report last. Stopped anywhere, it is done again from there.
fn put_in_place(out: &Path) -> io::Result<()> {
    let ready = out.join(READY);
    let Below { folders, mut files } = below(&ready)?;
    let report = files.extract_if(.., |file| file == Path::new(REPORT)).next();
    let earlier = ready.join(EARLIER);
    files.retain(|file| file != Path::new(EARLIER) && file != Path::new(MARK));
    if report.is_some() && out.join(REPORT).exists() {
        std::fs::rename(out.join(REPORT), &earlier)?;
        flush_folder(out)?;
    }
    // As long as it is there, no file was moved.
    if earlier.exists() {
        // What a journal knows was sent, and goes with what is sent now.
        if !ready.join(MARK).exists() {
            earlier::remove_flows(out, &earlier, &files)?;
        }
        std::fs::remove_file(&earlier)?;
        flush_folder(&ready)?;
    }
    for file in &files {
        std::fs::rename(ready.join(file), out.join(file))?;
    }
    for folder in &folders {
        flush_folder(&out.join(folder))?;
    }
    if let Some(report) = report {
        std::fs::rename(ready.join(&report), out.join(report))?;
        flush_folder(out)?;
    }
    if ready.join(MARK).exists() {
        std::fs::remove_file(ready.join(MARK))?;
    }
    // Those in another are after it.
    folders.iter().rev().try_for_each(|folder| std::fs::remove_dir(ready.join(folder)))
}

/// What is in a folder and in those in it, by their paths from there, in order; the folder itself is the first.
struct Below {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

fn below(root: &Path) -> io::Result<Below> {
    let mut below = Below { folders: vec![PathBuf::new()], files: Vec::new() };
    let mut read = 0;
    while let Some(folder) = below.folders.get(read).cloned() {
        for entry in std::fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() { below.folders.push(path) } else { below.files.push(path) }
        }
        read += 1;
    }
    below.folders.sort();
    below.files.sort();
    Ok(below)
}

/// Groups are those of Unix.
#[cfg(not(unix))]
pub fn share(_out: &Path, group: &str) -> Result<(), Fault> {
    if group.is_empty() {
        return Ok(());
    }
    let message = Text::fixed("[sortie] groupe ne vaut que sous Unix", "[sortie] groupe is for Unix only");
    Err(Diagnostic::new(&rules::PES852, At::default(), message).into())
}

/// Makes a folder that only its owner reads.
pub fn create_folder(path: &Path) -> Result<(), Fault> {
    create_private(path).map_err(|error| cannot_write(path, &error))
}

fn already_there(path: &Path) -> Fault {
    let shown = path.display().to_string();
    let message =
        text!(fr = "{shown} existe déjà avec un autre contenu", en = "{shown} is already there with other content");
    let help = Text::fixed(
        "choisir un autre dossier, un autre premier numéro de flux, ou --ecraser",
        "choose another folder, another first flow number, or --ecraser",
    );
    Diagnostic::new(&rules::PES890, At::document(shown), message).help(help).into()
}

fn half_delivered(out: &Path, error: &io::Error) -> Fault {
    let shown = out.display().to_string();
    let Text { fr, en } = io_words(error);
    let message = text!(
        fr = "{shown} : une partie des fichiers n'est pas en place : {fr}",
        en = "{shown}: some files are not in place: {en}"
    );
    let help = Text::fixed(
        "lever l'obstacle, puis relancer : les fichiers écrits sont gardés, et mis en place d'abord",
        "remove the obstacle, then run again: the files written are kept, and put in place first",
    );
    Diagnostic::new(&rules::PES891, At::document(shown), message).help(help).into()
}

/// What is said of a file or folder that cannot be written.
pub fn cannot_write(path: &Path, error: &io::Error) -> Fault {
    let shown = path.display().to_string();
    let Text { fr, en } = io_words(error);
    let message = text!(fr = "écriture de {shown} : {fr}", en = "writing {shown}: {en}");
    Diagnostic::new(&rules::PES891, At::document(shown), message).into()
}
