//! `pes retour`: the acquits and the returns of Hélios, put against what was sent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use chrono::Local;
use pes::parser::code::DomaineAck;
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Lang, Text, text, visible};
use pes::validator::{At, Diagnostic, FindingJson, rules, unreadable};
use pes_journal::{Applied, BordereauId, Lost, Returned, TitreStatus, Unmatched, Unreadable};
use serde::Serialize;

use crate::args::Retour;
use crate::bundle::{self, Document};
use crate::files;
use crate::ledger::open;
use crate::report::sha256;
use crate::screen::{Fault, Screen, print};
use crate::statut::{Explained, Reading, TitreJson, Twice, TwiceJson, configured, titres_text};

/// Reads them all: exit code 1 when something is refused, 2 when a file could not be read.
pub fn run(command: &Retour, screen: &Screen) -> Result<ExitCode, Fault> {
    let (config, place) = configured(&command.config)?;
    let journal = open(&place, config.siret(), &command.config, screen)?;
    let reading = Reading { journal: &journal, place: &place };
    let today = command.date.unwrap_or_else(|| Date(Local::now().date_naive())).format();
    let (mut read, mut unreadable) = (Vec::new(), Vec::new());
    let mut bordereaux = BTreeSet::new();
    for file in files::flows(&command.files)? {
        let documents = match bundle::read(&file, &files::name(&file)) {
            Ok(documents) => documents,
            Err(Fault(mut findings)) => {
                unreadable.append(&mut findings);
                continue;
            }
        };
        for document in documents {
            match apply_document(&reading, document, &today)? {
                Ok(document) => {
                    bordereaux.extend(document.applied.bordereaux.iter().copied());
                    read.push(document);
                }
                Err(mut findings) => unreadable.append(&mut findings),
            }
        }
    }
    let titres = blocked(&reading, &bordereaux)?;
    let twice = reading.twice()?;
    match command.json {
        true => print(&json(&read, &titres, &twice, screen.lang))?,
        false => {
            // What is owed twice is said before anything else.
            print(&screen.result(&reading.told(&twice), None))?;
            let findings: Vec<Diagnostic> = read.iter().flat_map(Read::findings).collect();
            screen.findings(&findings, None);
            let mut out: String = read.iter().map(|read| read.text(screen.lang)).collect();
            out.push_str(&titres_text(&titres, screen.lang));
            print(&out)?;
        }
    }
    screen.findings(&unreadable, None);
    let code = if !unreadable.is_empty() { 2 } else { u8::from(!(titres.is_empty() && twice.is_empty())) };
    Ok(ExitCode::from(code))
}

/// Reads a document that was dropped in a folder, and puts it against what was sent; or says why it cannot be read.
pub fn apply(reading: &Reading<'_>, file: &Path, today: &str) -> Result<Result<Read, Vec<Diagnostic>>, Fault> {
    let (folder, name) = (file.parent().unwrap_or(Path::new("")), file.file_name().unwrap_or_default());
    let bytes = match files::read_below(folder, Path::new(name)) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(files::unreadable(file, &error, &rules::PES001).0)),
    };
    apply_document(reading, Document { name: files::name(file), bytes }, today)
}

fn apply_document(
    reading: &Reading<'_>,
    Document { name, bytes }: Document,
    today: &str,
) -> Result<Result<Read, Vec<Diagnostic>>, Fault> {
    let returned = match Returned::read(&name, &bytes) {
        Ok(returned) => returned,
        Err(why) => return Ok(Err(vec![no_return(&name, &why)])),
    };
    let applied = reading.asked(reading.journal.apply(&name, &bytes, &returned, today))?;
    let lost = reading.asked(reading.journal.lost(Some(&sha256(&bytes))))?;
    Ok(Ok(Read { name, returned, applied, lost }))
}

/// The titres of bordereaux that are blocked, and why; those issued again left out.
pub fn blocked(reading: &Reading<'_>, bordereaux: &BTreeSet<BordereauId>) -> Result<Vec<Explained>, Fault> {
    let mut titres = Vec::new();
    for &bordereau in bordereaux {
        let all = reading.asked(reading.journal.titres_of_bordereau(bordereau))?;
        titres.extend(all.into_iter().filter(TitreStatus::is_blocked));
    }
    reading.explained(titres)
}

/// What machines are told.
pub fn json(read: &[Read], blocked: &[Explained], twice: &[Twice], lang: Lang) -> String {
    serde_json::to_string_pretty(&Reply::of(read, blocked, twice, lang)).unwrap_or_default() + "\n"
}

fn no_return(name: &str, why: &Unreadable) -> Diagnostic {
    match why {
        Unreadable::Xml(error) => unreadable(name, error),
        Unreadable::Other(root) => {
            let message = text!(
                fr = "la racine est {root} : ce n'est ni un acquit ni un retour",
                en = "the root is {root}: it is neither an acquit nor a return"
            );
            Diagnostic::new(&rules::PES910, At::document(name), message)
        }
    }
}

/// A document read, and what became of it.
pub struct Read {
    name: String,
    pub returned: Returned,
    pub applied: Applied,
    lost: Vec<Lost>,
}

impl Read {
    fn text(&self, lang: Lang) -> String {
        let Returned { genre, date, .. } = &self.returned;
        let Applied { said, lost, is_known, .. } = &self.applied;
        let (name, known, date) = (visible(&self.name), *is_known, visible(date));
        let mut out = match (lang, known) {
            (Lang::Fr, true) => format!("{name} : {genre} du {date}, déjà lu\n"),
            (Lang::En, true) => format!("{name}: {genre} of {date}, read before\n"),
            (Lang::Fr, false) => {
                format!("{name} : {genre} du {date}, éléments : {said}, sans correspondance : {lost}\n")
            }
            (Lang::En, false) => format!("{name}: {genre} of {date}, elements: {said}, matching nothing: {lost}\n"),
        };
        for lost in self.lost.iter().filter(|lost| lost.why != Unmatched::Domaine) {
            out.push_str(&lost_text(lost, lang));
        }
        out.push_str(&self.other_domains(lang));
        out
    }

    /// Acquits mix domains: what is not of titres is counted.
    fn other_domains(&self, lang: Lang) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for lost in self.lost.iter().filter(|lost| lost.why == Unmatched::Domaine) {
            *counts.entry(&lost.etat).or_default() += 1;
        }
        let label = |etat: &str| DomaineAck::parse(etat).map_or("", DomaineAck::libelle);
        let counts: Vec<String> =
            counts.iter().map(|(etat, count)| format!("{etat} {} ({count})", label(etat))).collect();
        if counts.is_empty() {
            return String::new();
        }
        let (words, colon) = (Unmatched::Domaine.words(), if lang == Lang::Fr { " :" } else { ":" });
        format!("  {}{colon} {}\n", words.get(lang), counts.join(", "))
    }

    /// What is said of the flow that it answers.
    fn findings(&self) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        let (name, nom_fic) = (&self.name, &self.returned.nom_fic);
        if !self.returned.is_acquit() {
            return findings;
        }
        let Some(flow) = &self.applied.named else {
            let (applied, all) = (self.applied.said - self.applied.lost, self.applied.said);
            let message = text!(
                fr = "NomFic inconnu : « {nom_fic} » ne nomme aucun flux du journal ; éléments appliqués d'après leurs pièces, ou leur SIRET, budget, exercice, bordereau et titres : {applied} sur {all}",
                en = "unknown NomFic: \"{nom_fic}\" names no flow of the journal; elements applied by their pieces, or by their SIRET, budget, year, bordereau and titres: {applied} of {all}"
            );
            findings.push(Diagnostic::new(&rules::PES911, At::document(name), message));
            return findings;
        };
        let mut against: BTreeMap<Unmatched, usize> = BTreeMap::new();
        for lost in self.lost.iter().filter(|lost| lost.why != Unmatched::Inconnu) {
            *against.entry(lost.why).or_default() += 1;
        }
        for (why, count) in against {
            let Text { fr, en } = why.words();
            let message = text!(
                fr = "il nomme {flow}, mais des éléments ne s'y appliquent pas : {fr} ({count})",
                en = "it names {flow}, but elements do not apply to it: {en} ({count})"
            );
            findings.push(Diagnostic::new(&rules::PES912, At::document(name), message));
        }
        findings
    }
}

fn lost_text(lost: &Lost, lang: Lang) -> String {
    let label = |fr: &str, en: &str| if lang == Lang::Fr { fr.to_owned() } else { en.to_owned() };
    let names = [label("exercice", "year"), "bordereau".to_owned(), "titre".to_owned(), label("ligne", "line")];
    let mut parts: Vec<String> =
        names.iter().zip(lost.keys).filter_map(|(name, key)| key.map(|key| format!("{name} {key}"))).collect();
    if !lost.id_unique.is_empty() {
        parts.push(format!("IdUnique {}", lost.id_unique));
    }
    if parts.is_empty() {
        parts.push(format!("NomFic {}", lost.nom_fic));
    }
    match lost.accepted {
        Some(true) => parts.push(label("accepté", "accepted")),
        Some(false) => parts.push(label("refusé", "refused")),
        None => {}
    }
    parts.extend([&lost.code, &lost.libelle].into_iter().filter(|text| !text.is_empty()).cloned());
    let (known, colon) = (lost.why.words(), label(" :", ":"));
    format!("  {}{colon} {}\n", known.get(lang), visible(&parts.join(", ")))
}

fn finding_json(finding: &Diagnostic, lang: Lang) -> serde_json::Value {
    serde_json::to_value(FindingJson::new(finding, lang)).unwrap_or_default()
}

/// What `--format json` gives.
#[derive(Serialize)]
struct Reply<'a> {
    format: u32,
    /// Debts that stand more than once.
    emis_deux_fois: Vec<TwiceJson<'a>>,
    documents: Vec<DocumentJson<'a>>,
    bloques: Vec<TitreJson<'a>>,
}

#[derive(Serialize)]
struct DocumentJson<'a> {
    fichier: &'a str,
    genre: &'static str,
    date: &'a str,
    nom_fic: &'a str,
    /// The flow of the journal that it names.
    flux: Option<&'a str>,
    deja_lu: bool,
    elements: usize,
    inconnus: Vec<LostJson<'a>>,
    constats: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct LostJson<'a> {
    pourquoi: &'static str,
    portee: &'static str,
    exercice: Option<i64>,
    bordereau: Option<i64>,
    titre: Option<i64>,
    ligne: Option<i64>,
    id_unique: &'a str,
    accepte: Option<bool>,
    code: &'a str,
    libelle: &'a str,
}

impl<'a> Reply<'a> {
    fn of(read: &'a [Read], titres: &'a [Explained], twice: &'a [Twice], lang: Lang) -> Self {
        let lost = |lost: &'a Lost| LostJson {
            pourquoi: lost.why.code(),
            portee: lost.scope.code(),
            exercice: lost.keys[0],
            bordereau: lost.keys[1],
            titre: lost.keys[2],
            ligne: lost.keys[3],
            id_unique: &lost.id_unique,
            accepte: lost.accepted,
            code: &lost.code,
            libelle: &lost.libelle,
        };
        let document = |read: &'a Read| DocumentJson {
            fichier: &read.name,
            genre: read.returned.genre,
            date: &read.returned.date,
            nom_fic: &read.returned.nom_fic,
            flux: read.applied.named.as_deref(),
            deja_lu: read.applied.is_known,
            elements: read.applied.said,
            inconnus: read.lost.iter().map(lost).collect(),
            constats: read.findings().iter().map(|finding| finding_json(finding, lang)).collect(),
        };
        Reply {
            format: 1,
            emis_deux_fois: TwiceJson::all(twice),
            documents: read.iter().map(document).collect(),
            bloques: titres.iter().map(TitreJson::of).collect(),
        }
    }
}
