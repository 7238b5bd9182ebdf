use std::fmt;
use std::io::{self, BufRead};
use std::ops::Range;

use compact_str::CompactString;
use pes_parser::{Text, text};
use pes_validator::{At, Diagnostic, rules};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::content::{self, Content};
use super::index::Stand;
use super::{Found, MARK, Part, Row, checksum, unreadable};
use crate::config::Config;
use crate::fields::{BillingField, nearest};

/// The name of the array of lines.
const LINES: &str = "lignes";

/// The byte order mark, if there is one, and where the invoices stand.
pub(super) fn find(name: &str, content: &dyn Content, config: &Config) -> Result<(Vec<u8>, Found), Vec<Diagnostic>> {
    let unread = |error: io::Error| vec![unreadable(name, &error)];
    let mut lines = content::from(content, 0);
    let has_mark = lines.fill_buf().map_err(unread)?.starts_with(MARK);
    let head = if has_mark { MARK.to_vec() } else { Vec::new() };
    lines.consume(head.len());
    let mut found = Found::default();
    let mut faults = Vec::new();
    let mut start = head.len() as u64;
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let length = lines.read_until(b'\n', &mut bytes).map_err(unread)? as u64;
        if length == 0 {
            break;
        }
        let line = std::str::from_utf8(&bytes).map_err(|_| {
            let message = Text::fixed("JSON Lines s'écrit en UTF-8", "JSON Lines is written in UTF-8");
            vec![Diagnostic::new(&rules::PES810, At::line(name, number, 0), message)]
        })?;
        let stand = Stand { start, length, line: number as u64, checksum: checksum(&bytes) };
        start += length;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Object<'_>>(line) {
            Ok(object) => {
                let Part { rows, .. } = Reading::of(name, number, line).invoice(&object);
                let invoice_number = rows.first().and_then(|row| row.get(BillingField::Facture));
                found.number(config, invoice_number.unwrap_or_default());
                found.index.push(stand);
            }
            Err(error) if error.is_data() => {
                let message = Text::fixed("un objet par ligne est attendu", "one object a line is expected");
                faults.push(Diagnostic::new(&rules::PES813, At::line(name, number, 1), message));
            }
            Err(error) => {
                let message = Text::fixed("JSON mal formé", "malformed JSON");
                faults.push(Diagnostic::new(&rules::PES813, At::line(name, number, error.column()), message));
            }
        }
    }
    if faults.is_empty() { Ok((head, found)) } else { Err(faults) }
}

/// The invoice that a line is.
pub(super) fn part(name: &str, bytes: &[u8], line: usize) -> Part {
    let text = String::from_utf8_lossy(bytes);
    match serde_json::from_str::<Object<'_>>(&text) {
        Ok(object) => Part { checksum: checksum(bytes), ..Reading::of(name, line, &text).invoice(&object) },
        // It was an object: it is no longer the same.
        Err(_) => Part::default(),
    }
}

struct Reading<'a> {
    name: &'a str,
    line: usize,
    raw: Range<usize>,
    faults: Vec<Diagnostic>,
}

/// An object with its keys in order, each as often as it is given, and its values as they are written: no key is lost
/// and no number becomes a floating one.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Object(pairs))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

impl<'a> Reading<'a> {
    fn of(name: &'a str, line: usize, text: &str) -> Self {
        Reading { name, line, raw: 0..text.len(), faults: Vec::new() }
    }

    fn invoice(mut self, object: &Object<'_>) -> Part {
        let mut cells = Vec::new();
        let mut lines = Vec::new();
        for (key, value) in &object.0 {
            if key == LINES {
                match serde_json::from_str::<Vec<&RawValue>>(value.get()) {
                    Ok(array) => lines.extend(array),
                    Err(_) => self.not_an_array(),
                }
            } else if let Ok(group) = serde_json::from_str::<Object<'_>>(value.get()) {
                for (inner, value) in &group.0 {
                    self.cell(&format!("{key}.{inner}"), value, &mut cells);
                }
            } else {
                self.cell(key, value, &mut cells);
            }
        }
        // The bytes belong to the first row only: the object is one line of the file.
        let mut rows = Vec::new();
        for value in lines {
            let mut of_line = if rows.is_empty() { std::mem::take(&mut cells) } else { Vec::new() };
            match serde_json::from_str::<Object<'_>>(value.get()) {
                Ok(fields) => {
                    for (key, value) in &fields.0 {
                        self.cell(&format!("ligne.{key}"), value, &mut of_line);
                    }
                }
                Err(_) => self.not_an_array(),
            }
            let raw = if rows.is_empty() { self.raw.clone() } else { self.raw.end..self.raw.end };
            rows.push(Row { line: self.line, raw, cells: of_line.into() });
        }
        if rows.is_empty() {
            self.fault(Text::fixed("facture sans lignes", "invoice without lignes"));
            rows.push(Row { line: self.line, raw: self.raw.clone(), cells: cells.into() });
        }
        Part { rows, faults: self.faults, checksum: 0 }
    }

    fn not_an_array(&mut self) {
        self.fault(Text::fixed("lignes : un tableau d'objets est attendu", "lignes: an array of objects is expected"));
    }

    fn cell(&mut self, key: &str, value: &RawValue, cells: &mut Vec<(BillingField, CompactString)>) {
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
        let text = match value.get().as_bytes().first() {
            Some(b'"') => serde_json::from_str::<String>(value.get()).map(|text| CompactString::new(text.trim())).ok(),
            Some(b'-' | b'0'..=b'9') => Some(CompactString::new(value.get())),
            Some(b'n') => return,
            _ => None,
        };
        match text {
            None => self.fault(text!(
                fr = "{key} : un texte ou un nombre est attendu",
                en = "{key}: a text or a number is expected"
            )),
            Some(_) if cells.iter().any(|(known, _)| *known == field) => {
                self.fault(text!(fr = "{key} donné deux fois", en = "{key} given twice"));
            }
            Some(text) if text.is_empty() => {}
            Some(text) => cells.push((field, text)),
        }
    }

    fn fault(&mut self, message: Text) {
        self.faults.push(Diagnostic::new(&rules::PES813, At::line(self.name, self.line, 0), message));
    }
}
