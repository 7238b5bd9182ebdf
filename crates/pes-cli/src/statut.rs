//! `pes statut`: where each invoice stands, what is blocked, since when.

mod json;
mod table;
mod text;
mod twice;

use std::path::Path;
use std::process::ExitCode;

use chrono::{Days, Local};
use pes::mapper::{Config, ConfigOptions};
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Text, text};
use pes::validator::{At, Diagnostic, rules};
use pes_journal::{BordereauStatus, EtatTitre, Journal, Place, Reason, TitreStatus};

use crate::args::{Statut, StatutFormat};
use crate::files;
use crate::ledger::{place, unusable};
use crate::output::cannot_write;
use crate::screen::{Fault, Screen, print};
pub use json::TitreJson;
pub use text::titres_text;
use text::{summaries_text, waiting_text};
pub use twice::{Twice, TwiceJson};

/// Shows where things stand: exit code 1 when something is blocked.
pub fn run(command: &Statut, screen: &Screen) -> Result<ExitCode, Fault> {
    let (config, place) = configured(&command.config)?;
    let journal = Journal::read(&place, config.siret()).map_err(|error| unusable(&place, &error))?;
    let reading = Reading { journal: &journal, place: &place };
    let today = command.date.unwrap_or_else(|| Date(Local::now().date_naive()));
    let (titres, waiting) = match &command.word {
        Some(word) => {
            let titres = reading.asked(journal.titres_named(word))?;
            if titres.is_empty() {
                let message = text!(
                    fr = "« {word} » : rien n'a été envoyé sous ce nom",
                    en = "\"{word}\": nothing was sent under that name"
                );
                return Err(Diagnostic::new(&rules::PES900, At::document(reading.name()), message).into());
            }
            (titres, Vec::new())
        }
        None => reading.blocked(today, command.patience)?,
    };
    let titres = reading.explained(titres)?;
    let twice = reading.twice()?;
    match command.format {
        StatutFormat::Json => {
            let (all, by_budget) = (reading.asked(journal.summary())?, reading.asked(journal.summaries())?);
            print(&json::page(&all, &by_budget, &titres, &waiting, &twice))?;
        }
        StatutFormat::Csv => {
            screen.findings(&reading.told(&twice), None);
            print(&table::page(&titres, screen.lang).map_err(|error| cannot_write(Path::new("-"), &error))?)?;
        }
        StatutFormat::Text => {
            let mut out = screen.result(&reading.told(&twice), None);
            if command.word.is_none() {
                out.push_str(&summaries_text(&reading.asked(journal.summaries())?, screen.lang));
                let names_budgets = reading.names_budgets()?;
                waiting.iter().for_each(|bordereau| out.push_str(&waiting_text(bordereau, names_budgets, screen.lang)));
            }
            out.push_str(&titres_text(&titres, screen.lang));
            print(&out)?;
        }
    }
    let blocked = titres.iter().any(|titre| titre.status.is_blocked());
    Ok(ExitCode::from(u8::from(blocked || !waiting.is_empty() || !twice.is_empty())))
}

/// The configuration, and where its journal is.
pub fn configured(path: &Path) -> Result<(Config, Place), Fault> {
    let text = files::read_text(path, &rules::PES801)?;
    let config = Config::parse(&files::name(path), &text, ConfigOptions::default())?;
    let Some(place) = place(&config, path) else {
        let message = Text::fixed(
            "journal absent de la configuration : rien n'est retenu",
            "no journal in the configuration: nothing is remembered",
        );
        let help = Text::fixed(
            "donner un fichier : [journal] path = \"pes-journal.db\", ou une base : url = \"postgres://...\"",
            "name a file: [journal] path = \"pes-journal.db\", or a database: url = \"postgres://...\"",
        );
        return Err(Diagnostic::new(&rules::PES803, At::document(files::name(path)), message).help(help).into());
    };
    Ok((config, place))
}

/// A journal that is read.
pub struct Reading<'a> {
    pub journal: &'a Journal,
    pub place: &'a Place,
}

/// Codes of a budget, and how its titres stand.
type ByBudget = (String, String, pes_journal::Summary);

/// A titre and why it stands where it does.
pub struct Explained {
    pub status: TitreStatus,
    pub reasons: Vec<Reason>,
    /// Whether its budget is said: the journal has several.
    pub names_budget: bool,
}

impl Reading<'_> {
    pub fn asked<T>(&self, answer: Result<T, pes_journal::Error>) -> Result<T, Fault> {
        answer.map_err(|error| unusable(self.place, &error))
    }

    /// What the journal is called: a file by its name alone.
    pub fn name(&self) -> String {
        match self.place {
            Place::File(path) => files::name(path),
            Place::Server(_) => self.place.to_string(),
        }
    }

    /// The titres that are blocked, and the bordereaux not sent, or without an answer, for too long.
    fn blocked(&self, today: Date, patience: u64) -> Result<(Vec<TitreStatus>, Vec<BordereauStatus>), Fault> {
        let titres = self.asked(self.journal.blocked())?;
        let until = today.0.checked_sub_days(Days::new(patience)).map_or(today, Date).format();
        let mut waiting = self.asked(self.journal.bordereaux_in(EtatTitre::Produit, &until))?;
        waiting.extend(self.asked(self.journal.bordereaux_in(EtatTitre::Envoye, &until))?);
        Ok((titres, waiting))
    }

    /// Whether budgets are said: there are several.
    fn names_budgets(&self) -> Result<bool, Fault> {
        Ok(self.asked(self.journal.budgets())? > 1)
    }

    pub fn explained(&self, titres: Vec<TitreStatus>) -> Result<Vec<Explained>, Fault> {
        let names_budget = self.names_budgets()?;
        let explain = |status: TitreStatus| {
            let reasons = self.asked(self.journal.reasons(&status))?;
            Ok(Explained { status, reasons, names_budget })
        };
        titres.into_iter().map(explain).collect()
    }
}
