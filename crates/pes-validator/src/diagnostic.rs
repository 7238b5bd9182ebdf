use pes_parser::{Lang, Location, Text};
use serde::Serialize;

use crate::rule::{Rule, Severity};

/// A finding: a rule broken at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule.
    pub rule: &'static Rule,
    /// What was found.
    pub message: Text,
    /// Where.
    pub at: At,
    /// What to do.
    pub help: Option<Text>,
}

impl Diagnostic {
    /// A finding without advice.
    pub fn new(rule: &'static Rule, at: At, message: Text) -> Self {
        Diagnostic { rule, message, at, help: None }
    }

    /// The finding with what to do about it.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// Whether it refuses what it is about.
    pub fn is_error(&self) -> bool {
        self.rule.severity == Severity::Error
    }
}

/// Where a finding is: a document, and in it a place or a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// File name, or chain `flux.xml > PJ[2] asap.xml`.
    pub document: String,
    /// Line of a text, or row of a table (its header is row 1); 0 when none.
    pub line: usize,
    /// Column in characters, from 1; 0 when none.
    pub column: usize,
    /// Path in an XML document.
    pub path: String,
    /// Field of a billing file or of the configuration.
    pub field: Option<Field>,
}

/// A field of a billing file or of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Title of the column, empty when the value comes from the configuration.
    #[serde(rename = "colonne", skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// Key of the mapping or of the configuration.
    #[serde(rename = "cle", skip_serializing_if = "str::is_empty")]
    pub key: &'static str,
}

impl At {
    /// A whole document.
    pub fn document(name: impl Into<String>) -> Self {
        At { document: name.into(), ..At::default() }
    }

    /// A place in an XML document.
    pub fn xml(name: impl Into<String>, location: Location) -> Self {
        At { document: name.into(), line: location.line, column: location.column, path: location.path, field: None }
    }

    /// A line of a text, or a row of a table.
    pub fn line(name: impl Into<String>, line: usize, column: usize) -> Self {
        At { document: name.into(), line, column, ..At::default() }
    }
}

/// A finding as it stands in a JSON report.
#[derive(Debug, Serialize)]
pub struct FindingJson<'a> {
    #[serde(rename = "regle")]
    rule: &'static str,
    #[serde(rename = "gravite")]
    severity: &'static str,
    message: &'a str,
    #[serde(rename = "aide", skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    helios: Option<&'static str>,
    document: &'a str,
    #[serde(rename = "ligne", skip_serializing_if = "is_zero")]
    line: usize,
    #[serde(rename = "position", skip_serializing_if = "is_zero")]
    column: usize,
    #[serde(rename = "chemin", skip_serializing_if = "str::is_empty")]
    path: &'a str,
    #[serde(flatten)]
    field: Option<&'a Field>,
}

impl<'a> FindingJson<'a> {
    /// The finding in one language; severities keep one name in all of them.
    pub fn new(finding: &'a Diagnostic, lang: Lang) -> Self {
        FindingJson {
            rule: finding.rule.id,
            severity: match finding.rule.severity {
                Severity::Error => "erreur",
                Severity::Warning => "avertissement",
                Severity::Info => "info",
            },
            message: finding.message.get(lang),
            help: finding.help.as_ref().map(|help| help.get(lang)),
            source: finding.rule.source,
            helios: finding.rule.helios,
            document: &finding.at.document,
            line: finding.at.line,
            column: finding.at.column,
            path: &finding.at.path,
            field: finding.at.field.as_ref(),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape serde wants")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
