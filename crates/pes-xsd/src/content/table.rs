//! Deterministic automata as tables: one state for each set of positions that children can lead to.

use std::collections::HashMap;

use super::Term;
use super::graph::{Graph, Search, Way};
use super::recovery::Automaton;
use crate::names::{Names, NamespaceId, Symbol};

/// A deterministic automaton; it starts in row 0.
#[derive(Clone, Debug)]
pub(super) struct Table {
    rows: Box<[Row]>,
    arrows: Box<[Arrow]>,
    rules: Box<[Rule]>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    /// The arrow that comes first in schema order; `UNKNOWN` if there is none.
    likely: Arrow,
    /// Its arrows, sorted by symbol.
    arrows: (u32, u32),
    /// Its rules for names that no arrow takes in. The last stands for all namespaces that have none of their own.
    rules: (u32, u32),
    accepts: bool,
}

#[derive(Clone, Copy, Debug)]
struct Arrow {
    symbol: Symbol,
    leaf: u32,
    target: u32,
}

#[derive(Clone, Copy, Debug)]
struct Rule {
    namespace: NamespaceId,
    /// Leaf and target, if the namespace is let in.
    to: Option<(u32, u32)>,
}

const NO_ARROW: Arrow = Arrow { symbol: Symbol::UNKNOWN, leaf: 0, target: 0 };

impl Table {
    /// The table of a graph without counters; `None` if it takes more than `limit` steps to build.
    pub(super) fn build(graph: &Graph, terms: &[&Term], names: &Names, limit: usize) -> Option<Self> {
        let mut builder = Builder {
            terms,
            names,
            single: vec![NO_STATE; graph.nodes.len()],
            sets: HashMap::new(),
            members: Vec::with_capacity(terms.len() + 1),
            bounds: Vec::with_capacity(terms.len() + 1),
            rows: Vec::with_capacity(terms.len() + 1),
            arrows: Vec::with_capacity(terms.len() * 2),
            rules: Vec::new(),
            targets: Vec::new(),
        };
        builder.state_of(&[graph.start]);
        let (mut search, mut ways) = (Search::default(), Vec::new());
        while let Some(&(start, end)) = builder.bounds.get(builder.rows.len()) {
            let positions = builder.members.get(start..end)?;
            let accepts = graph.ways(&mut search, positions, None, &mut ways);
            builder.row(&mut ways, accepts);
            if search.work + builder.arrows.len() + builder.rules.len() + builder.members.len() > limit {
                return None;
            }
        }
        Some(Self { rows: builder.rows.into(), arrows: builder.arrows.into(), rules: builder.rules.into() })
    }

    #[inline]
    pub(super) fn step(&self, state: &mut u32, name: Symbol, namespace: NamespaceId) -> Option<u32> {
        let row = self.rows.get(*state as usize)?;
        let (leaf, target) = if row.likely.symbol == name && name != Symbol::UNKNOWN {
            (row.likely.leaf, row.likely.target)
        } else {
            self.lookup(row, name, namespace)?
        };
        *state = target;
        Some(leaf)
    }

    fn lookup(&self, row: &Row, name: Symbol, namespace: NamespaceId) -> Option<(u32, u32)> {
        let arrows = slice(&self.arrows, row.arrows);
        if let Ok(found) = arrows.binary_search_by_key(&name, |arrow| arrow.symbol) {
            return arrows.get(found).map(|arrow| (arrow.leaf, arrow.target));
        }
        let (default, own) = slice(&self.rules, row.rules).split_last()?;
        own.iter().find(|rule| rule.namespace == namespace).unwrap_or(default).to
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn accepts(&self, state: u32) -> bool {
        self.rows.get(state as usize).is_some_and(|row| row.accepts)
    }

    pub(super) fn expected(&self, state: u32) -> Vec<u32> {
        let mut leaves = Vec::new();
        self.successors(state, &mut |leaf, _| leaves.push(leaf));
        leaves
    }
}

impl Automaton for Table {
    fn successors(&self, state: u32, visit: &mut dyn FnMut(u32, u32)) {
        let Some(row) = self.rows.get(state as usize) else {
            return;
        };
        for arrow in slice(&self.arrows, row.arrows) {
            visit(arrow.leaf, arrow.target);
        }
        for (leaf, target) in slice(&self.rules, row.rules).iter().filter_map(|rule| rule.to) {
            visit(leaf, target);
        }
    }

    fn arrow(&self, state: u32, name: Symbol, namespace: NamespaceId) -> Option<(u32, u32)> {
        self.lookup(self.rows.get(state as usize)?, name, namespace)
    }
}

fn slice<T>(all: &[T], (start, end): (u32, u32)) -> &[T] {
    all.get(start as usize..end as usize).unwrap_or(&[])
}

const NO_STATE: u32 = u32::MAX;

/// Subset construction.
struct Builder<'a> {
    terms: &'a [&'a Term],
    names: &'a Names,
    /// The state of each position that is one by itself.
    single: Vec<u32>,
    sets: HashMap<Box<[u32]>, u32>,
    /// The positions of all states, one state after the other as `bounds` divides them.
    members: Vec<u32>,
    bounds: Vec<(usize, usize)>,
    rows: Vec<Row>,
    arrows: Vec<Arrow>,
    rules: Vec<Rule>,
    targets: Vec<u32>,
}

impl Builder<'_> {
    /// Adds the row of the next state and empties `ways`.
    fn row(&mut self, ways: &mut Vec<Way>, accepts: bool) {
        let (arrows, rules) = (small(self.arrows.len()), small(self.rules.len()));
        ways.sort_unstable_by_key(|way| (way.leaf.symbol, way.leaf.place));
        let elements = ways.partition_point(|way| way.leaf.symbol != Symbol::UNKNOWN);
        let (elements, wildcards) = ways.split_at(elements);
        let mut likely = NO_ARROW;
        for same in elements.chunk_by(|one, other| one.leaf.symbol == other.leaf.symbol) {
            if let Some(first) = same.first() {
                let symbol = first.leaf.symbol;
                let target = self.target(same, wildcards, self.names.namespace_of(symbol));
                let arrow = Arrow { symbol, leaf: first.leaf.place, target };
                self.arrows.push(arrow);
                if likely.symbol == Symbol::UNKNOWN || arrow.leaf < likely.leaf {
                    likely = arrow;
                }
            }
        }
        if !wildcards.is_empty() {
            self.wildcard_rules(wildcards);
        }
        ways.clear();
        let (arrows, rules) = ((arrows, small(self.arrows.len())), (rules, small(self.rules.len())));
        self.rows.push(Row { likely, arrows, rules, accepts });
    }

    fn wildcard_rules(&mut self, wildcards: &[Way]) {
        let mut named: Vec<NamespaceId> =
            wildcards.iter().filter_map(|way| self.constraint(way)).flat_map(|constraint| constraint.named()).collect();
        named.sort_unstable();
        named.dedup();
        for namespace in named.into_iter().chain([NamespaceId::OTHER]) {
            let first = wildcards.iter().find(|way| self.lets_in(way, namespace)).map(|way| way.leaf.place);
            let to = first.map(|leaf| (leaf, self.target(&[], wildcards, namespace)));
            self.rules.push(Rule { namespace, to });
        }
    }

    /// The state where all of `elements` lead, and those of `wildcards` that let the namespace in.
    fn target(&mut self, elements: &[Way], wildcards: &[Way], namespace: NamespaceId) -> u32 {
        if let (&[Way { next, .. }], []) = (elements, wildcards) {
            return self.state_of(&[next]);
        }
        let mut targets = std::mem::take(&mut self.targets);
        targets.clear();
        let wildcards = wildcards.iter().filter(|way| self.lets_in(way, namespace));
        targets.extend(elements.iter().chain(wildcards).map(|way| way.next));
        targets.sort_unstable();
        targets.dedup();
        let state = self.state_of(&targets);
        self.targets = targets;
        state
    }

    /// The state of sorted positions.
    fn state_of(&mut self, positions: &[u32]) -> u32 {
        let new = small(self.bounds.len());
        let state = if let [position] = *positions {
            match self.single.get_mut(position as usize) {
                Some(state) if *state == NO_STATE => {
                    *state = new;
                    new
                }
                known => known.map_or(new, |state| *state),
            }
        } else if let Some(&state) = self.sets.get(positions) {
            state
        } else {
            self.sets.insert(positions.into(), new);
            new
        };
        if state == new {
            let start = self.members.len();
            self.members.extend_from_slice(positions);
            self.bounds.push((start, self.members.len()));
        }
        state
    }

    fn constraint(&self, way: &Way) -> Option<&super::NamespaceConstraint> {
        match self.terms.get(way.leaf.place as usize) {
            Some(Term::Wildcard(constraint)) => Some(constraint),
            _ => None,
        }
    }

    fn lets_in(&self, way: &Way, namespace: NamespaceId) -> bool {
        self.constraint(way).is_some_and(|constraint| constraint.allows(namespace))
    }
}

/// An index as it is kept in tables: the limit on their building keeps them far below 2^32.
fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
