//! Lines, columns and offsets in all encodings; what a visitor sees.

use pes_xsd::{Schema, StartTag, Visitor};

use super::{XSI, report, schema};

fn numbers() -> Schema {
    schema(
        r#"<xs:element name="a"><xs:complexType><xs:sequence><xs:element name="é" type="xs:int" maxOccurs="unbounded"/></xs:sequence>
           <xs:attribute name="n"/></xs:complexType></xs:element>"#,
    )
}

#[track_caller]
fn places(document: &[u8]) -> Vec<(usize, usize, usize)> {
    let report = report(&numbers(), document);
    report.errors().iter().map(|error| (error.line, error.column, error.offset)).collect()
}

const DOCUMENT: &str = "<a n='è€𝄞'\n>\r\n\t<é>1</é> <é>x</é>\r<é>y</é>\n\n  <é>z</é></a>";

#[test]
fn columns_count_characters_and_lines_end_in_three_ways() {
    let at = |line, column, before: &str| (line, column, DOCUMENT.find(before).unwrap());
    let expected = [at(3, 11, "<é>x"), at(4, 1, "<é>y"), at(6, 3, "<é>z")];
    assert_eq!(places(DOCUMENT.as_bytes()), expected);
    // A byte order mark is no character of the document, but a byte of the file.
    let marked = places(format!("\u{FEFF}{DOCUMENT}").as_bytes());
    assert_eq!(marked, expected.map(|(line, column, offset)| (line, column, offset + 3)));
}

#[test]
fn places_do_not_depend_on_the_encoding() {
    let with_declaration = |encoding: &str| format!("<?xml version='1.0' encoding='{encoding}'?>{DOCUMENT}");
    let expected: Vec<_> = places(with_declaration("UTF-8").as_bytes());
    let lines_and_columns = |places: Vec<(usize, usize, usize)>| -> Vec<_> {
        places.into_iter().map(|(line, column, _)| (line, column)).collect()
    };
    assert_eq!(lines_and_columns(expected.clone()), [(3, 11), (4, 1), (6, 3)]);
    for swap in [false, true] {
        // As long a name as that of UTF-8, so that offsets, which are those in UTF-8, move by one byte only.
        let text = with_declaration("UTF-16");
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        let bytes: Vec<u8> =
            units.flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
        let moved = expected.iter().map(|&(line, column, offset)| (line, column, offset + 1));
        assert_eq!(places(&bytes), moved.collect::<Vec<_>>());
    }
    let latin = with_declaration("ISO-8859-1").replace("€𝄞", "ÿ§");
    let bytes: Vec<u8> = latin.chars().map(|char| u8::try_from(u32::from(char)).unwrap()).collect();
    let at = |before: &str| latin[..latin.find(before).unwrap()].chars().count();
    assert_eq!(places(&bytes), [(3, 11, at("<é>x")), (4, 1, at("<é>y")), (6, 3, at("<é>z"))]);
}

#[test]
fn what_is_not_well_formed_has_its_place_too() {
    let place = |document: &str| places(document.as_bytes());
    assert_eq!(place("<a>\r\n<é>1</é>\r\n  </b>"), [(3, 3, 19)]);
    assert_eq!(place("\n<!DOCTYPE a><a/>"), [(2, 1, 1)]);
    assert_eq!(place("<a>\n<é>1</é>é\u{1}</a>").last(), Some(&(2, 10, 16)));
}

/// The events of a document as one line.
#[derive(Default)]
struct Transcript(String);

impl Visitor for Transcript {
    fn start(&mut self, tag: &StartTag<'_, '_>) {
        let attributes: Vec<_> = tag.attributes().map(|one| format!(" {}={}", one.name(), one.value())).collect();
        self.0 += &format!("<{}{}@{}>", tag.name(), attributes.concat(), tag.offset());
    }

    fn text(&mut self, text: &str, _: usize) {
        self.0 += text;
    }

    fn end(&mut self, offset: usize) {
        self.0 += &format!("</@{offset}>");
    }
}

fn transcript(schema: &Schema, document: &str) -> (String, usize) {
    let mut transcript = Transcript::default();
    let report = schema.validator().max_errors(2).visit(document.as_bytes(), &mut transcript);
    (transcript.0, report.errors().len())
}

#[test]
fn a_visitor_sees_the_whole_document_valid_or_not() {
    let schema =
        schema(r#"<xs:element name="a" nillable="true"><xs:complexType><xs:sequence/></xs:complexType></xs:element>"#);
    assert_eq!(transcript(&schema, "<a/>"), ("<a@0></@0>".to_owned(), 0));
    let (seen, _) = transcript(&schema, "<q x='&lt;1' xmlns:p='u' p:y='\n'>t&amp;<!--c--><![CDATA[<]]><w><v/></w></q>");
    assert_eq!(seen, "<q x=<1 p:y= @0>t&<<w@60><v@63></@63></@67></@71>");
    // Beyond the greatest number of errors too.
    let (seen, errors) = transcript(&schema, &format!("<a>{}</a>", "<b>x</b>".repeat(10)));
    assert_eq!((seen.matches("<b@").count(), errors), (10, 2));
    // Within what is nil, skipped or unknown.
    let nil = format!("<a {XSI} xsi:nil='true'><b>x</b></a>");
    assert!(transcript(&schema, &nil).0.contains(">x</@"));
}

#[test]
fn a_visitor_can_ask_what_prefixes_mean() {
    struct Namespaces(Vec<Option<String>>);
    impl Visitor for Namespaces {
        fn start(&mut self, tag: &StartTag<'_, '_>) {
            self.0.extend(["", "p"].map(|prefix| tag.namespace_of(prefix).map(str::to_owned)));
        }
    }
    let mut seen = Namespaces(Vec::new());
    schema("").validator().visit(br#"<a xmlns:p="urn:p"><b xmlns="urn:d"><c xmlns=""/></b></a>"#, &mut seen);
    let [p, d] = ["urn:p", "urn:d"].map(|uri| Some(uri.to_owned()));
    assert_eq!(seen.0, [None, p.clone(), d, p.clone(), None, p]);
}
