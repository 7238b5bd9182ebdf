//! Flows read by others too: `pes xsd` and they validate them, `pes check` also opens the ASAP and applies every rule.

use std::io::{self, Write};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::data::flow::Flow;
use crate::data::xml::Encoding;
use crate::process::{Contender, Measure, in_turns};
use crate::report::{Report, hundredths, megabytes, milliseconds, per_second, ratio, seconds, speed};
use crate::rivals::{self, XMLLINT};
use crate::settings::Settings;

const FLOWS: [Flow; 3] = [
    Flow { name: "with ASAP, ISO-8859-1", asap: true, encoding: Encoding::Latin1 },
    Flow { name: "without ASAP, ISO-8859-1", asap: false, encoding: Encoding::Latin1 },
    Flow { name: "without ASAP, UTF-8", asap: false, encoding: Encoding::Utf8 },
];

/// Name, arguments, how many times the file is given.
const OURS: [(&str, &str, usize); 6] = [
    ("pes xsd --jobs 1", "1", 1),
    ("pes xsd --jobs 2", "2", 1),
    (ONE_THREAD, "1", 1),
    (TWO_THREADS, "2", 1),
    ("pes check --jobs 1, 2 files", "1", 2),
    ("pes check --jobs 2, 2 files", "2", 2),
];
const ONE_THREAD: &str = "pes check --jobs 1";
const TWO_THREADS: &str = "pes check --jobs 2";

/// All flows, beside the rivals.
pub fn measure(report: &mut Report, settings: &Settings, schema: Option<&Path>, folder: &Path) -> io::Result<()> {
    report.section(
        "pes check, pes xsd",
        "One flow, the official schema of version 5.17 for `pes xsd` and the others. The others validate by the schema; \
         `pes check` reads XML, schema, business rules and opens the ASAP. Ratios are how many times less than xmllint \
         it takes for as many bytes.",
    );
    let Some(schema) = schema else {
        report.note("Skipped: no official schema (PES_SHARED).");
        return Ok(());
    };
    let sound = folder.join("small.xml");
    FLOWS[0].write(&sound, 1)?;
    let validators = rivals::validators(schema, &sound, folder)?;
    for flow in &FLOWS {
        writeln!(io::stderr(), "check: {}", flow.name)?;
        let path = folder.join("flow.xml");
        let titres = flow.titres_in(settings.megabytes * 1_000_000);
        flow.write(&path, titres)?;
        let size = path.metadata()?.len();
        let mut contenders: Vec<(usize, Contender)> = OURS.iter().map(|ours| ours_on(ours, schema, &path)).collect();
        contenders.extend(
            validators.iter().map(|(name, command)| (1, Contender::new(name.as_str(), rivals::on(command, &path)))),
        );
        let (counts, contenders): (Vec<usize>, Vec<Contender>) = contenders.into_iter().unzip();
        let measures = in_turns(&contenders, settings.rounds)?;
        let names = contenders.iter().map(|contender| contender.name.as_str());
        let runs: Vec<(&str, usize, Measure)> =
            names.zip(counts).zip(measures).map(|((name, count), measure)| (name, count, measure)).collect();
        table(report, flow.name, (titres, size), &runs);
        bars(report, flow.name, &runs);
        std::fs::remove_file(&path)?;
    }
    Ok(())
}

fn ours_on(&(name, jobs, files): &(&str, &str, usize), schema: &Path, flow: &Path) -> (usize, Contender) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pes"));
    match name.starts_with("pes xsd") {
        true => command.arg("xsd").arg(schema),
        false => command.arg("check"),
    };
    command.args(std::iter::repeat_n(flow, files)).args(["--jobs", jobs]);
    (files, Contender::new(name, command))
}

fn table(report: &mut Report, name: &str, (titres, size): (u64, u64), runs: &[(&str, usize, Measure)]) {
    let xmllint = run_of(runs, XMLLINT);
    let row = |&(name, files, measure): &(&str, usize, Measure)| {
        let read = size * files as u64;
        let beside = |of: fn(Measure) -> Duration| {
            xmllint.map_or("-".to_owned(), |xmllint| {
                ratio(hundredths(of(xmllint).as_micros() * files as u128, of(measure).as_micros()))
            })
        };
        [
            name.to_owned(),
            seconds(measure.wall),
            seconds(measure.cpu),
            speed(read, measure.wall),
            per_second(titres * files as u64, measure.wall).to_string(),
            megabytes(measure.peak),
            beside(|measure| measure.wall),
            beside(|measure| measure.cpu),
        ]
    };
    report.table(
        &format!("{name}: {titres} titres, {}.", megabytes(size)),
        ["", "time", "CPU", "speed", "titres/s", "peak memory", "× xmllint", "× its CPU"],
        &runs.iter().map(row).collect::<Vec<_>>(),
    );
}

fn run_of(runs: &[(&str, usize, Measure)], name: &str) -> Option<Measure> {
    runs.iter().find(|(other, ..)| *other == name).map(|&(.., measure)| measure)
}

fn bars(report: &mut Report, flow: &str, runs: &[(&str, usize, Measure)]) {
    let Some(xmllint) = run_of(runs, XMLLINT) else { return };
    for (name, bar, at_least) in [(ONE_THREAD, "≥ 5", 500), (TWO_THREADS, "≥ 8", 800)] {
        let Some(ours) = run_of(runs, name) else { continue };
        let times = hundredths(xmllint.wall.as_micros(), ours.wall.as_micros());
        report.bar(format!("{name} beside xmllint, {flow}"), bar, ratio(times), times >= at_least);
    }
}

/// Bytes of the largest document that is read.
const LARGEST: u64 = 4 << 30;

/// One flow of more and more titres.
pub fn growth(report: &mut Report, settings: &Settings, folder: &Path) -> io::Result<()> {
    let mut rows = Vec::new();
    let mut runs = Vec::new();
    for titres in settings.growth() {
        writeln!(io::stderr(), "check: one flow of {titres} titres")?;
        let path = folder.join("growth.xml");
        FLOWS[0].write(&path, titres)?;
        let size = path.metadata()?.len();
        if size > LARGEST {
            report.note(&format!(
                "A flow of {titres} titres with their ASAP is {}: more than a document may have.",
                megabytes(size)
            ));
            std::fs::remove_file(&path)?;
            continue;
        }
        let contenders = ["1", "2"].map(|jobs| check_of(&path, jobs));
        for (jobs, measure) in (1..).zip(in_turns(&contenders, settings.rounds)?) {
            rows.push([
                titres.to_string(),
                jobs.to_string(),
                megabytes(size),
                seconds(measure.wall),
                seconds(measure.cpu),
                speed(size, measure.wall),
                format!("{} µs", measure.cpu.as_micros() / u128::from(titres)),
                megabytes(measure.peak),
            ]);
            if jobs == 1 {
                runs.push((titres, measure));
            }
        }
        std::fs::remove_file(&path)?;
    }
    report.table(
        "Growth: `pes check` of one flow with ASAP, ISO-8859-1.",
        ["titres", "jobs", "file", "time", "CPU", "speed", "CPU a titre", "peak memory"],
        &rows,
    );
    let base = runs.iter().find(|(titres, _)| *titres == 10_000);
    if let (Some(&(small, base)), Some(&(large, top))) = (base, runs.last())
        && small < large
    {
        let a_titre = |titres: u64, measure: Measure| measure.cpu.as_nanos() / u128::from(titres);
        let grown = hundredths(a_titre(large, top), a_titre(small, base));
        let what = format!("check one flow of {large} titres: CPU a titre beside 10,000");
        report.bar(what, "≤ 1.2", ratio(grown), grown <= 120);
    }
    Ok(())
}

fn check_of(flow: &Path, jobs: &str) -> Contender {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pes"));
    command.arg("check").arg(flow).args(["--jobs", jobs]);
    Contender::new("pes check", command)
}

/// A flow of 10 KB: what remains is the start.
pub fn start(report: &mut Report, settings: &Settings, schema: Option<&Path>, folder: &Path) -> io::Result<()> {
    writeln!(io::stderr(), "start-up")?;
    let path = folder.join("small.xml");
    let titres = FLOWS[0].titres_in(10_000).max(1);
    FLOWS[0].write(&path, titres)?;
    let mut contenders = vec![check_of(&path, "1"), check_of(&path, "2")];
    contenders[0].name = ONE_THREAD.to_owned();
    contenders[1].name = TWO_THREADS.to_owned();
    let validators = schema.map_or(Ok(Vec::new()), |schema| rivals::validators(schema, &path, folder))?;
    contenders
        .extend(validators.iter().map(|(name, command)| Contender::new(name.as_str(), rivals::on(command, &path))));
    let measures = in_turns(&contenders, 10 * settings.rounds)?;
    report.section(
        "Start-up",
        &format!(
            "A flow with ASAP of {titres} titres, {} bytes; medians of {}.",
            path.metadata()?.len(),
            10 * settings.rounds
        ),
    );
    let row = |(contender, measure): (&Contender, &Measure)| {
        [contender.name.clone(), milliseconds(measure.cpu), milliseconds(measure.wall), megabytes(measure.peak)]
    };
    let rows: Vec<_> = contenders.iter().zip(&measures).map(row).collect();
    report.table("", ["", "CPU", "time", "peak memory"], &rows);
    if let Some(ours) = measures.first() {
        report.bar("check of a 10 KB flow: CPU", "< 10 ms", milliseconds(ours.cpu), ours.cpu.as_millis() < 10);
    }
    Ok(())
}
