use std::collections::HashMap;

use compact_str::CompactString;
use pes_parser::{Text, text};
use pes_validator::{At, Diagnostic, rules};
use serde_json::{Map, Value};

use super::{Input, Invoice, Row};
use crate::fields::{BillingField, nearest};

/// The name of the array of lines.
const LINES: &str = "lignes";

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Input, Vec<Diagnostic>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
        vec![Diagnostic::new(
            &rules::PES810,
            At::line(name, line, 0),
            Text::fixed("JSON Lines s'écrit en UTF-8", "JSON Lines is written in UTF-8"),
        )]
    })?;
    let mut invoices = Vec::new();
    let mut faults = Vec::new();
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let raw = start..start + line.len();
        start = raw.end;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Value>(line) {
            Ok(Value::Object(object)) => {
                invoices.push(Reading { name, line: index + 1, raw, faults: Vec::new() }.invoice(&object))
            }
            Ok(_) => {
                let message = Text::fixed("un objet par ligne est attendu", "one object a line is expected");
                faults.push(Diagnostic::new(&rules::PES813, At::line(name, index + 1, 1), message));
            }
            Err(error) => {
                let message = Text::fixed("JSON mal formé", "malformed JSON");
                faults.push(Diagnostic::new(&rules::PES813, At::line(name, index + 1, error.column()), message));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Input { name: name.to_owned(), text: text.to_owned(), header: None, titles: HashMap::new(), invoices })
}

struct Reading<'a> {
    name: &'a str,
    line: usize,
    raw: std::ops::Range<usize>,
    faults: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn invoice(mut self, object: &Map<String, Value>) -> Invoice {
        let mut cells = Vec::new();
        let mut lines = None;
        for (key, value) in object {
            match value {
                Value::Array(array) if key == LINES => lines = Some(array),
                Value::Object(group) => {
                    for (inner, value) in group {
                        self.cell(&format!("{key}.{inner}"), value, &mut cells);
                    }
                }
                value => self.cell(key, value, &mut cells),
            }
        }
        // The bytes belong to the first row only: the object is one line of the file.
        let mut rows = Vec::new();
        for value in lines.into_iter().flatten() {
            let mut of_line = if rows.is_empty() { std::mem::take(&mut cells) } else { Vec::new() };
            match value.as_object() {
                Some(fields) => {
                    for (key, value) in fields {
                        self.cell(&format!("ligne.{key}"), value, &mut of_line);
                    }
                }
                None => self.fault(Text::fixed(
                    "lignes : un tableau d'objets est attendu",
                    "lignes: an array of objects is expected",
                )),
            }
            let raw = if rows.is_empty() { self.raw.clone() } else { self.raw.end..self.raw.end };
            rows.push(Row { line: self.line, raw, cells: of_line.into() });
        }
        if rows.is_empty() {
            self.fault(Text::fixed("facture sans lignes", "invoice without lignes"));
            rows.push(Row { line: self.line, raw: self.raw.clone(), cells: cells.into() });
        }
        Invoice { rows, faults: self.faults }
    }

    fn cell(&mut self, key: &str, value: &Value, cells: &mut Vec<(BillingField, CompactString)>) {
        let Some(field) = BillingField::from_key(key) else {
            let message = text!(fr = "champ « {key} » inconnu", en = "unknown field \"{key}\"");
            let near = nearest(key, BillingField::ALL.iter().map(|field| field.key()));
            let finding = Diagnostic::new(&rules::PES802, At::line(self.name, self.line, 0), message);
            self.faults.push(match near {
                Some(near) => {
                    finding.help(text!(fr = "le plus proche est « {near} »", en = "the nearest is \"{near}\""))
                }
                None => finding,
            });
            return;
        };
        let text = match value {
            Value::Null => return,
            Value::String(text) => CompactString::new(text.trim()),
            // The digits as written: an amount never becomes a floating number.
            Value::Number(number) => CompactString::new(number.as_str()),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return self.fault(text!(
                    fr = "{key} : un texte ou un nombre est attendu",
                    en = "{key}: a text or a number is expected"
                ));
            }
        };
        if !text.is_empty() {
            cells.push((field, text));
        }
    }

    fn fault(&mut self, message: Text) {
        self.faults.push(Diagnostic::new(&rules::PES813, At::line(self.name, self.line, 0), message));
    }
}
