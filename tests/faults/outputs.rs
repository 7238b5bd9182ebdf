//! A standard output that is closed, or whose reader goes.

use std::io::Read;
use std::process::Stdio;

use super::{convert, redirected, write_billing};
use crate::support::{pes, root, run, tree};

/// The end of a reader is the end of the printing, without a word.
#[test]
fn a_reader_that_goes_is_a_quiet_end() {
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 30);
    let flow = root().join("fixtures/flux/mixte.xml").display().to_string();
    let (csv, config) = (work.path().join("factures.csv"), work.path().join("pes.toml"));
    let (csv, config) = (csv.display().to_string(), config.display().to_string());
    let out = |name: &str| work.path().join(name).display().to_string();
    let cases: [&[&str]; 10] = [
        &["--help"],
        &["rules", "--format", "markdown"],
        &["explain", "PES210"],
        &["show", &flow],
        &["check", &flow, "--format", "html"],
        &["check", &flow, "--format", "jsonl"],
        &["xsd-export", "--pes-version", "5.30", "--out", &out("xsd")],
        &["init", &out("init")],
        &["split", &flow, "--bordereau-public", "90", "--out", &out("split")],
        &["convert", &csv, "--config", &config, "--out", &out("out"), "--date", "2026-03-02", "--format", "json"],
    ];
    let mut tried = 0;
    for words in cases {
        for reads in [0, 1] {
            let mut command = pes();
            if reads == 0 && words[0] == "init" {
                std::fs::create_dir_all(out("init")).unwrap();
            }
            let _ = std::fs::remove_file(work.path().join("init/pes.toml"));
            let mut child = command.args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let mut stdout = child.stdout.take().unwrap();
            let _ = stdout.read(&mut [0_u8; 1][..reads]);
            drop(stdout);
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            let code = i32::from(words[0] == "convert");
            assert_eq!(output.status.code(), Some(code), "{words:?}: {said}");
            let has_faults = words[0] == "convert";
            assert!(has_faults || said.is_empty(), "{words:?}: {said}");
            assert!(!said.contains("sortie standard") && !said.contains("panicked"), "{words:?}: {said}");
            tried += 1;
        }
    }
    let expected = work.path().join("expected");
    convert(work.path(), &expected).output().unwrap();
    assert!(tree(&work.path().join("out")) == tree(&expected));
    println!("{tried} readers gone");
}

/// Closed, it is as if it led nowhere: above all, no file takes its place.
#[test]
fn closed_descriptors_take_nothing() {
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 30);
    let expected = work.path().join("expected");
    let code = convert(work.path(), &expected).output().unwrap().status.code();
    let closings = ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"];
    for (rank, closing) in closings.iter().enumerate() {
        let out = work.path().join(format!("out-{rank}"));
        let output = redirected(closing, &convert(work.path(), &out)).output().unwrap();
        assert_eq!(output.status.code(), code, "{closing}");
        assert!(tree(&out) == tree(&expected), "{closing}");
        let report = work.path().join(format!("{rank}.json"));
        let flow = root().join("fixtures/flux/mixte.xml");
        let mut command = pes();
        command.arg("check").arg(&flow).arg("--output").arg(&report);
        assert_eq!(redirected(closing, &command).output().unwrap().status.code(), Some(0), "{closing}");
        let expected = run(&["check", flow.to_str().unwrap(), "--format", "json"]).stdout;
        assert!(std::fs::read(&report).unwrap() == expected, "{closing}");
    }
    println!("{} ways to be closed", closings.len());
}
