//! What can be wrong with a value, and with the definition of a simple type.

use crate::pattern::PatternError;
use std::fmt;
use std::sync::Arc;

/// A constraining facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Exactly so many characters, octets or items.
    Length,
    /// At least so many characters, octets or items.
    MinLength,
    /// At most so many characters, octets or items.
    MaxLength,
    /// A regular expression.
    Pattern,
    /// The values allowed.
    Enumeration,
    /// What becomes of white space.
    WhiteSpace,
    /// The greatest value allowed.
    MaxInclusive,
    /// The least of the values too great.
    MaxExclusive,
    /// The least value allowed.
    MinInclusive,
    /// The greatest of the values too small.
    MinExclusive,
    /// At most so many digits.
    TotalDigits,
    /// At most so many digits after the point.
    FractionDigits,
}

impl Facet {
    /// The name of the facet in a schema document.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Length => "length",
            Facet::MinLength => "minLength",
            Facet::MaxLength => "maxLength",
            Facet::Pattern => "pattern",
            Facet::Enumeration => "enumeration",
            Facet::WhiteSpace => "whiteSpace",
            Facet::MaxInclusive => "maxInclusive",
            Facet::MaxExclusive => "maxExclusive",
            Facet::MinInclusive => "minInclusive",
            Facet::MinExclusive => "minExclusive",
            Facet::TotalDigits => "totalDigits",
            Facet::FractionDigits => "fractionDigits",
        }
    }
}

impl fmt::Display for Facet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The limit that a facet sets, as the schema document writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FacetLimit {
    /// The value of the facet.
    One(Arc<str>),
    /// The values of an enumeration, or of patterns that are alternatives.
    AnyOf(Arc<[Arc<str>]>),
}

impl fmt::Display for FacetLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FacetLimit::One(limit) => f.write_str(limit),
            FacetLimit::AnyOf(limits) => f.write_str(&limits.join(", ")),
        }
    }
}

/// Why a value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueError {
    /// The text is not one that the built-in type knows.
    NotLexical {
        /// The built-in type from which the type of the value is derived.
        datatype: &'static str,
    },
    /// A date or a duration is beyond the hundred thousand million years that are supported.
    TooLarge {
        /// The built-in type from which the type of the value is derived.
        datatype: &'static str,
    },
    /// A facet is broken.
    Facet {
        /// Which facet.
        facet: Facet,
        /// What it allows.
        limit: FacetLimit,
    },
    /// A qualified name has a prefix that is bound to no namespace.
    UnboundPrefix {
        /// The prefix.
        prefix: Box<str>,
    },
    /// No member of the union accepts the value.
    NoUnionMember,
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ValueError::NotLexical { datatype } => write!(f, "not a value of type {datatype}"),
            ValueError::TooLarge { datatype } => write!(f, "beyond the supported range of type {datatype}"),
            ValueError::Facet { facet, limit } => write!(f, "not allowed by {facet}: {limit}"),
            ValueError::UnboundPrefix { prefix } => write!(f, "prefix {prefix} is bound to no namespace"),
            ValueError::NoUnionMember => f.write_str("not a value of any member of the union"),
        }
    }
}

impl std::error::Error for ValueError {}

/// Why a simple type cannot be defined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DerivationError {
    /// A facet of a restriction is wrong.
    Facet {
        /// Which facet.
        facet: Facet,
        /// What is wrong with it.
        fault: FacetFault,
    },
    /// `anySimpleType` can be neither the type of items nor a member of a union.
    AnySimpleType,
    /// The items of a list would be lists.
    ListOfLists,
    /// Unions or patterns are nested or repeated beyond what is supported.
    TooComplex,
}

/// What is wrong with a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FacetFault {
    /// The type has no such facet.
    NotApplicable,
    /// The facet is given twice in one step.
    Repeated,
    /// The value of the facet is not of the form it must have.
    Malformed,
    /// The regular expression is wrong.
    Pattern(PatternError),
    /// The value of the facet is not a value of the base type.
    NotInBase(ValueError),
    /// The base type is stricter.
    Loosened,
    /// The base type does not let the facet change.
    Fixed,
    /// The facet cannot stand together with this one.
    Conflict(Facet),
}

impl fmt::Display for DerivationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DerivationError::Facet { facet, fault } => write!(f, "{facet}: {fault}"),
            DerivationError::AnySimpleType => f.write_str("anySimpleType can be no item type and no member type"),
            DerivationError::ListOfLists => f.write_str("the items of a list cannot be lists"),
            DerivationError::TooComplex => f.write_str("the type is too complex"),
        }
    }
}

impl fmt::Display for FacetFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FacetFault::NotApplicable => f.write_str("the type has no such facet"),
            FacetFault::Repeated => f.write_str("given twice"),
            FacetFault::Malformed => f.write_str("not a value that the facet can have"),
            FacetFault::Pattern(error) => error.fmt(f),
            FacetFault::NotInBase(error) => error.fmt(f),
            FacetFault::Loosened => f.write_str("the base type is stricter"),
            FacetFault::Fixed => f.write_str("fixed by the base type"),
            FacetFault::Conflict(other) => write!(f, "cannot stand together with {other}"),
        }
    }
}

impl std::error::Error for DerivationError {}
