use crate::support::{pes, run, shown};

#[test]
fn help_speaks_french_by_default() {
    insta::assert_snapshot!(shown(&run(&["--help"]), &[]));
    insta::assert_snapshot!(shown(&run(&["convert", "--help"]), &[]));
    insta::assert_snapshot!(shown(&run(&["check", "--help"]), &[]));
}

#[test]
fn help_speaks_english_when_asked_or_by_locale() {
    let asked = run(&["convert", "--help", "--lang", "en"]);
    let by_locale = pes().args(["convert", "--help"]).env("LC_ALL", "en_GB.UTF-8").output().unwrap();
    assert_eq!(asked.stdout, by_locale.stdout);
    insta::assert_snapshot!(shown(&asked, &[]));
    insta::assert_snapshot!(shown(&run(&["check", "--help", "--lang", "en"]), &[]));
}

/// Each message is ours, in the language asked, and exits with 2.
#[test]
fn wrong_arguments_are_explained() {
    let cases: [&[&str]; 10] = [
        &[],
        &["convertir"],
        &["convert"],
        &["convert", "a.csv", "--config", "pes.toml"],
        &["convert", "a.csv", "--config", "pes.toml", "--out", "o", "--date", "02/03/2026"],
        &["convert", "a.csv", "--config", "pes.toml", "--out", "o", "--encoding", "utf-16"],
        &["convert", "a.csv", "--config", "pes.toml", "--out", "o", "--pes-version", "6"],
        &["convert", "a.csv", "--config", "pes.toml", "--out", "o", "--vite"],
        &["split", "a.xml", "--out", "o", "--bordereau-public", "zero"],
        &["convert", "a.csv", "--config", "pes.toml", "--out", "o", "--jobs", "0"],
    ];
    let mut said = String::new();
    for words in cases {
        let output = run(words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(output.stdout.is_empty(), "{words:?}");
        said.push_str(&format!("$ pes {}\n{}", words.join(" "), String::from_utf8_lossy(&output.stderr)));
    }
    insta::assert_snapshot!(said);
    let english = run(&["convert", "--lang", "en"]);
    assert!(String::from_utf8_lossy(&english.stderr).starts_with("error: missing argument"));
}
