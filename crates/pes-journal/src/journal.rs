use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Trouble};
use crate::place::Place;
use crate::schema::{is_older, migrate};
use crate::store::{PATIENCE, Store};

/// What was sent and what came back.
pub struct Journal {
    pub(crate) store: Store,
    pub(crate) siret: String,
    /// The execution whose flows are being added.
    pub(crate) current: Cell<i64>,
    /// The number of the last row given to each table.
    pub(crate) last_ids: RefCell<HashMap<&'static str, i64>>,
    /// Held until the end by the one that writes in a file; on a server the connection holds it.
    _lock: Option<File>,
}

impl Journal {
    /// Opens the journal of a local authority to write in it; it is made if it is not there, for its owner alone.
    ///
    /// # Errors
    /// Another process writes in it, it is the journal of another SIRET, or it cannot be read or written. A server is not
    /// reached, lets no one in, or would be spoken to in clear over a network.
    pub fn open(place: &Place, siret: &str) -> Result<Self, Error> {
        let (store, lock) = match place {
            Place::File(path) => {
                let lock = lock(&beside(path, "-verrou"))?;
                private(path).map_err(|error| opening(&error))?;
                (Store::open(path)?, Some(lock))
            }
            Place::Server(url) => (Store::join(url, siret, true)?, None),
        };
        Self::set_up(store, siret, lock)
    }

    /// Opens a journal that is there, to read it.
    ///
    /// # Errors
    /// It is not there, or it is the journal of another SIRET, or it cannot be read. The same of a server as in
    /// [`open`](Self::open).
    pub fn read(place: &Place, siret: &str) -> Result<Self, Error> {
        let store = match place {
            Place::File(path) => {
                File::open(path).map_err(|error| opening(&error))?;
                Store::open(path)?
            }
            Place::Server(url) => Store::join(url, siret, false)?,
        };
        Self::set_up(store, siret, None)
    }

    /// Opens a journal to try what would be done to it: whatever that is, it is as it was once this is closed. One that
    /// is not there is taken for one that is new, and is not made.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn rehearse(place: &Place, siret: &str) -> Result<Self, Error> {
        let (store, lock) = match place {
            Place::File(path) if !path.exists() => return Self::in_memory(siret),
            Place::File(path) => {
                let beside = beside(path, "-verrou");
                let lock = if beside.exists() { Some(lock(&beside)?) } else { None };
                (Store::untouched(path)?, lock)
            }
            Place::Server(url) => match Store::join(url, siret, false) {
                Err(Error(Trouble::Absent)) => return Self::in_memory(siret),
                store => (store?, None),
            },
        };
        if is_older(&store)? {
            // Once all is to be forgotten it is too late: what is made anew must not take with it what refers to it.
            store.follow_references(false)?;
        }
        store.rehearse()?;
        Self::set_up(store, siret, lock)
    }

    /// A journal that vanishes with the process.
    ///
    /// # Errors
    /// The memory is not there.
    pub fn in_memory(siret: &str) -> Result<Self, Error> {
        Self::set_up(Store::in_memory()?, siret, None)
    }

    fn set_up(store: Store, siret: &str, lock: Option<File>) -> Result<Self, Error> {
        migrate(&store)?;
        let found = || store.first("SELECT valeur FROM journal WHERE cle = 'siret'", &[]);
        if found()?.is_none() {
            store.execute("INSERT INTO journal VALUES ('siret', ?1) ON CONFLICT DO NOTHING", &[siret.into()])?;
        }
        let found = found()?.map(|row| row.text(0));
        match found {
            Some(found) if found != siret => Err(Error(Trouble::Foreign { found })),
            _ => Ok(Journal {
                store,
                siret: siret.to_owned(),
                current: Cell::default(),
                last_ids: RefCell::default(),
                _lock: lock,
            }),
        }
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Waits a little for the one that writes.
fn lock(path: &Path) -> Result<File, Error> {
    let file = private(path).map_err(|error| opening(&error))?;
    for _ in 0..LOOKS {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PATIENCE / LOOKS),
            Err(TryLockError::Error(error)) => return Err(opening(&error)),
        }
    }
    Err(Error(Trouble::Busy))
}

/// How often the lock is looked at while it is waited for.
const LOOKS: u32 = 100;

/// A file that its owner alone reads.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn opening(error: &io::Error) -> Error {
    Error(match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Trouble::Forbidden,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Trouble::Full,
        io::ErrorKind::NotFound => Trouble::Absent,
        _ => Trouble::NotOpened,
    })
}
