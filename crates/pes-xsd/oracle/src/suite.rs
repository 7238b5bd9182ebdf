//! The W3C suite, unpacked from its archive.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use lzma_rust2::XzReader;
use serde::Deserialize;
use tempfile::TempDir;

/// A judgement of the suite: an instance against schema documents; paths are relative to the root.
#[derive(Deserialize)]
pub struct Case {
    pub schema: Vec<String>,
    pub instance: String,
    pub expected: String,
}

/// The cases and the files they name, which go away with it.
pub struct Suite {
    pub cases: Vec<Case>,
    folder: TempDir,
}

impl Suite {
    pub fn root(&self) -> &Path {
        self.folder.path()
    }
}

/// Unpacks the archive of the folder that `PES_SHARED` names.
pub fn unpack() -> io::Result<Suite> {
    let shared = std::env::var_os("PES_SHARED").map_or_else(beside_the_repository, PathBuf::from);
    let archive = BufReader::new(File::open(shared.join("xsts-dev.tar.xz"))?);
    let folder = TempDir::new()?;
    for entry in tar::Archive::new(XzReader::new(archive, false)).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.strip_prefix("xsts").map(Path::to_path_buf).map_err(io::Error::other)?;
        let path = folder.path().join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        entry.unpack(path)?;
    }
    let cases = serde_json::from_reader(BufReader::new(File::open(folder.path().join("cases.json"))?))?;
    Ok(Suite { cases, folder })
}

fn beside_the_repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared")
}
