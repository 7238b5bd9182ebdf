//! Several runs at once.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{LOCK, convert, hidden, write_billing};
use crate::support::{pes, root, tree};

fn start(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// One writes and the others are refused, or come after it.
#[test]
fn one_run_at_a_time_writes_in_a_folder() {
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 60);
    let command = |out: &Path, first: &str| {
        let mut command = convert(work.path(), out);
        command.args(["--ecraser", "--premier-titre", first]);
        command
    };
    let firsts = ["100", "500", "900"];
    let ends = firsts.map(|first| {
        let out = work.path().join(first);
        command(&out, first).output().unwrap();
        tree(&out)
    });
    let (mut wrote, mut refused) = (0, 0);
    for round in 0..4 {
        let out = work.path().join(format!("out-{round}"));
        let children: Vec<Child> = (0..6).map(|rank| start(&mut command(&out, firsts[rank % 3]))).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            match output.status.code() {
                Some(1) => wrote += 1,
                code => {
                    assert_eq!(code, Some(2), "{said}");
                    assert!(said.contains("une autre exécution y écrit en ce moment"), "{said}");
                    refused += 1;
                }
            }
        }
        let now = tree(&out);
        assert!(ends.contains(&now), "a mixture of several runs");
        assert!(hidden(&out).iter().all(|path| path == LOCK), "{:?}", hidden(&out));
    }
    assert!(wrote >= 4 && refused > 0, "{wrote} wrote, {refused} were refused");
    println!("24 runs at once, 6 by 6: {wrote} wrote, {refused} were refused");
}

/// The same report from several runs is that of one of them, whole.
#[test]
fn a_report_is_that_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let flows = ["fixtures/flux/mixte.xml", "fixtures/flux/complet.xml"].map(|path| root().join(path));
    let report = folder.path().join("r.html");
    let check = |flow: &Path, report: &Path| {
        let mut command = pes();
        command.arg("check").arg(flow).arg("--output").arg(report);
        command
    };
    let ends = flows.clone().map(|flow| {
        let alone = folder.path().join("alone.html");
        check(&flow, &alone).output().unwrap();
        std::fs::read(&alone).unwrap()
    });
    for _ in 0..5 {
        let children: Vec<Child> = (0..8).map(|rank| start(&mut check(&flows[rank % 2], &report))).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
        }
        assert!(ends.contains(&std::fs::read(&report).unwrap()));
        assert!(hidden(folder.path()).is_empty(), "{:?}", hidden(folder.path()));
    }
    println!("40 reports at once, 8 by 8");
}
