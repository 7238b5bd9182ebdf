//! Derivation of simple types, and the rules that the facets of a restriction obey.

use super::decimal::Digits;
use super::error::{DerivationError, Facet, FacetFault, FacetLimit};
use super::facets::{Bound, Count, Enumeration, FacetSet, Facets, Literal, Patterns};
use super::lexical::Atom;
use super::white_space::{WhiteSpace, trimmed};
use super::{Prefixes, SimpleType, Variety};
use crate::pattern::Pattern;
use std::cmp::Ordering;
use std::sync::Arc;

/// A facet as a schema document declares it.
pub(crate) struct FacetDeclaration<'d> {
    pub(crate) kind: Facet,
    pub(crate) value: &'d str,
    pub(crate) fixed: bool,
    /// The namespaces in scope at the declaration.
    pub(crate) prefixes: &'d dyn Prefixes,
}

/// No schema nests or repeats types as much; beyond, checking a value would take too long.
const MOST_NESTED: usize = 64;
const MOST_TRIALS: usize = 10_000;
const MOST_PATTERNS: usize = 256;

impl SimpleType {
    /// The type of the values of the base type that also obey these facets. `anySimpleType` has no facets, and only
    /// complex types with simple content may restrict it.
    pub(crate) fn restrict(
        base: &Arc<SimpleType>,
        declarations: &[FacetDeclaration<'_>],
    ) -> Result<Arc<SimpleType>, DerivationError> {
        let variety = match &base.variety {
            Variety::AnySimple => Variety::AnySimple,
            Variety::Atomic(atom) => Variety::Atomic(*atom),
            Variety::List(item) => Variety::List(Arc::clone(item)),
            Variety::Union(members) => Variety::Union(Arc::clone(members)),
        };
        let mut step = Step::new(base);
        for declaration in declarations {
            step.add(declaration).map_err(|fault| DerivationError::Facet { facet: declaration.kind, fault })?;
        }
        Ok(Arc::new(SimpleType::assemble(base.builtin, variety, step.finish(declarations)?)))
    }

    /// The type of lists of such items.
    pub(crate) fn list_of(item: &Arc<SimpleType>) -> Result<Arc<SimpleType>, DerivationError> {
        if item.traits.lists {
            return Err(DerivationError::ListOfLists);
        }
        let white_space = WhiteSpace::Collapse;
        let facets = Facets { white_space, fixed: FacetSet::of(Facet::WhiteSpace), ..Facets::default() };
        construct(Variety::List(Arc::clone(item)), std::slice::from_ref(item), facets)
    }

    /// The type of the values of any of these types, the first that accepts a text deciding what it means.
    pub(crate) fn union_of(members: &[Arc<SimpleType>]) -> Result<Arc<SimpleType>, DerivationError> {
        construct(Variety::Union(members.into()), members, Facets::default())
    }
}

fn construct(variety: Variety, parts: &[Arc<SimpleType>], facets: Facets) -> Result<Arc<SimpleType>, DerivationError> {
    if parts.iter().any(|part| matches!(part.variety, Variety::AnySimple)) {
        return Err(DerivationError::AnySimpleType);
    }
    let derived = SimpleType::assemble("anySimpleType", variety, facets);
    if derived.traits.depth > MOST_NESTED || derived.traits.trials > MOST_TRIALS {
        return Err(DerivationError::TooComplex);
    }
    Ok(Arc::new(derived))
}

/// A restriction in the making.
struct Step<'b> {
    base: &'b SimpleType,
    facets: Facets,
    given: FacetSet,
}

impl<'b> Step<'b> {
    fn new(base: &'b SimpleType) -> Self {
        let mut facets = base.facets.clone();
        if facets.length.is_none() {
            let number = |count: &Option<Count>| count.as_ref().map(|count| count.number);
            facets.lengths_before = (number(&facets.min_length), number(&facets.max_length));
        }
        Step { base, facets, given: FacetSet::default() }
    }

    /// Takes a facet, except patterns and enumerations, which are taken together at the end.
    fn add(&mut self, declaration: &FacetDeclaration<'_>) -> Result<(), FacetFault> {
        let kind = declaration.kind;
        if !is_applicable(kind, &self.base.variety) {
            return Err(FacetFault::NotApplicable);
        }
        if matches!(kind, Facet::Pattern | Facet::Enumeration) {
            self.given.insert(kind);
            return Ok(());
        }
        if self.given.contains(kind) {
            return Err(FacetFault::Repeated);
        }
        self.given.insert(kind);
        let unchanged = self.replace(declaration)?;
        if self.facets.fixed.contains(kind) && !unchanged {
            return Err(FacetFault::Fixed);
        }
        if declaration.fixed {
            self.facets.fixed.insert(kind);
        }
        Ok(())
    }

    /// Puts a facet in the place of the inherited one, and says whether it is the same.
    fn replace(&mut self, declaration: &FacetDeclaration<'_>) -> Result<bool, FacetFault> {
        let facets = &mut self.facets;
        let value = declaration.value;
        match declaration.kind {
            Facet::Length => replace_count(&mut facets.length, value, |new, old| new == old),
            Facet::MinLength => replace_count(&mut facets.min_length, value, |new, old| new >= old),
            Facet::MaxLength => replace_count(&mut facets.max_length, value, |new, old| new <= old),
            Facet::FractionDigits => replace_count(&mut facets.fraction_digits, value, |new, old| new <= old),
            Facet::TotalDigits => match replace_count(&mut facets.total_digits, value, |new, old| new <= old)? {
                _ if facets.total_digits.as_ref().is_some_and(|count| count.number == 0) => Err(FacetFault::Malformed),
                unchanged => Ok(unchanged),
            },
            Facet::WhiteSpace => {
                let new = WhiteSpace::from_keyword(trimmed(value)).ok_or(FacetFault::Malformed)?;
                let old = std::mem::replace(&mut facets.white_space, new);
                if new < old { Err(FacetFault::Loosened) } else { Ok(new == old) }
            }
            Facet::MinInclusive => self.replace_bound(declaration, true, Facet::MinExclusive),
            Facet::MinExclusive => self.replace_bound(declaration, false, Facet::MinInclusive),
            Facet::MaxInclusive => self.replace_bound(declaration, true, Facet::MaxExclusive),
            Facet::MaxExclusive => self.replace_bound(declaration, false, Facet::MaxInclusive),
            Facet::Pattern | Facet::Enumeration => Ok(true),
        }
    }

    /// A value of the base type is a stricter bound than that of the base type, so that no two bounds on one side
    /// need be kept. Only an exclusive bound can be repeated without being such a value. Patterns do not matter here:
    /// they are about literals, and the value may have another literal.
    fn replace_bound(
        &mut self,
        declaration: &FacetDeclaration<'_>,
        inclusive: bool,
        other: Facet,
    ) -> Result<bool, FacetFault> {
        if self.given.contains(other) {
            return Err(FacetFault::Conflict(other));
        }
        let Variety::Atomic(atom) = self.base.variety else { return Err(FacetFault::NotApplicable) };
        let lower = matches!(declaration.kind, Facet::MinInclusive | Facet::MinExclusive);
        let slot = if lower { &mut self.facets.lower } else { &mut self.facets.upper };
        let limit = trimmed(declaration.value);
        let value = (atom.parse(limit, declaration.prefixes))
            .map_err(|refusal| FacetFault::NotInBase(self.base.refused(refusal)))?;
        let unchanged = slot
            .as_ref()
            .is_some_and(|old| old.inclusive == inclusive && old.value.order(&value) == Some(Ordering::Equal));
        if inclusive || !unchanged {
            let without_patterns = Facets { patterns: Vec::new(), ..self.base.facets.clone() };
            without_patterns.check(limit, &value).map_err(FacetFault::NotInBase)?;
        }
        *slot = Some(Bound { value: Arc::new(value.into_owned()), inclusive, limit: limit.into() });
        Ok(unchanged)
    }

    fn finish(mut self, declarations: &[FacetDeclaration<'_>]) -> Result<Facets, DerivationError> {
        self.check_lengths()?;
        self.check_digits()?;
        self.check_bounds()?;
        if self.given.contains(Facet::Pattern) {
            self.add_patterns(declarations)?;
        }
        if self.given.contains(Facet::Enumeration) {
            self.enumerate(declarations)?;
        }
        Ok(self.facets)
    }

    /// Beside `length`, the other two may stand only if a base type has them with the same value and no `length`.
    fn check_lengths(&self) -> Result<(), DerivationError> {
        let Facets { length, min_length, max_length, lengths_before, .. } = &self.facets;
        if let (Some(min), Some(max)) = (min_length, max_length)
            && min.number > max.number
        {
            return Err(self.conflict(Facet::MinLength, Facet::MaxLength));
        }
        let Some(length) = length else { return Ok(()) };
        if let Some(min) = min_length
            && (min.number > length.number || lengths_before.0 != Some(min.number))
        {
            return Err(self.conflict(Facet::MinLength, Facet::Length));
        }
        if let Some(max) = max_length
            && (max.number < length.number || lengths_before.1 != Some(max.number))
        {
            return Err(self.conflict(Facet::MaxLength, Facet::Length));
        }
        Ok(())
    }

    fn check_digits(&self) -> Result<(), DerivationError> {
        match (&self.facets.total_digits, &self.facets.fraction_digits) {
            (Some(total), Some(fraction)) if fraction.number > total.number => {
                Err(self.conflict(Facet::FractionDigits, Facet::TotalDigits))
            }
            _ => Ok(()),
        }
    }

    fn check_bounds(&self) -> Result<(), DerivationError> {
        let (Some(lower), Some(upper)) = (&self.facets.lower, &self.facets.upper) else { return Ok(()) };
        let order = lower.value.order(&upper.value);
        if order == Some(Ordering::Greater) || (order == Some(Ordering::Equal) && lower.inclusive != upper.inclusive) {
            let lower = if lower.inclusive { Facet::MinInclusive } else { Facet::MinExclusive };
            let upper = if upper.inclusive { Facet::MaxInclusive } else { Facet::MaxExclusive };
            return Err(self.conflict(lower, upper));
        }
        Ok(())
    }

    /// Two facets that cannot stand together: the one at fault is one given in this step.
    fn conflict(&self, one: Facet, two: Facet) -> DerivationError {
        let (facet, other) = if self.given.contains(one) { (one, two) } else { (two, one) };
        DerivationError::Facet { facet, fault: FacetFault::Conflict(other) }
    }

    fn add_patterns(&mut self, declarations: &[FacetDeclaration<'_>]) -> Result<(), DerivationError> {
        if self.facets.patterns.len() >= MOST_PATTERNS {
            return Err(DerivationError::TooComplex);
        }
        let sources: Vec<&str> = of_kind(declarations, Facet::Pattern).map(|declaration| declaration.value).collect();
        let pattern = Pattern::any_of(&sources)
            .map_err(|error| DerivationError::Facet { facet: Facet::Pattern, fault: FacetFault::Pattern(error) })?;
        let limit = match sources.as_slice() {
            [source] => FacetLimit::One((*source).into()),
            sources => FacetLimit::AnyOf(sources.iter().map(|&source| source.into()).collect()),
        };
        self.facets.patterns.push(Arc::new(Patterns { pattern, limit }));
        Ok(())
    }

    /// Literals of text are the values; those of other types are a short cut to them, if they mean the same wherever
    /// they stand.
    fn enumerate(&mut self, declarations: &[FacetDeclaration<'_>]) -> Result<(), DerivationError> {
        let base = self.base;
        let is_text = match base.variety {
            Variety::Atomic(atom) => matches!(atom.primitive(), Atom::String | Atom::AnyUri),
            _ => false,
        };
        let is_fixed = !base.traits.prefixes && !matches!(base.variety, Variety::Union(_));
        let (mut literals, mut values, mut limit) = (Vec::new(), Vec::new(), Vec::new());
        for declaration in of_kind(declarations, Facet::Enumeration) {
            let value = base.value(declaration.value, declaration.prefixes).map_err(|error| {
                DerivationError::Facet { facet: Facet::Enumeration, fault: FacetFault::NotInBase(error) }
            })?;
            let literal = base.facets.white_space.apply(declaration.value);
            limit.push(Arc::from(&*literal));
            if is_fixed {
                literals.push(Literal::new(&literal));
            }
            if !is_text {
                values.push(value.into_owned());
            }
        }
        literals.sort_unstable();
        self.facets.enumeration = Some(Arc::new(Enumeration {
            literals: literals.into(),
            values: (!is_text).then(|| values.into_iter().collect()),
            limit: limit.into(),
        }));
        Ok(())
    }
}

fn of_kind<'d, 'p>(
    declarations: &'d [FacetDeclaration<'p>],
    kind: Facet,
) -> impl Iterator<Item = &'d FacetDeclaration<'p>> {
    declarations.iter().filter(move |declaration| declaration.kind == kind)
}

fn replace_count(
    slot: &mut Option<Count>,
    value: &str,
    is_as_strict: impl Fn(u64, u64) -> bool,
) -> Result<bool, FacetFault> {
    let limit = trimmed(value);
    let number = Digits::parse_integer(limit).and_then(|number| number.to_count()).ok_or(FacetFault::Malformed)?;
    let old = slot.replace(Count { number, limit: limit.into() });
    match old {
        Some(old) if !is_as_strict(number, old.number) => Err(FacetFault::Loosened),
        Some(old) => Ok(old.number == number),
        None => Ok(false),
    }
}

fn is_applicable(facet: Facet, variety: &Variety) -> bool {
    use Facet::*;
    let atom = match variety {
        Variety::AnySimple => return false,
        Variety::Union(_) => return matches!(facet, Pattern | Enumeration),
        Variety::List(_) => Atom::String,
        Variety::Atomic(atom) => atom.primitive(),
    };
    let has_length = matches!(
        atom,
        Atom::String | Atom::HexBinary | Atom::Base64Binary | Atom::AnyUri | Atom::QName | Atom::Notation
    );
    match facet {
        Pattern | WhiteSpace => true,
        Enumeration => atom != Atom::Boolean,
        Length | MinLength | MaxLength => has_length,
        MinInclusive | MinExclusive | MaxInclusive | MaxExclusive => !has_length && atom != Atom::Boolean,
        TotalDigits | FractionDigits => atom == Atom::Decimal,
    }
}
