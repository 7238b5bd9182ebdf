//! What a schema is once compiled: flat tables that the validator walks by index.

use std::collections::HashMap;
use std::sync::Arc;

use crate::content::{ContentModel, NamespaceConstraint};
use crate::datatype::{SimpleType, Value, Variety};
use crate::names::{Names, Symbol};

/// An element declaration, by its place in [`Tables::elements`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ElementId(pub(crate) u32);

/// A type definition, by its place in [`Tables::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TypeId(pub(crate) u32);

impl TypeId {
    /// `xs:anyType`: any attributes, any content, checked where declarations are known.
    pub(crate) const ANY: Self = Self(0);
    /// `xs:anySimpleType`.
    pub(crate) const ANY_SIMPLE: Self = Self(1);
}

/// An identity constraint, by its place in [`Tables::constraints`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ConstraintId(pub(crate) u32);

/// A whole schema.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) names: Names,
    pub(crate) elements: Vec<Element>,
    pub(crate) types: Vec<Type>,
    pub(crate) constraints: Vec<IdentityConstraint>,
    pub(crate) global_elements: HashMap<Symbol, ElementId>,
    pub(crate) global_types: HashMap<Symbol, TypeId>,
    pub(crate) global_attributes: HashMap<Symbol, AttributeDeclaration>,
    pub(crate) xsi: XsiNames,
    /// The elements that the documents named by the caller declare, in their order: the roots that are most likely meant.
    pub(crate) main_elements: Vec<Symbol>,
    /// Documents are missing and may be: a root without declaration is checked as far as it goes.
    pub(crate) allows_any_root: bool,
}

/// The attributes that any element may carry.
#[derive(Debug)]
pub(crate) struct XsiNames {
    pub(crate) type_: Symbol,
    pub(crate) nil: Symbol,
    pub(crate) schema_location: Symbol,
    pub(crate) no_namespace_schema_location: Symbol,
}

#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: Symbol,
    pub(crate) type_: TypeId,
    pub(crate) nillable: bool,
    pub(crate) is_abstract: bool,
    pub(crate) constraint: Option<ValueConstraint>,
    pub(crate) block: Derivations,
    pub(crate) substitutes: Option<ElementId>,
    pub(crate) identity: Box<[ConstraintId]>,
}

impl Element {
    /// An element of which only the name is known.
    pub(crate) fn undeclared(name: Symbol, type_: TypeId) -> Self {
        Element {
            name,
            type_,
            nillable: true,
            is_abstract: false,
            constraint: None,
            block: Derivations::NONE,
            substitutes: None,
            identity: Box::default(),
        }
    }
}

/// A value that stands in for a missing one, or the only one allowed.
#[derive(Clone, Debug)]
pub(crate) struct ValueConstraint {
    pub(crate) is_fixed: bool,
    /// As the schema writes it.
    pub(crate) text: Arc<str>,
    /// In the value space of the declared type; absent for mixed content, and for a type known too late.
    pub(crate) value: Option<Value<'static>>,
}

#[derive(Debug)]
pub(crate) struct Type {
    /// Absent for a type written inside its element or attribute.
    pub(crate) name: Option<Symbol>,
    /// `ANY` is its own base.
    pub(crate) base: TypeId,
    pub(crate) derivation: Derivations,
    pub(crate) block: Derivations,
    pub(crate) is_abstract: bool,
    pub(crate) kind: TypeKind,
}

#[derive(Debug)]
pub(crate) enum TypeKind {
    Simple(Arc<SimpleType>),
    Complex(Complex),
}

#[derive(Debug)]
pub(crate) struct Complex {
    pub(crate) attributes: Attributes,
    pub(crate) content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    Empty,
    Simple(Arc<SimpleType>),
    Elements(Box<ElementContent>),
}

#[derive(Debug)]
pub(crate) struct ElementContent {
    pub(crate) model: ContentModel,
    /// What each leaf of the model stands for.
    pub(crate) leaves: Box<[Leaf]>,
    pub(crate) is_mixed: bool,
    /// Whether it holds whatever there is and nothing is looked at: wildcards that skip, and no element of a name.
    pub(crate) is_open: bool,
}

/// What a leaf of a content model stands for.
#[derive(Clone, Debug)]
pub(crate) enum Leaf {
    Element {
        element: ElementId,
        /// Whether several may stand beside each other, and a path therefore numbers them.
        repeats: bool,
        /// Its type, if there is no more to see to than that: neither is abstract, and it has no keys.
        plain_type: Option<TypeId>,
    },
    Wildcard(ProcessContents),
}

/// How what a wildcard lets in is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProcessContents {
    /// A declaration must exist.
    Strict,
    /// Checked where a declaration exists.
    Lax,
    /// Not checked.
    Skip,
}

/// The attributes of a complex type.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes {
    /// In the order of the schema; few, so that a linear search is the fastest.
    pub(crate) uses: Vec<AttributeUse>,
    /// How many of them are required.
    pub(crate) required: usize,
    /// Whether one that is missing has a default that refers to an identifier.
    pub(crate) implies_references: bool,
    pub(crate) wildcard: Option<AttributeWildcard>,
}

impl Attributes {
    /// Any attribute, checked where it is declared.
    pub(crate) fn any() -> Self {
        let wildcard = AttributeWildcard { namespaces: NamespaceConstraint::Any, process: ProcessContents::Lax };
        Attributes { wildcard: Some(wildcard), ..Attributes::default() }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct AttributeUse {
    pub(crate) name: Symbol,
    pub(crate) is_required: bool,
    /// Whether a value that was valid once is valid wherever it stands: no fixed value, no identifier, no prefix.
    pub(crate) is_context_free: bool,
    pub(crate) declaration: AttributeDeclaration,
}

#[derive(Clone, Debug)]
pub(crate) struct AttributeDeclaration {
    pub(crate) type_: Arc<SimpleType>,
    pub(crate) constraint: Option<ValueConstraint>,
}

#[derive(Clone, Debug)]
pub(crate) struct AttributeWildcard {
    pub(crate) namespaces: NamespaceConstraint,
    pub(crate) process: ProcessContents,
}

/// A set of ways to derive a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Derivations(u8);

impl Derivations {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const RESTRICTION: Self = Self(1);
    pub(crate) const EXTENSION: Self = Self(2);
    pub(crate) const SUBSTITUTION: Self = Self(4);
    pub(crate) const LIST: Self = Self(8);
    pub(crate) const UNION: Self = Self(16);
    pub(crate) const ALL: Self = Self(31);

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// `xs:key`, `xs:unique` or `xs:keyref`.
#[derive(Debug)]
pub(crate) struct IdentityConstraint {
    pub(crate) name: Symbol,
    pub(crate) kind: IdentityKind,
    pub(crate) selector: Selection,
    pub(crate) fields: Vec<Selection>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdentityKind {
    Unique,
    Key,
    KeyRef(ConstraintId),
}

/// The paths of a selector or a field; a node that one of them reaches is selected.
#[derive(Debug)]
pub(crate) struct Selection {
    pub(crate) paths: Vec<Path>,
}

#[derive(Debug)]
pub(crate) struct Path {
    /// Starts with `.//`.
    pub(crate) anywhere: bool,
    /// Child steps.
    pub(crate) steps: Vec<NameTest>,
    /// The last step of a field, when it is an attribute.
    pub(crate) attribute: Option<NameTest>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameTest {
    Any,
    Namespace(crate::names::NamespaceId),
    Name(Symbol),
}

impl Tables {
    pub(crate) fn element(&self, id: ElementId) -> &Element {
        &self.elements[id.0 as usize]
    }

    pub(crate) fn type_(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    /// Whether `derived` comes from `base` by steps of which none is in `block`.
    pub(crate) fn derives(&self, derived: TypeId, base: TypeId, block: Derivations) -> bool {
        if derived == base {
            return true;
        }
        let mut at = derived;
        while at != TypeId::ANY {
            let step = self.type_(at);
            if step.derivation.intersects(block) {
                return false;
            }
            at = step.base;
            if at == base {
                return true;
            }
        }
        self.is_member(derived, base, block)
    }

    /// A simple type may stand where a union has it, or a base of it, as a member.
    fn is_member(&self, derived: TypeId, base: TypeId, block: Derivations) -> bool {
        let TypeKind::Simple(union) = &self.type_(base).kind else { return false };
        let mut at = derived;
        while at != TypeId::ANY && !block.intersects(self.type_(at).derivation) {
            let TypeKind::Simple(simple) = &self.type_(at).kind else { return false };
            if has_member(union, simple) {
                return true;
            }
            at = self.type_(at).base;
        }
        false
    }
}

fn has_member(union: &SimpleType, simple: &Arc<SimpleType>) -> bool {
    match union.variety() {
        Variety::Union(members) => {
            members.iter().any(|member| Arc::ptr_eq(member, simple) || has_member(member, simple))
        }
        _ => false,
    }
}
