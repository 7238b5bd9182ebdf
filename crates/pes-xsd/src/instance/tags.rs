//! Tags: names, attributes, and that end tags match.

use super::error::{Expected, SyntaxError, SyntaxErrorKind};
use super::qname::{Name, RawName};
use super::scanner::{After, Attribute, Open, Scanner, Token};
use super::text::Span;
use super::words::{before, skip_short_white, skip_white, splat, value_stops, word};

impl Scanner<'_> {
    #[inline(always)]
    pub(super) fn start_tag(&mut self) -> Result<Token, SyntaxError> {
        if self.open.is_empty() && std::mem::replace(&mut self.started, true) {
            return Err(self.error(self.at, SyntaxErrorKind::SecondRootElement));
        }
        let bytes = self.bytes;
        let raw = RawName::read(bytes, self.at + 1);
        if raw.length == 0 {
            return Err(self.unexpected(raw.start, Expected::Name));
        }
        self.attributes.clear();
        let mut complete = true;
        let mut at = raw.end();
        let scope = self.bindings.scope();
        let after = loop {
            let end_of_last = at;
            at = skip_short_white(bytes, at);
            match bytes.get(at) {
                Some(b'>') => break After::Nothing,
                Some(b'/') => {
                    at += 1;
                    if bytes.get(at) != Some(&b'>') {
                        return Err(self.unexpected(at, Expected::TagEnd));
                    }
                    break After::EmptyTag;
                }
                _ if at == end_of_last => return Err(self.unexpected(at, Expected::WhiteSpace)),
                _ => {}
            }
            let (attribute_raw, value, plain) = self.attribute(at)?;
            at = value.end + 1;
            if attribute_raw.declares_namespace() {
                self.declarations.push(Attribute { raw: attribute_raw, name: Name::PENDING, value, plain });
                continue;
            }
            let name = self.known_attributes.find(&attribute_raw, scope, bytes);
            complete &= name.is_some();
            let name = name.unwrap_or(Name::PENDING);
            self.attributes.push(Attribute { raw: attribute_raw, name, value, plain });
            if self.attributes.len() > self.limits.max_attributes {
                return Err(self.error(at, SyntaxErrorKind::TooManyAttributes { limit: self.limits.max_attributes }));
            }
        };
        if self.open.len() >= self.limits.max_depth {
            return Err(self.error(self.at, SyntaxErrorKind::TooDeep { limit: self.limits.max_depth }));
        }
        let outer_bindings = self.bindings.len();
        if !self.declarations.is_empty() {
            self.declare(raw.start)?;
            complete = false;
        }
        self.element = match self.known_elements.find(&raw, self.bindings.scope(), bytes) {
            Some(name) => name,
            None => self.look_up_element(raw)?,
        };
        if !complete {
            self.look_up_attributes()?;
        }
        if self.attributes.len() > 1 {
            self.check_attributes_differ()?;
        }
        self.open.push(Open { raw, outer_bindings });
        self.after = after;
        self.at = at + 1;
        Ok(Token::Start)
    }

    #[inline(always)]
    fn attribute(&self, at: usize) -> Result<(RawName, Span, bool), SyntaxError> {
        let bytes = self.bytes;
        let raw = RawName::read(bytes, at);
        if raw.length == 0 {
            return Err(self.unexpected(at, Expected::Name));
        }
        let at = self
            .expect(raw.end(), |byte| byte == b'=', Expected::EqualsSign)
            .map_err(|error| self.split(raw).err().unwrap_or(error))?;
        let at = self.expect(at + 1, |byte| matches!(byte, b'"' | b'\''), Expected::Quote)?;
        let quote = bytes.get(at).copied().unwrap_or_default();
        let start = at + 1;
        let (end, plain) = self.value_end(start, quote)?;
        Ok((raw, Span { start, end }, plain))
    }

    /// The place of a byte, perhaps after white space.
    #[inline(always)]
    fn expect(&self, at: usize, is: impl Fn(u8) -> bool, expected: Expected) -> Result<usize, SyntaxError> {
        if self.bytes.get(at).is_some_and(|&byte| is(byte)) {
            return Ok(at);
        }
        let at = skip_white(self.bytes, at);
        match self.bytes.get(at) {
            Some(&byte) if is(byte) => Ok(at),
            _ => Err(self.unexpected(at, expected)),
        }
    }

    /// The place of the quote after a value, and whether the value is plain.
    #[inline(always)]
    fn value_end(&self, mut at: usize, quote: u8) -> Result<(usize, bool), SyntaxError> {
        loop {
            let stops = value_stops(word(self.bytes, at), splat(quote), self.odd);
            at += before(stops);
            if stops != 0 {
                break;
            }
        }
        match self.bytes.get(at) {
            Some(&byte) if byte == quote => Ok((at, true)),
            _ => Ok((self.odd_value_end(at, quote)?, false)),
        }
    }

    fn odd_value_end(&self, mut at: usize, quote: u8) -> Result<usize, SyntaxError> {
        loop {
            match self.bytes.get(at) {
                Some(&byte) if byte == quote => return Ok(at),
                Some(b'<') => return Err(self.error(at, SyntaxErrorKind::LessThanInAttribute)),
                Some(b'&') => (_, at) = self.reference(at)?,
                Some(_) => at += 1,
                None => return Err(self.error(at, SyntaxErrorKind::UnexpectedEnd)),
            }
            at += before(value_stops(word(self.bytes, at), splat(quote), self.odd));
        }
    }

    #[inline(always)]
    pub(super) fn end_tag(&mut self) -> Result<Token, SyntaxError> {
        let raw = RawName::read(self.bytes, self.at + 2);
        match self.open.last() {
            Some(open) if open.raw.is_same(&raw, self.bytes) => {}
            _ => return Err(self.bad_end_tag(raw)),
        }
        let at = self.expect(raw.end(), |byte| byte == b'>', Expected::TagEnd)?;
        self.after = After::EndTag;
        self.at = at + 1;
        Ok(Token::End)
    }

    #[cold]
    fn bad_end_tag(&self, raw: RawName) -> SyntaxError {
        let found = self.text.excerpt(raw.span());
        match self.open.last() {
            _ if raw.end() >= self.bytes.len() => self.error(raw.end(), SyntaxErrorKind::UnexpectedEnd),
            _ if raw.length == 0 => self.unexpected(raw.start, Expected::Name),
            None => self.error(self.at, SyntaxErrorKind::UnexpectedEndTag { found }),
            Some(open) => {
                let expected = self.text.excerpt(open.raw.span());
                self.error(self.at, SyntaxErrorKind::MismatchedTag { expected, found })
            }
        }
    }

    #[cold]
    fn unexpected(&self, at: usize, expected: Expected) -> SyntaxError {
        let kind = match self.text.character(at) {
            Some(found) => SyntaxErrorKind::UnexpectedCharacter { found, expected },
            None => SyntaxErrorKind::UnexpectedEnd,
        };
        self.error(at, kind)
    }
}
