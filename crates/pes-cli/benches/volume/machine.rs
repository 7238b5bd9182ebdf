//! Where, when and with what it was measured.

use std::fs;
use std::process::Command;

/// A list in Markdown.
pub fn description(tools: &[(&str, &[&str])]) -> String {
    let proc = |file: &str, key: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key)).and_then(|line| line.split_once(':'));
        line.map_or("unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    let mut lines = vec![
        ("date", first_line("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        ("commit", first_line("git", &["describe", "--always", "--dirty"])),
        ("processor", format!("{processors} × {}", proc("/proc/cpuinfo", "model name"))),
        ("memory", proc("/proc/meminfo", "MemTotal")),
        ("system", first_line("uname", &["-sr"])),
        ("load before", fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()),
        ("rustc", first_line("rustc", &["--version"])),
    ];
    lines.extend(tools.iter().map(|(name, version)| (*name, first_line(version[0], &version[1..]))));
    lines.iter().map(|(name, value)| format!("- {name}: {value}\n")).collect()
}

/// What the command says first, on either output.
fn first_line(program: &str, arguments: &[&str]) -> String {
    let Ok(told) = Command::new(program).args(arguments).output() else { return "not found: skipped".to_owned() };
    let said = if told.stdout.is_empty() { told.stderr } else { told.stdout };
    String::from_utf8_lossy(&said).lines().next().unwrap_or_default().to_owned()
}
