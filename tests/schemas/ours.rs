use std::path::PathBuf;

use pes::parser::{PesAller, PesVersion, Source};
use pes::validator::{CheckOptions, DocumentReport, Verdict, check, schema};
use pes::xsd::{StartTag, Visitor};

use crate::support::{root, run, tree, xmllint};

/// Flows of the fixtures and flows that conversions must give, with their bytes. Those of the rules, each at its version,
/// and the returns have a test of their own.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let is_a_flow = |name: &str| name.ends_with(".xml") && !name.starts_with("rules/") && !name.starts_with("retours/");
    let flows: Vec<_> = tree(&root().join("fixtures")).into_iter().filter(|(name, _)| is_a_flow(name)).collect();
    assert!(flows.len() >= 9, "{}", flows.len());
    flows
}

#[test]
fn every_fixture_is_valid() {
    let mut documents = 0;
    for (name, bytes) in fixtures() {
        let reports = check(&name, bytes.clone(), &CheckOptions::default()).unwrap();
        for report in &reports {
            assert!(fits_its_schema(report) || is_a_line_of_text(report), "{report:#?}");
        }
        documents += reports.len();
    }
    println!("{documents} documents valid in 5.30");
    for (name, bytes) in
        fixtures().into_iter().filter(|(name, _)| name.starts_with("flux/") && !name.contains("complet"))
    {
        let options = CheckOptions { version: PesVersion::V5_17, ..CheckOptions::default() };
        let reports = check(&name, bytes.clone(), &options).unwrap();
        assert!(reports.iter().all(fits_its_schema), "{reports:#?}");
    }
}

/// The answer to a return has no schema of ours.
#[test]
fn every_return_is_valid() {
    for (name, bytes) in tree(&root().join("fixtures/retours")) {
        let expected = if name == "acquit-retour.xml" { Verdict::Unchecked } else { Verdict::Valid };
        for report in check(&name, bytes, &CheckOptions::default()).unwrap() {
            assert_eq!((report.xml, report.schema), (Verdict::Valid, expected), "{report:#?}");
        }
    }
}

/// The flow that covers the structure breaks business rules.
fn fits_its_schema(report: &DocumentReport) -> bool {
    report.xml == Verdict::Valid && (report.schema == Verdict::Valid || report.is_partial())
}

/// The pieces of the flow that covers the structure are no invoices.
fn is_a_line_of_text(report: &DocumentReport) -> bool {
    report.document.starts_with("flux/complet.xml > ") && report.findings.iter().all(|found| found.rule.id == "PES002")
}

#[test]
fn exported_schemas_are_those_that_xmllint_reads() {
    let flow = root().join("fixtures/flux/titres-sans-asap.xml");
    for version in PesVersion::all() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("xsd");
        let output = run(&["xsd-export", "--pes-version", &version.to_string(), "--out", out.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(tree(&out).len(), 12);
        for document in ["PES_Aller.xsd", "PES_ACQUIT.xsd", "PES_ACQUIT_v2.xsd", "PES_Retour.xsd"] {
            let Some(mut command) = xmllint() else { return };
            let output = command.arg("--noout").arg("--schema").arg(out.join(document)).arg(&flow).output().unwrap();
            // 3: the document is of another kind; 5: the schema does not compile.
            let expected = if document == "PES_Aller.xsd" { 0 } else { 3 };
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(expected), "{version} {document}: {said}");
        }
    }
}

#[test]
fn an_export_is_never_written_over_other_content() {
    let folder = tempfile::tempdir().unwrap();
    let export = |version: &str, more: &[&str]| {
        let out = folder.path().to_str().unwrap();
        run(&[&["xsd-export", "--pes-version", version, "--out", out], more].concat()).status.code()
    };
    assert_eq!(export("5.30", &[]), Some(0));
    assert_eq!(export("5.30", &[]), Some(0), "the same again is no conflict");
    let first = tree(folder.path());
    assert_eq!(export("5.11", &[]), Some(2));
    assert_eq!(tree(folder.path()), first);
    assert_eq!(export("5.11", &["--ecraser"]), Some(0));
    assert_ne!(tree(folder.path()), first);
    assert_eq!(run(&["xsd-export", "--out", "x"]).status.code(), Some(2), "the version must be given");
}

/// Spoils one value of every block of a document, so that each gets a path.
#[derive(Default)]
struct Offsets(Vec<usize>);

impl Visitor for Offsets {
    fn start(&mut self, tag: &StartTag<'_, '_>) {
        self.0.push(tag.offset());
    }
}

/// Both readers number elements alike: a finding of either is found by the path of the other.
#[test]
fn paths_are_those_of_the_parser() {
    for (name, bytes) in fixtures() {
        // An attribute that no element has is an error at each, with its path.
        let text = Source::decode(name.as_str(), &bytes).unwrap().text().into_owned();
        let text = text.replacen("ISO-8859-1", "UTF-8", 1);
        let mut offsets = Offsets::default();
        let validator = schema(PesVersion::V5_30).unwrap().validator().max_errors(usize::MAX);
        assert!(validator.visit(text.as_bytes(), &mut offsets).is_valid(), "{name}");
        let mut spoiled = String::new();
        let mut from = 0;
        for offset in offsets.0 {
            let end = offset + 1 + text[offset + 1..].find([' ', '/', '>', '\n']).unwrap();
            spoiled.push_str(&text[from..end]);
            spoiled.push_str(" faux=\"\"");
            from = end;
        }
        spoiled.push_str(&text[from..]);
        let report = validator.validate_bytes(spoiled.as_bytes());
        let source = Source::decode(name.as_str(), spoiled.as_bytes()).unwrap();
        PesAller::read(&source).unwrap();
        let places: Vec<_> = report.errors().iter().map(|error| pes::parser::value::Place::at(error.offset)).collect();
        assert!(places.len() > 50, "{name}: {}", places.len());
        for (error, location) in report.errors().iter().zip(source.locate_all(&places)) {
            assert_eq!(
                (error.line, error.column, &error.path),
                (location.line, location.column, &location.path),
                "{name}"
            );
        }
    }
}

/// A schema that is not there is no reason to say that a flow is valid.
#[test]
fn without_a_schema_nothing_is_valid() {
    let flow = root().join("fixtures/flux/mixte.xml");
    let flow = flow.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let schema = |body: &str| format!("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">{body}</xs:schema>");
    for path in [
        folder.path().join("absent.xsd"),
        write("malformed.xsd", "<xs:schema"),
        write("other.xsd", "<a/>"),
        write("broken.xsd", &schema("<xs:element name=\"a\" type=\"b\"/>")),
        write("alone.xsd", &schema("<xs:include schemaLocation=\"absent.xsd\"/><xs:element name=\"a\" type=\"b\"/>")),
        write("empty.xsd", ""),
    ] {
        let path = path.to_str().unwrap();
        for words in [&["xsd", path, flow][..], &["check", flow, "--xsd", path]] {
            let output = run(words);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
            assert!(output.stdout.is_empty() && said.contains("PES006"), "{words:?}: {said}");
        }
    }
}
