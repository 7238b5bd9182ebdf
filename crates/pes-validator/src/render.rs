use annotate_snippets::{AnnotationKind, Level, Origin, Renderer as Snippets, Snippet};
use pes_parser::{Lang, Text, text};

use crate::diagnostic::{At, Concerned, Diagnostic, Related, Subject};
use crate::rule::Severity;

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
        let level = match finding.rule.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        let word = finding.rule.severity.word();
        let title = level
            .with_name(word.get(self.lang).to_owned())
            .primary_title(finding.message.get(self.lang))
            .id(finding.rule.id);
        let at = &finding.at;
        let group = match text.and_then(|text| excerpt(text, at)) {
            Some((line, span)) => annotate_snippets::Group::with_title(title).element(
                Snippet::source(line)
                    .path(at.document.as_str())
                    .line_start(at.line)
                    .annotation(AnnotationKind::Primary.span(span)),
            ),
            None => annotate_snippets::Group::with_title(title).element(self.origin(at)),
        };
        let note = |fr: &'static str, en: &'static str, words: String| {
            Level::NOTE.with_name(if self.lang == Lang::Fr { fr } else { en }).message(words)
        };
        let mut notes = Vec::new();
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
            notes.push(note("concerne", "about", self.subject(subject)));
        }
        for related in &finding.related {
            let Related { at, message } = related;
            let place = format!("{} : {}:{}:{}", message.get(self.lang), at.document, at.line, at.column);
            notes.push(note("voir aussi", "see also", place));
        }
        if let Some(help) = &finding.help {
            notes.push(note("aide", "help", help.get(self.lang).to_owned()));
        }
        if let Some(helios) = finding.rule.helios {
            notes.push(note("Hélios", "Hélios", helios.to_owned()));
        }
        notes.push(note("source", "source", finding.rule.source.to_owned()));
        self.snippets.render(&[group.elements(notes)])
    }

    fn subject(&self, Subject { titres, others }: &Subject) -> String {
        let first: Vec<Text> = titres.iter().map(Concerned::words).collect();
        let mut words = first.iter().map(|titre| titre.get(self.lang)).collect::<Vec<_>>().join(" ; ");
        let more = match others {
            0 => return words,
            1 => Text::fixed(" et un autre titre", " and another titre"),
            others => text!(fr = " et {others} autres titres", en = " and {others} more titres"),
        };
        words.push_str(more.get(self.lang));
        words
    }

    fn origin<'a>(&self, at: &'a At) -> Origin<'a> {
        let origin = Origin::path(at.document.as_str());
        match (at.line, at.column) {
            (0, _) => origin,
            (line, 0) => origin.line(line),
            (line, column) => origin.line(line).char_column(column),
        }
    }
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
