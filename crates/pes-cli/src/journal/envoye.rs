//! `pes journal envoye`: what was handed over to be sent is said to be.

use std::process::ExitCode;

use chrono::Local;
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Lang, text};
use pes::validator::{At, Diagnostic, rules};

use super::named;
use crate::args::Envoye;
use crate::ledger::open;
use crate::screen::{Fault, Screen, print};
use crate::statut::{Reading, configured};

/// Marks the flows of a run, or one flow; what is marked already keeps its day.
pub fn run(command: &Envoye, screen: &Screen) -> Result<ExitCode, Fault> {
    let (config, place) = configured(&command.config)?;
    let journal = open(&place, config.siret(), &command.config, screen)?;
    let reading = Reading { journal: &journal, place: &place };
    let run = named(&reading, &command.what)?;
    let date = command.date.unwrap_or_else(|| Date(Local::now().date_naive())).format().to_string();
    if date < run.date {
        let (execution, made) = (run.execution, &run.date);
        let message = text!(
            fr = "envoyé le {date}, avant d'être produit : l'exécution {execution} est du {made}",
            en = "sent on {date}, before it was made: run {execution} is of {made}"
        );
        return Err(Diagnostic::new(&rules::PES908, At::document(reading.name()), message).into());
    }
    reading.asked(journal.mark_sent(&run, &date))?;
    let mut out = String::new();
    for flow in &run.flows {
        let (name, earlier) = (&flow.nom_fic, &flow.envoye);
        out.push_str(&match (screen.lang, earlier.is_empty()) {
            (Lang::Fr, true) => format!("{name} : envoyé le {date}\n"),
            (Lang::En, true) => format!("{name}: sent on {date}\n"),
            (Lang::Fr, false) => format!("{name} : déjà dit envoyé le {earlier}\n"),
            (Lang::En, false) => format!("{name}: already said to be sent on {earlier}\n"),
        });
    }
    print(&out)?;
    Ok(ExitCode::SUCCESS)
}
