//! Days of billing files, as people and spreadsheets write them.

use pes_parser::value::{Date, SimpleType};

/// Which of the first two numbers of a day is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// As French does: `31/12/2026`.
    DayFirst,
    /// As American English does: `12/31/2026`.
    MonthFirst,
}

/// How a configuration says that days are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DayNotation {
    pub order: Order,
    /// Years of two digits are read as well.
    pub has_short_years: bool,
}

impl DayNotation {
    /// The way that a word of the configuration names.
    pub fn from_word(word: &str) -> Option<Self> {
        let (order, has_short_years) = match word {
            "jj/mm/aaaa" => (Order::DayFirst, false),
            "jj/mm/aa" => (Order::DayFirst, true),
            "mm/jj/aaaa" => (Order::MonthFirst, false),
            "mm/jj/aa" => (Order::MonthFirst, true),
            _ => return None,
        };
        Some(DayNotation { order, has_short_years })
    }
}

/// A day as a cell gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WrittenDay {
    /// `2026-12-31`: it is that day and no other.
    Plain(Date),
    /// A day and a month in some order, then a year of four digits.
    Long { numbers: [u32; 2], year: u32 },
    /// Three numbers of two digits at most, in some order.
    Short([u32; 3]),
}

impl WrittenDay {
    /// Reads the shape of a day; nothing when it has none.
    pub fn of(text: &str) -> Option<Self> {
        // Spreadsheets add midnight to a day.
        let day = text.split([' ', 'T']).next()?;
        if !text[day.len()..].chars().all(|c| matches!(c, ' ' | 'T' | '0' | ':' | '.' | 'Z')) {
            return None;
        }
        if let Ok(date) = Date::parse(day) {
            return Some(WrittenDay::Plain(date));
        }
        let mut parts = day.split(['/', '-', '.']);
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let number = |part: &str, most: usize| {
            let is_number = (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| is_number)
        };
        let numbers = [number(first, 2)?, number(second, 2)?];
        match third.len() {
            4 => Some(WrittenDay::Long { numbers, year: number(third, 4)? }),
            2 => Some(WrittenDay::Short([numbers[0], numbers[1], number(third, 2)?])),
            _ => None,
        }
    }

    /// The day in that order, if it is one; a year of two digits is that of the hundred years from `earliest`.
    pub fn day(self, order: Order, earliest: i32) -> Option<Date> {
        match self {
            WrittenDay::Plain(date) => Some(date),
            WrittenDay::Long { numbers, year } => day_of(numbers, i32::try_from(year).ok()?, order),
            WrittenDay::Short([first, second, year]) => day_of([first, second], whole_year(year, earliest)?, order),
        }
    }

    /// Every day that it may be, each once, the French reading first.
    pub fn readings(self, earliest: i32) -> Vec<Date> {
        let year_first = match self {
            WrittenDay::Short([year, month, day]) => {
                whole_year(year, earliest).and_then(|year| day_of([day, month], year, Order::DayFirst))
            }
            _ => None,
        };
        let mut readings = Vec::new();
        let candidates = [self.day(Order::DayFirst, earliest), self.day(Order::MonthFirst, earliest), year_first];
        for date in candidates.into_iter().flatten() {
            if !readings.contains(&date) {
                readings.push(date);
            }
        }
        readings
    }
}

fn day_of([first, second]: [u32; 2], year: i32, order: Order) -> Option<Date> {
    let (day, month) = match order {
        Order::DayFirst => (first, second),
        Order::MonthFirst => (second, first),
    };
    Date::parse(&format!("{year:04}-{month:02}-{day:02}")).ok()
}

/// The year that ends with two digits, in the hundred years from `earliest`.
fn whole_year(ending: u32, earliest: i32) -> Option<i32> {
    let ending = i32::try_from(ending).ok()?;
    Some(earliest + (ending - earliest).rem_euclid(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(text: &str) -> Vec<String> {
        let days = WrittenDay::of(text).map(|written| written.readings(1976)).unwrap_or_default();
        days.iter().map(|date| date.format().to_string()).collect()
    }

    #[test]
    fn days_of_billing_files() {
        for text in [
            "2026-03-31",
            "31/03/2026",
            "31-03-2026",
            "31.03.2026",
            "2026-03-31T00:00:00",
            "31/03/2026 00:00",
            "03/31/2026",
        ] {
            assert_eq!(readings(text), ["2026-03-31"], "{text}");
        }
        for text in ["31/02/2026", "2026/03/02", "03-02", "", "02/03/2026 12:30", "é", "02/03/2026/1", "1e/03/2026"] {
            assert_eq!(readings(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn days_that_are_two_or_three() {
        assert_eq!(readings("2/3/2026"), ["2026-03-02", "2026-02-03"]);
        assert_eq!(readings("3/3/2026"), ["2026-03-03"]);
        assert_eq!(readings("02/03/26"), ["2026-03-02", "2026-02-03", "2002-03-26"]);
        assert_eq!(readings("31/12/75"), ["2075-12-31"]);
        assert_eq!(readings("31/12/76"), ["1976-12-31"]);
    }

    #[test]
    fn a_word_of_the_configuration_says_how_days_are_written() {
        let read = |text, word| {
            let DayNotation { order, .. } = DayNotation::from_word(word)?;
            WrittenDay::of(text)?.day(order, 1976).map(|date| date.format().to_string())
        };
        assert_eq!(read("02/03/2026", "jj/mm/aaaa").as_deref(), Some("2026-03-02"));
        assert_eq!(read("02/03/2026", "mm/jj/aaaa").as_deref(), Some("2026-02-03"));
        assert_eq!(read("02/03/26", "mm/jj/aa").as_deref(), Some("2026-02-03"));
        assert_eq!(read("31/03/26", "mm/jj/aa"), None);
        assert_eq!(read("31/03/26", "auto"), None);
    }
}
