//! `routage.csv`: where each invoice went and why, in the order of the invoices though flows are written in another.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, BufReader, Read, Write};

use pes::mapper::{Entry, Origin, Refused, Totals};
use pes::parser::{Lang, Text};

use crate::report::{Table, decimal};
use crate::spool::{Reading, Spool};

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

    pub fn write(&self, table: &mut Table<impl Write>, lang: Lang) -> io::Result<()> {
        let (bordereau, titre) = self.numbers.map_or_else(Default::default, |(b, t)| (b.to_string(), t.to_string()));
        let ttc = self.totals.map_or_else(String::new, |totals| decimal(totals.ttc()));
        table.row(&[
            self.invoice_number,
            &bordereau,
            &titre,
            self.debtor,
            self.siret,
            self.route,
            self.reason.get(lang),
            &ttc,
            self.file,
            self.source,
        ])
    }
}

/// The line of titles.
pub const TITLES: [&str; 10] =
    ["facture", "bordereau", "titre", "debiteur", "siret", "circuit", "raison", "ttc", "fichier", "source"];

/// Rows that come in any order, best in a few runs that are each in order, and go in the order of the invoices.
#[derive(Default)]
pub struct Rows {
    spool: Spool,
    /// Where each run starts.
    runs: Vec<u64>,
    last: Option<Origin>,
}

/// A row as it is spooled: its invoice, and its bytes.
struct Spooled {
    origin: Origin,
    row: Vec<u8>,
}

impl Rows {
    pub fn push(&mut self, origin: Origin, routing: &Routing<'_>, lang: Lang) -> io::Result<()> {
        if self.last.is_none_or(|last| origin < last) {
            self.runs.push(self.spool.len());
        }
        self.last = Some(origin);
        let mut table = Table::rows(Vec::with_capacity(256));
        routing.write(&mut table, lang)?;
        let row = table.end()?;
        for number in [origin.input as u64, origin.invoice as u64, row.len() as u64] {
            self.spool.write_all(&number.to_le_bytes())?;
        }
        self.spool.write_all(&row)
    }

    /// Writes the table of all the rows.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let out = Table::titled(out, &TITLES)?.end()?;
        let ends = self.runs.iter().skip(1).copied().chain([self.spool.len()]);
        let mut runs: Vec<BufReader<io::Take<Reading<'_>>>> = self
            .runs
            .iter()
            .zip(ends)
            .map(|(&start, end)| BufReader::new(self.spool.from(start).take(end - start)))
            .collect();
        let mut next: Vec<Option<Spooled>> = runs.iter_mut().map(Spooled::read).collect::<io::Result<_>>()?;
        let origin = |row: &Option<Spooled>| row.as_ref().map(|row| row.origin);
        let mut order: BinaryHeap<Reverse<(Origin, usize)>> =
            next.iter().enumerate().filter_map(|(run, row)| Some(Reverse((origin(row)?, run)))).collect();
        while let Some(Reverse((_, run))) = order.pop() {
            if let Some(row) = next[run].take() {
                out.write_all(&row.row)?;
            }
            next[run] = Spooled::read(&mut runs[run])?;
            order.extend(origin(&next[run]).map(|origin| Reverse((origin, run))));
        }
        Ok(())
    }
}

impl Spooled {
    /// The next row of a run, if there is one.
    fn read(run: &mut impl io::BufRead) -> io::Result<Option<Self>> {
        if run.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut number = || -> io::Result<usize> {
            let mut bytes = [0; 8];
            run.read_exact(&mut bytes)?;
            usize::try_from(u64::from_le_bytes(bytes)).map_err(|_| io::ErrorKind::InvalidData.into())
        };
        let (input, invoice, length) = (number()?, number()?, number()?);
        let mut row = vec![0; length];
        run.read_exact(&mut row)?;
        Ok(Some(Spooled { origin: Origin { input, invoice }, row }))
    }
}
