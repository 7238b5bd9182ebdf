//! The W3C suite: every instance it judges, against the schema documents it lists.
//!
//! The archive lacks some of them (their names end in `.imp`, `.red`, `.xsdmod`), so that what is missing is tolerated,
//! and the documents that an instance hints at are read where the archive has them: the suite is written for
//! processors that do. The rate without either is printed too.
//!
//! What we judge otherwise than the suite stands in `w3c-disagreements.tsv`, each with its reason. The archive is not
//! part of the repository: `xsts-dev.tar.xz`, in the folder that `PES_SHARED` names.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use lzma_rust2::XzReader;
use pes_xsd::{Builder, Schema};
use serde_json::Value;

/// Agreements of the last time; never fewer.
const AGREEMENTS: usize = 3417;

/// The same when nothing may be missing and instances hint at nothing.
const AGREEMENTS_AS_LISTED: usize = 3347;

#[test]
fn verdicts_are_those_of_the_suite_but_for_the_explained() {
    let Some(archive) = archive() else {
        println!("skipped: xsts-dev.tar.xz not found (set PES_SHARED to the folder that holds it)");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = unpacked(archive).expect("the archive of the suite");
    let cases = cases(&files["cases.json"]);
    write_schemas(&files, &cases, folder.path()).expect("a writable folder");
    let as_listed = verdicts(&cases, &|case| as_listed(case, &files, folder.path()));
    let as_listed = cases.iter().zip(&as_listed).filter(|(case, verdict)| verdict.name() == case.expected).count();
    println!("all, with nothing but the documents listed: {as_listed} of {}", cases.len());
    let verdicts = verdicts(&cases, &|case| as_intended(case, &files, folder.path()));

    let mut rates: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for (case, verdict) in cases.iter().zip(&verdicts) {
        let agrees = verdict.name() == case.expected;
        for set in [case.set.as_str(), "all"] {
            let (agreements, judged) = rates.entry(set).or_default();
            *agreements += usize::from(agrees);
            *judged += 1;
        }
        if !agrees {
            found.insert(case.key(), verdict);
        }
    }
    for (set, (agreements, judged)) in &rates {
        println!("{set}: {agreements} of {judged}");
    }
    for ((instance, schema), verdict) in &found {
        println!("{instance}\t{schema}\t{}\t{}", verdict.name(), verdict.reason());
    }

    let (agreements, _) = rates["all"];
    assert!(agreements >= AGREEMENTS, "{agreements} agreements, once {AGREEMENTS}");
    assert!(as_listed >= AGREEMENTS_AS_LISTED, "{as_listed} agreements as listed, once {AGREEMENTS_AS_LISTED}");
    let found: BTreeSet<_> = found.into_iter().map(|(key, verdict)| (key, verdict.name().to_owned())).collect();
    let explained = explained();
    let unexplained: Vec<_> = found.difference(&explained).collect();
    let outdated: Vec<_> = explained.difference(&found).collect();
    assert!(unexplained.is_empty() && outdated.is_empty(), "unexplained {unexplained:#?}, outdated {outdated:#?}");
}

/// An instance and the schema documents it is judged against.
type Key = (String, String);

struct Case {
    instance: String,
    schema: Vec<String>,
    expected: String,
    set: String,
}

impl Case {
    fn key(&self) -> Key {
        (self.instance.clone(), self.schema.join(" "))
    }
}

enum Verdict {
    Valid,
    Invalid(String),
    SchemaError(String),
    Panic,
}

impl Verdict {
    fn name(&self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid(_) => "invalid",
            Self::SchemaError(_) => "schema-error",
            Self::Panic => "panic",
        }
    }

    fn reason(&self) -> &str {
        match self {
            Self::Valid | Self::Panic => "",
            Self::Invalid(reason) | Self::SchemaError(reason) => reason.lines().next().unwrap_or_default(),
        }
    }
}

fn archive() -> Option<File> {
    let beside_the_repository = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("PES_SHARED").map_or_else(beside_the_repository, PathBuf::from);
    File::open(shared.join("xsts-dev.tar.xz")).ok()
}

/// The files of the archive, by their path below its folder.
fn unpacked(archive: File) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(XzReader::new(BufReader::new(archive), false)).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().replace('\\', "/");
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        files.insert(path.trim_start_matches("xsts/").to_owned(), content);
    }
    Ok(files)
}

/// Writes the schema documents that a case lists or a document may mean: to write them all takes most of the time.
fn write_schemas(files: &BTreeMap<String, Vec<u8>>, cases: &[Case], folder: &Path) -> io::Result<()> {
    let listed: HashSet<&str> = cases.iter().flat_map(|case| &case.schema).map(String::as_str).collect();
    let schemas: Vec<_> = files.iter().filter(|(path, _)| path.ends_with(".xsd")).collect();
    let texts: Vec<_> = schemas.iter().map(|(_, content)| String::from_utf8_lossy(content)).collect();
    let locations = texts.iter().flat_map(|text| text.split("schemaLocation").skip(1));
    let meant = locations.filter_map(|rest| rest.split(['"', '\'']).nth(1)).map(|location| location.trim().to_owned());
    let hinted = cases.iter().flat_map(|case| hints(&files[&case.instance]));
    let meant: HashSet<String> = meant.chain(hinted).map(|location| file_name(&location).to_owned()).collect();
    for (path, content) in schemas {
        if listed.contains(path.as_str()) || meant.contains(file_name(path)) {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(path, content)?;
        }
    }
    Ok(())
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn cases(list: &[u8]) -> Vec<Case> {
    let list: Value = serde_json::from_slice(list).expect("JSON");
    let word = |value: &Value| value.as_str().expect("a string").to_owned();
    let case = |case: &Value| Case {
        instance: word(&case["instance"]),
        schema: case["schema"].as_array().expect("schema documents").iter().map(word).collect(),
        expected: word(&case["expected"]),
        set: word(&case["set"]),
    };
    list.as_array().expect("a list").iter().map(case).collect()
}

/// The verdict of each case, in their order; the cases are shared out among all processors.
fn verdicts(cases: &[Case], judge: &(dyn Fn(&Case) -> Verdict + Sync)) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let judged = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(index) else { break };
                    let verdict = catch_unwind(AssertUnwindSafe(|| judge(case))).unwrap_or(Verdict::Panic);
                    judged.lock().expect("no thread dies").insert(index, verdict);
                }
            });
        }
    });
    judged.into_inner().expect("no thread dies").into_values().collect()
}

/// Against the documents listed and no others.
fn as_listed(case: &Case, files: &BTreeMap<String, Vec<u8>>, folder: &Path) -> Verdict {
    verdict(documents(case, folder), &files[&case.instance])
}

/// Against the documents listed and those that the instance hints at, as far as the archive has them.
fn as_intended(case: &Case, files: &BTreeMap<String, Vec<u8>>, folder: &Path) -> Verdict {
    let instance = &files[&case.instance];
    let beside = folder.join(&case.instance);
    let hinted = hints(instance).into_iter().map(|hint| beside.with_file_name(hint)).filter(|path| path.is_file());
    let listed = documents(case, folder).tolerate_missing(true);
    let with_hints = verdict(hinted.fold(listed.clone(), |builder, path| builder.file(path)), instance);
    match with_hints {
        // A hint at another document for what is declared already is not followed.
        Verdict::SchemaError(_) => verdict(listed, instance),
        judged => judged,
    }
}

fn documents(case: &Case, folder: &Path) -> Builder {
    case.schema.iter().fold(Schema::builder(), |builder, path| builder.file(folder.join(path)))
}

/// The documents that `xsi:schemaLocation` and `xsi:noNamespaceSchemaLocation` name.
fn hints(instance: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(instance);
    let values = text.split("chemaLocation=").skip(1).filter_map(|rest| rest.split(['"', '\'']).nth(1));
    let words = values.flat_map(str::split_whitespace).filter(|word| word.ends_with(".xsd"));
    words.map(str::to_owned).collect()
}

fn verdict(documents: Builder, instance: &[u8]) -> Verdict {
    let schema = match documents.build() {
        Ok(schema) => schema,
        Err(error) => return Verdict::SchemaError(error.to_string()),
    };
    let report = schema.validator().validate_bytes(instance);
    match report.errors().first() {
        None => Verdict::Valid,
        Some(error) => Verdict::Invalid(format!("line {}: {}", error.line, error.kind)),
    }
}

/// The disagreements whose reason is written down.
fn explained() -> BTreeSet<(Key, String)> {
    include_str!("w3c-disagreements.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [instance, schema, said, reason] = columns[..] else { panic!("four columns: {line}") };
            assert!(!reason.trim().is_empty(), "no reason: {line}");
            ((instance.to_owned(), schema.to_owned()), said.to_owned())
        })
        .collect()
}
