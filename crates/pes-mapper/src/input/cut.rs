use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufRead, ErrorKind};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::quotes::Quotes;

/// Cuts rows off a table, one after the other, without decoding them: separators are the same in every encoding.
#[derive(Debug)]
pub(super) struct Cutter {
    core: Reader,
    /// The cells of the row cut last, without their quotes, end to end.
    cells: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
    quotes: Quotes,
    /// Bytes read.
    at: u64,
}

/// Most bytes of the cells of a row: a quote that is never closed would have the rest of the file held.
const MAX_ROW: usize = 256 << 20;

/// A row that was cut.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cut {
    /// Blank lines before it.
    pub blank_lines: u64,
    /// Where it starts in what is read, and where its line ends.
    pub start: u64,
    pub end: u64,
}

impl Cutter {
    pub fn new(delimiter: u8) -> Self {
        let mut core = ReaderBuilder::new().delimiter(delimiter).build();
        // A byte order mark is no longer looked for once something, be it nothing, was read.
        core.read_record(&[], &mut [], &mut []);
        Cutter { core, cells: Vec::new(), ends: Vec::new(), count: 0, quotes: Quotes::new(delimiter), at: 0 }
    }

    /// Starts again on other rows, once all are cut.
    pub fn again(&mut self) {
        self.at = 0;
    }

    /// Cuts the next row that is not a blank line. It is as good as the last when it ends between quotes, or is longer
    /// than any row.
    pub fn cut(&mut self, input: &mut impl BufRead) -> io::Result<Option<Cut>> {
        let mut blank_lines = 0;
        loop {
            let buffer = filled(input)?;
            let blanks = buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            blank_lines += buffer[..blanks].iter().filter(|&&byte| byte == b'\n').count() as u64;
            let is_done = blanks < buffer.len() || buffer.is_empty();
            self.consume(input, blanks);
            if is_done {
                break;
            }
        }
        let start = self.at;
        let (mut length, mut last) = (0, None);
        self.count = 0;
        self.quotes.start_row();
        loop {
            let buffer = filled(input)?;
            let (result, read, written, ended) =
                self.core.read_record(buffer, &mut self.cells[length..], &mut self.ends[self.count..]);
            last = buffer[..read].last().copied().or(last);
            self.quotes.read(&buffer[..read]);
            self.consume(input, read);
            length += written;
            self.count += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if length >= MAX_ROW && self.quotes.unclosed().is_some() => break,
                ReadRecordResult::OutputFull if length >= MAX_ROW => return Err(ErrorKind::FileTooLarge.into()),
                ReadRecordResult::OutputFull => self.cells.resize(2 * self.cells.len().max(512), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len().max(32), 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
            }
        }
        // The reader leaves the second half of a CRLF for later.
        if last == Some(b'\r') && filled(input)?.first() == Some(&b'\n') {
            self.consume(input, 1);
        }
        self.quotes.end_row();
        Ok(Some(Cut { blank_lines, start, end: self.at }))
    }

    fn consume(&mut self, input: &mut impl BufRead, read: usize) {
        input.consume(read);
        self.at += read as u64;
    }

    /// The quotes of the row cut last.
    pub fn quotes(&self) -> &Quotes {
        &self.quotes
    }

    /// Count of cells of the row cut last.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The cells of the row cut last.
    pub fn cells(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.count).filter_map(|column| self.cell(column))
    }

    /// One cell of the row cut last.
    pub fn cell(&self, column: usize) -> Option<&[u8]> {
        let ends = &self.ends[..self.count];
        let &end = ends.get(column)?;
        let start = column.checked_sub(1).map_or(0, |before| ends[before]);
        self.cells.get(start..end)
    }

    /// A sum of the cells of the row cut last.
    pub fn checksum(&self) -> u32 {
        let ends = &self.ends[..self.count];
        let mut hasher = DefaultHasher::new();
        hasher.write(&self.cells[..ends.last().copied().unwrap_or_default()]);
        ends.iter().for_each(|&end| hasher.write_usize(end));
        super::low_half(hasher.finish())
    }
}

fn filled(input: &mut impl BufRead) -> io::Result<&[u8]> {
    // Asked twice, so that what is lent is not lent across the loop.
    loop {
        match input.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    input.fill_buf()
}
