//! For machines: `json`, one document, and `jsonl`, one line a finding and then one for its file. Their shape is in
//! `schemas/check-report.v1.schema.json`.

use std::collections::BTreeMap;

use pes::parser::Lang;
use pes::validator::{Answer, DocumentReport, FindingJson, Verdict};
use serde::Serialize;

use super::report::{Asked, Counts, FileReport, Report, VERSION};
use crate::xsd::pretty;

/// Number of the form: it grows when a key changes its meaning or goes.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Page<'r> {
    #[serde(flatten)]
    run: RunJson,
    verdict: &'static str,
    fichiers: Vec<FileJson<'r>>,
}

/// What was asked, and of whom.
#[derive(Clone, Serialize)]
struct RunJson {
    format: u32,
    outil: String,
    #[serde(flatten)]
    asked: Asked,
}

#[derive(Serialize)]
struct FileJson<'r> {
    fichier: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'r str>,
    verdict: &'static str,
    decompte: &'r Counts,
    documents: Vec<DocumentJson<'r>>,
}

/// A document and its layers.
#[derive(Serialize)]
struct DocumentJson<'r> {
    document: &'r str,
    xml: &'static str,
    schema: &'static str,
    metier: &'static str,
    /// What it says of what was sent, when it comes from Hélios.
    #[serde(skip_serializing_if = "Option::is_none")]
    reponse: Option<AnswerJson<'r>>,
    /// In lines of their own in `jsonl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    constats: Option<Vec<FindingJson<'r>>>,
}

/// What a document of Hélios says.
#[derive(Serialize)]
struct AnswerJson<'r> {
    genre: &'static str,
    nom_fic: &'r str,
    date: &'r str,
    bilan: BTreeMap<&'static str, usize>,
    anomalies: &'r BTreeMap<String, usize>,
}

impl<'r> AnswerJson<'r> {
    fn of(answer: &'r Answer) -> Self {
        let Answer { genre, nom_fic, date, outcomes, anomalies } = answer;
        let bilan = outcomes.iter().map(|(outcome, count)| (outcome.code(), *count)).collect();
        AnswerJson { genre, nom_fic, date, bilan, anomalies }
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'r> {
    Constat {
        fichier: &'r str,
        #[serde(flatten)]
        constat: FindingJson<'r>,
    },
    Fichier {
        #[serde(flatten)]
        run: RunJson,
        #[serde(flatten)]
        fichier: FileJson<'r>,
    },
}

pub fn page(report: &Report<'_>) -> String {
    let lang = report.screen.lang;
    let fichiers = report.files.iter().map(|file| of_file(file, |document| Some(findings(document, lang)))).collect();
    pretty(&Page { run: RunJson::of(report), verdict: report.verdict().name(), fichiers })
}

pub fn lines(report: &Report<'_>) -> String {
    let run = RunJson::of(report);
    let mut out = String::new();
    let mut push = |line: Line<'_>| {
        out.push_str(&serde_json::to_string(&line).unwrap_or_default());
        out.push('\n');
    };
    for file in &report.files {
        for finding in file.documents.iter().flat_map(|document| &document.findings) {
            push(Line::Constat { fichier: &file.file, constat: FindingJson::new(finding, report.screen.lang) });
        }
        push(Line::Fichier { run: run.clone(), fichier: of_file(file, |_| None) });
    }
    out
}

impl RunJson {
    fn of(report: &Report<'_>) -> Self {
        RunJson { format: FORMAT, outil: format!("pes {VERSION}"), asked: report.asked() }
    }
}

fn of_file<'r>(
    file: &'r FileReport,
    constats: impl Fn(&'r DocumentReport) -> Option<Vec<FindingJson<'r>>>,
) -> FileJson<'r> {
    FileJson {
        fichier: &file.file,
        sha256: file.sha256.as_deref(),
        verdict: file.verdict.name(),
        decompte: &file.counts,
        documents: file
            .documents
            .iter()
            .map(|document| DocumentJson {
                document: &document.document,
                xml: Verdict::name(document.xml),
                schema: Verdict::name(document.schema),
                metier: Verdict::name(document.business),
                reponse: document.answer.as_ref().map(AnswerJson::of),
                constats: constats(document),
            })
            .collect(),
    }
}

fn findings(document: &DocumentReport, lang: Lang) -> Vec<FindingJson<'_>> {
    document.findings.iter().map(|finding| FindingJson::new(finding, lang)).collect()
}
