use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufRead};
use std::sync::{Mutex, MutexGuard, PoisonError};

use compact_str::CompactString;
use pes_parser::{Encoding, Text, text};
use pes_validator::{At, Diagnostic, TableEncoding, rules, table_delimiter};

use super::content::{self, Content, InOrder};
use super::cut::Cutter;
use super::index::Stand;
use super::{Found, MARK, Part, Row, mixed, unreadable};
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
    /// Columns of the line of titles.
    count: usize,
    encoding: Encoding,
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
        if let Some(line) = unbalanced(content::from(content, start)).map_err(unread)? {
            let message = Text::fixed("guillemet ouvert et jamais fermé", "quote opened and never closed");
            return Err(vec![Diagnostic::new(&rules::PES812, At::line(name, line, 0), message)]);
        }
        let delimiter = match config.entry.delimiter {
            Some(delimiter) => delimiter,
            None => table_delimiter(content::from(content, start)).map_err(unread)?,
        };
        let mut rows = content::from(content, start);
        let mut cutter = Cutter::new(delimiter);
        let header = cutter.cut(&mut rows).map_err(unread)?.unwrap_or_default();
        let titles: Vec<String> = cutter.cells().map(|cell| decoded(encoding, cell).trim().to_owned()).collect();
        let columns = columns(name, &titles, config)?;
        let length = usize::try_from(start + header.end).unwrap_or(usize::MAX);
        let mut head = content::part(content, 0, length).map_err(unread)?;
        end_line(&mut head);
        let count = titles.len();
        let titles = columns.iter().map(|&(field, column)| (field, titles[column].clone())).collect();
        let table = Table { delimiter, cutters: Mutex::default(), columns, count, encoding, titles, head };
        let found = table.invoices(cutter, &mut rows, start, config).map_err(unread)?;
        Ok((table, found))
    }

    /// Where the invoices stand that the rows after the line of titles make; `start` is what comes before the table.
    fn invoices(&self, mut cutter: Cutter, rows: &mut impl BufRead, start: u64, config: &Config) -> io::Result<Found> {
        let mut found = Found::default();
        let number_column = self.columns.iter().find(|(field, _)| *field == BillingField::Facture);
        let mut line = 1;
        let mut current = String::new();
        let mut open: Option<Stand> = None;
        while let Some(cut) = cutter.cut(rows)? {
            line += 1 + cut.blank_lines;
            if self.is_blank(&cutter) {
                continue;
            }
            let number = number_column.and_then(|&(_, column)| self.cell(&cutter, column)).unwrap_or_default();
            match &mut open {
                Some(stand) if !number.is_empty() && *number == *current => {
                    stand.length = start + cut.end - stand.start;
                    stand.checksum = mixed(stand.checksum, cutter.checksum());
                }
                _ => {
                    open.take().into_iter().for_each(|stand| found.index.push(stand));
                    found.number(config, &number);
                    let (start, length) = (start + cut.start, cut.end - cut.start);
                    open = Some(Stand { start, length, line, checksum: mixed(0, cutter.checksum()) });
                }
            }
            current.clear();
            current.push_str(&number);
        }
        open.into_iter().for_each(|stand| found.index.push(stand));
        Ok(found)
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
                let cells = self
                    .columns
                    .iter()
                    .filter_map(|&(field, column)| Some((field, CompactString::new(self.cell(&cutter, column)?))))
                    .collect();
                part.rows.push(Row { line, raw: offset(cut.start)..offset(cut.end), cells });
                part.faults.extend(self.miscount(name, line, cutter.count()));
                part.checksum = mixed(part.checksum, cutter.checksum());
            }
            line += 1;
        }
        self.free().push(cutter);
        part
    }

    fn free(&self) -> MutexGuard<'_, Vec<Cutter>> {
        self.cutters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn miscount(&self, name: &str, line: usize, found: usize) -> Option<Diagnostic> {
        let count = self.count;
        (found != count).then(|| {
            let message =
                text!(fr = "{found} cases, {count} titres de colonnes", en = "{found} cells, {count} column titles");
            Diagnostic::new(&rules::PES812, At::line(name, line, 0), message)
        })
    }

    /// Bytes of the table as text.
    pub fn text<'b>(&self, bytes: &'b [u8]) -> Cow<'b, str> {
        decoded(self.encoding, bytes)
    }

    /// What a cell of the row cut last holds, when it holds something.
    fn cell<'r>(&self, cutter: &'r Cutter, column: usize) -> Option<Cow<'r, str>> {
        let cell = match self.text(cutter.cell(column)?) {
            Cow::Borrowed(cell) => Cow::Borrowed(cell.trim()),
            Cow::Owned(cell) => Cow::Owned(cell.trim().to_owned()),
        };
        (!cell.is_empty()).then_some(cell)
    }

    fn is_blank(&self, cutter: &Cutter) -> bool {
        (0..cutter.count()).all(|column| self.cell(cutter, column).is_none())
    }
}

fn decoded(encoding: Encoding, bytes: &[u8]) -> Cow<'_, str> {
    // The whole table was found to be in its encoding.
    encoding.decode(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes))
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

/// The line of a quote that opens a cell and is never closed: it would swallow the rest of the file.
fn unbalanced(mut table: impl BufRead) -> io::Result<Option<usize>> {
    let lines = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'\n').count();
    let mut open_at = None;
    let mut line = 1;
    loop {
        let part = match table.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            part => part?,
        };
        if part.is_empty() {
            return Ok(open_at);
        }
        let mut counted = 0;
        for (offset, _) in part.iter().enumerate().filter(|&(_, &byte)| byte == b'"') {
            line += lines(&part[counted..offset]);
            counted = offset;
            open_at = if open_at.is_some() { None } else { Some(line) };
        }
        line += lines(&part[counted..]);
        let read = part.len();
        table.consume(read);
    }
}
