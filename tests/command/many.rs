//! Ten thousand times the same fault.

use crate::support::{root, run};

/// A flow whose titres for Chorus Pro all lack their NumeroFacture, and one that announces a count too many.
fn flow(titres: usize) -> String {
    let text = std::fs::read_to_string(root().join("fixtures/rules/PES222/rejected.xml")).unwrap();
    let (before, rest) = text.split_once("<Piece>").unwrap();
    let (piece, after) = rest.split_once("</Piece>").unwrap();
    assert!(piece.contains("<IdPce V=\"701\"/>") && before.contains("<NbrPce V=\"1\"/>"));
    let before = before
        .replace("<NbrPce V=\"1\"/>", &format!("<NbrPce V=\"{}\"/>", titres + 1))
        .replace("<MtBordHt V=\"42.00\"/>", &format!("<MtBordHt V=\"{}.00\"/>", titres * 42));
    let pieces: String = (0..titres)
        .map(|number| format!("<Piece>{}</Piece>\n", piece.replace("V=\"701\"", &format!("V=\"{}\"", number + 701))))
        .collect();
    before + &pieces + after
}

#[test]
fn ten_thousand_faults_that_are_alike_read_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flux.xml");
    std::fs::write(&path, flow(10_000)).unwrap();
    let path = path.to_str().unwrap();
    let output = run(&["check", path, "--lang", "fr"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    let said = said.replace(folder.path().to_str().unwrap(), "DIR");
    insta::assert_snapshot!(said);
    let english = run(&["check", path, "--lang", "en"]);
    assert!(String::from_utf8_lossy(&english.stdout).contains(" (10,000 times)\n"));
    // A piece for 10,000 titres that lacks 9,999 invoices: what is told of all is not told under each.
    let page = run(&["check", path, "--format", "html"]).stdout;
    assert!((100_000..1_000_000).contains(&page.len()), "{}", page.len());
    // Machines get each of them.
    let lines = String::from_utf8(run(&["check", path, "--format", "jsonl"]).stdout).unwrap();
    assert_eq!(lines.lines().filter(|line| line.contains("\"regle\":\"PES222\"")).count(), 10_000);
}

/// What the schema refuses is counted to the last too.
#[test]
fn ten_thousand_faults_of_the_schema_read_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flux.xml");
    std::fs::write(&path, flow(10_000).replace("<Edition V=\"02\"/>", "<Edition V=\"2\"/>")).unwrap();
    let said = run(&["check", path.to_str().unwrap(), "--lang", "fr"]).stdout;
    let said = String::from_utf8(said).unwrap();
    assert_eq!(said.matches("erreur[PES100]").count(), 1, "{said}");
    assert!(said.contains("erreur[PES100]: Edition : « 2 » : "), "{said}");
    assert!(said.contains(" (10 000 fois)\n") && said.lines().count() < 60, "{said}");
}

/// `split` refuses what `check` refuses, in the same words.
#[test]
fn split_tells_them_as_one_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flux.xml");
    std::fs::write(&path, flow(300)).unwrap();
    let out = folder.path().join("out");
    let output = run(&["split", path.to_str().unwrap(), "--out", out.to_str().unwrap(), "--bordereau-public", "90"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("(300 fois)") && said.lines().count() < 60, "{said}");
}
