//! Conversions of more and more titres, beside programs that only compress their ASAP; then the check of what they wrote.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::read::GzDecoder;

use crate::data::{billing, flow};
use crate::process::{Contender, Measure, in_turns};
use crate::report::{Report, hundredths, megabytes, per_second, ratio, seconds, speed};
use crate::rivals;
use crate::settings::Settings;

/// Small enough that the names of all their ASAP fit in one command.
const SEPARATE_UP_TO: u64 = 10_000;
/// The memory that a conversion may take.
const PEAK_BAR: u64 = 200_000_000;

/// One count of titres: our measures on one thread and on two, then those of others.
struct Step {
    titres: u64,
    /// Of all ASAP together.
    asap: u64,
    ours: [Measure; 2],
    checks: [Measure; 2],
    /// On all ASAP in one file.
    together: Vec<(String, Measure)>,
    /// On each ASAP in a file of its own; nothing beyond [`SEPARATE_UP_TO`].
    each: Vec<(String, Measure)>,
}

pub fn measure(report: &mut Report, settings: &Settings, folder: &Path) -> io::Result<()> {
    let mut steps = Vec::new();
    for titres in settings.growth() {
        writeln!(io::stderr(), "convert: {titres} titres")?;
        let folder = folder.join(format!("convert-{titres}"));
        fs::create_dir_all(&folder)?;
        steps.push(step(titres, settings.rounds, &folder)?);
        fs::remove_dir_all(&folder)?;
    }
    tables(report, &steps);
    bars(report, &steps);
    Ok(())
}

fn step(titres: u64, rounds: usize, folder: &Path) -> io::Result<Step> {
    billing::write(folder, titres)?;
    let conversions = ["1", "2"].map(|jobs| conversion(folder, jobs));
    in_turns(&conversions[1..], 1)?;
    let flows = flows(&folder.join("out-2"))?;
    let separate = (titres <= SEPARATE_UP_TO).then(|| folder.join("asap"));
    let asap = folder.join("asap.xml");
    let taken = take_asap(&flows, &asap, separate.as_deref())?;
    if taken != titres {
        return Err(io::Error::other(format!("{taken} ASAP of {titres}")));
    }
    let mut contenders = Vec::from(conversions);
    contenders.extend(["1", "2"].map(|jobs| check(&flows, jobs)));
    let compressors = rivals::compressors();
    contenders
        .extend(compressors.iter().map(|(name, command)| Contender::new(name.as_str(), rivals::on(command, &asap))));
    if let Some(folder) = &separate {
        contenders.extend(compressors.iter().map(|(name, command)| on_each(name, command, folder, titres)));
    }
    let mut measures = in_turns(&contenders, rounds)?.into_iter();
    let mut pair = || measures.next().zip(measures.next()).map(|(one, two)| [one, two]).ok_or(io::ErrorKind::Other);
    let (ours, checks) = (pair()?, pair()?);
    let mut named = || compressors.iter().map(|(name, _)| name.clone()).zip(measures.by_ref()).collect();
    Ok(Step { titres, asap: asap.metadata()?.len(), ours, checks, together: named(), each: named() })
}

fn conversion(folder: &Path, jobs: &str) -> Contender {
    let out = folder.join(format!("out-{jobs}"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_pes"));
    command.arg("convert").arg(folder.join("factures.csv")).arg("--config").arg(folder.join("pes.toml"));
    command.arg("--out").arg(&out).args(["--date", flow::DATE, "--jobs", jobs]);
    Contender { output: Some(out), ..Contender::new("pes convert", command) }
}

fn check(flows: &[PathBuf], jobs: &str) -> Contender {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pes"));
    command.arg("check").args(flows).args(["--jobs", jobs]);
    Contender::new("pes check", command)
}

fn on_each(name: &str, command: &Command, folder: &Path, titres: u64) -> Contender {
    let mut each = Command::new(command.get_program());
    each.args(command.get_args()).args((1..=titres).map(|number| number.to_string())).current_dir(folder);
    Contender::new(format!("{name}, each"), each)
}

/// In the order of their names.
fn flows(out: &Path) -> io::Result<Vec<PathBuf>> {
    let mut flows = Vec::new();
    for route in ["prive", "public"] {
        for entry in fs::read_dir(out.join(route))? {
            flows.push(entry?.path());
        }
    }
    flows.sort();
    Ok(flows)
}

/// Writes all ASAP of the flows in one file, and each in its own if asked: how many there are.
fn take_asap(flows: &[PathBuf], together: &Path, separate: Option<&Path>) -> io::Result<u64> {
    let mut file = BufWriter::new(File::create(together)?);
    separate.map_or(Ok(()), fs::create_dir_all)?;
    let mut count = 0;
    for flow in flows {
        let bytes = fs::read(flow)?;
        for tag in bytes.split(|&byte| byte == b'<').filter(|tag| tag.starts_with(b"Fichier ")) {
            let base64 = tag.split(|&byte| byte == b'>').nth(1).unwrap_or_default().trim_ascii();
            let gzip = BASE64.decode(base64).map_err(io::Error::other)?;
            let mut asap = Vec::new();
            GzDecoder::new(&gzip[..]).read_to_end(&mut asap)?;
            file.write_all(&asap)?;
            count += 1;
            if let Some(folder) = separate {
                fs::write(folder.join(count.to_string()), &asap)?;
            }
        }
    }
    file.flush()?;
    Ok(count)
}

fn tables(report: &mut Report, steps: &[Step]) {
    report.section(
        "pes convert",
        "CSV of one to three lines a titre, one titre in ten owed by a commune, an ASAP for each titre, flows of \
         2,000 titres. All of it: reading, mapping, routing, writing, compressing, checking what is written, and \
         the disk.",
    );
    let conversions: Vec<_> = steps.iter().flat_map(|step| rows(step, &step.ours)).collect();
    report.table("Growth:", GROWTH, &conversions);
    let checks: Vec<_> = steps.iter().flat_map(|step| rows(step, &step.checks)).collect();
    report.table("`pes check` of all the flows written, one after the other:", GROWTH, &checks);
    let compressed: Vec<_> = steps.iter().flat_map(compression_rows).collect();
    report.table(
        &format!(
            "Programs that compress the same ASAP bytes (`{}`, one thread), all in one file, and the processor time of \
             `pes convert` in theirs. A flow has each ASAP as a gzip file of its own, which has nothing to repeat of \
             the one before: under `each` they are given one file for each ASAP, in one process.",
            rivals::LEVEL
        ),
        ["titres", "program", "ASAP", "CPU", "speed", "convert is, --jobs 1", "--jobs 2"],
        &compressed,
    );
}

const GROWTH: [&str; 8] = ["titres", "jobs", "time", "CPU", "titres/s", "ASAP", "CPU a titre", "peak memory"];

fn rows(step: &Step, measures: &[Measure; 2]) -> [[String; 8]; 2] {
    [0, 1].map(|index| {
        let measure = measures[index];
        [
            step.titres.to_string(),
            (index + 1).to_string(),
            seconds(measure.wall),
            seconds(measure.cpu),
            per_second(step.titres, measure.wall).to_string(),
            speed(step.asap, measure.wall),
            format!("{} µs", measure.cpu.as_micros() / u128::from(step.titres)),
            megabytes(measure.peak),
        ]
    })
}

fn compression_rows(step: &Step) -> Vec<[String; 7]> {
    let together = step.together.iter().map(|(name, measure)| (name.clone(), measure));
    let each = step.each.iter().map(|(name, measure)| (format!("{name}, each"), measure));
    let row = |(name, measure): (String, &Measure)| {
        let times = |ours: Measure| ratio(hundredths(ours.cpu.as_micros(), measure.cpu.as_micros()));
        [
            step.titres.to_string(),
            name,
            megabytes(step.asap),
            seconds(measure.cpu),
            speed(step.asap, measure.cpu),
            times(step.ours[0]),
            times(step.ours[1]),
        ]
    };
    together.chain(each).map(row).collect()
}

fn bars(report: &mut Report, steps: &[Step]) {
    let at = |titres| steps.iter().find(|step| step.titres == titres);
    let Some(top) = steps.last() else { return };
    let count = top.titres;
    beside_fastest(report, top, "in one file", &top.together);
    if let Some(largest) = steps.iter().rfind(|step| !step.each.is_empty()) {
        beside_fastest(report, largest, "each in its own", &largest.each);
    }
    let peak = top.ours.iter().map(|measure| measure.peak).max().unwrap_or_default();
    report.bar(format!("convert {count} titres: peak memory"), "< 200 MB", megabytes(peak), peak < PEAK_BAR);
    let gain = hundredths(top.ours[0].wall.as_micros(), top.ours[1].wall.as_micros());
    report.bar(format!("convert {count} titres: two threads beside one"), "≥ 1.7", ratio(gain), gain >= 170);
    if let Some(base) = at(100_000).filter(|base| base.titres < count) {
        let grown = hundredths(top.ours[1].peak.into(), base.ours[1].peak.into());
        report.bar("convert: peak memory beside 100,000 titres", "flat: ≤ 1.1", ratio(grown), grown <= 110);
    }
    if let Some(base) = at(10_000).filter(|base| base.titres < count) {
        let a_titre = |step: &Step, measure: Measure| measure.cpu.as_nanos() / u128::from(step.titres);
        for (name, of) in [("convert", (|step| step.ours[0]) as fn(&Step) -> Measure), ("check", |step| step.checks[0])]
        {
            let grown = hundredths(a_titre(top, of(top)), a_titre(base, of(base)));
            let what = format!("{name} {count} titres: CPU a titre beside 10,000");
            report.bar(what, "≤ 1.2", ratio(grown), grown <= 120);
        }
    }
}

fn beside_fastest(report: &mut Report, step: &Step, how: &str, compressors: &[(String, Measure)]) {
    let Some((name, fastest)) = compressors.iter().min_by_key(|(_, measure)| measure.cpu) else { return };
    let times = hundredths(step.ours[0].cpu.as_micros(), fastest.cpu.as_micros());
    let what = format!("convert {} titres: CPU beside {name} on the same ASAP, {how}", step.titres);
    report.bar(what, "≤ 2", ratio(times), times <= 200);
}
