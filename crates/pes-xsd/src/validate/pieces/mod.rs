//! A document read piece by piece: in little memory, and on several threads.
//!
//! A piece is a document of its own: before its part of the bytes stand the start tags of the elements that are open
//! there. What the engine knows is carried from piece to piece.
//!
//! All this only ever answers "valid". For whatever else (a comment cut in two, a wrong guess, a fault) the answer is
//! that the document must be read as a whole, so that its verdict is always that of a single pass.

#[cfg(test)]
mod tests;
mod threads;

use std::io::{self, Read};

use memchr::memrchr;

use super::engine::{Engine, Stop};
use super::frame::Carried;
use super::sinks::VERDICT;
use crate::instance::{Document, Limits, Scanner, Token};
use crate::schema::tables::Tables;

/// Bytes of a piece, unless an element needs more.
const PIECE: usize = 1 << 20;

/// Whether the document is surely valid; if not, it must be read as a whole.
///
/// # Errors
/// Those of the reader.
pub(super) fn is_surely_valid(tables: &Tables, limits: Limits, reader: impl Read, threads: usize) -> io::Result<bool> {
    let source = Source { reader, rest: Vec::new(), piece: PIECE };
    read_source(tables, limits, source, threads)
}

fn read_source(tables: &Tables, limits: Limits, source: Source<impl Read>, threads: usize) -> io::Result<bool> {
    // Keys may compare values that are far apart.
    if threads > 1 && tables.constraints.is_empty() {
        threads::is_surely_valid(tables, limits, source, threads)
    } else {
        on_one_thread(tables, limits, source)
    }
}

fn on_one_thread(tables: &Tables, limits: Limits, mut source: Source<impl Read>) -> io::Result<bool> {
    let mut context = Context::default();
    let mut carried = Carried::default();
    let mut bytes = Vec::new();
    loop {
        let mut is_last = source.fill(&context, &mut bytes)?;
        let start = context.bytes.len();
        let end = loop {
            match memrchr(b'>', &bytes[start..]) {
                _ if is_last => break bytes.len(),
                Some(last) => break start + last + 1,
                None => is_last = source.read_more(&mut bytes)?,
            }
        };
        let Ok(reached) = read(tables, limits, &bytes[..end], &context, carried, is_last) else { return Ok(false) };
        (context, carried) = reached;
        if is_last {
            return Ok(carried.ids.unresolved().is_empty());
        }
        source.keep(&bytes[end..]);
    }
}

/// Reads a piece in full: what is open at its end.
fn read<'t>(
    tables: &'t Tables,
    limits: Limits,
    bytes: &[u8],
    context: &Context,
    carried: Carried<'t>,
    is_last: bool,
) -> Result<(Context, Carried<'t>), Stop> {
    let document = Document::open(bytes)?;
    let scanner = context.scanner(&document, tables, limits)?;
    let mut engine = Engine::resume(tables, carried, scanner, VERDICT);
    if is_last {
        engine.run()?;
    } else {
        while engine.scanner.position() < bytes.len() || engine.scanner.is_empty_tag() {
            if engine.advance()? == Token::Eof {
                break;
            }
        }
    }
    Ok((Context::of(&engine.scanner), engine.into_carried()))
}

/// The bytes of a document, in their order.
struct Source<R> {
    reader: R,
    /// Read already, and to be part of the next piece.
    rest: Vec<u8>,
    /// How many bytes a piece has, unless an element needs more.
    piece: usize,
}

impl<R: Read> Source<R> {
    /// Fills a buffer with a context and what follows. Whether these are the last bytes.
    fn fill(&mut self, context: &Context, bytes: &mut Vec<u8>) -> io::Result<bool> {
        bytes.clear();
        bytes.extend_from_slice(&context.bytes);
        bytes.append(&mut self.rest);
        self.read(bytes, self.piece)
    }

    /// Adds as many bytes as there are already. Whether these are the last.
    fn read_more(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        self.read(bytes, bytes.len().max(self.piece))
    }

    fn read(&mut self, bytes: &mut Vec<u8>, count: usize) -> io::Result<bool> {
        bytes.reserve(count);
        let read = self.reader.by_ref().take(count as u64).read_to_end(bytes)?;
        Ok(read < count)
    }

    /// Keeps what the next piece starts with.
    fn keep(&mut self, rest: &[u8]) {
        self.rest.extend_from_slice(rest);
    }
}

/// The elements that are open where a piece starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Context {
    /// An XML declaration and their start tags.
    bytes: Vec<u8>,
    /// How many tokens these are.
    tokens: usize,
}

impl Context {
    /// That of a scanner.
    fn of(scanner: &Scanner<'_>) -> Self {
        let mut context = Context::default();
        context.tokens = scanner.write_context(&mut context.bytes);
        context
    }

    /// A scanner behind the start tags.
    fn scanner<'d>(&self, document: &'d Document<'_>, tables: &'d Tables, limits: Limits) -> Result<Scanner<'d>, Stop> {
        // Bytes that are not those of the file cannot be cut as those of the file.
        if document.is_transcoded() {
            return Err(Stop::Sink);
        }
        let mut scanner = Scanner::new(document, &tables.names, limits);
        for _ in 0..self.tokens {
            scanner.next()?;
        }
        Ok(scanner)
    }
}
