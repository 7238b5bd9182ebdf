use pes_parser::{Text, XmlErrorKind, text};
use pes_xsd::{ExpectedSyntax, SyntaxErrorKind as Kind};

use crate::catalogue::rules;
use crate::rule::Rule;

/// The rule that a document breaks when it is no readable XML, and the words for it.
pub(super) fn describe(kind: &Kind) -> (&'static Rule, Text) {
    let rule = match kind {
        Kind::UnsupportedEncoding { .. } => &rules::PES014,
        Kind::EncodingMismatch { .. } | Kind::InvalidByte { .. } => &rules::PES003,
        _ => &rules::PES002,
    };
    (rule, words(kind))
}

/// The same words as the parser of flows, wherever it has some.
fn words(kind: &Kind) -> Text {
    let known = match kind {
        Kind::UnsupportedEncoding { name } => XmlErrorKind::UnsupportedEncoding(name.clone()),
        Kind::InvalidByte { .. } => XmlErrorKind::InvalidBytes,
        Kind::InvalidCharacter { character } => XmlErrorKind::ForbiddenCharacter(u32::from(*character)),
        Kind::DoctypeRefused => XmlErrorKind::Doctype,
        Kind::MismatchedTag { expected, found } => {
            XmlErrorKind::MismatchedEnd { expected: expected.clone(), found: found.clone() }
        }
        Kind::UnclosedElement { name } => XmlErrorKind::Unclosed(name.clone()),
        Kind::InvalidName { name } => XmlErrorKind::Name(name.clone()),
        Kind::DuplicateAttribute { name } => XmlErrorKind::DuplicateAttribute(name.clone()),
        Kind::UnboundPrefix { prefix } => XmlErrorKind::UnboundPrefix(prefix.clone()),
        Kind::UnknownEntity { name } => XmlErrorKind::UnknownEntity(name.clone()),
        Kind::SecondRootElement | Kind::TextOutsideRoot => XmlErrorKind::OutsideRoot,
        Kind::UnknownMarkup | Kind::UnexpectedEnd => XmlErrorKind::Markup,
        Kind::MalformedDeclaration => XmlErrorKind::Declaration,
        other => return own_words(other),
    };
    known.describe()
}

fn in_its_place(expected: ExpectedSyntax) -> Text {
    match expected {
        ExpectedSyntax::Name => Text::fixed("d'un nom", "a name"),
        ExpectedSyntax::EqualsSign => Text::fixed("d'un signe égal", "an equals sign"),
        ExpectedSyntax::Quote => Text::fixed("d'un guillemet", "a quotation mark"),
        ExpectedSyntax::WhiteSpace => Text::fixed("d'une espace", "a space"),
        ExpectedSyntax::TagEnd => Text::fixed("de « > »", "\">\""),
    }
}

fn own_words(kind: &Kind) -> Text {
    match kind {
        Kind::EncodingMismatch { declared, found } if declared.is_empty() => text!(
            fr = "aucun encodage déclaré, alors que le fichier commence comme de l'{found}",
            en = "no encoding declared, while the file starts as {found}"
        ),
        Kind::EncodingMismatch { declared, found } => text!(
            fr = "encodage « {declared} » déclaré, alors que le fichier commence comme de l'{found}",
            en = "encoding \"{declared}\" declared, while the file starts as {found}"
        ),
        Kind::NoRootElement => Text::fixed("aucun élément dans le fichier", "no element in the file"),
        Kind::UnexpectedCharacter { found, expected } => {
            let (found, Text { fr, en }) = (printable(*found), in_its_place(*expected));
            text!(fr = "caractère « {found} » à la place {fr}", en = "character \"{found}\" in the place of {en}")
        }
        Kind::ReservedTarget => Text::fixed(
            "déclaration XML ailleurs qu'au tout début du fichier",
            "XML declaration elsewhere than at the very start of the file",
        ),
        Kind::UnexpectedEndTag { found } => text!(
            fr = "balise de fin </{found}> alors qu'aucun élément n'est ouvert",
            en = "end tag </{found}> while no element is open"
        ),
        Kind::LessThanInAttribute => Text::fixed("« < » dans une valeur : écrire &lt;", "\"<\" in a value: write &lt;"),
        Kind::MalformedReference => {
            Text::fixed("« & » seul dans un texte : écrire &amp;", "\"&\" alone in a text: write &amp;")
        }
        Kind::InvalidCharacterReference => {
            Text::fixed("référence à un caractère interdit en XML", "reference to a character that is forbidden in XML")
        }
        Kind::SectionEndInText => Text::fixed("« ]]> » dans un texte", "\"]]>\" in a text"),
        Kind::DoubleHyphenInComment => Text::fixed("« -- » dans un commentaire", "\"--\" in a comment"),
        Kind::EmptyNamespace { prefix } => text!(
            fr = "préfixe « {prefix} » lié à un espace de noms vide",
            en = "prefix \"{prefix}\" bound to an empty namespace"
        ),
        Kind::ReservedNamespace { prefix } => text!(
            fr = "espace de noms ou préfixe réservé : « {prefix} »",
            en = "reserved namespace or prefix: \"{prefix}\""
        ),
        Kind::TooDeep { limit } => {
            text!(fr = "plus de {limit} éléments emboîtés", en = "more than {limit} elements inside one another")
        }
        Kind::TooManyAttributes { limit } => {
            text!(fr = "plus de {limit} attributs dans une balise", en = "more than {limit} attributes in a tag")
        }
        Kind::TooManyNamespaces { limit } => {
            text!(fr = "plus de {limit} espaces de noms ouverts", en = "more than {limit} namespaces in scope")
        }
        Kind::NameTooLong { limit } => {
            text!(fr = "nom de plus de {limit} octets", en = "a name of more than {limit} bytes")
        }
        _ => Text::fixed("XML mal formé", "malformed XML"),
    }
}

/// A character as a message can hold it.
fn printable(character: char) -> String {
    if character.is_control() || character.is_whitespace() {
        format!("U+{:04X}", u32::from(character))
    } else {
        character.to_string()
    }
}
