//! Schemas and documents made to exhaust time, memory or the call stack: each is refused, or read in a moment.
//!
//! Without the limits tested here, these tests would not fail: they would not end, or end all tests.

use std::fmt::Write;

use pes_xsd::{ErrorKind, Schema, SchemaErrorKind, SyntaxErrorKind};

use super::{accepts, fault, of_documents, plain, refuses, schema};

/// Definitions of which each needs the one before, in this order and in the other.
fn chains(count: usize, first: &str, next: impl Fn(usize) -> String) -> [String; 2] {
    let chain: Vec<String> = std::iter::once(first.to_owned()).chain((1..count).map(next)).collect();
    [chain.concat(), chain.into_iter().rev().collect()]
}

#[test]
fn derivation_ends_somewhere() {
    let extensions = chains(10_000, "<xs:complexType name='t0'/>", |index| {
        format!(
            "<xs:complexType name='t{index}'><xs:complexContent><xs:extension base='t{}'><xs:sequence><xs:element name='e'/></xs:sequence><xs:attribute name='a{index}'/>
             </xs:extension></xs:complexContent></xs:complexType>",
            index - 1
        )
    });
    let restrictions =
        chains(10_000, "<xs:simpleType name='t0'><xs:restriction base='xs:int'/></xs:simpleType>", |index| {
            format!("<xs:simpleType name='t{index}'><xs:restriction base='t{}'/></xs:simpleType>", index - 1)
        });
    let heads = chains(10_000, "<xs:element name='e0'/>", |index| {
        format!("<xs:element name='e{index}' substitutionGroup='e{}'/>", index - 1)
    });
    for body in extensions.iter().chain(&restrictions).chain(&heads) {
        assert_eq!(fault(body).kind, SchemaErrorKind::TooDeep);
    }
}

#[test]
fn groups_in_groups_end_somewhere() {
    let groups = chains(10_000, "<xs:group name='g0'><xs:sequence/></xs:group>", |index| {
        format!("<xs:group name='g{index}'><xs:sequence><xs:group ref='g{}'/></xs:sequence></xs:group>", index - 1)
    });
    let (open, close) = ("<xs:sequence>".repeat(100), "</xs:sequence>".repeat(100));
    let deep_groups = chains(100, "<xs:group name='g0'><xs:sequence/></xs:group>", |index| {
        format!("<xs:group name='g{index}'>{open}<xs:group ref='g{}'/>{close}</xs:group>", index - 1)
    });
    let attribute_groups = chains(10_000, "<xs:attributeGroup name='g0'/>", |index| {
        format!("<xs:attributeGroup name='g{index}'><xs:attributeGroup ref='g{}'/></xs:attributeGroup>", index - 1)
    });
    for body in groups.iter().chain(&deep_groups).chain(&attribute_groups[1..]) {
        assert_eq!(fault(body).kind, SchemaErrorKind::TooDeep);
    }
}

#[test]
fn types_written_inside_types_count_as_levels() {
    let (open, close) = ("<xs:restriction><xs:simpleType>".repeat(60), "</xs:simpleType></xs:restriction>".repeat(60));
    let types = chains(100, "<xs:simpleType name='t0'><xs:restriction base='xs:int'/></xs:simpleType>", |index| {
        format!("<xs:simpleType name='t{index}'>{open}<xs:restriction base='t{}'/>{close}</xs:simpleType>", index - 1)
    });
    assert_eq!(fault(&types[1]).kind, SchemaErrorKind::TooDeep);
}

#[test]
fn as_many_levels_as_people_need_are_fine() {
    let [in_order, reversed] = chains(100, "<xs:complexType name='t0'/>", |index| {
        format!(
            "<xs:complexType name='t{index}'><xs:complexContent><xs:extension base='t{}'><xs:attribute name='a{index}'/></xs:extension></xs:complexContent></xs:complexType>",
            index - 1
        )
    });
    for body in [in_order, reversed] {
        let schema = schema(&(body + "<xs:element name='a' type='t99'/>"));
        accepts(&schema, &["<a a1='' a99=''/>"]);
        refuses(&schema, "unexpected-attribute", &["<a a100=''/>"]);
    }
}

#[test]
fn groups_that_double_at_each_level_are_refused() {
    for innermost in ["", "<xs:element name='x'/>"] {
        let mut body = format!(
            "<xs:group name='g0'><xs:sequence>{innermost}</xs:sequence></xs:group><xs:attributeGroup name='a0'><xs:attribute name='x'/></xs:attributeGroup>"
        );
        for index in 1..60 {
            let twice = |tag: &str, letter: &str| {
                format!("<xs:{tag} ref='{letter}{0}'/><xs:{tag} ref='{letter}{0}'/>", index - 1)
            };
            write!(body, "<xs:group name='g{index}'><xs:sequence>{}</xs:sequence></xs:group>", twice("group", "g"))
                .unwrap();
            write!(body, "<xs:attributeGroup name='a{index}'>{}</xs:attributeGroup>", twice("attributeGroup", "a"))
                .unwrap();
        }
        let error = fault(
            &(body + "<xs:complexType name='t'><xs:group ref='g59'/><xs:attributeGroup ref='a59'/></xs:complexType>"),
        );
        assert!(matches!(error.kind, SchemaErrorKind::Content(_)), "{error}");
    }
}

#[test]
fn unions_that_double_at_each_level_are_refused() {
    let [body, _] =
        chains(60, "<xs:simpleType name='t0'><xs:union memberTypes='xs:int xs:date'/></xs:simpleType>", |index| {
            format!("<xs:simpleType name='t{index}'><xs:union memberTypes='t{0} t{0}'/></xs:simpleType>", index - 1)
        });
    assert!(matches!(fault(&body).kind, SchemaErrorKind::SimpleType(_)));
}

#[test]
fn attributes_that_every_type_inherits_are_counted() {
    let attributes: String = (0..2_000).map(|index| format!("<xs:attribute name='a{index}'/>")).collect();
    let types: String = (0..2_000)
        .map(|index| format!("<xs:complexType name='t{index}'><xs:complexContent><xs:extension base='t'/></xs:complexContent></xs:complexType>"))
        .collect();
    let error = fault(&format!("<xs:complexType name='t'>{attributes}</xs:complexType>{types}"));
    assert_eq!(error.kind, SchemaErrorKind::TooLarge);
}

#[test]
fn entities_that_blow_up_are_refused() {
    let long = "x".repeat(10_000);
    let text = |content: &str| {
        format!("<!DOCTYPE xs:schema [<!ENTITY b \"{long}\"><!ENTITY a \"{}\">]>{}", "&b;".repeat(200), plain(content))
    };
    let build = |text: String| of_documents(&[("a.xsd", text)]);
    assert!(matches!(
        build(text(&"<xs:attribute name='a' default='&a;'/>".repeat(100))).unwrap_err().kind,
        SchemaErrorKind::NotWellFormed(_)
    ));
    // Entities as real schemas have them are read.
    let small =
        format!("<!DOCTYPE xs:schema [<!ENTITY name \"a\">]>{}", plain("<xs:element name='&name;b' type='xs:int'/>"));
    accepts(&build(small).unwrap(), &["<ab>1</ab>"]);
}

#[test]
fn angle_brackets_in_values_open_no_levels() {
    let facet = "<xs:enumeration value='a>b'/><xs:enumeration value=\"it's>\"/>".repeat(300);
    let schema = schema(&format!(
        "<xs:element name='a'><xs:simpleType><xs:restriction base='xs:string'>{facet}</xs:restriction></xs:simpleType></xs:element>"
    ));
    accepts(&schema, &["<a>a&gt;b</a>", "<a>it's></a>"]);
}

#[test]
fn a_thousand_documents_may_include_each_other() {
    let document = |index: usize| {
        let include = |other: usize| format!("<xs:include schemaLocation='d{}.xsd'/>", other % 1_000);
        plain(&format!("{}{}<xs:element name='e{index}'/>", include(index + 1), include(index * 7)))
    };
    let builder = (1..1_000).fold(Schema::builder().document("d0.xsd", document(0)), |all, index| {
        all.resource(format!("d{index}.xsd"), document(index))
    });
    accepts(&builder.build().unwrap(), &["<e0/>", "<e999/>"]);
}

#[test]
fn a_document_has_so_many_levels_attributes_and_namespaces() {
    let schema = schema("<xs:element name='a'/>");
    let only =
        |document: String| match schema.validator().validate_bytes(document.as_bytes()).into_errors().remove(0).kind {
            ErrorKind::NotWellFormed(kind) => kind,
            other => panic!("{other}"),
        };
    assert_eq!(only("<a>".repeat(100_000)), SyntaxErrorKind::TooDeep { limit: 256 });
    accepts(&schema, &[&("<a>".repeat(256) + &"</a>".repeat(256))]);
    let many = |what: &dyn Fn(usize) -> String| format!("<a{}/>", (0..100_000).map(what).collect::<String>());
    assert_eq!(only(many(&|index| format!(" a{index}=''"))), SyntaxErrorKind::TooManyAttributes { limit: 256 });
    assert!(matches!(
        only(many(&|index| format!(" xmlns:a{index}='u'"))),
        SyntaxErrorKind::TooManyNamespaces { .. } | SyntaxErrorKind::TooManyAttributes { .. }
    ));
    let shallow = schema.validator().max_depth(3);
    assert!(shallow.validate_bytes(b"<a><a><a/></a></a>").is_valid());
    assert!(!shallow.validate_bytes(b"<a><a><a><a/></a></a></a>").is_valid());
}

#[test]
fn a_reader_is_read_up_to_the_greatest_size() {
    let schema = schema("<xs:element name='a'/>");
    let validator = schema.validator().max_bytes(8);
    assert!(validator.validate(&b"<a></a> "[..]).unwrap().is_valid());
    let error = validator.validate(std::io::repeat(b' ')).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::FileTooLarge);
}
