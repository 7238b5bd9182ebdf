//! How the columns of a file write their numbers and days, as far as their cells show.

use std::collections::BTreeMap;

use compact_str::CompactString;

use crate::day::{Order, WrittenDay};
use crate::decimal::{Decimal, Notation};
use crate::fields::{BillingField, Holds};

/// A cell that shows something: its row and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Witness {
    pub line: u64,
    pub text: CompactString,
}

/// What is known of each column that holds numbers or days; a few words for each, whatever the rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence(BTreeMap<BillingField, Column>);

#[derive(Clone, Debug, Default)]
struct Column {
    /// For each way to write numbers, the first cell that is not written so.
    against: [Option<Witness>; Notation::ALL.len()],
    /// The first cell that holds another number than 0.
    value: Option<Witness>,
    /// The first day that starts with a day of the month, with a month, and with what may be either.
    day_first: Option<Witness>,
    month_first: Option<Witness>,
    either: Option<Witness>,
}

impl Evidence {
    /// Takes a cell into account.
    pub fn add(&mut self, field: BillingField, line: u64, text: &str) {
        let Some(holds) = field.holds() else { return };
        let column = self.0.entry(field).or_default();
        match holds {
            Holds::Number(_) => column.number(line, field.bare(text)),
            Holds::Day => column.day(line, text),
        }
    }

    /// Takes a number of JSON into account: it shows nothing of the texts beside it.
    pub fn add_literal(&mut self, field: BillingField, line: u64, text: &str) {
        if let Some(Holds::Number(_)) = field.holds() {
            self.0.entry(field).or_default().valued(line, text);
        }
    }

    /// The first cell of a column that holds another number than 0.
    pub fn value(&self, field: BillingField) -> Option<&Witness> {
        self.0.get(&field)?.value.as_ref()
    }

    /// Whether a column holds anything.
    pub fn is_filled(&self, field: BillingField) -> bool {
        self.0.contains_key(&field)
    }

    /// The ways of writing numbers that all the cells of a column may be written in.
    pub fn notations(&self, field: BillingField) -> impl Iterator<Item = Notation> {
        let column = self.0.get(&field);
        let is_left = move |notation: Notation| column.is_none_or(|column| column.against[notation as usize].is_none());
        Notation::ALL.into_iter().filter(move |&notation| is_left(notation))
    }

    /// Cells of a column that no one way of writing numbers explains together: they exclude all of them.
    pub fn mixed(&self, field: BillingField) -> Vec<&Witness> {
        let Some(column) = self.0.get(&field) else { return Vec::new() };
        let mut witnesses: Vec<&Witness> = column.against.iter().flatten().collect();
        witnesses.sort_by_key(|witness| witness.line);
        witnesses.dedup();
        witnesses
    }

    /// A cell that shows that the days of a column may well start with the month.
    pub fn month_first(&self, field: BillingField) -> Option<(BillingField, &Witness)> {
        let column = self.0.get(&field)?;
        if let Some(witness) = &column.month_first {
            return Some((field, witness));
        }
        if column.day_first.is_some() {
            return None;
        }
        self.0.iter().find_map(|(&other, column)| Some((other, column.month_first.as_ref()?)))
    }

    /// The columns whose days may be read in two orders, when nothing in the file shows which is right.
    pub fn orders_assumed(&self) -> Vec<(BillingField, &Witness)> {
        if self.0.values().any(|column| column.day_first.is_some() || column.month_first.is_some()) {
            return Vec::new();
        }
        self.0.iter().filter_map(|(&field, column)| Some((field, column.either.as_ref()?))).collect()
    }
}

impl Column {
    fn number(&mut self, line: u64, text: &str) {
        let is_written = match common(text) {
            Some(Shape::Whole) => None,
            Some(Shape::Marked(mark)) => Some(Notation::ALL.map(|notation| notation.mark() == mark)),
            None => {
                let written = Notation::ALL.map(|notation| Decimal::read(text, notation).is_some());
                // It is no number: it says nothing of the others.
                if written.iter().all(|is_written| !is_written) {
                    return;
                }
                Some(written)
            }
        };
        self.valued(line, text);
        for (against, is_written) in self.against.iter_mut().zip(is_written.into_iter().flatten()) {
            if !is_written && against.is_none() {
                *against = Some(witness(line, text));
            }
        }
    }

    fn valued(&mut self, line: u64, text: &str) {
        if self.value.is_none() && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
            self.value = Some(witness(line, text));
        }
    }

    fn day(&mut self, line: u64, text: &str) {
        let Some(written @ WrittenDay::Long { .. }) = WrittenDay::of(text) else { return };
        let [day_first, month_first] = [Order::DayFirst, Order::MonthFirst].map(|order| written.day(order, 0));
        let place = match (day_first, month_first) {
            (Some(_), None) => &mut self.day_first,
            (None, Some(_)) => &mut self.month_first,
            (Some(one), Some(other)) if one != other => &mut self.either,
            _ => return,
        };
        place.get_or_insert_with(|| witness(line, text));
    }
}

/// The shapes that nearly all numbers have: no more is to be known of them.
enum Shape {
    Whole,
    /// One mark, which is that of decimals.
    Marked(char),
}

fn common(text: &str) -> Option<Shape> {
    let bytes = text.as_bytes();
    let digits = |bytes: &[u8]| !bytes.is_empty() && bytes.len() <= 12 && bytes.iter().all(u8::is_ascii_digit);
    match bytes.iter().position(|byte| matches!(byte, b',' | b'.')) {
        None => digits(bytes).then_some(Shape::Whole),
        Some(at) => {
            let (whole, fraction) = (&bytes[..at], &bytes[at + 1..]);
            let is_decimal = digits(whole) && digits(fraction) && fraction.len() != 3;
            is_decimal.then(|| Shape::Marked(char::from(bytes[at])))
        }
    }
}

fn witness(line: u64, text: &str) -> Witness {
    // Of a number that is one, no more is needed.
    Witness { line, text: text.chars().take(40).collect() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn evidence(texts: &[&str]) -> Evidence {
        let mut evidence = Evidence::default();
        for (index, text) in texts.iter().enumerate() {
            evidence.add(BillingField::LigneBase, index as u64 + 2, text);
        }
        evidence
    }

    fn examples(texts: &[&str]) -> Vec<&'static str> {
        evidence(texts).notations(BillingField::LigneBase).map(Notation::example).collect()
    }

    #[test]
    fn one_cell_says_how_its_column_is_written() {
        assert_eq!(examples(&["12", "2.500"]).len(), 3);
        assert_eq!(examples(&["2.500", "1.234,56"]), ["1.234,56"]);
        assert_eq!(examples(&["2.500", "2.50"]), ["1,234.56", "1 234.56"]);
        assert_eq!(examples(&["2,500", "1 234,5"]), ["1 234,56"]);
        assert_eq!(examples(&["abc", "1e5", ""]).len(), 4, "what is no number says nothing");
    }

    #[test]
    fn a_column_that_no_way_explains_names_the_cells() {
        let evidence = evidence(&["1.234,56", "7", "2.50"]);
        assert_eq!(evidence.notations(BillingField::LigneBase).count(), 0);
        let mixed: Vec<(u64, &str)> =
            evidence.mixed(BillingField::LigneBase).iter().map(|cell| (cell.line, cell.text.as_str())).collect();
        assert_eq!(mixed, [(2, "1.234,56"), (4, "2.50")]);
    }

    #[test]
    fn a_month_first_anywhere_casts_a_doubt_on_columns_that_show_nothing() {
        let mut evidence = Evidence::default();
        evidence.add(BillingField::LigneDebut, 2, "02/01/2026");
        assert_eq!(evidence.orders_assumed().len(), 1);
        evidence.add(BillingField::LigneFin, 2, "02/28/2026");
        assert!(evidence.month_first(BillingField::LigneDebut).is_some());
        assert!(evidence.orders_assumed().is_empty());
        evidence.add(BillingField::LigneDebut, 3, "28/02/2026");
        assert!(evidence.month_first(BillingField::LigneDebut).is_none());
    }

    proptest! {
        /// The short way says what the long one does.
        #[test]
        fn common_shapes_are_read_as_others(text in "[0-9]{0,5}[.,]?[0-9]{0,5}") {
            let read = Notation::ALL.map(|notation| Decimal::read(&text, notation).is_some());
            match common(&text) {
                Some(Shape::Whole) => prop_assert_eq!(read, [true; 4]),
                Some(Shape::Marked(mark)) => prop_assert_eq!(read, Notation::ALL.map(|way| way.mark() == mark)),
                None => {}
            }
        }
    }
}
