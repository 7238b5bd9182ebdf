//! What a run leaves for people and machines: `rapport.json`, `routage.csv`, `rejets/`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

use pes::mapper::{NextNumbers, Refused, Totals};
use pes::parser::{Lang, euros};
use pes::validator::{Diagnostic, FindingJson};
use serde::ser::{Error, SerializeSeq};
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::spool::Spool;
use crate::traced::Traced;

/// Number of the report's own format: it grows when a key changes its meaning.
const FORMAT: u32 = 1;

/// `rapport.json`.
#[derive(Debug, Serialize)]
pub struct Report {
    format: u32,
    outil: &'static str,
    /// Whether nothing was written.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub simulation: bool,
    /// What the journal calls the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution: Option<i64>,
    pub version_pes: String,
    pub date: String,
    pub entrees: Vec<FileRead>,
    pub factures: Counts,
    /// Amounts by route; the refused last.
    pub totaux: BTreeMap<&'static str, Sum>,
    pub fichiers: Vec<FileWritten>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prochains_numeros: Option<Next>,
    pub constats: Constats,
}

/// Findings in the order they came, as JSON, one a line: there may be one for each invoice.
#[derive(Debug, Default)]
pub struct Constats {
    spool: Spool,
    /// What stopped the writing: it is said once they are asked for.
    fault: Option<io::Error>,
}

impl Constats {
    fn finding(&mut self, finding: &Diagnostic, lang: Lang) {
        self.json(&serde_json::to_value(FindingJson::new(finding, lang)).unwrap_or_default());
    }

    /// What the check of the flows written found, with the invoices that it comes from under `factures`.
    pub fn traced(&mut self, Traced { finding, sources }: &Traced, lang: Lang) {
        let mut json = serde_json::to_value(FindingJson::new(finding, lang)).unwrap_or_default();
        if let (false, Some(object)) = (sources.is_empty(), json.as_object_mut()) {
            object.insert("factures".to_owned(), serde_json::to_value(sources).unwrap_or_default());
        }
        self.json(&json);
    }

    fn json(&mut self, json: &serde_json::Value) {
        let written = self.spool.write_all((json.to_string() + "\n").as_bytes());
        self.fault = self.fault.take().or(written.err());
    }

    /// Adds those that came in another order.
    pub fn append(&mut self, other: Constats) {
        let copied = io::copy(&mut other.spool.from(0), &mut self.spool);
        self.fault = self.fault.take().or(other.fault).or(copied.err());
    }
}

impl Serialize for Constats {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(fault) = &self.fault {
            return Err(S::Error::custom(fault));
        }
        let mut constats = serializer.serialize_seq(None)?;
        for line in BufReader::new(self.spool.from(0)).lines() {
            let json: serde_json::Value =
                line.and_then(|line| Ok(serde_json::from_str(&line)?)).map_err(S::Error::custom)?;
            constats.serialize_element(&json)?;
        }
        constats.end()
    }
}

/// A file read.
#[derive(Debug, Serialize)]
pub struct FileRead {
    pub fichier: String,
    pub sha256: String,
}

/// How many invoices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
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
    /// The numbers, as the configuration names them.
    pub fn words(&self, lang: Lang) -> String {
        let mut words = vec![format!("premier_bordereau = {}", self.premier_bordereau)];
        words.extend(self.premier_titre.map(|titre| format!("premier_titre = {titre}")));
        let day = if lang == Lang::Fr { "le même jour" } else { "the same day" };
        words.push(format!("premier_flux = {} ({day})", self.premier_flux));
        words.join(", ")
    }

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
            simulation: false,
            execution: None,
            version_pes,
            date,
            entrees: Vec::new(),
            factures: Counts::default(),
            totaux: BTreeMap::new(),
            fichiers: Vec::new(),
            prochains_numeros: None,
            constats: Constats::default(),
        }
    }

    pub fn read(&mut self, name: String, sha256: String) {
        self.entrees.push(FileRead { fichier: name, sha256 });
    }

    pub fn findings(&mut self, findings: &[Diagnostic], lang: Lang) {
        findings.iter().for_each(|finding| self.constats.finding(finding, lang));
    }

    /// Writes `rapport.json`.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut out = BufWriter::new(out);
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")?;
        out.flush()
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
        if let Some(execution) = self.execution.filter(|_| !self.fichiers.is_empty()) {
            out.push_str(&match lang {
                Lang::Fr => {
                    format!("exécution {execution} du journal ; une fois envoyée : pes journal envoye {execution}\n")
                }
                Lang::En => {
                    format!("run {execution} of the journal; once it is sent: pes journal envoye {execution}\n")
                }
            });
        }
        if self.simulation {
            out.push_str(&self.would_be(lang));
        }
        out
    }

    /// What ends the summary of a run that wrote nothing.
    fn would_be(&self, lang: Lang) -> String {
        let next = self.prochains_numeros.as_ref().map(|next| next.words(lang)).unwrap_or_default();
        match lang {
            Lang::Fr => format!("simulation : rien n'est écrit ; numéros suivants, provisoires : {next}\n"),
            Lang::En => format!("simulation: nothing is written; next numbers, provisional: {next}\n"),
        }
    }
}

/// The hash of bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes as their digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes `rejets/rejets.csv`: each reason of a refusal, with the rows as they were. Rows that are long stand with the
/// first reason only: an invoice of ten thousand lines may have as many reasons.
pub fn refusal_rows(table: &mut Table<impl Write>, refused: &Refused, source: &str, lang: Lang) -> io::Result<()> {
    for (rank, finding) in refused.findings.iter().filter(|finding| finding.is_error()).enumerate() {
        let source = if rank == 0 || source.len() <= REPEATED { source } else { "" };
        let line = finding.at.line.to_string();
        let field = finding.at.field.clone().unwrap_or_default();
        let help = finding.help.as_ref().map_or("", |help| help.get(lang));
        table.row(&[
            &finding.at.document,
            &line,
            &refused.invoice_number,
            finding.rule.id,
            &field.column,
            field.key,
            finding.message.get(lang),
            help,
            source,
        ])?;
    }
    Ok(())
}

/// Bytes of rows that each reason of a refusal repeats.
const REPEATED: usize = 10_000;

/// The line of titles of `rejets/rejets.csv`.
pub const REFUSAL_TITLES: [&str; 9] =
    ["fichier", "ligne", "facture", "regle", "colonne", "champ", "message", "aide", "lignes_source"];

/// A table written for spreadsheets.
pub struct Table<W: Write> {
    out: W,
    quoting: csv_core::Writer,
    row: Vec<u8>,
}

impl<W: Write> Table<W> {
    /// With a line of titles; semicolons and a byte order mark are what spreadsheets in France open as it is.
    pub fn titled(mut out: W, titles: &[&str]) -> io::Result<Self> {
        out.write_all("\u{FEFF}".as_bytes())?;
        let mut table = Self::rows(out);
        table.row(titles)?;
        Ok(table)
    }

    /// Rows alone.
    pub fn rows(out: W) -> Self {
        Table { out, quoting: csv_core::WriterBuilder::new().delimiter(b';').build(), row: Vec::new() }
    }

    pub fn row(&mut self, cells: &[&str]) -> io::Result<()> {
        self.row.clear();
        for (rank, cell) in cells.iter().enumerate() {
            if rank > 0 {
                self.push(1, |quoting, room| quoting.delimiter(room).1);
            }
            let cell = harmless(cell);
            // All at once: in parts, what is left would be searched for quotes again for each.
            self.push(2 * cell.len() + 2, |quoting, room| quoting.field(cell.as_bytes(), room).2);
        }
        // The quote that ends the last cell, and the end of the line.
        self.push(2, |quoting, room| quoting.terminator(room).1);
        self.out.write_all(&self.row)
    }

    /// Adds what is written in a room of some bytes.
    fn push(&mut self, room: usize, write: impl FnOnce(&mut csv_core::Writer, &mut [u8]) -> usize) {
        let start = self.row.len();
        self.row.resize(start + room + 1, 0);
        let written = write(&mut self.quoting, &mut self.row[start..]);
        self.row.truncate(start + written);
    }

    /// What it was written to.
    pub fn end(self) -> io::Result<W> {
        Ok(self.out)
    }
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

/// An amount as spreadsheets read it.
pub fn decimal(centimes: i64) -> String {
    format!("{},{:02}", centimes / 100, centimes.unsigned_abs() % 100)
}
