use pes::validator::{ANOMALIES, RULES};

use crate::support::{run, shown};

#[test]
fn a_rule_is_explained_by_its_id() {
    insta::assert_snapshot!(shown(&run(&["explain", "PES210", "pes932", "--lang", "fr"]), &[]));
    insta::assert_snapshot!(shown(&run(&["explain", "PES821", "--lang", "en"]), &[]));
}

/// What it says, what it is about, what to do, how certain that is, and the rules that tell it first.
#[test]
fn an_answer_of_helios_is_explained() {
    insta::assert_snapshot!(shown(
        &run(&["explain", "1971", "2559", "1984", "ERREUR_CUMUL_MONTANTS", "ERREUR_TIMEOUT", "--lang", "fr"]),
        &[]
    ));
    insta::assert_snapshot!(shown(
        &run(&["explain", "erreur_doublon_pj", "2183", "ERREUR_AUTRE", "--lang", "en"]),
        &[]
    ));
}

/// Each has a page of its own in both languages, and its rules are those of the catalogue.
#[test]
fn every_answer_that_is_known_is_explained() {
    for (lang, lacking) in [
        ("fr", ["porte sur : ", "à faire : ", "à regarder : ", "source : ", "certitude : "]),
        ("en", ["is about: ", "to do: ", "to look at: ", "source: ", "certainty: "]),
    ] {
        let codes = ANOMALIES.iter().map(|anomaly| anomaly.code);
        let words: Vec<&str> = ["explain", "--lang", lang].into_iter().chain(codes).collect();
        let output = run(&words);
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0));
        for part in lacking {
            assert_eq!(said.matches(&format!("\n{part}")).count(), ANOMALIES.len(), "{part}");
        }
        for anomaly in ANOMALIES {
            assert!(said.contains(&format!("{} — ", anomaly.code)), "{}", anomaly.code);
        }
        for rule in RULES.iter().filter(|rule| rule.helios.is_some()) {
            assert!(said.contains(&format!("\n  {}  ", rule.id)), "{}", rule.id);
        }
    }
}

/// What is known among the words is shown all the same.
#[test]
fn a_word_that_names_nothing_known_is_said() {
    for lang in ["fr", "en"] {
        let words = ["explain", "PES999", "9999", "ERREUR_NOUVELLE", "ERREUR_ENCODING", "--lang", lang];
        insta::assert_snapshot!(shown(&run(&words), &[]));
    }
}

#[test]
fn all_rules_are_listed_in_each_format() {
    let lines = |format: &str| {
        let output = run(&["rules", "--format", format, "--lang", "fr"]);
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let count = RULES.len();
    assert_eq!(lines("text").lines().count(), count);
    assert_eq!(lines("markdown").lines().count(), count + 2);
    let json: serde_json::Value = serde_json::from_str(&lines("json")).unwrap();
    let listed = json.as_array().unwrap();
    assert_eq!(listed.len(), count);
    let rule = listed.iter().find(|rule| rule["regle"] == "PES223").unwrap();
    assert_eq!(
        (&rule["gravite"], &rule["niveau"], &rule["helios"]),
        (&"erreur".into(), &"métier".into(), &"2183".into())
    );
}
