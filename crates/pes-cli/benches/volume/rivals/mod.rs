//! What others do the same work with, where it is installed.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// That `Fichier::compress` uses.
pub const LEVEL: &str = "-6";

/// How each is asked for its version.
pub fn versions() -> Vec<(&'static str, &'static [&'static str])> {
    let python: &[&str] = &["sh", "-c", "\"$PES_BENCH_PYTHON\" -c 'import lxml.etree as e; print(e.LXML_VERSION)'"];
    vec![
        ("xmllint", &["xmllint", "--version"]),
        ("java", &["java", "-version"]),
        ("lxml", python),
        ("gzip", &["gzip", "--version"]),
        ("pigz", &["pigz", "--version"]),
        ("libdeflate-gzip", &["libdeflate-gzip", "-V"]),
    ]
}

/// Compress to standard output on one thread what is named after.
pub fn compressors() -> Vec<(String, Command)> {
    let all: [(&str, &[&str]); 3] =
        [("gzip", &[LEVEL, "-c"]), ("pigz", &[LEVEL, "-c", "-p", "1"]), ("libdeflate-gzip", &[LEVEL, "-c"])];
    let present = all.into_iter().filter(|(program, _)| is_installed(program, "-V"));
    present.map(|(program, arguments)| (program.to_owned(), command(program, arguments))).collect()
}

/// Validate a file by a schema; `sound` is a file that they must accept to be kept.
pub fn validators(schema: &Path, sound: &Path, folder: &Path) -> io::Result<Vec<(String, Command)>> {
    let mut xmllint = command("xmllint", &["--stream", "--noout", "--schema"]);
    xmllint.arg(schema);

    let source = folder.join("Validate.java");
    fs::write(&source, include_str!("Validate.java"))?;
    let mut compiler = Command::new("javac");
    // Without a compiler Java is not there to accept the file, and is skipped below.
    let _ = compiler.arg("-d").arg(folder).arg(source).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let mut java = Command::new("java");
    java.arg("-cp").arg(folder).arg("Validate").arg(schema);

    let script = folder.join("validate.py");
    fs::write(&script, include_str!("validate.py"))?;
    let mut lxml = Command::new(std::env::var_os("PES_BENCH_PYTHON").unwrap_or_else(|| "python3".into()));
    lxml.arg(script).arg(schema);

    let mut kept = Vec::new();
    for (name, command) in [(XMLLINT, xmllint), ("Java javax.xml.validation", java), ("lxml XMLSchema", lxml)] {
        match on(&command, sound).stdout(Stdio::null()).stderr(Stdio::null()).status() {
            Ok(status) if status.success() => kept.push((name.to_owned(), command)),
            _ => writeln!(io::stderr(), "{name} skipped: not found, or refuses a sound flow")?,
        }
    }
    Ok(kept)
}

/// The one that ratios are of.
pub const XMLLINT: &str = "xmllint --stream";

/// The same command, for that file too.
pub fn on(command: &Command, file: &Path) -> Command {
    let mut copy = Command::new(command.get_program());
    copy.args(command.get_args()).arg(file);
    copy
}

fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

fn is_installed(program: &str, version: &str) -> bool {
    let mut asked = command(program, &[version]);
    asked.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}
