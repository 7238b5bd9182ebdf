//! The numbers of an invoice, each read as its column writes them.

use pes_parser::{Text, euros, text};
use pes_validator::rules;

use super::given::Given;
use crate::decimal::{Decimal, Notation};
use crate::fields::BillingField;
use crate::input::{Evidence, Source};

/// Most cents of an amount: 12 digits before the point and 2 after.
pub(super) const MAX_CENTIMES: u64 = 99_999_999_999_999;

impl Given<'_> {
    /// A number; when it is none, or may be two, that is told once.
    pub fn decimal(&mut self, field: BillingField) -> Option<Decimal> {
        let text = self.view.text(field)?;
        let bare = field.bare(text);
        let chosen = self.view.config().notation(field);
        let column = match self.view.source(field) {
            Source::Json => return self.read(field, bare, Some(Notation::SpacePoint)),
            Source::Column(_) if chosen.is_some() => return self.read(field, bare, chosen),
            Source::Column(evidence) => Some(evidence),
            Source::Configuration => None,
        };
        let notations: Vec<Notation> = match column {
            Some(evidence) => evidence.notations(field).collect(),
            None => Notation::ALL.to_vec(),
        };
        let is_marked = bare.trim_start_matches(['-', '+']).contains(|c: char| !c.is_ascii_digit());
        let all = Decimal::readings(bare, Notation::ALL.into_iter());
        match (column, &Decimal::readings(bare, notations.into_iter())[..]) {
            (_, [only]) => Some(*only),
            // A constant is written by who writes the configuration: it may say how.
            (None, [_, _, ..]) if chosen.is_some() => self.read(field, bare, chosen),
            (_, [first, second, ..]) => self.two_readings(field, text, *first, *second),
            (Some(evidence), []) if is_marked && !all.is_empty() => self.mixed_column(field, text, evidence),
            (Some(_), []) if !all.is_empty() => all.first().copied(),
            _ => self.read(field, bare, None),
        }
    }

    /// A number in that way of writing, or in none.
    fn read(&mut self, field: BillingField, bare: &str, notation: Option<Notation>) -> Option<Decimal> {
        let read = notation.and_then(|notation| Decimal::read(bare, notation));
        let is_json = matches!(self.view.source(field), Source::Json);
        if read.is_none() {
            let key = field.key();
            let text = self.view.text(field).unwrap_or_default();
            let (message, help) = match notation.map(Notation::example).filter(|_| !is_json) {
                Some(example) => (
                    text!(
                        fr = "{key} : « {text} » ne s'écrit pas comme {example}",
                        en = "{key}: \"{text}\" is not written as {example} is"
                    ),
                    Text::fixed(
                        "corriger la case, ou dire comment la colonne écrit ses nombres : entree.nombres, ou [formats]",
                        "correct the cell, or say how the column writes numbers: entree.nombres, or [formats]",
                    ),
                ),
                None => (
                    text!(fr = "{key} : « {text} » n'est pas un nombre", en = "{key}: \"{text}\" is not a number"),
                    Text::fixed("écrire 1234,50 ou 1234.50", "write 1234.50 or 1234,50"),
                ),
            };
            self.report_once(&rules::PES822, field, message, help);
        }
        read
    }

    fn two_readings(&mut self, field: BillingField, text: &str, one: Decimal, other: Decimal) -> Option<Decimal> {
        let key = field.key();
        let message =
            text!(fr = "{key} : « {text} » : {one} ou {other} ?", en = "{key}: \"{text}\": {one} or {other}?");
        let help = text!(
            fr = "rien dans la colonne ne le dit : le dire avec entree.nombres, ou \"{key}\" dans [formats]",
            en = "nothing in the column says which: say it with entree.nombres, or \"{key}\" in [formats]"
        );
        self.report_once(&rules::PES832, field, message, help);
        None
    }

    fn mixed_column(&mut self, field: BillingField, text: &str, evidence: &Evidence) -> Option<Decimal> {
        let key = field.key();
        let cells = evidence.mixed(field);
        let listed = |row: &str, [open, close]: [&str; 2]| {
            let cells = cells.iter().map(|cell| format!("{open}{}{close} {row} {}", cell.text, cell.line));
            cells.collect::<Vec<_>>().join(", ")
        };
        let (fr, en) = (listed("ligne", ["« ", " »"]), listed("row", ["\"", "\""]));
        let message = text!(
            fr = "{key} : « {text} », dans une colonne que rien n'explique en entier : {fr}",
            en = "{key}: \"{text}\", in a column that nothing explains as a whole: {en}"
        );
        let help = Text::fixed(
            "écrire toute la colonne de la même façon, ou dire laquelle avec entree.nombres ou [formats]",
            "write the whole column in one way, or say which with entree.nombres or [formats]",
        );
        self.report_once(&rules::PES833, field, message, help);
        None
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
