//! No right to read or to write.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{assert_says, assert_untouched, convert, is_root, write_billing};
use crate::support::{pes, root, tree};

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A place whose files belong to someone who is not root, for rights mean nothing to root.
struct Somebody {
    folder: tempfile::TempDir,
    /// The command, where that person finds it; nothing when it is us.
    program: Option<PathBuf>,
}

impl Somebody {
    /// Nothing, with a word, when we are root and cannot be someone else.
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if !is_root() {
            return Some(Somebody { folder, program: None });
        }
        let program = folder.path().join("pes");
        std::fs::copy(env!("CARGO_BIN_EXE_pes"), &program).unwrap();
        set_mode(&program, 0o755);
        let somebody = Somebody { folder, program: Some(program) };
        somebody.owns();
        let version = pes().arg("--version").get_program().to_owned();
        let runs = somebody.as_them(Command::new(version).arg("--version")).output();
        if runs.is_ok_and(|output| output.status.success()) {
            return Some(somebody);
        }
        eprintln!("skipped: root without setpriv is nobody else");
        None
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Gives them all that is in the place.
    fn owns(&self) {
        if self.program.is_some() {
            let given = Command::new("chown").args(["-R", "65534:65534"]).arg(self.path()).status().unwrap();
            assert!(given.success());
        }
    }

    fn as_them(&self, command: &Command) -> Command {
        let Some(program) = &self.program else {
            let mut same = Command::new(command.get_program());
            same.args(command.get_args());
            return same;
        };
        let mut theirs = Command::new("setpriv");
        theirs.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program).args(command.get_args());
        theirs.args(["--lang", "fr"]);
        theirs
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_left_as_it_was() {
    let Some(somebody) = Somebody::new() else { return };
    let work = somebody.path();
    write_billing(work, 60);
    somebody.owns();
    let converted = |more: &[&str]| somebody.as_them(convert(work, &work.join("out")).args(more)).output().unwrap();
    let out = work.join("out");
    let mut tried = 0;
    let mut refused = |folder: &Path, before: &super::Tree, more: &[&str]| {
        set_mode(folder, 0o500);
        assert_says(&converted(more), "accès interdit");
        assert_untouched(&out, before);
        set_mode(folder, 0o700);
        tried += 1;
    };
    refused(work, &Default::default(), &[]);
    std::fs::create_dir(&out).unwrap();
    somebody.owns();
    refused(&out, &Default::default(), &[]);
    assert_eq!(converted(&[]).status.code(), Some(1));
    let before = tree(&out);
    let other: &[&str] = &["--ecraser", "--premier-titre", "900"];
    for folder in ["", "prive", "public", "rejets"] {
        refused(&out.join(folder), &before, other);
    }
    assert_eq!(converted(other).status.code(), Some(1));
    assert_ne!(tree(&out), before);

    let flow = root().join("fixtures/flux/mixte.xml");
    std::fs::copy(&flow, work.join("flux.xml")).unwrap();
    let closed = work.join("closed");
    std::fs::create_dir(&closed).unwrap();
    somebody.owns();
    set_mode(&closed, 0o500);
    let path = |name: &str| work.join(name).display().to_string();
    let cases: [&[&str]; 4] = [
        &["check", &path("flux.xml"), "--output", &path("closed/r.html")],
        &["split", &path("flux.xml"), "--bordereau-public", "90", "--out", &path("closed/split")],
        &["xsd-export", "--pes-version", "5.30", "--out", &path("closed/xsd")],
        &["init", &path("closed")],
    ];
    for words in cases {
        assert_says(&somebody.as_them(pes().args(words)).output().unwrap(), "accès interdit");
        assert!(tree(&closed).is_empty());
    }
    println!("{} runs without the right to write", tried + cases.len());
}

#[test]
fn an_input_that_cannot_be_read_is_said() {
    let Some(somebody) = Somebody::new() else { return };
    let work = somebody.path();
    write_billing(work, 10);
    std::fs::copy(root().join("fixtures/flux/mixte.xml"), work.join("flux.xml")).unwrap();
    std::fs::create_dir(work.join("folder")).unwrap();
    std::fs::create_dir(work.join("folder.csv")).unwrap();
    std::fs::create_dir(work.join("folder.xml")).unwrap();
    std::fs::copy(work.join("flux.xml"), work.join("folder/flux.xml")).unwrap();
    std::fs::write(work.join("s.xsd"), "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>").unwrap();
    somebody.owns();
    let path = |name: &str| work.join(name).display().to_string();
    let (out, config, csv, flow) = (path("out"), path("pes.toml"), path("factures.csv"), path("flux.xml"));
    let inputs = ["factures.csv", "flux.xml", "folder"];
    inputs.iter().for_each(|name| set_mode(&work.join(name), 0));
    let (absent_csv, absent_xml, absent_toml) = (path("absent.csv"), path("absent.xml"), path("absent.toml"));
    let cases: [(&[&str], &str); 18] = [
        (&["convert", &csv, "--config", &config, "--out", &out], "accès interdit"),
        (&["convert", &flow, "--config", &config, "--out", &out], "accès interdit"),
        (&["convert", &absent_csv, "--config", &config, "--out", &out], "fichier absent"),
        (&["convert", &absent_xml, "--config", &config, "--out", &out], "fichier absent"),
        (&["convert", &absent_csv, "--config", &absent_toml, "--out", &out], "fichier absent"),
        (&["convert", &path("folder.csv"), "--config", &config, "--out", &out], "c'est un dossier"),
        (&["convert", &path("folder.xml"), "--config", &config, "--out", &out], "c'est un dossier"),
        (&["split", &flow, "--bordereau-public", "90", "--out", &out], "accès interdit"),
        (&["split", &absent_xml, "--bordereau-public", "90", "--out", &out], "fichier absent"),
        (&["split", &path("folder.xml"), "--bordereau-public", "90", "--out", &out], "c'est un dossier"),
        (&["show", &flow], "accès interdit"),
        (&["show", &absent_xml], "fichier absent"),
        (&["show", &path("folder.xml")], "c'est un dossier"),
        (&["check", &path("folder")], "accès interdit"),
        (&["check", &path("folder.xml")], "aucun fichier .xml"),
        (&["xsd", &absent_xml, &flow], "fichier absent"),
        (&["check", &config, "--xsd", &absent_xml], "fichier absent"),
        (&["check", &config, "--annuaire", &absent_csv], "fichier absent"),
    ];
    for (words, message) in cases {
        assert_says(&somebody.as_them(pes().args(words)).output().unwrap(), message);
        assert!(tree(Path::new(&out)).is_empty(), "{words:?}");
    }
    // A file that cannot be read is a result of these two, on standard output.
    let results: [(&[&str], &str); 6] = [
        (&["check", &flow], "accès interdit"),
        (&["check", &absent_xml], "fichier absent"),
        (&["check", &absent_xml, "--format", "json"], "fichier absent"),
        (&["xsd", &path("s.xsd"), &flow], "accès interdit"),
        (&["xsd", &path("s.xsd"), &absent_xml], "fichier absent"),
        (&["xsd", &path("s.xsd"), &path("folder.xml")], "c'est un dossier"),
    ];
    for (words, message) in results {
        let output = somebody.as_them(pes().args(words)).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.code() == Some(2) && said.contains(message), "{words:?}: {said}");
    }
    for name in inputs {
        set_mode(&work.join(name), 0o700);
    }
    println!("{} runs on what cannot be read", cases.len() + results.len());
}
