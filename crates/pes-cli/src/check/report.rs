//! What a check found, whatever the form it is given in.

use std::collections::BTreeMap;
use std::process::ExitCode;

use pes::parser::Text;
use pes::validator::{Answer, Diagnostic, DocumentReport, Severity, Verdict, verdict};
use serde::Serialize;

use crate::args::Check;
use crate::files;
use crate::screen::Screen;
use crate::tally::Tally;

/// The name of the tool, with its version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A run.
pub struct Report<'r> {
    pub command: &'r Check,
    pub screen: &'r Screen,
    /// In the order given.
    pub files: Vec<FileReport>,
}

/// A file, and the documents attached to it.
pub struct FileReport {
    pub file: String,
    /// Nothing for a file that could not be read.
    pub sha256: Option<String>,
    pub verdict: Verdict,
    pub counts: Counts,
    /// What it says of what was sent, in words, when it comes from Hélios.
    pub said: Option<Text>,
    /// The file itself, then its attached documents.
    pub documents: Vec<DocumentReport>,
}

/// What was asked of a run.
#[derive(Clone, Serialize)]
pub struct Asked {
    #[serde(skip_serializing_if = "Option::is_none")]
    version_pes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    xsd: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annuaire: Option<String>,
    regles_ignorees: Vec<&'static str>,
    strict: bool,
    masque: bool,
}

/// How much was found.
#[derive(Debug, Default, Serialize)]
pub struct Counts {
    #[serde(rename = "erreurs")]
    pub errors: usize,
    #[serde(rename = "avertissements")]
    pub warnings: usize,
    pub infos: usize,
    #[serde(rename = "par_regle")]
    pub by_rule: BTreeMap<&'static str, usize>,
}

impl<'r> Report<'r> {
    pub fn new(command: &'r Check, screen: &'r Screen) -> Self {
        Report { command, screen, files: Vec::new() }
    }

    pub fn tally(&self) -> Tally<'_> {
        Tally::of(self.files.iter().map(|file| (file.file.as_str(), file.verdict)))
    }

    pub fn exit_code(&self) -> ExitCode {
        self.tally().exit_code()
    }

    /// Not checked wins over refused, and refused over accepted.
    pub fn verdict(&self) -> Verdict {
        let any = |verdict| self.files.iter().any(|file| file.verdict == verdict).then_some(verdict);
        let worst = [Verdict::Unchecked, Verdict::Invalid, Verdict::Refusing, Verdict::Valid].into_iter().find_map(any);
        worst.or(any(Verdict::Conforming)).unwrap_or(Verdict::Valid)
    }

    pub fn asked(&self) -> Asked {
        Asked {
            version_pes: self.version(),
            xsd: self.xsd(),
            annuaire: self.directory(),
            regles_ignorees: self.ignored(),
            strict: self.command.strict,
            masque: self.command.masked,
        }
    }

    /// The version of the schema, unless a schema given takes its place.
    pub fn version(&self) -> Option<String> {
        self.command.xsd.is_none().then(|| self.command.version.unwrap_or_default().to_string())
    }

    /// The schema given.
    pub fn xsd(&self) -> Option<String> {
        self.command.xsd.as_ref().map(|path| path.display().to_string())
    }

    /// The file of public recipients: none when their rules were not looked at.
    pub fn directory(&self) -> Option<String> {
        self.command.directory.as_deref().map(files::name)
    }

    pub fn ignored(&self) -> Vec<&'static str> {
        self.command.ignored.iter().map(|rule| rule.id).collect()
    }
}

impl FileReport {
    /// A report without a digest: it is for machines, and it takes time.
    pub fn new(file: String, documents: Vec<DocumentReport>, strict: bool) -> Self {
        let counts = Counts::of(documents.iter().flat_map(|document| &document.findings));
        let said = documents.first().and_then(|document| document.answer.as_ref()).map(Answer::words);
        FileReport { file, sha256: None, verdict: verdict(&documents, strict), counts, said, documents }
    }
}

impl Counts {
    fn of<'f>(findings: impl Iterator<Item = &'f Diagnostic>) -> Self {
        let mut counts = Counts::default();
        for finding in findings {
            match finding.rule.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.infos += 1,
            }
            *counts.by_rule.entry(finding.rule.id).or_default() += 1;
        }
        counts
    }
}
