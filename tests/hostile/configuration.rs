//! Configurations and directories that are broken, or made to break what reads them.

use super::{LARGE, Runs, SMALL, times_larger, word};
use crate::support::{latin1, sound_flow};

const CONFIG: &str = include_str!("../../fixtures/billing/cantine/pes.toml");
const DIRECTORY: &str = include_str!("../../fixtures/billing/interco/annuaire.csv");

#[test]
fn configurations() {
    let mut runs = Runs::new();
    let input = runs.file("factures.csv", include_bytes!("../../fixtures/billing/cantine/factures.csv"));
    runs.file("secret", "mot de passe\n");
    let large = 10_000 * times_larger();
    let with = |from: &str, to: &str| crate::support::replaced(CONFIG, from, to).into_bytes();
    let keys =
        |one: &dyn Fn(usize) -> String| format!("{CONFIG}\n{}", (0..large).map(one).collect::<String>()).into_bytes();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "PES803"),
        ("NULs", vec![0; 100_000], "PES801"),
        ("not UTF-8", b"[collectivite]\nsiret = \"\xE9\"".to_vec(), "PES801"),
        ("UTF-16", CONFIG.encode_utf16().flat_map(u16::to_le_bytes).collect(), "PES801"),
        ("nested arrays", format!("a = {}", "[".repeat(10 * large)).into_bytes(), "PES801"),
        ("nested tables", format!("a = {}", "{a=".repeat(10 * large)).into_bytes(), "PES801"),
        ("a dotted key", format!("{} = 1", "a.".repeat(10 * large) + "a").into_bytes(), "PES80"),
        ("a table of many names", format!("[{}a]", "a.".repeat(10 * large)).into_bytes(), "PES80"),
        ("unknown keys", keys(&|n| format!("[t{n}]\n")), "PES802"),
        ("unknown fields", keys(&|n| format!("\"ligne.x{n}\" = \"a\"\n")), "PES802"),
        ("debtors", keys(&|_| "[[debiteurs]]\n".to_owned()), "PES803"),
        ("the same key", keys(&|_| "facture = \"a\"\n".to_owned()), "PES801"),
        ("a key of megabytes", format!("{CONFIG}\n{} = 1", "k".repeat(100 * large)).into_bytes(), "PES802"),
        ("a text of megabytes", with("KERMARREC", &"K".repeat(100 * large)), "PES804"),
        ("a text never closed", with("\"KERMARREC\"", "\"KERMARREC"), "PES801"),
        ("texts never closed", "\"\"\"".repeat(100_001).into_bytes(), "PES801"),
        ("a number beyond all", with("premier_titre = 101", "premier_titre = 999999999999999999999999"), "PES80"),
        ("the last number", with("premier_titre = 101", "premier_titre = 9223372036854775807"), "PES8"),
        ("a bordereau beyond all", with("premier_bordereau = 11", "premier_bordereau = 9223372036854775807"), "PES8"),
        ("infinity", with("premier_titre = 101", "premier_titre = inf"), "PES80"),
        ("no titre in a flow", with("[flux]\n", "[flux]\nmax_titres = 0\n"), "PES80"),
        ("a delimiter of many bytes", with("separateur = \";\"", "separateur = \"€\""), "PES80"),
        ("a quote as delimiter", with("separateur = \";\"", "separateur = '\"'"), "PES8"),
        ("a line end as delimiter", with("separateur = \";\"", "separateur = \"\\n\""), "PES8"),
        ("an escape of a terminal", with("KERMARREC", "\\u001B[2J"), "PES804"),
        ("a directory elsewhere", with("[routage]\n", "[routage]\nannuaire = \"secret\"\n"), "PES811"),
        ("a directory that is none", with("[routage]\n", "[routage]\nannuaire = \"..\"\n"), "PES810"),
        ("a directory without end", with("[routage]\n", "[routage]\nannuaire = \"/dev/zero\"\n"), "PES810"),
    ];
    for (name, bytes, rule) in cases {
        let config = runs.file("pes.toml", bytes);
        let words = ["convert", word(&input), "--config", word(&config), "--out", "out", "--date", "2026-03-02"];
        let answer = runs.run(&words, LARGE);
        let said: String = answer.said().chars().take(2_000).collect();
        assert!(answer.code > 0 && answer.says(rule), "{name}: exit {}: {said}", answer.code);
        assert!(!answer.says("mot de passe"), "{name}");
        std::fs::remove_dir_all(runs.path("out")).ok();
    }
    assert_eq!(runs.outside(), [""; 0]);
}

#[test]
fn directories_of_public_recipients() {
    let mut runs = Runs::new();
    let flow = runs.file("flux.xml", latin1(&sound_flow()));
    let large = 20_000 * times_larger();
    let header = DIRECTORY.lines().next().unwrap();
    let rows =
        |one: &dyn Fn(usize) -> String| format!("{header}\n{}", (0..large).map(one).collect::<String>()).into_bytes();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("as it should be", DIRECTORY.as_bytes().to_vec(), ""),
        ("nothing", Vec::new(), "PES810"),
        ("NULs", vec![0; 100_000], "PES810"),
        (
            "UTF-16",
            [b"\xFF\xFE".to_vec(), DIRECTORY.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
            "PES810",
        ),
        ("another table", b"a;b;c\n1;2;3\n".to_vec(), "PES811"),
        ("a quote never closed", format!("{DIRECTORY}\"").into_bytes(), ""),
        ("10,000 columns", format!("{header}{}\n", ";x".repeat(10_000)).into_bytes(), ""),
        ("rows at fault", rows(&|n| format!("{n};;;;;\n")), "PES812"),
        ("the same recipient", rows(&|n| format!("21350998700011;N;S{n};oui;oui;oui\n")), ""),
        ("other recipients", rows(&|n| format!("{:014};N;S;oui;oui;oui\n", n)), ""),
        ("a cell of megabytes", format!("{header}\n{};N\n", "9".repeat(500 * large)).into_bytes(), "PES812"),
        ("formulas", rows(&|_| "21350998700011;=cmd|'/C calc'!A0;@SUM(1);oui;oui;oui\n".to_owned()), ""),
        ("an escape of a terminal", format!("{header}\n\x1B[2J\x07;\u{9B}31m\n").into_bytes(), "PES812"),
    ];
    for (name, bytes, rule) in cases {
        let directory = runs.file("annuaire.csv", bytes);
        let answer = runs.run(&["check", word(&flow), "--annuaire", word(&directory)], LARGE);
        let said: String = answer.said().chars().take(2_000).collect();
        assert_eq!(answer.code == 2, !rule.is_empty(), "{name}: exit {}: {said}", answer.code);
        assert!(answer.says(rule), "{name}: {said}");
    }
    let answer = runs.run(&["check", word(&flow), "--annuaire", "/dev/zero"], SMALL);
    assert!(answer.code == 2 && answer.says("PES810"), "{}", answer.said());
}
