use proptest::prelude::*;

use super::*;

/// Encodings of one byte a character, with the bytes above ASCII that they know, and all that differ from ISO-8859-1.
const LATIN_9: &[(u8, char)] =
    &[(0xA4, '€'), (0xA6, 'Š'), (0xA8, 'š'), (0xB4, 'Ž'), (0xB8, 'ž'), (0xBC, 'Œ'), (0xBD, 'œ'), (0xBE, 'Ÿ')];

#[rustfmt::skip]
const WINDOWS_1252: &[(u8, char)] = &[
    (0x80, '€'), (0x82, '‚'), (0x83, 'ƒ'), (0x84, '„'), (0x85, '…'), (0x86, '†'), (0x87, '‡'), (0x88, 'ˆ'), (0x89, '‰'),
    (0x8A, 'Š'), (0x8B, '‹'), (0x8C, 'Œ'), (0x8E, 'Ž'), (0x91, '‘'), (0x92, '’'), (0x93, '“'), (0x94, '”'), (0x95, '•'),
    (0x96, '–'), (0x97, '—'), (0x98, '˜'), (0x99, '™'), (0x9A, 'š'), (0x9B, '›'), (0x9C, 'œ'), (0x9E, 'ž'), (0x9F, 'Ÿ'),
];

const UNDEFINED: &[u8] = &[0x81, 0x8D, 0x8F, 0x90, 0x9D];

fn differences(encoding: &str) -> &'static [(u8, char)] {
    match encoding {
        "ISO-8859-15" => LATIN_9,
        "windows-1252" => WINDOWS_1252,
        _ => &[],
    }
}

fn decode(encoding: &str, bytes: &[u8]) -> String {
    let special =
        |byte: u8| differences(encoding).iter().find(|(known, _)| *known == byte).map(|&(_, character)| character);
    bytes.iter().map(|&byte| special(byte).unwrap_or(char::from(byte))).collect()
}

fn declared(encoding: &str, content: &[u8]) -> Vec<u8> {
    [format!("<?xml version='1.0' encoding='{encoding}'?>").as_bytes(), content].concat()
}

type Order = fn(u16) -> [u8; 2];

fn utf16(text: &str, order: Order) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

fn text_of(bytes: &[u8]) -> Result<String, SyntaxErrorKind> {
    let events = scan_with(bytes, &Names::default(), Limits::default()).map_err(|error| error.kind)?;
    Ok(events
        .iter()
        .filter_map(|event| if let Event::Text(text) = event { Some(text.as_str()) } else { None })
        .collect())
}

#[test]
fn every_byte_of_the_single_byte_encodings_is_its_character() {
    for encoding in ["ISO-8859-1", "ISO-8859-15", "windows-1252"] {
        for byte in 0x80..=0xFF_u8 {
            let found = text_of(&declared(encoding, &[b"<a>", &[byte][..], b"</a>"].concat()));
            let expected = match encoding {
                "windows-1252" if UNDEFINED.contains(&byte) => Err(SyntaxErrorKind::InvalidByte { byte }),
                _ => Ok(decode(encoding, &[byte])),
            };
            assert_eq!(found, expected, "{encoding}");
        }
    }
}

#[test]
fn ascii_knows_no_other_bytes() {
    assert_eq!(text_of(&declared("us-ascii", b"<a>b</a>")), Ok("b".into()));
    let kind = SyntaxErrorKind::InvalidByte { byte: 0xC3 };
    assert_eq!(text_of(&declared("US-ASCII", "<a>é</a>".as_bytes())), Err(kind));
}

#[test]
fn encodings_are_named_in_any_case() {
    for (name, bytes) in
        [("iso-8859-1", b"\xE9"), ("Iso-8859-15", b"\xE9"), ("WINDOWS-1252", b"\xE9"), ("Latin1", b"\xE9")]
    {
        assert_eq!(text_of(&declared(name, &[b"<a>", &bytes[..], b"</a>"].concat())), Ok("é".into()), "{name}");
    }
}

#[test]
fn utf_16_is_read_with_a_mark_or_a_declaration() {
    let document = "<?xml version='1.0' encoding='utf-16'?><é a='\u{10FFFF}'>ÿ€\u{10000}</é>";
    let (little, big): (Order, Order) = (u16::to_le_bytes, u16::to_be_bytes);
    for order in [little, big] {
        let marked = format!("\u{FEFF}{document}");
        assert_eq!(text_of(&utf16(&marked, order)), Ok("ÿ€\u{10000}".into()));
        assert_eq!(text_of(&utf16(document, order)), Ok("ÿ€\u{10000}".into()));
        assert_eq!(text_of(&utf16("\u{FEFF}<a>b</a>", order)), Ok("b".into()));
        let undeclared = SyntaxErrorKind::EncodingMismatch { declared: String::new(), found: "UTF-16" };
        assert_eq!(text_of(&utf16("<?xml version='1.0'?><a/>", order)), Err(undeclared));
        let declared = document.replace("utf-16", "UTF-8");
        let mismatch = SyntaxErrorKind::EncodingMismatch { declared: "UTF-8".into(), found: "UTF-16" };
        assert_eq!(text_of(&utf16(&declared, order)), Err(mismatch.clone()));
        assert_eq!(text_of(&utf16(&format!("\u{FEFF}{declared}"), order)), Err(mismatch));
    }
    let big_declared = utf16("<?xml version='1.0' encoding='UTF-16BE'?><a/>", little);
    assert!(matches!(text_of(&big_declared), Err(SyntaxErrorKind::EncodingMismatch { .. })));
    assert_eq!(text_of(&utf16("<?xml version='1.0' encoding='UTF-16BE'?><a>b</a>", big)), Ok("b".into()));
}

#[test]
fn faults_in_utf_16_are_seen() {
    let little = u16::to_le_bytes;
    let unpaired = [utf16("\u{FEFF}<a>", little), vec![0x00, 0xD8], utf16("</a>", little)].concat();
    assert_eq!(text_of(&unpaired), Err(SyntaxErrorKind::InvalidByte { byte: 0xD8 }));
    let odd = [utf16("\u{FEFF}<a/>", little), vec![b' ']].concat();
    assert_eq!(text_of(&odd), Err(SyntaxErrorKind::InvalidByte { byte: b' ' }));
    let forbidden = utf16("\u{FEFF}<a>\u{FFFF}</a>", little);
    assert_eq!(text_of(&forbidden), Err(SyntaxErrorKind::InvalidCharacter { character: '\u{FFFF}' }));
    let utf_32 = [0xFF, 0xFE, 0, 0, b'<', 0, 0, 0, b'a', 0, 0, 0, b'/', 0, 0, 0, b'>', 0, 0, 0];
    assert_eq!(text_of(&utf_32), Err(SyntaxErrorKind::UnsupportedEncoding { name: "UTF-32".into() }));
}

#[test]
fn bytes_that_are_no_utf_8_are_reported_where_they_stand() {
    #[rustfmt::skip]
    let faults: [(&[u8], usize, u8); 9] = [
        (b"<a>\x80</a>", 3, 0x80), (b"<a>\xC3</a>", 3, 0xC3), (b"<a>\xC0\x80</a>", 3, 0xC0), (b"<a>\xED\xA0\x80</a>", 3, 0xED),
        (b"<a>\xF4\x90\x80\x80</a>", 3, 0xF4), (b"<a b='\xFF'/>", 6, 0xFF), (b"<\xE9/>", 1, 0xE9), (b"<!--\xE9--><a/>", 4, 0xE9),
        (b"<a/>\xE2\x82", 4, 0xE2),
    ];
    for (document, offset, byte) in faults {
        let error = scan_with(document, &Names::default(), Limits::default()).unwrap_err();
        assert_eq!(error, SyntaxError { offset, kind: SyntaxErrorKind::InvalidByte { byte } });
    }
}

#[test]
fn names_in_messages_are_decoded() {
    let found = |content: &[u8]| text_of(&declared("ISO-8859-1", content)).unwrap_err();
    assert_eq!(found(b"<\xE9></\xE8>"), SyntaxErrorKind::MismatchedTag { expected: "é".into(), found: "è".into() });
    assert_eq!(found(b"<a xmlns:\xE9=''/>"), SyntaxErrorKind::EmptyNamespace { prefix: "é".into() });
    assert_eq!(found(b"<\xE9:a/>"), SyntaxErrorKind::UnboundPrefix { prefix: "é".into() });
    assert_eq!(found(b"<a \xE9='' \xE9=''/>"), SyntaxErrorKind::DuplicateAttribute { name: "é".into() });
}

#[test]
fn names_in_messages_are_cut_at_a_character() {
    let name = "é".repeat(80);
    let kind = check(format!("<a{name}></b>").as_bytes()).unwrap_err();
    let expected = format!("a{}", "é".repeat(49));
    assert_eq!(kind, SyntaxErrorKind::MismatchedTag { expected, found: "b".into() });
}

#[test]
fn the_first_fault_is_the_one_reported() {
    let error = scan_with(b"<a></b>\xFF", &Names::default(), Limits::default()).unwrap_err();
    assert_eq!(error.offset, 3);
    let error = scan_with(b"<a>\x01</b>\xFF", &Names::default(), Limits::default()).unwrap_err();
    assert_eq!(error, SyntaxError { offset: 3, kind: SyntaxErrorKind::InvalidCharacter { character: '\u{1}' } });
}

#[test]
fn bad_characters_are_found_far_into_a_document() {
    for length in [0, 1, 250, 251, 252, 253, 254, 255, 256, 257, 511, 512, 10_000] {
        for bad in ["\u{FFFE}", "\u{1}"] {
            let document = format!("<a>{}{bad}</a>", "x".repeat(length));
            let error = scan_with(document.as_bytes(), &Names::default(), Limits::default()).unwrap_err();
            assert_eq!(error.offset, 3 + length);
        }
    }
}

proptest! {
    /// Whatever stands in a document, it says the same in its encoding and transcoded to UTF-8.
    #[test]
    fn documents_say_the_same_in_every_encoding(
        encoding in prop::sample::select(vec!["ISO-8859-1", "ISO-8859-15", "windows-1252"]),
        parts in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(0x80..=0xFF_u8, 1..12),
                "[a-z <>&;\\]\"'\t\r\n]{0,20}".prop_map(String::into_bytes),
                Just(b"&amp;".to_vec()), Just(b"&#233;".to_vec()), Just(b"\r\n".to_vec()), Just(b"<b/>".to_vec()),
            ],
            0..6,
        ),
    ) {
        let inside = parts.concat();
        let no_markup: Vec<u8> = inside.iter().copied().filter(|byte| !b"<\"".contains(byte)).collect();
        let documents = [
            [b"<a>", &*inside, b"</a>"].concat(),
            [b"<a b=\"", &*no_markup, b"\"/>"].concat(),
            [b"<a><![CDATA[", &*inside, b"]]></a>"].concat(),
            [b"<\xE9 \xE8='\xE0'><", &*inside, b"/></\xE9>"].concat(),
            [b"<a xmlns:\xE9='u\xE9'><\xE9:b/></a>".to_vec(), inside.clone()].concat(),
        ];
        for document in documents {
            let utf8 = declared("UTF-8", decode(encoding, &document).as_bytes());
            let bytes = declared(encoding, &document);
            let marked = format!("\u{FEFF}{}", decode(encoding, &document));
            let names = witness(&marked).map(|(_, names)| names).unwrap_or_default();
            let scan = |bytes: &[u8]| scan_with(bytes, &names, Limits::default());
            let expected = scan(&utf8);
            if UNDEFINED.iter().any(|byte| encoding == "windows-1252" && document.contains(byte)) {
                prop_assert!(scan(&bytes).is_err());
            } else {
                prop_assert_eq!(scan(&bytes).map_err(|error| error.kind), expected.clone().map_err(|error| error.kind));
            }
            let sixteen = utf16(&marked, u16::to_be_bytes);
            prop_assert_eq!(scan(&sixteen).map_err(|error| error.kind), expected.map_err(|error| error.kind));
        }
    }
}
