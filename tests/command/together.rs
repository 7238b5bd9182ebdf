//! `pes check A B`: what the flows of one run may not share.

use std::path::PathBuf;

use crate::support::{latin1, pes, replaced, sound_flow};

/// Flows in a folder, by name; exit code, and the findings across files as `rule document line other`.
fn checked(flows: &[(&str, &str)], jobs: &str) -> (i32, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let mut paths: Vec<PathBuf> = Vec::new();
    for (name, text) in flows {
        paths.push(folder.path().join(name));
        std::fs::write(paths.last().unwrap(), latin1(text)).unwrap();
    }
    let output = pes().args(["check", "--format", "json", "--jobs", jobs]).args(&paths).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut found = Vec::new();
    for file in json["fichiers"].as_array().unwrap() {
        for document in file["documents"].as_array().unwrap() {
            for finding in document["constats"].as_array().unwrap() {
                let rule = finding["regle"].as_str().unwrap();
                if ("PES940".."PES945").contains(&rule) {
                    let message = finding["message"].as_str().unwrap();
                    let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
                    let document = name(finding["document"].as_str().unwrap());
                    assert!(message.contains("a.xml") || message.contains("b.xml"), "both places: {message}");
                    found.push(format!("{rule} {document}"));
                }
            }
        }
    }
    (output.status.code().unwrap(), found)
}

fn of(rules: &[String], rule: &str) -> usize {
    rules.iter().filter(|found| found.starts_with(rule)).count()
}

#[test]
fn the_same_flow_twice_is_said_once() {
    let flow = sound_flow();
    assert_eq!(checked(&[("a.xml", &flow)], "1"), (0, Vec::new()), "alone it is sound");
    assert_eq!(checked(&[("a.xml", &flow), ("b.xml", &flow)], "1"), (1, vec!["PES943 b.xml".to_owned()]));
}

#[test]
fn what_two_flows_share_is_told_in_the_second_whatever_the_threads() {
    let flow = sound_flow();
    let renamed = replaced(&flow, "PESALR1_VALMIREL_20260309_051", "PESALR1_VALMIREL_20260309_052");
    let (code, found) = checked(&[("a.xml", &flow), ("b.xml", &renamed)], "1");
    assert_eq!(code, 1);
    assert!(found.iter().all(|finding| finding.ends_with("b.xml")), "{found:?}");
    let counts = ["PES940", "PES941", "PES942", "PES943", "PES944"].map(|rule| of(&found, rule));
    assert_eq!(counts, [1, 5, 3, 0, 5], "a bordereau, five titres, three pieces, five invoices: {found:?}");
    assert_eq!(checked(&[("a.xml", &flow), ("b.xml", &renamed)], "4"), (code, found));
}

#[test]
fn numbers_are_those_of_a_budget_a_year_and_a_type() {
    let flow = sound_flow();
    for (from, to) in [("<CodBud V=\"00\"/>", "<CodBud V=\"01\"/>"), ("<Exer V=\"2026\"/>", "<Exer V=\"2025\"/>")] {
        let other = replaced(&replaced(&flow, "_20260309_051", "_20260309_052"), from, to);
        let (_, found) = checked(&[("a.xml", &flow), ("b.xml", &other)], "2");
        assert_eq!((of(&found, "PES940"), of(&found, "PES941")), (0, 0), "{to}: {found:?}");
        assert_eq!(of(&found, "PES942"), 3, "a piece is that of all budgets");
    }
    let zeros = replaced(&replaced(&flow, "_20260309_051", "_2"), "<IdBord V=\"51\"/>", "<IdBord V=\"0051\"/>");
    assert_eq!(of(&checked(&[("a.xml", &flow), ("b.xml", &zeros)], "1").1, "PES940"), 1);
}

#[test]
fn what_comes_by_standard_input_is_put_beside_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xml");
    std::fs::write(&path, latin1(&sound_flow())).unwrap();
    let input = std::fs::File::open(&path).unwrap();
    let output = pes().args(["check", "--format", "court"]).arg(&path).arg("-").stdin(input).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
}
