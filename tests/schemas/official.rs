use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pes::parser::PesVersion;
use pes::validator::{Verdict, check};

use crate::support::{files, run, shared, xmllint};

/// The official sets, with the version that each is of.
pub const SETS: [(&str, PesVersion); 3] = [
    ("schemas_pes.v5.12", PesVersion::V5_12),
    ("schemas_pes_v5.17", PesVersion::V5_17),
    ("schemas_pes_v5.30_rebuilt", PesVersion::V5_30),
];

/// One schema document for each kind of document.
pub const ROOTS: [&str; 4] = [
    "Rev0/PES_Aller.xsd",
    "Rev0/PES_V2_Acquit_Autonome.xsd",
    "Rev0/PES_V2_Acquit_Autonome_V2.xsd",
    "RETOUR/Rev0/PES_Retour.xsd",
];

type Verdicts = BTreeMap<String, bool>;

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn by_xmllint(schema: &Path, samples: &[PathBuf]) -> Option<Verdicts> {
    let output = xmllint()?.arg("--noout").arg("--schema").arg(schema).args(samples).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let valid: Vec<&str> = said.lines().filter_map(|line| line.strip_suffix(" validates")).collect();
    Some(samples.iter().map(|path| (name_of(path), valid.contains(&path.to_str().unwrap()))).collect())
}

fn by_pes_xsd(schema: &Path, samples: &[PathBuf]) -> Verdicts {
    let mut words = vec!["xsd", schema.to_str().unwrap(), "--format", "json"];
    words.extend(samples.iter().map(|path| path.to_str().unwrap()));
    let output = run(&words);
    let page: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}: {}", schema.display(), String::from_utf8_lossy(&output.stderr)));
    let verdict = |file: &serde_json::Value| {
        let is_valid = file["verdict"] == "valide";
        assert_eq!(is_valid, file["erreurs"].as_array().unwrap().is_empty());
        (name_of(Path::new(file["fichier"].as_str().unwrap())), is_valid)
    };
    page["fichiers"].as_array().unwrap().iter().map(verdict).collect()
}

#[test]
fn samples_get_the_verdict_of_xmllint() {
    let (Some(sets), Some(samples)) = (shared("pes-xsd"), shared("samples")) else { return };
    let samples = files(&samples, "xml");
    let (mut compared, mut valid) = (0, 0);
    for (set, _) in SETS {
        for root in ROOTS {
            let schema = sets.join(set).join("PES_V2").join(root);
            let Some(expected) = by_xmllint(&schema, &samples) else { return };
            assert_eq!(by_pes_xsd(&schema, &samples), expected, "{set} {root}");
            compared += expected.len();
            valid += expected.values().filter(|&&valid| valid).count();
        }
    }
    println!("{compared} verdicts, {valid} of them valid");
    assert!(valid >= 20, "{valid}");
}

/// Ours describes neither Dépense nor Marché: what is wrong inside them passes, and is said not to be checked.
#[test]
fn our_schemas_and_the_official_ones_agree_on_the_samples() {
    let (Some(sets), Some(folder)) = (shared("pes-xsd"), shared("samples")) else { return };
    let samples = files(&folder, "xml");
    let mut differences = Vec::new();
    for (set, version) in SETS {
        let mut official: Verdicts = samples.iter().map(|path| (name_of(path), false)).collect();
        for root in ROOTS {
            for (name, is_valid) in by_pes_xsd(&sets.join(set).join("PES_V2").join(root), &samples) {
                *official.get_mut(&name).unwrap() |= is_valid;
            }
        }
        let options = pes::validator::CheckOptions { version, ..Default::default() };
        for path in &samples {
            let reports = check(&name_of(path), std::fs::read(path).unwrap(), &options).unwrap();
            let ours = reports[0].schema;
            let expected = if official[&name_of(path)] { Verdict::Valid } else { Verdict::Invalid };
            if ours != expected {
                differences.push(format!("{version} {} ours: {}", name_of(path), ours.name()));
            }
        }
    }
    let domains = ["aller-accents.xml", "aller-depense-2020.xml", "retour-depense.xml"];
    let expected: Vec<String> = SETS
        .iter()
        .flat_map(|(_, version)| domains.map(|name| format!("{version} {name} ours: non contrôlé")))
        .collect();
    assert_eq!(differences, expected);
}
