//! What is told once of a file: what nothing reads in it, and what was assumed.

use pes_parser::{Text, text};
use pes_validator::{At, Diagnostic, rules};

use super::Input;
use super::csv::Table;
use crate::fields::BillingField;

/// Most columns that a message names.
const NAMED: usize = 20;

/// The columns that no key of the configuration reads.
pub(super) fn unread(name: &str, table: &Table) -> Option<Diagnostic> {
    let unread = table.unread();
    let names: Vec<String> = unread.iter().take(NAMED).map(|title| format!("« {title} »")).collect();
    let listed = names.join(", ");
    let (fr, en) = match unread.len().saturating_sub(NAMED) {
        0 => (String::new(), String::new()),
        left => (format!(" … et {left} autres"), format!(" … and {left} more")),
    };
    let message = text!(fr = "colonnes non lues : {listed}{fr}", en = "columns not read: {listed}{en}");
    let help = Text::fixed(
        "les nommer dans [colonnes] si les factures en ont besoin",
        "name them in [colonnes] if the invoices need them",
    );
    (!unread.is_empty()).then(|| Diagnostic::new(&rules::PES877, At::line(name, 1, 0), message).help(help))
}

/// The columns of days that nothing in the file shows to start with the day.
pub(super) fn orders_assumed<'a>(input: &'a Input<'_>) -> impl Iterator<Item = Diagnostic> + 'a {
    let assumed = input.evidence.orders_assumed().into_iter();
    let assumed = assumed.filter(|(field, _)| input.config.day_notation(*field).is_none());
    assumed.map(|(field, witness)| {
        let (key, shown) = (field.key(), &witness.text);
        let message = text!(
            fr = "{key} : « {shown} » lu jour d'abord ; rien dans le fichier ne le montre",
            en = "{key}: \"{shown}\" read day first; nothing in the file shows it"
        );
        let help = Text::fixed(
            "le dire avec entree.dates si c'est le mois, ou pour ne plus le lire ici",
            "say it with entree.dates if it is the month, or not to read this again",
        );
        let line = usize::try_from(witness.line).unwrap_or(usize::MAX);
        Diagnostic::new(&rules::PES878, input.at(line, field), message).help(help)
    })
}

/// A column of rates that holds none: all lines are without VAT.
pub(super) fn no_rate(input: &Input<'_>) -> Option<Diagnostic> {
    let field = BillingField::LigneTauxTva;
    let is_mapped = input.config.columns.iter().any(|column| column.field == field);
    let is_said = input.config.defaults.get(field).is_some() || input.evidence.is_filled(field);
    if !is_mapped || is_said || input.is_empty() {
        return None;
    }
    let key = field.key();
    let message = text!(fr = "{key} : colonne vide, lignes sans TVA", en = "{key}: empty column, lines without VAT");
    Some(Diagnostic::new(&rules::PES879, input.at(1, field), message))
}
