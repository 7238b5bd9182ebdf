//! A file that was dropped: converted or read, then filed. The move is the last thing.

use std::collections::BTreeSet;
use std::fs::File as Lock;
use std::path::{Path, PathBuf};

use chrono::Local;
use pes::mapper::Config;
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Lang, Text, visible};
use pes::validator::{Diagnostic, Rule, rules};
use pes_journal::{InputFile, Place};

use super::authority::Authority;
use super::log::Document;
use super::shelf::{self, REFUSE, Slip, TRAITE, beside, copy, place};
use super::told::{self, Rules, Told};
use crate::args::{Convert, Veille};
use crate::billing::BillingFile;
use crate::convert::{configuration, convert};
use crate::files::{self, Extent};
use crate::ledger::{Kept, open};
use crate::output::{cannot_write, create_folder, flush_folder, lock, replace, replace_with, share};
use crate::report::{Counts, Report};
use crate::retour;
use crate::screen::{Fault, Screen};
use crate::statut::{Reading, configured};

const REPORT: &str = "rapport.json";
const REFUSALS: &str = "rejets.csv";

/// A file that was taken, as it was then.
pub struct Taken {
    path: PathBuf,
    pub name: String,
    extent: Extent,
    pub sha256: String,
}

impl Taken {
    /// Nothing when it has gone, or is written to.
    pub fn of(path: PathBuf) -> Result<Option<Self>, Fault> {
        let Ok(metadata) = std::fs::symlink_metadata(&path) else { return Ok(None) };
        let taken = Taken {
            name: files::name(&path),
            extent: Extent::of(&metadata),
            sha256: BillingFile::open(&path)?.sha256()?,
            path,
        };
        Ok(taken.is_there().then_some(taken))
    }

    /// Whether it is still where it was dropped, as it was.
    fn is_there(&self) -> bool {
        self.is_at(&self.path)
    }

    fn is_at(&self, path: &Path) -> bool {
        std::fs::symlink_metadata(path).is_ok_and(|metadata| Extent::of(&metadata) == self.extent)
    }

    fn is_document(&self) -> bool {
        self.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"))
    }

    /// Moves it; gives false, and moves nothing, when another file has taken its name.
    fn move_to(&self, place: &Path) -> Result<bool, Fault> {
        let cannot = |error: std::io::Error| cannot_write(place, &error);
        if !self.is_there() {
            return Ok(false);
        }
        std::fs::rename(&self.path, place).map_err(cannot)?;
        if !self.is_at(place) && !self.path.exists() {
            std::fs::rename(place, &self.path).map_err(cannot)?;
            return Ok(false);
        }
        for folder in [place.parent(), self.path.parent()].into_iter().flatten() {
            flush_folder(folder).map_err(cannot)?;
        }
        Ok(true)
    }
}

/// What became of a file.
#[derive(Default)]
pub struct Handled {
    /// `factures`, `acquit` or `retour`, when it is known.
    pub kind: Option<&'static str>,
    pub result: Outcome,
    pub place: Option<PathBuf>,
    /// The folder of its flows.
    pub run: Option<PathBuf>,
    pub invoices: Option<Counts>,
    pub document: Option<Document>,
    /// The exit code that it alone would give.
    pub code: u8,
    pub rules: Rules,
    /// Why it is refused whole, if it could not be read.
    pub why: Option<Text>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Outcome {
    #[default]
    Traite,
    /// Refused whole, or unreadable.
    Refuse,
    /// The same file was handled before, and all that it holds was sent.
    DejaEnvoye,
    /// Another file has taken its name while it was handled.
    Remplace,
}

impl Outcome {
    pub fn code(self) -> &'static str {
        match self {
            Outcome::Traite => "traite",
            Outcome::Refuse => "refuse",
            Outcome::DejaEnvoye => "deja_envoye",
            Outcome::Remplace => "remplace",
        }
    }
}

impl Handled {
    /// What is said of it, in one line.
    pub fn line(&self, name: &str, lang: Lang) -> String {
        let words = |fr: &'static str, en: &'static str| if lang == Lang::Fr { fr } else { en };
        let colon = words(" :", ":");
        let mut parts = Vec::new();
        if let Some(why) = &self.why {
            parts.push(why.get(lang).to_owned());
        }
        if let Some(Counts { converties, refusees, .. }) = self.invoices {
            parts.push(match (self.result, lang) {
                (Outcome::DejaEnvoye, _) => words("déjà envoyé", "already sent").to_owned(),
                (_, Lang::Fr) => format!("factures converties : {converties}, refusées : {refusees}"),
                (_, Lang::En) => format!("invoices converted: {converties}, refused: {refusees}"),
            });
        }
        if let (Some(Document { is_known, said, lost, blocked }), Some(kind)) = (self.document, self.kind) {
            let known = if is_known { words(", déjà lu", ", read before") } else { "" };
            parts.push(match lang {
                Lang::Fr => {
                    format!(
                        "{kind}{known}, éléments : {said}, sans correspondance : {lost}, titres bloqués : {blocked}"
                    )
                }
                Lang::En => {
                    format!("{kind}{known}, elements: {said}, matching nothing: {lost}, titres blocked: {blocked}")
                }
            });
        }
        let shelf = self.place.as_deref().and_then(Path::parent).map(files::name).unwrap_or_default();
        parts.push(match &self.place {
            Some(place) => format!("→ {shelf}/{}", files::name(place)),
            None => words(
                "remplacé entre-temps, le nouveau fichier est pris à son tour",
                "replaced meanwhile, the new file is taken in turn",
            )
            .to_owned(),
        });
        format!("{}{colon} {}\n", visible(name), visible(&parts.join(" ")))
    }
}

/// A local authority whose files are handled: no other run handles them.
pub struct Intake<'a> {
    folder: PathBuf,
    config_path: PathBuf,
    out: PathBuf,
    config: Config,
    journal: Place,
    date: Date,
    screen: &'a Screen,
    silent: Screen,
    _lock: Lock,
}

impl<'a> Intake<'a> {
    pub fn open(authority: &Authority, command: &Veille, screen: &'a Screen) -> Result<Self, Fault> {
        let (config, journal) = configured(&authority.config)?;
        share(&authority.out, config.output_group())?;
        Ok(Intake {
            folder: authority.folder.clone(),
            config_path: authority.config.clone(),
            out: authority.out.clone(),
            config,
            journal,
            date: command.date.unwrap_or_else(|| Date(Local::now().date_naive())),
            screen,
            silent: Screen::silent(screen.lang),
            _lock: lock(&authority.folder)?,
        })
    }

    /// How many titres are blocked.
    pub fn blocked(&self) -> Result<u64, Fault> {
        let journal = self.journal()?;
        let titres = Reading { journal: &journal, place: &self.journal }.asked(journal.blocked())?;
        Ok(titres.len() as u64)
    }

    /// Handles a file; nothing when it was changed meanwhile.
    pub fn handle(&self, taken: &Taken) -> Result<Option<Handled>, Fault> {
        if taken.is_document() { self.document(taken) } else { self.billing(taken) }
    }

    /// Open only as long as it is used. Runs that were cut are brought to their end.
    fn journal(&self) -> Result<Kept, Fault> {
        open(&self.journal, self.config.siret(), &self.config_path, self.screen)
    }

    fn document(&self, taken: &Taken) -> Result<Option<Handled>, Fault> {
        let journal = self.journal()?;
        let reading = Reading { journal: &journal, place: &self.journal };
        let read = match retour::apply(&reading, &taken.path, &self.date.format())? {
            Ok(read) => read,
            Err(_) if !taken.is_there() => return Ok(None),
            Err(findings) => return self.refuse(taken, None, findings).map(Some),
        };
        let bordereaux: &BTreeSet<_> = &read.applied.bordereaux;
        let blocked = retour::blocked(&reading, bordereaux)?;
        let twice = reading.twice()?;
        let document = Document {
            is_known: read.applied.is_known,
            said: read.applied.said,
            lost: read.applied.lost,
            blocked: blocked.len(),
        };
        let kind = Some(read.returned.genre);
        let place = place(&self.folder, TRAITE, &taken.name)?;
        replace(&beside(&place, REPORT), retour::json(&[read], &blocked, &twice, self.screen.lang).as_bytes())?;
        let code = u8::from(!(blocked.is_empty() && twice.is_empty()));
        self.filed(taken, place, Handled { kind, document: Some(document), code, ..Handled::default() }).map(Some)
    }

    fn billing(&self, taken: &Taken) -> Result<Option<Handled>, Fault> {
        if let Some(run) = self.left_to_file(taken)? {
            return self.file_run(taken, run).map(Some);
        }
        let date = self.date.format();
        let run = shelf::run_folder(&self.out, &date, &taken.name)?;
        let command = Convert {
            inputs: vec![taken.path.clone()],
            config: self.config_path.clone(),
            out: run.clone(),
            ..Convert::default()
        };
        // What is wrong with it is not wrong with the file.
        let config = configuration(&command)?;
        create_folder(&run)?;
        Slip::new(&taken.name).write(&run)?;
        match convert(&command, config, self.date, &self.silent) {
            Ok(_) => self.file_run(taken, run).map(Some),
            Err(fault) if self.is_of_the_file(&fault) => {
                Slip::remove_with(&run);
                if !taken.is_there() {
                    return Ok(None);
                }
                self.refuse(taken, Some("factures"), fault.0).map(Some)
            }
            Err(fault) => Err(fault),
        }
    }

    /// The run that was made of the file, if one was killed before it was filed.
    fn left_to_file(&self, taken: &Taken) -> Result<Option<PathBuf>, Fault> {
        let journal = self.journal()?;
        let reading = Reading { journal: &journal, place: &self.journal };
        for run in reading.asked(journal.folders_of_input(&taken.sha256))? {
            let Some(slip) = Slip::read(&run).filter(|_| run.join(REPORT).is_file()) else { continue };
            if slip.waits_for(&taken.name, &self.folder) {
                return Ok(Some(run));
            }
            Slip::remove(&run);
        }
        Ok(None)
    }

    /// Files what a run was made of, with what it tells.
    fn file_run(&self, taken: &Taken, run: PathBuf) -> Result<Handled, Fault> {
        let Told { factures, rules } = Told::read(&run.join(REPORT))?;
        let journal = self.journal()?;
        let reading = Reading { journal: &journal, place: &self.journal };
        let is_sent =
            factures.converties == 0 && reading.asked(journal.invoices_of_input(&taken.sha256))? >= factures.lues;
        let (result, shelf) = match (is_sent, factures.converties) {
            (true, _) => (Outcome::DejaEnvoye, TRAITE),
            (false, 0) => (Outcome::Refuse, REFUSE),
            (false, _) => (Outcome::Traite, TRAITE),
        };
        let place = place(&self.folder, shelf, &taken.name)?;
        Slip::to(&taken.name, &place).write(&run)?;
        copy(&run.join(REPORT), &beside(&place, REPORT))?;
        let has_refusals = factures.refusees > 0 && !is_sent;
        if has_refusals {
            copy(&run.join("rejets").join(REFUSALS), &beside(&place, REFUSALS))?;
        }
        if taken.is_there() {
            let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            let input = InputFile { path: whole(&taken.path), sha256: taken.sha256.clone() };
            reading.asked(journal.move_input(&input, &whole(&place)))?;
        }
        let handled = Handled {
            kind: Some("factures"),
            result,
            run: Some(run.clone()),
            invoices: Some(factures),
            code: u8::from(has_refusals),
            rules,
            ..Handled::default()
        };
        let handled = self.filed(taken, place, handled)?;
        Slip::remove(&run);
        Ok(handled)
    }

    /// Files what cannot be read, with what is wrong.
    fn refuse(&self, taken: &Taken, kind: Option<&'static str>, findings: Vec<Diagnostic>) -> Result<Handled, Fault> {
        let place = place(&self.folder, REFUSE, &taken.name)?;
        let mut report = Report::new(self.config.version().to_string(), self.date.format().to_string());
        report.read(taken.name.clone(), taken.sha256.clone());
        report.findings(&findings, self.screen.lang);
        replace_with(&beside(&place, REPORT), |file| report.write_json(file))?;
        let handled = Handled {
            kind,
            result: Outcome::Refuse,
            code: 1,
            rules: told::rules(&findings),
            why: findings.into_iter().next().map(|finding| finding.message),
            ..Handled::default()
        };
        self.filed(taken, place, handled)
    }

    fn filed(&self, taken: &Taken, place: PathBuf, handled: Handled) -> Result<Handled, Fault> {
        Ok(match taken.move_to(&place)? {
            true => Handled { place: Some(place), ..handled },
            false => Handled { result: Outcome::Remplace, code: 1, ..handled },
        })
    }

    /// Whether what stopped a conversion is in the file itself; else it is tried again later.
    fn is_of_the_file(&self, fault: &Fault) -> bool {
        let config = files::name(&self.config_path);
        let is_elsewhere = |finding: &Diagnostic| {
            finding.at.document == config || ELSEWHERE.iter().any(|rule| rule.id == finding.rule.id)
        };
        !fault.0.iter().any(is_elsewhere)
    }
}

/// What is wrong with the configuration, the output folder or the journal.
const ELSEWHERE: [&Rule; 9] = [
    &rules::PES801,
    &rules::PES802,
    &rules::PES803,
    &rules::PES804,
    &rules::PES890,
    &rules::PES891,
    &rules::PES900,
    &rules::PES902,
    &rules::PES905,
];
