//! The lines of an invoice: amounts computed, checked against those given, and gathered by imputation.

use compact_str::CompactString;
use pes_parser::value::{Alphanum, Montant, MontantNul, Num, NumVide, Quantite, TauxNul, Value};
use pes_parser::{Text, euros, text};
use pes_validator::rules;

use super::amount::{self, Amount, Billed, Means};
use super::given::Given;
use super::numbers::MAX_CENTIMES;
use super::{Totals, vat};
use crate::fields::BillingField as F;
use crate::input::View;

/// A line with its amounts, all positive: a discount is told by its form.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Which row of the invoice it comes from.
    pub row: usize,
    pub form: Form,
    /// Rate in hundredths of a percent.
    pub taux_tva: i64,
    pub totals: Totals,
    /// Its VAT is a share of that of the invoice.
    pub shares_vat: bool,
    pub imputation: Imputation,
}

/// How the amount is given.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Quantity {
        quantite: Quantite,
        quantite2: Option<Quantite>,
        prix_unitaire: i64,
    },
    /// With words for the label, when a quantity or a price has no other field.
    Base {
        detail: Option<CompactString>,
    },
    /// On a row of its own, or on that of the line before.
    Discount {
        is_of_line: bool,
    },
}

/// Where a line is accounted for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Imputation {
    pub cod_prod_loc: Option<Value<Alphanum<4>>>,
    pub nature: Option<Value<Num<12>>>,
    pub fonction: Option<Value<NumVide<10>>>,
    pub operation: Option<Value<Alphanum<10>>>,
}

/// A line of the titre: one imputation and one VAT rate, discounts deducted.
#[derive(Clone, Debug)]
pub(super) struct TitreLine {
    pub imputation: Imputation,
    pub taux_tva: i64,
    pub totals: Totals,
}

/// The lines of an invoice, or nothing when one has no readable amount.
pub(super) fn lines(given: &mut Given<'_>) -> Option<Vec<Line>> {
    let rows: Vec<View<'_>> = given.view.lines().collect();
    let (mut lines, mut unread) = (Vec::new(), 0);
    for (row, view) in rows.into_iter().enumerate() {
        match given.on_row(view, |given| lines_of(given, row)) {
            Some(of_row) => lines.extend(of_row),
            None => unread += 1,
        }
    }
    let count = lines.len() + unread;
    if count > 999 {
        given.report(
            &rules::PES824,
            F::Facture,
            text!(fr = "{count} lignes, 999 au plus", en = "{count} lines, 999 at most"),
        );
    }
    if unread > 0 {
        return None;
    }
    if given.view.config().vat_by_invoice && count <= 999 {
        vat::share(&mut lines)?;
        check_sizes(given, &lines)?;
    }
    Some(lines)
}

/// Discounts deducted.
pub(super) fn totals(lines: &[Line]) -> Totals {
    lines.iter().fold(Totals::default(), |sum, line| match line.form {
        Form::Discount { .. } => Totals { ht: sum.ht - line.totals.ht, tva: sum.tva - line.totals.tva },
        _ => sum.plus(line.totals),
    })
}

pub(super) fn by_imputation(given: &mut Given<'_>, lines: &[Line]) -> Vec<TitreLine> {
    let mut gathered: Vec<TitreLine> = Vec::new();
    for line in lines {
        let same = |other: &&mut TitreLine| other.imputation == line.imputation && other.taux_tva == line.taux_tva;
        let signed = totals(std::slice::from_ref(line));
        match gathered.iter_mut().find(same) {
            Some(other) => other.totals = other.totals.plus(signed),
            None => gathered.push(TitreLine {
                imputation: line.imputation.clone(),
                taux_tva: line.taux_tva,
                totals: signed,
            }),
        }
    }
    let has_discount = lines.iter().any(|line| matches!(line.form, Form::Discount { .. }));
    for line in gathered.iter().filter(|line| has_discount && (line.totals.ht <= 0 || line.totals.tva < 0)) {
        let nature = line.imputation.nature.as_ref().map_or("", Value::text);
        let total = euros(line.totals.ttc());
        given.report_with_help(
            &rules::PES823,
            F::LigneRemise,
            text!(
                fr = "nature {nature} : {total} une fois les remises déduites",
                en = "nature {nature}: {total} once discounts are deducted"
            ),
            Text::fixed(
                "mettre la remise sur l'imputation et le taux de TVA de ce qu'elle réduit",
                "put the discount on the imputation and VAT rate of what it reduces",
            ),
        );
    }
    gathered
}

/// The line of a row, and the discount that comes off it.
fn lines_of(given: &mut Given<'_>, row: usize) -> Option<Vec<Line>> {
    let imputation = Imputation {
        cod_prod_loc: given.required_value(F::LigneCodProdLoc),
        nature: given.required_value(F::LigneNature),
        fonction: given.value(F::LigneFonction),
        operation: given.value(F::LigneOperation),
    };
    // Both are read, so that whatever is wrong is told.
    let (taux_tva, billed) = (vat::taux(given), amount::billed(given));
    let (taux_tva, billed) = (taux_tva?, billed?);
    let by_invoice = given.view.config().vat_by_invoice;
    let line = |form: Form, totals: Totals, shares_vat: bool| Line {
        row,
        form,
        taux_tva,
        totals,
        shares_vat,
        imputation: imputation.clone(),
    };
    let cents = match &billed {
        Billed::Line { amount, .. } => amount.cents,
        Billed::Discount(remise) => *remise,
    };
    if cents.unsigned_abs() > MAX_CENTIMES {
        given.too_big(F::LigneHt);
        return None;
    }
    let lines = match billed {
        Billed::Discount(remise) => {
            let totals = vat::parts(given, remise, taux_tva)?;
            vec![line(Form::Discount { is_of_line: false }, totals, false)]
        }
        Billed::Line { amount: Amount { form, means, cents }, remise: None } => match means {
            Means::Ttc => vec![line(form, vat::parts(given, cents, taux_tva)?, false)],
            Means::Product | Means::Base => {
                let ht = check_ht(given, cents)?;
                vec![line(form, vat::taxed(given, ht, taux_tva)?, by_invoice)]
            }
            Means::Ht => vec![line(form, vat::taxed(given, cents, taux_tva)?, by_invoice)],
        },
        Billed::Line { amount: Amount { form, cents, .. }, remise: Some(remise) } => {
            let (whole, off) = vat::reduced(given, cents, remise, taux_tva)?;
            let amount = euros(remise);
            let message = text!(
                fr = "remise de {amount} écrite sur sa propre ligne, après la sienne",
                en = "discount of {amount} written on a line of its own, after the one that it reduces"
            );
            given.report(&rules::PES875, F::LigneRemise, message);
            vec![line(form, whole, by_invoice), line(Form::Discount { is_of_line: true }, off, false)]
        }
    };
    check_sizes(given, &lines)?;
    Some(lines)
}

/// Amounts are above 0 and fit their field.
fn check_sizes(given: &mut Given<'_>, lines: &[Line]) -> Option<()> {
    for Line { totals, .. } in lines {
        if totals.ttc().unsigned_abs() > MAX_CENTIMES {
            given.too_big(F::LigneTtc);
            return None;
        }
        let is_wrong = totals.ht <= 0 || totals.ttc() <= 0 || totals.tva < 0;
        if is_wrong && !given.has_said(&rules::PES823, F::LigneHt) {
            let total = euros(totals.ttc());
            let field = [F::LigneTtc, F::LigneHt, F::LigneQuantite].into_iter().find(|&f| given.view.text(f).is_some());
            given.report_with_help(
                &rules::PES823,
                field.unwrap_or(F::LigneHt),
                text!(fr = "montant de la ligne : {total}", en = "amount of the line: {total}"),
                Text::fixed(
                    "un montant est au-dessus de 0 ; une remise est positive, dans ligne.remise",
                    "an amount is above 0; a discount is positive, in ligne.remise",
                ),
            );
        }
    }
    Some(())
}

/// The amount before tax: the one given when it agrees with the one computed.
fn check_ht(given: &mut Given<'_>, computed: i64) -> Option<i64> {
    let Some(announced) = amount::given_amount(given, F::LigneHt)? else { return Some(computed) };
    if announced.abs_diff(computed) <= given.view.config().tolerance_centimes.unsigned_abs() {
        return Some(announced);
    }
    given.differ(F::LigneHt, announced, computed);
    Some(computed)
}

/// The amounts of a line as the schema writes them.
pub(super) fn written(line: &Line) -> (Option<MontantNul>, Option<TauxNul>, Option<MontantNul>, Option<Montant>) {
    (
        MontantNul::from_centimes(line.totals.ht),
        TauxNul::from_scaled(line.taux_tva),
        MontantNul::from_centimes(line.totals.tva),
        Montant::from_centimes(line.totals.ttc()),
    )
}
