use pes::mapper::BillingField;
use pes::validator::Diagnostic;

use super::{Case, advise, say, text};

fn day(date: &str) -> Case {
    Case::person().cell("ligne.date", date)
}

#[test]
fn days_as_people_and_spreadsheets_write_them() {
    for date in ["28/02/2026", "2026-02-28", "28-02-2026", "28.02.2026", "28/02/2026 00:00", "2026-02-28 00:00:00"] {
        assert_eq!(text(&day(date).line().date), "2026-02-28", "{date}");
    }
    assert_eq!(text(&day("1/2/2026").line().date), "2026-02-01", "the day comes first");
}

#[test]
fn what_is_no_day_is_refused() {
    for date in ["31/02/2026", "29/02/2026", "02/13/2026", "28/02/2026 14:30", "46081", "demain"] {
        let outcome = day(date).convert();
        assert_eq!(outcome.rules(), ["PES821"], "{date}");
        assert!(say(&outcome.errors(), &format!("« {date} »")));
    }
}

#[test]
fn a_period_is_whole_and_in_order() {
    let period = |start: &str, end: &str| {
        Case::person().cells(&[("ligne.date", ""), ("ligne.debut", start), ("ligne.fin", end)])
    };
    let line = period("01/02/2026", "28/02/2026").line();
    assert_eq!((text(&line.date_debut), text(&line.date_fin), text(&line.date)), ("2026-02-01", "2026-02-28", ""));
    assert_eq!(text(&period("01/02/2026", "01/02/2026").line().date_fin), "2026-02-01", "one day is a period");
    for (start, end) in [("01/02/2026", ""), ("", "28/02/2026"), ("28/02/2026", "01/02/2026"), ("", "")] {
        assert_eq!(period(start, end).refused(), ["PES830"], "{start}-{end}");
    }
    assert_eq!(period("01/02/2026", "31/02/2026").refused(), ["PES821"]);
}

#[test]
fn a_text_too_long_is_refused_or_shortened() {
    let case = Case::person().cell("debiteur.nom", &"N".repeat(39));
    let outcome = case.convert();
    assert_eq!(outcome.rules(), ["PES825"]);
    assert!(say(&outcome.errors(), "39 caractères, 38 au plus"));
    let outcome = case.key("texte.trop_long", "\"raccourcir\"").convert();
    assert_eq!(outcome.changes(), ["PES870"]);
    assert_eq!(outcome.written().debtor_name(), "N".repeat(38));
}

#[test]
fn lengths_are_characters_and_not_bytes() {
    assert_eq!(Case::person().cell("debiteur.nom", &"É".repeat(38)).written().debtor_name(), "É".repeat(38));
}

/// Cut, a number designates something else.
#[test]
fn identifiers_are_never_shortened() {
    let long = "1".repeat(51);
    let shortened: Vec<&str> = ["facture", "engagement", "marche", "debiteur.reference"]
        .into_iter()
        .filter(|&field| {
            let case = if field == "facture" { Case::person() } else { Case::commune() };
            case.cell(field, &long).key("texte.trop_long", "\"raccourcir\"").convert().rules() != ["PES825"]
        })
        .collect();
    assert_eq!(shortened, [] as [&str; 0]);
}

#[test]
fn what_latin_1_lacks_is_replaced_and_told() {
    let case = Case::person().cell("ligne.libelle", "L’œuvre – 3 €");
    let outcome = case.convert();
    assert_eq!(outcome.changes(), ["PES871"]);
    assert!(say(&outcome.infos.iter().collect::<Vec<_>>(), "devient « L'oeuvre - 3 EUR »"));
    assert_eq!(text(&outcome.written().line().libelle), "L'oeuvre - 3 EUR");
    let outcome = case.key("flux.encodage", "\"utf-8\"").convert();
    assert_eq!(outcome.changes(), [] as [&str; 0]);
    assert_eq!(text(&outcome.written().line().libelle), "L’œuvre – 3 €");
}

#[test]
fn what_nothing_stands_for_is_refused_by_its_name() {
    for (name, character) in [("JEAN 😀", "« 😀 » (U+1F600)"), ("ИВАН", "« И » (U+0418)"), ("漢字", "« 漢 » (U+6F22)")]
    {
        for addresses in ["\"telles_quelles\"", "\"postales\""] {
            let case = Case::person().cell("debiteur.nom", name).key("texte.adresses", addresses);
            let outcome = case.convert();
            assert_eq!(outcome.rules(), ["PES837"], "{name} {addresses}");
            assert!(say(&outcome.errors(), character), "{name}");
        }
    }
    let lost = Case::person().cell("debiteur.nom", "H\u{FFFD}l\u{FFFD}ne").key("flux.encodage", "\"utf-8\"");
    assert_eq!(lost.refused(), ["PES837"]);
    assert!(advise(&lost.convert().errors(), "perdu"));
    assert_eq!(lost.cell("debiteur.nom", "B").cell("debiteur.reference", "A\u{FFFD}").refused(), ["PES824"]);
}

#[test]
fn accents_apart_are_composed() {
    let outcome = Case::person().cell("debiteur.nom", "E\u{301}LE\u{301}ONORE").convert();
    assert_eq!(outcome.changes(), [] as [&str; 0], "it is the same text");
    assert_eq!(outcome.written().debtor_name(), "ÉLÉONORE");
    let written = Case::person().convert_json(
        &"{'facture': 'F1', 'objet': 'O', 'debiteur': {'civilite': 'MME', 'nom': 'E\u{301}VE', 'prenom': 'A', \
          'adr2': '1 RUE', 'cp': '35999', 'ville': 'VALMIREL', 'cat_tiers': '01', 'nat_jur': '01'}, \
          'lignes': [{'libelle': 'L', 'date': '2026-03-02', 'base': 10}]}"
            .replace('\'', "\""),
    );
    assert_eq!(written.written().debtor_name(), "ÉVE");
}

/// In titles and in the configuration too, whichever of the two has them apart.
#[test]
fn titles_and_configuration_are_composed() {
    let apart = "Repas a\u{300} l'e\u{301}cole";
    let whole = "Repas à l'école";
    let case =
        Case::person().cell("ligne.libelle", "").tables(&format!("[defauts]\n\"ligne.libelle\" = \"{apart}\"\n"));
    assert_eq!(text(&case.line().libelle), whole);
    assert_eq!(text(&Case::person().key("signataire.role", "\"Pre\u{301}sident\"").written().indiv().objet), "Cantine");
    let config = Case::person()
        .config()
        .replace("objet = \"objet\"", "")
        .replace("\"objet\" = \"objet\"", "objet = \"Intitule\u{301}\"");
    let table = Case::person().table(';').replace("\"objet\"", "\"Intitulé\"");
    let config = pes::mapper::Config::parse("pes.toml", &config, Default::default()).unwrap();
    assert_eq!(pes::mapper::Input::csv("f.csv", table.as_bytes(), &config).unwrap().len(), 1);
}

#[test]
fn spaces_of_all_kinds_are_plain_and_told() {
    for space in ['\u{A0}', '\u{202F}', '\u{2009}', '\u{3000}'] {
        for field in ["debiteur.adr2", "ligne.libelle", "debiteur.reference"] {
            let outcome = Case::person().cell(field, &format!("12{space}rue du Port")).convert();
            assert_eq!(outcome.changes(), ["PES838"], "{space:?} {field}");
            let code = format!("U+{:04X}", u32::from(space));
            assert!(say(&outcome.infos.iter().collect::<Vec<_>>(), &code), "{space:?}");
        }
        let written = Case::person().cell("debiteur.adr2", &format!("12{space}rue du Port\u{200B}")).written();
        assert_eq!(text(&written.debtor().adresse.as_ref().unwrap().adr2), "12 rue du Port");
    }
    let two = Case::person().cell("facture", "F\u{A0}1").row(&[("facture", "F 2")]).row(&[("facture", "F\u{202F}1")]);
    assert_eq!(two.convert().rules(), ["PES827"], "the same number, whatever its space");
    let twice = Case::person().cell("debiteur.nom", "A\u{A0}B").row(&[("ligne.libelle", "Goûter")]);
    assert_eq!(twice.convert().changes(), ["PES838"], "told once an invoice");
}

/// `Ã©` printed on a notice is a fault of ours.
#[test]
fn utf_8_read_twice_is_refused_with_what_it_was() {
    for (name, meant) in
        [("HÃ©lÃ¨ne", "Hélène"), ("LÃ‰GER", "LÉGER"), ("l├®ger", "léger"), ("dâ€™Ã‰tÃ©", "d’Été"), ("lŽ√©o", "lŽéo")]
    {
        let outcome = Case::person().cell("debiteur.nom", name).convert();
        assert!(outcome.rules().contains(&"PES816"), "{name}: {:?}", outcome.rules());
        assert!(say(&outcome.errors(), &format!("sans doute « {meant} »")), "{name}");
        assert!(outcome.flows.is_empty());
    }
}

/// `œ` takes two letters: what fitted no longer does.
#[test]
fn lengths_count_what_is_written() {
    let case = Case::person().cell("debiteur.nom", &"Œ".repeat(20));
    assert_eq!(case.refused(), ["PES825"]);
    assert_eq!(case.key("flux.encodage", "\"utf-8\"").written().debtor_name(), "Œ".repeat(20));
}

#[test]
fn addresses_in_postal_form() {
    let case = Case::person().cells(&[
        ("debiteur.adr2", "12 bis, rue de l’Église"),
        ("debiteur.ville", "Saint-Exemple"),
        ("ligne.libelle", "Goûter, à l'école"),
    ]);
    let address = |case: &Case| {
        let written = case.written();
        let address = written.debtor().adresse.as_ref().unwrap();
        (text(&address.adr2).to_owned(), text(&address.ville).to_owned())
    };
    assert_eq!(address(&case), ("12 bis, rue de l'Église".into(), "Saint-Exemple".into()));
    let postal = case.key("texte.adresses", "\"postales\"");
    assert_eq!(address(&postal), ("12 BIS RUE DE L EGLISE".into(), "SAINT EXEMPLE".into()));
    assert!(postal.convert().changes().contains(&"PES872"));
    assert_eq!(text(&postal.line().libelle), "Goûter, à l'école", "a label is no address");
}

#[test]
fn fillers_are_refused() {
    for field in ["debiteur.nom", "objet", "ligne.libelle", "debiteur.adr2"] {
        for filler in ["nc", "0", "000", "."] {
            let outcome = Case::person().cell(field, filler).convert();
            assert_eq!(outcome.rules(), ["PES824"], "{field} {filler}");
        }
        assert_eq!(Case::person().cell(field, " ").refused(), ["PES820"], "{field}");
    }
}

#[test]
fn control_characters_become_blanks() {
    let outcome = Case::person().cell("ligne.libelle", "Repas\tde\u{1}midi\u{85}bio").convert();
    assert_eq!(outcome.changes(), ["PES871"]);
    assert_eq!(text(&outcome.written().line().libelle), "Repas de midi bio");
}

/// Found by fuzzing: an identifier that XML cannot hold had all flows of the run refused, not its invoice.
#[test]
fn a_character_that_no_flow_carries_never_stops_the_others() {
    let mut cases = 0;
    for field in BillingField::ALL {
        for character in ['\u{B}', '\u{9B}', '\u{FFFE}', '\u{FFFF}'] {
            let case = Case::commune().key("flux.encodage", "\"utf-8\"");
            let case = case.cell(field.key(), &format!("1{character}2")).row(&[("facture", "F2"), (field.key(), "")]);
            let outcome = case.convert();
            assert!(outcome.refused.iter().all(|refused| refused.findings.iter().any(Diagnostic::is_error)));
            cases += 1;
        }
    }
    println!("{cases} cells with a character that no flow carries");
    let outcome = Case::commune().cell("engagement", "A\u{B}B").convert();
    assert_eq!(outcome.rules(), ["PES824"]);
    assert!(say(&outcome.errors(), "U+000B"));
}

#[test]
fn a_missing_value_says_how_to_give_it() {
    let outcome = Case::person().cell("debiteur.ville", "").convert();
    assert_eq!(outcome.rules(), ["PES820"]);
    assert!(say(&outcome.errors(), "debiteur.ville") && advise(&outcome.errors(), "[defauts]"));
}

/// One run says all that is wrong with an invoice.
#[test]
fn all_the_faults_of_an_invoice_are_told() {
    let case = Case::person().cells(&[
        ("debiteur.ville", ""),
        ("debiteur.cp", "3599"),
        ("ligne.date", "31/02/2026"),
        ("ligne.quantite", "x"),
    ]);
    assert_eq!(case.refused(), ["PES233", "PES820", "PES821", "PES822"]);
}
