//! The scanner: a document as a series of tags and texts.

use super::Limits;
use super::document::Document;
use super::encoding::Encoding;
use super::error::{SyntaxError, SyntaxErrorKind};
use super::namespaces::Bindings;
use super::qname::{Known, Name, RawName};
use super::text::{Span, Syntax, Text};
use super::words::splat;
use crate::names::{Names, NamespaceId, Symbol};

/// What a scanner has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A start tag, or the first half of an empty-element tag.
    Start,
    /// An end tag, or the second half of an empty-element tag. Its namespace declarations are still in force.
    End,
    /// Character data or a CDATA section, never empty. Texts may follow each other.
    Text,
    /// The end of the document; everything before it was well-formed.
    Eof,
}

/// An attribute that is not a namespace declaration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute {
    pub(super) raw: RawName,
    pub(super) name: Name,
    pub(super) value: Span,
    /// Whether the value is what stands between the quotes.
    pub(super) plain: bool,
}

impl Attribute {
    /// Its name.
    pub(crate) fn symbol(&self) -> Symbol {
        self.name.symbol
    }

    /// The namespace of its name.
    pub(crate) fn namespace(&self) -> NamespaceId {
        self.name.namespace
    }

    /// Its name as it stands in the tag.
    pub(crate) fn raw_name(&self) -> Span {
        self.raw.span()
    }
}

/// Walks through a document from tag to tag and from text to text, and checks that it is well-formed.
///
/// Its clones go on independently of it, from where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Scanner<'d> {
    pub(super) bytes: &'d [u8],
    pub(super) text: Text<'d>,
    pub(super) names: &'d Names,
    pub(super) limits: Limits,
    pub(super) fault: Option<&'d SyntaxError>,
    /// Selects the bytes in values that are looked at because they are not ASCII.
    pub(super) odd: u64,
    pub(super) at: usize,
    pub(super) after: After,
    pub(super) started: bool,
    pub(super) open: Vec<Open>,
    pub(super) bindings: Bindings<'d>,
    pub(super) known_elements: Known,
    pub(super) known_attributes: Known,
    pub(super) attributes: Vec<Attribute>,
    pub(super) declarations: Vec<Attribute>,
    pub(super) element: Name,
    pub(super) offset: usize,
    pub(super) content: Span,
    pub(super) syntax: Syntax,
    pub(super) white: bool,
    gives_white_space: bool,
}

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) raw: RawName,
    /// How many bindings there were outside.
    pub(super) outer_bindings: usize,
}

/// What is left to do after a token before the next one is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    Nothing,
    /// An empty-element tag was given as a start tag: it is an end tag too.
    EmptyTag,
    /// An end tag was given: its element is still open.
    EndTag,
}

impl<'d> Scanner<'d> {
    /// A scanner at the start of a document.
    pub(crate) fn new(document: &'d Document<'_>, names: &'d Names, limits: Limits) -> Self {
        let text = document.text();
        Self {
            bytes: text.bytes(),
            text,
            names,
            limits,
            fault: document.fault(),
            odd: if text.encoding() == Encoding::Utf8 { 0 } else { splat(0x80) },
            at: document.body(),
            after: After::Nothing,
            started: false,
            open: Vec::new(),
            bindings: Bindings::new(names),
            known_elements: Known::new(),
            known_attributes: Known::new(),
            attributes: Vec::new(),
            declarations: Vec::new(),
            element: Name::PENDING,
            offset: 0,
            content: Span::default(),
            syntax: Syntax::Text,
            white: true,
            gives_white_space: true,
        }
    }

    /// Goes to the next token. After an error the scanner is of no more use.
    pub(crate) fn next(&mut self) -> Result<Token, SyntaxError> {
        match self.after {
            After::Nothing => {}
            After::EmptyTag => {
                self.after = After::EndTag;
                return Ok(Token::End);
            }
            After::EndTag => self.close(),
        }
        loop {
            self.offset = self.at;
            let found = match self.bytes.get(self.at) {
                Some(b'<') => match self.bytes.get(self.at + 1) {
                    Some(b'/') => return self.end_tag(),
                    Some(b'!') => self.comment_or_section()?,
                    Some(b'?') => self.instruction()?,
                    _ => return self.start_tag(),
                },
                Some(_) => self.character_data()?,
                None => return self.finish(),
            };
            if found && (self.gives_white_space || !self.white) {
                return Ok(Token::Text);
            }
        }
    }

    /// Passes over the end of the empty element just started.
    #[inline(always)]
    pub(crate) fn close_empty(&mut self) {
        if self.after == After::EmptyTag {
            self.close();
        }
    }

    /// From now on, texts that are all white space are given, or passed over as comments are.
    pub(crate) fn give_white_space(&mut self, gives_white_space: bool) {
        self.gives_white_space = gives_white_space;
    }

    /// The name of the element just started.
    pub(crate) fn symbol(&self) -> Symbol {
        self.element.symbol
    }

    /// The namespace of the element just started.
    pub(crate) fn namespace(&self) -> NamespaceId {
        self.element.namespace
    }

    /// The attributes of the element just started, without namespace declarations.
    pub(crate) fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// Whether the element just started has no end tag of its own; its end comes next all the same.
    pub(crate) fn is_empty_tag(&self) -> bool {
        self.after == After::EmptyTag
    }

    /// The name of the innermost open element as it stands in its start tag.
    pub(crate) fn raw_name(&self) -> Span {
        self.open.last().map(|open| open.raw.span()).unwrap_or_default()
    }

    /// The same of the element around it.
    pub(crate) fn outer_raw_name(&self) -> Span {
        self.open.iter().rev().nth(1).map(|open| open.raw.span()).unwrap_or_default()
    }

    /// Where the token starts.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// Where the next token starts.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// How many elements are open: one in the start and end tags of the root element.
    #[cfg(test)]
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether the text just read is all white space.
    pub(crate) fn is_white_space(&self) -> bool {
        self.white
    }

    /// The text just read: references replaced, line ends as one line feed each.
    pub(crate) fn text<'s>(&self, scratch: &'s mut String) -> &'s str
    where
        'd: 's,
    {
        self.text.value(self.content, self.syntax, scratch)
    }

    /// The value of an attribute: references replaced, other white space as spaces.
    pub(crate) fn value<'s>(&self, attribute: &Attribute, scratch: &'s mut String) -> &'s str
    where
        'd: 's,
    {
        match attribute.plain {
            true => self.text.plain(attribute.value),
            false => self.text.value(attribute.value, Syntax::Attribute, scratch),
        }
    }

    /// The bytes of an attribute's value, if they are the value as it stands.
    pub(crate) fn plain_bytes(&self, attribute: &Attribute) -> Option<&'d [u8]> {
        attribute.plain.then(|| attribute.value.of(self.bytes))
    }

    /// Characters of the document as they stand.
    pub(crate) fn raw<'s>(&self, span: Span, scratch: &'s mut String) -> &'s str
    where
        'd: 's,
    {
        self.text.raw(span, scratch)
    }

    /// The namespace that a prefix is bound to, the default one for the empty prefix.
    pub(crate) fn resolve_prefix(&self, prefix: &str) -> Option<&str> {
        let encoding = self.text.encoding();
        let is_prefix = |bytes: &[u8]| match encoding {
            Encoding::Utf8 => bytes == prefix.as_bytes(),
            _ => bytes.iter().map(|&byte| encoding.character(byte)).eq(prefix.chars().map(Some)),
        };
        self.bindings.find_where(is_prefix).map(|binding| &*binding.uri).filter(|uri| !uri.is_empty())
    }

    /// Writes what puts a new scanner in the place of this one, before whatever comes next: the same declaration, start
    /// tags of the same elements with the same namespaces. Gives the number of tokens to be read to get there.
    pub(crate) fn write_context(&self, out: &mut Vec<u8>) -> usize {
        let (open, bindings) = self.context();
        out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"");
        out.extend_from_slice(self.text.encoding().name().as_bytes());
        out.extend_from_slice(b"\"?>");
        if open.is_empty() {
            // The root has ended: any other will do.
            out.extend_from_slice(if self.started { b"<x/>" } else { b"" });
            return if self.started { 2 } else { 0 };
        }
        for (index, element) in open.iter().enumerate() {
            out.push(b'<');
            out.extend_from_slice(element.raw.bytes(self.bytes));
            let end = open.get(index + 1).map_or(bindings, |inner| inner.outer_bindings);
            self.bindings.write_declarations(element.outer_bindings..end, out);
            out.push(b'>');
        }
        open.len()
    }

    /// The elements open for the next token, and how many bindings are in scope there.
    fn context(&self) -> (&[Open], usize) {
        match self.open.split_last() {
            Some((last, outer)) if self.after == After::EndTag => (outer, last.outer_bindings),
            _ => (&self.open, self.bindings.len()),
        }
    }

    #[inline(always)]
    fn close(&mut self) {
        self.after = After::Nothing;
        if let Some(open) = self.open.pop() {
            self.bindings.truncate(open.outer_bindings);
        }
    }

    fn finish(&mut self) -> Result<Token, SyntaxError> {
        if !self.open.is_empty() {
            return Err(self.unclosed(self.at));
        }
        match self.fault {
            Some(fault) => Err(fault.clone()),
            None if !self.started => Err(self.error(self.at, SyntaxErrorKind::NoRootElement)),
            None => Ok(Token::Eof),
        }
    }

    #[cold]
    pub(super) fn unclosed(&self, at: usize) -> SyntaxError {
        let name = self.text.excerpt(self.raw_name());
        self.fault.cloned().unwrap_or(SyntaxError { offset: at, kind: SyntaxErrorKind::UnclosedElement { name } })
    }

    /// An error; where the document ends early because of a bad character, that is the error.
    #[cold]
    pub(super) fn error(&self, offset: usize, kind: SyntaxErrorKind) -> SyntaxError {
        match (&kind, self.fault) {
            (SyntaxErrorKind::UnexpectedEnd, Some(fault)) => fault.clone(),
            (SyntaxErrorKind::UnexpectedEnd, None) => SyntaxError { offset: self.bytes.len(), kind },
            _ => SyntaxError { offset, kind },
        }
    }
}
