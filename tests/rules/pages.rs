//! The page of each rule: `crates/pes-validator/rules/PESnnn.md`.

use pes::validator::{RULES, Rule};

use crate::support::{files, root};

const PARTS: [&str; 4] = ["## Ce qui est contrôlé", "## Pourquoi", "## Exemple", "## Que faire"];

/// Whatever its layer: a page that is not there does not compile.
#[test]
fn every_rule_has_its_page() {
    let faults: Vec<String> = RULES.iter().filter_map(|rule| fault(rule)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn fault(rule: &Rule) -> Option<String> {
    let Rule { id, page, title, .. } = rule;
    if page.lines().next() != Some(&format!("# {id} — {}", title.fr)) {
        return Some(format!("{id}: its title is not that of the catalogue"));
    }
    let parts: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
    if parts != PARTS {
        return Some(format!("{id}: its parts are {parts:?}"));
    }
    let said = |part: &str| page.split_once(part).and_then(|(_, rest)| rest.split("\n## ").next()).unwrap_or_default();
    let empty = PARTS.into_iter().find(|part| said(part).trim().is_empty());
    match empty {
        Some(part) => Some(format!("{id}: nothing in {part:?}")),
        None if rule.cure() != said("## Que faire").trim() => Some(format!("{id}: its cure is not that of its page")),
        None => None,
    }
}

#[test]
fn every_page_is_that_of_a_rule() {
    for file in files(&root().join("crates/pes-validator/rules"), "md") {
        let id = file.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(RULES.iter().any(|rule| rule.id == id), "{id} is no rule of the catalogue");
    }
}
