//! Identity constraints (3.11): keys, references to keys, uniqueness.

use super::{XSI, accepts, refuses, says, schema};

/// A list of rows under `a`, with constraints on `a`.
fn rows(constraints: &str) -> pes_xsd::Schema {
    schema(&format!(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="r" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
             <xs:element name="v" type="xs:decimal" minOccurs="0" maxOccurs="2" nillable="true"/><xs:element name="w" type="xs:string" minOccurs="0"/>
             <xs:element name="r" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="k"/></xs:complexType></xs:element>
             </xs:sequence><xs:attribute name="k" type="xs:decimal"/><xs:attribute name="s" type="xs:string"/><xs:attribute name="f" type="xs:decimal"/>
             <xs:attribute name="d" type="xs:int" default="0"/></xs:complexType></xs:element>
           </xs:sequence></xs:complexType>{constraints}</xs:element>"#
    ))
}

fn constraint(kind: &str, name: &str, selector: &str, fields: &[&str]) -> String {
    let fields: String = fields.iter().map(|path| format!(r#"<xs:field xpath="{path}"/>"#)).collect();
    let refer = if kind == "keyref" { r#" refer="key""# } else { "" };
    format!(r#"<xs:{kind} name="{name}"{refer}><xs:selector xpath="{selector}"/>{fields}</xs:{kind}>"#)
}

#[test]
fn values_of_a_key_are_unique_and_there() {
    let schema = rows(&constraint("key", "key", "r", &["@k"]));
    accepts(&schema, &["<a/>", r#"<a><r k="1"/><r k="2"/></a>"#]);
    says(&schema, r#"<a><r k="1"/><r k="2"/><r k="1.0"/></a>"#, &["24 /a/r[3] duplicate-key"]);
    says(&schema, r#"<a><r k="1"/><r/></a>"#, &["14 /a/r[2] missing-key-field"]);
}

#[test]
fn what_is_unique_may_be_missing() {
    let schema = rows(&constraint("unique", "one", "r", &["@k"]));
    accepts(&schema, &[r#"<a><r/><r/><r k="1"/></a>"#]);
    refuses(&schema, "duplicate-key", &[r#"<a><r k="1"/><r k="01"/></a>"#]);
}

#[test]
fn values_are_compared_in_their_value_space() {
    let by_text = rows(&constraint("unique", "one", "r", &["@s"]));
    accepts(&by_text, &[r#"<a><r s="1"/><r s="1.0"/><r s=" 1"/></a>"#]);
    refuses(&by_text, "duplicate-key", &[r#"<a><r s="é"/><r s="&#233;"/></a>"#]);
    // Values of different primitive types are never equal.
    let either = rows(&constraint("unique", "one", "r", &["@s|@k"]));
    accepts(&either, &[r#"<a><r s="1"/><r k="1"/></a>"#]);
}

#[test]
fn several_fields_make_one_key() {
    let schema = rows(&constraint("key", "key", "r", &["@k", "w"]));
    accepts(&schema, &[r#"<a><r k="1"><w>x</w></r><r k="1"><w>y</w></r><r k="2"><w>x</w></r></a>"#]);
    refuses(&schema, "duplicate-key", &[r#"<a><r k="1"><w>x</w></r><r k="1.0"><w>x</w></r></a>"#]);
    refuses(&schema, "missing-key-field", &[r#"<a><r k="1"/></a>"#, "<a><r><w>x</w></r></a>"]);
}

#[test]
fn a_field_is_one_simple_value_at_most() {
    let schema = rows(&constraint("unique", "one", "r", &["v"]));
    accepts(&schema, &["<a><r><v>1</v></r><r><v>2</v></r></a>"]);
    refuses(&schema, "invalid-key-field", &["<a><r><v>1</v><v>2</v></r></a>"]);
    let complex = rows(&constraint("unique", "one", ".", &["r"]));
    refuses(&complex, "invalid-key-field", &["<a><r/></a>"]);
}

#[test]
fn a_nil_field_is_missing() {
    let nil = format!(r#"<a {XSI}><r><v xsi:nil="true"/></r></a>"#);
    refuses(&rows(&constraint("key", "key", "r", &["v"])), "missing-key-field", &[&nil]);
    accepts(&rows(&constraint("unique", "one", "r", &["v"])), &[&nil]);
}

#[test]
fn a_default_is_a_value_of_a_field() {
    let schema = rows(&constraint("key", "key", "r", &["@d"]));
    accepts(&schema, &[r#"<a><r/><r d="1"/></a>"#]);
    refuses(&schema, "duplicate-key", &["<a><r/><r/></a>", r#"<a><r d="00"/><r/></a>"#]);
}

#[test]
fn a_default_of_an_element_is_a_value_of_a_field() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="r" type="xs:int" default="7" maxOccurs="9"/></xs:sequence></xs:complexType>
           <xs:key name="k"><xs:selector xpath="r"/><xs:field xpath="."/></xs:key></xs:element>"#,
    );
    accepts(&schema, &["<a><r/><r>8</r></a>"]);
    says(&schema, "<a><r>7</r><r/></a>", &["12 /a/r[2] duplicate-key"]);
}

#[test]
fn paths_select_as_they_say() {
    let (nested, top) = (r#"<a><r k="1"><r k="1"/></r></a>"#, r#"<a><r k="1"/><r k="1"/></a>"#);
    // The inner `k` is of no declared type: any value, which is not the number of the outer one.
    let texts = r#"<a><r k="1"><r k="x"/><r k="x"/></r></a>"#;
    for (selector, refused) in [
        ("r", [false, true, false]),
        ("r/r", [false, false, true]),
        (".//r", [false, true, true]),
        ("./r", [false, true, false]),
        (". / r | r / r", [false, true, true]),
        ("*", [false, true, false]),
        (".//*", [false, true, true]),
        ("child::r", [false, true, false]),
        ("x|r", [false, true, false]),
        ("x", [false, false, false]),
    ] {
        let schema = rows(&constraint("unique", "one", selector, &["@k"]));
        for (document, refused) in [nested, top, texts].iter().zip(refused) {
            match refused {
                true => refuses(&schema, "duplicate-key", &[document]),
                false => accepts(&schema, &[document]),
            }
        }
    }
}

#[test]
fn an_element_selected_on_two_ways_is_selected_once() {
    let schema = rows(&constraint("key", "key", "r|.//r|*", &["@k|attribute::k"]));
    accepts(&schema, &[r#"<a><r k="1"/></a>"#]);
    refuses(&schema, "duplicate-key", &[r#"<a><r k="1"/><r k="1"/></a>"#]);
}

#[test]
fn a_field_of_all_attributes_allows_one() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="r" maxOccurs="9"><xs:complexType><xs:attribute name="p" type="xs:int"/>
           <xs:attribute name="q" type="xs:int"/></xs:complexType></xs:element></xs:sequence></xs:complexType>
           <xs:unique name="u"><xs:selector xpath="r"/><xs:field xpath="@*"/></xs:unique></xs:element>"#,
    );
    accepts(&schema, &[r#"<a><r p="1"/><r q="2"/><r/></a>"#]);
    refuses(&schema, "duplicate-key", &[r#"<a><r p="1"/><r q="1"/></a>"#]);
    refuses(&schema, "invalid-key-field", &[r#"<a><r p="1" q="2"/></a>"#]);
}

#[test]
fn paths_use_the_prefixes_of_the_schema() {
    let text = super::targeted(
        "urn:t",
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="r" type="xs:int" maxOccurs="9"/></xs:sequence></xs:complexType>
           <xs:key name="k" xmlns:p="urn:t"><xs:selector xpath="p:r"/><xs:field xpath="."/></xs:key>
           <xs:key name="l" xmlns:p="urn:t"><xs:selector xpath="p:*"/><xs:field xpath="."/></xs:key>
           <xs:key name="m"><xs:selector xpath="r"/><xs:field xpath="."/></xs:key></xs:element>"#,
    );
    let schema = super::of_documents(&[("a.xsd", text)]).unwrap();
    // The default namespace is not that of a path: the third key selects nothing.
    says(
        &schema,
        r#"<a xmlns="urn:t"><r>1</r><r>1</r></a>"#,
        &["26 /a/r[2] duplicate-key", "26 /a/r[2] duplicate-key"],
    );
}

#[test]
fn a_reference_leads_to_a_key_anywhere_in_the_same_element() {
    let schema = rows(&(constraint("key", "key", "r", &["@k"]) + &constraint("keyref", "ref", "r", &["@f"])));
    accepts(&schema, &[r#"<a><r k="1" f="2"/><r k="2.0" f="1.0"/><r k="3"/></a>"#]);
    says(
        &schema,
        r#"<a><r k="1"/><r k="2" f="3"/><r k="4" f="5"/></a>"#,
        &["14 /a/r[2] unresolved-keyref", "30 /a/r[3] unresolved-keyref"],
    );
}

/// Keys on `in`, references on `out` around it.
const NESTED: &str = r#"
    <xs:element name="out"><xs:complexType><xs:sequence><xs:element ref="in" minOccurs="0" maxOccurs="9"/><xs:element name="to" type="xs:int" minOccurs="0" maxOccurs="9"/></xs:sequence></xs:complexType>
      <xs:keyref name="ref" refer="key"><xs:selector xpath="to"/><xs:field xpath="."/></xs:keyref></xs:element>
    <xs:element name="in"><xs:complexType><xs:sequence><xs:element ref="in" minOccurs="0" maxOccurs="9"/><xs:element name="r" type="xs:int" minOccurs="0" maxOccurs="9"/></xs:sequence></xs:complexType>
      <xs:key name="key"><xs:selector xpath="r"/><xs:field xpath="."/></xs:key></xs:element>"#;

#[test]
fn a_key_holds_for_the_element_that_has_it() {
    let schema = schema(NESTED);
    accepts(&schema, &["<out><in><r>1</r></in><in><r>1</r></in></out>", "<in><in><r>1</r></in><r>1</r></in>"]);
    says(&schema, "<out><in><r>1</r><r>1</r></in></out>", &["18 /out/in[1]/r[2] duplicate-key"]);
}

#[test]
fn keys_inside_are_known_to_references_around_them() {
    let schema = schema(NESTED);
    accepts(
        &schema,
        &[
            "<out><in><r>1</r></in><in><r>2</r></in><to>1</to><to>2</to></out>",
            "<out><in><in><in><r>1</r></in></in></in><to>1</to></out>",
            // The key outside hides the one of the same value inside.
            "<out><in><in><r>1</r></in><r>1</r></in><to>1</to></out>",
            "<out><in><in><r>1</r></in><in><r>1</r></in><r>1</r></in><to>1</to></out>",
        ],
    );
    refuses(&schema, "unresolved-keyref", &["<out><in><r>1</r></in><to>2</to></out>", "<out><to>1</to></out>"]);
}

#[test]
fn a_value_that_two_keys_beside_each_other_have_leads_nowhere() {
    // 3.11.4, cvc-identity-constraint 4.3 and the note on node tables: conflicting entries drop out.
    let schema = schema(NESTED);
    refuses(
        &schema,
        "unresolved-keyref",
        &[
            "<out><in><r>1</r></in><in><r>1</r></in><to>1</to></out>",
            "<out><in><in><r>1</r></in><in><r>1</r></in></in><to>1</to></out>",
        ],
    );
}

#[test]
fn references_are_checked_where_they_are_declared_however_nested() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element ref="a" minOccurs="0" maxOccurs="9"/><xs:element name="r" type="xs:int" minOccurs="0" maxOccurs="9"/>
             <xs:element name="to" type="xs:int" minOccurs="0" maxOccurs="9"/></xs:sequence></xs:complexType>
             <xs:key name="key"><xs:selector xpath="r"/><xs:field xpath="."/></xs:key>
             <xs:keyref name="ref" refer="key"><xs:selector xpath="to"/><xs:field xpath="."/></xs:keyref></xs:element>"#,
    );
    accepts(
        &schema,
        &[
            "<a><a><a><r>1</r><to>1</to></a><to>1</to></a><r>2</r><to>1</to><to>2</to></a>",
            "<a><a><r>1</r></a><a><r>2</r></a><to>1</to><to>2</to></a>",
        ],
    );
    // What is declared outside is not known inside.
    says(&schema, "<a><a><to>1</to></a><r>1</r></a>", &["7 /a/a[1]/to[1] unresolved-keyref"]);
    says(&schema, "<a><a><r>1</r></a><a><r>1</r><to>1</to></a><to>1</to></a>", &["44 /a/to[1] unresolved-keyref"]);
}
