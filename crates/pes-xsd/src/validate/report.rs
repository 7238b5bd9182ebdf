use std::fmt;

use crate::datatype::ValueError;
use crate::instance::SyntaxErrorKind;

/// What was found in a document: nothing when it is valid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub(super) errors: Vec<ValidationError>,
    pub(super) unchecked: Vec<Unchecked>,
    pub(super) is_truncated: bool,
}

impl Report {
    /// Whether the whole document was read and nothing was found.
    pub fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// The errors, in the order of the document.
    pub fn errors(&self) -> &[ValidationError] {
        &self.errors
    }

    /// The errors, in the order of the document.
    pub fn into_errors(self) -> Vec<ValidationError> {
        self.errors
    }

    /// The elements that the schema lets in without a look, in the order of the document and as many as errors may be
    /// at most: those that a wildcard skips, those that it knows no declaration for, and those whose type skips all that
    /// they hold. Empty unless [`Validator::unchecked`](crate::Validator::unchecked) asks for them.
    ///
    /// ```
    /// # let schema = pes_xsd::Schema::builder().document("n.xsd", r#"<xs:schema
    /// #     xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="n"><xs:complexType><xs:sequence><xs:element
    /// #     name="a"/><xs:any processContents="skip"/></xs:sequence></xs:complexType></xs:element></xs:schema>"#).build()?;
    /// let report = schema.validator().unchecked(true).validate_bytes(b"<n><a/><b><c/></b></n>");
    /// assert!(report.is_valid());
    /// assert_eq!(report.unchecked()[0].path, "/n/b");
    /// # Ok::<(), pes_xsd::SchemaError>(())
    /// ```
    pub fn unchecked(&self) -> &[Unchecked] {
        &self.unchecked
    }

    /// Whether reading stopped at the greatest number of errors, so that there may be more.
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }
}

/// An element that the schema lets in without a look, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Bytes before it, as in [`ValidationError::offset`].
    pub offset: usize,
    /// The element, as in [`ValidationError::path`].
    pub path: String,
}

/// One error and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Bytes before it, from 0; in UTF-16, those of the document in UTF-8.
    pub offset: usize,
    /// The element it is in, `/order/line[2]/price`: local names, numbered where the schema lets several stand.
    pub path: String,
    /// What is wrong.
    pub kind: ErrorKind,
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.line, self.column, self.path, self.kind)
    }
}

impl std::error::Error for ValidationError {}

/// An expanded name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Name {
    /// Empty for none.
    pub namespace: String,
    /// The part after the prefix.
    pub local: String,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.namespace.as_str() {
            "" => f.write_str(&self.local),
            namespace => write!(f, "{{{namespace}}}{}", self.local),
        }
    }
}

/// What may stand at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Expected {
    /// This element.
    Element(Name),
    /// Any element of some namespaces.
    Any,
    /// The end of the parent.
    End,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Element(name) => name.fmt(f),
            Self::Any => f.write_str("any element of a wildcard"),
            Self::End => f.write_str("the end tag"),
        }
    }
}

/// What is wrong at a place of a document. Values are cut at 200 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Not an XML document; nothing after it was read.
    NotWellFormed(SyntaxErrorKind),
    /// The root is no element that the schema declares.
    UnknownRoot {
        /// The root found.
        found: Name,
        /// The elements that the documents of the schema's builder declare, twenty at most.
        expected: Vec<Name>,
    },
    /// An element that may not stand here.
    UnexpectedElement {
        /// The element found.
        found: Name,
        /// What may stand in its place.
        expected: Vec<Expected>,
        /// The elements that are missing before it, if it may stand after them.
        missing: Vec<Name>,
    },
    /// An element ends before all that it must hold.
    MissingElement {
        /// What may come next.
        expected: Vec<Expected>,
    },
    /// A wildcard lets the element in, but it must be declared and is not.
    UndeclaredElement {
        /// The element found.
        found: Name,
    },
    /// The element only stands for others.
    AbstractElement {
        /// The element found.
        found: Name,
    },
    /// Text where only elements may stand, or nothing.
    UnexpectedText {
        /// The text found.
        text: String,
    },
    /// An attribute that the element does not have.
    UnexpectedAttribute {
        /// The attribute found.
        found: Name,
        /// The attributes that the element has.
        expected: Vec<Name>,
    },
    /// A wildcard lets the attribute in, but it must be declared and is not.
    UndeclaredAttribute {
        /// The attribute found.
        found: Name,
    },
    /// An attribute that the element must have.
    MissingAttribute {
        /// The attribute.
        name: Name,
    },
    /// A value that its type refuses.
    InvalidValue {
        /// The attribute, none when it is the text of the element.
        attribute: Option<Name>,
        /// The value found.
        value: String,
        /// Why it is refused.
        error: ValueError,
    },
    /// A value other than the only one allowed.
    NotTheFixedValue {
        /// The attribute, none when it is the text of the element.
        attribute: Option<Name>,
        /// The value found.
        value: String,
        /// The value that it must be.
        fixed: String,
    },
    /// `xsi:nil` on an element that may not be nil.
    NotNillable,
    /// An element that is nil and has content.
    NilWithContent,
    /// `xsi:type` names no type of the schema.
    UnknownType {
        /// The value found.
        value: String,
    },
    /// `xsi:type` names a type that does not stand for the declared one.
    TypeNotDerived {
        /// The type named.
        name: Name,
    },
    /// The type only serves to derive others.
    AbstractType {
        /// The type, empty when it has no name.
        name: Name,
    },
    /// An `xs:ID` that another element has.
    DuplicateId {
        /// The identifier.
        value: String,
    },
    /// An `xs:IDREF` to an `xs:ID` that no element has.
    UnresolvedIdRef {
        /// The identifier.
        value: String,
    },
    /// The values of a key or of a uniqueness constraint stand twice.
    DuplicateKey {
        /// The constraint.
        constraint: Name,
    },
    /// A field of a key that is missing or nil.
    MissingKeyField {
        /// The constraint.
        constraint: Name,
    },
    /// A field that stands more than once, or is no simple value.
    InvalidKeyField {
        /// The constraint.
        constraint: Name,
    },
    /// A reference to a key that does not exist.
    UnresolvedKeyRef {
        /// The constraint.
        constraint: Name,
    },
}

impl ErrorKind {
    /// A word that names the kind and will not change.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotWellFormed(_) => "not-well-formed",
            Self::UnknownRoot { .. } => "unknown-root",
            Self::UnexpectedElement { .. } => "unexpected-element",
            Self::MissingElement { .. } => "missing-element",
            Self::UndeclaredElement { .. } => "undeclared-element",
            Self::AbstractElement { .. } => "abstract-element",
            Self::UnexpectedText { .. } => "unexpected-text",
            Self::UnexpectedAttribute { .. } => "unexpected-attribute",
            Self::UndeclaredAttribute { .. } => "undeclared-attribute",
            Self::MissingAttribute { .. } => "missing-attribute",
            Self::InvalidValue { .. } => "invalid-value",
            Self::NotTheFixedValue { .. } => "not-the-fixed-value",
            Self::NotNillable => "not-nillable",
            Self::NilWithContent => "nil-with-content",
            Self::UnknownType { .. } => "unknown-type",
            Self::TypeNotDerived { .. } => "type-not-derived",
            Self::AbstractType { .. } => "abstract-type",
            Self::DuplicateId { .. } => "duplicate-id",
            Self::UnresolvedIdRef { .. } => "unresolved-idref",
            Self::DuplicateKey { .. } => "duplicate-key",
            Self::MissingKeyField { .. } => "missing-key-field",
            Self::InvalidKeyField { .. } => "invalid-key-field",
            Self::UnresolvedKeyRef { .. } => "unresolved-keyref",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotWellFormed(kind) => write!(f, "not well-formed: {kind}"),
            Self::UnknownRoot { found, expected } => {
                write!(f, "no global element {found}; expected {}", list(expected))
            }
            Self::UnexpectedElement { found, expected, missing } if missing.is_empty() => {
                write!(f, "element {found} is not expected; expected {}", list(expected))
            }
            Self::UnexpectedElement { found, missing, .. } => {
                write!(f, "before element {found}, {} is missing", list(missing))
            }
            Self::MissingElement { expected } => write!(f, "content is not complete; expected {}", list(expected)),
            Self::UndeclaredElement { found } => write!(f, "element {found} is not declared"),
            Self::AbstractElement { found } => write!(f, "element {found} is abstract"),
            Self::UnexpectedText { text } => write!(f, "text {text:?} is not expected"),
            Self::UnexpectedAttribute { found, expected } if expected.is_empty() => {
                write!(f, "attribute {found} is not expected; the element has none")
            }
            Self::UnexpectedAttribute { found, expected } => {
                write!(f, "attribute {found} is not expected; the element has {}", list(expected))
            }
            Self::UndeclaredAttribute { found } => write!(f, "attribute {found} is not declared"),
            Self::MissingAttribute { name } => write!(f, "attribute {name} is missing"),
            Self::InvalidValue { attribute: Some(name), value, error } => {
                write!(f, "attribute {name}: {value:?}: {error}")
            }
            Self::InvalidValue { attribute: None, value, error } => write!(f, "{value:?}: {error}"),
            Self::NotTheFixedValue { attribute: Some(name), value, fixed } => {
                write!(f, "attribute {name}: {value:?} is not {fixed:?}, the only value allowed")
            }
            Self::NotTheFixedValue { attribute: None, value, fixed } => {
                write!(f, "{value:?} is not {fixed:?}, the only value allowed")
            }
            Self::NotNillable => write!(f, "the element may not be nil"),
            Self::NilWithContent => write!(f, "the element is nil and has content"),
            Self::UnknownType { value } => write!(f, "xsi:type {value:?} is no type of the schema"),
            Self::TypeNotDerived { name } => write!(f, "type {name} does not stand for the declared type"),
            Self::AbstractType { name } => write!(f, "type {name} is abstract"),
            Self::DuplicateId { value } => write!(f, "identifier {value:?} stands twice"),
            Self::UnresolvedIdRef { value } => write!(f, "no element has the identifier {value:?}"),
            Self::DuplicateKey { constraint } => write!(f, "the values of {constraint} stand twice"),
            Self::MissingKeyField { constraint } => write!(f, "a field of {constraint} is missing"),
            Self::InvalidKeyField { constraint } => write!(f, "a field of {constraint} is not one simple value"),
            Self::UnresolvedKeyRef { constraint } => write!(f, "{constraint} refers to a key that does not exist"),
        }
    }
}

fn list<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}
