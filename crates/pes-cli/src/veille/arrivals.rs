//! The files dropped in a folder, and when they are whole.

use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::left::{Left, Why};
use crate::files::Extent;

/// Files that may be taken, each as it was at the last look.
#[derive(Default)]
pub struct Arrivals {
    files: BTreeMap<OsString, File>,
    /// The files that had, at the last look, a name of what is not whole.
    unfinished: HashSet<Identity>,
    left: Left,
}

struct File {
    extent: Extent,
    /// When it was first seen so.
    since: Instant,
    state: State,
}

enum State {
    Waiting,
    /// Its writer gave it its name once it was written.
    Renamed,
    /// It is not for us.
    Left,
    Failed(Retry),
}

impl Arrivals {
    /// Looks at what is there. What has changed waits anew; what is not taken is given once, but for our own.
    pub fn look(&mut self, folder: &Path, is_own: impl Fn(&Path) -> bool) -> io::Result<Vec<(OsString, Why)>> {
        let (mut files, mut unfinished, mut left) = (BTreeMap::new(), HashSet::new(), BTreeMap::new());
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_unfinished = is_unfinished(&name);
            // It may just have gone.
            let Ok(kind) = entry.file_type() else { continue };
            match Why::of(&name, kind) {
                Some(why) if !is_unfinished && !is_own(&entry.path()) => drop(left.insert(name.clone(), why)),
                _ => {}
            }
            if !(is_unfinished || is_taken(&name)) || !kind.is_file() {
                continue;
            }
            // It may just have gone.
            let Ok(metadata) = entry.metadata() else { continue };
            if is_unfinished {
                unfinished.extend(identity(&metadata));
                continue;
            }
            let extent = Extent::of(&metadata);
            let file = match self.files.remove(&name) {
                Some(known) if known.extent == extent => known,
                _ => {
                    let is_renamed = identity(&metadata).is_some_and(|file| self.unfinished.contains(&file));
                    let state = if is_renamed { State::Renamed } else { State::Waiting };
                    File { extent, since: Instant::now(), state }
                }
            };
            files.insert(name, file);
        }
        (self.files, self.unfinished) = (files, unfinished);
        Ok(self.left.seen(left))
    }

    /// The files that are whole, in the order of their names; not those that failed and whose time has not come.
    pub fn whole(&self, now: Instant, calm: Duration) -> Vec<OsString> {
        let is_whole = |file: &File| match &file.state {
            State::Waiting => now.saturating_duration_since(file.since) >= calm,
            State::Renamed => true,
            State::Left => false,
            State::Failed(retry) => retry.is_due(now),
        };
        self.files.iter().filter(|(_, file)| is_whole(file)).map(|(name, _)| name.clone()).collect()
    }

    /// How many are to be taken.
    pub fn len(&self) -> u64 {
        self.files.values().filter(|file| !matches!(file.state, State::Left)).count() as u64
    }

    /// How many things are there that are not taken.
    pub fn left(&self) -> u64 {
        self.left.len()
    }

    /// Whether one is waited for that may soon be whole.
    pub fn is_restless(&self) -> bool {
        self.files.values().any(|file| matches!(file.state, State::Waiting))
    }

    pub fn has_failed(&self) -> bool {
        self.files.values().any(|file| matches!(file.state, State::Failed(_)))
    }

    pub fn forget(&mut self, name: &OsStr) {
        self.files.remove(name);
    }

    /// Leaves a file alone until it changes.
    pub fn leave(&mut self, name: &OsStr) {
        if let Some(file) = self.files.get_mut(name) {
            file.state = State::Left;
        }
    }

    /// Tries a file again later.
    pub fn put_off(&mut self, name: &OsStr, now: Instant, interval: Duration) {
        if let Some(file) = self.files.get_mut(name) {
            let mut retry = match std::mem::replace(&mut file.state, State::Waiting) {
                State::Failed(retry) => retry,
                _ => Retry::default(),
            };
            retry.put_off(now, interval);
            file.state = State::Failed(retry);
        }
    }
}

/// Billing data and documents of Hélios.
fn is_taken(name: &OsStr) -> bool {
    let extension = Path::new(name).extension().map(OsStr::to_ascii_lowercase);
    extension.is_some_and(|found| ["csv", "jsonl", "ndjson", "json", "xml"].iter().any(|taken| found == *taken))
}

/// The names that writers give to what is not whole yet.
fn is_unfinished(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    name.starts_with('.') || [".tmp", ".part", ".filepart", "~"].iter().any(|end| name.ends_with(end))
}

/// What a file is known by, whatever its name: numbers are used again, with another time of birth.
type Identity = (u64, u64, SystemTime);

#[cfg(unix)]
fn identity(file: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    Some((file.dev(), file.ino(), file.created().ok()?))
}

#[cfg(not(unix))]
fn identity(_file: &Metadata) -> Option<Identity> {
    None
}

/// When what failed is tried again: twice as late each time, ten minutes at most.
#[derive(Default)]
pub struct Retry(Option<(Instant, Duration)>);

const LATEST: Duration = Duration::from_secs(600);

impl Retry {
    pub fn is_due(&self, now: Instant) -> bool {
        self.0.is_none_or(|(next, _)| now >= next)
    }

    pub fn put_off(&mut self, now: Instant, interval: Duration) {
        let delay = self.0.map_or(interval, |(_, delay)| (delay * 2).min(LATEST.max(interval)));
        self.0 = Some((now + delay, delay));
    }

    pub fn clear(&mut self) {
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_what_is_not_whole_are_not_taken() {
        for name in [".factures.csv", "factures.csv.tmp", "factures.csv.PART", "acquit.xml.filepart", "factures.csv~"] {
            assert!(is_unfinished(OsStr::new(name)), "{name}");
        }
        for name in ["factures.csv", "FACTURES.CSV", "a.b.jsonl", "x.ndjson", "x.json", "part.xml", "tmp.csv"] {
            assert!(!is_unfinished(OsStr::new(name)) && is_taken(OsStr::new(name)), "{name}");
        }
        for name in ["pes.toml", "journal.db", "csv", "factures.csv.gz", "plan.pdf", "traite"] {
            assert!(!is_taken(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn what_fails_is_tried_later_each_time() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let (mut retry, mut now, mut delays) = (Retry::default(), start, Vec::new());
        assert!(retry.is_due(start));
        for _ in 0..12 {
            retry.put_off(now, second);
            let due = (0..).map(|seconds| now + second * seconds).find(|then| retry.is_due(*then)).unwrap();
            delays.push((due - now).as_secs());
            now = due;
        }
        assert_eq!(delays, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
    }

    #[test]
    fn a_file_is_whole_once_it_stays_as_it_is_or_is_renamed() {
        let folder = tempfile::tempdir().unwrap();
        let (mut arrivals, calm) = (Arrivals::default(), Duration::from_secs(60));
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "a").unwrap();
        std::fs::write(folder.path().join("b.csv.part"), "b").unwrap();
        arrivals.look(folder.path(), |_| false).unwrap();
        let later = Instant::now() + calm;
        assert_eq!(arrivals.whole(Instant::now(), calm), [""; 0]);
        assert_eq!(arrivals.whole(later, calm), ["a.csv"]);

        std::fs::write(&path, "a, longer").unwrap();
        std::fs::rename(folder.path().join("b.csv.part"), folder.path().join("b.csv")).unwrap();
        arrivals.look(folder.path(), |_| false).unwrap();
        let now = Instant::now();
        // Where the system tells when a file was born.
        let is_known = cfg!(unix) && std::fs::metadata(&path).unwrap().created().is_ok();
        let renamed: &[&str] = if is_known { &["b.csv"] } else { &[] };
        assert_eq!(arrivals.whole(now, calm), renamed);
        assert_eq!(arrivals.whole(now + calm, calm), ["a.csv", "b.csv"]);

        arrivals.leave(OsStr::new("a.csv"));
        arrivals.put_off(OsStr::new("b.csv"), now, calm);
        arrivals.look(folder.path(), |_| false).unwrap();
        assert_eq!((arrivals.len(), arrivals.is_restless()), (1, false));
        assert_eq!(arrivals.whole(now, calm), [""; 0]);
        assert_eq!(arrivals.whole(now + calm, calm), ["b.csv"]);
    }
}
