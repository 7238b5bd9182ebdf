//! What a run leaves for people and machines: `rapport.json`, `routage.csv`, `rejets/`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use pes::mapper::{Entry, NextNumbers, Refused, Totals};
use pes::parser::{Lang, Text, euros};
use pes::validator::{Diagnostic, FindingJson};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::traced::Traced;

/// Number of the report's own format: it grows when a key changes its meaning.
const FORMAT: u32 = 1;

/// `rapport.json`.
#[derive(Debug, Serialize)]
pub struct Report {
    format: u32,
    outil: &'static str,
    pub version_pes: String,
    pub date: String,
    pub entrees: Vec<FileRead>,
    pub factures: Counts,
    /// Amounts by route; the refused last.
    pub totaux: BTreeMap<&'static str, Sum>,
    pub fichiers: Vec<FileWritten>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prochains_numeros: Option<Next>,
    pub constats: Vec<serde_json::Value>,
}

/// A file read.
#[derive(Debug, Serialize)]
pub struct FileRead {
    pub fichier: String,
    pub sha256: String,
}

/// How many invoices.
#[derive(Debug, Default, Serialize)]
pub struct Counts {
    pub lues: usize,
    pub converties: usize,
    pub refusees: usize,
}

/// Amounts of several invoices.
#[derive(Debug, Default, Serialize)]
pub struct Sum {
    pub factures: usize,
    pub ht_centimes: i64,
    pub tva_centimes: i64,
    pub ttc_centimes: i64,
    /// Invoices refused whose amounts cannot be read: they are not in the sums.
    #[serde(skip_serializing_if = "is_zero")]
    pub montants_illisibles: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape serde wants")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Sum {
    pub fn add(&mut self, totals: Totals) {
        self.factures += 1;
        self.ht_centimes += totals.ht;
        self.tva_centimes += totals.tva;
        self.ttc_centimes += totals.ttc();
    }
}

/// A flow written.
#[derive(Debug, Serialize)]
pub struct FileWritten {
    pub chemin: String,
    pub sha256: String,
    pub octets: usize,
    pub bordereaux: Vec<u64>,
    pub titres: usize,
    pub ht_centimes: i64,
    pub tva_centimes: i64,
    pub ttc_centimes: i64,
}

impl FileWritten {
    pub fn new(chemin: String, bytes: &[u8], bordereaux: Vec<u64>, titres: usize, totals: Totals) -> Self {
        FileWritten {
            chemin,
            sha256: sha256(bytes),
            octets: bytes.len(),
            bordereaux,
            titres,
            ht_centimes: totals.ht,
            tva_centimes: totals.tva,
            ttc_centimes: totals.ttc(),
        }
    }
}

/// The numbers to give to the next run.
#[derive(Debug, Serialize)]
pub struct Next {
    premier_bordereau: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    premier_titre: Option<u64>,
    premier_flux: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cumul_annuel_centimes: Option<i64>,
}

impl Next {
    /// After a run on flows, whose titres have their numbers already.
    pub fn after_flows(premier_bordereau: u64, premier_flux: u64) -> Self {
        Next { premier_bordereau, premier_titre: None, premier_flux, cumul_annuel_centimes: None }
    }
}

impl From<NextNumbers> for Next {
    fn from(next: NextNumbers) -> Self {
        Next {
            premier_bordereau: next.bordereau,
            premier_titre: Some(next.titre),
            premier_flux: next.flow,
            cumul_annuel_centimes: Some(next.cumul),
        }
    }
}

impl Report {
    pub fn new(version_pes: String, date: String) -> Self {
        Report {
            format: FORMAT,
            outil: concat!("pes ", env!("CARGO_PKG_VERSION")),
            version_pes,
            date,
            entrees: Vec::new(),
            factures: Counts::default(),
            totaux: BTreeMap::new(),
            fichiers: Vec::new(),
            prochains_numeros: None,
            constats: Vec::new(),
        }
    }

    pub fn read(&mut self, name: String, bytes: &[u8]) {
        self.entrees.push(FileRead { fichier: name, sha256: sha256(bytes) });
    }

    pub fn findings(&mut self, findings: &[Diagnostic], lang: Lang) {
        let json = findings.iter().filter_map(|finding| serde_json::to_value(FindingJson::new(finding, lang)).ok());
        self.constats.extend(json);
    }

    /// What the check of the flows written found, with the invoices that each finding comes from under `factures`.
    pub fn traced(&mut self, findings: &[Traced], lang: Lang) {
        let json = findings.iter().filter_map(|Traced { finding, sources }| {
            let mut json = serde_json::to_value(FindingJson::new(finding, lang)).ok()?;
            if !sources.is_empty() {
                json.as_object_mut()?.insert("factures".to_owned(), serde_json::to_value(sources).ok()?);
            }
            Some(json)
        });
        self.constats.extend(json);
    }

    pub fn to_json(&self) -> Vec<u8> {
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// The summary on the screen.
    pub fn summary(&self, lang: Lang) -> String {
        let words = |fr: &'static str, en: &'static str| if lang == Lang::Fr { fr } else { en };
        let Counts { lues, converties, refusees } = self.factures;
        let mut out = match lang {
            Lang::Fr => format!("factures lues : {lues}, converties : {converties}, refusées : {refusees}\n"),
            Lang::En => format!("invoices read: {lues}, converted: {converties}, refused: {refusees}\n"),
        };
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        for (route, sum) in &self.totaux {
            let unreadable = match sum.montants_illisibles {
                0 => String::new(),
                count => format!("+ {count} {}", words("de montant illisible", "of unreadable amount")),
            };
            table.add_row([(*route).to_owned(), sum.factures.to_string(), euros(sum.ttc_centimes), unreadable]);
        }
        for column in [1, 2] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(comfy_table::CellAlignment::Right);
            }
        }
        for line in table.lines() {
            out.push_str(&format!("  {}\n", line.trim_end()));
        }
        for file in &self.fichiers {
            let bordereaux: Vec<String> = file.bordereaux.iter().map(u64::to_string).collect();
            let bordereaux = bordereaux.join(", ");
            let (chemin, titres, total) = (&file.chemin, file.titres, euros(file.ttc_centimes));
            out.push_str(&match lang {
                Lang::Fr => format!("{chemin} : bordereau {bordereaux}, titres : {titres}, {total}\n"),
                Lang::En => format!("{chemin}: bordereau {bordereaux}, titres: {titres}, {total}\n"),
            });
        }
        out
    }
}

/// The hash of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A row of `routage.csv`.
pub struct Routing<'a> {
    pub invoice_number: &'a str,
    /// Bordereau and titre, when the invoice is converted.
    pub numbers: Option<(u64, u64)>,
    pub debtor: &'a str,
    pub siret: &'a str,
    pub route: &'static str,
    pub reason: &'a Text,
    pub totals: Option<Totals>,
    pub file: &'a str,
    pub source: &'a str,
}

impl<'a> Routing<'a> {
    pub fn converted(entry: &'a Entry, bordereau: u64, file: &'a str, source: &'a str) -> Self {
        Routing {
            invoice_number: &entry.invoice_number,
            numbers: Some((bordereau, entry.titre)),
            debtor: &entry.debtor,
            siret: &entry.siret,
            route: entry.route.word(),
            reason: &entry.reason,
            totals: Some(entry.totals),
            file,
            source,
        }
    }

    pub fn refused(refused: &'a Refused, source: &'a str) -> Self {
        Routing {
            invoice_number: &refused.invoice_number,
            numbers: None,
            debtor: &refused.debtor,
            siret: &refused.siret,
            route: refused.routed.word(),
            reason: &refused.routed.reason,
            totals: refused.totals,
            file: "rejets/rejets.csv",
            source,
        }
    }
}

/// `routage.csv`: where each invoice went and why.
pub fn routing_csv<'a>(rows: impl Iterator<Item = Routing<'a>>, lang: Lang) -> Vec<u8> {
    let mut table = csv_writer();
    record(
        &mut table,
        &["facture", "bordereau", "titre", "debiteur", "siret", "circuit", "raison", "ttc", "fichier", "source"],
    );
    for row in rows {
        let (bordereau, titre) = row.numbers.map_or_else(Default::default, |(b, t)| (b.to_string(), t.to_string()));
        let ttc = row.totals.map_or_else(String::new, |totals| decimal(totals.ttc()));
        record(
            &mut table,
            &[
                row.invoice_number,
                &bordereau,
                &titre,
                row.debtor,
                row.siret,
                row.route,
                row.reason.get(lang),
                &ttc,
                row.file,
                row.source,
            ],
        );
    }
    table.into_inner().unwrap_or_default()
}

/// `rejets/rejets.csv`: each reason of each refusal, with the rows as they were. Rows that are long stand with the first
/// reason only: an invoice of ten thousand lines may have as many reasons.
pub fn refusals_csv<'a>(rows: impl Iterator<Item = (&'a Refused, String)>, lang: Lang) -> Vec<u8> {
    let mut table = csv_writer();
    record(
        &mut table,
        &["fichier", "ligne", "facture", "regle", "colonne", "champ", "message", "aide", "lignes_source"],
    );
    for (refused, source) in rows {
        for (rank, finding) in refused.findings.iter().filter(|finding| finding.is_error()).enumerate() {
            let source = if rank == 0 || source.len() <= REPEATED { source.as_str() } else { "" };
            let line = finding.at.line.to_string();
            let field = finding.at.field.clone().unwrap_or_default();
            let help = finding.help.as_ref().map_or("", |help| help.get(lang));
            record(
                &mut table,
                &[
                    &finding.at.document,
                    &line,
                    &refused.invoice_number,
                    finding.rule.id,
                    &field.column,
                    field.key,
                    finding.message.get(lang),
                    help,
                    source,
                ],
            );
        }
    }
    table.into_inner().unwrap_or_default()
}

/// Bytes of rows that each reason of a refusal repeats.
const REPEATED: usize = 10_000;

/// Semicolons and a byte order mark: what spreadsheets in France open as it is.
fn csv_writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().delimiter(b';').from_writer("\u{FEFF}".into())
}

fn record(table: &mut csv::Writer<Vec<u8>>, cells: &[&str]) {
    // Writing into memory cannot fail.
    let _ = table.write_record(cells.iter().map(|cell| harmless(cell).into_owned()));
}

/// A cell that a spreadsheet would take for a formula is made plain text; a number, such as a negative amount, is none.
fn harmless(cell: &str) -> Cow<'_, str> {
    // The wide forms too: an East Asian spreadsheet reads them as the others.
    const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let is_number = cell.strip_prefix('-').is_some_and(|rest| {
        rest.starts_with(|char: char| char.is_ascii_digit())
            && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
    });
    if cell.starts_with(STARTS) && !is_number { format!("'{cell}").into() } else { cell.into() }
}

fn decimal(centimes: i64) -> String {
    format!("{},{:02}", centimes / 100, centimes.unsigned_abs() % 100)
}
