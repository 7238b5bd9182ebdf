//! `pes check --journal`: what was sent before.

use super::{Authority, DATE, acquit, bordereau, code, erreur, text};
use crate::support::pes;

const FIRST: &str = "PESALR1_21350999500014_260302_001.xml";

fn sent() -> Authority {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", |number| ["2026-00001", "2026-00002"].contains(&number));
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    authority
}

/// The same configuration without a journal: what another tool, or a hand, would make.
fn unrecorded(authority: &Authority, invoices: &[&str], numbers: &[&str]) -> std::path::PathBuf {
    let config = std::fs::read_to_string(authority.path("pes.toml")).unwrap().replace("path = \"journal.db\"", "");
    std::fs::write(authority.path("sans.toml"), config).unwrap();
    let bill = authority.bill("autres.csv", |number| invoices.contains(&number));
    let out = tempfile::tempdir_in(authority.path("")).unwrap().keep();
    let output = pes()
        .arg("convert")
        .arg(&bill)
        .arg("--config")
        .arg(authority.path("sans.toml"))
        .arg("--out")
        .arg(&out)
        .args(["--date", DATE])
        .args(numbers)
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", text(&output));
    crate::support::files(&out.join("prive"), "xml").pop().unwrap()
}

/// Exit code and rules met.
fn checked(authority: &Authority, flow: &std::path::Path) -> (i32, Vec<String>) {
    let output = pes()
        .args(["check", "--format", "json"])
        .arg(flow)
        .arg("--journal")
        .arg(authority.path("pes.toml"))
        .output()
        .unwrap();
    let json: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output)));
    let rules = json["fichiers"][0]["nombres"]["par_regle"].as_object().or_else(|| find(&json, "par_regle"));
    (code(&output), rules.unwrap().keys().cloned().collect())
}

fn find<'j>(json: &'j serde_json::Value, key: &str) -> Option<&'j serde_json::Map<String, serde_json::Value>> {
    match json {
        serde_json::Value::Object(map) => {
            map.get(key).and_then(|value| value.as_object()).or_else(|| map.values().find_map(|value| find(value, key)))
        }
        serde_json::Value::Array(list) => list.iter().find_map(|value| find(value, key)),
        _ => None,
    }
}

#[test]
fn a_flow_of_the_journal_is_not_its_own_double() {
    let authority = sent();
    assert_eq!(checked(&authority, &authority.path("envoi/prive").join(FIRST)), (0, vec![]));
}

#[test]
fn all_that_was_sent_before_is_told() {
    let authority = sent();
    let double = unrecorded(&authority, &["2026-00001", "2026-00003"], &[]);
    let (exit, rules) = checked(&authority, &double);
    assert_eq!(exit, 1);
    // Same name, bordereau, titres and pieces, and one invoice that is the same.
    assert_eq!(rules, ["PES930", "PES931", "PES932", "PES933", "PES934"]);
}

#[test]
fn numbers_that_do_not_follow_are_told() {
    let authority = sent();
    let numbers = ["--premier-bordereau", "14", "--premier-titre", "103", "--premier-flux", "9"];
    let skips = unrecorded(&authority, &["2026-00004"], &numbers);
    let output = pes().arg("check").arg(&skips).arg("--journal").arg(authority.path("pes.toml")).output().unwrap();
    let told = text(&output);
    assert_eq!(code(&output), 0, "{told}");
    assert!(told.contains("bordereau 14, alors que le dernier parti est le 11 : 12 attendu"), "{told}");
    assert!(told.contains("aucune facture partie entre 2026-00002 et 2026-00004"), "{told}");
    let follows = ["--premier-bordereau", "12", "--premier-titre", "103", "--premier-flux", "2"];
    let follows = unrecorded(&authority, &["2026-00003"], &follows);
    assert_eq!(checked(&authority, &follows), (0, vec![]));
}

#[test]
fn a_refused_bordereau_is_not_sent_again_under_its_number() {
    let authority = sent();
    authority.back("ack.xml", &acquit(FIRST, &bordereau(11, false, &erreur("ERREUR_AUTRE", "1971 - X"))));
    let same = unrecorded(&authority, &["2026-00001", "2026-00002"], &["--premier-flux", "2"]);
    let (exit, rules) = checked(&authority, &same);
    assert_eq!(exit, 1);
    // Its pieces may have been taken.
    assert_eq!(rules, ["PES932", "PES937"]);
    let anew = ["--premier-bordereau", "12", "--premier-flux", "2"];
    let anew = unrecorded(&authority, &["2026-00001", "2026-00002"], &anew);
    assert_eq!(checked(&authority, &anew), (0, vec![]));
}

#[test]
fn a_journal_of_another_authority_checks_nothing() {
    let authority = sent();
    let other = Authority::new();
    let config = std::fs::read_to_string(other.path("pes.toml")).unwrap();
    std::fs::write(other.path("pes.toml"), config.replace("21350999500014", "21350998700011")).unwrap();
    let bill = other.bill("factures.csv", |number| number == "2026-00001");
    assert_eq!(code(&other.convert(&bill, "envoi", &[])), 0);
    let (exit, rules) = checked(&other, &authority.path("envoi/prive").join(FIRST));
    assert_eq!((exit, rules), (2, vec!["PES904".to_owned()]));
}
