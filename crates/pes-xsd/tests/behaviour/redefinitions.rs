//! Redefinition (4.2.2): what is redefined is built on, everywhere and once.

use pes_xsd::SchemaErrorKind;

use super::{accepts, of_documents, plain, refuses, targeted};

const ORIGINAL: &str = r#"
    <xs:complexType name="t"><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence></xs:complexType>
    <xs:simpleType name="s"><xs:restriction base="xs:int"><xs:maxInclusive value="100"/></xs:restriction></xs:simpleType>
    <xs:group name="g"><xs:sequence><xs:element name="y"/></xs:sequence></xs:group>
    <xs:attributeGroup name="ag"><xs:attribute name="m"/><xs:attribute name="n"/></xs:attributeGroup>
    <xs:element name="old" type="t"/>"#;

fn redefine(location: &str, body: &str) -> String {
    format!(r#"<xs:redefine schemaLocation="{location}">{body}</xs:redefine>"#)
}

fn extended(own: &str) -> String {
    format!(
        r#"<xs:complexType name="t"><xs:complexContent><xs:extension base="t"><xs:sequence><xs:element name="{own}"/>
        </xs:sequence></xs:extension></xs:complexContent></xs:complexType>"#
    )
}

#[test]
fn a_type_redefined_by_extension_replaces_the_original_everywhere() {
    let main = plain(&(redefine("b.xsd", &extended("z")) + r#"<xs:element name="new" type="t"/>"#));
    let schema = of_documents(&[("a.xsd", main), ("b.xsd", plain(ORIGINAL))]).unwrap();
    accepts(&schema, &["<new><x>1</x><z/></new>", "<old><x>1</x><z/></old>"]);
    refuses(&schema, "missing-element", &["<new><x>1</x></new>", "<old><x>1</x></old>"]);
}

#[test]
fn a_simple_type_is_redefined_by_restriction() {
    let own = r#"<xs:simpleType name="s"><xs:restriction base="s"><xs:minInclusive value="10"/></xs:restriction></xs:simpleType>"#;
    let main = plain(&(redefine("b.xsd", own) + r#"<xs:element name="a" type="s"/>"#));
    let schema = of_documents(&[("a.xsd", main), ("b.xsd", plain(ORIGINAL))]).unwrap();
    accepts(&schema, &["<a>10</a>", "<a>100</a>"]);
    refuses(&schema, "invalid-value", &["<a>9</a>", "<a>101</a>"]);
}

#[test]
fn a_group_may_refer_to_the_one_that_it_redefines() {
    let own = r#"<xs:group name="g"><xs:sequence><xs:group ref="g"/><xs:element name="z"/></xs:sequence></xs:group>"#;
    let uses = r#"<xs:element name="a"><xs:complexType><xs:group ref="g"/></xs:complexType></xs:element>"#;
    let schema = of_documents(&[("a.xsd", plain(&(redefine("b.xsd", own) + uses))), ("b.xsd", plain(ORIGINAL))]);
    let schema = schema.unwrap();
    accepts(&schema, &["<a><y/><z/></a>"]);
    refuses(&schema, "missing-element", &["<a><y/></a>"]);
    refuses(&schema, "unexpected-element", &["<a><z/></a>"]);
}

#[test]
fn an_attribute_group_is_extended_by_itself_or_restricted_without() {
    let uses = r#"<xs:element name="a"><xs:complexType><xs:attributeGroup ref="ag"/></xs:complexType></xs:element>"#;
    let more =
        r#"<xs:attributeGroup name="ag"><xs:attributeGroup ref="ag"/><xs:attribute name="o"/></xs:attributeGroup>"#;
    let fewer = r#"<xs:attributeGroup name="ag"><xs:attribute name="m" use="required"/></xs:attributeGroup>"#;
    let build =
        |own| of_documents(&[("a.xsd", plain(&(redefine("b.xsd", own) + uses))), ("b.xsd", plain(ORIGINAL))]).unwrap();
    accepts(&build(more), &[r#"<a m="" n="" o=""/>"#]);
    refuses(&build(more), "unexpected-attribute", &[r#"<a p=""/>"#]);
    accepts(&build(fewer), &[r#"<a m=""/>"#]);
    refuses(&build(fewer), "unexpected-attribute", &[r#"<a m="" n=""/>"#]);
    refuses(&build(fewer), "missing-attribute", &["<a/>"]);
}

#[test]
fn redefinitions_build_on_each_other() {
    let middle = plain(&redefine("c.xsd", &extended("y")));
    let main = plain(&redefine("b.xsd", &extended("z")));
    let schema = of_documents(&[("a.xsd", main), ("b.xsd", middle), ("c.xsd", plain(ORIGINAL))]).unwrap();
    accepts(&schema, &["<old><x>1</x><y/><z/></old>"]);
    refuses(&schema, "missing-element", &["<old><x>1</x><y/></old>"]);
    refuses(&schema, "unexpected-element", &["<old><x>1</x><z/></old>"]);
}

#[test]
fn what_redefines_a_chameleon_does_so_in_each_namespace() {
    let middle = plain(&redefine("c.xsd", &extended("z")));
    let include = r#"<xs:include schemaLocation="b.xsd"/>"#;
    let one = targeted("urn:1", include);
    let two = targeted("urn:2", &(r#"<xs:import namespace="urn:1" schemaLocation="1.xsd"/>"#.to_owned() + include));
    let documents = [("2.xsd", two), ("1.xsd", one), ("b.xsd", middle), ("c.xsd", plain(ORIGINAL))];
    let schema = of_documents(&documents).unwrap();
    // The chameleons leave local elements in no namespace.
    for uri in ["urn:1", "urn:2"] {
        accepts(&schema, &[&format!(r#"<o:old xmlns:o="{uri}"><x>1</x><z/></o:old>"#)]);
        refuses(&schema, "missing-element", &[&format!(r#"<o:old xmlns:o="{uri}"><x>1</x></o:old>"#)]);
    }
}

#[test]
fn what_redefines_nothing_is_a_fault() {
    let own = r#"<xs:simpleType name="gone"><xs:restriction base="gone"/></xs:simpleType>"#;
    let error = of_documents(&[("a.xsd", plain(&redefine("b.xsd", own))), ("b.xsd", plain(ORIGINAL))]).unwrap_err();
    assert_eq!(error.kind, SchemaErrorKind::Unresolved { component: "type", name: "gone".to_owned() });
    assert_eq!(error.document, "a.xsd");
}
