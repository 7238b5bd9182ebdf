//! Where files go once they are handled: beside where they were dropped, with their reports; and the folder of a run.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files;
use crate::output::{cannot_write, create_folder, replace, replace_with};
use crate::screen::Fault;

/// For what was handled.
pub const TRAITE: &str = "traite";
/// For what was refused whole, or cannot be read.
pub const REFUSE: &str = "refuse";

/// In the folder of a run: the file that it was made of, which is not filed yet.
const SLIP: &str = ".pes-a-classer";
/// A run that was cut while its files were put in place.
const READY: &str = ".pes-livraison";
const LOCK: &str = ".pes-verrou";

/// Bytes of a name that are kept, so that there is room for what is added to it.
const NAME: usize = 180;

/// A place that is free for a file, in a folder that is made if it is not there.
pub fn place(folder: &Path, shelf: &str, name: &str) -> Result<PathBuf, Fault> {
    let shelf = folder.join(shelf);
    create_folder(&shelf)?;
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) => (cut(stem), format!(".{extension}")),
        None => (cut(name), String::new()),
    };
    let mut number = 1;
    loop {
        let place = match number {
            1 => shelf.join(format!("{stem}{extension}")),
            _ => shelf.join(format!("{stem}-{number}{extension}")),
        };
        if std::fs::symlink_metadata(&place).is_err() {
            return Ok(place);
        }
        number += 1;
    }
}

/// The place of what is told of a file, beside it.
pub fn beside(place: &Path, what: &str) -> PathBuf {
    place.with_file_name(format!("{}.{what}", files::name(place)))
}

/// Copies a file, for its owner alone.
pub fn copy(from: &Path, to: &Path) -> Result<(), Fault> {
    replace_with(to, |file| io::copy(&mut File::open(from)?, file).map(drop))
}

fn cut(name: &str) -> &str {
    let end = (0..=name.len().min(NAME)).rfind(|end| name.is_char_boundary(*end));
    &name[..end.unwrap_or_default()]
}

/// A folder for a run: the date, the rank of the run on that day, the name of the file. One that a killed run left with
/// nothing in place is used again.
pub fn run_folder(out: &Path, date: &str, name: &str) -> Result<PathBuf, Fault> {
    create_folder(out)?;
    let stem = cut(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let mut last = 0;
    let entries = std::fs::read_dir(out).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    for entry in entries.map_err(|error| cannot_write(out, &error))? {
        let found = entry.file_name().to_string_lossy().into_owned();
        let Some((rank, of)) = found.strip_prefix(date).and_then(|rest| rest.strip_prefix('_')?.split_once('_')) else {
            continue;
        };
        if of == stem && has_nothing(&entry.path()) {
            return Ok(entry.path());
        }
        last = last.max(rank.parse().unwrap_or(0));
    }
    let rank: u64 = last + 1;
    Ok(out.join(format!("{date}_{rank:03}_{stem}")))
}

fn has_nothing(folder: &Path) -> bool {
    let is_ours = |name: &str| name.starts_with('.') && name != READY;
    std::fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().all(|entry| is_ours(&entry.file_name().to_string_lossy())))
}

/// Tells, in the folder of a run, which file is to be filed once the run is delivered.
#[derive(Serialize, Deserialize)]
pub struct Slip {
    fichier: String,
    /// Where it goes; none as long as that is not known.
    place: Option<String>,
}

impl Slip {
    pub fn new(name: &str) -> Self {
        Slip { fichier: name.to_owned(), place: None }
    }

    /// The same once its place is known: there, the file is filed.
    pub fn to(name: &str, place: &Path) -> Self {
        Slip { place: Some(files::name(place)), ..Slip::new(name) }
    }

    pub fn write(&self, run: &Path) -> Result<(), Fault> {
        replace(&run.join(SLIP), &serde_json::to_vec(self).unwrap_or_default())
    }

    pub fn read(run: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(run.join(SLIP)).ok()?).ok()
    }

    /// Whether a file of that name, still where it was dropped, is the one that the run was made of.
    pub fn waits_for(&self, name: &str, folder: &Path) -> bool {
        let is_filed = |place: &String| [TRAITE, REFUSE].iter().any(|shelf| folder.join(shelf).join(place).exists());
        self.fichier == name && !self.place.as_ref().is_some_and(is_filed)
    }

    pub fn remove(run: &Path) {
        let _ = std::fs::remove_file(run.join(SLIP));
    }

    /// Removes the folder of a run that wrote nothing.
    pub fn remove_with(run: &Path) {
        Slip::remove(run);
        let _ = std::fs::remove_file(run.join(LOCK));
        let _ = std::fs::remove_dir(run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_a_day_are_in_order_and_apart() {
        let folder = tempfile::tempdir().unwrap();
        let run = |date: &str, name: &str| {
            let run = run_folder(folder.path(), date, name).ok().unwrap();
            (files::name(&run), run)
        };
        let (name, first) = run("2026-03-02", "factures.csv");
        assert_eq!(name, "2026-03-02_001_factures");
        create_folder(&first).ok().unwrap();
        Slip::new("factures.csv").write(&first).ok().unwrap();
        assert_eq!(run("2026-03-02", "factures.csv").1, first, "nothing is in place there");
        assert_eq!(run("2026-03-02", "autres.csv").0, "2026-03-02_002_autres");
        std::fs::write(first.join("rapport.json"), "{}").unwrap();
        assert_eq!(run("2026-03-02", "factures.csv").0, "2026-03-02_002_factures");
        assert_eq!(run("2026-03-03", "factures.csv").0, "2026-03-03_001_factures");
        std::fs::create_dir(folder.path().join("2026-03-02_1200_x_y")).unwrap();
        assert_eq!(run("2026-03-02", "é".repeat(120).as_str()).0, format!("2026-03-02_1201_{}", "é".repeat(90)));
    }

    #[test]
    fn a_place_is_never_taken_twice() {
        let folder = tempfile::tempdir().unwrap();
        let mut taken = Vec::new();
        for name in ["a.csv", "a.csv", "b", "a.csv", "b", &format!("{}.csv", "x".repeat(240))] {
            let place = place(folder.path(), TRAITE, name).ok().unwrap();
            std::fs::write(&place, "").unwrap();
            std::fs::write(beside(&place, "rapport.json"), "").unwrap();
            taken.push(files::name(&place));
        }
        let long = format!("{}.csv", "x".repeat(180));
        assert_eq!(taken, ["a.csv", "a-2.csv", "b", "a-3.csv", "b-2", &long]);
    }
}
