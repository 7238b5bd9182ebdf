use proptest::prelude::*;

use super::super::{LIMITS, Limits, Recovery};
use super::*;

const LETTERS: [char; 11] = ['a', 'b', 'c', 'p', 'q', 'n', 'd', 'x', 'y', 'z', 'h'];

fn occurs() -> impl Strategy<Value = Occurs> {
    let of = |min, max| Occurs { min, max };
    prop_oneof![
        5 => Just(Occurs::ONCE),
        3 => Just(of(0, Some(1))),
        2 => Just(of(0, None)),
        2 => Just(of(1, None)),
        4 => (0_u64..4, 0_u64..4).prop_map(move |(min, more)| of(min, Some(min + more))),
        1 => (2_u64..5).prop_map(move |min| of(min, None)),
        1 => (0_u64..4).prop_map(move |min| of(min, Some(999_999_999_999_999))),
        1 => (0_u64..4).prop_map(move |min| of(min, Some(u64::MAX))),
        1 => Just(of(u64::MAX, Some(u64::MAX))),
        1 => Just(of(2_500, Some(5_000))),
    ]
}

fn term() -> impl Strategy<Value = Term> {
    let World { names, first, second } = World::new();
    let symbol = move |letter: &str, namespace| Term::Element(names.symbol(namespace, letter));
    let elements = vec![
        symbol("a", first),
        symbol("b", first),
        symbol("c", first),
        symbol("p", second),
        symbol("n", NamespaceId::NONE),
    ];
    let wildcards = vec![
        NamespaceConstraint::Any,
        NamespaceConstraint::Other(first),
        NamespaceConstraint::Other(NamespaceId::NONE),
        NamespaceConstraint::Set(vec![first]),
        NamespaceConstraint::Set(vec![NamespaceId::NONE, second]),
    ];
    prop_oneof![
        5 => proptest::sample::select(elements),
        1 => proptest::sample::select(wildcards).prop_map(Term::Wildcard),
    ]
}

fn particle() -> impl Strategy<Value = Particle> {
    let leaf = (term(), occurs()).prop_map(|(term, occurs)| Particle::Leaf(LeafId(0), term, occurs));
    let tree = leaf.prop_recursive(4, 12, 4, |inner| {
        let parts = || proptest::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            3 => (parts(), occurs()).prop_map(|(parts, occurs)| Particle::Sequence(parts, occurs)),
            2 => (parts(), occurs()).prop_map(|(parts, occurs)| Particle::Choice(parts, occurs)),
        ]
    });
    tree.prop_map(|mut particle| {
        number(&mut particle, &mut 0);
        particle
    })
}

fn number(particle: &mut Particle, next: &mut u32) {
    match particle {
        Particle::Leaf(leaf, ..) => {
            *leaf = LeafId(*next);
            *next += 1;
        }
        Particle::Sequence(parts, _) | Particle::Choice(parts, _) => {
            parts.iter_mut().for_each(|part| number(part, next));
        }
    }
}

/// Compares all that may be asked of a state with what the reference says of what may follow.
fn assert_same(world: &World, model: &ContentModel, state: &State, rest: &Particle) {
    assert_eq!(model.accepts(state), reference::empty_is_valid(rest));
    let expected = model.expected(state);
    assert!(expected.is_sorted_by(|one, other| one < other), "in schema order: {expected:?}");
    let firsts: Vec<LeafId> = reference::firsts(rest).into_iter().map(|(leaf, _)| leaf).collect();
    assert!(expected.iter().all(|leaf| firsts.contains(leaf)), "{expected:?} of {firsts:?}");
    for letter in LETTERS {
        let (name, namespace) = world.child(letter);
        let mut next = state.clone();
        let leaf = model.step(&mut next, name, namespace);
        assert_eq!(leaf, reference::attributed(rest, (name, namespace)), "{letter}");
        match leaf {
            Some(leaf) => assert!(expected.contains(&leaf), "{leaf:?} for {letter} among {expected:?}"),
            None => assert_eq!(&next, state),
        }
    }
}

proptest! {
    #[test]
    fn models_decide_as_the_reference_does(
        particle in particle(),
        picks in proptest::collection::vec((any::<prop::sample::Index>(), 0..8), 0..14),
    ) {
        let world = World::new();
        for limits in [LIMITS, Limits { copies: 0, ..LIMITS }, Limits { copies: 0, steps: 0 }] {
            let model = ContentModel::compile_within(&particle, &world.names, limits).expect("a small model");
            let (mut state, mut rest) = (model.start(), particle.clone());
            for (pick, chance) in &picks {
                assert_same(&world, &model, &state, &rest);
                let open: Vec<char> = LETTERS
                    .into_iter()
                    .filter(|letter| *chance == 0 || reference::attributed(&rest, world.child(*letter)).is_some())
                    .collect();
                if open.is_empty() {
                    break;
                }
                let (name, namespace) = world.child(open[pick.index(open.len())]);
                if model.step(&mut state, name, namespace).is_none() {
                    let before = state.clone();
                    match model.recover(&mut state, name, namespace) {
                        Recovery::Missing { missing, .. } => prop_assert!(!missing.is_empty()),
                        Recovery::Misplaced(_) | Recovery::Unknown => prop_assert_eq!(&state, &before),
                        Recovery::Late(leaf) => prop_assert!(false, "nothing was missing, but {:?} is late", leaf),
                    }
                    break;
                }
                rest = reference::after(&rest, (name, namespace));
            }
        }
    }

    #[test]
    fn recovery_always_goes_on(
        particle in particle(),
        word in proptest::collection::vec(proptest::sample::select(&LETTERS), 0..30),
    ) {
        let world = World::new();
        for limits in [LIMITS, Limits { copies: 0, steps: 0 }] {
            let model = ContentModel::compile_within(&particle, &world.names, limits).expect("a small model");
            let mut state = model.start();
            for letter in &word {
                let (name, namespace) = world.child(*letter);
                if model.step(&mut state, name, namespace).is_none() {
                    model.recover(&mut state, name, namespace);
                }
            }
        }
    }
}
