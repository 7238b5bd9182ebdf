use std::borrow::Cow;

use bytes::Bytes;
use memchr::{memchr3, memmem};

use super::error::{Fault, FaultKind, XmlError, XmlErrorKind};
use super::source::Source;
use super::tag::{Tag, check_name, is_blank, resolve};
use super::words::{blank_length, name_length, plain_value_length};
use crate::Text;
use crate::value::Place;

/// Elements inside elements: flows go 12 deep, XAdES signatures 20.
const MAX_DEPTH: usize = 256;
/// Attributes in one tag: flows have one, roots about fifteen.
const MAX_ATTRIBUTES: usize = 256;
/// Namespace declarations in force at once.
const MAX_NAMESPACES: usize = 256;
/// Bytes of a name: findings and their paths repeat it.
const MAX_NAME: usize = 1_000;

/// A piece of a well-formed document.
pub(crate) enum Event<'a> {
    /// A start tag. No `Close` follows that of an empty element.
    Open(Tag<'a>),
    Close,
    /// Text without references, as written. Blanks alone are passed over.
    Text(&'a [u8], Place),
    /// The character that a reference in a text stands for.
    Reference(char, Place),
    End,
}

/// Reads a document piece by piece and accepts nothing that is not well formed.
///
/// Nearly every tag of a flow is `<Name>`, `</Name>` or `<Name V="..."/>` in plain ASCII: these are read in one look at
/// each byte, the others by the whole of the rules. Time is linear: depth, attributes and namespaces are bounded.
pub(crate) struct Reader<'a> {
    source: &'a Source<'a>,
    body: &'a [u8],
    at: usize,
    open: Vec<&'a [u8]>,
    namespaces: Vec<(usize, Cow<'a, str>)>,
    root_seen: bool,
    /// What the model had no room for.
    pub faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a Source<'a>) -> Self {
        Reader {
            source,
            body: source.body(),
            at: 0,
            open: Vec::new(),
            namespaces: vec![(0, Cow::Borrowed("xml"))],
            root_seen: false,
            faults: Vec::new(),
        }
    }

    /// Offset reached.
    pub fn position(&self) -> usize {
        self.at
    }

    #[inline]
    pub fn next(&mut self) -> Result<Event<'a>, XmlError> {
        loop {
            let start = self.at;
            self.at += blank_length(self.rest());
            let event = match self.rest() {
                [] => return self.end(),
                [b'<', b'/', ..] => Some(self.end_tag()?),
                [b'<', b'?', ..] => self.instruction()?,
                [b'<', b'!', ..] => self.declaration()?,
                [b'<', ..] => Some(Event::Open(self.start_tag()?)),
                [b'&', ..] if self.at == start => Some(self.reference()?),
                _ => Some(self.text(start)?),
            };
            if let Some(event) = event {
                return Ok(event);
            }
        }
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.body.get(self.at..).unwrap_or_default()
    }

    /// Reads to the end of the element just opened and gives it whole, tags included.
    pub fn raw_element(&mut self, tag: &Tag<'a>) -> Result<Cow<'a, str>, XmlError> {
        self.skip(tag)?;
        Ok(self.text_from(tag.start))
    }

    /// Reads to the end of the element just opened; whether it held anything but blanks.
    #[inline]
    pub fn skip(&mut self, tag: &Tag<'a>) -> Result<bool, XmlError> {
        if tag.is_empty { Ok(false) } else { self.skip_content() }
    }

    fn skip_content(&mut self) -> Result<bool, XmlError> {
        let mut depth = 1_usize;
        let mut held = false;
        while depth > 0 {
            match self.next()? {
                Event::Open(tag) => {
                    depth += usize::from(!tag.is_empty);
                    held = true;
                }
                Event::Close => depth -= 1,
                Event::Text(text, _) => held |= !is_white(text),
                Event::Reference(..) => held = true,
                Event::End => break,
            }
        }
        Ok(held)
    }

    /// The document from an offset to the position reached.
    pub fn text_from(&self, start: usize) -> Cow<'a, str> {
        self.source.form().text(&self.body[start..self.at])
    }

    /// A part of the document, to be kept.
    pub fn kept(&self, part: &[u8]) -> Bytes {
        self.source.kept(part)
    }

    /// A part of the document as text.
    pub fn text_of(&self, part: &'a [u8]) -> Cow<'a, str> {
        self.source.form().text(part)
    }

    pub fn fault(&mut self, kind: FaultKind, at: usize) {
        self.faults.push(Fault { kind, place: Place::at(at) });
    }

    #[inline]
    fn start_tag(&mut self) -> Result<Tag<'a>, XmlError> {
        let start = self.at;
        let rest = self.rest();
        let name_end = 1 + plain_name(&rest[1..]);
        let is_plain = (2..=MAX_NAME).contains(&name_end) && !self.open.is_empty() && self.open.len() < MAX_DEPTH;
        let (value, end) = match &rest[name_end..] {
            [b'>' | b'/', ..] => (None, name_end),
            [b' ', b'V', b'=', b'"', value @ ..] => {
                let value_start = name_end + 4;
                let value_end = value_start + plain_value_length(value);
                (Some(&rest[value_start..value_end]), value_end + 1)
            }
            _ => return self.any_start_tag(),
        };
        // What ended the value may be another byte than a quote.
        let is_whole = value.is_none() || rest.get(end - 1) == Some(&b'"');
        let (is_empty, length) = match rest.get(end..) {
            Some([b'>', ..]) => (false, end + 1),
            Some([b'/', b'>', ..]) => (true, end + 2),
            _ => return self.any_start_tag(),
        };
        if !is_plain || !is_whole {
            return self.any_start_tag();
        }
        let tag = Tag {
            name: &rest[1..name_end],
            raw_attributes: &rest[name_end..end],
            attributes_at: start + name_end,
            start,
            is_empty,
            plain_v: value,
            form: self.source.form(),
        };
        self.at = start + length;
        if !is_empty {
            self.open.push(tag.name);
        }
        Ok(tag)
    }

    /// A tag that is not of the usual form, or at a place where not every tag may stand.
    #[cold]
    fn any_start_tag(&mut self) -> Result<Tag<'a>, XmlError> {
        let start = self.at;
        let end = self.tag_end().ok_or_else(|| self.source.error(start, XmlErrorKind::Markup))?;
        let raw = &self.body[start..end];
        let is_empty = raw.ends_with(b"/>");
        let inside = &raw[1..raw.len() - if is_empty { 2 } else { 1 }];
        let name_end = inside.iter().position(|&byte| is_blank(byte)).unwrap_or(inside.len());
        let (name, raw_attributes) = inside.split_at(name_end);
        let form = self.source.form();
        let tag =
            Tag { name, raw_attributes, attributes_at: start + 1 + name_end, start, is_empty, plain_v: None, form };
        let fail = |at, kind| Err(self.source.error(at, kind));
        if self.open.is_empty() && self.root_seen {
            return fail(start, XmlErrorKind::OutsideRoot);
        }
        if self.open.len() >= MAX_DEPTH {
            return fail(start, XmlErrorKind::Limit(Text::fixed("256 niveaux", "256 levels")));
        }
        if name.len() > MAX_NAME {
            return fail(start, name_too_long());
        }
        if let Err(kind) = check_name(&tag.name()) {
            return fail(start, kind);
        }
        self.at = end;
        self.root_seen = true;
        self.open.push(name);
        self.check_attributes(&tag)?;
        if is_empty {
            self.leave();
        }
        Ok(tag)
    }

    /// Where the tag that starts here ends: the first `>` that no quotes hold.
    fn tag_end(&self) -> Option<usize> {
        let bytes = self.body;
        let mut at = self.at;
        loop {
            at += memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
            match bytes[at] {
                b'>' => return Some(at + 1),
                quote => at += 2 + memchr::memchr(quote, bytes.get(at + 1..)?)?,
            }
        }
    }

    fn end_tag(&mut self) -> Result<Event<'a>, XmlError> {
        let start = self.at;
        let Some(&open) = self.open.last() else { return Err(self.source.error(start, XmlErrorKind::OutsideRoot)) };
        let rest = &self.rest()[2..];
        if rest.starts_with(open) && rest.get(open.len()) == Some(&b'>') {
            self.at = start + open.len() + 3;
        } else {
            let Some(length) = memchr::memchr(b'>', rest) else {
                return Err(self.source.error(start, XmlErrorKind::Markup));
            };
            let found = without_trailing_blanks(&rest[..length]);
            if found != open {
                let text = |name: &'a [u8]| self.text_of(&name[..name.len().min(MAX_NAME)]).into_owned();
                let (expected, found) = (text(open), text(found));
                return Err(self.source.error(start, XmlErrorKind::MismatchedEnd { expected, found }));
            }
            self.at = start + length + 3;
        }
        self.leave();
        Ok(Event::Close)
    }

    fn check_attributes(&mut self, tag: &Tag<'a>) -> Result<(), XmlError> {
        let fail = |at, kind| Err(self.source.error(at, kind));
        let depth = self.open.len();
        let mut names: Vec<Cow<'a, str>> = Vec::new();
        for attribute in tag.attributes() {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err((at, kind)) => return fail(at, kind),
            };
            if attribute.name.len() > MAX_NAME {
                return fail(attribute.at, name_too_long());
            }
            if names.contains(&attribute.name) {
                return fail(attribute.at, XmlErrorKind::DuplicateAttribute(attribute.name.into()));
            }
            if names.len() >= MAX_ATTRIBUTES {
                return fail(attribute.at, XmlErrorKind::Limit(Text::fixed("256 attributs", "256 attributes")));
            }
            let (name, at, is_empty) = (attribute.name.clone(), attribute.at, attribute.raw_value.is_empty());
            if let Err(kind) = check_name(&name).and_then(|()| attribute.value().map(drop)) {
                return fail(at, kind);
            }
            if let Some(prefix) = name.strip_prefix("xmlns:") {
                if self.namespaces.len() >= MAX_NAMESPACES {
                    return fail(at, XmlErrorKind::Limit(Text::fixed("256 espaces de noms", "256 namespaces")));
                }
                if is_empty || matches!(prefix, "xmlns" | "xml") {
                    return fail(at, XmlErrorKind::Attribute);
                }
                self.namespaces.push((depth, Cow::Owned(prefix.to_owned())));
            }
            names.push(name);
        }
        for name in names.iter().chain([&tag.name()]) {
            if let Some((prefix, _)) = name.split_once(':')
                && prefix != "xmlns"
                && !self.namespaces.iter().any(|(_, declared)| declared == prefix)
            {
                return fail(tag.start, XmlErrorKind::UnboundPrefix(prefix.into()));
            }
        }
        Ok(())
    }

    #[inline]
    fn leave(&mut self) {
        let depth = self.open.len();
        self.open.pop();
        while self.namespaces.last().is_some_and(|(declared_at, _)| *declared_at == depth) {
            self.namespaces.pop();
        }
    }

    /// The text that starts here; what was read of it is blank.
    fn text(&mut self, start: usize) -> Result<Event<'a>, XmlError> {
        if self.open.is_empty() {
            return Err(self.source.error(start, XmlErrorKind::OutsideRoot));
        }
        loop {
            let rest = self.rest();
            self.at += memchr3(b'<', b'&', b']', rest).unwrap_or(rest.len());
            match self.rest() {
                [b']', b']', b'>', ..] => return Err(self.source.error(self.at, XmlErrorKind::Markup)),
                [b']', ..] => self.at += 1,
                _ => return Ok(Event::Text(&self.body[start..self.at], Place::at(start))),
            }
        }
    }

    fn reference(&mut self) -> Result<Event<'a>, XmlError> {
        let start = self.at;
        let fail = |kind| Err(self.source.error(start, kind));
        if self.open.is_empty() {
            return fail(XmlErrorKind::OutsideRoot);
        }
        let inside = &self.body[start + 1..];
        let name = match memchr3(b';', b'<', b'&', inside) {
            Some(end) if inside[end] == b';' => &inside[..end],
            _ => {
                let shown = self.text_of(&inside[..inside.len().min(48)]).chars().take(12).collect();
                return fail(XmlErrorKind::UnknownEntity(shown));
            }
        };
        match resolve(&self.text_of(name)) {
            Ok(character) => {
                self.at = start + name.len() + 2;
                Ok(Event::Reference(character, Place::at(start)))
            }
            Err(kind) => fail(kind),
        }
    }

    /// A processing instruction, or the declaration that starts the document.
    fn instruction(&mut self) -> Result<Option<Event<'a>>, XmlError> {
        let start = self.at;
        let fail = |kind| Err(self.source.error(start, kind));
        let inside = &self.body[start + 2..];
        let Some(length) = memmem::find(inside, b"?>") else { return fail(XmlErrorKind::Markup) };
        let target = inside[..length].split(|&byte| is_blank(byte)).next().unwrap_or_default();
        if let Err(kind) = check_name(&self.text_of(target)) {
            return fail(kind);
        }
        if target.eq_ignore_ascii_case(b"xml") && (start > 0 || target != b"xml") {
            return fail(XmlErrorKind::Markup);
        }
        self.at = start + length + 4;
        Ok(None)
    }

    /// A comment, or a section of characters.
    fn declaration(&mut self) -> Result<Option<Event<'a>>, XmlError> {
        let start = self.at;
        let fail = |kind| Err(self.source.error(start, kind));
        let raw = self.rest();
        if let Some(inside) = raw.strip_prefix(b"<!--") {
            return match memmem::find(inside, b"--") {
                Some(length) if inside[length..].starts_with(b"-->") => {
                    self.at = start + length + 7;
                    Ok(None)
                }
                _ => fail(XmlErrorKind::Markup),
            };
        }
        let Some(inside) = raw.strip_prefix(b"<![CDATA[") else {
            let is_doctype = raw.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!DOCTYPE"));
            return fail(if is_doctype { XmlErrorKind::Doctype } else { XmlErrorKind::Markup });
        };
        let Some(length) = memmem::find(inside, b"]]>") else { return fail(XmlErrorKind::Markup) };
        if self.open.is_empty() {
            return fail(XmlErrorKind::OutsideRoot);
        }
        self.at = start + length + 12;
        Ok(Some(Event::Text(&inside[..length], Place::at(start))))
    }

    fn end(&self) -> Result<Event<'a>, XmlError> {
        match self.open.last() {
            Some(name) => Err(self.source.error(self.at, XmlErrorKind::Unclosed(self.text_of(name).into_owned()))),
            None if self.root_seen => Ok(Event::End),
            None => Err(self.source.error(self.at, XmlErrorKind::Empty)),
        }
    }
}

#[cold]
fn name_too_long() -> XmlErrorKind {
    XmlErrorKind::Limit(Text::fixed("1 000 octets dans un nom", "1,000 bytes in a name"))
}

/// Whether a text is nothing but blanks.
pub(crate) fn is_white(text: &[u8]) -> bool {
    text.iter().all(|&byte| is_blank(byte))
}

fn without_trailing_blanks(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&byte| !is_blank(byte)).map_or(0, |last| last + 1);
    &text[..end]
}

/// The length of a name in ASCII without a colon at the start of some bytes; 0 when there is none.
#[inline]
fn plain_name(bytes: &[u8]) -> usize {
    match bytes.first() {
        Some(b'A'..=b'Z' | b'a'..=b'z' | b'_') => name_length(bytes),
        _ => 0,
    }
}
