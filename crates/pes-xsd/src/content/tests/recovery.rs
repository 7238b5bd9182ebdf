use super::super::{LIMITS, Limits, Recovery};
use super::*;

/// The errors that a word gives: the place of each child that is not allowed, and what is supposed of it. A last one
/// for a word that ends too early.
fn errors(world: &World, particle: &Particle, word: &str) -> Vec<(usize, Recovery)> {
    let all = [LIMITS, Limits { copies: 0, steps: 0 }].map(|limits| {
        let model = ContentModel::compile_within(particle, &world.names, limits).expect("a small model");
        errors_of(world, &model, word)
    });
    let [table, counted] = all;
    assert_eq!(table, counted, "both machines recover alike");
    table
}

fn errors_of(world: &World, model: &ContentModel, word: &str) -> Vec<(usize, Recovery)> {
    let mut state = model.start();
    let mut errors = Vec::new();
    for (place, letter) in word.chars().enumerate() {
        let (name, namespace) = world.child(letter);
        if model.step(&mut state, name, namespace).is_none() {
            match model.recover(&mut state, name, namespace) {
                Recovery::Late(_) => {}
                told => errors.push((place, told)),
            }
        }
    }
    if !model.accepts(&state) {
        errors.push((
            word.len(),
            missing(u32::MAX, &model.expected(&state).iter().map(|leaf| leaf.0).collect::<Vec<_>>()),
        ));
    }
    errors
}

fn missing(leaf: u32, missing: &[u32]) -> Recovery {
    Recovery::Missing { leaf: LeafId(leaf), missing: missing.iter().copied().map(LeafId).collect() }
}

#[test]
fn missing_children_of_a_sequence_are_one_error() {
    let world = World::new();
    let particle = sequence(world.elements("abcde"), 1, 1);
    assert_eq!(errors(&world, &particle, "abcde"), []);
    assert_eq!(errors(&world, &particle, "acde"), [(1, missing(2, &[1]))]);
    assert_eq!(errors(&world, &particle, "ade"), [(1, missing(3, &[1, 2]))]);
    assert_eq!(errors(&world, &particle, "bcde"), [(0, missing(1, &[0]))]);
    assert_eq!(errors(&world, &particle, "abcd"), [(4, missing(u32::MAX, &[4]))]);
    assert_eq!(errors(&world, &particle, "abd"), [(2, missing(3, &[2])), (3, missing(u32::MAX, &[4]))]);
}

#[test]
fn an_unknown_child_is_one_error() {
    let world = World::new();
    let particle = sequence(world.elements("abc"), 1, 1);
    for unknown in ['x', 'h', 'p', 'z'] {
        assert_eq!(errors(&world, &particle, &format!("a{unknown}bc")), [(1, Recovery::Unknown)]);
        assert_eq!(errors(&world, &particle, &format!("abc{unknown}")), [(3, Recovery::Unknown)]);
    }
}

#[test]
fn swapped_children_are_one_error() {
    let world = World::new();
    let particle = sequence(world.elements("abcde"), 1, 1);
    assert_eq!(errors(&world, &particle, "acbde"), [(1, missing(2, &[1]))]);
    assert_eq!(errors(&world, &particle, "badce"), [(0, missing(1, &[0])), (2, missing(3, &[2]))]);
}

#[test]
fn a_child_far_too_early_is_one_error() {
    let world = World::new();
    let mut particles = world.elements("abcdef");
    particles[2] = world.element('c', 0, 1);
    let particle = sequence(particles, 1, 1);
    assert_eq!(errors(&world, &particle, "aebcdf"), [(1, missing(4, &[1, 3]))], "c is optional, but stands among them");
    assert_eq!(errors(&world, &particle, "fabcde"), [(0, missing(5, &[0, 1, 3, 4]))]);
}

#[test]
fn a_child_too_many_is_one_error_each() {
    let world = World::new();
    let particle = sequence(world.elements("abc"), 1, 1);
    assert_eq!(errors(&world, &particle, "abbc"), [(2, Recovery::Misplaced(LeafId(1)))]);
    assert_eq!(errors(&world, &particle, "abca"), [(3, Recovery::Misplaced(LeafId(0)))]);
    let thrice = sequence(vec![world.element('a', 1, 3), world.element('b', 1, 1)], 1, 1);
    let too_many = Recovery::Misplaced(LeafId(0));
    assert_eq!(errors(&world, &thrice, "aaaaab"), [(3, too_many.clone()), (4, too_many)]);
}

#[test]
fn a_round_that_lacks_its_last_child_does_not_spoil_the_next() {
    let world = World::new();
    let particle = sequence(world.elements("abc"), 1, None);
    assert_eq!(errors(&world, &particle, "abababc"), [(2, missing(0, &[2])), (4, missing(0, &[2]))]);
    assert_eq!(errors(&world, &particle, "abcacabc"), [(4, missing(2, &[1]))]);
    assert_eq!(errors(&world, &particle, "abbcabc"), [(2, Recovery::Misplaced(LeafId(1)))]);
    let particle = sequence(world.elements("abcd"), 1, None);
    assert_eq!(errors(&world, &particle, "ababcd"), [(2, missing(0, &[2, 3]))]);
}

#[test]
fn what_a_choice_lacks_is_supposed_its_first_branch() {
    let world = World::new();
    let particle = sequence(vec![choice(world.elements("ab"), 1, 1), world.element('c', 1, 1)], 1, 1);
    assert_eq!(errors(&world, &particle, "c"), [(0, missing(2, &[0]))]);
}

#[test]
fn too_few_of_many_are_missing() {
    let world = World::new();
    let particle =
        sequence(vec![world.element('a', 300, 300), world.element('b', 1, 1), world.element('c', 1, 1)], 1, 1);
    assert_eq!(errors(&world, &particle, "aaabc"), [(3, missing(1, &[0]))]);
    assert_eq!(errors(&world, &particle, "aaac"), [(3, missing(2, &[0, 1]))]);
    let particle = sequence(
        vec![world.element('a', 3_000_000, 4_000_000), world.element('b', 1, 1), world.element('c', 1, 1)],
        1,
        1,
    );
    assert_eq!(errors(&world, &particle, "aaabc"), [(3, missing(1, &[0]))]);
}

#[test]
fn rounds_of_a_large_count_recover_like_others() {
    let world = World::new();
    let particle = sequence(world.elements("abc"), 2, 5_000);
    let model = world.compile(&particle);
    assert_eq!(
        errors_of(&world, &model, "abcacabcabbc"),
        [(4, missing(2, &[1])), (10, Recovery::Misplaced(LeafId(1)))]
    );
}

#[test]
fn a_broken_round_counts() {
    let world = World::new();
    let particle = sequence(world.elements("abc"), 2, 3);
    let too_many = |place, leaf| (place, Recovery::Misplaced(LeafId(leaf)));
    assert_eq!(
        errors(&world, &particle, "abcacabcabc"),
        [(4, missing(2, &[1])), too_many(8, 0), too_many(9, 1), too_many(10, 2)]
    );
}

#[test]
fn children_behind_a_wildcard_are_found() {
    let world = World::new();
    let other = wildcard(50, NamespaceConstraint::Other(world.first), 0, None);
    let particle = sequence(vec![world.element('a', 1, 1), world.element('b', 1, 1), other], 1, 1);
    assert_eq!(errors(&world, &particle, "ap"), [(1, missing(50, &[1]))]);
    assert_eq!(errors(&world, &particle, "apb"), [(1, missing(50, &[1]))]);
}

#[test]
fn a_member_of_all_too_many_is_misplaced() {
    let world = World::new();
    let model = ContentModel::all(&[member(&world, "a", true), member(&world, "b", true)], false);
    assert_eq!(errors_of(&world, &model, "aab"), [(1, Recovery::Misplaced(LeafId(0)))]);
    assert_eq!(errors_of(&world, &model, "axb"), [(1, Recovery::Unknown)]);
    assert_eq!(errors_of(&world, &model, "b"), [(1, missing(u32::MAX, &[0]))]);
}
