//! Simple types (3.14) as attributes and elements meet them; identifiers (cvc-id).

use super::{accepts, refuses, says, schema};

#[test]
fn values_are_those_of_the_type_in_elements_and_attributes_alike() {
    let schema = schema(
        r#"<xs:simpleType name="size"><xs:restriction base="xs:string"><xs:whiteSpace value="collapse"/><xs:enumeration value="S"/><xs:enumeration value="M"/>
           </xs:restriction></xs:simpleType><xs:element name="a" type="size"/>
           <xs:element name="b"><xs:complexType><xs:attribute name="v" type="size"/></xs:complexType></xs:element>"#,
    );
    accepts(&schema, &["<a>M</a>", "<a> S </a>", r#"<b v=" M "/>"#]);
    refuses(&schema, "invalid-value", &["<a>L</a>", "<a/>", r#"<b v="m"/>"#]);
}

#[test]
fn a_value_of_an_enumeration_may_be_stated_twice() {
    let schema = schema(
        r#"<xs:element name="a"><xs:simpleType><xs:restriction base="xs:decimal"><xs:enumeration value="1"/><xs:enumeration value="1"/><xs:enumeration value="1.0"/>
           </xs:restriction></xs:simpleType></xs:element>"#,
    );
    accepts(&schema, &["<a>1.00</a>"]);
    refuses(&schema, "invalid-value", &["<a>2</a>"]);
}

#[test]
fn integers_have_no_greatest() {
    let schema = schema(r#"<xs:element name="a" type="xs:integer"/><xs:element name="b" type="xs:unsignedLong"/>"#);
    accepts(
        &schema,
        &[
            &format!("<a>{}</a>", "9".repeat(48)),
            &format!("<a>-{}</a>", "1".repeat(1000)),
            "<b>18446744073709551615</b>",
        ],
    );
    refuses(&schema, "invalid-value", &["<b>18446744073709551616</b>", "<a>1.0</a>"]);
}

#[test]
fn items_of_a_list_are_checked_one_by_one_and_counted() {
    let schema = schema(
        r#"<xs:element name="a"><xs:simpleType><xs:restriction><xs:simpleType><xs:list itemType="xs:int"/></xs:simpleType>
           <xs:minLength value="2"/><xs:maxLength value="3"/></xs:restriction></xs:simpleType></xs:element>"#,
    );
    accepts(&schema, &["<a>1 2</a>", "<a>\t1   2 3 </a>"]);
    refuses(&schema, "invalid-value", &["<a>1</a>", "<a>1 2 3 4</a>", "<a>1 x</a>", "<a/>"]);
}

#[test]
fn a_union_takes_what_one_of_its_members_takes() {
    let schema = schema(
        r#"<xs:element name="a"><xs:simpleType><xs:union memberTypes="xs:int xs:date"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="none"/>
           </xs:restriction></xs:simpleType></xs:union></xs:simpleType></xs:element>"#,
    );
    accepts(&schema, &["<a>1</a>", "<a>2024-02-29</a>", "<a>none</a>"]);
    refuses(&schema, "invalid-value", &["<a>2023-02-29</a>", "<a>None</a>", "<a/>"]);
}

#[test]
fn a_qualified_name_needs_its_prefix_bound_where_it_stands() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" type="xs:QName" maxOccurs="2"/></xs:sequence>
           <xs:attribute name="q" type="xs:QName"/></xs:complexType></xs:element>"#,
    );
    accepts(
        &schema,
        &[
            r#"<a xmlns:p="urn:p" q="p:x"><b>p:x</b><b>plain</b></a>"#,
            r#"<a><b xmlns:p="urn:p">p:x</b></a>"#,
            "<a><b>xml:lang</b></a>",
        ],
    );
    says(&schema, r#"<a><b xmlns:p="urn:p">p:x</b><b>p:x</b></a>"#, &["30 /a/b[2] invalid-value"]);
    says(&schema, r#"<a q="p:x"><b>x</b></a>"#, &["1 /a invalid-value"]);
}

const LINKS: &str = r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:attribute name="id" type="xs:ID"/><xs:attribute name="to" type="xs:IDREF"/><xs:attribute name="all" type="xs:IDREFS"/></xs:complexType></xs:element>
      <xs:element name="id" type="xs:ID" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>"#;

#[test]
fn identifiers_are_unique_in_the_document() {
    let schema = schema(LINKS);
    accepts(&schema, &[r#"<a><b id="x"/><b id="y"/><id>z</id></a>"#]);
    says(
        &schema,
        r#"<a><b id="x"/><b id=" x "/><id>x</id></a>"#,
        &["15 /a/b[2] duplicate-id", "28 /a/id duplicate-id"],
    );
    refuses(&schema, "invalid-value", &[r#"<a><b id="1"/></a>"#, r#"<a><b id="a:b"/></a>"#]);
}

#[test]
fn references_lead_to_identifiers_before_or_after() {
    let schema = schema(LINKS);
    accepts(&schema, &[r#"<a><b to="y" all="x  z"/><b id="x" to="x"/><b id="y"/><id>z</id></a>"#]);
    says(
        &schema,
        r#"<a><b to="x"/><b id="z" all="z y w"/></a>"#,
        &["4 /a/b[1] unresolved-idref", "15 /a/b[2] unresolved-idref", "15 /a/b[2] unresolved-idref"],
    );
    refuses(&schema, "invalid-value", &[r#"<a><b all=""/></a>"#]);
}

#[test]
fn identifiers_count_in_lists_unions_and_defaults() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" type="one" minOccurs="0" maxOccurs="9"/></xs:sequence>
             <xs:attribute name="to" type="xs:IDREF" default="z"/></xs:complexType></xs:element>
           <xs:simpleType name="one"><xs:union memberTypes="xs:int xs:ID"/></xs:simpleType>"#,
    );
    accepts(&schema, &["<a><b>1</b><b>1</b><b>z</b></a>"]);
    refuses(&schema, "duplicate-id", &["<a><b>z</b><b>z</b></a>"]);
    refuses(&schema, "unresolved-idref", &["<a><b>1</b></a>", r#"<a to="y"><b>z</b></a>"#]);
}

#[test]
fn text_in_pieces_is_one_value() {
    let schema = schema(r#"<xs:element name="a" type="xs:int"/>"#);
    accepts(&schema, &["<a>1<!-- -->2<![CDATA[3]]>&#52;<?p?></a>"]);
    refuses(&schema, "invalid-value", &["<a>2147483<!-- -->648</a>"]);
}
