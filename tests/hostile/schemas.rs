//! Schemas that harm who compiles them without care.

use super::{LARGE, Runs, SMALL, times_larger, word};
use crate::support::{latin1, sound_flow};

const START: &str = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>";

fn schema(content: &str) -> Vec<u8> {
    format!("{START}{content}</xs:schema>").into_bytes()
}

/// Schema documents may have a document type, as that of the W3C has: its entities may not multiply.
fn billion_laughs() -> Vec<u8> {
    let ten = |number: usize| format!("<!ENTITY e{number} \"{}\">", format!("&e{};", number - 1).repeat(10));
    let entities: String = (1..10).map(ten).collect();
    [format!("<!DOCTYPE s [<!ENTITY e0 \"lol\">{entities}]>").into_bytes(), schema("<xs:element name='&e9;'/>")]
        .concat()
}

#[test]
fn schemas() {
    let mut runs = Runs::new();
    let flow = runs.file("flux.xml", latin1(&sound_flow()));
    let document = runs.file("a.xml", "<a>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!</a>");
    runs.file("self.xsd", schema("<xs:include schemaLocation='self.xsd'/><xs:include schemaLocation='hostile.xsd'/>"));
    runs.file("note.txt", "mot de passe\n");
    let large = 10_000 * times_larger();
    let element = |kind: &str| format!("<xs:element name='a'>{kind}</xs:element>");
    let of_type = |kind: &str| {
        schema(
            &(element(&format!(
                "<xs:simpleType><xs:restriction base='xs:string'>{kind}</xs:restriction></xs:simpleType>"
            ))),
        )
    };
    let pattern = |value: &str| of_type(&format!("<xs:pattern value='{value}'/>"));
    let sequence = |content: &str| {
        schema(&element(&format!("<xs:complexType><xs:sequence>{content}</xs:sequence></xs:complexType>")))
    };
    let nested = |open: &str, close: &str| open.repeat(large) + &close.repeat(large);
    let types = |one: &dyn Fn(usize) -> String| schema(&(0..large).map(one).collect::<String>());
    let include = |place: &str| schema(&format!("<xs:include schemaLocation='{place}'/><xs:element name='a'/>"));
    // Whether the schema is refused; one that is not is used.
    let cases: Vec<(&str, Vec<u8>, bool)> = vec![
        ("nothing", Vec::new(), true),
        ("NULs", vec![0; 100_000], true),
        ("a flow", latin1(&sound_flow()), true),
        ("a billion laughs", billion_laughs(), true),
        ("levels", [START, &"<xs:a>".repeat(100_000)].concat().into_bytes(), true),
        ("nested sequences", sequence(&nested("<xs:sequence>", "</xs:sequence>")), true),
        (
            "nested types",
            schema(&nested(
                "<xs:element name='a'><xs:complexType><xs:sequence>",
                "</xs:sequence></xs:complexType></xs:element>",
            )),
            true,
        ),
        (
            "occurrences of occurrences",
            sequence(
                &("<xs:sequence maxOccurs='1000000000'>".repeat(20)
                    + "<xs:element name='b' minOccurs='0' maxOccurs='1000000000'/>"
                    + &"</xs:sequence>".repeat(20)),
            ),
            false,
        ),
        (
            "a choice of choices",
            sequence(&format!(
                "<xs:choice maxOccurs='99999'>{}</xs:choice>",
                (0..large / 10)
                    .map(|n| format!("<xs:element name='b{n}' minOccurs='99' maxOccurs='9999'/>"))
                    .collect::<String>()
            )),
            true,
        ),
        (
            "a number without end",
            sequence(&format!("<xs:element name='b' maxOccurs='{}'/>", "9".repeat(100_000))),
            false,
        ),
        ("a pattern that tries all ways", pattern("((a+)+)+"), false),
        ("a pattern of alternatives", pattern("(a|a|aa|aaa)*b"), false),
        ("a pattern of counts", pattern("((a{0,1000}){0,1000}){0,1000}"), false),
        ("a pattern of a count", pattern("a{1000000000}"), false),
        ("a pattern of levels", pattern(&nested("(", ")")), true),
        ("a pattern of megabytes", pattern(&"a".repeat(100 * large)), true),
        (
            "enumerations",
            of_type(&(0..large).map(|n| format!("<xs:enumeration value='{n}'/>")).collect::<String>()),
            false,
        ),
        (
            "a type of itself",
            schema(
                "<xs:complexType name='t'><xs:complexContent><xs:extension base='t'/></xs:complexContent></xs:complexType>",
            ),
            true,
        ),
        (
            "groups of each other",
            schema(
                "<xs:group name='g'><xs:sequence><xs:group ref='h'/></xs:sequence></xs:group><xs:group name='h'><xs:sequence><xs:group ref='g'/></xs:sequence></xs:group>",
            ),
            true,
        ),
        (
            "heads of each other",
            schema("<xs:element name='a' substitutionGroup='b'/><xs:element name='b' substitutionGroup='a'/>"),
            true,
        ),
        (
            "a chain of types",
            types(&|n| {
                format!(
                    "<xs:simpleType name='t{}'><xs:restriction base='{}'/></xs:simpleType>",
                    n,
                    if n == 0 { "xs:string".into() } else { format!("t{}", n - 1) }
                )
            }),
            true,
        ),
        ("elements", types(&|n| format!("<xs:element name='e{n}'/>")), false),
        ("the same element", types(&|_| "<xs:element name='a'/>".to_owned()), true),
        ("includes of each other", include("self.xsd"), false),
        ("a schema that is not there", include("nowhere.xsd"), true),
        ("a schema of the network", include("http://127.0.0.1:9/a.xsd"), true),
        ("a file of the system", include("/etc/passwd"), true),
        ("a file address", include("file:///etc/passwd"), true),
        ("a folder above", include("../../../../../../../../etc/passwd"), true),
        ("a note", include("note.txt"), true),
        ("a device", include("/dev/zero"), true),
        ("a folder", include("."), true),
        ("UTF-16", schema(&element("")).iter().flat_map(|&byte| [byte, 0]).collect(), true),
    ];
    let mut wrong = Vec::new();
    for (name, bytes, is_refused) in cases {
        let hostile = runs.file("hostile.xsd", bytes);
        for words in [["xsd", word(&hostile), word(&document)], ["check", word(&flow), "--xsd"]] {
            let words: Vec<&str> = words.into_iter().chain((words[0] == "check").then_some(word(&hostile))).collect();
            let answer = runs.run(&words, LARGE);
            let said: String = answer.said().chars().take(2_000).collect();
            if (answer.code == 2) != is_refused {
                wrong.push(format!("{name}, {}: exit {}: {said}", words[0], answer.code));
            }
            assert!(!answer.says("mot de passe") && !answer.says("root:"), "{name}: {said}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let answer = runs.run(&["xsd", "/dev/zero", word(&document)], SMALL);
    assert_eq!(answer.code, 2, "{}", answer.said());
}
