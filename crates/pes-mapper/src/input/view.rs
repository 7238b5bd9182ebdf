//! An invoice seen through the configuration.

use pes_validator::{At, Field};

use super::{Evidence, Invoice, Row};
use crate::config::Config;
use crate::fields::{BillingField, Level};

/// Whose way of writing a text is in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'a> {
    /// A number of JSON.
    Json,
    /// That of its column.
    Column(&'a Evidence),
    /// A constant or a default.
    Configuration,
}

/// An invoice, or one of its rows, seen through the configuration: constants, cells, defaults.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(super) invoice: &'a Invoice<'a>,
    /// The row in view; the fields of the invoice come from its first row.
    pub(super) row: Option<&'a Row>,
}

impl<'a> View<'a> {
    pub fn config(self) -> &'a Config {
        self.invoice.input.config
    }

    /// The rows of the invoice, one a line.
    pub fn lines(self) -> impl Iterator<Item = View<'a>> {
        self.invoice.rows.iter().map(move |row| View { row: Some(row), ..self })
    }

    fn row_of(self, field: BillingField) -> Option<&'a Row> {
        match field.level() {
            Level::Invoice => self.invoice.rows.first(),
            Level::Line => self.row,
        }
    }

    /// The text of a field: constant, cell or default; nothing when all are empty.
    pub fn text(self, field: BillingField) -> Option<&'a str> {
        self.config().text_of(field, || self.row_of(field).and_then(|row| row.get(field)))
    }

    /// Whose way of writing the text of a field is in.
    pub fn source(self, field: BillingField) -> Source<'a> {
        let cell = self.row_of(field).and_then(|row| row.cell(field));
        match (self.config().constants.get(field), cell) {
            (None, Some(cell)) if cell.is_literal => Source::Json,
            (None, Some(_)) => Source::Column(&self.invoice.input.evidence),
            _ => Source::Configuration,
        }
    }

    /// What is known of the columns of the file.
    pub fn evidence(self) -> &'a Evidence {
        &self.invoice.input.evidence
    }

    /// Where the value of a field stands.
    pub fn at(self, field: BillingField) -> At {
        let line = self.row_of(field).or(self.invoice.rows.first()).map_or(0, |row| row.line);
        let input = self.invoice.input;
        if self.config().constants.get(field).is_some() {
            return At {
                field: Some(Field { column: String::new(), key: field.key() }),
                ..At::line(&input.name, line, 0)
            };
        }
        input.at(line, field)
    }

    /// The number of the invoice.
    pub fn number(self) -> &'a str {
        self.text(BillingField::Facture).unwrap_or_default()
    }
}
