//! Numbers of billing files, exact: no floating point.

use std::fmt;

/// A number of a billing file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    /// The digits, without the point.
    mantissa: i128,
    /// How many of them come after the point.
    scale: u32,
}

/// A way to write numbers: what stands before the decimals, and what may cut thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    SpaceComma,
    PointComma,
    CommaPoint,
    SpacePoint,
}

impl Notation {
    pub const ALL: [Notation; 4] =
        [Notation::SpaceComma, Notation::PointComma, Notation::CommaPoint, Notation::SpacePoint];

    /// A number written that way: also its word in the configuration.
    pub const fn example(self) -> &'static str {
        match self {
            Notation::SpaceComma => "1 234,56",
            Notation::PointComma => "1.234,56",
            Notation::CommaPoint => "1,234.56",
            Notation::SpacePoint => "1 234.56",
        }
    }

    pub fn from_example(example: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notation| notation.example() == example)
    }

    /// What stands before the decimals.
    pub const fn mark(self) -> char {
        match self {
            Notation::SpaceComma | Notation::PointComma => ',',
            Notation::CommaPoint | Notation::SpacePoint => '.',
        }
    }

    fn cuts_thousands(self, character: char) -> bool {
        match self {
            Notation::SpaceComma | Notation::SpacePoint => is_space(character),
            Notation::PointComma => character == '.',
            Notation::CommaPoint => character == ',',
        }
    }
}

/// The spaces that stand in numbers: the common one, the one that does not break, the narrow ones, that of a digit.
const fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\u{A0}' | '\u{2007}' | '\u{2009}' | '\u{202F}')
}

/// Most digits read: beyond, no field of a flow could take the number.
const MAX_DIGITS: usize = 24;

impl Decimal {
    /// Reads a number written in one way; nothing when it is not.
    pub fn read(text: &str, notation: Notation) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = match text.rsplit_once(notation.mark()) {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (text, ""),
        };
        let is_cut = |character| notation.cuts_thousands(character);
        if whole.contains(is_cut) {
            let mut groups = whole.split(is_cut);
            let first = groups.next().unwrap_or_default();
            // Nobody writes a half 0.500 and means five hundred.
            let starts = (1..=3).contains(&first.len()) && !first.starts_with('0');
            if !starts || groups.any(|group| group.len() != 3) {
                return None;
            }
        }
        let digits: String = whole.chars().filter(|&c| !is_cut(c)).chain(fraction.chars()).collect();
        let is_number = (1..=MAX_DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return None;
        }
        let mantissa: i128 = digits.parse().ok()?;
        let scale = u32::try_from(fraction.len()).ok()?;
        Some(Decimal { mantissa: if negative { -mantissa } else { mantissa }, scale }.reduced())
    }

    /// Every number that a text is, each once, when it is written in one of these ways.
    pub fn readings(text: &str, notations: impl Iterator<Item = Notation>) -> Vec<Decimal> {
        let mut readings = Vec::new();
        for number in notations.filter_map(|notation| Decimal::read(text, notation)) {
            if !readings.contains(&number) {
                readings.push(number);
            }
        }
        readings
    }

    pub const ONE: Decimal = Decimal { mantissa: 1, scale: 0 };
    pub const HUNDRED: Decimal = Decimal { mantissa: 100, scale: 0 };

    pub fn of_centimes(centimes: i64) -> Self {
        Decimal { mantissa: centimes.into(), scale: 2 }.reduced()
    }

    /// Without zeros at the end.
    fn reduced(mut self) -> Self {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    /// Decimals in use.
    pub fn scale(self) -> u32 {
        self.scale
    }

    pub fn is_positive(self) -> bool {
        self.mantissa > 0
    }

    pub fn is_below_one(self) -> bool {
        10_i128.checked_pow(self.scale).is_some_and(|one| self.mantissa < one)
    }

    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The number times 10 to the power of `scale`, if it has no more decimals and fits.
    pub fn at_scale(self, scale: u32) -> Option<i64> {
        let factor = 10_i128.checked_pow(scale.checked_sub(self.scale)?)?;
        i64::try_from(self.mantissa.checked_mul(factor)?).ok()
    }

    pub fn times(self, other: Decimal) -> Option<Decimal> {
        Some(
            Decimal { mantissa: self.mantissa.checked_mul(other.mantissa)?, scale: self.scale + other.scale }.reduced(),
        )
    }

    /// In cents, half a cent going up: the usual way of trade, as no official text found gives another.
    pub fn round_to_centimes(self) -> Option<i64> {
        match self.at_scale(2) {
            Some(exact) => Some(exact),
            None if self.scale > 2 => {
                let divisor = 10_i128.checked_pow(self.scale - 2)?;
                i64::try_from(round_half_up(self.mantissa, divisor)?).ok()
            }
            None => None,
        }
    }
}

impl fmt::Display for Decimal {
    /// As French writes it, without thousands.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = self.scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.scale as usize);
        let mark = if fraction.is_empty() { "" } else { "," };
        write!(f, "{sign}{whole}{mark}{fraction}")
    }
}

/// `numerator / divisor`, rounded to the nearest, halves away from zero.
pub(crate) fn round_half_up(numerator: i128, divisor: i128) -> Option<i128> {
    let half = divisor / 2;
    let shifted = if numerator >= 0 { numerator.checked_add(half)? } else { numerator.checked_sub(half)? };
    shifted.checked_div(divisor)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn readings(text: &str) -> Vec<String> {
        Decimal::readings(text, Notation::ALL.into_iter()).iter().map(Decimal::to_string).collect()
    }

    #[test]
    fn french_and_english_forms() {
        for text in [
            "1234.50",
            "1 234,50",
            "1\u{A0}234,50",
            "1\u{202F}234,5",
            "1\u{2009}234.5",
            "1.234,50",
            "1,234.50",
            "+1234,5",
            "01234,500",
        ] {
            assert_eq!(readings(text), ["1234,5"], "{text}");
        }
        assert_eq!(readings("1.234.567,89"), ["1234567,89"]);
        assert_eq!(readings("-0,05"), ["-0,05"]);
        assert_eq!(readings("1.234.567"), ["1234567"], "two points cut thousands");
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "",
            "abc",
            "1e400",
            "NaN",
            "1,2,3",
            "12 34,50",
            "1 23",
            "--1",
            "1,",
            ",",
            "1.23,4.5",
            "1.234 567,00",
            "0x10",
            "10 %",
            "10 €",
            "9999999999999999999999999",
        ] {
            assert_eq!(readings(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn what_is_two_numbers() {
        assert_eq!(readings("2.500"), ["2500", "2,5"]);
        assert_eq!(readings("2,500"), ["2,5", "2500"]);
        assert_eq!(readings("-12.345"), ["-12345", "-12,345"]);
        for text in ["0.500", "2.5", "2.50", "1234.500", "2.5000", "2 500", "2500"] {
            assert_eq!(readings(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_way_to_write_is_known_by_its_example() {
        for notation in Notation::ALL {
            assert_eq!(Notation::from_example(notation.example()), Some(notation));
            assert_eq!(Decimal::read(notation.example(), notation).unwrap().at_scale(2), Some(123_456));
        }
        assert_eq!(Notation::from_example("1234"), None);
    }

    #[test]
    fn halves_go_up() {
        let read = |text| Decimal::read(text, Notation::SpaceComma).unwrap();
        let rounded = |text| read(text).round_to_centimes().unwrap();
        assert_eq!([rounded("0,005"), rounded("0,0049"), rounded("-0,005"), rounded("1,005")], [1, 0, -1, 101]);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[-+0-9., €eE]{0,40}") {
            for number in Decimal::readings(&text, Notation::ALL.into_iter()) {
                let _ = (number.round_to_centimes(), number.times(number), number.to_string());
            }
        }

        #[test]
        fn cents_come_back(centimes in 0_i64..1_000_000_000_000) {
            let text = format!("{},{:02}", centimes / 100, centimes % 100);
            let read = Decimal::read(&text, Notation::PointComma).unwrap();
            prop_assert_eq!(read.at_scale(2), Some(centimes));
        }

        /// Two readings of one text are never more than two: thousands, or decimals.
        #[test]
        fn a_text_has_two_readings_at_most(text in "[0-9]{1,4}([., ][0-9]{1,4}){0,3}") {
            prop_assert!(readings(&text).len() <= 2, "{}", text);
        }
    }
}
