//! What was made and the journal does not know: the flows of output folders, which tell as much as a journal does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pes::mapper::Config;
use pes::parser::text;
use pes::parser::value::{Date, SimpleType};
use pes::validator::{At, Diagnostic, rules};
use serde::Deserialize;

use super::Ledger;
use crate::output::REPORT;
use crate::screen::Fault;

/// What is read of a `rapport.json`.
#[derive(Default, Deserialize)]
struct Report {
    date: String,
    fichiers: Vec<Flow>,
}

#[derive(Deserialize)]
struct Flow {
    chemin: PathBuf,
    #[serde(default)]
    bordereaux: Vec<u64>,
}

impl Ledger {
    /// Refuses to give numbers that flows have already, in the output folder or in those beside it.
    pub(super) fn check_folders(&self, out: &Path, config: &Config) -> Result<(), Fault> {
        let next = config.first_numbers().bordereau;
        for folder in self.folders(out)? {
            let Ok(bytes) = std::fs::read(folder.join(REPORT)) else { continue };
            let Ok(Report { date, fichiers }) = serde_json::from_slice::<Report>(&bytes) else { continue };
            let exercice = Date::parse(&date).ok().and_then(|date| i64::try_from(config.exercice(date)).ok());
            if exercice != Some(self.exercice) {
                continue;
            }
            for Flow { chemin, bordereaux } in fichiers {
                let name = chemin.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let is_ours = name.starts_with(&format!("PESALR1_{}_", self.siret));
                let Some(last) = bordereaux.into_iter().max().filter(|&last| is_ours && last >= next) else { continue };
                if self.asked(self.journal.sent_flow(&name))?.is_none() {
                    return Err(self.is_behind(&folder, &name, last, next));
                }
            }
        }
        Ok(())
    }

    /// The output folder, that of the last run, and those beside the output folder that the journal does not know.
    fn folders(&self, out: &Path) -> Result<BTreeSet<PathBuf>, Fault> {
        let out = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
        let known = self.asked(self.journal.folders())?;
        let last = self.asked(self.journal.last_folder())?;
        let entries = out.parent().and_then(|parent| std::fs::read_dir(parent).ok());
        let beside = entries.into_iter().flatten().flatten().map(|entry| entry.path());
        let unknown = beside.filter(|path| !known.contains(path) && path.join(REPORT).is_file());
        Ok(unknown.chain(last).chain([out.clone()]).collect())
    }

    fn is_behind(&self, folder: &Path, flow: &str, last: u64, next: u64) -> Fault {
        let folder = folder.display();
        let message = text!(
            fr =
                "{flow}, dans {folder}, a le bordereau {last} et le journal ne le connaît pas : il donnerait le {next}",
            en = "{flow}, in {folder}, has the bordereau {last} and the journal does not know it: it would give {next}"
        );
        let after = last + 1;
        let help = text!(
            fr = "remettre le journal le plus récent ; sinon porter dans [numerotation] les prochains numéros de {folder}/{REPORT} (premier_bordereau = {after} au moins) ; si ce flux n'a jamais été envoyé, le supprimer avec son rapport",
            en = "put the latest journal back; else put in [numerotation] the next numbers of {folder}/{REPORT} (premier_bordereau = {after} at least); if this flow was never sent, remove it with its report"
        );
        Diagnostic::new(&rules::PES905, At::document(self.shown()), message).help(help).into()
    }
}
