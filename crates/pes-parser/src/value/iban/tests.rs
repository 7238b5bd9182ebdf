#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// Examples of the ISO 13616 register and of its users' documentation.
const GOOD: [&str; 10] = [
    "FR1420041010050500013M02606",
    "GB82WEST12345698765432",
    "DE89370400440532013000",
    "BE68539007547034",
    "ES9121000418450200051332",
    "IT60X0542811101000000123456",
    "LU280019400644750000",
    "CH9300762011623852957",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
];

fn with_digit(text: &str, at: usize, by: u8) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let c = bytes.get_mut(at).filter(|c| c.is_ascii_digit())?;
    *c = b'0' + (*c - b'0' + by) % 10;
    String::from_utf8(bytes).ok()
}

fn key_of(country: &str, national: &str) -> String {
    let rest = mod97(national.as_bytes().iter().chain(country.as_bytes()).chain(b"00"));
    format!("{country}{:02}{national}", 98 - rest)
}

#[test]
fn registered_examples_hold_and_their_neighbours_do_not() {
    for good in GOOD {
        assert_eq!(Iban::parse(good).map(|iban| iban.format()), Ok(good.into()));
        for bad in (0..good.len()).flat_map(|at| (1..10).filter_map(move |by| with_digit(good, at, by))) {
            assert!(Iban::parse(&bad).is_err(), "{bad}");
        }
    }
}

#[test]
fn faults_of_an_iban_are_named() {
    assert_eq!(Iban::parse(""), Err(ValueError::Empty));
    assert_eq!(Iban::parse("FR142004101005"), Err(ValueError::TooShort { min: 27, found: 14 }));
    assert_eq!(Iban::parse("BE685390075470340"), Err(ValueError::TooLong { max: 16, found: 17 }));
    assert_eq!(Iban::parse("ZZ685390075470"), Err(ValueError::TooShort { min: 15, found: 14 }));
    assert_eq!(Iban::parse("FR1520041010050500013M02606"), Err(ValueError::Key { of: "IBAN" }));
    for form in ["FR14", "fr1420041010050500013M02606", "FR14 2004", "FRA420041010", "éé1420041010", "FR14é"] {
        assert!(matches!(Iban::parse(form), Err(ValueError::Form { .. })), "{form}");
    }
}

#[test]
fn countries() {
    let monaco = Iban::parse(&key_of("MC", "20041010050500013M02606")).unwrap();
    assert!(monaco.is_french());
    assert_eq!(monaco.country(), "MC");
    assert!(!Iban::parse(GOOD[1]).unwrap().is_french());
    assert!(Iban::parse(&key_of("ZZ", "1234567890123")).is_ok(), "a country without a known length");
}

#[test]
fn small_letters_are_counted_like_capitals() {
    assert!(Iban::parse("FR1420041010050500013m02606").is_ok(), "the schema takes them in the national part");
    assert_eq!(Iban::normalised("fr14\u{a0}20041010050500013m02606").unwrap().as_str(), GOOD[0]);
}

#[test]
fn bic_follows_the_pattern() {
    for good in ["BDFEFRPP", "BDFEFRPPCCT", "DEUTDEFF500", "CEPAFRPP751"] {
        assert_eq!(Bic::parse(good).map(|bic| bic.format()), Ok(good.into()));
    }
    for bad in [
        "BDFEFRP",
        "BDFEFRPPC",
        "BDFEFRPPCC",
        "BDFEFRPPCCTX",
        "bdfefrpp",
        "BDF1FRPP",
        "BDFEFR1P",
        "BDFEFRPO",
        "BDFEFRPé",
    ] {
        assert!(Bic::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(Bic::parse(""), Err(ValueError::Empty));
}

#[test]
fn rib_checks_each_part_then_the_key() {
    let rib = Rib::new("20041", "01005", "0500013M026", "06").unwrap();
    assert_eq!((rib.code_etab(), rib.code_guic(), rib.cle()), ("20041", "01005", "06"));
    assert_eq!(rib.to_string(), "20041 01005 0500013M026 06");
    assert_eq!(Rib::new("20041", "01005", "0500013M026", "07"), Err(ValueError::Key { of: "RIB" }));
    assert_eq!(Rib::new("", "01005", "0500013M026", "06"), Err(ValueError::Empty));
    assert_eq!(Rib::new("20041", "0100", "0500013M026", "06"), Err(ValueError::TooShort { min: 5, found: 4 }));
    assert!(matches!(Rib::new("20041", "01005", "0500013-026", "06"), Err(ValueError::Form { .. })));
    for (at, by) in (0..23).flat_map(|at| (1..10).map(move |by| (at, by))) {
        if let Some(bad) = with_digit("20041010050500013M02606", at, by) {
            assert!(Rib::new(&bad[..5], &bad[5..10], &bad[10..21], &bad[21..]).is_err(), "{bad}");
        }
    }
}

#[test]
fn letters_of_a_rib_are_single_digits() {
    for (letters, digits) in [("ABCDEFGHI", "123456789"), ("JKLMNOPQR", "123456789"), ("STUVWXYZ", "23456789")] {
        assert_eq!(rib_mod97(letters.as_bytes()), rib_mod97(digits.as_bytes()));
    }
}

proptest! {
    #[test]
    fn any_change_of_one_digit_is_refused(
        national in "[0-9]{10}[0-9A-Z]{11}[0-9]{2}",
        at in 2..27_usize,
        by in 1..10_u8,
    ) {
        let good = key_of("FR", &national);
        prop_assert_eq!(Iban::parse(&good).unwrap().to_string(), good.clone());
        if let Some(bad) = with_digit(&good, at, by) {
            prop_assert!(Iban::parse(&bad).is_err());
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}", near in "[A-Z]{2}[0-9]{2}[0-9A-Za-zé ]{0,32}") {
        for text in [text, near] {
            let _ = (Iban::parse(&text), Iban::normalised(&text), Bic::parse(&text));
            let _ = Rib::new(&text, &text, &text, &text);
        }
    }
}
