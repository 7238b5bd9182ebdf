//! What a row bills: the one thing that its cells say, or a refusal.
//!
//! Quantities by a unit price, or else a base amount, or else the amount before tax, or else the amount with tax, make a
//! line; a discount beside the first two comes off that line, and alone is a line of its own. What is given besides is
//! checked, or goes to the label, or refuses the invoice with both readings.

use compact_str::CompactString;
use pes_parser::value::Quantite;
use pes_parser::{Text, euros, text};
use pes_validator::rules;

use super::given::Given;
use super::line::Form;
use crate::decimal::Decimal;
use crate::fields::BillingField as F;

/// What a row bills.
#[derive(Clone, Debug)]
pub(super) enum Billed {
    /// A line, and the discount with tax that comes off it.
    Line { amount: Amount, remise: Option<i64> },
    /// A discount with tax, on a row of its own.
    Discount(i64),
}

/// The amount of a line.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    pub form: Form,
    pub means: Means,
    /// Cents, before tax unless the means is the amount with tax.
    pub cents: i64,
}

/// What an amount is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    Product,
    Base,
    Ht,
    Ttc,
}

/// The cells of a row that may make an amount.
struct Cells {
    quantite: Option<Decimal>,
    quantite2: Option<Decimal>,
    prix: Option<Decimal>,
    base: Option<i64>,
    remise: Option<i64>,
    ht: Option<i64>,
    ttc: Option<i64>,
}

/// What a row bills; nothing when it cannot be read, or when it may be two things.
pub(super) fn billed(given: &mut Given<'_>) -> Option<Billed> {
    let cells = Cells::read(given)?;
    let amount = match cells.means() {
        Some(means) => Some(cells.amount(given, means)?),
        None => None,
    };
    let means = amount.as_ref().map(|amount| amount.means);
    if means != Some(Means::Product) && !cells.explain_the_rest(given, &amount) {
        return None;
    }
    match (amount, cells.remise) {
        (Some(amount), remise) => Some(Billed::Line { amount: cells.carried(given, amount), remise }),
        (None, Some(remise)) => Some(Billed::Discount(remise)),
        (None, None) => {
            given.report_with_help(
                &rules::PES829,
                F::LigneQuantite,
                Text::fixed("ligne sans montant", "line without an amount"),
                Text::fixed(
                    "donner quantité et prix unitaire, ou base, ou remise",
                    "give a quantity and a price, or a base amount, or a discount",
                ),
            );
            None
        }
    }
}

/// An amount that the row may give; the outer `None` when it gives one that cannot be read.
pub(super) fn given_amount(given: &mut Given<'_>, field: F) -> Option<Option<i64>> {
    match given.view.text(field) {
        Some(_) => given.amount(field).map(Some),
        None => Some(None),
    }
}

impl Cells {
    /// Reads them all, so that whatever is wrong is told; exports fill with 0 the columns that a row does not use.
    fn read(given: &mut Given<'_>) -> Option<Self> {
        let numbers =
            [F::LigneQuantite, F::LigneQuantite2, F::LignePrixUnitaire].map(|field| match given.view.text(field) {
                Some(_) => given.decimal(field).map(Some),
                None => Some(None),
            });
        let amounts = [F::LigneBase, F::LigneRemise, F::LigneHt, F::LigneTtc].map(|field| given_amount(given, field));
        let ([quantite, quantite2, prix], [base, remise, ht, ttc]) = (numbers, amounts);
        let not_zero = |amount: Option<i64>| amount.filter(|&cents| cents != 0);
        let mut cells = Cells {
            quantite: quantite?,
            quantite2: quantite2?,
            prix: prix?,
            base: not_zero(base?),
            remise: not_zero(remise?),
            ht: ht?,
            ttc: ttc?,
        };
        let is_zero = |number: Option<Decimal>| number.is_none_or(Decimal::is_zero);
        let has_another = [cells.base, cells.remise, not_zero(cells.ht), not_zero(cells.ttc)] != [None; 4];
        if has_another && [cells.quantite, cells.prix].into_iter().all(is_zero) {
            (cells.quantite, cells.prix) = (None, None);
            cells.quantite2 = cells.quantite2.filter(|number| !number.is_zero());
        }
        Some(cells)
    }

    /// What makes the amount of a line; nothing when the row is a discount alone, or has no amount.
    fn means(&self) -> Option<Means> {
        let has_product = self.quantite.is_some() && self.prix.is_some();
        match (has_product, self.base, self.remise, self.ht, self.ttc) {
            (true, ..) => Some(Means::Product),
            (false, Some(_), ..) => Some(Means::Base),
            (false, None, Some(_), ..) => None,
            (false, None, None, Some(_), _) => Some(Means::Ht),
            (false, None, None, None, Some(_)) => Some(Means::Ttc),
            (false, None, None, None, None) => None,
        }
    }

    fn amount(&self, given: &mut Given<'_>, means: Means) -> Option<Amount> {
        let plain = |cents| Some(Amount { form: Form::Base { detail: None }, means, cents });
        match means {
            Means::Product => {
                let amount = by_quantity(given, self.quantite?, self.quantite2, self.prix?)?;
                let tolerance = given.view.config().tolerance_centimes.unsigned_abs();
                if let Some(base) = self.base.filter(|base| base.abs_diff(amount.cents) > tolerance) {
                    let message = Text::fixed("quantité x prix unitaire, et base", "quantity x unit price, and base");
                    two_amounts(given, F::LigneBase, &message, amount.cents, base);
                    return None;
                }
                Some(amount)
            }
            Means::Base => plain(self.base?),
            Means::Ht => plain(self.ht?),
            Means::Ttc => plain(self.ttc?),
        }
    }

    /// Whether quantities without a price, and a price without a quantity, leave one reading of the row.
    fn explain_the_rest(&self, given: &mut Given<'_>, amount: &Option<Amount>) -> bool {
        let means = amount.as_ref().map(|amount| amount.means);
        let cents = amount.as_ref().map_or(self.remise.unwrap_or_default(), |amount| amount.cents);
        let quantities = [(F::LigneQuantite, self.quantite), (F::LigneQuantite2, self.quantite2)];
        let is_wrong = |(_, number): &&(F, Option<Decimal>)| number.is_some_and(|number| !number.is_positive());
        if let Some(&(field, _)) = quantities.iter().find(is_wrong) {
            above_zero(given, field);
            return false;
        }
        let factors: Vec<Decimal> = quantities.into_iter().filter_map(|(_, number)| number).collect();
        if let Some(prix) = self.prix {
            let message =
                Text::fixed("prix unitaire sans quantité, et montant", "unit price without quantity, and amount");
            let is_the_amount = factors.is_empty() && prix.at_scale(2) == Some(cents);
            if is_the_amount && matches!(means, Some(Means::Base | Means::Ht)) {
                return true;
            }
            match means {
                // Nothing else is given: that is told by who finds no amount.
                None if self.remise.is_none() => return true,
                _ => two_amounts(
                    given,
                    F::LignePrixUnitaire,
                    &message,
                    prix.round_to_centimes().unwrap_or_default(),
                    cents,
                ),
            }
            return false;
        }
        // A total of the line is a total, whatever the quantity.
        if matches!(means, Some(Means::Ht | Means::Ttc)) || (means.is_none() && self.remise.is_none()) {
            return true;
        }
        let multiplied = factors.iter().try_fold(Decimal::of_centimes(cents), |product, factor| product.times(*factor));
        let multiplied = multiplied.and_then(Decimal::round_to_centimes).unwrap_or(i64::MAX);
        if factors.iter().all(|&factor| factor == Decimal::ONE) {
            return true;
        }
        let message = Text::fixed("quantité sans prix unitaire, et montant", "quantity without unit price, and amount");
        two_amounts(given, F::LigneQuantite, &message, cents, multiplied);
        false
    }

    /// The amount with, for its label, the quantities that its form has no room for; one alone says nothing.
    fn carried(&self, given: &mut Given<'_>, mut amount: Amount) -> Amount {
        if amount.means == Means::Product
            || [self.quantite, self.quantite2].into_iter().flatten().all(|n| n == Decimal::ONE)
        {
            return amount;
        }
        let quantities = [
            self.quantite.map(|_| quantity(given, F::LigneQuantite, F::LigneUnite)),
            self.quantite2.map(|_| quantity(given, F::LigneQuantite2, F::LigneUnite2)),
        ];
        let detail = quantities.into_iter().flatten().collect::<Vec<_>>().join(" x ");
        let message = text!(
            fr = "quantité sans prix unitaire : « {detail} » va au libellé",
            en = "quantity without a unit price: \"{detail}\" goes to the label"
        );
        given.report(&rules::PES876, F::LigneQuantite, message);
        amount.form = Form::Base { detail: Some(detail.into()) };
        amount
    }
}

/// A quantity and its unit in words.
fn quantity(given: &Given<'_>, number: F, unit: F) -> String {
    let words = |field| given.view.text(field).unwrap_or_default();
    format!("{} {}", words(number), words(unit)).trim().to_owned()
}

fn by_quantity(given: &mut Given<'_>, quantite: Decimal, quantite2: Option<Decimal>, price: Decimal) -> Option<Amount> {
    let factors =
        [(F::LigneQuantite, Some(quantite)), (F::LigneQuantite2, quantite2), (F::LignePrixUnitaire, Some(price))];
    for (field, _) in factors.iter().filter(|(_, number)| number.is_some_and(|number| !number.is_positive())) {
        above_zero(given, *field);
    }
    let product = match quantite2 {
        Some(quantite2) => quantite.times(quantite2)?.times(price),
        None => quantite.times(price),
    };
    let Some(cents) = product.and_then(Decimal::round_to_centimes) else {
        given.too_precise(F::LigneQuantite, Quantite::DECIMALS);
        return None;
    };
    let form = if price.scale() > 2 && given.view.config().fine_price_as_base {
        let mut factors = vec![quantity(given, F::LigneQuantite, F::LigneUnite)];
        factors.extend(quantite2.map(|_| quantity(given, F::LigneQuantite2, F::LigneUnite2)));
        factors.push(given.view.text(F::LignePrixUnitaire).unwrap_or_default().to_owned());
        let detail: CompactString = factors.join(" x ").into();
        let key = F::LignePrixUnitaire.key();
        let message = text!(fr = "{key} : « {detail} » va au libellé", en = "{key}: \"{detail}\" goes to the label");
        given.report(&rules::PES873, F::LignePrixUnitaire, message);
        Form::Base { detail: Some(detail) }
    } else {
        // A number that its field cannot take refuses the invoice; its amount is known all the same.
        written_quantity(given, quantite, quantite2, price).unwrap_or(Form::Base { detail: None })
    };
    Some(Amount { form, means: Means::Product, cents })
}

/// Quantities and price as the schema takes them.
fn written_quantity(
    given: &mut Given<'_>,
    quantite: Decimal,
    quantite2: Option<Decimal>,
    price: Decimal,
) -> Option<Form> {
    let prix_unitaire = price.at_scale(2);
    if prix_unitaire.is_none() {
        given.too_precise(F::LignePrixUnitaire, 2);
        if let Some(finding) = given.findings.last_mut() {
            finding.help = Some(Text::fixed(
                "montants.prix_unitaire_long = \"base\" écrit un montant de base et met le détail au libellé",
                "montants.prix_unitaire_long = \"base\" writes a base amount and puts the detail in the label",
            ));
        }
    }
    let mut typed = |field: F, number: Decimal| {
        let typed = number.at_scale(Quantite::DECIMALS).and_then(Quantite::from_scaled);
        if typed.is_none() && number.is_positive() {
            given.too_precise(field, Quantite::DECIMALS);
        }
        typed
    };
    let first = typed(F::LigneQuantite, quantite);
    let second = quantite2.map(|number| typed(F::LigneQuantite2, number));
    Some(Form::Quantity {
        quantite: first?,
        quantite2: match second {
            Some(number) => Some(number?),
            None => None,
        },
        prix_unitaire: prix_unitaire?,
    })
}

fn above_zero(given: &mut Given<'_>, field: F) {
    let (key, text) = (field.key(), given.view.text(field).unwrap_or_default());
    let message = text!(fr = "{key} : « {text} » n'est pas au-dessus de 0", en = "{key}: \"{text}\" is not above 0");
    given.report(&rules::PES823, field, message);
}

/// Refuses a row that may be of one amount or of another.
fn two_amounts(given: &mut Given<'_>, field: F, what: &Text, one: i64, other: i64) {
    let (one, other) = (euros(one), euros(other));
    let Text { fr, en } = what;
    given.report_with_help(
        &rules::PES829,
        field,
        text!(fr = "{fr} : {one} ou {other} ?", en = "{en}: {one} or {other}?"),
        Text::fixed(
            "vider la case qui ne fait pas le montant, ou les accorder",
            "empty the cell that does not make the amount, or have them agree",
        ),
    );
}
