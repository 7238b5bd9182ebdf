//! What a terminal obeys is shown, never sent to it: in names of files, and in what documents say.
#![cfg(unix)]

use crate::support::{latin1, pes, replaced, root, run, sound_flow};

/// A colour, a line of its own, a C1 control, a change of direction.
const NAME: &str = "a\u{1b}[31mrouge\nvalide : 12\u{9b}2J\u{202e}lmx.xml";
const SHOWN: &str = "a\\x1b[31mrouge\\nvalide : 12\\x9b2J\\u{202e}lmx.xml";

fn is_sound(text: &str) -> bool {
    !text.contains(|c: char| pes::parser::is_obeyed(c) && c != '\n')
}

#[test]
fn names_of_files_are_shown_escaped() {
    let folder = tempfile::tempdir().unwrap();
    let flow = root().join("fixtures/rules/PES210/rejected.xml");
    std::fs::copy(&flow, folder.path().join(NAME)).unwrap();
    std::fs::copy(&flow, folder.path().join("b.xml")).unwrap();
    let folder = folder.path().to_str().unwrap();
    for form in ["text", "court", "junit", "json", "jsonl", "sarif"] {
        let output = run(&["check", folder, "--format", form, "--lang", "fr"]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(is_sound(&said), "{form}: {said:?}");
        match form {
            "json" | "jsonl" => {
                assert!(said.contains("a\\u001b[31mrouge\\nvalide : 12\\u009b2J\\u202elmx.xml"), "{said}")
            }
            "sarif" => assert!(said.contains("a%1B%5B31mrouge%0A"), "{said}"),
            _ => assert!(said.contains(SHOWN), "{form}: {said}"),
        }
        if form == "court" {
            assert_eq!(said.lines().count(), 2, "{said}");
        }
    }
    // Into a file too: it is read on a terminal sooner or later.
    let work = tempfile::tempdir().unwrap();
    for name in ["r.txt", "r.xml"] {
        let path = work.path().join(name);
        run(&["check", folder, "--output", path.to_str().unwrap()]);
        let said = std::fs::read_to_string(&path).unwrap();
        assert!(is_sound(&said) && said.contains(SHOWN), "{name}: {said}");
    }
    let path = format!("{folder}/{NAME}");
    for words in [["show", &path], ["xsd", &path], ["explain", NAME], ["check", &format!("{path}.absent")]] {
        let output = pes().args(words).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(is_sound(&String::from_utf8_lossy(&said)), "{words:?}: {said:?}");
    }
}

/// XML has no lower controls; it has line ends in values, upper controls and changes of direction.
#[test]
fn what_documents_say_is_shown_escaped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flux.xml");
    let evil = "X&#10;valide : 1&#x9b;31m&#x202e;";
    let flow = replaced(&sound_flow(), "<TypBord V=\"01\"/>", &format!("<TypBord V=\"{evil}\"/>"));
    std::fs::write(&path, latin1(&replaced(&flow, "<IdPce V=\"", &format!("<IdPce V=\"{evil}")))).unwrap();
    let answer = std::fs::read(root().join("fixtures/retours/acquit-technique.xml")).unwrap();
    let answer: String = answer.iter().map(|&byte| byte as char).collect();
    let acquit = folder.path().join("acquit.xml");
    std::fs::write(&acquit, latin1(&replaced(&answer, "<LibelleAnoAck V=\"", &format!("<LibelleAnoAck V=\"{evil}"))))
        .unwrap();
    for file in [&path, &acquit] {
        for words in [&["check"][..], &["check", "--format", "court"], &["check", "--format", "junit"], &["show"]] {
            let output = run(&[words, &[file.to_str().unwrap(), "--lang", "fr"]].concat());
            let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            assert!(is_sound(&said), "{words:?}: {said:?}");
            assert!(!said.lines().any(|line| line.starts_with("valide : 1")), "{words:?}: {said}");
        }
    }
    let said = String::from_utf8(run(&["check", acquit.to_str().unwrap()]).stdout).unwrap();
    assert!(said.contains("X\\nvalide : 1\\x9b31m\\u{202e}"), "{said}");
}
