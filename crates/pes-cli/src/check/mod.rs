//! `pes check`: flows and the documents attached to them, layer after layer.

mod court;
mod history;
mod json;
mod junit;
mod report;
mod sarif;
mod text;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use bytes::Bytes;
use pes::validator::{CheckOptions, Diagnostic, DocumentReport, Keys, Together, Verdict, check_with, rules};
use rayon::prelude::*;

use crate::args::{Check, Format};
use crate::bundle::{self, Document};
use crate::convert::{Threads, use_threads};
use crate::files;
use crate::html::{self, FilePart};
use crate::output;
use crate::report::sha256;
use crate::screen::{Fault, Screen, print};
use crate::xsd::load;
use history::History;
use report::{FileReport, Report};

/// Checks files: exit code 0 when nothing refuses them, 1 when something does, 2 when one could not be checked.
pub fn run(command: &Check, screen: &Screen) -> Result<ExitCode, Fault> {
    use_threads(command.jobs);
    let official = command.xsd.as_deref().map(load).transpose()?;
    let directory = command.directory.as_deref().map(files::directory).transpose()?;
    let history = command.history.as_deref().map(History::open).transpose()?;
    let version = command.version.unwrap_or_default();
    let options =
        CheckOptions { version, schema: official.as_ref(), directory: directory.as_ref(), masked: command.masked };
    let paths = files::flows(&command.files)?;
    let across = across(&paths);
    let check = Run { options, history: history.as_ref(), command, screen };
    let checked: Vec<Result<Vec<Checked>, Fault>> =
        paths.par_iter().zip(across).map(|(path, across)| check.file(path, across)).collect();
    let mut report = Report::new(command, screen);
    let (mut texts, mut parts) = (Vec::new(), Vec::new());
    for file in checked.into_iter().collect::<Result<Vec<_>, Fault>>()?.into_iter().flatten() {
        let Checked { report: file, text, html } = file;
        report.files.push(file);
        texts.extend(text);
        parts.extend(html);
    }
    for wanted in &command.outputs {
        let shown = match wanted.format {
            Format::Text => text::page(&report, &texts),
            Format::Court => court::page(&report),
            Format::Json => json::page(&report),
            Format::Jsonl => json::lines(&report),
            Format::Junit => junit::page(&report),
            Format::Sarif => sarif::page(&report),
            Format::Html => html::page(&parts, report.verdict(), &html_context(command, screen)),
        };
        match &wanted.file {
            Some(path) => output::replace(path, shown.as_bytes())?,
            None => print(&shown)?,
        }
    }
    Ok(report.exit_code())
}

/// What became of a file. Its bytes are not kept: many are read, and they may be large. What cannot be made without them
/// is made while they are there.
struct Checked {
    report: FileReport,
    text: Option<String>,
    html: Option<FilePart>,
}

/// What each file shares with those before it, or each document of a zip.
fn across(paths: &[PathBuf]) -> Vec<Vec<Vec<Diagnostic>>> {
    if matches!(paths, [path] if !bundle::is_zip_file(path)) {
        return vec![Vec::new()];
    }
    let mut together = Together::default();
    let mut found = Vec::with_capacity(paths.len());
    for wave in paths.chunks(rayon::current_num_threads().max(1) * 4) {
        // What cannot be read is told when it is checked.
        let keys = |path: &PathBuf| -> Vec<Keys> {
            let name = path.display().to_string();
            let documents = read(path).and_then(|bytes| bundle::documents(&name, bytes)).unwrap_or_default();
            documents.iter().map(|document| Keys::of(&document.name, &document.bytes)).collect()
        };
        let keys: Vec<Vec<Keys>> = wave.par_iter().map(keys).collect();
        found.extend(keys.into_iter().map(|keys| keys.into_iter().map(|keys| together.add(keys)).collect()));
    }
    found
}

/// What all files of a run are checked with.
struct Run<'r> {
    options: CheckOptions<'r>,
    history: Option<&'r History>,
    command: &'r Check,
    screen: &'r Screen,
}

impl Run<'_> {
    /// Checks a file, or each document of a zip. `Err` when nothing can be checked at all.
    fn file(&self, path: &Path, across: Vec<Vec<Diagnostic>>) -> Result<Vec<Checked>, Fault> {
        let name = path.display().to_string();
        match read(path).and_then(|bytes| bundle::documents(&name, bytes)) {
            Ok(documents) => {
                let across = across.into_iter().chain(std::iter::repeat_with(Vec::new));
                documents.into_iter().zip(across).map(|(document, across)| self.document(document, across)).collect()
            }
            Err(Fault(findings)) => Ok(vec![self.done(None, vec![DocumentReport::unopened(name, findings)])]),
        }
    }

    fn document(&self, Document { name, bytes }: Document, across: Vec<Diagnostic>) -> Result<Checked, Fault> {
        let bytes = Bytes::from(bytes);
        let mut documents =
            check_with(&name, bytes.clone(), &self.options, &Threads).map_err(|unusable| Fault::from(*unusable))?;
        if let Some(flow) = documents.first_mut() {
            if across.iter().any(Diagnostic::is_error) && flow.business != Verdict::Unchecked {
                flow.business = Verdict::Invalid;
            }
            flow.findings.extend(across);
        }
        if let (Some(history), Some(flow)) = (self.history, documents.first_mut()) {
            history.check(&name, &bytes, flow)?;
        }
        Ok(self.done(Some(bytes), documents))
    }

    /// Makes what cannot be made without the bytes, if the file could be read.
    fn done(&self, bytes: Option<Bytes>, documents: Vec<DocumentReport>) -> Checked {
        let Run { command, screen, .. } = *self;
        let name = documents.first().map(|document| document.document.clone()).unwrap_or_default();
        let documents = documents.into_iter().map(|document| document.ignoring(&command.ignored)).collect();
        let wants = |format: Format| command.outputs.iter().any(|wanted| wanted.format == format);
        let is_for_machines = [Format::Json, Format::Jsonl, Format::Junit, Format::Sarif].into_iter().any(wants);
        let mut report = FileReport::new(name, documents, command.strict);
        let (was_read, bytes) = (bytes.is_some(), bytes.unwrap_or_default());
        let text = wants(Format::Text).then(|| text::file(&report, if command.masked { &[] } else { &bytes }, screen));
        let html = wants(Format::Html).then(|| {
            let context = html_context(command, screen);
            FilePart::new(&report.file, &bytes, &report.documents, report.verdict, &context)
        });
        if is_for_machines {
            report.sha256 = was_read.then(|| sha256(&bytes));
        } else {
            report.documents = Vec::new();
        }
        Checked { report, text, html }
    }
}

/// `-` is standard input, which can be read but once.
fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    static INPUT: OnceLock<std::io::Result<Vec<u8>>> = OnceLock::new();
    if path != Path::new("-") {
        return files::read(path, &rules::PES001);
    }
    let input = INPUT.get_or_init(|| {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    });
    input.as_ref().cloned().map_err(|error| files::unreadable(path, error, &rules::PES001))
}

fn html_context<'c>(command: &'c Check, screen: &'c Screen) -> html::Context<'c> {
    let schema = match &command.xsd {
        Some(path) => path.display().to_string(),
        None => command.version.unwrap_or_default().to_string(),
    };
    html::Context { screen, schema, ignored: &command.ignored, strict: command.strict, masked: command.masked }
}
