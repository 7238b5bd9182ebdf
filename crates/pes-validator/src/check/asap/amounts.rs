//! Amounts that should agree with each other. What no text says is a warning, with a cent of tolerance for a rounding.

use pes_parser::euros;
use pes_parser::model::{FactureIndiv, LigneFacture, TotalAPayer};
use pes_parser::value::{Date, Montant, Place, Quantite, Value};
use pes_parser::{PesVersion, Text, text};

use super::super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

/// Units of a [`Price`] in a cent: both quantities have four decimals.
const CENT: i128 = 100_000_000;

pub(super) fn check(indiv: &FactureIndiv, version: PesVersion, found: &mut Findings) {
    for ligne in &indiv.ligne_facture {
        line(ligne, version, found);
    }
    if let Some(stay) = &indiv.ligne_facture_patient {
        period(&stay.date_debut, &stay.date_fin, stay.place.get(), found);
    }
    if let Some(total) = &indiv.total_a_payer {
        totals(indiv, total, found);
    }
}

/// The price of a line: a quantity at a unit price, a base amount, or a discount.
pub(super) struct Price(i128);

impl Price {
    pub(super) fn of(
        quantite: &Option<Value<Quantite>>,
        quantite2: &Option<Value<Quantite>>,
        mt_unitaire: &Option<Value<Montant>>,
        mt_base: &Option<Value<Montant>>,
        mt_remise: &Option<Value<Montant>>,
    ) -> Option<Self> {
        let cents = |amount: &Option<Value<Montant>>| typed(amount).map(|amount| i128::from(amount.centimes()));
        if let Some(whole) = cents(mt_base).or_else(|| cents(mt_remise)) {
            return Some(Price(whole * CENT));
        }
        let first = typed(quantite)?.scaled();
        let second = match quantite2 {
            Some(value) => value.ok()?.scaled(),
            None => 10_000,
        };
        Some(Price(cents(mt_unitaire)? * i128::from(first) * i128::from(second)))
    }

    /// Rounded to the cent.
    pub(super) fn centimes(&self) -> i64 {
        i64::try_from((self.0 + CENT / 2) / CENT).unwrap_or(i64::MAX)
    }

    /// Whether it gives this amount before tax, itself before tax or with it: the texts do not say which it is.
    pub(super) fn fits(&self, ht: i64, rate: i64) -> bool {
        let ht = i128::from(ht);
        let with_tax = ht * (10_000 + i128::from(rate)) * (CENT / 10_000);
        (ht * CENT - self.0).abs() <= CENT || (with_tax - self.0).abs() <= CENT
    }
}

/// Whether two sums differ by no more than the rounding of so many terms.
pub(super) fn close_enough(one: i64, other: i64, terms: u64) -> bool {
    one.abs_diff(other) <= terms
}

/// A period that ends before it starts.
pub(super) fn period(start: &Option<Value<Date>>, end: &Option<Value<Date>>, block: Place, found: &mut Findings) {
    if let (Some(first), Some(last)) = (typed(start), typed(end))
        && last.0 < first.0
    {
        let (first, last) = (raw(start), raw(end));
        found.push(
            &rules::PES458,
            place_of(end, block),
            text!(fr = "du {first} au {last}", en = "from {first} to {last}"),
        );
    }
}

fn line(ligne: &LigneFacture, version: PesVersion, found: &mut Findings) {
    let place = ligne.place.get();
    if ligne.unite2.is_some() && ligne.quantite2.is_none() {
        found.push(
            &rules::PES410,
            place_of(&ligne.unite2, place),
            Text::fixed("Unite2 sans Quantite2", "Unite2 without Quantite2"),
        );
    }
    period(&ligne.date_debut, &ligne.date_fin, place, found);
    let (Some(ht), Some(tva), Some(ttc)) = (typed(&ligne.mt_ht), typed(&ligne.mt_tva), typed(&ligne.mt_ttc)) else {
        return;
    };
    let (ht, tva, ttc) = (ht.centimes(), tva.centimes(), ttc.centimes());
    if ht == 0 && rules::PES411.holds_in(version) {
        found.push(&rules::PES411, place_of(&ligne.mt_ht, place), Text::fixed("MtHT nul", "MtHT is zero"));
        return;
    }
    if !close_enough(ttc, ht + tva, 1) {
        let (ttc, sum) = (euros(ttc), euros(ht + tva));
        found.push(
            &rules::PES452,
            place_of(&ligne.mt_ttc, place),
            text!(fr = "MtTTC {ttc} ; MtHT + MtTVA : {sum}", en = "MtTTC {ttc}; MtHT + MtTVA: {sum}"),
        );
        found.expected_amount(ht + tva);
    }
    let rate = typed(&ligne.taux_tva).map_or(0, |rate| rate.scaled());
    let tax = i128::from(ht) * i128::from(rate);
    if (i128::from(tva) * 10_000 - tax).abs() > 10_000 {
        let (tva, rate) = (euros(tva), raw(&ligne.taux_tva));
        let right = i64::try_from((tax + 5_000) / 10_000).unwrap_or(i64::MAX);
        let tax = euros(right);
        found.push(
            &rules::PES453,
            place_of(&ligne.mt_tva, place),
            text!(fr = "MtTVA {tva} ; au taux de {rate} : {tax}", en = "MtTVA {tva}; at the rate of {rate}: {tax}"),
        );
        found.expected_amount(right);
    }
    let price = Price::of(&ligne.quantite, &ligne.quantite2, &ligne.mt_unitaire, &ligne.mt_base, &ligne.mt_remise);
    if let Some(price) = price
        && !price.fits(ht, rate)
    {
        let right = price.centimes();
        let (ht, price) = (euros(ht), euros(right));
        found.push(
            &rules::PES454,
            place_of(&ligne.mt_ht, place),
            text!(fr = "MtHT {ht} ; prix de la ligne : {price}", en = "MtHT {ht}; price of the line: {price}"),
        );
        found.expected_amount(right);
    }
}

fn totals(indiv: &FactureIndiv, total: &TotalAPayer, found: &mut Findings) {
    let (Some(ht), Some(tva), Some(ttc)) =
        (typed(&total.mt_total_ht), typed(&total.mt_total_tva), typed(&total.mt_total_ttc))
    else {
        return;
    };
    let place = place_of(&total.mt_total_ttc, total.place.get());
    let announced = euros(ttc.centimes());
    if ttc.centimes() != ht.centimes() + tva.centimes() {
        let sum = euros(ht.centimes() + tva.centimes());
        found.push(
            &rules::PES450,
            place,
            text!(
                fr = "MtTotalTTC {announced} ; MtTotalHT + MtTotalTVA : {sum}",
                en = "MtTotalTTC {announced}; MtTotalHT + MtTotalTVA: {sum}"
            ),
        );
        found.expected_amount(ht.centimes() + tva.centimes());
    }
    if indiv.ligne_facture.iter().any(|ligne| typed(&ligne.mt_ttc).is_none()) {
        return;
    }
    let sum = indiv.ligne_facture.iter().fold(0_i64, |sum, ligne| {
        let amount = typed(&ligne.mt_ttc).map_or(0, |ttc| ttc.centimes());
        if ligne.mt_remise.is_some() { sum.saturating_sub(amount) } else { sum.saturating_add(amount) }
    });
    if !close_enough(ttc.centimes(), sum, indiv.ligne_facture.len() as u64) {
        let right = sum;
        let sum = euros(right);
        found.push(
            &rules::PES451,
            place,
            text!(
                fr = "MtTotalTTC {announced} ; lignes, remises déduites : {sum}",
                en = "MtTotalTTC {announced}; lines, discounts deducted: {sum}"
            ),
        );
        found.expected_amount(right);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn price(quantite: &str, quantite2: Option<&str>, mt_unitaire: &str) -> Price {
        let second = quantite2.map(Value::raw);
        Price::of(&Some(Value::raw(quantite)), &second, &Some(Value::raw(mt_unitaire)), &None, &None).unwrap()
    }

    #[test]
    fn a_price_is_before_tax_or_with_it_to_a_cent() {
        let price = price("2.5", Some("3"), "10.01");
        assert_eq!(price.centimes(), 7508);
        assert!(price.fits(7507, 0) && price.fits(7508, 0));
        assert!(!price.fits(7509, 0) && !price.fits(7506, 0));
        // 62.56 and a VAT of 20 % make 75.07.
        assert!(price.fits(6256, 2000) && !price.fits(6259, 2000));
    }

    #[test]
    fn the_largest_values_do_not_overflow() {
        let price = price("999999", Some("999999"), "999999999999.99");
        assert_eq!(price.centimes(), i64::MAX);
        assert!(!price.fits(99_999_999_999_999, 99_999));
    }

    #[test]
    fn a_base_or_a_discount_stands_for_a_price() {
        let amount = Some(Value::raw("12.30"));
        let none = || None::<Value<Montant>>;
        assert!(Price::of(&None, &None, &none(), &amount, &none()).unwrap().fits(1230, 0));
        assert!(Price::of(&None, &None, &none(), &none(), &amount).unwrap().fits(1230, 0));
        assert!(Price::of(&None, &None, &none(), &none(), &none()).is_none());
    }
}
