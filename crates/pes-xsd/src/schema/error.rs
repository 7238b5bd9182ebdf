use std::fmt;

use crate::content::ContentError;
use crate::datatype::DerivationError;

/// Why a schema cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// The schema document, as the caller named it or as it was reached.
    pub document: String,
    /// Line, from 1; 0 when the fault is the document as a whole.
    pub line: usize,
    /// Column in characters, from 1; 0 when the fault is the document as a whole.
    pub column: usize,
    /// What is wrong.
    pub kind: SchemaErrorKind,
}

/// What is wrong with a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaErrorKind {
    /// The document cannot be read; the system's word on why.
    Unreadable(std::io::ErrorKind),
    /// The document is not well-formed, or has too many nodes, attributes or levels; the parser's word.
    NotWellFormed(String),
    /// The root is not `xs:schema`.
    NotASchema,
    /// An element that does not belong where it stands.
    UnexpectedElement(String),
    /// An attribute that must be there is not.
    MissingAttribute(&'static str),
    /// The value of an attribute is not one that it may have.
    InvalidAttribute {
        /// The attribute.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// A prefix that nothing binds.
    UnboundPrefix(String),
    /// A name that no document read declares.
    Unresolved {
        /// `element`, `type`, `attribute`, `group`, `attributeGroup`, `key`.
        component: &'static str,
        /// The name, `{namespace}local`.
        name: String,
    },
    /// Two declarations of one name.
    Duplicate {
        /// `element`, `type`, `attribute`, `group`, `attributeGroup`, `key`.
        component: &'static str,
        /// The name, `{namespace}local`.
        name: String,
    },
    /// A definition that needs itself.
    Circular {
        /// `type`, `group`, `attributeGroup`.
        component: &'static str,
        /// The name, `{namespace}local`.
        name: String,
    },
    /// A document has another target namespace than the one that includes it, or than the import says.
    OtherNamespace(String),
    /// A facet that its type does not take, or with a value that does not fit; a list of lists.
    SimpleType(DerivationError),
    /// A simple type where a complex one is needed, and the like.
    InvalidDerivation,
    /// The XPath of a selector or a field is not of the form that XSD allows.
    InvalidXPath(String),
    /// A content model that cannot be made into a table of a reasonable size.
    Content(ContentError),
    /// Definitions nested or derived deeper than 128 levels.
    TooDeep,
    /// More attributes in all types together than any schema needs.
    TooLarge,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.document, self.kind),
            line => write!(f, "{}:{line}:{}: {}", self.document, self.column, self.kind),
        }
    }
}

impl fmt::Display for SchemaErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(kind) => write!(f, "cannot be read: {kind}"),
            Self::NotWellFormed(why) => write!(f, "not well-formed: {why}"),
            Self::NotASchema => write!(f, "the root is not xs:schema"),
            Self::UnexpectedElement(name) => write!(f, "element {name} is not allowed here"),
            Self::MissingAttribute(name) => write!(f, "attribute {name} is missing"),
            Self::InvalidAttribute { name, value } => write!(f, "attribute {name}: {value:?} is not allowed"),
            Self::UnboundPrefix(prefix) => write!(f, "prefix {prefix} is not bound"),
            Self::Unresolved { component, name } => write!(f, "no {component} named {name}"),
            Self::Duplicate { component, name } => write!(f, "{component} {name} is declared twice"),
            Self::Circular { component, name } => write!(f, "{component} {name} needs itself"),
            Self::OtherNamespace(namespace) => write!(
                f,
                "this document has target namespace {namespace:?}, which is not that of the inclusion or import"
            ),
            Self::SimpleType(error) => write!(f, "{error}"),
            Self::InvalidDerivation => write!(f, "the base does not allow this derivation"),
            Self::InvalidXPath(path) => write!(f, "{path:?} is not a path that a selector or field may have"),
            Self::Content(error) => write!(f, "{error}"),
            Self::TooDeep => write!(f, "more than 128 levels"),
            Self::TooLarge => write!(f, "too many attributes in all types together"),
        }
    }
}

impl std::error::Error for SchemaError {}
