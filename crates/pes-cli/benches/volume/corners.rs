//! What a quadratic algorithm would show: four times as much of one thing must take four times as long, not sixteen.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use crate::data::{corners, flow};
use crate::process::{Contender, in_turn};
use crate::report::{Report, hundredths, megabytes, ratio, seconds};
use crate::settings::Settings;

/// Writes as much of one thing as asked: a flow, or billing data in a folder.
type Generate = fn(&Path, u64) -> io::Result<()>;

const FLOWS: [(&str, Generate); 9] = [
    ("PJRef of one titre", corners::many_references),
    ("duplicates of a titre and its ASAP", corners::many_duplicates),
    ("one line, 500 bytes each", corners::one_line),
    ("one line, 500 bytes each, faults all along", corners::one_line_of_faults),
    ("faults", corners::many_faults),
    ("lines of one titre", corners::many_lines),
    ("lines of one ASAP", corners::long_asap),
    ("one value, 500 bytes each", corners::long_value),
    ("bordereaux of one titre", corners::many_bordereaux),
];
const BILLING: [(&str, Generate); 5] = [
    ("invoices, each number twice", corners::duplicate_invoices),
    ("rows of one invoice", corners::long_invoice),
    ("one field, 500 bytes each", corners::long_field),
    ("refused invoices", corners::refused_invoices),
    ("invoices and exceptions of debtors", corners::many_exceptions),
];
/// Times the processor time of a quarter. Linear is 4; below, the start weighs; memory grows out of the caches.
const BAR: u128 = 500;

pub fn measure(report: &mut Report, settings: &Settings, folder: &Path) -> io::Result<()> {
    report.section(
        "Corners",
        &format!(
            "One thing {} times, beside a quarter of it, on one thread: 4 is linear, 16 quadratic.",
            settings.corner
        ),
    );
    let mut rows = Vec::new();
    let flows = FLOWS.iter().map(|&(name, generate)| ("check", name, generate));
    for (verb, name, generate) in flows.chain(BILLING.iter().map(|&(name, generate)| ("convert", name, generate))) {
        writeln!(io::stderr(), "corners: {verb}, {name}")?;
        let contender = |count: u64| {
            let data = folder.join(format!("corner-{count}"));
            generate(&data, count).map(|()| if verb == "check" { check(&data) } else { convert(&data) })
        };
        let contenders = [contender(settings.corner / 4)?, contender(settings.corner)?];
        let [quarter, whole] = in_turn(&contenders, settings.rounds)?;
        let times = hundredths(whole.cpu.as_micros(), quarter.cpu.as_micros());
        rows.push([
            format!("{verb}: {name}"),
            seconds(quarter.cpu),
            seconds(whole.cpu),
            ratio(times),
            megabytes(whole.peak),
        ]);
        report.bar(format!("{verb}, {name}: CPU beside a quarter"), "≤ 5", ratio(times), times <= BAR);
        for count in [settings.corner / 4, settings.corner] {
            let data = folder.join(format!("corner-{count}"));
            if verb == "check" { fs::remove_file(data)? } else { fs::remove_dir_all(data)? }
        }
    }
    report.table("", ["", "CPU, a quarter", "CPU, the whole", "ratio", "peak memory"], &rows);
    Ok(())
}

fn check(flow: &Path) -> Contender {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pes"));
    command.arg("check").arg(flow).args(["--jobs", "1"]);
    Contender { finds_faults: true, ..Contender::new("check", command) }
}

fn convert(folder: &Path) -> Contender {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pes"));
    let out = folder.join("out");
    command.arg("convert").arg(folder.join("factures.csv")).arg("--config").arg(folder.join("pes.toml"));
    command.arg("--out").arg(&out).args(["--date", flow::DATE, "--jobs", "1"]);
    Contender { output: Some(out), finds_faults: true, ..Contender::new("convert", command) }
}
