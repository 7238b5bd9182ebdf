use std::fmt;
use std::io::{self, BufRead};

use compact_str::CompactString;
use pes_parser::{Text, text};
use pes_validator::{At, Diagnostic, rules};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::content::{self, Content};
use super::index::Stand;
use super::{Cell, Found, MARK, Part, RawCell, Row, checksum, in_one_form, unreadable};
use crate::config::Config;
use crate::fields::{BillingField, Level, nearest};

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
                for row in &rows {
                    for Cell { field, text, is_literal } in &row.cells {
                        match is_literal {
                            true => found.evidence.add_literal(*field, number as u64, text),
                            false => found.evidence.add(*field, number as u64, text),
                        }
                    }
                }
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
    /// The line, of which the values are parts.
    text: &'a str,
    faults: Vec<Diagnostic>,
    raw_cells: Vec<RawCell>,
}

/// The values read of a row, and where each field was given, be it empty.
#[derive(Default)]
struct Cells<'a> {
    cells: Vec<Cell>,
    given: Vec<(BillingField, &'a RawValue)>,
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

impl<'a> Object<'a> {
    /// The keys given again, each with its value and the one before.
    fn repeated(&self) -> Vec<(&str, [&'a RawValue; 2])> {
        let mut pairs: Vec<&(String, &RawValue)> = self.0.iter().collect();
        // The order of those of one key stays.
        pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        let again = pairs.windows(2).filter(|two| two[0].0 == two[1].0);
        again.map(|two| (two[0].0.as_str(), [two[0].1, two[1].1])).collect()
    }
}

impl<'a> Reading<'a> {
    fn of(name: &'a str, line: usize, text: &'a str) -> Self {
        Reading { name, line, text, faults: Vec::new(), raw_cells: Vec::new() }
    }

    fn invoice(mut self, object: &Object<'a>) -> Part {
        let mut cells = Cells::default();
        let mut lines: Option<Vec<&RawValue>> = None;
        self.repeated("", object);
        for (key, value) in &object.0 {
            if self.is_told(value) {
                // Given again: what comes first is read, for what else may be wrong with it.
                continue;
            }
            if key == LINES {
                match serde_json::from_str(value.get()) {
                    Ok(array) => lines = Some(array),
                    Err(_) => self.not_an_array(),
                }
            } else if let Ok(group) = serde_json::from_str::<Object<'a>>(value.get()) {
                self.repeated(key, &group);
                for (inner, value) in &group.0 {
                    self.cell(&format!("{key}.{inner}"), value, Level::Invoice, &mut cells);
                }
            } else {
                self.cell(key, value, Level::Invoice, &mut cells);
            }
        }
        // The bytes belong to the first row only: the object is one line of the file.
        let whole = 0..self.text.len();
        let mut rows = Vec::new();
        for value in lines.unwrap_or_default() {
            let mut of_line = if rows.is_empty() { std::mem::take(&mut cells) } else { Cells::default() };
            match serde_json::from_str::<Object<'a>>(value.get()) {
                Ok(fields) => {
                    self.repeated("ligne", &fields);
                    for (key, value) in &fields.0 {
                        self.cell(&format!("ligne.{key}"), value, Level::Line, &mut of_line);
                    }
                }
                Err(_) => self.not_an_array(),
            }
            let raw = if rows.is_empty() { whole.clone() } else { whole.end..whole.end };
            rows.push(Row { line: self.line, raw, cells: of_line.cells.into() });
        }
        if rows.is_empty() {
            self.fault(Text::fixed("facture sans lignes", "invoice without lignes"));
            rows.push(Row { line: self.line, raw: whole, cells: cells.cells.into() });
        }
        Part { rows, faults: self.faults, raw_cells: self.raw_cells, checksum: 0 }
    }

    fn not_an_array(&mut self) {
        self.fault(Text::fixed("lignes : un tableau d'objets est attendu", "lignes: an array of objects is expected"));
    }

    /// Readers differ on what a key given twice means: nobody can say which of the two values is meant.
    fn repeated(&mut self, group: &str, object: &Object<'_>) {
        for (key, places) in object.repeated() {
            let key = if group.is_empty() { key.to_owned() } else { format!("{group}.{key}") };
            self.given_twice(&key, places);
        }
    }

    fn given_twice(&mut self, key: &str, places: [&RawValue; 2]) {
        let [first, second] = places.map(|value| self.column(value));
        let message = text!(
            fr = "{key} donné deux fois, colonnes {first} et {second}",
            en = "{key} given twice, columns {first} and {second}"
        );
        let help = Text::fixed("n'en garder qu'un", "keep only one");
        let at = At::line(self.name, self.line, second);
        self.faults.push(Diagnostic::new(&rules::PES813, at, message).help(help));
    }

    /// Whether a fault was found where a value starts.
    fn is_told(&self, value: &RawValue) -> bool {
        !self.faults.is_empty() && self.faults.iter().any(|fault| fault.at.column == self.column(value))
    }

    /// The column, from 1, where a value of the line starts.
    fn column(&self, value: &RawValue) -> usize {
        let offset = (value.get().as_ptr().addr()).saturating_sub(self.text.as_ptr().addr());
        self.text.get(..offset).map_or(0, |before| before.chars().count() + 1)
    }

    fn cell(&mut self, key: &str, value: &'a RawValue, level: Level, cells: &mut Cells<'a>) {
        let Some(field) = BillingField::from_key(key) else { return self.unknown(key) };
        if field.level() != level {
            // It would be that of the first line alone.
            return self.fault(text!(
                fr = "{key} : se donne dans chaque objet de lignes",
                en = "{key}: is given in each object of lignes"
            ));
        }
        if let Some(&(_, before)) = cells.given.iter().find(|(known, _)| *known == field) {
            let places = [before, value];
            if !self.is_told(value) {
                self.given_twice(key, places);
            }
            return;
        }
        cells.given.push((field, value));
        match self.text_of(key, field, value.get()) {
            Ok(text) if text.is_empty() => {}
            Ok(text) => cells.cells.push(Cell { field, text, is_literal: !value.get().starts_with('"') }),
            Err(message) => self.fault(message),
        }
    }

    /// The text of a value, empty for `null`.
    fn text_of(&mut self, key: &str, field: BillingField, value: &str) -> Result<CompactString, Text> {
        match value.as_bytes().first() {
            Some(b'"') => {
                // Of what JSON allows between quotes, half of a pair of surrogates alone is no text.
                let text = serde_json::from_str::<String>(value).map_err(|_| {
                    text!(
                        fr = "{key} : échappement \\u incomplet, ce n'est aucun caractère",
                        en = "{key}: incomplete escape \\u, which is no character"
                    )
                })?;
                Ok(CompactString::new(in_one_form(self.line, field, &text, &mut self.raw_cells)))
            }
            Some(b'-' | b'0'..=b'9') if field.is_decimal() || value.bytes().all(|byte| byte.is_ascii_digit()) => {
                Ok(CompactString::new(value))
            }
            Some(b'-' | b'0'..=b'9') => Err(text!(
                fr = "{key} : le nombre {value} pour un texte ; l'écrire entre guillemets, tel qu'il doit être lu",
                en = "{key}: the number {value} for a text; write it between quotes, as it is to be read"
            )),
            Some(b'n') => Ok(CompactString::default()),
            _ => Err(text!(
                fr = "{key} : un texte ou un nombre est attendu",
                en = "{key}: a text or a number is expected"
            )),
        }
    }

    fn unknown(&mut self, key: &str) {
        let message = text!(fr = "champ « {key} » inconnu", en = "unknown field \"{key}\"");
        let near = nearest(key, BillingField::ALL.iter().map(|field| field.key()));
        let finding = Diagnostic::new(&rules::PES802, At::line(self.name, self.line, 0), message);
        self.faults.push(match near {
            Some(near) => finding.help(text!(fr = "le plus proche est « {near} »", en = "the nearest is \"{near}\"")),
            None => finding,
        });
    }

    fn fault(&mut self, message: Text) {
        self.faults.push(Diagnostic::new(&rules::PES813, At::line(self.name, self.line, 0), message));
    }
}
