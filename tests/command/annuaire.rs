//! `pes check --annuaire`: the rules of Chorus Pro's directory.

use crate::support::{root, run, shown};

fn fixture(name: &str) -> String {
    root().join("fixtures").join(name).to_str().unwrap().to_owned()
}

/// Without the file the rules do not run, and nothing says that they did.
#[test]
fn the_rules_of_the_directory_run_with_it_alone() {
    let (flow, directory) = (fixture("rules/PES502/rejected-inactif.xml"), fixture("rules/PES502/annuaire.csv"));
    let without = run(&["check", &flow]);
    let said = shown(&without, &[]);
    assert!(without.status.code() == Some(0) && !said.contains("annuaire"), "{said}");

    let with = run(&["check", &flow, "--annuaire", &directory]);
    let said = shown(&with, &[]);
    assert_eq!(with.status.code(), Some(1), "{said}");
    assert!(said.contains("titre 701 : code service « PERISCOLAIRE » inactif pour le SIRET 21350998700011"), "{said}");
    assert!(said.contains("ENFANCE, FACTURES_PUBLIQUES"), "{said}");
    assert!(said.contains("annuaire : annuaire.csv\n"), "{said}");

    let json = |words: &[&str]| -> serde_json::Value {
        serde_json::from_slice(&run(&[&["check", &flow, "--format", "json"], words].concat()).stdout).unwrap()
    };
    let page = json(&["--annuaire", &directory]);
    let schema = std::fs::read(root().join("crates/pes-cli/schemas/check-report.v1.schema.json")).unwrap();
    assert!(jsonschema::is_valid(&serde_json::from_slice(&schema).unwrap(), &page), "{page:#}");
    assert_eq!(page["annuaire"], "annuaire.csv");
    let finding = &page["fichiers"][0]["documents"][0]["constats"][0];
    assert_eq!((&finding["regle"], &finding["helios"]), (&"PES502".into(), &"2559".into()));
    assert!(json(&[]).get("annuaire").is_none());
}

#[test]
fn a_directory_that_cannot_be_read_checks_nothing() {
    let flow = fixture("rules/PES502/accepted.xml");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("annuaire.csv");
    let code_and_text = || {
        let output = run(&["check", &flow, "--annuaire", path.to_str().unwrap(), "--lang", "fr"]);
        (output.status.code(), shown(&output, &[folder.path()]))
    };
    let (code, said) = code_and_text();
    assert!(code == Some(2) && said.contains("annuaire.csv") && said.contains("absent"), "{said}");
    std::fs::write(&path, "nom;actif\nCOMMUNE;oui\n").unwrap();
    let (code, said) = code_and_text();
    assert!(code == Some(2) && said.contains("« siret » absente de l'annuaire"), "{said}");
    std::fs::write(&path, "siret;actif\n21350998700011;fermé\n").unwrap();
    let (code, said) = code_and_text();
    assert!(code == Some(2) && said.contains("annuaire.csv:2") && said.contains("« fermé » : oui ou non"), "{said}");
}

/// What `pes convert` lets through by a directory, `pes check` accepts by the same.
#[test]
fn converted_flows_pass_by_the_directory_they_were_converted_with() {
    let directory = fixture("billing/interco/annuaire.csv");
    let flows = fixture("billing/interco/attendu");
    let output = run(&["check", &flows, "--annuaire", &directory, "--strict"]);
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output, &[]));
}
