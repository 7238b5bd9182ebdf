//! JUnit, as Jenkins and GitLab read it: a suite for each file, a case for each of its documents.

use askama::Template;
use pes::parser::{text, visible};
use pes::validator::{Diagnostic, DocumentReport, Severity, Verdict};

use super::report::{FileReport, Report};
use super::text::layers;
use crate::screen::Screen;

#[derive(Template)]
#[template(path = "junit.xml")]
struct Page {
    cases: usize,
    failures: usize,
    errors: usize,
    suites: Vec<Suite>,
}

struct Suite {
    name: String,
    verdict: &'static str,
    sha256: String,
    failures: usize,
    errors: usize,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    outcome: Outcome,
    /// What refuses nothing.
    said: String,
}

enum Outcome {
    Passed,
    /// Something refuses the document.
    Failure(Told),
    /// It could not be checked.
    Error(Told),
}

struct Told {
    message: String,
    kind: &'static str,
    body: String,
}

pub fn page(report: &Report<'_>) -> String {
    let suites: Vec<Suite> = report.files.iter().map(|file| suite(file, report)).collect();
    let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum();
    let page = Page {
        cases: sum(|suite| suite.cases.len()),
        failures: sum(|suite| suite.failures),
        errors: sum(|suite| suite.errors),
        suites,
    };
    // Writing into memory cannot fail.
    page.render().unwrap_or_default() + "\n"
}

fn suite(file: &FileReport, report: &Report<'_>) -> Suite {
    let of_document = |(index, document): (usize, &DocumentReport)| {
        // The verdict of the file is that of the command; what it alone could not check is an error of the run.
        let is_unchecked = index == 0 && file.verdict == Verdict::Unchecked;
        case(document, is_unchecked, report)
    };
    let cases: Vec<Case> = file.documents.iter().enumerate().map(of_document).collect();
    let count = |is_such: fn(&Outcome) -> bool| cases.iter().filter(|case| is_such(&case.outcome)).count();
    Suite {
        name: sound(&visible(&file.file)),
        verdict: file.verdict.name(),
        sha256: file.sha256.clone().unwrap_or_default(),
        failures: count(|outcome| matches!(outcome, Outcome::Failure(_))),
        errors: count(|outcome| matches!(outcome, Outcome::Error(_))),
        cases,
    }
}

fn case(document: &DocumentReport, is_unchecked: bool, report: &Report<'_>) -> Case {
    let screen = report.screen;
    let strict = report.command.strict;
    let refuses = |finding: &&Diagnostic| finding.is_error() || (strict && finding.rule.severity == Severity::Warning);
    let (refusing, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) = document.findings.iter().partition(refuses);
    let listed = |findings: &[&Diagnostic]| findings.iter().map(|finding| line(finding, screen)).collect::<String>();
    let told = |kind| {
        let count = refusing.len();
        let first = refusing.first().map(|finding| visible(finding.message.get(screen.lang))).unwrap_or_default();
        let more = text!(fr = " (constats : {count})", en = " (findings: {count})");
        let more = if count > 1 { screen.text(&more) } else { "" };
        let layers = layers(document, screen);
        let message = if first.is_empty() { layers.clone() } else { format!("{first}{more}") };
        let body = format!("{layers}\n{}", listed(&refusing));
        Told { message: sound(&message), kind, body: sound(&body) }
    };
    let outcome = match refusing.first() {
        _ if is_unchecked => Outcome::Error(told(refusing.first().map_or("", |finding| finding.rule.id))),
        Some(first) => Outcome::Failure(told(first.rule.id)),
        None => Outcome::Passed,
    };
    Case { name: sound(&visible(&document.document)), outcome, said: sound(&listed(&others)) }
}

/// `PES210 12:9 pièces annoncées : 3 ; présentes : 2`, then whose it is, what to do, and the path.
fn line(finding: &Diagnostic, screen: &Screen) -> String {
    let (id, message, at) = (finding.rule.id, visible(finding.message.get(screen.lang)), &finding.at);
    let mut out = match (at.line, at.column) {
        (0, _) => format!("{id} {message}\n"),
        (line, column) => format!("{id} {line}:{column} {message}\n"),
    };
    let subject = finding.subject.as_ref().map(|subject| subject.words());
    let help = finding.help.as_ref();
    for words in
        [subject.as_ref(), help].into_iter().flatten().map(|words| words.get(screen.lang)).chain([at.path.as_str()])
    {
        if !words.is_empty() {
            out.push_str(&format!("  {}\n", visible(words)));
        }
    }
    out
}

/// What XML has no room for is replaced: file names may hold anything.
fn sound(text: &str) -> String {
    let is_sound = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    text.chars().map(|c| if is_sound(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}
