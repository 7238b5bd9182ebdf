//! Attributes (3.2, 3.5, 3.6): uses, groups, default and fixed values, wildcards.

use super::{XSI, accepts, of_documents, refuses, says, schema, targeted};

#[test]
fn attributes_may_be_required_or_optional_and_no_others_stand() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:attribute name="p" use="required" type="xs:int"/><xs:attribute name="q"/></xs:complexType></xs:element>
           <xs:element name="s" type="xs:string"/>"#,
    );
    accepts(&schema, &[r#"<a p="1"/>"#, r#"<a q="" p=" 1 "/>"#]);
    says(&schema, "<a/>", &["1 /a missing-attribute"]);
    says(&schema, r#"<a p="x" r=""/>"#, &["1 /a invalid-value", "1 /a unexpected-attribute"]);
    says(&schema, r#"<s p=""/>"#, &["1 /s unexpected-attribute"]);
    accepts(&schema, &[&format!(r#"<s {XSI} xsi:schemaLocation="urn:x x.xsd" xmlns:y="urn:y"/>"#)]);
    refuses(&schema, "unexpected-attribute", &[&format!(r#"<s {XSI} xsi:other=""/>"#), r#"<a p="1" xml:lang="fr"/>"#]);
}

#[test]
fn local_attributes_are_in_no_namespace_unless_told() {
    let text = targeted(
        "urn:t",
        r#"<xs:element name="a"><xs:complexType><xs:attribute name="p"/><xs:attribute name="q" form="qualified"/><xs:attribute ref="r"/></xs:complexType></xs:element>
           <xs:attribute name="r" type="xs:int"/>"#,
    );
    let schema = of_documents(&[("a.xsd", text)]).unwrap();
    accepts(&schema, &[r#"<t:a xmlns:t="urn:t" p="" t:q="" t:r="1"/>"#]);
    for wrong in ["t:p", "q", "r"] {
        refuses(&schema, "unexpected-attribute", &[&format!(r#"<t:a xmlns:t="urn:t" {wrong}=""/>"#)]);
    }
    refuses(&schema, "invalid-value", &[r#"<t:a xmlns:t="urn:t" t:r="x"/>"#]);
}

#[test]
fn a_fixed_attribute_may_be_absent_but_not_different() {
    let schema = schema(
        r#"<xs:attribute name="g" type="xs:decimal" fixed="2"/>
           <xs:element name="a"><xs:complexType><xs:attribute name="p" type="xs:decimal" fixed="1.0"/><xs:attribute ref="g"/>
             <xs:attribute name="d" type="xs:int" default="5"/></xs:complexType></xs:element>
           <xs:element name="b"><xs:complexType><xs:attribute name="p" type="xs:string" fixed="1.0" use="required"/></xs:complexType></xs:element>"#,
    );
    accepts(&schema, &["<a/>", r#"<a p="1" g="2.00" d="6"/>"#, r#"<b p="1.0"/>"#]);
    refuses(&schema, "not-the-fixed-value", &[r#"<a p="2"/>"#, r#"<a g="1"/>"#, r#"<b p="1"/>"#, r#"<b p=" 1.0"/>"#]);
    refuses(&schema, "missing-attribute", &["<b/>"]);
}

#[test]
fn attribute_groups_hold_attribute_groups() {
    let schema = schema(
        r#"<xs:attributeGroup name="g"><xs:attribute name="p"/><xs:attributeGroup ref="h"/></xs:attributeGroup>
           <xs:attributeGroup name="h"><xs:attribute name="q" use="required"/><xs:attribute name="out" use="prohibited"/></xs:attributeGroup>
           <xs:element name="a"><xs:complexType><xs:attributeGroup ref="g"/><xs:attribute name="r"/></xs:complexType></xs:element>"#,
    );
    accepts(&schema, &[r#"<a p="" q="" r=""/>"#]);
    refuses(&schema, "missing-attribute", &["<a/>"]);
    refuses(&schema, "unexpected-attribute", &[r#"<a q="" out=""/>"#]);
}

#[test]
fn prohibiting_an_attribute_in_an_extension_changes_nothing() {
    // 3.4.2: an extension has the attribute uses of its base and its own; `prohibited` makes no use.
    let schema = schema(
        r#"<xs:complexType name="t"><xs:attribute name="p" type="xs:int"/></xs:complexType>
           <xs:complexType name="u"><xs:complexContent><xs:extension base="t"><xs:attribute name="p" use="prohibited"/></xs:extension></xs:complexContent></xs:complexType>
           <xs:element name="a" type="u"/>"#,
    );
    accepts(&schema, &[r#"<a p="1"/>"#]);
    refuses(&schema, "invalid-value", &[r#"<a p="x"/>"#]);
}

#[test]
fn an_attribute_wildcard_lets_in_the_namespaces_it_names() {
    let text = |namespace: &str, process: &str| {
        targeted(
            "urn:t",
            &format!(
                r#"<xs:element name="a"><xs:complexType><xs:anyAttribute namespace="{namespace}" processContents="{process}"/></xs:complexType></xs:element>
                   <xs:attribute name="n" type="xs:int"/>"#
            ),
        )
    };
    let schema = |namespace, process| of_documents(&[("a.xsd", text(namespace, process))]).unwrap();
    let head = r#"<t:a xmlns:t="urn:t" xmlns:u="urn:u""#;
    let (own, none, other) =
        (format!(r#"{head} t:n="1"/>"#), format!(r#"{head} n="1"/>"#), format!(r#"{head} u:n="1"/>"#));
    for (namespace, allowed) in [
        ("##any", vec![&own, &none, &other]),
        ("##other", vec![&other]),
        ("##local", vec![&none]),
        ("##targetNamespace", vec![&own]),
        ("##local urn:u", vec![&none, &other]),
        ("urn:v ##targetNamespace", vec![&own]),
        ("", vec![]),
    ] {
        for document in [&own, &none, &other] {
            match allowed.contains(&document) {
                true => accepts(&schema(namespace, "skip"), &[document]),
                false => refuses(&schema(namespace, "skip"), "unexpected-attribute", &[document]),
            }
        }
    }
    let invalid = format!(r#"{head} t:n="x"/>"#);
    accepts(&schema("##any", "skip"), &[&invalid]);
    refuses(&schema("##any", "lax"), "invalid-value", &[&invalid]);
    accepts(&schema("##any", "lax"), &[&none, &other]);
    refuses(&schema("##any", "strict"), "undeclared-attribute", &[&none, &other]);
    accepts(&schema("##any", "strict"), &[&own]);
}

#[test]
fn wildcards_of_groups_are_intersected_and_those_of_extensions_united() {
    let text = targeted(
        "urn:t",
        r#"<xs:attributeGroup name="g"><xs:anyAttribute namespace="urn:1 urn:2" processContents="skip"/></xs:attributeGroup>
           <xs:attributeGroup name="h"><xs:anyAttribute namespace="urn:2 urn:3" processContents="strict"/></xs:attributeGroup>
           <xs:complexType name="both"><xs:attributeGroup ref="g"/><xs:attributeGroup ref="h"/></xs:complexType>
           <xs:complexType name="either"><xs:complexContent><xs:extension base="both"><xs:anyAttribute namespace="urn:4" processContents="skip"/></xs:extension></xs:complexContent></xs:complexType>
           <xs:complexType name="none"><xs:complexContent><xs:restriction base="both"/></xs:complexContent></xs:complexType>
           <xs:element name="both" type="both"/><xs:element name="either" type="either"/><xs:element name="none" type="none"/>"#,
    );
    let schema = of_documents(&[("a.xsd", text)]).unwrap();
    for (root, allowed) in [("both", &[2][..]), ("either", &[2, 4]), ("none", &[])] {
        for uri in 1..=4 {
            let document = format!(r#"<{root} xmlns="urn:t" xmlns:u="urn:{uri}" u:x=""/>"#);
            match allowed.contains(&uri) {
                true => accepts(&schema, &[&document]),
                false => refuses(&schema, "unexpected-attribute", &[&document]),
            }
        }
    }
}
