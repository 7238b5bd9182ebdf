//! The built-in simple types.

use super::error::Facet;
use super::facets::{Bound, Count, FacetSet, Facets};
use super::lexical::Atom;
use super::moment::MomentForm;
use super::value::Value;
use super::white_space::WhiteSpace;
use super::{NoPrefixes, SimpleType, Variety};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// The built-in types and the one each is derived from, bases first.
pub(crate) fn hierarchy() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    let atoms = ATOMS.iter().map(|row| (row.name, Some(row.base)));
    let lists = LISTS.iter().map(|&(name, _)| (name, Some(ANY)));
    std::iter::once((ANY, None)).chain(atoms).chain(lists)
}

/// The built-in type that has this name.
pub(super) fn find(name: &str) -> Option<Arc<SimpleType>> {
    TYPES.get(name).cloned()
}

static TYPES: LazyLock<HashMap<&'static str, Arc<SimpleType>>> = LazyLock::new(|| {
    let any = SimpleType::assemble(ANY, Variety::AnySimple, Facets::default());
    let mut types: HashMap<_, _> = ATOMS.iter().map(|row| (row.name, Arc::new(row.build()))).collect();
    for (name, item) in LISTS {
        if let Some(item) = types.get(item).cloned() {
            types.insert(name, Arc::new(list(name, item)));
        }
    }
    types.insert(ANY, Arc::new(any));
    types
});

const ANY: &str = "anySimpleType";

/// The lists, all of at least one item.
const LISTS: [(&str, &str); 3] = [("NMTOKENS", "NMTOKEN"), ("IDREFS", "IDREF"), ("ENTITIES", "ENTITY")];

fn list(name: &'static str, item: Arc<SimpleType>) -> SimpleType {
    let facets = Facets {
        white_space: WhiteSpace::Collapse,
        fixed: FacetSet::of(Facet::WhiteSpace),
        min_length: Some(Count { number: 1, limit: "1".into() }),
        ..Facets::default()
    };
    SimpleType::assemble(name, Variety::List(item), facets)
}

struct Row {
    name: &'static str,
    base: &'static str,
    atom: Atom,
    lower: Option<&'static str>,
    upper: Option<&'static str>,
}

impl Row {
    fn build(&self) -> SimpleType {
        let bound = |limit: &'static str| {
            let value = self.atom.parse(limit, &NoPrefixes).ok().map(Value::into_owned)?;
            Some(Bound { value: Arc::new(value), inclusive: true, limit: limit.into() })
        };
        let mut facets = Facets {
            white_space: match self.atom {
                Atom::String => WhiteSpace::Preserve,
                Atom::NormalizedString => WhiteSpace::Replace,
                _ => WhiteSpace::Collapse,
            },
            lower: self.lower.and_then(bound),
            upper: self.upper.and_then(bound),
            ..Facets::default()
        };
        if self.atom.primitive() != Atom::String {
            facets.fixed.insert(Facet::WhiteSpace);
        }
        if self.atom == Atom::Integer {
            facets.fraction_digits = Some(Count { number: 0, limit: "0".into() });
            facets.fixed.insert(Facet::FractionDigits);
        }
        SimpleType::assemble(self.name, Variety::Atomic(self.atom), facets)
    }
}

const fn row(name: &'static str, base: &'static str, atom: Atom) -> Row {
    Row { name, base, atom, lower: None, upper: None }
}

const fn primitive(name: &'static str, atom: Atom) -> Row {
    row(name, ANY, atom)
}

const fn moment(name: &'static str, form: MomentForm) -> Row {
    primitive(name, Atom::Moment(form))
}

const fn integer(
    name: &'static str,
    base: &'static str,
    lower: Option<&'static str>,
    upper: Option<&'static str>,
) -> Row {
    Row { name, base, atom: Atom::Integer, lower, upper }
}

const ATOMS: [Row; 41] = [
    primitive("string", Atom::String),
    row("normalizedString", "string", Atom::NormalizedString),
    row("token", "normalizedString", Atom::Token),
    row("language", "token", Atom::Language),
    row("NMTOKEN", "token", Atom::NmToken),
    row("Name", "token", Atom::Name),
    row("NCName", "Name", Atom::NcName),
    row("ID", "NCName", Atom::Id),
    row("IDREF", "NCName", Atom::IdRef),
    row("ENTITY", "NCName", Atom::Entity),
    primitive("boolean", Atom::Boolean),
    primitive("float", Atom::Float),
    primitive("double", Atom::Double),
    primitive("duration", Atom::Duration),
    moment("dateTime", MomentForm::DateTime),
    moment("time", MomentForm::Time),
    moment("date", MomentForm::Date),
    moment("gYearMonth", MomentForm::GYearMonth),
    moment("gYear", MomentForm::GYear),
    moment("gMonthDay", MomentForm::GMonthDay),
    moment("gDay", MomentForm::GDay),
    moment("gMonth", MomentForm::GMonth),
    primitive("hexBinary", Atom::HexBinary),
    primitive("base64Binary", Atom::Base64Binary),
    primitive("anyURI", Atom::AnyUri),
    primitive("QName", Atom::QName),
    primitive("NOTATION", Atom::Notation),
    primitive("decimal", Atom::Decimal),
    integer("integer", "decimal", None, None),
    integer("nonPositiveInteger", "integer", None, Some("0")),
    integer("negativeInteger", "nonPositiveInteger", None, Some("-1")),
    integer("long", "integer", Some("-9223372036854775808"), Some("9223372036854775807")),
    integer("int", "long", Some("-2147483648"), Some("2147483647")),
    integer("short", "int", Some("-32768"), Some("32767")),
    integer("byte", "short", Some("-128"), Some("127")),
    integer("nonNegativeInteger", "integer", Some("0"), None),
    integer("positiveInteger", "nonNegativeInteger", Some("1"), None),
    integer("unsignedLong", "nonNegativeInteger", Some("0"), Some("18446744073709551615")),
    integer("unsignedInt", "unsignedLong", Some("0"), Some("4294967295")),
    integer("unsignedShort", "unsignedInt", Some("0"), Some("65535")),
    integer("unsignedByte", "unsignedShort", Some("0"), Some("255")),
];
