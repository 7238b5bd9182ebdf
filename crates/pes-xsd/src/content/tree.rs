//! The normal form of particles: repetitions that can be joined are joined, and what matches nothing is gone.

use super::{ContentError, LeafId, Occurs, Particle, Term};
use crate::names::Symbol;

const MAX_DEPTH: usize = 200;

/// What the leaves of a particle let in, in schema order.
pub(super) type Terms<'p> = Vec<(LeafId, &'p Term)>;

/// A particle in normal form.
#[derive(Debug)]
pub(super) enum Normal {
    /// Matches nothing.
    Never,
    /// Matches only the empty word.
    Empty,
    Tree(Tree),
}

/// Part of a particle in normal form: `occurs.min` is 0 exactly where it matches the empty word.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) kind: Kind,
    pub(super) occurs: Occurs,
}

#[derive(Debug)]
pub(super) enum Kind {
    Leaf(Leaf),
    Sequence(Vec<Tree>),
    Choice(Vec<Tree>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// `UNKNOWN`, which comes after all others, for a wildcard.
    pub(super) symbol: Symbol,
    /// In schema order.
    pub(super) place: u32,
}

impl Normal {
    /// The normal form of a particle, and its leaves in schema order.
    pub(super) fn of(particle: &Particle) -> Result<(Self, Terms<'_>), ContentError> {
        let mut leaves = Vec::new();
        let normal = normalize(particle, &mut leaves, 0)?;
        Ok((normal, leaves))
    }

    /// How many leaves there are once repetitions are written out.
    pub(super) fn copies(&self) -> u64 {
        match self {
            Normal::Tree(tree) => tree.copies(),
            Normal::Never | Normal::Empty => 0,
        }
    }

    fn repeated(self, occurs: Occurs) -> Self {
        if occurs.max.is_some_and(|max| max < occurs.min) {
            return Normal::Never;
        }
        match self {
            Normal::Never if occurs.min > 0 => Normal::Never,
            Normal::Never | Normal::Empty => Normal::Empty,
            Normal::Tree(tree) => Normal::Tree(tree.repeated(occurs)),
        }
    }
}

impl Tree {
    fn repeated(mut self, occurs: Occurs) -> Self {
        match self.occurs.times(occurs) {
            Some(joined) => self.occurs = joined,
            None => self = Tree { kind: Kind::Sequence(vec![self]), occurs },
        }
        if let (None, Kind::Choice(branches)) = (self.occurs.max, &mut self.kind) {
            // What the choice repeats without bound, its branches need not repeat.
            for branch in branches.iter_mut().filter(|branch| branch.occurs.min <= 1) {
                branch.occurs.max = Some(1);
            }
        }
        self
    }

    fn copies(&self) -> u64 {
        let once = match &self.kind {
            Kind::Leaf(_) => 1,
            Kind::Sequence(parts) | Kind::Choice(parts) => parts.iter().map(Tree::copies).fold(0, u64::saturating_add),
        };
        once.saturating_mul(self.occurs.copies())
    }
}

fn normalize<'p>(
    particle: &'p Particle,
    leaves: &mut Vec<(LeafId, &'p Term)>,
    depth: usize,
) -> Result<Normal, ContentError> {
    if depth > MAX_DEPTH {
        return Err(ContentError::TooDeep);
    }
    let occurs = particle.occurs();
    if occurs.max == Some(0) && occurs.min == 0 {
        return Ok(Normal::Empty);
    }
    let once = match particle {
        Particle::Leaf(_, Term::Element(Symbol::UNKNOWN), _) => Normal::Never,
        Particle::Leaf(id, term, _) => {
            let place = u32::try_from(leaves.len()).map_err(|_| ContentError::TooComplex)?;
            let symbol = if let Term::Element(symbol) = term { *symbol } else { Symbol::UNKNOWN };
            leaves.push((*id, term));
            Normal::Tree(Tree { kind: Kind::Leaf(Leaf { symbol, place }), occurs: Occurs::ONCE })
        }
        Particle::Sequence(particles, _) => {
            let mut parts = Vec::with_capacity(particles.len());
            let mut never = false;
            for particle in particles {
                match normalize(particle, leaves, depth + 1)? {
                    Normal::Never => never = true,
                    Normal::Empty => {}
                    Normal::Tree(tree) => parts.push(tree),
                }
            }
            let nullable = parts.iter().all(|part| part.occurs.min == 0);
            match parts.len() {
                _ if never => Normal::Never,
                0 => Normal::Empty,
                _ => group(Kind::Sequence, parts, nullable),
            }
        }
        Particle::Choice(particles, _) => {
            let mut parts = Vec::with_capacity(particles.len());
            let mut empty = false;
            for particle in particles {
                match normalize(particle, leaves, depth + 1)? {
                    Normal::Never => {}
                    Normal::Empty => empty = true,
                    Normal::Tree(tree) => parts.push(tree),
                }
            }
            let nullable = empty || parts.iter().any(|part| part.occurs.min == 0);
            match parts.len() {
                0 if empty => Normal::Empty,
                0 => Normal::Never,
                _ => group(Kind::Choice, parts, nullable),
            }
        }
    };
    Ok(once.repeated(occurs))
}

fn group(kind: fn(Vec<Tree>) -> Kind, mut parts: Vec<Tree>, nullable: bool) -> Normal {
    let occurs = Occurs { min: u64::from(!nullable), max: Some(1) };
    let tree = match parts.pop() {
        Some(single) if parts.is_empty() => single.repeated(occurs),
        last => {
            parts.extend(last);
            Tree { kind: kind(parts), occurs }
        }
    };
    Normal::Tree(tree)
}
