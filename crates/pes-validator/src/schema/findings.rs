use pes_parser::{Text, text};
use pes_xsd::{ErrorKind, Expected, Name, Report, Schema, Unchecked, ValidationError};

use super::{syntax, value};
use crate::catalogue::rules;
use crate::check::shorten;
use crate::diagnostic::{At, Diagnostic};
use crate::rule::Rule;

/// What a document breaks in a schema, well-formedness included. Nothing found is an empty list.
pub fn check_schema(name: &str, bytes: &[u8], schema: &Schema) -> Vec<Diagnostic> {
    schema_findings(name, bytes, &schema.validator().max_errors(MAX_FINDINGS).unchecked(true).validate_bytes(bytes))
}

/// More than anyone acts on; enough to count one fault in every titre of a large flow.
pub(crate) const MAX_FINDINGS: usize = 100_000;

/// A report on a document as findings.
pub fn schema_findings(name: &str, bytes: &[u8], report: &Report) -> Vec<Diagnostic> {
    if bytes.trim_ascii().is_empty() {
        let message = pes_parser::XmlErrorKind::Empty.describe();
        return vec![Diagnostic::new(&rules::PES001, At::document(name), message)];
    }
    let errors = report.errors().iter().map(|error| finding(name, error));
    errors.chain(report.unchecked().iter().map(|unchecked| let_in(name, unchecked))).collect()
}

/// What nothing looked at is no fault, and is not valid either.
fn let_in(name: &str, Unchecked { line, column, path, .. }: &Unchecked) -> Diagnostic {
    let subject = subject(path);
    let at = At { document: name.to_owned(), line: *line, column: *column, path: path.clone(), field: None };
    let message = text!(
        fr = "{subject} : contenu non contrôlé, le schéma employé y laisse tout passer",
        en = "{subject}: content not checked, the schema in use lets anything in"
    );
    Diagnostic::new(&rules::PES011, at, message).help(Text::fixed(
        "employer un jeu de schémas qui le décrit, tel que celui de la DGFiP : pes check --xsd",
        "use a set of schemas that describes it, such as that of DGFiP: pes check --xsd",
    ))
}

fn finding(name: &str, error: &ValidationError) -> Diagnostic {
    let Described { rule, message, help } = describe(&error.kind, subject(&error.path));
    let at =
        At { document: name.to_owned(), line: error.line, column: error.column, path: error.path.clone(), field: None };
    let finding = Diagnostic { help, ..Diagnostic::new(rule, at, message) };
    match values_apart(&error.kind) {
        Some(kind) => finding.in_one_way(kind),
        None => finding,
    }
}

/// What is said of a value without the value, which stands in an element that the path names; nothing for what names
/// elements or attributes, of which each counts.
fn values_apart(kind: &ErrorKind) -> Option<String> {
    match kind {
        ErrorKind::InvalidValue { attribute, value, error } => {
            let attribute = attribute.as_ref().map(|name| name.local.as_str()).unwrap_or_default();
            Some(format!("{attribute} {}", value::reason(value, error).fr))
        }
        ErrorKind::NotTheFixedValue { attribute, fixed, .. } => {
            let attribute = attribute.as_ref().map(|name| name.local.as_str()).unwrap_or_default();
            Some(format!("{attribute} = {fixed}"))
        }
        ErrorKind::UnexpectedText { .. } => Some("text".to_owned()),
        ErrorKind::DuplicateId { .. } => Some("id".to_owned()),
        ErrorKind::UnresolvedIdRef { .. } => Some("idref".to_owned()),
        _ => None,
    }
}

/// The element at the end of a path.
fn subject(path: &str) -> &str {
    let step = path.rsplit('/').next().unwrap_or_default();
    step.split('[').next().unwrap_or_default()
}

struct Described {
    rule: &'static Rule,
    message: Text,
    help: Option<Text>,
}

impl Described {
    fn new(rule: &'static Rule, message: Text) -> Self {
        Described { rule, message, help: None }
    }

    fn help(self, help: Option<Text>) -> Self {
        Described { help, ..self }
    }
}

fn describe(kind: &ErrorKind, subject: &str) -> Described {
    match kind {
        ErrorKind::NotWellFormed(kind) => {
            let (rule, message) = syntax::describe(kind);
            Described::new(rule, message)
        }
        ErrorKind::UnknownRoot { found, expected } => unknown_root(found, expected),
        ErrorKind::UnexpectedElement { found, expected, missing } if missing.is_empty() => {
            unexpected_element(found, expected)
        }
        ErrorKind::UnexpectedElement { found, missing, .. } => {
            let (found, missing) = (&found.local, names(missing));
            let message = text!(fr = "avant {found}, il manque : {missing}", en = "before {found}, missing: {missing}");
            Described::new(&rules::PES101, message)
        }
        ErrorKind::MissingElement { expected } => {
            let (fr, en) = listed(expected);
            Described::new(
                &rules::PES101,
                text!(fr = "{subject} incomplet ; à ajouter : {fr}", en = "{subject} is not complete; to add: {en}"),
            )
        }
        ErrorKind::UndeclaredElement { found } => Described::new(
            &rules::PES103,
            text!(fr = "élément {} inconnu du schéma", en = "element {} is not in the schema", found.local),
        ),
        ErrorKind::UnexpectedText { text } => {
            let shown = shorten(text.trim());
            let message = text!(
                fr = "{subject} : texte « {shown} » là où seuls des éléments vont",
                en = "{subject}: text \"{shown}\" where only elements stand"
            );
            Described::new(&rules::PES104, message)
        }
        ErrorKind::UnexpectedAttribute { found, expected } => {
            let (found, known) = (&found.local, names(expected));
            let message = if known.is_empty() {
                text!(
                    fr = "{subject} : attribut {found} inattendu, aucun n'est admis",
                    en = "{subject}: unexpected attribute {found}, none is allowed"
                )
            } else {
                text!(
                    fr = "{subject} : attribut {found} inattendu ; admis : {known}",
                    en = "{subject}: unexpected attribute {found}; allowed: {known}"
                )
            };
            Described::new(&rules::PES105, message)
        }
        ErrorKind::UndeclaredAttribute { found } => Described::new(
            &rules::PES105,
            text!(
                fr = "{subject} : attribut {} inconnu du schéma",
                en = "{subject}: attribute {} is not in the schema",
                found.local
            ),
        ),
        ErrorKind::MissingAttribute { name } => missing_attribute(subject, name),
        ErrorKind::InvalidValue { attribute, value, error } => {
            let Text { fr, en } = value::reason(value, error);
            Described::new(&rules::PES100, of_value(subject, attribute.as_ref(), value, fr.as_ref(), en.as_ref()))
                .help(value::advice(value, error))
        }
        ErrorKind::NotTheFixedValue { attribute, value, fixed } => {
            let Text { fr, en } = text!(fr = "seule valeur admise : {fixed}", en = "only value allowed: {fixed}");
            Described::new(&rules::PES100, of_value(subject, attribute.as_ref(), value, &fr, &en))
        }
        other => reference_or_type(other, subject),
    }
}

/// A value stands in the attribute `V` of its element, or is its text: either way it is the value of the element.
fn of_value(subject: &str, attribute: Option<&Name>, value: &str, fr: &str, en: &str) -> Text {
    let value = shorten(value);
    match attribute {
        Some(name) if name.local != "V" => text!(
            fr = "{subject}, attribut {} : « {value} » : {fr}",
            en = "{subject}, attribute {}: \"{value}\": {en}",
            name.local
        ),
        _ => text!(fr = "{subject} : « {value} » : {fr}", en = "{subject}: \"{value}\": {en}"),
    }
}

fn unknown_root(found: &Name, expected: &[Name]) -> Described {
    let local = &found.local;
    let message = if expected.iter().any(|name| name.local == *local) {
        text!(
            fr = "la racine {local} n'est pas dans l'espace de noms que le schéma attend",
            en = "the root {local} is not in the namespace that the schema expects"
        )
    } else {
        let known = names(expected);
        text!(fr = "la racine est « {local} » ; attendu : {known}", en = "the root is \"{local}\"; expected: {known}")
    };
    Described::new(&rules::PES004, message)
}

fn unexpected_element(found: &Name, expected: &[Expected]) -> Described {
    let found = &found.local;
    let message = if expected.is_empty() {
        text!(fr = "élément {found} inattendu ici", en = "element {found} is not expected here")
    } else {
        let (fr, en) = listed(expected);
        text!(
            fr = "élément {found} inattendu ici ; attendu : {fr}",
            en = "element {found} is not expected here; expected: {en}"
        )
    };
    let meant = expected.iter().find_map(|expected| match expected {
        Expected::Element(name) if name.local.eq_ignore_ascii_case(found) => Some(&name.local),
        _ => None,
    });
    let help = meant.filter(|meant| *meant != found).map(|meant| text!(fr = "écrire {meant}", en = "write {meant}"));
    Described::new(&rules::PES103, message).help(help)
}

fn missing_attribute(subject: &str, name: &Name) -> Described {
    match name.local.as_str() {
        "V" => Described::new(&rules::PES106, text!(fr = "{subject} : aucune valeur", en = "{subject}: no value"))
            .help(Some(text!(fr = "écrire <{subject} V=\"...\"/>", en = "write <{subject} V=\"...\"/>"))),
        name => Described::new(
            &rules::PES106,
            text!(fr = "{subject} : attribut {name} absent", en = "{subject}: attribute {name} is missing"),
        ),
    }
}

/// Faults that the documents of PES V2 hardly know.
fn reference_or_type(kind: &ErrorKind, subject: &str) -> Described {
    match kind {
        ErrorKind::DuplicateId { value } => Described::new(
            &rules::PES107,
            text!(
                fr = "{subject} : identifiant « {value} » déjà porté par un autre élément",
                en = "{subject}: identifier \"{value}\" is that of another element"
            ),
        ),
        ErrorKind::UnresolvedIdRef { value } => Described::new(
            &rules::PES107,
            text!(
                fr = "{subject} : aucun élément d'identifiant « {value} »",
                en = "{subject}: no element has the identifier \"{value}\""
            ),
        ),
        ErrorKind::AbstractElement { .. } | ErrorKind::AbstractType { .. } => Described::new(
            &rules::PES108,
            text!(
                fr = "{subject} : abstrait, ne s'emploie pas tel quel",
                en = "{subject}: abstract, not to be used as it is"
            ),
        ),
        ErrorKind::NotNillable => Described::new(
            &rules::PES108,
            text!(fr = "{subject} : xsi:nil n'est pas admis", en = "{subject}: xsi:nil is not allowed"),
        ),
        ErrorKind::NilWithContent => Described::new(
            &rules::PES108,
            text!(fr = "{subject} : xsi:nil et un contenu", en = "{subject}: xsi:nil and content"),
        ),
        ErrorKind::UnknownType { value } => Described::new(
            &rules::PES108,
            text!(
                fr = "{subject} : type « {value} » inconnu du schéma",
                en = "{subject}: type \"{value}\" is not in the schema"
            ),
        ),
        ErrorKind::TypeNotDerived { name } => Described::new(
            &rules::PES108,
            text!(
                fr = "{subject} : le type {} ne peut pas remplacer le sien",
                en = "{subject}: type {} cannot stand for its own",
                name.local
            ),
        ),
        ErrorKind::DuplicateKey { constraint } => Described::new(
            &rules::PES109,
            text!(
                fr = "{subject} : valeur en double pour {}",
                en = "{subject}: value given twice for {}",
                constraint.local
            ),
        ),
        ErrorKind::MissingKeyField { constraint } | ErrorKind::InvalidKeyField { constraint } => Described::new(
            &rules::PES109,
            text!(
                fr = "{subject} : valeur absente ou multiple pour {}",
                en = "{subject}: value missing or multiple for {}",
                constraint.local
            ),
        ),
        ErrorKind::UnresolvedKeyRef { constraint } => Described::new(
            &rules::PES109,
            text!(
                fr = "{subject} : renvoi sans objet par {}",
                en = "{subject}: reference to none by {}",
                constraint.local
            ),
        ),
        // Kinds of a later version of the validator: refused all the same.
        _ => Described::new(
            &rules::PES103,
            text!(fr = "{subject} : refusé par le schéma", en = "{subject}: refused by the schema"),
        ),
    }
}

/// Elements listed in one message.
const MAX_LISTED: usize = 12;

/// What may come next, in both languages.
fn listed(expected: &[Expected]) -> (String, String) {
    let each = |any: &'static str, end: &'static str, or: &str| {
        let mut words: Vec<&str> = expected
            .iter()
            .map(|expected| match expected {
                Expected::Element(name) => name.local.as_str(),
                Expected::Any => any,
                _ => end,
            })
            .collect();
        if words.len() > MAX_LISTED {
            words.truncate(MAX_LISTED);
            words.push("…");
        }
        words.join(or)
    };
    (each("autre élément", "rien de plus", " ou "), each("another element", "nothing more", " or "))
}

fn names(names: &[Name]) -> String {
    let mut known: Vec<&str> = names.iter().map(|name| name.local.as_str()).collect();
    known.dedup();
    known.join(", ")
}
