//! `pes xsd`: XML files against a schema.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use pes::parser::{Source, visible};
use pes::validator::{Diagnostic, FindingJson, Verdict, rules, schema_findings, unusable_schema};
use pes::xsd::{self, Schema, Validator};
use rayon::prelude::*;
use serde::Serialize;

use crate::args::Xsd;
use crate::convert::use_threads;
use crate::files::{self, Extent};
use crate::screen::{Fault, Screen, print};
use crate::tally::Tally;

/// Validates files: exit code 0 when all are valid, 1 when one is not, 2 when one could not be read.
pub fn run(command: &Xsd, screen: &Screen) -> Result<ExitCode, Fault> {
    use_threads(command.jobs);
    let schema = load(&command.schema)?;
    // Threads go to the files, or to the parts of the only one.
    let threads = if command.files.len() == 1 { rayon::current_num_threads() } else { 1 };
    let checked: Vec<Checked> =
        command.files.par_iter().map(|path| checked(path, &schema, threads, command.json, screen)).collect();
    let tally = Tally::of(checked.iter().map(|file| (file.file.as_str(), file.verdict)));
    print(&if command.json { json(&checked) } else { page(&checked, &tally, screen) })?;
    Ok(tally.exit_code())
}

/// A schema of the file system.
pub fn load(path: &Path) -> Result<Schema, Fault> {
    Schema::load(path).map_err(|error| unusable_schema(&error).into())
}

/// What became of a file. Its bytes are not kept: many are read, and they may be large.
struct Checked {
    file: String,
    verdict: Verdict,
    /// For people.
    shown: String,
    /// For machines.
    findings: Vec<serde_json::Value>,
    is_truncated: bool,
}

fn checked(path: &Path, schema: &Schema, threads: usize, json: bool, screen: &Screen) -> Checked {
    let file = path.display().to_string();
    let (verdict, findings, bytes, is_truncated) = match validated(path, &schema.validator().threads(threads)) {
        Ok((report, _)) if report.is_valid() => (Verdict::Valid, Vec::new(), Vec::new(), false),
        Ok((report, bytes)) => {
            let findings = schema_findings(&file, &bytes, &report);
            (Verdict::Invalid, findings, bytes, report.is_truncated())
        }
        Err(Fault(findings)) => (Verdict::Unchecked, findings, Vec::new(), false),
    };
    let mut outcome = Checked { file, verdict, shown: String::new(), findings: Vec::new(), is_truncated };
    if json {
        outcome.findings = findings_json(&findings, screen);
    } else if verdict != Verdict::Valid {
        outcome.shown = shown(&outcome.file, &bytes, &findings, screen);
    }
    outcome
}

/// What the schema says, and the bytes if there is something to show of them: a valid file is never whole in memory.
fn validated(path: &Path, validator: &Validator<'_>) -> Result<(xsd::Report, Vec<u8>), Fault> {
    let unreadable = |error: io::Error| files::unreadable(path, &error, &rules::PES001);
    let there = std::fs::metadata(path).map_err(unreadable)?;
    if !there.is_file() {
        // A pipe is read once.
        let bytes = files::read(path, &rules::PES001)?;
        return Ok((validator.validate_bytes(&bytes), bytes));
    }
    let report = validator.validate_file(path).map_err(unreadable)?;
    let bytes = if report.is_valid() { Vec::new() } else { files::read(path, &rules::PES001)? };
    if Extent::of(&there) == Extent::of(&std::fs::metadata(path).map_err(unreadable)?) {
        Ok((report, bytes))
    } else {
        Err(unreadable(io::ErrorKind::ResourceBusy.into()))
    }
}

/// Findings with the lines at fault, when the file can be shown as text.
pub fn shown(name: &str, bytes: &[u8], findings: &[Diagnostic], screen: &Screen) -> String {
    let source = Source::decode(name, bytes).ok();
    screen.result(findings, source.as_ref())
}

/// Findings for machines.
pub fn findings_json(findings: &[Diagnostic], screen: &Screen) -> Vec<serde_json::Value> {
    findings.iter().filter_map(|finding| serde_json::to_value(FindingJson::new(finding, screen.lang)).ok()).collect()
}

fn page(checked: &[Checked], tally: &Tally<'_>, screen: &Screen) -> String {
    let mut out = String::new();
    for Checked { file, verdict, shown, is_truncated, .. } in checked {
        out.push_str(shown);
        if *is_truncated {
            out.push_str(screen.words("… et d'autres : la lecture s'arrête là\n", "… and more: reading stops here\n"));
        }
        let (verdict, colon) = (verdict.words(), screen.words(" :", ":"));
        out.push_str(&format!("{}{colon} {}\n", visible(file), screen.text(&verdict)));
    }
    out.push_str(&tally.summary(screen));
    out
}

#[derive(Serialize)]
struct Page<'a> {
    fichiers: Vec<FileJson<'a>>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    fichier: &'a str,
    verdict: &'a str,
    erreurs: &'a [serde_json::Value],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    tronque: bool,
}

fn json(checked: &[Checked]) -> String {
    let words: Vec<_> = checked.iter().map(|file| file.verdict.words()).collect();
    let fichiers = checked
        .iter()
        .zip(&words)
        .map(|(file, words)| FileJson {
            fichier: &file.file,
            verdict: &words.fr,
            erreurs: &file.findings,
            tronque: file.is_truncated,
        })
        .collect();
    pretty(&Page { fichiers })
}

/// JSON as the reports have it.
pub fn pretty(value: &impl Serialize) -> String {
    let mut json = serde_json::to_string_pretty(value).unwrap_or_default();
    json.push('\n');
    json
}
