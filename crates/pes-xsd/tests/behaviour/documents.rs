//! Which documents make a schema: inclusion, import, several roots (4.2.1, 4.2.3, 5.3), conditional inclusion.

use std::fs;

use pes_xsd::{Schema, SchemaErrorKind};

use super::{XSI, accepts, misfits, of_documents, plain, refuses, targeted};

const COUNT: &str = r#"<xs:simpleType name="count"><xs:restriction base="xs:int"/></xs:simpleType>"#;
const A_COUNT: &str = r#"<xs:element name="a" type="count"/>"#;

fn include(location: &str) -> String {
    format!(r#"<xs:include schemaLocation="{location}"/>"#)
}

fn import(uri: &str, location: &str) -> String {
    format!(r#"<xs:import namespace="{uri}" schemaLocation="{location}"/>"#)
}

#[test]
fn an_included_document_declares_in_the_same_namespace() {
    let main = targeted("urn:t", &(include("b.xsd") + A_COUNT));
    let schema = of_documents(&[("a.xsd", main), ("b.xsd", targeted("urn:t", COUNT))]).unwrap();
    accepts(&schema, &[r#"<a xmlns="urn:t">1</a>"#]);
    refuses(&schema, "invalid-value", &[r#"<a xmlns="urn:t">one</a>"#]);
    refuses(&schema, "unknown-root", &["<a>1</a>"]);
}

#[test]
fn an_included_document_without_namespace_takes_that_of_who_includes_it() {
    // References inside the chameleon are converted too: `count` is the one of the target namespace.
    let chameleon = plain(&(COUNT.to_owned() + A_COUNT));
    let schema = of_documents(&[("a.xsd", targeted("urn:t", &include("b.xsd"))), ("b.xsd", chameleon)]).unwrap();
    accepts(&schema, &[r#"<a xmlns="urn:t">1</a>"#]);
    refuses(&schema, "unknown-root", &["<a>1</a>"]);
}

#[test]
fn one_chameleon_serves_two_namespaces() {
    let one = targeted("urn:1", &include("c.xsd"));
    let two = targeted("urn:2", &(import("urn:1", "1.xsd") + &include("c.xsd")));
    let chameleon = plain(&(COUNT.to_owned() + A_COUNT));
    let schema = of_documents(&[("2.xsd", two), ("1.xsd", one), ("c.xsd", chameleon)]).unwrap();
    accepts(&schema, &[r#"<a xmlns="urn:1">1</a>"#, r#"<a xmlns="urn:2">1</a>"#]);
    refuses(&schema, "unknown-root", &["<a>1</a>", r#"<a xmlns="urn:3">1</a>"#]);
}

#[test]
fn a_document_reached_on_two_ways_or_by_itself_counts_once() {
    let both = include("b.xsd") + &include("./c.xsd") + &include("a.xsd");
    let last = include("d.xsd");
    let documents = [
        ("a.xsd", plain(&(both + A_COUNT))),
        ("b.xsd", plain(&last)),
        ("c.xsd", plain(&last)),
        ("d.xsd", plain(&(include("a.xsd") + COUNT))),
    ];
    let schema = of_documents(&documents).unwrap();
    accepts(&schema, &["<a>1</a>"]);
    refuses(&schema, "invalid-value", &["<a>x</a>"]);
}

#[test]
fn an_included_document_of_another_namespace_is_a_fault() {
    let error = of_documents(&[("a.xsd", targeted("urn:t", &include("b.xsd"))), ("b.xsd", targeted("urn:u", ""))]);
    let error = error.unwrap_err();
    assert_eq!((error.document.as_str(), error.line, error.column), ("b.xsd", 1, 1));
    assert_eq!(error.kind, SchemaErrorKind::OtherNamespace("urn:u".to_owned()));
}

#[test]
fn documents_may_import_each_other() {
    let one = targeted("urn:1", &(import("urn:2", "2.xsd") + r#"<xs:element name="a" xmlns:t="urn:2" type="t:u"/>"#));
    let two = r#"<xs:complexType name="u" xmlns:o="urn:1">
        <xs:sequence><xs:element ref="o:a" minOccurs="0"/></xs:sequence></xs:complexType>"#;
    let two = targeted("urn:2", &(import("urn:1", "1.xsd") + two));
    let schema = of_documents(&[("1.xsd", one), ("2.xsd", two)]).unwrap();
    accepts(&schema, &[r#"<a xmlns="urn:1"><a/></a>"#]);
    refuses(&schema, "unexpected-element", &[r#"<a xmlns="urn:1"><a/><a/></a>"#]);
}

#[test]
fn one_namespace_may_come_from_documents_that_import_each_other() {
    let first = import("urn:o", "o.xsd") + r#"<xs:element name="a" xmlns:o="urn:o" type="o:list"/>"#;
    let other = import("urn:t", "b.xsd")
        + r#"<xs:complexType name="list" xmlns:t="urn:t"><xs:sequence><xs:element ref="t:b"/></xs:sequence></xs:complexType>"#;
    let second = import("urn:o", "o.xsd") + r#"<xs:element name="b" type="xs:date"/>"#;
    let documents = [
        ("a.xsd", targeted("urn:t", &first)),
        ("o.xsd", targeted("urn:o", &other)),
        ("b.xsd", targeted("urn:t", &second)),
    ];
    let schema = of_documents(&documents).unwrap();
    accepts(&schema, &[r#"<a xmlns="urn:t"><b>2026-02-28</b></a>"#]);
    refuses(&schema, "invalid-value", &[r#"<a xmlns="urn:t"><b>2026-02-29</b></a>"#]);
}

#[test]
fn what_is_in_no_namespace_can_be_imported() {
    let main = r#"<xs:import schemaLocation="n.xsd"/><xs:element name="a"><xs:complexType><xs:sequence>
        <xs:element xmlns="" ref="n"/></xs:sequence></xs:complexType></xs:element>"#;
    let none = plain(r#"<xs:element name="n" type="xs:int"/>"#);
    let schema = of_documents(&[("a.xsd", targeted("urn:t", main)), ("n.xsd", none)]).unwrap();
    accepts(&schema, &[r#"<t:a xmlns:t="urn:t"><n>1</n></t:a>"#]);
    misfits(&schema, &[r#"<t:a xmlns:t="urn:t"><t:n>1</t:n></t:a>"#]);
}

const USES_MISSING: &str = r#"<xs:element name="a"><xs:complexType><xs:sequence>
    <xs:element xmlns:m="urn:m" ref="m:b"/><xs:any minOccurs="0"/></xs:sequence></xs:complexType></xs:element>"#;

#[test]
fn a_missing_import_is_a_fault_once_it_is_needed() {
    let unused = import("urn:m", "gone.xsd") + r#"<xs:element name="a" type="xs:int"/>"#;
    assert!(of_documents(&[("a.xsd", plain(&unused))]).is_ok());
    let used = plain(&(import("urn:m", "gone.xsd") + "\n" + USES_MISSING));
    let error = of_documents(&[("a.xsd", used)]).unwrap_err();
    assert_eq!((error.document.as_str(), error.line, error.column), ("a.xsd", 3, 5));
    assert_eq!(error.kind, SchemaErrorKind::Unresolved { component: "element", name: "{urn:m}b".to_owned() });
}

#[test]
fn a_missing_import_is_done_without_on_demand() {
    let text = plain(&(import("urn:m", "gone.xsd") + USES_MISSING));
    let schema = Schema::builder().document("a.xsd", text).tolerate_missing(true).build().unwrap();
    accepts(
        &schema,
        &[
            r#"<a><m:b xmlns:m="urn:m" x="1"><any/></m:b></a>"#,
            r#"<a><m:b xmlns:m="urn:m"/><m:c xmlns:m="urn:m"/></a>"#,
        ],
    );
    refuses(&schema, "unexpected-element", &["<a><b/></a>"]);
    refuses(&schema, "missing-element", &["<a/>"]);
}

#[test]
fn a_missing_include_is_a_fault() {
    let text = plain(&format!("\n  {}", include("gone.xsd")));
    let error = of_documents(&[("a.xsd", text.clone())]).unwrap_err();
    assert_eq!((error.line, error.column), (2, 3));
    assert_eq!(error.kind, SchemaErrorKind::Unreadable(std::io::ErrorKind::NotFound));
    assert!(Schema::builder().document("a.xsd", text).tolerate_missing(true).build().is_ok());
}

#[test]
fn several_roots_make_one_schema() {
    let documents = [("a.xsd", plain(A_COUNT)), ("b.xsd", plain(COUNT)), ("c.xsd", targeted("urn:c", A_COUNT))];
    let builder = documents[..2].iter().fold(Schema::builder(), |all, (name, text)| all.document(*name, text.clone()));
    accepts(&builder.build().unwrap(), &["<a>1</a>"]);
    let builder = documents.iter().fold(Schema::builder(), |all, (name, text)| all.document(*name, text.clone()));
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind, SchemaErrorKind::Unresolved { component: "type", name: "{urn:c}count".to_owned() });
}

#[test]
fn two_declarations_of_one_name_are_a_fault() {
    let builder = Schema::builder().document("a.xsd", plain(COUNT)).document("b.xsd", plain(COUNT));
    let error = builder.build().unwrap_err();
    assert_eq!(error.document, "b.xsd");
    assert_eq!(error.kind, SchemaErrorKind::Duplicate { component: "type", name: "count".to_owned() });
}

#[test]
fn locations_are_relative_to_the_document_that_has_them() {
    for (main, location, other) in [
        ("a.xsd", "b.xsd", "b.xsd"),
        ("a.xsd", "./types/b.xsd", "types/b.xsd"),
        ("one/a.xsd", "b.xsd", "one/b.xsd"),
        ("one/two/a.xsd", "../b.xsd", "one/b.xsd"),
        ("../a.xsd", "../b.xsd", "../../b.xsd"),
        ("/schemas/a.xsd", "b.xsd", "/schemas/b.xsd"),
        ("http://example.org/x/a.xsd", "b.xsd", "http://example.org/x/b.xsd"),
        ("http://example.org/x/a.xsd", "../b.xsd", "http://example.org/b.xsd"),
        ("http://example.org/x/a.xsd", "/y/b.xsd", "http://example.org/y/b.xsd"),
        ("a.xsd", "http://example.org/b.xsd", "http://example.org/b.xsd"),
        ("urn:schema:a", "urn:schema:b", "urn:schema:b"),
    ] {
        let main = (main, plain(&(include(location) + A_COUNT)));
        let built = of_documents(&[main.clone(), (other, plain(COUNT))]);
        assert!(built.is_ok(), "{} includes {location}: {}", main.0, built.unwrap_err());
        let elsewhere = of_documents(&[main.clone(), ("elsewhere/b.xsd", plain(COUNT))]);
        assert!(elsewhere.is_err(), "{} includes {location}", main.0);
    }
}

#[test]
fn files_are_read_beside_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("types")).unwrap();
    fs::write(path("a.xsd"), plain(&(include("types/b.xsd") + A_COUNT))).unwrap();
    fs::write(path("types/b.xsd"), plain(&include("../types/./c.xsd"))).unwrap();
    fs::write(path("types/c.xsd"), plain(&(include("../a.xsd") + COUNT))).unwrap();
    let schema = Schema::load(path("a.xsd")).unwrap();
    accepts(&schema, &["<a>1</a>"]);
    refuses(&schema, "invalid-value", &["<a>x</a>"]);
    let twice = Schema::builder().file(path("a.xsd")).file(path("types/../types/b.xsd")).build();
    assert!(twice.is_ok(), "{}", twice.unwrap_err());
}

#[test]
fn a_file_that_is_not_there_is_a_fault_of_the_document_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let error = Schema::load(folder.path().join("gone.xsd")).unwrap_err();
    assert!(error.document.ends_with("gone.xsd"));
    assert_eq!((error.line, error.column), (0, 0));
    assert_eq!(error.kind, SchemaErrorKind::Unreadable(std::io::ErrorKind::NotFound));
}

#[test]
fn nothing_is_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xsd");
    fs::write(&path, plain(&include("http://localhost:9/b.xsd"))).unwrap();
    let error = Schema::load(&path).unwrap_err();
    assert_eq!(error.kind, SchemaErrorKind::Unreadable(std::io::ErrorKind::NotFound));
    fs::write(&path, plain(&(import("urn:b", "https://localhost:9/b.xsd") + A_COUNT + COUNT))).unwrap();
    accepts(&Schema::load(&path).unwrap(), &["<a>1</a>"]);
    // Nor does an instance say where its schema is.
    let hint = format!(r#"<a {XSI} xsi:noNamespaceSchemaLocation="http://localhost:9/b.xsd">1</a>"#);
    accepts(&Schema::load(&path).unwrap(), &[hint.as_str()]);
}

#[test]
fn a_document_in_memory_serves_a_file_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xsd");
    fs::write(&path, plain(&(include("http://example.org/b.xsd") + A_COUNT))).unwrap();
    let schema = Schema::builder().resource("http://example.org/b.xsd", plain(COUNT)).file(&path).build().unwrap();
    accepts(&schema, &["<a>1</a>"]);
}

#[test]
fn documents_may_be_in_any_encoding_that_instances_may_be_in() {
    let text = format!(r#"<?xml version="1.0" encoding="UTF-16"?>{}"#, plain(r#"<xs:element name="été"/>"#));
    let bytes: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let schema = Schema::builder().document("a.xsd", bytes).build().unwrap();
    accepts(&schema, &["<été/>"]);
}

#[test]
fn parts_meant_for_another_version_do_not_count() {
    let body = r#"
        <xs:element name="a" type="xs:int" vc:minVersion="1.1"/>
        <xs:element name="a" type="xs:date" vc:maxVersion="1.1"/>
        <xs:complexType name="t" vc:minVersion="1.1"><xs:openContent/></xs:complexType>"#;
    let text =
        plain(body).replacen("<xs:schema", r#"<xs:schema xmlns:vc="http://www.w3.org/2007/XMLSchema-versioning""#, 1);
    let schema = of_documents(&[("a.xsd", text)]).unwrap();
    accepts(&schema, &["<a>2026-02-28</a>"]);
    refuses(&schema, "invalid-value", &["<a>1</a>"]);
}
