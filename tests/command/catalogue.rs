use crate::support::{run, shown};

#[test]
fn a_rule_is_explained_by_its_id_or_by_the_answer_of_helios() {
    insta::assert_snapshot!(shown(&run(&["explain", "PES210", "2183", "--lang", "fr"]), &[]));
    insta::assert_snapshot!(shown(&run(&["explain", "erreur_doublon_pj", "--lang", "en"]), &[]));
}

#[test]
fn a_word_that_names_no_rule_is_said() {
    insta::assert_snapshot!(shown(&run(&["explain", "PES999", "--lang", "fr"]), &[]));
}

#[test]
fn all_rules_are_listed_in_each_format() {
    let lines = |format: &str| {
        let output = run(&["rules", "--format", format, "--lang", "fr"]);
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let count = pes::validator::RULES.len();
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
