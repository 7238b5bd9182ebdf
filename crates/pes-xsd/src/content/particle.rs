//! Particles, as a schema states them.

use super::NamespaceConstraint;
use crate::names::{NamespaceId, Symbol};

/// Part of a content model. An empty choice matches nothing, an empty sequence only the empty word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Particle {
    Leaf(LeafId, Term, Occurs),
    Sequence(Vec<Particle>, Occurs),
    Choice(Vec<Particle>, Occurs),
}

/// What one position of a content model lets in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Term {
    Element(Symbol),
    Wildcard(NamespaceConstraint),
}

/// The number that the caller gives to a leaf, to find its element declaration or wildcard again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LeafId(pub(crate) u32);

/// How often something may come; `max` is `None` where it is unbounded. Counts beyond 64 bits saturate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Occurs {
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

impl Particle {
    pub(super) fn occurs(&self) -> Occurs {
        match self {
            Particle::Leaf(_, _, occurs) | Particle::Sequence(_, occurs) | Particle::Choice(_, occurs) => *occurs,
        }
    }
}

impl Term {
    pub(super) fn allows(&self, name: Symbol, namespace: NamespaceId) -> bool {
        match self {
            Term::Element(symbol) => *symbol == name && name != Symbol::UNKNOWN,
            Term::Wildcard(constraint) => constraint.allows(namespace),
        }
    }
}

impl Occurs {
    /// Exactly once.
    pub(crate) const ONCE: Self = Self { min: 1, max: Some(1) };

    /// The counts of something that comes `self` times in each of `outer` rounds, if they leave no gap.
    pub(super) fn times(self, outer: Occurs) -> Option<Occurs> {
        // Rounds n and n + 1 leave no gap if min(n + 1) <= max(n) + 1: if so for the fewest rounds, then for all.
        let least_of_next = u128::from(self.min) * (u128::from(outer.min) + 1);
        let gapless = match self.max {
            _ if outer.max == Some(outer.min) => true,
            None if outer.min > 0 => true,
            None => self.min <= 1,
            Some(max) => least_of_next <= u128::from(max) * u128::from(outer.min) + 1,
        };
        let max = match (self.max, outer.max) {
            (Some(0), _) | (_, Some(0)) => Some(0),
            (Some(inner), Some(outer)) => Some(inner.saturating_mul(outer)),
            _ => None,
        };
        gapless.then(|| Occurs { min: self.min.saturating_mul(outer.min), max })
    }

    /// How many copies write this out: all that may come, or those of a loop.
    pub(super) fn copies(self) -> u64 {
        self.max.unwrap_or(self.min.max(1))
    }
}
