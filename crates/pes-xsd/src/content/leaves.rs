//! The leaves of a content model, numbered in schema order.

use std::collections::HashSet;

use super::{LeafId, NamespaceConstraint, Term};
use crate::names::{NamespaceId, Symbol};

/// The leaves of a content model. The machines know a leaf by its place in schema order.
#[derive(Clone, Debug)]
pub(super) struct Leaves {
    ids: Box<[LeafId]>,
    by_symbol: Box<[(Symbol, LeafId)]>,
    wildcards: Box<[(NamespaceConstraint, LeafId)]>,
}

impl Leaves {
    pub(super) fn new(terms: &[(LeafId, &Term)]) -> Self {
        let mut by_symbol = Vec::with_capacity(terms.len());
        let mut wildcards = Vec::new();
        for (leaf, term) in terms {
            match term {
                Term::Element(symbol) => by_symbol.push((*symbol, *leaf)),
                Term::Wildcard(constraint) => wildcards.push((constraint.clone(), *leaf)),
            }
        }
        by_symbol.sort_by_key(|&(symbol, _)| symbol);
        by_symbol.dedup_by_key(|&mut (symbol, _)| symbol);
        Self {
            ids: terms.iter().map(|&(leaf, _)| leaf).collect(),
            by_symbol: by_symbol.into(),
            wildcards: wildcards.into(),
        }
    }

    pub(super) fn id(&self, leaf: u32) -> Option<LeafId> {
        self.ids.get(leaf as usize).copied()
    }

    /// In schema order and without duplicates.
    pub(super) fn ids(&self, mut leaves: Vec<u32>) -> Vec<LeafId> {
        leaves.sort_unstable();
        let mut seen = HashSet::new();
        leaves.into_iter().filter_map(|leaf| self.id(leaf)).filter(|id| seen.insert(*id)).collect()
    }

    /// A leaf that lets the name in, wherever it stands.
    pub(super) fn find(&self, name: Symbol, namespace: NamespaceId) -> Option<LeafId> {
        if let Ok(found) = self.by_symbol.binary_search_by_key(&name, |&(symbol, _)| symbol) {
            return self.by_symbol.get(found).map(|&(_, leaf)| leaf);
        }
        self.wildcards.iter().find(|(constraint, _)| constraint.allows(namespace)).map(|&(_, leaf)| leaf)
    }
}
