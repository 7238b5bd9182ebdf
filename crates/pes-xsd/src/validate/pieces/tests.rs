use proptest::prelude::*;

use super::*;
use crate::Schema;

const SCHEMA: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="u" xmlns="u">
  <xs:element name="flow"><xs:complexType><xs:sequence>
    <xs:element name="head" type="xs:string" minOccurs="0"/>
    <xs:element name="batch" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="item" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="code" maxOccurs="3"><xs:complexType>
          <xs:attribute name="V" type="xs:int" use="required"/>
        </xs:complexType></xs:element>
        <xs:element name="text" type="xs:token" minOccurs="0"/>
        <xs:element name="item" minOccurs="0"/>
      </xs:sequence><xs:attribute name="Id" type="xs:ID"/><xs:attribute name="Ref" type="xs:IDREF"/>
      </xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"#;

fn schema() -> Schema {
    Schema::builder().document("flow.xsd", SCHEMA).build().unwrap()
}

fn surely_valid(schema: &Schema, document: &[u8], piece: usize, threads: usize) -> bool {
    let source = Source { reader: document, rest: Vec::new(), piece };
    read_source(schema.validator().tables, Limits::default(), source, threads).unwrap()
}

/// A valid document of regular markup.
fn plain(batches: usize, items: usize) -> String {
    let mut document =
        String::from("<?xml version='1.0' encoding='UTF-8'?>\n<n:flow xmlns:n='u'>\n  <head>Été</head>\n");
    for batch in 0..batches {
        document.push_str("  <batch>\n");
        for item in 0..items {
            let id = format!("i{batch}-{item}");
            let text = if item % 3 == 0 { format!("<text>{id} &amp; <![CDATA[more]]></text>") } else { String::new() };
            document.push_str(&format!("    <item Id='{id}' Ref='i0-0'><code V='{item}'/>{text}</item>\n"));
        }
        document.push_str("  </batch>\n");
    }
    document + "</n:flow>\n<!-- end -->\n"
}

#[test]
fn regular_documents_are_surely_valid_whatever_the_size_of_a_piece() {
    let schema = schema();
    for (batches, items) in [(1, 400), (40, 10), (200, 2), (3, 150)] {
        let document = plain(batches, items);
        assert!(schema.validator().validate_bytes(document.as_bytes()).is_valid());
        for piece in [200, 1_000, 1_024, 5_000, 100_000] {
            assert!(surely_valid(&schema, document.as_bytes(), piece, 1), "{batches} {items} {piece}");
        }
        for (piece, threads) in [(1_500, 2), (5_000, 3), (100_000, 2)] {
            assert!(surely_valid(&schema, document.as_bytes(), piece, threads), "{batches} {items} {piece} {threads}");
        }
    }
}

#[test]
fn one_fault_anywhere_is_never_surely_valid() {
    let schema = schema();
    let document = plain(4, 30);
    for (good, bad) in [
        ("V='7'", "V='x'"),
        ("Ref='i0-0'", "Ref='no'"),
        ("Id='i3-29'", "Id='i0-1'"),
        ("</item>", ""),
        ("<batch>", "<batch><odd/>"),
        ("</text>", "</test>"),
        ("<!-- end -->", "<x/>"),
        ("</n:flow>", ""),
        ("</n:flow>", "</m:flow>"),
        ("&amp;", "&nothing;"),
    ] {
        for (at, _) in document.match_indices(good) {
            let mut wrong = document.clone();
            wrong.replace_range(at..at + good.len(), bad);
            if schema.validator().validate_bytes(wrong.as_bytes()).is_valid() {
                continue;
            }
            for (piece, threads) in [(300, 1), (900, 1), (1_200, 2)] {
                assert!(!surely_valid(&schema, wrong.as_bytes(), piece, threads), "{good} -> {bad} at {at}, {piece}");
            }
        }
    }
}

proptest! {
    /// Markup that looks like other markup may only ever cost the certainty.
    #[test]
    fn what_is_surely_valid_is_valid(
        parts in prop::collection::vec(prop::sample::select(vec![
            "<batch>", "</batch>", "<item>", "<item Id='a'>", "</item>", "<code V='1'/>", "<code V='>'/>",
            "<code V='2'></code>", "<text>t</text>", "<text><![CDATA[</item></batch>]]></text>", "<!-- </item> -->",
            "<!-- <batch><item> -->", "<?pi </batch>?>", "<item xmlns:p='v'>", " ", "x",
            "<item><code V='1'/></item>", "<batch><item><code V='1'/></item></batch>",
        ]), 0..60),
        piece in 30_usize..400,
        threads in 1_usize..4,
    ) {
        let schema = schema();
        let document = format!("<f:flow xmlns:f='u'><batch>{}</batch></f:flow>", parts.concat());
        if surely_valid(&schema, document.as_bytes(), piece, threads) {
            prop_assert!(schema.validator().validate_bytes(document.as_bytes()).is_valid());
        }
    }
}
