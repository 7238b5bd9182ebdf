//! Decimal numbers of any length, compared digit by digit.

use std::borrow::Cow;
use std::cmp::Ordering;

/// A decimal number by its digits: no zeros that do not count, and zero has no sign.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal<'v> {
    negative: bool,
    integer: Cow<'v, str>,
    fraction: Cow<'v, str>,
}

impl Decimal<'_> {
    /// The digits, to compute with.
    pub(super) fn digits(&self) -> Digits<'_> {
        Digits { negative: self.negative, integer: &self.integer, fraction: &self.fraction }
    }

    pub(super) fn into_owned(self) -> Decimal<'static> {
        Decimal {
            negative: self.negative,
            integer: Cow::Owned(self.integer.into_owned()),
            fraction: Cow::Owned(self.fraction.into_owned()),
        }
    }
}

impl<'v> From<Digits<'v>> for Decimal<'v> {
    fn from(digits: Digits<'v>) -> Self {
        Decimal {
            negative: digits.negative,
            integer: Cow::Borrowed(digits.integer),
            fraction: Cow::Borrowed(digits.fraction),
        }
    }
}

/// The digits of a decimal number, in the text where they were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits<'v> {
    negative: bool,
    integer: &'v str,
    fraction: &'v str,
}

impl<'v> Digits<'v> {
    /// Reads a literal of `xs:decimal`.
    pub(super) fn parse(text: &'v str) -> Option<Self> {
        let (negative, digits) = signed(text);
        let mut point = None;
        for (at, byte) in digits.bytes().enumerate() {
            match byte {
                b'0'..=b'9' => {}
                b'.' if point.is_none() => point = Some(at),
                _ => return None,
            }
        }
        let (integer, fraction) = match point {
            Some(at) => (digits.get(..at)?, digits.get(at.checked_add(1)?..)?),
            None => (digits, ""),
        };
        (!integer.is_empty() || !fraction.is_empty()).then(|| Self::significant(negative, integer, fraction))
    }

    /// Reads a literal of `xs:integer`.
    pub(super) fn parse_integer(text: &'v str) -> Option<Self> {
        let (negative, digits) = signed(text);
        let integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        integer.then(|| Self::significant(negative, digits, ""))
    }

    /// How many digits `totalDigits` counts.
    pub(super) fn total_digits(&self) -> usize {
        self.integer.len().saturating_add(self.fraction.len())
    }

    /// How many digits `fractionDigits` counts.
    pub(super) fn fraction_digits(&self) -> usize {
        self.fraction.len()
    }

    /// The number as a count of things: the largest there is if it is larger, nothing if it is not a whole number
    /// from zero up.
    pub(super) fn to_count(self) -> Option<u64> {
        if self.negative || !self.fraction.is_empty() {
            return None;
        }
        Some(if self.integer.is_empty() { 0 } else { self.integer.parse().unwrap_or(u64::MAX) })
    }

    fn significant(negative: bool, integer: &'v str, fraction: &'v str) -> Self {
        let leading = integer.bytes().take_while(|&byte| byte == b'0').count();
        let trailing = fraction.bytes().rev().take_while(|&byte| byte == b'0').count();
        let integer = integer.get(leading..).unwrap_or("");
        let fraction = fraction.get(..fraction.len().saturating_sub(trailing)).unwrap_or("");
        Digits { negative: negative && !(integer.is_empty() && fraction.is_empty()), integer, fraction }
    }

    fn cmp_magnitude(&self, other: &Digits<'_>) -> Ordering {
        match self.integer.len().cmp(&other.integer.len()) {
            Ordering::Equal => {
                cmp_text(self.integer, other.integer).then_with(|| cmp_text(self.fraction, other.fraction))
            }
            unequal => unequal,
        }
    }
}

impl Ord for Digits<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.cmp_magnitude(other),
            (true, true) => other.cmp_magnitude(self),
        }
    }
}

impl PartialOrd for Digits<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The order of the texts; they are too short for a call to be worth it.
fn cmp_text(one: &str, two: &str) -> Ordering {
    one.bytes().cmp(two.bytes())
}
