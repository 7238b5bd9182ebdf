//! What is dropped in a folder and not taken: told once, as long as it is there.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::FileType;
use std::path::Path;

use pes::parser::{NotAFile, Text};

/// Why something is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    NotAFile(NotAFile),
    Folder,
    /// A workbook, which has no rows before it is saved as CSV.
    Workbook,
    Archive,
    Extension,
    /// A folder among those of local authorities.
    Unconfigured,
    /// A file among the folders of local authorities.
    Outside,
}

impl Why {
    /// Nothing for a file that has an extension of those taken, and for a complement: invoices name it.
    pub fn of(name: &OsStr, kind: FileType) -> Option<Self> {
        let extension =
            Path::new(name).extension().map(|found| found.to_ascii_lowercase().to_string_lossy().into_owned());
        if kind.is_symlink() {
            return Some(Why::NotAFile(NotAFile::Link));
        }
        if kind.is_dir() {
            return Some(Why::Folder);
        }
        if !kind.is_file() {
            return Some(Why::NotAFile(special(kind)));
        }
        match extension.as_deref() {
            Some("csv" | "jsonl" | "ndjson" | "json" | "xml" | "pdf") => None,
            Some("xls" | "xlsx" | "xlsm" | "ods") => Some(Why::Workbook),
            Some("zip" | "gz" | "7z" | "tar") => Some(Why::Archive),
            _ => Some(Why::Extension),
        }
    }

    /// The name for machines, the same in all languages.
    pub fn code(self) -> &'static str {
        match self {
            Why::NotAFile(NotAFile::Link) => "lien",
            Why::NotAFile(NotAFile::Pipe) => "tube",
            Why::NotAFile(NotAFile::Socket) => "prise",
            Why::NotAFile(NotAFile::Device) => "peripherique",
            Why::Folder => "dossier",
            Why::Workbook => "classeur",
            Why::Archive => "archive",
            Why::Extension => "extension",
            Why::Unconfigured => "sans_configuration",
            Why::Outside => "hors_dossier",
        }
    }

    pub fn words(self) -> Text {
        match self {
            Why::NotAFile(what) => what.words(),
            Why::Folder => Text::fixed(
                "c'est un dossier : déposer les fichiers eux-mêmes",
                "it is a folder: drop the files themselves",
            ),
            Why::Workbook => {
                Text::fixed("c'est un classeur : l'enregistrer en CSV", "it is a workbook: save it as CSV")
            }
            Why::Archive => Text::fixed(
                "c'est une archive : déposer les fichiers qu'elle contient",
                "it is an archive: drop the files that it holds",
            ),
            Why::Extension => Text::fixed(
                "seuls .csv, .jsonl, .ndjson, .json et .xml sont pris",
                "only .csv, .jsonl, .ndjson, .json and .xml are taken",
            ),
            Why::Unconfigured => Text::fixed("pas de pes.toml dans ce dossier", "no pes.toml in this folder"),
            Why::Outside => Text::fixed(
                "à déposer dans le dossier d'une collectivité",
                "to be dropped in the folder of a local authority",
            ),
        }
    }
}

#[cfg(unix)]
fn special(kind: FileType) -> NotAFile {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        NotAFile::Pipe
    } else if kind.is_socket() {
        NotAFile::Socket
    } else {
        NotAFile::Device
    }
}

#[cfg(not(unix))]
fn special(_kind: FileType) -> NotAFile {
    NotAFile::Device
}

/// What is there and not taken.
#[derive(Default)]
pub struct Left(BTreeMap<OsString, Why>);

impl Left {
    /// Takes what is there now, and gives what was not there before.
    pub fn seen(&mut self, now: BTreeMap<OsString, Why>) -> Vec<(OsString, Why)> {
        let is_new = |(name, why): &(&OsString, &Why)| self.0.get(*name) != Some(why);
        let new = now.iter().filter(is_new).map(|(name, why)| (name.clone(), *why)).collect();
        self.0 = now;
        new
    }

    pub fn len(&self) -> u64 {
        self.0.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_told_once_and_again_when_it_comes_back() {
        let mut left = Left::default();
        let there = |names: &[&str]| names.iter().map(|name| (OsString::from(name), Why::Extension)).collect();
        assert_eq!(left.seen(there(&["a.txt"])).len(), 1);
        assert_eq!(left.seen(there(&["a.txt", "b.txt"])), [("b.txt".into(), Why::Extension)]);
        assert_eq!(left.seen(there(&[])).len(), 0);
        assert_eq!((left.seen(there(&["a.txt"])).len(), left.len()), (1, 1));
    }
}
