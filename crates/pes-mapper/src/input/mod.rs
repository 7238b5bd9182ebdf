//! Billing data read: where its invoices stand, and each of them when it is asked for.

mod content;
mod csv;
mod cut;
mod evidence;
mod index;
mod json;
mod quotes;
mod remarks;
mod repeated;
mod view;

use std::borrow::Cow;
use std::fmt;
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::ops::Range;

use compact_str::CompactString;
use pes_parser::{Text, text};
use pes_validator::{At, Diagnostic, Field, Tidied, read_twice, rules, tidy, unusual_characters};

use crate::config::Config;
use crate::fields::{BillingField, Level};
use csv::{Table, end_line};
use index::{Index, Stand};
use repeated::{NO_NUMBER, Repeated};

pub use content::Content;
pub(crate) use evidence::Evidence;
pub use repeated::{invoice_key, refuse_duplicates};
pub(crate) use view::{Source, View};

/// A billing file, of which only the places of the invoices are held: some eight bytes for each.
pub struct Input<'c> {
    name: String,
    content: Box<dyn Content + 'c>,
    config: &'c Config,
    format: Format,
    index: Index,
    /// The invoices that a malformed row may have rows of, in order, with its lines.
    doubtful: Vec<(usize, Lines)>,
    evidence: Evidence,
    /// Of the number of each invoice, until duplicates are refused.
    hashes: Vec<u64>,
    repeated: Option<Repeated>,
}

enum Format {
    Table(Table),
    /// With the byte order mark, if there is one.
    JsonLines(Vec<u8>),
}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").field("name", &self.name).field("len", &self.len()).finish_non_exhaustive()
    }
}

/// One invoice: the lines of the billing file that carry its number.
#[derive(Clone, Debug)]
pub struct Invoice<'i> {
    input: &'i Input<'i>,
    rows: Vec<Row>,
    /// What is wrong with the rows themselves: the invoice is refused.
    pub(crate) faults: Vec<Diagnostic>,
    /// What its rows are in.
    bytes: Vec<u8>,
}

/// One row: its number, its bytes as they stand, and its cells that hold something.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub line: usize,
    pub raw: Range<usize>,
    pub cells: Box<[Cell]>,
}

/// A cell that holds something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub field: BillingField,
    pub text: CompactString,
    /// A number of JSON, which can be read in one way only.
    pub is_literal: bool,
}

impl Row {
    pub fn get(&self, field: BillingField) -> Option<&str> {
        self.cell(field).map(|cell| cell.text.as_str())
    }

    fn cell(&self, field: BillingField) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.field == field)
    }
}

/// The invoices found in a file.
#[derive(Debug, Default)]
struct Found {
    index: Index,
    hashes: Vec<u64>,
    doubtful: Vec<(usize, Lines)>,
    evidence: Evidence,
}

/// The first and the last of some lines of a file, counted from 1 as a text editor does.
#[derive(Clone, Copy, Debug)]
struct Lines {
    first: u64,
    last: u64,
}

impl Found {
    /// Notes that a malformed row may have rows of the next invoice to be pushed.
    fn doubt(&mut self, lines: Lines) {
        self.doubtful.push((self.index.len(), lines));
    }

    /// Notes the number of one more invoice, which its rows may give.
    fn number(&mut self, config: &Config, cell: &str) {
        let number = config.text_of(BillingField::Facture, || Some(cell).filter(|cell| !cell.is_empty()));
        self.hashes.push(number.map_or(NO_NUMBER, |number| hash(invoice_key(number).as_bytes()).max(NO_NUMBER + 1)));
    }
}

/// The rows of an invoice as a format reads them.
#[derive(Debug, Default)]
struct Part {
    rows: Vec<Row>,
    faults: Vec<Diagnostic>,
    /// Cells that were not in one form, as they stand.
    raw_cells: Vec<RawCell>,
    checksum: u32,
}

/// A cell as it stands, where something is to be said of it.
#[derive(Debug)]
struct RawCell {
    line: usize,
    field: BillingField,
    text: String,
}

/// The text of a cell in one form, kept as it stands too when that is not the same or may be wrong.
fn in_one_form<'t>(line: usize, field: BillingField, text: &'t str, raw_cells: &mut Vec<RawCell>) -> Cow<'t, str> {
    let Tidied { text: tidied, is_changed } = tidy(text);
    if is_changed || read_twice(text).is_some() {
        raw_cells.push(RawCell { line, field, text: text.to_owned() });
    }
    tidied
}

impl<'c> Input<'c> {
    /// Reads a table with a line of titles: one row for each invoice line, columns named by the configuration.
    ///
    /// Encoding and delimiter are detected unless the configuration gives them.
    ///
    /// # Errors
    /// The file cannot be read at all: encoding, missing columns, unbalanced quotes.
    pub fn csv(name: &str, content: impl Content + 'c, config: &'c Config) -> Result<Self, Vec<Diagnostic>> {
        let (table, found) = Table::find(name, &content, config)?;
        Ok(Self::new(name, Box::new(content), config, Format::Table(table), found))
    }

    /// Reads JSON Lines: one invoice an object, its fields named as in the configuration, its lines in `lignes`.
    ///
    /// # Errors
    /// The file cannot be read at all: it is not UTF-8, or a line is not JSON.
    pub fn json_lines(name: &str, content: impl Content + 'c, config: &'c Config) -> Result<Self, Vec<Diagnostic>> {
        let (head, found) = json::find(name, &content, config)?;
        Ok(Self::new(name, Box::new(content), config, Format::JsonLines(head), found))
    }

    fn new(name: &str, content: Box<dyn Content + 'c>, config: &'c Config, format: Format, found: Found) -> Self {
        let Found { index, hashes, doubtful, evidence } = found;
        Input { name: name.to_owned(), content, config, format, index, doubtful, evidence, hashes, repeated: None }
    }

    /// How people know the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is to be known of the file as a whole: columns that nothing reads, and what was assumed of others.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let Format::Table(table) = &self.format else { return Vec::new() };
        let mut findings: Vec<Diagnostic> = remarks::unread(&self.name, table).into_iter().collect();
        findings.extend(remarks::orders_assumed(self));
        findings.extend(remarks::no_rate(self));
        findings
    }

    /// How many invoices there are.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there is no invoice.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Leaves out the invoices whose number is not to be kept. Before duplicates are refused.
    ///
    /// # Errors
    /// The file can no longer be read, or has changed.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) -> Result<(), Box<Diagnostic>> {
        let mut kept = Found::default();
        for invoice in 0..self.len() {
            if keep(self.invoice(invoice)?.number()) {
                self.doubts(invoice).for_each(|lines| kept.doubt(lines));
                kept.index.push(self.index.get(invoice));
                kept.hashes.extend(self.hashes.get(invoice));
            }
        }
        (self.index, self.hashes, self.doubtful) = (kept.index, kept.hashes, kept.doubtful);
        Ok(())
    }

    /// What a file of some of the invoices starts with: the line of titles, if there is one.
    pub fn head(&self) -> &[u8] {
        match &self.format {
            Format::Table(table) => &table.head,
            Format::JsonLines(head) => head,
        }
    }

    /// Reads an invoice, by its number in the order of the file, from 0.
    ///
    /// # Errors
    /// The file can no longer be read, or has changed.
    ///
    /// # Panics
    /// There are not as many invoices.
    pub fn invoice(&self, invoice: usize) -> Result<Invoice<'_>, Box<Diagnostic>> {
        let stand = self.index.get(invoice);
        let length = usize::try_from(stand.length).map_err(|_| Box::new(self.changed()))?;
        let bytes = content::part(&*self.content, stand.start, length).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Box::new(self.changed()),
            _ => Box::new(unreadable(&self.name, &error)),
        })?;
        let line = line_of(stand);
        let part = match &self.format {
            Format::Table(table) => table.part(&self.name, &bytes, line),
            Format::JsonLines(_) => json::part(&self.name, &bytes, line),
        };
        if part.checksum != stand.checksum || part.rows.is_empty() {
            return Err(Box::new(self.changed()));
        }
        let mut read = Invoice { input: self, rows: part.rows, faults: part.faults, bytes };
        let told: Vec<Diagnostic> = part
            .raw_cells
            .iter()
            .enumerate()
            .filter_map(|(at, cell)| {
                // Cells of the invoice come again in each of its rows.
                let same = |known: &RawCell| known.field == cell.field && known.text == cell.text;
                (!part.raw_cells[..at].iter().any(same)).then(|| self.told(cell)).flatten()
            })
            .collect();
        read.faults.extend(told);
        let contradictions = read.contradictions();
        read.faults.extend(contradictions);
        let doubts: Vec<Diagnostic> = self.doubts(invoice).map(|lines| read.doubt(lines)).collect();
        read.faults.extend(doubts);
        let overruled = read.overruled();
        read.faults.extend(overruled);
        let repeated = self.repeated.as_ref().and_then(|repeated| repeated.fault(invoice, &read));
        read.faults.extend(repeated);
        Ok(read)
    }

    /// What is to be said of a cell that was not in one form.
    fn told(&self, RawCell { line, field, text }: &RawCell) -> Option<Diagnostic> {
        let key = field.key();
        if let Some(meant) = read_twice(text) {
            let text = text.trim();
            let message = text!(
                fr = "{key} : « {text} » est de l'UTF-8 lu deux fois, sans doute « {meant} »",
                en = "{key}: \"{text}\" is UTF-8 read twice, \"{meant}\" most likely"
            );
            let help = Text::fixed(
                "refaire l'export dans un seul encodage, ou corriger le texte à la source",
                "make the export again in one encoding, or correct the text in the source",
            );
            return Some(Diagnostic::new(&rules::PES816, self.at(*line, *field), message).help(help));
        }
        // Between the digits of a number a space of any kind is what cuts thousands.
        if field.is_decimal() {
            return None;
        }
        let Tidied { text: tidied, .. } = tidy(text);
        let unusual: Vec<String> =
            unusual_characters(text).into_iter().map(|character| format!("U+{:04X}", u32::from(character))).collect();
        let unusual = unusual.join(", ");
        (!unusual.is_empty()).then(|| {
            let message = text!(
                fr = "{key} : {unusual} ôté ou remplacé par une espace ordinaire : « {tidied} »",
                en = "{key}: {unusual} left out or made a plain space: \"{tidied}\""
            );
            Diagnostic::new(&rules::PES838, self.at(*line, *field), message)
        })
    }

    fn first_line(&self, invoice: usize) -> usize {
        line_of(self.index.get(invoice))
    }

    /// The malformed rows that may have rows of an invoice.
    fn doubts(&self, invoice: usize) -> impl Iterator<Item = Lines> {
        let start = self.doubtful.partition_point(|&(doubtful, _)| doubtful < invoice);
        self.doubtful[start..].iter().take_while(move |&&(doubtful, _)| doubtful == invoice).map(|&(_, lines)| lines)
    }

    /// What stops a run when the file turns out to have changed since it was read first.
    pub fn changed(&self) -> Diagnostic {
        unreadable(&self.name, &io::ErrorKind::ResourceBusy.into())
    }

    fn at(&self, line: usize, field: BillingField) -> At {
        let column = match &self.format {
            Format::Table(table) => table.titles.get(&field).cloned().unwrap_or_default(),
            Format::JsonLines(_) => String::new(),
        };
        At { field: Some(Field { column, key: field.key() }), ..At::line(&self.name, line, 0) }
    }
}

fn line_of(stand: Stand) -> usize {
    usize::try_from(stand.line).unwrap_or(usize::MAX)
}

fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::unreadable(&rules::PES810, name, error)
}

const MARK: &[u8] = b"\xEF\xBB\xBF";

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

fn low_half(sum: u64) -> u32 {
    let [a, b, c, d, ..] = sum.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// The checksum of bytes.
fn checksum(bytes: &[u8]) -> u32 {
    low_half(hash(bytes))
}

/// The checksum of several things in order.
fn mixed(before: u32, next: u32) -> u32 {
    (before.rotate_left(7) ^ next).wrapping_mul(0x9E37_79B1)
}

impl<'i> Invoice<'i> {
    /// The number of the invoice, empty when it has none.
    pub fn number(&self) -> &str {
        self.view().number()
    }

    /// The numbers of its rows, as [`pes_validator::At::line`] counts them.
    pub fn rows(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = self.rows.iter().map(|row| row.line).collect();
        rows.dedup();
        rows
    }

    /// Its rows as they stand, each with its end of line, in the encoding of the file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.bytes.len() + 1);
        for row in self.rows.iter().filter(|row| !row.raw.is_empty()) {
            bytes.extend_from_slice(&self.bytes[row.raw.clone()]);
            end_line(&mut bytes);
        }
        bytes
    }

    /// Its rows as text, without the last end of line.
    pub fn text(&self) -> String {
        let text = |row: &Row| {
            let raw = &self.bytes[row.raw.clone()];
            match &self.input.format {
                Format::Table(table) => table.text(raw).into_owned(),
                Format::JsonLines(_) => String::from_utf8_lossy(raw).into_owned(),
            }
        };
        self.rows.iter().map(text).collect::<String>().trim_end_matches(['\r', '\n']).to_owned()
    }

    pub(crate) fn view(&self) -> View<'_> {
        View { invoice: self, row: None }
    }

    fn first_line(&self) -> usize {
        self.rows.first().map_or(0, |row| row.line)
    }

    /// What refuses an invoice beside a malformed row.
    fn doubt(&self, Lines { first, last }: Lines) -> Diagnostic {
        let number = self.number();
        let message = if first == last {
            text!(
                fr = "facture {number} : la ligne {first} du fichier, mal formée, pouvait être des siennes",
                en = "invoice {number}: line {first} of the file, malformed, may have been one of its own"
            )
        } else {
            text!(
                fr = "facture {number} : les lignes {first} à {last} du fichier, mal formées, pouvaient être des siennes",
                en = "invoice {number}: lines {first} to {last} of the file, malformed, may have been of its own"
            )
        };
        let help = Text::fixed(
            "corriger ces lignes, puis convertir les rejets de nouveau",
            "correct these lines, then convert what was refused again",
        );
        Diagnostic::new(&rules::PES814, self.input.at(self.first_line(), BillingField::Facture), message).help(help)
    }

    /// A constant says nothing against what the data gives.
    fn overruled(&self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for row in &self.rows {
            for Cell { field, text, .. } in &row.cells {
                let Some(constant) = self.input.config.constants.get(*field).filter(|constant| constant != text) else {
                    continue;
                };
                let (number, key) = (self.number(), field.key());
                let message = text!(
                    fr = "facture {number} : {key} vaut « {text} », et « {constant} » dans [constantes]",
                    en = "invoice {number}: {key} is \"{text}\", and \"{constant}\" in [constantes]"
                );
                let help = Text::fixed(
                    "ôter la constante, ou la mettre dans [defauts] : elle vaut alors quand rien n'est donné",
                    "remove the constant, or put it in [defauts]: it then stands when nothing is given",
                );
                let at = self.input.at(row.line, *field);
                faults.push(Diagnostic::new(&rules::PES835, at, message).help(help));
            }
        }
        faults
    }

    /// All rows of an invoice give the same values to the fields of the invoice.
    fn contradictions(&self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let Some((first, others)) = self.rows.split_first() else { return faults };
        for row in others {
            let of_invoice = |cell: &&Cell| cell.field.level() == Level::Invoice;
            for Cell { field, text, .. } in row.cells.iter().filter(of_invoice) {
                let before = first.get(*field).unwrap_or_default();
                if before == text {
                    continue;
                }
                let number = self.number();
                let key = field.key();
                let (line, other) = (first.line, row.line);
                let message = text!(
                    fr = "facture {number} : {key} vaut « {before} » ligne {line} et « {text} » ligne {other}",
                    en = "invoice {number}: {key} is \"{before}\" in row {line} and \"{text}\" in row {other}"
                );
                faults.push(Diagnostic::new(&rules::PES826, self.input.at(row.line, *field), message));
            }
        }
        faults
    }
}
