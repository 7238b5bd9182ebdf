//! `xsi:type` (3.3.4, cvc-elt 4): the type named must stand for the declared one.

use super::{XSI, accepts, of_documents, refuses, says, schema, targeted};

const TYPES: &str = r#"
    <xs:complexType name="base"><xs:sequence><xs:element name="x" minOccurs="0"/></xs:sequence></xs:complexType>
    <xs:complexType name="more"><xs:complexContent><xs:extension base="base"><xs:sequence><xs:element name="y"/></xs:sequence>
      </xs:extension></xs:complexContent></xs:complexType>
    <xs:complexType name="less"><xs:complexContent><xs:restriction base="base"><xs:sequence/></xs:restriction>
      </xs:complexContent></xs:complexType>
    <xs:complexType name="both"><xs:complexContent><xs:extension base="less"/></xs:complexContent></xs:complexType>
    <xs:complexType name="other"><xs:sequence/></xs:complexType>
    <xs:complexType name="ghost" abstract="true"><xs:complexContent><xs:extension base="base"/></xs:complexContent></xs:complexType>
    <xs:simpleType name="either"><xs:union memberTypes="xs:int small"/></xs:simpleType>
    <xs:simpleType name="small"><xs:restriction base="xs:string"><xs:maxLength value="3"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="smaller"><xs:restriction base="small"><xs:maxLength value="2"/></xs:restriction></xs:simpleType>"#;

fn typed(root: &str, type_: &str, content: &str) -> String {
    format!(r#"<{root} {XSI} xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="{type_}">{content}</{root}>"#)
}

#[test]
fn a_derived_type_may_take_the_place_of_the_declared_one() {
    let schema = schema(&(TYPES.to_owned() + r#"<xs:element name="a" type="base"/>"#));
    accepts(
        &schema,
        &[
            &typed("a", "base", "<x/>"),
            &typed("a", "more", "<x/><y/>"),
            &typed("a", " more\n", "<y/>"),
            &typed("a", "less", ""),
            &typed("a", "both", ""),
        ],
    );
    refuses(&schema, "unexpected-element", &[&typed("a", "less", "<x/>"), &typed("a", "both", "<x/>")]);
    refuses(&schema, "missing-element", &[&typed("a", "more", "")]);
}

#[test]
fn a_type_that_is_not_derived_is_refused() {
    let schema = schema(&(TYPES.to_owned() + r#"<xs:element name="a" type="base"/>"#));
    says(&schema, &typed("a", "other", ""), &["1 /a type-not-derived"]);
    refuses(&schema, "type-not-derived", &[&typed("a", "xs:anyType", ""), &typed("a", "xs:string", "")]);
    refuses(&schema, "unknown-type", &[&typed("a", "gone", ""), &typed("a", "un:bound", ""), &typed("a", "", "")]);
}

#[test]
fn an_abstract_type_needs_another_in_its_place() {
    let schema = schema(
        &(TYPES.to_owned()
            + r#"<xs:element name="a" type="ghost"/><xs:element name="b" type="base"/>
                 <xs:complexType name="body"><xs:complexContent><xs:extension base="ghost"/></xs:complexContent></xs:complexType>"#),
    );
    says(&schema, "<a/>", &["1 /a abstract-type"]);
    accepts(&schema, &[&typed("a", "body", "")]);
    refuses(&schema, "abstract-type", &[&typed("b", "ghost", ""), &typed("a", "ghost", "")]);
}

#[test]
fn the_element_and_its_type_may_block_ways_to_derive() {
    let by_element =
        r##"<xs:element name="a" type="base" block="extension"/><xs:element name="b" type="base" block="#all"/>"##;
    let schema = schema(
        &(TYPES.to_owned()
            + by_element
            + r#"<xs:complexType name="closed" block="restriction"><xs:sequence minOccurs="0"><xs:element name="x"/></xs:sequence></xs:complexType>
                 <xs:complexType name="narrow"><xs:complexContent><xs:restriction base="closed"><xs:sequence/></xs:restriction></xs:complexContent></xs:complexType>
                 <xs:complexType name="broad"><xs:complexContent><xs:extension base="closed"/></xs:complexContent></xs:complexType>
                 <xs:element name="c" type="closed"/>"#),
    );
    accepts(
        &schema,
        &[&typed("a", "less", ""), &typed("b", "base", ""), &typed("c", "broad", ""), &typed("c", "closed", "")],
    );
    refuses(
        &schema,
        "type-not-derived",
        &[
            &typed("a", "more", "<y/>").replace("<y/>", ""),
            &typed("a", "both", ""),
            &typed("b", "less", ""),
            &typed("c", "narrow", ""),
        ],
    );
}

#[test]
fn members_of_a_union_stand_for_it() {
    let schema =
        schema(&(TYPES.to_owned() + r#"<xs:element name="a" type="either"/><xs:element name="b" type="xs:decimal"/>"#));
    accepts(&schema, &[&typed("a", "xs:int", "1234"), &typed("a", "small", "abc"), &typed("a", "smaller", "ab")]);
    refuses(&schema, "invalid-value", &[&typed("a", "xs:int", "abc"), &typed("a", "smaller", "abc")]);
    refuses(&schema, "type-not-derived", &[&typed("a", "xs:date", "1"), &typed("b", "xs:string", "1")]);
    accepts(&schema, &[&typed("b", "xs:byte", "-128")]);
    refuses(&schema, "invalid-value", &[&typed("b", "xs:byte", "128")]);
}

#[test]
fn whatever_derives_from_any_type_stands_for_it() {
    let schema = schema(&(TYPES.to_owned() + r#"<xs:element name="a"/>"#));
    accepts(
        &schema,
        &[&typed("a", "xs:date", "2026-02-28"), &typed("a", "more", "<y/>"), &typed("a", "xs:anyType", "<q/>")],
    );
    refuses(&schema, "invalid-value", &[&typed("a", "xs:date", "today")]);
}

#[test]
fn a_root_that_is_not_declared_may_name_its_type() {
    let schema = schema(TYPES);
    accepts(&schema, &[&typed("anything", "more", "<x/><y/>")]);
    refuses(&schema, "missing-element", &[&typed("anything", "more", "<x/>")]);
}

#[test]
fn the_name_of_a_type_is_read_with_the_namespaces_of_the_element() {
    let schema =
        of_documents(&[("a.xsd", targeted("urn:t", &(TYPES.to_owned() + r#"<xs:element name="a" type="base"/>"#)))]);
    let schema = schema.unwrap();
    accepts(
        &schema,
        &[
            &format!(r#"<a xmlns="urn:t" {XSI} xsi:type="less"/>"#),
            &format!(r#"<t:a xmlns:t="urn:t" xmlns:u="urn:t" {XSI} xsi:type="u:less"/>"#),
        ],
    );
    refuses(&schema, "unknown-type", &[&format!(r#"<t:a xmlns:t="urn:t" {XSI} xsi:type="less"/>"#)]);
}
