use std::fmt::Display;

use super::engine::Sink;
use super::report::{ErrorKind, Report, Unchecked, ValidationError};
use super::visitor::{StartTag, Visitor};
use crate::instance::{Document, Scanner, SyntaxError};

/// Only asks whether there is an error.
pub(super) const VERDICT: Silent<false> = Silent { met_unchecked: false };

/// Also learns which children repeat.
pub(super) const SCOUT: Silent<true> = Silent { met_unchecked: false };

/// Keeps next to nothing, and stops at the first error.
pub(super) struct Silent<const SCOUTS: bool> {
    /// Whether some element was let in without a look.
    pub(super) met_unchecked: bool,
}

impl<const SCOUTS: bool> Sink for Silent<SCOUTS> {
    const TRACED: bool = false;
    const SCOUTS: bool = SCOUTS;

    #[cold]
    fn error(&mut self, _: usize, _: &dyn Display, _: impl FnOnce() -> ErrorKind) -> bool {
        false
    }

    fn unchecked(&mut self, _: usize, _: &dyn Display) {
        self.met_unchecked = true;
    }

    fn start(&mut self, _: &Scanner<'_>) {}
    fn text(&mut self, _: &Scanner<'_>) {}
    fn end(&mut self, _: &Scanner<'_>) {}
}

/// Keeps errors with their paths, and shows the document to a visitor.
pub(super) struct Collector<'v, V> {
    found: Vec<ValidationError>,
    unchecked: Vec<Unchecked>,
    max_errors: usize,
    is_truncated: bool,
    /// The visitor is shown all of the document, however many errors there are.
    follows_to_the_end: bool,
    /// What is let in without a look is kept too.
    tells_unchecked: bool,
    visitor: &'v mut V,
    scratch: String,
}

impl<'v, V: Visitor> Collector<'v, V> {
    pub(super) fn new(max_errors: usize, follows_to_the_end: bool, tells_unchecked: bool, visitor: &'v mut V) -> Self {
        let (found, unchecked) = (Vec::new(), Vec::new());
        Collector {
            found,
            unchecked,
            max_errors,
            is_truncated: false,
            follows_to_the_end,
            tells_unchecked,
            visitor,
            scratch: String::new(),
        }
    }

    /// Whether one more error is kept.
    fn has_room(&mut self) -> bool {
        let has_room = self.found.len() < self.max_errors;
        self.is_truncated |= !has_room;
        has_room
    }

    /// The errors in the order of the document, each with its line and column.
    pub(super) fn report(mut self, document: &Document<'_>, syntax: Option<(SyntaxError, String)>) -> Report {
        if let Some((error, path)) = syntax.filter(|_| self.has_room()) {
            let kind = ErrorKind::NotWellFormed(error.kind);
            self.found.push(ValidationError { line: 0, column: 0, offset: error.offset, path, kind });
        }
        self.found.sort_by_key(|error| error.offset);
        let offsets: Vec<usize> = self.found.iter().map(|error| error.offset).collect();
        for (error, (line, column)) in self.found.iter_mut().zip(document.positions(&offsets)) {
            (error.line, error.column) = (line, column);
        }
        let offsets: Vec<usize> = self.unchecked.iter().map(|unchecked| unchecked.offset).collect();
        for (unchecked, (line, column)) in self.unchecked.iter_mut().zip(document.positions(&offsets)) {
            (unchecked.line, unchecked.column) = (line, column);
        }
        Report { errors: self.found, unchecked: self.unchecked, is_truncated: self.is_truncated }
    }
}

impl<V: Visitor> Sink for Collector<'_, V> {
    const TRACED: bool = true;
    const SCOUTS: bool = false;

    fn error(&mut self, offset: usize, path: &dyn Display, kind: impl FnOnce() -> ErrorKind) -> bool {
        if !self.has_room() {
            return self.follows_to_the_end;
        }
        self.found.push(ValidationError { line: 0, column: 0, offset, path: path.to_string(), kind: kind() });
        true
    }

    fn unchecked(&mut self, offset: usize, path: &dyn Display) {
        if self.tells_unchecked && self.unchecked.len() < self.max_errors {
            self.unchecked.push(Unchecked { line: 0, column: 0, offset, path: path.to_string() });
        }
    }

    fn start(&mut self, scanner: &Scanner<'_>) {
        self.visitor.start(&StartTag { scanner });
    }

    fn text(&mut self, scanner: &Scanner<'_>) {
        self.visitor.text(scanner.text(&mut self.scratch), scanner.offset());
    }

    fn end(&mut self, scanner: &Scanner<'_>) {
        self.visitor.end(scanner.offset());
    }
}
