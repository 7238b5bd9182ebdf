//! Large documents on several threads, made so that the guesses of a reader who leaps ahead are wrong.

use std::sync::LazyLock;

use pes_xsd::Schema;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{schema, targeted};

/// Documents from a megabyte on are split.
const SIZE: usize = (1 << 20) + 50_000;

const BODY: &str = r#"
    <xs:element name="r"><xs:complexType><xs:choice minOccurs="0" maxOccurs="unbounded">
        <xs:element ref="e"/><xs:element ref="g"/><xs:element name="f" type="xs:string"/>
        <xs:any namespace="urn:skip" processContents="skip"/><xs:any namespace="urn:lax" processContents="lax"/>
    </xs:choice></xs:complexType></xs:element>
    <xs:element name="g"><xs:complexType><xs:sequence><xs:element name="h" type="xs:int" minOccurs="0"/>
        <xs:element ref="e" minOccurs="0" maxOccurs="unbounded"/><xs:element name="f" type="xs:string" minOccurs="0" maxOccurs="2"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="e" nillable="true"><xs:complexType mixed="true"><xs:sequence><xs:element ref="e" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
        <xs:attribute name="id" type="xs:ID"/><xs:attribute name="to" type="xs:IDREF"/><xs:attribute name="v" type="xs:int"/><xs:attribute name="t"/></xs:complexType></xs:element>"#;

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::builder().document("t.xsd", targeted("urn:t", BODY)).build().unwrap());

/// Children of the root that are valid; `#` becomes a number of their own.
const PIECES: [&str; 16] = [
    "<e v='#'>text</e>",
    "<e v='#'/>",
    "<e id='i#'/><e to='i#'/>",
    "<e to='last'/>",
    "<e><e><e v='1'/></e><e/></e>",
    "<e t='>'/><e t='/>'>x</e><e t=\"e>\"/>",
    "<e t='&lt;/e>'></e>",
    "<e><!-- </e></g></r> --></e>",
    "<e><![CDATA[</e></r>]]></e>",
    "<f>]]&gt;<![CDATA[</f>]]></f><?pi </f> </e> ?>",
    "<g><h>1</h><e/><e><e/></e><f/></g>",
    "<g><e v='1'></e><!-- </g> --><e/></g>",
    "<s:e xmlns:s='urn:skip'><e v='any'/></s:e>",
    "<e xmlns='urn:skip'><e></e><r></r></e>",
    "<l:q xmlns:l='urn:lax'><e v='1'/></l:q>",
    "<e xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'/>",
];

/// The same with an error, or several.
const WRONG: [&str; 14] = [
    "<e v='x'/>",
    "<e id='first'/>",
    "<e to='nothing'/>",
    "<zz/>",
    "<g><e/><h>1</h></g>",
    "<g>text</g>",
    "<g><h>x</h></g>",
    "<e><r/></e>",
    "</e>",
    "<e>",
    "<e",
    "<![CDATA[",
    "<!-- -- -->",
    "<e a='1' a='2'/>",
];

fn numbers(mut state: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    }
}

/// A document of pieces of some sorts, in runs, with wrong ones at some of `errors` places.
fn document(sorts: &[usize], seed: u64, nested: bool, errors: &[(usize, usize)]) -> String {
    let mut random = numbers(seed | 1);
    let mut text = "<r xmlns='urn:t'><e id='first'/>".to_owned();
    let mut errors: Vec<_> = errors.iter().map(|&(place, kind)| (place % SIZE, WRONG[kind % WRONG.len()])).collect();
    errors.sort_unstable();
    errors.reverse();
    if nested {
        text += "<e>";
    }
    while text.len() < SIZE {
        let piece = PIECES[sorts[random(sorts.len())]];
        // Inside `e` only `e` may stand.
        let is_child_of_e = piece.starts_with("<e") && !piece.contains("urn:skip");
        let piece = if nested && !is_child_of_e { PIECES[0] } else { piece };
        for _ in 0..=random(50) {
            let number = text.len().to_string();
            text += &piece.replace('#', &number);
            if random(10) == 0 {
                text += "\n  ";
            }
        }
        while errors.last().is_some_and(|&(place, _)| place < text.len()) {
            text += errors.pop().map_or("", |(_, wrong)| wrong);
        }
    }
    if nested {
        text += "</e>";
    }
    text + "<e id='last'/></r>"
}

fn agree(schema: &Schema, text: &str, threads: usize) -> bool {
    let validator = schema.validator().max_errors(20);
    let alone = validator.validate_bytes(text.as_bytes());
    assert_eq!(validator.threads(threads).validate_bytes(text.as_bytes()), alone, "{threads} threads");
    alone.is_valid()
}

#[test]
fn pieces_are_valid_on_any_number_of_threads() {
    let sorts: Vec<usize> = (0..PIECES.len()).collect();
    let text = document(&sorts, 7, false, &[]);
    assert!(agree(&SCHEMA, &text, 3));
}

#[test]
fn an_error_in_the_last_part_is_found() {
    assert!(!agree(&SCHEMA, &document(&[0, 1, 4], 3, false, &[(SIZE / 8 * 7, 0)]), 2));
}

#[test]
fn identifiers_are_compared_across_parts() {
    let text = document(&[0], 1, false, &[]).replacen("<e id='first'/>", "<e id='first' to='last'/>", 1);
    assert!(agree(&SCHEMA, &text, 2));
    assert!(!agree(&SCHEMA, &text.replace("id='last'", "id='first'"), 4));
}

#[test]
fn a_schema_with_keys_is_checked_as_a_whole() {
    let schema = schema(
        "<xs:element name='r'><xs:complexType><xs:sequence><xs:element name='e' maxOccurs='unbounded'><xs:complexType><xs:attribute name='k'/></xs:complexType></xs:element>
         </xs:sequence></xs:complexType><xs:key name='k'><xs:selector xpath='e'/><xs:field xpath='@k'/></xs:key></xs:element>",
    );
    let rows: String = (0..22_000).map(|index| format!("<e k='{index:040}'/>")).collect();
    assert!(!agree(&schema, &format!("<r>{rows}<e k='{:040}'/></r>", 0), 2));
}

#[test]
fn threads_change_nothing() {
    // A document of a megabyte is much for a case.
    let cases = Config::default().cases.div_ceil(32);
    let wrong = prop_oneof![Just(Vec::new()), prop::collection::vec((any::<usize>(), any::<usize>()), 1..4)];
    let sorts = prop::collection::vec(0..PIECES.len(), 1..8);
    let inputs = (sorts, any::<u64>(), any::<bool>(), wrong, any::<bool>(), 2..5_usize);
    let run = TestRunner::new(Config { cases, max_shrink_iters: 100, ..Config::default() }).run(
        &inputs,
        |(sorts, seed, nested, errors, is_single_byte, threads)| {
            let encoding = if is_single_byte { "ISO-8859-15" } else { "UTF-8" };
            let text = document(&sorts, seed, nested, &errors);
            agree(&SCHEMA, &format!("<?xml version='1.0' encoding='{encoding}'?>{text}"), threads);
            Ok(())
        },
    );
    run.unwrap();
}
