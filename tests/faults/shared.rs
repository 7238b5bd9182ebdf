//! A group may read what is written when the configuration names it, or when the folder is shared with it.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use super::{after, convert, write_billing};

/// A group that whoever runs the tests can give a file to, and its number.
fn group() -> (String, u32) {
    let said = |words: &[&str]| {
        let output = Command::new(words[0]).args(&words[1..]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    match said(&["id", "-u"]).as_str() {
        "0" => ("daemon".to_owned(), said(&["getent", "group", "daemon"]).split(':').nth(2).unwrap().parse().unwrap()),
        _ => (said(&["id", "-gn"]), said(&["id", "-g"]).parse().unwrap()),
    }
}

fn configured(work: &Path, group: &str) {
    write_billing(work, 30);
    let path = work.join("pes.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, text.replace("[routage]", &format!("[sortie]\ngroupe = \"{group}\"\n\n[routage]"))).unwrap();
}

/// All that is in an output folder, but for what starts with a dot.
fn modes(folder: &Path, found: &mut Vec<(bool, u32, u32)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let there = entry.metadata().unwrap();
        found.push((there.is_dir(), there.mode() & 0o7777, there.gid()));
        if there.is_dir() {
            modes(&entry.path(), found);
        }
    }
}

/// Read by the group, written by the owner alone, closed to others.
fn assert_shared(out: &Path, group: u32) {
    let mut found = Vec::new();
    modes(out, &mut found);
    assert!(found.len() > 10, "{found:?}");
    for (is_folder, mode, of) in found {
        assert_eq!((mode, of), (if is_folder { 0o2750 } else { 0o640 }, group));
    }
}

#[test]
fn a_group_of_the_configuration_reads_what_is_written() {
    let (work, (name, id)) = (tempfile::tempdir().unwrap(), group());
    configured(work.path(), &name);
    let out = work.path().join("out");
    for umask in ["umask 077", "umask 000"] {
        let output = after(umask, convert(work.path(), &out).arg("--ecraser")).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let there = std::fs::metadata(&out).unwrap();
        assert_eq!((there.mode() & 0o7777, there.gid()), (0o2750, id));
        assert_shared(&out, id);
    }
}

#[test]
fn a_folder_that_is_shared_shares_what_is_written() {
    let (work, (_, id)) = (tempfile::tempdir().unwrap(), group());
    write_billing(work.path(), 30);
    let out = work.path().join("out");
    std::fs::create_dir(&out).unwrap();
    std::os::unix::fs::chown(&out, None, Some(id)).unwrap();
    std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o2750)).unwrap();
    let output = after("umask 077", &convert(work.path(), &out)).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_shared(&out, id);
}

#[test]
fn a_group_that_does_not_exist_stops_the_run() {
    let work = tempfile::tempdir().unwrap();
    configured(work.path(), "groupe-qui-n-existe-pas");
    let output = convert(work.path(), &work.path().join("out")).args(["--lang", "fr"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && said.contains("PES852"), "{said}");
    assert!(said.contains("groupe « groupe-qui-n-existe-pas » : inconnu de cette machine"), "{said}");
    assert!(!work.path().join("out").exists());
}
