//! Pieces checked in any order are told of in theirs.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Mutex;

use pes_validator::{CheckOptions, Executor, check, check_with};

/// Two threads that take the tasks from the end.
struct Backwards;

impl Executor for Backwards {
    fn map<T: Send>(&self, count: usize, task: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        let left = Mutex::new(0..count);
        let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::new());
        let next = || left.lock().unwrap().next_back();
        let work = || {
            while let Some(index) = next() {
                let result = task(index);
                done.lock().unwrap().push((index, result));
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(work);
            scope.spawn(work);
        });
        let mut done = done.into_inner().unwrap();
        done.sort_by_key(|&(index, _)| index);
        done.into_iter().map(|(_, result)| result).collect()
    }

    fn join<A: Send, B: Send>(&self, first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B + Send) -> (A, B) {
        std::thread::scope(|scope| {
            let first = scope.spawn(first);
            let second = second();
            (first.join().unwrap(), second)
        })
    }
}

#[test]
fn threads_and_their_order_change_nothing() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/rules");
    let (mut tried, mut told_twice) = (0, 0);
    for folder in std::fs::read_dir(rules).unwrap() {
        let path = folder.unwrap().path().join("rejected.xml");
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let options = CheckOptions::default();
        let alone = check("flux.xml", bytes.clone(), &options).unwrap();
        let together = check_with("flux.xml", bytes, &options, &Backwards).unwrap();
        assert_eq!(format!("{alone:?}"), format!("{together:?}"), "{}", path.display());
        tried += 1;
        // One document of a wave has told what another of it tells.
        let findings = || alone.iter().flat_map(|report| &report.findings);
        told_twice += usize::from(findings().any(|finding| matches!(finding.rule.id, "PES440" | "PES422")));
    }
    assert!(tried > 150 && told_twice >= 2, "{tried}, {told_twice}");
}
