//! Ctrl-C and SIGTERM: what is not finished is removed, then the run ends with exit code 2. A run that goes on for days
//! ends by itself, after what it has in hand.

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pes::parser::Lang;

static UNFINISHED: Mutex<Unfinished> = Mutex::new(Unfinished { paths: Vec::new(), is_delivered: false });

/// What a run has written and not yet put in place.
pub struct Unfinished {
    paths: Vec<PathBuf>,
    /// All that was asked is in place: the little that is left to do is not stopped.
    pub is_delivered: bool,
}

impl Unfinished {
    /// A file or folder about to be made, to be removed if the run stops here.
    pub fn add(&mut self, path: PathBuf) {
        self.paths.push(path);
    }

    /// Removes what is still there, what was made last first; no file has to be opened for it.
    pub fn remove(&mut self) {
        for path in std::mem::take(&mut self.paths).into_iter().rev() {
            let _ = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir(&path));
        }
    }
}

/// An interruption waits as long as this is held: files are made and put in place under it, so that none escapes.
pub fn hold() -> MutexGuard<'static, Unfinished> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How an interruption is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// The run ends at once.
    AtOnce,
    /// The run ends by itself.
    InTurn,
    /// It has been asked to.
    Asked,
}

static MANNER: Mutex<Manner> = Mutex::new(Manner::AtOnce);
static ASKED: Condvar = Condvar::new();

fn manner() -> MutexGuard<'static, Manner> {
    MANNER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on an interruption lets what is in hand come to its end: [`is_asked`] and [`pause`] tell of it.
pub fn take_in_turn() {
    *manner() = Manner::InTurn;
}

/// Whether the run is to end.
pub fn is_asked() -> bool {
    *manner() == Manner::Asked
}

/// Waits, until an interruption at most; gives whether the run is to end.
pub fn pause(time: Duration) -> bool {
    let paused = ASKED.wait_timeout_while(manner(), time, |manner| *manner != Manner::Asked);
    *paused.unwrap_or_else(PoisonError::into_inner).0 == Manner::Asked
}

/// From now on an interruption leaves nothing unfinished; a second one ends the process at once.
#[cfg(unix)]
pub fn watch(lang: Lang) {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGINT, SIGTERM};

    // Without it the run is no worse: what it leaves aside is removed by the next one.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    let is_second = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // The order counts: the first signal finds the flag down, then puts it up.
        let _ = signal_hook::flag::register_conditional_default(signal, Arc::clone(&is_second));
        let _ = signal_hook::flag::register(signal, Arc::clone(&is_second));
    }
    let _ = std::thread::Builder::new().spawn(move || {
        for _ in signals.forever() {
            stop(lang);
        }
    });
}

#[cfg(not(unix))]
pub fn watch(_lang: Lang) {}

#[cfg(unix)]
fn stop(lang: Lang) {
    use std::io::IsTerminal;

    use crate::screen::complain;

    let mut manner = manner();
    if *manner != Manner::AtOnce {
        *manner = Manner::Asked;
        return ASKED.notify_all();
    }
    drop(manner);
    let mut unfinished = hold();
    if unfinished.is_delivered {
        return;
    }
    unfinished.remove();
    // The terminal has just shown ^C, or a bar.
    if std::io::stderr().is_terminal() {
        complain("\n");
    }
    complain(match lang {
        Lang::Fr => "interrompu : aucun fichier incomplet n'est laissé\n",
        Lang::En => "interrupted: no incomplete file is left\n",
    });
    // Still held: nothing more is written.
    std::process::exit(2);
}
