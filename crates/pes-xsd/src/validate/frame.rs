//! What is known of the elements that are open.

use super::identity::Identity;
use super::ids::Ids;
use super::recent::Recent;
use crate::content::{LeafId, State};
use crate::datatype::SimpleType;
use crate::schema::tables::{Element, ElementContent, ElementId, Leaf, ProcessContents, TypeId};

/// What one piece of a document leaves to the next.
#[derive(Debug, Default)]
pub(super) struct Carried<'t> {
    pub(super) frames: Vec<Frame<'t>>,
    pub(super) text: String,
    pub(super) recent: Recent,
    pub(super) ids: Ids,
    pub(super) identity: Identity<'t>,
}

impl<'t> Carried<'t> {
    /// Elements that are open where a piece starts.
    pub(super) fn of(frames: Vec<Frame<'t>>) -> Self {
        Carried { frames, ..Carried::default() }
    }
}

/// An open element.
#[derive(Clone, Debug)]
pub(super) struct Frame<'t> {
    pub(super) element: Option<&'t Element>,
    pub(super) content: Allowed<'t>,
    /// Where the children are in the content model; unused without one.
    pub(super) state: State,
    pub(super) is_nil: bool,
    /// Elements, or text that was not expected.
    pub(super) has_content: bool,
    pub(super) has_elements: bool,
    /// Its last child may stand any number of times; known to scouts only.
    pub(super) repeats: bool,
    /// It was told that it is let in without a look; what it holds is then part of it.
    pub(super) is_told: bool,
    pub(super) offset: usize,
}

impl Frame<'_> {
    /// Whether what comes next is judged alike.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        // Declarations are told apart by where they are: a declaration has one place in the tables.
        let declaration = |frame: &Self| frame.element.map(std::ptr::from_ref);
        let content = |frame: &Self| match frame.content {
            Allowed::Anything => (0, std::ptr::null()),
            Allowed::Nothing => (1, std::ptr::null()),
            Allowed::Simple(simple) => (2, std::ptr::from_ref(simple).cast::<()>()),
            Allowed::Elements(content) => (3, std::ptr::from_ref(content).cast()),
        };
        declaration(self) == declaration(other)
            && content(self) == content(other)
            && self.state == other.state
            && self.is_nil == other.is_nil
    }
}

/// What is known of an element when it starts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Child {
    Root,
    Declared {
        element: ElementId,
        repeats: bool,
    },
    /// Declared, with a type that only has to be applied.
    Plain {
        element: ElementId,
        type_: TypeId,
        repeats: bool,
    },
    Wildcard(ProcessContents),
    /// Inside what is already wrong or is not looked at.
    Unchecked,
}

impl Child {
    pub(super) fn of(content: &ElementContent, leaf: LeafId) -> Self {
        match content.leaves.get(leaf.0 as usize) {
            Some(&Leaf::Element { element, repeats, plain_type: Some(type_) }) => {
                Child::Plain { element, type_, repeats }
            }
            Some(&Leaf::Element { element, repeats, plain_type: None }) => Child::Declared { element, repeats },
            Some(&Leaf::Wildcard(process)) => Child::Wildcard(process),
            None => Child::Unchecked,
        }
    }
}

/// What an element may hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Allowed<'t> {
    /// Anything, unchecked.
    Anything,
    Nothing,
    Simple(&'t SimpleType),
    Elements(&'t ElementContent),
}

impl Allowed<'_> {
    pub(super) fn ignores_white_space(self) -> bool {
        match self {
            Allowed::Anything => true,
            Allowed::Elements(content) => !content.is_mixed,
            Allowed::Nothing | Allowed::Simple(_) => false,
        }
    }
}
