//! Flows in, flows out: `pes split`, and `pes convert` on a flow without ASAP.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::ExitCode;

use pes::mapper::flux::{self, Part, PartTitre, RefusedTitre, TitreReason, WrittenPart};
use pes::mapper::{Config, Entry, Origin, Refused, Route, Routed};
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Location, PesAller, Source, Text, text};
use pes::validator::{CheckOptions, Diagnostic, Severity, check_document, rules, unreadable};

use crate::args::{Convert, Split};
use crate::convert::{Kind, finish, nothing_delivered, nothing_written, tell};
use crate::files;
use crate::output::Staging;
use crate::report::{FileWritten, Next, REFUSAL_TITLES, Report, Table, refusal_rows, sha256};
use crate::routing::{Routing, TITLES};
use crate::screen::{Fault, Screen};
use crate::traced::{self, Sources, traced};

/// Splits a flow that mixes public and private titres.
pub fn run(command: &Split, screen: &Screen) -> Result<ExitCode, Fault> {
    let options = CheckOptions { version: command.version.unwrap_or_default(), ..CheckOptions::default() };
    let bytes = files::read(&command.flow, &rules::PES001)?;
    let (source, flow, findings) = read(&command.flow, &bytes, &options)?;
    screen.findings(&findings, Some(&source));
    if findings.iter().any(Diagnostic::is_error) {
        return Ok(ExitCode::from(2));
    }
    let parts = flux::split(&flow, &source, command.bordereau_public)?;
    let date = flow.en_tete_pes.as_ref().and_then(|header| header.dte_str.as_ref()).map_or("", |date| date.text());
    let report = Report::new(options.version.to_string(), date.to_owned());
    let mut run = FlowRun::new(Staging::open(&command.out, command.overwrite)?, report, command.json, screen);
    run.told.extend(findings.iter().map(what_is_told));
    run.report.read(source.name().to_owned(), sha256(&bytes));
    run.report.findings(&findings, screen.lang);
    run.report.factures.lues = flow
        .pes_recette_aller
        .iter()
        .flat_map(|recette| &recette.bordereau)
        .map(|bordereau| bordereau.piece.len())
        .sum();
    let mut serial = 1;
    run.parts(parts, &source, &options, 0, &mut serial, &edition_reason)?;
    run.finish()
}

fn edition_reason(titre: &PartTitre) -> Text {
    if titre.from_bordereau == titre.bordereau {
        Text::fixed("reste dans son bordereau", "stays in its bordereau")
    } else {
        let (from, to) = (titre.from_bordereau, titre.bordereau);
        text!(
            fr = "Edition 02 : du bordereau {from} au bordereau {to}",
            en = "Edition 02: from bordereau {from} to bordereau {to}"
        )
    }
}

/// Adds to flows the ASAP that they lack.
pub fn convert_flows(
    command: &Convert,
    config: &Config,
    date: Date,
    kinds: &[Kind],
    screen: &Screen,
) -> Result<ExitCode, Fault> {
    if kinds.iter().any(|kind| *kind != Kind::Flow) {
        let message = Text::fixed(
            "flux et factures dans la même exécution : les convertir séparément",
            "flows and invoices in one run: convert them apart",
        );
        return Err(Diagnostic::new(&rules::PES810, pes::validator::At::default(), message).into());
    }
    let options = config.check_options();
    // What the directory has against a titre is found with its route.
    let as_read = CheckOptions { directory: None, ..options };
    let mut outcomes = Vec::new();
    let mut report = Report::new(options.version.to_string(), date.format().to_string());
    let mut all_bytes = Vec::new();
    for path in &command.inputs {
        all_bytes.push(files::read(path, &rules::PES001)?);
    }
    let mut findings = Vec::new();
    let mut bordereau = config.first_bordereau();
    for (path, bytes) in command.inputs.iter().zip(&all_bytes) {
        let (source, flow, found) = read(path, bytes, &as_read)?;
        report.read(source.name().to_owned(), sha256(bytes));
        let outcome = flux::add_asap(&flow, &source, &found, config, date, bordereau)?;
        bordereau = outcome.next_bordereau;
        findings.extend(outcome.findings.iter().cloned());
        findings.extend(outcome.refused.iter().flat_map(|titre| titre.findings.iter().cloned()));
        report.factures.lues += outcome.reasons.len() + outcome.refused.len();
        report.factures.refusees += outcome.refused.len();
        for titre in &outcome.refused {
            report.totaux.entry("refuse").or_default().add(titre.titre.totals);
        }
        outcomes.push((source, flow, outcome));
    }
    screen.findings(&findings, None);
    report.findings(&findings, screen.lang);
    let any_refused = report.factures.refusees > 0;
    if command.all_or_nothing && any_refused {
        return nothing_written(&report, command.json, screen);
    }
    let mut run = FlowRun::new(Staging::of(command)?, report, command.json, screen);
    run.is_rehearsed = command.simulation;
    let mut serial = config.first_flow();
    for (index, (source, flow, outcome)) in outcomes.into_iter().enumerate() {
        let reasons: HashMap<(u64, u64), TitreReason> =
            outcome.reasons.into_iter().map(|reason| ((reason.bordereau, reason.titre), reason)).collect();
        let reason_of = |titre: &PartTitre| {
            let reason = reasons.get(&(titre.from_bordereau, titre.titre));
            reason.map_or_else(|| Text::fixed("", ""), |reason| reason.reason.clone())
        };
        run.parts(outcome.parts, &source, &options, index, &mut serial, &reason_of)?;
        run.refusals(&flow, &source, index, &outcome.refused)?;
        let refused = outcome.refused.into_iter().map(|titre| (refused_row(index, titre), source.name().to_owned()));
        run.refused.extend(refused);
    }
    let refused = &run.refused;
    run.staging.write("rejets/rejets.csv", |out| {
        let mut table = Table::titled(out, &REFUSAL_TITLES)?;
        for (refused, _) in refused {
            refusal_rows(&mut table, refused, "", screen.lang)?;
        }
        table.end()?;
        Ok(())
    })?;
    run.report.prochains_numeros = Some(Next::after_flows(bordereau, serial));
    run.finish()
}

fn refused_row(index: usize, refused: RefusedTitre) -> Refused {
    let titre = refused.titre;
    let reason = refused.findings.first().map_or_else(|| Text::fixed("", ""), |finding| finding.message.clone());
    Refused {
        origin: Origin { input: index, invoice: refused.piece_index },
        invoice_number: if titre.invoice_number.is_empty() { titre.titre.to_string() } else { titre.invoice_number },
        debtor: titre.debtor,
        siret: titre.siret,
        routed: Routed { route: None, reason },
        findings: refused.findings,
        totals: Some(titre.totals),
    }
}

fn read<'b>(
    path: &Path,
    bytes: &'b [u8],
    options: &CheckOptions<'_>,
) -> Result<(Source<'b>, PesAller, Vec<Diagnostic>), Fault> {
    let name = files::name(path);
    let source = Source::decode(name.as_str(), bytes).map_err(|error| unreadable(&name, &error))?;
    let (flow, faults) = PesAller::read(&source).map_err(|error| unreadable(&name, &error))?;
    let reports = check_document(&source, &flow, &faults, options).map_err(|unusable| Fault::from(*unusable))?;
    let findings = reports.into_iter().flat_map(|report| report.findings);
    let findings = findings.filter(|finding| finding.rule.severity > Severity::Info).collect();
    Ok((source, flow, findings))
}

/// The output of a run on flows.
struct FlowRun<'s> {
    screen: &'s Screen,
    json: bool,
    staging: Staging,
    report: Report,
    /// Whether nothing is written.
    is_rehearsed: bool,
    /// What was said of the flow read, which need not be said again of a flow that comes out of it.
    told: HashSet<Told>,
    rows: Vec<(Entry, String, u64, String)>,
    /// What is refused, and the flow it comes from.
    refused: Vec<(Refused, String)>,
}

/// A rule, its message and the titres it is about, whatever their bordereau.
type Told = (&'static str, String, Vec<String>);

fn what_is_told(finding: &Diagnostic) -> Told {
    let titres = finding.subject.iter().flat_map(|subject| &subject.titres);
    let titres = titres.map(|concerned| concerned.titre.clone()).collect();
    (finding.rule.id, finding.message.fr.clone().into_owned(), titres)
}

/// The titres of a part, where they stand in the flow read.
fn sources(titres: &[PartTitre], read: &Source<'_>) -> Sources {
    let places: Vec<_> = titres.iter().map(|titre| titre.place).collect();
    let source = |(titre, location): (&PartTitre, Location)| {
        let number =
            if titre.invoice_number.is_empty() { titre.titre.to_string() } else { titre.invoice_number.clone() };
        let origin = traced::Source { number, file: read.name().to_owned(), rows: vec![location.line] };
        ((titre.bordereau, titre.titre), origin)
    };
    titres.iter().zip(read.locate_all(&places)).map(source).collect()
}

impl<'s> FlowRun<'s> {
    fn new(staging: Staging, report: Report, json: bool, screen: &'s Screen) -> Self {
        let (told, rows, refused) = (HashSet::new(), Vec::new(), Vec::new());
        FlowRun { screen, json, staging, report, is_rehearsed: false, told, rows, refused }
    }

    fn parts(
        &mut self,
        parts: Vec<Part>,
        source: &Source<'_>,
        options: &CheckOptions<'_>,
        input: usize,
        serial: &mut u64,
        reason_of: &dyn Fn(&PartTitre) -> Text,
    ) -> Result<(), Fault> {
        for part in parts {
            let (route, totals, bordereaux, titres) =
                (part.route, part.totals(), part.bordereaux(), part.titres.clone());
            let name = part.file_name(*serial);
            let path = format!("{}/{name}", route.word());
            let trace = |findings: &[Diagnostic]| traced(&path, &name, findings, &sources(&titres, source));
            let written = part.write(*serial, source, options);
            let WrittenPart { bytes, findings } = match written {
                Ok(written) => written,
                Err(refusals) => {
                    return Err(nothing_delivered(&mut self.report, trace(&refusals), self.json, self.screen));
                }
            };
            *serial += 1;
            let news: Vec<Diagnostic> =
                findings.into_iter().filter(|finding| !self.told.contains(&what_is_told(finding))).collect();
            if !news.is_empty() {
                let found = trace(&news);
                tell(&found, self.screen);
                found.iter().for_each(|found| self.report.constats.traced(found, self.screen.lang));
            }
            self.staging.add(&path, &bytes)?;
            self.report.fichiers.push(FileWritten::new(path.clone(), &bytes, bordereaux, titres.len(), totals));
            for (index, titre) in titres.into_iter().enumerate() {
                self.report.totaux.entry(route.word()).or_default().add(titre.totals);
                let reason = reason_of(&titre);
                let bordereau = titre.bordereau;
                let entry = entry(titre, Origin { input, invoice: index }, route, reason);
                self.rows.push((entry, path.clone(), bordereau, source.name().to_owned()));
            }
        }
        Ok(())
    }

    /// The refused titres of a flow, as they were, in a flow of their own.
    fn refusals(
        &mut self,
        flow: &PesAller,
        source: &Source<'_>,
        index: usize,
        refused: &[RefusedTitre],
    ) -> Result<(), Fault> {
        if refused.is_empty() {
            return Ok(());
        }
        let ranks: HashSet<(usize, usize)> =
            refused.iter().map(|titre| (titre.bordereau_index, titre.piece_index)).collect();
        let bytes = flux::extract(flow, &|b, p| ranks.contains(&(b, p))).write(source.encoding());
        let name = source.name();
        // Two flows of one name would be one file.
        let known = self.report.entrees.iter().filter(|read| read.fichier == name).count() > 1;
        let name = if known { format!("{}-{name}", index + 1) } else { name.to_owned() };
        self.staging.add(format!("rejets/{name}"), &bytes)
    }

    fn finish(mut self) -> Result<ExitCode, Fault> {
        let refused = self.report.factures.refusees;
        self.report.factures.converties = self.rows.len();
        let (read, converted) = (self.report.factures.lues, self.report.factures.converties);
        if read != converted + refused {
            let message = text!(
                fr = "{read} titres lus, {converted} écrits et {refused} refusés",
                en = "{read} titres read, {converted} written and {refused} refused"
            );
            return Err(Diagnostic::new(&rules::PES899, pes::validator::At::default(), message).into());
        }
        let converted =
            self.rows.iter().map(|(entry, path, number, name)| Routing::converted(entry, *number, path, name));
        let left_out = self.refused.iter().map(|(refused, name)| Routing::refused(refused, name));
        self.staging.write("routage.csv", |out| {
            let mut table = Table::titled(out, &TITLES)?;
            for row in converted.chain(left_out) {
                row.write(&mut table, self.screen.lang)?;
            }
            table.end()?;
            Ok(())
        })?;
        self.staging.write("rapport.json", |out| Ok(self.report.write_json(out)?))?;
        self.staging.deliver()?;
        self.report.simulation = self.is_rehearsed;
        finish(&self.report, self.json, self.screen)?;
        Ok(ExitCode::from(u8::from(refused > 0)))
    }
}

fn entry(titre: PartTitre, origin: Origin, route: Route, reason: Text) -> Entry {
    Entry {
        rows: Vec::new(),
        pieces: Vec::new(),
        origin,
        invoice_number: titre.invoice_number,
        titre: titre.titre,
        debtor: titre.debtor,
        siret: titre.siret,
        route,
        reason,
        totals: titre.totals,
        billed: String::new(),
    }
}
