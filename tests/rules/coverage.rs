//! The clauses of the official documentation, and what implements each.

use std::collections::BTreeSet;

use pes::validator::RULES;

use crate::support::{root, shared};

/// Clause, what implements it, remark.
pub(super) fn coverage() -> Vec<[String; 3]> {
    let text = std::fs::read_to_string(root().join("crates/pes-validator/rules/coverage.tsv")).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut columns = line.split('\t').map(str::to_owned);
            [(); 3].map(|()| columns.next().unwrap_or_default())
        })
        .collect()
}

#[test]
fn every_clause_is_implemented_or_says_why_not() {
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    let (mut by_rules, mut by_schema, mut not_checkable) = (0, 0, 0);
    let mut clauses = BTreeSet::new();
    for [clause, what, remark] in coverage() {
        assert!(clauses.insert(clause.clone()), "{clause} stands twice");
        match what.as_str() {
            "schema" | "not-checkable" => {
                assert!(!remark.is_empty(), "{clause}: no remark");
                if what == "schema" { by_schema += 1 } else { not_checkable += 1 }
            }
            rules => {
                by_rules += 1;
                for rule in rules.split(' ') {
                    assert!(known.contains(rule), "{clause}: no rule {rule}");
                }
            }
        }
    }
    println!(
        "{} clauses: {by_rules} by rules, {by_schema} by the schema, {not_checkable} not checkable",
        clauses.len()
    );
    assert!((by_rules + by_schema) * 10 >= clauses.len() * 9);
    let Some(official) = shared("reference/clauses-v5.30.tsv") else { return };
    let official = std::fs::read_to_string(official).unwrap();
    let official: BTreeSet<String> =
        official.lines().skip(1).filter_map(|line| line.split('\t').next()).map(str::to_owned).collect();
    assert_eq!(clauses, official);
}
