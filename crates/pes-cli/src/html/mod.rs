//! The report as one page that opens anywhere: what blocks, totals, every titre, every ASAP as its debtor reads it.
//!
//! What does not grow with the flow is laid out here; the titres, the findings and the ASAP travel compressed in the
//! page and are laid out by its script when asked for.

mod cure;
mod embed;
mod held;
mod links;
mod mask;
mod page;
mod totals;

use pes::parser::{PesAller, Source, Text};
use pes::validator::{Answer, Diagnostic, DocumentReport, Rule, Verdict};

use crate::report::sha256;
use crate::screen::Screen;
use crate::show::gather::gather;
use crate::show::shown::{Shown, Titre};
use embed::Embedded;
use held::{Held, RuleAtFault, TitreAtFault};
use links::{Links, Subject};
use totals::Totals;

/// What holds for the whole report.
pub struct Context<'c> {
    pub screen: &'c Screen,
    /// Version of the schema, or the file that stands in its place.
    pub schema: String,
    pub ignored: &'c [&'static Rule],
    /// Whether warnings refuse too.
    pub strict: bool,
    /// Whether names, addresses, accounts and identifiers are hidden.
    pub masked: bool,
}

/// What the report keeps of a file: its bytes are no longer needed.
pub struct FilePart {
    name: String,
    sha256: String,
    verdict: Verdict,
    layers: [Verdict; 3],
    /// Who sent it to whom; nothing for a file that is no flow.
    head: Option<Head>,
    /// What it says of what was sent, when it comes from Hélios.
    answer: Option<Text>,
    totals: Totals,
    held: Held,
    rules: Vec<RuleAtFault>,
    /// The first titres at fault.
    titres: Vec<TitreAtFault>,
    titres_at_fault: usize,
    embedded: Embedded,
}

/// Who sent a flow to whom.
struct Head {
    nom_fic: String,
    budget: String,
    poste: String,
    date: String,
    signed: bool,
    asap: usize,
}

impl FilePart {
    /// Gathers what the report says of a file; `verdict` is that of the command, with its options.
    pub fn new(name: &str, bytes: &[u8], reports: &[DocumentReport], verdict: Verdict, context: &Context<'_>) -> Self {
        let read = Source::decode(name, bytes).ok().and_then(|source| {
            let (flow, faults) = PesAller::read(&source).ok()?;
            let shown = gather(&source, &flow, faults.len(), context.screen.lang);
            Some((flow, shown))
        });
        let (flow, mut shown) = match read {
            Some((flow, shown)) => (flow, Some(shown)),
            None => (PesAller::default(), None),
        };
        let links = Links::new(name, &flow, shown.as_ref());
        let subjects: Vec<Subject> = links.subjects(reports);
        let totals = Totals::of(&flow, shown.as_ref());
        // Links need what a masked report no longer says.
        if let Some(shown) = shown.as_mut().filter(|_| context.masked) {
            mask::hide(shown);
        }
        let view = View { reports, subjects: &subjects, shown: shown.as_ref(), links: &links, context };
        let (rules, held) = held::rules_at_fault(&view);
        let (titres, titres_at_fault) = held::titres_at_fault(&view);
        let embedded = Embedded::new(&view, &held);
        let layer = |of: fn(&DocumentReport) -> Verdict| reports.first().map_or(Verdict::Unchecked, of);
        FilePart {
            name: name.to_owned(),
            sha256: if bytes.is_empty() { String::new() } else { sha256(bytes) },
            verdict,
            layers: [layer(|report| report.xml), layer(|report| report.schema), layer(|report| report.business)],
            head: shown.as_ref().map(|shown| page::head(shown, context)),
            answer: reports.first().and_then(|report| report.answer.as_ref()).map(Answer::words),
            totals,
            held,
            rules,
            titres,
            titres_at_fault,
            embedded,
        }
    }
}

/// A file as it was checked and read.
struct View<'v> {
    reports: &'v [DocumentReport],
    /// What each finding is about, in the order of the reports and of their findings.
    subjects: &'v [Subject],
    shown: Option<&'v Shown>,
    links: &'v Links,
    context: &'v Context<'v>,
}

impl View<'_> {
    /// Every finding with what it is about, the first document's first.
    fn findings(&self) -> impl Iterator<Item = (&Diagnostic, &Subject)> {
        self.reports.iter().flat_map(|report| &report.findings).zip(self.subjects)
    }

    /// The titres, whatever their bordereau, in the order of the flow.
    fn titres(&self) -> impl Iterator<Item = &Titre> {
        self.shown.into_iter().flat_map(|shown| &shown.bordereaux).flat_map(|bordereau| &bordereau.titres)
    }

    fn words<'w>(&self, fr: &'w str, en: &'w str) -> &'w str {
        self.context.screen.words(fr, en)
    }
}

/// The whole page.
pub fn page(files: &[FilePart], verdict: Verdict, context: &Context<'_>) -> String {
    page::render(files, verdict, context)
}
