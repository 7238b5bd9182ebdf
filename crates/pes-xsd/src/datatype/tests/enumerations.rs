use super::*;
use Facet::Enumeration;

fn listed(limits: &[&str]) -> Result<(), ValueError> {
    let limit = FacetLimit::AnyOf(limits.iter().map(|&limit| limit.into()).collect());
    Err(ValueError::Facet { facet: Enumeration, limit })
}

#[test]
fn texts_are_listed_as_they_are() {
    let colour = restricted("string", &[(Enumeration, "red"), (Enumeration, "dark green"), (Enumeration, "red")]);
    for accepted in ["red", "dark green"] {
        assert_eq!(colour.check(accepted, &NoPrefixes), Ok(()));
    }
    for refused in ["", "Red", " red", "dark gree", "dark greed", "dark greenish", "dork green"] {
        assert_eq!(colour.check(refused, &NoPrefixes), listed(&["red", "dark green", "red"]), "{refused:?}");
    }
}

#[test]
fn texts_that_start_alike_are_told_apart() {
    let names: Vec<String> = (0..200).map(|number| format!("commencement-{number:03}")).collect();
    let facets: Vec<_> = names.iter().map(|name| (Enumeration, name.as_str())).collect();
    let listed = restricted("token", &facets);
    assert!(names.iter().all(|name| listed.check(&format!(" {name}\n"), &NoPrefixes).is_ok()));
    assert!(listed.check("commencement-200", &NoPrefixes).is_err());
    assert!(listed.check("dommencement-100", &NoPrefixes).is_err());
}

#[test]
fn values_are_compared_and_not_literals() {
    let one = restricted("decimal", &[(Enumeration, "1.0"), (Enumeration, "-0")]);
    for accepted in ["1.0", "1", "+01.00", "0", " 0.0 "] {
        assert_eq!(one.check(accepted, &NoPrefixes), Ok(()), "{accepted}");
    }
    assert_eq!(one.check("1.01", &NoPrefixes), listed(&["1.0", "-0"]));
    assert_eq!(restricted("double", &[(Enumeration, "NaN")]).check("NaN", &NoPrefixes), Ok(()));
    let noon = restricted("dateTime", &[(Enumeration, "2002-01-01T12:00:00-00:00")]);
    assert_eq!(noon.check("2002-01-01T13:00:00+01:00", &NoPrefixes), Ok(()));
    assert!(noon.check("2002-01-01T12:00:00", &NoPrefixes).is_err());
    assert_eq!(restricted("hexBinary", &[(Enumeration, "ab")]).check("AB", &NoPrefixes), Ok(()));
}

#[test]
fn the_last_enumeration_holds() {
    let base = restricted("token", &[(Enumeration, "a"), (Enumeration, "b")]);
    let narrower = restrict(&base, &[(Enumeration, "b")]).unwrap();
    let same = restrict(&narrower, &[(Facet::MinLength, "1")]).unwrap();
    assert_eq!(same.check("a", &NoPrefixes), listed(&["b"]));
    assert_eq!(same.check("b", &NoPrefixes), Ok(()));
    let (facet, fault) = fault(&narrower, &[(Enumeration, "a")]);
    assert_eq!((facet, fault), (Enumeration, FacetFault::NotInBase(listed(&["b"]).unwrap_err())));
}

#[test]
fn lists_are_compared_item_by_item() {
    let integers = SimpleType::list_of(&builtin("integer")).unwrap();
    let pairs = restrict(&integers, &[(Enumeration, "1 2"), (Enumeration, "")]).unwrap();
    for accepted in ["1 2", " 01\n+2 ", " "] {
        assert_eq!(pairs.check(accepted, &NoPrefixes), Ok(()), "{accepted:?}");
    }
    for refused in ["2 1", "1", "1 2 2", "12"] {
        assert_eq!(pairs.check(refused, &NoPrefixes), listed(&["1 2", ""]), "{refused}");
    }
}

#[test]
fn unions_compare_what_their_first_accepting_member_makes() {
    let union = SimpleType::union_of(&[builtin("integer"), builtin("string")]).unwrap();
    let one = restrict(&union, &[(Enumeration, "1"), (Enumeration, " x")]).unwrap();
    for accepted in ["1", "01", " 1 ", " x"] {
        assert_eq!(one.check(accepted, &NoPrefixes), Ok(()), "{accepted:?}");
    }
    for refused in ["1.0", "x", "2"] {
        assert_eq!(one.check(refused, &NoPrefixes), listed(&["1", " x"]), "{refused:?}");
    }
    let value = |raw| union.value(raw, &NoPrefixes).unwrap();
    assert!(value("7") == value(" 7") && value("7.0") != value("7"));
    assert_eq!(value("7.0"), Value::Text("7.0".into()));
}

#[test]
fn qualified_names_are_compared_by_namespace() {
    let schema = Bindings(&[("a", "urn:one"), ("b", "urn:two")]);
    let instance = Bindings(&[("b", "urn:one"), ("", "urn:one")]);
    let listed = restrict_in(&builtin("QName"), &[(Enumeration, "a:x"), (Enumeration, "b:y")], &schema).unwrap();
    assert_eq!(listed.check("b:x", &instance), Ok(()));
    assert_eq!(listed.check("x", &instance), Ok(()));
    assert!(listed.check("b:y", &instance).is_err(), "the same literal, of another namespace");
    let unbound = ValueError::UnboundPrefix { prefix: "a".into() };
    assert_eq!(fault(&builtin("QName"), &[(Enumeration, "a:x")]), (Enumeration, FacetFault::NotInBase(unbound)));
}
