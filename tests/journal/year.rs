//! A year ends: what was billed is not billed again, and numbers start openly.

use std::path::Path;
use std::process::Output;

use super::{Authority, acquit, bordereau, code, erreur, text};

/// An authority whose year is that of the date of issue.
fn authority(more: &str) -> Authority {
    let authority = Authority::new();
    let config = std::fs::read_to_string(authority.path("pes.toml")).unwrap();
    assert!(config.contains("\nexercice = 2026\n"));
    std::fs::write(authority.path("pes.toml"), config.replace("\nexercice = 2026\n", "\n") + more).unwrap();
    authority
}

fn convert(authority: &Authority, bill: &Path, out: &str, date: &str, more: &[&str]) -> Output {
    let out = authority.path(out);
    let words = ["convert", bill.to_str().unwrap(), "--out", out.to_str().unwrap(), "--date", date];
    authority.run(&[&words, more].concat())
}

fn two(number: &str) -> bool {
    ["2026-00002", "2026-00003"].contains(&number)
}

/// The same rows with something replaced.
fn changed(authority: &Authority, name: &str, from: &str, to: &str) -> std::path::PathBuf {
    let path = authority.bill(name, two);
    // One character a byte: the fixture is in Latin-1.
    let text: String = std::fs::read(&path).unwrap().into_iter().map(char::from).collect();
    assert!(text.contains(from), "{from}");
    let bytes: Vec<u8> = text.replace(from, to).chars().map(|char| u8::try_from(char).unwrap()).collect();
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn the_same_file_is_not_billed_again_in_january() {
    let authority = authority("");
    let bill = authority.bill("factures.csv", two);
    assert_eq!(code(&convert(&authority, &bill, "decembre", "2026-12-31", &[])), 0);
    let january = convert(&authority, &bill, "janvier", "2027-01-02", &[]);
    let told = text(&january);
    assert_eq!(code(&january), 1, "{told}");
    assert!(told.contains("PES901") && told.contains("déjà envoyée dans l'exercice 2026"), "{told}");
    assert!(!authority.path("janvier/prive").exists());

    // Numbers that are written otherwise are the same.
    for to in ["2026- 00002", "2026-00002 "] {
        let bill = changed(&authority, "espaces.csv", "2026-00002", to);
        let told = text(&convert(&authority, &bill, "espaces", "2027-01-02", &[]));
        assert!(told.contains("déjà envoyée"), "{told}");
        let _ = std::fs::remove_dir_all(authority.path("espaces"));
    }
}

#[test]
fn case_makes_no_other_number() {
    let authority = authority("");
    let bill = changed(&authority, "f.csv", "2026-00002", "f2");
    assert_eq!(code(&convert(&authority, &bill, "un", "2026-03-02", &[])), 0);
    for number in ["F2", "f 2"] {
        let bill = changed(&authority, "g.csv", "2026-00002", number);
        let again = convert(&authority, &bill, "deux", "2026-03-03", &[]);
        assert_eq!(code(&again), 1);
        let told = text(&again);
        assert!(told.contains(&format!("facture {number} déjà envoyée sous le numéro f2")), "{told}");
        let _ = std::fs::remove_dir_all(authority.path("deux"));
    }
}

#[test]
fn numbers_of_a_new_year_start_with_a_word() {
    let authority = authority("");
    let bill = authority.bill("factures.csv", two);
    let first = convert(&authority, &bill, "decembre", "2026-12-31", &[]);
    assert!(!text(&first).contains("PES914"), "{}", text(&first));
    let next = authority.bill("suite.csv", |number| number == "2026-00006");
    let january = convert(&authority, &next, "janvier", "2027-01-02", &[]);
    let told = text(&january);
    assert_eq!(code(&january), 0, "{told}");
    assert!(told.contains("PES914") && told.contains("l'exercice 2027 du budget 350-00"), "{told}");
    assert!(told.contains("commencent au bordereau 11 et au titre 101"), "{told}");
    let report = std::fs::read_to_string(authority.path("janvier/rapport.json")).unwrap();
    assert!(report.contains("PES914"), "a scheduler reads it too");
    let more = authority.bill("encore.csv", |number| number == "2026-00007");
    let second = convert(&authority, &more, "fevrier", "2027-02-02", &["--premier-bordereau", "12"]);
    assert!(code(&second) == 0 && !text(&second).contains("PES914"), "{}", text(&second));
}

#[test]
fn a_number_of_last_year_that_bills_something_else_is_refused_unless_numbers_restart() {
    for (declared, exit) in [("", 1), ("numeros_par_exercice = true\n", 0)] {
        let authority = authority(declared);
        let bill = authority.bill("factures.csv", two);
        assert_eq!(code(&convert(&authority, &bill, "decembre", "2026-12-31", &[])), 0);
        let other = changed(&authority, "autres.csv", "01/02/2026", "02/02/2026");
        let january = convert(&authority, &other, "janvier", "2027-01-02", &[]);
        let told = text(&january);
        assert_eq!(code(&january), exit, "{told}");
        assert_eq!(told.contains("PES938"), exit == 1, "{told}");
        assert_eq!(told.contains("numeros_par_exercice = true"), exit == 1, "{told}");
        // What bills the same is a double whatever is declared.
        let same = convert(&authority, &bill, "double", "2027-01-03", &[]);
        assert_eq!(code(&same), 1);
        assert!(text(&same).contains("PES901"), "{}", text(&same));
    }
}

#[test]
fn what_was_refused_last_year_is_issued_again_this_year_once() {
    let authority = authority("");
    let bill = authority.bill("factures.csv", two);
    assert_eq!(code(&convert(&authority, &bill, "decembre", "2026-12-31", &[])), 0);
    let refused = bordereau(11, false, &erreur("ERREUR_AUTRE", "1971 - Compte"));
    authority.back("a.xml", &acquit("PESALR1_21350999500014_261231_001.xml", &refused));
    let next = authority.bill("suite.csv", |number| number == "2026-00006");
    assert_eq!(code(&convert(&authority, &next, "janvier", "2027-01-02", &[])), 0);
    let again = convert(&authority, &bill, "refait", "2027-01-04", &["--refaire"]);
    assert_eq!(code(&again), 0, "{}", text(&again));
    // Under the next numbers of the new year.
    let titres = authority.statut("2026-00002");
    assert_eq!(
        (&titres[1]["exercice"], &titres[1]["bordereau"], &titres[1]["titre"]),
        (&2027.into(), &12.into(), &102.into())
    );
    assert_eq!(titres[0]["refait_en"]["exercice"], 2027);
    assert_eq!(code(&convert(&authority, &bill, "trop", "2027-01-05", &["--refaire"])), 1);
}
