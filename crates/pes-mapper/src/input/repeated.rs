use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use pes_parser::{Text, text};
use pes_validator::{Diagnostic, rules};

use super::{Input, Invoice};
use crate::fields::BillingField;
use crate::map::Origin;

/// The invoices of an input whose number another invoice has too.
#[derive(Clone, Debug)]
pub(super) struct Repeated {
    /// In order, each with its group.
    invoices: Vec<(usize, usize)>,
    groups: Arc<Groups>,
}

/// Invoices of one number.
#[derive(Debug, Default)]
struct Groups {
    /// Names of the inputs.
    names: Vec<String>,
    /// Where the places of each group start.
    starts: Vec<usize>,
    /// Input and first row of each invoice, group after group.
    places: Vec<(usize, usize)>,
    /// How the number is written in each group where it is not always the same.
    spellings: BTreeMap<usize, Vec<String>>,
}

/// What tells the number of an invoice from another: neither case nor blanks do.
///
/// ```
/// use pes_mapper::invoice_key;
///
/// assert_eq!(invoice_key("F 1"), invoice_key("f1"));
/// assert_ne!(invoice_key("F1"), invoice_key("F01"));
/// ```
pub fn invoice_key(number: &str) -> Cow<'_, str> {
    let is_key = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase() && !byte.is_ascii_whitespace();
    if number.bytes().all(is_key) {
        return number.into();
    }
    number.chars().filter(|char| !char.is_whitespace()).flat_map(char::to_lowercase).collect::<String>().into()
}

/// Most places that a message lists.
const LISTED: usize = 20;

impl Repeated {
    /// What refuses an invoice, if its number comes again.
    pub fn fault(&self, index: usize, invoice: &Invoice<'_>) -> Option<Diagnostic> {
        let found = self.invoices.binary_search_by_key(&index, |&(invoice, _)| invoice).ok()?;
        let group = self.invoices[found].1;
        let places = self.groups.places_of(group);
        let listed: Vec<String> =
            places.iter().take(LISTED).map(|&(input, line)| format!("{}:{line}", self.groups.names[input])).collect();
        let listed = listed.join(", ");
        let (fr, en) = match places.len().saturating_sub(LISTED) {
            0 => (String::new(), String::new()),
            left => (format!(" … et {left} autres"), format!(" … and {left} more")),
        };
        let view = invoice.view();
        let number = view.number();
        let (message, help) = match self.groups.spellings.get(&group) {
            Some(spellings) => {
                let spellings = spellings.join(" », « ");
                (
                    text!(
                        fr = "même numéro de facture, écrit « {spellings} » ({listed}{fr})",
                        en = "the same invoice number, written « {spellings} » ({listed}{en})"
                    ),
                    Text::fixed(
                        "majuscules et blancs ne distinguent pas deux factures : un numéro par facture, écrit d'une seule façon",
                        "case and blanks do not tell invoices apart: one number an invoice, written in one way",
                    ),
                )
            }
            None => (
                text!(
                    fr = "facture {number} présente plusieurs fois ({listed}{fr})",
                    en = "invoice {number} is there several times ({listed}{en})"
                ),
                Text::fixed(
                    "un numéro par facture, et les lignes d'une facture à la suite",
                    "one number an invoice, and the rows of an invoice together",
                ),
            ),
        };
        let at = invoice.input.at(invoice.first_line(), BillingField::Facture);
        Some(Diagnostic::new(&rules::PES827, at, message).help(help))
    }
}

impl Groups {
    fn places_of(&self, group: usize) -> &[(usize, usize)] {
        let end = self.starts.get(group + 1).copied().unwrap_or(self.places.len());
        &self.places[self.starts[group]..end]
    }
}

/// Refuses every invoice whose number comes again, as [`invoice_key`] has it, in one input or in several: it is another invoice under the same
/// number, or rows that were not kept together, and neither may be sent.
///
/// # Errors
/// An input can no longer be read, or has changed.
pub fn refuse_duplicates(inputs: &mut [Input<'_>]) -> Result<(), Box<Diagnostic>> {
    let mut groups = Groups { names: inputs.iter().map(|input| input.name.clone()).collect(), ..Groups::default() };
    let mut by_input: Vec<Vec<(usize, usize)>> = vec![Vec::new(); inputs.len()];
    for of_one_hash in candidates(inputs).chunk_by(|(one, _), (other, _)| one == other) {
        let mut rest: Vec<Origin> = of_one_hash.iter().map(|&(_, origin)| origin).collect();
        // They are nearly always of one number.
        while let Some(&first) = rest.first() {
            let number = number_of(inputs, first)?;
            let (mut same, mut others, mut spellings) = (Vec::new(), Vec::new(), vec![number.clone()]);
            for origin in rest {
                let other = number_of(inputs, origin)?;
                if invoice_key(&other) != invoice_key(&number) {
                    others.push(origin);
                    continue;
                }
                same.push(origin);
                if !spellings.contains(&other) {
                    spellings.push(other);
                }
            }
            rest = others;
            if same.len() > 1 {
                let group = groups.starts.len();
                groups.starts.push(groups.places.len());
                if spellings.len() > 1 {
                    spellings.truncate(LISTED);
                    groups.spellings.insert(group, spellings);
                }
                for Origin { input, invoice } in same {
                    groups.places.push((input, inputs[input].first_line(invoice)));
                    by_input[input].push((invoice, group));
                }
            }
        }
    }
    let groups = Arc::new(groups);
    for (input, mut invoices) in inputs.iter_mut().zip(by_input) {
        invoices.sort_unstable();
        input.hashes = Vec::new();
        input.repeated = Some(Repeated { invoices, groups: Arc::clone(&groups) });
    }
    Ok(())
}

fn number_of(inputs: &[Input<'_>], Origin { input, invoice }: Origin) -> Result<String, Box<Diagnostic>> {
    inputs[input].invoice(invoice).map(|invoice| invoice.number().to_owned())
}

/// The invoices that share the hash of their number, by hash and in order.
fn candidates(inputs: &[Input<'_>]) -> Vec<(u64, Origin)> {
    let mut hashes: Vec<u64> =
        inputs.iter().flat_map(|input| &input.hashes).copied().filter(|&hash| hash != NO_NUMBER).collect();
    hashes.sort_unstable();
    let mut shared: Vec<u64> = hashes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    drop(hashes);
    shared.dedup();
    let mut candidates = Vec::new();
    for (input, read) in inputs.iter().enumerate() {
        for (invoice, &hash) in read.hashes.iter().enumerate() {
            if shared.binary_search(&hash).is_ok() {
                candidates.push((hash, Origin { input, invoice }));
            }
        }
    }
    candidates.sort_unstable();
    candidates
}

/// The hash of an invoice without a number.
pub(super) const NO_NUMBER: u64 = 0;
