//! What a spreadsheet would run: harmless in the tables we write for people, kept as it was in what is converted again.

use super::{Runs, SMALL, word};

const FORMULAS: [&str; 10] = [
    "=cmd|'/C calc'!A0",
    "=HYPERLINK(\"http://127.0.0.1/?\"&A1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "＝cmd|'/C calc'!A0",
    "＋1",
    "－1",
    "＠SUM(1)",
    "=1;=2",
];

#[test]
fn formulas_are_texts_in_the_tables_that_people_open() {
    let mut runs = Runs::new();
    let config = runs.file(
        "pes.toml",
        include_str!("../../fixtures/billing/cantine/pes.toml").replace("encodage = \"windows-1252\"\n", ""),
    );
    let windows = include_bytes!("../../fixtures/billing/cantine/factures.csv");
    let text = pes::parser::Encoding::Windows1252.decode(windows).unwrap().into_owned();
    let (header, row) = (text.lines().next().unwrap(), text.lines().nth(1).unwrap());
    for formula in FORMULAS {
        let quoted = format!("\"{}\"", formula.replace('"', "\"\""));
        for title in ["N° facture", "Nom", "Prénom", "Prestation", "Référence famille", "Adresse", "Total TTC", "Début"]
        {
            let column = header.split(';').position(|found| found == title).unwrap();
            let mut cells: Vec<&str> = row.split(';').collect();
            cells[column] = &quoted;
            let table = format!("{header}\n{}\n", cells.join(";"));
            let input = runs.file("=cmd.csv", &table);
            std::fs::remove_dir_all(runs.path("out")).ok();
            let words = ["convert", word(&input), "--config", word(&config), "--out", "out", "--date", "2026-03-02"];
            let answer = runs.run(&words, SMALL);
            for name in ["routage.csv", "rejets/rejets.csv"] {
                let written = std::fs::read(runs.path("out").join(name)).unwrap();
                let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(&written[3..]);
                for record in reader.records() {
                    for cell in &record.unwrap() {
                        assert!(!is_run(cell), "{title} {formula}, {name}: {cell}");
                    }
                }
            }
            if answer.code == 1 {
                let kept = std::fs::read_to_string(runs.path("out/rejets/=cmd.csv")).unwrap();
                assert_eq!(kept, table, "{title} {formula}");
            }
        }
    }
}

/// Whether a spreadsheet takes a cell for more than a text or a number.
fn is_run(cell: &str) -> bool {
    let is_number = !cell.is_empty() && cell.chars().all(|char| char.is_ascii_digit() || "-,".contains(char));
    !is_number && cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}
