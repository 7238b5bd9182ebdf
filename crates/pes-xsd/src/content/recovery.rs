//! Where to go on after a child that is not allowed.

use std::collections::HashSet;

use super::LeafId;
use crate::names::{NamespaceId, Symbol};

/// What is best supposed of a child that is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Recovery {
    /// Children that should stand before it are missing: `missing` are those supposed. The state moved on behind it.
    Missing { leaf: LeafId, missing: Vec<LeafId> },
    /// It is one of those that an earlier recovery supposed missing, or stands among them: nothing new to tell.
    /// The state stays.
    Late(LeafId),
    /// The model knows it, but not from here on. The state stays; the leaf tells how to read what is in the child.
    Misplaced(LeafId),
    /// The model does not know it. The state stays.
    Unknown,
}

/// Rows with arrows to rows, each by a leaf.
pub(super) trait Automaton {
    /// Visits leaf and target of all arrows from a row.
    fn successors(&self, row: u32, visit: &mut dyn FnMut(u32, u32));

    /// Leaf and target of the arrow from a row that takes the name in.
    fn arrow(&self, row: u32, name: Symbol, namespace: NamespaceId) -> Option<(u32, u32)>;
}

/// The way over fewest supposed children to one that is there.
#[derive(Debug)]
pub(super) struct Leap {
    pub(super) leaf: u32,
    pub(super) target: u32,
    /// The leaves of the supposed children; of those that repeat, one.
    pub(super) missing: Vec<u32>,
}

/// How many arrows a search looks at: enough for any schema of use, and little beside the telling of an error.
const SCOPE: usize = 10_000;

/// The nearest leap from a row, over at least one supposed child.
///
/// The supposed children keep to schema order: that one round of a repetition was broken off, and that another was
/// begun of which the first children are missing too, would explain nearly everything and is rarely what happened.
pub(super) fn nearest(automaton: &impl Automaton, from: u32, name: Symbol, namespace: NamespaceId) -> Option<Leap> {
    struct Visit {
        row: u32,
        /// The leaf supposed on the way here, and the visit before.
        by: Option<(u32, usize)>,
    }
    let mut visits = vec![Visit { row: from, by: None }];
    let mut seen = HashSet::from([from]);
    let mut scope = SCOPE;
    let mut arrows = Vec::new();
    let mut next = 0;
    while let Some(&Visit { row, by }) = visits.get(next) {
        if by.is_some()
            && let Some((leaf, target)) = automaton.arrow(row, name, namespace)
        {
            let mut missing = Vec::new();
            let mut visit = next;
            while let Some(&Visit { by: Some((leaf, before)), .. }) = visits.get(visit) {
                missing.push(leaf);
                visit = before;
            }
            missing.dedup();
            missing.reverse();
            return Some(Leap { leaf, target, missing });
        }
        automaton.successors(row, &mut |leaf, target| arrows.push((leaf, target)));
        scope = scope.checked_sub(arrows.len())?;
        arrows.sort_unstable();
        let in_order = arrows.drain(..).filter(|&(leaf, _)| by.is_none_or(|(supposed, _)| leaf >= supposed));
        visits.extend(
            in_order
                .filter(|&(_, target)| seen.insert(target))
                .map(|(leaf, row)| Visit { row, by: Some((leaf, next)) }),
        );
        next += 1;
    }
    None
}
