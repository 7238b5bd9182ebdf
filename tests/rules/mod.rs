//! Each rule on flows of its own: `fixtures/rules/PESnnn/accepted*.xml` and `rejected*.xml`.
//!
//! A file is checked at the version that its name ends with, `accepted-5.17.xml`, and at 5.30 otherwise; with the
//! public recipients of `annuaire.csv` when there is one beside it.

mod answers;
mod concerned;
mod coverage;
mod examples;
mod mutations;
mod pages;
mod samples;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pes::parser::PesVersion;
use pes::validator::{CheckOptions, Diagnostic, Directory, Layer, RULES, Rule, check, check_flow};

use crate::support::{files, root, tree};

/// The business rules before this one were there before their fixtures.
const FIRST_WITH_FIXTURES: &str = "PES260";

#[test]
fn every_business_rule_accepts_and_rejects() {
    let of_rules = folders();
    let mut lacking = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.layer == Layer::Business) {
        let found = of_rules.get(rule.id);
        for verdict in ["accepted", "rejected"] {
            let given = found.is_some_and(|names| names.iter().any(|name| name.starts_with(verdict)));
            if !given && (rule.id >= FIRST_WITH_FIXTURES || found.is_some()) {
                lacking.push(format!("{} {verdict}", rule.id));
            }
        }
    }
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn fixtures_break_their_rule_and_no_other() {
    let mut faults = Vec::new();
    for (id, names) in folders() {
        let rule = rule(&id);
        for name in names {
            let findings = findings_of(&id, &name);
            let found: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.id).collect();
            let wanted = if name.starts_with("rejected") { BTreeSet::from([rule.id]) } else { BTreeSet::new() };
            if found != wanted {
                faults.push(format!("{id}/{name}: {}", shown(&findings)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_finding_of_a_fixture_has_its_place_and_its_words() {
    for (id, names) in folders() {
        for name in names.iter().filter(|name| name.starts_with("rejected")) {
            for finding in findings_of(&id, name) {
                let at = &finding.at;
                assert!(at.line > 1 && !at.path.is_empty(), "{id}/{name}: {at:?}");
                let message = &finding.message;
                assert!(!message.fr.is_empty() && !message.en.is_empty(), "{id}/{name}");
            }
        }
    }
}

/// What conversions give is what Hélios takes. The flow that covers the structure is not made to be sent.
#[test]
fn flows_of_the_other_fixtures_break_no_rule() {
    let flows = tree(&root().join("fixtures"));
    let is_to_be_sent = |name: &str| !["rules/", "retours/"].iter().any(|folder| name.starts_with(folder));
    let flows = flows
        .iter()
        .filter(|(name, _)| name.ends_with(".xml") && is_to_be_sent(name) && !name.ends_with("complet.xml"));
    let mut checked = 0;
    for (name, bytes) in flows {
        let findings = check_flow(name, bytes, PesVersion::default());
        assert!(findings.is_empty(), "{name}: {}", shown(&findings));
        checked += 1;
    }
    assert!(checked >= 8, "{checked}");
}

fn findings_of(id: &str, name: &str) -> Vec<Diagnostic> {
    let bytes = std::fs::read(folder().join(id).join(name)).expect("readable fixture");
    check_beside(&format!("rules/{id}/{name}"), &bytes)
}

/// The findings of a flow that stands for a fixture, with the directory beside the fixture.
fn check_beside(fixture: &str, bytes: &[u8]) -> Vec<Diagnostic> {
    let path = root().join("fixtures").join(fixture);
    let directory = std::fs::read(path.with_file_name("annuaire.csv")).ok();
    let directory = directory.map(|csv| Directory::parse("annuaire.csv", &csv).expect("a directory"));
    let options =
        CheckOptions { version: version_of(fixture), directory: directory.as_ref(), ..CheckOptions::default() };
    let reports = check(&name_of(&path), bytes.to_vec(), &options).expect("a schema");
    // A signature that nothing looked into breaks no rule.
    let is_let_in = |finding: &Diagnostic| finding.rule.id == "PES011" && finding.at.path.ends_with("/Signature");
    reports.into_iter().flat_map(|report| report.findings).filter(|finding| !is_let_in(finding)).collect()
}

/// The fixtures of each rule that has some: every folder is a rule of the catalogue.
fn folders() -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).expect("fixtures/rules") {
        let path = entry.expect("readable folder").path();
        let id = name_of(&path);
        rule(&id);
        let names: Vec<String> = files(&path, "xml").iter().map(|path| name_of(path)).collect();
        let known = |name: &String| name.starts_with("accepted") || name.starts_with("rejected");
        assert!(names.iter().all(known), "{id}: {names:?}");
        found.insert(id, names);
    }
    found
}

fn folder() -> std::path::PathBuf {
    root().join("fixtures/rules")
}

fn name_of(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

fn rule(id: &str) -> &'static Rule {
    RULES.iter().find(|rule| rule.id == id).unwrap_or_else(|| panic!("{id} is no rule of the catalogue"))
}

fn version_of(name: &str) -> PesVersion {
    let stem = name.trim_end_matches(".xml");
    stem.rsplit('-').next().and_then(|version| version.parse().ok()).unwrap_or_default()
}

fn shown(findings: &[Diagnostic]) -> String {
    let lines: Vec<String> = findings
        .iter()
        .map(|finding| format!("\n  {} {} ({})", finding.rule.id, finding.message.fr, finding.at.path))
        .collect();
    if lines.is_empty() { "nothing found".to_owned() } else { lines.concat() }
}
