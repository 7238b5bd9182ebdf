//! How a column writes numbers and days is decided once for the whole column of a file.

use super::{Case, Outcome, advise, cents, say, text};

/// Base amounts of as many invoices, F1 and so on.
fn bases(amounts: &[&str]) -> Case {
    column("ligne.base", amounts)
}

fn column(field: &str, cells: &[&str]) -> Case {
    let case = Case::person().cells(&[("ligne.quantite", ""), ("ligne.prix_unitaire", ""), ("ligne.base", "10")]);
    cells.iter().enumerate().fold(case, |case, (index, cell)| {
        let number = format!("F{}", index + 1);
        let cells = [("facture", number.as_str()), (field, *cell)];
        if index == 0 { case.cells(&cells) } else { case.row(&cells) }
    })
}

/// The invoices converted, by number, with what is to pay.
fn converted(outcome: &Outcome) -> Vec<(String, i64)> {
    let entries = outcome.flows.iter().flat_map(|flow| &flow.entries);
    entries.map(|entry| (entry.invoice_number.clone(), entry.totals.ttc())).collect()
}

fn paid(case: &Case) -> Vec<i64> {
    let outcome = case.convert();
    assert!(outcome.refused.is_empty(), "{:#?}", outcome.errors());
    converted(&outcome).into_iter().map(|(_, cents)| cents).collect()
}

#[test]
fn one_cell_says_how_all_the_column_is_written() {
    assert_eq!(paid(&bases(&["1.234,56", "2.500", "1.000"])), [123_456, 250_000, 100_000]);
    assert_eq!(paid(&bases(&["2.500", "1.000", "1.234,56"])), [250_000, 100_000, 123_456], "whatever the order");
    assert_eq!(paid(&bases(&["2.500", "12.50"])), [250, 1_250]);
    assert_eq!(paid(&bases(&["2,500", "1,234.50"])), [250_000, 123_450]);
    assert_eq!(paid(&bases(&["2,500", "12,5"])), [250, 1_250]);
    assert_eq!(paid(&bases(&["2.500", "0.500"])), [250, 50], "nobody cuts thousands after a 0");
    assert_eq!(paid(&bases(&["2.500", "1.000.000"])), [250_000, 100_000_000]);
}

#[test]
fn spaces_that_cut_thousands_are_of_any_width() {
    for space in ['\u{A0}', '\u{202F}', '\u{2009}', '\u{2007}', ' '] {
        let cell = format!("1{space}234,50");
        assert_eq!(paid(&bases(&[&cell, "2,500", &format!("2{space}500")])), [123_450, 250, 250_000], "{space:?}");
    }
}

#[test]
fn what_stays_ambiguous_is_refused_with_both_readings() {
    for (cells, readings) in [
        (&["2.500", "1.000"][..], "« 2.500 » : 2500 ou 2,5 ?"),
        (&["2,500", "12"], "« 2,500 » : 2,5 ou 2500 ?"),
        (&["-2.500", "12"], "« -2.500 » : -2500 ou -2,5 ?"),
    ] {
        let outcome = bases(cells).convert();
        assert_eq!(outcome.rules(), ["PES832"], "{cells:?}");
        assert!(say(&outcome.errors(), readings), "{:#?}", outcome.errors());
        assert!(advise(&outcome.errors(), "entree.nombres"));
    }
    assert_eq!(converted(&bases(&["2.500", "12"]).convert()), [("F2".to_owned(), 1_200)], "the others are converted");
}

/// What makes it doubtful is its column, not other columns.
#[test]
fn each_column_is_read_apart() {
    let case = bases(&["2.500", "3.000"]).cell("total_ttc", "12,50");
    assert_eq!(case.convert().rules(), ["PES832"]);
    for field in [
        "ligne.quantite",
        "ligne.quantite2",
        "ligne.prix_unitaire",
        "ligne.remise",
        "ligne.ht",
        "ligne.taux_tva",
        "ligne.tva",
        "ligne.ttc",
        "total_ht",
        "total_tva",
        "total_ttc",
    ] {
        let outcome = column(field, &["1.500", "1.250"]).convert();
        assert!(outcome.rules().contains(&"PES832"), "{field}: {:?}", outcome.rules());
    }
}

#[test]
fn a_column_that_nothing_explains_is_refused_with_the_cells() {
    let outcome = bases(&["1.234,56", "7", "2.50"]).convert();
    assert_eq!((outcome.rules(), outcome.refused.len()), (vec!["PES833"], 2));
    assert!(say(&outcome.errors(), "« 1.234,56 » ligne 2, « 2.50 » ligne 4"), "{:#?}", outcome.errors());
    assert_eq!(converted(&outcome), [("F2".to_owned(), 700)], "a whole number is that number");
}

#[test]
fn a_cell_that_is_no_number_says_nothing_of_the_others() {
    let outcome = bases(&["1.234,56", "abc", "2.500", "1,2,3"]).convert();
    assert_eq!(outcome.rules(), ["PES822"]);
    assert_eq!(converted(&outcome), [("F1".to_owned(), 123_456), ("F3".to_owned(), 250_000)]);
}

#[test]
fn the_configuration_says_how_numbers_are_written() {
    for (way, cents) in
        [("1 234,56", None), ("1.234,56", Some(250_000)), ("1,234.56", Some(250)), ("1 234.56", Some(250))]
    {
        let case = bases(&["2.500"]).key("entree.nombres", &format!("\"{way}\""));
        match cents {
            Some(cents) => assert_eq!(paid(&case), [cents], "{way}"),
            None => {
                let outcome = case.convert();
                assert_eq!(outcome.rules(), ["PES822"]);
                assert!(say(&outcome.errors(), "ne s'écrit pas comme 1 234,56"));
            }
        }
    }
}

#[test]
fn the_configuration_says_it_of_one_column() {
    let case = Case::person().cells(&[("ligne.quantite", "1.500"), ("ligne.prix_unitaire", "2.000")]);
    assert_eq!(case.clone().refused(), ["PES832"]);
    let formats = "[formats]\n\"ligne.quantite\" = \"1,234.56\"\n";
    let line = case.clone().key("entree.nombres", "\"1.234,56\"").tables(formats).line();
    assert_eq!(
        (text(&line.quantite), cents(&line.mt_unitaire), cents(&line.mt_ht)),
        ("1.5", Some(200_000), Some(300_000))
    );
    for (field, word) in [("ligne.quantite", "jj/mm/aaaa"), ("ligne.date", "1 234,56"), ("ligne.libelle", "1 234,56")] {
        let faults = case.clone().tables(&format!("[formats]\n\"{field}\" = \"{word}\"\n")).faults();
        assert_eq!((faults.len(), faults[0].rule.id), (1, "PES804"), "{field}");
    }
}

/// A sign that belongs to another sort of number does not go away in silence.
#[test]
fn signs_stand_after_the_numbers_that_have_them() {
    assert_eq!(paid(&bases(&["12,50 €"])), [1_250]);
    assert_eq!(bases(&["10 %"]).refused(), ["PES822"]);
    assert_eq!(Case::person().cell("ligne.quantite", "3 €").refused(), ["PES822"]);
    assert_eq!(Case::person().cell("ligne.taux_tva", "20 €").refused(), ["PES822"]);
}

#[test]
fn constants_are_not_of_the_column() {
    let with = |price: &str| {
        let mut case = Case::person();
        case.rows[0].retain(|(field, _)| field != "ligne.prix_unitaire");
        case.tables(&format!("[constantes]\n\"ligne.prix_unitaire\" = \"{price}\"\n"))
    };
    assert_eq!(cents(&with("3.45").line().mt_unitaire), Some(345));
    assert_eq!(cents(&with("3,45").key("entree.nombres", "\"1,234.56\"").line().mt_unitaire), Some(345));
    assert_eq!(with("2.500").refused(), ["PES832"]);
    assert_eq!(cents(&with("2.500").key("entree.nombres", "\"1.234,56\"").line().mt_unitaire), Some(250_000));
}

fn json(cells: &[&str]) -> Outcome {
    let lines: Vec<String> = cells
        .iter()
        .enumerate()
        .map(|(index, cell)| {
            format!(
                r#"{{"facture": "F{index}", "objet": "Cantine", "debiteur": {{"civilite": "MME", "nom": "FAVENNEC", "prenom": "ANNE", "adr2": "3 RUE DU PORT", "cp": "35999", "ville": "VALMIREL", "cat_tiers": "01", "nat_jur": "01"}}, "lignes": [{{"libelle": "Loyer", "date": "2026-02-01", "base": {cell}}}]}}"#
            )
        })
        .collect();
    Case::person().convert_json(&lines.join("\n"))
}

/// A number of JSON is one number; a text that holds one is read as a column is.
#[test]
fn numbers_of_json_have_one_meaning() {
    let amounts = |cells: &[&str]| -> Vec<i64> {
        let outcome = json(cells);
        assert!(outcome.refused.is_empty(), "{:#?}", outcome.errors());
        converted(&outcome).into_iter().map(|(_, cents)| cents).collect()
    };
    assert_eq!(amounts(&["2.500", "1.0"]), [250, 100]);
    assert_eq!(amounts(&["2.500", "\"2.500\"", "\"1.234,56\""]), [250, 250_000, 123_456], "the number shows nothing");
    assert_eq!(json(&["2.500", "\"2.500\""]).rules(), ["PES832"]);
}

/// Days of as many invoices.
fn days(dates: &[&str]) -> Case {
    column("ligne.date", dates)
}

fn read(case: &Case) -> Vec<String> {
    let outcome = case.convert();
    assert!(outcome.refused.is_empty(), "{:#?}", outcome.errors());
    let documents = outcome.documents();
    let asaps = documents.iter().flat_map(|flow| crate::support::asaps("flow", flow));
    let factures = asaps.map(|(name, bytes)| crate::support::read_flow(&name, &bytes).pes_facture.unwrap());
    factures
        .flat_map(|facture| facture.facture_indiv)
        .map(|indiv| text(&indiv.ligne_facture[0].date).to_owned())
        .collect()
}

#[test]
fn the_day_comes_first_unless_the_file_shows_the_month_does() {
    assert_eq!(read(&days(&["01/02/2026", "28/02/2026"])), ["2026-02-01", "2026-02-28"]);
    let outcome = days(&["02/01/2026", "02/28/2026", "03/03/2026"]).convert();
    assert_eq!(outcome.rules(), ["PES821", "PES834"]);
    assert!(say(&outcome.errors(), "« 02/01/2026 » : 2026-01-02 ou 2026-02-01 ?"), "{:#?}", outcome.errors());
    assert!(say(&outcome.errors(), "ligne 3 : « 02/28/2026 »"));
    assert_eq!(converted(&outcome).len(), 1, "the third of March is that in both orders");
    let american = days(&["02/01/2026", "02/28/2026"]).key("entree.dates", "\"mm/jj/aaaa\"");
    assert_eq!(read(&american), ["2026-02-01", "2026-02-28"]);
}

/// A start that shows nothing is doubtful beside an end that shows months first.
#[test]
fn another_column_may_show_it() {
    let period =
        Case::person().cells(&[("ligne.date", ""), ("ligne.debut", "01/02/2026"), ("ligne.fin", "02/28/2026")]);
    assert_eq!(period.refused(), ["PES821", "PES834"]);
    let line = period.key("entree.dates", "\"mm/jj/aaaa\"").line();
    assert_eq!((text(&line.date_debut), text(&line.date_fin)), ("2026-01-02", "2026-02-28"));
}

#[test]
fn a_year_of_two_digits_is_refused_unless_it_is_said() {
    let outcome = days(&["02/03/26"]).convert();
    assert_eq!(outcome.rules(), ["PES834"]);
    assert!(say(&outcome.errors(), "2026-03-02 ou 2026-02-03 ou 2002-03-26"), "{:#?}", outcome.errors());
    assert_eq!(
        read(&days(&["02/03/26", "3/3/2026"]).key("entree.dates", "\"jj/mm/aa\"")),
        ["2026-03-02", "2026-03-03"]
    );
    let one = days(&["02/03/26"]).tables("[formats]\n\"ligne.date\" = \"mm/jj/aa\"\n");
    assert_eq!(read(&one), ["2026-02-03"]);
    assert_eq!(days(&["02/03/26"]).key("entree.dates", "\"jj/mm/aaaa\"").refused(), ["PES834"]);
}

#[test]
fn a_year_that_nobody_bills_is_refused() {
    for date in ["01/02/0026", "0026-02-01", "01/02/2206", "01/02/2037", "01/02/1926"] {
        let outcome = days(&[date]).convert();
        assert_eq!(outcome.rules(), ["PES821"], "{date}");
        assert!(say(&outcome.errors(), "attendue de 1976 à 2036"), "{:#?}", outcome.errors());
    }
    assert_eq!(read(&days(&["01/02/1976", "01/02/2036"])), ["1976-02-01", "2036-02-01"]);
    let concession = [("ligne.date", ""), ("ligne.debut", "01/02/2026"), ("ligne.fin", "31/01/2125")];
    assert_eq!(text(&Case::person().cells(&concession).line().date_fin), "2125-01-31");
}
