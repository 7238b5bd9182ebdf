//! Whole processes, timed, and the memory they took at most.

use std::fs;
use std::io;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Of one run.
pub struct Measure {
    pub time: Duration,
    /// In bytes; only Linux tells.
    pub peak_memory: Option<u64>,
}

/// Runs the command to its end, which must be a success.
pub fn measure(command: &mut Command) -> io::Result<Measure> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut peak_memory = None;
    loop {
        peak_memory = peak_memory.max(peak(child.id()));
        if let Some(status) = child.try_wait()? {
            let time = start.elapsed();
            return match status.success() {
                true => Ok(Measure { time, peak_memory }),
                false => Err(io::Error::other(format!("{command:?}: {status}"))),
            };
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    kibibytes.trim().trim_end_matches(" kB").parse::<u64>().ok()?.checked_mul(1024)
}
