//! The characters of a document, and the values that they write.

use memchr::{memchr, memchr2};

use super::encoding::Encoding;
use super::reference;

/// A stretch of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Span {
    /// Its first byte.
    pub(crate) start: usize,
    /// The byte after its last.
    pub(crate) end: usize,
}

impl Span {
    /// Its bytes.
    pub(super) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }
}

/// The characters of a document, as they are encoded.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'d> {
    Utf8(&'d str),
    SingleBytes(&'d [u8], Encoding),
}

/// What a value is written in, which says what stands for something else in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    /// An attribute value: references, and white space that becomes spaces.
    Attribute,
    /// Character data: references, and ends of lines.
    Text,
    /// A CDATA section: ends of lines.
    Section,
}

/// Names and values in messages are cut to this many bytes.
const EXCERPT: usize = 100;

impl<'d> Text<'d> {
    pub(super) fn bytes(self) -> &'d [u8] {
        match self {
            Self::Utf8(text) => text.as_bytes(),
            Self::SingleBytes(bytes, _) => bytes,
        }
    }

    /// The encoding, UTF-8 where the document was transcoded to it.
    pub(super) fn encoding(self) -> Encoding {
        match self {
            Self::Utf8(_) => Encoding::Utf8,
            Self::SingleBytes(_, encoding) => encoding,
        }
    }

    /// Characters as they stand, where they are ASCII or the document is in UTF-8.
    #[inline(always)]
    pub(super) fn plain(self, span: Span) -> &'d str {
        match self {
            Self::Utf8(text) => text.get(span.start..span.end).unwrap_or_default(),
            Self::SingleBytes(bytes, _) => std::str::from_utf8(span.of(bytes)).unwrap_or_default(),
        }
    }

    /// Characters as they stand, without a copy where that can be.
    pub(super) fn raw<'s>(self, span: Span, scratch: &'s mut String) -> &'s str
    where
        'd: 's,
    {
        match self {
            Self::SingleBytes(bytes, encoding) if !span.of(bytes).is_ascii() => {
                scratch.clear();
                scratch.extend(span.of(bytes).iter().filter_map(|&byte| encoding.character(byte)));
                scratch
            }
            _ => self.plain(span),
        }
    }

    /// The value that characters write, without a copy where that can be.
    pub(super) fn value<'s>(self, span: Span, syntax: Syntax, scratch: &'s mut String) -> &'s str
    where
        'd: 's,
    {
        let bytes = self.bytes();
        let length_before_special = |at: usize| {
            let rest = bytes.get(at..span.end).unwrap_or_default();
            let special = match syntax {
                Syntax::Attribute => rest.iter().position(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b'&')),
                Syntax::Text => memchr2(b'\r', b'&', rest),
                Syntax::Section => memchr(b'\r', rest),
            };
            special.unwrap_or(rest.len())
        };
        let mut at = span.start + length_before_special(span.start);
        if at >= span.end {
            return self.raw(span, scratch);
        }
        scratch.clear();
        self.append(Span { start: span.start, end: at }, scratch);
        while at < span.end {
            match bytes.get(at) {
                Some(b'&') => match reference::read(bytes, at) {
                    Ok((character, end)) => {
                        scratch.push(character);
                        at = end;
                    }
                    // The scanner has read every reference before.
                    Err(_) => at += 1,
                },
                _ => {
                    let is_pair = bytes.get(at..at + 2) == Some(b"\r\n") && at + 1 < span.end;
                    scratch.push(if syntax == Syntax::Attribute { ' ' } else { '\n' });
                    at += if is_pair { 2 } else { 1 };
                }
            }
            let end = at + length_before_special(at);
            self.append(Span { start: at, end }, scratch);
            at = end;
        }
        scratch
    }

    /// The start of some characters, for a message.
    pub(super) fn excerpt(self, span: Span) -> String {
        let bytes = Span { start: span.start, end: span.end.min(span.start.saturating_add(EXCERPT)) }.of(self.bytes());
        match self {
            Self::Utf8(_) => {
                // A character cut in two at the end is left out.
                let whole = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
                whole.into()
            }
            Self::SingleBytes(_, encoding) => bytes.iter().filter_map(|&byte| encoding.character(byte)).collect(),
        }
    }

    /// The character at an offset.
    pub(super) fn character(self, at: usize) -> Option<char> {
        match self {
            Self::Utf8(text) => text.get(at..)?.chars().next(),
            Self::SingleBytes(bytes, encoding) => encoding.character(*bytes.get(at)?),
        }
    }

    /// How many characters start in a stretch.
    pub(super) fn count_characters(self, start: usize, end: usize) -> usize {
        let bytes = Span { start, end }.of(self.bytes());
        match self {
            Self::Utf8(_) => bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count(),
            Self::SingleBytes(..) => bytes.len(),
        }
    }

    fn append(self, span: Span, to: &mut String) {
        match self {
            Self::Utf8(text) => to.push_str(text.get(span.start..span.end).unwrap_or_default()),
            Self::SingleBytes(bytes, encoding) => {
                to.extend(span.of(bytes).iter().filter_map(|&byte| encoding.character(byte)));
            }
        }
    }
}
