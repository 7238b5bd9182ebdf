use super::super::{Machine, Position};
use super::*;

fn rows(model: &ContentModel) -> usize {
    match &model.machine {
        Machine::Table(table) => table.len(),
        other => panic!("not a table: {other:?}"),
    }
}

fn is_counted(model: &ContentModel) -> bool {
    matches!(model.machine, Machine::Counted(_))
}

/// How many readings of the children are followed.
fn readings(model: &ContentModel, state: &State) -> usize {
    match (&model.machine, &state.position) {
        (Machine::Counted(counted), Position::Counted(configurations)) => configurations.len(counted),
        _ => 1,
    }
}

#[test]
fn a_model_has_about_one_state_for_each_leaf() {
    let world = World::new();
    assert_eq!(rows(&world.compile(&sequence(world.elements("abcdefgh"), 1, 1))), 9);
    assert_eq!(rows(&world.compile(&world.element('a', 0, 500))), 501);
    assert_eq!(rows(&world.compile(&choice(world.elements("abcdefgh"), 0, None))), 1);
    let starred = ['a', 'b', 'c', 'd'].map(|letter| world.element(letter, 0, None));
    assert_eq!(rows(&world.compile(&choice(starred.to_vec(), 0, None))), 1);
}

#[test]
fn counts_are_exact_whether_written_out_or_not() {
    let world = World::new();
    for (min, max) in [(0, 500), (499, 500), (2_500, 3_000), (2_990, 3_000)] {
        for particle in [
            sequence(vec![world.element('a', min, max), world.element('b', 1, 1)], 1, 1),
            sequence(vec![choice(world.elements("ac"), min, max), world.element('b', 1, 1)], 1, 1),
            sequence(
                vec![
                    sequence(vec![world.element('a', 1, 1), world.element('c', 0, 1)], min, max),
                    world.element('b', 1, 1),
                ],
                1,
                1,
            ),
        ] {
            let model = world.compile(&particle);
            let valid = |count: u64| world.leaves(&model, &("a".repeat(count as usize) + "b")).is_some();
            assert!(min == 0 || !valid(min - 1));
            assert!(valid(min) && valid(min + 1) && valid(max - 1) && valid(max));
            assert!(!valid(max + 1));
        }
    }
}

#[test]
fn counts_beyond_any_document_cost_nothing() {
    let world = World::new();
    let huge = 999_999_999_999_999;
    let particle = sequence(
        vec![
            sequence(vec![world.element('a', 2, huge), choice(world.elements("bc"), 2, huge)], 2, huge),
            world.element('d', u64::MAX, u64::MAX),
        ],
        0,
        huge,
    );
    let model = world.compile(&particle);
    let mut state = model.start();
    assert!(model.accepts(&state));
    for round in 0..1_000 {
        assert_eq!(world.run(&model, &mut state, "aaaaa"), Ok(vec![0; 5]));
        assert_eq!(world.run(&model, &mut state, "bcbcc"), Ok(vec![1, 2, 1, 2, 2]));
        assert_eq!(readings(&model, &state), 1);
        let can_leave = world.run(&model, &mut state.clone(), "d").is_ok();
        assert_eq!(can_leave, round > 0);
    }
    world.run(&model, &mut state, &"d".repeat(1_000)).expect("still too few");
    assert!(!model.accepts(&state));
    assert_eq!(model.expected(&state), [LeafId(3)]);
}

#[test]
fn repetitions_join_where_they_leave_no_gap() {
    let world = World::new();
    let nested = sequence(vec![sequence(vec![world.element('a', 1, 100_000_000)], 1, 100_000)], 0, 100);
    let model = world.compile(&nested);
    let mut state = model.start();
    world.run(&model, &mut state, &"a".repeat(5_000)).expect("allowed");
    assert_eq!(readings(&model, &state), 1);
    assert!(!is_counted(&world.compile(&sequence(vec![world.element('a', 0, 1_000_000)], 0, None))));
}

#[test]
fn readings_that_others_cover_are_dropped() {
    let world = World::new();
    let parts = || vec![world.element('a', 0, 3), world.element('b', 0, 1)];
    let model = world.compile(&sequence(parts(), 2, 1_000_000));
    let mut state = model.start();
    world.run(&model, &mut state, &"aab".repeat(1_000)).expect("allowed");
    assert!(readings(&model, &state) <= 3, "{} readings", readings(&model, &state));
    let ambiguous = vec![world.element('a', 1, 3), world.element('b', 0, 1)];
    let model = world.compile(&sequence(ambiguous, 100, 1_000_000));
    let mut state = model.start();
    world.run(&model, &mut state, &"a".repeat(99)).expect("allowed");
    assert!(!model.accepts(&state));
    world.run(&model, &mut state, "a").expect("allowed");
    assert!(model.accepts(&state), "each may be a round of its own");
    world.run(&model, &mut state, &"a".repeat(300)).expect("allowed");
    assert!(model.accepts(&state));
}

#[test]
fn too_many_subsets_are_followed_one_by_one() {
    let world = World::new();
    let any = || choice(world.elements("ab"), 1, 1);
    let mut parts = vec![choice(world.elements("ab"), 0, None), world.element('a', 1, 1)];
    parts.extend((0..40).map(|_| any()));
    let model = world.compile(&sequence(parts, 1, 1));
    assert!(is_counted(&model));
    let tail = "ab".repeat(20);
    assert!(world.leaves(&model, &format!("bbabba{tail}")).is_some());
    assert!(world.leaves(&model, &format!("bbabbb{tail}")).is_none());
}

#[test]
fn depth_and_size_are_bounded() {
    let world = World::new();
    let nest = |depth, max| {
        (0..depth).fold(world.element('a', 1, 1), |inner, _| sequence(vec![inner, world.element('b', 0, 1)], 1, max))
    };
    assert!(ContentModel::compile(&nest(199, 1), &world.names).is_ok());
    assert!(is_counted(&world.compile(&nest(50, 2))));
    assert_eq!(ContentModel::compile(&nest(300, 1), &world.names).err(), Some(ContentError::TooDeep));
    let optional = |count: usize| sequence((0..count).map(|_| world.element('a', 0, 1)).collect(), 1, 1);
    assert!(ContentModel::compile(&optional(100), &world.names).is_ok());
    assert_eq!(ContentModel::compile(&optional(10_000), &world.names).err(), Some(ContentError::TooComplex));
}

#[test]
fn impossible_occurrences_are_never_met() {
    let world = World::new();
    let particle = sequence(vec![world.element('a', 3, 2), world.element('b', 0, 1)], 1, 1);
    world.assert_language(&particle, &[], &["", "a", "aa", "aaa", "b"]);
    let unknown = Particle::Leaf(LeafId(0), Term::Element(Symbol::UNKNOWN), Occurs::ONCE);
    world.assert_language(&unknown, &[], &["", "x", "y"]);
}
