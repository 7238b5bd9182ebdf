//! `pes journal purge`: personal data past its time is erased.

use std::process::ExitCode;

use chrono::{Local, Months};
use pes::parser::Lang;
use pes::parser::value::{Date, SimpleType};
use pes_journal::{Erased, YEARS_KEPT};

use crate::args::Purge;
use crate::ledger::open;
use crate::screen::{Fault, Screen, print};
use crate::statut::{Reading, configured};

/// Erases, and says what.
pub fn run(command: &Purge, screen: &Screen) -> Result<ExitCode, Fault> {
    let (config, place) = configured(&command.config)?;
    let journal = open(&place, config.siret(), &command.config, screen)?;
    let reading = Reading { journal: &journal, place: &place };
    let today = command.date.unwrap_or_else(|| Date(Local::now().date_naive()));
    let before = today.0.checked_sub_months(Months::new(12 * YEARS_KEPT)).map_or(today, Date).format();
    let Erased { titres, documents, words, files } = reading.asked(journal.erase_before(&before))?;
    print(&match screen.lang {
        Lang::Fr => format!(
            "avant le {before}, effacés : débiteurs de {titres} titres, contenu de {documents} acquits et retours, {words} libellés, contenu de {files} fichiers écrits\n"
        ),
        Lang::En => format!(
            "before {before}, erased: debtors of {titres} titres, content of {documents} acquits and returns, {words} labels, content of {files} files written\n"
        ),
    })?;
    Ok(ExitCode::SUCCESS)
}
