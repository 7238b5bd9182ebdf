//! What people see: results on standard output, progress and faults on standard error.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pes::parser::{Lang, Source, Text, io_words, text, visible};
use pes::validator::{At, Diagnostic, Renderer, Severity, rules};

use crate::alike::Gathered;

/// Findings, those alike as one, shown before the rest is only counted.
pub const SHOWN: usize = 20;

/// The terminal, in one language.
pub struct Screen {
    pub lang: Lang,
    /// For standard error.
    renderer: Renderer,
    /// For standard output.
    results: Renderer,
    is_silent: bool,
}

/// Why a run could not be made: exit code 2.
pub struct Fault(pub Vec<Diagnostic>);

impl From<Diagnostic> for Fault {
    fn from(finding: Diagnostic) -> Self {
        Fault(vec![finding])
    }
}

impl From<Vec<Diagnostic>> for Fault {
    fn from(findings: Vec<Diagnostic>) -> Self {
        Fault(findings)
    }
}

impl Screen {
    pub fn new(lang: Lang) -> Self {
        let renderer = |is_terminal: bool| match is_styled(is_terminal) {
            true => Renderer::styled(lang),
            false => Renderer::plain(lang),
        };
        let (renderer, results) = (renderer(io::stderr().is_terminal()), renderer(io::stdout().is_terminal()));
        Screen { lang, renderer, results, is_silent: false }
    }

    /// One on which nothing is shown: what is found is in reports.
    pub fn silent(lang: Lang) -> Self {
        Screen { is_silent: true, ..Screen::new(lang) }
    }

    pub fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    /// The words of the language.
    pub fn words<'w>(&self, fr: &'w str, en: &'w str) -> &'w str {
        match self.lang {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }

    /// Shows what stopped the run.
    pub fn fault(&self, fault: &Fault) -> ExitCode {
        self.findings(&fault.0, None);
        ExitCode::from(2)
    }

    /// Shows errors and warnings, those alike as one; the first ones whole and the rest by count. What was only changed
    /// is counted.
    pub fn findings(&self, findings: &[Diagnostic], source: Option<&Source<'_>>) {
        if !self.is_silent {
            complain(&self.listed(&self.renderer, findings, source));
        }
    }

    /// The same as a result of the command, for standard output.
    pub fn result(&self, findings: &[Diagnostic], source: Option<&Source<'_>>) -> String {
        self.listed(&self.results, findings, source)
    }

    fn listed(&self, renderer: &Renderer, findings: &[Diagnostic], source: Option<&Source<'_>>) -> String {
        let mut told = Told::default();
        findings.iter().for_each(|finding| told.add(finding));
        self.told(renderer, &told, source)
    }

    /// Shows what was gathered, as [`Screen::findings`] does.
    pub fn tell(&self, told: &Told) {
        if !self.is_silent {
            complain(&self.told(&self.renderer, told, None));
        }
    }

    fn told(&self, renderer: &Renderer, Told(gathered): &Told, source: Option<&Source<'_>>) -> String {
        let mut out = String::new();
        let text = source.filter(|_| !gathered.groups.is_empty()).map(|source| (source.name(), source.text()));
        for alike in &gathered.groups {
            // What is in an attached document has its lines there.
            let text = text.as_ref().filter(|(name, _)| *name == alike.first.at.document);
            out.push_str(&renderer.render_alike(alike, text.map(|(_, text)| &**text)));
            out.push_str("\n\n");
        }
        for (id, (rule, count)) in &gathered.left {
            let title = self.text(&rule.title);
            out.push_str(&format!("{id} : {count} x {title}\n"));
        }
        out
    }

    /// A bar on a terminal, nothing elsewhere.
    pub fn progress(&self, count: usize, words: &'static str) -> ProgressBar {
        let target = if self.is_silent { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(10) };
        let bar = ProgressBar::with_draw_target(Some(count as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {human_pos}/{human_len}") {
            bar.set_style(style);
        }
        bar.set_message(words);
        bar
    }
}

/// Findings to show, of which no more is held than what is shown.
pub struct Told(Gathered);

impl Default for Told {
    fn default() -> Self {
        Told(Gathered::new(SHOWN))
    }
}

impl Told {
    pub fn add(&mut self, finding: &Diagnostic) {
        match finding.rule.severity > Severity::Info {
            true => self.0.add(finding),
            false => self.0.count(finding),
        }
    }
}

/// The text without what a terminal would obey: names and values are those of files that anyone may have made.
///
/// What shows them escapes them; this is the last door, where a line end is one of ours. `is_styled` lets our colours by.
pub fn harmless(text: &str, is_styled: bool) -> Cow<'_, str> {
    let is_obeyed = |character: char| pes::parser::is_obeyed(character) && character != '\n' && character != '\t';
    if !text.contains(is_obeyed) {
        return text.into();
    }
    // In JSON these are characters of a string, and this is another way to write them.
    let is_json = text.starts_with(['{', '[']);
    let mut out = String::with_capacity(text.len());
    for (index, character) in text.char_indices() {
        match is_obeyed(character) {
            false => out.push(character),
            true if is_json => out.push_str(&format!("\\u{:04x}", u32::from(character))),
            true if character == '\u{1b}' && is_styled && is_colour(&text[index + 1..]) => out.push(character),
            true => out.push_str(&visible(character.encode_utf8(&mut [0; 4]))),
        }
    }
    out.into()
}

/// Whether what follows an escape makes it a colour, and no more.
fn is_colour(rest: &str) -> bool {
    let end = rest.find(|character: char| !matches!(character, '[' | ';' | '0'..='9'));
    rest.starts_with('[') && end.is_some_and(|end| rest[end..].starts_with('m'))
}

fn is_styled(is_terminal: bool) -> bool {
    is_terminal && std::env::var_os("NO_COLOR").is_none()
}

/// Writes to standard output; a reader that went away is no fault of ours.
pub fn print(text: &str) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    match out.write_all(harmless(text, is_styled(out.is_terminal())).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let Text { fr, en } = io_words(&error);
            let message = text!(fr = "écriture sur la sortie standard : {fr}", en = "writing to standard output: {en}");
            Err(Diagnostic::new(&rules::PES891, At::default(), message).into())
        }
        _ => Ok(()),
    }
}

/// Writes to standard error.
pub fn complain(text: &str) {
    let mut err = io::stderr().lock();
    let is_styled = is_styled(err.is_terminal());
    let _ = err.write_all(harmless(text, is_styled).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn nothing_that_a_terminal_obeys_passes_but_our_colours() {
        assert_eq!(harmless("\u{1b}[1;31merreur\u{1b}[0m\n", true), "\u{1b}[1;31merreur\u{1b}[0m\n");
        assert_eq!(harmless("\u{1b}[31ma", false), "\\x1b[31ma");
        for (text, shown) in [
            ("\u{1b}]0;titre\u{7}", "\\x1b]0;titre\\x07"),
            ("\u{1b}[2J", "\\x1b[2J"),
            ("a\rb\u{9b}31m", "a\\rb\\x9b31m"),
            ("\u{202e}lmx.\u{2028}", "\\u{202e}lmx.\\u{2028}"),
        ] {
            assert_eq!(harmless(text, true), shown);
        }
        assert_eq!(harmless("{\"a\": \"\u{9b}\u{202e}\"}", true), "{\"a\": \"\\u009b\\u202e\"}");
    }
}
