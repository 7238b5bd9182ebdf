//! Documents that harm who reads them without care.

use super::{Bounds, LARGE, Runs, SMALL, times_larger, word};
use crate::support::{latin1, replaced, sound_flow};

const ROOT: &str = "<n:PES_Aller xmlns:n=\"http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller\">";
const END: &str = "</n:PES_Aller>";
const LATIN: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";

/// The forms of a report.
const FORMS: [&str; 7] = ["text", "json", "html", "court", "jsonl", "junit", "sarif"];

/// A document, and the rule that refuses it; no rule for one that is accepted.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    rule: &'static str,
}

fn case(name: &'static str, rule: &'static str, document: impl Into<Vec<u8>>) -> Case {
    Case { name, bytes: document.into(), rule }
}

/// The document within the root of a flow.
fn inside(content: &str) -> Vec<u8> {
    [LATIN, ROOT, content, END].concat().into_bytes()
}

/// Every command that reads a flow reads these.
fn every_command(cases: &[Case], bounds: Bounds, forms: &[&str]) {
    let mut runs = Runs::new();
    let schema = runs.file("flux.xsd", "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>");
    let config = runs.file("pes.toml", include_str!("../../fixtures/billing/cantine/pes.toml"));
    for Case { name, bytes, rule } in cases {
        let flow = runs.file("flux.xml", bytes);
        let flow = word(&flow);
        for form in forms {
            let output = format!("report.{form}");
            let answer = runs.run(&["check", flow, "--format", form, "--output", &output], bounds);
            let code = match *rule {
                "" => 0,
                // What cannot be read is not checked.
                "PES014" => 2,
                _ => 1,
            };
            assert_eq!(answer.code, code, "{name}, {form}: {}", answer.said());
            let report = String::from_utf8(std::fs::read(runs.path(&output)).unwrap()).unwrap();
            assert!(report.contains(rule), "{name}, {form}: {report}");
            std::fs::remove_file(runs.path(&output)).unwrap();
        }
        let mut refused = |words: &[&str]| {
            let answer = runs.run(words, bounds);
            assert!(answer.code != 0 || rule.is_empty(), "{name}, {words:?}: {}", answer.said());
        };
        refused(&["xsd", word(&schema), flow]);
        refused(&["split", flow, "--out", "out", "--bordereau-public", "900", "--ecraser"]);
        refused(&["convert", flow, "--config", word(&config), "--out", "out", "--ecraser"]);
        runs.run(&["show", flow], bounds);
        runs.run(&["show", flow, "--format", "json"], bounds);
    }
    assert_eq!(runs.outside(), [""; 0]);
}

#[test]
fn entities_and_document_types() {
    let ten = |number: usize| format!("<!ENTITY e{number} \"{}\">", format!("&e{};", number - 1).repeat(10));
    let bomb: String = (1..10).map(ten).collect();
    let bomb = format!("<!DOCTYPE a [<!ENTITY e0 \"lol\">{bomb}]><a>&e9;</a>");
    let wide = format!("<!DOCTYPE a [<!ENTITY e \"{}\">]><a>{}</a>", "a".repeat(50_000), "&e;".repeat(50_000));
    let cases = [
        case("a billion laughs", "PES002", bomb),
        case("one large entity many times", "PES002", wide),
        case("an entity of itself", "PES002", "<!DOCTYPE a [<!ENTITY e \"&e;\">]><a>&e;</a>"),
        case("a file", "PES002", "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>"),
        case("a device", "PES002", "<!DOCTYPE a SYSTEM \"file:///dev/zero\"><a/>"),
        case("an address", "PES002", "<!DOCTYPE a [<!ENTITY % e SYSTEM \"http://127.0.0.1:9/e\"> %e;]><a/>"),
        case("a document type in small letters", "PES002", "<!doctype a><a/>"),
        case("a document type inside", "PES002", inside("<!DOCTYPE a>")),
        case("an entity that nobody declares", "PES002", inside("<Enveloppe>&nbsp;</Enveloppe>")),
        case(
            "an entity without its end",
            "PES002",
            inside(&format!("<Enveloppe>&{}</Enveloppe>", "a".repeat(100_000))),
        ),
        case("a NUL by its number", "PES002", inside("<Enveloppe>&#0;</Enveloppe>")),
        case("a surrogate by its number", "PES002", inside("<Enveloppe>&#xD800;</Enveloppe>")),
        case("a number beyond all", "PES002", inside(&format!("<Enveloppe>&#{};</Enveloppe>", "9".repeat(100_000)))),
        case("XInclude", "PES10", inside("<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='/etc/passwd'/>")),
        case(
            "a place of schemas",
            "PES10",
            replaced(
                ROOT,
                ">",
                " xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:schemaLocation='http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller http://127.0.0.1:9/a.xsd'><Enveloppe/></n:PES_Aller>",
            ),
        ),
        case("a style sheet", "PES10", format!("<?xml-stylesheet href='file:///etc/passwd'?>{ROOT}{END}")),
    ];
    every_command(&cases, SMALL, &FORMS);
}

#[test]
fn nests_crowds_and_lengths_of_a_size_to_fall_over() {
    let nested = |name: &dyn Fn(usize) -> String| {
        let start: String = (0..5_000).map(|level| format!("<{}>", name(level))).collect();
        let ends = (0..5_000).rev().map(|level| name(level).split(' ').next().unwrap().to_owned());
        inside(&(start + &ends.map(|name| format!("</{name}>")).collect::<String>()))
    };
    let many = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    let large = 20_000 * times_larger();
    let cases = [
        case("nested, each with a namespace", "PES002", nested(&|level| format!("a xmlns:p{level}='u{level}'"))),
        case("nested, each with the same prefix", "PES002", nested(&|_| "a xmlns:p='u'".to_owned())),
        case("nested, each with a default namespace", "PES002", nested(&|level| format!("a xmlns='u{level}'"))),
        case("nested in another namespace", "PES002", nested(&|level| format!("p:a xmlns:p='u{level}'"))),
        case(
            "namespaces in a tag",
            "PES002",
            inside(&format!("<a {}/>", many(large, &|n| format!("xmlns:p{n}='u' ")))),
        ),
        case(
            "tags of 200 namespaces",
            "PES10",
            inside(&format!("<a {}/>", many(200, &|n| format!("xmlns:p{n}='u' "))).repeat(1_000)),
        ),
        case("attributes in a tag", "PES002", inside(&format!("<a {}/>", many(large, &|n| format!("b{n}='' "))))),
        case("the same attribute", "PES002", inside(&format!("<a {}/>", "b='' ".repeat(large)))),
        case(
            "attributes of the root",
            "PES002",
            [LATIN, &replaced(ROOT, ">", &format!(" {}>", many(large, &|n| format!("b{n}='' ")))), END].concat(),
        ),
        case("siblings", "PES10", inside(&"<a/>".repeat(large))),
        case("siblings of different names", "PES10", inside(&many(large, &|n| format!("<a{n}/>")))),
        case("a name", "PES002", inside(&format!("<{}/>", "a".repeat(10 * large)))),
        case("a name of many parts", "PES002", inside(&format!("<{}/>", "a:".repeat(10 * large)))),
        case("the name of an attribute", "PES002", inside(&format!("<a {}=''/>", "b".repeat(10 * large)))),
        case("the prefix of a namespace", "PES002", inside(&format!("<a xmlns:{}='u'/>", "p".repeat(10 * large)))),
        case("a namespace", "PES10", inside(&format!("<a xmlns='{}'/>", "u".repeat(10 * large)))),
        case("a value", "PES10", inside(&format!("<Enveloppe V='{}'/>", "9".repeat(10 * large)))),
        case("a text", "PES10", inside(&format!("<Enveloppe>{}</Enveloppe>", "9".repeat(10 * large)))),
        case("a text of references", "PES10", inside(&format!("<Enveloppe>{}</Enveloppe>", "&#65;".repeat(large)))),
        case(
            "texts apart",
            "PES10",
            inside(&format!("<Enveloppe>{}</Enveloppe>", "<![CDATA[]]>a<!---->".repeat(large))),
        ),
        case("nothing but openings", "PES002", inside(&"<".repeat(10 * large))),
        case("a comment without its end", "PES002", inside(&format!("<!--{}", "-".repeat(10 * large)))),
        case("comments that open again", "PES002", inside(&"<!--".repeat(large))),
        case("sections that open again", "PES002", inside(&"<![CDATA[".repeat(large))),
        case("instructions that open again", "PES002", inside(&"<?a ".repeat(large))),
        case("quotes that open again", "PES002", inside(&"<a b=\"'".repeat(large))),
        case("closings", "PES002", inside(&"</a>".repeat(large))),
    ];
    every_command(&cases, LARGE, &FORMS[..1]);
}

/// One command on sizes that would take others a night.
#[test]
fn ten_million_levels_and_a_million_attributes() {
    let mut runs = Runs::new();
    let deep = "<a>".repeat(10_000_000);
    let attributes: String = (0..1_000_000).map(|number| format!(" a{number}=''")).collect();
    for (name, document) in [
        ("levels without end", [LATIN, ROOT, &deep].concat()),
        ("levels in an unknown element", [LATIN, ROOT, "<Enveloppe/>", &deep].concat()),
        ("levels without a root", deep.clone()),
        ("closings", [LATIN, ROOT, &"</a>".repeat(10_000_000)].concat()),
        ("attributes", [LATIN, ROOT, "<a", &attributes, "/>", END].concat()),
        ("a name", [LATIN, ROOT, "<", &"a".repeat(50_000_000), "/>", END].concat()),
    ] {
        let flow = runs.file("flux.xml", document);
        for words in [&["check"][..], &["check", "--format", "json"], &["show"]] {
            let words = [words, &[word(&flow)]].concat();
            let answer = runs.run(&words, LARGE);
            assert!(answer.code > 0 && answer.says("PES00"), "{name}: {}", answer.code);
            assert!(answer.said().len() < 20_000, "{name}: {} bytes said", answer.said().len());
        }
    }
}

#[test]
fn encodings_that_lie_and_bytes_that_are_none() {
    let flow = sound_flow();
    let utf8 = replaced(&flow, "ISO-8859-1", "UTF-8");
    let declared = |name: &str| latin1(&replaced(&flow, "ISO-8859-1", name));
    let wide = |unit: &dyn Fn(u16) -> Vec<u8>, mark: &[u8]| {
        [mark.to_vec(), flow.encode_utf16().flat_map(unit).collect()].concat()
    };
    let (little, big) = (|unit: u16| unit.to_le_bytes().to_vec(), |unit: u16| unit.to_be_bytes().to_vec());
    let four = |unit: u16| u32::from(unit).to_le_bytes().to_vec();
    let put = |at: &str, bytes: &[u8]| {
        let document = latin1(&flow);
        let start = flow.chars().collect::<String>().find(at).expect("it is there");
        [&document[..start], bytes, &document[start..]].concat()
    };
    let mark: &[u8] = b"\xEF\xBB\xBF";
    let broken = |bytes: &[u8]| {
        let at = utf8.find("<NomFic V=\"").unwrap() + 11;
        [&utf8.as_bytes()[..at], bytes, &utf8.as_bytes()[at..]].concat()
    };
    let cases = [
        case("as it should be", "", latin1(&flow)),
        case("in UTF-8", "", utf8.clone()),
        case("in UTF-8 with a mark", "", [mark, utf8.as_bytes()].concat()),
        case("said UTF-8, in Latin-1", "PES003", declared("UTF-8")),
        case("of no known name", "PES014", declared("x-hostile")),
        case("of a name of a megabyte", "PES014", declared(&"x".repeat(1 << 20))),
        case("of an empty name", "PES002", declared("")),
        case("said UTF-16, in Latin-1", "PES003", declared("UTF-16")),
        case("said UTF-7", "PES014", declared("UTF-7")),
        case("said EBCDIC", "PES014", declared("IBM037")),
        // Said to be in Latin-1.
        case("UTF-16 with a mark", "PES003", wide(&little, b"\xFF\xFE")),
        case("UTF-16 turned round", "PES003", wide(&big, b"\xFE\xFF")),
        case("UTF-16 without a mark", "PES00", wide(&little, b"")),
        case("UTF-16 turned round without a mark", "PES00", wide(&big, b"")),
        case("UTF-32 with a mark", "PES014", wide(&four, b"\xFF\xFE\0\0")),
        case("two marks", "PES00", [mark, mark, utf8.as_bytes()].concat()),
        case("a mark inside", "PES00", [utf8.as_bytes(), mark].concat()),
        case("a mark and Latin-1", "PES003", [mark, &latin1(&flow)].concat()),
        case("half a mark", "PES00", [&mark[..2], utf8.as_bytes()].concat()),
        case("a byte that starts nothing", "PES003", broken(b"\x80")),
        case("a character made too long", "PES003", broken(b"\xC0\xAF")),
        case("a NUL made too long", "PES003", broken(b"\xC0\x80")),
        case("half of a surrogate", "PES003", broken(b"\xED\xA0\x80")),
        case("beyond Unicode", "PES003", broken(b"\xF4\x90\x80\x80")),
        case("cut in a character", "PES00", [utf8.trim_end().as_bytes(), b"\xC3"].concat()),
        case("a noncharacter", "PES00", broken(b"\xEF\xBF\xBE")),
        case("a NUL first", "PES00", [b"\0", &latin1(&flow)[..]].concat()),
        case("a NUL last", "PES00", [&latin1(&flow)[..], b"\0"].concat()),
        case("a NUL in a tag", "PES00", put("NomFic", b"\0")),
        case("a control character in a value", "PES00", put("ASAP", b"\x1B")),
        case("nothing", "PES001", ""),
        case("nothing but a mark", "PES00", mark),
        case("blanks", "PES001", " \n\t".repeat(1_000)),
        case("NULs", "PES00", vec![0; 100_000]),
        case("an image", "PES00", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec()),
        case("a gzip file", "PES00", b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x03\0".to_vec()),
        case("a page of the Web", "PES00", "<html><body>404<br></body></html>"),
        case("a version of XML to come", "PES002", latin1(&replaced(&flow, "version=\"1.0\"", "version=\"2.0\""))),
        case("a declaration after a blank", "PES002", [b" ", &latin1(&flow)[..]].concat()),
        case("two roots", "PES002", [&latin1(&flow)[..], b"<a/>"].concat()),
    ];
    every_command(&cases, SMALL, &FORMS[..3]);
}
