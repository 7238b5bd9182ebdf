//! The checks of a flow: XML, schema, business rules, attached `PES_Facture`.

mod asap;
mod attached;
mod directory;
mod layers;
mod mask;
mod notices;
mod pieces;
mod plausible;
mod recette;
mod subject;
mod tiers;
mod titres;

use std::collections::HashSet;
use std::panic::Location;

use pes_parser::model::RefusedValue;
use pes_parser::value::{MontantRelatif, Place, SimpleType, Value, ValueError};
use pes_parser::{Fault, FaultKind, PesAller, PesVersion, Source, Text, XmlError, XmlErrorKind, text};

pub use asap::MAX_TIP_CENTIMES;
pub use layers::{CheckOptions, DocumentReport, Verdict, check, check_with, verdict};
pub use mask::HIDDEN;
pub use recette::is_mademoiselle;

use crate::catalogue::rules;
use crate::diagnostic::{At, Diagnostic, Related, Way};
use crate::directory::Directory;
use crate::executor::{Executor, Sequential};
use crate::rule::Rule;
use crate::schema::{MAX_FINDINGS, check_schema, schema};
use mask::Mask;
use pes_xsd::Schema;

/// Checks a flow, or an ASAP alone, with the `PES_Facture` of its pieces. Nothing found is an empty list.
///
/// `name` is how people know the document; pieces are named after it, `flux.xml > PJ[2] asap.xml`.
pub fn check_flow(name: &str, bytes: &[u8], version: PesVersion) -> Vec<Diagnostic> {
    let options = CheckOptions { version, ..CheckOptions::default() };
    let reports =
        read(name, bytes).and_then(|(source, flow, faults)| check_document(&source, &flow, &faults, &options));
    match reports {
        Ok(reports) => reports.into_iter().flat_map(|report| report.findings).collect(),
        Err(finding) => vec![*finding],
    }
}

/// Checks a document already read, then the `PES_Facture` attached to it, as [`check`] does.
///
/// # Errors
/// The schema of the version cannot be used: nothing was checked.
pub fn check_document(
    source: &Source<'_>,
    flow: &PesAller,
    faults: &[Fault],
    options: &CheckOptions<'_>,
) -> Result<Vec<DocumentReport>, Box<Diagnostic>> {
    let rules = Rules::of(options)?;
    let in_schema = check_schema(source.name(), source.bytes(), rules.schema);
    Ok(check_read(source, flow, faults, in_schema, &rules, &Sequential))
}

/// What a document is checked against.
struct Rules<'s> {
    version: PesVersion,
    schema: &'s Schema,
    directory: Option<&'s Directory>,
    /// Whether findings tell nothing of people.
    is_masked: bool,
}

impl<'s> Rules<'s> {
    fn of(options: &CheckOptions<'s>) -> Result<Self, Box<Diagnostic>> {
        let CheckOptions { version, schema: given, directory, masked } = *options;
        Ok(Rules { version, schema: given.map_or_else(|| schema(version), Ok)?, directory, is_masked: masked })
    }
}

/// All layers of a document that could be read, then those of the `PES_Facture` in its pieces.
fn check_read(
    source: &Source<'_>,
    flow: &PesAller,
    faults: &[Fault],
    in_schema: Vec<Diagnostic>,
    rules: &Rules<'_>,
    executor: &impl Executor,
) -> Vec<DocumentReport> {
    let mut found = in_flow(flow, faults, rules, executor);
    let is_sound = !in_schema.iter().any(Diagnostic::is_error);
    let titres = asap::titres_by_piece(flow);
    let mask = rules.is_masked.then(|| Mask::new(Some(source)));
    let header = flow.en_tete_pes.as_ref();
    let around = attached::Around { rules, titres: &titres, header, is_sound, mask: mask.as_ref() };
    encoding(source, &mut found);
    let (attached, contents) = attached::check(source.name(), flow, &around, executor, &mut found);
    notices::check(flow, &contents, &mut found);
    let mut findings = with_schema(in_schema, found.located(source, rules.version));
    subject::in_flow(flow, &titres, &mut findings);
    values(source, &mut findings);
    if let Some(mask) = &mask {
        mask.hide(&mut findings);
    }
    let flow = DocumentReport::of_all_layers(source.name().to_owned(), findings, true);
    std::iter::once(flow).chain(attached).collect()
}

/// What the rules find in a flow, or in an ASAP alone, its pieces unopened.
fn in_flow(flow: &PesAller, faults: &[Fault], rules: &Rules<'_>, executor: &impl Executor) -> Findings {
    let values_and_titres = || {
        let mut found = Findings::default();
        found.faults(faults);
        types_of_values(flow, &mut found);
        domains_without_rules(flow, &mut found);
        titres::check(flow, rules.version, &mut found);
        if let Some(directory) = rules.directory {
            directory::check(flow, directory, rules.version, &mut found);
        }
        found
    };
    let blocks = || {
        let mut found = Findings::default();
        pieces::check(flow, &mut found);
        recette::check(flow, &mut found);
        plausible::check_titres(flow, &mut found);
        if let Some(facture) = &flow.pes_facture {
            let alone = asap::Told::default();
            let mut across = asap::Across::after(&alone);
            asap::check(facture, rules.version, &mut across, &mut found);
            facture.facture_indiv.iter().for_each(|indiv| asap::numero(indiv, &mut across, &mut found));
            recette::siret_as_siren(facture, &mut found);
            plausible::check_facture(facture, &mut found);
        }
        found
    };
    let (mut found, mut of_blocks) = executor.join(values_and_titres, blocks);
    found.0.append(&mut of_blocks.0);
    found
}

/// An encoding that flows are not known to have.
fn encoding(source: &Source<'_>, found: &mut Findings) {
    if source.is_utf16() {
        let message = Text::fixed(
            "UTF-16 : les flux sont d'ordinaire en ISO-8859-1 ou en UTF-8",
            "UTF-16: flows are usually in ISO-8859-1 or UTF-8",
        );
        found.push(&rules::PES013, Place::at(0), message);
    }
}

/// Parts of a flow that are carried: no business rule looks at them.
fn domains_without_rules(flow: &PesAller, found: &mut Findings) {
    let domains = [
        (&flow.pes_depense_aller, "PES_DepenseAller", "de la dépense", "of expenditure"),
        (&flow.pes_marche, "PES_Marche", "des marchés", "of public contracts"),
    ];
    for (block, name, fr, en) in domains {
        if let Some(block) = block {
            let message = text!(
                fr = "{name} : les règles métier {fr} ne sont pas contrôlées",
                en = "{name}: the business rules {en} are not checked"
            );
            found.push(&rules::PES012, block.place(), message);
        }
    }
}

/// What the schema refuses, then what the model found besides: one fault is told once.
fn with_schema(mut findings: Vec<Diagnostic>, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if !findings.iter().any(Diagnostic::is_error) {
        findings.extend(found);
        return findings;
    }
    let parent = |path: &str| path.rsplit_once('/').map_or_else(String::new, |(parent, _)| parent.to_owned());
    let (mut places, mut paths, mut incomplete) = (HashSet::new(), HashSet::new(), HashSet::new());
    for finding in findings.iter().filter(|finding| finding.is_error()) {
        places.insert((finding.at.line, finding.at.column));
        paths.insert(finding.at.path.clone());
        match finding.rule.id {
            "PES101" => incomplete.insert(finding.at.path.clone()),
            "PES103" => incomplete.insert(parent(&finding.at.path)),
            _ => false,
        };
    }
    let is_told = |finding: &Diagnostic| {
        let At { line, column, path, .. } = &finding.at;
        let at_same = places.contains(&(*line, *column)) || paths.contains(path);
        match finding.rule.id {
            "PES353" => at_same,
            "PES005" => at_same || incomplete.contains(&parent(path)),
            _ => false,
        }
    };
    findings.extend(found.into_iter().filter(|finding| !is_told(finding)));
    findings
}

/// A document read, with what the model had no room for; or why it cannot be read.
fn read<'b>(name: &str, bytes: &'b [u8]) -> Result<(Source<'b>, PesAller, Vec<Fault>), Box<Diagnostic>> {
    let unreadable = |error| Box::new(unreadable(name, &error));
    let source = Source::decode(name, bytes).map_err(unreadable)?;
    let (flow, faults) = PesAller::read(&source).map_err(unreadable)?;
    Ok((source, flow, faults))
}

/// The finding of a document that cannot be read.
pub fn unreadable(name: &str, error: &XmlError) -> Diagnostic {
    let rule = match error.kind {
        XmlErrorKind::Empty => &rules::PES001,
        XmlErrorKind::UnsupportedEncoding(_) => &rules::PES014,
        XmlErrorKind::InvalidBytes => &rules::PES003,
        XmlErrorKind::Root { .. } => &rules::PES004,
        _ => &rules::PES002,
    };
    Diagnostic::new(rule, At::line(name, error.line, error.column), error.kind.describe())
}

fn types_of_values(flow: &PesAller, found: &mut Findings) {
    let alone = flow.pes_facture.is_some() && flow.pes_recette_aller.is_none();
    flow.refused_values(|value| {
        // The key of an IBAN is no matter of the schema: in a titre it has a rule of its own.
        let is_iban_of_titre = flow.pes_facture.is_none()
            && value.name.ends_with("IBAN")
            && matches!(value.error, ValueError::Key { .. } | ValueError::TooShort { .. } | ValueError::TooLong { .. });
        if is_iban_of_titre || (alone && is_beyond_the_schema(&value)) {
            return;
        }
        let (name, shown) = (value.name, shorten(value.text));
        let Text { fr, en } = value.error.describe();
        let message = text!(fr = "{name} : « {shown} » : {fr}", en = "{name}: \"{shown}\": {en}");
        found.push(&rules::PES353, value.place, message);
        found.naming(format!("{name} {fr}"));
    });
}

/// Whether the model refuses a value for its key alone, which is a matter of the rules of an ASAP.
fn is_beyond_the_schema(value: &RefusedValue<'_>) -> bool {
    match value.name {
        "IBAN" => {
            matches!(value.error, ValueError::Key { .. } | ValueError::TooShort { .. } | ValueError::TooLong { .. })
        }
        "IdentifiantSIRET" => value.error != ValueError::Empty,
        _ => false,
    }
}

/// The findings of one document, located together once all are known.
#[derive(Default)]
struct Findings(Vec<Found>);

struct Found {
    rule: &'static Rule,
    place: Place,
    message: Text,
    help: Option<Text>,
    expected: Option<String>,
    /// Another place that matters, and what is there.
    related: Option<(Place, Text)>,
    way: Way,
}

impl Findings {
    #[track_caller]
    fn push(&mut self, rule: &'static Rule, place: Place, message: Text) {
        let way = Way::Made { at: Location::caller(), named: Box::default() };
        self.0.push(Found { rule, place, message, help: None, expected: None, related: None, way });
    }

    #[track_caller]
    fn push_with_help(&mut self, rule: &'static Rule, place: Place, message: Text, help: Text) {
        self.push(rule, place, message);
        if let Some(last) = self.0.last_mut() {
            last.help = Some(help);
        }
    }

    /// A finding that another place explains: the first holder of what is given twice.
    #[track_caller]
    fn push_related(&mut self, rule: &'static Rule, place: Place, message: Text, first: Place) {
        self.push(rule, place, message);
        if let Some(last) = self.0.last_mut() {
            last.related = Some((first, Text::fixed("le premier", "the first one")));
        }
    }

    /// What the message of the last finding names, that its place does not: findings that name other things are not alike.
    fn naming(&mut self, name: impl Into<Box<str>>) {
        if let Some(Found { way: Way::Made { named, .. }, .. }) = self.0.last_mut() {
            *named = name.into();
        }
    }

    /// What would be right in the place of the last finding.
    fn expected(&mut self, value: impl ToString) {
        if let Some(last) = self.0.last_mut() {
            last.expected = Some(value.to_string());
        }
    }

    /// The same for an amount.
    fn expected_amount(&mut self, centimes: i64) {
        if let Some(amount) = MontantRelatif::from_centimes(centimes) {
            self.expected(amount);
        }
    }

    /// What the schema refuses as well is told by the schema alone, which stops there too.
    fn faults(&mut self, faults: &[Fault]) {
        for fault in faults.iter().take(MAX_FINDINGS) {
            let rule = if matches!(fault.kind, FaultKind::NotAValue(_)) { &rules::PES353 } else { &rules::PES005 };
            let message = fault.kind.describe();
            let named = message.fr.to_string();
            self.push(rule, fault.place, message);
            self.naming(named);
        }
    }

    /// Those of the rules that a version has, in the order of the document.
    fn located(mut self, source: &Source<'_>, version: PesVersion) -> Vec<Diagnostic> {
        self.0.retain(|found| found.rule.holds_in(version));
        self.0.sort_by_key(|found| found.place);
        let related = self.0.iter().filter_map(|found| found.related.as_ref()).map(|&(place, _)| place);
        let places: Vec<Place> = self.0.iter().map(|found| found.place).chain(related).collect();
        let mut locations = source.locate_all(&places);
        let mut of_related = locations.split_off(self.0.len()).into_iter();
        let at = |location| At::xml(source.name(), location);
        self.0
            .into_iter()
            .zip(locations)
            .map(|(Found { rule, message, help, expected, related, way, .. }, location)| {
                let related = related.into_iter().zip(&mut of_related);
                let related = related.map(|((_, message), location)| Related { at: at(location), message }).collect();
                Diagnostic { help, expected, related, way, ..Diagnostic::new(rule, at(location), message) }
            })
            .collect()
    }
}

/// Gives each finding the value that stands at its place.
fn values(source: &Source<'_>, findings: &mut [Diagnostic]) {
    if findings.is_empty() {
        return;
    }
    let places: Vec<_> = findings.iter().map(|finding| (finding.at.line, finding.at.column)).collect();
    for (finding, value) in findings.iter_mut().zip(source.values_at(&places)) {
        finding.found = value;
    }
}

/// The value of an element that is there and reads as its type.
fn typed<T: SimpleType>(value: &Option<Value<T>>) -> Option<T> {
    value.as_ref().and_then(Value::ok)
}

/// The text of an element, empty when absent.
fn raw<T>(value: &Option<Value<T>>) -> &str {
    value.as_ref().map_or("", Value::text)
}

/// Where an element is, or else its block.
fn place_of<T>(value: &Option<Value<T>>, block: Place) -> Place {
    value.as_ref().map_or(block, Value::place)
}

pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((index, _)) => format!("{}…", &text[..index]),
        None => text.to_owned(),
    }
}
