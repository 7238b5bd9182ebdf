//! Flows of about 100 MB looked at by whole processes in turn, on the same files: `pes xsd` and xmllint validate them,
//! `pes check` also opens the attached ASAP and applies every rule.
//!
//! `cargo bench -p pes-cli --bench volume -- [quick] [titres=N] [megabytes=N] [folder=FOLDER] [only=data,check]`

mod data;
mod process;
mod settings;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use data::flow::Flow;
use data::xml::Encoding;
use process::Measure;
use settings::Settings;

const FLOWS: [Flow; 3] = [
    Flow { name: "avec-asap", asap: true, encoding: Encoding::Latin1 },
    Flow { name: "sans-asap", asap: false, encoding: Encoding::Latin1 },
    Flow { name: "sans-asap-utf8", asap: false, encoding: Encoding::Utf8 },
];
const CONTENDERS: [Contender; 6] = [
    Contender::Xsd { jobs: "1" },
    Contender::Xsd { jobs: "2" },
    Contender::Check { jobs: "1", files: 1 },
    Contender::Check { jobs: "1", files: 2 },
    Contender::Check { jobs: "2", files: 2 },
    Contender::Xmllint,
];
const ROUNDS: usize = 5;

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        return writeln!(out, "skipped: measures only under cargo bench");
    }
    let settings = Settings::parse(&arguments).map_err(|word| io::Error::other(format!("unknown: {word}")))?;
    let temporary = tempfile::tempdir()?;
    let folder = settings.folder.as_deref().unwrap_or(temporary.path());
    if settings.wants("data") {
        data::billing::write(folder, settings.titres)?;
    }
    if !settings.wants("check") {
        return Ok(());
    }
    let Some(schema) = shared("pes-xsd/schemas_pes_v5.17/PES_V2/Rev0/PES_Aller.xsd") else {
        return writeln!(out, "skipped: official schemas not found (set PES_SHARED to the folder that holds them)");
    };
    if Command::new("xmllint").arg("--version").output().is_err() {
        return writeln!(out, "skipped: xmllint not found");
    }
    for flow in &FLOWS {
        let path = folder.join(flow.name).with_extension("xml");
        flow.write(&path, flow.titres_in(settings.megabytes * 1_000_000))?;
        let size = path.metadata()?.len();
        writeln!(out, "\n{}, {} MB", flow.name, size / 1_000_000)?;
        table(&mut out, size, &in_turn(&schema, &path)?)?;
    }
    Ok(())
}

fn shared(what: &str) -> Option<PathBuf> {
    let beside_the_repository = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("PES_SHARED").map_or_else(beside_the_repository, PathBuf::from);
    Some(folder.join(what)).filter(|path| path.exists())
}

enum Contender {
    Xsd {
        jobs: &'static str,
    },
    /// All layers of the same flow given once or twice, by the schema of the latest version.
    Check {
        jobs: &'static str,
        files: usize,
    },
    Xmllint,
}

impl Contender {
    /// How many times the flow is read.
    const fn files(&self) -> usize {
        match self {
            Self::Check { files, .. } => *files,
            _ => 1,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Xsd { jobs } => format!("pes xsd --jobs {jobs}"),
            Self::Check { jobs, files: 1 } => format!("pes check --jobs {jobs}"),
            Self::Check { jobs, files } => format!("pes check --jobs {jobs}, {files} files"),
            Self::Xmllint => "xmllint --stream".to_owned(),
        }
    }

    fn command(&self, schema: &Path, flow: &Path) -> Command {
        match self {
            Self::Xsd { jobs } => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_pes"));
                command.arg("xsd").args([schema, flow]).args(["--jobs", jobs]);
                command
            }
            Self::Check { jobs, files } => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_pes"));
                command.arg("check").args(std::iter::repeat_n(flow, *files)).args(["--jobs", jobs]);
                command
            }
            Self::Xmllint => {
                let mut command = Command::new("xmllint");
                command.args(["--stream", "--noout", "--schema"]).args([schema, flow]);
                command
            }
        }
    }
}

/// The measures of each contender, who take turns, so that whatever else the machine does falls on all of them.
fn in_turn(schema: &Path, flow: &Path) -> io::Result<[Vec<Measure>; CONTENDERS.len()]> {
    let mut measures = [const { Vec::new() }; CONTENDERS.len()];
    for round in 0..=ROUNDS {
        for (contender, measures) in CONTENDERS.iter().zip(&mut measures) {
            let measure = process::measure(&mut contender.command(schema, flow))?;
            let warming_up = round == 0;
            if !warming_up {
                measures.push(measure);
            }
        }
    }
    Ok(measures)
}

fn table(out: &mut impl Write, size: u64, measures: &[Vec<Measure>]) -> io::Result<()> {
    let reference = measures.last().map_or(Duration::ZERO, |measures| median_time(measures));
    writeln!(out, "{:27} {:>9} {:>6} {:>10} {:>12} {:>9}", "", "median", "MB/s", "peak", "less file", "x xmllint")?;
    for (contender, measures) in CONTENDERS.iter().zip(measures) {
        let time = median_time(measures);
        let read = size * contender.files() as u64;
        let peak = measures.iter().filter_map(|measure| measure.peak_memory).max();
        writeln!(
            out,
            "{:27} {:>6} ms {:>6} {:>10} {:>12} {:>9}",
            contender.name(),
            time.as_millis(),
            u128::from(read) / time.as_micros().max(1),
            peak.map_or("unknown".to_owned(), |peak| megabytes(peak.cast_signed())),
            peak.map_or("unknown".to_owned(), |peak| megabytes(peak.cast_signed() - read.cast_signed())),
            ratio(reference * contender.files() as u32, time),
        )?;
    }
    Ok(())
}

fn median_time(measures: &[Measure]) -> Duration {
    let mut times: Vec<_> = measures.iter().map(|measure| measure.time).collect();
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn megabytes(bytes: i64) -> String {
    format!("{} MB", bytes / 1_000_000)
}

fn ratio(reference: Duration, time: Duration) -> String {
    let hundredths = reference.as_micros() * 100 / time.as_micros().max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
