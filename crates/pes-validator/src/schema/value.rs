use pes_parser::{Text, text};
use pes_xsd::{Facet, FacetLimit, ValueError};

/// Codes listed in one message.
const MAX_LISTED: usize = 12;

/// Characters of a value that the validator gives back.
const MAX_SHOWN: usize = 200;

/// Why a value is refused, to follow « X : « valeur » : ».
pub(super) fn reason(value: &str, error: &ValueError) -> Text {
    match error {
        ValueError::Facet { facet: Facet::Pattern, limit } if refuses_fillers(limit) => {
            pes_parser::value::ValueError::Placeholder.describe()
        }
        ValueError::Facet { facet, limit } => broken_facet(value, *facet, limit),
        ValueError::NotLexical { datatype } => {
            let Text { fr, en } = form_of(datatype);
            text!(fr = "attendu : {fr}", en = "expected: {en}")
        }
        ValueError::TooLarge { .. } => Text::fixed("au-delà de ce qui se compte", "beyond what can be counted"),
        ValueError::UnboundPrefix { prefix } => {
            text!(fr = "préfixe « {prefix} » non déclaré", en = "prefix \"{prefix}\" is not declared")
        }
        ValueError::NoUnionMember => Text::fixed("aucune des formes admises", "none of the forms allowed"),
        _ => Text::fixed("refusé par son type", "refused by its type"),
    }
}

/// What to do about it, when that is plain.
pub(super) fn advice(value: &str, error: &ValueError) -> Option<Text> {
    if value.trim() != value && !value.trim().is_empty() {
        return Some(Text::fixed("retirer les espaces au début et à la fin", "remove the spaces at both ends"));
    }
    let ValueError::NotLexical { datatype } = error else { return None };
    match *datatype {
        "date" => {
            Some(Text::fixed("écrire AAAA-MM-JJ, par exemple 2026-03-02", "write YYYY-MM-DD, such as 2026-03-02"))
        }
        "ID" | "NCName" if value.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(Text::fixed("commencer par une lettre, par exemple A123", "start with a letter, such as A123"))
        }
        "decimal" if value.contains(',') => {
            Some(Text::fixed("écrire un point et non une virgule", "write a point, not a comma"))
        }
        _ => None,
    }
}

/// Whether it is one of the patterns by which the schemas of PES V2, ours and the official ones, refuse fillers.
fn refuses_fillers(limit: &FacetLimit) -> bool {
    let is_one = |pattern: &str| pattern.contains("[^0]") || pattern.contains("n[^c]");
    match limit {
        FacetLimit::One(pattern) => is_one(pattern),
        FacetLimit::AnyOf(patterns) => patterns.iter().all(|pattern| is_one(pattern)),
    }
}

fn broken_facet(value: &str, facet: Facet, limit: &FacetLimit) -> Text {
    let limits: Vec<&str> = match limit {
        FacetLimit::One(limit) => vec![limit],
        FacetLimit::AnyOf(limits) => limits.iter().map(AsRef::as_ref).collect(),
    };
    let one = limits.join(" ");
    match facet {
        Facet::Length => with_count(value, &one, usize::ne, text!(fr = "{one} caractères", en = "{one} characters")),
        Facet::MaxLength => {
            with_count(value, &one, usize::gt, text!(fr = "{one} caractères au plus", en = "{one} characters at most"))
        }
        Facet::MinLength => with_count(
            value,
            &one,
            usize::lt,
            text!(fr = "{one} caractères au moins", en = "{one} characters at least"),
        ),
        Facet::Enumeration => {
            let mut listed = limits.iter().take(MAX_LISTED).copied().collect::<Vec<_>>().join(", ");
            if limits.len() > MAX_LISTED {
                listed.push_str(", …");
            }
            text!(fr = "codes admis : {listed}", en = "codes allowed: {listed}")
        }
        Facet::Pattern => {
            let (fr, en) = (limits.join(" ou "), limits.join(" or "));
            text!(fr = "doit avoir la forme {fr}", en = "must have the form {en}")
        }
        Facet::MaxInclusive => text!(fr = "{one} au plus", en = "{one} at most"),
        Facet::MaxExclusive => text!(fr = "moins de {one}", en = "less than {one}"),
        Facet::MinInclusive => text!(fr = "{one} au moins", en = "{one} at least"),
        Facet::MinExclusive => text!(fr = "plus de {one}", en = "more than {one}"),
        Facet::TotalDigits => text!(fr = "{one} chiffres au plus", en = "{one} digits at most"),
        Facet::FractionDigits if one == "0" => Text::fixed("sans décimales", "without decimals"),
        Facet::FractionDigits => text!(fr = "{one} décimales au plus", en = "{one} decimals at most"),
        Facet::WhiteSpace => Text::fixed("espaces refusés", "white space refused"),
    }
}

/// The limit and how many were found, unless it is not characters that the type counts, or the value was cut.
fn with_count(value: &str, limit: &str, breaks: fn(&usize, &usize) -> bool, words: Text) -> Text {
    let count = value.chars().count();
    let is_whole = count <= MAX_SHOWN;
    if is_whole && limit.parse().is_ok_and(|limit| breaks(&count, &limit)) {
        let Text { fr, en } = words;
        let (trouves, found) = if count > 1 { ("trouvés", "found") } else { ("trouvé", "found") };
        return text!(fr = "{fr}, {count} {trouves}", en = "{en}, {count} {found}");
    }
    words
}

/// What a built-in type takes, in the words of those who do not read schemas.
fn form_of(datatype: &str) -> Text {
    match datatype {
        "boolean" => Text::fixed("true, false, 1 ou 0", "true, false, 1 or 0"),
        "decimal" | "float" | "double" => Text::fixed("nombre", "number"),
        "date" => Text::fixed("date", "date"),
        "dateTime" => Text::fixed("date et heure", "date and time"),
        "time" => Text::fixed("heure", "time"),
        "base64Binary" => Text::fixed("contenu en base64", "base64 content"),
        "hexBinary" => Text::fixed("contenu en hexadécimal", "hexadecimal content"),
        "ID" | "IDREF" | "NCName" | "Name" | "NMTOKEN" => Text::fixed("nom XML", "XML name"),
        name if name.ends_with("nteger") || matches!(name, "long" | "int" | "short" | "byte") => {
            Text::fixed("nombre entier", "whole number")
        }
        name if name.starts_with("unsigned") => Text::fixed("nombre entier positif", "positive whole number"),
        name => text!(fr = "valeur de type {name}", en = "value of type {name}"),
    }
}
