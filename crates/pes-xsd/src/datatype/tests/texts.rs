use super::*;

#[test]
fn strings_differ_in_the_white_space_they_keep() {
    let kept = |name| builtin(name).value(" a\t\r\n b ", &NoPrefixes).unwrap().into_owned();
    assert_eq!(kept("string"), Value::Text(" a\t\r\n b ".into()));
    assert_eq!(kept("normalizedString"), Value::Text(" a    b ".into()));
    assert_eq!(kept("token"), Value::Text("a b".into()));
    assert_eq!(kept("anySimpleType"), Value::Text(" a\t\r\n b ".into()));
}

#[test]
fn only_four_characters_are_white_space() {
    assert_eq!(value("token", "\u{a0}a\u{2028}\u{a0} "), Value::Text("\u{a0}a\u{2028}\u{a0}".into()));
    assert_eq!(check("integer", " \t\r\n7\n"), Ok(()));
    assert_eq!(check("integer", "7\u{c}"), Err(not_lexical("integer")));
    assert_eq!(check("integer", "\u{a0}7"), Err(not_lexical("integer")));
}

#[test]
fn any_simple_type_accepts_everything() {
    for raw in ["", "\u{10ffff}", " "] {
        assert_eq!(check("anySimpleType", raw), Ok(()));
    }
}

#[test]
fn names_and_their_kin() {
    assert_lexical_space("Name", &["a", ":", "_", "é.1-2", " a:b ", "\u{10000}"], &["", "1a", "-a", ".a", "a b", "a/"]);
    for ncname in ["NCName", "ID", "IDREF", "ENTITY"] {
        assert_lexical_space(ncname, &["a", "_1", "ĳ", "  a "], &["", "a:b", ":", "1", "a b", "\u{b7}a"]);
    }
    assert_lexical_space("NMTOKEN", &["1", "-", ".:", "\u{b7}a", "\u{300}"], &["", "a b", "a,b", "×", "÷", "\u{37e}"]);
    assert_lexical_space("NMTOKENS", &["a", " a  1\n-"], &[]);
    assert_eq!(check("NMTOKENS", "a ,"), Err(not_lexical("NMTOKEN")));
    assert_eq!(check("NMTOKENS", " "), Err(broken(Facet::MinLength, "1")));
}

#[test]
fn languages() {
    assert_lexical_space(
        "language",
        &["fr", "fr-FR", "i-klingon", "x-a1-b2c3d4e5", "abcdefgh"],
        &["", "fr_FR", "abcdefghi", "fr-", "-fr", "f2", "fr-abcdefghi", "é"],
    );
}

#[test]
fn booleans() {
    assert_lexical_space(
        "boolean",
        &["true", "false", "1", "0", " 1 "],
        &["", "True", "TRUE", "2", "01", "true false"],
    );
    assert!(same("boolean", "1", "true") && same("boolean", "0", "false") && !same("boolean", "1", "0"));
}

#[test]
fn hexadecimal_octets() {
    assert_lexical_space("hexBinary", &["", "0F", "0f1A", " 00 "], &["0", "0G", "0F 1A", "0x0F"]);
    assert!(same("hexBinary", "0fAa", "0FaA") && !same("hexBinary", "0f", "0fAa"));
    let four = restricted("hexBinary", &[(Facet::Length, "2")]);
    assert_eq!(four.check("0A0B", &NoPrefixes), Ok(()));
    assert_eq!(four.check("0A", &NoPrefixes), Err(broken(Facet::Length, "2")));
}

#[test]
fn base64_octets() {
    assert_lexical_space(
        "base64Binary",
        &["", "QQ==", "QUI=", "QUJD", "Q Q = =", "QU JD\nQU JD", "+/+/"],
        // Padding that is missing, in excess, within, or alone; bits that should be zero; foreign characters.
        &["Q", "QQ", "QQ=", "QQ===", "QUJD=", "Q=Q=", "====", "QR==", "QUJ=", "QU-_", "QUJé"],
    );
    assert!(same("base64Binary", "QUJD QUI=", "QUJDQUI =") && !same("base64Binary", "QQ==", "Qg=="));
    for (text, octets) in [("", "0"), ("QQ==", "1"), ("Q U I =", "2"), ("QUJD", "3"), ("QUJDQQ==", "4")] {
        let exact = restricted("base64Binary", &[(Facet::Length, octets)]);
        assert_eq!(exact.check(text, &NoPrefixes), Ok(()), "{text}");
    }
    assert!(!{ value("hexBinary", "41") == value("base64Binary", "QQ==") });
}

#[test]
fn uris_are_nearly_any_text() {
    assert_lexical_space(
        "anyURI",
        &["", "#a", "http://a.example/b c", "é%C3%A9", "../x?y=[z]", "urn:a:b", "C:/a%20b#c"],
        &["%", "a%2", "a%zz", "#a#b"],
    );
    assert!(!{ value("anyURI", "a") == value("string", "a") });
}

#[test]
fn lengths_count_characters() {
    let short = restricted("string", &[(Facet::MinLength, "2"), (Facet::MaxLength, "3")]);
    for accepted in ["éé", "\u{1f600}\u{1f600}\u{1f600}", "abc", "  "] {
        assert_eq!(short.check(accepted, &NoPrefixes), Ok(()), "{accepted}");
    }
    assert_eq!(short.check("é", &NoPrefixes), Err(broken(Facet::MinLength, "2")));
    assert_eq!(short.check("\u{1f600}", &NoPrefixes), Err(broken(Facet::MinLength, "2")));
    assert_eq!(short.check("abcd", &NoPrefixes), Err(broken(Facet::MaxLength, "3")));
    let token = restricted("token", &[(Facet::Length, "3")]);
    assert_eq!(token.check("  a\n\n b ", &NoPrefixes), Ok(()));
    assert_eq!(token.check("abcé", &NoPrefixes), Err(broken(Facet::Length, "3")));
}

#[test]
fn qualified_names_are_resolved() {
    let bound = Bindings(&[("", "urn:default"), ("p", "urn:one"), ("q", "urn:one")]);
    let name = |raw| builtin("QName").value(raw, &bound).map(Value::into_owned);
    assert_eq!(name("p:a"), name(" q:a "));
    assert_eq!(name("a"), Ok(Value::QName(QName { namespace: "urn:default".into(), local: "a".into() })));
    assert_eq!(name("r:a"), Err(ValueError::UnboundPrefix { prefix: "r".into() }));
    for wrong in ["", ":a", "p:", "p:a:b", "p :a", "1:a", "p:1"] {
        assert_eq!(name(wrong), Err(not_lexical("QName")), "{wrong}");
    }
    assert_eq!(check("QName", "a"), Ok(()));
    assert_ne!(name("p:a"), builtin("NOTATION").value("p:a", &bound).map(Value::into_owned));
}

#[test]
fn lengths_do_not_constrain_qualified_names() {
    for name in ["QName", "NOTATION"] {
        assert_eq!(restricted(name, &[(Facet::Length, "2")]).check("abcdef", &NoPrefixes), Ok(()));
    }
}

#[test]
fn every_builtin_type_is_there_with_its_base() {
    let names: Vec<_> = hierarchy().collect();
    assert_eq!(names.len(), 45);
    for (name, base) in names {
        assert_eq!(builtin(name).builtin_ancestor(), name);
        assert!(base.is_none_or(|base| SimpleType::builtin(base).is_some()), "{name}");
    }
    assert!(SimpleType::builtin("anyType").is_none());
    assert!(SimpleType::builtin("dateTimeStamp").is_none());
}
