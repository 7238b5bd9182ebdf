//! Instances against a compiled schema.

mod attributes;
mod engine;
mod frame;
mod identity;
mod ids;
mod naming;
mod pieces;
mod recent;
mod report;
mod sinks;
mod trail;
mod visitor;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

pub use report::{ErrorKind, Expected, Name, Report, Unchecked, ValidationError};
pub use visitor::{AttributeView, StartTag, Visitor};

use crate::instance::{Document, Limits, SyntaxError};
use crate::schema::tables::Tables;
use engine::{Engine, Stop};
use sinks::{Collector, VERDICT};

/// Documents below this size are read before a thread has started.
const WORTH_SPLITTING: usize = 1 << 20;

/// Checks instances against a [`Schema`](crate::Schema). Cheap to make, `Send`, and of use for any number of documents.
///
/// ```
/// # let schema = pes_xsd::Schema::builder()
/// #     .document("n.xsd", r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="n"
/// #         type="xs:int"/></xs:schema>"#).build()?;
/// let validator = schema.validator().max_errors(20);
/// let report = validator.validate_bytes(b"<n>twelve</n>");
/// assert_eq!(report.errors()[0].to_string(), r#"1:1: /n: "twelve": not a value of type int"#);
/// # Ok::<(), pes_xsd::SchemaError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Validator<'s> {
    tables: &'s Tables,
    limits: Limits,
    max_errors: usize,
    max_bytes: u64,
    threads: usize,
    tells_unchecked: bool,
}

impl<'s> Validator<'s> {
    pub(crate) fn new(tables: &'s Tables) -> Self {
        Validator {
            tables,
            limits: Limits::default(),
            max_errors: 1_000,
            max_bytes: 1 << 32,
            threads: 1,
            tells_unchecked: false,
        }
    }

    /// Stops after this many errors (1,000 unless told).
    #[must_use]
    pub fn max_errors(mut self, max_errors: usize) -> Self {
        self.max_errors = max_errors.max(1);
        self
    }

    /// How deep elements may be nested (256 unless told). Time and memory grow with it on hostile documents.
    #[must_use]
    pub fn max_depth(mut self, max_depth: usize) -> Self {
        self.limits.max_depth = max_depth;
        self
    }

    /// How many bytes a document may have when it is read from a file or another reader (4 GB unless told).
    #[must_use]
    pub fn max_bytes(mut self, max_bytes: u64) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Reads one document on this many threads where that can be done (1 unless told): one of some megabytes, made of
    /// elements that repeat, and a schema without keys. The report is the same.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Whether to tell the elements that the schema lets in without a look (not told unless asked for): a document that
    /// has some is read twice, and a file is then read as a whole.
    #[must_use]
    pub fn unchecked(mut self, tells_unchecked: bool) -> Self {
        self.tells_unchecked = tells_unchecked;
        self
    }

    /// Checks a file, in little memory if it is valid: it is read piece by piece, and only once more, as a whole, to
    /// say what is wrong and where.
    ///
    /// # Errors
    /// Those of the file system, and [`io::ErrorKind::FileTooLarge`] beyond the greatest size.
    pub fn validate_file(&self, path: impl AsRef<Path>) -> io::Result<Report> {
        let path = path.as_ref();
        let file = File::open(path)?;
        if file.metadata()?.len() > self.max_bytes {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if !self.tells_unchecked
            && pieces::is_surely_valid(self.tables, self.limits, file.take(self.max_bytes), self.threads)?
        {
            return Ok(Report::default());
        }
        self.validate(File::open(path)?)
    }

    /// Reads a document to its end, then checks it.
    ///
    /// # Errors
    /// Those of the reader, and [`io::ErrorKind::FileTooLarge`] beyond the greatest size.
    pub fn validate(&self, reader: impl Read) -> io::Result<Report> {
        let mut bytes = Vec::new();
        reader.take(self.max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > self.max_bytes {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(self.validate_bytes(&bytes))
    }

    /// Checks a document in memory.
    ///
    /// A first pass only asks whether it is valid, which is the fast and common case. If not, a second one follows
    /// paths and collects the errors.
    pub fn validate_bytes(&self, bytes: &[u8]) -> Report {
        if self.threads > 1
            && !self.tells_unchecked
            && bytes.len() >= WORTH_SPLITTING
            && pieces::is_surely_valid(self.tables, self.limits, bytes, self.threads).is_ok_and(|is_valid| is_valid)
        {
            return Report::default();
        }
        let document = match Document::open(bytes) {
            Ok(document) => document,
            Err(error) => return unreadable(bytes, error),
        };
        if self.has_nothing_to_tell(&document) { Report::default() } else { self.collect(&document, false, &mut ()) }
    }

    /// Checks a document in memory while a visitor follows it, in one pass.
    pub fn visit(&self, bytes: &[u8], visitor: &mut impl Visitor) -> Report {
        match Document::open(bytes) {
            Ok(document) => self.collect(&document, true, visitor),
            Err(error) => unreadable(bytes, error),
        }
    }

    fn has_nothing_to_tell(&self, document: &Document<'_>) -> bool {
        let mut engine = Engine::new(self.tables, document, self.limits, VERDICT);
        let is_valid = engine.run().and_then(|()| engine.finish()).is_ok();
        is_valid && !(self.tells_unchecked && engine.sink.met_unchecked)
    }

    fn collect(&self, document: &Document<'_>, to_the_end: bool, visitor: &mut impl Visitor) -> Report {
        let collector = Collector::new(self.max_errors, to_the_end, self.tells_unchecked, visitor);
        let mut engine = Engine::new(self.tables, document, self.limits, collector);
        let end = engine.run().and_then(|()| engine.finish());
        let syntax = match end {
            Err(Stop::Syntax(error)) => Some(error),
            _ => None,
        };
        engine.into_report(document, syntax)
    }
}

fn unreadable(bytes: &[u8], error: SyntaxError) -> Report {
    // What cannot be opened fails in its XML declaration, which is ASCII.
    let before = &bytes[..error.offset.min(bytes.len())];
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1) + 1;
    let kind = ErrorKind::NotWellFormed(error.kind);
    let error = ValidationError { line, column, offset: error.offset, path: String::new(), kind };
    Report { errors: vec![error], ..Report::default() }
}
