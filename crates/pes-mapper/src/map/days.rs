//! The days of an invoice, each read as its column writes them.

use pes_parser::value::{Date, SimpleType, Value};
use pes_parser::{Text, text};
use pes_validator::rules;

use super::given::Given;
use crate::day::{DayNotation, Order, WrittenDay};
use crate::fields::BillingField;
use crate::input::Source;

/// Years before the day of issue, and after it, in which services are billed; a period may be that of a concession.
const BEFORE: i32 = 50;
const AFTER: i32 = 10;
const PERIOD_AFTER: i32 = 100;

impl Given<'_> {
    /// A day, `31/12/2026` or `2026-12-31`, of a year that can be billed.
    pub fn date(&mut self, field: BillingField) -> Option<Value<Date>> {
        let text = self.view.text(field)?;
        let Some(written) = WrittenDay::of(text) else { return self.no_day(field, text) };
        let issued = self.issued.exercice();
        let earliest = issued - BEFORE;
        let date = match (written, self.view.config().day_notation(field)) {
            (WrittenDay::Plain(date), _) => date,
            (WrittenDay::Short(_), None | Some(DayNotation { has_short_years: false, .. })) => {
                return self.several_days(field, text, &written.readings(earliest));
            }
            (_, Some(DayNotation { order, .. })) => match written.day(order, earliest) {
                Some(date) => date,
                None => return self.no_day(field, text),
            },
            (WrittenDay::Long { .. }, None) => self.french_day(field, text, written)?,
        };
        let latest = issued + if field == BillingField::LigneFin { PERIOD_AFTER } else { AFTER };
        let year = date.exercice();
        if !(earliest..=latest).contains(&year) {
            let key = field.key();
            self.report(
                &rules::PES821,
                field,
                text!(
                    fr = "{key} : « {text} » : année {year}, attendue de {earliest} à {latest}",
                    en = "{key}: \"{text}\": year {year}, expected from {earliest} to {latest}"
                ),
            );
            return None;
        }
        Some(Value::of(&date))
    }

    /// The day first, as French writes it, unless the file shows that it may not be so.
    fn french_day(&mut self, field: BillingField, text: &str, written: WrittenDay) -> Option<Date> {
        let [french, other] = [Order::DayFirst, Order::MonthFirst].map(|order| written.day(order, 0));
        let Some(date) = french else {
            self.no_day(field, text);
            return None;
        };
        let shown = match self.view.source(field) {
            Source::Column(evidence) => evidence.month_first(field),
            Source::Json | Source::Configuration => None,
        };
        let (Some((shown_by, witness)), Some(_)) = (shown, other.filter(|&other| other != date)) else {
            return Some(date);
        };
        let (key, shown_by) = (field.key(), shown_by.key());
        let (row, shown) = (witness.line, &witness.text);
        let [fr, en] = [" ou ", " or "].map(|or| words(&written.readings(0), or));
        self.report_with_help(
            &rules::PES834,
            field,
            text!(
                fr = "{key} : « {text} » : {fr} ? {shown_by} met le mois d'abord ligne {row} : « {shown} »",
                en = "{key}: \"{text}\": {en}? {shown_by} puts the month first in row {row}: \"{shown}\""
            ),
            HOW_TO_SAY,
        );
        None
    }

    fn several_days(&mut self, field: BillingField, text: &str, readings: &[Date]) -> Option<Value<Date>> {
        if readings.is_empty() {
            return self.no_day(field, text);
        }
        let key = field.key();
        let [fr, en] = [" ou ", " or "].map(|or| words(readings, or));
        self.report_with_help(
            &rules::PES834,
            field,
            text!(
                fr = "{key} : « {text} » : année sur deux chiffres, {fr} ?",
                en = "{key}: \"{text}\": year of two digits, {en}?"
            ),
            HOW_TO_SAY,
        );
        None
    }

    fn no_day(&mut self, field: BillingField, text: &str) -> Option<Value<Date>> {
        let key = field.key();
        let message = text!(fr = "{key} : « {text} » n'est pas une date", en = "{key}: \"{text}\" is not a date");
        let help = match WrittenDay::of(text).is_some_and(|written| !written.readings(0).is_empty()) {
            true => HOW_TO_SAY,
            false => Text::fixed("écrire jj/mm/aaaa ou aaaa-mm-jj", "write dd/mm/yyyy or yyyy-mm-dd"),
        };
        self.report_with_help(&rules::PES821, field, message, help);
        None
    }
}

const HOW_TO_SAY: Text = Text::fixed(
    "le dire avec entree.dates (jj/mm/aaaa, jj/mm/aa, mm/jj/aaaa ou mm/jj/aa), ou [formats] pour une colonne",
    "say it with entree.dates (jj/mm/aaaa, jj/mm/aa, mm/jj/aaaa or mm/jj/aa), or [formats] for one column",
);

fn words(days: &[Date], or: &str) -> String {
    days.iter().map(|day| day.format().to_string()).collect::<Vec<_>>().join(or)
}
