//! A bordereau that was issued again turns out accepted: nothing is said before that.

use super::{Authority, acquit, bordereau, code, erreur, text};

const FIRST: &str = "PESALR1_21350999500014_260302_001.xml";
const SECOND: &str = "PESALR1_21350999500014_260302_002.xml";

/// Three titres refused and issued again; then the first bordereau turns out accepted.
fn accepted_after_all() -> (Authority, std::process::Output) {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", |number| ["2026-00001", "2026-00002", "2026-00003"].contains(&number));
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    authority.back("ko.xml", &acquit(FIRST, &bordereau(11, false, &erreur("ERREUR_AUTRE", "1971 - Compte"))));
    assert_eq!(code(&authority.convert(&bill, "refait", &["--refaire"])), 0);
    let told = authority.back("ok.xml", &acquit(FIRST, &bordereau(11, true, "")));
    (authority, told)
}

#[test]
fn what_is_owed_twice_is_said_before_anything_else() {
    let (authority, read) = accepted_after_all();
    assert_eq!(code(&read), 1);
    let commands = [
        read,
        authority.run(&["statut", "--date", "2026-03-06"]),
        authority.run(&["statut", "2026-00002"]),
        authority.back("autre.xml", &acquit("AUTRE.xml", &bordereau(99, true, ""))),
    ];
    for output in commands {
        assert_eq!(code(&output), 1, "{}", text(&output));
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(out.starts_with("erreur[PES913]: TITRES ÉMIS DEUX FOIS : 3, "), "{out}");
        for word in ["bordereau 11 de 2026", "bordereau 12 de 2026", FIRST, SECOND, "2026-00002", "débiteurs : 3"] {
            assert!(out.contains(word), "{word}: {out}");
        }
        assert!(out.contains("n'envoyer rien de plus"), "{out}");
    }
    let json = authority.run(&["statut", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["emis_deux_fois"].as_array().unwrap().len(), 3);
    assert_eq!(json["emis_deux_fois"][0]["titres"][1]["bordereau"], 12);
    let csv = authority.run(&["statut", "--format", "csv"]);
    assert_eq!(code(&csv), 1);
    assert!(String::from_utf8_lossy(&csv.stderr).contains("PES913"), "{}", text(&csv));
}

#[test]
fn it_is_said_until_one_of_the_two_falls() {
    let (authority, _) = accepted_after_all();
    let refused = bordereau(12, false, &erreur("ERREUR_AUTRE", "1971 - Compte"));
    let told = authority.back("ko2.xml", &acquit(SECOND, &refused));
    assert!(!text(&told).contains("PES913"), "{}", text(&told));
    // The first one stands: nothing is issued a third time.
    let again = authority.convert(&authority.path("factures.csv"), "trop", &["--refaire"]);
    assert_eq!(code(&again), 1, "{}", text(&again));
    assert!(!authority.path("trop/prive").exists(), "{}", text(&again));
}

#[test]
fn a_passing_refusal_that_was_not_one_is_said_too() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", |number| number == "2026-00001");
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    authority.back("ko.xml", &acquit(FIRST, &bordereau(11, false, &erreur("ERREUR_TIMEOUT", ""))));
    assert_eq!(code(&authority.convert(&bill, "refait", &["--refaire"])), 0);
    // Nothing contradicts: it is accepted, and its titre was issued again.
    let read = authority.back("ok.xml", &acquit(FIRST, &bordereau(11, true, "")));
    assert_eq!(authority.etat("2026-00001"), "produit");
    assert!(code(&read) == 1 && text(&read).contains("PES913"), "{}", text(&read));
}
