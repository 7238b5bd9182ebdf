//! The local authorities that are watched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pes::validator::rules;
use pes_journal::Place;

use super::arrivals::{Arrivals, Retry};
use super::shelf::{REFUSE, TRAITE};
use crate::files::{self, Extent, unreadable};
use crate::screen::Fault;
use crate::statut::configured;

/// A local authority: where its files are dropped, and where its flows go.
pub struct Authority {
    pub folder: PathBuf,
    pub config: PathBuf,
    pub out: PathBuf,
    pub arrivals: Arrivals,
    pub retry: Retry,
    known: Option<Known>,
}

/// What is held of a configuration.
struct Known {
    extent: Extent,
    siret: String,
    /// The CSV of public recipients, if it names one.
    directory: Option<PathBuf>,
    /// What else is the tool's own: the journal and what is beside it, the folder of complements.
    journal: Option<PathBuf>,
    complements: Option<PathBuf>,
}

/// The folders in a folder that have a configuration.
pub fn below(folder: &Path) -> Result<BTreeSet<PathBuf>, Fault> {
    let cannot = |error: std::io::Error| unreadable(folder, &error, &rules::PES810);
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path.join("pes.toml").is_file() {
            found.insert(path);
        }
    }
    Ok(found)
}

/// Whether two paths lead to one file.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| path.canonicalize().ok();
    whole(one).is_some_and(|one| Some(one) == whole(other))
}

impl Authority {
    pub fn new(folder: PathBuf, config: PathBuf, out: PathBuf) -> Self {
        let (arrivals, retry) = (Arrivals::default(), Retry::default());
        Authority { folder, config, out, arrivals, retry, known: None }
    }

    /// How people know its folder.
    pub fn name(&self) -> String {
        files::name(&self.folder)
    }

    /// Empty until its configuration has been read.
    pub fn siret(&self) -> &str {
        self.known.as_ref().map_or("", |known| &known.siret)
    }

    /// Reads its configuration, if it is not the one that is known.
    pub fn know(&mut self) -> Result<(), Fault> {
        let metadata = std::fs::metadata(&self.config);
        let extent = Extent::of(&metadata.map_err(|error| unreadable(&self.config, &error, &rules::PES801))?);
        if self.known.as_ref().is_none_or(|known| known.extent != extent) {
            let (config, place) = configured(&self.config)?;
            let beside = |path: &str| self.config.parent().unwrap_or(Path::new("")).join(path);
            let directory = Some(config.directory_path()).filter(|path| !path.is_empty()).map(beside);
            let complements = Some(config.complements_path()).filter(|path| !path.is_empty()).map(beside);
            let journal = match place {
                Place::File(path) => Some(path),
                Place::Server(_) => None,
            };
            let siret = config.siret().to_owned();
            self.known = Some(Known { extent, siret, directory, journal, complements });
        }
        Ok(())
    }

    /// Whether something in its folder is the tool's own, and was dropped by nobody.
    pub fn is_ours(&self, path: &Path) -> bool {
        let name = files::name(path);
        let known = self.known.as_ref();
        // A database has files beside it, of names that go on from its own.
        let is_of_journal = known.and_then(|known| known.journal.as_deref()).is_some_and(|journal| {
            name.starts_with(&files::name(journal))
                && path.parent().is_some_and(|folder| {
                    journal
                        .parent()
                        .is_some_and(|of_journal| is_same(folder, of_journal) || of_journal == Path::new(""))
                })
        });
        [TRAITE, REFUSE].contains(&name.as_str())
            || is_of_journal
            || is_same(&self.config, path)
            || [Some(self.out.as_path()), known.and_then(|known| known.complements.as_deref())]
                .into_iter()
                .flatten()
                .any(|own| own.ancestors().any(|folder| is_same(folder, path)))
            || self.is_own(path)
    }

    /// Whether a file is one that its configuration names, and no billing data.
    pub fn is_own(&self, path: &Path) -> bool {
        self.known.as_ref().and_then(|known| known.directory.as_deref()).is_some_and(|own| is_same(own, path))
    }
}
