//! A document and those attached to it, layer after layer: a layer that was not reached is not valid, it is unchecked.

use pes_parser::{PesAller, PesVersion, Source, Text, XmlErrorKind};
use pes_xsd::Schema;

use super::pieces::{Opened, each_piece};
use super::{Findings, no_facture, unreadable};
use crate::catalogue::rules;
use crate::diagnostic::{At, Diagnostic};
use crate::rule::{Layer, Rule};
use crate::schema::{check_schema, schema};

/// What a check looks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckOptions<'s> {
    /// The version of the schema.
    pub version: PesVersion,
    /// A schema in place of that of the version, such as an official one.
    pub schema: Option<&'s Schema>,
}

/// What became of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Looked at; nothing refuses the document.
    Valid,
    /// Looked at; something refuses the document.
    Invalid,
    /// Not looked at.
    Unchecked,
}

impl Verdict {
    /// The words for it.
    pub const fn words(self) -> Text {
        match self {
            Verdict::Valid => Text::fixed("valide", "valid"),
            Verdict::Invalid => Text::fixed("invalide", "invalid"),
            Verdict::Unchecked => Text::fixed("non contrôlé", "not checked"),
        }
    }

    fn of(layer: Layer, findings: &[Diagnostic]) -> Self {
        // A document of another kind may be sound XML: it is the schema that does not know it.
        let layer_of = |rule: &Rule| if *rule == rules::PES004 { Layer::Schema } else { rule.layer };
        let refuses = |finding: &Diagnostic| finding.is_error() && layer_of(finding.rule) == layer;
        if findings.iter().any(refuses) { Verdict::Invalid } else { Verdict::Valid }
    }
}

/// What a check found in one document.
#[derive(Clone, Debug)]
pub struct DocumentReport {
    /// File name, or chain `flux.xml > PJ[2] asap.xml`.
    pub document: String,
    /// Bytes, encoding, well-formed XML.
    pub xml: Verdict,
    /// The schema.
    pub schema: Verdict,
    /// What the texts say beyond the schema: not yet a part of this check.
    pub business: Verdict,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

impl DocumentReport {
    fn new(document: String, findings: Vec<Diagnostic>) -> Self {
        let xml = Verdict::of(Layer::Xml, &findings);
        let schema = if xml == Verdict::Valid { Verdict::of(Layer::Schema, &findings) } else { Verdict::Unchecked };
        DocumentReport { document, xml, schema, business: Verdict::Unchecked, findings }
    }

    /// A document that could not be had.
    fn unopened(document: String, why: Diagnostic) -> Self {
        let unchecked = Verdict::Unchecked;
        DocumentReport { document, xml: unchecked, schema: unchecked, business: unchecked, findings: vec![why] }
    }

    /// Whether every layer that the check has was looked at and refuses nothing.
    pub fn is_valid(&self) -> bool {
        self.xml == Verdict::Valid && self.schema == Verdict::Valid && !self.findings.iter().any(Diagnostic::is_error)
    }
}

/// Checks a document, then the `PES_Facture` attached to it, each by layers: XML, then schema.
///
/// Flows, acquits and returns are known. The first report is that of the document; attached pieces follow in their
/// order, those of other kinds only when they cannot be opened.
///
/// # Errors
/// The schema of the version cannot be used: nothing was checked.
pub fn check(name: &str, bytes: &[u8], options: &CheckOptions<'_>) -> Result<Vec<DocumentReport>, Box<Diagnostic>> {
    let schema = match options.schema {
        Some(schema) => schema,
        None => schema(options.version)?,
    };
    let mut report = DocumentReport::new(name.to_owned(), check_schema(name, bytes, schema));
    if report.xml != Verdict::Valid {
        return Ok(vec![report]);
    }
    let read = Source::decode(name, bytes).and_then(|source| {
        let (flow, _) = PesAller::read(&source)?;
        Ok((source, flow))
    });
    match read {
        Ok((source, flow)) => {
            let mut reports = vec![report];
            reports.extend(attached(&source, &flow, schema));
            Ok(reports)
        }
        // Other kinds of documents carry no pieces.
        Err(error) if matches!(error.kind, XmlErrorKind::Root { .. }) => Ok(vec![report]),
        Err(error) => {
            report.findings.push(unreadable(name, &error));
            Ok(vec![DocumentReport::new(report.document, report.findings)])
        }
    }
}

fn attached(source: &Source<'_>, flow: &PesAller, schema: &Schema) -> Vec<DocumentReport> {
    let mut found = Findings::default();
    let mut reports: Vec<Option<DocumentReport>> = Vec::new();
    let mut unopened = Vec::new();
    each_piece(flow, source.name(), &mut found, |chain, opened, _| match opened {
        Opened::Facture { file, .. } => {
            let mut findings = check_schema(&chain, &file, schema);
            if findings.is_empty() && !holds_facture(&file) {
                findings.push(Diagnostic::new(&rules::PES101, At::document(chain.as_str()), no_facture()));
            }
            reports.push(Some(DocumentReport::new(chain, findings)));
        }
        Opened::Other { .. } => {}
        Opened::Nothing => {
            unopened.push((reports.len(), chain));
            reports.push(None);
        }
    });
    for ((rank, chain), why) in unopened.into_iter().zip(found.located(source)) {
        if let Some(report) = reports.get_mut(rank) {
            *report = Some(DocumentReport::unopened(chain, why));
        }
    }
    reports.into_iter().flatten().collect()
}

/// Whether a valid document may be an invoice: other documents are valid by themselves, but not in such a piece.
fn holds_facture(file: &[u8]) -> bool {
    const NAME: &[u8] = b"PES_Facture";
    file.windows(NAME.len()).any(|window| window == NAME)
}
