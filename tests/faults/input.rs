//! Inputs that change while they are read, and inputs that come slowly.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::{assert_untouched, convert, named_pipe, write_billing};
use crate::support::{pes, root, sound_flow, tree};

/// Runs in which a file is seen to change, at most.
const TURNS: usize = 10;

/// What is done to a file again and again; the number says how many times it was done.
type Change = dyn Fn(&File, u64) + Sync;

/// Makes the command to run.
type Start<'s> = dyn Fn() -> Command + 's;

/// Runs a command while a file is written to without end.
fn while_changing(path: &Path, change: &Change, mut command: Command) -> Output {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Two, and without rest: one at least has its turn while the file is read.
        for _ in 0..2 {
            scope.spawn(|| {
                let file = OpenOptions::new().write(true).open(path).unwrap();
                let mut turn = 0;
                while !is_over.load(Ordering::Relaxed) {
                    change(&file, turn);
                    turn += 1;
                }
            });
        }
        let output = command.output();
        is_over.store(true, Ordering::Relaxed);
        output.unwrap()
    })
}

#[test]
fn an_input_that_changes_while_it_is_read_is_refused() {
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 10);
    let billing = std::fs::read(work.path().join("factures.csv")).unwrap();
    let csv = [billing, b"F;;;;;;;;;;;;\n".repeat(3_000_000)].concat();
    // Large by a comment, so that reading lasts.
    let flow = sound_flow().replace("</n:PES_Aller>", &format!("<!--{}--></n:PES_Aller>", "x".repeat(40 << 20)));
    assert!(flow.len() > 40 << 20);
    run_xsd_export(work.path());
    let schema = tree(&work.path().join("xsd")).into_keys().find(|name| name.contains("Aller")).unwrap();
    let (input, out) = (work.path().join("flux.xml"), work.path().join("out"));
    let with_flow = |words: &[&str]| {
        let mut command = pes();
        command.arg(words[0]).args(&words[1..]);
        command
    };
    let text = |path: &Path| path.display().to_string();
    let commands: [(&str, &[u8], &Start<'_>); 5] = [
        ("factures.csv", &csv, &|| convert(work.path(), &out)),
        ("flux.xml", flow.as_bytes(), &|| with_flow(&["check", &text(&input)])),
        ("flux.xml", flow.as_bytes(), &|| with_flow(&["show", &text(&input)])),
        ("flux.xml", flow.as_bytes(), &|| {
            with_flow(&["split", &text(&input), "--bordereau-public", "90", "--out", &text(&out)])
        }),
        ("flux.xml", flow.as_bytes(), &|| {
            with_flow(&["xsd", &text(&work.path().join("xsd").join(&schema)), &text(&input)])
        }),
    ];
    let changes: [(&str, &Change); 3] = [
        ("grows", &|mut file, _| {
            std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).unwrap();
            file.write_all(b"\n").unwrap();
        }),
        ("shrinks", &|file, _| {
            let length = file.metadata().unwrap().len();
            file.set_len(length.saturating_sub(1)).unwrap();
        }),
        ("is rewritten", &|file, turn| {
            file.write_all_at(b"x", turn % 1000).unwrap();
        }),
    ];
    let mut tried = 0;
    for (name, bytes, command) in commands {
        let path = work.path().join(name);
        for (how, change) in &changes {
            // On a busy machine a file may be read whole between two changes: that run is no try.
            let said = (0..TURNS).map(|_| {
                std::fs::write(&path, bytes).unwrap();
                let _ = std::fs::remove_dir_all(&out);
                let output = while_changing(&path, change, command());
                let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
                (output.status.code(), said)
            });
            let is_refusal = |(code, said): &(Option<i32>, String)| {
                *code == Some(2) && said.contains("un autre programme est en train d'écrire le fichier")
            };
            let said: Vec<_> = said.take_while(|said| !is_refusal(said)).collect();
            assert!(said.len() < TURNS, "{name} {how}: {said:?}");
            assert_untouched(&out, &Default::default());
            tried += 1;
        }
    }
    println!("{tried} runs on inputs that change");
}

fn run_xsd_export(folder: &Path) {
    let out = folder.join("xsd");
    let output = pes().args(["xsd-export", "--pes-version", "5.30", "--out"]).arg(out).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
}

/// Writes bytes in a pipe, some at a time.
fn feed(path: &Path, bytes: &[u8]) {
    let mut pipe = OpenOptions::new().write(true).open(path).unwrap();
    for part in bytes.chunks(bytes.len() / 20 + 1) {
        // A reader that knows enough may go.
        if pipe.write_all(part).is_err() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn with_pipe(path: &Path, bytes: &[u8], mut command: Command) -> Output {
    std::thread::scope(|scope| {
        scope.spawn(|| feed(path, bytes));
        command.output().unwrap()
    })
}

#[test]
fn a_pipe_fed_slowly_is_read_like_a_file() {
    let work = tempfile::tempdir().unwrap();
    write_billing(work.path(), 60);
    let file_out = work.path().join("file");
    let from_file = convert(work.path(), &file_out).output().unwrap();
    let csv = std::fs::read(work.path().join("factures.csv")).unwrap();
    std::fs::remove_file(work.path().join("factures.csv")).unwrap();
    if !named_pipe(&work.path().join("factures.csv")) {
        return;
    }
    let pipe_out = work.path().join("pipe");
    let output = with_pipe(&work.path().join("factures.csv"), &csv, convert(work.path(), &pipe_out));
    assert_eq!(output.status, from_file.status, "{}", String::from_utf8_lossy(&output.stderr));
    assert!(tree(&pipe_out) == tree(&file_out));

    run_xsd_export(work.path());
    let schema = tree(&work.path().join("xsd")).into_keys().find(|name| name.contains("Aller")).unwrap();
    let schema = work.path().join("xsd").join(schema).display().to_string();
    let flows = ["fixtures/flux/mixte.xml", "fixtures/rules/PES210/rejected.xml"].map(|path| root().join(path));
    let pipe = work.path().join("flux.xml");
    let mut tried = 1;
    for flow in flows {
        let bytes = std::fs::read(&flow).unwrap();
        let broken = [&bytes[..], b"<"].concat();
        for bytes in [bytes, broken] {
            for words in [&["check"][..], &["show"], &["xsd", &schema]] {
                let command = || {
                    let mut command = pes();
                    command.args(words).arg(&pipe);
                    command
                };
                std::fs::write(&pipe, &bytes).unwrap();
                let expected = command().output().unwrap();
                std::fs::remove_file(&pipe).unwrap();
                assert!(named_pipe(&pipe));
                let output = with_pipe(&pipe, &bytes, command());
                std::fs::remove_file(&pipe).unwrap();
                assert_eq!(output, expected, "{words:?}");
                tried += 1;
            }
        }
    }
    // Standard input too.
    let bytes = std::fs::read(root().join("fixtures/flux/mixte.xml")).unwrap();
    let mut child = pes().args(["check", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for part in bytes.chunks(bytes.len() / 10) {
        stdin.write_all(part).unwrap();
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(stdin);
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
    println!("{} runs on pipes", tried + 1);
}
