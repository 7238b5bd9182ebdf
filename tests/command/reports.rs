//! The forms of the result of `pes check`: their shapes, and where they go.

use std::path::Path;

use pes::xsd::Schema;
use serde_json::Value;
use sha2::Digest;

use crate::support::{root, run};

/// A sound flow, one with faults in it and in its ASAP, a warning, an acquit or return, a stranger, nothing at all. Some
/// are variants of one flow, and share its numbers.
fn files(folder: &Path) -> Vec<String> {
    let rejected = |rule: &str| root().join(format!("fixtures/rules/{rule}/rejected.xml")).display().to_string();
    let odd = folder.join("é <&> 1.xml");
    std::fs::write(&odd, "<facture>\u{1}</facture>").unwrap();
    let mut files = vec![root().join("fixtures/flux/mixte.xml").display().to_string()];
    files.extend(["PES210", "PES243", "PES250", "PES263", "PES440"].map(rejected));
    files.extend([odd.display().to_string(), folder.join("absent.xml").display().to_string()]);
    files
}

/// Standard output in one form; the exit code is 2, for a file is absent.
fn in_form(form: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let output = run(&[&["check", "--format", form], more, &files[..]].concat());
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(root().join(path)).unwrap()).unwrap()
}

fn assert_valid(schema: &Value, instance: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

const OURS: &str = "crates/pes-cli/schemas/check-report.v1.schema.json";

#[test]
fn json_is_as_its_schema_says() {
    let schema = json(OURS);
    for more in [&["--ignore", "PES211", "--strict"][..], &["--lang", "en", "--pes-version", "5.29"]] {
        assert_valid(&schema, &serde_json::from_str(&in_form("json", more)).unwrap());
    }
    let page: Value = serde_json::from_str(&in_form("json", &[])).unwrap();
    assert_eq!((page["format"].as_u64(), page["version_pes"].as_str()), (Some(1), Some("5.30")));
    let files = page["fichiers"].as_array().unwrap();
    let verdicts: Vec<&str> = files.iter().map(|file| file["verdict"].as_str().unwrap()).collect();
    assert_eq!(
        verdicts,
        ["valide", "invalide", "invalide", "invalide", "invalide", "invalide", "invalide", "non contrôlé"]
    );
    assert_eq!(page["verdict"], "non contrôlé");
    assert!(files[7].get("sha256").is_none());
    let bytes = std::fs::read(root().join("fixtures/flux/mixte.xml")).unwrap();
    let sha256: String = sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(files[0]["sha256"], sha256);
    // The flow announces three titres and has two.
    let [found] = files[1]["documents"][0]["constats"].as_array().unwrap().as_slice() else { panic!() };
    assert_eq!((&found["regle"], &found["portee"]), (&"PES210".into(), &"bordereau".into()));
    assert_eq!((&found["valeur"], &found["concerne"]["titres"][0]["bordereau"]), (&"3".into(), &"61".into()));
    assert_eq!(found["attendu"], "2");
    assert_eq!(files[1]["decompte"]["par_regle"], serde_json::json!({ "PES210": 1 }));
    // A titre given twice leads to the first.
    let twice = &files[2]["documents"][0]["constats"][0];
    assert!(twice["voir_aussi"][0]["ligne"].as_u64() < twice["ligne"].as_u64());
}

#[test]
fn json_lines_are_findings_and_then_their_file() {
    let mut schema = json(OURS);
    schema["$ref"] = "#/$defs/ligne".into();
    for key in ["type", "properties", "required", "oneOf", "additionalProperties"] {
        schema.as_object_mut().unwrap().remove(key).unwrap();
    }
    let lines = in_form("jsonl", &[]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut pending = 0;
    for line in &lines {
        assert_valid(&schema, line);
        if line["type"] == "constat" {
            pending += 1;
        } else {
            let count = |key: &str| line["decompte"][key].as_u64().unwrap();
            assert_eq!(count("erreurs") + count("avertissements") + count("infos"), pending, "{line}");
            pending = 0;
        }
    }
    assert_eq!(lines.iter().filter(|line| line["type"] == "fichier").count(), 8);
}

#[test]
fn sarif_is_as_oasis_says() {
    // As published, one of its patterns has a bracket too many, which strict readers of patterns refuse.
    let schema = std::fs::read_to_string(root().join("tests/command/published/sarif-schema-2.1.0.json")).unwrap();
    let schema = schema.replace("[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema = serde_json::from_str(&schema).unwrap();
    let log: Value = serde_json::from_str(&in_form("sarif", &["--strict"])).unwrap();
    assert_valid(&schema, &log);
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let results = run["results"].as_array().unwrap();
    let artifacts = run["artifacts"].as_array().unwrap();
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(artifacts[place["index"].as_u64().unwrap() as usize]["location"]["uri"], place["uri"]);
    }
    let of = |rule: &str| results.iter().find(|result| result["ruleId"] == rule).unwrap();
    // With --strict a warning refuses too.
    assert_eq!((&of("PES210")["level"], &of("PES263")["level"]), (&"error".into(), &"error".into()));
    // What is in a piece has its lines there.
    let index = of("PES250")["locations"][0]["physicalLocation"]["artifactLocation"]["index"].as_u64().unwrap();
    let parent = artifacts[index as usize]["parentIndex"].as_u64().unwrap();
    assert!(artifacts[parent as usize]["location"]["uri"].as_str().unwrap().ends_with("PES250/rejected.xml"));
    assert!(artifacts.iter().any(|artifact| {
        let uri = artifact["location"]["uri"].as_str().unwrap();
        uri.starts_with("file:///") && uri.ends_with("/%C3%A9%20%3C%26%3E%201.xml")
    }));
}

#[test]
fn junit_is_as_jenkins_says() {
    let schema = Schema::load(root().join("tests/command/published/junit-10.xsd")).unwrap();
    for more in [&[][..], &["--strict", "--lang", "en"]] {
        let page = in_form("junit", more);
        let report = schema.validator().validate_bytes(page.as_bytes());
        assert!(report.is_valid(), "{:#?}\n{page}", report.errors());
    }
    let page = in_form("junit", &[]);
    let document = roxmltree::Document::parse(&page).unwrap();
    let suites = document.root_element();
    let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count().to_string();
    for (attribute, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
        assert_eq!(suites.attribute(attribute), Some(count(element).as_str()), "{element}");
    }
    let failure = document.descendants().find(|node| node.has_tag_name("failure")).unwrap();
    assert_eq!(failure.attribute("type"), Some("PES210"));
    assert_eq!(failure.attribute("message"), Some("pièces annoncées : 3 ; présentes : 2"));
}

#[test]
fn court_has_a_line_for_each_file() {
    let said = in_form("court", &["--lang", "fr"]);
    let ends: Vec<&str> = said.lines().map(|line| line.rsplit_once(".xml : ").unwrap().1).collect();
    assert_eq!(
        ends[..3],
        [
            "valide ; erreurs : 0, avertissements : 0",
            "invalide ; erreurs : 1, avertissements : 0 (PES210)",
            "invalide ; erreurs : 4, avertissements : 0 (PES243, PES940, PES941, PES943)"
        ]
    );
    assert_eq!(ends[7], "non contrôlé ; erreurs : 1, avertissements : 0 (PES001)");
}

/// One check, several forms: each file gets its own, and standard output a line for each flow.
#[test]
fn several_outputs_come_from_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let flow = root().join("fixtures/rules/PES210/rejected.xml");
    let flow = flow.to_str().unwrap();
    let out = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let names = ["a.html", "b.json", "c.jsonl", "d.sarif", "e.xml", "f.txt"];
    let paths = names.map(out);
    let mut words = vec!["check", flow, "--lang", "fr"];
    words.extend(paths.iter().flat_map(|path| ["--output", path.as_str()]));
    std::fs::write(&paths[1], "an older report").unwrap();
    let output = run(&words);
    assert_eq!(output.status.code(), Some(1));
    let said = format!("{flow} : invalide ; erreurs : 1, avertissements : 0 (PES210)\n");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), said);
    for (path, form) in paths.iter().zip(["html", "json", "jsonl", "sarif", "junit", "text"]) {
        let alone = run(&["check", flow, "--format", form, "--lang", "fr"]).stdout;
        assert!(!alone.is_empty() && std::fs::read(path).unwrap() == alone, "{form}");
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(path).unwrap());
            assert_eq!(mode & 0o777, 0o600, "{form}");
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), names.len());
    // The format of a rank wins over an extension, and one without a file goes to standard output.
    let output = run(&["check", flow, "--format", "sarif", "--output", &out("g.json"), "--format", "jsonl"]);
    assert!(std::fs::read_to_string(out("g.json")).unwrap().contains("sarif-2.1.0"));
    assert!(output.stdout.starts_with(b"{\"type\":\"constat\","));
}

#[test]
fn outputs_that_cannot_be_are_told() {
    let flow = root().join("fixtures/flux/mixte.xml");
    let flow = flow.to_str().unwrap();
    let said = |words: &[&str]| {
        let output = run(&[&["check", flow, "--lang", "fr"], words].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(output.stdout.is_empty(), "{words:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    insta::assert_snapshot!(
        [
            said(&["--output", "rapport.pdf"]),
            said(&["--format", "json", "--format", "html"]),
            said(&["--output", "a.json", "--format", "html", "--output", "a.json"]),
            said(&["--format", "pdf"]),
            said(&["--output", "absent/a.json"]),
        ]
        .concat()
    );
}
