//! No room on the disk.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{assert_says, assert_untouched, convert, is_root, redirected, write_billing};
use crate::support::{pes, root, run, tree};

/// A file system in memory, of a few kilobytes, with few files.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// Nothing, with a word, where it cannot be mounted.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let disk = SmallDisk { folder };
        if is_root() && mount(&["-t", "tmpfs", "-o", "size=8k,mode=700", "tmpfs"], disk.path()) {
            return Some(disk);
        }
        eprintln!("skipped: a small disk can only be mounted by root");
        None
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn resize(&self, options: &str) {
        assert!(mount(&["-o", &format!("remount,{options}")], self.path()), "{options}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).output();
    }
}

fn mount(words: &[&str], folder: &Path) -> bool {
    Command::new("mount").args(words).arg(folder).output().is_ok_and(|output| output.status.success())
}

#[test]
fn a_full_disk_is_said_and_nothing_is_left() {
    let Some(disk) = SmallDisk::mount() else { return };
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 60);
    let undisturbed = work.path().join("undisturbed");
    convert(work.path(), &undisturbed).output().unwrap();
    let expected = tree(&undisturbed);
    let needed: usize = expected.values().map(|bytes| bytes.len().next_multiple_of(4096)).sum();

    let out = disk.path().join("out");
    let mut tried = 0;
    let (least, most) = (2, needed / 4096 - 2);
    for pages in (least..most).step_by((most - least) / 8) {
        disk.resize(&format!("size={}k", pages * 4));
        assert_says(&convert(work.path(), &out).output().unwrap(), "disque plein");
        assert_untouched(&out, &Default::default());
        tried += 1;
    }
    // Room for bytes and none for names.
    for files in 3..12 {
        disk.resize(&format!("size=64m,nr_inodes={files}"));
        assert_says(&convert(work.path(), &out).output().unwrap(), "disque plein");
        assert_untouched(&out, &Default::default());
        tried += 1;
    }
    disk.resize("size=64m,nr_inodes=10000");
    assert_eq!(convert(work.path(), &out).output().unwrap().status.code(), Some(1));
    assert!(tree(&out) == expected);

    // What an earlier run left is not touched.
    disk.resize(&format!("size={}k", needed / 1024 + 20));
    let output = convert(work.path(), &out).args(["--ecraser", "--premier-titre", "900"]).output().unwrap();
    assert_says(&output, "disque plein");
    assert_untouched(&out, &expected);

    disk.resize("ro");
    let output = convert(work.path(), &out).args(["--ecraser", "--premier-titre", "900"]).output().unwrap();
    assert_says(&output, "disque en lecture seule");
    assert_untouched(&out, &expected);
    println!("{} conversions on a full disk, one on a read-only one", tried + 1);
}

#[test]
fn reports_and_configurations_are_whole_or_not_there_on_a_full_disk() {
    let Some(disk) = SmallDisk::mount() else { return };
    let flow = root().join("fixtures/flux/mixte.xml").display().to_string();
    let at = |name: &str| disk.path().join(name).display().to_string();
    std::fs::write(at("r.html"), "earlier").unwrap();
    let before = tree(disk.path());
    let cases: [&[&str]; 4] = [
        &["check", &flow, "--output", &at("r.html")],
        &["check", &flow, "--output", &at("new.html")],
        &["xsd-export", "--pes-version", "5.30", "--out", &at("xsd")],
        &["split", &flow, "--bordereau-public", "90", "--out", &at("split")],
    ];
    for words in cases {
        assert_says(&run(words), "disque plein");
        assert_untouched(disk.path(), &before);
        let _ = std::fs::remove_dir_all(at("xsd"));
    }
    // The last page is taken.
    std::fs::write(at("filler"), [0; 4096]).unwrap();
    let before = tree(disk.path());
    assert_says(&run(&["init", &at("")]), "disque plein");
    assert_untouched(disk.path(), &before);
    println!("{} commands on a full disk", cases.len() + 1);
}

/// Every command says that its result could not be written.
#[test]
fn a_full_standard_output_is_said() {
    if !Path::new("/dev/full").exists() {
        return eprintln!("skipped: no /dev/full");
    }
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 10);
    let path = |name: &str| work.path().join(name).display().to_string();
    let flow = root().join("fixtures/flux/mixte.xml").display().to_string();
    run(&["xsd-export", "--pes-version", "5.30", "--out", &path("xsd")]);
    let schema = schema(&work.path().join("xsd")).display().to_string();
    let (csv, config) = (path("factures.csv"), path("pes.toml"));
    let cases: [&[&str]; 16] = [
        &["--help"],
        &["--version"],
        &["check", "--help"],
        &["rules"],
        &["rules", "--format", "json"],
        &["explain", "PES210"],
        &["show", &flow],
        &["show", &flow, "--format", "json"],
        &["check", &flow],
        &["check", &flow, "--format", "html"],
        &["check", &flow, "--output", &path("r.json")],
        &["xsd", &schema, &flow],
        &["xsd-export", "--pes-version", "5.30", "--out", &path("xsd-2")],
        &["init", &path("init")],
        &["split", &flow, "--bordereau-public", "90", "--out", &path("split")],
        &["convert", &csv, "--config", &config, "--out", &path("out")],
    ];
    for words in cases {
        let mut command = pes();
        command.args(words);
        let output = redirected("> /dev/full", &command).output().unwrap();
        assert_says(&output, "sortie standard : disque plein");
        let output = redirected("> /dev/full", command.args(["--lang", "en"])).output().unwrap();
        assert!(output.status.code() == Some(2), "{words:?}");
    }
    // What was asked beside the summary is there.
    assert!(work.path().join("out/rapport.json").exists() && work.path().join("r.json").exists());
    println!("{} commands whose standard output is full", cases.len());
}

fn schema(folder: &Path) -> PathBuf {
    let name = tree(folder).into_keys().find(|name| name.contains("Aller")).expect("the schema of a flow");
    folder.join(name)
}

/// A device given as a file is written to, and stays a device.
#[test]
fn a_device_stays_a_device() {
    let flow = root().join("fixtures/flux/mixte.xml");
    let folder = tempfile::tempdir().unwrap();
    for (device, code) in [("/dev/full", 2), ("/dev/null", 0)] {
        if !Path::new(device).exists() {
            return eprintln!("skipped: no {device}");
        }
        // By a link: were it replaced, the device would not be.
        let link = folder.path().join("r.json");
        std::os::unix::fs::symlink(device, &link).unwrap();
        let output = pes().arg("check").arg(&flow).arg("--output").arg(&link).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{device}");
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink(), "{device}");
        std::fs::remove_file(&link).unwrap();
    }
    let link = folder.path().join("r.json");
    std::fs::write(folder.path().join("there.json"), "earlier").unwrap();
    std::os::unix::fs::symlink("there.json", &link).unwrap();
    assert_eq!(pes().arg("check").arg(&flow).arg("--output").arg(&link).output().unwrap().status.code(), Some(0));
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(std::fs::read(folder.path().join("there.json")).unwrap().starts_with(b"{"));
}
