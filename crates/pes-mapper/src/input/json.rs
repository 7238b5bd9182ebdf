use std::collections::HashMap;
use std::fmt;

use compact_str::CompactString;
use pes_parser::{Encoding, Text, text};
use pes_validator::{At, Diagnostic, TableText, rules};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Input, Invoice, Row};
use crate::fields::{BillingField, nearest};

/// The name of the array of lines.
const LINES: &str = "lignes";

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Input, Vec<Diagnostic>> {
    let has_mark = bytes.starts_with(b"\xEF\xBB\xBF");
    let bytes = if has_mark { &bytes[3..] } else { bytes };
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
        let reading = Reading { name, line: index + 1, raw, faults: Vec::new() };
        match serde_json::from_str::<Object<'_>>(line) {
            Ok(object) => invoices.push(reading.invoice(&object)),
            Err(error) if error.is_data() => {
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
    let decoded = TableText { text: text.to_owned(), encoding: Encoding::Utf8, has_mark };
    Ok(Input { name: name.to_owned(), decoded, header: None, titles: HashMap::new(), invoices })
}

struct Reading<'a> {
    name: &'a str,
    line: usize,
    raw: std::ops::Range<usize>,
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

impl Reading<'_> {
    fn invoice(mut self, object: &Object<'_>) -> Invoice {
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
        Invoice { rows, faults: self.faults }
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
