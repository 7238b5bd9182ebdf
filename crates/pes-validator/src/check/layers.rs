//! A document and those attached to it, layer after layer: a layer that was not reached is not valid, it is unchecked.

use bytes::Bytes;
use pes_parser::returned::Returned;
use pes_parser::{PesAller, PesVersion, Source, Text, XmlErrorKind};
use pes_xsd::Schema;

use super::mask::{Mask, hide_debtors};
use super::{Rules, check_read, unreadable, values};
use crate::answer::{self, Answer};
use crate::catalogue::rules;
use crate::diagnostic::Diagnostic;
use crate::directory::Directory;
use crate::executor::{Executor, Sequential};
use crate::rule::{Layer, Rule, Severity};
use crate::schema::check_schema;

/// The roots of the documents that go to Hélios and come from it.
const KINDS: [&str; 3] = ["PES_Aller", "PES_ACQUIT", "PES_Retour"];

/// What a check looks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckOptions<'s> {
    /// The version of the schema.
    pub version: PesVersion,
    /// A schema in place of that of the version, such as an official one.
    pub schema: Option<&'s Schema>,
    /// Whether findings tell nothing of people: names, addresses, accounts and identifiers are hidden in them.
    pub masked: bool,
    /// The public recipients: without them, the rules of Chorus Pro's directory are not applied.
    pub directory: Option<&'s Directory>,
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
    /// There is nothing to look at: what Hélios itself writes has no business rules.
    NotApplicable,
    /// Sound, and nothing that is sent: an acquit or a return, which refuses nothing.
    Conforming,
    /// Sound itself, it says that something that was sent is refused.
    Refusing,
}

impl Verdict {
    /// The words for it.
    pub const fn words(self) -> Text {
        match self {
            Verdict::Valid => Text::fixed("valide", "valid"),
            Verdict::Invalid => Text::fixed("invalide", "invalid"),
            Verdict::Unchecked => Text::fixed("non contrôlé", "not checked"),
            Verdict::NotApplicable => Text::fixed("sans objet", "not applicable"),
            Verdict::Conforming => Text::fixed("conforme", "conforming"),
            Verdict::Refusing => Text::fixed("conforme, avec refus", "conforming, with refusals"),
        }
    }

    /// The name for machines, the same in all languages.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Valid => "valide",
            Verdict::Invalid => "invalide",
            Verdict::Unchecked => "non contrôlé",
            Verdict::NotApplicable => "sans objet",
            Verdict::Conforming => "conforme",
            Verdict::Refusing => "refus",
        }
    }

    fn of(layer: Layer, findings: &[Diagnostic]) -> Self {
        // A document of another kind may be sound XML, which it is the schema that does not know; a piece that cannot
        // be opened is no fault of the XML around it.
        let layer_of = |rule: &Rule| match rule.id {
            "PES004" => Layer::Schema,
            "PES010" => Layer::Business,
            _ => rule.layer,
        };
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
    /// What the texts say beyond the schema.
    pub business: Verdict,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// What it says of what was sent, when it comes from Hélios, or answers it.
    pub answer: Option<Answer>,
}

impl DocumentReport {
    /// A document whose business rules were looked at, not all of them if its schema layer, or what it is measured
    /// by, has faults: what is found counts, what is not proves nothing.
    pub(super) fn of_all_layers(document: String, findings: Vec<Diagnostic>, is_measured: bool) -> Self {
        let report = DocumentReport::unread(document, findings);
        let business = match Verdict::of(Layer::Business, &report.findings) {
            Verdict::Valid if !is_measured || !report.has_all_rules() => Verdict::Unchecked,
            verdict => verdict,
        };
        DocumentReport { business, ..report }
    }

    /// Whether its business rules were looked at whole, if none is broken.
    fn has_all_rules(&self) -> bool {
        let has_domain_without = self.findings.iter().any(|finding| finding.rule == &rules::PES012);
        !has_domain_without && (self.schema == Verdict::Valid || self.is_partial())
    }

    /// Whether the layers that are said not to be checked were looked at but for parts, which the findings name: what the
    /// schema lets in without a look, a domain without business rules.
    pub fn is_partial(&self) -> bool {
        let names_a_part = |finding: &Diagnostic| [&rules::PES011, &rules::PES012].contains(&finding.rule);
        self.schema != Verdict::Invalid && self.findings.iter().any(names_a_part)
    }

    /// A document that is known as XML at most: it is no flow, or could not be read.
    pub(super) fn unread(document: String, findings: Vec<Diagnostic>) -> Self {
        let has = |rule: &'static Rule| findings.iter().any(|finding| finding.rule == rule);
        let xml = if has(&rules::PES014) { Verdict::Unchecked } else { Verdict::of(Layer::Xml, &findings) };
        let schema = match Verdict::of(Layer::Schema, &findings) {
            _ if xml != Verdict::Valid => Verdict::Unchecked,
            Verdict::Valid if has(&rules::PES011) => Verdict::Unchecked,
            verdict => verdict,
        };
        DocumentReport { document, xml, schema, business: Verdict::Unchecked, findings, answer: None }
    }

    /// A document that the schema alone knows, if it does.
    fn known_to_the_schema(document: String, findings: Vec<Diagnostic>) -> Self {
        let report = DocumentReport::unread(document, findings);
        let is_stranger = |finding: &Diagnostic| {
            finding.rule == &rules::PES004 && !KINDS.iter().any(|kind| finding.at.path.ends_with(kind))
        };
        match (report.schema, report.findings.iter().any(is_stranger)) {
            (Verdict::Invalid, true) => DocumentReport { schema: Verdict::Unchecked, ..report },
            (Verdict::Valid, false) => DocumentReport { business: Verdict::NotApplicable, ..report },
            (Verdict::Unchecked, false) if report.is_partial() => {
                DocumentReport { business: Verdict::NotApplicable, ..report }
            }
            _ => report,
        }
    }

    /// Adds what a document of Hélios says of what was sent.
    fn answering(mut self, source: &Source<'_>) -> Self {
        if let Ok(returned) = Returned::of(source) {
            let mut said = answer::answer_findings(source, &returned);
            values(source, &mut said);
            self.findings.append(&mut said);
            self.answer = Some(Answer::of(&returned));
        }
        self
    }

    /// Whether it is sound as far as it was looked at, whatever it says of what was sent.
    fn is_sound(&self) -> bool {
        let refuses = |finding: &Diagnostic| finding.is_error() && !answer::RULES.contains(&finding.rule);
        self.xml == Verdict::Valid && self.schema != Verdict::Invalid && !self.findings.iter().any(refuses)
    }

    /// A document that could not be had: no layer was looked at.
    pub fn unopened(document: String, findings: Vec<Diagnostic>) -> Self {
        let unchecked = Verdict::Unchecked;
        DocumentReport { document, xml: unchecked, schema: unchecked, business: unchecked, findings, answer: None }
    }

    /// The report as if some business rules did not exist.
    #[must_use]
    pub fn ignoring(mut self, ignored: &[&'static Rule]) -> Self {
        self.findings.retain(|finding| !ignored.contains(&finding.rule));
        if self.business == Verdict::Invalid {
            self.business = match Verdict::of(Layer::Business, &self.findings) {
                // Nothing was looked at whole in a document that its schema refuses.
                Verdict::Valid if !self.has_all_rules() => Verdict::Unchecked,
                verdict => verdict,
            };
            // What was sent before, or is in another file, cannot be ignored.
            if Verdict::of(Layer::History, &self.findings) == Verdict::Invalid {
                self.business = Verdict::Invalid;
            }
        }
        self
    }

    /// Whether XML and schema were looked at, and nothing refuses the document.
    pub fn is_valid(&self) -> bool {
        let is_sound = self.xml == Verdict::Valid && self.schema == Verdict::Valid;
        is_sound && self.business != Verdict::Invalid && !self.findings.iter().any(Diagnostic::is_error)
    }
}

/// The verdict on a file from the reports of [`check`]: what refuses it wins over what was not looked at, unless nothing
/// could be looked at.
///
/// With `strict`, warnings refuse too.
pub fn verdict(reports: &[DocumentReport], strict: bool) -> Verdict {
    let layers = |report: &DocumentReport| [report.xml, report.schema, report.business];
    let is_unchecked = |report: &DocumentReport| layers(report).contains(&Verdict::Unchecked);
    let refuses = |finding: &Diagnostic| finding.is_error() || strict && finding.rule.severity == Severity::Warning;
    let is_stranger = reports.first().is_none_or(|file| match (file.xml, file.schema) {
        (Verdict::Invalid, _) => false,
        (_, schema) => schema == Verdict::Unchecked && !file.is_partial(),
    });
    let answer = reports.first().filter(|file| file.is_sound()).and_then(|file| file.answer.as_ref());
    if is_stranger {
        Verdict::Unchecked
    } else if let Some(answer) = answer {
        // What was not looked at may refuse more.
        match answer.refuses() || reports.iter().flat_map(|report| &report.findings).any(refuses) {
            _ if reports.iter().any(is_unchecked) => Verdict::Unchecked,
            true => Verdict::Refusing,
            false => Verdict::Conforming,
        }
    } else if reports.iter().flat_map(|report| &report.findings).any(refuses) {
        Verdict::Invalid
    } else if reports.iter().any(is_unchecked) {
        Verdict::Unchecked
    } else {
        Verdict::Valid
    }
}

/// Checks a document, then the `PES_Facture` attached to it, each by layers: XML, schema, business rules.
///
/// Flows, acquits and returns are known; the business rules are those of flows and of their ASAP. The first report is
/// that of the document; attached ASAP follow in their order.
///
/// # Errors
/// The schema of the version cannot be used: nothing was checked.
pub fn check(
    name: &str,
    bytes: impl Into<Bytes>,
    options: &CheckOptions<'_>,
) -> Result<Vec<DocumentReport>, Box<Diagnostic>> {
    check_with(name, bytes, options, &Sequential)
}

/// The same with the threads of an executor: the layers of the document beside each other, then its pieces.
///
/// # Errors
/// Those of [`check`].
pub fn check_with(
    name: &str,
    bytes: impl Into<Bytes>,
    options: &CheckOptions<'_>,
    executor: &impl Executor,
) -> Result<Vec<DocumentReport>, Box<Diagnostic>> {
    let bytes = bytes.into();
    let rules = Rules::of(options)?;
    let source = Source::shared(name, &bytes);
    let (mut findings, read) = executor.join(
        || check_schema(name, &bytes, rules.schema),
        || {
            let source = source.as_ref().map_err(Clone::clone)?;
            PesAller::read(source).map(|(flow, faults)| (source, flow, faults))
        },
    );
    let mut reports = match read {
        Ok((source, flow, faults)) => check_read(source, &flow, &faults, findings, &rules, executor),
        Err(error) => {
            let is_other = matches!(error.kind, XmlErrorKind::Root { .. });
            if findings.is_empty() && !is_other {
                findings.push(unreadable(name, &error));
            }
            let report = if is_other { DocumentReport::known_to_the_schema } else { DocumentReport::unread };
            let mut report = report(name.to_owned(), findings);
            if let (true, Ok(source)) = (is_other, &source) {
                report = report.answering(source);
            }
            if options.masked {
                Mask::new(source.as_ref().ok()).hide(&mut report.findings);
            }
            vec![report]
        }
    };
    if options.masked {
        reports.iter_mut().for_each(|report| hide_debtors(&mut report.findings));
    }
    Ok(reports)
}
