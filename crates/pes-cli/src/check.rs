//! `pes check`: flows and the documents attached to them, layer after layer.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use bytes::Bytes;
use pes::parser::{PesVersion, Text, text};
use pes::validator::{self, CheckOptions, Diagnostic, DocumentReport, Severity, Verdict, rules};
use rayon::prelude::*;
use serde::Serialize;

use crate::args::Check;
use crate::convert::use_threads;
use crate::files;
use crate::html::{self, FilePart};
use crate::output;
use crate::report::sha256;
use crate::screen::{Fault, SHOWN, Screen, print};
use crate::xsd::{Tally, findings_json, load, pretty, shown};

/// Checks files: exit code 0 when nothing refuses them, 1 when something does, 2 when one could not be read.
pub fn run(command: &Check, screen: &Screen) -> Result<ExitCode, Fault> {
    use_threads(command.jobs);
    let official = command.xsd.as_deref().map(load).transpose()?;
    let options = CheckOptions { version: command.version.unwrap_or_default(), schema: official.as_ref() };
    let files = files::flows(&command.files)?;
    let checked: Vec<Result<Checked, Fault>> =
        files.par_iter().map(|path| checked(path, &options, command, screen)).collect();
    let checked: Vec<Checked> = checked.into_iter().collect::<Result<_, _>>()?;
    let tally = Tally::of(checked.iter().map(|file| file.verdict));
    if command.html {
        let (parts, verdicts): (Vec<_>, Vec<_>) =
            checked.into_iter().filter_map(|file| Some((file.html?, file.verdict))).unzip();
        let page = html::page(&parts, worst(&verdicts), &html_context(command, screen));
        match &command.output {
            Some(path) => output::replace(path, page.as_bytes())?,
            None => print(&page),
        }
        return Ok(tally.exit_code());
    }
    print(&if command.json { json(&checked, command) } else { page(&checked, tally, command, screen) });
    Ok(tally.exit_code())
}

/// Not checked wins over refused, and refused over accepted.
fn worst(verdicts: &[Verdict]) -> Verdict {
    let any = |verdict| verdicts.contains(&verdict).then_some(verdict);
    any(Verdict::Unchecked).or(any(Verdict::Invalid)).unwrap_or(Verdict::Valid)
}

fn html_context<'c>(command: &'c Check, screen: &'c Screen) -> html::Context<'c> {
    let schema = match &command.xsd {
        Some(path) => path.display().to_string(),
        None => command.version.unwrap_or_default().to_string(),
    };
    html::Context { screen, schema, ignored: &command.ignored, strict: command.strict, masked: false }
}

/// What became of a file. Its bytes are not kept: many are read, and they may be large.
struct Checked {
    file: String,
    sha256: String,
    verdict: Verdict,
    /// For people.
    shown: String,
    /// For machines.
    documents: Vec<DocumentJson>,
    /// For those who decide.
    html: Option<FilePart>,
}

/// `Err` when nothing can be checked at all.
fn checked(path: &Path, options: &CheckOptions<'_>, command: &Check, screen: &Screen) -> Result<Checked, Fault> {
    let json = command.json;
    let file = path.display().to_string();
    let bytes = match read(path) {
        Ok(bytes) => Bytes::from(bytes),
        Err(Fault(findings)) => return Ok(unread(file, &findings, command, screen)),
    };
    let reports = validator::check(&file, bytes.clone(), options).map_err(|unusable| Fault::from(*unusable))?;
    let reports: Vec<_> = reports.into_iter().map(|report| report.ignoring(&command.ignored)).collect();
    let is_accepted = |report: &DocumentReport| {
        let is_warned = report.findings.iter().any(|finding| finding.rule.severity == Severity::Warning);
        report.is_valid() && !(command.strict && is_warned)
    };
    let verdict = if reports.iter().all(is_accepted) { Verdict::Valid } else { Verdict::Invalid };
    let mut outcome =
        Checked { file, sha256: String::new(), verdict, shown: String::new(), documents: Vec::new(), html: None };
    if command.html {
        let context = html_context(command, screen);
        outcome.html = Some(FilePart::new(&outcome.file, &bytes, &reports, verdict, &context));
    } else if json {
        outcome.sha256 = sha256(&bytes);
        outcome.documents = reports.iter().map(|report| DocumentJson::new(report, screen)).collect();
    } else {
        outcome.shown = file_text(&outcome.file, &bytes, &reports, screen);
    }
    Ok(outcome)
}

/// `-` is standard input.
fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    if path != Path::new("-") {
        return files::read(path, &rules::PES001);
    }
    let mut bytes = Vec::new();
    match std::io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(files::unreadable(path, &error, &rules::PES001)),
    }
}

fn unread(file: String, findings: &[Diagnostic], command: &Check, screen: &Screen) -> Checked {
    let mut outcome = Checked {
        file,
        sha256: String::new(),
        verdict: Verdict::Unchecked,
        shown: String::new(),
        documents: Vec::new(),
        html: None,
    };
    let report = DocumentReport {
        document: outcome.file.clone(),
        xml: Verdict::Unchecked,
        schema: Verdict::Unchecked,
        business: Verdict::Unchecked,
        findings: findings.to_vec(),
    };
    if command.html {
        let context = html_context(command, screen);
        outcome.html = Some(FilePart::new(&outcome.file, &[], &[report], Verdict::Unchecked, &context));
    } else if command.json {
        outcome.documents = vec![DocumentJson::new(&report, screen)];
    } else {
        outcome.shown = file_text(&outcome.file, &[], &[report], screen);
    }
    outcome
}

/// Findings, then a line for the file and one for each attached document that has findings.
fn file_text(name: &str, bytes: &[u8], reports: &[DocumentReport], screen: &Screen) -> String {
    let findings: Vec<Diagnostic> = reports.iter().flat_map(|report| report.findings.iter().cloned()).collect();
    let mut out = if findings.is_empty() { String::new() } else { shown(name, bytes, &findings, screen) };
    let Some((document, attached)) = reports.split_first() else { return out };
    out.push_str(&verdicts(&document.document, document, screen));
    let told: Vec<_> = attached.iter().filter(|report| !report.is_valid() || !report.findings.is_empty()).collect();
    for report in told.iter().take(SHOWN) {
        let within =
            report.document.strip_prefix(name).map_or(report.document.as_str(), |rest| rest.trim_start_matches(" > "));
        out.push_str("  ");
        out.push_str(&verdicts(within, report, screen));
    }
    let others = told.len().saturating_sub(SHOWN);
    if others > 0 {
        out.push_str(screen.text(&text!(
            fr = "  … et {others} autres ASAP joints qui ont des constats\n",
            en = "  … and {others} more attached ASAP with findings\n"
        )));
    }
    let sound = |business: Verdict| {
        let is_such = |report: &&DocumentReport| report.is_valid() && report.findings.is_empty();
        attached.iter().filter(is_such).filter(|report| report.business == business).count()
    };
    let (valid, unmeasured) = (sound(Verdict::Valid), sound(Verdict::Unchecked));
    if valid > 0 {
        out.push_str(
            screen.text(&text!(
                fr = "  ASAP joints valides : {valid}\n",
                en = "  attached ASAP that are valid: {valid}\n"
            )),
        );
    }
    if unmeasured > 0 {
        out.push_str(screen.text(&text!(
            fr = "  ASAP joints valides (XML, schéma), métier non contrôlé : {unmeasured}\n",
            en = "  attached ASAP that are valid (XML, schema), business not checked: {unmeasured}\n"
        )));
    }
    out
}

fn verdicts(name: &str, report: &DocumentReport, screen: &Screen) -> String {
    let [xml, schema, business] = [report.xml, report.schema, report.business].map(Verdict::words);
    let [xml, schema, business] = [&xml, &schema, &business].map(|words| screen.text(words));
    let line = text!(
        fr = "{name} : XML {xml}, schéma {schema}, métier {business}\n",
        en = "{name}: XML {xml}, schema {schema}, business {business}\n"
    );
    screen.text(&line).to_owned()
}

fn page(checked: &[Checked], tally: Tally, command: &Check, screen: &Screen) -> String {
    let mut out: String = checked.iter().map(|file| file.shown.as_str()).collect();
    if !command.ignored.is_empty() {
        let ids = command.ignored.iter().map(|rule| rule.id).collect::<Vec<_>>().join(", ");
        out.push_str(screen.text(&text!(fr = "règles ignorées : {ids}\n", en = "rules ignored: {ids}\n")));
    }
    out.push_str(&tally.line(screen));
    out
}

#[derive(Serialize)]
struct Page<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    version_pes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    xsd: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    regles_ignorees: Vec<&'static str>,
    fichiers: Vec<FileJson<'a>>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    fichier: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    sha256: &'a str,
    verdict: String,
    documents: &'a [DocumentJson],
}

/// A document and its layers.
#[derive(Serialize)]
struct DocumentJson {
    document: String,
    xml: String,
    schema: String,
    metier: String,
    constats: Vec<serde_json::Value>,
}

impl DocumentJson {
    fn new(report: &DocumentReport, screen: &Screen) -> Self {
        DocumentJson {
            document: report.document.clone(),
            xml: word(report.xml),
            schema: word(report.schema),
            metier: word(report.business),
            constats: findings_json(&report.findings, screen),
        }
    }
}

/// Verdicts keep one name in all languages.
fn word(verdict: Verdict) -> String {
    let Text { fr, .. } = verdict.words();
    fr.into_owned()
}

fn json(checked: &[Checked], command: &Check) -> String {
    let fichiers = checked
        .iter()
        .map(|file| FileJson {
            fichier: &file.file,
            sha256: &file.sha256,
            verdict: word(file.verdict),
            documents: &file.documents,
        })
        .collect();
    let version = command.version.unwrap_or_default();
    let regles_ignorees = command.ignored.iter().map(|rule| rule.id).collect();
    let xsd = command.xsd.as_ref().map(|path| path.display().to_string());
    pretty(&Page {
        version_pes: xsd.is_none().then(|| PesVersion::to_string(&version)),
        xsd,
        regles_ignorees,
        fichiers,
    })
}
