use std::borrow::Cow;

use super::error::XmlErrorKind;
use super::source::Form;

/// A start tag.
#[derive(Clone, Debug)]
pub(crate) struct Tag<'a> {
    /// Qualified name as written.
    pub name: &'a [u8],
    /// What stands between the name and the end of the tag.
    pub raw_attributes: &'a [u8],
    /// Offset of `raw_attributes` in the document.
    pub attributes_at: usize,
    /// Offset of `<`.
    pub start: usize,
    /// Whether it is the whole of its element.
    pub is_empty: bool,
    /// The value of `V` when it is the only attribute and holds nothing to resolve; nothing is known otherwise.
    pub plain_v: Option<&'a [u8]>,
    /// How the bytes are read.
    pub form: Form,
}

impl<'a> Tag<'a> {
    /// The qualified name.
    pub fn name(&self) -> Cow<'a, str> {
        self.form.text(self.name)
    }

    /// The name without its prefix.
    pub fn local_name(&self) -> Cow<'a, str> {
        let prefix = memchr::memrchr(b':', self.name).map_or(0, |colon| colon + 1);
        self.form.text(&self.name[prefix..])
    }

    pub fn attributes(&self) -> Attributes<'a> {
        Attributes::new(self.raw_attributes, self.attributes_at, self.form)
    }

    /// The value when the tag holds the attribute `V` and no other.
    pub fn only_v(&self) -> Option<Cow<'a, str>> {
        if let Some(value) = self.plain_v {
            return Some(self.form.text(value));
        }
        let mut attributes = self.attributes();
        match (attributes.next(), attributes.next()) {
            (Some(Ok(attribute)), None) if attribute.name == "V" => attribute.value().ok(),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Attribute<'a> {
    pub name: Cow<'a, str>,
    /// As written, its references unresolved.
    pub raw_value: Cow<'a, str>,
    /// Offset of the name.
    pub at: usize,
}

impl<'a> Attribute<'a> {
    /// The value, its references resolved.
    pub fn value(self) -> Result<Cow<'a, str>, XmlErrorKind> {
        match self.raw_value {
            Cow::Borrowed(raw) => unescape(raw),
            Cow::Owned(raw) => unescape(&raw).map(|value| Cow::Owned(value.into_owned())),
        }
    }
}

/// The attributes of a tag, in the strict form of XML: blank, name, `=`, quoted value.
#[derive(Clone, Debug)]
pub(crate) struct Attributes<'a> {
    rest: &'a [u8],
    at: usize,
    form: Form,
}

impl<'a> Attributes<'a> {
    pub fn new(raw: &'a [u8], at: usize, form: Form) -> Self {
        Attributes { rest: raw, at, form }
    }

    fn skip_blanks(&mut self) -> bool {
        let skipped = self.rest.iter().take_while(|&&byte| is_blank(byte)).count();
        self.advance(skipped);
        skipped > 0
    }

    fn advance(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        self.at += count;
        taken
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<Attribute<'a>, (usize, XmlErrorKind)>;

    fn next(&mut self) -> Option<Self::Item> {
        let blank = self.skip_blanks();
        if self.rest.is_empty() {
            return None;
        }
        let at = self.at;
        let malformed = |this: &mut Self| {
            this.rest = b"";
            Some(Err((at, XmlErrorKind::Attribute)))
        };
        let name_end = self.rest.iter().position(|&byte| byte == b'=' || is_blank(byte)).unwrap_or(self.rest.len());
        if !blank || name_end == 0 {
            return malformed(self);
        }
        let name = self.advance(name_end);
        self.skip_blanks();
        if !self.rest.starts_with(b"=") {
            return malformed(self);
        }
        self.advance(1);
        self.skip_blanks();
        let quote = match self.rest.first() {
            Some(&quote @ (b'"' | b'\'')) => quote,
            _ => return malformed(self),
        };
        self.advance(1);
        let Some(value_end) = memchr::memchr(quote, self.rest) else { return malformed(self) };
        let raw_value = self.advance(value_end);
        self.advance(1);
        if raw_value.contains(&b'<') {
            return malformed(self);
        }
        Some(Ok(Attribute { name: self.form.text(name), raw_value: self.form.text(raw_value), at }))
    }
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Resolves references and turns line ends and tabs into blanks, as XML reads an attribute.
fn unescape(raw: &str) -> Result<Cow<'_, str>, XmlErrorKind> {
    if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r')) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(found) = rest.find(['&', '\t', '\n', '\r']) {
        text.push_str(&rest[..found]);
        let tail = &rest[found..];
        if let Some(reference) = tail.strip_prefix('&') {
            let end =
                reference.find(';').ok_or_else(|| XmlErrorKind::UnknownEntity(reference.chars().take(12).collect()))?;
            text.push(resolve(&reference[..end])?);
            rest = &reference[end + 1..];
        } else {
            text.push(' ');
            rest = tail.strip_prefix("\r\n").unwrap_or(&tail[1..]);
        }
    }
    text.push_str(rest);
    Ok(Cow::Owned(text))
}

/// The character that `&name;` or `&#number;` stands for.
pub(super) fn resolve(reference: &str) -> Result<char, XmlErrorKind> {
    let unknown = || XmlErrorKind::UnknownEntity(reference.chars().take(40).collect());
    match reference {
        "amp" => return Ok('&'),
        "lt" => return Ok('<'),
        "gt" => return Ok('>'),
        "quot" => return Ok('"'),
        "apos" => return Ok('\''),
        _ => {}
    }
    let number = reference.strip_prefix('#').ok_or_else(unknown)?;
    let (digits, radix) = match number.strip_prefix('x') {
        Some(hexadecimal) => (hexadecimal, 16),
        None => (number, 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(unknown());
    }
    let code = u32::from_str_radix(digits, radix).map_err(|_| unknown())?;
    char::from_u32(code)
        .filter(|&c| !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}'))
        .ok_or(XmlErrorKind::ForbiddenCharacter(code))
}

/// Checks a qualified name: XML 1.0 name characters, at most one colon with something on each side.
pub(super) fn check_name(name: &str) -> Result<(), XmlErrorKind> {
    let is_start = |c: char| {
        c.is_ascii_alphabetic()
            || c == '_'
            || matches!(c, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
                | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
                | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
    };
    let is_rest = |c: char| {
        is_start(c)
            || c.is_ascii_digit()
            || matches!(c, '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
    };
    let part_ok = |part: &str| {
        let mut chars = part.chars();
        chars.next().is_some_and(is_start) && chars.all(is_rest)
    };
    let mut parts = name.split(':');
    let ok = parts.next().is_some_and(part_ok) && parts.next().is_none_or(part_ok) && parts.next().is_none();
    if ok { Ok(()) } else { Err(XmlErrorKind::Name(name.chars().take(40).collect())) }
}
