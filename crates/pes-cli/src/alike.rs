//! Findings that break a rule in the same way: ten thousand times the same fault reads as one.

use std::collections::{BTreeMap, HashMap};

use pes::validator::{Alike, Diagnostic, Likeness, Rule};

/// Findings put together: those that break a rule in the same way, in the order of the first of each.
///
/// The first `whole` groups are held, of the others only how many findings each rule has: what is held does not grow
/// with the findings.
pub struct Gathered {
    whole: usize,
    pub groups: Vec<Alike>,
    by_likeness: HashMap<Likeness, usize>,
    /// By identifier of the rule.
    pub left: BTreeMap<&'static str, (&'static Rule, usize)>,
}

impl Gathered {
    pub fn new(whole: usize) -> Self {
        Gathered { whole, groups: Vec::new(), by_likeness: HashMap::new(), left: BTreeMap::new() }
    }

    pub fn of<'f>(whole: usize, findings: impl Iterator<Item = &'f Diagnostic>) -> Self {
        let mut gathered = Self::new(whole);
        findings.for_each(|finding| gathered.add(finding));
        gathered
    }

    pub fn add(&mut self, finding: &Diagnostic) {
        let key = finding.likeness();
        match self.by_likeness.get(&key) {
            Some(&group) => self.groups[group].add(finding),
            None if self.groups.len() < self.whole => {
                self.by_likeness.insert(key, self.groups.len());
                self.groups.push(Alike::new(finding.clone()));
            }
            None => self.count(finding),
        }
    }

    /// Counts a finding without showing it.
    pub fn count(&mut self, finding: &Diagnostic) {
        self.left.entry(finding.rule.id).or_insert((finding.rule, 0)).1 += 1;
    }
}
