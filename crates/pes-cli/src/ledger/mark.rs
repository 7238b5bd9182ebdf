//! The mark of a journal, kept apart from it: a journal that is put back from a copy is older than its mark, and would
//! give numbers again.
//!
//! It is beside the file of the journal, under a name that a copy of the file alone does not take along; that of a
//! server is beside the configuration. It is written once the journal is: killed in between, it is behind, and says less.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use pes::parser::{Text, text};
use pes::validator::{At, Diagnostic, rules};
use pes_journal::{Journal, Place};
use serde::{Deserialize, Serialize};

use super::unusable;
use crate::output::replace;
use crate::screen::{Fault, Screen};

/// A journal that is written in, whose mark follows it.
pub struct Kept {
    journal: Journal,
    /// None when all is to be forgotten.
    mark: Option<Mark>,
}

struct Mark(PathBuf);

/// What the mark holds.
#[derive(Deserialize, Serialize)]
struct Reached {
    /// How often the journal was written to.
    generation: i64,
    /// The numbers after those used, in the last year that has some.
    exercice: i64,
    bordereau: i64,
    titre: i64,
}

impl Deref for Kept {
    type Target = Journal;

    fn deref(&self) -> &Journal {
        &self.journal
    }
}

/// One that cannot be written is told by the next run.
impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(mark) = &self.mark {
            let _ = mark.follow(&self.journal);
        }
    }
}

impl Kept {
    /// A journal that is not older than its mark; what is told of the mark is shown.
    pub fn of(journal: Journal, place: &Place, siret: &str, config: &Path, screen: &Screen) -> Result<Self, Fault> {
        let mark = Mark::of(place, siret, config);
        mark.check(&journal, place, screen)?;
        if mark.follow(&journal).is_err() {
            let message = Text::fixed(
                "la marque du journal ne peut être écrite : un journal remis d'une copie ne serait pas vu",
                "the mark of the journal cannot be written: a journal put back from a copy would not be seen",
            );
            let finding = Diagnostic::new(&rules::PES906, At::document(mark.0.display().to_string()), message);
            screen.findings(&[finding], None);
        }
        Ok(Kept { journal, mark: Some(mark) })
    }

    /// The same for one in which nothing is kept.
    pub fn rehearsed(
        journal: Journal,
        place: &Place,
        siret: &str,
        config: &Path,
        screen: &Screen,
    ) -> Result<Self, Fault> {
        Mark::of(place, siret, config).check(&journal, place, screen)?;
        Ok(Kept { journal, mark: None })
    }
}

impl Mark {
    fn of(place: &Place, siret: &str, config: &Path) -> Self {
        let beside = |path: &Path, name: String| path.parent().unwrap_or(Path::new("")).join(name);
        Mark(match place {
            Place::File(path) => {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                beside(path, format!(".{name}.marque"))
            }
            Place::Server(_) => beside(config, format!(".pes-{siret}.marque")),
        })
    }

    /// Nothing when it is not there, or cannot be read as one.
    fn read(&self) -> Option<Reached> {
        serde_json::from_slice(&std::fs::read(&self.0).ok()?).ok()
    }

    fn check(&self, journal: &Journal, place: &Place, screen: &Screen) -> Result<(), Fault> {
        let generation = journal.generation().map_err(|error| unusable(place, &error))?;
        let shown = self.0.display().to_string();
        match self.read() {
            Some(Reached { generation: reached, exercice, bordereau, titre }) if reached > generation => {
                let journal = place.to_string();
                let message = text!(
                    fr = "le journal {journal} est plus ancien que sa marque {shown} : remis d'une copie, ou remplacé ? En {exercice}, le prochain bordereau était le {bordereau}, le prochain titre le {titre}",
                    en = "the journal {journal} is older than its mark {shown}: put back from a copy, or replaced? In {exercice} the next bordereau was {bordereau}, the next titre {titre}"
                );
                let help = text!(
                    fr = "remettre le journal le plus récent ; s'il est perdu, porter ces numéros dans [numerotation], ôter des données ce qui est parti depuis la copie (rapport.json des dossiers de sortie), puis supprimer {shown}",
                    en = "put the latest journal back; if it is lost, put these numbers in [numerotation], take out of the data what has gone since the copy (rapport.json of the output folders), then remove {shown}"
                );
                Err(Diagnostic::new(&rules::PES905, At::document(journal), message).help(help).into())
            }
            None if generation > 0 => {
                let message = text!(
                    fr = "{shown} : absente ou illisible, elle est refaite ; si le journal a été remis d'une copie, cela n'a pas pu être vu",
                    en = "{shown}: missing or unreadable, it is made again; whether the journal was put back from a copy could not be seen"
                );
                screen.findings(&[Diagnostic::new(&rules::PES906, At::document(place.to_string()), message)], None);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Brings the mark to where the journal is; a journal that nothing was written in has none.
    fn follow(&self, journal: &Journal) -> Result<(), Fault> {
        let failed = |error: pes_journal::Error| unusable(&Place::File(self.0.clone()), &error);
        let generation = journal.generation().map_err(failed)?;
        if generation == 0 || self.read().is_some_and(|reached| reached.generation >= generation) {
            return Ok(());
        }
        let exercice = journal.last_exercice().map_err(failed)?;
        let (bordereau, titre) = journal.numbers_after_all(exercice).map_err(failed)?;
        let reached = Reached { generation, exercice, bordereau, titre };
        replace(&self.0, (serde_json::to_string(&reached).unwrap_or_default() + "\n").as_bytes())
    }
}
