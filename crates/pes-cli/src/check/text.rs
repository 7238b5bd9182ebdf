//! For people: findings with their lines, what became of each file, and how many had which verdict.

use pes::parser::{text, visible};
use pes::validator::{Answer, Diagnostic, DocumentReport, Verdict, rules};

use super::report::{FileReport, Report};
use crate::screen::{SHOWN, Screen};
use crate::xsd::shown;

/// All files, from what [`file()`] says of each.
pub fn page(report: &Report<'_>, files: &[String]) -> String {
    let mut out = files.concat();
    let ids = report.ignored().join(", ");
    if !ids.is_empty() {
        let line = text!(fr = "règles ignorées : {ids}\n", en = "rules ignored: {ids}\n");
        out.push_str(report.screen.text(&line));
    }
    if report.command.masked {
        out.push_str(report.screen.words(
            "noms, adresses, comptes et identifiants des personnes masqués\n",
            "names, addresses, accounts and identifiers of people hidden\n",
        ));
    }
    if let Some(name) = report.directory() {
        let name = visible(&name);
        out.push_str(report.screen.text(&text!(fr = "annuaire : {name}\n", en = "directory: {name}\n")));
    }
    out.push_str(&report.tally().summary(report.screen));
    out
}

/// Findings, then a line for the file and one for each attached document that has findings. Without the bytes of the
/// file, its lines are not shown.
pub fn file(report: &FileReport, bytes: &[u8], screen: &Screen) -> String {
    let name = report.file.as_str();
    let findings = report.documents.iter().flat_map(|document| &document.findings);
    let findings: Vec<Diagnostic> = findings.filter(|finding| !names_a_part(finding)).cloned().collect();
    let mut out = if findings.is_empty() { String::new() } else { shown(name, bytes, &findings, screen) };
    let Some((document, attached)) = report.documents.split_first() else { return out };
    out.push_str(&verdicts(&document.document, document, screen));
    out.push_str(&parts(document, screen));
    let told: Vec<_> = attached.iter().filter(|report| !report.is_valid() || !report.findings.is_empty()).collect();
    for report in told.iter().take(SHOWN) {
        let within =
            report.document.strip_prefix(name).map_or(report.document.as_str(), |rest| rest.trim_start_matches(" > "));
        out.push_str("  ");
        out.push_str(&verdicts(within, report, screen));
    }
    let others = told.len().saturating_sub(SHOWN);
    if others > 0 {
        out.push_str(screen.text(&text!(
            fr = "  … et {others} autres ASAP joints qui ont des constats\n",
            en = "  … and {others} more attached ASAP with findings\n"
        )));
    }
    let sound = |business: Verdict| {
        let is_such = |report: &&DocumentReport| report.is_valid() && report.findings.is_empty();
        attached.iter().filter(is_such).filter(|report| report.business == business).count()
    };
    let (valid, unmeasured) = (sound(Verdict::Valid), sound(Verdict::Unchecked));
    if valid > 0 {
        out.push_str(
            screen.text(&text!(
                fr = "  ASAP joints valides : {valid}\n",
                en = "  attached ASAP that are valid: {valid}\n"
            )),
        );
    }
    if unmeasured > 0 {
        out.push_str(screen.text(&text!(
            fr = "  ASAP joints valides (XML, schéma), métier non contrôlé : {unmeasured}\n",
            en = "  attached ASAP that are valid (XML, schema), business not checked: {unmeasured}\n"
        )));
    }
    out
}

/// Whether a finding says of a part of a document that nothing looked at it.
fn names_a_part(finding: &Diagnostic) -> bool {
    [&rules::PES011, &rules::PES012].contains(&finding.rule)
}

/// The parts of a document that nothing looked at.
fn parts(document: &DocumentReport, screen: &Screen) -> String {
    let named: Vec<&Diagnostic> = document.findings.iter().filter(|finding| names_a_part(finding)).collect();
    let line = |finding: &&Diagnostic| match (finding.at.line, screen.text(&finding.message)) {
        (0, words) => format!("  {words}\n"),
        (line, words) => {
            screen.text(&text!(fr = "  ligne {line} : {words}\n", en = "  line {line}: {words}\n")).to_owned()
        }
    };
    let mut out: String = named.iter().take(SHOWN).map(line).collect();
    let others = named.len().saturating_sub(SHOWN);
    if others > 0 {
        out.push_str(screen.text(&text!(
            fr = "  … et {others} autres parties non contrôlées\n",
            en = "  … and {others} more parts that are not checked\n"
        )));
    }
    out
}

fn verdicts(name: &str, report: &DocumentReport, screen: &Screen) -> String {
    let name = visible(name);
    format!("{name}{}{}\n", screen.words(" : ", ": "), layers(report, screen))
}

/// What became of each layer of a document, and what it says of what was sent.
pub fn layers(report: &DocumentReport, screen: &Screen) -> String {
    let [xml, schema, business] = [report.xml, report.schema, report.business].map(Verdict::words);
    let [xml, schema, business] = [&xml, &schema, &business].map(|words| screen.text(words));
    if let Some(answer) = &report.answer {
        return format!("{}{}", answer_head(report, answer, screen), screen.text(&answer.words()));
    }
    let words = text!(
        fr = "XML {xml}, schéma {schema}, métier {business}",
        en = "XML {xml}, schema {schema}, business {business}"
    );
    screen.text(&words).to_owned()
}

/// `acquit conforme (XML valide, schéma valide) ; `, before what it says.
fn answer_head(report: &DocumentReport, answer: &Answer, screen: &Screen) -> String {
    let [kind, xml, schema] = [answer.kind(), report.xml.words(), report.schema.words()];
    let [kind, xml, schema] = [&kind, &xml, &schema].map(|words| screen.text(words));
    let is_sound = [report.xml, report.schema] == [Verdict::Valid; 2];
    let sound = if is_sound { screen.words(" conforme", " conforming") } else { "" };
    let end = if answer.outcomes.is_empty() { "" } else { screen.words(" ; ", "; ") };
    let words = text!(
        fr = "{kind}{sound} (XML {xml}, schéma {schema}){end}",
        en = "{kind}{sound} (XML {xml}, schema {schema}){end}"
    );
    screen.text(&words).to_owned()
}
