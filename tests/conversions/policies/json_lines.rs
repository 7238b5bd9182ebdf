use pes::mapper::Input;

use super::{Case, advise, cents, say, text};
use crate::support::replaced;

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

/// Readers keep the first, the last, or both: nobody knows which amount is meant.
#[test]
fn a_key_given_twice_in_an_object_is_refused_with_both_places() {
    let whole = invoice("", LINE);
    let debtor = &whole[whole.find("{\"civilite\"").unwrap()..=whole.find("\"01\"}").unwrap() + 4];
    for (key, from, to) in [
        ("lignes", "\"lignes\":", format!("\"lignes\": [{LINE}], \"lignes\":")),
        ("facture", "\"objet\"", "\"facture\": \"F1\", \"objet\"".to_owned()),
        ("debiteur", "\"lignes\":", format!("\"debiteur\": {debtor}, \"lignes\":")),
        ("debiteur.nom", "\"nom\":", "\"nom\": \"AUTRE\", \"nom\":".to_owned()),
        ("debiteur.nom", "\"nom\":", "\"nom\": \"\", \"nom\":".to_owned()),
        ("debiteur.nom", "\"nom\":", "\"n\\u006fm\": \"AUTRE\", \"nom\":".to_owned()),
        ("debiteur.nom", "\"lignes\":", "\"debiteur.nom\": null, \"lignes\":".to_owned()),
        ("ligne.quantite", "\"quantite\":", "\"quantite\": 2, \"quantite\":".to_owned()),
        ("ligne.prix_unitaire", "\"prix_unitaire\":", "\"prix_unitaire\": null, \"prix_unitaire\":".to_owned()),
    ] {
        let text = replaced(&whole, from, &to);
        let outcome = refused(&text);
        let errors: Vec<_> = outcome.errors().into_iter().filter(|error| error.rule.id == "PES813").collect();
        assert_eq!(errors.len(), 1, "{text}: {errors:#?}");
        let said = &errors[0].message.fr;
        let places =
            said.strip_prefix(&format!("{key} donné deux fois, colonnes ")).unwrap_or_else(|| panic!("{said}"));
        let (first, second) = places.split_once(" et ").unwrap();
        let [first, second] = [first, second].map(|column| column.parse::<usize>().unwrap());
        assert_eq!(errors[0].at.column, second);
        let key = key.rsplit('.').next().unwrap();
        for column in [first, second] {
            let before = text[..column - 1].trim_end().trim_end_matches(':').trim_end();
            let before = before.replace("n\\u006fm", "nom");
            assert!(before.ends_with(&format!("{key}\"")), "{said}: {before}");
        }
    }
}

#[test]
fn a_field_of_a_line_outside_the_lines_is_refused() {
    for more in ["\"ligne.ht\": 5,", "\"ligne\": {\"ht\": 5},"] {
        let outcome = refused(&invoice(more, &[LINE, LINE].join(",")));
        assert_eq!(outcome.rules(), ["PES813"]);
        assert!(say(&outcome.errors(), "ligne.ht : se donne dans chaque objet de lignes"));
    }
}

/// `10.0` is what a spreadsheet library makes of 10: printed, it would be another number.
#[test]
fn a_number_is_a_text_only_when_it_is_made_of_digits() {
    for number in ["10.0", "1e2", "1E+2", "-1", "0.5"] {
        for field in ["engagement", "marche", "debiteur.reference"] {
            let outcome = refused(&invoice(&format!("\"{field}\": {number},"), LINE));
            assert_eq!(outcome.rules(), ["PES813"], "{number}");
            assert!(say(&outcome.errors(), &format!("{field} : le nombre {number} pour un texte")));
        }
    }
    let long = "123456789012345678901234567890";
    let outcome = Case::person().convert_json(&invoice("", LINE).replace("\"F1\"", long));
    assert_eq!(outcome.flows[0].entries[0].invoice_number, long);
    for number in ["1e2", "1E2", &"9".repeat(40)] {
        assert_eq!(refused(&invoice("", &LINE.replace("10.5", number))).rules(), ["PES822"], "{number}");
    }
    let written = Case::person().convert_json(&invoice("", &LINE.replace("10.5", "10.0"))).written();
    assert_eq!(cents(&written.line().mt_ht), Some(2_000));
}

#[test]
fn half_a_pair_of_surrogates_is_refused() {
    for text in ["\\ud83d", "a\\ude00b", "\\ud83dx"] {
        let outcome = refused(&invoice(&format!("\"nom_service\": \"{text}\","), LINE));
        assert_eq!(outcome.rules(), ["PES813"], "{text}");
        assert!(say(&outcome.errors(), "nom_service : échappement"), "{text}");
    }
}

/// Another case or an accent makes another key, which is not known.
#[test]
fn keys_are_written_as_they_are_documented() {
    for key in ["Objet", "OBJET", "objét", "obje\u{301}t", " objet"] {
        let outcome = refused(&invoice(&format!("\"{key}\": \"x\","), LINE));
        assert_eq!(outcome.rules(), ["PES802"], "{key}");
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

/// A table has no column that a constant hides; an object may have a key that it does.
#[test]
fn a_constant_against_what_is_given_refuses_the_invoice() {
    let mut case = Case::person();
    case.rows[0].retain(|(field, _)| field != "objet");
    for (constant, rules) in [("Cantine", &[][..]), ("Loyers", &["PES835"])] {
        let case = case.clone().tables(&format!("[constantes]\nobjet = \"{constant}\"\n"));
        let outcome = case.convert_json(&invoice("", LINE));
        assert_eq!(outcome.rules(), rules, "{constant}");
        assert!(rules.is_empty() || say(&outcome.errors(), "objet vaut « Cantine », et « Loyers » dans [constantes]"));
    }
}
