use chrono::{Datelike, NaiveDate};
use compact_str::{CompactString, format_compact};

use super::{SimpleType, ValueError, collapsed, without_zone};
use crate::Text;

/// A day (`Base_Date`), written `2026-03-02`.
///
/// A time zone, which the schema allows, is read and left out: a day is that of where it is written.
///
/// ```
/// use pes_parser::value::{Date, SimpleType};
///
/// let date = Date::parse("2026-03-02").unwrap();
/// assert_eq!(date.exercice(), 2026);
/// assert!(Date::parse("02/03/2026").is_err());
/// assert!(Date::parse("2026-02-29").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub NaiveDate);

impl Date {
    /// The calendar year.
    pub fn exercice(self) -> i32 {
        self.0.year()
    }
}

impl SimpleType for Date {
    fn parse(text: &str) -> Result<Self, ValueError> {
        let expected = || ValueError::Form { expected: Text::fixed("date AAAA-MM-JJ", "date YYYY-MM-DD") };
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(if text.is_empty() { ValueError::Empty } else { expected() });
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().fold(0_u32, |number, byte| 10 * number + u32::from(byte - b'0'))
        };
        let year = i32::try_from(number(0..4)).map_err(|_| expected())?;
        NaiveDate::from_ymd_opt(year, number(5..7), number(8..10)).filter(|_| year > 0).map(Date).ok_or_else(|| {
            ValueError::Range { expected: Text::fixed("un jour du calendrier", "a day of the calendar") }
        })
    }

    fn read(text: &str) -> Result<Self, ValueError> {
        Self::parse(without_zone(collapsed(text)))
    }

    fn format(&self) -> CompactString {
        format_compact!("{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// A year on four digits (`Base_Annee`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Annee(pub u16);

impl SimpleType for Annee {
    fn parse(text: &str) -> Result<Self, ValueError> {
        let expected = || ValueError::Form { expected: Text::fixed("année sur 4 chiffres", "four-digit year") };
        if text.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(expected());
        }
        text.parse().ok().filter(|&year| year > 0).map(Annee).ok_or_else(expected)
    }

    fn read(text: &str) -> Result<Self, ValueError> {
        Self::parse(without_zone(collapsed(text)))
    }

    fn format(&self) -> CompactString {
        format_compact!("{:04}", self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn dates_come_back(days in 0_i32..200_000) {
            let date = Date(NaiveDate::from_ymd_opt(1700, 1, 1).unwrap() + chrono::Days::new(days.unsigned_abs().into()));
            prop_assert_eq!(Date::parse(&date.format()), Ok(date));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,12}") {
            let _ = (Date::parse(&text), Annee::parse(&text));
        }
    }

    #[test]
    fn a_day_of_a_document_may_have_a_zone_and_blanks() {
        for good in
            ["2026-03-02", "2026-03-02Z", "2026-03-02+01:00", "2026-03-02-14:00", " 2026-03-02\t", "\n2026-03-02Z "]
        {
            assert_eq!(Date::read(good), Date::parse("2026-03-02"), "{good:?}");
        }
        for bad in ["2026-03-02 Z", "2026-03-02+1:00", "2026-03-02+15:00", "2026-03-02+14:01", "2026-03-02+01:60", "Z"]
        {
            assert!(Date::read(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Annee::read(" 2026Z "), Ok(Annee(2026)));
    }

    #[test]
    fn zones_and_short_forms_are_no_usual_form() {
        for bad in ["2026-03-02Z", "2026-03-02+01:00", "26-03-02", "2026-3-2", "", "0000-01-01"] {
            assert!(Date::parse(bad).is_err(), "{bad}");
        }
    }
}
