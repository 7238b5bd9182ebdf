//! Files that only their owner reads, or the group of a folder that is shared with it (setgid); whole or not there.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use super::cannot_write;
#[cfg(unix)]
use super::share;
use crate::interrupt::hold;
use crate::screen::Fault;

/// What a file is named before it is whole, before a number of its own.
const ASIDE: &str = ".pes-en-cours-";

/// Writes a file whole or not at all, in the place of one that was there.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    replace_with(path, |file| file.write_all(bytes))
}

/// The same for bytes that are not held in memory.
pub fn replace_with(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), Fault> {
    replaced(path, write).map_err(|error| cannot_write(path, &error))
}

fn replaced(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let target = match std::fs::metadata(path) {
        Ok(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        // A device or a pipe stays what it is.
        Ok(there) if !there.is_file() => return write(&mut OpenOptions::new().write(true).open(path)?),
        // A link stays, and what it leads to is replaced.
        Ok(_) => std::fs::canonicalize(path)?,
        Err(_) => path.to_owned(),
    };
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    remove_abandoned(folder);
    let (aside, mut file) = open_aside(folder)?;
    let written = write(&mut file).and_then(|()| file.sync_all());
    let mut held = hold();
    let placed = written.and_then(|()| std::fs::rename(&aside, &target));
    held.remove();
    placed?;
    flush_folder(folder)
}

/// A file of a name never used, locked for as long as it is written.
fn open_aside(folder: &Path) -> io::Result<(PathBuf, File)> {
    loop {
        let aside = aside_in(folder);
        let mut held = hold();
        held.add(aside.clone());
        let file = private_new(&aside)?;
        match file.try_lock() {
            // Another run may have taken it for abandoned before it was locked.
            Ok(()) | Err(TryLockError::Error(_)) if aside.exists() => return Ok((aside, file)),
            _ => held.remove(),
        }
    }
}

/// A name never used.
fn aside_in(folder: &Path) -> PathBuf {
    let number = RandomState::new().build_hasher().finish();
    folder.join(format!("{ASIDE}{number:016x}"))
}

/// Whether files can be put in a folder. A run killed just here leaves an empty file, which the next one removes.
pub fn probe(folder: &Path) -> io::Result<()> {
    remove_abandoned(folder);
    let path = aside_in(folder);
    private_new(&path).and_then(|_| std::fs::remove_file(&path))
}

/// What killed runs left is locked by nobody.
fn remove_abandoned(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && entry.file_name().to_string_lossy().starts_with(ASIDE) {
            let path = entry.path();
            // Locked until it is removed: its writer, if it has one yet, then sees that it is gone.
            if let Ok(file) = File::open(&path)
                && file.try_lock().is_ok()
            {
                let _ = std::fs::remove_file(&path);
            }
        }
    }
}

/// Whether two files hold the same.
pub fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    let (one, other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let count = left.len().min(right.len());
        if left[..count] != right[..count] {
            return Ok(false);
        }
        if count == 0 {
            return Ok(left.len() == right.len());
        }
        one.consume(count);
        other.consume(count);
    }
}

/// What is written, put beside what a file holds.
pub struct Beside {
    there: Option<BufReader<File>>,
    is_same: bool,
}

impl Beside {
    pub fn of(path: &Path) -> Self {
        let there = File::open(path).ok().map(BufReader::new);
        Beside { is_same: there.is_some(), there }
    }

    /// Whether all that was written is what the file holds, and the file holds no more.
    pub fn is_same(&mut self) -> io::Result<bool> {
        let Some(there) = &mut self.there else { return Ok(false) };
        Ok(self.is_same && there.fill_buf()?.is_empty())
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let (Some(there), true, false) = (&mut self.there, self.is_same, rest.is_empty()) {
            let held = there.fill_buf()?;
            let count = held.len().min(rest.len());
            self.is_same = count > 0 && held[..count] == rest[..count];
            there.consume(count);
            rest = &rest[count..];
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that was not there. The group of a shared folder may read it.
pub fn private_new(path: &Path) -> io::Result<File> {
    let file = private().create_new(true).open(path)?;
    #[cfg(unix)]
    if path.parent().is_some_and(share::is_shared) {
        file.set_permissions(share::readable_file())?;
    }
    Ok(file)
}

/// How a file is opened that only its owner reads.
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder, and those it is in, if they are not there. Those in a shared folder are shared too.
pub fn create_private(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    let missing: Vec<&Path> =
        path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    #[cfg(unix)]
    for folder in missing.into_iter().rev().filter(|folder| share::is_shared(folder)) {
        std::fs::set_permissions(folder, share::readable_folder())?;
    }
    Ok(())
}

/// A name is safe once its folder is on the disk.
#[cfg(unix)]
pub fn flush_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub fn flush_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
