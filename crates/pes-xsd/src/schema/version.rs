//! Schemas that serve several versions of XSD: what they mark for another version than 1.0 is left out.
//!
//! The attributes are those of XSD 1.1 part 1, 4.2.2, conditional inclusion.

use super::document::{Tag, XSD};
use crate::datatype::SimpleType;

const VERSIONING: &str = "http://www.w3.org/2007/XMLSchema-versioning";

/// Whether an element of a schema document counts in XSD 1.0.
pub(super) fn is_meant_for_1_0(node: roxmltree::Node<'_, '_>) -> bool {
    node.attributes().filter(|attribute| attribute.namespace() == Some(VERSIONING)).all(|attribute| {
        let value = attribute.value();
        match attribute.name() {
            "minVersion" => major_and_minor(value).is_none_or(|version| version <= (1, 0)),
            "maxVersion" => major_and_minor(value).is_none_or(|version| version > (1, 0)),
            "typeAvailable" => names(node, value).all(is_type),
            "typeUnavailable" => !names(node, value).all(is_type),
            "facetAvailable" => names(node, value).all(is_facet),
            "facetUnavailable" => !names(node, value).all(is_facet),
            _ => true,
        }
    })
}

/// The first two numbers of a version, which is a decimal.
fn major_and_minor(version: &str) -> Option<(u32, u32)> {
    let (major, fraction) = version.trim().split_once('.').unwrap_or((version.trim(), "0"));
    let tenths = fraction.get(..1)?;
    Some((major.parse().ok()?, tenths.parse().ok()?))
}

/// Names in the namespace of XSD; others are kept with an impossible name.
fn names<'v>(node: roxmltree::Node<'v, '_>, value: &'v str) -> impl Iterator<Item = &'v str> {
    value.split_ascii_whitespace().map(move |name| {
        let (prefix, local) = name.split_once(':').map_or((None, name), |(prefix, local)| (Some(prefix), local));
        if node.lookup_namespace_uri(prefix) == Some(XSD) { local } else { "" }
    })
}

fn is_type(name: &str) -> bool {
    name == "anyType" || SimpleType::builtin(name).is_some()
}

fn is_facet(name: &str) -> bool {
    Tag::new(name).and_then(Tag::facet).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(attributes: &str) -> bool {
        let text = format!(r#"<xs:a xmlns:xs="{XSD}" xmlns:vc="{VERSIONING}" {attributes}/>"#);
        let document = roxmltree::Document::parse(&text).unwrap();
        is_meant_for_1_0(document.root_element())
    }

    #[test]
    fn parts_for_other_versions_do_not_count() {
        assert!(counts(""));
        assert!(counts(r#"vc:minVersion="1.0""#));
        assert!(!counts(r#"vc:minVersion="1.1""#));
        assert!(counts(r#"vc:maxVersion="1.1""#));
        assert!(!counts(r#"vc:maxVersion="1.0""#));
        assert!(!counts(r#"vc:minVersion="3.2" vc:maxVersion="4""#));
    }

    #[test]
    fn parts_for_types_and_facets_that_1_0_lacks_do_not_count() {
        assert!(counts(r#"vc:typeAvailable="xs:integer xs:ID""#));
        assert!(!counts(r#"vc:typeAvailable="xs:integer xs:error""#));
        assert!(counts(r#"vc:typeUnavailable="xs:error""#));
        assert!(!counts(r#"vc:facetAvailable="xs:assertion""#));
        assert!(counts(r#"vc:facetUnavailable="xs:assertion""#));
        assert!(!counts(r#"vc:facetUnavailable="xs:length""#));
    }
}
