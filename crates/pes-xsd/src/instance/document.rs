//! A document in memory: its encoding found, its characters checked.

use std::borrow::Cow;

use memchr::memchr2;

use super::declaration::Declaration;
use super::encoding::{ByteOrder, Encoding};
use super::error::{SyntaxError, SyntaxErrorKind};
use super::text::Text;

/// A document whose encoding is known and all whose characters are allowed, up to its first bad one.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    source: Source<'a>,
    body: usize,
    fault: Option<SyntaxError>,
}

#[derive(Debug)]
enum Source<'a> {
    Utf8(Cow<'a, str>),
    SingleBytes(&'a [u8], Encoding),
}

const UTF8_MARK: &str = "\u{FEFF}";

impl<'a> Document<'a> {
    /// Opens a document: finds its encoding, reads its XML declaration and looks at every character.
    ///
    /// A character that is not allowed, or that its encoding does not know, is no error here: the document ends
    /// before it, and a scanner that comes to it reports it.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, SyntaxError> {
        match bytes {
            [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => {
                let kind = SyntaxErrorKind::UnsupportedEncoding { name: "UTF-32".into() };
                Err(SyntaxError { offset: 0, kind })
            }
            [0xFF, 0xFE, rest @ ..] => Self::open_utf16(rest, ByteOrder::Little, true),
            [0xFE, 0xFF, rest @ ..] => Self::open_utf16(rest, ByteOrder::Big, true),
            [b'<', 0, b'?', 0, ..] => Self::open_utf16(bytes, ByteOrder::Little, false),
            [0, b'<', 0, b'?', ..] => Self::open_utf16(bytes, ByteOrder::Big, false),
            _ => Self::open_bytes(bytes),
        }
    }

    /// The whole of a document as text, without byte order mark.
    pub(crate) fn decode(bytes: &'a [u8]) -> Result<Cow<'a, str>, SyntaxError> {
        let document = Self::open(bytes)?;
        if let Some(fault) = document.fault {
            return Err(fault);
        }
        Ok(match document.source {
            Source::Utf8(Cow::Borrowed(text)) => Cow::Borrowed(text.strip_prefix(UTF8_MARK).unwrap_or(text)),
            Source::Utf8(owned) => owned,
            Source::SingleBytes(bytes, encoding) => {
                bytes.iter().filter_map(|&byte| encoding.character(byte)).collect::<String>().into()
            }
        })
    }

    fn open_utf16(bytes: &[u8], order: ByteOrder, marked: bool) -> Result<Self, SyntaxError> {
        let (text, bad_byte) = order.decode(bytes);
        let declaration = Declaration::read(text.as_bytes(), 0)?;
        let named = declaration.encoding.as_ref().map_or(marked, |(name, _)| order.is_named(name));
        if !named {
            return Err(mismatch(declaration.encoding, "UTF-16"));
        }
        Ok(Self::of_text(Cow::Owned(text), declaration.end, bad_byte))
    }

    fn open_bytes(bytes: &'a [u8]) -> Result<Self, SyntaxError> {
        let start = if bytes.starts_with(UTF8_MARK.as_bytes()) { UTF8_MARK.len() } else { 0 };
        let declaration = Declaration::read(bytes, start)?;
        let encoding = match &declaration.encoding {
            None => Encoding::Utf8,
            Some((name, offset)) => match Encoding::of_name(name) {
                Some(encoding) => encoding,
                None if ByteOrder::Little.is_named(name) || ByteOrder::Big.is_named(name) => {
                    return Err(mismatch(declaration.encoding, "single bytes"));
                }
                None => {
                    let kind = SyntaxErrorKind::UnsupportedEncoding { name: name.clone() };
                    return Err(SyntaxError { offset: *offset, kind });
                }
            },
        };
        if encoding != Encoding::Utf8 {
            return match start {
                0 => Ok(Self::of_single_bytes(bytes, encoding, declaration.end)),
                _ => Err(mismatch(declaration.encoding, "UTF-8")),
            };
        }
        let (text, bad_byte) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(fault) => {
                let (good, bad) = bytes.split_at(fault.valid_up_to());
                (std::str::from_utf8(good).unwrap_or_default(), bad.first().copied())
            }
        };
        Ok(Self::of_text(Cow::Borrowed(text), declaration.end, bad_byte))
    }

    fn of_text(mut text: Cow<'a, str>, body: usize, bad_byte: Option<u8>) -> Self {
        let bad_character = find_fault(text.as_bytes(), |byte| byte < 0x20 || byte == 0xEF, starts_with_fault);
        let fault = match bad_character {
            Some(offset) => {
                let character = text.get(offset..).and_then(|rest| rest.chars().next()).unwrap_or_default();
                Some(SyntaxError { offset, kind: SyntaxErrorKind::InvalidCharacter { character } })
            }
            None => {
                bad_byte.map(|byte| SyntaxError { offset: text.len(), kind: SyntaxErrorKind::InvalidByte { byte } })
            }
        };
        if let Some(offset) = bad_character {
            match &mut text {
                Cow::Borrowed(text) => *text = text.get(..offset).unwrap_or_default(),
                Cow::Owned(text) => text.truncate(offset),
            }
        }
        Self { source: Source::Utf8(text), body, fault }
    }

    fn of_single_bytes(bytes: &'a [u8], encoding: Encoding, body: usize) -> Self {
        let is_fault = |byte| is_forbidden(byte) || encoding.character(byte).is_none();
        let starts_with_fault = |rest: &[u8]| rest.first().is_some_and(|&byte| is_fault(byte));
        let offset = match encoding {
            Encoding::Ascii => find_fault(bytes, |byte| !(0x20..0x80).contains(&byte), starts_with_fault),
            Encoding::Windows1252 => {
                find_fault(bytes, |byte| byte < 0x20 || (0x80..0xA0).contains(&byte), starts_with_fault)
            }
            _ => find_fault(bytes, |byte| byte < 0x20, starts_with_fault),
        };
        let fault = offset.and_then(|offset| {
            let byte = *bytes.get(offset)?;
            let kind = match byte {
                0..0x20 => SyntaxErrorKind::InvalidCharacter { character: char::from(byte) },
                _ => SyntaxErrorKind::InvalidByte { byte },
            };
            Some(SyntaxError { offset, kind })
        });
        let good = bytes.get(..offset.unwrap_or(bytes.len())).unwrap_or_default();
        Self { source: Source::SingleBytes(good, encoding), body, fault }
    }

    /// The line and the column, both from 1, of offsets given in growing order. A column counts characters.
    pub(crate) fn positions(&self, offsets: &[usize]) -> Vec<(usize, usize)> {
        let text = self.text();
        let bytes = text.bytes();
        let mut at = if bytes.starts_with(UTF8_MARK.as_bytes()) { UTF8_MARK.len() } else { 0 };
        let (mut line, mut column) = (1, 1);
        let mut place = |&offset: &usize| {
            let offset = offset.min(bytes.len());
            while let Some(rest) = bytes.get(at..offset)
                && let Some(length) = memchr2(b'\n', b'\r', rest)
            {
                at += length + 1;
                let inside_line_end = bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) == Some(&b'\n');
                if inside_line_end {
                    column += text.count_characters(at - 1 - length, at);
                } else {
                    (line, column) = (line + 1, 1);
                }
            }
            if at < offset {
                column += text.count_characters(at, offset);
                at = offset;
            }
            (line, column)
        };
        offsets.iter().map(&mut place).collect()
    }

    /// Whether a scanner reads other bytes than those given, as it does for UTF-16.
    pub(crate) fn is_transcoded(&self) -> bool {
        matches!(self.source, Source::Utf8(Cow::Owned(_)))
    }

    /// The characters before the first bad one.
    pub(super) fn text(&self) -> Text<'_> {
        match &self.source {
            Source::Utf8(text) => Text::Utf8(text),
            Source::SingleBytes(bytes, encoding) => Text::SingleBytes(bytes, *encoding),
        }
    }

    /// Where the XML declaration ends.
    pub(super) fn body(&self) -> usize {
        self.body
    }

    /// The first bad character, which stands where the text ends.
    pub(super) fn fault(&self) -> Option<&SyntaxError> {
        self.fault.as_ref()
    }
}

fn mismatch(declared: Option<(String, usize)>, found: &'static str) -> SyntaxError {
    let (declared, offset) = declared.unwrap_or_default();
    SyntaxError { offset, kind: SyntaxErrorKind::EncodingMismatch { declared, found } }
}

/// Control characters are allowed only where they are white space.
fn is_forbidden(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// Whether bytes in UTF-8 start with a character that XML forbids.
fn starts_with_fault(bytes: &[u8]) -> bool {
    match bytes {
        [0xEF, 0xBF, 0xBE | 0xBF, ..] => true,
        [byte, ..] => is_forbidden(*byte),
        [] => false,
    }
}

/// The offset of the first fault. Blocks without a suspicious byte are passed over quickly.
fn find_fault(bytes: &[u8], suspicious: impl Fn(u8) -> bool, is_fault: impl Fn(&[u8]) -> bool) -> Option<usize> {
    const BLOCK: usize = 256;
    let mut rest = bytes;
    loop {
        let block = rest.get(..BLOCK).unwrap_or(rest);
        if block.is_empty() {
            return None;
        }
        let found = block.iter().fold(false, |found, &byte| found | (suspicious(byte) && !is_white(byte)));
        if found && let Some(at) = (0..block.len()).find(|&at| rest.get(at..).is_some_and(&is_fault)) {
            return Some(bytes.len() - rest.len() + at);
        }
        rest = rest.get(BLOCK..).unwrap_or_default();
    }
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r')
}
