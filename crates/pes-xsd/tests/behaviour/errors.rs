//! What reports say of several errors: each is told once, in the order of the document.

use pes_xsd::{ErrorKind, Expected, Name, Schema};

use super::{accepts, report, says, schema};

fn name(local: &str) -> Name {
    Name { namespace: String::new(), local: local.to_owned() }
}

fn element(local: &str) -> Expected {
    Expected::Element(name(local))
}

fn ordered() -> Schema {
    schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="p"/><xs:element name="q"/><xs:element name="r" minOccurs="0"/>
           <xs:element name="s" type="xs:int"/></xs:sequence></xs:complexType></xs:element><xs:element name="z"/>"#,
    )
}

#[track_caller]
fn only_kind(schema: &Schema, document: &str) -> ErrorKind {
    let mut errors = report(schema, document.as_bytes()).into_errors();
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors.remove(0).kind
}

#[test]
fn a_missing_child_is_told_once() {
    let expected = vec![element("q")];
    assert_eq!(
        only_kind(&ordered(), "<a><p/><s>1</s></a>"),
        ErrorKind::UnexpectedElement { found: name("s"), expected, missing: vec![name("q")] }
    );
    let expected = vec![element("r"), element("s")];
    assert_eq!(only_kind(&ordered(), "<a><p/><q/></a>"), ErrorKind::MissingElement { expected });
    // What comes after it is still checked.
    says(&ordered(), "<a><p/><s>x</s></a>", &["8 /a/s unexpected-element", "8 /a/s invalid-value"]);
}

#[test]
fn an_unknown_child_is_told_once_and_not_looked_into() {
    let found = name("x");
    let expected = vec![element("q")];
    let kind = only_kind(&ordered(), r#"<a><p/><x y="z"><w/>text</x><q/><s>1</s></a>"#);
    assert_eq!(kind, ErrorKind::UnexpectedElement { found, expected, missing: Vec::new() });
}

#[test]
fn swapped_children_are_told_once() {
    says(&ordered(), "<a><q/><p/><s>1</s></a>", &["4 /a/q unexpected-element"]);
    says(&ordered(), "<a><p/><q/><s>1</s><r/></a>", &["20 /a/r unexpected-element"]);
}

#[test]
fn each_child_too_many_is_told() {
    let found = name("p");
    let expected = vec![element("q")];
    let kind = only_kind(&ordered(), "<a><p/><p/><q/><s>1</s></a>");
    assert_eq!(kind, ErrorKind::UnexpectedElement { found, expected, missing: Vec::new() });
    let found = name("s");
    let kind = only_kind(&ordered(), "<a><p/><q/><s>1</s><s>2</s></a>");
    assert_eq!(kind, ErrorKind::UnexpectedElement { found, expected: vec![Expected::End], missing: Vec::new() });
}

#[test]
fn errors_of_all_kinds_are_told_in_the_order_of_the_document() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="r" maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="v" type="xs:int" minOccurs="0"/></xs:sequence>
             <xs:attribute name="id" type="xs:ID"/><xs:attribute name="to" type="xs:IDREF"/><xs:attribute name="k" type="xs:int" use="required"/></xs:complexType></xs:element></xs:sequence></xs:complexType>
           <xs:unique name="u"><xs:selector xpath="r"/><xs:field xpath="@k"/></xs:unique></xs:element>"#,
    );
    says(
        &schema,
        r#"<a>text<r to="nowhere" k="1"/><r k="1"><v>x</v></r><r id="i" k="2"/><r id="i" k="x"/><r/></a>"#,
        &[
            "4 /a unexpected-text",
            "8 /a/r[1] unresolved-idref",
            "31 /a/r[2] duplicate-key",
            "40 /a/r[2]/v invalid-value",
            "69 /a/r[4] duplicate-id",
            "69 /a/r[4] invalid-value",
            "86 /a/r[5] missing-attribute",
        ],
    );
}

#[test]
fn what_is_not_well_formed_ends_the_report() {
    says(
        &ordered(),
        "<a><p/><q/><s>x</s><s>&bad;</s></a>",
        &["12 /a/s invalid-value", "20 /a/s[2] unexpected-element", "23 /a/s[2] not-well-formed"],
    );
    says(&ordered(), "<a><p/><x>", &["8 /a/x unexpected-element", "11 /a/x not-well-formed"]);
    says(&ordered(), "", &["1  not-well-formed"]);
    says(&ordered(), "<a><p/><q/><s>1</s></a><b/>", &["24  not-well-formed"]);
}

#[test]
fn reading_stops_at_the_greatest_number_of_errors() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="v" type="xs:int" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>"#,
    );
    let document = |errors: usize| format!("<a><v>1</v>{}</a>", "<v>x</v>".repeat(errors));
    let few = schema.validator().max_errors(3);
    let at = |errors: usize| {
        let report = few.validate_bytes(document(errors).as_bytes());
        (report.errors().len(), report.is_truncated())
    };
    assert_eq!([at(0), at(2), at(3), at(4), at(100)], [(0, false), (2, false), (3, false), (3, true), (3, true)]);
    // A thousand unless told; none is as good as one.
    let report = schema.validator().validate_bytes(document(1_500).as_bytes());
    assert_eq!((report.errors().len(), report.is_truncated()), (1_000, true));
    let report = schema.validator().max_errors(0).validate_bytes(document(2).as_bytes());
    assert_eq!((report.errors().len(), report.is_truncated(), report.is_valid()), (1, true, false));
}

#[test]
fn steps_of_a_path_are_numbered_where_the_schema_lets_several_stand() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="one" type="xs:int"/><xs:element name="many" type="xs:int" maxOccurs="2"/>
             <xs:sequence maxOccurs="unbounded"><xs:element name="x" type="xs:int"/><xs:element name="y" type="xs:int" minOccurs="0"/></xs:sequence>
             <xs:element name="twice" type="xs:int"/><xs:element name="then"/><xs:element name="twice" type="xs:int"/></xs:sequence></xs:complexType></xs:element>"#,
    );
    let report = report(
        &schema,
        b"<a><one>e</one><many>e</many><x>1</x><y>e</y><x>e</x><y>e</y><twice>1</twice><then/><twice>e</twice></a>",
    );
    let paths: Vec<_> = report.errors().iter().map(|error| error.path.as_str()).collect();
    assert_eq!(paths, ["/a/one", "/a/many[1]", "/a/y[1]", "/a/x[2]", "/a/y[2]", "/a/twice[2]"]);
}

#[test]
fn paths_have_local_names() {
    let text = super::targeted(
        "urn:t",
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="b" type="xs:int"/></xs:sequence></xs:complexType></xs:element>"#,
    );
    let schema = super::of_documents(&[("a.xsd", text)]).unwrap();
    says(&schema, r#"<p:a xmlns:p="urn:t"><q:b xmlns:q="urn:t">x</q:b></p:a>"#, &["22 /a/b invalid-value"]);
}

#[test]
fn long_values_are_cut_in_errors() {
    let schema = schema(r#"<xs:element name="a" type="xs:int"/>"#);
    let ErrorKind::InvalidValue { value, .. } = only_kind(&schema, &format!("<a>{}</a>", "é".repeat(1_000))) else {
        panic!("an invalid value")
    };
    assert!(value.starts_with(&"é".repeat(200)) && value.chars().count() <= 201, "{value}");
}

#[test]
fn an_unknown_root_is_told_with_the_roots_there_are() {
    let expected = vec![name("a"), name("z")];
    assert_eq!(only_kind(&ordered(), "<b/>"), ErrorKind::UnknownRoot { found: name("b"), expected });
    accepts(&ordered(), &["<z/>"]);
}

#[test]
fn no_more_errors_are_told_than_asked_for() {
    let document = "<a><p/><q/><s>x</s></b>";
    let report = ordered().validator().max_errors(1).validate_bytes(document.as_bytes());
    assert_eq!((report.errors().len(), report.is_truncated()), (1, true));
    let report = ordered().validator().max_errors(2).validate_bytes(document.as_bytes());
    assert_eq!((report.errors().len(), report.is_truncated()), (2, false));
}

#[test]
fn a_refused_value_of_a_key_is_one_error() {
    let schema = schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="r" maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="v" type="xs:int"/></xs:sequence>
             <xs:attribute name="k" type="xs:int"/></xs:complexType></xs:element></xs:sequence></xs:complexType>
           <xs:key name="u"><xs:selector xpath="r"/><xs:field xpath="@k"/><xs:field xpath="v"/></xs:key></xs:element>"#,
    );
    says(&schema, r#"<a><r k="x"><v>1</v></r></a>"#, &["4 /a/r[1] invalid-value"]);
    says(&schema, r#"<a><r k="1"><v>x</v></r></a>"#, &["13 /a/r[1]/v invalid-value"]);
    says(&schema, r#"<a><r><v>1</v></r></a>"#, &["4 /a/r[1] missing-key-field"]);
}
