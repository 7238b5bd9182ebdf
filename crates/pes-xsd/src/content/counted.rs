//! Automata with counters, for repetitions too long to write out.

use super::graph::{Graph, Search};
use super::recovery::{self, Automaton, Leap};
use super::{ContentError, Occurs, Term};
use crate::names::{NamespaceId, Symbol};

/// An automaton with counters; it starts in row 0.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    rows: Box<[Row]>,
    arrows: Box<[Arrow]>,
    /// What each leaf lets in.
    terms: Box<[Term]>,
    /// The counted repetitions that rows stand in: for each row, from the outermost to the innermost.
    repetitions: Box<[Repetition]>,
    /// Numbers to a configuration: its row, and the count of each repetition that it can stand in.
    width: usize,
}

/// The ways in which the children so far can be read: mostly one.
#[derive(Debug)]
pub(super) struct Configurations {
    /// Row and counts, one configuration after the other.
    current: Vec<u64>,
    /// Room to build the next ones in.
    next: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    /// Arrows by an element, sorted by symbol and then in schema order.
    elements: (u32, u32),
    /// Arrows by a wildcard, in schema order.
    wildcards: (u32, u32),
    repetitions: (u32, u32),
    ends: bool,
}

#[derive(Clone, Copy, Debug)]
struct Arrow {
    symbol: Symbol,
    leaf: u32,
    target: u32,
    stays: u16,
    again: bool,
}

#[derive(Clone, Copy, Debug)]
struct Repetition {
    /// Its counter in the graph.
    counter: u32,
    occurs: Occurs,
}

/// How many configurations are followed at once.
const MOST: usize = 300;

/// How many steps may be taken to build an automaton.
const STEPS: usize = 1_000_000;

/// How many marks a search of the graph may need.
const MARKS: usize = 4_000_000;

impl Counted {
    /// The automaton of a graph, unless that takes too much.
    pub(super) fn build(graph: &Graph, terms: &[&Term]) -> Result<Self, ContentError> {
        if graph.nodes.len().saturating_mul(usize::from(graph.deepest) + 1) > MARKS {
            return Err(ContentError::TooComplex);
        }
        let (mut rows, mut arrows, mut repetitions) = (Vec::new(), Vec::new(), Vec::new());
        let mut positions = vec![(graph.start, None)];
        let mut row_of = vec![None; graph.nodes.len()];
        if let Some(start) = row_of.get_mut(graph.start as usize) {
            *start = Some(0);
        }
        let (mut search, mut ways) = (Search::default(), Vec::new());
        while let Some(&(position, within)) = positions.get(rows.len()) {
            let ends = graph.ways(&mut search, &[position], within, &mut ways);
            ways.sort_unstable_by_key(|way| (way.leaf.symbol, way.leaf.place));
            let start = small(arrows.len());
            let elements = start + small(ways.partition_point(|way| way.leaf.symbol != Symbol::UNKNOWN));
            for way in ways.drain(..) {
                let row = row_of.get_mut(way.next as usize).ok_or(ContentError::TooComplex)?;
                let target = *row.get_or_insert_with(|| {
                    positions.push((way.next, way.counter));
                    small(positions.len() - 1)
                });
                arrows.push(Arrow {
                    symbol: way.leaf.symbol,
                    leaf: way.leaf.place,
                    target,
                    stays: way.stays,
                    again: way.again,
                });
            }
            let outermost = small(repetitions.len());
            repetitions.extend(repetitions_around(graph, within));
            rows.push(Row {
                elements: (start, elements),
                wildcards: (elements, small(arrows.len())),
                repetitions: (outermost, small(repetitions.len())),
                ends,
            });
            if search.work + arrows.len() + repetitions.len() > STEPS {
                return Err(ContentError::TooComplex);
            }
        }
        Ok(Self {
            rows: rows.into(),
            arrows: arrows.into(),
            terms: terms.iter().map(|&term| term.clone()).collect(),
            repetitions: repetitions.into(),
            width: usize::from(graph.deepest) + 1,
        })
    }

    pub(super) fn start(&self) -> Configurations {
        Configurations { current: vec![0; self.width], next: Vec::new() }
    }

    pub(super) fn step(
        &self,
        configurations: &mut Configurations,
        name: Symbol,
        namespace: NamespaceId,
    ) -> Option<u32> {
        let Configurations { current, next } = configurations;
        next.clear();
        let mut best: Option<(bool, u32)> = None;
        for (row, counts) in self.read(current) {
            for arrow in self.matching(row, name, namespace).filter(|arrow| self.open(row, counts, arrow)) {
                let preference = (arrow.symbol == Symbol::UNKNOWN, arrow.leaf);
                best = Some(best.map_or(preference, |best| best.min(preference)));
                let start = next.len();
                self.follow(counts, arrow, next);
                self.keep_if_new(next, start);
                if next.len() > MOST * self.width {
                    return None;
                }
            }
        }
        let (_, leaf) = best?;
        std::mem::swap(current, next);
        Some(leaf)
    }

    pub(super) fn accepts(&self, configurations: &Configurations) -> bool {
        self.read(&configurations.current).any(|(row, counts)| row.ends && self.enough(row, counts, 0))
    }

    pub(super) fn expected(&self, configurations: &Configurations) -> Vec<u32> {
        let open = self.read(&configurations.current).flat_map(|(row, counts)| {
            let arrows = self.arrows_of((row.elements.0, row.wildcards.1));
            arrows.iter().filter(move |arrow| self.open(row, counts, arrow))
        });
        open.map(|arrow| arrow.leaf).collect()
    }

    /// The leaf that takes a child in once others are supposed before it, where that leads, and the supposed leaves.
    /// Counts that are too low count as reached, since the children that reach them can be among the missing.
    pub(super) fn leap(
        &self,
        configurations: &Configurations,
        name: Symbol,
        namespace: NamespaceId,
    ) -> Option<(u32, Configurations, Vec<u32>)> {
        let (row, counts) = self.read(&configurations.current).next()?;
        let expected = self.expected(configurations);
        let mut next = Vec::with_capacity(self.width);
        if let Some(arrow) = self.matching(row, name, namespace).find(|arrow| self.more(row, counts, arrow)) {
            self.follow(counts, arrow, &mut next);
            let missing = expected.into_iter().min().into_iter().collect();
            return Some((arrow.leaf, Configurations { current: next, next: Vec::new() }, missing));
        }
        let from = small(usize::try_from(*configurations.current.first()?).ok()?);
        let Leap { leaf, target, mut missing } =
            recovery::nearest(&Onward { counted: self, row, counts }, from, name, namespace)?;
        if missing.first().is_some_and(|first| !expected.contains(first)) {
            missing.extend(expected.into_iter().min());
            missing.rotate_right(1);
        }
        next.push(u64::from(target));
        let mut old = self.repetitions_of(row).iter().zip(counts);
        next.extend(self.repetitions_of(self.rows.get(target as usize)?).iter().map(|repetition| {
            let same = old.next().filter(|(old, _)| old.counter == repetition.counter);
            same.map_or(1, |(_, &count)| count)
        }));
        next.resize(self.width, 0);
        Some((leaf, Configurations { current: next, next: Vec::new() }, missing))
    }

    fn read<'a>(&'a self, configurations: &'a [u64]) -> impl Iterator<Item = (&'a Row, &'a [u64])> {
        configurations.chunks_exact(self.width).filter_map(|configuration| {
            let (&row, counts) = configuration.split_first()?;
            Some((self.rows.get(usize::try_from(row).ok()?)?, counts))
        })
    }

    fn arrows_of(&self, (start, end): (u32, u32)) -> &[Arrow] {
        self.arrows.get(start as usize..end as usize).unwrap_or(&[])
    }

    fn repetitions_of(&self, row: &Row) -> &[Repetition] {
        let (start, end) = row.repetitions;
        self.repetitions.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// The arrows that take the name in, elements first, whatever the counts.
    fn matching(&self, row: &Row, name: Symbol, namespace: NamespaceId) -> impl Iterator<Item = &Arrow> {
        let elements = self.arrows_of(row.elements);
        let start = elements.partition_point(|arrow| arrow.symbol < name);
        let same = elements.iter().skip(start).take_while(move |arrow| arrow.symbol == name);
        let lets_in =
            move |arrow: &&Arrow| self.terms.get(arrow.leaf as usize).is_some_and(|term| term.allows(name, namespace));
        same.chain(self.arrows_of(row.wildcards).iter().filter(lets_in))
    }

    /// Whether the counts let an arrow be followed.
    fn open(&self, row: &Row, counts: &[u64], arrow: &Arrow) -> bool {
        self.enough(row, counts, arrow.stays) && self.more(row, counts, arrow)
    }

    /// Whether all repetitions that stand in `stays` others or more had rounds enough to be left.
    fn enough(&self, row: &Row, counts: &[u64], stays: u16) -> bool {
        let mut left = self.repetitions_of(row).iter().zip(counts).skip(usize::from(stays));
        left.all(|(repetition, &count)| count >= repetition.occurs.min)
    }

    /// Whether the round that the arrow begins, if any, is one of those allowed.
    fn more(&self, row: &Row, counts: &[u64], arrow: &Arrow) -> bool {
        let innermost = usize::from(arrow.stays).checked_sub(1).filter(|_| arrow.again);
        innermost.is_none_or(|innermost| {
            let repetition = self.repetitions_of(row).get(innermost);
            let count = counts.get(innermost).copied().unwrap_or(0);
            repetition.is_some_and(|repetition| repetition.occurs.max.is_none_or(|max| count < max))
        })
    }

    /// Adds the configuration behind an arrow.
    fn follow(&self, counts: &[u64], arrow: &Arrow, next: &mut Vec<u64>) {
        let Some(target) = self.rows.get(arrow.target as usize) else {
            return;
        };
        let repetitions = self.repetitions_of(target);
        let stays = usize::from(arrow.stays);
        let end = next.len() + self.width;
        next.push(u64::from(arrow.target));
        next.extend(counts.iter().take(stays));
        if arrow.again
            && let (Some(count), Some(repetition)) = (next.last_mut(), repetitions.get(stays.saturating_sub(1)))
        {
            let most = repetition.occurs.max.unwrap_or(repetition.occurs.min);
            *count = count.saturating_add(1).min(most);
        }
        next.extend(repetitions.iter().skip(stays).map(|_| 1));
        next.resize(end, 0);
    }

    /// Removes the last configuration, which begins at `start`, if another allows all that it does; and the others of
    /// which it allows all that they do.
    fn keep_if_new(&self, configurations: &mut Vec<u64>, start: usize) {
        let (others, new) = configurations.split_at_mut(start);
        if others.chunks_exact(self.width).any(|other| self.covers(other, new)) {
            configurations.truncate(start);
            return;
        }
        let mut kept = 0;
        for other in (0..start).step_by(self.width) {
            let (others, new) = configurations.split_at_mut(start);
            if others.get(other..other + self.width).is_some_and(|other| !self.covers(new, other)) {
                others.copy_within(other..other + self.width, kept);
                kept += self.width;
            }
        }
        configurations.copy_within(start.., kept);
        configurations.truncate(kept + self.width);
    }

    /// Whether all that may follow one configuration may follow another: once a repetition had rounds enough, the
    /// fewer it had, the more may still come.
    fn covers(&self, one: &[u64], other: &[u64]) -> bool {
        let (Some((row, one)), Some((other_row, other))) = (one.split_first(), other.split_first()) else {
            return false;
        };
        let row = if row == other_row { usize::try_from(*row).ok().and_then(|row| self.rows.get(row)) } else { None };
        row.is_some_and(|row| {
            let mut counts = self.repetitions_of(row).iter().zip(one.iter().zip(other));
            counts.all(|(repetition, (one, other))| one == other || repetition.occurs.min <= *one && one <= other)
        })
    }
}

/// The automaton after a configuration, counts that are too low taken as reached.
struct Onward<'a> {
    counted: &'a Counted,
    row: &'a Row,
    counts: &'a [u64],
}

impl Onward<'_> {
    /// Whether an arrow from a row begins no round too many in a repetition that the configuration stands in.
    fn open(&self, row: &Row, arrow: &Arrow) -> bool {
        let counter = |row| {
            let innermost = usize::from(arrow.stays).checked_sub(1)?;
            self.counted.repetitions_of(row).get(innermost).map(|repetition| repetition.counter)
        };
        counter(self.row) != counter(row) || self.counted.more(row, self.counts, arrow)
    }
}

impl Automaton for Onward<'_> {
    fn successors(&self, row: u32, visit: &mut dyn FnMut(u32, u32)) {
        if let Some(row) = self.counted.rows.get(row as usize) {
            let arrows = self.counted.arrows_of((row.elements.0, row.wildcards.1));
            arrows.iter().filter(|arrow| self.open(row, arrow)).for_each(|arrow| visit(arrow.leaf, arrow.target));
        }
    }

    fn arrow(&self, row: u32, name: Symbol, namespace: NamespaceId) -> Option<(u32, u32)> {
        let row = self.counted.rows.get(row as usize)?;
        let mut arrows = self.counted.matching(row, name, namespace);
        arrows.find(|arrow| self.open(row, arrow)).map(|arrow| (arrow.leaf, arrow.target))
    }
}

#[cfg(test)]
impl Configurations {
    pub(super) fn len(&self, counted: &Counted) -> usize {
        self.current.len() / counted.width
    }
}

impl Clone for Configurations {
    fn clone(&self) -> Self {
        Self { current: self.current.clone(), next: Vec::new() }
    }
}

impl PartialEq for Configurations {
    fn eq(&self, other: &Self) -> bool {
        self.current == other.current
    }
}

fn repetitions_around(graph: &Graph, within: Option<u32>) -> Vec<Repetition> {
    let outwards = std::iter::successors(within, |&inner| graph.counter(Some(inner))?.outer);
    let mut repetitions: Vec<Repetition> = outwards
        .filter_map(|counter| Some(Repetition { counter, occurs: graph.counter(Some(counter))?.occurs }))
        .collect();
    repetitions.reverse();
    repetitions
}

/// An index as it is kept in tables: the limit on their building keeps them far below 2^32.
fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
