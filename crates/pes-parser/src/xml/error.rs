use std::fmt;

use crate::value::Place;
use crate::{Text, text};

/// The bytes are not a document that can be read: nothing more is known of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlError {
    /// What is wrong.
    pub kind: XmlErrorKind,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// What makes a document unreadable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum XmlErrorKind {
    /// No bytes, or blanks only.
    Empty,
    /// The declared encoding is not one that flows use.
    UnsupportedEncoding(String),
    /// A byte sequence that the declared encoding does not have.
    InvalidBytes,
    /// A character that XML forbids, by its code point.
    ForbiddenCharacter(u32),
    /// An XML declaration that does not follow its grammar.
    Declaration,
    /// A document type declaration: never in a flow, and a known way to attack readers.
    Doctype,
    /// Markup that is not closed, or not of a form XML knows.
    Markup,
    /// An end tag that closes another element than the open one.
    MismatchedEnd {
        /// Name of the open element.
        expected: String,
        /// Name in the end tag.
        found: String,
    },
    /// The document ends while an element is open.
    Unclosed(String),
    /// A name that XML does not allow.
    Name(String),
    /// An attribute not of the form `name="value"`.
    Attribute,
    /// The same attribute twice in one tag.
    DuplicateAttribute(String),
    /// A prefix that no `xmlns:` declares.
    UnboundPrefix(String),
    /// A reference to an entity that is not one of the five of XML.
    UnknownEntity(String),
    /// A second root element, or text beside the root.
    OutsideRoot,
    /// More than a flow can hold: depth, attributes, namespaces, bytes.
    Limit(Text),
    /// The root is not the one wanted.
    Root {
        /// Local name of the root found.
        found: String,
        /// Local name of the root wanted; the same when the namespace is wrong.
        expected: &'static str,
    },
}

impl XmlErrorKind {
    /// The fault in words.
    pub fn describe(&self) -> Text {
        match self {
            Self::Empty => Text::fixed("fichier vide", "empty file"),
            Self::UnsupportedEncoding(name) => text!(
                fr = "encodage « {name} » non pris en charge (attendu : ISO-8859-1 ou UTF-8)",
                en = "encoding \"{name}\" not supported (expected: ISO-8859-1 or UTF-8)"
            ),
            Self::InvalidBytes => Text::fixed(
                "octets impossibles dans l'encodage déclaré",
                "bytes that the declared encoding does not have",
            ),
            Self::ForbiddenCharacter(code) => {
                text!(fr = "caractère U+{code:04X} interdit en XML", en = "character U+{code:04X} is forbidden in XML")
            }
            Self::Doctype => {
                Text::fixed("déclaration DOCTYPE refusée dans un flux", "DOCTYPE declarations are refused in a flow")
            }
            Self::Declaration => Text::fixed("déclaration XML mal formée", "malformed XML declaration"),
            Self::Markup => Text::fixed("balise mal formée ou non fermée", "malformed or unclosed markup"),
            Self::MismatchedEnd { expected, found } => text!(
                fr = "balise de fin </{found}> alors que <{expected}> est ouvert",
                en = "end tag </{found}> while <{expected}> is open"
            ),
            Self::Unclosed(name) => {
                text!(fr = "fin du fichier alors que <{name}> est ouvert", en = "end of file while <{name}> is open")
            }
            Self::Name(name) => {
                text!(fr = "nom « {name} » interdit en XML", en = "name \"{name}\" is not allowed in XML")
            }
            Self::Attribute => Text::fixed("attribut mal formé", "malformed attribute"),
            Self::DuplicateAttribute(name) => {
                text!(fr = "attribut {name} en double", en = "attribute {name} given twice")
            }
            Self::UnboundPrefix(prefix) => {
                text!(fr = "préfixe « {prefix} » non déclaré", en = "prefix \"{prefix}\" is not declared")
            }
            Self::UnknownEntity(name) => {
                text!(fr = "entité « &{name}; » inconnue", en = "unknown entity \"&{name};\"")
            }
            Self::OutsideRoot => {
                Text::fixed("contenu en dehors de l'élément racine", "content outside the root element")
            }
            Self::Limit(Text { fr, en }) => text!(fr = "limite dépassée : {fr}", en = "limit passed: {en}"),
            Self::Root { found, expected } if found == expected => {
                let way = if matches!(*expected, "PES_Aller" | "PES_ACQUIT_RETOUR") { "aller" } else { "retour" };
                text!(
                    fr = "la racine {expected} n'est pas dans l'espace de noms de PES V2 {way}",
                    en = "the root {expected} is not in the namespace of PES V2 {way}"
                )
            }
            Self::Root { found, expected } => text!(
                fr = "la racine est « {found} » et non {expected}",
                en = "the root is \"{found}\" and not {expected}"
            ),
        }
    }
}

/// The French words, with line and column.
impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} : {}", self.line, self.column, self.kind.describe().fr)
    }
}

impl std::error::Error for XmlError {}

/// Something in a well-formed document that the model has no room for; it is carried through as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is out of place.
    pub kind: FaultKind,
    /// Where it starts.
    pub place: Place,
}

/// Why an element is carried through rather than typed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The parent has no child of that name.
    UnknownElement(String),
    /// A second occurrence where one is allowed.
    Repeated(String),
    /// A known child, but not in the order of the schema; it is typed, and written in order.
    OutOfOrder(String),
    /// An element that should hold one `V` attribute and nothing else.
    NotAValue(String),
    /// Text between elements.
    StrayText,
}

impl FaultKind {
    /// The fault in words.
    pub fn describe(&self) -> Text {
        match self {
            Self::UnknownElement(name) => {
                text!(fr = "élément {name} inconnu ici", en = "element {name} is unknown here")
            }
            Self::Repeated(name) => text!(fr = "élément {name} répété", en = "element {name} given again"),
            Self::OutOfOrder(name) => {
                text!(
                    fr = "élément {name} hors de l'ordre du schéma",
                    en = "element {name} is out of the schema's order"
                )
            }
            Self::NotAValue(name) => text!(
                fr = "élément {name} : un seul attribut V et aucun contenu attendus",
                en = "element {name}: one V attribute and no content expected"
            ),
            Self::StrayText => Text::fixed("texte entre les éléments", "text between elements"),
        }
    }
}
