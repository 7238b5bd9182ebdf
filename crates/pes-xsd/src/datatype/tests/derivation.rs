use super::*;
use Facet::*;

#[test]
fn each_type_has_its_facets() {
    let lengths = [Length, MinLength, MaxLength];
    let bounds = [MinInclusive, MinExclusive, MaxInclusive, MaxExclusive];
    let digits = [TotalDigits, FractionDigits];
    let union = SimpleType::union_of(&[builtin("int")]).unwrap();
    let list = SimpleType::list_of(&builtin("int")).unwrap();
    for (base, absent) in [
        (builtin("token"), [&bounds[..], &digits].concat()),
        (builtin("base64Binary"), [&bounds[..], &digits].concat()),
        (builtin("QName"), [&bounds[..], &digits].concat()),
        (list, [&bounds[..], &digits].concat()),
        (builtin("boolean"), [&lengths[..], &bounds, &digits, &[Enumeration]].concat()),
        (builtin("int"), lengths.to_vec()),
        (builtin("double"), [&lengths[..], &digits].concat()),
        (builtin("gDay"), [&lengths[..], &digits].concat()),
        (union, [&lengths[..], &bounds, &digits, &[Facet::WhiteSpace]].concat()),
        (builtin("anySimpleType"), [&lengths[..], &bounds, &digits, &[Enumeration, Pattern]].concat()),
    ] {
        for facet in absent {
            assert_eq!(fault(&base, &[(facet, "1")]), (facet, FacetFault::NotApplicable), "{base:?} {facet}");
        }
    }
    assert!(restrict(&builtin("anySimpleType"), &[]).is_ok());
}

#[test]
fn facets_have_values_of_their_own_form() {
    for (facet, wrong) in [(Length, "-1"), (MinLength, "1.0"), (MaxLength, ""), (MaxLength, "x")] {
        assert_eq!(fault(&builtin("string"), &[(facet, wrong)]), (facet, FacetFault::Malformed));
    }
    assert_eq!(fault(&builtin("decimal"), &[(TotalDigits, "0")]), (TotalDigits, FacetFault::Malformed));
    assert_eq!(fault(&builtin("token"), &[(Facet::WhiteSpace, "trim")]), (Facet::WhiteSpace, FacetFault::Malformed));
    assert!(restrict(&builtin("string"), &[(Length, " +007 "), (Facet::WhiteSpace, " replace ")]).is_ok());
    assert!(restrict(&builtin("decimal"), &[(FractionDigits, "-0")]).is_ok());
    let (facet, not_in_base) = fault(&builtin("int"), &[(MinInclusive, "1.5")]);
    assert_eq!((facet, not_in_base), (MinInclusive, FacetFault::NotInBase(not_lexical("int"))));
    assert!(matches!(fault(&builtin("string"), &[(Pattern, "(")]), (Pattern, FacetFault::Pattern(_))));
}

#[test]
fn only_patterns_and_enumerations_are_repeated() {
    assert_eq!(fault(&builtin("string"), &[(MaxLength, "2"), (MaxLength, "2")]), (MaxLength, FacetFault::Repeated));
    assert_eq!(
        fault(&builtin("int"), &[(MinInclusive, "2"), (MinInclusive, "3")]),
        (MinInclusive, FacetFault::Repeated)
    );
    let conflict = fault(&builtin("int"), &[(MinInclusive, "2"), (MinExclusive, "3")]);
    assert_eq!(conflict, (MinExclusive, FacetFault::Conflict(MinInclusive)));
    let conflict = fault(&builtin("int"), &[(MaxExclusive, "2"), (MaxInclusive, "3")]);
    assert_eq!(conflict, (MaxInclusive, FacetFault::Conflict(MaxExclusive)));
}

#[test]
fn patterns_of_one_step_are_alternatives_and_those_of_several_all_hold() {
    let either = restricted("string", &[(Pattern, "a+"), (Pattern, "b+")]);
    assert!(either.check("aa", &NoPrefixes).is_ok() && either.check("b", &NoPrefixes).is_ok());
    let limit = FacetLimit::AnyOf(["a+".into(), "b+".into()].into());
    assert_eq!(either.check("ab", &NoPrefixes), Err(ValueError::Facet { facet: Pattern, limit }));
    let both = restrict(&either, &[(Pattern, "..")]).unwrap();
    assert_eq!(both.check("bb", &NoPrefixes), Ok(()));
    assert_eq!(both.check("b", &NoPrefixes), Err(broken(Pattern, "..")));
    assert!(both.check("ab", &NoPrefixes).is_err());
}

#[test]
fn patterns_see_the_literal_without_its_white_space() {
    let padded = restricted("decimal", &[(Pattern, "[0-9]{3}")]);
    assert_eq!(padded.check("\n007 ", &NoPrefixes), Ok(()));
    assert_eq!(padded.check("7", &NoPrefixes), Err(broken(Pattern, "[0-9]{3}")));
    let list = restrict(&SimpleType::list_of(&builtin("int")).unwrap(), &[(Pattern, "1 2 .*")]).unwrap();
    assert_eq!(list.check(" 1\t2\n\n3 ", &NoPrefixes), Ok(()));
    let union = SimpleType::union_of(&[builtin("int"), builtin("string")]).unwrap();
    let union = restrict(&union, &[(Pattern, "7| x")]).unwrap();
    assert!(union.check(" 7 ", &NoPrefixes).is_ok() && union.check(" x", &NoPrefixes).is_ok());
    assert!(union.check("x", &NoPrefixes).is_err());
}

#[test]
fn restrictions_do_not_loosen() {
    let base = restricted("string", &[(MinLength, "2"), (MaxLength, "4"), (Facet::WhiteSpace, "replace")]);
    for facet in [(MinLength, "1"), (MaxLength, "5"), (Facet::WhiteSpace, "preserve")] {
        assert_eq!(fault(&base, &[facet]), (facet.0, FacetFault::Loosened));
    }
    assert!(restrict(&base, &[(MinLength, "3"), (MaxLength, "3"), (Facet::WhiteSpace, "collapse")]).is_ok());
    assert_eq!(fault(&restricted("string", &[(Length, "3")]), &[(Length, "4")]), (Length, FacetFault::Loosened));
    let digits = restricted("decimal", &[(TotalDigits, "5"), (FractionDigits, "2")]);
    assert_eq!(fault(&digits, &[(TotalDigits, "6")]), (TotalDigits, FacetFault::Loosened));
    assert_eq!(fault(&digits, &[(FractionDigits, "3")]), (FractionDigits, FacetFault::Loosened));
    assert_eq!(fault(&builtin("integer"), &[(FractionDigits, "1")]), (FractionDigits, FacetFault::Loosened));
    assert_eq!(fault(&builtin("int"), &[(Facet::WhiteSpace, "replace")]), (Facet::WhiteSpace, FacetFault::Loosened));
    assert_eq!(fault(&builtin("NMTOKENS"), &[(MinLength, "0")]), (MinLength, FacetFault::Loosened));
}

#[test]
fn facets_agree_with_each_other() {
    let conflict = |base: &str, facets: &[(Facet, &str)]| fault(&builtin(base), facets);
    for (base, facets, other) in [
        ("string", [(MinLength, "3"), (MaxLength, "2")], MaxLength),
        ("decimal", [(FractionDigits, "3"), (TotalDigits, "2")], TotalDigits),
        ("int", [(MinInclusive, "3"), (MaxInclusive, "2")], MaxInclusive),
        ("int", [(MinInclusive, "3"), (MaxExclusive, "3")], MaxExclusive),
        ("int", [(MinExclusive, "3"), (MaxInclusive, "3")], MaxInclusive),
        ("int", [(MinExclusive, "4"), (MaxExclusive, "3")], MaxExclusive),
    ] {
        assert_eq!(conflict(base, &facets), (facets[0].0, FacetFault::Conflict(other)), "{facets:?}");
    }
    assert!(restrict(&builtin("int"), &[(MinExclusive, "3"), (MaxExclusive, "3")]).is_ok());
    assert_eq!(conflict("positiveInteger", &[(MaxExclusive, "1")]), (MaxExclusive, FacetFault::Conflict(MinInclusive)));
}

#[test]
fn bounds_are_values_of_the_base_type() {
    let base = restricted("int", &[(MinInclusive, "10"), (MaxExclusive, "20")]);
    let refused = |facet, value| matches!(fault(&base, &[(facet, value)]), (_, FacetFault::NotInBase(_)));
    assert!(refused(MinInclusive, "9") && refused(MinExclusive, "9") && refused(MinInclusive, "20"));
    assert!(refused(MaxInclusive, "20") && refused(MaxExclusive, "21") && refused(MaxInclusive, "9"));
    // An exclusive bound may be repeated, although it is not a value of the base type.
    let repeated = restrict(&base, &[(MaxExclusive, "+20"), (MinExclusive, "10")]).unwrap();
    assert!(repeated.check("10", &NoPrefixes).is_err() && repeated.check("19", &NoPrefixes).is_ok());
    assert_eq!(repeated.check("20", &NoPrefixes), Err(broken(MaxExclusive, "+20")));
}

#[test]
fn patterns_of_the_base_do_not_concern_bounds() {
    let base = restricted("decimal", &[(Pattern, "[0-9]+[.][0-9]{2}")]);
    let positive = restrict(&base, &[(MinExclusive, "0")]).unwrap();
    assert_eq!(positive.check("0.01", &NoPrefixes), Ok(()));
    assert_eq!(positive.check("0.00", &NoPrefixes), Err(broken(MinExclusive, "0")));
    assert_eq!(positive.check("1", &NoPrefixes), Err(broken(Pattern, "[0-9]+[.][0-9]{2}")));
}

/// Part 2, 4.3.1.4, in the words of the second edition.
#[test]
fn length_stands_beside_inherited_lengths_only() {
    let conflict = (MinLength, FacetFault::Conflict(Length));
    assert_eq!(fault(&builtin("string"), &[(Length, "3"), (MinLength, "2")]), conflict);
    let base = restricted("string", &[(MinLength, "2"), (MaxLength, "4")]);
    let exact = restrict(&base, &[(Length, "3")]).unwrap();
    assert!(exact.check("abc", &NoPrefixes).is_ok() && exact.check("ab", &NoPrefixes).is_err());
    assert!(restrict(&exact, &[(MinLength, "2"), (MaxLength, "4")]).is_ok());
    assert_eq!(fault(&exact, &[(MinLength, "3")]), conflict);
    assert_eq!(fault(&exact, &[(MaxLength, "3")]), (MaxLength, FacetFault::Conflict(Length)));
    assert!(restrict(&base, &[(Length, "3"), (MinLength, "2")]).is_ok());
    assert_eq!(fault(&base, &[(Length, "5")]), (Length, FacetFault::Conflict(MaxLength)));
    assert!(restrict(&builtin("IDREFS"), &[(Length, "3")]).is_ok());
}

#[test]
fn fixed_facets_stay() {
    let fixed = |base: &str, kind, value| {
        let facet = FacetDeclaration { kind, value, fixed: true, prefixes: &NoPrefixes };
        SimpleType::restrict(&builtin(base), &[facet]).unwrap()
    };
    let short = fixed("string", MaxLength, "5");
    assert_eq!(fault(&short, &[(MaxLength, "4")]), (MaxLength, FacetFault::Fixed));
    assert!(restrict(&short, &[(MaxLength, "05"), (MinLength, "1")]).is_ok());
    let low = fixed("decimal", MinInclusive, "1.0");
    assert_eq!(fault(&restrict(&low, &[]).unwrap(), &[(MinInclusive, "2")]), (MinInclusive, FacetFault::Fixed));
    assert!(restrict(&low, &[(MinInclusive, "1")]).is_ok());
    assert_eq!(
        fault(&fixed("string", Facet::WhiteSpace, "replace"), &[(Facet::WhiteSpace, "collapse")]).1,
        FacetFault::Fixed
    );
}

#[test]
fn lists() {
    let list = SimpleType::list_of(&builtin("int")).unwrap();
    assert_eq!(list.check("", &NoPrefixes), Ok(()));
    assert_eq!(list.check(" 1\n-2\t3 ", &NoPrefixes), Ok(()));
    assert_eq!(list.check("1 x", &NoPrefixes), Err(not_lexical("int")));
    let two = restrict(&list, &[(Length, "2")]).unwrap();
    assert_eq!(two.check("100  200", &NoPrefixes), Ok(()));
    assert_eq!(two.check("1", &NoPrefixes), Err(broken(Length, "2")));
    assert_eq!(SimpleType::list_of(&list).err(), Some(DerivationError::ListOfLists));
    let hidden = SimpleType::union_of(&[builtin("int"), list]).unwrap();
    assert_eq!(SimpleType::list_of(&hidden).err(), Some(DerivationError::ListOfLists));
    assert_eq!(SimpleType::list_of(&builtin("anySimpleType")).err(), Some(DerivationError::AnySimpleType));
}

#[test]
fn unions() {
    let union = SimpleType::union_of(&[builtin("int"), builtin("date"), builtin("NMTOKENS")]).unwrap();
    for accepted in ["1", " 2020-01-01", "a b"] {
        assert_eq!(union.check(accepted, &NoPrefixes), Ok(()));
    }
    assert_eq!(union.check("é,", &NoPrefixes), Err(ValueError::NoUnionMember));
    assert_eq!(SimpleType::union_of(&[builtin("anySimpleType")]).err(), Some(DerivationError::AnySimpleType));
}

#[test]
fn unions_of_unions_end() {
    let mut doubled = builtin("int");
    let refused = (0..100).find_map(|_| match SimpleType::union_of(&[Arc::clone(&doubled), Arc::clone(&doubled)]) {
        Ok(union) => {
            doubled = union;
            None
        }
        Err(error) => Some(error),
    });
    assert_eq!(refused, Some(DerivationError::TooComplex));
    assert_eq!(doubled.check("x", &NoPrefixes), Err(ValueError::NoUnionMember));
}

#[test]
fn chains_of_restrictions_cost_no_stack() {
    let mut chain = builtin("string");
    for length in (0..20_000).rev() {
        chain = restrict(&chain, &[(MaxLength, &length.to_string())]).unwrap();
    }
    assert_eq!(chain.check("", &NoPrefixes), Ok(()));
    assert_eq!(chain.check("a", &NoPrefixes), Err(broken(MaxLength, "0")));
}

#[test]
fn faults_are_told() {
    let error = restrict(&builtin("string"), &[(MinLength, "3"), (MaxLength, "2")]).unwrap_err();
    assert_eq!(error.to_string(), "minLength: cannot stand together with maxLength");
    let error = restricted("string", &[(Enumeration, "a"), (Enumeration, "b")]).check("c", &NoPrefixes).unwrap_err();
    assert_eq!(error.to_string(), "not allowed by enumeration: a, b");
}
