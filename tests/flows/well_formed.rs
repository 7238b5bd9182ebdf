use pes::parser::{PesAller, Source};
use proptest::prelude::*;

const OPEN: &str = r#"<n:PES_Aller xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller">"#;

fn reads(document: &[u8]) -> Result<(), String> {
    let source = Source::decode("flux.xml", document).map_err(|error| error.to_string())?;
    PesAller::read(&source).map(drop).map_err(|error| error.to_string())
}

/// roxmltree is the witness: it refuses each of these.
#[test]
fn malformed_documents_are_refused() {
    let bodies = [
        "<Enveloppe>",
        "<Enveloppe></EnTetePES>",
        "</Enveloppe>",
        "<Enveloppe a=1/>",
        "<Enveloppe a='1' a='2'/>",
        "<Enveloppe a='1'b='2'/>",
        "<Enveloppe a/>",
        "<Enveloppe a='<'/>",
        "<Enveloppe a='&inconnue;'/>",
        "<Enveloppe a='& '/>",
        "<Enveloppe a='&#0;'/>",
        "<1Enveloppe/>",
        "<Enve<loppe/>",
        "<x:Enveloppe/>",
        "<Enveloppe x:a='1'/>",
        "<a:b:c xmlns:a='u'/>",
        "&inconnue;",
        "& ",
        "]]>",
        "<!-- a -- b -->",
        "<!-- a",
        "<![CDATA[ a",
        "<?xml version='1.0'?>",
        "<?1?>",
        "< Enveloppe/>",
        "<Enveloppe /a>",
        "<Enveloppe a='1",
        "\u{1}",
        "\u{FFFE}",
    ];
    for body in bodies {
        let document = format!("{OPEN}{body}</n:PES_Aller>");
        assert!(roxmltree::Document::parse(&document).is_err(), "the witness accepts {body:?}");
        assert!(reads(document.as_bytes()).is_err(), "accepted: {body:?}");
    }
    // The witness lets these pass: half a surrogate, and a prefix bound to nothing.
    for body in ["<Enveloppe a='&#xD800;'/>", "<Enveloppe xmlns:p=''/>"] {
        assert!(reads(format!("{OPEN}{body}</n:PES_Aller>").as_bytes()).is_err(), "accepted: {body:?}");
    }
    for document in [
        String::new(),
        "   \n".into(),
        "texte".into(),
        format!("{OPEN}</n:PES_Aller>{OPEN}</n:PES_Aller>"),
        format!("{OPEN}</n:PES_Aller>texte"),
        format!("{OPEN}</n:PES_Aller>&amp;"),
        format!("texte{OPEN}</n:PES_Aller>"),
        format!(" <?xml version='1.0'?>{OPEN}</n:PES_Aller>"),
    ] {
        assert!(roxmltree::Document::parse(&document).is_err(), "the witness accepts {document:?}");
        assert!(reads(document.as_bytes()).is_err(), "accepted: {document:?}");
    }
}

#[test]
fn refusals_say_what_and_where() {
    let message = |document: &str| reads(document.as_bytes()).unwrap_err();
    insta::assert_snapshot!(
        [
            message(""),
            message("<!DOCTYPE a><a/>"),
            message(&format!("{OPEN}\n  <b></c></n:PES_Aller>")),
            message(&format!("{OPEN}\n")),
            message("<?xml version=\"1.0\" encoding=\"EBCDIC\"?><a/>"),
            message("<PES_ACQUIT/>"),
            message("<PES_Aller/>"),
            message(&format!("{OPEN}\n<Enveloppe é='1' é='2'/></n:PES_Aller>")),
            reads(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\xE9</a>").unwrap_err(),
        ]
        .join("\n")
    );
}

#[test]
fn hostile_documents_are_refused_at_once() {
    let deep = format!("{OPEN}{}", "<a>".repeat(1_000_000));
    assert!(reads(deep.as_bytes()).unwrap_err().contains("256 niveaux"));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
    assert!(reads(format!("{OPEN}<a{attributes}/></n:PES_Aller>").as_bytes()).unwrap_err().contains("256 attributs"));
    let nested: String = (0..5_000).map(|n| format!("<a xmlns:p{n}='u{n}'>")).collect();
    assert!(reads(format!("{OPEN}{nested}").as_bytes()).is_err());
}

proptest! {
    /// Whatever the bytes: an answer, and never a document that roxmltree would refuse.
    #[test]
    fn nothing_malformed_passes(pieces in prop::collection::vec(prop::sample::select(vec![
        "<a>", "</a>", "<a/>", "<b c='1'>", "</b>", "<b c='1' c='2'/>", "&amp;", "&x;", "&#65;", "texte", "é", "<!-- x -->",
        "<!-- -- -->", "<?pi x?>", "<![CDATA[<]]>", "]]>", "<", ">", "&", "'", "\"", "<Enveloppe/>", "<Exer V=\"1\"/>", " ", "\n",
        "xmlns:z='u'", "<z:a xmlns:z='u'/>", "<z:a/>", "</n:PES_Aller>", "<a b=\"&lt;\"/>", "<a b=\"<\"/>", "\u{0}", "<?xml?>",
    ]), 0..12)) {
        let document = format!("{OPEN}{}</n:PES_Aller>", pieces.concat());
        if reads(document.as_bytes()).is_ok() {
            prop_assert!(roxmltree::Document::parse(&document).is_ok(), "{}", document);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = reads(&bytes);
        let _ = reads(&[OPEN.as_bytes(), &bytes].concat());
    }
}
