//! Points and recurring spans of time: `dateTime`, `time`, `date` and the five truncated forms.

use super::lexical::Refusal;
use std::borrow::Cow;
use std::cmp::Ordering;

/// Which parts of a date and time a type writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum MomentForm {
    DateTime,
    Time,
    Date,
    GYearMonth,
    GYear,
    GMonthDay,
    GDay,
    GMonth,
}

/// A moment by the instant at which it starts: the parts that its type does not write are those of a leap year that
/// all values of the type share. In UTC when the literal has a time zone, otherwise local.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Moment<'v> {
    form: MomentForm,
    zoned: bool,
    seconds: i64,
    fraction: Cow<'v, str>,
}

impl<'v> Moment<'v> {
    /// Reads a literal. Years have at most `YEAR_DIGITS` digits: the specification lets a processor have such a limit.
    pub(super) fn parse(form: MomentForm, text: &'v str) -> Result<Self, Refusal> {
        use MomentForm::*;
        let mut reader = Reader { text, at: 0 };
        let (mut year, mut month, mut day) = (SHARED_YEAR, 1, 1);
        match form {
            DateTime | Date | GYearMonth | GYear => year = reader.year()?,
            GMonthDay | GDay | GMonth => reader.expect(b'-')?,
            Time => {}
        }
        if let DateTime | Date | GYearMonth | GMonthDay | GMonth = form {
            reader.expect(b'-')?;
            month = reader.pair(1..=12)?;
        } else if form == GDay {
            reader.expect(b'-')?;
        }
        if let DateTime | Date | GMonthDay | GDay = form {
            reader.expect(b'-')?;
            day = reader.pair(1..=days_in_month(year, month))?;
        }
        let mut seconds = day_number(year, month, day) * DAY;
        let mut fraction = "";
        if let DateTime | Time = form {
            if form == DateTime {
                reader.expect(b'T')?;
            }
            let time;
            (time, fraction) = reader.time_of_day()?;
            // The end of the day is its beginning when no day is given.
            seconds += if form == Time { time % DAY } else { time };
        }
        let zone = reader.zone()?;
        reader.end()?;
        Ok(Moment {
            form,
            zoned: zone.is_some(),
            seconds: seconds - zone.unwrap_or(0),
            fraction: Cow::Borrowed(fraction),
        })
    }

    pub(super) fn into_owned(self) -> Moment<'static> {
        Moment {
            form: self.form,
            zoned: self.zoned,
            seconds: self.seconds,
            fraction: Cow::Owned(self.fraction.into_owned()),
        }
    }

    fn cmp_shifted(&self, other: &Moment<'_>, shift: i64) -> Ordering {
        self.seconds.cmp(&(other.seconds + shift)).then_with(|| self.fraction.cmp(&other.fraction))
    }
}

impl PartialOrd for Moment<'_> {
    /// Between a moment with a time zone and one without, an order exists only if every time zone from -14:00 to
    /// +14:00 gives the same.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self.form != other.form {
            return None;
        }
        if self.zoned == other.zoned {
            return Some(self.cmp_shifted(other, 0));
        }
        if self.cmp_shifted(other, -FARTHEST_ZONE) == Ordering::Less {
            return Some(Ordering::Less);
        }
        (self.cmp_shifted(other, FARTHEST_ZONE) == Ordering::Greater).then_some(Ordering::Greater)
    }
}

/// How many digits a year may have. With them, seconds since the year 1 fit 64 bits.
const YEAR_DIGITS: usize = 11;
const SHARED_YEAR: i64 = 2000;
pub(super) const DAY: i64 = 86_400;
const FARTHEST_ZONE: i64 = 14 * 3600;

/// Days from the start of the year 1 to a day of the Gregorian calendar, which is extended both ways.
pub(super) fn day_number(year: i64, month: i64, day: i64) -> i64 {
    const BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let past = year - 1;
    let leap_days = past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    let before = usize::try_from(month - 1).ok().and_then(|month| BEFORE_MONTH.get(month)).copied().unwrap_or(0);
    past * 365 + leap_days + before + i64::from(month > 2 && is_leap(year)) + day - 1
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads the parts of a literal from left to right.
struct Reader<'v> {
    text: &'v str,
    at: usize,
}

impl<'v> Reader<'v> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn accept(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), Refusal> {
        if self.accept(byte) { Ok(()) } else { Err(Refusal::NotLexical) }
    }

    fn end(&self) -> Result<(), Refusal> {
        if self.at == self.text.len() { Ok(()) } else { Err(Refusal::NotLexical) }
    }

    fn digits(&mut self) -> &'v str {
        let rest = self.text.get(self.at..).unwrap_or("");
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        self.at += length;
        rest.get(..length).unwrap_or("")
    }

    /// Two digits, in a range.
    fn pair(&mut self, range: std::ops::RangeInclusive<i64>) -> Result<i64, Refusal> {
        let value = match self.text.as_bytes().get(self.at..) {
            Some([tens @ b'0'..=b'9', units @ b'0'..=b'9', ..]) => i64::from((tens - b'0') * 10 + (units - b'0')),
            _ => return Err(Refusal::NotLexical),
        };
        self.at += 2;
        if range.contains(&value) { Ok(value) } else { Err(Refusal::NotLexical) }
    }

    /// At least four digits, zeros in front only to make up four, and there is no year zero.
    fn year(&mut self) -> Result<i64, Refusal> {
        let negative = self.accept(b'-');
        let digits = self.digits();
        if digits.len() < 4 || digits == "0000" || (digits.len() > 4 && digits.starts_with('0')) {
            return Err(Refusal::NotLexical);
        }
        if digits.len() > YEAR_DIGITS {
            return Err(Refusal::TooLarge);
        }
        let year = digits.bytes().fold(0, |year, digit| year * 10 + i64::from(digit - b'0'));
        Ok(if negative { -year } else { year })
    }

    /// Whole seconds since the start of the day, and the digits of the fraction.
    fn time_of_day(&mut self) -> Result<(i64, &'v str), Refusal> {
        let hour = self.pair(0..=24)?;
        self.expect(b':')?;
        let minute = self.pair(0..=59)?;
        self.expect(b':')?;
        let second = self.pair(0..=59)?;
        let fraction = if self.accept(b'.') {
            let fraction = self.digits();
            if fraction.is_empty() {
                return Err(Refusal::NotLexical);
            }
            fraction.trim_end_matches('0')
        } else {
            ""
        };
        let time = hour * 3600 + minute * 60 + second;
        if time > DAY || (time == DAY && !fraction.is_empty()) {
            return Err(Refusal::NotLexical);
        }
        Ok((time, fraction))
    }

    /// How many seconds local time is ahead of UTC, if there is a time zone.
    fn zone(&mut self) -> Result<Option<i64>, Refusal> {
        let ahead = match self.peek() {
            None => return Ok(None),
            Some(b'Z') => {
                self.at += 1;
                return Ok(Some(0));
            }
            Some(b'+') => true,
            Some(b'-') => false,
            Some(_) => return Err(Refusal::NotLexical),
        };
        self.at += 1;
        let hours = self.pair(0..=14)?;
        self.expect(b':')?;
        let shift = hours * 3600 + self.pair(0..=59)? * 60;
        if shift > FARTHEST_ZONE {
            return Err(Refusal::NotLexical);
        }
        Ok(Some(if ahead { shift } else { -shift }))
    }
}
