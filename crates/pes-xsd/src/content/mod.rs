//! Content models of complex types, compiled to deterministic tables.
//!
//! A particle is brought to a normal form (`tree`), then to a graph of positions (`graph`). Where repetitions are few
//! enough to write out, subsets of positions become the states of a table (`table`): one state a child. Where they
//! are not, or where the subsets are too many, positions are followed with a counter for each repetition (`counted`).

mod all;
mod counted;
mod graph;
mod leaves;
mod namespace;
mod particle;
mod recovery;
mod table;
#[cfg(test)]
mod tests;
mod tree;

pub(crate) use all::AllMember;
pub(crate) use namespace::NamespaceConstraint;
pub(crate) use particle::{LeafId, Occurs, Particle, Term};
pub(crate) use recovery::Recovery;

use crate::names::{Names, NamespaceId, Symbol};
use all::{All, Members};
use counted::{Configurations, Counted};
use graph::Graph;
use leaves::Leaves;
use table::Table;
use tree::Normal;

/// Why a particle cannot be compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentError {
    /// Groups are nested more deeply than any schema needs.
    TooDeep,
    /// The tables would be larger than any schema needs.
    TooComplex,
}

impl std::fmt::Display for ContentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::TooDeep => "groups are nested too deeply",
            Self::TooComplex => "the content model is too large",
        })
    }
}

/// What the children of an element may be, and in which order.
#[derive(Clone, Debug)]
pub(crate) struct ContentModel {
    leaves: Leaves,
    machine: Machine,
}

/// How far the children of one element have come in their content model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    position: Position,
    behind: Option<Box<Behind>>,
}

/// Where children that a recovery supposed missing go on, should they come late.
#[derive(Clone, Debug, PartialEq)]
struct Behind {
    position: Position,
    /// The leaf before which they were missing: a leaf before this one means that another round has begun.
    before: u32,
}

/// That of an element that has no content model.
impl Default for State {
    fn default() -> Self {
        State { position: Position::Table(0), behind: None }
    }
}

#[derive(Clone, Debug)]
enum Machine {
    Table(Table),
    Counted(Counted),
    All(All),
}

#[derive(Clone, Debug, PartialEq)]
enum Position {
    Table(u32),
    Counted(Box<Configurations>),
    All(Members),
}

/// How much a table may cost. What costs more is counted.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Copies of leaves that writing out repetitions may add.
    copies: u64,
    /// Steps taken to build the table.
    steps: usize,
}

const LIMITS: Limits = Limits { copies: 2_000, steps: 500_000 };

impl ContentModel {
    /// The model of a particle.
    ///
    /// A model that respects Unique Particle Attribution and has no large counts has about one state for each leaf.
    /// One that breaks it is still decided rightly, with one exception: where some hundred readings of large
    /// counts stay open at once, a child is refused rather than followed in all of them.
    pub(crate) fn compile(particle: &Particle, names: &Names) -> Result<Self, ContentError> {
        Self::compile_within(particle, names, LIMITS)
    }

    fn compile_within(particle: &Particle, names: &Names, limits: Limits) -> Result<Self, ContentError> {
        let (tree, terms) = Normal::of(particle)?;
        let leaves = Leaves::new(&terms);
        let terms: Vec<&Term> = terms.into_iter().map(|(_, term)| term).collect();
        if tree.copies().saturating_sub(terms.len() as u64) <= limits.copies
            && let Some(table) = Table::build(&Graph::written_out(&tree), &terms, names, limits.steps)
        {
            return Ok(Self { leaves, machine: Machine::Table(table) });
        }
        let counted = Counted::build(&Graph::counted(&tree), &terms)?;
        Ok(Self { leaves, machine: Machine::Counted(counted) })
    }

    /// The model of `xs:all`: every member at most once, in any order. If `optional`, none at all will do too.
    pub(crate) fn all(members: &[AllMember], optional: bool) -> Self {
        let terms: Vec<(LeafId, Term)> = members
            .iter()
            .flat_map(|member| &member.names)
            .map(|&(leaf, symbol)| (leaf, Term::Element(symbol)))
            .collect();
        let terms: Vec<(LeafId, &Term)> = terms.iter().map(|(leaf, term)| (*leaf, term)).collect();
        Self { leaves: Leaves::new(&terms), machine: Machine::All(All::new(members, optional)) }
    }

    /// The state before the first child.
    pub(crate) fn start(&self) -> State {
        let position = match &self.machine {
            Machine::Table(_) => Position::Table(0),
            Machine::Counted(counted) => Position::Counted(Box::new(counted.start())),
            Machine::All(_) => Position::All(Members::default()),
        };
        State { position, behind: None }
    }

    /// Takes a child in: the leaf it is attributed to, or `None` if it is not allowed, and then the state stays.
    /// An element leaf is preferred to a wildcard, then the first in schema order.
    #[inline]
    pub(crate) fn step(&self, state: &mut State, name: Symbol, namespace: NamespaceId) -> Option<LeafId> {
        let leaf = self.machine.step(&mut state.position, name, namespace)?;
        if state.behind.as_ref().is_some_and(|behind| leaf < behind.before) {
            state.behind = None;
        }
        self.leaves.id(leaf)
    }

    /// Whether the children may end here.
    pub(crate) fn accepts(&self, state: &State) -> bool {
        match (&self.machine, &state.position) {
            (Machine::Table(table), &Position::Table(row)) => table.accepts(row),
            (Machine::Counted(counted), Position::Counted(configurations)) => counted.accepts(configurations),
            (Machine::All(all), Position::All(members)) => all.accepts(members),
            _ => false,
        }
    }

    /// The leaves that may come next, in schema order and each once. Of those that compete for the same names, one
    /// that `step` would never choose may be left out.
    pub(crate) fn expected(&self, state: &State) -> Vec<LeafId> {
        let leaves = match (&self.machine, &state.position) {
            (Machine::Table(table), &Position::Table(row)) => table.expected(row),
            (Machine::Counted(counted), Position::Counted(configurations)) => counted.expected(configurations),
            (Machine::All(all), Position::All(members)) => all.expected(members),
            _ => Vec::new(),
        };
        self.leaves.ids(leaves)
    }

    /// After a child that `step` refused: moves on to where the children that follow are best read, so that one fault
    /// is not told again at each of them.
    pub(crate) fn recover(&self, state: &mut State, name: Symbol, namespace: NamespaceId) -> Recovery {
        let Some(known) = self.leaves.find(name, namespace) else {
            return Recovery::Unknown;
        };
        let late = state.behind.as_mut().and_then(|behind| self.machine.step(&mut behind.position, name, namespace));
        if let Some(leaf) = late.and_then(|leaf| self.leaves.id(leaf)) {
            return Recovery::Late(leaf);
        }
        let Some((leaf, position, missing)) = self.machine.leap(&state.position, name, namespace) else {
            return Recovery::Misplaced(known);
        };
        let position = std::mem::replace(&mut state.position, position);
        state.behind = Some(Box::new(Behind { position, before: leaf }));
        Recovery::Missing { leaf: self.leaves.id(leaf).unwrap_or(known), missing: self.leaves.ids(missing) }
    }
}

impl Machine {
    #[inline]
    fn step(&self, position: &mut Position, name: Symbol, namespace: NamespaceId) -> Option<u32> {
        match (self, position) {
            (Machine::Table(table), Position::Table(row)) => table.step(row, name, namespace),
            (Machine::Counted(counted), Position::Counted(configurations)) => {
                counted.step(configurations, name, namespace)
            }
            (Machine::All(all), Position::All(members)) => all.step(members, name),
            _ => None,
        }
    }

    /// The leaf that takes the child in once some children are supposed before it, where that leads, and the leaves of
    /// the supposed children.
    fn leap(&self, position: &Position, name: Symbol, namespace: NamespaceId) -> Option<(u32, Position, Vec<u32>)> {
        match (self, position) {
            (Machine::Table(table), &Position::Table(row)) => {
                let leap = recovery::nearest(table, row, name, namespace)?;
                Some((leap.leaf, Position::Table(leap.target), leap.missing))
            }
            (Machine::Counted(counted), Position::Counted(configurations)) => {
                let (leaf, configurations, missing) = counted.leap(configurations, name, namespace)?;
                Some((leaf, Position::Counted(Box::new(configurations)), missing))
            }
            _ => None,
        }
    }
}
