//! `pes journal`: what was made, what of it was sent, what is undone, what is erased.

mod annule;
mod envoye;
mod liste;
mod purge;

use std::process::ExitCode;

use pes::parser::Text;
use pes::validator::{At, Diagnostic, rules};
use pes_journal::{MadeFlow, Run};

use crate::args::JournalCommand;
use crate::screen::{Fault, Screen};
use crate::statut::Reading;

/// Does what is asked of the journal.
pub fn run(command: &JournalCommand, screen: &Screen) -> Result<ExitCode, Fault> {
    match command {
        JournalCommand::Liste(command) => liste::run(command, screen),
        JournalCommand::Envoye(command) => envoye::run(command, screen),
        JournalCommand::Annule(command) => annule::run(command, screen),
        JournalCommand::Purge(command) => purge::run(command, screen),
    }
}

/// The run of a number, or that of a flow with this flow alone.
fn named(reading: &Reading<'_>, word: &str) -> Result<Run, Fault> {
    let found = match word.parse() {
        Ok(number) => reading.asked(reading.journal.runs(Some(number)))?.pop(),
        Err(_) => reading.asked(reading.journal.run_of_flow(word))?,
    };
    found.ok_or_else(|| {
        let message = pes::parser::text!(
            fr = "« {word} » : aucune exécution de ce numéro, aucun flux de ce nom",
            en = "\"{word}\": no run of that number, no flow of that name"
        );
        let help = Text::fixed("pes journal liste donne les exécutions", "pes journal liste gives the runs");
        Diagnostic::new(&rules::PES908, At::document(reading.name()), message).help(help).into()
    })
}

/// Numbers as people write them: `12`, `12-14`.
fn span(first: i64, last: i64) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

/// The first and the last bordereau of flows, and the first and the last titre.
fn numbers(flows: &[MadeFlow]) -> Option<(String, String)> {
    let least = |number: fn(&MadeFlow) -> i64| flows.iter().map(number).min();
    let most = |number: fn(&MadeFlow) -> i64| flows.iter().map(number).max();
    let bordereaux = span(least(|flow| flow.bordereau)?, most(|flow| flow.bordereau)?);
    Some((bordereaux, span(least(|flow| flow.first_titre)?, most(|flow| flow.last_titre)?)))
}
