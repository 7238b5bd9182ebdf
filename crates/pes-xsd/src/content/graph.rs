//! Positions of a content model and the ways between them.

use super::Occurs;
use super::tree::{Kind, Leaf, Normal, Tree};

/// Positions of a content model and the ways between them.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) start: u32,
    pub(super) nodes: Vec<Node>,
    pub(super) counters: Vec<Counter>,
    /// How many counted repetitions stand in each other at most.
    pub(super) deepest: u16,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Node {
    /// The word is complete.
    End,
    /// No word gets here.
    Never,
    /// Takes a child in, and goes on from `next` with the same counters.
    Leaf {
        leaf: Leaf,
        next: u32,
    },
    Either(u32, u32),
    /// Begins the first round of a counted repetition.
    Enter {
        counter: u32,
    },
    /// Ends a round: begins another if any is left, or leaves if there were enough.
    Again {
        counter: u32,
    },
}

/// A repetition whose rounds are counted. At the first round its count is 1.
#[derive(Debug)]
pub(super) struct Counter {
    pub(super) occurs: Occurs,
    /// How many counted repetitions it stands in.
    pub(super) depth: u16,
    pub(super) outer: Option<u32>,
    body: u32,
    exit: u32,
}

/// A way from a position through a leaf to the next position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) leaf: Leaf,
    pub(super) next: u32,
    /// The counted repetition that the leaf stands in.
    pub(super) counter: Option<u32>,
    /// How many counted repetitions, from the outermost, it stays in. It leaves the others, and newly enters all those
    /// further in that the leaf stands in.
    pub(super) stays: u16,
    /// Whether the innermost repetition it stays in begins another round.
    pub(super) again: bool,
}

/// What a search of the graph keeps from one start to the next.
#[derive(Debug, Default)]
pub(super) struct Search {
    stack: Vec<(u32, Option<u32>, u16, bool)>,
    marks: Vec<u32>,
    mark: u32,
    /// Positions seen in all.
    pub(super) work: usize,
}

const END: u32 = 0;
const NEVER: u32 = 1;

impl Graph {
    /// The graph in which every bounded repetition is written out.
    pub(super) fn written_out(normal: &Normal) -> Self {
        Self::new(normal, |graph, tree, _, next| graph.write_out(tree, next))
    }

    /// The graph in which each leaf stands once, and bounded repetitions have counters.
    pub(super) fn counted(normal: &Normal) -> Self {
        Self::new(normal, Self::count)
    }

    fn new(normal: &Normal, build: fn(&mut Self, &Tree, Option<u32>, u32) -> u32) -> Self {
        let nodes = vec![Node::End, Node::Never];
        let mut graph = Graph { start: END, nodes, counters: Vec::new(), deepest: 0 };
        graph.start = match normal {
            Normal::Never => NEVER,
            Normal::Empty => END,
            Normal::Tree(tree) => build(&mut graph, tree, None, END),
        };
        graph
    }

    fn add(&mut self, node: Node) -> u32 {
        let place = u32::try_from(self.nodes.len()).unwrap_or(NEVER);
        self.nodes.push(node);
        place
    }

    fn set(&mut self, place: u32, node: Node) {
        if let Some(old) = self.nodes.get_mut(place as usize) {
            *old = node;
        }
    }

    fn once(&mut self, tree: &Tree, next: u32, mut build: impl FnMut(&mut Self, &Tree, u32) -> u32) -> u32 {
        match &tree.kind {
            Kind::Leaf(leaf) => self.add(Node::Leaf { leaf: *leaf, next }),
            Kind::Sequence(parts) => parts.iter().rev().fold(next, |next, part| build(self, part, next)),
            Kind::Choice(parts) => {
                let mut branches = parts.iter().rev();
                let Some(last) = branches.next() else {
                    return NEVER;
                };
                let last = build(self, last, next);
                branches.fold(last, |others, branch| {
                    let branch = build(self, branch, next);
                    self.add(Node::Either(branch, others))
                })
            }
        }
    }

    fn write_out(&mut self, tree: &Tree, next: u32) -> u32 {
        let Occurs { min, max } = tree.occurs;
        let mut required = min;
        let mut first = next;
        match max {
            // One round nested in the other, so that each is left for `next` and not for all that follow it.
            Some(max) => {
                for _ in min..max {
                    let round = self.once(tree, first, Self::write_out);
                    first = self.add(Node::Either(round, next));
                }
            }
            None => {
                let again = self.add(Node::Never);
                let round = self.once(tree, again, Self::write_out);
                self.set(again, Node::Either(round, next));
                first = if min == 0 { again } else { round };
                required = min.saturating_sub(1);
            }
        }
        for _ in 0..required {
            first = self.once(tree, first, Self::write_out);
        }
        first
    }

    fn count(&mut self, tree: &Tree, outer: Option<u32>, next: u32) -> u32 {
        let count_within = |outer| move |graph: &mut Self, part: &Tree, next| graph.count(part, outer, next);
        let Occurs { min, max } = tree.occurs;
        let first = match max {
            Some(1) => self.once(tree, next, count_within(outer)),
            None if min <= 1 => {
                let again = self.add(Node::Never);
                let round = self.once(tree, again, count_within(outer));
                self.set(again, Node::Either(round, next));
                round
            }
            _ => {
                let counter = u32::try_from(self.counters.len()).unwrap_or(u32::MAX);
                let depth = self.depth(outer);
                self.deepest = self.deepest.max(depth + 1);
                self.counters.push(Counter { occurs: tree.occurs, depth, outer, body: NEVER, exit: next });
                let again = self.add(Node::Again { counter });
                let body = self.once(tree, again, count_within(Some(counter)));
                if let Some(counter) = self.counters.get_mut(counter as usize) {
                    counter.body = body;
                }
                self.add(Node::Enter { counter })
            }
        };
        if min == 0 { self.add(Node::Either(first, next)) } else { first }
    }

    pub(super) fn counter(&self, counter: Option<u32>) -> Option<&Counter> {
        self.counters.get(counter? as usize)
    }

    /// How many counted repetitions the innermost one stands in, itself included.
    pub(super) fn depth(&self, counter: Option<u32>) -> u16 {
        self.counter(counter).map_or(0, |counter| counter.depth + 1)
    }

    /// Adds the ways from some positions, all within the same counted repetition, and says whether the word may end
    /// there if all repetitions may.
    ///
    /// Ways that go through an empty round are left out: such a round is never required, and costs a count.
    pub(super) fn ways(&self, search: &mut Search, from: &[u32], within: Option<u32>, ways: &mut Vec<Way>) -> bool {
        let depth = self.depth(within);
        let width = usize::from(self.deepest) * 2 + 1;
        search.marks.resize(self.nodes.len() * width, 0);
        search.mark += 1;
        search.stack.extend(from.iter().rev().map(|&node| (node, within, depth, false)));
        let mut ends = false;
        while let Some((place, counter, stays, again)) = search.stack.pop() {
            search.work += 1;
            let mark = search.marks.get_mut(place as usize * width + usize::from(stays) * 2 - usize::from(again));
            let Some(mark) = mark.filter(|mark| **mark != search.mark) else {
                continue;
            };
            *mark = search.mark;
            match self.nodes.get(place as usize) {
                None | Some(Node::Never) => {}
                Some(Node::End) => ends = true,
                Some(&Node::Leaf { leaf, next }) => ways.push(Way { leaf, next, counter, stays, again }),
                Some(&Node::Either(one, other)) => {
                    search.stack.push((other, counter, stays, again));
                    search.stack.push((one, counter, stays, again));
                }
                Some(&Node::Enter { counter }) => {
                    if let Some(entered) = self.counters.get(counter as usize) {
                        search.stack.push((entered.body, Some(counter), stays, again));
                    }
                }
                Some(&Node::Again { counter }) => {
                    if let Some(round) = self.counters.get(counter as usize)
                        && stays == round.depth + 1
                    {
                        search.stack.push((round.exit, round.outer, stays - 1, false));
                        search.stack.push((round.body, Some(counter), stays, true));
                    }
                }
            }
        }
        ends
    }
}
