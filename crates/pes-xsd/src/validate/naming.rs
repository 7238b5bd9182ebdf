//! Names and values as errors show them.

use super::report::{Expected, Name};
use crate::content::{LeafId, State};
use crate::instance::{Scanner, Span};
use crate::names::Symbol;
use crate::schema::XML;
use crate::schema::tables::{ElementContent, Leaf, Tables};

/// Names listed in one error.
pub(super) const MAX_EXPECTED: usize = 20;

/// Characters of a value shown in one error.
const MAX_SHOWN: usize = 200;

/// What the content model would take next; `End` too if the parent may end and `with_end`.
pub(super) fn expected(tables: &Tables, content: &ElementContent, state: &State, with_end: bool) -> Vec<Expected> {
    let mut expected: Vec<Expected> = Vec::new();
    for leaf in content.model.expected(state) {
        let next = leaf_name(tables, content, leaf).map_or(Expected::Any, Expected::Element);
        if expected.len() == MAX_EXPECTED {
            break;
        }
        if !expected.contains(&next) {
            expected.push(next);
        }
    }
    if with_end && content.model.accepts(state) {
        expected.push(Expected::End);
    }
    expected
}

/// The name of the element that a leaf lets in; none for a wildcard.
pub(super) fn leaf_name(tables: &Tables, content: &ElementContent, leaf: LeafId) -> Option<Name> {
    match content.leaves.get(leaf.0 as usize) {
        Some(Leaf::Element { element, .. }) => Some(symbol_name(tables, tables.element(*element).name)),
        _ => None,
    }
}

pub(super) fn root_names(tables: &Tables) -> Vec<Name> {
    tables.main_elements.iter().take(MAX_EXPECTED).map(|&name| symbol_name(tables, name)).collect()
}

/// The name of the element just started.
pub(super) fn element_name(scanner: &Scanner<'_>) -> Name {
    expanded_name(scanner, scanner.raw_name(), false)
}

/// A name as written, with the namespace of its prefix.
pub(super) fn expanded_name(scanner: &Scanner<'_>, raw: Span, is_attribute: bool) -> Name {
    let mut scratch = String::new();
    let raw = scanner.raw(raw, &mut scratch);
    let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
    let namespace = match prefix {
        "" if is_attribute => "",
        "xml" => XML,
        prefix => scanner.resolve_prefix(prefix).unwrap_or_default(),
    };
    Name { namespace: namespace.to_owned(), local: local.to_owned() }
}

pub(super) fn symbol_name(tables: &Tables, symbol: Symbol) -> Name {
    let (namespace, local) = tables.names.resolve(symbol);
    Name { namespace: namespace.to_owned(), local: local.to_owned() }
}

/// A value as errors show it.
pub(super) fn shown(value: &str) -> String {
    match value.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
