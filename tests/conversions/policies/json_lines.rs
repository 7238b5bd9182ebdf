use pes::mapper::Input;

use super::{Case, advise, cents, say, text};

/// An invoice of a person; `more` goes after its number, `lines` in its lines.
fn invoice(more: &str, lines: &str) -> String {
    let debtor = r#""debiteur": {"civilite": "MME", "nom": "FAVENNEC", "prenom": "ANNE", "adr2": "3 RUE DU PORT",
        "cp": "35999", "ville": "VALMIREL", "cat_tiers": "01", "nat_jur": "01"}"#;
    format!(r#"{{"facture": "F1", "objet": "Cantine", {more} {debtor}, "lignes": [{lines}]}}"#).replace('\n', "")
}

const LINE: &str = r#"{"libelle": "Repas", "date": "2026-03-02", "quantite": 2, "prix_unitaire": 10.5}"#;

fn refused(text: &str) -> super::Outcome {
    let outcome = Case::person().convert_json(text);
    assert_eq!((outcome.flows.len(), outcome.refused.len()), (0, 1));
    outcome
}

#[test]
fn an_invoice_of_several_lines() {
    let written = Case::person().convert_json(&invoice("", &[LINE, LINE].join(","))).written();
    assert_eq!(written.indiv().ligne_facture.len(), 2);
    assert_eq!(cents(&written.imputations()[0].mt_ht), Some(4_200));
}

/// As floating numbers these would be something else.
#[test]
fn numbers_keep_their_digits() {
    for (quantity, price, total) in [("3", "0.1", 30), ("1", "1.15", 115), ("100", "1.005", 10_050), ("3", "0.70", 210)]
    {
        let line = LINE.replace("2,", &format!("{quantity},")).replace("10.5", price);
        let case = Case::person().key("montants.prix_unitaire_long", "\"base\"");
        let given = format!("\"total_ttc\": {}.{:02},", total / 100, total % 100);
        let written = case.convert_json(&invoice(&given, &line)).written();
        assert_eq!(cents(&written.line().mt_ht), Some(total), "{quantity} x {price}");
    }
    let line = LINE.replace("10.5", "0.30000000000000004");
    assert_eq!(refused(&invoice("", &line)).rules(), ["PES831"]);
}

#[test]
fn a_number_with_an_exponent_is_refused() {
    assert_eq!(refused(&invoice("", &LINE.replace("10.5", "1e3"))).rules(), ["PES822"]);
}

#[test]
fn an_unknown_field_is_refused_with_the_nearest() {
    for (text, field, near) in [
        (invoice("\"objett\": \"x\",", LINE), "objett", "objet"),
        (invoice("", LINE).replace("\"ville\"", "\"vile\""), "debiteur.vile", "debiteur.ville"),
        (invoice("", &LINE.replace("quantite", "quantité")), "ligne.quantité", "ligne.quantite"),
    ] {
        let outcome = refused(&text);
        assert!(outcome.rules().contains(&"PES802"), "{field}: {:?}", outcome.rules());
        assert!(say(&outcome.errors(), &format!("« {field} »")), "{field}");
        assert!(advise(&outcome.errors(), &format!("« {near} »")), "{field}");
    }
}

#[test]
fn a_value_of_another_kind_is_refused() {
    for (text, field) in [
        (invoice("\"engagement\": true,", LINE), "engagement"),
        (invoice("\"engagement\": [\"a\"],", LINE), "engagement"),
        (invoice("", LINE).replace("\"35999\"", "{\"code\": 35999}"), "debiteur.cp"),
        (invoice("", &LINE.replace("\"Repas\"", "[\"Repas\"]")), "ligne.libelle"),
    ] {
        let outcome = refused(&text);
        assert!(outcome.rules().contains(&"PES813"), "{field}: {:?}", outcome.rules());
        assert!(say(&outcome.errors(), field), "{field}");
    }
    assert!(refused(&invoice("", "\"Repas\"")).rules().contains(&"PES813"), "a line that is no object");
}

#[test]
fn an_invoice_without_lines_is_refused() {
    for text in [
        invoice("", ""),
        invoice("", LINE).replace("\"lignes\"", "\"engagement\": \"x\", \"lines\""),
        invoice("", LINE).replace(&format!("[{LINE}]"), "null"),
        invoice("", LINE).replace(&format!("[{LINE}]"), "{}"),
        invoice("", LINE).replace(&format!("[{LINE}]"), "\"x\""),
    ] {
        let outcome = refused(&text);
        assert!(outcome.rules().contains(&"PES813"), "{text}: {:?}", outcome.rules());
        assert!(say(&outcome.errors(), "sans lignes"), "{text}");
    }
}

/// A reader that keeps the last one would lose an amount without a word.
#[test]
fn lines_given_twice_are_not_lost() {
    let text = invoice("", LINE).replace("\"lignes\":", &format!("\"lignes\": [{LINE}], \"lignes\":"));
    let config = Case::person().parsed();
    match Input::json_lines("f.jsonl", text.as_bytes(), &config) {
        Err(faults) => assert_eq!(faults[0].rule.id, "PES813"),
        Ok(_) => {
            let outcome = Case::person().convert_json(&text);
            assert!(!outcome.refused.is_empty() || outcome.written().indiv().ligne_facture.len() == 2);
        }
    }
}

#[test]
fn empty_and_null_are_the_same() {
    let text = invoice("\"engagement\": null, \"marche\": \"\", \"titre\": \" \",", LINE);
    assert_eq!(text_of_objet(&text), "Cantine");
    let outcome = refused(&text.replace("\"Cantine\"", "null"));
    assert_eq!(outcome.rules(), ["PES820"]);
}

fn text_of_objet(lines: &str) -> String {
    text(&Case::person().convert_json(lines).written().indiv().objet).to_owned()
}

#[test]
fn malformed_lines_are_found_by_their_number() {
    let config = Case::person().parsed();
    let good = invoice("", LINE);
    for (bad, rule) in [("{", "PES813"), ("[]", "PES813"), ("{\"facture\": 1,}", "PES813")] {
        let text = format!("{good}\n\n{bad}\n");
        let faults = Input::json_lines("f.jsonl", text.as_bytes(), &config).unwrap_err();
        assert_eq!((faults[0].rule.id, faults[0].at.line), (rule, 3), "{bad}");
    }
    let faults = Input::json_lines("f.jsonl", b"{}\n\xE9\n", &config).unwrap_err();
    assert_eq!((faults[0].rule.id, faults[0].at.line), ("PES810", 2));
}

#[test]
fn lines_may_end_as_windows_ends_them_and_start_with_a_mark() {
    let other = invoice("", LINE).replace("\"F1\"", "\"F2\"");
    let outcome = Case::person().convert_json(&format!("\u{FEFF}{}\r\n{other}\r\n", invoice("", LINE)));
    assert_eq!((outcome.refused.len(), outcome.flows[0].entries.len()), (0, 2));
}
