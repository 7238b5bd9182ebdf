mod limits;
mod namespaces;
mod property;
mod recovery;
mod reference;

use super::*;

/// Names for tests: `a` to `h` in the first namespace, `p` and `q` in the second, `n` in none.
pub(super) struct World {
    pub(super) names: Names,
    pub(super) first: NamespaceId,
    pub(super) second: NamespaceId,
}

impl World {
    pub(super) fn new() -> Self {
        let mut names = Names::default();
        let (first, second) = (names.intern_namespace("urn:first"), names.intern_namespace("urn:second"));
        for local in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            names.intern(first, local);
        }
        names.intern(second, "p");
        names.intern(second, "q");
        names.intern(NamespaceId::NONE, "n");
        World { names, first, second }
    }

    /// The child that a letter stands for: `x`, `y` and `z` are unknown names in the first, in an unknown and in no
    /// namespace.
    pub(super) fn child(&self, letter: char) -> (Symbol, NamespaceId) {
        let namespace = match letter {
            'a'..='h' | 'x' => self.first,
            'p' | 'q' => self.second,
            'y' => NamespaceId::OTHER,
            'n' | 'z' => NamespaceId::NONE,
            _ => panic!("no child is named {letter}"),
        };
        (self.names.symbol(namespace, &letter.to_string()), namespace)
    }

    pub(super) fn compile(&self, particle: &Particle) -> ContentModel {
        ContentModel::compile(particle, &self.names).expect("a small model")
    }

    /// Takes children in; the leaf of each, or where one is refused.
    pub(super) fn run(&self, model: &ContentModel, state: &mut State, word: &str) -> Result<Vec<u32>, usize> {
        let mut leaves = Vec::new();
        for (place, letter) in word.chars().enumerate() {
            let (name, namespace) = self.child(letter);
            leaves.push(model.step(state, name, namespace).ok_or(place)?.0);
        }
        Ok(leaves)
    }

    /// The leaves of a whole valid word.
    pub(super) fn leaves(&self, model: &ContentModel, word: &str) -> Option<Vec<u32>> {
        let mut state = model.start();
        let leaves = self.run(model, &mut state, word).ok()?;
        model.accepts(&state).then_some(leaves)
    }

    pub(super) fn assert_language(&self, particle: &Particle, valid: &[&str], invalid: &[&str]) {
        for limits in [LIMITS, Limits { copies: 0, steps: 0 }] {
            let model = ContentModel::compile_within(particle, &self.names, limits).expect("a small model");
            for word in valid {
                assert!(self.leaves(&model, word).is_some(), "{word:?} is valid against {particle:?}");
            }
            for word in invalid {
                assert!(self.leaves(&model, word).is_none(), "{word:?} is not valid against {particle:?}");
            }
        }
    }

    /// An element whose leaf has the number of its letter: `a` is 0.
    pub(super) fn element(&self, letter: char, min: u64, max: impl Into<Option<u64>>) -> Particle {
        let leaf = LeafId(u32::from(letter) - u32::from('a'));
        Particle::Leaf(leaf, Term::Element(self.child(letter).0), Occurs { min, max: max.into() })
    }

    /// Elements that come once each.
    pub(super) fn elements(&self, letters: &str) -> Vec<Particle> {
        letters.chars().map(|letter| self.element(letter, 1, 1)).collect()
    }
}

pub(super) fn wildcard(leaf: u32, constraint: NamespaceConstraint, min: u64, max: impl Into<Option<u64>>) -> Particle {
    Particle::Leaf(LeafId(leaf), Term::Wildcard(constraint), Occurs { min, max: max.into() })
}

pub(super) fn sequence(particles: Vec<Particle>, min: u64, max: impl Into<Option<u64>>) -> Particle {
    Particle::Sequence(particles, Occurs { min, max: max.into() })
}

pub(super) fn choice(particles: Vec<Particle>, min: u64, max: impl Into<Option<u64>>) -> Particle {
    Particle::Choice(particles, Occurs { min, max: max.into() })
}

#[test]
fn a_sequence_takes_its_particles_in_order() {
    let world = World::new();
    let particle = sequence(world.elements("abc"), 1, 1);
    world.assert_language(&particle, &["abc"], &["", "a", "ab", "acb", "abcc", "abca", "abcx", "xabc"]);
}

#[test]
fn a_choice_takes_one_of_its_particles() {
    let world = World::new();
    let particle = choice(world.elements("abc"), 1, 1);
    world.assert_language(&particle, &["a", "b", "c"], &["", "ab", "aa", "d", "x"]);
}

#[test]
fn occurrences_are_at_least_min_and_at_most_max() {
    let world = World::new();
    for (min, max, valid, invalid) in [
        (0, Some(0), vec![""], vec!["a"]),
        (0, Some(1), vec!["", "a"], vec!["aa"]),
        (2, Some(4), vec!["aa", "aaa", "aaaa"], vec!["", "a", "aaaaa"]),
        (0, None, vec!["", "a", "aaaaaaa"], vec!["b"]),
        (3, None, vec!["aaa", "aaaaaaa"], vec!["", "a", "aa"]),
    ] {
        world.assert_language(&world.element('a', min, max), &valid, &invalid);
        world.assert_language(&sequence(world.elements("a"), min, max), &valid, &invalid);
        world.assert_language(&choice(world.elements("ac"), min, max), &valid, &invalid);
    }
}

#[test]
fn an_empty_sequence_is_empty_content_and_an_empty_choice_cannot_be_met() {
    let world = World::new();
    world.assert_language(&sequence(vec![], 1, 1), &[""], &["a", "x"]);
    world.assert_language(&sequence(vec![], 5_000, 1_000_000_000), &[""], &["a"]);
    world.assert_language(&choice(vec![], 1, 1), &[], &["", "a"]);
    world.assert_language(&choice(vec![], 0, 1), &[""], &["a"]);
    world.assert_language(&choice(vec![sequence(vec![], 1, 1), choice(vec![], 1, 1)], 1, 1), &[""], &["a"]);
    world.assert_language(&sequence(vec![world.element('a', 1, 1), choice(vec![], 1, 1)], 1, 1), &[], &["", "a"]);
    world.assert_language(
        &choice(
            vec![sequence(vec![world.element('a', 1, 1), choice(vec![], 1, 1)], 1, 1), world.element('b', 1, 1)],
            1,
            1,
        ),
        &["b"],
        &["", "a"],
    );
}

#[test]
fn a_child_that_leads_nowhere_is_refused_at_once() {
    let world = World::new();
    let dead_end = sequence(vec![world.element('a', 1, 1), choice(vec![], 1, 1)], 1, 1);
    let model = world.compile(&choice(vec![dead_end, world.element('b', 1, 1)], 1, 1));
    assert_eq!(world.run(&model, &mut model.start(), "a"), Err(0));
    assert_eq!(model.expected(&model.start()), [LeafId(1)]);
}

#[test]
fn rounds_of_a_group_may_be_empty() {
    let world = World::new();
    let optional = || vec![world.element('a', 0, 1), world.element('b', 0, 1)];
    world.assert_language(&sequence(optional(), 2, 2), &["", "a", "ba", "abab", "aa"], &["aaa", "baba", "ababa"]);
    world.assert_language(&sequence(optional(), 0, None), &["", "aaa", "bbabba"], &["c"]);
    world.assert_language(&choice(optional(), 3, 3), &["", "a", "aba"], &["abab"]);
    let round = vec![sequence(optional(), 2, 3), world.element('c', 1, 1)];
    world.assert_language(&sequence(round, 2, 3), &["cc", "ccc", "acabc", "ababacc"], &["c", "cccc", "abababac"]);
}

#[test]
fn repetitions_of_repetitions_may_leave_gaps() {
    let world = World::new();
    let triples = sequence(vec![world.element('a', 3, 3)], 0, None);
    world.assert_language(&triples, &["", "aaa", "aaaaaa"], &["a", "aa", "aaaa", "aaaaa", "aaaaaaa"]);
    let some = sequence(vec![world.element('a', 3, 4)], 1, 2);
    world.assert_language(&some, &["aaa", "aaaa", "aaaaaa", "aaaaaaaa"], &["", "aa", "aaaaa", "aaaaaaaaa"]);
}

#[test]
fn an_element_is_preferred_to_a_wildcard_and_the_first_leaf_to_others() {
    let world = World::new();
    let any = || wildcard(100, NamespaceConstraint::Any, 0, None);
    for limits in [LIMITS, Limits { copies: 0, steps: 0 }] {
        let compile = |particle| ContentModel::compile_within(&particle, &world.names, limits).expect("a small model");
        let model = compile(sequence(vec![any(), world.element('b', 0, 1)], 1, 1));
        assert_eq!(world.leaves(&model, "ab"), Some(vec![100, 1]));
        assert_eq!(world.leaves(&model, "bb"), Some(vec![1, 1]));
        assert_eq!(world.leaves(&model, "bab"), Some(vec![1, 100, 1]), "the wildcard may have taken the first");
        let again = Particle::Leaf(LeafId(50), Term::Element(world.child('a').0), Occurs::ONCE);
        let model = compile(choice(
            vec![world.element('a', 1, 1), sequence(vec![again, world.element('b', 1, 1)], 1, 1)],
            1,
            1,
        ));
        assert_eq!(world.leaves(&model, "a"), Some(vec![0]));
        assert_eq!(world.leaves(&model, "ab"), Some(vec![0, 1]));
    }
}

#[test]
fn wildcards_let_in_their_namespaces() {
    let world = World::new();
    let other = wildcard(0, NamespaceConstraint::Other(world.first), 1, 1);
    world.assert_language(&other, &["p", "y"], &["a", "x", "n", "z", ""]);
    let set = wildcard(0, NamespaceConstraint::Set(vec![NamespaceId::NONE, world.second]), 1, 1);
    world.assert_language(&set, &["p", "n", "z"], &["a", "x", "y"]);
    world.assert_language(&wildcard(0, NamespaceConstraint::Any, 1, 1), &["a", "p", "n", "x", "y", "z"], &["", "aa"]);
    let both = choice(
        vec![
            wildcard(0, NamespaceConstraint::Other(world.first), 1, 1),
            wildcard(1, NamespaceConstraint::Set(vec![world.first, NamespaceId::NONE]), 1, 1),
        ],
        1,
        1,
    );
    let model = world.compile(&both);
    for (letter, leaf) in [("a", 1), ("x", 1), ("n", 1), ("z", 1), ("p", 0), ("y", 0)] {
        assert_eq!(world.leaves(&model, letter), Some(vec![leaf]), "{letter}");
    }
}

#[test]
fn a_refused_child_leaves_the_state_as_it_was() {
    let world = World::new();
    for limits in [LIMITS, Limits { copies: 0, steps: 0 }] {
        let particle = sequence(vec![world.element('a', 1, 3), world.element('b', 1, 1)], 1, 1);
        let model = ContentModel::compile_within(&particle, &world.names, limits).expect("a small model");
        let mut state = model.start();
        assert_eq!(world.run(&model, &mut state, "a"), Ok(vec![0]));
        let before = state.clone();
        assert_eq!(world.run(&model, &mut state, "c"), Err(0));
        assert_eq!(state, before);
        assert_eq!(world.run(&model, &mut state, "aab"), Ok(vec![0, 0, 1]));
        assert!(model.accepts(&state));
    }
}

#[test]
fn expected_leaves_come_in_schema_order() {
    let world = World::new();
    let particle =
        sequence(vec![world.element('h', 0, 1), world.element('a', 0, None), world.element('c', 1, 1)], 1, 1);
    for limits in [LIMITS, Limits { copies: 0, steps: 0 }] {
        let model = ContentModel::compile_within(&particle, &world.names, limits).expect("a small model");
        let mut state = model.start();
        assert_eq!(model.expected(&state), [LeafId(7), LeafId(0), LeafId(2)]);
        world.run(&model, &mut state, "a").expect("allowed");
        assert_eq!(model.expected(&state), [LeafId(0), LeafId(2)]);
        world.run(&model, &mut state, "c").expect("allowed");
        assert_eq!(model.expected(&state), []);
    }
}

fn member(world: &World, letters: &str, required: bool) -> AllMember {
    let names = letters.chars().map(|letter| (LeafId(u32::from(letter) - u32::from('a')), world.child(letter).0));
    AllMember { names: names.collect(), required }
}

#[test]
fn all_takes_each_member_once_in_any_order() {
    let world = World::new();
    let model =
        ContentModel::all(&[member(&world, "a", true), member(&world, "bc", true), member(&world, "d", false)], false);
    for word in ["ab", "ba", "ca", "dab", "adc", "abd"] {
        assert!(world.leaves(&model, word).is_some(), "{word}");
    }
    for word in ["", "a", "b", "aba", "abc", "abdd", "abx", "d"] {
        assert!(world.leaves(&model, word).is_none(), "{word}");
    }
    assert_eq!(world.leaves(&model, "dca"), Some(vec![3, 2, 0]));
    let mut state = model.start();
    world.run(&model, &mut state, "ac").expect("allowed");
    assert_eq!(model.expected(&state), [LeafId(3)]);
}

#[test]
fn an_optional_all_may_be_empty_but_not_incomplete() {
    let world = World::new();
    let model = ContentModel::all(&[member(&world, "a", true), member(&world, "b", true)], true);
    assert!(world.leaves(&model, "").is_some());
    assert!(world.leaves(&model, "ba").is_some());
    assert!(world.leaves(&model, "a").is_none());
}

#[test]
fn all_may_have_more_than_64_members() {
    let mut names = Names::default();
    let symbols: Vec<Symbol> = (0..200).map(|number| names.intern(NamespaceId::NONE, &format!("m{number}"))).collect();
    let members: Vec<AllMember> = (0..)
        .zip(&symbols)
        .map(|(leaf, &symbol)| AllMember { names: vec![(LeafId(leaf), symbol)], required: true })
        .collect();
    let model = ContentModel::all(&members, false);
    let mut state = model.start();
    for (leaf, symbol) in (0..200).zip(&symbols).rev() {
        assert!(!model.accepts(&state));
        assert_eq!(model.step(&mut state, *symbol, NamespaceId::NONE), Some(LeafId(leaf)));
        assert_eq!(model.step(&mut state, *symbol, NamespaceId::NONE), None);
    }
    assert!(model.accepts(&state));
}
