//! What particles mean, by derivatives: slow, and plain to see.

use std::collections::BTreeSet;

use super::super::{LeafId, Occurs, Particle, Term};
use crate::names::{NamespaceId, Symbol};

/// Whether the empty word is valid.
pub(super) fn empty_is_valid(particle: &Particle) -> bool {
    let occurs = occurs(particle);
    let round_may_be_empty = match particle {
        Particle::Leaf(..) => false,
        Particle::Sequence(parts, _) => parts.iter().all(empty_is_valid),
        Particle::Choice(parts, _) => parts.iter().any(empty_is_valid),
    };
    possible(occurs) && (occurs.min == 0 || round_may_be_empty)
}

/// What must follow once a child was taken in.
pub(super) fn after(particle: &Particle, child: (Symbol, NamespaceId)) -> Particle {
    let occurs = occurs(particle);
    if !possible(occurs) || occurs.max == Some(0) {
        return never();
    }
    let begun = match particle {
        Particle::Leaf(_, term, _) => {
            if allows(term, child) {
                empty()
            } else {
                never()
            }
        }
        Particle::Choice(parts, _) => either(parts.iter().map(|part| after(part, child))),
        Particle::Sequence(parts, _) => {
            let skippable = parts.iter().take_while(|part| empty_is_valid(part)).count();
            either((0..parts.len().min(skippable + 1)).map(|index| {
                let rest = parts[index + 1..].iter().cloned();
                both(std::iter::once(after(&parts[index], child)).chain(rest))
            }))
        }
    };
    let others = Occurs { min: occurs.min.saturating_sub(1), max: occurs.max.map(|max| max - 1) };
    both([begun, with_occurs(particle, others)].into_iter())
}

/// The leaves that may take in the first child of some valid word.
pub(super) fn firsts(particle: &Particle) -> Vec<(LeafId, &Term)> {
    let occurs = occurs(particle);
    if !some_word_is_valid(particle) || occurs.max == Some(0) {
        return Vec::new();
    }
    match particle {
        Particle::Leaf(leaf, term, _) => vec![(*leaf, term)],
        Particle::Choice(parts, _) => parts.iter().flat_map(firsts).collect(),
        Particle::Sequence(parts, _) if !parts.iter().all(some_word_is_valid) => Vec::new(),
        Particle::Sequence(parts, _) => {
            let skippable = parts.iter().take_while(|part| empty_is_valid(part)).count();
            parts.iter().take(skippable + 1).flat_map(firsts).collect()
        }
    }
}

/// The leaf that a child is attributed to: an element before a wildcard, then the first.
pub(super) fn attributed(particle: &Particle, child: (Symbol, NamespaceId)) -> Option<LeafId> {
    let open = firsts(particle).into_iter().filter(|(_, term)| allows(term, child));
    open.map(|(leaf, term)| (matches!(term, Term::Wildcard(_)), leaf)).min().map(|(_, leaf)| leaf)
}

fn some_word_is_valid(particle: &Particle) -> bool {
    let occurs = occurs(particle);
    let round = match particle {
        Particle::Leaf(..) => true,
        Particle::Sequence(parts, _) => parts.iter().all(some_word_is_valid),
        Particle::Choice(parts, _) => parts.iter().any(some_word_is_valid),
    };
    possible(occurs) && (occurs.min == 0 || round)
}

fn allows(term: &Term, (name, namespace): (Symbol, NamespaceId)) -> bool {
    match term {
        Term::Element(symbol) => *symbol == name,
        Term::Wildcard(constraint) => constraint.allows(namespace),
    }
}

fn occurs(particle: &Particle) -> Occurs {
    match particle {
        Particle::Leaf(_, _, occurs) | Particle::Sequence(_, occurs) | Particle::Choice(_, occurs) => *occurs,
    }
}

fn possible(occurs: Occurs) -> bool {
    occurs.max.is_none_or(|max| occurs.min <= max)
}

fn with_occurs(particle: &Particle, occurs: Occurs) -> Particle {
    match particle.clone() {
        Particle::Leaf(leaf, term, _) => Particle::Leaf(leaf, term, occurs),
        Particle::Sequence(parts, _) => Particle::Sequence(parts, occurs),
        Particle::Choice(parts, _) => Particle::Choice(parts, occurs),
    }
}

fn never() -> Particle {
    Particle::Choice(Vec::new(), Occurs::ONCE)
}

fn empty() -> Particle {
    Particle::Sequence(Vec::new(), Occurs::ONCE)
}

/// One after the other.
fn both(parts: impl Iterator<Item = Particle>) -> Particle {
    let mut all = Vec::new();
    for part in parts {
        match part {
            never if !some_word_is_valid(&never) => return self::never(),
            empty if occurs(&empty).max == Some(0) => {}
            Particle::Sequence(parts, Occurs::ONCE) => all.extend(parts),
            part => all.push(part),
        }
    }
    Particle::Sequence(all, Occurs::ONCE)
}

/// One or the other.
fn either(parts: impl Iterator<Item = Particle>) -> Particle {
    let mut parts: BTreeSet<Particle> = parts.filter(some_word_is_valid).collect();
    if parts.len() == 1
        && let Some(single) = parts.pop_first()
    {
        return single;
    }
    Particle::Choice(parts.into_iter().collect(), Occurs::ONCE)
}
