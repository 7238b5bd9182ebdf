//! `pes veille`: a folder where billing data and returns are dropped, taken one after the other.
//!
//! A file stays where it was dropped until all that comes of it is in place: its move is the last thing that is done.
//! Killed before that, the next run finds it there, and the journal tells whether it was sent.

mod arrivals;
mod authority;
mod intake;
mod left;
mod log;
mod metrics;
mod shelf;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use pes::parser::{Text, visible};
use pes::validator::{At, Diagnostic, rules};

use crate::args::Veille;
use crate::convert::use_threads;
use crate::files::unreadable;
use crate::interrupt;
use crate::screen::{Fault, Screen, print};
use authority::{Authority, below};
use intake::{Handled, Intake, Taken};
use left::{Left, Why};
use log::{Event, Log};
use metrics::{Metrics, Serie};

/// Watches until it is interrupted, then gives 0; or handles what is there: exit code 1 when something is refused or
/// blocked, 2 when something could not be done.
pub fn run(command: &Veille, screen: &Screen) -> Result<ExitCode, Fault> {
    use_threads(command.jobs);
    interrupt::take_in_turn();
    let mut watch = Watch {
        folder: std::path::absolute(&command.folder).unwrap_or_else(|_| command.folder.clone()),
        command,
        screen,
        authorities: BTreeMap::new(),
        log: Log(command.log.clone()),
        metrics: Metrics::open(command.metrics.clone()),
        beside: Left::default(),
        code: 0,
    };
    watch.start()?;
    let mut looks = 0;
    loop {
        let is_restless = watch.look();
        looks += 1;
        // What was there at the first look is whole at the second, or left to the next run.
        if command.once && (looks > 1 || !is_restless) {
            break;
        }
        let pause = match (command.once, is_restless) {
            (true, _) => command.calm,
            (false, true) => command.interval.min(command.calm),
            (false, false) => command.interval,
        };
        if interrupt::pause(pause) {
            break;
        }
    }
    watch.tell(Event { event: "arret", code: Some(watch.code), ..Event::default() });
    Ok(ExitCode::from(if command.once { watch.code } else { 0 }))
}

struct Watch<'a> {
    folder: PathBuf,
    command: &'a Veille,
    screen: &'a Screen,
    /// By their folders.
    authorities: BTreeMap<PathBuf, Authority>,
    log: Log,
    metrics: Metrics,
    /// What is beside the folders of local authorities.
    beside: Left,
    /// The exit code: the highest of the steps.
    code: u8,
}

impl Watch<'_> {
    /// What is wrong from the start is not watched.
    fn start(&mut self) -> Result<(), Fault> {
        let folder = &self.folder;
        if self.command.many {
            if below(folder)?.is_empty() {
                let message = Text::fixed("aucun sous-dossier n'a de pes.toml", "no folder in it has a pes.toml");
                return Err(Diagnostic::new(&rules::PES801, At::document(folder.display().to_string()), message).into());
            }
        } else {
            std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error, &rules::PES810))?;
            let out = std::path::absolute(&self.command.out).unwrap_or_else(|_| self.command.out.clone());
            let mut authority = Authority::new(folder.clone(), self.command.config.clone(), out);
            authority.know()?;
            self.authorities.insert(folder.clone(), authority);
        }
        self.tell(Event { event: "depart", folder: Some(folder.display().to_string()), ..Event::default() });
        Ok(())
    }

    /// Looks at each local authority, and takes what is whole; gives whether a file may soon be.
    fn look(&mut self) -> bool {
        if self.command.many {
            match below(&self.folder) {
                Ok(folders) => {
                    self.outside(&folders);
                    self.authorities.retain(|folder, _| folders.contains(folder));
                    for folder in folders {
                        self.authorities.entry(folder.clone()).or_insert_with(|| {
                            Authority::new(folder.clone(), folder.join("pes.toml"), folder.join("flux"))
                        });
                    }
                }
                Err(fault) => self.failed(None, None, &fault),
            }
        }
        let mut authorities = std::mem::take(&mut self.authorities);
        let mut is_restless = false;
        for authority in authorities.values_mut() {
            if interrupt::is_asked() {
                break;
            }
            is_restless |= self.turn(authority);
        }
        self.metrics.keep(authorities.values());
        self.authorities = authorities;
        if let Err(fault) = self.metrics.write(self.screen) {
            self.failed(None, None, &fault);
        }
        is_restless
    }

    /// Takes what is whole in the folder of an authority; gives whether a file may soon be.
    fn turn(&mut self, authority: &mut Authority) -> bool {
        let now = Instant::now();
        if !authority.retry.is_due(now) {
            return false;
        }
        match self.take(authority, now) {
            Ok(is_done) => {
                authority.retry.clear();
                if is_done {
                    self.metrics.succeeded(authority);
                }
            }
            Err(fault) => {
                authority.retry.put_off(now, self.command.interval);
                self.failed(Some(authority), None, &fault);
            }
        }
        self.metrics.set(authority, Serie::EnAttente, authority.arrivals.len());
        self.metrics.set(authority, Serie::NonPris, authority.arrivals.left());
        authority.arrivals.is_restless()
    }

    /// Gives whether all that was to be done could be.
    fn take(&mut self, authority: &mut Authority, now: Instant) -> Result<bool, Fault> {
        authority.know()?;
        let mut arrivals = std::mem::take(&mut authority.arrivals);
        let is_ours = |path: &Path| authority.is_ours(path) || self.is_ours(path);
        let looked = arrivals.look(&authority.folder, is_ours);
        authority.arrivals = arrivals;
        for (name, why) in looked.map_err(|error| unreadable(&authority.folder, &error, &rules::PES810))? {
            self.left(Some(authority), &name, why);
        }
        let whole = authority.arrivals.whole(now, self.command.calm);
        if whole.is_empty() {
            return Ok(!authority.arrivals.has_failed());
        }
        let mut intake = None;
        let mut is_done = true;
        for name in whole {
            if interrupt::is_asked() {
                break;
            }
            let path = authority.folder.join(&name);
            if self.is_ours(&path) || authority.is_own(&path) {
                authority.arrivals.leave(&name);
                continue;
            }
            let opened = match &mut intake {
                Some(opened) => opened,
                none => none.insert(Intake::open(authority, self.command, self.screen)?),
            };
            match Taken::of(path).and_then(|taken| self.file(authority, opened, taken)) {
                Ok(true) => authority.arrivals.forget(&name),
                // It is being written again.
                Ok(false) => {}
                Err(fault) => {
                    is_done = false;
                    authority.arrivals.put_off(&name, now, self.command.interval);
                    self.failed(Some(authority), Some(&name.to_string_lossy()), &fault);
                }
            }
        }
        if let Some(opened) = &intake {
            let blocked = opened.blocked()?;
            self.code = self.code.max(u8::from(blocked > 0));
            self.metrics.set(authority, Serie::Bloques, blocked);
            self.tell(Event { event: "etat", blocked: Some(blocked), ..Event::of(authority) });
        }
        Ok(is_done)
    }

    /// Handles a file; gives whether it could be read as it was when it was taken.
    fn file(&mut self, authority: &Authority, intake: &Intake<'_>, taken: Option<Taken>) -> Result<bool, Fault> {
        let Some(taken) = taken else { return Ok(false) };
        let event =
            Event { file: Some(taken.name.clone()), sha256: Some(taken.sha256.clone()), ..Event::of(authority) };
        self.tell(Event { event: "prise", ..event.clone() });
        let Some(handled) = intake.handle(&taken)? else { return Ok(false) };
        self.metrics.handled(authority, &handled);
        self.code = self.code.max(handled.code);
        let name = match self.command.many {
            true => format!("{}/{}", authority.name(), taken.name),
            false => taken.name.clone(),
        };
        if let Err(fault) = print(&handled.line(&name, self.screen.lang)) {
            self.failed(None, None, &fault);
        }
        let Handled { kind, result, place, run, code, rules, invoices, document, .. } = handled;
        self.tell(Event {
            event: "classement",
            kind,
            result: Some(result.code()),
            place: place.map(|place| place.display().to_string()),
            run: run.map(|run| run.display().to_string()),
            invoices,
            document,
            code: Some(code),
            rules,
            ..event
        });
        Ok(true)
    }

    /// Whether a file is the log or the metrics.
    fn is_ours(&self, path: &Path) -> bool {
        [&self.command.log, &self.command.metrics].into_iter().flatten().any(|own| authority::is_same(own, path))
    }

    /// Tells of what is beside the folders of local authorities.
    fn outside(&mut self, folders: &BTreeSet<PathBuf>) {
        let mut there = BTreeMap::new();
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let is_hidden = name.to_string_lossy().starts_with('.');
            if is_hidden || folders.contains(&path) || self.is_ours(&path) {
                continue;
            }
            let Ok(kind) = entry.file_type() else { continue };
            let why = match Why::of(&name, kind) {
                Some(Why::Folder) => Why::Unconfigured,
                Some(why @ Why::NotAFile(_)) => why,
                _ => Why::Outside,
            };
            there.insert(name, why);
        }
        for (name, why) in self.beside.seen(there) {
            self.left(None, &name, why);
        }
    }

    /// Something that is not taken is told, once.
    fn left(&mut self, authority: Option<&Authority>, name: &OsStr, why: Why) {
        let (name, words) = (name.to_string_lossy().into_owned(), why.words());
        let (shown, why_words) = (visible(&name), self.screen.text(&words).to_owned());
        let folder =
            authority.filter(|_| self.command.many).map(|authority| format!("{}/", visible(&authority.name())));
        let (folder, not_taken) = (folder.unwrap_or_default(), self.screen.words(" : pas pris : ", ": not taken: "));
        if let Err(fault) = print(&format!("{folder}{shown}{not_taken}{why_words}\n")) {
            self.failed(None, None, &fault);
        }
        self.code = self.code.max(1);
        let event = authority.map_or_else(Event::default, Event::of);
        self.tell(Event {
            event: "laisse",
            file: Some(name),
            result: Some(why.code()),
            code: Some(1),
            rules: [(rules::PES851.id.to_owned(), 1)].into(),
            messages: vec![why_words],
            ..event
        });
    }

    fn tell(&mut self, event: Event) {
        if let Err(fault) = self.log.write(&event) {
            self.code = 2;
            self.screen.fault(&fault);
        }
    }

    /// What could not be done is said, and stops nothing else.
    fn failed(&mut self, authority: Option<&Authority>, file: Option<&str>, fault: &Fault) {
        self.code = 2;
        self.screen.fault(fault);
        let said = fault.0.iter().map(|finding| self.screen.text(&finding.message).to_owned()).collect();
        let event = authority.map_or_else(Event::default, Event::of);
        self.tell(Event {
            event: "echec",
            file: file.map(str::to_owned),
            code: Some(2),
            rules: told::rules(&fault.0),
            messages: said,
            ..event
        });
        if let Some(authority) = authority {
            self.metrics.add(authority, Serie::Echecs, 1);
        }
    }
}
