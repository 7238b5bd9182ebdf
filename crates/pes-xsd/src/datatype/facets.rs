//! The facets of a type and of all the types it restricts, in the form in which values are checked.

use super::decimal::Digits;
use super::error::{Facet, FacetLimit, ValueError};
use super::value::Value;
use super::white_space::WhiteSpace;
use crate::pattern::Pattern;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

/// All facets that hold for a type. Of those that a restriction replaces, only the strictest is kept.
#[derive(Clone, Default)]
pub(super) struct Facets {
    pub(super) white_space: WhiteSpace,
    pub(super) length: Option<Count>,
    pub(super) min_length: Option<Count>,
    pub(super) max_length: Option<Count>,
    pub(super) total_digits: Option<Count>,
    pub(super) fraction_digits: Option<Count>,
    pub(super) lower: Option<Bound>,
    pub(super) upper: Option<Bound>,
    /// One for each restriction that has patterns.
    pub(super) patterns: Vec<Arc<Patterns>>,
    pub(super) enumeration: Option<Arc<Enumeration>>,
    pub(super) fixed: FacetSet,
    /// What bounded the length in the nearest base type with no facet `length`.
    pub(super) lengths_before: (Option<u64>, Option<u64>),
}

impl Facets {
    /// Checks a value of an atomic type; `text` is its literal.
    pub(super) fn check(&self, text: &str, value: &Value<'_>) -> Result<(), ValueError> {
        match value {
            Value::Text(_) | Value::Uri(_) => self.check_text(text),
            Value::Decimal(number) => self.check_number(text, number.digits()),
            _ => {
                self.check_length(|| value.length())?;
                self.check_bounds(|bound| value.order(bound))?;
                self.check_literal(text, || Some(value.clone()))
            }
        }
    }

    /// Checks a value that is its own literal.
    pub(super) fn check_text(&self, text: &str) -> Result<(), ValueError> {
        // A character takes one to four octets, which often is all that need be known.
        let (fewest, most) = (text.len().div_ceil(4) as u64, text.len() as u64);
        let long_enough = self.min_length.as_ref().is_none_or(|count| fewest >= count.number);
        let short_enough = self.max_length.as_ref().is_none_or(|count| most <= count.number);
        if !(long_enough && short_enough && self.length.is_none()) {
            self.check_length(|| Some(text.chars().count()))?;
        }
        self.check_literal(text, || None)
    }

    /// Checks a number; `text` is its literal.
    pub(super) fn check_number(&self, text: &str, number: Digits<'_>) -> Result<(), ValueError> {
        at_most(&self.total_digits, Facet::TotalDigits, number.total_digits())?;
        at_most(&self.fraction_digits, Facet::FractionDigits, number.fraction_digits())?;
        self.check_bounds(|bound| match bound {
            Value::Decimal(bound) => Some(number.cmp(&bound.digits())),
            _ => None,
        })?;
        self.check_literal(text, || Some(Value::Decimal(number.into())))
    }

    /// Checks a length, if there are any facets for it and the value has one.
    pub(super) fn check_length(&self, length: impl FnOnce() -> Option<usize>) -> Result<(), ValueError> {
        if self.length.is_none() && self.min_length.is_none() && self.max_length.is_none() {
            return Ok(());
        }
        let Some(length) = length() else { return Ok(()) };
        at_most(&self.max_length, Facet::MaxLength, length)?;
        at_least(&self.min_length, Facet::MinLength, length)?;
        at_most(&self.length, Facet::Length, length)?;
        at_least(&self.length, Facet::Length, length)
    }

    /// Checks a literal against the enumeration, which may need its value, and the patterns.
    pub(super) fn check_literal<'v>(
        &self,
        text: &str,
        value: impl FnOnce() -> Option<Value<'v>>,
    ) -> Result<(), ValueError> {
        if let Some(enumeration) = &self.enumeration {
            enumeration.check(text, value)?;
        }
        match self.patterns.iter().find(|step| !step.pattern.matches(text)) {
            Some(step) => Err(ValueError::Facet { facet: Facet::Pattern, limit: step.limit.clone() }),
            None => Ok(()),
        }
    }

    fn check_bounds(&self, order: impl Fn(&Value<'static>) -> Option<Ordering>) -> Result<(), ValueError> {
        if let Some(bound) = &self.lower {
            bound.check(order(&bound.value), Ordering::Greater, [Facet::MinInclusive, Facet::MinExclusive])?;
        }
        if let Some(bound) = &self.upper {
            bound.check(order(&bound.value), Ordering::Less, [Facet::MaxInclusive, Facet::MaxExclusive])?;
        }
        Ok(())
    }
}

/// A number that bounds a length or a number of digits.
#[derive(Clone)]
pub(super) struct Count {
    pub(super) number: u64,
    pub(super) limit: Arc<str>,
}

impl Count {
    fn broken(&self, facet: Facet) -> ValueError {
        ValueError::Facet { facet, limit: FacetLimit::One(Arc::clone(&self.limit)) }
    }
}

fn at_most(count: &Option<Count>, facet: Facet, length: usize) -> Result<(), ValueError> {
    match count {
        Some(count) if length as u64 > count.number => Err(count.broken(facet)),
        _ => Ok(()),
    }
}

fn at_least(count: &Option<Count>, facet: Facet, length: usize) -> Result<(), ValueError> {
    match count {
        Some(count) if (length as u64) < count.number => Err(count.broken(facet)),
        _ => Ok(()),
    }
}

/// A value that bounds the values of a type on one side.
#[derive(Clone)]
pub(super) struct Bound {
    pub(super) value: Arc<Value<'static>>,
    pub(super) inclusive: bool,
    pub(super) limit: Arc<str>,
}

impl Bound {
    /// Values are on the inner side of the bound, or on it if it is inclusive; those without order to it are not.
    fn check(
        &self,
        order: Option<Ordering>,
        inner: Ordering,
        [inclusive, exclusive]: [Facet; 2],
    ) -> Result<(), ValueError> {
        if order == Some(inner) || (order == Some(Ordering::Equal) && self.inclusive) {
            return Ok(());
        }
        let facet = if self.inclusive { inclusive } else { exclusive };
        Err(ValueError::Facet { facet, limit: FacetLimit::One(Arc::clone(&self.limit)) })
    }
}

/// The patterns of one restriction, of which a literal matches at least one.
pub(super) struct Patterns {
    pub(super) pattern: Pattern,
    pub(super) limit: FacetLimit,
}

/// The values that a type allows.
pub(super) struct Enumeration {
    /// Literals that denote one of the values wherever they stand, sorted.
    pub(super) literals: Box<[Literal]>,
    /// The values, unless the literals are all there is to them.
    pub(super) values: Option<HashSet<Value<'static>>>,
    pub(super) limit: Arc<[Arc<str>]>,
}

impl Enumeration {
    /// Looks for the literal, and only if it is not among those listed for the value.
    fn check<'v>(&self, text: &str, value: impl FnOnce() -> Option<Value<'v>>) -> Result<(), ValueError> {
        let start = start_of(text);
        if self.literals.binary_search_by(|literal| literal.order(text, start)).is_ok() {
            return Ok(());
        }
        match self.values.as_ref().zip(value()) {
            Some((values, value)) if contains(values, &value) => Ok(()),
            _ => {
                Err(ValueError::Facet { facet: Facet::Enumeration, limit: FacetLimit::AnyOf(Arc::clone(&self.limit)) })
            }
        }
    }
}

/// A literal, short ones first, then by their start as a number: most comparisons end there.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Literal {
    length: usize,
    start: u64,
    text: Box<str>,
}

impl Literal {
    pub(super) fn new(text: &str) -> Self {
        Literal { length: text.len(), start: start_of(text), text: text.into() }
    }

    fn order(&self, text: &str, start: u64) -> Ordering {
        match (self.length.cmp(&text.len())).then(self.start.cmp(&start)) {
            Ordering::Equal if self.length > START => (*self.text).cmp(text),
            order => order,
        }
    }
}

const START: usize = 8;

fn start_of(text: &str) -> u64 {
    text.bytes().take(START).fold(0, |start, byte| start << 8 | u64::from(byte))
}

fn contains<'v>(values: &HashSet<Value<'v>>, value: &Value<'v>) -> bool {
    values.contains(value)
}

/// A set of facets.
#[derive(Clone, Copy, Default)]
pub(super) struct FacetSet(u16);

impl FacetSet {
    pub(super) fn of(facet: Facet) -> Self {
        FacetSet(1 << facet as u16)
    }

    pub(super) fn contains(self, facet: Facet) -> bool {
        self.0 & Self::of(facet).0 != 0
    }

    pub(super) fn insert(&mut self, facet: Facet) {
        self.0 |= Self::of(facet).0;
    }
}
