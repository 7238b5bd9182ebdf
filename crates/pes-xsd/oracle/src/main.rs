//! Runs the crate `xsd-schema` on the W3C suite, each case in a process of its own, and prints its verdicts.

mod suite;
mod verdict;

use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use suite::Case;

const TIME_LIMIT: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_last() {
        Some((instance, schemas)) => verdict::of(schemas, instance).into(),
        None => match run_suite() {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) => {
                eprintln!("{fault}");
                ExitCode::FAILURE
            }
        },
    }
}

fn run_suite() -> io::Result<()> {
    let suite = suite::unpack()?;
    let verdicts: Vec<Mutex<&str>> = suite.cases.iter().map(|_| Mutex::new("")).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(index) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&i| i < verdicts.len()) {
                    *verdicts[index].lock().unwrap() = isolated(&suite.cases[index], suite.root());
                }
            });
        }
    });
    let mut out = io::stdout().lock();
    let mut agreements = 0;
    for (case, verdict) in suite.cases.iter().zip(&verdicts) {
        let verdict = *verdict.lock().unwrap();
        agreements += usize::from(verdict == case.expected);
        writeln!(out, "{}\t{}\t{verdict}", case.instance, case.expected)?;
    }
    let hundredths = agreements * 10_000 / suite.cases.len().max(1);
    let (whole, part) = (hundredths / 100, hundredths % 100);
    writeln!(out, "# {agreements} of {} as expected: {whole}.{part:02} %", suite.cases.len())
}

/// The verdict of another run of this program: its panics, overflows and endless loops are its own.
fn isolated(case: &Case, root: &Path) -> &'static str {
    let child = std::env::current_exe().and_then(|program| {
        Command::new(program)
            .args(&case.schema)
            .arg(&case.instance)
            .current_dir(root)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
    });
    match child.and_then(wait) {
        Ok(Some(status)) => verdict::name(status.code()),
        Ok(None) => "timeout",
        Err(_) => "panic",
    }
}

fn wait(mut child: Child) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        match child.try_wait()? {
            Some(status) => return Ok(Some(status)),
            None if start.elapsed() > TIME_LIMIT => {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
            None => thread::sleep(Duration::from_millis(2)),
        }
    }
}
