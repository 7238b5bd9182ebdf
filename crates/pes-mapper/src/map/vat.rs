//! VAT: the rate of a row, its amount, and how that of an invoice is shared among its lines.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use pes_parser::value::TauxNul;
use pes_parser::{Text, euros, text};
use pes_validator::rules;

use super::Totals;
use super::amount::given_amount;
use super::given::Given;
use super::line::{Form, Line};
use crate::config::RateUnit;
use crate::decimal::{Decimal, round_half_up};
use crate::fields::BillingField as F;

/// The rate of a row in hundredths of a percent.
pub(super) fn taux(given: &mut Given<'_>) -> Option<i64> {
    let Some(text) = given.view.text(F::LigneTauxTva) else { return no_rate(given) };
    let rate = given.decimal(F::LigneTauxTva)?;
    let unit = if text.trim_end().ends_with('%') { RateUnit::Percent } else { given.view.config().rate_unit };
    let is_fraction = rate.is_positive() && rate.is_below_one();
    let percent = match unit {
        RateUnit::Fraction => rate.times(Decimal::HUNDRED)?,
        RateUnit::Percent | RateUnit::Auto => rate,
    };
    let is_doubtful = match unit {
        RateUnit::Auto => is_fraction,
        RateUnit::Fraction => rate.is_positive() && !is_fraction,
        RateUnit::Percent => false,
    };
    if is_doubtful {
        let (one, other) = (rate, rate.times(Decimal::HUNDRED)?);
        given.report_once(
            &rules::PES836,
            F::LigneTauxTva,
            text!(
                fr = "taux de TVA « {text} » : {one} % ou {other} % ?",
                en = "VAT rate \"{text}\": {one}% or {other}%?"
            ),
            Text::fixed(
                "écrire le signe %, ou dire ce que la colonne contient : montants.taux_tva = \"pour_cent\" ou \"fraction\"",
                "write the sign %, or say what the column holds: montants.taux_tva = \"pour_cent\" or \"fraction\"",
            ),
        );
        return None;
    }
    let scaled = percent.at_scale(TauxNul::DECIMALS);
    if scaled.and_then(TauxNul::from_scaled).is_none() {
        given.report(
            &rules::PES822,
            F::LigneTauxTva,
            text!(fr = "taux de TVA « {text} » illisible", en = "unreadable VAT rate \"{text}\""),
        );
    }
    scaled.filter(|&rate| rate >= 0)
}

/// No rate is no VAT, unless the row has VAT or other rows of the file have a rate.
fn no_rate(given: &mut Given<'_>) -> Option<i64> {
    if given_amount(given, F::LigneTva)?.is_some_and(|tva| tva != 0) {
        given.missing(F::LigneTauxTva);
        return None;
    }
    let Some(other) = given.view.evidence().value(F::LigneTauxTva) else { return Some(0) };
    let (row, rate) = (other.line, &other.text);
    given.report_with_help(
        &rules::PES820,
        F::LigneTauxTva,
        text!(
            fr = "taux de TVA absent, dans un fichier qui en donne : « {rate} » ligne {row}",
            en = "no VAT rate, in a file that gives some: \"{rate}\" in row {row}"
        ),
        Text::fixed(
            "écrire 0 si la ligne est sans TVA, ou donner le taux des cases vides dans [defauts]",
            "write 0 if the line has no VAT, or give the rate of empty cells in [defauts]",
        ),
    );
    None
}

pub(super) fn of(ht: i64, taux_tva: i64) -> Option<i64> {
    i64::try_from(round_half_up(i128::from(ht) * i128::from(taux_tva), 10_000)?).ok()
}

/// The most that VAT and amounts with tax of a line may differ from those given.
fn allowed(given: &Given<'_>) -> u64 {
    let config = given.view.config();
    // Once shared, the VAT of a line is the cent below or the cent above.
    config.tolerance_centimes.unsigned_abs().max(u64::from(config.vat_by_invoice))
}

/// VAT and amount with tax of a line that no discount of its own reduces.
pub(super) fn taxed(given: &mut Given<'_>, ht: i64, taux_tva: i64) -> Option<Totals> {
    let computed = of(ht, taux_tva)?;
    let (announced_tva, announced_ttc) = (given_amount(given, F::LigneTva)?, given_amount(given, F::LigneTtc)?);
    let allowed = allowed(given);
    let mut agree = |field, announced: i64, computed: i64| {
        let ok = announced.abs_diff(computed) <= allowed;
        if !ok {
            given.differ(field, announced, computed);
        }
        ok
    };
    let tva = match (announced_tva, announced_ttc) {
        (Some(announced), _) if agree(F::LigneTva, announced, computed) => announced,
        // A difference within what is allowed stands in the VAT, so that the amount with tax is the one given.
        (None, Some(ttc)) if agree(F::LigneTtc, ttc, ht.checked_add(computed)?) => ttc - ht,
        (_, None) => computed,
        _ => return Some(Totals { ht, tva: computed }),
    };
    if let Some(ttc) = announced_ttc.filter(|&ttc| ttc != ht + tva) {
        given.differ(F::LigneTtc, ttc, ht + tva);
    }
    Some(Totals { ht, tva })
}

/// The two parts of an amount with tax, as the rate makes them.
pub(super) fn split(ttc: i64, taux_tva: i64) -> Option<Totals> {
    let divisor = 10_000_i128.checked_add(taux_tva.into())?;
    let ht = i64::try_from(round_half_up(i128::from(ttc) * 10_000, divisor)?).ok()?;
    Some(Totals { ht, tva: ttc.checked_sub(ht)? })
}

/// The two parts of an amount given with tax, a line or a discount: as the data gives them, or else as the rate does.
pub(super) fn parts(given: &mut Given<'_>, ttc: i64, taux_tva: i64) -> Option<Totals> {
    let computed = split(ttc, taux_tva)?;
    let (ht, tva) = (given_amount(given, F::LigneHt)?, given_amount(given, F::LigneTva)?);
    let field = if ht.is_some() { F::LigneHt } else { F::LigneTva };
    let ht = ht.or_else(|| tva.and_then(|tva| ttc.checked_sub(tva))).unwrap_or(computed.ht);
    // Half a cent of rounding each way separates HT from TTC and TTC from HT.
    if ht.abs_diff(computed.ht) > given.view.config().tolerance_centimes.unsigned_abs().max(1) {
        let (announced, right) = match field {
            F::LigneHt => (ht, computed.ht),
            _ => (ttc.checked_sub(ht)?, computed.tva),
        };
        given.differ(field, announced, right);
        return Some(computed);
    }
    let totals = Totals { ht, tva: ttc.checked_sub(ht)? };
    for (field, expected) in [(F::LigneTva, totals.tva), (F::LigneTtc, ttc)] {
        if let Some(announced) = given_amount(given, field)?.filter(|&announced| announced != expected) {
            given.differ(field, announced, expected);
        }
    }
    Some(totals)
}

/// A line and the discount of its row: amounts given are those of before it, all of them, or those of after it.
pub(super) fn reduced(given: &mut Given<'_>, ht: i64, remise: i64, taux_tva: i64) -> Option<(Totals, Totals)> {
    let whole = Totals { ht, tva: of(ht, taux_tva)? };
    let off = split(remise, taux_tva)?;
    let left = Totals { ht: whole.ht.checked_sub(off.ht)?, tva: whole.tva.checked_sub(off.tva)? };
    let fields = [F::LigneHt, F::LigneTva, F::LigneTtc];
    let announced =
        [given_amount(given, F::LigneHt)?, given_amount(given, F::LigneTva)?, given_amount(given, F::LigneTtc)?];
    let allowed = allowed(given);
    let allowed = [given.view.config().tolerance_centimes.unsigned_abs(), allowed, allowed];
    let amounts = |totals: Totals| [totals.ht, totals.tva, totals.ttc()];
    let fits = |totals: Totals| {
        let triples = announced.into_iter().zip(amounts(totals)).zip(allowed);
        triples.into_iter().all(|((said, right), allowed)| said.is_none_or(|said| said.abs_diff(right) <= allowed))
    };
    if !fits(whole) && !fits(left) {
        let said = fields.into_iter().zip(announced).find_map(|(field, announced)| Some((field, announced?)));
        let (field, _) = said.unwrap_or((F::LigneHt, 0));
        let shown: Vec<String> = fields
            .into_iter()
            .zip(announced)
            .filter_map(|(field, announced)| Some(format!("{} {}", field.key(), euros(announced?))))
            .collect();
        let shown = shown.join(", ");
        let words = |totals: Totals| amounts(totals).map(euros).join(" + ").replacen(" + ", " / ", 2);
        let (before, after) = (words(whole), words(left));
        let message = text!(
            fr = "donné {shown} ; calculé HT / TVA / TTC {before} avant la remise, {after} après",
            en = "given {shown}; computed before tax / VAT / with tax {before} before the discount, {after} after it"
        );
        let help = Text::fixed(
            "donner les montants d'avant la remise, ou ceux d'après",
            "give the amounts before the discount, or those after it",
        );
        given.report_with_help(&rules::PES828, field, message, help);
    }
    if remise > whole.ttc() {
        let (off, line) = (euros(remise), euros(whole.ttc()));
        let message =
            text!(fr = "remise de {off} sur une ligne de {line}", en = "discount of {off} on a line of {line}");
        given.report(&rules::PES823, F::LigneRemise, message);
    }
    Some((whole, off))
}

/// Rounds the VAT of each rate once for the invoice, and shares it among the lines that are given before tax: each has
/// the whole cents of its own VAT, those whose part of a cent is largest have one more, and of two the first.
pub(super) fn share(lines: &mut [Line]) -> Option<()> {
    let mut by_rate: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (index, line) in lines.iter().enumerate() {
        by_rate.entry(line.taux_tva).or_default().push(index);
    }
    for (rate, of_rate) in by_rate {
        let (mut ht, mut kept, mut whole, mut shares) = (0, 0, 0, Vec::new());
        for index in of_rate {
            let Line { form, totals, shares_vat, .. } = &lines[index];
            let sign = if matches!(form, Form::Discount { .. }) { -1 } else { 1 };
            ht += sign * totals.ht;
            if *shares_vat {
                let exact = i128::from(totals.ht) * i128::from(rate);
                let cents = i64::try_from(exact.div_euclid(10_000)).ok()?;
                whole += cents;
                shares.push((index, cents, exact.rem_euclid(10_000)));
            } else {
                kept += sign * totals.tva;
            }
        }
        let count = i64::try_from(shares.len()).ok().filter(|&count| count > 0);
        let Some(count) = count else { continue };
        let left = of(ht, rate)? - kept - whole;
        let (for_all, more) = (left.div_euclid(count), left.rem_euclid(count));
        shares.sort_by_key(|&(index, _, part)| (Reverse(part), index));
        for (rank, (index, cents, _)) in (0..).zip(shares) {
            lines[index].totals.tva = cents + for_all + i64::from(rank < more);
        }
    }
    Some(())
}
