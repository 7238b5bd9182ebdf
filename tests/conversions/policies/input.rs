use pes::mapper::Input;

use super::{Case, say, text};

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
    ] {
        let written = case(encoding).convert_table(bytes).written();
        assert_eq!(written.debtor_name(), "BŒUF-LÉGER", "{encoding}");
    }
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
    let table = case.table(';').replacen("\"Repas\"", "\"Repas", 1);
    let faults = Input::csv("factures.csv", table.as_bytes(), &case.parsed()).unwrap_err();
    assert_eq!(faults[0].rule.id, "PES812");
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
fn constants_win_over_cells_and_defaults_fill_the_empty_ones() {
    let case = Case::person().cell("ligne.unite", "");
    let tables =
        "[constantes]\nobjet = \"Constante\"\n[defauts]\n\"ligne.unite\" = \"repas\"\n\"ligne.libelle\" = \"x\"\n";
    let written = case.tables(tables).written();
    assert_eq!(text(&written.indiv().objet), "Constante");
    assert_eq!((text(&written.line().unite1), text(&written.line().libelle)), ("repas", "Repas"));
}
