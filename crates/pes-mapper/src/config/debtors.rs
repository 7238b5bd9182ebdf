//! The exceptions of `[[debiteurs]]`, found by what they are about.

use std::collections::HashMap;

use pes_parser::code::{CatTiers, NatJur};

use crate::route::Route;

/// The exception of one debtor.
#[derive(Clone, Debug, Default)]
pub(crate) struct DebtorRule {
    pub siret: String,
    pub reference: String,
    pub route: Option<Route>,
    pub code_service: String,
    pub engagement: String,
    pub pair: (Option<CatTiers>, Option<NatJur>),
    pub reason: String,
}

/// Every exception, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Debtors {
    rules: Vec<DebtorRule>,
    by_siret: HashMap<String, usize>,
    by_reference: HashMap<String, usize>,
}

impl Debtors {
    pub fn new(rules: Vec<DebtorRule>) -> Self {
        let (mut by_siret, mut by_reference) = (HashMap::new(), HashMap::new());
        for (index, DebtorRule { siret, reference, .. }) in rules.iter().enumerate() {
            for (places, key) in [(&mut by_siret, siret), (&mut by_reference, reference)] {
                if !key.is_empty() {
                    places.entry(key.clone()).or_insert(index);
                }
            }
        }
        Debtors { rules, by_siret, by_reference }
    }

    /// The first exception about a debtor of that SIRET or that reference.
    pub fn rule(&self, siret: Option<&str>, reference: Option<&str>) -> Option<&DebtorRule> {
        let by_siret = siret.and_then(|siret| self.by_siret.get(siret));
        let by_reference = reference.and_then(|reference| self.by_reference.get(reference));
        by_siret.into_iter().chain(by_reference).min().map(|&index| &self.rules[index])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_exception_in_the_file_wins_whatever_finds_it() {
        let rule = |siret: &str, reference: &str, reason: &str| DebtorRule {
            siret: siret.to_owned(),
            reference: reference.to_owned(),
            reason: reason.to_owned(),
            ..DebtorRule::default()
        };
        let debtors = Debtors::new(vec![
            rule("", "A1", "first"),
            rule("1", "B2", "second"),
            rule("1", "", "third"),
            rule("2", "A1", "fourth"),
        ]);
        let reason = |siret, reference| debtors.rule(siret, reference).map(|rule| rule.reason.as_str());
        assert_eq!(reason(Some("1"), None), Some("second"));
        assert_eq!(reason(Some("1"), Some("A1")), Some("first"));
        assert_eq!(reason(Some("2"), Some("B2")), Some("second"));
        assert_eq!(reason(Some("2"), None), Some("fourth"));
        assert_eq!(reason(Some(""), Some("")), None);
        assert_eq!(reason(None, None), None);
    }
}
