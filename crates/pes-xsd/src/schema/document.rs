//! One schema document as a tree that owns its text, annotations dropped.

use std::rc::Rc;

use super::error::{SchemaError, SchemaErrorKind};
use super::version;
use crate::datatype::Facet;

/// The namespace of XSD.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// The namespace that no document need bind.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Levels that a schema document may have.
const MAX_DEPTH: usize = 256;

/// Bytes that a schema document may have.
const MAX_BYTES: usize = 64 << 20;

/// Namespace declarations that a document may have: the parser's time grows with their square.
const MAX_NAMESPACE_DECLARATIONS: usize = 2_000;

/// Attributes that one tag may have, for the same reason.
const MAX_ATTRIBUTES: usize = 256;

macro_rules! tags {
    ($($tag:ident $name:literal,)+) => {
        /// The elements of XSD.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Tag { $($tag,)+ }

        impl Tag {
            pub(crate) fn new(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$tag),)+ _ => None }
            }

            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$tag => $name,)+ }
            }
        }
    };
}

tags! {
    All "all",
    Any "any",
    AnyAttribute "anyAttribute",
    Attribute "attribute",
    AttributeGroup "attributeGroup",
    Choice "choice",
    ComplexContent "complexContent",
    ComplexType "complexType",
    Element "element",
    Enumeration "enumeration",
    Extension "extension",
    Field "field",
    FractionDigits "fractionDigits",
    Group "group",
    Import "import",
    Include "include",
    Key "key",
    Keyref "keyref",
    Length "length",
    List "list",
    MaxExclusive "maxExclusive",
    MaxInclusive "maxInclusive",
    MaxLength "maxLength",
    MinExclusive "minExclusive",
    MinInclusive "minInclusive",
    MinLength "minLength",
    Notation "notation",
    Pattern "pattern",
    Redefine "redefine",
    Restriction "restriction",
    Schema "schema",
    Selector "selector",
    Sequence "sequence",
    SimpleContent "simpleContent",
    SimpleType "simpleType",
    TotalDigits "totalDigits",
    Union "union",
    Unique "unique",
    WhiteSpace "whiteSpace",
}

impl Tag {
    /// The facet that an element states.
    pub(crate) fn facet(self) -> Option<Facet> {
        Some(match self {
            Self::Length => Facet::Length,
            Self::MinLength => Facet::MinLength,
            Self::MaxLength => Facet::MaxLength,
            Self::Pattern => Facet::Pattern,
            Self::Enumeration => Facet::Enumeration,
            Self::WhiteSpace => Facet::WhiteSpace,
            Self::MaxInclusive => Facet::MaxInclusive,
            Self::MaxExclusive => Facet::MaxExclusive,
            Self::MinInclusive => Facet::MinInclusive,
            Self::MinExclusive => Facet::MinExclusive,
            Self::TotalDigits => Facet::TotalDigits,
            Self::FractionDigits => Facet::FractionDigits,
            _ => return None,
        })
    }
}

/// Prefixes in scope, each with its namespace.
type Bindings = Rc<[(Box<str>, Box<str>)]>;

/// An element of a schema document, by its place in [`SchemaDocument::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NodeId(u32);

#[derive(Debug)]
struct Node {
    tag: Tag,
    /// Those in no namespace.
    attributes: Vec<(Box<str>, Box<str>)>,
    children: Vec<NodeId>,
    offset: u32,
    prefixes: Bindings,
}

/// A schema document.
#[derive(Debug)]
pub(crate) struct SchemaDocument {
    pub(crate) location: String,
    nodes: Vec<Node>,
    /// Where each line starts.
    lines: Vec<u32>,
}

impl SchemaDocument {
    /// The root, `xs:schema`.
    pub(crate) const ROOT: NodeId = NodeId(0);

    pub(crate) fn parse(location: &str, text: &str) -> Result<Self, SchemaError> {
        let fault = |position: Option<roxmltree::TextPos>, kind| SchemaError {
            document: location.to_owned(),
            line: position.map_or(0, |position| position.row as usize),
            column: position.map_or(0, |position| position.col as usize),
            kind,
        };
        if let Err(why) = bounded(text) {
            return Err(fault(None, SchemaErrorKind::NotWellFormed(why.to_owned())));
        }
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
        let tree = roxmltree::Document::parse_with_options(text, options)
            .map_err(|error| fault(Some(error.pos()), SchemaErrorKind::NotWellFormed(error.to_string())))?;
        let lines = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| small(at + 1)));
        let mut document = SchemaDocument { location: location.to_owned(), nodes: Vec::new(), lines: lines.collect() };
        let root = tree.root_element();
        if root.tag_name().namespace() != Some(XSD) || root.tag_name().name() != "schema" {
            return Err(fault(Some(tree.text_pos_at(root.range().start)), SchemaErrorKind::NotASchema));
        }
        document.read(root)?;
        Ok(document)
    }

    /// Copies a tree, without recursion: `open` holds the elements whose children are still to come.
    fn read(&mut self, root: roxmltree::Node<'_, '_>) -> Result<(), SchemaError> {
        let mut open = vec![(root, None::<NodeId>)];
        let mut scope: Option<Bindings> = None;
        while let Some((source, parent)) = open.pop() {
            let Some(tag) = Tag::new(source.tag_name().name()) else {
                return Err(SchemaError {
                    kind: SchemaErrorKind::UnexpectedElement(source.tag_name().name().to_owned()),
                    ..self.fault_at(small(source.range().start))
                });
            };
            let prefixes = match &scope {
                Some(known) if same(known, source) => known.clone(),
                _ => bindings(source),
            };
            scope = Some(prefixes.clone());
            let id = NodeId(small(self.nodes.len()));
            let attributes = source.attributes().filter(|attribute| attribute.namespace().is_none());
            self.nodes.push(Node {
                tag,
                attributes: attributes.map(|attribute| (attribute.name().into(), attribute.value().into())).collect(),
                children: Vec::new(),
                offset: small(source.range().start),
                prefixes,
            });
            if let Some(parent) = parent {
                self.nodes[parent.0 as usize].children.push(id);
            }
            let children = source.children().rev().filter(|child| {
                let name = child.tag_name();
                child.is_element()
                    && name.namespace() == Some(XSD)
                    && name.name() != "annotation"
                    && version::is_meant_for_1_0(*child)
            });
            open.extend(children.map(|child| (child, Some(id))));
        }
        Ok(())
    }

    fn fault_at(&self, offset: u32) -> SchemaError {
        let line = self.lines.partition_point(|&start| start <= offset);
        let start = line.checked_sub(1).and_then(|index| self.lines.get(index)).copied().unwrap_or(0);
        SchemaError {
            document: self.location.clone(),
            line,
            column: (offset - start) as usize + 1,
            kind: SchemaErrorKind::NotASchema,
        }
    }

    /// An error at a node.
    pub(crate) fn fault(&self, node: NodeId, kind: SchemaErrorKind) -> SchemaError {
        SchemaError { kind, ..self.fault_at(self.node(node).offset) }
    }

    fn node(&self, node: NodeId) -> &Node {
        &self.nodes[node.0 as usize]
    }

    pub(crate) fn tag(&self, node: NodeId) -> Tag {
        self.node(node).tag
    }

    pub(crate) fn children(&self, node: NodeId) -> &[NodeId] {
        &self.node(node).children
    }

    pub(crate) fn children_with(&self, node: NodeId, tag: Tag) -> impl Iterator<Item = NodeId> {
        self.children(node).iter().copied().filter(move |&child| self.tag(child) == tag)
    }

    pub(crate) fn child(&self, node: NodeId, tag: Tag) -> Option<NodeId> {
        self.children_with(node, tag).next()
    }

    /// The value of an attribute, without the white space around it.
    pub(crate) fn attribute(&self, node: NodeId, name: &str) -> Option<&str> {
        self.raw_attribute(node, name).map(|value| value.trim_matches([' ', '\t', '\n', '\r']))
    }

    /// The value of an attribute as it stands.
    pub(crate) fn raw_attribute(&self, node: NodeId, name: &str) -> Option<&str> {
        let attributes = &self.node(node).attributes;
        attributes.iter().find(|(other, _)| **other == *name).map(|(_, value)| &**value)
    }

    /// The namespace that a prefix is bound to; the empty prefix is the default namespace.
    pub(crate) fn prefix(&self, node: NodeId, prefix: &str) -> Option<&str> {
        if prefix == "xml" {
            return Some(XML);
        }
        let bound = self.node(node).prefixes.iter().find(|(other, _)| **other == *prefix);
        bound.map(|(_, uri)| &**uri)
    }
}

fn bindings(node: roxmltree::Node<'_, '_>) -> Bindings {
    node.namespaces().map(|namespace| (namespace.name().unwrap_or("").into(), namespace.uri().into())).collect()
}

fn same(scope: &[(Box<str>, Box<str>)], node: roxmltree::Node<'_, '_>) -> bool {
    let mut bound = scope.iter();
    node.namespaces().all(|namespace| {
        bound
            .next()
            .is_some_and(|(prefix, uri)| **prefix == *namespace.name().unwrap_or("") && **uri == *namespace.uri())
    }) && bound.next().is_none()
}

/// Refuses what would make the parser of trees slow or deep, by a scan that need not be exact:
/// what it lets through is parsed, what it refuses no schema has.
fn bounded(text: &str) -> Result<(), &'static str> {
    if text.len() > MAX_BYTES {
        return Err("more than 64 MB");
    }
    if memchr::memmem::find_iter(text.as_bytes(), b"xmlns").take(MAX_NAMESPACE_DECLARATIONS + 1).count()
        > MAX_NAMESPACE_DECLARATIONS
    {
        return Err("more than 2,000 namespace declarations");
    }
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let tag = &bytes[at + found..];
        let end = if tag.starts_with(b"<!--") {
            memchr::memmem::find(tag, b"-->")
        } else if tag.starts_with(b"<![CDATA[") {
            memchr::memmem::find(tag, b"]]>")
        } else {
            memchr::memchr(b'>', tag)
        };
        let Some(end) = end else { break };
        match tag.get(1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') => {}
            _ => {
                if memchr::memchr_iter(b'=', &tag[..end]).count() > 4 * MAX_ATTRIBUTES {
                    return Err("too many attributes on one element");
                }
                depth += usize::from(tag[end - 1] != b'/');
            }
        }
        if depth > MAX_DEPTH {
            return Err("more than 256 levels of elements");
        }
        at += found + end;
    }
    Ok(())
}

/// Documents are bounded far below 4 GB.
fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
