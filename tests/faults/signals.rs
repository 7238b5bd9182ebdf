//! Ctrl-C and SIGTERM.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::{LOCK, Random, Tree, assert_says, convert, hidden, named_pipe, signal, write_billing};
use crate::support::{pes, tree};

const SIGNALS: [&str; 2] = ["INT", "TERM"];

fn start(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn ended(mut child: Child) -> Output {
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("still there a minute after the signal");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    child.wait_with_output().unwrap()
}

/// Waiting for its input, a run ends at once.
#[test]
fn a_run_that_waits_is_interrupted() {
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 10);
    let csv = work.path().join("factures.csv");
    std::fs::remove_file(&csv).unwrap();
    if !named_pipe(&csv) {
        return;
    }
    let out = work.path().join("out");
    let report = work.path().join("r.html");
    let mut tried = 0;
    for name in SIGNALS {
        for (lang, words) in [("fr", "interrompu : aucun fichier incomplet"), ("en", "interrupted: no incomplete file")]
        {
            let mut conversion = convert(work.path(), &out);
            let mut check = pes();
            check.arg("check").arg(&csv).arg("--output").arg(&report);
            for command in [&mut conversion, &mut check] {
                let child = start(command.args(["--lang", lang]));
                // Opened for writing once it is open for reading: the run has begun.
                let pipe = std::fs::OpenOptions::new().write(true).open(&csv).unwrap();
                signal(name, child.id());
                assert_says(&ended(child), words);
                drop(pipe);
                assert!(!out.exists() && !report.exists());
                tried += 1;
            }
        }
    }
    println!("{tried} interruptions of a run that waits");
}

/// At any moment of its writing, a run leaves nothing aside, and all of its files or none.
#[test]
fn a_run_that_writes_is_interrupted() {
    let (work, mut random) = (tempfile::tempdir().unwrap(), Random::new());
    write_billing(work.path(), 80);
    let earlier = |out: &Path| {
        convert(work.path(), out).args(["--premier-titre", "900"]).output().unwrap();
        tree(out)
    };
    let command = |out: &Path| {
        let mut command = convert(work.path(), out);
        command.arg("--ecraser");
        command
    };
    let (end, lasts): (Tree, Duration) = {
        let out = tempfile::tempdir().unwrap();
        earlier(out.path());
        let started = Instant::now();
        command(out.path()).output().unwrap();
        (tree(out.path()), started.elapsed())
    };
    let (seed, mut interrupted, mut done) = (random.0, 0, 0);
    for turn in 0..16 {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let before = earlier(out);
        let child = start(&mut command(out));
        match turn % 4 {
            0 => while !out.join(".pes-livraison").exists() && !child_is_over(&child) {},
            _ => {
                while !out.join(".pes-en-cours").exists() && !child_is_over(&child) {}
                std::thread::sleep(random.moment(lasts));
            }
        }
        signal(SIGNALS[turn % 2], child.id());
        let output = ended(child);
        let left: Vec<String> = hidden(out).into_iter().filter(|path| path != LOCK).collect();
        assert!(left.is_empty(), "{left:?}");
        match output.status.code() {
            Some(2) => {
                assert_says(&output, "interrompu : aucun fichier incomplet");
                assert!(tree(out) == before);
                interrupted += 1;
            }
            // It came once all was in place.
            code => {
                assert_eq!(code, Some(1), "{output:?}");
                assert!(tree(out) == end);
                done += 1;
            }
        }
    }
    assert!(interrupted > 0);
    println!("seed {seed}: {interrupted} runs interrupted, {done} that had ended");
}

fn child_is_over(child: &Child) -> bool {
    // The state of the process, where it can be read: it is not waited for here.
    let state = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    state.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('Z'))
}

/// Once all is in place the summary alone is left: the first signal lets it be told, and a second one ends the run.
#[test]
fn a_second_signal_ends_a_run_whose_summary_nobody_reads() {
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 900);
    let out = work.path().join("out");
    let child = start(convert(work.path(), &out).args(["--format", "json"]));
    while !out.join("rapport.json").exists() && !child_is_over(&child) {}
    std::thread::sleep(Duration::from_millis(500));
    let length = std::fs::metadata(out.join("rapport.json")).unwrap().len();
    assert!(length > 64 << 10, "{length}: a summary that fills a pipe");
    signal("INT", child.id());
    std::thread::sleep(Duration::from_millis(300));
    assert!(!child_is_over(&child), "the summary is waited for");
    signal("INT", child.id());
    let started = Instant::now();
    while !child_is_over(&child) {
        assert!(started.elapsed() < Duration::from_secs(30), "still there after the second signal");
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&output.status), Some(2));
    assert!(hidden(&out).iter().all(|path| path == LOCK));
}
