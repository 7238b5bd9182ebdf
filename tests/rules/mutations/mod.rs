//! From an accepted flow, one official refusal at a time: what is found is its rule and no other.

mod asap_facture;
mod asap_parties;
mod bordereau;
mod edit;
mod electronique;
mod pieces;
mod prelevement;
mod schema;
mod tiers;
mod titre;

use std::collections::{BTreeMap, BTreeSet};

use pes::validator::{Layer, RULES, Severity};

use self::edit::{Edit, edited};
use super::{check_beside, rule, shown};
use crate::support::root;

/// A change that makes an accepted flow one that is refused.
struct Mutation {
    /// Clauses of the official documentation that it breaks; empty when annexes, answers of Hélios or sums ask for the rule.
    breaks: &'static str,
    rule: &'static str,
    flow: &'static str,
    edits: &'static [Edit],
    /// Rules that break with it whatever is done, and why.
    also: &'static [(&'static str, &'static str)],
}

/// The change of `flow` that breaks these clauses, and only this rule.
const fn refused(flow: &'static str, breaks: &'static str, rule: &'static str, edits: &'static [Edit]) -> Mutation {
    Mutation { breaks, rule, flow, edits, also: &[] }
}

impl Mutation {
    const fn and(mut self, also: &'static [(&'static str, &'static str)]) -> Self {
        self.also = also;
        self
    }

    /// Whether an official text asks for it: sums and usages are of the tool.
    fn is_official(&self) -> bool {
        let rule = rule(self.rule);
        !self.breaks.is_empty() || rule.source.starts_with("DGFiP") || rule.helios.is_some()
    }

    /// What is refused here: clauses, or else the rule.
    fn refusal(&self) -> &'static str {
        if self.breaks.is_empty() { self.rule } else { self.breaks }
    }
}

/// A grouped ASAP for two titres, and a complement, as conversions make them.
const PRIVATE: &str = "billing/interco/attendu/prive/PESALR1_24359999000013_260302_001.xml";
/// Titres for Chorus Pro, with VAT, as conversions make them.
const PUBLIC: &str = "billing/eau/attendu/public/PESALR1_24359999000013_260302_002.xml";
/// A titre alone, without an ASAP.
const PLAIN: &str = "rules/PES326/accepted.xml";
/// A titre with what only hospitals give.
const HOSPITAL: &str = "rules/PES266/accepted.xml";
/// An article of a rôle with its ASAP, and one with its invoice as PDF.
const ORMC: &str = "rules/PES283/accepted.xml";
const ORMC_PDF: &str = "rules/PES297/accepted.xml";
const PATIENT: &str = "rules/PES323/accepted.xml";
const ELECTRONIC: &str = "rules/PES292/accepted.xml";
const CORRECTION: &str = "rules/PES286/accepted.xml";
/// A RIB instead of an IBAN.
const RIB: &str = "rules/PES331/accepted.xml";
const DIRECT_DEBIT: &str = "rules/PES310/accepted.xml";

fn mutations() -> Vec<&'static Mutation> {
    let of_domains: [&[Mutation]; 9] = [
        bordereau::MUTATIONS,
        titre::MUTATIONS,
        tiers::MUTATIONS,
        prelevement::MUTATIONS,
        pieces::MUTATIONS,
        schema::MUTATIONS,
        asap_parties::MUTATIONS,
        asap_facture::MUTATIONS,
        electronique::MUTATIONS,
    ];
    of_domains.into_iter().flatten().collect()
}

#[test]
fn each_official_refusal_is_found_by_its_rule_and_no_other() {
    let mutations = mutations();
    let mut accepted = BTreeMap::new();
    let mut faults = Vec::new();
    for mutation in &mutations {
        let (flow, edits) = (mutation.flow, mutation.edits);
        let source = accepted.entry(flow).or_insert_with(|| accepted_flow(flow));
        let bytes = edited(source, edits);
        let findings = check_beside(flow, &bytes);
        let found: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.id).collect();
        let mut wanted: BTreeSet<&str> = mutation.also.iter().map(|(rule, _)| *rule).collect();
        wanted.insert(mutation.rule);
        if found != wanted {
            faults.push(format!("{} of {} ({edits:?}): {}", mutation.rule, mutation.refusal(), shown(&findings)));
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), mutations.len(), faults.join("\n"));
    let (official, inferred): (Vec<&Mutation>, Vec<&Mutation>) =
        mutations.iter().partition(|mutation| mutation.is_official());
    let by_schema = official.iter().filter(|mutation| rule(mutation.rule).layer != Layer::Business).count();
    let warned = official.iter().filter(|mutation| rule(mutation.rule).severity == Severity::Warning).count();
    println!(
        "{} distinct official refusals found, one at a time: {} by rules ({warned} as warnings), {by_schema} by the schema; \
         and {} faults of inferred rules",
        official.len(),
        official.len() - by_schema,
        inferred.len(),
    );
    assert!(official.len() >= 150 && by_schema * 3 <= official.len());
}

/// One mutation is one refusal: no clause is broken twice, a rule stands for itself once and only when no clause does,
/// and what is named breaks what the table of the clauses says.
#[test]
fn each_refusal_is_counted_once() {
    let coverage: BTreeMap<String, Vec<String>> = super::coverage::coverage()
        .into_iter()
        .map(|[clause, what, _]| (clause, what.split(' ').map(str::to_owned).collect()))
        .collect();
    let of_clauses: BTreeSet<&str> = coverage.values().flatten().map(String::as_str).collect();
    let (mut counted, mut faults) = (BTreeSet::new(), Vec::new());
    for mutation in mutations() {
        let id = mutation.rule;
        assert!(RULES.iter().any(|rule| rule.id == id), "{id} is no rule");
        let names: Vec<&str> = if mutation.breaks.is_empty() { vec![id] } else { mutation.breaks.split(' ').collect() };
        for name in names {
            if !counted.insert(name) {
                faults.push(format!("{name} is counted twice"));
            }
            let Some(implemented) = coverage.get(name) else {
                if name != id || of_clauses.contains(id) {
                    faults.push(format!("{name}: a clause asks for it"));
                }
                continue;
            };
            let by_schema = rule(id).layer != Layer::Business && implemented.iter().any(|what| what == "schema");
            if !(by_schema || implemented.iter().any(|what| what == id)) {
                faults.push(format!("{name} is not {id} in coverage.tsv"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn accepted_flow(name: &str) -> Vec<u8> {
    let bytes = std::fs::read(root().join("fixtures").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let findings = check_beside(name, &bytes);
    assert!(findings.is_empty(), "{name} is not accepted: {}", shown(&findings));
    bytes
}
