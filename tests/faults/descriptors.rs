//! Few files may be open at once.

use super::{LOCK, after, convert, hidden, write_billing};
use crate::support::{pes, root, tree};

#[test]
fn a_low_limit_of_open_files_is_said_or_enough() {
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 30);
    let flow = root().join("fixtures/flux/mixte.xml");
    let many: Vec<_> = (0..40).map(|_| flow.clone()).collect();
    let (mut refused, mut done) = (0, 0);
    for (name, command) in [
        ("convert", &(|out: &std::path::Path| convert(work.path(), out)) as &dyn Fn(&std::path::Path) -> _),
        ("split", &|out| {
            let mut command = pes();
            command.args(["split", "--bordereau-public", "90", "--out"]).arg(out).arg(&flow);
            command
        }),
        ("xsd-export", &|out| {
            let mut command = pes();
            command.args(["xsd-export", "--pes-version", "5.30", "--out"]).arg(out);
            command
        }),
        ("check", &|out| {
            std::fs::create_dir_all(out).unwrap();
            let mut command = pes();
            command.args(["check", "--jobs", "8"]).args(&many).arg("--output").arg(out.join("r.html"));
            command
        }),
    ] {
        let expected = {
            let out = work.path().join(format!("{name}-undisturbed"));
            let output = command(&out).output().unwrap();
            (output.status, tree(&out))
        };
        for limit in 3..20 {
            let out = work.path().join(format!("{name}-{limit}"));
            let output = after(&format!("ulimit -n {limit}"), &command(&out)).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let left: Vec<String> = hidden(&out).into_iter().filter(|path| path != LOCK).collect();
            assert!(left.is_empty(), "{name}, {limit}: {left:?}");
            // The system could not load the program.
            if output.status.code() == Some(127) {
                continue;
            }
            if output.status == expected.0 {
                assert!(tree(&out) == expected.1, "{name}, {limit}");
                done += 1;
            } else {
                let shown = format!("{said}{}", String::from_utf8_lossy(&output.stdout));
                assert_eq!(output.status.code(), Some(2), "{name}, {limit}: {shown}");
                assert!(shown.contains("trop de fichiers ouverts"), "{name}, {limit}: {shown}");
                assert!(!shown.contains("panicked") && !shown.contains("os error"), "{name}, {limit}: {shown}");
                assert!(name == "check" || tree(&out).is_empty(), "{name}, {limit}");
                refused += 1;
            }
        }
    }
    assert!(refused > 0 && done > 0, "{refused} refused, {done} done");
    println!("{} runs with 3 to 19 open files: {refused} refused, {done} done", refused + done);
}
