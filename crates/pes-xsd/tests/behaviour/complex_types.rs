//! Complex types and model groups (3.4, 3.7, 3.8, 3.9): derivation, content, all groups, occurrences.

use super::{accepts, refuses, says, schema};

#[test]
fn an_extension_of_an_extension_adds_at_the_end() {
    let schema = schema(
        r#"<xs:complexType name="one"><xs:sequence><xs:element name="x" maxOccurs="2"/></xs:sequence><xs:attribute name="p"/></xs:complexType>
           <xs:complexType name="two"><xs:complexContent><xs:extension base="one"><xs:choice><xs:element name="y"/><xs:element name="z"/></xs:choice>
             <xs:attribute name="q" use="required"/></xs:extension></xs:complexContent></xs:complexType>
           <xs:complexType name="three"><xs:complexContent><xs:extension base="two"><xs:sequence><xs:element name="w"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
           <xs:element name="a" type="three"/>"#,
    );
    accepts(&schema, &[r#"<a p="" q=""><x/><x/><z/><w/></a>"#]);
    says(&schema, r#"<a p=""><x/><y/><w/></a>"#, &["1 /a missing-attribute"]);
    refuses(&schema, "missing-element", &[r#"<a q=""><x/><y/></a>"#]);
    refuses(&schema, "unexpected-element", &[r#"<a q=""><x/><w/></a>"#]);
}

#[test]
fn a_restriction_states_its_whole_content_and_inherits_attributes() {
    let schema = schema(
        r#"<xs:complexType name="wide"><xs:sequence><xs:element name="x" minOccurs="0"/><xs:element name="y" minOccurs="0"/></xs:sequence>
             <xs:attribute name="p"/><xs:attribute name="q"/><xs:attribute name="r"/></xs:complexType>
           <xs:complexType name="narrow"><xs:complexContent><xs:restriction base="wide"><xs:sequence><xs:element name="y"/></xs:sequence>
             <xs:attribute name="p" use="prohibited"/><xs:attribute name="q" type="xs:int" use="required"/></xs:restriction></xs:complexContent></xs:complexType>
           <xs:element name="a" type="narrow"/>"#,
    );
    accepts(&schema, &[r#"<a q="1" r=""><y/></a>"#]);
    says(&schema, r#"<a q="1" p=""><y/></a>"#, &["1 /a unexpected-attribute"]);
    refuses(&schema, "invalid-value", &[r#"<a q="x"><y/></a>"#]);
    refuses(&schema, "missing-attribute", &["<a><y/></a>"]);
    refuses(&schema, "unexpected-element", &[r#"<a q="1"><x/><y/></a>"#]);
}

#[test]
fn simple_content_is_extended_by_attributes_and_restricted_by_facets() {
    let schema = schema(
        r#"<xs:complexType name="price"><xs:simpleContent><xs:extension base="xs:decimal"><xs:attribute name="unit"/></xs:extension></xs:simpleContent></xs:complexType>
           <xs:complexType name="cheap"><xs:simpleContent><xs:restriction base="price"><xs:maxInclusive value="9.99"/>
             <xs:attribute name="unit" use="required"/></xs:restriction></xs:simpleContent></xs:complexType>
           <xs:complexType name="whole"><xs:simpleContent><xs:restriction base="price"><xs:simpleType><xs:restriction base="xs:decimal">
             <xs:fractionDigits value="0"/></xs:restriction></xs:simpleType></xs:restriction></xs:simpleContent></xs:complexType>
           <xs:element name="a" type="price"/><xs:element name="b" type="cheap"/><xs:element name="c" type="whole"/>"#,
    );
    accepts(&schema, &["<a>1</a>", r#"<a unit="EUR">10.5</a>"#, r#"<b unit="">9.990</b>"#, r#"<c unit="">100</c>"#]);
    refuses(&schema, "invalid-value", &["<a/>", r#"<b unit="">10</b>"#, "<c>1.5</c>"]);
    refuses(&schema, "missing-attribute", &["<b>1</b>"]);
    says(&schema, "<a><x/>1</a>", &["4 /a/x unexpected-element"]);
}

#[test]
fn mixed_content_may_be_restricted_to_simple_content_when_it_may_be_empty() {
    let schema = schema(
        r#"<xs:complexType name="loose" mixed="true"><xs:sequence><xs:element name="x" minOccurs="0"/></xs:sequence></xs:complexType>
           <xs:complexType name="tight"><xs:simpleContent><xs:restriction base="loose"><xs:simpleType><xs:restriction base="xs:int"/></xs:simpleType>
           </xs:restriction></xs:simpleContent></xs:complexType><xs:element name="a" type="tight"/>"#,
    );
    accepts(&schema, &["<a>1</a>"]);
    refuses(&schema, "invalid-value", &["<a>x</a>"]);
}

#[test]
fn text_stands_only_in_mixed_content() {
    let schema = schema(
        r#"<xs:complexType name="elements"><xs:sequence><xs:element name="x" minOccurs="0" maxOccurs="9"/></xs:sequence></xs:complexType>
           <xs:element name="a" type="elements"/>
           <xs:element name="b"><xs:complexType mixed="true"><xs:sequence><xs:element name="x"/></xs:sequence></xs:complexType></xs:element>
           <xs:element name="c"><xs:complexType><xs:complexContent mixed="true"><xs:extension base="any"/></xs:complexContent></xs:complexType></xs:element>
           <xs:complexType name="any" mixed="true"><xs:sequence minOccurs="0"><xs:element name="x"/></xs:sequence></xs:complexType>"#,
    );
    accepts(&schema, &["<a> \n\t<x/> </a>".replace('\n', " ").as_str(), "<b>one<x/>two</b>", "<c>three</c>"]);
    says(&schema, "<a>one<x/>&#x20;two<x/></a>", &["4 /a unexpected-text", "11 /a unexpected-text"]);
    // A character reference is no white space between tags that may be left out, yet white space it is.
    accepts(&schema, &["<a>&#x20;<x/><![CDATA[ ]]></a>"]);
    refuses(&schema, "missing-element", &["<b>one</b>"]);
}

#[test]
fn empty_content_is_empty_of_white_space_too() {
    let schema =
        schema(r#"<xs:element name="a"><xs:complexType><xs:attribute name="p"/></xs:complexType></xs:element>"#);
    accepts(&schema, &["<a/>", "<a></a>", r#"<a p=""><!-- --><?p?></a>"#]);
    says(&schema, "<a> </a>", &["4 /a unexpected-text"]);
    says(&schema, "<a><b/></a>", &["4 /a/b unexpected-element"]);
}

#[test]
fn a_sequence_without_elements_lets_white_space_in() {
    // Element-only content, of nothing: 3.4.2 makes it empty content all the same.
    let schema = schema(r#"<xs:element name="a"><xs:complexType><xs:sequence/></xs:complexType></xs:element>"#);
    accepts(&schema, &["<a/>"]);
    refuses(&schema, "unexpected-text", &["<a> </a>"]);
}

#[test]
fn an_element_without_a_type_holds_anything() {
    let schema = schema(r#"<xs:element name="a"/><xs:element name="b" type="xs:int"/>"#);
    accepts(&schema, &[r#"<a x="1">text<any><thing/></any></a>"#, "<a><b>1</b></a>"]);
    // What is declared is checked, however deep.
    says(&schema, "<a><q><b>x</b></q></a>", &["7 /a/q/b invalid-value"]);
}

#[test]
fn an_all_group_takes_each_member_once_in_any_order() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:all><xs:element name="x"/><xs:element name="y" minOccurs="0"/><xs:element name="z"/></xs:all></xs:complexType></xs:element>
           <xs:element name="b"><xs:complexType><xs:all minOccurs="0"><xs:element name="x"/></xs:all></xs:complexType></xs:element>
           <xs:element name="c"><xs:complexType><xs:group ref="g"/></xs:complexType></xs:element>
           <xs:group name="g"><xs:all><xs:element name="x"/><xs:element name="y"/></xs:all></xs:group>"#,
    );
    accepts(&schema, &["<a><z/><x/></a>", "<a><y/><z/><x/></a>", "<b/>", "<b><x/></b>", "<c><y/><x/></c>"]);
    says(&schema, "<a><z/><x/><z/></a>", &["12 /a/z[2] unexpected-element"]);
    refuses(&schema, "missing-element", &["<a><z/><y/></a>", "<a/>", "<c><x/></c>", "<c/>"]);
    refuses(&schema, "unexpected-element", &["<b><x/><x/></b>"]);
}

#[test]
fn a_choice_of_nothing_can_not_be_made() {
    let schema = schema(r#"<xs:element name="a"><xs:complexType><xs:choice/></xs:complexType></xs:element>"#);
    refuses(&schema, "missing-element", &["<a/>"]);
}

#[test]
fn counts_are_counted() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence minOccurs="2" maxOccurs="3"><xs:element name="x" minOccurs="2" maxOccurs="2"/>
           <xs:element name="y" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
           <xs:element name="b"><xs:complexType><xs:sequence><xs:element name="x" minOccurs="3000" maxOccurs="5000"/></xs:sequence></xs:complexType></xs:element>
           <xs:element name="c"><xs:complexType><xs:sequence><xs:element name="x" minOccurs="0" maxOccurs="99999999999999999999999"/></xs:sequence></xs:complexType></xs:element>
           <xs:element name="d"><xs:complexType><xs:sequence><xs:element name="x" maxOccurs="0" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>"#,
    );
    let times = |root: &str, count: usize| format!("<{root}>{}</{root}>", "<x/>".repeat(count));
    accepts(&schema, &["<a><x/><x/><y/><x/><x/></a>", &times("a", 4), &times("a", 6)]);
    refuses(&schema, "missing-element", &[&times("a", 3), &times("a", 5), "<a><x/><x/><y/></a>"]);
    refuses(&schema, "unexpected-element", &[&times("a", 7)]);
    accepts(&schema, &[&times("b", 3000), &times("b", 5000), &times("c", 0), &times("c", 10_000), "<d/>"]);
    refuses(&schema, "missing-element", &[&times("b", 2999)]);
    refuses(&schema, "unexpected-element", &[&times("b", 5001), &times("d", 1)]);
}

#[test]
fn groups_are_what_they_hold() {
    let schema = schema(
        r#"<xs:group name="g"><xs:choice><xs:element name="x"/><xs:sequence><xs:element name="y"/><xs:group ref="h" minOccurs="0"/></xs:sequence></xs:choice></xs:group>
           <xs:group name="h"><xs:sequence><xs:element name="z"/></xs:sequence></xs:group>
           <xs:element name="a"><xs:complexType><xs:group ref="g" minOccurs="0" maxOccurs="2"/></xs:complexType></xs:element>"#,
    );
    accepts(&schema, &["<a/>", "<a><x/></a>", "<a><y/><z/><x/></a>", "<a><y/><y/><z/></a>"]);
    refuses(&schema, "unexpected-element", &["<a><x/><x/><x/></a>", "<a><z/></a>", "<a><x/><z/></a>"]);
}

#[test]
fn a_type_may_hold_itself() {
    let schema = schema(
        r#"<xs:complexType name="tree"><xs:sequence><xs:element name="tree" type="tree" minOccurs="0" maxOccurs="2"/></xs:sequence></xs:complexType>
           <xs:element name="tree" type="tree"/>"#,
    );
    accepts(&schema, &["<tree><tree/><tree><tree/></tree></tree>"]);
    says(&schema, "<tree><tree><tree/><tree/><tree/></tree></tree>", &["27 /tree/tree[1]/tree[3] unexpected-element"]);
}
