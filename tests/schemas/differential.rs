//! Our schemas, the official ones and xmllint must say the same of documents with faults.

use std::path::{Path, PathBuf};

use pes::parser::PesVersion;
use pes::validator::{CheckOptions, Verdict, check, schema};
use pes::xsd::Schema;

use super::mutation::{Seed, mutated};
use super::official::{ROOTS, SETS};
use crate::support::{files, root, shared, xmllint};

/// Documents that hold every element and attribute of a version, with the official schema document for each.
fn maximal(version: PesVersion) -> Vec<(String, &'static str)> {
    let suffix = format!("-{version}.xml");
    let documents = files(&root().join("tests/schemas/maximal"), "xml");
    let documents: Vec<_> = documents
        .into_iter()
        .filter_map(|path| {
            let kind = path.file_name()?.to_str()?.strip_suffix(&suffix)?.to_owned();
            let root = match kind.as_str() {
                "pes-acquit" => ROOTS[1],
                "pes-acquit-v2" => ROOTS[2],
                "pes-retour" => ROOTS[3],
                _ => ROOTS[0],
            };
            Some((std::fs::read_to_string(path).unwrap(), root))
        })
        .collect();
    assert_eq!(documents.len(), 5, "{version}");
    documents
}

/// How many mutations of each document: more in a long run.
fn mutations() -> u64 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(60)
}

#[test]
fn documents_that_hold_everything_are_valid() {
    for (_, version) in SETS {
        for (document, _) in maximal(version) {
            let report = schema(version).unwrap().validator().validate_bytes(document.as_bytes());
            assert!(report.is_valid(), "{version}: {:?}", report.errors().first());
        }
    }
}

/// Each version with its official set: the same verdict, and the same first line at fault.
#[test]
fn mutated_documents_are_judged_as_by_the_official_schemas() {
    let Some(sets) = shared("pes-xsd") else { return };
    let (mut compared, mut valid) = (0, 0);
    let mut disagreements = Vec::new();
    for (set, version) in SETS {
        let ours = schema(version).unwrap();
        for (index, (document, root)) in (0..).zip(maximal(version)) {
            let official = Schema::load(sets.join(set).join("PES_V2").join(root)).unwrap();
            for mutation in 0..mutations() {
                let text = mutated(&document, &mut Seed(index << 32 | mutation));
                let expected = official.validator().validate_bytes(text.as_bytes());
                let found = ours.validator().validate_bytes(text.as_bytes());
                compared += 1;
                valid += usize::from(expected.is_valid());
                let line = |report: &pes::xsd::Report| report.errors().first().map(|error| error.line);
                if line(&expected) != line(&found) {
                    let first = |report: &pes::xsd::Report| report.errors().first().map(ToString::to_string);
                    disagreements.push((version, root, mutation, first(&expected), first(&found)));
                }
            }
        }
    }
    println!("{compared} documents compared, {valid} of them valid");
    assert!(valid > compared / 10, "{valid} of {compared}");
    assert!(disagreements.is_empty(), "{disagreements:#?}");
}

/// libxml2 on the official schemas, our engine on ours: the same verdict, but for what is explained.
#[test]
fn mutated_documents_are_judged_as_by_xmllint() {
    let Some(sets) = shared("pes-xsd") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (mut compared, mut explained) = (0, 0);
    let mut disagreements = Vec::new();
    for (set, version) in SETS {
        let ours = schema(version).unwrap();
        for (index, (document, root)) in (0..).zip(maximal(version)) {
            let texts: Vec<String> =
                (0..mutations()).map(|mutation| mutated(&document, &mut Seed(index << 32 | mutation))).collect();
            let schema = sets.join(set).join("PES_V2").join(root);
            let Some(verdicts) = by_xmllint(&schema, &texts, folder.path()) else { return };
            for (text, expected) in texts.iter().zip(verdicts) {
                let report = ours.validator().validate_bytes(text.as_bytes());
                compared += 1;
                if report.is_valid() != expected.is_none() {
                    let why = report.errors().first().map(ToString::to_string).unwrap_or_default();
                    let said = expected.unwrap_or_default();
                    match EXPLAINED.iter().any(|(_, is_it)| is_it(&said, &why, text)) {
                        true => explained += 1,
                        false => disagreements.push(format!("{version} {root}: xmllint {said:?}, ours {why:?}")),
                    }
                }
            }
        }
    }
    assert!(disagreements.is_empty(), "{disagreements:#?}");
    println!("{compared} documents compared with xmllint, {explained} of them judged otherwise, as explained");
}

/// The schema layer of a check, with all that reads the document, says what libxml2 says with the official schemas: it
/// refuses nothing more and nothing less, but for what is explained.
#[test]
fn the_schema_layer_of_a_check_is_that_of_xmllint() {
    let Some(sets) = shared("pes-xsd") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (mut compared, mut accepted, mut explained) = (0, 0, [0; EXPLAINED.len()]);
    let (mut too_many, mut too_few) = (Vec::new(), Vec::new());
    for (set, version) in SETS {
        let options = CheckOptions { version, ..CheckOptions::default() };
        for (index, (document, root)) in (0..).zip(maximal(version)) {
            let documents: Vec<Vec<u8>> = (0..mutations())
                .map(|mutation| {
                    // Not those of the other tests.
                    let mut seed = Seed(1 << 63 | index << 32 | mutation);
                    encoded(&mutated(&document, &mut seed), &mut seed)
                })
                .collect();
            let schema = sets.join(set).join("PES_V2").join(root);
            let Some(verdicts) = by_xmllint(&schema, &documents, folder.path()) else { return };
            for (bytes, expected) in documents.into_iter().zip(verdicts) {
                let report = check("d.xml", bytes.clone(), &options).unwrap().swap_remove(0);
                let is_accepted = report.xml == Verdict::Valid && report.schema == Verdict::Valid;
                compared += 1;
                accepted += usize::from(is_accepted);
                if is_accepted == expected.is_none() {
                    continue;
                }
                let ours = report
                    .findings
                    .iter()
                    .find(|finding| finding.is_error())
                    .map(|finding| format!("{} {} {}", finding.rule.id, finding.at.path, finding.message.en));
                let (said, ours) = (expected.unwrap_or_default(), ours.unwrap_or_default());
                match EXPLAINED.iter().position(|(_, is_it)| is_it(&said, &ours, &String::from_utf8_lossy(&bytes))) {
                    Some(which) => explained[which] += 1,
                    None if is_accepted => too_few.push(format!("{version} {root}: xmllint {said:?}")),
                    None => too_many.push(format!("{version} {root}: ours {ours:?}")),
                }
            }
        }
    }
    println!("{compared} documents checked beside xmllint, {accepted} of them accepted");
    println!("{} refusals too many, {} too few; explained:", too_many.len(), too_few.len());
    for ((why, _), count) in EXPLAINED.iter().zip(explained) {
        println!("  {count}: {why}");
    }
    assert!(accepted > compared / 10, "{accepted} of {compared}");
    assert!(too_many.is_empty() && too_few.is_empty(), "too many {too_many:#?}, too few {too_few:#?}");
}

/// The bytes of a document: in UTF-8, which it says, and at times in another encoding.
fn encoded(text: &str, seed: &mut Seed) -> Vec<u8> {
    let said = |name: &str| text.replacen("UTF-8", name, 1);
    let is_latin = text.chars().all(|c| u32::from(c) < 0x100);
    match seed.below(40) {
        0 if is_latin => said("ISO-8859-1").chars().map(|c| u32::from(c).to_le_bytes()[0]).collect(),
        1 => "\u{FEFF}".encode_utf16().chain(said("UTF-16").encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        2 => "\u{FEFF}".encode_utf16().chain(said("UTF-16").encode_utf16()).flat_map(u16::to_be_bytes).collect(),
        3 => ["\u{FEFF}", text].concat().into_bytes(),
        _ => text.as_bytes().to_vec(),
    }
}

/// A disagreement with libxml2 2.9: who is right and why, and how it is known by what libxml2 and we say.
type Explained = (&'static str, fn(said: &str, ours: &str, document: &str) -> bool);

const EXPLAINED: [Explained; 6] = [
    ("we are: white space around a date or a year is not part of it (part 2, 4.3.6)", |said, _, _| {
        let is_date = ["V_Date'", "V_DateSup1900'", "V_Annee'"].iter().any(|name| said.contains(name));
        is_date && refused_value(said).is_some_and(|value| value.trim_matches([' ', '\t', '\n', '\r']) != value)
    }),
    ("we are: a decimal has any number of digits (part 2, 3.2.3)", |said, _, _| {
        refused_value(said).is_some_and(|value| value.chars().filter(char::is_ascii_digit).count() > 24)
    }),
    ("both: years may be limited (part 2, 3.2.7), ours have 11 digits", |said, ours, _| {
        let is_beyond = ["beyond the supported range of type gYear", "beyond what can be counted"];
        said.is_empty() && is_beyond.iter().any(|words| ours.contains(words))
    }),
    ("we are: base64 has no other characters than its own and spaces (part 2, 3.2.16)", |said, ours, _| {
        said.is_empty()
            && (ours.contains("expected: base64 content") || ours.contains("not a value of type base64Binary"))
    }),
    ("we are: a CDATA section of nothing is no character (structures, 3.4.4)", |said, _, document| {
        said.contains("Character content") && document.replace('\0', "").contains("<![CDATA[]]>")
    }),
    (
        "both: names have more characters since the fifth edition of XML 1.0, which libxml2 follows in tags only",
        |said, _, _| said.contains("'xs:ID'") && refused_value(said).is_some_and(|value| !value.is_ascii()),
    ),
];

/// The value that xmllint refuses.
fn refused_value(said: &str) -> Option<&str> {
    said.split("': '").nth(1).and_then(|rest| rest.split("' is not a valid value").next())
}

/// What xmllint first finds in each document, nothing when it is valid.
fn by_xmllint(schema: &Path, texts: &[impl AsRef<[u8]>], folder: &Path) -> Option<Vec<Option<String>>> {
    let mut verdicts = Vec::new();
    // A command line has room for so many files.
    for texts in texts.chunks(200) {
        let mut command = xmllint()?;
        command.arg("--noout").arg("--schema").arg(schema);
        let paths: Vec<PathBuf> = (0..texts.len()).map(|index| folder.join(format!("{index}.xml"))).collect();
        for (path, text) in paths.iter().zip(texts) {
            std::fs::write(path, text).unwrap();
        }
        let output = command.args(&paths).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // What is said of a document goes on in the next line where the value at fault does.
        let next = format!("\n{}", folder.display());
        let said = format!("\n{said}");
        verdicts.extend(paths.iter().map(|path| {
            let start = format!("\n{}", path.display());
            let rest = said.split_once(&start).map_or("xmllint says nothing of it", |(_, rest)| rest);
            let first = rest.split(&next).next().unwrap_or(rest).trim_end_matches('\n');
            (first != " validates").then(|| first.to_owned())
        }));
    }
    Some(verdicts)
}
