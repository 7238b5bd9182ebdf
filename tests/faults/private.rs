//! What is written is read by its owner only, whatever the umask.

use super::{after, assert_private, convert, write_billing};
use crate::support::{pes, root, tree};

#[test]
fn every_output_is_private() {
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 30);
    let out = work.path().join("new/out");
    let path = |name: &str| out.join(name).display().to_string();
    let flow = root().join("fixtures/flux/mixte.xml").display().to_string();
    let without = root().join("fixtures/flux/titres-sans-asap.xml").display().to_string();
    let config = root().join("fixtures/billing/cantine/pes.toml").display().to_string();
    let run = |command: &std::process::Command| {
        let output = after("umask 000", command).output().unwrap();
        assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    };
    let with = |words: &[&str]| {
        let mut command = pes();
        command.args(words);
        command
    };
    run(&convert(work.path(), &out.join("billing")));
    run(&with(&["convert", &without, "--config", &config, "--date", "2026-03-02", "--out", &path("flow")]));
    run(&with(&["split", &flow, "--bordereau-public", "90", "--out", &path("split")]));
    run(&with(&["xsd-export", "--pes-version", "5.30", "--out", &path("xsd")]));
    run(&with(&["init", &path("init")]));
    let mut check = with(&["check", &flow]);
    let forms = ["r.txt", "r.json", "r.jsonl", "r.xml", "r.sarif", "r.html"];
    for form in forms {
        check.args(["--output", &path(form)]);
    }
    run(&check);
    assert_private(&work.path().join("new"));

    // One that others could read is theirs no more once it is replaced.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    std::fs::set_permissions(path("r.html"), open).unwrap();
    run(&check);
    assert_private(&work.path().join("new"));
    println!("{} files, all private under umask 000", tree(&out).len());
}
