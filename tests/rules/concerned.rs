//! Whose titre a finding is about, and what else it points at.

use std::collections::BTreeSet;
use std::path::Path;

use pes::parser::{Lang, PesVersion};
use pes::validator::{Diagnostic, check_flow};

use crate::support::{root, tree};

fn findings_of(rule: &str) -> Vec<Diagnostic> {
    let path = root().join("fixtures/rules").join(rule).join("rejected.xml");
    let name = Path::new(&path).file_name().unwrap().to_string_lossy().into_owned();
    check_flow(&name, &std::fs::read(&path).unwrap(), PesVersion::default())
}

fn about(finding: &Diagnostic) -> Vec<String> {
    let subject = finding.subject.as_ref();
    subject
        .map(|subject| subject.titres.iter().map(|titre| titre.words().get(Lang::Fr).to_owned()).collect())
        .unwrap_or_default()
}

#[test]
fn what_is_given_twice_points_at_the_first() {
    for (rule, element) in [("PES242", "IdUnique"), ("PES243", "IdPce"), ("PES269", "IdBord"), ("PES296", "IdLigne")] {
        for finding in findings_of(rule) {
            let [first] = &finding.related[..] else { panic!("{finding:#?}") };
            assert!(first.at.line < finding.at.line && first.at.path.ends_with(element), "{finding:#?}");
            assert!(finding.found.is_some() && first.at.document == finding.at.document, "{finding:#?}");
        }
    }
}

#[test]
fn a_finding_names_whose_titre_it_is() {
    let of_rule = |rule: &str| {
        let findings = findings_of(rule);
        let [finding] = &findings[..] else { panic!("{findings:#?}") };
        (about(finding), finding.found.clone())
    };
    let (titre, value) = of_rule("PES221");
    assert_eq!(titre, ["titre 701, bordereau 61 (2026), COMMUNE DE SAINT-EXEMPLE"]);
    assert_eq!(value.as_deref(), Some("21350998700012"));
    let (whole_bordereau, value) = of_rule("PES210");
    assert_eq!((whole_bordereau, value.as_deref()), (vec!["bordereau 61 (2026)".to_owned()], Some("3")));
    // An attached invoice leads to its titre, by the titre it names or by its piece.
    for rule in ["PES250", "PES251"] {
        assert_eq!(of_rule(rule), (vec!["titre 401, bordereau 41 (2026), COMMUNE DE SAINT-EXEMPLE".to_owned()], None));
    }
    // What is about all invoices alike is about none.
    assert_eq!(of_rule("PES253"), (Vec::new(), None));
}

/// What is said to be expected in the place of a value is: with it, the finding is gone.
#[test]
fn the_value_expected_is_right() {
    let mut rules = BTreeSet::new();
    for (name, bytes) in tree(&root().join("fixtures/rules")) {
        if !name.contains("/rejected") || !name.ends_with(".xml") {
            continue;
        }
        let check = |bytes: &[u8]| check_flow("flux.xml", bytes, PesVersion::default());
        for finding in check(&bytes).iter().filter(|finding| finding.at.document == "flux.xml") {
            let (Some(found), Some(expected)) = (&finding.found, &finding.expected) else { continue };
            let text: String = bytes.iter().map(|&byte| byte as char).collect();
            let line = text.lines().nth(finding.at.line - 1).unwrap();
            let (before, tag) = line.split_at(finding.at.column - 1);
            let right = tag.replacen(&format!("V=\"{found}\""), &format!("V=\"{expected}\""), 1);
            assert_ne!(right, tag, "{name}: {finding:#?}");
            let corrected = text.replacen(line, &format!("{before}{right}"), 1);
            let corrected: Vec<u8> = corrected.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
            let left = check(&corrected);
            let same = |other: &Diagnostic| (other.rule, &other.at) == (finding.rule, &finding.at);
            assert!(!left.iter().any(same), "{name}: {finding:#?}");
            rules.insert(finding.rule.id);
        }
    }
    println!("{rules:?}");
    assert!(rules.len() >= 10, "{rules:?}");
}
