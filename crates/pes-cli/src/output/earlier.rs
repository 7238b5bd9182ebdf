//! The flows of the run that a new one replaces.

use std::io;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::files::read_below;
use crate::report::sha256;

/// What is read again of a `rapport.json`.
#[derive(Default, Deserialize)]
struct Report {
    fichiers: Vec<Flow>,
}

#[derive(Deserialize)]
struct Flow {
    chemin: PathBuf,
    sha256: String,
}

/// Removes from a folder the flows that an earlier report names, but for those about to be written over, whose paths are
/// in order: left there, their titres would be sent with those that replace them. A flow changed since is not ours.
pub fn remove_flows(out: &Path, report: &Path, written_over: &[PathBuf]) -> io::Result<()> {
    let Report { fichiers } = serde_json::from_slice(&std::fs::read(report)?).unwrap_or_default();
    for Flow { chemin, sha256: expected } in fichiers {
        let is_inside = chemin.components().all(|part| matches!(part, Component::Normal(_)));
        if is_inside && written_over.binary_search(&chemin).is_err() {
            let path = out.join(&chemin);
            if read_below(out, &chemin).is_ok_and(|bytes| sha256(&bytes) == expected) {
                std::fs::remove_file(path)?;
            }
        }
    }
    Ok(())
}
