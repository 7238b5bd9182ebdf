//! Flows that break off: at every byte in the library, at some through the command.

use pes::validator::{CheckOptions, Verdict, check};

use super::{Runs, SMALL, times_larger, word};
use crate::support::{latin1, sound_flow};

/// The sound flow with its pieces cut short, since each of their bytes is like the next.
fn short_flow() -> Vec<u8> {
    let flow = sound_flow();
    let mut short = String::new();
    let mut rest = flow.as_str();
    while let Some(start) = rest.find("<Fichier") {
        let content = start + rest[start..].find('>').unwrap() + 1;
        let end = content + rest[content..].find('<').unwrap();
        short.push_str(&rest[..content + 12]);
        rest = &rest[end..];
    }
    latin1(&(short + rest))
}

#[test]
fn a_flow_cut_at_any_byte_is_refused() {
    let flow = short_flow();
    let options = CheckOptions::default();
    let end = flow.iter().rposition(|&byte| byte == b'>').unwrap();
    let (first, second) = (0..=end).partition::<Vec<usize>, _>(|cut| cut % 2 == 0);
    let count = std::thread::scope(|scope| {
        let refused = |cuts: Vec<usize>| {
            for &cut in &cuts {
                let reports = check("flux.xml", flow[..cut].to_vec(), &options).unwrap();
                let findings: Vec<&str> = reports[0].findings.iter().map(|finding| finding.rule.id).collect();
                assert_eq!(reports[0].xml, Verdict::Invalid, "cut at {cut}: {findings:?}");
            }
            cuts.len()
        };
        let other = scope.spawn(move || refused(second));
        refused(first) + other.join().unwrap()
    });
    println!("{count} cuts of a flow of {} bytes", flow.len());
}

#[test]
fn a_flow_cut_here_and_there_is_refused_by_the_command() {
    let flow = latin1(&sound_flow());
    let mut runs = Runs::new();
    let step = 997 / times_larger();
    for cut in (1..flow.trim_ascii_end().len()).step_by(step) {
        let path = runs.file("flux.xml", &flow[..cut]);
        let answer = runs.run(&["check", word(&path)], SMALL);
        assert_eq!(answer.code, 1, "cut at {cut}: {}", answer.said());
        let answer = runs.run(&["split", word(&path), "--out", "out", "--bordereau-public", "900"], SMALL);
        assert_eq!(answer.code, 2, "cut at {cut}: {}", answer.said());
    }
    assert!(!runs.path("out").exists());
}
