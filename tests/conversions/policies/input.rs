use pes::mapper::Input;

use super::{Case, advise, say, text};

/// `BŒUF-LÉGER` in the bytes of an encoding.
fn named(table: &str, big_oe: &[u8], e_acute: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for character in table.chars() {
        match character {
            'Œ' => bytes.extend_from_slice(big_oe),
            'É' => bytes.extend_from_slice(e_acute),
            other => bytes.push(u8::try_from(other).expect("one byte")),
        }
    }
    bytes
}

fn case(encoding: &str) -> Case {
    let case = Case::person().key("flux.encodage", "\"utf-8\"").cell("debiteur.nom", "BŒUF-LÉGER");
    case.key("entree.encodage", &format!("\"{encoding}\""))
}

#[test]
fn encodings_give_the_same_names() {
    let table = case("auto").table(';');
    let latin_9 = named(&table, b"\xBC", b"\xC9");
    let windows = named(&table, b"\x8C", b"\xC9");
    let with_mark = format!("\u{FEFF}{table}").into_bytes();
    for (encoding, bytes) in [
        ("auto", table.as_bytes()),
        ("utf-8", table.as_bytes()),
        ("auto", &with_mark),
        ("utf-8", &with_mark),
        ("auto", &windows),
        ("windows-1252", &windows),
        ("iso-8859-15", &latin_9),
        ("auto", &latin_9),
    ] {
        let written = case(encoding).convert_table(bytes).written();
        assert_eq!(written.debtor_name(), "BŒUF-LÉGER", "{encoding}");
    }
}

/// The encodings of before have no `Œ`.
#[test]
fn encodings_of_before_are_known_or_given() {
    let case = |encoding: &str| {
        Case::person().cell("debiteur.nom", "LÉGER").key("entree.encodage", &format!("\"{encoding}\""))
    };
    let table = case("auto").table(';');
    for (encoding, e_acute) in [("cp850", b"\x90"), ("macintosh", b"\x83"), ("iso-8859-1", b"\xC9")] {
        let bytes = named(&table, b"", e_acute);
        for encoding in ["auto", encoding] {
            assert_eq!(case(encoding).convert_table(&bytes).written().debtor_name(), "LÉGER", "{encoding}");
        }
    }
}

#[test]
fn an_encoding_in_doubt_refuses_the_file_with_both_readings() {
    let case = Case::person().cell("debiteur.nom", "DUPRÉ");
    let bytes = named(&case.table(';'), b"", b"\xE9");
    let fault = &Input::csv("factures.csv", &bytes[..], &case.parsed()).unwrap_err()[0];
    assert_eq!((fault.rule.id, fault.at.line), ("PES810", 2));
    assert!(say(&[fault], "« DUPRé » en windows-1252") && say(&[fault], "« DUPRÈ » en macintosh"));
    assert!(advise(&[fault], "entree.encodage"));
    let settled = case.key("entree.encodage", "\"windows-1252\"");
    assert_eq!(settled.convert_table(&bytes).written().debtor_name(), "DUPRé");
}

/// A byte order mark says UTF-8, whatever the configuration says.
#[test]
fn a_byte_order_mark_wins() {
    let table = format!("\u{FEFF}{}", case("auto").table(';'));
    for encoding in ["windows-1252", "iso-8859-15"] {
        assert_eq!(case(encoding).convert_table(table.as_bytes()).written().debtor_name(), "BŒUF-LÉGER", "{encoding}");
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_refused_when_it_is_asked() {
    let windows = named(&case("utf-8").table(';'), b"\x8C", b"\xC9");
    let faults = Input::csv("factures.csv", &windows, &case("utf-8").parsed()).unwrap_err();
    assert_eq!((faults[0].rule.id, faults[0].at.line), ("PES810", 2));
}

#[test]
fn delimiters_are_detected() {
    for delimiter in [';', ',', '\t', '|'] {
        let written = Case::person().convert_table(Case::person().table(delimiter).as_bytes()).written();
        assert_eq!(written.debtor_name(), "FAVENNEC", "{delimiter:?}");
    }
}

#[test]
fn a_wrong_delimiter_names_the_columns_missing() {
    let case = Case::person().key("entree.separateur", "\",\"");
    let table = case.table(';').replace('"', "");
    let faults = Input::csv("factures.csv", table.as_bytes(), &case.parsed()).unwrap_err();
    assert!(faults.iter().all(|fault| fault.rule.id == "PES811"));
    assert_eq!(faults.len(), case.fields().len());
}

#[test]
fn quoted_cells_hold_delimiters_quotes_and_new_lines() {
    let case = Case::person().cells(&[("ligne.libelle", "Repas;midi, \"bio\""), ("objet", "Mars\navril")]);
    let written = case.written();
    assert_eq!(text(&written.line().libelle), "Repas;midi, \"bio\"");
    assert_eq!(text(&written.indiv().objet), "Mars avril");
}

#[test]
fn lines_may_end_as_windows_ends_them() {
    let table = Case::person().table(';').replace('\n', "\r\n");
    let outcome = Case::person().convert_table(table.as_bytes());
    assert_eq!(text(&outcome.written().indiv().ligne_facture[0].libelle), "Repas");
    assert_eq!(outcome.changes(), [] as [&str; 0], "no carriage return stays in a cell");
}

#[test]
fn the_last_line_may_have_no_end() {
    let table = Case::person().table(';');
    assert_eq!(Case::person().convert_table(table.trim_end().as_bytes()).written().debtor_name(), "FAVENNEC");
}

#[test]
fn blank_rows_are_skipped() {
    let case = Case::person().row(&[("ligne.libelle", "Goûter")]);
    let table = case.table(';');
    let mut lines: Vec<&str> = table.lines().collect();
    let empty = ";".repeat(case.fields().len() - 1);
    lines.insert(2, "");
    lines.insert(3, &empty);
    lines.push("");
    let outcome = case.convert_table((lines.join("\n") + "\n").as_bytes());
    assert_eq!(outcome.written().indiv().ligne_facture.len(), 2, "one invoice of two lines");
}

fn row_said(case: &Case, table: &str) -> usize {
    let outcome = case.convert_table(table.as_bytes());
    assert_eq!(outcome.rules(), ["PES821"]);
    outcome.errors()[0].at.line
}

/// A row is a row of the table as a spreadsheet shows it.
#[test]
fn rows_are_counted_over_cells_of_several_lines() {
    let case = Case::person().cell("objet", "Mars\navril\nmai").row(&[("facture", "F2"), ("ligne.date", "31/02/2026")]);
    assert_eq!(row_said(&case, &case.table(';')), 3);
}

#[test]
fn rows_are_counted_over_blank_rows() {
    let case = Case::person().row(&[("facture", "F2"), ("ligne.date", "31/02/2026")]);
    let table = case.table(';');
    let lines: Vec<&str> = table.lines().collect();
    let delimiters = ";".repeat(case.fields().len() - 1);
    for blank in ["", delimiters.as_str()] {
        let table = [lines[0], lines[1], blank, lines[2], ""].join("\n");
        assert_eq!(row_said(&case, &table), 4, "{blank:?}");
    }
}

#[test]
fn a_row_with_a_cell_too_many_is_refused() {
    let case = Case::person();
    let table = case.table(';').trim_end().to_owned() + ";\"x\"\n";
    let outcome = case.convert_table(table.as_bytes());
    assert_eq!(outcome.rules(), ["PES812"]);
    assert_eq!(outcome.errors()[0].at.line, 2);
}

#[test]
fn a_quote_never_closed_refuses_the_file() {
    let case = Case::person().row(&[("facture", "F2")]);
    let table = case.table(';').trim_end().strip_suffix('"').unwrap().to_owned();
    let faults = Input::csv("factures.csv", table.as_bytes(), &case.parsed()).unwrap_err();
    assert_eq!((faults[0].rule.id, faults[0].at.line), ("PES812", 3));
    // The next quote of the row closes it: text follows, and the row ends where its line does.
    let table = case.table(';').replacen("\"Repas\"", "\"Repas", 1);
    let outcome = case.convert_table(table.as_bytes());
    assert!(outcome.rules().contains(&"PES812") && outcome.refused.len() == 1);
    let open = SPECTACLES.replace("\"Phèdre", "Phèdre");
    let faults = Input::csv("factures.csv", open.as_bytes(), &spectacles().parsed()).unwrap_err();
    assert_eq!((faults[0].rule.id, faults[0].at.line), ("PES812", 2));
}

/// Three invoices, of which the second is eaten when the quotes of two labels are not closed.
const SPECTACLES: &str = "facture;debiteur.nom;debiteur.prenom;debiteur.adr2;ligne.libelle;ligne.date;ligne.base
F1;DUPONT;JEAN;1 RUE X;\"Le Cid;2026-02-01;10,00
F2;DURAND;ANNE;2 RUE Y;\"Phèdre;2026-02-02;25,00
F3;MARTIN;LUC;3 RUE Z;Esther;2026-02-03;30,00
F4;BERNARD;EVE;4 RUE Z;Athalie;2026-02-04;40,00
";

fn spectacles() -> Case {
    let mut case = Case::person();
    case.rows[0].retain(|(field, _)| SPECTACLES.lines().next().unwrap().split(';').any(|title| title == field));
    case.cell("ligne.base", "").tables(
        "[constantes]\n\"debiteur.cat_tiers\" = \"01\"\n\"debiteur.nat_jur\" = \"01\"\nobjet = \"Spectacle\"\n\
         \"debiteur.civilite\" = \"MME\"\n\"debiteur.cp\" = \"35999\"\n\"debiteur.ville\" = \"VALMIREL\"\n",
    )
}

/// The invoices converted of a table, with the amount of each in cents.
fn converted(table: &str) -> Vec<(String, i64)> {
    let outcome = spectacles().convert_table(table.as_bytes());
    let entries = outcome.flows.iter().flat_map(|flow| &flow.entries);
    entries.map(|entry| (entry.invoice_number.clone(), entry.totals.ttc())).collect()
}

#[test]
fn a_cell_that_eats_a_row_refuses_its_invoice_and_the_one_after() {
    let whole = SPECTACLES.replace('"', "");
    assert_eq!(converted(&whole).len(), 4);
    let left = [("F4".to_owned(), 4_000)];
    for table in [
        SPECTACLES.to_owned(),
        SPECTACLES.replace('\n', "\r\n"),
        // Nothing after the second quote: the row has as many cells as titles.
        SPECTACLES.replace("\"Phèdre", "\""),
        SPECTACLES.replace("\"Phèdre", "Phèdre\""),
        // Two rows eaten.
        SPECTACLES
            .replace("\"Phèdre", "Phèdre")
            .replace("Esther", "Esther\"")
            .replace("F4;", "F0;B;B;R;L;2026-02-04;5,00\nF4;"),
    ] {
        let outcome = spectacles().convert_table(table.as_bytes());
        assert_eq!(outcome.rules(), ["PES812", "PES814"], "{table}");
        assert!(say(&outcome.errors(), "va de la ligne 2 à la ligne "), "{table}");
        assert_eq!(converted(&table), left, "{table}");
    }
}

/// F2 has two rows, of which the first is eaten: the second alone would be another amount.
#[test]
fn an_invoice_whose_first_row_is_eaten_is_refused() {
    let rest = "F2;DURAND;ANNE;2 RUE Y;Bérénice;2026-02-02;5,00\n";
    let table = SPECTACLES.replace("F3;", &format!("{rest}F3;"));
    let outcome = spectacles().convert_table(table.as_bytes());
    assert_eq!(outcome.refused.iter().map(|refused| refused.invoice_number.as_str()).collect::<Vec<_>>(), ["F1", "F2"]);
    assert!(say(&outcome.errors(), "facture F2 : les lignes 2 à 3 du fichier, mal formées"));
    assert_eq!(converted(&table).len(), 2);
}

/// What is eaten of F2 ends in one of its cells: a row without a number is left between F1 and the rest of F2.
#[test]
fn an_invoice_after_the_rest_of_an_eaten_row_is_refused() {
    let table = SPECTACLES.replace("\"Le Cid;", "\"Le Cid\"\";").replace(
        "\"Phèdre;2026-02-02;25,00\n",
        "\"Phèdre\nacte 1;2026-02-02;25,00\nF2;DURAND;ANNE;2 RUE Y;Bérénice;2026-02-02;5,00\n",
    );
    let outcome = spectacles().convert_table(table.as_bytes());
    assert!(say(&outcome.errors(), "facture F2 : les lignes 2 à 4 du fichier, mal formées"), "{:#?}", outcome.errors());
    assert_eq!(converted(&table).into_iter().map(|(number, _)| number).collect::<Vec<_>>(), ["F3", "F4"]);
}

/// A quote in a number makes another number: the rows that the invoice has left are not all of it.
#[test]
fn an_invoice_that_a_malformed_number_cuts_is_refused() {
    let whole = SPECTACLES.replace('"', "");
    for damaged in ["F\"3;", "\"F3;\"", "\"\"F3;", "\"F3\"\"\";", "\"F3;\";", "F3;;"] {
        let table = whole.replace("F2;", "F3;").replacen("F3;", "F9;", 1).replacen("F9;", "F3;", 1);
        let table = table.replace("F3;MARTIN;LUC;3 RUE Z", &format!("{damaged}DURAND;ANNE;2 RUE Y"));
        let numbers: Vec<String> = converted(&table).into_iter().map(|(number, _)| number).collect();
        if damaged == "F3;;" {
            assert_eq!(numbers, ["F1", "F4"], "{table}");
        } else {
            assert_eq!(numbers, ["F1"], "{table}");
        }
    }
}

#[test]
fn text_after_a_closing_quote_is_refused() {
    for label in ["\"Repas\" midi", "\"Repas\" ", "\"\"Repas\"", "\"Re\"pas\"", "\"\"\"Repas\"\" midi"] {
        let table = Case::person().table(';').replace("\"Repas\"", label);
        let outcome = Case::person().convert_table(table.as_bytes());
        assert!(outcome.flows.is_empty(), "{label}");
        assert!(outcome.rules().contains(&"PES812"), "{label}");
        assert!(say(&outcome.errors(), "« ligne.libelle » : du texte suit le guillemet"), "{label}");
    }
}

/// One quote alone may be half of a pair; around words they are those of the text.
#[test]
fn quotes_in_a_cell_that_none_opens() {
    for label in ["5\" tuyau", "tuyau 5\"", "Re\"pas", " \"Repas\"", "Repas \"bio", "Re\"pas\""] {
        let outcome = Case::person().convert_table(Case::person().table(';').replace("\"Repas\"", label).as_bytes());
        assert_eq!(outcome.rules(), ["PES812"], "{label}");
        assert!(advise(&outcome.errors(), "\"5\"\" tuyau\""), "{label}");
    }
    for label in ["Repas \"bio\"", "Repas \"bio\", goûter (\"local\")"] {
        let outcome = Case::person().convert_table(Case::person().table(';').replace("\"Repas\"", label).as_bytes());
        assert_eq!(outcome.changes(), ["PES815"], "{label}");
        assert_eq!(text(&outcome.written().line().libelle), label);
    }
}

#[test]
fn a_cell_of_several_lines_is_told() {
    let case = Case::person().cell("debiteur.adr2", "3 RUE DU PORT\nESCALIER B").row(&[("ligne.libelle", "a;b;c;d")]);
    let outcome = case.convert();
    assert_eq!(outcome.changes(), ["PES815", "PES815", "PES871"]);
    let told: Vec<_> = outcome.infos.iter().collect();
    assert!(say(&told, "« debiteur.adr2 » : tient sur 2 lignes du fichier"));
    assert!(say(&told, "« ligne.libelle » : contient 3 fois le séparateur « ; »"));
    assert_eq!(text(&outcome.written().debtor().adresse.as_ref().unwrap().adr2), "3 RUE DU PORT ESCALIER B");
}

#[test]
fn titles_with_quotes_out_of_place_refuse_the_file() {
    for (from, to) in [("\"facture\"", "\"facture\"x"), ("\"facture\"", "fac\"ture"), ("\"facture\"", "\"fac;\nture\"")]
    {
        let table = Case::person().table(';').replacen(from, to, 1);
        let faults = Input::csv("factures.csv", table.as_bytes(), &Case::person().parsed()).unwrap_err();
        assert_eq!(faults[0].rule.id, "PES812", "{to}");
    }
}

#[test]
fn rows_that_contradict_each_other_are_refused() {
    let outcome = Case::person().row(&[("debiteur.nom", "AUTRE")]).convert();
    assert_eq!(outcome.rules(), ["PES826"]);
    assert!(say(&outcome.errors(), "« FAVENNEC » ligne 2 et « AUTRE » ligne 3"));
}

#[test]
fn a_number_that_comes_again_is_refused_everywhere() {
    let outcome = Case::person().row(&[("facture", "F2")]).row(&[("facture", "F1")]).convert();
    assert_eq!((outcome.rules(), outcome.refused.len()), (vec!["PES827"], 2));
    assert_eq!(outcome.flows[0].entries[0].invoice_number, "F2");
}

#[test]
fn constants_are_of_all_and_defaults_fill_the_empty_cells() {
    let mut case = Case::person().cell("ligne.unite", "");
    case.rows[0].retain(|(field, _)| field != "objet");
    let tables =
        "[constantes]\nobjet = \"Constante\"\n[defauts]\n\"ligne.unite\" = \"repas\"\n\"ligne.libelle\" = \"x\"\n";
    let written = case.tables(tables).written();
    assert_eq!(text(&written.indiv().objet), "Constante");
    assert_eq!((text(&written.line().unite1), text(&written.line().libelle)), ("repas", "Repas"));
}

/// A constant that hides a column would be billed in place of it.
#[test]
fn a_constant_of_a_mapped_column_is_refused() {
    let faults = Case::person().tables("[constantes]\nobjet = \"Constante\"\n").faults();
    assert_eq!((faults.len(), faults[0].rule.id), (1, "PES804"));
    assert!(faults[0].message.fr.contains("objet est dans [colonnes] et dans [constantes]"));
    assert_eq!(faults[0].at.line, Case::person().config().lines().count() + 2);
}

fn findings(case: &Case, table: &str) -> Vec<(&'static str, String)> {
    let config = case.parsed();
    let input = Input::csv("factures.csv", table.as_bytes(), &config).unwrap();
    input.findings().into_iter().map(|finding| (finding.rule.id, finding.message.fr.to_string())).collect()
}

#[test]
fn columns_that_nothing_reads_are_named_once() {
    let case = Case::person().cell("ligne.date", "28/02/2026").row(&[]);
    assert_eq!(findings(&case, &case.table(';')), []);
    let table: String = case.table(';').lines().map(|line| format!("{line};\"Majoration\";\"\"\n")).collect();
    assert_eq!(findings(&case, &table), [("PES877", "colonnes non lues : « Majoration », « n° 16 »".to_owned())]);
}

#[test]
fn what_is_assumed_of_a_column_is_told_once() {
    let case = Case::person().cells(&[("ligne.date", "01/02/2026"), ("ligne.taux_tva", "")]).row(&[]);
    let found = findings(&case, &case.table(';'));
    assert_eq!(found.iter().map(|(rule, _)| *rule).collect::<Vec<_>>(), ["PES878", "PES879"]);
    assert!(found[0].1.contains("« 01/02/2026 » lu jour d'abord"), "{found:?}");
    let said = case.key("entree.dates", "\"jj/mm/aaaa\"").tables("[defauts]\n\"ligne.taux_tva\" = \"0\"\n");
    assert_eq!(findings(&said, &said.table(';')), []);
}
