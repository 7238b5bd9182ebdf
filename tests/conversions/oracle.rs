//! Amounts against an oracle that is not our code: Python, its decimal numbers, its tables and its XML.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::{root, run};

/// `python3`, or nothing with a word when it is not installed.
fn python(words: &[&str]) -> Option<Output> {
    let script = root().join("tests/conversions/oracle/run.py");
    let mut command = Command::new("python3");
    command.arg(script).args(words).env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONIOENCODING", "utf-8");
    match command.output() {
        Ok(output) => Some(output),
        Err(_) => {
            eprintln!("skipped: python3 not found");
            None
        }
    }
}

/// Whatever the columns, the forms of lines, the ways of writing, the rates and their rounding: an invoice is converted
/// to the cent as the documentation says, or refused as it says.
#[test]
fn amounts_are_those_of_the_documentation() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display().to_string();
    let cases = if std::env::var_os("PES_LONG").is_some() { "1000" } else { "50" };
    let seed = std::env::var("PES_SEED").unwrap_or_else(|_| "1".to_owned());
    let Some(made) = python(&["make", &place, &seed, cases]) else { return };
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        convert(&entry.unwrap().path());
    }
    let judged = python(&["judge", &place]).unwrap();
    let said = String::from_utf8_lossy(&judged.stdout);
    assert!(judged.status.success(), "seed {seed}: {said}{}", String::from_utf8_lossy(&judged.stderr));
    println!("{said}");
}

fn convert(case: &Path) {
    let [input, config, out] = ["factures.csv", "pes.toml", "out"].map(|name| case.join(name).display().to_string());
    let output = run(&["convert", &input, "--config", &config, "--out", &out, "--date", "2026-03-02"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {said}", case.display());
}
