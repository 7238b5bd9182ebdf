//! Spans of time, which are ordered in part only: a month has no fixed number of days.

use super::lexical::Refusal;
use super::moment::{DAY, day_number};
use std::borrow::Cow;
use std::cmp::Ordering;

/// A duration as months, and seconds rounded down with the fraction that is then to be added.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Duration<'v> {
    months: i64,
    seconds: i64,
    fraction: Cow<'v, str>,
}

impl<'v> Duration<'v> {
    /// Reads a literal, of up to about a hundred thousand million years.
    pub(super) fn parse(text: &'v str) -> Result<Self, Refusal> {
        let (negative, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let rest = rest.strip_prefix('P').ok_or(Refusal::NotLexical)?;
        let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
        if time.unwrap_or(date).is_empty() {
            return Err(Refusal::NotLexical);
        }
        let (mut date, mut time) = (Parts(date), Parts(time.unwrap_or("")));
        let (years, months, days) = (date.take('Y')?, date.take('M')?, date.take('D')?);
        let (hours, minutes) = (time.take('H')?, time.take('M')?);
        let (seconds, fraction) = time.take_seconds()?;
        if !date.0.is_empty() || !time.0.is_empty() {
            return Err(Refusal::NotLexical);
        }
        let months = total([(years, 12), (months, 1)], MOST_MONTHS)?;
        let seconds = total([(days, DAY), (hours, 3600), (minutes, 60), (seconds, 1)], MOST_SECONDS)?;
        Ok(match (negative, fraction.is_empty()) {
            (false, _) => Duration { months, seconds, fraction: Cow::Borrowed(fraction) },
            (true, true) => Duration { months: -months, seconds: -seconds, fraction: Cow::Borrowed("") },
            (true, false) => {
                Duration { months: -months, seconds: -seconds - 1, fraction: Cow::Owned(complement(fraction)) }
            }
        })
    }

    pub(super) fn into_owned(self) -> Duration<'static> {
        Duration { months: self.months, seconds: self.seconds, fraction: Cow::Owned(self.fraction.into_owned()) }
    }

    /// Seconds from the year 1 to the end of this duration when it starts with a month, counted from the year 0.
    fn seconds_after(&self, month: i64) -> i64 {
        let month = month + self.months;
        day_number(month.div_euclid(12), month.rem_euclid(12) + 1, 1) * DAY + self.seconds
    }
}

impl PartialOrd for Duration<'_> {
    /// One is less than the other if it ends earlier whichever of four reference months both start with.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        const REFERENCES: [i64; 4] = [1696 * 12 + 8, 1697 * 12 + 1, 1903 * 12 + 2, 1903 * 12 + 6];
        let mut orders = REFERENCES.iter().map(|&month| {
            (self.seconds_after(month).cmp(&other.seconds_after(month)))
                .then_with(|| self.fraction.cmp(&other.fraction))
        });
        let first = orders.next()?;
        orders.all(|order| order == first).then_some(first)
    }
}

const MOST_MONTHS: i64 = 12 * 100_000_000_000;
const MOST_SECONDS: i64 = 4_000_000_000_000_000_000;

fn total<const N: usize>(parts: [(&str, i64); N], most: i64) -> Result<i64, Refusal> {
    let mut sum = 0_i64;
    for (digits, unit) in parts {
        let digits = digits.trim_start_matches('0');
        let number: i64 = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| Refusal::TooLarge)? };
        sum = number.checked_mul(unit).and_then(|part| sum.checked_add(part)).ok_or(Refusal::TooLarge)?;
    }
    if sum <= most { Ok(sum) } else { Err(Refusal::TooLarge) }
}

/// The digits of one minus a fraction that is not zero and ends in no zero.
fn complement(fraction: &str) -> String {
    let last = fraction.len().saturating_sub(1);
    let digit = |(at, digit): (usize, u8)| char::from(b'0' + b'9' - digit + u8::from(at == last));
    fraction.bytes().enumerate().map(digit).collect()
}

/// The parts of a duration that are left to read, each a number and its letter.
struct Parts<'v>(&'v str);

impl<'v> Parts<'v> {
    /// The digits of the next part if it has this letter, otherwise none.
    fn take(&mut self, letter: char) -> Result<&'v str, Refusal> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(length).unwrap_or((self.0, ""));
        match rest.strip_prefix(letter) {
            Some(_) if digits.is_empty() => Err(Refusal::NotLexical),
            Some(rest) => {
                self.0 = rest;
                Ok(digits)
            }
            None => Ok(""),
        }
    }

    /// The digits of the seconds and those of their fraction.
    fn take_seconds(&mut self) -> Result<(&'v str, &'v str), Refusal> {
        let Some((whole, fraction)) = self.0.split_once('.') else {
            return Ok((self.take('S')?, ""));
        };
        self.0 = fraction;
        let fraction = self.take('S')?;
        let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || fraction.is_empty() {
            return Err(Refusal::NotLexical);
        }
        Ok((whole, fraction.trim_end_matches('0')))
    }
}
