//! Whole processes: how long they took and how much memory.
//!
//! The system tells a process what all its children took together, at most: so each command is started by a process of
//! its own, this program under the word `measure`, which has no other child.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    pub wall: Duration,
    /// User and system, of all threads.
    pub cpu: Duration,
    /// Most bytes of memory at a time.
    pub peak: u64,
}

/// A command that is run several times.
pub struct Contender {
    pub name: String,
    pub command: Command,
    /// What it writes, removed before each run.
    pub output: Option<PathBuf>,
    /// Whether it may find faults: exit code 1.
    pub finds_faults: bool,
}

impl Contender {
    pub fn new(name: impl Into<String>, command: Command) -> Self {
        Self { name: name.into(), command, output: None, finds_faults: false }
    }

    fn run(&self) -> io::Result<Measure> {
        if let Some(output) = self.output.as_deref().filter(|output| output.exists()) {
            std::fs::remove_dir_all(output)?;
        }
        let mut starter = Command::new(std::env::current_exe()?);
        starter.arg(MEASURE).arg(self.command.get_program()).args(self.command.get_args());
        if let Some(folder) = self.command.get_current_dir() {
            starter.current_dir(folder);
        }
        let told = starter.stderr(Stdio::inherit()).output()?;
        let numbers: Vec<u64> =
            String::from_utf8_lossy(&told.stdout).split_whitespace().filter_map(|word| word.parse().ok()).collect();
        match numbers[..] {
            [wall, cpu, peak, exit] if exit == 0 || (self.finds_faults && exit == 1) => {
                Ok(Measure { wall: Duration::from_micros(wall), cpu: Duration::from_micros(cpu), peak: peak * 1024 })
            }
            _ => {
                // Where the data stood is no matter of the page.
                let words = std::iter::once(self.command.get_program()).chain(self.command.get_args());
                let names: Vec<_> = words.map(|word| Path::new(word).file_name().unwrap_or(word)).collect();
                Err(io::Error::other(format!("{names:?} {numbers:?}")))
            }
        }
    }
}

/// The medians of each contender, who take turns, so that whatever else the machine does falls on all of them.
pub fn in_turn<const N: usize>(contenders: &[Contender; N], rounds: usize) -> io::Result<[Measure; N]> {
    let medians = in_turns(contenders, rounds)?;
    medians.try_into().map_err(|_| io::ErrorKind::Other.into())
}

/// [`in_turn`], for contenders whose number is not known.
pub fn in_turns(contenders: &[Contender], rounds: usize) -> io::Result<Vec<Measure>> {
    let mut runs = vec![Vec::new(); contenders.len()];
    for _ in 0..rounds {
        for (contender, runs) in contenders.iter().zip(&mut runs) {
            runs.push(contender.run()?);
        }
    }
    Ok(runs.iter().map(|runs| median(runs)).collect())
}

fn median(runs: &[Measure]) -> Measure {
    let middle = |of: fn(&Measure) -> Duration| {
        let mut times: Vec<Duration> = runs.iter().map(of).collect();
        times.sort();
        times[times.len() / 2]
    };
    let peak = runs.iter().map(|run| run.peak).max().unwrap_or_default();
    Measure { wall: middle(|run| run.wall), cpu: middle(|run| run.cpu), peak }
}

/// The word that has this program start a command and tell what it took.
pub const MEASURE: &str = "measure";

/// Starts the command that follows the word: its time, its processor time, its memory, its exit code.
pub fn start(arguments: &[String]) -> io::Result<()> {
    let [program, arguments @ ..] = arguments else { return Err(io::ErrorKind::InvalidInput.into()) };
    let begin = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    let wall = begin.elapsed().as_micros();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = usage.user_time() + usage.system_time();
    let exit = status.code().unwrap_or(i32::from(u8::MAX));
    writeln!(io::stdout(), "{wall} {} {} {exit}", cpu.num_microseconds(), usage.max_rss())
}
