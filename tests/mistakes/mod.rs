//! What goes wrong in real flows, written from the official texts and from what offices, editors and treasuries do,
//! not from the rules: each mistake is made in something that nothing refuses, and the table says what is told of it.
//!
//! A test fails when what was told is told no more, and when what was missed begins to be told.

mod asap;
mod billing;
mod configuration;
mod debtors;
mod file;
mod flow;
mod pieces;
mod recipients;
mod returns;
mod schema;
mod tables;
mod titres;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::support::{root, run};
use billing::Billing;
use flow::Flow;
use returns::Sent;

/// Something that goes wrong.
pub struct Mistake {
    name: &'static str,
    /// The sentence of the official documentation (`rules/coverage.tsv`), the standard, or who does so.
    source: &'static str,
    made: Made,
}

/// What it is made in.
pub enum Made {
    /// The bytes of a flow.
    Bytes(fn(Vec<u8>) -> Vec<u8>),
    /// A bordereau of five titres, three private and two public, with its ASAP and two complements.
    Flow(fn(&mut Flow)),
    /// The same, checked with the directory of public recipients.
    Known(fn(&mut Flow)),
    /// Titres to public recipients, with two rates of VAT.
    Vat(fn(&mut Flow)),
    /// A bordereau of titres without ASAP, and another with a titre correctif.
    Correctif(fn(&mut Flow)),
    /// Three meals of a school, as billing data with their configuration.
    Meals(fn(&Billing)),
    /// Three bills of water with VAT.
    Water(fn(&Billing)),
    /// Three bills to public bodies with their complements.
    Bodies(fn(&Billing)),
    /// What comes back about three titres sent: a document.
    Return(fn(&Sent) -> String),
}

/// What the command says.
#[derive(Debug, PartialEq)]
enum Told {
    /// These rules, one of which refuses.
    Error(Vec<String>),
    /// These rules, which refuse nothing.
    Warning(Vec<String>),
    /// These words and no rule: what comes back is told so, and what is refused before any rule is asked.
    Words(String),
    /// Nothing, for a reason of this kind.
    Missed(Why),
}

/// Why nothing is told.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Why {
    /// Only who has the data (Hélios, the bank, the authority) can tell.
    OthersKnow,
    /// No text forbids it, and it may be meant.
    NotARule,
    /// It could be told.
    Gap,
}

/// A line of `told.tsv`.
struct Line {
    layer: String,
    told: Told,
    reason: String,
}

/// What is told of each mistake, by its name.
fn table() -> BTreeMap<String, Line> {
    let text = std::fs::read_to_string(root().join("tests/mistakes/told.tsv")).expect("the table");
    let lines = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [layer, name, told, what, reason] = cells[..] else { panic!("five cells: {line}") };
        let rules = || what.split(' ').map(str::to_owned).collect();
        let told = match told {
            "error" => Told::Error(rules()),
            "warning" => Told::Warning(rules()),
            "words" => Told::Words(what.to_owned()),
            "others know" => Told::Missed(Why::OthersKnow),
            "not a rule" => Told::Missed(Why::NotARule),
            "gap" => Told::Missed(Why::Gap),
            _ => panic!("{line}"),
        };
        let is_missed = matches!(told, Told::Missed(_));
        assert!(is_missed == (what == "-") && (!is_missed || reason.len() > 20), "{line}");
        (name.to_owned(), Line { layer: layer.to_owned(), told, reason: reason.to_owned() })
    });
    lines.collect()
}

/// What was said of one mistake.
struct Said {
    errors: BTreeSet<String>,
    warnings: BTreeSet<String>,
    /// The words of a refusal without a rule.
    refusal: Option<String>,
}

impl Said {
    fn is_as(&self, told: &Told) -> bool {
        let all: BTreeSet<&String> = self.errors.iter().chain(&self.warnings).collect();
        match told {
            Told::Error(rules) => !self.errors.is_empty() && rules.iter().all(|rule| all.contains(rule)),
            Told::Warning(rules) => self.errors.is_empty() && rules.iter().all(|rule| all.contains(rule)),
            Told::Words(words) => {
                all.is_empty() && self.refusal.as_ref().is_some_and(|refusal| refusal.contains(words))
            }
            Told::Missed(_) => all.is_empty() && self.refusal.is_none(),
        }
    }

    fn shown(&self) -> String {
        format!("errors {:?}, warnings {:?}, refusal {:?}", self.errors, self.warnings, self.refusal)
    }
}

/// Finds of each mistake of a layer what the table says, and shows the counts.
fn compare(layer: &str, mistakes: &[Mistake], said: &[Said]) {
    let table = table();
    let mut wrong = Vec::new();
    let mut counts = [0; 6];
    for (mistake, said) in mistakes.iter().zip(said) {
        let Some(line) = table.get(mistake.name) else {
            wrong.push(format!("{}: not in the table\n    told: {}", mistake.name, said.shown()));
            continue;
        };
        if line.layer != layer || !said.is_as(&line.told) {
            wrong.push(format!(
                "{} ({})\n    table: {} {:?}\n    told: {}",
                mistake.name,
                mistake.source,
                line.layer,
                line.told,
                said.shown()
            ));
        }
        counts[match line.told {
            Told::Error(_) => 0,
            Told::Warning(_) => 1,
            Told::Words(_) => 2,
            Told::Missed(why) => 3 + why as usize,
        }] += 1;
        if let Told::Missed(why) = line.told {
            println!("  missed: {} ({}): {why:?}, {}", mistake.name, mistake.source, line.reason);
        }
    }
    let [errors, warnings, words, others, rule, gap] = counts;
    println!(
        "{layer}: {} mistakes, {} told (errors {errors}, warnings {warnings}, in words {words}), {} missed \
         (others know {others}, not a rule {rule}, gaps {gap})",
        mistakes.len(),
        errors + warnings + words,
        others + rule + gap
    );
    assert!(wrong.is_empty(), "{layer}: {} of {}\n{}", wrong.len(), mistakes.len(), wrong.join("\n"));
}

/// The mistakes of documents, each checked in a run of its own: files of one run are compared with each other.
fn check(layer: &str, mistakes: &[Mistake]) {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("annuaire.csv");
    std::fs::write(&directory, flow::DIRECTORY).unwrap();
    let directory = ["--annuaire", directory.to_str().unwrap()];
    let checked = |bytes: Vec<u8>, more: &[&str]| {
        let flow = folder.path().join("flux.xml");
        std::fs::write(&flow, bytes).unwrap();
        of_flow(&flow, more)
    };
    for flow in [Flow::mixed(), Flow::vat(), Flow::correctif()] {
        let said = checked(flow.bytes(), &[]);
        assert!(said.is_as(&Told::Missed(Why::Gap)), "{}", said.shown());
    }
    assert!(checked(Flow::mixed().bytes(), &directory).is_as(&Told::Missed(Why::Gap)), "with the directory");
    let said: Vec<Said> = mistakes
        .iter()
        .map(|mistake| match mistake.made {
            Made::Bytes(made) => checked(made(Flow::mixed().bytes()), &[]),
            Made::Flow(made) => checked(Flow::mixed().with(made), &[]),
            Made::Known(made) => checked(Flow::mixed().with(made), &directory),
            Made::Vat(made) => checked(Flow::vat().with(made), &[]),
            Made::Correctif(made) => checked(Flow::correctif().with(made), &[]),
            _ => panic!("{}: not a document", mistake.name),
        })
        .collect();
    compare(layer, mistakes, &said);
}

fn of_flow(flow: &Path, more: &[&str]) -> Said {
    let output = flow.with_file_name("rapport.json");
    let words = ["check", flow.to_str().unwrap(), "--output", output.to_str().unwrap(), "--lang", "fr"];
    let ran = run(&[&words, more].concat());
    let report = std::fs::read(&output).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    std::fs::remove_file(&output).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    let file = &report["fichiers"][0];
    let documents = file["documents"].as_array().unwrap();
    let mut said = said_by(documents.iter().flat_map(|document| document["constats"].as_array().unwrap()));
    let verdict = file["verdict"].as_str().unwrap();
    if verdict != "valide" && said.errors.is_empty() {
        said.refusal = Some(verdict.to_owned());
    }
    said
}

fn said_by<'a>(findings: impl Iterator<Item = &'a Value>) -> Said {
    let mut said = Said { errors: BTreeSet::new(), warnings: BTreeSet::new(), refusal: None };
    for finding in findings {
        let rule = finding["regle"].as_str().unwrap().to_owned();
        match finding["gravite"].as_str().unwrap() {
            "erreur" => said.errors.insert(rule),
            "avertissement" => said.warnings.insert(rule),
            _ => false,
        };
    }
    said
}

/// The mistakes of billing data and its configuration, a conversion each.
fn convert(layer: &str, mistakes: &[Mistake]) {
    let said: Vec<Said> = mistakes.iter().map(billing::said).collect();
    compare(layer, mistakes, &said);
}

#[test]
fn of_files() {
    check("file", file::MISTAKES);
}

#[test]
fn of_the_schema() {
    check("schema", schema::MISTAKES);
}

#[test]
fn of_titres() {
    check("titres", titres::MISTAKES);
}

#[test]
fn of_debtors() {
    check("debtors", debtors::MISTAKES);
}

#[test]
fn of_asaps() {
    check("asap", asap::MISTAKES);
}

#[test]
fn of_pieces() {
    check("pieces", pieces::MISTAKES);
}

#[test]
fn of_tables() {
    convert("tables", tables::MISTAKES);
}

#[test]
fn of_recipients() {
    convert("recipients", recipients::MISTAKES);
}

#[test]
fn of_configurations() {
    convert("configuration", configuration::MISTAKES);
}

#[test]
fn of_what_comes_back() {
    let said: Vec<Said> = returns::MISTAKES.iter().map(returns::said).collect();
    compare("returns", returns::MISTAKES, &said);
}

/// Each is there once, and says where it comes from.
#[test]
fn the_table_is_whole() {
    let layers = [
        file::MISTAKES,
        schema::MISTAKES,
        titres::MISTAKES,
        debtors::MISTAKES,
        asap::MISTAKES,
        pieces::MISTAKES,
        tables::MISTAKES,
        recipients::MISTAKES,
        configuration::MISTAKES,
        returns::MISTAKES,
    ];
    let all: Vec<&Mistake> = layers.iter().flat_map(|layer| layer.iter()).collect();
    let names: BTreeSet<&str> = all.iter().map(|mistake| mistake.name).collect();
    assert_eq!(names.len(), all.len());
    assert!(all.iter().all(|mistake| !mistake.source.is_empty()));
    let table = table();
    let lines: BTreeSet<&str> = table.keys().map(String::as_str).collect();
    assert_eq!(names, lines);
    let missed = table.values().filter(|line| matches!(line.told, Told::Missed(_))).count();
    println!("{} mistakes, {} told, {missed} missed", all.len(), all.len() - missed);
}
