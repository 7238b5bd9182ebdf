//! Element wildcards (3.10): which namespaces, and how what they let in is checked.

use super::{XSI, accepts, misfits, of_documents, refuses, says, targeted};

const DECLARED: &str = r#"<xs:element name="n" type="xs:int"/>"#;

fn schema(namespace: &str, process: &str) -> pes_xsd::Schema {
    let body = format!(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:any namespace="{namespace}" processContents="{process}"/></xs:sequence></xs:complexType></xs:element>"#
    );
    let main =
        targeted("urn:t", &(r#"<xs:import namespace="urn:u" schemaLocation="u.xsd"/>"#.to_owned() + &body + DECLARED));
    of_documents(&[("t.xsd", main), ("u.xsd", targeted("urn:u", DECLARED))]).unwrap()
}

fn holding(child: &str) -> String {
    format!(r#"<t:a xmlns:t="urn:t" xmlns:u="urn:u" {XSI}>{child}</t:a>"#)
}

#[test]
fn a_wildcard_lets_in_the_namespaces_it_names() {
    let children = ["<t:n>1</t:n>", "<n/>", "<u:n>1</u:n>", r#"<n xmlns="urn:v"/>"#];
    for (namespace, allowed) in [
        ("##any", [true, true, true, true]),
        ("##other", [false, false, true, true]),
        ("##local", [false, true, false, false]),
        ("##targetNamespace", [true, false, false, false]),
        ("##targetNamespace ##local urn:v", [true, true, false, true]),
        (" urn:u\turn:v ", [false, false, true, true]),
        ("", [false; 4]),
    ] {
        for (child, allowed) in children.iter().zip(allowed) {
            match allowed {
                true => accepts(&schema(namespace, "lax"), &[&holding(child)]),
                false => misfits(&schema(namespace, "lax"), &[&holding(child)]),
            }
        }
    }
}

#[test]
fn what_is_let_in_is_checked_strictly_laxly_or_not() {
    let (strict, lax, skip) = (schema("##any", "strict"), schema("##any", "lax"), schema("##any", "skip"));
    let invalid = holding("<u:n>x</u:n>");
    refuses(&strict, "invalid-value", &[&invalid]);
    refuses(&lax, "invalid-value", &[&invalid]);
    accepts(&skip, &[&invalid]);
    let unknown = holding("<u:q><u:n>1</u:n></u:q>");
    refuses(&strict, "undeclared-element", &[&unknown]);
    accepts(&lax, &[&unknown]);
    accepts(&skip, &[&unknown]);
    let unknown_around_invalid = holding("<u:q><u:n>x</u:n></u:q>");
    refuses(&lax, "invalid-value", &[&unknown_around_invalid]);
    accepts(&skip, &[&unknown_around_invalid]);
    // A type that the instance names is as good as a declaration.
    let typed =
        |value| holding(&format!(r#"<q xsi:type="x:int" xmlns:x="http://www.w3.org/2001/XMLSchema">{value}</q>"#));
    accepts(&strict, &[&typed("1")]);
    refuses(&strict, "invalid-value", &[&typed("x")]);
    refuses(&lax, "invalid-value", &[&typed("x")]);
    accepts(&skip, &[&typed("x")]);
}

#[test]
fn what_is_skipped_must_be_well_formed() {
    says(&schema("##any", "skip"), r#"<t:a xmlns:t="urn:t"><x></y></t:a>"#, &["25 /a/x not-well-formed"]);
}

#[test]
fn strict_is_the_default_and_wildcards_repeat() {
    let body = r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:any maxOccurs="2"/></xs:sequence></xs:complexType></xs:element>"#;
    let schema = of_documents(&[("t.xsd", targeted("urn:t", &(body.to_owned() + DECLARED)))]).unwrap();
    accepts(&schema, &[&holding("<t:n>1</t:n>"), &holding("<t:n>1</t:n><t:n>1</t:n>")]);
    refuses(&schema, "undeclared-element", &[&holding("<q/>")]);
    refuses(&schema, "missing-element", &[&holding("")]);
    refuses(&schema, "unexpected-element", &[&holding(&"<t:n>1</t:n>".repeat(3))]);
}
