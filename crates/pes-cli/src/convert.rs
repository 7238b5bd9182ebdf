//! `pes convert`: billing data or flows without ASAP in, flows out.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, sync_channel};

use chrono::Local;
use pes::mapper::{
    Accepted, Batch, Config, ConfigOptions, Entry, Executor, Flow, Input, Mapper, WriteError, number,
    refuse_duplicates, write_flows,
};
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Lang, Text, text};
use pes::validator::{At, Diagnostic, rules};
use rayon::prelude::*;

use crate::args::{Convert, Only};
use crate::billing::BillingFile;
use crate::files::{self, Folder};
use crate::ledger::{Again, Ledger};
use crate::output::{REPORT, Staging, Stop, cannot_write, share};
use crate::refusals::{Billing, Refusals};
use crate::report::{Constats, Counts, FileWritten, REFUSAL_TITLES, Report, Table, refusal_rows};
use crate::routing::{Routing, Rows};
use crate::screen::{Fault, Screen, Told, complain, print};
use crate::traced::{Source, Traced, traced};

/// Converts, and says what was done: exit code 0 when all is converted, 1 when something is refused.
pub fn run(command: &Convert, screen: &Screen) -> Result<ExitCode, Fault> {
    use_threads(command.jobs);
    let config = configuration(command)?;
    let date = command.date.unwrap_or_else(|| Date(Local::now().date_naive()));
    let kinds: Vec<Kind> = command.inputs.iter().map(|path| Kind::of(path)).collect();
    if kinds.contains(&Kind::Flow) {
        if config.has_journal() {
            return Err(flows_are_not_recorded(&command.config));
        }
        return crate::split::convert_flows(command, &config, date, &kinds, screen);
    }
    match convert(command, config, date, screen)? {
        Converted::Delivered(report) => {
            finish(&report, command.json, screen)?;
            Ok(ExitCode::from(u8::from(report.factures.refusees > 0)))
        }
        Converted::Nothing(report) => nothing_written(&report, command.json, screen),
        Converted::Before(again) => already_done(&again, command, screen),
    }
}

/// What became of billing data.
pub enum Converted {
    Delivered(Report),
    /// All or nothing was asked, and something is refused.
    Nothing(Report),
    /// An earlier run has converted it into the same folder.
    Before(Again),
}

/// Converts billing data; shows what is found on the way.
pub fn convert(command: &Convert, mut config: Config, date: Date, screen: &Screen) -> Result<Converted, Fault> {
    let ledger = Ledger::open(command, &mut config, date, screen)?;
    let files = command.inputs.iter().map(|path| BillingFile::open(path)).collect::<Result<Vec<_>, _>>()?;
    let mut report = Report::new(config.version().to_string(), date.format().to_string());
    let inputs = read_inputs(command, &config, &files, ledger.as_ref(), &mut report, screen)?;
    if let Some(ledger) = &ledger
        && let Some(done) = ledger.done(command, &report.entrees)?
    {
        return Ok(Converted::Before(ledger.again(done, command)?));
    }
    if let Some(starts) = ledger.as_ref().and_then(Ledger::starts) {
        screen.findings(std::slice::from_ref(starts), None);
        report.findings(std::slice::from_ref(starts), screen.lang);
    }
    let complements = complements(command, &config);
    let billing = Billing { mapper: Mapper::new(&config, date, &complements), inputs, ledger: ledger.as_ref() };
    let (batches, refusals) = map_all(&billing, &config, &mut report, screen)?;
    if command.all_or_nothing && refusals.count > 0 {
        return Ok(Converted::Nothing(report));
    }

    if !command.simulation {
        share(&command.out, config.output_group())?;
    }
    let mut staging = Staging::of(command)?;
    let mut rows = Rows::default();
    if let Some(ledger) = &ledger {
        ledger.start(command, &config, date, &report.entrees)?;
        report.execution = ledger.execution();
    }
    write(&billing, &batches, &mut staging, &mut rows, &mut report, command.json, screen)?;
    check_accounts(&report)?;
    if ledger.is_none() && report.factures.converties > 0 {
        not_remembered(&command.config, &mut report, screen);
    }
    refused(&billing, &refusals, &mut staging, &mut rows, screen)?;
    staging.write("routage.csv", |out| Ok(rows.write(out)?))?;
    files.iter().try_for_each(BillingFile::check_unchanged)?;
    staging.write("rapport.json", |out| Ok(report.write_json(out)?))?;
    match &ledger {
        Some(ledger) => {
            ledger.keep(&staging)?;
            staging.deliver_recorded(Some(&ledger.mark()), || ledger.written(refusals.count))?;
            ledger.delivered()?;
        }
        None => staging.deliver()?,
    }
    // The report that is in place, or would be, is that of a run that writes.
    report.simulation = command.simulation;
    Ok(Converted::Delivered(report))
}

/// What was done is not done again, but for what is missing of it: the exit code is that of the run that did it, or 1
/// when something is not as it was written.
fn already_done(again: &Again, command: &Convert, screen: &Screen) -> Result<ExitCode, Fault> {
    let Again { done, is_last, written, faults } = again;
    let (execution, date) = (done.execution, &done.date);
    let mut told = match screen.lang {
        Lang::Fr => format!("déjà converti dans ce dossier : exécution {execution} du {date}"),
        Lang::En => format!("already converted into this folder: run {execution} of {date}"),
    };
    told.push_str(match (written.is_empty() && faults.is_empty(), screen.lang) {
        (true, Lang::Fr) => ", rien à faire\n",
        (true, Lang::En) => ", nothing to do\n",
        (false, _) => "\n",
    });
    for name in written {
        told.push_str(&match (screen.lang, command.simulation) {
            (Lang::Fr, false) => format!("  écrit de nouveau, tel qu'il était : {name}\n"),
            (Lang::En, false) => format!("  written again, as it was: {name}\n"),
            (Lang::Fr, true) => format!("  serait écrit de nouveau, tel qu'il était : {name}\n"),
            (Lang::En, true) => format!("  would be written again, as it was: {name}\n"),
        });
    }
    complain(&told);
    screen.findings(faults, None);
    let report = command.out.join(REPORT);
    if command.json && *is_last && report.is_file() {
        print(&files::read_text(&report, &rules::PES891)?)?;
    }
    Ok(ExitCode::from(u8::from(done.refused > 0 || !faults.is_empty())))
}

/// What is said of a run whose numbers nothing remembers.
fn not_remembered(config: &Path, report: &mut Report, screen: &Screen) {
    let Some(next) = &report.prochains_numeros else { return };
    let (fr, en) = (next.words(Lang::Fr), next.words(Lang::En));
    let message = text!(
        fr = "sans journal, rien ne retient les numéros employés ; les suivants : {fr}",
        en = "without a journal nothing remembers the numbers used; the next ones: {en}"
    );
    let help = Text::fixed(
        "ajouter [journal] path = \"journal.db\", ou porter ces numéros dans [numerotation] avant la prochaine exécution",
        "add [journal] path = \"journal.db\", or put these numbers in [numerotation] before the next run",
    );
    let finding = Diagnostic::new(&rules::PES907, At::document(files::name(config)), message).help(help);
    screen.findings(std::slice::from_ref(&finding), None);
    report.findings(&[finding], screen.lang);
}

fn flows_are_not_recorded(config: &Path) -> Fault {
    let message = Text::fixed(
        "le journal ne retient que des factures converties, pas des flux existants",
        "the journal remembers converted invoices only, not existing flows",
    );
    let help = Text::fixed("prendre une configuration sans [journal]", "use a configuration without [journal]");
    Diagnostic::new(&rules::PES900, At::document(files::name(config)), message).help(help).into()
}

/// Finds which invoices are accepted and numbers them; says what was found.
fn map_all(
    billing: &Billing<'_>,
    config: &Config,
    report: &mut Report,
    screen: &Screen,
) -> Result<(Vec<Batch>, Refusals), Fault> {
    let (mut accepted, mut refusals, mut told) = (Accepted::default(), Refusals::default(), Told::default());
    for input in &billing.inputs {
        let findings = input.findings();
        findings.iter().for_each(|finding| told.add(finding));
        report.findings(&findings, screen.lang);
    }
    let bar = screen.progress(billing.len(), "factures");
    billing.map::<Fault>(billing.origins(), |outcome| {
        bar.inc(1);
        match outcome {
            Ok(draft) => {
                accepted.add(&draft);
                draft.findings.iter().for_each(|finding| told.add(finding));
                report.findings(&draft.findings, screen.lang);
            }
            Err(refused) => refusals.insert(refused.origin),
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    let (batches, forbidden) = number(config, &accepted);
    refusals.forbid(forbidden);
    report.factures.lues = billing.len();
    report.factures.refusees = refusals.count;
    billing.refused::<Fault>(&refusals, |refused| {
        let sum = report.totaux.entry("refuse").or_default();
        match refused.totals {
            Some(totals) => sum.add(totals),
            None => sum.montants_illisibles += 1,
        }
        refused.findings.iter().for_each(|finding| told.add(finding));
        report.findings(&refused.findings, screen.lang);
        Ok(())
    })?;
    screen.tell(&told);
    Ok((batches, refusals))
}

/// Writes the flows, and says what their check found.
fn write(
    billing: &Billing<'_>,
    batches: &[Batch],
    staging: &mut Staging,
    rows: &mut Rows,
    report: &mut Report,
    json: bool,
    screen: &Screen,
) -> Result<(), Fault> {
    let inputs = &billing.inputs[..];
    let count = batches.iter().map(Batch::len).sum();
    let bar = screen.progress(count, screen.words("titres écrits", "titres written"));
    let (mut told, mut traced) = (Told::default(), Constats::default());
    // A flow is flushed to the disk while the next ones are made.
    let (to_disk, flows) = sync_channel::<(String, Flow)>(1);
    let next = std::thread::scope(|scope| {
        let keeping = scope.spawn(|| keep(flows, staging));
        let mut noted = Ok(());
        let mut note = |path: &str, flow: &Flow| -> Result<(), Fault> {
            bar.inc(flow.entries.len() as u64);
            if let Some(ledger) = billing.ledger {
                ledger.flow(path, flow)?;
            }
            for found in trace(path, flow, inputs)? {
                told.add(&found.finding);
                traced.traced(&found, screen.lang);
            }
            for entry in &flow.entries {
                report.totaux.entry(entry.route.word()).or_default().add(entry.totals);
                let routing = Routing::converted(entry, flow.bordereau, path, inputs[entry.origin.input].name());
                let spooled = rows.push(entry.origin, &routing, screen.lang);
                spooled.map_err(|error| cannot_write(&std::env::temp_dir(), &error))?;
            }
            report.factures.converties += flow.entries.len();
            Ok(())
        };
        let next = write_flows(&billing.mapper, inputs, batches, &Threads, |flow| {
            let path = format!("{}/{}", flow.folder, flow.file_name);
            noted = note(&path, &flow);
            // Once nothing more is kept, it is for a reason of its own.
            let is_kept = noted.is_ok() && to_disk.send((path, flow)).is_ok();
            if is_kept { Ok(()) } else { Err(std::io::ErrorKind::Other.into()) }
        });
        drop(to_disk);
        let kept = keeping.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        noted.and(kept).map(|files| (files, next))
    });
    bar.finish_and_clear();
    let (files, next) = next?;
    report.fichiers = files;
    let next = match next {
        Err(WriteError::SelfCheck(flow)) => {
            let path = format!("{}/{}", flow.folder, flow.file_name);
            return Err(nothing_delivered(report, trace(&path, &flow, inputs)?, json, screen));
        }
        next => next.map_err(write_fault)?,
    };
    screen.tell(&told);
    report.constats.append(traced);
    report.prochains_numeros = Some(next.into());
    Ok(())
}

/// Writes flows aside as they come.
fn keep(flows: Receiver<(String, Flow)>, staging: &mut Staging) -> Result<Vec<FileWritten>, Fault> {
    let mut files = Vec::new();
    for (path, flow) in flows {
        staging.add(&path, &flow.bytes)?;
        files.push(FileWritten::new(path, &flow.bytes, vec![flow.bordereau], flow.entries.len(), flow.totals));
    }
    Ok(files)
}

/// What was found in a flow, against the rows of its invoices.
fn trace(path: &str, flow: &Flow, inputs: &[Input<'_>]) -> Result<Vec<Traced>, Fault> {
    if flow.findings.is_empty() {
        return Ok(Vec::new());
    }
    let source = |entry: &Entry| -> Result<_, Fault> {
        let (input, number) = (&inputs[entry.origin.input], entry.invoice_number.clone());
        let rows = input.invoice(entry.origin.invoice).map_err(|changed| Fault::from(*changed))?.rows();
        Ok(((flow.bordereau, entry.titre), Source { number, file: input.name().to_owned(), rows }))
    };
    let sources = flow.entries.iter().map(source).collect::<Result<_, _>>()?;
    Ok(traced(path, &flow.file_name, &flow.findings, &sources))
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
        refusals.iter().for_each(|refusal| report.constats.traced(refusal, screen.lang));
        if let Err(fault) = finish(report, json, screen) {
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
    let mut shown = Vec::new();
    if json {
        report.write_json(&mut shown).map_err(|error| cannot_write(Path::new("-"), &error))?;
    } else {
        shown = report.summary(screen.lang).into_bytes();
    }
    print(&String::from_utf8_lossy(&shown))
}

/// Every invoice read is converted or refused, none twice.
fn check_accounts(report: &Report) -> Result<(), Fault> {
    let Counts { lues: read, converties: converted, refusees: refused } = report.factures;
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

/// The configuration, and the public recipients that it names.
pub fn configuration(command: &Convert) -> Result<Config, Fault> {
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

fn read_inputs<'a>(
    command: &Convert,
    config: &'a Config,
    files: &'a [BillingFile],
    ledger: Option<&Ledger>,
    report: &mut Report,
    screen: &Screen,
) -> Result<Vec<Input<'a>>, Fault> {
    let (mut inputs, mut aside) = (Vec::new(), Aside::default());
    for (path, file) in command.inputs.iter().zip(files) {
        let name = files::name(path);
        report.read(name.clone(), file.sha256()?);
        let input = match Kind::of(path) {
            Kind::JsonLines => Input::json_lines(&name, file, config),
            _ => Input::csv(&name, file, config),
        };
        // What is found wrong with half a file is not worth saying.
        file.check_unchanged()?;
        let mut input = input?;
        if let (Some(only), Some(ledger)) = (&command.only, ledger) {
            aside.take(&mut input, only, ledger)?;
        }
        inputs.push(input);
    }
    if let Some(only) = &command.only {
        let found = aside.findings(only);
        screen.findings(&found, None);
        report.findings(&found, screen.lang);
    }
    if inputs.iter().all(Input::is_empty) {
        let message = Text::fixed("aucune facture", "no invoice");
        return Err(Diagnostic::new(&rules::PES810, At::document(inputs[0].name()), message).into());
    }
    refuse_duplicates(&mut inputs).map_err(|changed| Fault::from(*changed))?;
    Ok(inputs)
}

/// What of the data given is not issued again with a bordereau.
#[derive(Default)]
struct Aside {
    /// The invoices of another bordereau, each with it.
    elsewhere: BTreeMap<String, u64>,
    /// The invoices of the bordereau that were found.
    found: BTreeSet<String>,
}

/// Most invoices that a message names.
const NAMED: usize = 50;

impl Aside {
    /// Leaves in an input the invoices to issue again, and those that were never sent, which are refused one by one.
    fn take(&mut self, input: &mut Input<'_>, only: &Only, ledger: &Ledger) -> Result<(), Fault> {
        let (seen, failed) = (RefCell::new(self), RefCell::new(None));
        let keep = |number: &str| {
            let mut seen = seen.borrow_mut();
            if only.invoices.contains(number) {
                seen.found.insert(number.to_owned());
                return true;
            }
            if only.is_as_sent {
                return false;
            }
            match ledger.sent_in(number) {
                Ok(Some(bordereau)) => {
                    seen.elsewhere.insert(number.to_owned(), bordereau);
                    false
                }
                Ok(None) => true,
                Err(fault) => {
                    failed.borrow_mut().get_or_insert(fault);
                    false
                }
            }
        };
        input.retain(keep).map_err(|changed| Fault::from(*changed))?;
        failed.into_inner().map_or(Ok(()), Err)
    }

    fn findings(&self, only: &Only) -> Vec<Diagnostic> {
        let (bordereau, mut found) = (only.bordereau, Vec::new());
        let named = |names: Vec<String>| -> String {
            let more = names.len().saturating_sub(NAMED);
            let listed = names.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
            if more > 0 { format!("{listed}… (+ {more})") } else { listed }
        };
        if !self.elsewhere.is_empty() {
            let listed = named(self.elsewhere.iter().map(|(number, other)| format!("{number} ({other})")).collect());
            let message = text!(
                fr = "factures laissées de côté, déjà envoyées dans un autre bordereau, ou à ne pas refaire : {listed}",
                en = "invoices left aside, sent before in another bordereau, or not to be issued again: {listed}"
            );
            found.push(Diagnostic::new(&rules::PES946, At::default(), message));
        }
        let missing: Vec<String> = only.invoices.difference(&self.found).cloned().collect();
        if !missing.is_empty() {
            let listed = named(missing);
            let message = text!(
                fr = "factures du bordereau {bordereau} absentes des données, qui restent refusées : {listed}",
                en = "invoices of the bordereau {bordereau} that are not in the data, and stay refused: {listed}"
            );
            found.push(Diagnostic::new(&rules::PES946, At::default(), message));
        }
        found
    }
}

/// The rows refused: why, in one table; and as they were, in a file to correct and convert again.
fn refused(
    billing: &Billing<'_>,
    refusals: &Refusals,
    staging: &mut Staging,
    rows: &mut Rows,
    screen: &Screen,
) -> Result<(), Fault> {
    let inputs = &billing.inputs;
    staging.write("rejets/rejets.csv", |out| {
        let mut table = Table::titled(out, &REFUSAL_TITLES)?;
        billing.refused::<Stop>(refusals, |refused| {
            let input = &inputs[refused.origin.input];
            let invoice = input.invoice(refused.origin.invoice).map_err(|changed| Fault::from(*changed))?;
            refusal_rows(&mut table, &refused, &invoice.text(), screen.lang)?;
            Ok(rows.push(refused.origin, &Routing::refused(&refused, input.name()), screen.lang)?)
        })?;
        table.end()?;
        Ok(())
    })?;
    for (index, input) in inputs.iter().enumerate().filter(|&(index, _)| refusals.of(index).next().is_some()) {
        // Two inputs of one name would be one file.
        let name = if inputs[..index].iter().any(|other| other.name() == input.name()) {
            format!("{}-{}", index + 1, input.name())
        } else {
            input.name().to_owned()
        };
        staging.write(format!("rejets/{name}"), |out| {
            out.write_all(input.head())?;
            for invoice in refusals.of(index) {
                let invoice = input.invoice(invoice).map_err(|changed| Fault::from(*changed))?;
                out.write_all(&invoice.bytes())?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn write_fault(error: WriteError) -> Fault {
    match error {
        WriteError::Changed(findings) => findings.into(),
        WriteError::Numbers(finding) => (*finding).into(),
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

    fn threads(&self) -> usize {
        rayon::current_num_threads()
    }

    fn join<A: Send, B: Send>(&self, first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B + Send) -> (A, B) {
        rayon::join(first, second)
    }
}
