use std::borrow::Cow;

use bytes::Bytes;
use encoding_rs::mem::decode_latin1;

use super::byte_order::ByteOrder;
use super::declaration::declared_encoding;
use super::error::{XmlError, XmlErrorKind};
use crate::Text;

/// The encoding of a flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// ISO-8859-1, the usual encoding of flows. A character it lacks is written as a numeric reference.
    #[default]
    Iso8859_1,
    /// UTF-8.
    Utf8,
    /// ISO-8859-15, read only as far as known flows go.
    Iso8859_15,
    /// Windows-1252.
    Windows1252,
}

impl Encoding {
    /// The name in an XML declaration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iso8859_1 => "ISO-8859-1",
            Self::Utf8 => "UTF-8",
            Self::Iso8859_15 => "ISO-8859-15",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The encoding of that name, whatever its case.
    ///
    /// ```
    /// use pes_parser::Encoding;
    /// assert_eq!(Encoding::from_name("iso-8859-1"), Some(Encoding::Iso8859_1));
    /// assert_eq!(Encoding::from_name("UTF-16"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        const NAMES: [(&str, Encoding); 15] = [
            ("iso-8859-1", Encoding::Iso8859_1),
            ("iso_8859-1", Encoding::Iso8859_1),
            ("iso8859-1", Encoding::Iso8859_1),
            ("latin1", Encoding::Iso8859_1),
            ("us-ascii", Encoding::Iso8859_1),
            ("ascii", Encoding::Iso8859_1),
            ("utf-8", Encoding::Utf8),
            ("utf8", Encoding::Utf8),
            ("iso-8859-15", Encoding::Iso8859_15),
            ("iso_8859-15", Encoding::Iso8859_15),
            ("iso8859-15", Encoding::Iso8859_15),
            ("latin9", Encoding::Iso8859_15),
            ("windows-1252", Encoding::Windows1252),
            ("cp1252", Encoding::Windows1252),
            ("latin-9", Encoding::Iso8859_15),
        ];
        NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, encoding)| encoding)
    }

    /// Whether the encoding has a byte for this character.
    pub fn holds(self, character: char) -> bool {
        match self {
            Self::Utf8 => true,
            Self::Iso8859_1 => u32::from(character) < 0x100,
            Self::Iso8859_15 | Self::Windows1252 if character.is_ascii() => true,
            Self::Iso8859_15 | Self::Windows1252 => {
                let mut buffer = [0; 4];
                let encoder =
                    if self == Self::Windows1252 { encoding_rs::WINDOWS_1252 } else { encoding_rs::ISO_8859_15 };
                !encoder.encode(character.encode_utf8(&mut buffer)).2
            }
        }
    }

    /// The text of `bytes`, or the offset of the first sequence that the encoding does not have.
    ///
    /// # Errors
    /// The offset in bytes of the first sequence that is not of this encoding.
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| error.valid_up_to()),
            Self::Iso8859_1 => Ok(decode_latin1(bytes)),
            Self::Iso8859_15 => Ok(encoding_rs::ISO_8859_15.decode_without_bom_handling(bytes).0),
            Self::Windows1252 => Ok(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0),
        }
    }

    /// The bytes of `text`, or nothing when it has a character that the encoding lacks.
    ///
    /// ```
    /// use pes_parser::Encoding;
    /// assert_eq!(Encoding::Windows1252.encode("œ"), Some(vec![0x9C]));
    /// assert_eq!(Encoding::Iso8859_1.encode("œ"), None);
    /// ```
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        text.chars().all(|character| self.holds(character)).then(|| {
            let mut bytes = Vec::with_capacity(text.len());
            self.encode_into(text, &mut bytes);
            bytes
        })
    }

    /// Appends `text` in this encoding; what the encoding lacks becomes a numeric character reference.
    pub(crate) fn encode_into(self, text: &str, out: &mut Vec<u8>) {
        if self == Self::Utf8 || text.is_ascii() {
            out.extend_from_slice(text.as_bytes());
            return;
        }
        match self {
            Self::Iso8859_1 => {
                for character in text.chars() {
                    match u8::try_from(u32::from(character)) {
                        Ok(byte) => out.push(byte),
                        Err(_) => out.extend_from_slice(format!("&#{};", u32::from(character)).as_bytes()),
                    }
                }
            }
            Self::Iso8859_15 => out.extend_from_slice(&encoding_rs::ISO_8859_15.encode(text).0),
            Self::Windows1252 | Self::Utf8 => out.extend_from_slice(&encoding_rs::WINDOWS_1252.encode(text).0),
        }
    }
}

/// How the bytes of a document are read, without being decoded as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// UTF-8, whose bytes are known to be valid.
    Utf8,
    /// Each byte is the character of its number.
    Latin1,
}

impl Form {
    /// A part of the document, cut at markup, as text.
    pub fn text(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Latin1 => decode_latin1(bytes),
        }
    }

    /// What follows this many characters, which may be nothing.
    pub fn after(self, bytes: &[u8], characters: usize) -> &[u8] {
        let start = match self {
            Self::Latin1 => characters,
            Self::Utf8 => {
                let mut starts = (0..bytes.len()).filter(|&index| bytes[index] & 0xC0 != 0x80);
                starts.nth(characters).unwrap_or(bytes.len())
            }
        };
        bytes.get(start..).unwrap_or_default()
    }

    fn count_characters(self, bytes: &[u8]) -> usize {
        match self {
            Self::Utf8 => bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count(),
            Self::Latin1 => bytes.len(),
        }
    }
}

/// A document's name, bytes and encoding: what places refer to.
#[derive(Clone, Debug)]
pub struct Source<'b> {
    name: String,
    bytes: &'b [u8],
    encoding: Encoding,
    /// The bytes that are read and that places count: without byte order mark, from another encoding made UTF-8.
    body: Cow<'b, [u8]>,
    form: Form,
    is_utf16: bool,
    /// What `bytes` are a part of, when it can be kept.
    shared: Option<&'b Bytes>,
}

/// Offsets are kept on 32 bits, so a larger document is refused.
const MAX_BYTES: usize = u32::MAX as usize - 1;

impl<'b> Source<'b> {
    /// Decodes a document by its byte order mark, its XML declaration, or else as UTF-8. UTF-16 is known by its mark, or
    /// by the first characters of the declaration.
    ///
    /// `name` is how people know the document: a file name, or `flux.xml > PJ[2] asap.xml`.
    ///
    /// # Errors
    /// An empty document, an encoding that flows do not use, bytes that are not of the declared encoding, a
    /// character that XML forbids.
    pub fn decode(name: impl Into<String>, bytes: &'b [u8]) -> Result<Self, XmlError> {
        let start = |kind| XmlError { kind, line: 1, column: 1 };
        if bytes.starts_with(b"\xFF\xFE\0\0") || bytes.starts_with(b"\0\0\xFE\xFF") {
            return Err(start(XmlErrorKind::UnsupportedEncoding("UTF-32".into())));
        }
        if let Some(order) = ByteOrder::of(bytes) {
            return Source::decode_utf16(name.into(), bytes, order);
        }
        let whole = bytes;
        let (bytes, bom) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) => (rest, true),
            None => (bytes, false),
        };
        if bytes.trim_ascii().is_empty() {
            return Err(start(XmlErrorKind::Empty));
        }
        if bytes.len() > MAX_BYTES {
            return Err(start(XmlErrorKind::Limit(Text::fixed("4 Gio", "4 GiB"))));
        }
        let encoding = match declared_encoding(bytes).map_err(start)? {
            Some(name) if ByteOrder::is_any_named(&name) => return Err(start(XmlErrorKind::InvalidBytes)),
            Some(name) => Encoding::from_name(&name).ok_or_else(|| start(XmlErrorKind::UnsupportedEncoding(name)))?,
            None => Encoding::Utf8,
        };
        let encoding = if bom { Encoding::Utf8 } else { encoding };
        let form = if encoding == Encoding::Iso8859_1 { Form::Latin1 } else { Form::Utf8 };
        let body = match encoding {
            Encoding::Iso8859_1 => Cow::Borrowed(bytes),
            _ => encoding.decode(bytes).map(into_bytes).map_err(|valid_up_to| {
                let (line, column) = line_and_column(Form::Utf8, bytes, valid_up_to);
                XmlError { kind: XmlErrorKind::InvalidBytes, line, column }
            })?,
        };
        Source { name: name.into(), bytes: whole, encoding, body, form, is_utf16: false, shared: None }.sound()
    }

    fn decode_utf16(name: String, bytes: &'b [u8], order: ByteOrder) -> Result<Self, XmlError> {
        let start = |kind| XmlError { kind, line: 1, column: 1 };
        // Of two bytes three may be made.
        if bytes.len() > MAX_BYTES / 3 * 2 {
            return Err(start(XmlErrorKind::Limit(Text::fixed("4 Gio", "4 GiB"))));
        }
        let (text, is_whole) = order.decode(bytes);
        let (encoding, form) = (Encoding::Utf8, Form::Utf8);
        if !is_whole {
            let (line, column) = line_and_column(form, text.as_bytes(), text.len());
            return Err(XmlError { kind: XmlErrorKind::InvalidBytes, line, column });
        }
        if text.trim().is_empty() {
            return Err(start(XmlErrorKind::Empty));
        }
        if declared_encoding(text.as_bytes()).map_err(start)?.is_some_and(|name| !order.is_named(&name)) {
            return Err(start(XmlErrorKind::InvalidBytes));
        }
        let body = Cow::Owned(text.into_bytes());
        Source { name, bytes, encoding, body, form, is_utf16: true, shared: None }.sound()
    }

    /// The document, unless it has a character that XML forbids.
    fn sound(self) -> Result<Self, XmlError> {
        match forbidden_character(&self.body, self.form) {
            Some((offset, code)) => Err(self.error(offset, XmlErrorKind::ForbiddenCharacter(code))),
            None => Ok(self),
        }
    }

    /// The same for bytes that can be shared: the files of the pieces are then parts of them, not copies.
    ///
    /// # Errors
    /// Those of [`Source::decode`].
    pub fn shared(name: impl Into<String>, bytes: &'b Bytes) -> Result<Self, XmlError> {
        Ok(Source { shared: Some(bytes), ..Source::decode(name, bytes)? })
    }

    /// How people know the document.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The encoding that the bytes were read in; UTF-8 for UTF-16, that no flow is written in.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whether the bytes were read as UTF-16.
    pub fn is_utf16(&self) -> bool {
        self.is_utf16
    }

    /// The bytes as they were given.
    pub fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// The decoded text: a copy of the whole when the document is not in UTF-8.
    pub fn text(&self) -> Cow<'_, str> {
        self.form.text(&self.body)
    }

    /// What is read; places are offsets into it.
    pub(super) fn body(&self) -> &[u8] {
        &self.body
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// A part of the body, to be kept.
    pub(super) fn kept(&self, part: &[u8]) -> Bytes {
        match (self.shared, &self.body) {
            (Some(bytes), Cow::Borrowed(_)) => bytes.slice_ref(part),
            _ => Bytes::copy_from_slice(part),
        }
    }

    pub(crate) fn error(&self, offset: usize, kind: XmlErrorKind) -> XmlError {
        let (line, column) = line_and_column(self.form, &self.body, offset);
        XmlError { kind, line, column }
    }
}

fn into_bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// Line and column, from 1, of a byte offset.
fn line_and_column(form: Form, body: &[u8], offset: usize) -> (usize, usize) {
    Lines::new(form, body).at(offset)
}

/// Lines and columns of growing offsets, each byte looked at once.
pub(super) struct Lines<'a> {
    form: Form,
    body: &'a [u8],
    line: usize,
    column: usize,
    /// What `line` and `column` are those of.
    offset: usize,
}

impl<'a> Lines<'a> {
    pub fn new(form: Form, body: &'a [u8]) -> Self {
        Lines { form, body, line: 1, column: 1, offset: 0 }
    }

    pub fn at(&mut self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.body.len());
        let passed = self.body.get(self.offset..offset).unwrap_or_default();
        let mut on_the_line = passed;
        if let Some(last) = memchr::memrchr(b'\n', passed) {
            self.line += memchr::memchr_iter(b'\n', passed).count();
            self.column = 1;
            on_the_line = &passed[last + 1..];
        }
        self.column += self.form.count_characters(on_the_line);
        self.offset = self.offset.max(offset);
        (self.line, self.column)
    }
}

/// The first character that XML 1.0 does not allow, with its offset.
fn forbidden_character(body: &[u8], form: Form) -> Option<(usize, u32)> {
    /// Blocks without a byte to look at, which are nearly all, are passed over by whole registers.
    const BLOCK: usize = 256;
    // U+FFFE and U+FFFF in UTF-8.
    let is_noncharacter =
        |rest: &[u8]| form == Form::Utf8 && (rest.starts_with(b"\xEF\xBF\xBE") || rest.starts_with(b"\xEF\xBF\xBF"));
    let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    let is_suspect = |byte: u8| is_control(byte) || byte == 0xEF;
    for (block, bytes) in body.chunks(BLOCK).enumerate() {
        if !bytes.iter().fold(false, |found, &byte| found | is_suspect(byte)) {
            continue;
        }
        for (index, &byte) in bytes.iter().enumerate().filter(|&(_, &byte)| is_suspect(byte)) {
            let offset = block * BLOCK + index;
            if is_control(byte) {
                return Some((offset, u32::from(byte)));
            }
            let rest = body.get(offset..).unwrap_or_default();
            if is_noncharacter(rest) {
                return Some((offset, 0xFFC0 | u32::from(rest[2] & 0x3F)));
            }
        }
    }
    None
}
