//! Metrics in the text format of Prometheus, for the `textfile` collector of its node exporter.
//!
//! The file is also where counters go on from, in a run after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::Utc;
use pes::parser::Text;

use super::authority::Authority;
use super::intake::{Handled, Outcome};
use crate::output::replace_with;
use crate::screen::{Fault, Screen};

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Serie {
    EnAttente,
    NonPris,
    Traites,
    Refuses,
    Echecs,
    Converties,
    FacturesRefusees,
    Retours,
    Bloques,
    DernierSucces,
}

const COUNT: usize = 10;

type Values = [u64; COUNT];

/// Names, and whether it is a counter.
const SERIES: [(Serie, &str, bool, Text); COUNT] = [
    (
        Serie::EnAttente,
        "pes_veille_fichiers_en_attente",
        false,
        Text::fixed("Fichiers déposés qui ne sont pas encore classés", "Files dropped and not filed yet"),
    ),
    (
        Serie::NonPris,
        "pes_veille_non_pris",
        false,
        Text::fixed("Ce qui est déposé et n'est pas pris", "Things dropped that are not taken"),
    ),
    (
        Serie::Traites,
        "pes_veille_fichiers_traites_total",
        true,
        Text::fixed("Fichiers classés sous traite", "Files filed under traite"),
    ),
    (
        Serie::Refuses,
        "pes_veille_fichiers_refuses_total",
        true,
        Text::fixed("Fichiers classés sous refuse", "Files filed under refuse"),
    ),
    (
        Serie::Echecs,
        "pes_veille_echecs_total",
        true,
        Text::fixed(
            "Ce qui n'a pas pu se faire, et sera tenté de nouveau",
            "What could not be done, and is tried again",
        ),
    ),
    (
        Serie::Converties,
        "pes_veille_factures_converties_total",
        true,
        Text::fixed("Factures converties", "Invoices converted"),
    ),
    (
        Serie::FacturesRefusees,
        "pes_veille_factures_refusees_total",
        true,
        Text::fixed("Factures refusées", "Invoices refused"),
    ),
    (
        Serie::Retours,
        "pes_veille_retours_lus_total",
        true,
        Text::fixed("Acquits et retours lus", "Acquits and returns read"),
    ),
    (
        Serie::Bloques,
        "pes_veille_titres_bloques",
        false,
        Text::fixed(
            "Titres bloqués, à la dernière ouverture du journal",
            "Titres blocked, when the journal was last open",
        ),
    ),
    (
        Serie::DernierSucces,
        "pes_veille_dernier_succes_timestamp_seconds",
        false,
        Text::fixed("Dernier regard où tout a pu se faire", "Last look at which all could be done"),
    ),
];

/// SIRET, then the folder: two budgets may have one SIRET.
type Key = (String, String);

fn key(authority: &Authority) -> Key {
    (authority.siret().to_owned(), authority.name())
}

pub struct Metrics {
    path: Option<PathBuf>,
    values: BTreeMap<Key, Values>,
    /// What was written last, and when.
    written: Option<(BTreeMap<Key, Values>, Instant)>,
}

/// Time after which the file is written again though nothing but the time has changed.
const STALE: Duration = Duration::from_secs(60);

impl Metrics {
    /// Goes on from the file that is there.
    pub fn open(path: Option<PathBuf>) -> Self {
        let mut values: BTreeMap<Key, Values> = BTreeMap::new();
        let text = path.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        for (key, serie, value) in text.lines().filter_map(read) {
            if !matches!(serie, Serie::EnAttente | Serie::NonPris) {
                values.entry(key).or_default()[serie as usize] = value;
            }
        }
        Metrics { path, values, written: None }
    }

    fn value(&mut self, authority: &Authority, serie: Serie) -> &mut u64 {
        &mut self.values.entry(key(authority)).or_default()[serie as usize]
    }

    pub fn add(&mut self, authority: &Authority, serie: Serie, count: u64) {
        *self.value(authority, serie) += count;
    }

    pub fn set(&mut self, authority: &Authority, serie: Serie, value: u64) {
        *self.value(authority, serie) = value;
    }

    pub fn handled(&mut self, authority: &Authority, handled: &Handled) {
        match handled.result {
            Outcome::Refuse => self.add(authority, Serie::Refuses, 1),
            Outcome::Traite | Outcome::DejaEnvoye => self.add(authority, Serie::Traites, 1),
            Outcome::Remplace => {}
        }
        if let (Some(counts), false) = (handled.invoices, handled.result == Outcome::DejaEnvoye) {
            self.add(authority, Serie::Converties, counts.converties as u64);
            self.add(authority, Serie::FacturesRefusees, counts.refusees as u64);
        }
        self.add(authority, Serie::Retours, u64::from(handled.document.is_some()));
    }

    /// An authority was looked at, and all that was to be done is.
    pub fn succeeded(&mut self, authority: &Authority) {
        self.set(authority, Serie::DernierSucces, Utc::now().timestamp().try_into().unwrap_or_default());
    }

    /// Leaves out those that are watched no more.
    pub fn keep<'a>(&mut self, authorities: impl Iterator<Item = &'a Authority>) {
        let watched: BTreeSet<Key> = authorities.map(key).collect();
        self.values.retain(|key, _| watched.contains(key));
    }

    /// Writes the file, whole or not at all, when there is something new. One that is there keeps who may read it.
    pub fn write(&mut self, screen: &Screen) -> Result<(), Fault> {
        let Some(path) = &self.path else { return Ok(()) };
        let timeless = |values: &BTreeMap<Key, Values>| {
            let mut values = values.clone();
            values.values_mut().for_each(|values| values[Serie::DernierSucces as usize] = 0);
            values
        };
        let current = timeless(&self.values);
        if self.written.as_ref().is_some_and(|(last, when)| *last == current && when.elapsed() < STALE) {
            return Ok(());
        }
        let mut out = String::new();
        for (serie, name, is_counter, help) in &SERIES {
            let kind = if *is_counter { "counter" } else { "gauge" };
            let _ = writeln!(out, "# HELP {name} {}\n# TYPE {name} {kind}", screen.text(help));
            for ((siret, folder), values) in &self.values {
                let value = values[*serie as usize];
                let _ = writeln!(out, "{name}{{siret=\"{}\",dossier=\"{}\"}} {value}", escaped(siret), escaped(folder));
            }
        }
        replace_with(path, |file| {
            if let Ok(there) = std::fs::metadata(path) {
                file.set_permissions(there.permissions())?;
            }
            file.write_all(out.as_bytes())
        })?;
        self.written = Some((current, Instant::now()));
        Ok(())
    }
}

/// A value of a label, as the format writes it.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// A line as it was written; nothing when it is another.
fn read(line: &str) -> Option<(Key, Serie, u64)> {
    let (name, rest) = line.split_once("{siret=\"")?;
    let (siret, rest) = rest.split_once("\",dossier=\"")?;
    let (folder, value) = rest.rsplit_once("\"} ")?;
    let serie = SERIES.iter().find(|(_, known, ..)| *known == name)?.0;
    Some(((siret.to_owned(), unescaped(folder)), serie, value.parse().ok()?))
}

fn unescaped(value: &str) -> String {
    let (mut out, mut rest) = (String::new(), value.chars());
    while let Some(character) = rest.next() {
        match character {
            '\\' => out.extend(rest.next().map(|next| if next == 'n' { '\n' } else { next })),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for (index, (serie, ..)) in SERIES.iter().enumerate() {
            assert_eq!(*serie as usize, index);
        }
        for folder in ["cantine", "a \"b\" \\ c\nd", "\\n", "x\"} 1", ""] {
            let line = format!("pes_veille_echecs_total{{siret=\"1\",dossier=\"{}\"}} 12", escaped(folder));
            let found = read(&line).map(|(key, serie, value)| (key, serie as usize, value));
            assert_eq!(found, Some((("1".to_owned(), folder.to_owned()), Serie::Echecs as usize, 12)), "{line}");
        }
        assert!(read("# TYPE pes_veille_echecs_total counter").is_none());
        assert!(read("autre{siret=\"1\",dossier=\"a\"} 12").is_none());
    }
}
