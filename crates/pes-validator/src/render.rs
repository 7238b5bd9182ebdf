use annotate_snippets::{AnnotationKind, Level, Origin, Renderer as Snippets, Snippet};
use pes_parser::{Lang, visible};

use crate::diagnostic::{At, Diagnostic, Related, Subject, abridged};
use crate::rule::{Layer, Severity};

/// Shows findings to people: what, where, what to do.
///
/// ```
/// use pes_parser::{Lang, Text};
/// use pes_validator::{At, Diagnostic, Renderer, rules};
///
/// let finding = Diagnostic::new(&rules::PES210, At::line("flux.xml", 6, 9), Text::fixed("pièces", "titres"));
/// let shown = Renderer::plain(Lang::Fr).render(&finding, None);
/// assert!(shown.starts_with("erreur[PES210]: pièces"));
/// ```
#[derive(Clone, Debug)]
pub struct Renderer {
    snippets: Snippets,
    lang: Lang,
}

impl Renderer {
    /// Without colours.
    pub fn plain(lang: Lang) -> Self {
        Renderer { snippets: Snippets::plain(), lang }
    }

    /// With the colours of a terminal.
    pub fn styled(lang: Lang) -> Self {
        Renderer { snippets: Snippets::styled(), lang }
    }

    /// The finding; with `text`, the text of its document, the line at fault is shown.
    pub fn render(&self, finding: &Diagnostic, text: Option<&str>) -> String {
        self.render_alike(&Alike::new(finding.clone()), text)
    }

    /// Findings that are alike, as one: how many there are, and where the first ones stand.
    pub fn render_alike(&self, alike: &Alike, text: Option<&str>) -> String {
        let finding = &alike.first;
        let level = match finding.rule.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let word = finding.rule.severity.word();
        let title =
            level.with_name(word.get(self.lang).to_owned()).primary_title(self.title(alike)).id(finding.rule.id);
        let at = &finding.at;
        let document = visible(&at.document);
        let group = match text.and_then(|text| excerpt(text, at)) {
            Some((line, span)) => annotate_snippets::Group::with_title(title).element(
                Snippet::source(line)
                    .path(&*document)
                    .line_start(at.line)
                    .annotation(AnnotationKind::Primary.span(span)),
            ),
            None => annotate_snippets::Group::with_title(title).element(origin(at, &document)),
        };
        let note = |fr: &'static str, en: &'static str, words: String| {
            Level::NOTE.with_name(if self.lang == Lang::Fr { fr } else { en }).message(visible(&words).into_owned())
        };
        let mut notes = Vec::new();
        let elsewhere = self.elsewhere(alike);
        if !elsewhere.is_empty() {
            notes.push(note("aussi", "also at", elsewhere));
        }
        if let Some(field) = &at.field {
            let words = match (field.column.as_str(), field.key) {
                ("", key) => key.to_owned(),
                (column, "") => format!("« {column} »"),
                (column, key) => format!("« {column} » ({key})"),
            };
            notes.push(note("champ", "field", words));
        }
        if !at.path.is_empty() {
            notes.push(note("chemin", "path", at.path.clone()));
        }
        if let Some(subject) = &finding.subject {
            notes.push(note("concerne", "about", subject.words().get(self.lang).to_owned()));
        }
        for related in &finding.related {
            let Related { at, message } = related;
            let place = format!("{} : {}:{}:{}", message.get(self.lang), at.document, at.line, at.column);
            notes.push(note("voir aussi", "see also", place));
        }
        match &finding.help {
            Some(help) => notes.push(note("aide", "help", help.get(self.lang).to_owned())),
            // Pages are in French. Beyond the business rules, one page speaks of several causes.
            None if self.lang == Lang::Fr && finding.rule.layer == Layer::Business => {
                let cure = finding.rule.cure();
                let first = cure.split_once("\n\n").map_or(cure, |(first, _)| first);
                notes.push(note("aide", "help", first.replace('\n', " ")));
            }
            None => {}
        }
        if let Some(helios) = finding.rule.helios {
            notes.push(note("Hélios", "Hélios", helios.to_owned()));
        }
        notes.push(note("source", "source", finding.rule.source.to_owned()));
        notes.push(note("page", "page", format!("pes explain {}", finding.rule.id)));
        self.snippets.render(&[group.elements(notes)])
    }

    fn title(&self, alike: &Alike) -> String {
        let message = abridged(alike.first.message.get(self.lang));
        match (alike.count, self.lang) {
            (1, _) => visible(&message).into_owned(),
            (count, Lang::Fr) => format!("{} ({} fois)", visible(&message), apart(count, ' ')),
            (count, Lang::En) => format!("{} ({} times)", visible(&message), apart(count, ',')),
        }
    }

    /// Where the first of the others stand, whose titres they are, and how many are left.
    fn elsewhere(&self, alike: &Alike) -> String {
        let mut last = None;
        let mut places = Vec::new();
        for Diagnostic { at, subject, .. } in &alike.others {
            let mut parts = Vec::new();
            if last != Some(&at.document) || at.line == 0 {
                parts.push(at.document.clone());
            }
            last = Some(&at.document);
            parts
                .extend([at.line, at.column].into_iter().filter(|number| *number > 0).map(|number| number.to_string()));
            let titre = match subject.as_deref() {
                Some(Subject { titres, others: 0 }) if titres.len() == 1 && !titres[0].titre.is_empty() => {
                    format!(" (titre {})", titres[0].titre)
                }
                _ => String::new(),
            };
            places.push(parts.join(":") + &titre);
        }
        let mut words = places.join(", ");
        if let Some(left) = alike.places.checked_sub(MAX_PLACES).filter(|left| *left > 0) {
            words.push_str(&match self.lang {
                Lang::Fr => format!(" … et {} autres places", apart(left, ' ')),
                Lang::En => format!(" … and {} more places", apart(left, ',')),
            });
        }
        words
    }
}

fn origin<'a>(at: &At, document: &'a str) -> Origin<'a> {
    let origin = Origin::path(document);
    match (at.line, at.column) {
        (0, _) => origin,
        (line, 0) => origin.line(line),
        (line, column) => origin.line(line).char_column(column),
    }
}

/// Places shown of findings that are alike, besides the first.
const MAX_PLACES: usize = 4;

/// A finding and those like it, of which only what is shown is held.
#[derive(Clone, Debug)]
pub struct Alike {
    /// The first of them.
    pub first: Diagnostic,
    /// How many there are.
    pub count: usize,
    /// The first of those that stand elsewhere than the one before.
    others: Vec<Diagnostic>,
    /// How many stand elsewhere than the one before.
    places: usize,
    last: At,
}

impl Alike {
    /// A finding alone.
    pub fn new(first: Diagnostic) -> Self {
        Alike { last: first.at.clone(), first, count: 1, others: Vec::new(), places: 0 }
    }

    /// Adds one that comes after.
    pub fn add(&mut self, finding: &Diagnostic) {
        self.count += 1;
        if finding.at == self.last {
            return;
        }
        self.places += 1;
        self.last.clone_from(&finding.at);
        if self.others.len() < MAX_PLACES {
            self.others.push(finding.clone());
        }
    }
}

/// Thousands apart.
fn apart(number: usize, separator: char) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// Longest part of a line worth showing.
const MAX_SHOWN: usize = 160;

/// The line at fault, cut around the fault when long, and the bytes of it to underline.
fn excerpt<'t>(text: &'t str, at: &At) -> Option<(&'t str, std::ops::Range<usize>)> {
    let line = text.lines().nth(at.line.checked_sub(1)?)?;
    let start = line.char_indices().nth(at.column.checked_sub(1)?).map_or(line.len(), |(index, _)| index);
    let tag_end = line[start..].find('>').map_or(line.len(), |end| start + end + 1);
    let cut_start = if start > MAX_SHOWN { start } else { 0 };
    let cut_end = line.char_indices().map(|(index, _)| index).find(|&index| index > start + MAX_SHOWN);
    let cut_end = cut_end.unwrap_or(line.len());
    Some((&line[cut_start..cut_end], start - cut_start..tag_end.min(cut_end) - cut_start))
}
