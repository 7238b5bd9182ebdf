//! Each rule with the documents that break it and those that do not: `fixtures/rules/<id>/`.

use std::collections::BTreeSet;

use pes::parser::PesVersion;
use pes::validator::check_flow;

use crate::support::{root, tree};

/// `rejected*` breaks its rule and no other, `accepted*` breaks none, in the version that the name ends with.
#[test]
fn fixtures_break_their_rule_and_no_other() {
    let fixtures = tree(&root().join("fixtures/rules"));
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, bytes) in &fixtures {
        let (rule, file) = name.split_once('/').expect("a folder for each rule");
        let stem = file.strip_suffix(".xml").expect("an XML document");
        let version: PesVersion =
            stem.rsplit_once('-').and_then(|(_, version)| version.parse().ok()).unwrap_or_default();
        let findings = check_flow(name, bytes, version);
        let found: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.id).collect();
        let expected: BTreeSet<&str> = if stem.starts_with("rejected") { [rule].into() } else { BTreeSet::new() };
        if found != expected {
            wrong.push(format!("{name}: {findings:#?}"));
        }
        seen.insert((rule, stem.starts_with("rejected")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let alone: Vec<_> = seen.iter().filter(|(rule, rejected)| !seen.contains(&(*rule, !rejected))).collect();
    assert!(alone.is_empty(), "{alone:?}");
}
