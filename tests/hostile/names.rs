//! Names that a file gives: shown, never used as a path.

use super::{Runs, SMALL, word};
use crate::support::{latin1, sound_flow, tree};

/// What people write into names to leave a folder, to be run, to hide, or to break a system.
const NAMES: [&str; 16] = [
    "../../evade",
    "..\\..\\evade",
    "/tmp/evade",
    "C:\\evade",
    "\\\\srv\\evade",
    ".",
    "..",
    "~/evade",
    "$(touch evade)",
    "`touch evade`",
    "-rf",
    "CON",
    "aux.xml",
    "a|b:c*?",
    "%2e%2e%2fevade",
    "\u{85}\u{9B}31m",
];

/// The elements of a flow whose texts are the nearest to names of files, the nearest first.
const ELEMENTS: [&str; 9] =
    ["NomFic", "NomPJ", "IdColl", "IdUnique", "CodCol", "CodBud", "DteStr", "IdBord", "Description"];

#[test]
fn names_of_a_flow_are_never_paths() {
    let flow = sound_flow();
    let mut runs = Runs::new();
    let config = runs.file("pes.toml", include_str!("../../fixtures/billing/eau/pes.toml"));
    for element in ELEMENTS {
        for name in NAMES.into_iter().chain([&*"x".repeat(5_000)]) {
            let suffixes = if ["NomFic", "NomPJ"].contains(&element) { &["", ".xml"][..] } else { &[""] };
            for suffix in suffixes {
                let document = with(&flow, element, &format!("{name}{suffix}"));
                let path = runs.file("in/flux.xml", latin1(&document));
                let path = word(&path);
                let split = ["split", path, "--out", "out", "--bordereau-public", "900", "--ecraser"];
                let code = runs.run(&split, SMALL).code;
                if ELEMENTS[..3].contains(&element) {
                    runs.run(&["check", path, "--format", "html", "--output", "page.html"], SMALL);
                    runs.run(&["show", path], SMALL);
                    runs.run(&["convert", path, "--config", word(&config), "--out", "out", "--ecraser"], SMALL);
                }
                only_where_asked(&runs, &format!("{element} {name}{suffix}, exit {code}"));
            }
        }
    }
}

/// Nothing is written but the page, the folder of the output and in it files whose names are those of flows.
fn only_where_asked(runs: &Runs, case: &str) {
    assert_eq!(runs.outside(), [""; 0], "{case}");
    for name in tree(&runs.path("")).into_keys() {
        let is_ours = ["pes.toml", "page.html", "in/flux.xml"].contains(&name.as_str());
        assert!(is_ours || name.strip_prefix("out/").is_some_and(is_of_a_run), "{case}: {name}");
    }
}

fn is_of_a_run(name: &str) -> bool {
    let is_flow = |name: &str| {
        let stem = name.strip_prefix("PESALR1_").and_then(|rest| rest.strip_suffix(".xml"));
        stem.is_some_and(|stem| stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
    };
    match name.split_once('/') {
        Some(("prive" | "public" | "sans_traitement" | "mixte", file)) => is_flow(file),
        Some(("rejets", file)) => ["rejets.csv", "flux.xml"].contains(&file),
        None => ["routage.csv", "rapport.json"].contains(&name),
        _ => false,
    }
}

/// The flow with this value wherever the element stands.
fn with(flow: &str, element: &str, value: &str) -> String {
    let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let start = format!("<{element} V=\"");
    let mut parts = flow.split(start.as_str());
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.extend([start.as_str(), &value, &part[part.find('"').expect("the end of a value")..]]);
    }
    assert_ne!(out, flow, "{element}");
    out
}

/// A configuration names folders of its own; a billing row names a complement, within that folder and nowhere else.
#[test]
fn a_complement_is_read_in_its_folder_and_nowhere_else() {
    let mut runs = Runs::new();
    let text = include_str!("../../fixtures/billing/interco/pes.toml").replace("annuaire = \"annuaire.csv\"", "");
    let config = runs.file("pes.toml", text);
    runs.file("secret.pdf", b"%PDF-1.4\nsecret\n%%EOF\n");
    runs.file("complements/within.pdf", b"%PDF-1.4\n%%EOF\n");
    let invoice = include_str!("../../fixtures/billing/interco/factures.jsonl").lines().next().unwrap();
    for name in ["../secret.pdf", "./../secret.pdf", "x/../../secret.pdf", "/etc/passwd", "/dev/zero", "..", "", "\\0"]
    {
        let line = invoice.replacen('{', &format!("{{\"complement\": \"{}\", ", name.replace("\\0", "\\u0000")), 1);
        let input = runs.file("in/factures.jsonl", line);
        let words =
            ["convert", word(&input), "--config", word(&config), "--out", "out", "--date", "2026-03-02", "--ecraser"];
        let answer = runs.run(&words, SMALL);
        for (path, bytes) in tree(&runs.path("out")) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("secret\n") && !text.contains("root:"), "{name}: {path}: {}", answer.said());
        }
        assert!(name.is_empty() || answer.code > 0, "{name}: {}", answer.said());
    }
}
