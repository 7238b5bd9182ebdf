//! Faults of schemas: what is wrong, and where.

use pes_xsd::{DerivationError, Facet, FacetFault, Schema, SchemaErrorKind};

use super::{fault, of_documents, plain};

/// Checks the kind of the first fault, and that it is where `¤` stands.
#[track_caller]
fn faulty(body: &str, kind: SchemaErrorKind) {
    let before = plain(body).split('¤').next().unwrap().to_owned();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    let error = fault(&body.replace('¤', ""));
    assert_eq!((error.line, error.column, error.kind), (line, column, kind), "{body}");
    assert_eq!(error.document, "main.xsd");
}

fn unresolved(component: &'static str, name: &str) -> SchemaErrorKind {
    SchemaErrorKind::Unresolved { component, name: name.to_owned() }
}

fn duplicate(component: &'static str, name: &str) -> SchemaErrorKind {
    SchemaErrorKind::Duplicate { component, name: name.to_owned() }
}

fn circular(component: &'static str, name: &str) -> SchemaErrorKind {
    SchemaErrorKind::Circular { component, name: name.to_owned() }
}

fn invalid(name: &'static str, value: &str) -> SchemaErrorKind {
    SchemaErrorKind::InvalidAttribute { name, value: value.to_owned() }
}

#[test]
fn a_document_must_be_a_schema() {
    let build = |text: &str| Schema::builder().document("a.xsd", text).build().unwrap_err();
    let error = build("<a/>");
    assert_eq!((error.line, error.column, error.kind), (1, 1, SchemaErrorKind::NotASchema));
    let error = build("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>\n  <xs:element></xs:schema>");
    assert_eq!(error.line, 2);
    assert!(matches!(error.kind, SchemaErrorKind::NotWellFormed(_)), "{}", error.kind);
    assert!(matches!(build("").kind, SchemaErrorKind::NotWellFormed(_)));
    assert!(matches!(build("<?xml version='1.0' encoding='EBCDIC-FR'?><a/>").kind, SchemaErrorKind::NotWellFormed(_)));
}

#[test]
fn names_must_lead_somewhere() {
    faulty(r#"¤<xs:element name="a" type="t"/>"#, unresolved("type", "t"));
    faulty(
        "\n <xs:complexType name='t'><xs:sequence>\n  ¤<xs:element ref='e'/></xs:sequence></xs:complexType>",
        unresolved("element", "e"),
    );
    faulty("<xs:complexType name='t'>¤<xs:attribute ref='e'/></xs:complexType>", unresolved("attribute", "e"));
    faulty("<xs:complexType name='t'>¤<xs:group ref='e'/></xs:complexType>", unresolved("group", "e"));
    faulty(
        "<xs:complexType name='t'>¤<xs:attributeGroup ref='e'/></xs:complexType>",
        unresolved("attributeGroup", "e"),
    );
    faulty("<xs:simpleType name='é'>¤<xs:restriction base='e'/></xs:simpleType>", unresolved("type", "e"));
    faulty("¤<xs:element name='a' substitutionGroup='e'/>", unresolved("element", "e"));
    faulty("¤<xs:element name='a' type='p:t'/>", SchemaErrorKind::UnboundPrefix("p".to_owned()));
    faulty(
        "<xs:element name='a'>¤<xs:keyref name='k' refer='e'><xs:selector xpath='b'/><xs:field xpath='.'/></xs:keyref></xs:element>",
        unresolved("key", "e"),
    );
}

#[test]
fn names_are_declared_once() {
    for (component, tag) in
        [("element", "element"), ("attribute", "attribute"), ("group", "group"), ("attributeGroup", "attributeGroup")]
    {
        faulty(&format!("<xs:{tag} name='a'/>\n¤<xs:{tag} name='a'/>"), duplicate(component, "a"));
    }
    faulty(
        "<xs:complexType name='a'/>¤<xs:simpleType name='a'><xs:restriction base='xs:int'/></xs:simpleType>",
        duplicate("type", "a"),
    );
    faulty(
        "<xs:complexType name='t'><xs:attribute name='a'/>¤<xs:attribute name='a'/></xs:complexType>",
        duplicate("attribute", "a"),
    );
    let unique =
        |at: &str| format!("{at}<xs:unique name='k'><xs:selector xpath='b'/><xs:field xpath='.'/></xs:unique>");
    faulty(&format!("<xs:element name='a'>{}{}</xs:element>", unique(""), unique("¤")), duplicate("key", "k"));
    // Components of different kinds may share a name.
    assert!(
        of_documents(&[("a.xsd", plain("<xs:element name='a'/><xs:attribute name='a'/><xs:complexType name='a'/>"))])
            .is_ok()
    );
}

#[test]
fn definitions_do_not_need_themselves() {
    let extends = |name: &str, base: &str| {
        format!(
            "<xs:complexType name='{name}'><xs:complexContent><xs:extension base='{base}'/></xs:complexContent></xs:complexType>"
        )
    };
    assert_eq!(fault(&extends("a", "a")).kind, circular("type", "a"));
    assert!(matches!(
        fault(&(extends("a", "b") + &extends("b", "a"))).kind,
        SchemaErrorKind::Circular { component: "type", .. }
    ));
    let union = "<xs:simpleType name='u'><xs:union memberTypes='xs:int u'/></xs:simpleType>";
    assert!(matches!(fault(union).kind, SchemaErrorKind::Circular { component: "type", .. }));
    faulty("<xs:group name='g'><xs:sequence>¤<xs:group ref='g'/></xs:sequence></xs:group>", circular("group", "g"));
    faulty(
        "<xs:attributeGroup name='g'>¤<xs:attributeGroup ref='g'/></xs:attributeGroup>",
        circular("attributeGroup", "g"),
    );
    assert!(matches!(
        fault("<xs:element name='a' substitutionGroup='b'/><xs:element name='b' substitutionGroup='a'/>").kind,
        SchemaErrorKind::Circular { component: "element", .. }
    ));
}

#[test]
fn attributes_of_schema_documents_have_the_values_they_may_have() {
    let inside =
        |particle: &str| format!("<xs:complexType name='t'><xs:sequence>{particle}</xs:sequence></xs:complexType>");
    faulty(&inside("¤<xs:element name='a' minOccurs='-1'/>"), invalid("minOccurs", "-1"));
    faulty(&inside("¤<xs:element name='a' maxOccurs='many'/>"), invalid("maxOccurs", "many"));
    faulty(&inside("¤<xs:element name='a' minOccurs='3' maxOccurs='2'/>"), invalid("maxOccurs", "2"));
    faulty(&inside("¤<xs:any processContents='loose'/>"), invalid("processContents", "loose"));
    faulty(&inside("¤<xs:element name='a' form='maybe'/>"), invalid("form", "maybe"));
    faulty("¤<xs:element name='a' nillable='yes'/>", invalid("nillable", "yes"));
    faulty("<xs:complexType name='t'>¤<xs:attribute name='a' use='often'/></xs:complexType>", invalid("use", "often"));
    faulty("¤<xs:element name='a' type='xs:int' default='x'/>", invalid("default", "x"));
    faulty("¤<xs:attribute name='a' type='xs:int' fixed='x'/>", invalid("fixed", "x"));
    faulty("¤<xs:element/>", SchemaErrorKind::MissingAttribute("name"));
    faulty("¤<xs:include/>", SchemaErrorKind::MissingAttribute("schemaLocation"));
}

#[test]
fn elements_of_schema_documents_stand_where_they_may() {
    let unexpected = |name: &str| SchemaErrorKind::UnexpectedElement(name.to_owned());
    faulty("¤<xs:sequence/>", unexpected("sequence"));
    faulty(
        "<xs:complexType name='t'><xs:sequence>¤<xs:attribute name='a'/></xs:sequence></xs:complexType>",
        unexpected("attribute"),
    );
    faulty(
        "<xs:annotation><xs:documentation><any/></xs:documentation></xs:annotation>¤<xs:elephant/>",
        unexpected("elephant"),
    );
}

#[test]
fn facets_must_suit_their_type() {
    let restricted = |base: &str, facets: &str| {
        format!("<xs:simpleType name='t'>¤<xs:restriction base='xs:{base}'>{facets}</xs:restriction></xs:simpleType>")
    };
    let facet = |facet, fault| SchemaErrorKind::SimpleType(DerivationError::Facet { facet, fault });
    faulty(&restricted("int", "<xs:length value='2'/>"), facet(Facet::Length, FacetFault::NotApplicable));
    faulty(&restricted("string", "<xs:length value='two'/>"), facet(Facet::Length, FacetFault::Malformed));
    faulty(
        &restricted("string", "<xs:maxLength value='2'/><xs:maxLength value='2'/>"),
        facet(Facet::MaxLength, FacetFault::Repeated),
    );
    for (base, facets, kind) in [
        ("int", "<xs:minInclusive value='x'/>", Facet::MinInclusive),
        ("int", "<xs:enumeration value='2147483648'/>", Facet::Enumeration),
        ("string", "<xs:pattern value='('/>", Facet::Pattern),
    ] {
        let error = fault(&restricted(base, facets).replace('¤', "")).kind;
        assert!(
            matches!(error, SchemaErrorKind::SimpleType(DerivationError::Facet { facet, .. }) if facet == kind),
            "{error}"
        );
    }
    let list = "<xs:simpleType name='t'>¤<xs:list itemType='xs:NMTOKENS'/></xs:simpleType>";
    faulty(list, SchemaErrorKind::SimpleType(DerivationError::ListOfLists));
}

#[test]
fn types_derive_from_what_allows_it() {
    let derived = |content: &str, way: &str, base: &str| {
        format!(
            "<xs:complexType name='t'><xs:{content}>¤<xs:{way} base='{base}'/></xs:{content}></xs:complexType><xs:complexType name='e'><xs:sequence><xs:any/></xs:sequence></xs:complexType>"
        )
    };
    faulty(&derived("complexContent", "extension", "xs:int"), SchemaErrorKind::InvalidDerivation);
    faulty(&derived("simpleContent", "extension", "e"), SchemaErrorKind::InvalidDerivation);
    faulty(&derived("simpleContent", "restriction", "e"), SchemaErrorKind::InvalidDerivation);
    faulty(
        "<xs:simpleType name='s'>¤<xs:restriction base='e'/></xs:simpleType><xs:complexType name='e'/>",
        SchemaErrorKind::InvalidDerivation,
    );
    faulty("¤<xs:attribute name='a' type='e'/><xs:complexType name='e'/>", SchemaErrorKind::InvalidDerivation);
}

#[test]
fn paths_of_constraints_are_of_the_form_allowed() {
    let key = |selector: &str, field: &str| {
        format!("<xs:element name='a'><xs:key name='k'>{selector}{field}</xs:key></xs:element>")
    };
    for path in ["", "/b", "b//c", "@b", "b[1]", "..", "b/", "descendant::b", ".//", "b|", "a:b:c", "*:b", "b b", ". b"]
    {
        let body = key(&format!("<xs:selector xpath='{path}'/>"), "<xs:field xpath='.'/>");
        let kind = fault(&body).kind;
        assert!(matches!(kind, SchemaErrorKind::InvalidXPath(_) | SchemaErrorKind::UnboundPrefix(_)), "{path}: {kind}");
    }
    faulty(&key("¤<xs:selector xpath='@b'/>", "<xs:field xpath='.'/>"), SchemaErrorKind::InvalidXPath("@b".to_owned()));
    faulty(
        &key("<xs:selector xpath='b'/>", "¤<xs:field xpath='@b/c'/>"),
        SchemaErrorKind::InvalidXPath("@b/c".to_owned()),
    );
    faulty(
        "<xs:element name='a'>¤<xs:key name='k'><xs:field xpath='.'/></xs:key></xs:element>",
        SchemaErrorKind::MissingAttribute("selector"),
    );
    faulty(
        "<xs:element name='a'>¤<xs:key name='k'><xs:selector xpath='b'/></xs:key></xs:element>",
        SchemaErrorKind::MissingAttribute("field"),
    );
}

#[test]
fn a_reference_is_to_a_key_of_as_many_fields() {
    let referring = |refer: &str, fields: &str| {
        let field = "<xs:field xpath='.'/>";
        format!(
            "<xs:element name='a'><xs:key name='k'><xs:selector xpath='b'/>{field}</xs:key>
             <xs:keyref name='f' refer='k'><xs:selector xpath='b'/>{field}</xs:keyref>
             ¤<xs:keyref name='g' refer='{refer}'><xs:selector xpath='b'/>{field}{fields}</xs:keyref></xs:element>"
        )
    };
    faulty(&referring("f", ""), invalid("refer", "f"));
    faulty(&referring("k", "<xs:field xpath='@c'/>"), invalid("refer", "k"));
}

#[test]
fn a_content_model_beyond_all_measure_is_a_fault_of_its_type() {
    let mut body =
        "\n<xs:group name='g0'><xs:choice><xs:element name='x'/><xs:element name='y'/></xs:choice></xs:group>"
            .to_owned();
    for index in 1..30 {
        let before = index - 1;
        body += &format!(
            "<xs:group name='g{index}'><xs:sequence><xs:group ref='g{before}'/><xs:group ref='g{before}'/></xs:sequence></xs:group>"
        );
    }
    let error = fault(&(body + "\n  <xs:complexType name='t'><xs:group ref='g29'/></xs:complexType>"));
    assert_eq!((error.document.as_str(), error.line, error.column), ("main.xsd", 3, 3));
    assert!(matches!(error.kind, SchemaErrorKind::Content(_)), "{}", error.kind);
}
