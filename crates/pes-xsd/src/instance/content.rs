//! What stands between tags: character data, CDATA sections, comments and instructions.

use memchr::{memchr3, memmem};

use super::error::{SyntaxError, SyntaxErrorKind};
use super::reference;
use super::scanner::Scanner;
use super::text::{Span, Syntax};
use super::words::{before, skip_white, text_stops, word};

impl Scanner<'_> {
    #[inline(always)]
    pub(super) fn character_data(&mut self) -> Result<bool, SyntaxError> {
        let bytes = self.bytes;
        let start = self.at;
        let mut at = skip_white(bytes, start);
        self.white = true;
        if self.open.is_empty() {
            self.at = at;
            return match bytes.get(at) {
                Some(b'<') | None => Ok(false),
                Some(_) => Err(self.error(at, SyntaxErrorKind::TextOutsideRoot)),
            };
        }
        if bytes.get(at) != Some(&b'<') {
            at = self.more_character_data(at)?;
        }
        self.content = Span { start, end: at };
        self.syntax = Syntax::Text;
        self.at = at;
        Ok(true)
    }

    fn more_character_data(&mut self, mut at: usize) -> Result<usize, SyntaxError> {
        let bytes = self.bytes;
        loop {
            match bytes.get(at) {
                Some(b'<') => return Ok(at),
                Some(b'&') => {
                    let (character, end) = self.reference(at)?;
                    self.white &= matches!(character, ' ' | '\t' | '\n' | '\r');
                    at = end;
                }
                Some(b']') if bytes.get(at..at + 3) == Some(b"]]>") => {
                    return Err(self.error(at, SyntaxErrorKind::SectionEndInText));
                }
                Some(_) => {
                    let after_white = skip_white(bytes, at);
                    if after_white == at {
                        self.white = false;
                        at += 1;
                    }
                    at = after_white.max(at);
                    if !self.white {
                        at = next_in_text(bytes, at);
                    }
                }
                None => return Err(self.unclosed(at)),
            }
        }
    }

    pub(super) fn comment_or_section(&mut self) -> Result<bool, SyntaxError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if rest.starts_with(b"<!--") {
            let start = self.at + 4;
            let end = self.find(start, b"--")?;
            match self.bytes.get(end + 2) {
                Some(b'>') => self.at = end + 3,
                Some(_) => return Err(self.error(end, SyntaxErrorKind::DoubleHyphenInComment)),
                None => return Err(self.error(end + 2, SyntaxErrorKind::UnexpectedEnd)),
            }
            return Ok(false);
        }
        if rest.starts_with(b"<![CDATA[") {
            if self.open.is_empty() {
                return Err(self.error(self.at, SyntaxErrorKind::TextOutsideRoot));
            }
            let start = self.at + 9;
            let end = self.find(start, b"]]>")?;
            self.content = Span { start, end };
            self.syntax = Syntax::Section;
            self.white = skip_white(self.bytes, start) >= end;
            self.at = end + 3;
            return Ok(start < end);
        }
        let complete: &[u8] = if rest.starts_with(b"<!D") { b"<!DOCTYPE" } else { b"<![CDATA[" };
        let kind = match rest {
            _ if rest.starts_with(b"<!DOCTYPE") => SyntaxErrorKind::DoctypeRefused,
            _ if complete.starts_with(rest) || rest == b"<!-" => SyntaxErrorKind::UnexpectedEnd,
            _ => SyntaxErrorKind::UnknownMarkup,
        };
        Err(self.error(self.at, kind))
    }

    pub(super) fn instruction(&mut self) -> Result<bool, SyntaxError> {
        let start = self.at + 2;
        let end = self.find(start, b"?>")?;
        let in_target = |byte: &&u8| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let content = Span { start, end }.of(self.bytes);
        let target = Span { start, end: start + content.iter().take_while(in_target).count() };
        if !self.is_simple_name(target) {
            return Err(self.error(start, SyntaxErrorKind::InvalidName { name: self.text.excerpt(target) }));
        }
        if target.of(self.bytes).eq_ignore_ascii_case(b"xml") {
            return Err(self.error(self.at, SyntaxErrorKind::ReservedTarget));
        }
        self.at = end + 2;
        Ok(false)
    }

    /// Where some bytes stand next.
    fn find(&self, start: usize, sought: &[u8]) -> Result<usize, SyntaxError> {
        match memmem::find(self.bytes.get(start..).unwrap_or_default(), sought) {
            Some(length) => Ok(start + length),
            None => Err(self.error(self.bytes.len(), SyntaxErrorKind::UnexpectedEnd)),
        }
    }

    pub(super) fn reference(&self, at: usize) -> Result<(char, usize), SyntaxError> {
        reference::read(self.bytes, at).map_err(|kind| self.error(at, kind))
    }
}

/// The place of the next `<`, `&` or `]`, or the end. Texts are short or very long.
fn next_in_text(bytes: &[u8], mut at: usize) -> usize {
    for _ in 0..4 {
        let stops = text_stops(word(bytes, at));
        at += before(stops);
        if stops != 0 {
            return at.min(bytes.len());
        }
    }
    match bytes.get(at..) {
        Some(rest) => memchr3(b'<', b'&', b']', rest).map_or(bytes.len(), |length| at + length),
        None => bytes.len(),
    }
}
