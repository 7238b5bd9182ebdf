//! The schema's simple types: what may stand in a `V` attribute.
//!
//! A [`Value`] keeps the text exactly as it was written and where it stood; [`Value::get`] reads it
//! as its type on demand, so reading a flow never loses a value that breaks its own rules.

mod country;
mod date;
mod decimal;
mod error;
mod iban;
mod identifiers;
mod text;

use std::fmt;
use std::marker::PhantomData;

use compact_str::CompactString;

pub use country::is_country;
pub use date::{Annee, Date};
pub use decimal::{Booleen, Montant, MontantNul, MontantRelatif, Num, Quantite, Taux, TauxNul};
pub use error::ValueError;
pub use iban::{Bic, Iban, Rib};
pub use identifiers::{Finess, Ics, Nir, Siren, Siret};
pub use text::{
    Alphanum, AlphanumVide, CodBud, CodCol, Codique, IdTiers, LigneOptique, NomPj, NumVide, NumeroFactureCpp, Texte,
    TexteSepa, TexteVide,
};

/// A simple type of the schema: how its text is read and written.
pub trait SimpleType: Sized {
    /// Reads the text of a `V` attribute.
    ///
    /// # Errors
    /// The first rule of the type that the text breaks.
    fn parse(text: &str) -> Result<Self, ValueError>;

    /// Reads a text of a document in any form that the schema takes for the type: `xs:date` has time zones, and white
    /// space around a number counts for nothing.
    ///
    /// # Errors
    /// Those of [`SimpleType::parse`].
    fn read(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }

    /// The text in its usual form, accepted by [`SimpleType::parse`].
    fn format(&self) -> CompactString;
}

/// A place in a document: the offset, in bytes of it without its byte order mark, of what is spoken of.
///
/// `Place::NONE` for what was built and not read. [`crate::xml::Source`] turns an offset into line, column and path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(u32);

impl Place {
    /// Nowhere: the value was not read from a document.
    pub const NONE: Self = Self(u32::MAX);

    /// The place at a byte offset.
    pub fn at(offset: usize) -> Self {
        Self(u32::try_from(offset).unwrap_or(u32::MAX))
    }

    /// The byte offset, if the value was read.
    pub fn offset(self) -> Option<usize> {
        (self != Self::NONE).then_some(self.0 as usize)
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::NONE
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.offset() {
            Some(offset) => write!(f, "@{offset}"),
            None => f.write_str("@-"),
        }
    }
}

/// The value of one element: its text as written, its place, and the type to read it as.
///
/// ```
/// use pes_parser::value::{Montant, Value};
///
/// let amount: Value<Montant> = Value::raw("12.50");
/// assert_eq!(amount.get().unwrap().centimes(), 1250);
/// let wrong: Value<Montant> = Value::raw("12,50");
/// assert!(wrong.get().is_err());
/// assert_eq!(wrong.text(), "12,50");
/// ```
pub struct Value<T> {
    text: CompactString,
    place: Place,
    simple_type: PhantomData<fn() -> T>,
}

impl<T> Value<T> {
    /// A value with this text, whether or not it fits the type.
    pub fn raw(text: impl Into<CompactString>) -> Self {
        Self::read(text, Place::NONE)
    }

    pub(crate) fn read(text: impl Into<CompactString>, place: Place) -> Self {
        Value { text: text.into(), place, simple_type: PhantomData }
    }

    /// The text exactly as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the element starts.
    pub fn place(&self) -> Place {
        self.place
    }
}

/// A text without the white space around it that the schema takes away from numbers, dates and booleans.
fn collapsed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

/// A date or a year without its time zone, if it has one.
fn without_zone(text: &str) -> &str {
    if let Some(rest) = text.strip_suffix('Z') {
        return rest;
    }
    let zone = |zone: &str| match zone.as_bytes() {
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            let hours = 10 * i32::from(*h1) + i32::from(*h2) - 11 * i32::from(b'0');
            let is_time = [h1, h2, m1, m2].iter().all(|digit| digit.is_ascii_digit()) && *m1 < b'6';
            is_time && (hours < 14 || hours == 14 && [*m1, *m2] == *b"00")
        }
        _ => false,
    };
    match text.len().checked_sub(6).and_then(|start| text.split_at_checked(start)) {
        Some((rest, end)) if zone(end) => rest,
        _ => text,
    }
}

impl<T: SimpleType> Value<T> {
    /// A value written from its type.
    pub fn of(value: &T) -> Self {
        Self::raw(value.format())
    }

    /// The text read as its type, in any form that the schema takes.
    ///
    /// # Errors
    /// The first rule of the type that the text breaks.
    ///
    /// ```
    /// use pes_parser::value::{Date, SimpleType, Value};
    ///
    /// let date: Value<Date> = Value::raw(" 2026-03-02+01:00 ");
    /// assert_eq!(date.ok(), Date::parse("2026-03-02").ok());
    /// ```
    pub fn get(&self) -> Result<T, ValueError> {
        T::read(&self.text)
    }

    /// The text read as its type, or nothing when it does not fit.
    pub fn ok(&self) -> Option<T> {
        self.get().ok()
    }
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        Self::read(self.text.clone(), self.place)
    }
}

/// Equal texts: the place does not count.
impl<T> PartialEq for Value<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Value<T> {}

impl<T> fmt::Debug for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}{:?}", self.text, self.place)
    }
}
