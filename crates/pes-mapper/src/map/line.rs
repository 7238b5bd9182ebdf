//! The lines of an invoice: amounts computed, checked against those given, and gathered by imputation.

use compact_str::CompactString;
use pes_parser::value::{Alphanum, Montant, MontantNul, Num, NumVide, Quantite, TauxNul, Value};
use pes_parser::{Text, euros, text};
use pes_validator::rules;

use super::Totals;
use super::given::{Given, MAX_CENTIMES};
use crate::decimal::{Decimal, round_half_up};
use crate::fields::BillingField as F;
use crate::input::View;

/// A line with its amounts, all positive: a discount is told by its form.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub form: Form,
    /// Rate in hundredths of a percent.
    pub taux_tva: i64,
    pub totals: Totals,
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
    /// With words for the label, when the price was too fine for its field.
    Base {
        detail: Option<CompactString>,
    },
    Discount,
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
    if rows.len() > 999 {
        let count = rows.len();
        given.report(
            &rules::PES824,
            F::Facture,
            text!(fr = "{count} lignes, 999 au plus", en = "{count} lines, 999 at most"),
        );
    }
    let lines: Vec<Option<Line>> = rows.into_iter().map(|row| given.on_row(row, line)).collect();
    lines.into_iter().collect()
}

/// Discounts deducted.
pub(super) fn totals(lines: &[Line]) -> Totals {
    lines.iter().fold(Totals::default(), |sum, line| match line.form {
        Form::Discount => Totals { ht: sum.ht - line.totals.ht, tva: sum.tva - line.totals.tva },
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
    let has_discount = lines.iter().any(|line| matches!(line.form, Form::Discount));
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

fn line(given: &mut Given<'_>) -> Option<Line> {
    let imputation = Imputation {
        cod_prod_loc: given.required_value(F::LigneCodProdLoc),
        nature: given.required_value(F::LigneNature),
        fonction: given.value(F::LigneFonction),
        operation: given.value(F::LigneOperation),
    };
    let taux_tva = taux(given)?;
    let (form, ht) = form(given, taux_tva)?;
    if ht.unsigned_abs() > MAX_CENTIMES {
        given.too_big(F::LigneHt);
        return None;
    }
    let totals = match form {
        Form::Discount => discount(given, ht, taux_tva)?,
        Form::Base { .. } if only_ttc(given) => {
            let ttc = given.amount(F::LigneTtc)?;
            Totals { ht, tva: ttc - ht }
        }
        _ => taxed(given, ht, taux_tva)?,
    };
    if totals.ttc().unsigned_abs() > MAX_CENTIMES {
        given.too_big(F::LigneTtc);
        return None;
    }
    let said = |finding: &pes_validator::Diagnostic| {
        finding.rule == &rules::PES823 && finding.at.line == given.view.at(F::LigneHt).line
    };
    if (totals.ht <= 0 || totals.ttc() <= 0 || totals.tva < 0) && !given.findings.iter().any(said) {
        let total = euros(totals.ttc());
        let field = [F::LigneTtc, F::LigneHt, F::LigneQuantite].into_iter().find(|&f| given.view.text(f).is_some());
        given.report_with_help(
            &rules::PES823,
            field.unwrap_or(F::LigneHt),
            text!(fr = "montant de la ligne : {total}", en = "amount of the line: {total}"),
            Text::fixed(
                "un montant est au-dessus de 0 ; une remise va sur sa propre ligne, positive, dans ligne.remise",
                "an amount is above 0; a discount goes on its own line, positive, in ligne.remise",
            ),
        );
    }
    Some(Line { form, taux_tva, totals, imputation })
}

/// Whether the amount with tax is all that the line gives: the amount before tax and the VAT come from it.
fn only_ttc(given: &Given<'_>) -> bool {
    let has = |field| given.view.text(field).is_some();
    has(F::LigneTtc) && !has(F::LigneHt) && !has(F::LigneTva) && !has(F::LigneBase) && !has(F::LigneQuantite)
}

/// The rate in hundredths of a percent; 0 when no rate is given and no VAT either.
fn taux(given: &mut Given<'_>) -> Option<i64> {
    if given.view.text(F::LigneTauxTva).is_none() {
        let has_tva = given.amount(F::LigneTva).is_some_and(|tva| tva != 0);
        if has_tva {
            given.missing(F::LigneTauxTva);
            return None;
        }
        return Some(0);
    }
    // Exports write the sign as well: "20 %".
    let text = given.view.text(F::LigneTauxTva).unwrap_or_default().trim_end_matches('%').trim_end();
    let scaled = Decimal::parse(text).and_then(|rate| rate.at_scale(TauxNul::DECIMALS));
    if scaled.and_then(TauxNul::from_scaled).is_none() {
        given.report(
            &rules::PES822,
            F::LigneTauxTva,
            text!(fr = "taux de TVA « {text} » illisible", en = "unreadable VAT rate \"{text}\""),
        );
    }
    scaled.filter(|&rate| rate >= 0)
}

/// The form of the line and its amount before tax (with tax for a discount), as computed or given.
fn form(given: &mut Given<'_>, taux_tva: i64) -> Option<(Form, i64)> {
    let has = |given: &Given<'_>, field: F| given.view.text(field).is_some();
    let not_zero = |given: &mut Given<'_>, field: F| {
        has(given, field) && given.decimal(field).is_none_or(|number| !number.is_zero())
    };
    // A column of discounts is often 0 on the lines that are none.
    let discount = not_zero(given, F::LigneRemise);
    let base = not_zero(given, F::LigneBase);
    let quantity = has(given, F::LigneQuantite) && has(given, F::LignePrixUnitaire) && !(discount || base);
    match (discount, base, quantity) {
        (true, false, false) => given.amount(F::LigneRemise).map(|remise| (Form::Discount, remise)),
        (false, true, false) => {
            let base = given.amount(F::LigneBase)?;
            check_ht(given, base).map(|ht| (Form::Base { detail: None }, ht))
        }
        (false, false, true) => by_quantity(given),
        (false, false, false) => match (has(given, F::LigneHt), has(given, F::LigneTtc)) {
            (true, _) => given.amount(F::LigneHt).map(|ht| (Form::Base { detail: None }, ht)),
            (false, true) => {
                let ttc = given.amount(F::LigneTtc)?;
                Some((Form::Base { detail: None }, without_tax(ttc, taux_tva)?))
            }
            (false, false) => {
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
        },
        _ => {
            given.report(
                &rules::PES829,
                F::LigneBase,
                Text::fixed(
                    "base et remise sur la même ligne : une seule est possible",
                    "base amount and discount on one line: only one is possible",
                ),
            );
            None
        }
    }
}

fn by_quantity(given: &mut Given<'_>) -> Option<(Form, i64)> {
    let quantite = given.decimal(F::LigneQuantite)?;
    let quantite2 = match given.view.text(F::LigneQuantite2) {
        Some(_) => Some(given.decimal(F::LigneQuantite2)?),
        None => None,
    };
    let price = given.decimal(F::LignePrixUnitaire)?;
    let factors =
        [(F::LigneQuantite, Some(quantite)), (F::LigneQuantite2, quantite2), (F::LignePrixUnitaire, Some(price))];
    for (field, _) in factors.iter().filter(|(_, number)| number.is_some_and(|number| !number.is_positive())) {
        let (key, text) = (field.key(), given.view.text(*field).unwrap_or_default());
        let message =
            text!(fr = "{key} : « {text} » n'est pas au-dessus de 0", en = "{key}: \"{text}\" is not above 0");
        given.report(&rules::PES823, *field, message);
    }
    let product = match quantite2 {
        Some(quantite2) => quantite.times(quantite2)?.times(price),
        None => quantite.times(price),
    };
    let Some(computed) = product.and_then(Decimal::round_to_centimes) else {
        given.too_precise(F::LigneQuantite, Quantite::DECIMALS);
        return None;
    };
    let ht = check_ht(given, computed)?;
    let fine_price = price.scale() > 2;
    let form = if fine_price && given.view.config().fine_price_as_base {
        let words = |field| given.view.text(field).unwrap_or_default();
        let quantity = |number, unit| format!("{} {}", words(number), words(unit)).trim().to_owned();
        let mut factors = vec![quantity(F::LigneQuantite, F::LigneUnite)];
        factors.extend(quantite2.map(|_| quantity(F::LigneQuantite2, F::LigneUnite2)));
        factors.push(words(F::LignePrixUnitaire).to_owned());
        let detail = factors.join(" x ");
        let key = F::LignePrixUnitaire.key();
        let message = text!(fr = "{key} : « {detail} » va au libellé", en = "{key}: \"{detail}\" goes to the label");
        given.report(&rules::PES873, F::LignePrixUnitaire, message);
        Form::Base { detail: Some(detail.into()) }
    } else {
        // A number that its field cannot take refuses the invoice; its amount is known all the same.
        written_quantity(given, quantite, quantite2, price).unwrap_or(Form::Base { detail: None })
    };
    Some((form, ht))
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

/// The amount before tax: the one given when it agrees with the one computed.
fn check_ht(given: &mut Given<'_>, computed: i64) -> Option<i64> {
    if given.view.text(F::LigneHt).is_none() {
        return Some(computed);
    }
    let announced = given.amount(F::LigneHt)?;
    Some(if agree(given, F::LigneHt, announced, computed) { announced } else { computed })
}

fn agree(given: &mut Given<'_>, field: F, announced: i64, computed: i64) -> bool {
    let ok = announced.abs_diff(computed) <= given.view.config().tolerance_centimes.unsigned_abs();
    if !ok {
        given.differ(field, announced, computed);
    }
    ok
}

/// VAT and amount with tax of a line that is no discount.
fn taxed(given: &mut Given<'_>, ht: i64, taux_tva: i64) -> Option<Totals> {
    let computed = i64::try_from(round_half_up(i128::from(ht) * i128::from(taux_tva), 10_000)?).ok()?;
    let announced_ttc = given_amount(given, F::LigneTtc)?;
    let tva = match (given_amount(given, F::LigneTva)?, announced_ttc) {
        (Some(announced), _) if agree(given, F::LigneTva, announced, computed) => announced,
        // A difference within what is allowed stands in the VAT, so that the amount with tax is the one given.
        (None, Some(ttc)) if agree(given, F::LigneTtc, ttc, ht.checked_add(computed)?) => ttc - ht,
        (_, None) => computed,
        _ => return Some(Totals { ht, tva: computed }),
    };
    if let Some(ttc) = announced_ttc.filter(|&ttc| ttc != ht + tva) {
        given.differ(F::LigneTtc, ttc, ht + tva);
    }
    Some(Totals { ht, tva })
}

/// An amount that the line may give; the outer `None` when it gives one that cannot be read.
fn given_amount(given: &mut Given<'_>, field: F) -> Option<Option<i64>> {
    match given.view.text(field) {
        Some(_) => given.amount(field).map(Some),
        None => Some(None),
    }
}

/// A discount is given with tax; its amounts before tax and VAT come from the data or from the rate.
fn discount(given: &mut Given<'_>, remise: i64, taux_tva: i64) -> Option<Totals> {
    let computed = without_tax(remise, taux_tva)?;
    let (ht, tva) = (given_amount(given, F::LigneHt)?, given_amount(given, F::LigneTva)?);
    let ht = ht.or_else(|| tva.and_then(|tva| remise.checked_sub(tva))).unwrap_or(computed);
    // Half a cent of rounding each way separates HT from TTC and TTC from HT.
    if ht.abs_diff(computed) > given.view.config().tolerance_centimes.unsigned_abs().max(1) {
        given.differ(F::LigneHt, ht, computed);
        return Some(Totals { ht: computed, tva: remise - computed });
    }
    let totals = Totals { ht, tva: remise.checked_sub(ht)? };
    for (field, expected) in [(F::LigneTva, totals.tva), (F::LigneTtc, remise)] {
        if let Some(announced) = given_amount(given, field)?.filter(|&announced| announced != expected) {
            given.differ(field, announced, expected);
        }
    }
    Some(totals)
}

fn without_tax(ttc: i64, taux_tva: i64) -> Option<i64> {
    let divisor = 10_000_i128.checked_add(taux_tva.into())?;
    i64::try_from(round_half_up(i128::from(ttc) * 10_000, divisor)?).ok()
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
