//! What an earlier run wrote, kept in the journal, and written again where it is missing.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path};

use pes::mapper::Executor;
use pes::parser::{Text, text};
use pes::validator::{At, Diagnostic, rules};
use pes_journal::{Done, Error, KeptFile, PART, Part};
use sha2::{Digest, Sha256};

use super::{Ledger, folder, mark};
use crate::args::Convert;
use crate::billing::BillingFile;
use crate::convert::Threads;
use crate::output::{Staging, Stop, cannot_write, is_half_delivered};
use crate::report::hexadecimal;
use crate::screen::Fault;

/// A run that has done already what is asked.
pub struct Again {
    pub done: Done,
    /// Whether its report is that of the folder: no later run has written there.
    pub is_last: bool,
    /// What was missing and is written again, by its path in the folder.
    pub written: Vec<String>,
    /// What is not as the run wrote it.
    pub faults: Vec<Diagnostic>,
}

/// A file of the run, and how it is found.
struct Found {
    chemin: String,
    sha256: String,
    kept: Option<KeptFile>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    AsWritten,
    Missing,
    Changed,
}

impl Ledger {
    /// Keeps what a run wrote aside.
    pub fn keep(&self, staging: &Staging) -> Result<(), Fault> {
        if staging.is_rehearsed() {
            return Ok(());
        }
        for (relative, path) in staging.written()? {
            let sha256 = BillingFile::open(&path)?.sha256()?;
            let chemin = relative.to_string_lossy().replace('\\', "/");
            let file = self.asked(self.journal.add_file(&chemin, &sha256))?;
            let cannot = |error: std::io::Error| cannot_write(&path, &error);
            let mut reading = File::open(&path).map_err(cannot)?;
            let mut rank = 0;
            loop {
                let mut wave = Vec::new();
                let most = (Threads.threads() * PART) as u64;
                (&mut reading).take(most).read_to_end(&mut wave).map_err(cannot)?;
                let parts: Vec<&[u8]> = wave.chunks(PART).collect();
                // A file that holds nothing has one part all the same.
                let count = if rank == 0 { parts.len().max(1) } else { parts.len() };
                for part in Threads.map(count, |index| Part::of(parts.get(index).copied().unwrap_or_default())) {
                    self.asked(self.journal.add_part(file, rank, &part))?;
                    rank += 1;
                }
                if (wave.len() as u64) < most {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Writes again what is missing of a run that is done; what was changed since is told, and replaced when asked.
    pub fn again(&self, done: Done, command: &Convert) -> Result<Again, Fault> {
        let execution = done.execution;
        let is_last = self.asked(self.journal.last_run_in(&folder(command)))? == execution;
        let mut again = Again { done, is_last, written: Vec::new(), faults: Vec::new() };
        let is_to_write =
            |found: &Found| found.state == State::Missing || found.state == State::Changed && command.overwrite;
        let mut files = self.found(&again, &command.out)?;
        let mut staging = None;
        if is_half_delivered(&command.out) || files.iter().any(is_to_write) {
            staging = Some(Staging::of(command)?);
            files = self.found(&again, &command.out)?;
        }
        for file in &files {
            let whole = file.kept.as_ref().filter(|kept| kept.is_whole);
            match (file.state, whole, &mut staging) {
                (State::AsWritten, _, _) => {}
                (_, Some(kept), Some(staging)) if is_to_write(file) => {
                    self.write(kept, staging)?;
                    again.written.push(file.chemin.clone());
                }
                _ => again.faults.push(self.not_as_written(file, execution, &command.out)),
            }
        }
        if let Some(staging) = staging.filter(|_| !again.written.is_empty()) {
            // A journal knows the flows of the report that is replaced: they stay.
            staging.deliver_recorded(Some(&mark(&self.place, &self.siret, execution)), || Ok(()))?;
        }
        Ok(again)
    }

    fn found(&self, again: &Again, out: &Path) -> Result<Vec<Found>, Fault> {
        let runs = self.asked(self.journal.runs(Some(again.done.execution)))?;
        let flows: Vec<_> = runs.into_iter().flat_map(|run| run.flows).collect();
        let kept = self.asked(self.journal.files_of(again.done.execution))?;
        let is_flow = |chemin: &str| flows.iter().any(|flow| flow.chemin == chemin);
        let is_kept = |chemin: &str| kept.iter().any(|file| file.chemin == chemin);
        // A version that kept no file knows its flows.
        let old = flows.iter().filter(|flow| !is_kept(&flow.chemin));
        let old = old.map(|flow| (flow.chemin.clone(), flow.sha256.clone(), None));
        // What a later run has put in place of its own is not looked at.
        let files = kept.iter().filter(|file| again.is_last || is_flow(&file.chemin));
        let files = files.map(|file| (file.chemin.clone(), file.sha256.clone(), Some(file.clone())));
        let found = |(chemin, sha256, kept): (String, String, Option<KeptFile>)| {
            let path = out.join(&chemin);
            let is_inside = Path::new(&chemin).components().all(|part| matches!(part, Component::Normal(_)));
            let state = match path.exists() {
                false => State::Missing,
                true if is_inside && BillingFile::open(&path)?.sha256()? == sha256 => State::AsWritten,
                true => State::Changed,
            };
            Ok(Found { chemin, sha256, kept, state })
        };
        old.chain(files).map(found).collect()
    }

    fn write(&self, kept: &KeptFile, staging: &mut Staging) -> Result<(), Fault> {
        let mut sum = Sha256::new();
        staging.write(&kept.chemin, |out| {
            let read = self.journal.read_file(kept, |bytes| -> Result<(), Stopped> {
                sum.update(bytes);
                out.write_all(bytes).map_err(|error| Stopped::Writing(error.into()))
            });
            read.map_err(|stopped| match stopped {
                Stopped::Writing(stop) => stop,
                Stopped::Journal(error) => super::unusable(&self.place, &error).into(),
            })
        })?;
        if hexadecimal(&sum.finalize()) == kept.sha256 {
            return Ok(());
        }
        let name = &kept.chemin;
        let message = text!(
            fr = "{name} : le journal n'en a plus les octets, il est abîmé",
            en = "{name}: the journal no longer has its bytes, it is damaged"
        );
        Err(Diagnostic::new(&rules::PES900, At::document(self.shown()), message).into())
    }

    fn not_as_written(&self, found: &Found, execution: i64, out: &Path) -> Diagnostic {
        let shown = out.join(&found.chemin).display().to_string();
        let (message, help) = match found.state {
            State::Missing => (
                text!(
                    fr = "{shown}, écrit par l'exécution {execution}, n'est plus là, et le journal n'en a pas les octets",
                    en = "{shown}, written by run {execution}, is no longer there, and the journal does not have its bytes"
                ),
                Text::fixed(
                    "le remettre d'une copie ; s'il n'a jamais été envoyé : pes journal annule, puis convertir de nouveau",
                    "put it back from a copy; if it was never sent: pes journal annule, then convert again",
                ),
            ),
            _ => {
                let expected = &found.sha256;
                (
                    text!(
                        fr = "{shown} a changé depuis que l'exécution {execution} l'a écrit (SHA-256 attendu : {expected})",
                        en = "{shown} has changed since run {execution} wrote it (expected SHA-256: {expected})"
                    ),
                    Text::fixed(
                        "ne pas l'envoyer ainsi ; --ecraser le remplace par ce que l'exécution a écrit",
                        "do not send it as it is; --ecraser replaces it by what the run wrote",
                    ),
                )
            }
        };
        Diagnostic::new(&rules::PES945, At::document(shown), message).help(help)
    }
}

enum Stopped {
    Writing(Stop),
    Journal(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Stopped::Journal(error)
    }
}
