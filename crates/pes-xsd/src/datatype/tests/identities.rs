use super::*;
use IdentityKind::{Id, IdRef};

fn found<'v>(of: &SimpleType, raw: &'v str) -> Vec<(IdentityKind, &'v str)> {
    let mut found = Vec::new();
    of.identities(raw, &NoPrefixes, &mut |kind, name| found.push((kind, name)));
    found
}

#[test]
fn identifiers_and_references_are_found() {
    assert_eq!(found(&builtin("ID"), " a\n"), [(Id, "a")]);
    assert_eq!(found(&builtin("IDREF"), "a"), [(IdRef, "a")]);
    assert_eq!(found(&builtin("IDREFS"), " a  b\n"), [(IdRef, "a"), (IdRef, "b")]);
    assert_eq!(found(&builtin("NCName"), "a"), []);
    assert_eq!(found(&restricted("ID", &[(Facet::MaxLength, "3")]), "a"), [(Id, "a")]);
}

#[test]
fn the_accepting_member_of_a_union_tells() {
    let union = SimpleType::union_of(&[builtin("integer"), builtin("IDREF"), builtin("IDREFS")]).unwrap();
    let list = SimpleType::list_of(&SimpleType::union_of(&[builtin("int"), builtin("ID")]).unwrap()).unwrap();
    assert!(union.has_identities() && list.has_identities());
    assert_eq!(found(&union, "7"), []);
    assert_eq!(found(&union, "a"), [(IdRef, "a")]);
    assert_eq!(found(&union, "a b"), [(IdRef, "a"), (IdRef, "b")]);
    assert_eq!(found(&list, "1 a 2 b"), [(Id, "a"), (Id, "b")]);
}

#[test]
fn types_tell_what_they_are() {
    let names = SimpleType::list_of(&builtin("QName")).unwrap();
    assert!(names.needs_prefixes() && !builtin("NCName").needs_prefixes());
    assert_eq!(restricted("byte", &[(Facet::MaxInclusive, "7")]).builtin_ancestor(), "byte");
    assert_eq!(names.builtin_ancestor(), "anySimpleType");
    assert_eq!(builtin("normalizedString").white_space(), WhiteSpace::Replace);
    assert!(matches!(builtin("IDREFS").variety(), Variety::List(item) if item.builtin_ancestor() == "IDREF"));
}
