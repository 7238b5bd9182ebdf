//! Values of simple types, equal exactly when the specification says so.

use super::binary::{Base64, Hex};
use super::decimal::Decimal;
use super::duration::Duration;
use super::moment::Moment;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// A value of a simple type: values of different primitive types are never equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Value<'v> {
    /// Of `xs:string`, and of `xs:anySimpleType`, of which nothing is known but the text.
    Text(Cow<'v, str>),
    Uri(Cow<'v, str>),
    Boolean(bool),
    Decimal(Decimal<'v>),
    Float(Float),
    Double(Double),
    Duration(Duration<'v>),
    Moment(Moment<'v>),
    Hex(Hex<'v>),
    Base64(Base64<'v>),
    QName(QName<'v>),
    Notation(QName<'v>),
    List(Box<[Value<'v>]>),
}

impl Value<'_> {
    /// The same value, kept for longer than the text and the prefixes it was read with.
    pub(crate) fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Uri(text) => Value::Uri(Cow::Owned(text.into_owned())),
            Value::Boolean(value) => Value::Boolean(value),
            Value::Decimal(value) => Value::Decimal(value.into_owned()),
            Value::Float(value) => Value::Float(value),
            Value::Double(value) => Value::Double(value),
            Value::Duration(value) => Value::Duration(value.into_owned()),
            Value::Moment(value) => Value::Moment(value.into_owned()),
            Value::Hex(value) => Value::Hex(value.into_owned()),
            Value::Base64(value) => Value::Base64(value.into_owned()),
            Value::QName(name) => Value::QName(name.into_owned()),
            Value::Notation(name) => Value::Notation(name.into_owned()),
            Value::List(items) => Value::List(items.into_iter().map(Value::into_owned).collect()),
        }
    }

    /// The order of the value space, where there is one between these two values.
    pub(super) fn order(&self, other: &Value<'_>) -> Option<Ordering> {
        match (self, other) {
            (Value::Decimal(one), Value::Decimal(two)) => Some(one.digits().cmp(&two.digits())),
            (Value::Float(one), Value::Float(two)) => one.order(*two),
            (Value::Double(one), Value::Double(two)) => one.order(*two),
            (Value::Duration(one), Value::Duration(two)) => one.partial_cmp(two),
            (Value::Moment(one), Value::Moment(two)) => one.partial_cmp(two),
            _ => None,
        }
    }

    /// The length that the length facets count, if they constrain such values: they do not for qualified names.
    pub(super) fn length(&self) -> Option<usize> {
        match self {
            Value::Text(text) | Value::Uri(text) => Some(text.chars().count()),
            Value::Hex(octets) => Some(octets.len()),
            Value::Base64(octets) => Some(octets.len()),
            Value::List(items) => Some(items.len()),
            _ => None,
        }
    }
}

/// A qualified name by its namespace, empty if it is in none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct QName<'v> {
    pub(crate) namespace: Cow<'v, str>,
    pub(crate) local: Cow<'v, str>,
}

impl QName<'_> {
    fn into_owned(self) -> QName<'static> {
        QName { namespace: Cow::Owned(self.namespace.into_owned()), local: Cow::Owned(self.local.into_owned()) }
    }
}

macro_rules! floating {
    ($name:ident, $number:ty, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name($number);

        impl $name {
            pub(super) fn parse(text: &str) -> Option<Self> {
                match text {
                    "INF" => Some(Self(<$number>::INFINITY)),
                    "-INF" => Some(Self(<$number>::NEG_INFINITY)),
                    "NaN" => Some(Self(<$number>::NAN)),
                    _ if text.bytes().all(is_numeric) => text.parse().ok().map(Self::unsigned_zero),
                    _ => None,
                }
            }

            /// NaN equals itself and has no order to anything else.
            fn order(self, other: Self) -> Option<Ordering> {
                if self == other { Some(Ordering::Equal) } else { self.0.partial_cmp(&other.0) }
            }

            fn unsigned_zero(number: $number) -> Self {
                Self(if number == 0.0 { 0.0 } else { number })
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.to_bits() == other.0.to_bits()
            }
        }

        impl Eq for $name {}

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.to_bits().hash(state);
            }
        }
    };
}

floating!(Float, f32, "A value of `xs:float`, with one NaN, equal to itself, and one zero.");
floating!(Double, f64, "A value of `xs:double`, with one NaN, equal to itself, and one zero.");

fn is_numeric(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-' | b'e' | b'E')
}
