//! Numbers of billing files, exact: no floating point.

/// A number as billing files write it: `1 234,50`, `1234.5`, `1.234,50`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    /// The digits, without the point.
    mantissa: i128,
    /// How many of them come after the point.
    scale: u32,
}

/// Most digits read: beyond, no field of a flow could take the number.
const MAX_DIGITS: usize = 24;

impl Decimal {
    /// Reads a number; nothing when it is none or when it could be two.
    ///
    /// One comma or one point is the decimal mark. With both, the last is the mark and the other cuts thousands.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('€').trim_end();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let is_blank = |c: char| matches!(c, ' ' | '\u{A0}' | '\u{202F}');
        let marks: Vec<char> = text.chars().filter(|c| matches!(c, ',' | '.')).collect();
        let (thousands, mark) = match marks[..] {
            [] => (None, None),
            [mark] => (None, Some(mark)),
            [ref before @ .., mark] if before.iter().all(|&c| c != mark && c == before[0]) => {
                (Some(before[0]), Some(mark))
            }
            _ => return None,
        };
        let (whole, fraction) = match mark {
            Some(mark) => text.rsplit_once(mark)?,
            None => (text, ""),
        };
        let is_cut = |c: char| is_blank(c) || Some(c) == thousands;
        if whole.contains(is_cut) {
            let mut groups = whole.split(is_cut);
            let first = groups.next().unwrap_or_default();
            if !(1..=3).contains(&first.len()) || groups.any(|group| group.len() != 3) {
                return None;
            }
        }
        let digits: String = whole.chars().filter(|&c| !is_cut(c)).chain(fraction.chars()).collect();
        let ok = !digits.is_empty() && digits.len() <= MAX_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !ok || (mark.is_some() && fraction.is_empty()) {
            return None;
        }
        let mantissa: i128 = digits.parse().ok()?;
        let scale = u32::try_from(fraction.len()).ok()?;
        Some(Decimal { mantissa: if negative { -mantissa } else { mantissa }, scale }.reduced())
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

    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The number times 10 to the power of `scale`, if it has no more decimals and fits.
    pub fn at_scale(self, scale: u32) -> Option<i64> {
        let factor = 10_i128.checked_pow(scale.checked_sub(self.scale)?)?;
        i64::try_from(self.mantissa.checked_mul(factor)?).ok()
    }

    pub fn times(self, other: Decimal) -> Option<Decimal> {
        Some(Decimal { mantissa: self.mantissa.checked_mul(other.mantissa)?, scale: self.scale + other.scale })
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

    fn cents(text: &str) -> Option<i64> {
        Decimal::parse(text)?.at_scale(2)
    }

    #[test]
    fn french_and_english_forms() {
        for text in [
            "1234.50",
            "1 234,50",
            "1\u{A0}234,50",
            "1\u{202F}234,5",
            "1.234,50",
            "1,234.50",
            "+1234,5",
            "1234,50 €",
            "01234,500",
        ] {
            assert_eq!(cents(text), Some(123_450), "{text}");
        }
        assert_eq!(cents("1.234.567,89"), Some(123_456_789));
        assert_eq!(cents("-0,05"), Some(-5));
    }

    #[test]
    fn what_is_no_number_or_could_be_two() {
        for text in [
            "",
            "abc",
            "1e400",
            "NaN",
            "1.234.567",
            "1,2,3",
            "12 34,50",
            "1 23",
            "--1",
            "1,",
            ",",
            "1.23,4.5",
            "0x10",
            "9999999999999999999999999",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        // Three decimals: no amount, but a quantity may have them.
        assert_eq!(cents("1.234"), None);
        assert_eq!(Decimal::parse("1.234").unwrap().at_scale(4), Some(12_340));
    }

    #[test]
    fn halves_go_up() {
        let rounded = |text: &str| Decimal::parse(text).unwrap().round_to_centimes().unwrap();
        assert_eq!([rounded("0,005"), rounded("0,0049"), rounded("-0,005"), rounded("1,005")], [1, 0, -1, 101]);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[-+0-9., €eE]{0,40}") {
            let _ = Decimal::parse(&text).map(|number| (number.round_to_centimes(), number.times(number)));
        }

        #[test]
        fn cents_come_back(centimes in 0_i64..1_000_000_000_000) {
            let text = format!("{},{:02}", centimes / 100, centimes % 100);
            prop_assert_eq!(cents(&text), Some(centimes));
        }
    }
}
