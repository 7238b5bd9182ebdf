//! `pes convert`: billing data or flows without ASAP in, flows out.

use std::path::Path;
use std::process::ExitCode;

use chrono::Local;
use pes::mapper::{
    Config, ConfigOptions, Draft, Entry, Executor, Flow, Input, Mapper, Origin, Refused, WriteError, number,
    refuse_duplicates, write_flows,
};
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Text, text};
use pes::validator::{At, Diagnostic, rules};
use rayon::prelude::*;

use crate::args::Convert;
use crate::files::{self, Folder};
use crate::output::Staging;
use crate::report::{FileWritten, Report, Routing, refusals_csv, routing_csv};
use crate::screen::{Fault, Screen, complain, print};
use crate::traced::{Source, Traced, traced};

/// Converts, and says what was done: exit code 0 when all is converted, 1 when something is refused.
pub fn run(command: &Convert, screen: &Screen) -> Result<ExitCode, Fault> {
    use_threads(command.jobs);
    let config = configuration(command)?;
    let date = command.date.unwrap_or_else(|| Date(Local::now().date_naive()));
    let kinds: Vec<Kind> = command.inputs.iter().map(|path| Kind::of(path)).collect();
    if kinds.contains(&Kind::Flow) {
        return crate::split::convert_flows(command, &config, date, &kinds, screen);
    }
    let mut report = Report::new(config.version().to_string(), date.format().to_string());
    let inputs = read_inputs(command, &config, &kinds, &mut report)?;
    let complements = complements(command, &config);
    let (drafts, mut refused) = map_all(&config, date, &inputs, &complements, screen);
    let mut findings: Vec<Diagnostic> = drafts.iter().flat_map(|draft| draft.findings.iter().cloned()).collect();
    let (batches, refused_late) = number(&config, drafts);
    refused.extend(refused_late);
    refused.sort_by_key(|refused| refused.origin);
    findings.extend(refused.iter().flat_map(|refused| refused.findings.iter().cloned()));

    report.factures.lues = inputs.iter().map(|input| input.invoices().len()).sum();
    report.factures.refusees = refused.len();
    for refused in &refused {
        let sum = report.totaux.entry("refuse").or_default();
        match refused.totals {
            Some(totals) => sum.add(totals),
            None => sum.montants_illisibles += 1,
        }
    }
    screen.findings(&findings, None);
    report.findings(&findings, screen.lang);
    if command.all_or_nothing && !refused.is_empty() {
        return nothing_written(&report, command.json, screen);
    }

    let mut staging = Staging::open(&command.out, command.overwrite)?;
    let mut written: Vec<(String, Flow)> = Vec::new();
    let bar = screen
        .progress(batches.iter().map(pes::mapper::Batch::len).sum(), screen.words("titres écrits", "titres written"));
    let mut kept: Result<(), Fault> = Ok(());
    let next = write_flows(&config, date, &batches, &complements, &Threads, |mut flow| {
        let path = format!("{}/{}", flow.folder, flow.file_name);
        bar.inc(flow.entries.len() as u64);
        report.fichiers.push(FileWritten::new(
            path.clone(),
            &flow.bytes,
            vec![flow.bordereau],
            flow.entries.len(),
            flow.totals,
        ));
        kept = staging.add(&path, &flow.bytes);
        flow.bytes = Vec::new();
        written.push((path, flow));
        if kept.is_ok() { Ok(()) } else { Err(std::io::ErrorKind::Other.into()) }
    });
    bar.finish_and_clear();
    kept?;
    let next = match next {
        Err(WriteError::SelfCheck(flow)) => {
            let path = format!("{}/{}", flow.folder, flow.file_name);
            return Err(nothing_delivered(&mut report, trace(&path, &flow, &inputs), command.json, screen));
        }
        next => next.map_err(write_fault)?,
    };
    let found: Vec<Traced> = written.iter().flat_map(|(path, flow)| trace(path, flow, &inputs)).collect();
    tell(&found, screen);
    report.traced(&found, screen.lang);
    for entry in written.iter().flat_map(|(_, flow)| &flow.entries) {
        report.totaux.entry(entry.route.word()).or_default().add(entry.totals);
        report.factures.converties += 1;
    }
    report.prochains_numeros = Some(next.into());
    check_accounts(&report, &inputs)?;

    refusals(&mut staging, &inputs, &refused, screen)?;
    let source_of = |origin: Origin| inputs[origin.input].name();
    let mut rows: Vec<(Origin, Routing<'_>)> = Vec::new();
    for (path, flow) in &written {
        rows.extend(
            flow.entries
                .iter()
                .map(|entry| (entry.origin, Routing::converted(entry, flow.bordereau, path, source_of(entry.origin)))),
        );
    }
    rows.extend(refused.iter().map(|refused| (refused.origin, Routing::refused(refused, source_of(refused.origin)))));
    rows.sort_by_key(|&(origin, _)| origin);
    staging.add("routage.csv", &routing_csv(rows.into_iter().map(|(_, row)| row), screen.lang))?;
    staging.add("rapport.json", &report.to_json())?;
    staging.deliver()?;
    finish(&report, command.json, screen)?;
    Ok(ExitCode::from(u8::from(!refused.is_empty())))
}

/// What was found in a flow, against the rows of its invoices.
fn trace(path: &str, flow: &Flow, inputs: &[Input]) -> Vec<Traced> {
    if flow.findings.is_empty() {
        return Vec::new();
    }
    let source = |entry: &Entry| {
        let (input, number) = (&inputs[entry.origin.input], entry.invoice_number.clone());
        let rows = input.rows(entry.origin.invoice);
        ((flow.bordereau, entry.titre), Source { number, file: input.name().to_owned(), rows })
    };
    traced(path, &flow.file_name, &flow.findings, &flow.entries.iter().map(source).collect())
}

/// Shows what the check of flows found.
pub fn tell(found: &[Traced], screen: &Screen) {
    let findings: Vec<Diagnostic> = found.iter().map(|traced| traced.finding.clone()).collect();
    screen.findings(&findings, None);
}

/// The end of a run that wrote a flow which its check refuses: a report on standard output if it was asked there, and
/// no other.
pub fn nothing_delivered(report: &mut Report, refusals: Vec<Traced>, json: bool, screen: &Screen) -> Fault {
    let count = refusals.len();
    let message = text!(
        fr = "défauts d'un flux écrit : {count} ; rien n'est livré",
        en = "faults of a written flow: {count}; nothing is delivered"
    );
    let blocked = Diagnostic::new(&rules::PES899, At::default(), message);
    if json {
        report.fichiers.clear();
        report.findings(std::slice::from_ref(&blocked), screen.lang);
        report.traced(&refusals, screen.lang);
        if let Err(fault) = print(&String::from_utf8_lossy(&report.to_json())) {
            return fault;
        }
    }
    Fault(std::iter::once(blocked).chain(refusals.into_iter().map(|traced| traced.finding)).collect())
}

/// The end of an all-or-nothing run in which something is refused.
pub fn nothing_written(report: &Report, json: bool, screen: &Screen) -> Result<ExitCode, Fault> {
    finish(report, json, screen)?;
    complain(screen.words("rien n'est écrit : --tout-ou-rien\n", "nothing is written: --tout-ou-rien\n"));
    Ok(ExitCode::from(1))
}

pub fn finish(report: &Report, json: bool, screen: &Screen) -> Result<(), Fault> {
    if json { print(&String::from_utf8_lossy(&report.to_json())) } else { print(&report.summary(screen.lang)) }
}

/// Every invoice read is converted or refused, none twice.
fn check_accounts(report: &Report, inputs: &[Input]) -> Result<(), Fault> {
    let read: usize = inputs.iter().map(|input| input.invoices().len()).sum();
    let (converted, refused) = (report.factures.converties, report.factures.refusees);
    if read == converted + refused {
        return Ok(());
    }
    let message = text!(
        fr = "{read} factures lues, {converted} converties et {refused} refusées",
        en = "{read} invoices read, {converted} converted and {refused} refused"
    );
    Err(Diagnostic::new(&rules::PES899, At::default(), message).into())
}

/// What a file holds, by its extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Table,
    JsonLines,
    Flow,
}

impl Kind {
    fn of(path: &Path) -> Self {
        match path
            .extension()
            .map(|extension| extension.to_ascii_lowercase())
            .as_deref()
            .and_then(std::ffi::OsStr::to_str)
        {
            Some("xml") => Kind::Flow,
            Some("jsonl" | "ndjson" | "json") => Kind::JsonLines,
            _ => Kind::Table,
        }
    }
}

fn configuration(command: &Convert) -> Result<Config, Fault> {
    let text = files::read_text(&command.config, &rules::PES801)?;
    let options = ConfigOptions {
        encoding: command.encoding,
        version: command.version,
        first_bordereau: command.first_bordereau,
        first_titre: command.first_titre,
        first_flow: command.first_flow,
    };
    let mut config = Config::parse(&files::name(&command.config), &text, options)?;
    if !config.directory_path().is_empty() {
        let path = command.config.parent().unwrap_or(Path::new("")).join(config.directory_path());
        let bytes = files::read(&path, &rules::PES810)?;
        config.set_directory(&files::name(&path), &bytes)?;
    }
    Ok(config)
}

/// Relative to the configuration when it names a folder, else beside the first file read.
fn complements(command: &Convert, config: &Config) -> Folder {
    let beside =
        |path: Option<&std::path::PathBuf>| path.and_then(|path| path.parent()).unwrap_or(Path::new("")).to_owned();
    match config.complements_path() {
        "" => Folder(beside(command.inputs.first())),
        folder => Folder(beside(Some(&command.config)).join(folder)),
    }
}

fn read_inputs(command: &Convert, config: &Config, kinds: &[Kind], report: &mut Report) -> Result<Vec<Input>, Fault> {
    let mut inputs = Vec::new();
    for (path, kind) in command.inputs.iter().zip(kinds) {
        let bytes = files::read(path, &rules::PES810)?;
        let name = files::name(path);
        report.read(name.clone(), &bytes);
        inputs.push(match kind {
            Kind::JsonLines => Input::json_lines(&name, &bytes, config)?,
            _ => Input::csv(&name, &bytes, config)?,
        });
    }
    if inputs.iter().all(|input| input.invoices().is_empty()) {
        let message = Text::fixed("aucune facture", "no invoice");
        return Err(Diagnostic::new(&rules::PES810, At::document(inputs[0].name()), message).into());
    }
    refuse_duplicates(&mut inputs, config);
    Ok(inputs)
}

fn map_all(
    config: &Config,
    date: Date,
    inputs: &[Input],
    complements: &Folder,
    screen: &Screen,
) -> (Vec<Draft>, Vec<Refused>) {
    let mapper = Mapper::new(config, date, complements);
    let origins: Vec<Origin> = inputs
        .iter()
        .enumerate()
        .flat_map(|(input, read)| (0..read.invoices().len()).map(move |invoice| Origin { input, invoice }))
        .collect();
    let bar = screen.progress(origins.len(), "factures");
    let mapped = Threads.map(origins.len(), |index| {
        bar.inc(1);
        mapper.map(&inputs[origins[index].input], origins[index])
    });
    bar.finish_and_clear();
    let (mut drafts, mut refused) = (Vec::new(), Vec::new());
    for outcome in mapped {
        match outcome {
            Ok(draft) => drafts.push(*draft),
            Err(refusal) => refused.push(*refusal),
        }
    }
    (drafts, refused)
}

/// The rows refused: why, in one table; and as they were, in a file to correct and convert again.
fn refusals(staging: &mut Staging, inputs: &[Input], refused: &[Refused], screen: &Screen) -> Result<(), Fault> {
    let rows = refused.iter().map(|refused| {
        let source = inputs[refused.origin.input].rows_text(refused.origin.invoice);
        (refused, source)
    });
    staging.add("rejets/rejets.csv", &refusals_csv(rows, screen.lang))?;
    for (index, input) in inputs.iter().enumerate() {
        let mine: Vec<usize> = refused
            .iter()
            .map(|refused| refused.origin)
            .filter(|origin| origin.input == index)
            .map(|origin| origin.invoice)
            .collect();
        if !mine.is_empty() {
            // Two inputs of one name would be one file.
            let name = if inputs[..index].iter().any(|other| other.name() == input.name()) {
                format!("{}-{}", index + 1, input.name())
            } else {
                input.name().to_owned()
            };
            staging.add(format!("rejets/{name}"), &input.extract(mine))?;
        }
    }
    Ok(())
}

fn write_fault(error: WriteError) -> Fault {
    match error {
        WriteError::Complement(finding) | WriteError::Numbers(finding) => (*finding).into(),
        other => {
            let message = text!(fr = "{other}", en = "{other}");
            Diagnostic::new(&rules::PES891, At::default(), message).into()
        }
    }
}

/// As many threads as asked, or as there are when it is 0.
pub fn use_threads(jobs: usize) {
    if jobs > 0 {
        // A second pool in one process would be the only way to fail here.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
}

/// All the threads of the pool, results in order.
pub struct Threads;

impl Executor for Threads {
    fn map<T: Send>(&self, count: usize, task: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        (0..count).into_par_iter().map(task).collect()
    }

    fn join<A: Send, B: Send>(&self, first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B + Send) -> (A, B) {
        rayon::join(first, second)
    }
}
