use super::*;
use std::cmp::Ordering;

#[test]
fn decimals_have_no_exponent() {
    assert_lexical_space(
        "decimal",
        &["0", "-0", "+1", "1.", ".5", "-.5", "007.700", " 3.14 "],
        &["", ".", "+", "-.", "1e3", "1,5", "1.2.3", "--1", "+-1", "INF", "NaN", "1 2", "٣"],
    );
    assert_lexical_space("integer", &["0", "-0", "+1", "007"], &["", "-", "1.0", "1.", ".0", "1e0"]);
}

#[test]
fn numbers_have_any_length() {
    let long = "9".repeat(5_000);
    assert_eq!(check("integer", &long), Ok(()));
    assert_eq!(check("long", &long), Err(broken(Facet::MaxInclusive, "9223372036854775807")));
    let bounded = restricted("integer", &[(Facet::MaxInclusive, &long)]);
    assert_eq!(bounded.check(&format!("000{long}"), &NoPrefixes), Ok(()));
    assert_eq!(bounded.check(&format!("1{}", "0".repeat(5_000)), &NoPrefixes), Err(broken(Facet::MaxInclusive, &long)));
}

#[test]
fn the_same_number_is_written_in_many_ways() {
    for (one, two) in [("1", "1.0"), ("1.0", "+01.00"), ("0", "-0.0"), (".5", "0.50"), ("-10", "-010.")] {
        assert!(same("decimal", one, two), "{one} {two}");
    }
    assert!(!same("decimal", "10", "1") && !same("decimal", "0.1", "0.01") && !same("decimal", "1", "-1"));
    assert_eq!(value("int", "7"), value("decimal", "7.0"));
    assert_ne!(value("int", "7"), value("string", "7"));
    assert_ne!(value("decimal", "7"), value("double", "7"));
}

#[test]
fn the_integer_types_have_their_bounds() {
    for (name, least, greatest) in [
        ("byte", "-128", "127"),
        ("short", "-32768", "32767"),
        ("int", "-2147483648", "2147483647"),
        ("long", "-9223372036854775808", "9223372036854775807"),
        ("unsignedByte", "0", "255"),
        ("unsignedShort", "0", "65535"),
        ("unsignedInt", "0", "4294967295"),
        ("unsignedLong", "0", "18446744073709551615"),
    ] {
        let beyond = |limit: &str, step: i128| (limit.parse::<i128>().unwrap() + step).to_string();
        assert_eq!(check(name, least), Ok(()));
        assert_eq!(check(name, greatest), Ok(()));
        assert_eq!(check(name, &beyond(least, -1)), Err(broken(Facet::MinInclusive, least)));
        assert_eq!(check(name, &beyond(greatest, 1)), Err(broken(Facet::MaxInclusive, greatest)));
    }
    assert_eq!(check("nonNegativeInteger", "-0"), Ok(()));
    assert_eq!(check("nonPositiveInteger", "0"), Ok(()));
    assert_eq!(check("nonNegativeInteger", "-1"), Err(broken(Facet::MinInclusive, "0")));
    assert_eq!(check("positiveInteger", "0"), Err(broken(Facet::MinInclusive, "1")));
    assert_eq!(check("negativeInteger", "0"), Err(broken(Facet::MaxInclusive, "-1")));
    assert_eq!(check("nonPositiveInteger", "1"), Err(broken(Facet::MaxInclusive, "0")));
}

#[test]
fn digits_are_those_of_the_value() {
    let amount = restricted("decimal", &[(Facet::TotalDigits, "4"), (Facet::FractionDigits, "2")]);
    for accepted in ["12.34", "-0012.3400", "1234", "1234.00", "0.01", ".1"] {
        assert_eq!(amount.check(accepted, &NoPrefixes), Ok(()), "{accepted}");
    }
    assert_eq!(amount.check("123.45", &NoPrefixes), Err(broken(Facet::TotalDigits, "4")));
    assert_eq!(amount.check("12345", &NoPrefixes), Err(broken(Facet::TotalDigits, "4")));
    assert_eq!(amount.check("0.001", &NoPrefixes), Err(broken(Facet::FractionDigits, "2")));
    // A value is a whole number divided by at most so many tens as there are digits.
    let small = restricted("decimal", &[(Facet::TotalDigits, "2")]);
    assert_eq!(small.check("0.01", &NoPrefixes), Ok(()));
    assert_eq!(small.check("0.001", &NoPrefixes), Err(broken(Facet::TotalDigits, "2")));
}

#[test]
fn floats() {
    for name in ["float", "double"] {
        assert_lexical_space(
            name,
            &["0", "-0", "1E4", "1e-4", "12.5e+03", ".5", "5.", "INF", "-INF", "NaN", "1e999999999999999999999"],
            &["", ".", "e1", "1e", "1e+", "+INF", "inf", "-NaN", "nan", "infinity", "1_0", "0x1", "1 0", "1e1.0"],
        );
        assert!(same(name, "NaN", "NaN") && same(name, "0", "-0.0") && same(name, "1e1", "10"));
        assert_eq!(order(name, "-INF", "INF"), Some(Ordering::Less));
        assert_eq!(order(name, "NaN", "1"), None);
    }
    assert!(same("float", "16777217", "16777216"), "beyond the precision of 24 bits");
    assert!(!same("double", "16777217", "16777216"));
    assert_ne!(value("float", "1"), value("double", "1"));
}

#[test]
fn nan_is_outside_all_bounds_but_itself() {
    let low = restricted("double", &[(Facet::MinInclusive, "-INF")]);
    assert_eq!(low.check("NaN", &NoPrefixes), Err(broken(Facet::MinInclusive, "-INF")));
    assert_eq!(low.check("-INF", &NoPrefixes), Ok(()));
    let only = restricted("double", &[(Facet::MaxInclusive, "NaN")]);
    assert_eq!(only.check("NaN", &NoPrefixes), Ok(()));
    assert_eq!(only.check("1", &NoPrefixes), Err(broken(Facet::MaxInclusive, "NaN")));
}
