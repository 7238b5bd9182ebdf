//! The values of an invoice, read from its cells and fitted to their fields; faults are kept, never thrown.

use pes_parser::value::{Date, SimpleType, Texte, Value, ValueError};
use pes_parser::{Text, text};
use pes_validator::{Diagnostic, Rule, rules};

use crate::fields::BillingField;
use crate::fit::{Misfit, Policy, fit, is_lost, uncarried};
use crate::input::View;

pub(super) struct Given<'a> {
    pub view: View<'a>,
    /// The day on which titres are issued.
    pub issued: Date,
    pub findings: Vec<Diagnostic>,
}

impl<'a> Given<'a> {
    #[track_caller]
    pub fn report(&mut self, rule: &'static Rule, field: BillingField, message: Text) {
        let Text { fr, en } = message;
        let message = match self.view.number() {
            "" => text!(fr = "facture sans numéro : {fr}", en = "invoice without number: {en}"),
            number => text!(fr = "facture {number} : {fr}", en = "invoice {number}: {en}"),
        };
        self.findings.push(Diagnostic::new(rule, self.view.at(field), message).in_one_way(""));
    }

    /// What the message of the last finding names, that its field does not: those that name other things are not alike.
    #[track_caller]
    pub fn naming(&mut self, name: &str) {
        if let Some(finding) = self.findings.pop() {
            self.findings.push(finding.in_one_way(name));
        }
    }

    #[track_caller]
    pub fn report_with_help(&mut self, rule: &'static Rule, field: BillingField, message: Text, help: Text) {
        self.report(rule, field, message);
        if let Some(finding) = self.findings.last_mut() {
            finding.help = Some(help);
        }
    }

    /// Reports what may be come upon several times.
    pub fn report_once(&mut self, rule: &'static Rule, field: BillingField, message: Text, help: Text) {
        let at = self.view.at(field);
        if !self.of_this_row(field).any(|finding| finding.rule == rule && finding.at == at) {
            self.report_with_help(rule, field, message, help);
        }
    }

    /// Whether a rule was found broken on the row of a field.
    pub fn has_said(&self, rule: &'static Rule, field: BillingField) -> bool {
        self.of_this_row(field).any(|finding| finding.rule == rule)
    }

    /// What was found last, as long as it is on the row of a field.
    fn of_this_row(&self, field: BillingField) -> impl Iterator<Item = &Diagnostic> {
        let line = self.view.at(field).line;
        self.findings.iter().rev().take_while(move |finding| finding.at.line == line)
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
        self.naming(&fr);
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
        if let Some(missing) = text.chars().find(|&character| !encoding.holds(character) || is_lost(character)) {
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

    fn no_counterpart(&mut self, field: BillingField, text: &str, character: char) {
        let (key, encoding, code) = (field.key(), self.view.config().flux.encoding, u32::from(character));
        let name = encoding.name();
        let message = text!(
            fr = "{key} : « {text} » : rien en {name} ne tient lieu du caractère « {character} » (U+{code:04X})",
            en = "{key}: \"{text}\": nothing in {name} stands for the character \"{character}\" (U+{code:04X})"
        );
        let help = if is_lost(character) {
            Text::fixed(
                "le caractère d'origine est perdu : refaire l'export, ou corriger à la source",
                "the character that stood there is lost: make the export again, or correct it in the source",
            )
        } else {
            Text::fixed("l'ôter ou l'écrire autrement à la source", "remove it or write it otherwise in the source")
        };
        self.report_with_help(&rules::PES837, field, message, help);
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
            Err(Misfit::NoCounterpart(character)) => {
                self.no_counterpart(field, text, character);
                return None;
            }
            Err(Misfit::TooLong(found)) => {
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
}
