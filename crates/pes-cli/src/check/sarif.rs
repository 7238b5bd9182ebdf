//! SARIF 2.1.0 (OASIS): what code hosts and editors show. An attached document is an artifact in that of its file.

use std::collections::HashMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pes::parser::Lang;
use pes::validator::{At, Diagnostic, Rule, Severity, Subject, Verdict};
use serde::Serialize;

use super::report::{Asked, FileReport, Report, VERSION};
use crate::xsd::pretty;

/// Kept as they are in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: Tool<'r>,
    language: &'static str,
    invocations: [Invocation; 1],
    artifacts: Vec<Artifact<'r>>,
    results: Vec<Found<'r>>,
    column_kind: &'static str,
    properties: Asked,
}

#[derive(Serialize)]
struct Tool<'r> {
    driver: Driver<'r>,
}

#[derive(Serialize)]
struct Driver<'r> {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'r> {
    id: &'static str,
    short_description: Message<'r>,
    help: Page,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Page {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    source: &'static str,
    portee: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    helios: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact<'r> {
    location: ArtifactLocation,
    /// The file that an attached document is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hashes: Option<Hashes<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<ArtifactProperties>,
}

#[derive(Serialize)]
struct Hashes<'r> {
    #[serde(rename = "sha-256")]
    sha256: &'r str,
}

#[derive(Serialize)]
struct ArtifactProperties {
    verdict: &'static str,
}

#[derive(Clone, Serialize)]
struct ArtifactLocation {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

/// A finding.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'r> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Words,
    locations: [Location<'r>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'r>>,
    properties: FoundProperties<'r>,
}

#[derive(Serialize)]
struct FoundProperties<'r> {
    document: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    valeur: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attendu: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    concerne: Option<&'r Subject>,
}

#[derive(Serialize)]
struct Message<'r> {
    text: &'r str,
}

#[derive(Serialize)]
struct Words {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'r> {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'r> {
    fully_qualified_name: &'r str,
    kind: &'static str,
}

pub fn page(report: &Report<'_>) -> String {
    let lang = report.screen.lang;
    let mut rules = Rules::default();
    let mut artifacts = Vec::new();
    let mut results = Vec::new();
    for file in &report.files {
        let mut places = Places::new(file, &mut artifacts);
        for finding in file.documents.iter().flat_map(|document| &document.findings) {
            results.push(found(finding, rules.index(finding.rule), &mut places, report));
        }
    }
    pretty(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "pes",
                    version: VERSION,
                    rules: rules.met.into_iter().map(|rule| descriptor(rule, lang)).collect(),
                },
            },
            language: if lang == Lang::Fr { "fr" } else { "en" },
            invocations: [Invocation { execution_successful: report.verdict() != Verdict::Unchecked }],
            artifacts,
            results,
            column_kind: "unicodeCodePoints",
            properties: report.asked(),
        }],
    })
}

/// The rules broken, in the order they are met.
#[derive(Default)]
struct Rules {
    met: Vec<&'static Rule>,
    by_id: HashMap<&'static str, usize>,
}

impl Rules {
    fn index(&mut self, rule: &'static Rule) -> usize {
        *self.by_id.entry(rule.id).or_insert_with(|| {
            self.met.push(rule);
            self.met.len() - 1
        })
    }
}

fn descriptor(rule: &'static Rule, lang: Lang) -> Descriptor<'static> {
    Descriptor {
        id: rule.id,
        short_description: Message { text: rule.title.get(lang) },
        help: Page { text: rule.page, markdown: rule.page },
        default_configuration: Configuration { level: level(rule.severity) },
        properties: RuleProperties { source: rule.source, portee: rule.scope.name(), helios: rule.helios },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The artifacts of a file, each named once.
struct Places<'a, 'r> {
    file: &'r FileReport,
    parent: usize,
    artifacts: &'a mut Vec<Artifact<'r>>,
    attached: HashMap<&'r str, ArtifactLocation>,
}

impl<'a, 'r> Places<'a, 'r> {
    fn new(file: &'r FileReport, artifacts: &'a mut Vec<Artifact<'r>>) -> Self {
        let parent = artifacts.len();
        artifacts.push(Artifact {
            location: ArtifactLocation { uri: uri(&file.file), index: Some(parent) },
            parent_index: None,
            hashes: file.sha256.as_deref().map(|sha256| Hashes { sha256 }),
            properties: Some(ArtifactProperties { verdict: file.verdict.name() }),
        });
        Places { file, parent, artifacts, attached: HashMap::new() }
    }

    fn artifact(&mut self, document: &'r str) -> ArtifactLocation {
        let within = document.strip_prefix(self.file.file.as_str()).and_then(|rest| rest.strip_prefix(" > "));
        let Some(within) = within else {
            return ArtifactLocation { uri: uri(&self.file.file), index: Some(self.parent) };
        };
        let (parent, artifacts) = (self.parent, &mut *self.artifacts);
        let location = self.attached.entry(within).or_insert_with(|| {
            let location = ArtifactLocation { uri: uri(within), index: Some(artifacts.len()) };
            artifacts.push(Artifact {
                location: location.clone(),
                parent_index: Some(parent),
                hashes: None,
                properties: None,
            });
            location
        });
        location.clone()
    }

    fn location(&mut self, at: &'r At, message: Option<&'r str>) -> Location<'r> {
        let region =
            (at.line > 0).then(|| Region { start_line: at.line, start_column: (at.column > 0).then_some(at.column) });
        let path = LogicalLocation { fully_qualified_name: &at.path, kind: "element" };
        Location {
            physical_location: PhysicalLocation { artifact_location: self.artifact(&at.document), region },
            logical_locations: if at.path.is_empty() { Vec::new() } else { vec![path] },
            message: message.map(|text| Message { text }),
        }
    }
}

fn found<'r>(
    finding: &'r Diagnostic,
    rule_index: usize,
    places: &mut Places<'_, 'r>,
    report: &Report<'_>,
) -> Found<'r> {
    let lang = report.screen.lang;
    let refuses = report.command.strict && finding.rule.severity == Severity::Warning;
    let mut text = finding.message.get(lang).to_owned();
    if let Some(help) = &finding.help {
        text.push_str(&format!(" ({})", help.get(lang)));
    }
    Found {
        rule_id: finding.rule.id,
        rule_index,
        level: if refuses { "error" } else { level(finding.rule.severity) },
        message: Words { text },
        locations: [places.location(&finding.at, None)],
        related_locations: finding
            .related
            .iter()
            .map(|related| places.location(&related.at, Some(related.message.get(lang))))
            .collect(),
        properties: FoundProperties {
            document: &finding.at.document,
            valeur: finding.found.as_deref(),
            attendu: finding.expected.as_deref(),
            concerne: finding.subject.as_deref(),
        },
    }
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let encoded = utf8_percent_encode(&path.replace('\\', "/"), PATH).to_string();
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}
