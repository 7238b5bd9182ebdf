use crate::support::{files, root, run, shared, shown};

fn show(name: &str, more: &[&str]) -> std::process::Output {
    let path = root().join("fixtures/flux").join(name);
    let mut words = vec!["show", path.to_str().unwrap()];
    words.extend(more);
    run(&words)
}

#[test]
fn a_flow_is_shown_as_people_read_it() {
    insta::assert_snapshot!(shown(&show("mixte.xml", &[]), &[]));
}

#[test]
fn a_flow_is_shown_in_english() {
    let output = String::from_utf8(show("mixte.xml", &["--lang", "en"]).stdout).unwrap();
    assert!(output.contains("Bordereau 51") && output.contains("Totals"), "{output}");
    assert!(!output.contains("Débiteur") && !output.contains("Pièces jointes"), "{output}");
}

/// The same facts for machines: amounts in cents, every ASAP.
#[test]
fn a_flow_is_shown_as_json() {
    let output = show("mixte.xml", &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(shown["bordereaux"][0]["titres"].as_array().unwrap().len(), 5);
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap());
}

/// Every block of the schema once: nothing of it stops the display.
#[test]
fn a_complete_document_is_shown() {
    let output = show("complet.xml", &[]);
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output, &[]));
}

#[test]
fn samples_are_shown_or_refused_with_a_word() {
    let Some(samples) = shared("samples") else { return };
    let mut shown_count = 0;
    for path in files(&samples, "xml") {
        let output = run(&["show", path.to_str().unwrap()]);
        let said = shown(&output, &[]);
        match output.status.code() {
            Some(0) => shown_count += 1,
            Some(2) => assert!(said.contains("PES004"), "{said}"),
            code => panic!("{code:?} {said}"),
        }
    }
    println!("{shown_count} samples shown");
    assert!(shown_count >= 12);
}

#[test]
fn what_cannot_be_read_is_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flux.xml");
    std::fs::write(&path, "<n:PES_Aller xmlns:n=\"http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller\">\n  <Enveloppe>\n</n:PES_Aller>").unwrap();
    insta::assert_snapshot!(shown(&run(&["show", path.to_str().unwrap()]), &[folder.path()]));
}

/// Values come from elsewhere: what a terminal would obey is never written to it.
#[test]
fn control_characters_never_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read(root().join("fixtures/flux/mixte.xml")).unwrap();
    let text: String = text.iter().map(|&byte| byte as char).collect();
    let path = folder.path().join("flux.xml");
    // C1 controls are characters that XML allows.
    let spoiled = text.replace("COMMUNE DE SAINT-EXEMPLE", "COMMUNE&#x9B;31m&#x85;");
    assert_ne!(spoiled, text);
    std::fs::write(&path, spoiled.chars().map(|c| c as u8).collect::<Vec<u8>>()).unwrap();
    let output = String::from_utf8(run(&["show", path.to_str().unwrap()]).stdout).unwrap();
    assert!(!output.chars().any(|c| c.is_control() && c != '\n'), "{output:?}");
}
