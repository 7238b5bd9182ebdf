//! Findings are told as one when they break a rule in the same way, and only then.

use crate::support::{latin1, replaced, root, run, sound_flow};

fn checked(flow: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flux.xml");
    std::fs::write(&path, latin1(flow)).unwrap();
    let output = run(&[&["check", path.to_str().unwrap(), "--lang", "fr"], more].concat());
    String::from_utf8(output.stdout).unwrap()
}

/// The first lines of the findings of a rule.
fn told<'s>(said: &'s str, rule: &str) -> Vec<&'s str> {
    let start = format!("[{rule}]: ");
    said.lines().filter_map(|line| line.split_once(start.as_str()).map(|(_, message)| message)).collect()
}

/// Keys whose names differ by a digit, or by the table that they are in.
#[test]
fn each_missing_key_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root().join("fixtures/billing/cantine/pes.toml")).unwrap();
    let without: String =
        text.lines().filter(|line| !line.starts_with("adr2")).map(|line| format!("{line}\n")).collect();
    let config = folder.path().join("pes.toml");
    std::fs::write(&config, without.replace("[flux]", "[flux]\nadr8 = 1\nadr9 = 1")).unwrap();
    let bill = root().join("fixtures/billing/cantine/factures.csv");
    let (bill, config, out) = (bill.to_str().unwrap(), config.to_str().unwrap(), folder.path().join("out"));
    let output = run(&["convert", bill, "--config", config, "--out", out.to_str().unwrap(), "--lang", "fr"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    for key in ["clé emetteur.adr2 absente", "clé tresorerie.adr2 absente"] {
        assert_eq!(told(&said, "PES803").iter().filter(|line| line.starts_with(key)).count(), 1, "{said}");
    }
    for key in ["flux.adr8", "flux.adr9"] {
        assert_eq!(told(&said, "PES802").iter().filter(|line| line.contains(key)).count(), 1, "{said}");
    }
    assert!(!said.contains(" fois)"), "{said}");
}

/// Attributes and elements that differ by a digit alone.
#[test]
fn each_unknown_name_is_told() {
    let flow = replaced(&sound_flow(), "<IdPost V=\"035999\"/>", "<IdPost V=\"035999\" a1=\"x\" a2=\"y\"/>");
    let said = checked(&replaced(&flow, "<EnTeteRecette>", "<EnTeteRecette><Zone1 V=\"1\"/><Zone2 V=\"1\"/>"), &[]);
    let attributes = told(&said, "PES105");
    assert_eq!(attributes.len(), 2, "{said}");
    assert!(attributes[0].contains("attribut a1 ") && attributes[1].contains("attribut a2 "), "{said}");
    for zone in ["Zone1", "Zone2"] {
        let lines = said.lines().filter(|line| line.starts_with("erreur[") && line.contains(zone));
        assert_eq!(lines.count(), 1, "{zone}\n{said}");
    }
}

/// Of one element, each kind of fault is told; of one kind, values are told as one.
#[test]
fn each_kind_of_fault_of_an_element_is_told() {
    let numbers = |values: [&str; 4]| {
        let mut flow = sound_flow();
        let mut parts = flow.split("<IdPce V=\"");
        let mut out = parts.next().unwrap().to_owned();
        for (index, part) in parts.enumerate() {
            let end = part.find('"').unwrap();
            let value = values.get(index).filter(|value| !value.is_empty()).copied().unwrap_or(&part[..end]);
            out.push_str(&format!("<IdPce V=\"{value}{}", &part[end..]));
        }
        flow = out;
        checked(&flow, &[])
    };
    let said = numbers(["ABC", "12345678901234567", "DEF", ""]);
    let lines: Vec<&str> = told(&said, "PES100").into_iter().filter(|line| line.starts_with("IdPce")).collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[0].starts_with("IdPce : « ABC » : ") && lines[0].ends_with(" (2 fois)"), "{said}");
    assert!(lines[1].starts_with("IdPce : « 12345678901234567 » : ") && !lines[1].ends_with(" fois)"), "{said}");
}

/// Two absences at one place are two things to do.
#[test]
fn each_absence_at_one_place_is_told() {
    let flow = std::fs::read(root().join("fixtures/rules/PES301/accepted-5.17.xml")).unwrap();
    let flow: String = flow.iter().map(|&byte| byte as char).collect();
    let flow = replaced(&flow, "<DteMajo V=\"2026-05-16\"/>", "");
    let said = checked(&replaced(&flow, "<TxMajo V=\"10\"/>", ""), &["--pes-version", "5.17"]);
    let lines = told(&said, "PES301");
    assert_eq!(lines.len(), 2, "{said}");
    assert!(lines[0].ends_with("sans DteMajo") && lines[1].ends_with("sans TxMajo"), "{said}");
}
