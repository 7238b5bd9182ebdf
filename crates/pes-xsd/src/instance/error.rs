//! What makes a document no well-formed XML.

use std::error::Error;
use std::fmt;

/// Why a document is not well-formed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The byte where the fault shows, from 0; in a UTF-16 document, the byte of its text in UTF-8.
    pub offset: usize,
    /// What is wrong there.
    pub kind: SyntaxErrorKind,
}

/// The faults that make a document no well-formed XML, or one that is not read.
///
/// Names in them are cut when they are very long.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// The encoding declared is none of those that are read.
    UnsupportedEncoding {
        /// The encoding as the document names it.
        name: String,
    },
    /// The encoding declared is not the one that the first bytes show; `declared` is empty where none is.
    EncodingMismatch {
        /// The encoding as the document names it.
        declared: String,
        /// The encoding that the first bytes show.
        found: &'static str,
    },
    /// The XML declaration does not follow its grammar.
    MalformedDeclaration,
    /// A byte, or the first of several, that stands for no character in the encoding of the document.
    InvalidByte {
        /// The byte.
        byte: u8,
    },
    /// A character that XML allows nowhere.
    InvalidCharacter {
        /// The character.
        character: char,
    },
    /// The document ends inside a tag, a comment, an instruction or a section.
    UnexpectedEnd,
    /// The document ends before the end tag of an element.
    UnclosedElement {
        /// The name of the element opened last.
        name: String,
    },
    /// A document type declaration: never read, since its entities can hide or blow up anything.
    DoctypeRefused,
    /// The document has no element.
    NoRootElement,
    /// Another element stands after the root element.
    SecondRootElement,
    /// Character data stands before or after the root element.
    TextOutsideRoot,
    /// A character that cannot stand where it does in a tag or an instruction.
    UnexpectedCharacter {
        /// The character.
        found: char,
        /// What should stand in its place.
        expected: Expected,
    },
    /// `<!` that opens neither a comment nor a CDATA section.
    UnknownMarkup,
    /// What stands for a name is not one, or has a colon too many or in the wrong place.
    InvalidName {
        /// The name.
        name: String,
    },
    /// An instruction whose target is `xml`, which only the XML declaration at the very start may have.
    ReservedTarget,
    /// An end tag that is not that of the element opened last.
    MismatchedTag {
        /// The name of the element opened last.
        expected: String,
        /// The name in the end tag.
        found: String,
    },
    /// An end tag where no element is open.
    UnexpectedEndTag {
        /// The name in the end tag.
        found: String,
    },
    /// Two attributes of a tag have the same name, or the same local name in the same namespace.
    DuplicateAttribute {
        /// The name of the second one.
        name: String,
    },
    /// `<` in an attribute value.
    LessThanInAttribute,
    /// `&` that opens no reference.
    MalformedReference,
    /// A reference to an entity that XML does not predefine.
    UnknownEntity {
        /// The name of the entity.
        name: String,
    },
    /// A reference to a character that XML does not allow.
    InvalidCharacterReference,
    /// `]]>` in character data.
    SectionEndInText,
    /// `--` in a comment, or `--->` at its end.
    DoubleHyphenInComment,
    /// A prefix that no declaration in scope binds.
    UnboundPrefix {
        /// The prefix.
        prefix: String,
    },
    /// A prefix bound to the empty namespace name.
    EmptyNamespace {
        /// The prefix.
        prefix: String,
    },
    /// The prefixes `xml` and `xmlns`, or their namespaces, used for anything but themselves.
    ReservedNamespace {
        /// The prefix; empty for the default namespace.
        prefix: String,
    },
    /// Elements nested deeper than the limit.
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// More attributes in a tag than the limit.
    TooManyAttributes {
        /// The limit.
        limit: usize,
    },
    /// More namespace declarations in scope than the limit.
    TooManyNamespaces {
        /// The limit.
        limit: usize,
    },
    /// A name of more bytes than the limit.
    NameTooLong {
        /// The limit.
        limit: usize,
    },
}

/// What should have stood in the place of an unexpected character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A name.
    Name,
    /// The equals sign after an attribute name.
    EqualsSign,
    /// The quotation mark before an attribute value.
    Quote,
    /// White space.
    WhiteSpace,
    /// The `>` of a tag.
    TagEnd,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {})", self.kind, self.offset)
    }
}

impl Error for SyntaxError {}

impl fmt::Display for SyntaxErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnsupportedEncoding { name } => write!(f, "encoding {name} is not supported"),
            Self::EncodingMismatch { declared, found } => {
                write!(f, "the document declares the encoding '{declared}' and starts as {found}")
            }
            Self::MalformedDeclaration => f.write_str("malformed XML declaration"),
            Self::InvalidByte { byte } => write!(f, "byte {byte:#04x} is no character in this encoding"),
            Self::InvalidCharacter { character } => {
                write!(f, "character U+{:04X} is not allowed in XML", u32::from(*character))
            }
            Self::UnexpectedEnd => f.write_str("the document ends too early"),
            Self::UnclosedElement { name } => write!(f, "element {name} is not closed"),
            Self::DoctypeRefused => f.write_str("document type declarations are not accepted"),
            Self::NoRootElement => f.write_str("the document has no element"),
            Self::SecondRootElement => f.write_str("an element after the root element"),
            Self::TextOutsideRoot => f.write_str("text outside the root element"),
            Self::UnexpectedCharacter { found, expected } => write!(f, "{found:?} where {expected} should stand"),
            Self::UnknownMarkup => f.write_str("neither a comment nor a CDATA section"),
            Self::InvalidName { name } => write!(f, "'{name}' is not a name"),
            Self::ReservedTarget => f.write_str("an XML declaration that is not at the very start"),
            Self::MismatchedTag { expected, found } => write!(f, "end tag {found} where {expected} is open"),
            Self::UnexpectedEndTag { found } => write!(f, "end tag {found} where no element is open"),
            Self::DuplicateAttribute { name } => write!(f, "attribute {name} stands twice"),
            Self::LessThanInAttribute => f.write_str("'<' in an attribute value"),
            Self::MalformedReference => f.write_str("'&' that opens no reference"),
            Self::UnknownEntity { name } => write!(f, "unknown entity {name}"),
            Self::InvalidCharacterReference => f.write_str("reference to a character that XML does not allow"),
            Self::SectionEndInText => f.write_str("']]>' in text"),
            Self::DoubleHyphenInComment => f.write_str("'--' in a comment"),
            Self::UnboundPrefix { prefix } => write!(f, "prefix {prefix} is not declared"),
            Self::EmptyNamespace { prefix } => write!(f, "prefix {prefix} is bound to no namespace"),
            Self::ReservedNamespace { prefix } => write!(f, "reserved namespace or prefix '{prefix}'"),
            Self::TooDeep { limit } => write!(f, "more than {limit} elements inside one another"),
            Self::TooManyAttributes { limit } => write!(f, "more than {limit} attributes in a tag"),
            Self::TooManyNamespaces { limit } => write!(f, "more than {limit} namespace declarations in scope"),
            Self::NameTooLong { limit } => write!(f, "a name of more than {limit} bytes"),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "a name",
            Self::EqualsSign => "an equals sign",
            Self::Quote => "a quotation mark",
            Self::WhiteSpace => "white space",
            Self::TagEnd => "the end of the tag",
        })
    }
}
