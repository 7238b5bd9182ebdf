//! `pes journal annule`: a run of which nothing was sent is undone, and its numbers are free again.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use pes::parser::{Lang, Text, text};
use pes::validator::{At, Diagnostic, rules};
use pes_journal::{Obstacle, Run};

use super::{named, numbers};
use crate::args::Annule;
use crate::ledger::open;
use crate::output::{REPORT, cannot_write, flush_folder, lock};
use crate::report::sha256;
use crate::screen::{Fault, Screen, print};
use crate::statut::{Reading, configured};

/// Undoes a run, or says why it cannot be: exit code 1.
///
/// Its flows go first: killed here, the run is still known, and undone by the same command.
pub fn run(command: &Annule, screen: &Screen) -> Result<ExitCode, Fault> {
    let (config, place) = configured(&command.config)?;
    let journal = open(&place, config.siret(), &command.config, screen)?;
    let reading = Reading { journal: &journal, place: &place };
    let run = named(&reading, &command.execution.to_string())?;
    let at = || At::document(reading.name());
    let obstacles = reading.asked(journal.obstacles(&run))?;
    let mut refusals: Vec<Diagnostic> =
        obstacles.iter().map(|obstacle| refusal(at(), run.execution, obstacle)).collect();
    let _lock = if run.dossier.is_dir() { Some(lock(&run.dossier)?) } else { None };
    let Written { ours, others } = Written::of(&reading, &run)?;
    let is_flow = |chemin: &str| run.flows.iter().any(|flow| flow.chemin == chemin);
    if !command.never_sent {
        let lacking = others.iter().filter(|(chemin, _)| is_flow(chemin));
        refusals.extend(lacking.map(|(chemin, is_there)| not_as_written(&run.dossier.join(chemin), *is_there)));
    }
    if !refusals.is_empty() {
        screen.findings(&refusals, None);
        return Ok(ExitCode::from(1));
    }
    remove(&run.dossier, &ours)?;
    reading.asked(journal.annul(&run))?;
    print(&told(&run, &others, screen.lang))?;
    Ok(ExitCode::SUCCESS)
}

/// The files of a run, by their paths in its folder.
struct Written {
    /// Those that are as they were written, the report first.
    ours: Vec<String>,
    /// The others, and whether something is there.
    others: Vec<(String, bool)>,
}

impl Written {
    fn of(reading: &Reading<'_>, run: &Run) -> Result<Self, Fault> {
        let mut files: Vec<(String, String)> =
            run.flows.iter().map(|flow| (flow.chemin.clone(), flow.sha256.clone())).collect();
        let kept = reading.asked(reading.journal.files_of(run.execution))?;
        files.extend(kept.into_iter().map(|file| (file.chemin, file.sha256)));
        files.sort();
        files.dedup();
        files.sort_by_key(|(chemin, _)| chemin != REPORT);
        let (mut ours, mut others) = (Vec::new(), Vec::new());
        for (chemin, expected) in files {
            let is_inside = Path::new(&chemin).components().all(|part| matches!(part, Component::Normal(_)));
            match std::fs::read(run.dossier.join(&chemin)) {
                Ok(bytes) if is_inside && sha256(&bytes) == expected => ours.push(chemin),
                found => others.push((chemin, found.is_ok())),
            }
        }
        Ok(Written { ours, others })
    }
}

/// Removes files, and the folders in it that are left empty.
fn remove(folder: &Path, files: &[String]) -> Result<(), Fault> {
    let mut below: Vec<PathBuf> = Vec::new();
    for chemin in files {
        let path = folder.join(chemin);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot_write(&path, &error)),
            _ => {}
        }
        if chemin == REPORT {
            flush_folder(folder).map_err(|error| cannot_write(folder, &error))?;
        }
        below.extend(path.parent().filter(|parent| *parent != folder).map(Path::to_owned));
    }
    below.sort();
    below.dedup();
    for parent in below.iter().rev() {
        let _ = std::fs::remove_dir(parent);
    }
    if folder.is_dir() {
        flush_folder(folder).map_err(|error| cannot_write(folder, &error))?;
    }
    Ok(())
}

fn refusal(at: At, execution: i64, obstacle: &Obstacle) -> Diagnostic {
    let (message, help) = match obstacle {
        Obstacle::Sent { nom_fic, date } => (
            text!(
                fr = "exécution {execution} : {nom_fic} a été envoyé le {date}",
                en = "run {execution}: {nom_fic} was sent on {date}"
            ),
            Text::fixed(
                "attendre la réponse d'Hélios ; ce qui est refusé se refait par pes corrige",
                "wait for the answer of Hélios; what is refused is issued again by pes corrige",
            ),
        ),
        Obstacle::Answered { nom_fic, document } => (
            text!(
                fr = "exécution {execution} : {document} a répondu à {nom_fic}",
                en = "run {execution}: {document} has answered {nom_fic}"
            ),
            Text::fixed(
                "Hélios l'a reçue : ce qui est refusé se refait par pes corrige",
                "Hélios has it: what is refused is issued again by pes corrige",
            ),
        ),
        Obstacle::Followed { execution: later } => (
            text!(
                fr = "exécution {execution} : l'exécution {later} a pris des numéros à sa suite, il y aurait un trou",
                en = "run {execution}: run {later} has taken numbers after it, there would be a hole"
            ),
            text!(fr = "annuler d'abord l'exécution {later}", en = "undo run {later} first"),
        ),
    };
    Diagnostic::new(&rules::PES908, at, message).help(help)
}

/// What is not where it was written may have been sent.
fn not_as_written(path: &Path, is_there: bool) -> Diagnostic {
    let shown = path.display().to_string();
    let message = match is_there {
        true => {
            text!(fr = "{shown} a changé depuis qu'il a été écrit", en = "{shown} has changed since it was written")
        }
        false => text!(
            fr = "{shown} n'est plus là : il a peut-être été envoyé",
            en = "{shown} is no longer there: it may have been sent"
        ),
    };
    let help = Text::fixed(
        "s'assurer que rien n'en a été envoyé, puis --jamais-envoyee",
        "make sure that nothing of it was sent, then --jamais-envoyee",
    );
    Diagnostic::new(&rules::PES908, At::document(shown), message).help(help)
}

fn told(run: &Run, others: &[(String, bool)], lang: Lang) -> String {
    let execution = run.execution;
    let mut out = match (numbers(&run.flows), lang) {
        (Some((bordereaux, titres)), Lang::Fr) => {
            format!("exécution {execution} annulée : bordereaux {bordereaux} et titres {titres} de nouveau libres\n")
        }
        (Some((bordereaux, titres)), Lang::En) => {
            format!("run {execution} undone: bordereaux {bordereaux} and titres {titres} are free again\n")
        }
        (None, Lang::Fr) => format!("exécution {execution} annulée\n"),
        (None, Lang::En) => format!("run {execution} undone\n"),
    };
    for (chemin, _) in others.iter().filter(|(_, is_there)| *is_there) {
        let shown = run.dossier.join(chemin);
        let shown = shown.display();
        out.push_str(&match lang {
            Lang::Fr => format!("  à détruire, changé depuis qu'il a été écrit : {shown}\n"),
            Lang::En => format!("  to destroy, changed since it was written: {shown}\n"),
        });
    }
    for flow in run.flows.iter().filter(|flow| others.contains(&(flow.chemin.clone(), false))) {
        let name = &flow.nom_fic;
        out.push_str(&match lang {
            Lang::Fr => format!("  à ne pas envoyer, où qu'il soit : {name}\n"),
            Lang::En => format!("  not to be sent, wherever it is: {name}\n"),
        });
    }
    out
}
