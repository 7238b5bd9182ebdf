//! What can be wrong with a regular expression.

use std::fmt;

/// Why a regular expression is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The character at which the fault shows, counted from 0; in several alternatives, counted as if `|` joined them.
    pub position: usize,
    /// The fault.
    pub kind: PatternErrorKind,
}

/// The faults of regular expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternErrorKind {
    /// `(` or `)` without the other.
    UnbalancedParenthesis,
    /// A character class that is not closed.
    UnclosedClass,
    /// `[]` or `[^]`.
    EmptyClass,
    /// A character that stands for itself only when escaped.
    Unescaped(char),
    /// A quantifier that follows nothing it could repeat.
    NothingToRepeat,
    /// Braces that hold no quantity.
    MalformedQuantity,
    /// A quantity or a range whose end comes before its start.
    Reversed,
    /// An escape that does not exist.
    UnknownEscape,
    /// A category or block that does not exist.
    UnknownProperty,
    /// A hyphen in the middle of a class.
    MisplacedHyphen,
    /// Groups or classes nested too deep.
    TooDeep,
    /// An expression too large to be compiled.
    TooLarge,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at character {})", self.kind, self.position.saturating_add(1))
    }
}

impl fmt::Display for PatternErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnbalancedParenthesis => "a parenthesis has no counterpart",
            Self::UnclosedClass => "a character class is not closed",
            Self::EmptyClass => "a character class is empty",
            Self::Unescaped(character) => return write!(f, "'{character}' must be escaped to stand for itself"),
            Self::NothingToRepeat => "there is nothing to repeat",
            Self::MalformedQuantity => "braces must hold a quantity such as {2}, {2,} or {2,5}",
            Self::Reversed => "the end comes before the start",
            Self::UnknownEscape => "there is no such escape",
            Self::UnknownProperty => "there is no such category or block of characters",
            Self::MisplacedHyphen => "a hyphen in the middle of a class must be escaped",
            Self::TooDeep => "groups are nested too deep",
            Self::TooLarge => "the expression is too large",
        })
    }
}

impl std::error::Error for PatternError {}
