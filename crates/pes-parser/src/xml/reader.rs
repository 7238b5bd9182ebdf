use std::borrow::Cow;

use quick_xml::errors::IllFormedError;
use quick_xml::events::Event as Token;

use super::error::{Fault, FaultKind, XmlError, XmlErrorKind};
use super::source::Source;
use super::tag::{Tag, check_name, is_blank, resolve, unescape};
use crate::value::Place;

/// Elements inside elements: flows go 12 deep, XAdES signatures 20.
const MAX_DEPTH: usize = 256;
/// Attributes in one tag: flows have one, roots about fifteen.
const MAX_ATTRIBUTES: usize = 256;
/// Namespace declarations in force at once.
const MAX_NAMESPACES: usize = 256;

/// A piece of a well-formed document.
pub(crate) enum Event<'a> {
    Open(Tag<'a>),
    Close,
    /// Text with its references resolved.
    Text(Cow<'a, str>, Place),
    End,
}

/// Reads a document piece by piece and accepts nothing that is not well formed.
///
/// quick-xml finds the tokens; what it lets pass (names, attribute syntax, prefixes, references, content beside the
/// root) is checked here. Time is linear: depth, attributes and namespaces are bounded.
pub(crate) struct Reader<'a> {
    source: &'a Source<'a>,
    tokens: quick_xml::Reader<&'a [u8]>,
    open: Vec<&'a str>,
    namespaces: Vec<(usize, &'a str)>,
    /// An empty tag was given as open: its close comes next.
    close_pending: bool,
    root_seen: bool,
    /// What the model had no room for.
    pub faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    pub fn new(source: &'a Source<'a>) -> Self {
        let mut tokens = quick_xml::Reader::from_str(source.text());
        tokens.config_mut().check_comments = true;
        Reader {
            source,
            tokens,
            open: Vec::new(),
            namespaces: vec![(0, "xml")],
            close_pending: false,
            root_seen: false,
            faults: Vec::new(),
        }
    }

    /// Offset reached.
    pub fn position(&self) -> usize {
        usize::try_from(self.tokens.buffer_position()).unwrap_or(usize::MAX)
    }

    pub fn next(&mut self) -> Result<Event<'a>, XmlError> {
        if self.close_pending {
            self.close_pending = false;
            self.leave();
            return Ok(Event::Close);
        }
        loop {
            let start = self.position();
            let token = self.tokens.read_event().map_err(|error| self.token_error(start, &error))?;
            let raw = &self.source.text()[start..self.position()];
            let event = match token {
                Token::Start(_) => Some(Event::Open(self.enter(raw, start, false)?)),
                Token::Empty(_) => Some(Event::Open(self.enter(raw, start, true)?)),
                Token::End(_) => {
                    self.leave();
                    Some(Event::Close)
                }
                Token::Text(_) => self.text(raw, start)?,
                Token::GeneralRef(_) => Some(self.reference(raw, start)?),
                Token::CData(_) => self.cdata(raw, start)?,
                Token::Decl(_) if start == 0 => None,
                Token::PI(_) | Token::Decl(_) => {
                    let target = raw[2..].split(|c| is_blank(c) || c == '?').next().unwrap_or_default();
                    check_name(target).map_err(|kind| self.source.error(start, kind))?;
                    if target.eq_ignore_ascii_case("xml") {
                        return Err(self.source.error(start, XmlErrorKind::Markup));
                    }
                    None
                }
                Token::Comment(_) => None,
                Token::DocType(_) => return Err(self.source.error(start, XmlErrorKind::Doctype)),
                Token::Eof => return self.end(start),
            };
            if let Some(event) = event {
                return Ok(event);
            }
        }
    }

    /// Reads to the end of the element just opened and gives it whole, tags included.
    pub fn raw_element(&mut self, tag: &Tag<'a>) -> Result<&'a str, XmlError> {
        self.skip()?;
        Ok(self.text_from(tag.start))
    }

    /// Reads to the end of the element just opened; whether it held anything but blanks.
    pub fn skip(&mut self) -> Result<bool, XmlError> {
        let mut depth = 1_usize;
        let mut held = false;
        while depth > 0 {
            match self.next()? {
                Event::Open(_) => {
                    depth += 1;
                    held = true;
                }
                Event::Close => depth -= 1,
                Event::Text(text, _) => held |= !text.chars().all(is_blank),
                Event::End => break,
            }
        }
        Ok(held)
    }

    /// The document from an offset to the position reached.
    pub fn text_from(&self, start: usize) -> &'a str {
        &self.source.text()[start..self.position()]
    }

    pub fn fault(&mut self, kind: FaultKind, at: usize) {
        self.faults.push(Fault { kind, place: Place::at(at) });
    }

    fn enter(&mut self, raw: &'a str, start: usize, empty: bool) -> Result<Tag<'a>, XmlError> {
        let inside = &raw[1..raw.len() - if empty { 2 } else { 1 }];
        let name_end = inside.find(is_blank).unwrap_or(inside.len());
        let (name, raw_attributes) = inside.split_at(name_end);
        let tag = Tag { name, raw_attributes, attributes_at: start + 1 + name_end, start };
        let fail = |at, kind| Err(self.source.error(at, kind));
        if self.open.is_empty() && self.root_seen {
            return fail(start, XmlErrorKind::OutsideRoot);
        }
        if self.open.len() >= MAX_DEPTH {
            return fail(start, XmlErrorKind::Limit("256 niveaux"));
        }
        if let Err(kind) = check_name(name) {
            return fail(start, kind);
        }
        self.root_seen = true;
        self.open.push(name);
        self.check_attributes(&tag)?;
        self.close_pending = empty;
        Ok(tag)
    }

    fn check_attributes(&mut self, tag: &Tag<'a>) -> Result<(), XmlError> {
        let fail = |at, kind| Err(self.source.error(at, kind));
        let depth = self.open.len();
        let mut names: Vec<&'a str> = Vec::new();
        for attribute in tag.attributes() {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err((at, kind)) => return fail(at, kind),
            };
            if names.contains(&attribute.name) {
                return fail(attribute.at, XmlErrorKind::DuplicateAttribute(attribute.name.into()));
            }
            if names.len() >= MAX_ATTRIBUTES {
                return fail(attribute.at, XmlErrorKind::Limit("256 attributs"));
            }
            if let Err(kind) = check_name(attribute.name).and_then(|()| unescape(attribute.raw_value).map(drop)) {
                return fail(attribute.at, kind);
            }
            names.push(attribute.name);
            if let Some(prefix) = attribute.name.strip_prefix("xmlns:") {
                if self.namespaces.len() >= MAX_NAMESPACES {
                    return fail(attribute.at, XmlErrorKind::Limit("256 espaces de noms"));
                }
                if attribute.raw_value.is_empty() || matches!(prefix, "xmlns" | "xml") {
                    return fail(attribute.at, XmlErrorKind::Attribute);
                }
                self.namespaces.push((depth, prefix));
            }
        }
        for name in names.iter().chain([&tag.name]) {
            if let Some((prefix, _)) = name.split_once(':')
                && prefix != "xmlns"
                && !self.namespaces.iter().any(|&(_, declared)| declared == prefix)
            {
                return fail(tag.start, XmlErrorKind::UnboundPrefix(prefix.into()));
            }
        }
        Ok(())
    }

    fn leave(&mut self) {
        let depth = self.open.len();
        self.open.pop();
        while self.namespaces.last().is_some_and(|&(declared_at, _)| declared_at == depth) {
            self.namespaces.pop();
        }
    }

    fn text(&self, raw: &'a str, start: usize) -> Result<Option<Event<'a>>, XmlError> {
        if self.open.is_empty() {
            return if raw.chars().all(is_blank) {
                Ok(None)
            } else {
                Err(self.source.error(start, XmlErrorKind::OutsideRoot))
            };
        }
        if let Some(found) = raw.find("]]>") {
            return Err(self.source.error(start + found, XmlErrorKind::Markup));
        }
        Ok(Some(Event::Text(Cow::Borrowed(raw), Place::at(start))))
    }

    fn reference(&self, raw: &'a str, start: usize) -> Result<Event<'a>, XmlError> {
        if self.open.is_empty() {
            return Err(self.source.error(start, XmlErrorKind::OutsideRoot));
        }
        let name = raw.trim_start_matches('&').trim_end_matches(';');
        let character = resolve(name).map_err(|kind| self.source.error(start, kind))?;
        Ok(Event::Text(Cow::Owned(character.to_string()), Place::at(start)))
    }

    fn cdata(&self, raw: &'a str, start: usize) -> Result<Option<Event<'a>>, XmlError> {
        if self.open.is_empty() {
            return Err(self.source.error(start, XmlErrorKind::OutsideRoot));
        }
        let inside = raw.strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>")).unwrap_or_default();
        Ok(Some(Event::Text(Cow::Borrowed(inside), Place::at(start))))
    }

    fn end(&self, at: usize) -> Result<Event<'a>, XmlError> {
        match self.open.last() {
            Some(name) => Err(self.source.error(at, XmlErrorKind::Unclosed((*name).to_owned()))),
            None if self.root_seen => Ok(Event::End),
            None => Err(self.source.error(at, XmlErrorKind::Empty)),
        }
    }

    fn token_error(&self, start: usize, error: &quick_xml::Error) -> XmlError {
        let kind = match error {
            quick_xml::Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                XmlErrorKind::MismatchedEnd { expected: expected.clone(), found: found.clone() }
            }
            quick_xml::Error::IllFormed(IllFormedError::UnmatchedEndTag(_)) => XmlErrorKind::OutsideRoot,
            quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
                XmlErrorKind::UnknownEntity(self.source.text()[start..].chars().skip(1).take(12).collect())
            }
            _ => XmlErrorKind::Markup,
        };
        self.source.error(start, kind)
    }
}
