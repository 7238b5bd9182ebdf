use super::*;
use crate::names::{NamespaceId, Symbol};

fn names() -> Names {
    let mut names = Names::default();
    let uri = names.intern_namespace("u");
    for local in ["a", "b"] {
        names.intern(NamespaceId::NONE, local);
        names.intern(uri, local);
    }
    names
}

/// Goes to the first start tag of an element whose raw name is said.
fn go_to(scanner: &mut Scanner<'_>, raw_name: &str) {
    loop {
        let token = scanner.next().unwrap();
        assert_ne!(token, Token::Eof);
        if token == Token::Start && scanner.raw(scanner.raw_name(), &mut String::new()) == raw_name {
            return;
        }
    }
}

#[test]
fn tokens_come_in_order_with_their_places() {
    let names = names();
    let document = Document::open(b"<!-- --><a>\n <b/>c<![CDATA[ ]]>&#32;</a >\n").unwrap();
    let mut scanner = Scanner::new(&document, &names, Limits::default());
    let mut seen = Vec::new();
    loop {
        let token = scanner.next().unwrap();
        seen.push((token, scanner.offset(), scanner.position(), scanner.depth()));
        if token == Token::Eof {
            break;
        }
    }
    let expected = [
        (Token::Start, 8, 11, 1),
        (Token::Text, 11, 13, 1),
        (Token::Start, 13, 17, 2),
        (Token::End, 13, 17, 2),
        (Token::Text, 17, 18, 1),
        (Token::Text, 18, 31, 1),
        (Token::Text, 31, 36, 1),
        (Token::End, 36, 41, 1),
        (Token::Eof, 42, 42, 0),
    ];
    assert_eq!(seen, expected);
    assert_eq!(scanner.next(), Ok(Token::Eof));
}

#[test]
fn empty_tags_are_known() {
    let names = names();
    let document = Document::open(b"<a><b/><b></b></a>").unwrap();
    let mut scanner = Scanner::new(&document, &names, Limits::default());
    let mut empty = Vec::new();
    while let token @ (Token::Start | Token::End) = scanner.next().unwrap() {
        if token == Token::Start {
            empty.push(scanner.is_empty_tag());
        }
    }
    assert_eq!(empty, [false, true, false]);
}

#[test]
fn white_space_is_told_from_other_text() {
    let names = names();
    for (content, white) in [
        (" ", true),
        ("\t\r\n ", true),
        ("        \n        ", true),
        ("&#32;", true),
        (" &#x9;\n&#10; ", true),
        ("<![CDATA[ \n]]>", true),
        ("a", false),
        ("                a", false),
        ("a ", false),
        ("\u{A0}", false),
        ("&#160;", false),
        (" &amp; ", false),
        ("&#32;]", false),
        ("<![CDATA[ a]]>", false),
    ] {
        let document = format!("<a>{content}</a>");
        let document = Document::open(document.as_bytes()).unwrap();
        let mut scanner = Scanner::new(&document, &names, Limits::default());
        scanner.next().unwrap();
        assert_eq!(scanner.next(), Ok(Token::Text));
        assert_eq!(scanner.is_white_space(), white, "{content:?}");
    }
}

#[test]
fn names_are_symbols_of_the_schema() {
    let names = names();
    let uri = names.namespace("u");
    let document =
        Document::open(b"<p:a xmlns:p='u' b='' p:b='' c='' p:c=''><a xmlns='v'/><c xmlns='u'/></p:a>").unwrap();
    let mut scanner = Scanner::new(&document, &names, Limits::default());
    scanner.next().unwrap();
    assert_eq!((scanner.symbol(), scanner.namespace()), (names.symbol(uri, "a"), uri));
    let attributes: Vec<_> =
        scanner.attributes().iter().map(|attribute| (attribute.symbol(), attribute.namespace())).collect();
    let expected = [
        (names.symbol(NamespaceId::NONE, "b"), NamespaceId::NONE),
        (names.symbol(uri, "b"), uri),
        (Symbol::UNKNOWN, NamespaceId::NONE),
        (Symbol::UNKNOWN, uri),
    ];
    assert_eq!(attributes, expected);
    scanner.next().unwrap();
    assert_eq!((scanner.symbol(), scanner.namespace()), (Symbol::UNKNOWN, NamespaceId::OTHER));
    scanner.next().unwrap();
    scanner.next().unwrap();
    assert_eq!((scanner.symbol(), scanner.namespace()), (Symbol::UNKNOWN, uri));
}

/// The same names mean something else where other namespaces are declared, and the same again after.
#[test]
fn names_follow_the_declarations_in_scope() {
    let names = names();
    let uri = names.namespace("u");
    let document = Document::open(
        b"<x><a/><a xmlns='u'><a/><a xmlns=''><a/></a><a/></a><a/><a xmlns='v'><a/></a><a xmlns='u'/><a/></x>",
    );
    let document = document.unwrap();
    let mut scanner = Scanner::new(&document, &names, Limits::default());
    scanner.next().unwrap();
    let mut namespaces = Vec::new();
    loop {
        match scanner.next().unwrap() {
            Token::Start => namespaces.push(scanner.namespace()),
            Token::Eof => break,
            _ => {}
        }
    }
    let (none, other) = (NamespaceId::NONE, NamespaceId::OTHER);
    assert_eq!(namespaces, [none, uri, uri, none, none, uri, none, other, other, uri, none]);
}

#[test]
fn prefixes_are_resolved_up_to_the_end_tag() {
    let names = names();
    let document = Document::open("<a xmlns:é='u'><b xmlns='v' xmlns:é='w'>x</b></a>".as_bytes()).unwrap();
    let mut scanner = Scanner::new(&document, &names, Limits::default());
    let mut seen = Vec::new();
    while scanner.next().unwrap() != Token::Eof {
        let resolve = |prefix| scanner.resolve_prefix(prefix).unwrap_or("-").to_owned();
        seen.push([resolve(""), resolve("é"), resolve("z")].join(" "));
    }
    assert_eq!(seen, ["- u -", "v w -", "v w -", "v w -", "- u -"]);
    assert_eq!(scanner.resolve_prefix("xml"), Some("http://www.w3.org/XML/1998/namespace"));
}

#[test]
fn prefixes_are_resolved_in_every_encoding() {
    let names = names();
    let document = b"<?xml version='1.0' encoding='ISO-8859-1'?><a xmlns:\xE9='u\xE9'/>";
    let document = Document::open(document).unwrap();
    let mut scanner = Scanner::new(&document, &names, Limits::default());
    scanner.next().unwrap();
    assert_eq!(scanner.resolve_prefix("é"), Some("ué"));
    assert_eq!(scanner.resolve_prefix("e"), None);
}

#[test]
fn limits_are_kept_to_the_number() {
    let limits = Limits { max_depth: 3, max_attributes: 4, max_namespaces: 2, max_name: 7 };
    let check = |document: &str| scan_with(document.as_bytes(), &names(), limits).map(drop).map_err(|error| error.kind);
    assert_eq!(check("<a><a><a/><a></a></a></a>"), Ok(()));
    assert_eq!(check("<a><a><a><a/></a></a></a>"), Err(SyntaxErrorKind::TooDeep { limit: 3 }));
    assert_eq!(check("<a b='' c='' d='' e=''/>"), Ok(()));
    assert_eq!(check("<a b='' c='' d='' e='' f=''/>"), Err(SyntaxErrorKind::TooManyAttributes { limit: 4 }));
    assert_eq!(check("<a xmlns:b='u'><c xmlns='u'/><d xmlns='u'/></a>"), Ok(()));
    assert_eq!(check("<bcdefgh ijklmno=''/>"), Ok(()));
    for long in ["<bcdefghi/>", "<bcdefghi></bcdefghi>", "<a bcdefghi=''/>", "<p:bcdefg xmlns:p='u'/>"] {
        assert_eq!(check(long), Err(SyntaxErrorKind::NameTooLong { limit: 7 }), "{long}");
    }
    let too_many = Err(SyntaxErrorKind::TooManyNamespaces { limit: 2 });
    assert_eq!(check("<a xmlns:b='u'><c xmlns='u'><d xmlns=''/></c></a>"), too_many);
    assert_eq!(check("<a xmlns:b='u' xmlns:c='u' xmlns:d='u'/>"), too_many);
}

#[test]
fn positions_count_lines_and_characters() {
    let text = "\u{FEFF}<a>é\r\nb\rc\n\nœ\u{10000}d\r\r\n</a>";
    let document = Document::open(text.as_bytes()).unwrap();
    // Counted one character at a time.
    let (mut line, mut column) = (1, 1);
    let mut offsets = Vec::new();
    let mut expected = Vec::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((offset, character)) = characters.next() {
        offsets.push(offset);
        expected.push((line, column));
        let ends_line =
            character == '\n' || (character == '\r' && characters.peek().is_none_or(|&(_, next)| next != '\n'));
        (line, column) = if ends_line { (line + 1, 1) } else { (line, column + 1) };
    }
    assert_eq!(document.positions(&offsets), expected);
    for (offset, place) in offsets.iter().zip(&expected) {
        assert_eq!(document.positions(&[*offset, *offset]), [*place, *place]);
    }
    assert_eq!(document.positions(&[0, text.len(), text.len() + 10]), [(1, 1), (7, 5), (7, 5)]);
}

#[test]
fn positions_count_bytes_in_single_byte_encodings() {
    let document = Document::open(b"<?xml version='1.0' encoding='ISO-8859-1'?>\n<a>\xE9\xE9<b/></a>").unwrap();
    assert_eq!(document.positions(&[49]), [(2, 6)]);
}

/// What a scanner would say of each token to come.
fn said(scanner: &mut Scanner<'_>) -> Vec<(Token, Symbol, NamespaceId, String)> {
    let mut said = Vec::new();
    loop {
        let token = scanner.next().unwrap();
        let text = if token == Token::Text { scanner.text(&mut String::new()).to_owned() } else { String::new() };
        said.push((token, scanner.symbol(), scanner.namespace(), text));
        if token == Token::Eof {
            return said;
        }
    }
}

/// At any place, the start tags of the open elements and the rest of the bytes are read as the whole is.
#[test]
fn a_context_and_the_rest_are_read_as_the_whole() {
    let names = names();
    let long = "<a xmlns:p='u' xmlns='&#233;&amp;\"&lt;'>\n <b>1</b>\n <p:b x='1'>2<p:c/></p:b>\n <b xmlns='u'>3</b>\n <b xmlns=''/>\n</a>\n<!-- end -->\n";
    let latin =
        [b"<?xml version='1.0' encoding='ISO-8859-1'?><a xmlns:\xE9='u'><\xE9:b \xE9:c='\xE9'>\xE9</\xE9:b></a>"];
    for bytes in [long.as_bytes(), latin[0]] {
        let document = Document::open(bytes).unwrap();
        let mut scanner = Scanner::new(&document, &names, Limits::default());
        let mut places = 0;
        while scanner.next().unwrap() != Token::Eof {
            if scanner.is_empty_tag() {
                continue;
            }
            let mut piece = Vec::new();
            let tokens = scanner.write_context(&mut piece);
            piece.extend_from_slice(&bytes[scanner.position()..]);
            let piece = Document::open(&piece).unwrap();
            let mut rest = Scanner::new(&piece, &names, Limits::default());
            for _ in 0..tokens {
                rest.next().unwrap();
            }
            // What the last token was is not asked of either.
            let (expected, found) = (said(&mut scanner.clone()), said(&mut rest));
            let meaning = |said: &[(Token, Symbol, NamespaceId, String)]| {
                let named = |token| token == Token::Start;
                said.iter()
                    .map(|(token, symbol, namespace, text)| {
                        (*token, named(*token).then_some((*symbol, *namespace)), text.clone())
                    })
                    .collect::<Vec<_>>()
            };
            assert_eq!(meaning(&found), meaning(&expected), "at {}", scanner.position());
            places += 1;
        }
        assert!(places > 4);
    }
}

#[test]
fn contexts_differ_by_names_and_bindings() {
    let names = names();
    let text = "<a><b>x</b><c xmlns:p='u'><a xmlns:p='v'>x</a></c><b xmlns='u'>y</b></a>";
    let document = Document::open(text.as_bytes()).unwrap();
    let mut scanner = Scanner::new(&document, &names, Limits::default());
    let mut contexts = Vec::new();
    let mut context = |scanner: &Scanner<'_>| {
        let mut bytes = Vec::new();
        scanner.write_context(&mut bytes);
        contexts.push(bytes);
    };
    context(&scanner);
    for name in ["a", "b", "c", "a", "b"] {
        go_to(&mut scanner, name);
        context(&scanner);
    }
    while scanner.next().unwrap() != Token::Eof {}
    context(&scanner);
    for (one, left) in contexts.iter().enumerate() {
        for (two, right) in contexts.iter().enumerate() {
            assert_eq!(left == right, one == two, "{one} {two}");
        }
    }
}

/// What is remembered of names is bounded, so that a document of countless names costs no more memory than another.
#[test]
fn countless_names_are_read_in_bounded_memory() {
    let mut text = String::from("<a>");
    for number in 0..5_000 {
        text.push_str(&format!("<n{number} a{number}=''/>"));
    }
    text.push_str("<b/></a>");
    let names = names();
    let document = Document::open(text.as_bytes()).unwrap();
    let mut scanner = Scanner::new(&document, &names, Limits::default());
    go_to(&mut scanner, "b");
    assert_eq!(scanner.symbol(), names.symbol(NamespaceId::NONE, "b"));
    assert!(scanner.known_elements.size() <= 4096 && scanner.known_attributes.size() <= 4096);
}
