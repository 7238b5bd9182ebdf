//! The returns of the fixtures, read after the flow that they answer.

use super::{Authority, code, text};
use crate::support::{files, root};

/// All the invoices of the fixture sent: bordereau 11.
fn sent() -> Authority {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", |_| true);
    let converted = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&converted), 1, "some are refused: {}", text(&converted));
    authority
}

#[test]
fn the_returns_of_the_fixtures_say_what_they_say() {
    let folder = root().join("fixtures/retours");
    let mut told = String::new();
    for file in files(&folder, "xml") {
        let authority = sent();
        let output = authority.run(&["retour", file.to_str().unwrap(), "--date", "2026-04-02"]);
        told.push_str(&format!(
            "== {}, exit {}\n{}",
            file.file_name().unwrap().display(),
            code(&output),
            text(&output)
        ));
        let summary = authority.run(&["statut", "--date", "2026-03-03"]);
        told.push_str(&format!("-- statut, exit {}\n{}", code(&summary), text(&summary)));
    }
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("returns_of_the_fixtures", told);
    });
}

#[test]
fn the_returns_of_the_fixtures_read_together_in_any_order_leave_the_same() {
    let folder = root().join("fixtures/retours");
    let mut standings = Vec::new();
    for reversed in [false, true] {
        let authority = sent();
        let mut all = files(&folder, "xml");
        if reversed {
            all.reverse();
        }
        for file in &all {
            authority.run(&["retour", file.to_str().unwrap(), "--date", "2026-04-02"]);
        }
        standings.push(authority.run(&["statut", "PESALR1_21350999500014_260302_001", "--format", "csv"]).stdout);
    }
    assert!(standings[0].len() > 10_000, "all the titres");
    assert!(standings[0] == standings[1]);
}
