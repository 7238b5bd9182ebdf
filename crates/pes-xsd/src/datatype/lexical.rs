//! The lexical spaces of the built-in atomic types, and the way from each to its values.

use super::Prefixes;
use super::binary::{Base64, Hex};
use super::decimal::Digits;
use super::duration::Duration;
use super::moment::{Moment, MomentForm};
use super::value::{Double, Float, QName, Value};
use std::borrow::Cow;

/// The built-in atomic types that have a lexical space of their own; the others are these with bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Atom {
    String,
    NormalizedString,
    Token,
    Language,
    NmToken,
    Name,
    NcName,
    Id,
    IdRef,
    Entity,
    Boolean,
    Decimal,
    Integer,
    Float,
    Double,
    Duration,
    Moment(MomentForm),
    HexBinary,
    Base64Binary,
    AnyUri,
    QName,
    Notation,
}

/// Why a text is not a literal of an atomic type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    NotLexical,
    TooLarge,
    UnboundPrefix(Box<str>),
}

impl Atom {
    /// The primitive type from which this one is derived.
    pub(crate) fn primitive(self) -> Atom {
        use Atom::*;
        match self {
            NormalizedString | Token | Language | NmToken | Name | NcName | Id | IdRef | Entity => String,
            Integer => Decimal,
            other => other,
        }
    }

    /// Whether white space can stand inside a literal.
    pub(super) fn has_spaces(self) -> bool {
        matches!(self, Atom::String | Atom::NormalizedString | Atom::Token | Atom::AnyUri | Atom::Base64Binary)
    }

    /// What a text must be to be a literal, for the types whose literals are themselves the values.
    pub(super) fn text_form(self) -> Option<fn(&str) -> bool> {
        match self {
            Atom::String | Atom::NormalizedString | Atom::Token => Some(|_| true),
            Atom::Language => Some(is_language),
            Atom::NmToken => Some(is_nmtoken),
            Atom::Name => Some(is_name),
            Atom::NcName | Atom::Id | Atom::IdRef | Atom::Entity => Some(is_ncname),
            Atom::AnyUri => Some(is_uri),
            _ => None,
        }
    }

    /// How a text is read, for the types whose values are decimal numbers.
    pub(super) fn number_form(self) -> Option<for<'v> fn(&'v str) -> Option<Digits<'v>>> {
        match self {
            Atom::Decimal => Some(|text| Digits::parse(text)),
            Atom::Integer => Some(|text| Digits::parse_integer(text)),
            _ => None,
        }
    }

    /// The value of a text whose white space is already processed.
    pub(super) fn parse<'v>(self, text: &'v str, prefixes: &'v dyn Prefixes) -> Result<Value<'v>, Refusal> {
        if let Some(accepts) = self.text_form() {
            let value = if self == Atom::AnyUri { Value::Uri(text.into()) } else { Value::Text(text.into()) };
            return if accepts(text) { Ok(value) } else { Err(Refusal::NotLexical) };
        }
        if let Some(read) = self.number_form() {
            return read(text).map(|digits| Value::Decimal(digits.into())).ok_or(Refusal::NotLexical);
        }
        let value = match self {
            Atom::Boolean => match text {
                "true" | "1" => Some(Value::Boolean(true)),
                "false" | "0" => Some(Value::Boolean(false)),
                _ => None,
            },
            Atom::Float => Float::parse(text).map(Value::Float),
            Atom::Double => Double::parse(text).map(Value::Double),
            Atom::HexBinary => Hex::parse(text).map(Value::Hex),
            Atom::Base64Binary => Base64::parse(text).map(Value::Base64),
            Atom::Duration => return Duration::parse(text).map(Value::Duration),
            Atom::Moment(form) => return Moment::parse(form, text).map(Value::Moment),
            Atom::QName => return qualified(text, prefixes).map(Value::QName),
            Atom::Notation => return qualified(text, prefixes).map(Value::Notation),
            _ => None,
        };
        value.ok_or(Refusal::NotLexical)
    }
}

fn qualified<'v>(text: &'v str, prefixes: &'v dyn Prefixes) -> Result<QName<'v>, Refusal> {
    let (prefix, local) = text.split_once(':').map_or((None, text), |(prefix, local)| (Some(prefix), local));
    if !is_ncname(local) || !prefix.is_none_or(is_ncname) {
        return Err(Refusal::NotLexical);
    }
    let namespace = match (prefix, prefixes.resolve(prefix.unwrap_or(""))) {
        (_, Some(namespace)) => namespace,
        (None, None) => "",
        (Some(prefix), None) => return Err(Refusal::UnboundPrefix(prefix.into())),
    };
    Ok(QName { namespace: Cow::Borrowed(namespace), local: Cow::Borrowed(local) })
}

fn is_language(text: &str) -> bool {
    text.split('-').enumerate().all(|(at, part)| {
        let letters = part.bytes().all(|byte| byte.is_ascii_alphabetic() || (at > 0 && byte.is_ascii_digit()));
        letters && (1..=8).contains(&part.len())
    })
}

fn is_nmtoken(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_name_char)
}

fn is_name(text: &str) -> bool {
    text.starts_with(is_name_start) && text.chars().all(is_name_char)
}

fn is_ncname(text: &str) -> bool {
    is_name(text) && !text.as_bytes().contains(&b':')
}

/// Characters that may start a name, by the fifth edition of XML 1.0, which later editions of XSD and its test suite
/// go by.
fn is_name_start(character: char) -> bool {
    matches!(character,
        'a'..='z' | 'A'..='Z' | '_' | ':'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn is_name_char(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '0'..='9' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Nearly all text can be escaped into a URI reference, which is what the type asks for. Two things cannot: a percent
/// sign that starts no escape, and a second number sign.
fn is_uri(text: &str) -> bool {
    let bytes = text.as_bytes();
    let hexadecimal = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut fragment = false;
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'%' => hexadecimal(at.saturating_add(1)) && hexadecimal(at.saturating_add(2)),
        b'#' => !std::mem::replace(&mut fragment, true),
        _ => true,
    })
}
