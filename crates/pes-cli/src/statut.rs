//! `pes statut`: where each invoice stands, what is blocked, since when.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use chrono::{Days, Local};
use pes::mapper::{Config, ConfigOptions};
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Lang, Text, euros, text};
use pes::validator::{At, Diagnostic, rules};
use pes_journal::{BordereauStatus, Cure, EtatAvis, EtatTitre, Journal, Place, Reason, TitreStatus};
use serde::Serialize;

use crate::args::{Statut, StatutFormat};
use crate::files;
use crate::ledger::{place, unusable};
use crate::output::cannot_write;
use crate::report::{Table, decimal};
use crate::screen::{Fault, Screen, print};

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
    match command.format {
        StatutFormat::Json => {
            let summary = Summary::of(&reading.asked(journal.summary())?);
            let standing = Standing {
                format: 1,
                resume: summary,
                titres: &titres,
                sans_reponse: waiting.iter().map(Waiting::of).collect(),
            };
            print(&(serde_json::to_string_pretty(&standing).unwrap_or_default() + "\n"))?;
        }
        StatutFormat::Csv => print(&csv(&titres, screen.lang)?)?,
        StatutFormat::Text => {
            let mut out = String::new();
            if command.word.is_none() {
                out.push_str(&summary_text(&reading.asked(journal.summary())?, screen.lang));
                waiting.iter().for_each(|bordereau| out.push_str(&waiting_text(bordereau, screen.lang)));
            }
            out.push_str(&titres_text(&titres, screen.lang));
            print(&out)?;
        }
    }
    let blocked = titres.iter().any(|titre| titre.status.is_blocked());
    Ok(ExitCode::from(u8::from(blocked || !waiting.is_empty())))
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

/// A titre and why it stands where it does.
pub struct Explained {
    pub status: TitreStatus,
    pub reasons: Vec<Reason>,
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

    /// The titres that are blocked, and the bordereaux without an answer for too long.
    fn blocked(&self, today: Date, patience: u64) -> Result<(Vec<TitreStatus>, Vec<BordereauStatus>), Fault> {
        let titres = self.asked(self.journal.blocked())?;
        let until = today.0.checked_sub_days(Days::new(patience)).map_or(today, Date).format();
        let waiting = self.asked(self.journal.bordereaux_in(EtatTitre::Remis, &until))?;
        Ok((titres, waiting))
    }

    pub fn explained(&self, titres: Vec<TitreStatus>) -> Result<Vec<Explained>, Fault> {
        let explain = |status: TitreStatus| {
            let reasons = self.asked(self.journal.reasons(&status))?;
            Ok(Explained { status, reasons })
        };
        titres.into_iter().map(explain).collect()
    }
}

/// Titres in words; those refused because of a neighbour as one, when they are many.
pub fn titres_text(titres: &[Explained], lang: Lang) -> String {
    let mut out = String::new();
    let mut with_neighbours: BTreeMap<(i64, i64), Vec<&Explained>> = BTreeMap::new();
    for titre in titres {
        let TitreStatus { etat, exercice, bordereau, .. } = titre.status;
        match etat {
            EtatTitre::RefuseAvec => with_neighbours.entry((exercice, bordereau)).or_default().push(titre),
            _ => out.push_str(&titre_text(titre, lang)),
        }
    }
    for ((exercice, bordereau), titres) in with_neighbours {
        if titres.len() <= SHOWN {
            titres.iter().for_each(|titre| out.push_str(&titre_text(titre, lang)));
            continue;
        }
        let (count, first) = (titres.len(), &titres[0]);
        let (depuis, from) = (&first.status.depuis, &first.status.facture);
        let to = &titres[count - 1].status.facture;
        out.push_str(&match lang {
            Lang::Fr => format!(
                "bordereau {bordereau} ({exercice}) : {count} titres refusés avec lui ({depuis}), factures {from} à {to}\n"
            ),
            Lang::En => format!(
                "bordereau {bordereau} ({exercice}): {count} titres refused with it ({depuis}), invoices {from} to {to}\n"
            ),
        });
        // What is said of the bordereau is said of each.
        out.push_str(&reasons_text(&first.reasons, lang));
    }
    out
}

/// Titres refused because of a neighbour that are shown one by one.
const SHOWN: usize = 3;

/// A titre in words: what it is, where it stands, why, and what to do.
fn titre_text(Explained { status, reasons }: &Explained, lang: Lang) -> String {
    let words = |text: Text| text.get(lang).to_owned();
    let TitreStatus { facture, exercice, bordereau, titre, nom_fic, etat, depuis, .. } = status;
    let total = euros(status.centimes);
    let etat_words = words(etat.words());
    let mut out = match lang {
        Lang::Fr => format!("facture {facture} : {etat_words} ({depuis})\n"),
        Lang::En => format!("invoice {facture}: {etat_words} ({depuis})\n"),
    };
    out.push_str(&format!("  titre {titre}, bordereau {bordereau} ({exercice}), {nom_fic}, {total}"));
    if !status.debiteur.is_empty() {
        out.push_str(&format!(", {}", status.debiteur));
    }
    out.push('\n');
    if !status.entree.is_empty() {
        let (entree, lignes) = (&status.entree, &status.lignes);
        out.push_str(&match lang {
            Lang::Fr => format!("  source : {entree}, ligne {lignes}\n"),
            Lang::En => format!("  source: {entree}, line {lignes}\n"),
        });
    }
    if status.avis != EtatAvis::Inconnu {
        out.push_str(&format!("  {} ({})\n", words(status.avis.words()), status.avis_depuis));
    }
    if status.centimes_recouvres > 0 {
        let (recovered, label) =
            (euros(status.centimes_recouvres), if lang == Lang::Fr { "recouvré :" } else { "recovered:" });
        out.push_str(&format!("  {label} {recovered}\n"));
    }
    if let Some((exercice, bordereau, titre)) = status.refait_en {
        out.push_str(&match lang {
            Lang::Fr => format!("  refait : titre {titre}, bordereau {bordereau} ({exercice})\n"),
            Lang::En => format!("  issued again: titre {titre}, bordereau {bordereau} ({exercice})\n"),
        });
    }
    out.push_str(&reasons_text(reasons, lang));
    out
}

/// What is said, each with the document that says it, then what is to be done.
fn reasons_text(reasons: &[Reason], lang: Lang) -> String {
    let mut out = String::new();
    for reason in reasons {
        out.push_str(&format!("  - {} [{}]\n", said(reason, lang), reason.document));
    }
    let cures: BTreeSet<Cure> = reasons.iter().filter_map(|reason| reason.cure).collect();
    for cure in cures {
        let label = if lang == Lang::Fr { "à faire :" } else { "to do:" };
        out.push_str(&format!("  {label} {}\n", cure.words().get(lang)));
    }
    out
}

fn said(Reason { code, meaning, libelle, ligne, .. }: &Reason, lang: Lang) -> String {
    let ligne = ligne.map(|ligne| format!("{} {ligne}", if lang == Lang::Fr { "ligne" } else { "line" }));
    let words = [code, meaning, libelle].into_iter().filter(|text| !text.is_empty()).cloned();
    ligne.into_iter().chain(words).collect::<Vec<_>>().join(", ")
}

fn summary_text(summary: &pes_journal::Summary, lang: Lang) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    for (etat, (count, centimes)) in &summary.titres {
        table.add_row([etat.words().get(lang).to_owned(), count.to_string(), euros(*centimes)]);
    }
    for (avis, count) in &summary.avis {
        table.add_row([avis.words().get(lang).to_owned(), count.to_string(), String::new()]);
    }
    if summary.refaits > 0 {
        let label = if lang == Lang::Fr { "refaits" } else { "issued again" };
        table.add_row([label.to_owned(), summary.refaits.to_string(), String::new()]);
    }
    for column in [1, 2] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(comfy_table::CellAlignment::Right);
        }
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn waiting_text(bordereau: &BordereauStatus, lang: Lang) -> String {
    let BordereauStatus { exercice, numero, nom_fic, depuis, titres, centimes, .. } = bordereau;
    let total = euros(*centimes);
    match lang {
        Lang::Fr => format!(
            "bordereau {numero} ({exercice}) sans réponse depuis le {depuis} : {nom_fic}, titres : {titres}, {total}\n"
        ),
        Lang::En => format!(
            "bordereau {numero} ({exercice}) without an answer since {depuis}: {nom_fic}, titres: {titres}, {total}\n"
        ),
    }
}

/// The titles of the table.
const TITLES: [&str; 17] = [
    "facture",
    "exercice",
    "bordereau",
    "titre",
    "flux",
    "circuit",
    "debiteur",
    "montant",
    "etat",
    "depuis",
    "asap",
    "asap_depuis",
    "recouvre",
    "fichier",
    "lignes",
    "motifs",
    "a_faire",
];

fn csv(titres: &[Explained], lang: Lang) -> Result<String, Fault> {
    let written = || -> std::io::Result<Vec<u8>> {
        let mut table = Table::titled(Vec::new(), &TITLES)?;
        for Explained { status, reasons } in titres {
            let whys: Vec<String> = reasons
                .iter()
                .map(|reason| {
                    [&reason.code, &reason.meaning, &reason.libelle]
                        .into_iter()
                        .filter(|text| !text.is_empty())
                        .cloned()
                        .collect::<Vec<_>>()
                        .join(", ")
                })
                .collect();
            let cures: BTreeSet<Cure> = reasons.iter().filter_map(|reason| reason.cure).collect();
            let cures: Vec<&str> = cures.into_iter().map(Cure::code).collect();
            table.row(&[
                &status.facture,
                &status.exercice.to_string(),
                &status.bordereau.to_string(),
                &status.titre.to_string(),
                &status.nom_fic,
                &status.circuit,
                &status.debiteur,
                &decimal(status.centimes),
                status.etat.words().get(lang),
                &status.depuis,
                status.avis.words().get(lang),
                &status.avis_depuis,
                &decimal(status.centimes_recouvres),
                &status.entree,
                &status.lignes,
                &whys.join(" | "),
                &cures.join(" | "),
            ])?;
        }
        table.end()
    };
    let bytes = written().map_err(|error| cannot_write(Path::new("-"), &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What `--format json` gives.
#[derive(Serialize)]
struct Standing<'a> {
    format: u32,
    resume: Summary,
    #[serde(serialize_with = "titres_json")]
    titres: &'a [Explained],
    sans_reponse: Vec<Waiting>,
}

fn titres_json<S: serde::Serializer>(titres: &&[Explained], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(titres.iter().map(TitreJson::of))
}

#[derive(Serialize)]
struct Summary {
    titres: serde_json::Value,
    asap: serde_json::Value,
    refaits: i64,
}

impl Summary {
    fn of(summary: &pes_journal::Summary) -> Self {
        let titres = summary.titres.iter().map(|(etat, (count, centimes))| {
            (etat.code().to_owned(), serde_json::json!({ "titres": count, "ttc_centimes": centimes }))
        });
        let asap = summary.avis.iter().map(|(avis, count)| (avis.code().to_owned(), serde_json::json!(count)));
        Summary { titres: titres.collect(), asap: asap.collect(), refaits: summary.refaits }
    }
}

/// A titre for machines.
#[derive(Serialize)]
pub struct TitreJson<'a> {
    facture: &'a str,
    exercice: i64,
    bordereau: i64,
    titre: i64,
    flux: &'a str,
    circuit: &'a str,
    debiteur: &'a str,
    ttc_centimes: i64,
    etat: &'static str,
    depuis: &'a str,
    bloque: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    asap: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    asap_depuis: &'a str,
    recouvre_centimes: i64,
    fichier: &'a str,
    lignes: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refait_en: Option<serde_json::Value>,
    motifs: Vec<ReasonJson<'a>>,
}

#[derive(Serialize)]
struct ReasonJson<'a> {
    portee: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ligne: Option<i64>,
    code: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    sens: &'a str,
    libelle: &'a str,
    date: &'a str,
    document: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    a_faire: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
}

impl<'a> TitreJson<'a> {
    pub fn of(Explained { status, reasons }: &'a Explained) -> Self {
        let again = status.refait_en.map(|(exercice, bordereau, titre)| {
            serde_json::json!({ "exercice": exercice, "bordereau": bordereau, "titre": titre })
        });
        TitreJson {
            facture: &status.facture,
            exercice: status.exercice,
            bordereau: status.bordereau,
            titre: status.titre,
            flux: &status.nom_fic,
            circuit: &status.circuit,
            debiteur: &status.debiteur,
            ttc_centimes: status.centimes,
            etat: status.etat.code(),
            depuis: &status.depuis,
            bloque: status.is_blocked(),
            asap: Some(status.avis.code()).filter(|code| !code.is_empty()),
            asap_depuis: &status.avis_depuis,
            recouvre_centimes: status.centimes_recouvres,
            fichier: &status.entree,
            lignes: &status.lignes,
            refait_en: again,
            motifs: reasons.iter().map(ReasonJson::of).collect(),
        }
    }
}

impl<'a> ReasonJson<'a> {
    fn of(reason: &'a Reason) -> Self {
        ReasonJson {
            portee: reason.scope.code(),
            ligne: reason.ligne,
            code: &reason.code,
            sens: &reason.meaning,
            libelle: &reason.libelle,
            date: &reason.date,
            document: &reason.document,
            a_faire: reason.cure.map(Cure::code),
            source: reason.source,
        }
    }
}

#[derive(Serialize)]
struct Waiting {
    exercice: i64,
    bordereau: i64,
    flux: String,
    depuis: String,
    titres: i64,
    ttc_centimes: i64,
}

impl Waiting {
    fn of(bordereau: &BordereauStatus) -> Self {
        Waiting {
            exercice: bordereau.exercice,
            bordereau: bordereau.numero,
            flux: bordereau.nom_fic.clone(),
            depuis: bordereau.depuis.clone(),
            titres: bordereau.titres,
            ttc_centimes: bordereau.centimes,
        }
    }
}
