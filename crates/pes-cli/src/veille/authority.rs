//! The local authorities that are watched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pes::validator::rules;

use super::arrivals::{Arrivals, Retry};
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
            let (config, _) = configured(&self.config)?;
            let beside = |path: &str| self.config.parent().unwrap_or(Path::new("")).join(path);
            let directory = Some(config.directory_path()).filter(|path| !path.is_empty()).map(beside);
            self.known = Some(Known { extent, siret: config.siret().to_owned(), directory });
        }
        Ok(())
    }

    /// Whether a file is one that its configuration names, and no billing data.
    pub fn is_own(&self, path: &Path) -> bool {
        self.known.as_ref().and_then(|known| known.directory.as_deref()).is_some_and(|own| is_same(own, path))
    }
}
