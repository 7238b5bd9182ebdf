use std::fmt;

use compact_str::{CompactString, ToCompactString, format_compact};

use super::{SimpleType, ValueError, collapsed};
use crate::Text;

/// Digits before and after the point of an `xs:decimal`, leading and trailing zeros dropped.
struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    fn parse(text: &'a str) -> Result<Self, ValueError> {
        let expected = || ValueError::Form {
            expected: Text::fixed("nombre avec un point décimal", "number with a decimal point"),
        };
        let (negative, digits) = match text.as_bytes().first() {
            None => return Err(ValueError::Empty),
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            Some(_) => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(expected());
        }
        Ok(Decimal { negative, whole: whole.trim_start_matches('0'), fraction: fraction.trim_end_matches('0') })
    }

    /// The number times 10^`decimals`, when it has at most so many decimals and `digits` digits in all.
    fn scaled(&self, digits: usize, decimals: usize) -> Result<i64, ValueError> {
        let range = || ValueError::Range {
            expected: crate::text!(
                fr = "{digits} chiffres au plus, dont {decimals} après le point",
                en = "{digits} digits at most, {decimals} of them after the point"
            ),
        };
        if self.fraction.len() > decimals || self.whole.len() + self.fraction.len() > digits {
            return Err(range());
        }
        let zeros = std::iter::repeat_n(b'0', decimals - self.fraction.len());
        let scaled = self
            .whole
            .bytes()
            .chain(self.fraction.bytes())
            .chain(zeros)
            .try_fold(0_i64, |number, byte| number.checked_mul(10)?.checked_add(i64::from(byte - b'0')));
        let scaled = scaled.ok_or_else(range)?;
        Ok(if self.negative { -scaled } else { scaled })
    }
}

/// Writes a scaled number with its decimals.
fn write_scaled(value: i64, decimals: u32) -> CompactString {
    let unit = 10_u64.pow(decimals);
    let sign = if value < 0 { "-" } else { "" };
    let width = decimals as usize;
    format_compact!("{sign}{}.{:0width$}", value.unsigned_abs() / unit, value.unsigned_abs() % unit)
}

fn positive(value: i64) -> Result<i64, ValueError> {
    if value > 0 { Ok(value) } else { Err(ValueError::Range { expected: Text::fixed("plus de 0", "above 0") }) }
}

fn not_negative(value: i64) -> Result<i64, ValueError> {
    if value >= 0 { Ok(value) } else { Err(ValueError::Range { expected: Text::fixed("au moins 0", "at least 0") }) }
}

macro_rules! amounts {
    ($($(#[$meta:meta])* $name:ident $check:expr;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The amount of so many cents, if the type allows it.
            pub fn from_centimes(centimes: i64) -> Option<Self> {
                let check: fn(i64) -> Result<i64, ValueError> = $check;
                check(centimes).ok().filter(|cents| cents.unsigned_abs() < 100_000_000_000_000).map(Self)
            }

            /// The amount in cents.
            pub const fn centimes(self) -> i64 {
                self.0
            }
        }

        impl SimpleType for $name {
            fn parse(text: &str) -> Result<Self, ValueError> {
                let check: fn(i64) -> Result<i64, ValueError> = $check;
                Decimal::parse(text)?.scaled(14, 2).and_then(check).map(Self)
            }

            fn read(text: &str) -> Result<Self, ValueError> {
                Self::parse(collapsed(text))
            }

            fn format(&self) -> CompactString {
                write_scaled(self.0, 2)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.format())
            }
        }
    )+};
}

amounts! {
    /// An amount in euros above 0 (`Base_Montant`): 14 digits at most, 2 of them decimals. Held in cents.
    ///
    /// ```
    /// use pes_parser::value::{Montant, SimpleType};
    ///
    /// assert_eq!(Montant::parse("1234.5").unwrap().centimes(), 123_450);
    /// assert_eq!(Montant::from_centimes(5).unwrap().to_string(), "0.05");
    /// assert!(Montant::parse("0.00").is_err());
    /// assert!(Montant::parse("1,50").is_err());
    /// ```
    Montant positive;
    /// An amount in euros, 0 or above (`Base_Montant_Light`). Held in cents.
    MontantNul not_negative;
    /// An amount in euros of either sign (`Base_Montant_Relatif`). Held in cents.
    MontantRelatif Ok;
}

macro_rules! rates {
    ($($(#[$meta:meta])* $name:ident $digits:literal $decimals:literal $check:expr;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Decimals kept.
            pub const DECIMALS: u32 = $decimals;

            /// The number times 10 to the power of [`Self::DECIMALS`], if the type allows it.
            pub fn from_scaled(scaled: i64) -> Option<Self> {
                Self::parse(&write_scaled(scaled, $decimals)).ok()
            }

            /// The number times 10 to the power of [`Self::DECIMALS`].
            pub const fn scaled(self) -> i64 {
                self.0
            }
        }

        impl SimpleType for $name {
            fn parse(text: &str) -> Result<Self, ValueError> {
                let check: fn(i64) -> Result<i64, ValueError> = $check;
                Decimal::parse(text)?.scaled($digits, $decimals).and_then(check).map(Self)
            }

            fn read(text: &str) -> Result<Self, ValueError> {
                Self::parse(collapsed(text))
            }

            fn format(&self) -> CompactString {
                let text = write_scaled(self.0, $decimals);
                CompactString::new(text.trim_end_matches('0').trim_end_matches('.'))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.format())
            }
        }
    )+};
}

rates! {
    /// A rate in percent above 0 (`Base_Taux`): 5 digits at most, 2 of them decimals.
    Taux 5 2 positive;
    /// A rate in percent, 0 or above (`Base_Taux_Light`).
    TauxNul 5 2 not_negative;
    /// A quantity above 0 (`Base_Quantite`): 6 digits at most, decimals included, 4 of them decimals.
    ///
    /// ```
    /// use pes_parser::value::{Quantite, SimpleType};
    ///
    /// assert_eq!(Quantite::parse("10.50").unwrap().to_string(), "10.5");
    /// assert!(Quantite::parse("123.4567").is_err());
    /// ```
    Quantite 6 4 positive;
}

/// A whole number above 0, of at most `N` digits (`Base_NumN`).
///
/// ```
/// use pes_parser::value::{Num, SimpleType};
///
/// assert_eq!(Num::<4>::parse("0042").unwrap().get(), 42);
/// assert!(Num::<2>::parse("123").is_err());
/// assert!(Num::<2>::parse("0").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Num<const N: usize>(u64);

impl<const N: usize> Num<N> {
    /// The number, if it is above 0 and has at most `N` digits.
    pub fn new(number: u64) -> Option<Self> {
        let max = u32::try_from(N).ok().and_then(|digits| 10_u64.checked_pow(digits))?;
        (number > 0 && number < max).then_some(Self(number))
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl<const N: usize> SimpleType for Num<N> {
    fn parse(text: &str) -> Result<Self, ValueError> {
        let number = Decimal::parse(text)?.scaled(N, 0).and_then(positive)?;
        Ok(Self(number.unsigned_abs()))
    }

    fn read(text: &str) -> Result<Self, ValueError> {
        Self::parse(collapsed(text))
    }

    fn format(&self) -> CompactString {
        self.0.to_compact_string()
    }
}

/// `true`, `false`, `1` or `0` (`Base_Booleen`); written `1` or `0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Booleen(pub bool);

impl SimpleType for Booleen {
    fn parse(text: &str) -> Result<Self, ValueError> {
        match text {
            "1" | "true" => Ok(Self(true)),
            "0" | "false" => Ok(Self(false)),
            _ => Err(ValueError::Form { expected: Text::fixed("0, 1, true ou false", "0, 1, true or false") }),
        }
    }

    fn read(text: &str) -> Result<Self, ValueError> {
        Self::parse(collapsed(text))
    }

    fn format(&self) -> CompactString {
        CompactString::const_new(if self.0 { "1" } else { "0" })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn amounts_come_back(centimes in 1_i64..100_000_000_000_000) {
            let amount = Montant::from_centimes(centimes).unwrap();
            prop_assert_eq!(Montant::parse(&amount.format()), Ok(amount));
        }

        #[test]
        fn quantities_come_back(scaled in 1_i64..1_000_000) {
            let quantity = Quantite::from_scaled(scaled).unwrap();
            prop_assert_eq!(Quantite::parse(&quantity.format()), Ok(quantity));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}") {
            let _ = (Montant::parse(&text), MontantRelatif::parse(&text), Taux::parse(&text), Num::<15>::parse(&text));
        }
    }

    #[test]
    fn forms_that_billing_files_have_and_flows_have_not() {
        for bad in ["1 234.00", "1,5", "1e3", "NaN", ".", "-", "", "1.2.3", "12.345", "123456789012345"] {
            assert!(Montant::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Montant::parse("+001.50").unwrap().centimes(), 150);
        assert_eq!(Montant::parse(".5").unwrap().centimes(), 50);
        assert_eq!(Montant::parse("1.500").unwrap().centimes(), 150);
    }

    #[test]
    fn white_space_around_a_number_of_a_document_counts_for_nothing() {
        assert_eq!(Montant::read("\t 1234.50\n").map(Montant::centimes), Ok(123_450));
        assert_eq!(Num::<4>::read(" 42 ").map(Num::get), Ok(42));
        assert_eq!(Booleen::read(" true "), Ok(Booleen(true)));
        assert_eq!(Taux::read(" 5.5 "), Taux::parse("5.5"));
        assert!(Montant::read("1 234.50").is_err() && Montant::read("\u{a0}1").is_err());
    }

    #[test]
    fn quantities_count_decimals_in_their_six_digits() {
        assert!(Quantite::parse("1234567").is_err());
        assert!(Quantite::parse("12.3456").is_ok());
        assert!(Quantite::parse("12345.6").is_ok());
        assert!(Quantite::parse("0").is_err());
    }

    #[test]
    fn negative_amounts() {
        assert_eq!(MontantRelatif::parse("-0.05").unwrap().to_string(), "-0.05");
        assert!(Montant::parse("-1").is_err());
        assert!(MontantNul::parse("0").is_ok());
    }
}
