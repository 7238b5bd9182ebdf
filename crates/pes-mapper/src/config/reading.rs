//! The file read against the table of keys: what is given, and every fault.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pes_parser::value::{SimpleType, Siret, Texte, TexteVide, Value, ValueError};
use pes_parser::{Encoding, Text, text};
use pes_validator::{At, Diagnostic, Field, Rule, rules, tidy};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{DEBTOR_KEYS, FIELD_TABLES, KEYS, Key, Kind, TABLES};
use super::{ColumnOf, Config, ConfigOptions, DebtorRule, Format};
use crate::day::DayNotation;
use crate::decimal::Notation;
use crate::fields::{BillingField, Holds, nearest};
use crate::fit::uncarried;
use crate::route::Route;

pub(super) fn read(name: &str, source: &str, options: ConfigOptions) -> Result<Config, Vec<Diagnostic>> {
    let mut reading = Reading::new(name, source);
    match DeTable::parse(source) {
        Ok(document) => reading.tables(document.get_ref()),
        Err(error) => {
            let message = Text::fixed("syntaxe TOML incorrecte", "incorrect TOML syntax");
            let help = Text::fixed(
                "écrire cle = \"valeur\", les textes entre guillemets",
                "write key = \"value\", texts between quotes",
            );
            reading.report(&rules::PES801, error.span(), "", message, Some(help));
            return Err(reading.findings);
        }
    }
    for key in KEYS.iter().filter(|key| key.required) {
        let table = key.path.split('.').next().unwrap_or_default();
        // A table under a wrong name is one fault, not one for each of its keys.
        let misnamed = reading.has_unknown_table && !reading.tables.contains(table);
        if reading.given.contains(key.path) || misnamed {
            continue;
        }
        let (path, Text { fr, en }) = (key.path, &key.doc);
        let message = text!(fr = "clé {path} absente : {fr}", en = "key {path} is missing: {en}");
        reading.report(&rules::PES803, None, path, message, None);
    }
    let config = reading.build(options);
    if reading.findings.is_empty() { Ok(config) } else { Err(reading.findings) }
}

/// What is outside this file has the name that it has: in another form it would be another, or not be found.
const AS_WRITTEN: [&str; 4] = ["journal.path", "journal.url", "routage.annuaire", "entree.complements"];

/// The values given, by key, and the faults found on the way.
pub(super) struct Reading<'a> {
    pub(super) name: &'a str,
    pub(super) source: &'a str,
    /// Where each line starts.
    lines: Vec<usize>,
    pub(super) values: HashMap<&'static str, (String, Range<usize>)>,
    /// Keys given, whether or not their value is taken.
    pub(super) given: HashSet<&'static str>,
    pub(super) tables: HashSet<String>,
    pub(super) has_unknown_table: bool,
    pub(super) debtors: Vec<DebtorRule>,
    pub(super) columns: Vec<ColumnOf>,
    pub(super) constants: HashMap<BillingField, String>,
    pub(super) defaults: HashMap<BillingField, String>,
    pub(super) formats: HashMap<BillingField, Format>,
    pub(super) encoding: Encoding,
    pub(super) findings: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    fn new(name: &'a str, source: &'a str) -> Self {
        Reading {
            name,
            source,
            lines: std::iter::once(0).chain(source.match_indices('\n').map(|(end, _)| end + 1)).collect(),
            values: HashMap::new(),
            given: HashSet::new(),
            tables: HashSet::new(),
            has_unknown_table: false,
            debtors: Vec::new(),
            columns: Vec::new(),
            constants: HashMap::new(),
            defaults: HashMap::new(),
            formats: HashMap::new(),
            encoding: Encoding::default(),
            findings: Vec::new(),
        }
    }

    pub(super) fn report(
        &mut self,
        rule: &'static Rule,
        span: Option<Range<usize>>,
        key: &'static str,
        message: Text,
        help: Option<Text>,
    ) {
        let (line, column) = span.map_or((0, 0), |span| self.position(span.start));
        let field = (!key.is_empty()).then(|| Field { column: String::new(), key });
        let at = At { field, ..At::line(self.name, line, column) };
        self.findings.push(Diagnostic { help, ..Diagnostic::new(rule, at, message) });
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.source.len());
        let line = self.lines.partition_point(|&start| start <= offset);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        (line, self.source[start..offset].chars().count() + 1)
    }

    fn tables(&mut self, document: &DeTable<'_>) {
        for (name, value) in document {
            let table = name.get_ref().as_ref();
            if table == "debiteurs" {
                self.debtor_rules(value);
                continue;
            }
            let known = TABLES.iter().any(|known| known.name == table);
            let of_fields = FIELD_TABLES.iter().any(|&(known, _)| known == table);
            let Some(entries) = value.get_ref().as_table().filter(|_| known || of_fields) else {
                let names = TABLES
                    .iter()
                    .map(|table| table.name)
                    .chain(FIELD_TABLES.iter().map(|&(name, _)| name))
                    .chain(["debiteurs"]);
                self.unknown(name.span(), table, nearest(table, names));
                self.has_unknown_table = true;
                continue;
            };
            self.tables.insert(table.to_owned());
            for (key, value) in entries {
                if of_fields {
                    self.field(table, key, value);
                } else {
                    self.key(table, key, value);
                }
            }
        }
    }

    fn unknown(&mut self, span: Range<usize>, word: &str, near: Option<&str>) {
        let help = match near {
            Some(near) => {
                text!(fr = "la clé connue la plus proche est « {near} »", en = "the nearest known key is \"{near}\"")
            }
            None => Text::fixed("« pes init » écrit toutes les clés", "`pes init` writes all the keys"),
        };
        let message = text!(fr = "clé « {word} » inconnue", en = "unknown key \"{word}\"");
        self.report(&rules::PES802, Some(span), "", message, Some(help));
    }

    fn key(&mut self, table: &str, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let path = format!("{table}.{}", key.get_ref());
        match KEYS.iter().find(|known| known.path == path) {
            Some(known) => {
                let text = self.text_of(known, value);
                // A mandatory key left empty is as good as absent.
                if text.as_deref() != Some("") {
                    self.given.insert(known.path);
                }
                if let Some(text) = text {
                    self.values.insert(known.path, (text, value.span()));
                }
            }
            None => {
                let siblings =
                    KEYS.iter().filter_map(|known| known.path.split_once('.')).filter(|&(name, _)| name == table);
                let near = nearest(key.get_ref(), siblings.map(|(_, name)| name));
                let near = near.or_else(|| {
                    let elsewhere = |known: &&Key| known.path.rsplit('.').next() == Some(key.get_ref().as_ref());
                    KEYS.iter().find(elsewhere).map(|known| known.path)
                });
                self.unknown(key.span(), &path, near);
            }
        }
    }

    /// The value of a key as text, when it is of the kind wanted.
    fn text_of(&mut self, key: &'static Key, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let (found, wanted) = match (key.kind, value.get_ref()) {
            (Kind::Text, DeValue::String(text)) => {
                let text = if AS_WRITTEN.contains(&key.path) { text.to_string() } else { tidy(text).text.into_owned() };
                (Some(text), Text::fixed("un texte entre guillemets", "a text between quotes"))
            }
            (Kind::Text, _) => (None, Text::fixed("un texte entre guillemets", "a text between quotes")),
            (Kind::Integer, DeValue::Integer(number)) => {
                let digits = number.as_str();
                let whole = number.radix() == 10 && digits.parse::<u64>().is_ok();
                (whole.then(|| digits.to_owned()), Text::fixed("un nombre entier", "a whole number"))
            }
            (Kind::Integer, _) => (None, Text::fixed("un nombre entier", "a whole number")),
            (Kind::Boolean, DeValue::Boolean(boolean)) => {
                (Some(boolean.to_string()), Text::fixed("true ou false", "true or false"))
            }
            (Kind::Boolean, _) => (None, Text::fixed("true ou false", "true or false")),
            (Kind::Choice(choices), value) => {
                let word = value.as_str().filter(|word| choices.contains(word));
                let list = choices.join(", ").replace('\t', "\\t");
                (word.map(str::to_owned), text!(fr = "un de ces mots : {list}", en = "one of these words: {list}"))
            }
        };
        if found.is_none() {
            let path = key.path;
            let Text { fr, en } = wanted;
            let message = text!(fr = "{path} : attendu {fr}", en = "{path}: expected {en}");
            self.report(&rules::PES804, Some(value.span()), path, message, None);
        }
        found
    }

    fn field(&mut self, table: &str, key: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let Some(field) = BillingField::from_key(key.get_ref()) else {
            let near = nearest(key.get_ref(), BillingField::ALL.iter().map(|field| field.key()));
            return self.unknown(key.span(), &format!("{table}.{}", key.get_ref()), near);
        };
        let Some(text) = value.get_ref().as_str().map(|text| tidy(text).text.into_owned()) else {
            let path = field.key();
            let message =
                text!(fr = "{path} : attendu un texte entre guillemets", en = "{path}: expected a text between quotes");
            return self.report(&rules::PES804, Some(value.span()), path, message, None);
        };
        let is_column = self.columns.iter().any(|column| column.field == field);
        if (table == "constantes" && is_column) || (table == "colonnes" && self.constants.contains_key(&field)) {
            self.column_and_constant(field, key.span());
        }
        match table {
            "colonnes" => {
                let (line, _) = self.position(key.span().start);
                self.columns.push(ColumnOf { field, title: text, line });
            }
            "constantes" => drop(self.constants.insert(field, text)),
            "formats" => self.format(field, &text, value),
            _ => drop(self.defaults.insert(field, text)),
        }
    }

    /// A constant would hide what the column holds.
    fn column_and_constant(&mut self, field: BillingField, span: Range<usize>) {
        let key = field.key();
        let message = text!(
            fr = "{key} est dans [colonnes] et dans [constantes]",
            en = "{key} is in [colonnes] and in [constantes]"
        );
        let help = Text::fixed(
            "garder l'une des deux ; [defauts] ne vaut que pour les cases vides",
            "keep one of the two; [defauts] is for empty cells only",
        );
        self.report(&rules::PES804, Some(span), key, message, Some(help));
    }

    fn format(&mut self, field: BillingField, text: &str, value: &Spanned<DeValue<'_>>) {
        let (format, path) = match field.holds() {
            Some(Holds::Number(_)) => (Notation::from_example(text).map(Format::Number), "entree.nombres"),
            Some(Holds::Day) => (DayNotation::from_word(text).map(Format::Day), "entree.dates"),
            None => (None, ""),
        };
        if let Some(format) = format {
            self.formats.insert(field, format);
            return;
        }
        let key = field.key();
        let words = KEYS.iter().find(|key| key.path == path).map(|key| key.kind);
        let message = match words {
            Some(Kind::Choice(words)) => {
                let list = words[1..].join(" ; ");
                text!(fr = "{key} : attendu une de ces écritures : {list}", en = "{key}: expected one of these: {list}")
            }
            _ => text!(fr = "{key} n'est ni un nombre ni une date", en = "{key} is neither a number nor a date"),
        };
        self.report(&rules::PES804, Some(value.span()), key, message, None);
    }

    fn debtor_rules(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(rules_given) = value.get_ref().as_array() else {
            return self.unknown(value.span(), "debiteurs", Some("[[debiteurs]]"));
        };
        for rule in rules_given {
            let mut debtor = DebtorRule::default();
            let mut has_key = false;
            for (key, value) in rule.get_ref().as_table().into_iter().flatten() {
                let Some(known) = DEBTOR_KEYS.iter().find(|known| known.path == key.get_ref().as_ref()) else {
                    let near = nearest(key.get_ref(), DEBTOR_KEYS.iter().map(|known| known.path));
                    self.unknown(key.span(), &format!("debiteurs.{}", key.get_ref()), near);
                    continue;
                };
                let Some(text) = self.text_of(known, value) else { continue };
                match known.path {
                    "siret" => {
                        let digits: String = text.split_whitespace().collect();
                        if !digits.is_empty() {
                            has_key = true;
                            // Wrong, it would never be found, and the exception would have no effect.
                            debtor.siret = self.checked::<Siret>(digits, value);
                        }
                    }
                    "reference" => {
                        has_key |= !text.is_empty();
                        debtor.reference = text;
                    }
                    "route" => debtor.route = Route::from_word(&text),
                    "code_service" => debtor.code_service = self.checked::<TexteVide<100>>(text, value),
                    "engagement" => debtor.engagement = self.checked::<Texte<50>>(text, value),
                    "cat_tiers" => debtor.pair.0 = self.code(&text, value),
                    "nat_jur" => debtor.pair.1 = self.code(&text, value),
                    _ => debtor.reason = text,
                }
            }
            if !has_key {
                let message = Text::fixed(
                    "[[debiteurs]] sans siret ni reference",
                    "[[debiteurs]] with neither siret nor reference",
                );
                self.report(&rules::PES803, Some(rule.span()), "", message, None);
            }
            self.debtors.push(debtor);
        }
    }

    /// A text that its field takes, or nothing and a fault.
    fn checked<T: SimpleType>(&mut self, text: String, value: &Spanned<DeValue<'_>>) -> String {
        self.code::<T>(&text, value).map_or_else(String::new, |_| text)
    }

    /// A code of a closed list.
    fn code<T: SimpleType>(&mut self, text: &str, value: &Spanned<DeValue<'_>>) -> Option<T> {
        if let Some(character) = uncarried(text) {
            self.report(&rules::PES804, Some(value.span()), "", cannot_be_carried(text, &character), None);
            return None;
        }
        let parsed = T::parse(text);
        if let Err(error) = &parsed {
            let Text { fr, en } = error.describe();
            let message = text!(fr = "« {text} » : {fr}", en = "\"{text}\": {en}");
            self.report(&rules::PES804, Some(value.span()), "", message, None);
        }
        parsed.ok()
    }

    /// The text of a key, or its default.
    pub(super) fn text(&self, path: &str) -> String {
        match self.values.get(path) {
            Some((text, _)) => text.clone(),
            None => KEYS
                .iter()
                .find(|key| key.path == path && !key.required && !key.advised)
                .map_or("", |key| key.value)
                .to_owned(),
        }
    }

    pub(super) fn number(&self, path: &str) -> Option<u64> {
        self.text(path).parse().ok()
    }

    pub(super) fn refuse(&mut self, path: &'static str, error: &ValueError) {
        let span = self.values.get(path).map(|(_, span)| span.clone());
        let Text { fr, en } = error.describe();
        let message = text!(fr = "{path} : {fr}", en = "{path}: {en}");
        self.report(&rules::PES804, span, path, message, None);
    }

    /// A value for the flow, absent when its text is empty.
    pub(super) fn value<T: SimpleType>(&mut self, path: &'static str) -> Option<Value<T>> {
        let text = self.text(path);
        if text.is_empty() {
            return None;
        }
        if let Some(missing) = text.chars().find(|&character| !self.encoding.holds(character)) {
            let encoding = self.encoding.name();
            let span = self.values.get(path).map(|(_, span)| span.clone());
            let message = text!(
                fr = "{path} : le caractère « {missing} » n'existe pas en {encoding}",
                en = "{path}: the character \"{missing}\" does not exist in {encoding}"
            );
            let help = Text::fixed("le remplacer, ou écrire en utf-8", "replace it, or write in utf-8");
            self.report(&rules::PES804, span, path, message, Some(help));
        }
        if let Some(character) = uncarried(&text) {
            let span = self.values.get(path).map(|(_, span)| span.clone());
            self.report(&rules::PES804, span, path, cannot_be_carried(path, &character), None);
            return None;
        }
        match T::parse(&text) {
            Ok(_) => Some(Value::raw(text)),
            Err(error) => {
                self.refuse(path, &error);
                None
            }
        }
    }
}

fn cannot_be_carried(what: &str, character: &str) -> Text {
    text!(
        fr = "{what} : un flux ne porte pas le caractère {character}",
        en = "{what}: a flow does not carry the character {character}"
    )
}
