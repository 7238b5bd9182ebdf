//! Billing data read: invoices made of rows, each value with its place.

mod csv;
mod json;

use std::collections::HashMap;
use std::ops::Range;

use compact_str::CompactString;
use pes_parser::{Text, text};
use pes_validator::{At, Diagnostic, Field, TableText, rules};

use crate::config::Config;
use crate::fields::{BillingField, Level};

/// A billing file read into invoices.
#[derive(Clone, Debug)]
pub struct Input {
    name: String,
    decoded: TableText,
    /// The line of titles of a table, as it stands.
    header: Option<Range<usize>>,
    titles: HashMap<BillingField, String>,
    invoices: Vec<Invoice>,
}

/// The rows of one invoice: the lines of the billing file that carry its number.
#[derive(Clone, Debug)]
pub struct Invoice {
    pub(crate) rows: Vec<Row>,
    /// What is wrong with the rows themselves: the invoice is refused.
    pub(crate) faults: Vec<Diagnostic>,
}

/// One row: its number, its bytes as they stand, and its cells that hold something.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub line: usize,
    pub raw: Range<usize>,
    pub cells: Box<[(BillingField, CompactString)]>,
}

impl Row {
    pub fn get(&self, field: BillingField) -> Option<&str> {
        self.cells.iter().find(|(known, _)| *known == field).map(|(_, text)| text.as_str())
    }
}

impl Input {
    /// Reads a table with a line of titles: one row for each invoice line, columns named by the configuration.
    ///
    /// Encoding and delimiter are detected unless the configuration gives them.
    ///
    /// # Errors
    /// The file cannot be read at all: encoding, missing columns, unbalanced quotes.
    pub fn csv(name: &str, bytes: &[u8], config: &Config) -> Result<Self, Vec<Diagnostic>> {
        csv::read(name, bytes, config).map(|input| input.checked(config))
    }

    /// Reads JSON Lines: one invoice an object, its fields named as in the configuration, its lines in `lignes`.
    ///
    /// # Errors
    /// The file cannot be read at all: it is not UTF-8, or a line is not JSON.
    pub fn json_lines(name: &str, bytes: &[u8], config: &Config) -> Result<Self, Vec<Diagnostic>> {
        json::read(name, bytes).map(|input| input.checked(config))
    }

    /// How people know the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        &self.decoded.text
    }

    /// The invoices, in the order of the file.
    pub fn invoices(&self) -> &[Invoice] {
        &self.invoices
    }

    /// The file with only some of its invoices: its titles and their rows as they stand, in its own encoding.
    pub fn extract(&self, invoices: impl IntoIterator<Item = usize>) -> Vec<u8> {
        let mut out = String::new();
        let mut push = |range: &Range<usize>| {
            let row = &self.text()[range.clone()];
            out.push_str(row);
            if !row.ends_with('\n') {
                out.push('\n');
            }
        };
        self.header.iter().for_each(&mut push);
        for index in invoices {
            self.invoices[index].rows.iter().map(|row| &row.raw).for_each(&mut push);
        }
        self.decoded.encode(&out)
    }

    /// The rows of an invoice, as they stand.
    pub fn rows_text(&self, invoice: usize) -> String {
        let rows = self.invoices[invoice].rows.iter().map(|row| &self.text()[row.raw.clone()]);
        rows.collect::<String>().trim_end_matches(['\r', '\n']).to_owned()
    }

    /// The numbers of the rows of an invoice, as [`pes_validator::At::line`] counts them.
    pub fn rows(&self, invoice: usize) -> Vec<usize> {
        let mut rows: Vec<usize> = self.invoices[invoice].rows.iter().map(|row| row.line).collect();
        rows.dedup();
        rows
    }

    /// The number of an invoice.
    pub fn number<'a>(&'a self, invoice: &'a Invoice, config: &'a Config) -> &'a str {
        View { config, input: self, invoice, row: None }.text(BillingField::Facture).unwrap_or_default()
    }

    fn checked(mut self, config: &Config) -> Self {
        self.contradictions(config);
        self
    }

    /// All rows of an invoice give the same values to the fields of the invoice.
    fn contradictions(&mut self, config: &Config) {
        for index in 0..self.invoices.len() {
            let invoice = &self.invoices[index];
            let Some((first, others)) = invoice.rows.split_first() else { continue };
            let mut faults = Vec::new();
            for row in others {
                let of_invoice = |(field, _): &&(BillingField, CompactString)| field.level() == Level::Invoice;
                for (field, text) in row.cells.iter().filter(of_invoice) {
                    let before = first.get(*field).unwrap_or_default();
                    if before == text {
                        continue;
                    }
                    let number = self.number(invoice, config);
                    let key = field.key();
                    let (line, other) = (first.line, row.line);
                    let message = text!(
                        fr = "facture {number} : {key} vaut « {before} » ligne {line} et « {text} » ligne {other}",
                        en = "invoice {number}: {key} is \"{before}\" in row {line} and \"{text}\" in row {other}"
                    );
                    faults.push(Diagnostic::new(&rules::PES826, self.at(row.line, *field), message));
                }
            }
            self.invoices[index].faults.extend(faults);
        }
    }

    fn at(&self, line: usize, field: BillingField) -> At {
        let column = self.titles.get(&field).cloned().unwrap_or_default();
        At { field: Some(Field { column, key: field.key() }), ..At::line(&self.name, line, 0) }
    }
}

/// Refuses every invoice whose number comes again, in one input or in several: it is another invoice under the same
/// number, or rows that were not kept together, and neither may be sent.
pub fn refuse_duplicates(inputs: &mut [Input], config: &Config) {
    let mut by_number: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for (input_index, input) in inputs.iter().enumerate() {
        for (index, invoice) in input.invoices.iter().enumerate() {
            by_number.entry(input.number(invoice, config).to_owned()).or_default().push((input_index, index));
        }
    }
    by_number.retain(|number, same| same.len() > 1 && !number.is_empty());
    for (number, same) in by_number {
        let at = |&(input, index): &(usize, usize)| {
            let line = inputs[input].invoices[index].rows.first().map_or(0, |row| row.line);
            inputs[input].at(line, BillingField::Facture)
        };
        let places: Vec<_> = same.iter().map(at).collect();
        let listed: Vec<String> = places.iter().map(|place| format!("{}:{}", place.document, place.line)).collect();
        let listed = listed.join(", ");
        let message = text!(
            fr = "facture {number} présente plusieurs fois ({listed})",
            en = "invoice {number} is there several times ({listed})"
        );
        let help = Text::fixed(
            "un numéro par facture, et les lignes d'une facture à la suite",
            "one number an invoice, and the rows of an invoice together",
        );
        for ((input, index), place) in same.into_iter().zip(places) {
            let finding = Diagnostic::new(&rules::PES827, place, message.clone()).help(help.clone());
            inputs[input].invoices[index].faults.push(finding);
        }
    }
}

/// An invoice, or one of its rows, seen through the configuration: constants, cells, defaults.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub config: &'a Config,
    pub input: &'a Input,
    pub invoice: &'a Invoice,
    /// The row in view; the fields of the invoice come from its first row.
    pub row: Option<&'a Row>,
}

impl<'a> View<'a> {
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
        let constant = self.config.constants.get(&field).map(String::as_str);
        let cell = || self.row_of(field).and_then(|row| row.get(field));
        let default = || self.config.defaults.get(&field).map(String::as_str);
        constant.or_else(cell).or_else(default).filter(|text| !text.is_empty())
    }

    /// Where the value of a field stands.
    pub fn at(self, field: BillingField) -> At {
        let line = self.row_of(field).or(self.invoice.rows.first()).map_or(0, |row| row.line);
        if self.config.constants.contains_key(&field) {
            return At {
                field: Some(Field { column: String::new(), key: field.key() }),
                ..At::line(&self.input.name, line, 0)
            };
        }
        self.input.at(line, field)
    }

    /// The number of the invoice.
    pub fn number(self) -> &'a str {
        self.text(BillingField::Facture).unwrap_or_default()
    }
}
