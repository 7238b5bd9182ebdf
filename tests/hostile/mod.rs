//! Bytes made to harm: each gets an answer within a time and a memory, and writes nowhere but where it was asked to.
#![cfg(unix)]

mod billing;
mod binary;
mod configuration;
mod formulas;
mod growth;
mod names;
mod pieces;
mod schemas;
mod terminal;
mod truncated;
mod xml;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::{pes, tree};

/// What a case may take: seconds of processor and as many mebibytes of addresses.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    seconds: u64,
    mebibytes: u64,
}

/// For files of a few kilobytes.
const SMALL: Bounds = Bounds { seconds: 10, mebibytes: 512 };
/// For files of tens of megabytes: the tests run the command without optimisation.
const LARGE: Bounds = Bounds { seconds: 60, mebibytes: 1536 };

/// However busy the machine, longer than this is a hang.
const HANG: Duration = Duration::from_secs(300);

/// How much larger the cases are when `tests/run long` asks for it.
fn times_larger() -> usize {
    if std::env::var_os("PES_LONG").is_some() { 10 } else { 1 }
}

/// A folder where the command is run on hostile files, and the count of the runs.
struct Runs {
    folder: tempfile::TempDir,
    count: usize,
}

/// What a run answered.
struct Answer {
    code: i32,
    stdout: String,
    stderr: String,
    /// Of the processor.
    time: Duration,
}

impl Runs {
    fn new() -> Self {
        Runs { folder: tempfile::tempdir().unwrap(), count: 0 }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("work").join(name)
    }

    /// Writes a file of the folder.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs the command in the folder. It answers with 0, 1 or 2, within its bounds, in words that a terminal shows.
    fn run(&mut self, words: &[&str], bounds: Bounds) -> Answer {
        self.count += 1;
        std::fs::create_dir_all(self.path("")).unwrap();
        let file = |name: &str| self.folder.path().join(name);
        let named = pes();
        let mut command = std::process::Command::new("sh");
        // The limits are those of the command and of nothing else; `times` gives the processor time of what was run.
        let script = "ulimit -v \"$1\"; ulimit -t \"$2\"; ulimit -c 0; shift 2; \"$@\"; code=$?; times >&3; exit $code";
        command.arg("-c").arg(format!("exec 3>'{}'; {script}", file("times").display())).arg("sh");
        command.arg((bounds.mebibytes << 10).to_string()).arg(bounds.seconds.to_string());
        command.arg(named.get_program()).args(words).current_dir(self.path(""));
        for (name, value) in named.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.stdin(Stdio::null());
        command.stdout(File::create(file("stdout")).unwrap()).stderr(File::create(file("stderr")).unwrap());
        let started = Instant::now();
        let mut child = command.spawn().expect("sh starts");
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if started.elapsed() > HANG {
                let _ = child.kill();
                panic!("{words:?}: still running after {HANG:?}");
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let read = |name: &str| String::from_utf8(std::fs::read(file(name)).unwrap()).expect("words in UTF-8");
        let (stdout, stderr) = (read("stdout"), read("stderr"));
        let code = status.code().unwrap_or(-1);
        let said: String = stderr.chars().take(1_000).collect();
        assert!((0..=2).contains(&code), "{words:?}: {status}, within {bounds:?}: {said}");
        assert!(!stderr.contains("panicked") && !stdout.contains("panicked"), "{words:?}: {said}");
        for text in [&stdout, &stderr] {
            let raw = text.chars().find(|&character| character.is_control() && !"\n\t".contains(character));
            assert_eq!(raw, None, "{words:?}: a terminal would obey");
        }
        Answer { code, stdout, stderr, time: processor_time(&read("times")) }
    }

    /// What stands in the folder besides what is there in the working folder before the test writes to it.
    fn outside(&self) -> Vec<String> {
        let ours = ["stdout", "stderr", "times"];
        let names = tree(self.folder.path()).into_keys();
        names.filter(|name| !name.starts_with("work/") && !ours.contains(&name.as_str())).collect()
    }
}

impl Drop for Runs {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let name = std::thread::current().name().unwrap_or_default().to_owned();
            println!("{name}: {} runs", self.count);
        }
    }
}

impl Answer {
    /// All that was said.
    fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    fn says(&self, words: &str) -> bool {
        self.stdout.contains(words) || self.stderr.contains(words)
    }
}

/// The second line of `times`: `0m1.230s 0m0.040s`.
fn processor_time(times: &str) -> Duration {
    let of_children = times.lines().nth(1).expect("two lines");
    let (minutes, seconds) = of_children.split_whitespace().next().and_then(|time| time.split_once('m')).unwrap();
    let seconds: f64 = seconds.trim_end_matches('s').parse().unwrap();
    Duration::from_secs(60 * minutes.parse::<u64>().unwrap()) + Duration::from_secs_f64(seconds)
}

/// A path as a word of the command.
fn word(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
