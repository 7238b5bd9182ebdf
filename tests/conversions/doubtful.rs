//! Billing data that was once converted with other amounts than those meant, without a word: whole runs.

use serde_json::Value;

use crate::support::{root, run};

const TITLES: &str = "facture;libelle;date;quantite;prix;remise;base;taux";

/// Converts these rows; gives the exit code, the cents to pay and the rules of what was found.
fn convert(rows: &[&str]) -> (Option<i32>, i64, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let [input, config, out] = ["factures.csv", "pes.toml", "out"].map(|name| folder.path().join(name));
    let text = std::fs::read_to_string(root().join("fixtures/billing/eau/pes.toml")).unwrap();
    let head = &text[..text.find("[entree]").unwrap()];
    let constants = [
        ("objet", "Cantine"),
        ("debiteur.civilite", "MME"),
        ("debiteur.nom", "FAVENNEC"),
        ("debiteur.prenom", "ANNE"),
        ("debiteur.adr2", "3 RUE DU PORT"),
        ("debiteur.cp", "35999"),
        ("debiteur.ville", "VALMIREL"),
        ("debiteur.cat_tiers", "01"),
        ("debiteur.nat_jur", "01"),
    ];
    let columns = [
        ("facture", "facture"),
        ("ligne.libelle", "libelle"),
        ("ligne.date", "date"),
        ("ligne.quantite", "quantite"),
        ("ligne.prix_unitaire", "prix"),
        ("ligne.remise", "remise"),
        ("ligne.base", "base"),
        ("ligne.taux_tva", "taux"),
    ];
    let table = |pairs: &[(&str, &str)]| -> String {
        pairs.iter().map(|(key, value)| format!("\"{key}\" = \"{value}\"\n")).collect()
    };
    let text = format!("{head}\n[colonnes]\n{}\n[constantes]\n{}", table(&columns), table(&constants));
    std::fs::write(&config, text).unwrap();
    std::fs::write(&input, format!("{TITLES}\n{}\n", rows.join("\n"))).unwrap();
    let [input, config, shown] = [&input, &config, &out].map(|path| path.display().to_string());
    let output = run(&["convert", &input, "--config", &config, "--out", &shown, "--date", "2026-03-02"]);
    let report: Value = serde_json::from_slice(&std::fs::read(out.join("rapport.json")).unwrap()).unwrap();
    let rules = report["constats"].as_array().unwrap().iter();
    // What is said of a run without a journal is not said of its rows.
    let of_rows = |rule: &String| rule != "PES907";
    let rules = rules.map(|finding| finding["regle"].as_str().unwrap().to_owned()).filter(of_rows).collect();
    (output.status.code(), report["totaux"]["prive"]["ttc_centimes"].as_i64().unwrap_or_default(), rules)
}

fn assert_converted(rows: &[&str], cents: i64, rules: &[&str]) {
    assert_eq!(convert(rows), (Some(0), cents, rules.iter().map(|&rule| rule.to_owned()).collect()), "{rows:?}");
}

fn assert_refused(rows: &[&str], rule: &str) {
    assert_eq!(convert(rows), (Some(1), 0, vec![rule.to_owned()]), "{rows:?}");
}

#[test]
fn a_discount_on_the_row_of_a_line_leaves_the_line() {
    let rows = ["F1;Repas;28/02/2026;5;10,00;;;0", "F1;Garderie;28/02/2026;2;10,00;3,00;;0"];
    assert_converted(&rows, 6_700, &["PES875"]);
}

#[test]
fn a_base_that_contradicts_quantity_and_price_is_refused() {
    assert_refused(&["F1;Repas;28/02/2026;2;10,00;;5,00;0"], "PES829");
}

#[test]
fn thousands_are_those_of_the_whole_column() {
    let loyers =
        ["F1;Loyer;28/02/2026;;;;1.234,56;0", "F2;Loyer;28/02/2026;;;;2.500;0", "F3;Loyer;28/02/2026;;;;1.000;0"];
    assert_converted(&loyers, 473_456, &[]);
    assert_refused(&loyers[1..2], "PES832");
}

#[test]
fn a_year_0026_is_refused() {
    assert_refused(&["F1;Repas;28/02/0026;1;10.00;;;0"], "PES821");
}

#[test]
fn an_empty_rate_beside_another_is_refused() {
    assert_refused(&["F1;L;2026-02-01;1;100.00;;;20", "F1;L;2026-02-01;1;100.00;;;"], "PES820");
}

#[test]
fn a_rate_that_may_be_a_fraction_is_refused() {
    assert_refused(&["F1;L;2026-02-01;1;100.00;;;0,2"], "PES836");
}
