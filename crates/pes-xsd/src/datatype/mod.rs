//! The simple types of XML Schema: the built-in ones, and those derived from them by restriction, list and union.

mod binary;
mod builtin;
mod decimal;
mod derive;
mod duration;
mod error;
mod facets;
mod lexical;
mod moment;
mod value;
mod white_space;

#[cfg(test)]
mod tests;

pub(crate) use builtin::hierarchy;
pub(crate) use derive::FacetDeclaration;
pub use error::{DerivationError, Facet, FacetFault, FacetLimit, ValueError};
use facets::Facets;
pub(crate) use lexical::Atom;
use lexical::Refusal;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
#[cfg(test)]
use value::QName;
pub(crate) use value::Value;
pub(crate) use white_space::WhiteSpace;
use white_space::{items, trimmed};

/// A simple type, ready to check values. All facets it inherits are its own.
pub(crate) struct SimpleType {
    builtin: &'static str,
    variety: Variety,
    facets: Facets,
    traits: Traits,
}

/// How the values of a type are made.
pub(crate) enum Variety {
    /// `anySimpleType`: any text.
    AnySimple,
    /// One value, written as for this built-in type.
    Atomic(Atom),
    /// Values of this type, with white space between them.
    List(Arc<SimpleType>),
    /// A value of the first of these types that accepts it.
    Union(Arc<[Arc<SimpleType>]>),
}

/// The namespaces that are in scope where a value stands.
pub(crate) trait Prefixes {
    /// The namespace that a prefix is bound to, the empty prefix to the default namespace.
    fn resolve(&self, prefix: &str) -> Option<&str>;
}

/// No namespaces at all.
pub(crate) struct NoPrefixes;

impl Prefixes for NoPrefixes {
    fn resolve(&self, _: &str) -> Option<&str> {
        None
    }
}

/// Which part a value takes in the identities of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdentityKind {
    /// It names an element.
    Id,
    /// It refers to an element.
    IdRef,
}

impl SimpleType {
    /// The built-in type that has this local name, `anySimpleType` included.
    pub(crate) fn builtin(name: &str) -> Option<Arc<SimpleType>> {
        builtin::find(name)
    }

    /// Checks a value as it stands in the document, white space not yet processed.
    pub(crate) fn check(&self, raw: &str, prefixes: &dyn Prefixes) -> Result<(), ValueError> {
        self.accept(raw, prefixes).map(drop)
    }

    /// Checks a value and returns it: equal to another exactly when the specification says so.
    pub(crate) fn value<'v>(&self, raw: &'v str, prefixes: &'v dyn Prefixes) -> Result<Value<'v>, ValueError> {
        match &self.variety {
            Variety::AnySimple => Ok(Value::Text(Cow::Borrowed(raw))),
            Variety::Atomic(atom) => match self.literal(*atom, raw) {
                Cow::Borrowed(text) => self.atomic_value(*atom, text, prefixes),
                Cow::Owned(text) => self.atomic_value(*atom, &text, prefixes).map(Value::into_owned),
            },
            Variety::List(item) => {
                self.check_list(item, raw, prefixes)?;
                list_value(item, raw, prefixes)
            }
            Variety::Union(_) => self.accept(raw, prefixes)?.value(raw, prefixes),
        }
    }

    /// Reports each identifier, and each reference to one, in a valid value.
    pub(crate) fn identities<'v>(
        &self,
        raw: &'v str,
        prefixes: &dyn Prefixes,
        found: &mut dyn FnMut(IdentityKind, &'v str),
    ) {
        if !self.traits.identities {
            return;
        }
        match &self.variety {
            Variety::Atomic(Atom::Id) => found(IdentityKind::Id, trimmed(raw)),
            Variety::Atomic(Atom::IdRef) => found(IdentityKind::IdRef, trimmed(raw)),
            Variety::List(item) => items(raw).for_each(|text| item.identities(text, prefixes, found)),
            Variety::Union(_) => {
                if let Ok(basic) = self.accept(raw, prefixes) {
                    basic.identities(raw, prefixes, found);
                }
            }
            Variety::Atomic(_) | Variety::AnySimple => {}
        }
    }

    /// Whether values can contain identifiers or references to them.
    pub(crate) fn has_identities(&self) -> bool {
        self.traits.identities
    }

    /// Whether values can contain qualified names, which mean nothing without the namespaces in scope.
    pub(crate) fn needs_prefixes(&self) -> bool {
        self.traits.prefixes
    }

    /// The built-in type that this is, or that it restricts last; `anySimpleType` for other lists and unions.
    #[cfg(test)]
    pub(crate) fn builtin_ancestor(&self) -> &'static str {
        self.builtin
    }

    /// How the values are made.
    pub(crate) fn variety(&self) -> &Variety {
        &self.variety
    }

    /// What becomes of white space; each member of a union sees to it itself.
    #[cfg(test)]
    pub(crate) fn white_space(&self) -> WhiteSpace {
        self.facets.white_space
    }

    /// The type that makes the value of a valid text: this one, or the member of the union that accepts it.
    fn accept(&self, raw: &str, prefixes: &dyn Prefixes) -> Result<&SimpleType, ValueError> {
        match &self.variety {
            Variety::AnySimple => Ok(self),
            Variety::Atomic(atom) => {
                self.check_atomic(*atom, &self.literal(*atom, raw), prefixes)?;
                Ok(self)
            }
            Variety::List(item) => self.check_list(item, raw, prefixes).map(|()| self),
            Variety::Union(members) => {
                let mut accepting = members.iter().filter_map(|member| member.accept(raw, prefixes).ok());
                let basic = accepting.next().ok_or(ValueError::NoUnionMember)?;
                if self.facets.enumeration.is_some() || !self.facets.patterns.is_empty() {
                    let text = basic.facets.white_space.apply(raw);
                    self.facets.check_literal(&text, || basic.value(raw, prefixes).ok())?;
                }
                Ok(basic)
            }
        }
    }

    /// The text with its white space processed. Most literals have none inside, so that none need be looked for.
    fn literal<'r>(&self, atom: Atom, raw: &'r str) -> Cow<'r, str> {
        match self.facets.white_space {
            WhiteSpace::Collapse if !atom.has_spaces() => Cow::Borrowed(trimmed(raw)),
            white_space => white_space.apply(raw),
        }
    }

    /// Most values are texts and numbers, which are checked where they stand.
    fn check_atomic(&self, atom: Atom, text: &str, prefixes: &dyn Prefixes) -> Result<(), ValueError> {
        let not_lexical = ValueError::NotLexical { datatype: self.builtin };
        if let Some(accepts) = atom.text_form() {
            return if accepts(text) { self.facets.check_text(text) } else { Err(not_lexical) };
        }
        match atom.number_form() {
            Some(read) => self.facets.check_number(text, read(text).ok_or(not_lexical)?),
            None => self.atomic_value(atom, text, prefixes).map(drop),
        }
    }

    fn atomic_value<'v>(&self, atom: Atom, text: &'v str, prefixes: &'v dyn Prefixes) -> Result<Value<'v>, ValueError> {
        let value = atom.parse(text, prefixes).map_err(|refusal| self.refused(refusal))?;
        self.facets.check(text, &value)?;
        Ok(value)
    }

    fn refused(&self, refusal: Refusal) -> ValueError {
        match refusal {
            Refusal::NotLexical => ValueError::NotLexical { datatype: self.builtin },
            Refusal::TooLarge => ValueError::TooLarge { datatype: self.builtin },
            Refusal::UnboundPrefix(prefix) => ValueError::UnboundPrefix { prefix },
        }
    }

    fn check_list(&self, item: &SimpleType, raw: &str, prefixes: &dyn Prefixes) -> Result<(), ValueError> {
        let mut count = 0_usize;
        for text in items(raw) {
            item.check(text, prefixes)?;
            count = count.saturating_add(1);
        }
        self.facets.check_length(|| Some(count))?;
        if self.facets.enumeration.is_none() && self.facets.patterns.is_empty() {
            return Ok(());
        }
        self.facets.check_literal(&self.facets.white_space.apply(raw), || list_value(item, raw, prefixes).ok())
    }

    fn assemble(builtin: &'static str, variety: Variety, facets: Facets) -> Self {
        let traits = Traits::of(&variety);
        SimpleType { builtin, variety, facets, traits }
    }
}

impl fmt::Debug for SimpleType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SimpleType").field(&self.builtin).finish()
    }
}

fn list_value<'v>(item: &SimpleType, raw: &'v str, prefixes: &'v dyn Prefixes) -> Result<Value<'v>, ValueError> {
    items(raw).map(|text| item.value(text, prefixes)).collect::<Result<_, _>>().map(Value::List)
}

/// What follows from the variety alone, known once and for all.
#[derive(Clone, Copy)]
struct Traits {
    identities: bool,
    prefixes: bool,
    lists: bool,
    /// How deeply types are nested.
    depth: usize,
    /// How many types a value is tried against at most.
    trials: usize,
}

impl Traits {
    fn of(variety: &Variety) -> Self {
        let leaf = Traits { identities: false, prefixes: false, lists: false, depth: 1, trials: 1 };
        match variety {
            Variety::AnySimple => leaf,
            Variety::Atomic(atom) => Traits {
                identities: matches!(atom, Atom::Id | Atom::IdRef),
                prefixes: matches!(atom, Atom::QName | Atom::Notation),
                ..leaf
            },
            Variety::List(item) => Traits { lists: true, depth: item.traits.depth.saturating_add(1), ..item.traits },
            Variety::Union(members) => members.iter().fold(leaf, |all, member| Traits {
                identities: all.identities || member.traits.identities,
                prefixes: all.prefixes || member.traits.prefixes,
                lists: all.lists || member.traits.lists,
                depth: all.depth.max(member.traits.depth.saturating_add(1)),
                trials: all.trials.saturating_add(member.traits.trials),
            }),
        }
    }
}
