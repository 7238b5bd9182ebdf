//! The values of an invoice, read from its cells and fitted to their fields; faults are kept, never thrown.

use pes_parser::value::{Date, SimpleType, Texte, Value, ValueError};
use pes_parser::{Text, euros, text};
use pes_validator::{Diagnostic, Rule, rules};

use crate::decimal::Decimal;
use crate::fields::BillingField;
use crate::fit::{Policy, fit, uncarried};
use crate::input::View;

/// Most cents of an amount: 12 digits before the point and 2 after.
pub(super) const MAX_CENTIMES: u64 = 99_999_999_999_999;

pub(super) struct Given<'a> {
    pub view: View<'a>,
    pub findings: Vec<Diagnostic>,
}

impl<'a> Given<'a> {
    pub fn report(&mut self, rule: &'static Rule, field: BillingField, message: Text) {
        let Text { fr, en } = message;
        let message = match self.view.number() {
            "" => text!(fr = "facture sans numéro : {fr}", en = "invoice without number: {en}"),
            number => text!(fr = "facture {number} : {fr}", en = "invoice {number}: {en}"),
        };
        self.findings.push(Diagnostic::new(rule, self.view.at(field), message));
    }

    pub fn report_with_help(&mut self, rule: &'static Rule, field: BillingField, message: Text, help: Text) {
        self.report(rule, field, message);
        if let Some(finding) = self.findings.last_mut() {
            finding.help = Some(help);
        }
    }

    /// The same, seen from one row of the invoice.
    pub fn on_row<R>(&mut self, row: View<'a>, read: impl FnOnce(&mut Self) -> R) -> R {
        let invoice = std::mem::replace(&mut self.view, row);
        let result = read(self);
        self.view = invoice;
        result
    }

    pub fn missing(&mut self, field: BillingField) {
        let key = field.key();
        let Text { fr, en } = field.title();
        let mapped = self.view.config().columns.iter().any(|column| column.field == field);
        let message = text!(fr = "valeur absente : {fr} ({key})", en = "value missing: {en} ({key})");
        let help = if mapped {
            Text::fixed(
                "remplir la case, ou donner une valeur dans [defauts]",
                "fill the cell, or give a value in [defauts]",
            )
        } else {
            text!(
                fr = "donner la colonne de {key} dans [colonnes], ou une valeur dans [constantes]",
                en = "give the column of {key} in [colonnes], or a value in [constantes]"
            )
        };
        self.report_with_help(&rules::PES820, field, message, help);
    }

    fn refuse(&mut self, field: BillingField, text: &str, error: &ValueError) {
        let key = field.key();
        let Text { fr, en } = error.describe();
        let message = text!(fr = "{key} : « {text} » : {fr}", en = "{key}: \"{text}\": {en}");
        self.report(&rules::PES824, field, message);
    }

    /// A code, a number or another value taken as it stands.
    pub fn value<T: SimpleType>(&mut self, field: BillingField) -> Option<Value<T>> {
        let text = self.view.text(field)?;
        if let Some(character) = uncarried(text) {
            let key = field.key();
            let message = text!(
                fr = "{key} : « {text} » : un flux ne porte pas le caractère {character}",
                en = "{key}: \"{text}\": a flow does not carry the character {character}"
            );
            self.report_with_help(
                &rules::PES824,
                field,
                message,
                Text::fixed("l'ôter dans la source", "remove it in the source"),
            );
            return None;
        }
        match T::parse(text) {
            Ok(_) => Some(Value::raw(text)),
            Err(error) => {
                self.refuse(field, text, &error);
                None
            }
        }
    }

    pub fn required_value<T: SimpleType>(&mut self, field: BillingField) -> Option<Value<T>> {
        if self.view.text(field).is_none() {
            self.missing(field);
        }
        self.value(field)
    }

    /// A text fitted to its field.
    pub fn texte<const N: usize>(&mut self, field: BillingField) -> Option<Value<Texte<N>>> {
        let text = self.view.text(field)?;
        self.fitted(field, text, false)
    }

    pub fn required_texte<const N: usize>(&mut self, field: BillingField) -> Option<Value<Texte<N>>> {
        if self.view.text(field).is_none() {
            self.missing(field);
        }
        self.texte(field)
    }

    /// A reference, a code, a number of somebody's: changed in any way it would be another.
    pub fn identifier<const N: usize>(&mut self, field: BillingField) -> Option<Value<Texte<N>>> {
        let text = self.view.text(field)?;
        let encoding = self.view.config().flux.encoding;
        if let Some(missing) = text.chars().find(|&character| !encoding.holds(character)) {
            let (key, encoding) = (field.key(), encoding.name());
            let message = text!(
                fr = "{key} : « {text} » : le caractère « {missing} » n'existe pas en {encoding}",
                en = "{key}: \"{text}\": the character \"{missing}\" does not exist in {encoding}"
            );
            self.report(&rules::PES824, field, message);
            return None;
        }
        if let Err(ValueError::TooLong { max, found }) = Texte::<N>::parse(text) {
            self.too_long(field, text, found, max, "raccourcir dans la source", "shorten it in the source");
            return None;
        }
        self.value(field)
    }

    fn too_long(
        &mut self,
        field: BillingField,
        text: &str,
        found: usize,
        max: usize,
        fr: &'static str,
        en: &'static str,
    ) {
        let key = field.key();
        let message = text!(
            fr = "{key} : « {text} » a {found} caractères, {max} au plus",
            en = "{key}: \"{text}\" has {found} characters, {max} at most"
        );
        self.report_with_help(&rules::PES825, field, message, Text::fixed(fr, en));
    }

    pub fn required_identifier<const N: usize>(&mut self, field: BillingField) -> Option<Value<Texte<N>>> {
        if self.view.text(field).is_none() {
            self.missing(field);
        }
        self.identifier(field)
    }

    /// A text for the post: fitted, and in postal form when the configuration says so.
    pub fn postal<const N: usize>(&mut self, field: BillingField) -> Option<Value<Texte<N>>> {
        let text = self.view.text(field)?;
        self.fitted(field, text, self.view.config().postal_addresses)
    }

    pub fn fitted<const N: usize>(&mut self, field: BillingField, text: &str, postal: bool) -> Option<Value<Texte<N>>> {
        let config = self.view.config();
        let policy = Policy { encoding: config.flux.encoding, shorten: config.shorten };
        let key = field.key();
        let (fitted, changes) = match fit(text, N, policy, postal) {
            Ok(fitted) => fitted,
            Err(found) => {
                let (fr, en) = (
                    "raccourcir dans la source, ou texte.trop_long = \"raccourcir\"",
                    "shorten it in the source, or texte.trop_long = \"raccourcir\"",
                );
                self.too_long(field, text, found, N, fr, en);
                return None;
            }
        };
        for (changed, rule) in
            [(changes.shortened, &rules::PES870), (changes.replaced, &rules::PES871), (changes.postal, &rules::PES872)]
        {
            if changed {
                self.report(
                    rule,
                    field,
                    text!(
                        fr = "{key} : « {text} » devient « {fitted} »",
                        en = "{key}: \"{text}\" becomes \"{fitted}\""
                    ),
                );
            }
        }
        match Texte::<N>::parse(&fitted) {
            Ok(_) => Some(Value::raw(fitted)),
            Err(error) => {
                self.refuse(field, &fitted, &error);
                None
            }
        }
    }

    /// A day, `31/12/2026` or `2026-12-31`.
    pub fn date(&mut self, field: BillingField) -> Option<Value<Date>> {
        let text = self.view.text(field)?;
        let parsed = parse_date(text);
        if parsed.is_none() {
            let key = field.key();
            self.report_with_help(
                &rules::PES821,
                field,
                text!(fr = "{key} : « {text} » n'est pas une date", en = "{key}: \"{text}\" is not a date"),
                Text::fixed("écrire jj/mm/aaaa ou aaaa-mm-jj", "write dd/mm/yyyy or yyyy-mm-dd"),
            );
        }
        parsed.map(|date| Value::of(&date))
    }

    pub fn decimal(&mut self, field: BillingField) -> Option<Decimal> {
        let text = self.view.text(field)?;
        let parsed = Decimal::parse(text);
        if parsed.is_none() {
            let key = field.key();
            self.report_with_help(
                &rules::PES822,
                field,
                text!(fr = "{key} : « {text} » n'est pas un nombre", en = "{key}: \"{text}\" is not a number"),
                Text::fixed("écrire 1234,50 ou 1234.50", "write 1234.50 or 1234,50"),
            );
        }
        parsed
    }

    /// An amount in cents.
    pub fn amount(&mut self, field: BillingField) -> Option<i64> {
        let decimal = self.decimal(field)?;
        let cents = decimal.at_scale(2);
        match cents {
            None => self.too_precise(field, 2),
            Some(cents) if cents.unsigned_abs() > MAX_CENTIMES => self.too_big(field),
            Some(_) => return cents,
        }
        None
    }

    pub fn too_big(&mut self, field: BillingField) {
        let key = field.key();
        let message = text!(fr = "{key} : montant de plus de 12 chiffres", en = "{key}: amount of more than 12 digits");
        self.report(&rules::PES824, field, message);
    }

    pub fn too_precise(&mut self, field: BillingField, decimals: u32) {
        let key = field.key();
        let text = self.view.text(field).unwrap_or_default();
        let message = text!(
            fr = "{key} : « {text} » a plus de {decimals} décimales, ou trop de chiffres",
            en = "{key}: \"{text}\" has more than {decimals} decimals, or too many digits"
        );
        self.report(&rules::PES831, field, message);
    }

    /// A whole number from 1 to `max`, as titres and bordereaux have.
    pub fn number(&mut self, field: BillingField, max: u64) -> Option<u64> {
        let text = self.view.text(field)?;
        let number = text.parse().ok().filter(|number| (1..=max).contains(number));
        if number.is_none() {
            let key = field.key();
            let message = text!(
                fr = "{key} : « {text} » n'est pas un nombre de 1 à {max}",
                en = "{key}: \"{text}\" is not a number from 1 to {max}"
            );
            self.report(&rules::PES824, field, message);
        }
        number
    }

    /// A given amount that is not the one computed: both are said.
    pub fn differ(&mut self, field: BillingField, announced: i64, computed: i64) {
        let key = field.key();
        let (announced, computed) = (euros(announced), euros(computed));
        let message = text!(
            fr = "{key} : donné {announced}, calculé {computed}",
            en = "{key}: given {announced}, computed {computed}"
        );
        let help = Text::fixed(
            "corriger le montant, ou admettre un écart par ligne avec montants.tolerance_centimes",
            "correct the amount, or allow a difference for a line with montants.tolerance_centimes",
        );
        self.report_with_help(&rules::PES828, field, message, help);
    }
}

fn parse_date(text: &str) -> Option<Date> {
    // Spreadsheets add midnight to a day.
    let day = text.split([' ', 'T']).next()?;
    let midnight = text[day.len()..].chars().all(|c| matches!(c, ' ' | 'T' | '0' | ':' | '.' | 'Z'));
    if !midnight {
        return None;
    }
    if let Ok(date) = Date::parse(day) {
        return Some(date);
    }
    let mut parts = day.split(['/', '-', '.']);
    let (d, m, y) = (parts.next()?, parts.next()?, parts.next()?);
    let shaped = parts.next().is_none() && (1..=2).contains(&d.len()) && (1..=2).contains(&m.len()) && y.len() == 4;
    if !shaped {
        return None;
    }
    Date::parse(&format!("{y}-{m:0>2}-{d:0>2}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_billing_files() {
        let read = |text: &str| parse_date(text).map(|date| date.format().to_string());
        for text in [
            "2026-03-02",
            "02/03/2026",
            "2/3/2026",
            "02-03-2026",
            "02.03.2026",
            "2026-03-02T00:00:00",
            "02/03/2026 00:00",
        ] {
            assert_eq!(read(text).as_deref(), Some("2026-03-02"), "{text}");
        }
        for text in
            ["31/02/2026", "02/03/26", "2026/03/02", "03-02", "", "02/03/2026 12:30", "é", "02/03/2026/1", "1e/03/2026"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
