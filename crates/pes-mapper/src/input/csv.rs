use std::collections::HashMap;

use compact_str::CompactString;
use pes_parser::{Text, text};
use pes_validator::{At, Diagnostic, TableText, rules};

use super::{Input, Invoice, Row};
use crate::config::Config;
use crate::fields::{BillingField, nearest};

pub(super) fn read(name: &str, bytes: &[u8], config: &Config) -> Result<Input, Vec<Diagnostic>> {
    let decoded = TableText::decode(name, bytes, config.entry.encoding)?;
    let text = &decoded.text;
    if let Some(fault) = unbalanced(name, text) {
        return Err(vec![fault]);
    }
    let delimiter = config.entry.delimiter.unwrap_or_else(|| decoded.delimiter());
    let mut table =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(true).from_reader(text.as_bytes());
    let malformed = |error: &csv::Error| {
        let line = error.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
        vec![Diagnostic::new(
            &rules::PES812,
            At::line(name, line, 0),
            Text::fixed("tableau illisible", "unreadable table"),
        )]
    };
    let headers = table.headers().map_err(|error| malformed(&error))?.clone();
    let titles: Vec<&str> = headers.iter().map(str::trim).collect();
    let columns = columns(name, &titles, config)?;
    let count = headers.len();
    let header_end = table.position().byte();
    let mut invoices: Vec<Invoice> = Vec::new();
    let mut current: Option<String> = None;
    let mut record = csv::StringRecord::new();
    let mut number = 1;
    while table.read_record(&mut record).map_err(|error| malformed(&error))? {
        // The record starts with the blank rows skipped before it: spreadsheets number them too.
        let start = record.position().map_or(0, |position| after_line_end(text, position.byte()));
        let end = after_line_end(text, table.position().byte()).max(start);
        let with_blanks = &text[start..end];
        let blanks = with_blanks.len() - with_blanks.trim_start_matches(['\r', '\n']).len();
        let raw = start + blanks..end;
        number += 1 + with_blanks[..blanks].matches('\n').count();
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells: Box<[_]> = columns
            .iter()
            .filter_map(|&(field, column)| {
                let cell = record.get(column)?.trim();
                (!cell.is_empty()).then(|| (field, CompactString::new(cell)))
            })
            .collect();
        let row = Row { line: number, raw, cells };
        let fault = (record.len() != count).then(|| {
            let found = record.len();
            let message =
                text!(fr = "{found} cases, {count} titres de colonnes", en = "{found} cells, {count} column titles");
            Diagnostic::new(&rules::PES812, At::line(name, number, 0), message)
        });
        let invoice_number = row.get(BillingField::Facture).map(str::to_owned);
        match invoices.last_mut() {
            Some(invoice) if invoice_number.is_some() && invoice_number == current => {
                invoice.rows.push(row);
                invoice.faults.extend(fault);
            }
            _ => invoices.push(Invoice { rows: vec![row], faults: fault.into_iter().collect() }),
        }
        current = invoice_number;
    }
    let titles = columns.iter().map(|&(field, column)| (field, titles[column].to_owned())).collect();
    let header = Some(0..after_line_end(text, header_end));
    Ok(Input { name: name.to_owned(), decoded, header, titles, invoices })
}

/// The offset reached, past the second half of a CRLF that the reader leaves for later.
fn after_line_end(text: &str, byte: u64) -> usize {
    let offset = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    let half_read = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
    offset + usize::from(half_read)
}

/// The place of each mapped column; every one that is missing is a fault.
fn columns(name: &str, titles: &[&str], config: &Config) -> Result<Vec<(BillingField, usize)>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut by_title: HashMap<&str, usize> = HashMap::new();
    for (column, title) in titles.iter().enumerate() {
        let used = config.columns.iter().any(|mapped| mapped.title == *title);
        if by_title.insert(title, column).is_some() && used {
            let message =
                text!(fr = "deux colonnes s'appellent « {title} »", en = "two columns are called \"{title}\"");
            faults.push(Diagnostic::new(&rules::PES811, At::line(name, 1, 0), message));
        }
    }
    let mut columns = Vec::new();
    for mapped in &config.columns {
        match by_title.get(mapped.title.as_str()) {
            Some(&column) => columns.push((mapped.field, column)),
            None => {
                let (title, key) = (&mapped.title, mapped.field.key());
                let message = text!(
                    fr = "colonne « {title} » absente (champ {key})",
                    en = "column \"{title}\" is missing (field {key})"
                );
                let (config_name, line) = (&config.name, mapped.line);
                let near = nearest(title, titles.iter().copied());
                let help = match near {
                    Some(near) => text!(
                        fr = "la colonne la plus proche est « {near} » : corriger {config_name}, ligne {line}",
                        en = "the nearest column is \"{near}\": correct {config_name}, line {line}"
                    ),
                    None => text!(
                        fr = "corriger {config_name}, ligne {line}, ou vérifier le séparateur",
                        en = "correct {config_name}, line {line}, or check the delimiter"
                    ),
                };
                faults.push(Diagnostic::new(&rules::PES811, At::line(name, 1, 0), message).help(help));
            }
        }
    }
    if !config.columns.iter().any(|mapped| mapped.field == BillingField::Facture) {
        let message = Text::fixed("aucune colonne pour le champ facture", "no column for the field facture");
        let help = Text::fixed("donner facture = \"titre\" dans [colonnes]", "give facture = \"title\" in [colonnes]");
        faults.push(Diagnostic::new(&rules::PES811, At::document(&config.name), message).help(help));
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

/// A quote that opens a cell and is never closed would swallow the rest of the file.
fn unbalanced(name: &str, text: &str) -> Option<Diagnostic> {
    let mut open_at = None;
    let mut line = 1;
    for byte in text.bytes() {
        match byte {
            b'"' => open_at = if open_at.is_some() { None } else { Some(line) },
            b'\n' => line += 1,
            _ => {}
        }
    }
    open_at.map(|line| {
        let message = Text::fixed("guillemet ouvert et jamais fermé", "quote opened and never closed");
        Diagnostic::new(&rules::PES812, At::line(name, line, 0), message)
    })
}
