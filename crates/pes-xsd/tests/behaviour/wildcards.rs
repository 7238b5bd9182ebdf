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

/// What the report says was let in without a look, when the document is valid and when it is not.
fn unchecked(schema: &pes_xsd::Schema, text: &str) -> Vec<String> {
    let validator = schema.validator().unchecked(true);
    let report = validator.validate_bytes(text.as_bytes());
    assert_eq!(report.is_valid(), schema.validator().validate_bytes(text.as_bytes()).is_valid());
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    assert_eq!(report, validator.validate_file(file.path()).unwrap());
    assert_eq!(report, validator.clone().threads(4).validate_bytes(text.as_bytes()));
    assert_eq!(schema.validator().validate_bytes(text.as_bytes()).unchecked(), []);
    report.unchecked().iter().map(|unchecked| format!("{} {}", unchecked.offset, unchecked.path)).collect()
}

#[test]
fn what_is_let_in_without_a_look_is_told() {
    let (strict, lax, skip) = (schema("##any", "strict"), schema("##any", "lax"), schema("##any", "skip"));
    let declared = holding("<u:n>1</u:n>");
    for schema in [&strict, &lax] {
        assert_eq!(unchecked(schema, &declared), [""; 0]);
    }
    // The type of the root skips all that the root may hold: it is the root that nothing looks into.
    assert_eq!(unchecked(&skip, &declared), ["0 /a"]);
    assert_eq!(unchecked(&skip, &holding("<q><r/></q>")), ["0 /a"]);
    let at = holding("").len() - "</t:a>".len();
    assert_eq!(unchecked(&lax, &holding("<q><r/><u:n>1</u:n></q>")), [format!("{at} /a/q")]);
    // Faults elsewhere, here in what is declared inside, do not hide it.
    assert_eq!(unchecked(&lax, &holding("<q><r/><u:n>x</u:n></q>")), [format!("{at} /a/q")]);
    let typed = holding(r#"<q xsi:type="x:int" xmlns:x="http://www.w3.org/2001/XMLSchema">1</q>"#);
    assert_eq!(unchecked(&lax, &typed), [""; 0]);
}

#[test]
fn what_is_skipped_beside_elements_of_a_name_is_told_each_time() {
    let body = r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" maxOccurs="9"><xs:complexType>
        <xs:sequence><xs:element name="c"/><xs:any namespace="urn:s" processContents="skip" minOccurs="0"/></xs:sequence>
        </xs:complexType></xs:element><xs:element name="o" minOccurs="0"><xs:complexType><xs:sequence>
        <xs:any processContents="skip" minOccurs="0"/></xs:sequence></xs:complexType></xs:element></xs:sequence>
        </xs:complexType></xs:element>"#;
    let schema = of_documents(&[("t.xsd", targeted("urn:t", body))]).unwrap();
    let signed = r#"<t:b><t:c/><s xmlns="urn:s"><s/><u/></s></t:b>"#;
    let text = holding(&format!("{signed}<t:b><t:c/></t:b>{signed}<t:o/>"));
    let found: Vec<String> =
        unchecked(&schema, &text).iter().map(|found| found.split(' ').nth(1).unwrap().to_owned()).collect();
    // Nothing is in the last one, and nothing would have been looked at.
    assert_eq!(found, ["/a/b[1]/s", "/a/b[3]/s", "/a/o"]);
}
