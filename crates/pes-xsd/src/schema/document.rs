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

/// Elements times namespace declarations in a document: each element is looked up among them.
const MAX_LOOKUPS: usize = 100_000_000;

/// Attributes that one tag may have, for the same reason.
const MAX_ATTRIBUTES: usize = 256;

/// References to entities that the parser follows from one reference.
const MAX_NESTED_REFERENCES: usize = 256;

const TOO_DEEP: &str = "more than 256 levels of elements";

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
    text: Box<str>,
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
        let mut document = SchemaDocument { location: location.to_owned(), nodes: Vec::new(), text: text.into() };
        let root = tree.root_element();
        if root.tag_name().namespace() != Some(XSD) || root.tag_name().name() != "schema" {
            return Err(fault(Some(tree.text_pos_at(root.range().start)), SchemaErrorKind::NotASchema));
        }
        document.read(root)?;
        Ok(document)
    }

    /// Copies a tree, without recursion: `open` holds the elements whose children are still to come.
    fn read(&mut self, root: roxmltree::Node<'_, '_>) -> Result<(), SchemaError> {
        let mut open = vec![(root, None::<NodeId>, 1)];
        let mut scope: Option<Bindings> = None;
        while let Some((source, parent, depth)) = open.pop() {
            if depth > MAX_DEPTH {
                let kind = SchemaErrorKind::NotWellFormed(TOO_DEEP.to_owned());
                return Err(SchemaError { kind, ..self.fault_at(small(source.range().start)) });
            }
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
            open.extend(children.map(|child| (child, Some(id), depth + 1)));
        }
        Ok(())
    }

    fn fault_at(&self, offset: u32) -> SchemaError {
        let before = self.text.get(..offset as usize).unwrap_or_default();
        let last = before.rsplit('\n').next().unwrap_or_default();
        SchemaError {
            document: self.location.clone(),
            line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
            column: last.chars().count() + 1,
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
    let bytes = text.as_bytes();
    if bytes.len() > MAX_BYTES {
        return Err("more than 64 MB");
    }
    let declarations = memchr::memmem::find_iter(bytes, b"xmlns").take(MAX_NAMESPACE_DECLARATIONS + 1).count();
    if declarations > MAX_NAMESPACE_DECLARATIONS {
        return Err("more than 2,000 namespace declarations");
    }
    if declarations.saturating_mul(memchr::memchr_iter(b'<', bytes).count()) > MAX_LOOKUPS {
        return Err("too many namespace declarations for so many elements");
    }
    if expanded(bytes) > MAX_BYTES {
        return Err("entities that may stand for more than 64 MB");
    }
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let tag = &bytes[at + found..];
        let end = if tag.starts_with(b"<!--") {
            memchr::memmem::find(tag, b"-->")
        } else if tag.starts_with(b"<![CDATA[") {
            memchr::memmem::find(tag, b"]]>")
        } else {
            tag_end(tag)
        };
        let Some(end) = end else {
            // Not well-formed, which the parser tells better; but the values of entities are no tags.
            let has_entities = memchr::memmem::find(bytes, b"<!ENTITY").is_some();
            return if has_entities { Err("entities with parts of tags") } else { Ok(()) };
        };
        let is_comment = tag.starts_with(b"<!--") || tag.starts_with(b"<![CDATA[");
        if !is_comment && memchr::memchr_iter(b'=', &tag[..end]).count() > 4 * MAX_ATTRIBUTES {
            return Err("too many attributes on one element");
        }
        match tag.get(1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') => {}
            _ => depth += usize::from(tag[end - 1] != b'/'),
        }
        if depth > MAX_DEPTH {
            return Err(TOO_DEEP);
        }
        at += found + end;
    }
    Ok(())
}

/// Where a tag ends: at the first `>` that stands in no value. Declarations of a document type are not told apart.
fn tag_end(tag: &[u8]) -> Option<usize> {
    if matches!(tag.get(1), Some(b'!' | b'?')) {
        return memchr::memchr(b'>', tag);
    }
    let mut at = 0;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', &tag[at..])?;
        if tag[at] == b'>' {
            return Some(at);
        }
        at += 2 + memchr::memchr(tag[at], &tag[at + 1..])?;
    }
}

/// The bytes that references to entities may at most become.
fn expanded(bytes: &[u8]) -> usize {
    let Some(start) = memchr::memmem::find(bytes, b"<!ENTITY") else { return 0 };
    let end = memchr::memmem::rfind(bytes, b"]>").map_or(bytes.len(), |end| end.max(start));
    let (declared, content) = (&bytes[start..end], &bytes[end..]);
    let nested = if references(declared) == 0 { 1 } else { MAX_NESTED_REFERENCES };
    declared.len().saturating_mul(references(content)).saturating_mul(nested)
}

/// References to anything but characters and the entities that XML knows.
fn references(bytes: &[u8]) -> usize {
    let is_harmless = |at: usize| {
        let known: [&[u8]; 6] = [b"&#", b"&lt;", b"&gt;", b"&amp;", b"&quot;", b"&apos;"];
        known.iter().any(|known| bytes[at..].starts_with(known))
    };
    memchr::memchr_iter(b'&', bytes).filter(|&at| !is_harmless(at)).count()
}

/// Documents are bounded far below 4 GB.
fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
