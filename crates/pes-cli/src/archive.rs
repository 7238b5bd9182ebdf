//! `pes archive`: what must be kept, in its original form, with its hashes.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use chrono::{Months, NaiveDate};
use pes::parser::{Lang, Text, text};
use pes::validator::{At, Diagnostic, rules};
use pes_journal::{Document, Journal, SentFlow, YEARS_KEPT};
use serde::{Deserialize, Serialize};

use crate::args::Archive;
use crate::files;
use crate::ledger::unusable;
use crate::output::Staging;
use crate::report::sha256;
use crate::screen::{Fault, Screen, print};
use crate::statut::{Reading, configured};

const MANIFEST: &str = "manifeste.json";

/// What an archive holds.
#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    siret: String,
    fichiers: Vec<Kept>,
    /// Flows that were sent and that are nowhere to be found.
    absents: Vec<Kept>,
}

/// A file that is kept.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    chemin: String,
    genre: String,
    sha256: String,
    octets: u64,
    date: String,
    conserver_jusqu_au: String,
}

/// Makes an archive, or checks one: exit code 1 when something is missing or has changed.
pub fn run(command: &Archive, screen: &Screen) -> Result<ExitCode, Fault> {
    match (&command.verified, &command.config, &command.out) {
        (Some(folder), _, _) => verify(folder, screen),
        (None, Some(config), Some(out)) => make(command, config, out, screen),
        _ => Ok(ExitCode::from(2)),
    }
}

fn make(command: &Archive, config: &Path, out: &Path, screen: &Screen) -> Result<ExitCode, Fault> {
    let (config, place) = configured(config)?;
    let journal = Journal::read(&place, config.siret()).map_err(|error| unusable(&place, &error))?;
    let reading = Reading { journal: &journal, place: &place };
    let mut staging = Staging::open(out, command.overwrite)?;
    let mut manifest =
        Manifest { format: 1, siret: config.siret().to_owned(), fichiers: Vec::new(), absents: Vec::new() };
    for flow in reading.asked(journal.sent_flows())? {
        let kept = Kept {
            chemin: format!("flux/{}", flow.nom_fic),
            genre: "flux".to_owned(),
            sha256: flow.sha256.clone(),
            octets: u64::try_from(flow.octets).unwrap_or_default(),
            conserver_jusqu_au: until(&flow.date),
            date: flow.date.clone(),
        };
        match found(&flow, &command.flows) {
            Some(bytes) => {
                staging.add(&kept.chemin, &bytes)?;
                manifest.fichiers.push(kept);
            }
            None => manifest.absents.push(kept),
        }
    }
    let mut names = BTreeSet::new();
    let kept = journal.documents(|Document { nom, genre, sha256, date, bytes }| -> Result<(), Stopped> {
        // Names are those of files given: two may be alike.
        let name = if names.insert(nom.clone()) { nom } else { format!("{}-{nom}", &sha256[..8]) };
        let chemin = format!("retours/{name}");
        staging.add(&chemin, &bytes).map_err(Stopped::Fault)?;
        let conserver_jusqu_au = until(&date);
        manifest.fichiers.push(Kept { chemin, genre, sha256, octets: bytes.len() as u64, date, conserver_jusqu_au });
        Ok(())
    });
    kept.map_err(|stopped| match stopped {
        Stopped::Fault(fault) => fault,
        Stopped::Journal(error) => unusable(&place, &error),
    })?;
    let json = serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n";
    staging.add(MANIFEST, json.as_bytes())?;
    staging.deliver()?;
    let (kept, missing) = (manifest.fichiers.len(), manifest.absents.len());
    print(&match screen.lang {
        Lang::Fr => format!("fichiers archivés : {kept}, flux introuvables : {missing}\n"),
        Lang::En => format!("files archived: {kept}, flows not found: {missing}\n"),
    })?;
    let findings: Vec<Diagnostic> = manifest.absents.iter().map(missing_flow).collect();
    screen.findings(&findings, None);
    Ok(ExitCode::from(u8::from(missing > 0)))
}

enum Stopped {
    Fault(Fault),
    Journal(pes_journal::Error),
}

impl From<pes_journal::Error> for Stopped {
    fn from(error: pes_journal::Error) -> Self {
        Stopped::Journal(error)
    }
}

fn missing_flow(kept: &Kept) -> Diagnostic {
    let message = text!(
        fr = "flux introuvable, ou changé depuis son envoi : {}",
        en = "flow not found, or changed since it was sent: {}",
        kept.chemin
    );
    let help = Text::fixed("dire où il a été déplacé : --flux DIR", "say where it was moved: --flux DIR");
    Diagnostic::new(&rules::PES920, At::document(&kept.chemin), message).help(help)
}

/// The bytes of a flow as it was sent: where it was written, or where it was moved.
fn found(flow: &SentFlow, folders: &[PathBuf]) -> Option<Vec<u8>> {
    let elsewhere = folders.iter().map(|folder| folder.join(&flow.nom_fic));
    std::iter::once(flow.path.clone())
        .chain(elsewhere)
        .filter_map(|path| std::fs::read(path).ok())
        .find(|bytes| sha256(bytes) == flow.sha256)
}

/// Until when something of a date is kept.
fn until(date: &str) -> String {
    let date = date.parse::<NaiveDate>().ok();
    let end = date.and_then(|date| date.checked_add_months(Months::new(12 * YEARS_KEPT)));
    end.map_or_else(String::new, |end| end.to_string())
}

/// Reads again all that an archive holds.
fn verify(folder: &Path, screen: &Screen) -> Result<ExitCode, Fault> {
    let path = folder.join(MANIFEST);
    let text = files::read_text(&path, &rules::PES920)?;
    let Ok(manifest) = serde_json::from_str::<Manifest>(&text) else {
        let message = Text::fixed("ce n'est pas le manifeste d'une archive", "it is not the manifest of an archive");
        return Err(Diagnostic::new(&rules::PES920, At::document(files::name(&path)), message).into());
    };
    let mut findings: Vec<Diagnostic> = manifest.absents.iter().map(missing_flow).collect();
    for kept in &manifest.fichiers {
        let relative = Path::new(&kept.chemin);
        let is_inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
        let bytes = if is_inside { std::fs::read(folder.join(relative)).ok() } else { None };
        let message = match bytes {
            Some(bytes) if sha256(&bytes) == kept.sha256 => continue,
            Some(_) => Text::fixed("le fichier a changé", "the file has changed"),
            None => Text::fixed("le fichier manque", "the file is missing"),
        };
        findings.push(Diagnostic::new(&rules::PES920, At::document(&kept.chemin), message));
    }
    let (count, faults) = (manifest.fichiers.len(), findings.len());
    print(&match screen.lang {
        Lang::Fr => format!("fichiers contrôlés : {count}, défauts : {faults}\n"),
        Lang::En => format!("files checked: {count}, faults: {faults}\n"),
    })?;
    screen.findings(&findings, None);
    Ok(ExitCode::from(u8::from(faults > 0)))
}
