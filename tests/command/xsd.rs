use std::path::Path;

use crate::support::{run, shown};

const SCHEMA: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="note">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="date" type="xs:date" maxOccurs="unbounded"/>
      </xs:sequence>
    </xs:complexType>
  </xs:element>
</xs:schema>
"#;

struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Self {
        let bench = Bench(tempfile::tempdir().unwrap());
        bench.write("note.xsd", SCHEMA.as_bytes());
        bench.write("bon.xml", b"<note><date>2026-03-02</date></note>");
        bench.write("faux.xml", b"<note>\n  <date>2026-03-02</date>\n  <date>2026-02-30</date>\n  <heure/>\n</note>");
        bench.write("casse.xml", b"<note>\n  <date>2026-03-02</note>");
        bench
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    /// What the command says of these files of the folder, other words as they are.
    fn says(&self, words: &[&str]) -> String {
        let path = |name: &str| self.0.path().join(name).to_str().unwrap().to_owned();
        let words: Vec<String> = words
            .iter()
            .map(|word| if word.ends_with(".xml") || word.ends_with(".xsd") { path(word) } else { (*word).to_owned() })
            .collect();
        let mut all = vec!["xsd"];
        all.extend(words.iter().map(String::as_str));
        shown(&run(&all), &[self.0.path() as &Path])
    }
}

#[test]
fn files_are_validated() {
    let bench = Bench::new();
    insta::assert_snapshot!(bench.says(&["note.xsd", "bon.xml", "faux.xml", "casse.xml"]));
    insta::assert_snapshot!(bench.says(&["note.xsd", "bon.xml", "faux.xml", "--lang", "en"]));
    insta::assert_snapshot!(bench.says(&["note.xsd", "bon.xml", "faux.xml", "absent.xml", "--format", "json"]));
}

#[test]
fn exit_codes() {
    let bench = Bench::new();
    let code = |words: &[&str]| bench.says(words).lines().next().unwrap().to_owned();
    assert_eq!(code(&["note.xsd", "bon.xml"]), "exit 0");
    assert_eq!(code(&["note.xsd", "bon.xml", "faux.xml"]), "exit 1");
    assert_eq!(code(&["note.xsd", "bon.xml", "faux.xml", "absent.xml"]), "exit 2");
    assert_eq!(code(&["absent.xsd", "bon.xml"]), "exit 2");
    assert_eq!(code(&["note.xsd", "bon.xml", "faux.xml", "--format", "json"]), "exit 1");
    assert_eq!(code(&["note.xsd"]), "exit 2");
}

/// What is alike reads as one, with a count; the report is the same on several threads.
#[test]
fn many_faults_are_counted() {
    let bench = Bench::new();
    let many = format!("<note>{}</note>", "<date>hier</date>\n".repeat(500));
    bench.write("many.xml", many.as_bytes());
    let said = bench.says(&["note.xsd", "many.xml"]);
    assert_eq!(said.matches("[PES100]").count(), 1);
    assert!(said.contains(" (500 fois)\n") && said.contains("1 | <note><date>hier</date>\n"), "{said}");
    assert_eq!(said, bench.says(&["note.xsd", "many.xml", "--jobs", "1"]));
    let endless = format!("<note>{}</note>", "<date>hier</date>\n".repeat(5_000));
    bench.write("endless.xml", endless.as_bytes());
    let said = bench.says(&["note.xsd", "endless.xml"]);
    assert!(said.contains("… et d'autres : la lecture s'arrête là"), "{said}");
    assert!(bench.says(&["note.xsd", "endless.xml", "--format", "json"]).contains("\"tronque\": true"));
}
