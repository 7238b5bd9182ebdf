use pes_parser::{Text, io_words, text};
use pes_xsd::{SchemaError, SchemaErrorKind as Kind};

use crate::catalogue::rules;
use crate::diagnostic::{At, Diagnostic};

/// The finding of a schema that cannot be used: what should be checked with it is not valid, it is unchecked.
pub fn unusable_schema(error: &SchemaError) -> Diagnostic {
    let at = At::line(error.document.as_str(), error.line, error.column);
    Diagnostic::new(&rules::PES006, at, words(&error.kind))
}

fn words(kind: &Kind) -> Text {
    match kind {
        Kind::Unreadable(kind) => {
            let Text { fr, en } = io_words(&(*kind).into());
            text!(fr = "schéma : {fr}", en = "schema: {en}")
        }
        Kind::NotWellFormed(_) => Text::fixed("schéma : XML mal formé", "schema: malformed XML"),
        Kind::NotASchema => Text::fixed("la racine n'est pas xs:schema", "the root is not xs:schema"),
        Kind::UnexpectedElement(name) => {
            text!(fr = "schéma : élément {name} mal placé", en = "schema: element {name} is out of place")
        }
        Kind::MissingAttribute(name) => {
            text!(fr = "schéma : attribut {name} absent", en = "schema: attribute {name} is missing")
        }
        Kind::InvalidAttribute { name, value } => text!(
            fr = "schéma : attribut {name} : « {value} » refusé",
            en = "schema: attribute {name}: \"{value}\" is refused"
        ),
        Kind::UnboundPrefix(prefix) => {
            text!(fr = "schéma : préfixe « {prefix} » non déclaré", en = "schema: prefix \"{prefix}\" is not declared")
        }
        Kind::Unresolved { component, name } => {
            text!(fr = "schéma : {component} {name} introuvable", en = "schema: {component} {name} is not found")
        }
        Kind::Duplicate { component, name } => text!(
            fr = "schéma : {component} {name} déclaré deux fois",
            en = "schema: {component} {name} is declared twice"
        ),
        Kind::Circular { component, name } => text!(
            fr = "schéma : {component} {name} défini par lui-même",
            en = "schema: {component} {name} is defined by itself"
        ),
        Kind::OtherNamespace(namespace) => text!(
            fr = "schéma : document inclus ou importé d'un autre espace de noms, {namespace}",
            en = "schema: included or imported document of another namespace, {namespace}"
        ),
        Kind::SimpleType(_) => Text::fixed("schéma : type simple mal défini", "schema: simple type not well defined"),
        Kind::InvalidDerivation => Text::fixed("schéma : dérivation impossible", "schema: impossible derivation"),
        Kind::InvalidXPath(path) => {
            text!(fr = "schéma : chemin « {path} » refusé", en = "schema: path \"{path}\" is refused")
        }
        Kind::Content(_) => Text::fixed("schéma : modèle de contenu trop grand", "schema: content model too large"),
        Kind::TooDeep => Text::fixed("schéma : plus de 128 niveaux", "schema: more than 128 levels"),
        Kind::TooLarge => Text::fixed("schéma : trop d'attributs", "schema: too many attributes"),
        _ => Text::fixed("schéma inutilisable", "unusable schema"),
    }
}
