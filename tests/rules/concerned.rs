//! Whose titre a finding is about, and what else it points at.

use std::path::Path;

use pes::parser::{Lang, PesVersion};
use pes::validator::{Diagnostic, check_flow};

use crate::support::root;

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
