//! What is found in the sample flows, at the version of each and before it: read one by one against the official texts.

use pes::parser::PesVersion;
use pes::validator::{CheckOptions, check};

use crate::support::{files, shared};

#[test]
fn findings_of_the_samples() {
    let Some(folder) = shared("samples") else { return };
    let samples = files(&folder, "xml");
    assert!(samples.len() >= 16, "{samples:?}");
    for path in samples {
        let name = super::name_of(&path);
        let bytes = std::fs::read(&path).unwrap();
        let shown: String =
            [PesVersion::V5_30, PesVersion::V5_17].map(|version| found(&name, &bytes, version)).concat();
        insta::assert_snapshot!(format!("sample_{}", name.trim_end_matches(".xml")), shown);
    }
}

/// One line for each finding: document when attached, rule, line, path, message.
fn found(name: &str, bytes: &[u8], version: PesVersion) -> String {
    let reports = check(name, bytes.to_vec(), &CheckOptions { version, ..CheckOptions::default() }).unwrap();
    let mut out = format!("{version}\n");
    let findings: Vec<_> = reports.into_iter().flat_map(|report| report.findings).collect();
    if findings.is_empty() {
        out.push_str("  nothing found\n");
    }
    for finding in findings {
        let at = &finding.at;
        let attached = at.document.strip_prefix(name).unwrap_or_default().trim_start_matches(" > ");
        let attached = if attached.is_empty() { String::new() } else { format!("{attached} ") };
        let severity = finding.rule.severity.word().fr;
        let (id, line, chemin, message) = (finding.rule.id, at.line, &at.path, &finding.message.fr);
        out.push_str(&format!("  {attached}{severity} {id}, line {line}, {chemin}\n    {message}\n"));
    }
    out
}
