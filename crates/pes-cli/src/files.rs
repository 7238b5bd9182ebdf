//! Reading files, with messages of our own.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use pes::mapper::Complements;
use pes::parser::{NotAFile, Text, text};
use pes::validator::{At, Diagnostic, Directory, rules};

use crate::screen::Fault;

/// Largest PDF complement read.
const MAX_COMPLEMENT: u64 = 64 << 20;

/// The name of a file as people know it.
pub fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The bytes of a file.
pub fn read(path: &Path, rule: &'static pes::validator::Rule) -> Result<Vec<u8>, Fault> {
    read_whole(path, u64::MAX).map_err(|error| unreadable(path, &error, rule))
}

/// The bytes of a file that nobody changed in the meantime, or [`io::ErrorKind::ResourceBusy`].
fn read_whole(path: &Path, max: u64) -> io::Result<Vec<u8>> {
    read_open(File::open(path)?, max)
}

fn read_open(file: File, max: u64) -> io::Result<Vec<u8>> {
    let metadata = file.metadata()?;
    // A device may have no end, and a configuration may name one.
    if is_device(&metadata) {
        return Err(io::ErrorKind::Unsupported.into());
    }
    let before = Extent::of(&metadata);
    if before.length > max {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(before.length).unwrap_or(usize::MAX))?;
    (&file).take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let after = file.metadata()?;
    let is_cut = after.is_file() && after.len() != bytes.len() as u64;
    if is_cut || before != Extent::of(&after) { Err(io::ErrorKind::ResourceBusy.into()) } else { Ok(bytes) }
}

#[cfg(unix)]
fn is_device(file: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    file.file_type().is_char_device() || file.file_type().is_block_device()
}

#[cfg(not(unix))]
fn is_device(_file: &Metadata) -> bool {
    false
}

/// What tells that a file is written to: a pipe is read as it comes, and has neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    length: u64,
    modified: Option<SystemTime>,
}

impl Extent {
    pub fn of(file: &Metadata) -> Self {
        if file.is_file() {
            Extent { length: file.len(), modified: file.modified().ok() }
        } else {
            Extent { length: 0, modified: None }
        }
    }
}

/// The public recipients of a CSV.
pub fn directory(path: &Path) -> Result<Directory, Fault> {
    Ok(Directory::parse(&name(path), &read(path, &rules::PES810)?)?)
}

/// The files that were asked for: those given, and those of the folders given, `.xml` or `.zip` and in the order of their
/// paths.
pub fn flows(given: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    for path in given {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let inside = files.len();
        let mut folders = vec![path.clone()];
        while let Some(folder) = folders.pop() {
            let entries = std::fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
            for entry in entries.map_err(|error| unreadable(&folder, &error, &rules::PES001))? {
                // Links are not followed: they may lead back.
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                    Ok(kind) if kind.is_file() && is_document(&entry.path()) => files.push(entry.path()),
                    _ => {}
                }
            }
        }
        if files.len() == inside {
            let shown = path.display().to_string();
            let message = text!(fr = "{shown} : aucun fichier .xml ni .zip", en = "{shown}: no .xml file and no .zip");
            return Err(Diagnostic::new(&rules::PES001, At::document(shown), message).into());
        }
        files[inside..].sort();
    }
    Ok(files)
}

fn is_document(path: &Path) -> bool {
    path.extension().is_some_and(|found| ["xml", "zip"].iter().any(|extension| found.eq_ignore_ascii_case(extension)))
}

/// What is said of a file that cannot be read.
pub fn unreadable(path: &Path, error: &io::Error, rule: &'static pes::validator::Rule) -> Fault {
    Diagnostic::unreadable(rule, path.display().to_string(), error).into()
}

/// The text of a UTF-8 file.
pub fn read_text(path: &Path, rule: &'static pes::validator::Rule) -> Result<String, Fault> {
    String::from_utf8(read(path, rule)?).map_err(|_| {
        let message = Text::fixed("le fichier n'est pas en UTF-8", "the file is not UTF-8");
        Diagnostic::new(rule, At::document(name(path)), message).into()
    })
}

/// PDF complements, under one folder and never outside it.
pub struct Folder(pub PathBuf);

impl Complements for Folder {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let relative = Path::new(path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        read_open(open_below(&self.0, relative)?, MAX_COMPLEMENT)
    }
}

/// The bytes of a file that data name, or that anyone may have put in a folder.
pub fn read_below(folder: &Path, relative: &Path) -> io::Result<Vec<u8>> {
    read_open(open_below(folder, relative)?, u64::MAX)
}

/// Opens a file that is in a folder, at a path without `..`: no link is followed on the way, nothing but a file is opened,
/// and nothing is waited for.
#[cfg(unix)]
fn open_below(folder: &Path, relative: &Path) -> io::Result<File> {
    use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, openat, statat};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut at = openat(CWD, folder, flags | OFlags::DIRECTORY, Mode::empty())?;
    let mut parts = relative.components().filter(|part| *part != Component::CurDir).peekable();
    while let Some(part) = parts.next() {
        let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
        // It tells why, without opening a device; what is opened is looked at once more.
        let is_last = parts.peek().is_none();
        match FileType::from_raw_mode(statat(&at, name, AtFlags::SYMLINK_NOFOLLOW)?.st_mode) {
            FileType::Symlink => return Err(NotAFile::Link.into()),
            FileType::Fifo => return Err(NotAFile::Pipe.into()),
            FileType::Socket => return Err(NotAFile::Socket.into()),
            FileType::CharacterDevice | FileType::BlockDevice => return Err(NotAFile::Device.into()),
            FileType::Directory if is_last => return Err(io::ErrorKind::IsADirectory.into()),
            _ => {}
        }
        let kind = if is_last { OFlags::empty() } else { OFlags::DIRECTORY };
        at = openat(&at, name, flags | kind | OFlags::NOFOLLOW, Mode::empty())?;
    }
    let file = File::from(at);
    if file.metadata()?.is_file() { Ok(file) } else { Err(NotAFile::Pipe.into()) }
}

#[cfg(not(unix))]
fn open_below(folder: &Path, relative: &Path) -> io::Result<File> {
    let mut path = folder.to_owned();
    for part in relative.components().filter(|part| *part != Component::CurDir) {
        let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
        path.push(name);
        if std::fs::symlink_metadata(&path)?.is_symlink() {
            return Err(NotAFile::Link.into());
        }
    }
    if path.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { File::open(path) }
}
