//! Where the quotes of a row are, and whether what is between them can be trusted: an unclosed one eats rows.

use memchr::{memchr, memchr_iter, memchr2};

/// Follows the quotes of a row as its bytes come, and keeps what is not plain.
#[derive(Debug)]
pub(super) struct Quotes {
    delimiter: u8,
    state: State,
    cell: usize,
    /// Line ends and delimiters of the quoted cell that is open.
    inside: Inside,
    /// Line ends of the row before that cell opened.
    before: u64,
    odd: Vec<(usize, Odd)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first byte of a cell.
    Start,
    /// In a cell that no quote opens.
    Plain,
    /// Between quotes.
    Open,
    /// After a quote that closes, unless another follows.
    Closed,
}

#[derive(Clone, Copy, Debug, Default)]
struct Inside {
    feeds: u64,
    returns: u64,
    delimiters: usize,
}

impl Inside {
    fn line_ends(self) -> u64 {
        if self.feeds > 0 { self.feeds } else { self.returns }
    }
}

/// What is to be said of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Odd {
    /// Text follows the quote that closes it.
    AfterQuote,
    /// It has a quote, and none opens it.
    Quote,
    /// It has line ends between its quotes.
    Lines { ends: u64, delimiters: usize },
    /// It has several delimiters between its quotes.
    Delimiters(usize),
}

/// Fewest delimiters in a cell that are worth a look.
const SEVERAL: usize = 3;

impl Quotes {
    pub fn new(delimiter: u8) -> Self {
        Quotes { delimiter, state: State::Start, cell: 0, inside: Inside::default(), before: 0, odd: Vec::new() }
    }

    pub fn start_row(&mut self) {
        (self.state, self.cell, self.before) = (State::Start, 0, 0);
        self.inside = Inside::default();
        self.odd.clear();
    }

    /// The next bytes of the row, with its line end if it comes.
    pub fn read(&mut self, bytes: &[u8]) {
        if self.state != State::Open && self.state != State::Closed && memchr(b'"', bytes).is_none() {
            // A whole row has nothing more to say; of a part, the cells before the next are counted.
            if !bytes.is_empty() && !bytes.ends_with(b"\n") {
                self.plain(bytes);
            }
            return;
        }
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            let read = match self.state {
                State::Start if first == b'"' => {
                    self.state = State::Open;
                    1
                }
                State::Start | State::Plain => match memchr2(self.delimiter, b'"', rest) {
                    Some(at) if rest[at] == b'"' => {
                        self.state = State::Plain;
                        self.note(Odd::Quote);
                        at + 1
                    }
                    Some(at) => {
                        self.next_cell();
                        at + 1
                    }
                    None => {
                        self.state = State::Plain;
                        rest.len()
                    }
                },
                State::Open => {
                    let end = memchr(b'"', rest);
                    let inside = &rest[..end.unwrap_or(rest.len())];
                    self.inside.feeds += memchr_iter(b'\n', inside).count() as u64;
                    self.inside.returns += memchr_iter(b'\r', inside).count() as u64;
                    self.inside.delimiters += memchr_iter(self.delimiter, inside).count();
                    if end.is_some() {
                        self.state = State::Closed;
                    }
                    end.map_or(rest.len(), |end| end + 1)
                }
                State::Closed => {
                    match first {
                        b'"' => self.state = State::Open,
                        b'\r' | b'\n' => {}
                        _ if first == self.delimiter => {
                            self.close();
                            self.next_cell();
                        }
                        _ => {
                            self.close();
                            self.note(Odd::AfterQuote);
                            self.state = State::Plain;
                        }
                    }
                    1
                }
            };
            rest = &rest[read..];
        }
    }

    /// The row is read.
    pub fn end_row(&mut self) {
        if self.state == State::Closed {
            self.close();
            self.state = State::Start;
        }
    }

    fn plain(&mut self, bytes: &[u8]) {
        let delimiters = memchr_iter(self.delimiter, bytes).count();
        if delimiters > 0 || self.state == State::Start {
            self.cell += delimiters;
            self.state = if bytes.last() == Some(&self.delimiter) { State::Start } else { State::Plain };
        }
    }

    fn next_cell(&mut self) {
        self.cell += 1;
        self.state = State::Start;
    }

    /// Once for each cell and thing.
    fn note(&mut self, odd: Odd) {
        if self.odd.last() != Some(&(self.cell, odd)) {
            self.odd.push((self.cell, odd));
        }
    }

    fn close(&mut self) {
        let (ends, delimiters) = (self.inside.line_ends(), self.inside.delimiters);
        self.inside = Inside::default();
        if ends > 0 {
            self.before += ends;
            self.note(Odd::Lines { ends, delimiters });
        } else if delimiters >= SEVERAL {
            self.note(Odd::Delimiters(delimiters));
        }
    }

    /// What is to be said of the cells of the row, in order.
    pub fn odd(&self) -> &[(usize, Odd)] {
        &self.odd
    }

    /// Line ends in the row between quotes.
    pub fn line_ends(&self) -> u64 {
        let ends = |&(_, odd): &(usize, Odd)| if let Odd::Lines { ends, .. } = odd { ends } else { 0 };
        self.odd.iter().map(ends).sum()
    }

    /// When what is read ends between quotes, how many line ends the row has before them.
    pub fn unclosed(&self) -> Option<u64> {
        (self.state == State::Open).then_some(self.before)
    }

    /// Whether the cells that hold line ends hold as many delimiters as a row: what they hold looks like rows.
    pub fn holds_rows(&self, width: usize) -> bool {
        let in_lines = self.odd.iter().filter_map(|&(_, odd)| match odd {
            Odd::Lines { delimiters, .. } => Some(delimiters),
            _ => None,
        });
        let (cells, delimiters) = in_lines.fold((0, 0), |(cells, sum), delimiters| (cells + 1, sum + delimiters));
        cells > 0 && delimiters + 1 >= width
    }
}

/// Whether quotes in a cell that none opens can only be meant as they stand: each pair is around words, none at its
/// very start, as in `ASSOCIATION "LES AMIS"`. One alone, as in `5" tuyau`, could be half of a pair.
pub(super) fn are_around_words(cell: &[u8]) -> bool {
    let places: Vec<usize> = memchr_iter(b'"', cell.trim_ascii()).collect();
    let cell = cell.trim_ascii();
    let is_blank = |byte: u8| byte.is_ascii_whitespace();
    places.len().is_multiple_of(2)
        && places.chunks_exact(2).all(|pair| {
            let (open, close) = (pair[0], pair[1]);
            let opens = open > 0 && (is_blank(cell[open - 1]) || cell[open - 1] == b'(') && close > open + 1;
            let closes = cell.get(close + 1).is_none_or(|&byte| is_blank(byte) || matches!(byte, b')' | b',' | b'.'));
            opens && closes && !is_blank(cell[open + 1]) && !is_blank(cell[close - 1])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a row, whatever the parts in which it comes.
    fn odd(row: &str) -> Vec<(usize, Odd)> {
        let read = |parts: &[&[u8]]| {
            let mut quotes = Quotes::new(b';');
            quotes.start_row();
            parts.iter().for_each(|part| quotes.read(part));
            quotes.end_row();
            quotes.odd
        };
        let bytes = row.as_bytes();
        let whole = read(&[bytes]);
        for cut in 0..=bytes.len() {
            let (before, after) = bytes.split_at(cut);
            assert_eq!(read(&[before, after]), whole, "{row:?} cut at {cut}");
        }
        whole
    }

    #[test]
    fn quotes_out_of_place_are_found_in_their_cell() {
        for plain in ["", "a;b;c\n", "\"a\";\"b;\"\"c\"\"\";\"\"\r\n", ";;\n", "\"a\""] {
            assert_eq!(odd(plain), [], "{plain:?}");
        }
        assert_eq!(odd("a;\"b\"c;d\n"), [(1, Odd::AfterQuote)]);
        assert_eq!(odd("a;\"b\" ;d\n"), [(1, Odd::AfterQuote)]);
        assert_eq!(odd("a;b;5\" tuyau \"\n"), [(2, Odd::Quote)]);
        assert_eq!(odd("a; \"b\";c\n"), [(1, Odd::Quote)]);
        assert_eq!(odd("\"a\"\"b\"c\"d;e\"\n"), [(0, Odd::AfterQuote), (0, Odd::Quote), (1, Odd::Quote)]);
        assert_eq!(
            odd("a;\"1\n2;\r\n3\";\"x;y;z;\"\n"),
            [(1, Odd::Lines { ends: 2, delimiters: 1 }), (2, Odd::Delimiters(3))]
        );
        assert_eq!(odd("\"1\r2\""), [(0, Odd::Lines { ends: 1, delimiters: 0 })]);
    }

    #[test]
    fn quotes_around_words_are_told_from_those_that_may_be_halves() {
        for meant in ["ASSOCIATION \"LES AMIS\"", "a \"b\", \"c d\" (\"e\") f", " a \"b\" "] {
            assert!(are_around_words(meant.as_bytes()), "{meant}");
        }
        for doubtful in
            ["5\" tuyau", "tuyau 5\"", " \"abc\" ", "DUP\"ONT", "a \"b\"c", "a \" b\"", "a \"\" b", "a \"b \" c"]
        {
            assert!(!are_around_words(doubtful.as_bytes()), "{doubtful}");
        }
    }
}
