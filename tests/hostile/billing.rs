//! Billing data that is broken, or made to break what reads it.

use super::{Answer, Bounds, LARGE, Runs, SMALL, times_larger, word};
use crate::support::tree;

const CONFIG: &str = include_str!("../../fixtures/billing/cantine/pes.toml");
const TABLE: &[u8] = include_bytes!("../../fixtures/billing/cantine/factures.csv");
const INVOICES: &str = include_str!("../../fixtures/billing/interco/factures.jsonl");

/// The table of the canteen, some invoices only, in UTF-8.
fn table() -> String {
    let text: String = pes::parser::Encoding::Windows1252.decode(TABLE).unwrap().into_owned();
    text.lines().take(12).map(|line| format!("{line}\n")).collect()
}

fn convert(runs: &mut Runs, name: &str, bytes: &[u8], bounds: Bounds) -> Answer {
    let config = match name.ends_with(".csv") {
        true => runs.file("pes.toml", CONFIG.replace("encodage = \"windows-1252\"\n", "")),
        false => {
            runs.file("annuaire.csv", include_bytes!("../../fixtures/billing/interco/annuaire.csv"));
            runs.file("pes.toml", include_str!("../../fixtures/billing/interco/pes.toml"))
        }
    };
    let input = runs.file(name, bytes);
    let words =
        ["convert", word(&input), "--config", word(&config), "--out", "out", "--date", "2026-03-02", "--ecraser"];
    std::fs::remove_dir_all(runs.path("out")).ok();
    runs.run(&words, bounds)
}

/// The table with another text in the place of a cell of its second row.
fn with_cell(title: &str, cell: &str) -> String {
    let table = table();
    let column = table.lines().next().unwrap().split(';').position(|found| found == title).expect("a column");
    let mut rows: Vec<String> = table.lines().map(str::to_owned).collect();
    let mut cells: Vec<&str> = rows[2].split(';').collect();
    cells[column] = cell;
    rows[2] = cells.join(";");
    rows.join("\n") + "\n"
}

#[test]
fn what_has_no_end_or_is_no_file_is_not_read() {
    let mut runs = Runs::new();
    let config = runs.file("pes.toml", CONFIG);
    for (input, said) in [("/dev/zero", "un périphérique n'est pas lu"), ("..", "c'est un dossier")] {
        let answer = runs.run(&["convert", input, "--config", word(&config), "--out", "out"], SMALL);
        assert!(answer.code == 2 && answer.says("PES810") && answer.says(said), "{input}: {}", answer.said());
    }
}

#[test]
fn tables_that_are_none() {
    let mut runs = Runs::new();
    let table = table();
    let header = table.lines().next().unwrap();
    let large = 20_000 * times_larger();
    let sixteen = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let put = |at: usize, bytes: &[u8]| [&table.as_bytes()[..at], bytes, &table.as_bytes()[at..]].concat();
    let body = header.len() + 1;
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "PES810"),
        ("titles alone", header.as_bytes().to_vec(), "PES810"),
        ("a quote never closed", put(body, b"\""), "PES812"),
        ("a quote never closed at the end", put(table.len() - 1, b"\""), "PES812"),
        ("a quote never closed in the titles", put(0, b"\""), "PES81"),
        ("nothing but quotes", b"\"".repeat(1_000_001), "PES812"),
        ("nothing but delimiters", b";".repeat(1_000_000), "PES811"),
        ("nothing but line ends", b"\n".repeat(1_000_000), "PES810"),
        ("a NUL", put(body + 10, b"\0"), "PES810"),
        ("NULs", vec![0; 1_000_000], "PES810"),
        ("UTF-16", [b"\xFF\xFE".to_vec(), sixteen(&table)].concat(), "PES810"),
        ("UTF-16 without a mark", sixteen(&table), "PES810"),
        ("a workbook", b"PK\x03\x04\x14\0\x06\0".to_vec(), "PES810"),
        ("an older workbook", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 \n".to_vec(), "PES810"),
        ("10,000 columns", with_columns(&table, 10_000), ""),
        ("titles of 10,000 columns", format!("{}\n{table}", "x;".repeat(10_000)).into_bytes(), "PES811"),
        ("rows of 10,000 cells", format!("{header}\n{}\n", "x;".repeat(10_000)).into_bytes(), "PES812"),
        ("twice the same title", format!("{header};{header}\n").into_bytes(), "PES811"),
        ("a field of megabytes", with_cell("Prestation", &"x".repeat(100 * large)).into_bytes(), "PES825"),
        (
            "a quoted field of megabytes",
            with_cell("Nom", &format!("\"{}\"", "x\"\"\n".repeat(20 * large))).into_bytes(),
            "PES82",
        ),
        ("a number of an invoice of megabytes", with_cell("N° facture", &"9".repeat(10 * large)).into_bytes(), "PES82"),
        ("an amount of megabytes", with_cell("Quantité", &"9".repeat(10 * large)).into_bytes(), "PES822"),
        ("a date of megabytes", with_cell("Début", &"1/".repeat(10 * large)).into_bytes(), "PES821"),
        ("a title of megabytes", format!("{};{header}\n", "y".repeat(10 * large)).into_bytes(), "PES810"),
        ("titles that are nearly ours", format!("{}{header}\n", "N° factur;".repeat(10_000)).into_bytes(), "PES810"),
    ];
    for (name, bytes, rule) in cases {
        let answer = convert(&mut runs, "factures.csv", &bytes, LARGE);
        assert_eq!(answer.code == 0, rule.is_empty(), "{name}: {}", start(&answer));
        assert!(answer.says(rule), "{name}: {}", start(&answer));
    }
    assert_eq!(runs.outside(), [""; 0]);
}

/// Rows and titles with more columns than anyone reads.
fn with_columns(table: &str, count: usize) -> Vec<u8> {
    let rows = table.lines().enumerate().map(|(row, line)| {
        let more: String =
            (0..count).map(|column| format!(";{}{column}", if row == 0 { "plus " } else { "" })).collect();
        format!("{line}{more}\n")
    });
    rows.collect::<String>().into_bytes()
}

fn start(answer: &Answer) -> String {
    answer.said().chars().take(2_000).collect()
}

/// A field of ten megabytes, of a hundred when asked: more than any memory should be asked for twice.
#[test]
fn a_field_of_many_megabytes() {
    let mut runs = Runs::new();
    let size = (10 << 20) * times_larger();
    for (name, table) in [
        ("plain", with_cell("Prestation", &"x".repeat(size))),
        ("quoted, of lines", with_cell("Prestation", &format!("\"{}\"", "x\n".repeat(size / 2)))),
    ] {
        let answer = convert(&mut runs, "factures.csv", table.as_bytes(), Bounds { mebibytes: 2560, seconds: 120 });
        assert_eq!(answer.code, 1, "{name}: {}", start(&answer));
        assert!(answer.says("PES825") && answer.stderr.len() < 20_000, "{name}: {} bytes said", answer.stderr.len());
    }
}

/// The same name in several encodings in one file: what is no text is refused, what may be one is shown to be read.
#[test]
fn encodings_mixed_in_a_table() {
    let mut runs = Runs::new();
    let table = table();
    let (first, second) = table.split_at(table.len() / 2 + table[table.len() / 2..].find('\n').unwrap() + 1);
    let windows = |text: &str| pes::parser::Encoding::Windows1252.encode(text).unwrap();
    for (name, bytes) in [
        ("UTF-8 then Windows-1252", [first.as_bytes(), &windows(second)].concat()),
        ("Windows-1252 then UTF-8", [&windows(first), second.as_bytes()].concat()),
        ("a mark, then Windows-1252", [b"\xEF\xBB\xBF", &windows(&table)[..]].concat()),
        ("a byte of nothing", [table.as_bytes(), b"\x81\x8D\x8F\x90\x9D"].concat()),
    ] {
        let answer = convert(&mut runs, "factures.csv", &bytes, SMALL);
        assert!(answer.code > 0, "{name}: {}", start(&answer));
    }
    // It takes no room: it is left out of its cell, with a word.
    let inside = [first.as_bytes(), b"\xEF\xBB\xBF", second.as_bytes()].concat();
    let answer = convert(&mut runs, "factures.csv", &inside, SMALL);
    assert!(answer.code == 0 && answer.says("PES838"), "a mark inside: {}", start(&answer));
}

#[test]
fn amounts_that_are_none() {
    let mut runs = Runs::new();
    let amounts = [
        "1e400",
        "1e-400",
        "1E5",
        "NaN",
        "nan",
        "inf",
        "-Infinity",
        "1.234,56",
        "1,234.56",
        "1,2,3",
        "0x10",
        "1_000",
        "--1",
        "+-1",
        "1-",
        "(12)",
        "½",
        "٣",
        "１２",
        "1,",
        ",",
        ".",
        "-",
        "€",
        "12 EUR x",
        "=1+1",
        "999999999999999999999999999999",
        "-999999999999999999999999",
        "0,00000000000000000000000000000001",
        "9223372036854775808",
        "184467440737095516,16",
    ];
    for amount in amounts {
        for title in ["Quantité", "Prix unitaire", "Remise", "Total TTC"] {
            let answer = convert(&mut runs, "factures.csv", with_cell(title, amount).as_bytes(), SMALL);
            assert_eq!(answer.code, 1, "{title} {amount}: {}", start(&answer));
            let refused = std::fs::read_to_string(runs.path("out/rejets/factures.csv")).unwrap();
            assert!(refused.contains(&format!(";{amount}")), "{title} {amount}: {refused}");
        }
    }
}

#[test]
fn json_lines_that_are_none() {
    let mut runs = Runs::new();
    let invoice = INVOICES.lines().next().unwrap();
    let with = |key: &str, value: &str| invoice.replacen('{', &format!("{{{key}: {value}, "), 1);
    let large = 20_000 * times_larger();
    let deep = |open: &str, close: &str| open.repeat(large) + &close.repeat(large);
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nested arrays", deep("[", "]").into_bytes(), "PES813"),
        ("nested objects", deep("{\"a\":", "}").into_bytes(), "PES813"),
        ("nested without end", "[".repeat(large).into_bytes(), "PES813"),
        ("nested in a field", with("\"objet\"", &deep("[", "]")).into_bytes(), "PES813"),
        (
            "nested in the debtor",
            with("\"debiteur\"", &deep("{\"nom\":", "}").replace(":}", ":1}")).into_bytes(),
            "PES813",
        ),
        ("nested in the lines", with("\"lignes\"", &deep("[", "]")).into_bytes(), "PES813"),
        ("a key of megabytes", with(&format!("\"{}\"", "k".repeat(10 * large)), "1").into_bytes(), "PES802"),
        (
            "unknown keys",
            with((0..large / 10).map(|n| format!("\"k{n}\": 1, ")).collect::<String>().trim_end_matches(": 1, "), "1")
                .into_bytes(),
            "PES802",
        ),
        (
            "the same key",
            with("\"objet\": \"a\", ".repeat(large / 10).trim_end_matches(": \"a\", "), "\"a\"").into_bytes(),
            "PES813",
        ),
        ("a text of megabytes", with("\"objet\"", &format!("\"{}\"", "x".repeat(10 * large))).into_bytes(), "PES8"),
        ("lines of nothing", with("\"lignes\"", &format!("[{}1]", "1,".repeat(large))).into_bytes(), "PES813"),
        ("a line of megabytes of blanks", [invoice, &" ".repeat(100 * large), "\n"].concat().into_bytes(), ""),
        ("half a surrogate", with("\"reference\"", "\"\\ud800\"").into_bytes(), "PES8"),
        ("a NUL", with("\"code_service\"", "\"a\\u0000b\"").into_bytes(), "PES8"),
        ("a raw NUL", [invoice.as_bytes(), b"\0"].concat(), "PES813"),
        ("one array for all", format!("[{}]", INVOICES.trim().replace('\n', ",")).into_bytes(), "PES813"),
        ("two in a line", format!("{invoice}{invoice}").into_bytes(), "PES813"),
        ("cut", invoice.as_bytes()[..invoice.len() / 2].to_vec(), "PES813"),
        ("not UTF-8", invoice.replace('à', "a").into_bytes().iter().copied().chain([b'\n', 0xE9]).collect(), "PES810"),
        ("UTF-16", invoice.encode_utf16().flat_map(u16::to_le_bytes).collect(), "PES81"),
        ("1e400", invoice.replace("37.5", "1e400").into_bytes(), "PES822"),
        ("a number without end", invoice.replace("37.5", &"9".repeat(large)).into_bytes(), "PES822"),
        ("NaN", invoice.replace("37.5", "NaN").into_bytes(), "PES813"),
        ("a comment", format!("// {invoice}").into_bytes(), "PES813"),
    ];
    for (name, bytes, rule) in cases {
        let answer = convert(&mut runs, "factures.jsonl", &bytes, LARGE);
        assert_eq!(answer.code == 0, rule.is_empty(), "{name}: {}", start(&answer));
        assert!(answer.says(rule), "{name}: {}", start(&answer));
        assert!(answer.said().len() < 5 << 20, "{name}: {} bytes said", answer.said().len());
    }
    assert!(tree(&runs.path("out")).is_empty());
}
