//! Whole processes in turn, ours and those of others, on the same data drawn from a seed; the page goes to standard
//! output.
//!
//! `bash tests/bench.sh` installs the others and keeps the page as `BENCHMARKS.md`. Alone:
//! `cargo bench -p pes-cli --bench volume -- [quick] [titres=N] [megabytes=N] [corner=N] [rounds=N] [folder=FOLDER]
//! [only=convert,check,growth,start,corners]`. `only=data folder=FOLDER` writes billing data, and measures nothing.

mod check;
mod convert;
mod corners;
mod data;
mod machine;
mod process;
mod report;
mod rivals;
mod settings;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use report::Report;
use settings::Settings;

fn main() -> io::Result<()> {
    let mut out = io::stdout();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, command @ ..] = &arguments[..]
        && first == process::MEASURE
    {
        return process::start(command);
    }
    if !arguments.iter().any(|argument| argument == "--bench") {
        return writeln!(out, "skipped: measures only under cargo bench");
    }
    let settings = Settings::parse(&arguments).map_err(|word| io::Error::other(format!("unknown word: {word}")))?;
    let temporary = tempfile::tempdir()?;
    let folder = settings.folder.as_deref().unwrap_or(temporary.path());
    std::fs::create_dir_all(folder)?;
    if settings.only.iter().any(|part| part == "data") {
        return data::billing::write(folder, settings.titres);
    }
    let schema = shared("pes-xsd/schemas_pes_v5.17/PES_V2/Rev0/PES_Aller.xsd");
    let (mut report, schema) = (Report::default(), schema.as_deref());
    let introduction = introduction(&settings);
    for part in ["convert", "check", "growth", "start", "corners"] {
        if !settings.wants(part) {
            continue;
        }
        let measured = match part {
            "convert" => convert::measure(&mut report, &settings, folder),
            "check" => check::measure(&mut report, &settings, schema, folder),
            "growth" => check::growth(&mut report, &settings, folder),
            "start" => check::start(&mut report, &settings, schema, folder),
            _ => corners::measure(&mut report, &settings, folder),
        };
        if let Err(error) = measured {
            report.note(&format!("**Broken off**, {part}: {error}"));
        }
    }
    write!(out, "{introduction}{}", report.page())
}

fn introduction(settings: &Settings) -> String {
    let Settings { rounds, titres, megabytes, corner, .. } = settings;
    format!(
        "# Benchmarks\n\n`bash tests/bench.sh` writes this page. Everyone takes turns on the same data, drawn from the \
         seed {:#x}: {rounds} runs each, medians of time and processor time (user and system, all threads), the highest \
         peak memory. Up to {titres} titres, flows of {megabytes} MB, corners of {corner}.\n\n{}",
        data::draw::SEED,
        machine::description(&rivals::versions()),
    )
}

fn shared(what: &str) -> Option<PathBuf> {
    let beside_the_repository = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("PES_SHARED").map_or_else(beside_the_repository, PathBuf::from);
    Some(folder.join(what)).filter(|path| path.exists())
}
