//! Finite automata over bytes, built by regex-automata.

use std::sync::{Mutex, OnceLock};

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::hybrid::dfa::{Cache, DFA as LazyDfa};
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::{Hir, Repetition};

use super::expression::Node;

/// An automaton that accepts or refuses a string of bytes.
#[derive(Debug)]
pub(super) struct Automaton {
    /// Makes its states as values ask for them, and forgets them when they become many.
    lazy: LazyDfa,
    caches: Mutex<Vec<Cache>>,
    /// All states, made at the first use; `None` if they are too many.
    dense: OnceLock<Option<Dense>>,
}

/// How much memory an automaton may take, in bytes: each limit also bounds the time that building takes.
const MAX_NFA: usize = 2 << 20;
const MAX_DENSE: usize = 256 << 10;
const MAX_CACHE: usize = 2 << 20;

impl Automaton {
    /// The automaton of an expression whose classes stand for the expressions given. `None` if it is too large.
    pub(super) fn new(node: &Node, classes: &[Hir]) -> Option<Automaton> {
        let config =
            thompson::Config::new().utf8(false).which_captures(WhichCaptures::None).nfa_size_limit(Some(MAX_NFA));
        let nfa = thompson::Compiler::new().configure(config).build_from_hir(&hir(node, classes)).ok()?;
        let config =
            LazyDfa::config().match_kind(MatchKind::All).cache_capacity(MAX_CACHE).skip_cache_capacity_check(true);
        let lazy = LazyDfa::builder().configure(config).build_from_nfa(nfa).ok()?;
        Some(Automaton { lazy, caches: Mutex::default(), dense: OnceLock::new() })
    }

    /// Whether the automaton accepts the whole string.
    pub(super) fn accepts(&self, symbols: impl Iterator<Item = u8>) -> bool {
        match self.dense.get_or_init(|| Dense::of(self.lazy.get_nfa())) {
            Some(dense) => dense.accepts(symbols),
            None => {
                let cache = self.caches.lock().ok().and_then(|mut caches| caches.pop());
                let mut cache = cache.unwrap_or_else(|| self.lazy.create_cache());
                let accepted = self.accepts_lazily(&mut cache, symbols);
                if let Ok(mut caches) = self.caches.lock() {
                    caches.push(cache);
                }
                accepted.unwrap_or(false)
            }
        }
    }

    /// `None` only if the automaton gave up, which nothing allows it to.
    fn accepts_lazily(&self, cache: &mut Cache, symbols: impl Iterator<Item = u8>) -> Option<bool> {
        let mut state = self.lazy.start_state(cache, &start::Config::new().anchored(Anchored::Yes)).ok()?;
        for symbol in symbols {
            state = self.lazy.next_state(cache, state, symbol).ok()?;
            if state.is_dead() {
                return Some(false);
            }
        }
        Some(self.lazy.next_eoi_state(cache, state).ok()?.is_match())
    }
}

/// An automaton all of whose states are made.
#[derive(Debug)]
struct Dense {
    table: dense::DFA<Vec<u32>>,
    start: StateID,
}

impl Dense {
    /// `None` if the states are too many.
    fn of(nfa: &NFA) -> Option<Dense> {
        let config = dense::Config::new()
            .match_kind(MatchKind::All)
            .start_kind(StartKind::Anchored)
            .accelerate(false)
            .dfa_size_limit(Some(MAX_DENSE))
            .determinize_size_limit(Some(MAX_DENSE));
        let table = dense::Builder::new().configure(config).build_from_nfa(nfa).ok()?;
        let start = table.universal_start_state(Anchored::Yes)?;
        Some(Dense { table, start })
    }

    fn accepts(&self, symbols: impl Iterator<Item = u8>) -> bool {
        let mut state = self.start;
        for symbol in symbols {
            state = self.table.next_state(state, symbol);
            if self.table.is_dead_state(state) {
                return false;
            }
        }
        self.table.is_match_state(self.table.next_eoi_state(state))
    }
}

/// The expression in the terms of regex-syntax. Recursive like the reading of it, which bounds the depth.
fn hir(node: &Node, classes: &[Hir]) -> Hir {
    match node {
        Node::Class(class) => classes.get(*class).cloned().unwrap_or_else(Hir::fail),
        Node::Sequence(nodes) => Hir::concat(nodes.iter().map(|node| hir(node, classes)).collect()),
        Node::Choice(nodes) => Hir::alternation(nodes.iter().map(|node| hir(node, classes)).collect()),
        Node::Repeat { node, min, max } => {
            let sub = Box::new(hir(node, classes));
            Hir::repetition(Repetition { min: *min, max: *max, greedy: true, sub })
        }
    }
}
