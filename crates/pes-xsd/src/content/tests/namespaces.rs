use super::super::NamespaceConstraint::{self, Any, Other, Set};
use crate::names::NamespaceId;

const NONE: NamespaceId = NamespaceId::NONE;
const ONE: NamespaceId = NamespaceId(1);
const TWO: NamespaceId = NamespaceId(2);

fn set(namespaces: &[NamespaceId]) -> NamespaceConstraint {
    Set(namespaces.to_vec())
}

#[test]
fn unions_follow_attribute_wildcard_union() {
    for (one, two, union) in [
        (set(&[ONE]), set(&[ONE]), Some(set(&[ONE]))),
        (Any, Other(ONE), Some(Any)),
        (Any, set(&[NONE]), Some(Any)),
        (set(&[TWO, NONE]), set(&[ONE, TWO]), Some(set(&[NONE, ONE, TWO]))),
        (Other(ONE), Other(ONE), Some(Other(ONE))),
        (Other(ONE), Other(TWO), Some(Other(NONE))),
        (Other(ONE), Other(NONE), Some(Other(NONE))),
        (Other(ONE), set(&[ONE, NONE, TWO]), Some(Any)),
        (Other(ONE), set(&[ONE, TWO]), Some(Other(NONE))),
        (Other(ONE), set(&[NONE, TWO]), None),
        (Other(ONE), set(&[TWO]), Some(Other(ONE))),
        (Other(NONE), set(&[NONE]), Some(Any)),
        (Other(NONE), set(&[ONE, TWO]), Some(Other(NONE))),
    ] {
        assert_eq!(one.union(&two), union, "{one:?} and {two:?}");
        assert_eq!(two.union(&one), union, "{two:?} and {one:?}");
    }
}

#[test]
fn intersections_follow_attribute_wildcard_intersection() {
    for (one, two, intersection) in [
        (Other(ONE), Other(ONE), Some(Other(ONE))),
        (Any, Other(ONE), Some(Other(ONE))),
        (Any, set(&[ONE, NONE]), Some(set(&[ONE, NONE]))),
        (Other(ONE), set(&[ONE, TWO, NONE]), Some(set(&[TWO]))),
        (Other(NONE), set(&[ONE, NONE]), Some(set(&[ONE]))),
        (set(&[ONE, NONE]), set(&[NONE, TWO]), Some(set(&[NONE]))),
        (set(&[ONE]), set(&[TWO]), Some(set(&[]))),
        (Other(ONE), Other(TWO), None),
        (Other(ONE), Other(NONE), Some(Other(ONE))),
        (Other(NONE), Other(NONE), Some(Other(NONE))),
    ] {
        assert_eq!(one.intersection(&two), intersection, "{one:?} and {two:?}");
        assert_eq!(two.intersection(&one), intersection, "{two:?} and {one:?}");
    }
}

#[test]
fn what_a_union_or_an_intersection_lets_in_is_what_its_parts_let_in() {
    let all = [NONE, ONE, TWO, NamespaceId(3), NamespaceId::OTHER];
    let mut constraints = vec![Any, Other(NONE), Other(ONE), Other(TWO)];
    constraints.extend((0..8).map(|bits| Set((0..3).filter(|bit| bits >> bit & 1 == 1).map(NamespaceId).collect())));
    for one in &constraints {
        for two in &constraints {
            for namespace in all {
                let (first, second) = (one.allows(namespace), two.allows(namespace));
                if let Some(union) = one.union(two) {
                    assert_eq!(union.allows(namespace), first || second, "{one:?} {two:?} {namespace:?}");
                }
                if let Some(intersection) = one.intersection(two) {
                    assert_eq!(intersection.allows(namespace), first && second, "{one:?} {two:?} {namespace:?}");
                }
            }
        }
    }
}
