use std::collections::{HashMap, HashSet};

/// The identifiers of a document and the references to them.
#[derive(Debug, Default)]
pub(super) struct Ids {
    declared: HashSet<Box<str>>,
    /// Where each identifier is first referred to.
    referred: HashMap<Box<str>, usize>,
}

impl Ids {
    /// Whether the identifier is new.
    pub(super) fn declare(&mut self, identifier: &str) -> bool {
        self.declared.insert(identifier.into())
    }

    pub(super) fn refer(&mut self, identifier: &str, offset: usize) {
        if !self.referred.contains_key(identifier) {
            self.referred.insert(identifier.into(), offset);
        }
    }

    /// References to what no element is called, in the order of the document.
    pub(super) fn unresolved(&self) -> Vec<(Box<str>, usize)> {
        let mut unresolved: Vec<_> = self
            .referred
            .iter()
            .filter(|(identifier, _)| !self.declared.contains(*identifier))
            .map(|(identifier, &offset)| (identifier.clone(), offset))
            .collect();
        unresolved.sort_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
        unresolved
    }

    /// Takes over what a later part of the document holds. `false` if one identifier is in both.
    pub(super) fn absorb(&mut self, later: Ids) -> bool {
        let are_new = later.declared.into_iter().all(|identifier| self.declared.insert(identifier));
        for (identifier, offset) in later.referred {
            self.referred.entry(identifier).or_insert(offset);
        }
        are_new
    }
}
