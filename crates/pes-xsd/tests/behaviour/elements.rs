//! Element declarations (3.3): forms, references, substitution groups, nil, default and fixed values.

use super::{XSI, accepts, misfits, of_documents, refuses, says, schema};

#[test]
fn only_global_elements_are_roots() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b"/></xs:sequence></xs:complexType>
           </xs:element><xs:element name="c"/>"#,
    );
    accepts(&schema, &["<a><b/></a>", "<c/>"]);
    says(&schema, "<b/>", &["1 /b unknown-root"]);
}

#[test]
fn the_form_says_in_which_namespace_a_local_element_is() {
    let text = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t">
        <xs:element name="a"><xs:complexType><xs:sequence>
          <xs:element name="b" minOccurs="0"/><xs:element name="c" form="qualified"/><xs:element ref="d"/>
        </xs:sequence></xs:complexType></xs:element><xs:element name="d"/></xs:schema>"#;
    let unqualified = of_documents(&[("a.xsd", text.to_owned())]).unwrap();
    let head = r#"<t:a xmlns:t="urn:t">"#;
    accepts(&unqualified, &[&format!("{head}<b/><t:c/><t:d/></t:a>")]);
    says(&unqualified, &format!("{head}<t:b/><t:c/><t:d/></t:a>"), &["22 /a/b unexpected-element"]);
    let text = text.replace(r#"targetNamespace="urn:t""#, r#"targetNamespace="urn:t" elementFormDefault="qualified""#);
    let qualified = of_documents(&[("a.xsd", text)]).unwrap();
    accepts(&qualified, &[&format!("{head}<t:b/><t:c/><t:d/></t:a>")]);
    says(&qualified, &format!("{head}<b/><t:c/><t:d/></t:a>"), &["22 /a/b unexpected-element"]);
}

/// Heads and members; `x`, derived by extension from the type of `head`, may be blocked.
fn substitutions(head: &str) -> pes_xsd::Schema {
    schema(&format!(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element ref="head"/></xs:sequence></xs:complexType></xs:element>
        <xs:complexType name="base"/>
        <xs:complexType name="more"><xs:complexContent><xs:extension base="base"><xs:attribute name="m"/></xs:extension>
        </xs:complexContent></xs:complexType>
        <xs:element name="head" type="base" {head}/>
        <xs:element name="near" substitutionGroup="head"/>
        <xs:element name="far" substitutionGroup="near"/>
        <xs:element name="x" type="more" substitutionGroup="near"/>
        <xs:element name="alone" type="base"/>"#
    ))
}

#[test]
fn members_of_a_substitution_group_stand_for_its_head_near_and_far() {
    let schema = substitutions("");
    accepts(&schema, &["<a><head/></a>", "<a><near/></a>", "<a><far/></a>", r#"<a><x m=""/></a>"#]);
    misfits(&schema, &["<a><alone/></a>"]);
    // Without a type of its own, a member has that of its head.
    says(&schema, r#"<a><near m=""/></a>"#, &["4 /a/near unexpected-attribute"]);
}

#[test]
fn an_abstract_head_leaves_its_place_to_others() {
    let schema = substitutions(r#"abstract="true""#);
    accepts(&schema, &["<a><near/></a>"]);
    says(&schema, "<a><head/></a>", &["4 /a/head abstract-element"]);
    says(&schema, "<head/>", &["1 /head abstract-element"]);
}

#[test]
fn a_head_may_block_substitution_or_ways_to_derive() {
    let all = substitutions(r#"block="substitution""#);
    accepts(&all, &["<a><head/></a>"]);
    misfits(&all, &["<a><near/></a>", "<a><far/></a>", "<a><x/></a>"]);
    let extensions = substitutions(r#"block="extension""#);
    accepts(&extensions, &["<a><near/></a>", "<a><far/></a>"]);
    misfits(&extensions, &["<a><x/></a>"]);
    let restrictions = substitutions(r#"block="restriction""#);
    accepts(&restrictions, &["<a><x/></a>"]);
}

#[test]
fn a_nil_element_has_no_content_but_its_attributes() {
    let schema = schema(
        r#"<xs:element name="a" nillable="true"><xs:complexType><xs:sequence><xs:element name="b"/></xs:sequence>
           <xs:attribute name="k" use="required"/></xs:complexType></xs:element>"#,
    );
    accepts(
        &schema,
        &[
            &format!(r#"<a {XSI} xsi:nil="true" k=""/>"#),
            &format!(r#"<a {XSI} xsi:nil=" 1 " k=""><!-- nothing --></a>"#),
            &format!(r#"<a {XSI} xsi:nil="false" k=""><b/></a>"#),
        ],
    );
    refuses(
        &schema,
        "nil-with-content",
        &[
            &format!(r#"<a {XSI} xsi:nil="true" k=""><b/></a>"#),
            &format!(r#"<a {XSI} xsi:nil="true" k=""> </a>"#),
            &format!(r#"<a {XSI} xsi:nil="true" k="">text</a>"#),
        ],
    );
    refuses(&schema, "missing-attribute", &[&format!(r#"<a {XSI} xsi:nil="true"/>"#)]);
    refuses(&schema, "missing-element", &[&format!(r#"<a {XSI} xsi:nil="0" k=""/>"#)]);
    refuses(&schema, "invalid-value", &[&format!(r#"<a {XSI} xsi:nil="yes" k=""><b/></a>"#)]);
}

#[test]
fn only_a_nillable_element_says_whether_it_is_nil() {
    let schema = schema(r#"<xs:element name="a" type="xs:string"/>"#);
    for value in ["true", "false"] {
        refuses(&schema, "not-nillable", &[&format!(r#"<a {XSI} xsi:nil="{value}"/>"#)]);
    }
}

#[test]
fn an_element_with_a_fixed_value_is_not_nil() {
    let schema = schema(r#"<xs:element name="a" type="xs:int" fixed="1" nillable="true"/>"#);
    accepts(&schema, &["<a/>", &format!(r#"<a {XSI} xsi:nil="false"/>"#)]);
    refuses(&schema, "not-the-fixed-value", &[&format!(r#"<a {XSI} xsi:nil="true"/>"#)]);
}

#[test]
fn a_default_stands_in_for_no_content_at_all() {
    let schema = schema(r#"<xs:element name="a" type="xs:int" default="7"/>"#);
    accepts(&schema, &["<a/>", "<a></a>", "<a><!-- --></a>", "<a>8</a>"]);
    refuses(&schema, "invalid-value", &["<a> </a>"]);
}

#[test]
fn a_default_must_suit_the_type_that_the_element_says_it_has() {
    let schema = schema(
        r#"<xs:element name="a" type="xs:string" default="seven"/>
           <xs:simpleType name="digits"><xs:restriction base="xs:string"><xs:pattern value="\d"/></xs:restriction></xs:simpleType>"#,
    );
    refuses(&schema, "invalid-value", &[&format!(r#"<a {XSI} xsi:type="digits"/>"#)]);
    accepts(&schema, &[&format!(r#"<a {XSI} xsi:type="digits">7</a>"#)]);
}

#[test]
fn a_fixed_value_is_compared_as_a_value() {
    let schema = schema(r#"<xs:element name="a" type="xs:decimal" fixed="1.50"/>"#);
    accepts(&schema, &["<a/>", "<a>1.50</a>", "<a> +01.5 </a>", "<a>1.5<!-- -->00</a>"]);
    refuses(&schema, "not-the-fixed-value", &["<a>1.51</a>"]);
    refuses(&schema, "invalid-value", &["<a>x</a>"]);
}

#[test]
fn a_fixed_value_of_mixed_content_is_compared_as_text() {
    let schema = schema(
        r#"<xs:element name="a" fixed="one two"><xs:complexType mixed="true"><xs:sequence>
           <xs:element name="b" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>"#,
    );
    accepts(&schema, &["<a/>", "<a>one two</a>", "<a>one<!-- --> <![CDATA[two]]></a>"]);
    refuses(&schema, "not-the-fixed-value", &["<a>one  two</a>", "<a>one <b/>two</a>", "<a> </a>", "<a><b/></a>"]);
}
