use super::*;
use proptest::prelude::*;
use std::cmp::Ordering;

/// Numbers as literals, beside the same number times ten to the sixth.
fn small_decimal() -> impl Strategy<Value = (String, i64)> {
    let parts = (any::<bool>(), 0..2_000_i64, "[0-9]{0,6}", 0..3_usize);
    parts.prop_map(|(negative, whole, fraction, zeros)| {
        let scaled = whole * 1_000_000 + format!("{fraction:0<6}").parse::<i64>().unwrap();
        let sign = if negative { "-" } else { "" };
        (format!("{sign}{}{whole}.{fraction}", "0".repeat(zeros)), if negative { -scaled } else { scaled })
    })
}

/// Long numbers by their decimal digits, most of them alike.
fn long_decimal() -> impl Strategy<Value = String> {
    "[-+]?0{0,3}[12]{0,40}[0-2]\\.[01]{0,40}0{0,3}"
}

/// The order of two literals, by subtracting digit from digit.
fn order_of_literals(one: &str, two: &str) -> Ordering {
    let padded = |text: &str| {
        let (whole, fraction) = text.trim_start_matches(['-', '+']).split_once('.').unwrap();
        let digits = format!("{whole:0>50}{fraction:0<50}");
        let sign = if text.starts_with('-') { -1 } else { 1 };
        digits.bytes().map(|digit| sign * i32::from(digit - b'0')).collect::<Vec<_>>()
    };
    let mut difference: Vec<i32> = padded(one).iter().zip(padded(two)).map(|(one, two)| one - two).collect();
    for at in (1..difference.len()).rev() {
        let carry = difference[at].div_euclid(10);
        difference[at] -= carry * 10;
        difference[at - 1] += carry;
    }
    if difference[0] < 0 {
        Ordering::Less
    } else if difference.iter().any(|&digit| digit != 0) {
        Ordering::Greater
    } else {
        Ordering::Equal
    }
}

/// A date and time within a month of leap years and ends of years, and the seconds since 1970 that it denotes.
fn moment() -> impl Strategy<Value = (String, i64)> {
    let date = (1896..=1904_i64, 1..=12_i64, 1..=28_i64);
    let time = (0..=23_i64, 0..=59_i64, 0..=59_i64);
    (date, time, -840..=840_i64).prop_map(|((year, month, day), (hour, minute, second), zone)| {
        let sign = if zone < 0 { '-' } else { '+' };
        let (ahead, late) = (zone.abs() / 60, zone.abs() % 60);
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{ahead:02}:{late:02}");
        let mut days = day - 1;
        for past in 1896..year {
            days += if past % 4 == 0 && past != 1900 { 366 } else { 365 };
        }
        for past in 1..month {
            days += match past {
                2 if year % 4 == 0 && year != 1900 => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
        }
        (text, days * 86_400 + hour * 3600 + minute * 60 + second - zone * 60)
    })
}

/// Texts that are near to being literals of some type.
fn literal() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ \t\n]{0,2}[-+]?[0-9]{0,4}\\.?[0-9]{0,3}[ \n]{0,2}",
        "-?[0-9]{4,5}-[0-3][0-9]-[0-3][0-9](Z|[-+]0[0-9]:00)?",
        "-?[12]00[0-9]-0[12]-[0-2][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?Z?",
        "-?P([0-9]Y)?([0-9]M)?([0-9]D)?(T([0-9]H)?([0-9]M)?([0-9](\\.[0-9])?S)?)?",
        "-?[0-9]\\.?[0-9]?[eE]?[0-9]?|-?INF|NaN|true|false",
        "[A-Fa-f0-9= ]{0,6}",
        "[a-c:\\-.é ]{0,6}",
        "([ab]|[01]| |\n){0,8}",
        any::<String>(),
    ]
}

/// Two facets that may restrict a type.
fn facets() -> impl Strategy<Value = Vec<(Facet, String)>> {
    let number = prop_oneof![
        Just(Facet::Length),
        Just(Facet::MinLength),
        Just(Facet::MaxLength),
        Just(Facet::TotalDigits),
        Just(Facet::FractionDigits)
    ];
    let value = prop_oneof![
        Just(Facet::Enumeration),
        Just(Facet::MinInclusive),
        Just(Facet::MaxInclusive),
        Just(Facet::MinExclusive),
        Just(Facet::MaxExclusive)
    ];
    let white_space = prop_oneof![Just("preserve"), Just("replace"), Just("collapse")];
    let facet = prop_oneof![
        (number, "[0-5]"),
        (value, literal()),
        (Just(Facet::Pattern), "[.]{1,4}|[.][+]|[0-9]*"),
        (Just(Facet::WhiteSpace), white_space.prop_map(str::to_owned)),
    ];
    prop::collection::vec(facet, 1..3)
}

fn any_builtin() -> impl Strategy<Value = Arc<SimpleType>> {
    let names: Vec<_> = hierarchy().map(|(name, _)| name).collect();
    prop::sample::select(names).prop_map(builtin)
}

/// A type derived from built-in ones, with the types it is derived from by restriction.
fn any_type() -> impl Strategy<Value = Vec<Arc<SimpleType>>> {
    let start = prop_oneof![
        4 => any_builtin(),
        1 => any_builtin().prop_map(|item| SimpleType::list_of(&item).unwrap_or(item)),
        1 => (any_builtin(), any_builtin()).prop_map(|(one, two)| SimpleType::union_of(&[one.clone(), two]).unwrap_or(one)),
    ];
    (start, prop::collection::vec(facets(), 0..4)).prop_map(|(start, steps)| {
        let mut chain = vec![start];
        for step in steps {
            let step: Vec<_> = step.iter().map(|(facet, value)| (*facet, value.as_str())).collect();
            if let Ok(next) = restrict(chain.last().unwrap(), &step) {
                chain.push(next);
            }
        }
        chain
    })
}

proptest! {
    #[test]
    fn decimals_compare_as_numbers((one, small) in small_decimal(), (two, great) in small_decimal()) {
        prop_assert_eq!(order("decimal", &one, &two), Some(small.cmp(&great)));
        prop_assert_eq!(same("decimal", &one, &two), small == great);
    }

    #[test]
    fn long_decimals_compare_as_numbers(one in long_decimal(), two in long_decimal()) {
        let expected = order_of_literals(&one, &two);
        prop_assert_eq!(order("decimal", &one, &two), Some(expected));
        prop_assert_eq!(same("decimal", &one, &two), expected == Ordering::Equal);
    }

    #[test]
    fn moments_compare_as_instants((one, early) in moment(), (two, late) in moment()) {
        prop_assert_eq!(order("dateTime", &one, &two), Some(early.cmp(&late)));
        prop_assert_eq!(same("dateTime", &one, &two), early == late);
    }

    /// A moment with no time zone is before another if it is even in the zone where it comes last.
    #[test]
    fn local_moments_compare_as_in_every_zone((one, _) in moment(), (two, _) in moment()) {
        let local = one.get(..19).unwrap();
        let earliest = order("dateTime", &format!("{local}+14:00"), &two);
        let latest = order("dateTime", &format!("{local}-14:00"), &two);
        let certain = |order| [earliest, latest].iter().all(|&extreme| extreme == Some(order)).then_some(order);
        let expected = certain(Ordering::Less).or(certain(Ordering::Greater));
        prop_assert_eq!(order("dateTime", local, &two), expected);
        prop_assert_eq!(order("dateTime", &two, local), expected.map(Ordering::reverse));
    }

    #[test]
    fn white_space_is_what_the_specification_says(text in "([ \t\r\n]|a|é){0,12}") {
        let replaced = text.replace(['\t', '\r', '\n'], " ");
        let mut collapsed = replaced.clone();
        while collapsed.contains("  ") {
            collapsed = collapsed.replace("  ", " ");
        }
        prop_assert_eq!(WhiteSpace::Preserve.apply(&text), text.as_str());
        prop_assert_eq!(WhiteSpace::Replace.apply(&text), replaced);
        prop_assert_eq!(WhiteSpace::Collapse.apply(&text), collapsed.trim_matches(' '));
    }

    #[test]
    fn checking_agrees_with_evaluating(types in any_type(), raw in literal()) {
        let derived = types.last().unwrap();
        prop_assert_eq!(derived.check(&raw, &NoPrefixes), derived.value(&raw, &NoPrefixes).map(drop));
    }

    /// White space that a base type keeps and a restriction does not makes another value, so it is taken away first.
    #[test]
    fn restrictions_accept_no_more_than_their_bases(types in any_type(), raw in literal()) {
        let derived = types.last().unwrap();
        if derived.check(&raw, &NoPrefixes).is_ok() {
            let text = derived.white_space().apply(&raw);
            for base in &types {
                prop_assert_eq!(base.check(&text, &NoPrefixes), Ok(()), "{:?}", base);
            }
        }
    }
}
