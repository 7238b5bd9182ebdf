use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

/// What documents are made of, well put together or not.
const PIECES: &[&str] = &[
    "<a>",
    "</a>",
    "<b>",
    "</b>",
    "<a/>",
    "<a ",
    "<b c='d'",
    ">",
    "/>",
    "/",
    "<",
    "</",
    "=",
    "'",
    "\"",
    " ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "a",
    "b",
    "x:",
    "xml:",
    "xmlns",
    "xmlns:",
    ":",
    " c='d'",
    " c=\"&lt;\"",
    " x:c=''",
    " y:c=''",
    " xmlns='u'",
    " xmlns:x='v'",
    " xmlns:y='v'",
    " xmlns:x=''",
    " xmlns:xml='w'",
    "<x:a>",
    "</x:a>",
    "<x:a xmlns:x='v'/>",
    "&",
    ";",
    "&amp;",
    "&lt;",
    "&nbsp;",
    "&#",
    "&#x",
    "&#65;",
    "&#x41;",
    "&#13;",
    "&#0;",
    "&#xD800;",
    "#",
    "x",
    "]",
    "]]>",
    "]]",
    "<![CDATA[",
    "<![CDATA[ & ]]>",
    "<!--",
    "-->",
    "--",
    "-",
    "<!-- c -->",
    "<!",
    "!",
    "<?",
    "?>",
    "<?p ?>",
    "<?p q?>",
    "?",
    "<!DOCTYPE a>",
    "é",
    "œ",
    "×",
    "\u{FEFF}",
    "\u{FFFE}",
    "\u{10000}",
    "\0",
    "\u{1}",
    "\u{85}",
    ".",
    "1",
    "_",
    "abcdefgh",
    "ijklmnopqrstuvwxyz",
    "<?xml version='1.0'?>",
    "<?xml version='1.0' encoding='UTF-8'?>",
    " standalone='no'",
];

const DOCUMENTS: &[&str] = &[
    "<a/>",
    "<a b='c'>d<e/>&amp;<![CDATA[f]]><!-- g --><?h i?></a>",
    "<?xml version='1.0' encoding='UTF-8'?>\r\n<x:a xmlns:x='u' xmlns='v'>\r\n  <b x:c=\"&#233;\"/>\r\n  <d>é]]</d>\r\n</x:a>\n",
    "<Piece><BlocLignePiece><InfoLignePiece><IdLigne V=\"1\"/></InfoLignePiece></BlocLignePiece></Piece>",
    "<a xmlns:b='u' xmlns:c='u'><b:d b:e='' f=''/><c:d xmlns:c='w' b:e='' c:e=''/></a>",
];

#[derive(Clone, Debug)]
enum Mutation {
    Insert(Index, &'static str),
    Delete(Index, usize),
    Replace(Index, u8),
    Repeat(Index, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        4 => (any::<Index>(), prop::sample::select(PIECES)).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        2 => (any::<Index>(), 1..5_usize).prop_map(|(at, length)| Mutation::Delete(at, length)),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        1 => (any::<Index>(), 1..20_usize).prop_map(|(at, length)| Mutation::Repeat(at, length)),
    ]
}

fn mutate(document: &mut Vec<u8>, mutation: &Mutation) {
    let length = document.len();
    match *mutation {
        Mutation::Insert(at, piece) => {
            let at = at.index(length + 1);
            document.splice(at..at, piece.bytes());
        }
        Mutation::Delete(at, count) => {
            let at = at.index(length + 1);
            document.drain(at..(at + count).min(length));
        }
        Mutation::Replace(at, byte) if length > 0 => document[at.index(length)] = byte,
        Mutation::Replace(..) => {}
        Mutation::Repeat(at, count) => {
            let at = at.index(length + 1);
            let repeated = document[at..(at + count).min(length)].to_vec();
            document.splice(at..at, repeated);
        }
    }
}

/// What only this scanner finds fault with, as the table of malformed documents shows.
fn witness_is_blind_to(error: &SyntaxError, document: &str) -> bool {
    let is_target = document[..error.offset.min(document.len())].ends_with("<?");
    match &error.kind {
        SyntaxErrorKind::InvalidName { name } => is_target || name.starts_with(':'),
        SyntaxErrorKind::MismatchedTag { expected, found } => found.strip_prefix(':') == Some(expected),
        SyntaxErrorKind::DuplicateAttribute { name } => name == "xmlns",
        SyntaxErrorKind::ReservedNamespace { prefix } => prefix == "xmlns",
        SyntaxErrorKind::ReservedTarget
        | SyntaxErrorKind::EmptyNamespace { .. }
        | SyntaxErrorKind::InvalidCharacterReference
        | SyntaxErrorKind::MalformedDeclaration
        | SyntaxErrorKind::UnsupportedEncoding { .. }
        | SyntaxErrorKind::EncodingMismatch { .. } => true,
        _ => false,
    }
}

fn compare(document: &[u8]) -> Result<(), TestCaseError> {
    let Ok(text) = std::str::from_utf8(document) else {
        prop_assert!(check(document).is_err());
        return Ok(());
    };
    // Line ends are normalised before anything else; the other parser overlooks one after a reference. And it takes
    // the local name `xmlns` for a declaration whatever its prefix is.
    let normalised = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.contains(":xmlns") {
        return Ok(());
    }
    match witness(&normalised) {
        Ok((expected, names)) => match scan_with(document, &names, Limits::default()) {
            Ok(found) => prop_assert_eq!(found, expected, "{:?}", text),
            Err(error) => prop_assert!(witness_is_blind_to(&error, text), "{:?} is refused: {:?}", text, error),
        },
        Err(error) => {
            let only_we_know_xml = text.contains("<xml:");
            prop_assert!(only_we_know_xml || check(document).is_err(), "{:?} is accepted: {}", text, error);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn mutated_documents_are_judged_as_by_another_parser(
        document in prop::sample::select(DOCUMENTS),
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let mut document = document.as_bytes().to_vec();
        for mutation in &mutations {
            mutate(&mut document, mutation);
        }
        compare(&document)?;
    }

    #[test]
    fn pieces_put_together_are_judged_as_by_another_parser(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..8)) {
        let inside = pieces.concat();
        compare(inside.as_bytes())?;
        compare(format!("<a>{inside}</a>").as_bytes())?;
        compare(format!("<a {inside}/>").as_bytes())?;
        compare(format!("<a b='{inside}'/>").as_bytes())?;
    }

    #[test]
    fn whatever_bytes_are_scanned_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        check(&bytes).ok();
        check(&[b"<a>", &*bytes].concat()).ok();
        check(&[b"<?xml version='1.0' encoding='windows-1252'?><a b='", &*bytes].concat()).ok();
        check(&[b"\xFF\xFE<\0a\0>\0", &*bytes].concat()).ok();
    }

    /// A document cut short is never well-formed: the end tag of the root is what is missing.
    #[test]
    fn documents_cut_short_are_refused(document in prop::sample::select(DOCUMENTS), at in any::<Index>()) {
        let whole = document.trim_end();
        let cut = at.index(whole.len());
        prop_assert!(check(&whole.as_bytes()[..cut]).is_err());
    }
}
