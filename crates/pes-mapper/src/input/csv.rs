use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufRead};
use std::sync::{Mutex, MutexGuard, PoisonError};

use compact_str::CompactString;
use pes_parser::{Text, text};
use pes_validator::{At, Charset, Diagnostic, TableEncoding, rules, table_delimiter, tidy};

use super::content::{self, Content, InOrder};
use super::cut::Cutter;
use super::index::Stand;
use super::quotes::{Odd, are_around_words};
use super::{Cell, Found, Lines, MARK, Part, Row, in_one_form, mixed, unreadable};
use crate::config::Config;
use crate::fields::{BillingField, nearest};

/// How the rows of a table are read.
#[derive(Debug)]
pub(super) struct Table {
    delimiter: u8,
    /// Those that nobody uses now: a new one takes longer to make than an invoice to read.
    cutters: Mutex<Vec<Cutter>>,
    /// Each mapped field and its column.
    columns: Vec<(BillingField, usize)>,
    /// All the titles, in the order of the columns.
    names: Vec<String>,
    /// The rows that are malformed, in order.
    broken: Vec<Broken>,
    encoding: Charset,
    /// What the columns are called.
    pub titles: HashMap<BillingField, String>,
    /// The byte order mark, if there is one, and the line of titles as it stands.
    pub head: Vec<u8>,
}

impl Table {
    /// A table, and where its invoices stand.
    pub fn find(name: &str, content: &dyn Content, config: &Config) -> Result<(Self, Found), Vec<Diagnostic>> {
        let unread = |error: io::Error| vec![unreadable(name, &error)];
        let whole = InOrder { content, offset: 0 };
        let TableEncoding { encoding, has_mark } = TableEncoding::find(name, whole, config.entry.encoding)?;
        let start = if has_mark { MARK.len() as u64 } else { 0 };
        let delimiter = match config.entry.delimiter {
            Some(delimiter) => delimiter,
            None => table_delimiter(content::from(content, start)).map_err(unread)?,
        };
        let mut rows = content::from(content, start);
        let mut cutter = Cutter::new(delimiter);
        let header = cutter.cut(&mut rows).map_err(unread)?.unwrap_or_default();
        let names: Vec<String> = cutter.cells().map(|cell| tidy(&encoding.decode(cell)).text.into_owned()).collect();
        header_quotes(name, &cutter)?;
        let columns = columns(name, &names, config)?;
        let length = usize::try_from(start + header.end).unwrap_or(usize::MAX);
        let mut head = content::part(content, 0, length).map_err(unread)?;
        end_line(&mut head);
        let titles = columns.iter().map(|&(field, column)| (field, names[column].clone())).collect();
        let cutters = Mutex::default();
        let mut table = Table { delimiter, cutters, columns, names, broken: Vec::new(), encoding, titles, head };
        let (found, broken) = table.invoices(name, cutter, &mut rows, start, config)?;
        table.broken = broken;
        Ok((table, found))
    }

    /// Where the invoices stand that the rows after the line of titles make, and the rows that are malformed; `start` is
    /// what comes before the table.
    fn invoices(
        &self,
        name: &str,
        mut cutter: Cutter,
        rows: &mut impl BufRead,
        start: u64,
        config: &Config,
    ) -> Result<(Found, Vec<Broken>), Vec<Diagnostic>> {
        let (mut found, mut broken) = (Found::default(), Vec::<Broken>::new());
        let number_column = self.number_column();
        let written: Vec<_> = self.columns.iter().filter(|(field, _)| field.holds().is_some()).collect();
        let mut line = 1;
        // Line ends between quotes, which no row counts.
        let mut between = cutter.quotes().line_ends();
        let mut current = String::new();
        let mut open: Option<Stand> = None;
        let mut touches_next: Option<Lines> = None;
        while let Some(cut) = cutter.cut(rows).map_err(|error| vec![unreadable(name, &error)])? {
            line += 1 + cut.blank_lines;
            if let Some(before) = cutter.quotes().unclosed() {
                return Err(vec![never_closed(name, line + between + before, broken.first())]);
            }
            let lines = Lines { first: line + between, last: line + between + cutter.quotes().line_ends() };
            between += cutter.quotes().line_ends();
            if self.is_blank(&cutter) {
                continue;
            }
            let number = number_column.and_then(|column| self.cell(&cutter, column)).unwrap_or_default();
            let touched = self.is_broken(&cutter, number_column).then(|| {
                broken.push(Broken { row: line, lines });
                self.touched(&cutter, number_column)
            });
            // The cells of a malformed row may not be those of their columns.
            if touched.is_none() {
                for &&(field, column) in &written {
                    if let Some(text) = self.cell(&cutter, column) {
                        found.evidence.add(field, line, &text);
                    }
                }
            }
            let beside = touches_next;
            match &mut open {
                Some(stand) if !number.is_empty() && *number == *current => {
                    stand.length = start + cut.end - stand.start;
                    stand.checksum = mixed(stand.checksum, cutter.checksum());
                }
                _ => {
                    if let Some(stand) = open.take() {
                        if touched == Some(Touched::Both) {
                            found.doubt(lines);
                        }
                        found.index.push(stand);
                    }
                    beside.into_iter().for_each(|lines| found.doubt(lines));
                    found.number(config, &number);
                    let (start, length) = (start + cut.start, cut.end - cut.start);
                    open = Some(Stand { start, length, line, checksum: mixed(0, cutter.checksum()) });
                }
            }
            touches_next = match touched {
                Some(Touched::Both | Touched::Next) => Some(lines),
                // It may be the rest of a row that the one before ate a part of: what comes next is as uncertain.
                Some(Touched::Own) => beside.map(|before| Lines { first: before.first, last: lines.last }),
                None => None,
            };
            current.clear();
            current.push_str(&number);
        }
        open.into_iter().for_each(|stand| found.index.push(stand));
        Ok((found, broken))
    }

    fn number_column(&self) -> Option<usize> {
        self.columns.iter().find(|(field, _)| *field == BillingField::Facture).map(|&(_, column)| column)
    }

    /// Whether the row cut last is malformed: its quotes are out of place, a cell of it holds rows, or its cells are not
    /// as many as the titles.
    fn is_broken(&self, cutter: &Cutter, number_column: Option<usize>) -> bool {
        let quotes = cutter.quotes();
        cutter.count() != self.names.len()
            || quotes.holds_rows(self.names.len())
            || self.is_odd_number(cutter)
            || quotes.odd().iter().any(|&odd| is_wrong(cutter, number_column, odd))
    }

    /// Whether the number has a quote or a delimiter, be they well written: the other rows of its invoice would be under
    /// another number.
    fn is_odd_number(&self, cutter: &Cutter) -> bool {
        let number = self.number_column().and_then(|column| cutter.cell(column)).unwrap_or_default();
        number.contains(&b'"') || number.contains(&self.delimiter)
    }

    /// What a malformed row may have taken rows from, beside its own invoice.
    fn touched(&self, cutter: &Cutter, number_column: Option<usize>) -> Touched {
        let quotes = cutter.quotes();
        // Cells before the number may be more, or fewer, than they were.
        let is_shifted = number_column != Some(0);
        let up_to_number = quotes.odd().iter().any(|&(cell, _)| Some(cell) <= number_column);
        if is_shifted || up_to_number || self.is_odd_number(cutter) {
            Touched::Both
        } else if quotes.line_ends() > 0 {
            Touched::Next
        } else {
            Touched::Own
        }
    }

    /// The rows of the invoice that these bytes are, of which the first has this number.
    pub fn part(&self, name: &str, bytes: &[u8], first_line: usize) -> Part {
        let mut part = Part::default();
        let mut cutter = self.free().pop().unwrap_or_else(|| Cutter::new(self.delimiter));
        cutter.again();
        let mut rest = bytes;
        let mut line = first_line;
        // Bytes in memory can always be read.
        while let Ok(Some(cut)) = cutter.cut(&mut rest) {
            let offset = |offset| usize::try_from(offset).unwrap_or(usize::MAX);
            line += offset(cut.blank_lines);
            if !self.is_blank(&cutter) {
                let mut cells = Vec::new();
                for &(field, column) in &self.columns {
                    let cell = self.text(cutter.cell(column).unwrap_or_default());
                    let text = in_one_form(line, field, &cell, &mut part.raw_cells);
                    if !text.is_empty() {
                        cells.push(Cell { field, text: CompactString::new(text), is_literal: false });
                    }
                }
                let cells = cells.into();
                part.rows.push(Row { line, raw: offset(cut.start)..offset(cut.end), cells });
                self.look(name, line, &cutter, &mut part.faults);
                part.checksum = mixed(part.checksum, cutter.checksum());
            }
            line += 1;
        }
        self.free().push(cutter);
        part
    }

    /// The titles of the columns that nothing reads; those without a title by their number.
    pub fn unread(&self) -> Vec<String> {
        let is_read = |index: usize| self.columns.iter().any(|&(_, column)| column == index);
        let others = self.names.iter().enumerate().filter(|&(index, _)| !is_read(index));
        let named = others.map(|(index, name)| match name.as_str() {
            "" => format!("n° {}", index + 1),
            name => name.to_owned(),
        });
        named.collect()
    }

    fn free(&self) -> MutexGuard<'_, Vec<Cutter>> {
        self.cutters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is wrong with the row cut last, and what is to be read again in it.
    fn look(&self, name: &str, line: usize, cutter: &Cutter, found: &mut Vec<Diagnostic>) {
        let (count, titles) = (cutter.count(), self.names.len());
        let number_column = self.number_column();
        let is_plain = count == titles && cutter.quotes().odd().is_empty();
        if is_plain && !self.is_odd_number(cutter) {
            return;
        }
        let at = || At::line(name, line, 0);
        if !self.is_broken(cutter, number_column) {
            for &(cell, odd) in cutter.quotes().odd() {
                let told = Diagnostic::new(&rules::PES815, at(), self.told(cell, odd));
                // Cells of the invoice come again in each of its rows.
                if !found.iter().any(|known| known.message == told.message) {
                    found.push(told);
                }
            }
            return;
        }
        let wrong = cutter.quotes().odd().iter().find(|&&odd| is_wrong(cutter, number_column, odd));
        if let Some(&(cell, odd)) = wrong {
            found.push(Diagnostic::new(&rules::PES812, at(), self.told(cell, odd)).help(QUOTES_OF_TEXT));
        }
        if self.is_odd_number(cutter) {
            let message = Text::fixed(
                "guillemet ou séparateur dans le numéro de facture : ce serait celui d'une autre",
                "quote or delimiter in the invoice number: it would be that of another",
            );
            found.push(Diagnostic::new(&rules::PES812, at(), message).help(QUOTES_OF_TEXT));
        }
        if count != titles {
            let message =
                text!(fr = "{count} cases, {titles} titres de colonnes", en = "{count} cells, {titles} column titles");
            found.push(Diagnostic::new(&rules::PES812, at(), message));
        }
        if cutter.quotes().line_ends() > 0 {
            let row = line as u64;
            let place = self.broken.binary_search_by_key(&row, |broken| broken.row);
            let Lines { first, last } = place.map_or(Lines { first: row, last: row }, |found| self.broken[found].lines);
            let message = text!(
                fr = "une case entre guillemets va de la ligne {first} à la ligne {last} du fichier : elle a pu en avaler",
                en = "a cell between quotes goes from line {first} to line {last} of the file: it may have eaten some"
            );
            let help = Text::fixed(
                "chercher ligne par ligne le guillemet ouvert et jamais fermé",
                "look line after line for the quote that is opened and never closed",
            );
            found.push(Diagnostic::new(&rules::PES812, at(), message).help(help));
        }
    }

    /// What a cell has that most have not.
    fn told(&self, cell: usize, odd: Odd) -> Text {
        let column = match self.names.get(cell) {
            Some(name) => text!(fr = "case « {name} »", en = "cell \"{name}\""),
            None => {
                let column = cell + 1;
                text!(fr = "case {column}", en = "cell {column}")
            }
        };
        let Text { fr, en } = column;
        match odd {
            Odd::AfterQuote => {
                text!(
                    fr = "{fr} : du texte suit le guillemet qui la ferme",
                    en = "{en}: text follows the quote that closes it"
                )
            }
            Odd::Quote => text!(
                fr = "{fr} : guillemet dans une case qu'aucun guillemet n'ouvre",
                en = "{en}: quote in a cell that no quote opens"
            ),
            Odd::Lines { ends, .. } => {
                let lines = ends + 1;
                text!(fr = "{fr} : tient sur {lines} lignes du fichier", en = "{en}: takes {lines} lines of the file")
            }
            Odd::Delimiters(count) => {
                let delimiter = char::from(self.delimiter).escape_default();
                text!(
                    fr = "{fr} : contient {count} fois le séparateur « {delimiter} »",
                    en = "{en}: holds the delimiter \"{delimiter}\" {count} times"
                )
            }
        }
    }

    /// Bytes of the table as text.
    pub fn text<'b>(&self, bytes: &'b [u8]) -> Cow<'b, str> {
        self.encoding.decode(bytes)
    }

    /// What a cell of the row cut last holds, when it holds something.
    fn cell<'r>(&self, cutter: &'r Cutter, column: usize) -> Option<Cow<'r, str>> {
        let cell = match self.text(cutter.cell(column)?) {
            Cow::Borrowed(cell) => tidy(cell).text,
            Cow::Owned(cell) => Cow::Owned(tidy(&cell).text.into_owned()),
        };
        (!cell.is_empty()).then_some(cell)
    }

    fn is_blank(&self, cutter: &Cutter) -> bool {
        (0..cutter.count()).all(|column| self.cell(cutter, column).is_none())
    }
}

/// Ends the last line, if it is not ended.
pub(super) fn end_line(bytes: &mut Vec<u8>) {
    if !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
}

/// The place of each mapped column; every one that is missing is a fault.
fn columns(name: &str, titles: &[String], config: &Config) -> Result<Vec<(BillingField, usize)>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut by_title: HashMap<&str, usize> = HashMap::new();
    for (column, title) in titles.iter().enumerate() {
        let used = config.columns.iter().any(|mapped| mapped.title == *title);
        if by_title.insert(title, column).is_some() && used {
            let message =
                text!(fr = "deux colonnes s'appellent « {title} »", en = "two columns are called \"{title}\"");
            faults.push(Diagnostic::new(&rules::PES811, At::line(name, 1, 0), message));
        }
    }
    let mut columns = Vec::new();
    for mapped in &config.columns {
        match by_title.get(mapped.title.as_str()) {
            Some(&column) => columns.push((mapped.field, column)),
            None => {
                let (title, key) = (&mapped.title, mapped.field.key());
                let message = text!(
                    fr = "colonne « {title} » absente (champ {key})",
                    en = "column \"{title}\" is missing (field {key})"
                );
                let (config_name, line) = (&config.name, mapped.line);
                let near = nearest(title, titles.iter().map(String::as_str));
                let help = match near {
                    Some(near) => text!(
                        fr = "la colonne la plus proche est « {near} » : corriger {config_name}, ligne {line}",
                        en = "the nearest column is \"{near}\": correct {config_name}, line {line}"
                    ),
                    None => text!(
                        fr = "corriger {config_name}, ligne {line}, ou vérifier le séparateur",
                        en = "correct {config_name}, line {line}, or check the delimiter"
                    ),
                };
                faults.push(Diagnostic::new(&rules::PES811, At::line(name, 1, 0), message).help(help));
            }
        }
    }
    if !config.columns.iter().any(|mapped| mapped.field == BillingField::Facture) {
        let message = Text::fixed("aucune colonne pour le champ facture", "no column for the field facture");
        let help = Text::fixed("donner facture = \"titre\" dans [colonnes]", "give facture = \"title\" in [colonnes]");
        faults.push(Diagnostic::new(&rules::PES811, At::document(&config.name), message).help(help));
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

/// A malformed row, and the lines of the file that it takes.
#[derive(Clone, Copy, Debug)]
struct Broken {
    row: u64,
    lines: Lines,
}

/// Which invoices a malformed row may have rows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Touched {
    Own,
    /// Its own and the one after: its quotes go over line ends.
    Next,
    /// The one before too: its number cannot be trusted.
    Both,
}

const QUOTES_OF_TEXT: Text = Text::fixed(
    "un texte qui contient un guillemet s'écrit entre guillemets, les siens doublés : \"5\"\" tuyau\"",
    "a text that holds a quote is written between quotes, its own doubled: \"5\"\" pipe\"",
);

/// Whether what a cell has refuses its row. Nothing of the kind goes into a number that rows are put together by.
fn is_wrong(cutter: &Cutter, number_column: Option<usize>, (cell, odd): (usize, Odd)) -> bool {
    let is_number = number_column == Some(cell);
    match odd {
        Odd::AfterQuote => true,
        Odd::Quote => is_number || !are_around_words(cutter.cell(cell).unwrap_or_default()),
        Odd::Lines { .. } | Odd::Delimiters(_) => is_number,
    }
}

fn never_closed(name: &str, line: u64, first_broken: Option<&Broken>) -> Diagnostic {
    let message = Text::fixed("guillemet ouvert et jamais fermé", "quote opened and never closed");
    let at = At::line(name, usize::try_from(line).unwrap_or(usize::MAX), 0);
    let finding = Diagnostic::new(&rules::PES812, at, message);
    match first_broken.map(|broken| broken.lines.first) {
        Some(first) => finding.help(text!(
            fr = "la première ligne mal formée est la ligne {first} du fichier",
            en = "the first malformed line is line {first} of the file"
        )),
        None => finding,
    }
}

/// A title that quotes make of several cells or rows would have columns read under the name of others.
fn header_quotes(name: &str, cutter: &Cutter) -> Result<(), Vec<Diagnostic>> {
    let quotes = cutter.quotes();
    if quotes.unclosed().is_some() {
        return Err(vec![never_closed(name, 1, None)]);
    }
    let is_wrong = quotes.odd().iter().any(|(_, odd)| match odd {
        Odd::AfterQuote | Odd::Quote => true,
        Odd::Lines { delimiters, .. } => *delimiters > 0,
        Odd::Delimiters(_) => false,
    });
    if !is_wrong {
        return Ok(());
    }
    let message = Text::fixed("guillemets mal placés dans les titres", "quotes out of place in the titles");
    Err(vec![Diagnostic::new(&rules::PES812, At::line(name, 1, 0), message).help(QUOTES_OF_TEXT)])
}
