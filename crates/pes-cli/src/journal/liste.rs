//! `pes journal liste`: the runs, and what became of each.

use std::process::ExitCode;

use pes::parser::Lang;
use pes_journal::{Journal, Run};

use super::numbers;
use crate::args::Maintained;
use crate::ledger::unusable;
use crate::screen::{Fault, Screen, print};
use crate::statut::{Reading, configured};

/// Shows the runs, the last one first.
pub fn run(command: &Maintained, screen: &Screen) -> Result<ExitCode, Fault> {
    let (config, place) = configured(&command.config)?;
    let journal = Journal::read(&place, config.siret()).map_err(|error| unusable(&place, &error))?;
    let reading = Reading { journal: &journal, place: &place };
    let runs = reading.asked(journal.runs(None))?;
    print(&runs.iter().map(|run| line(run, screen.lang)).collect::<String>())?;
    Ok(ExitCode::SUCCESS)
}

fn line(run: &Run, lang: Lang) -> String {
    let Run { execution, date, dossier, refused, flows } = run;
    let (folder, count) = (dossier.display(), flows.len());
    let sent = flows.iter().filter(|flow| !flow.envoye.is_empty()).count();
    let Some((bordereaux, titres)) = numbers(flows) else {
        return match lang {
            Lang::Fr => {
                format!("exécution {execution} ({date}) : aucun flux, factures refusées : {refused}, {folder}\n")
            }
            Lang::En => format!("run {execution} ({date}): no flow, invoices refused: {refused}, {folder}\n"),
        };
    };
    match lang {
        Lang::Fr => format!(
            "exécution {execution} ({date}) : bordereaux {bordereaux}, titres {titres}, flux : {count}, dits envoyés : {sent}, factures refusées : {refused}, {folder}\n"
        ),
        Lang::En => format!(
            "run {execution} ({date}): bordereaux {bordereaux}, titres {titres}, flows: {count}, said to be sent: {sent}, invoices refused: {refused}, {folder}\n"
        ),
    }
}
