use super::{Case, cents, say, text};

/// A line that says its amount otherwise than by quantity and price.
fn amount(cells: &[(&str, &str)]) -> Case {
    Case::person().cells(&[("ligne.quantite", ""), ("ligne.prix_unitaire", "")]).cells(cells)
}

fn price(price: &str) -> Case {
    Case::person().cells(&[("ligne.quantite", "1"), ("ligne.prix_unitaire", price)])
}

#[test]
fn numbers_as_people_write_them() {
    for form in
        ["1234,50", "1234.5", "1 234,50", "1\u{A0}234,50", "1\u{202F}234,50", "1.234,50", "1,234.50", "1234,50 €"]
    {
        assert_eq!(cents(&price(form).line().mt_unitaire), Some(123_450), "{form}");
    }
    assert_eq!(cents(&price("1.234,56").line().mt_ht), Some(123_456));
}

#[test]
fn what_is_no_number_is_refused() {
    for form in ["1.23.456", "abc", "1e3", "12 34,50", "1,2,3", "=2*3"] {
        assert_eq!(price(form).refused(), ["PES822"], "{form}");
    }
}

#[test]
fn quantity_by_second_quantity_by_price() {
    let line = Case::person()
        .cells(&[
            ("ligne.quantite", "10"),
            ("ligne.unite", "jour"),
            ("ligne.quantite2", "7,5"),
            ("ligne.unite2", "h"),
            ("ligne.prix_unitaire", "22,75"),
        ])
        .line();
    assert_eq!((text(&line.quantite), text(&line.quantite2)), ("10", "7.5"));
    assert_eq!((text(&line.unite1), text(&line.unite2)), ("jour", "h"));
    assert_eq!((cents(&line.mt_unitaire), cents(&line.mt_ht)), (Some(2_275), Some(170_625)));
}

#[test]
fn a_base_amount() {
    let line = amount(&[("ligne.base", "250"), ("ligne.taux_tva", "20")]).line();
    assert_eq!(
        (cents(&line.mt_base), cents(&line.mt_ht), cents(&line.mt_tva)),
        (Some(25_000), Some(25_000), Some(5_000))
    );
    assert!(line.quantite.is_none() && line.mt_unitaire.is_none());
}

#[test]
fn only_the_amount_before_tax() {
    let line = amount(&[("ligne.ht", "99,99"), ("ligne.taux_tva", "5,5")]).line();
    assert_eq!(
        (cents(&line.mt_base), cents(&line.mt_tva), cents(&line.mt_ttc)),
        (Some(9_999), Some(550), Some(10_549))
    );
}

#[test]
fn only_the_amount_with_tax() {
    let line = amount(&[("ligne.ttc", "120"), ("ligne.taux_tva", "20")]).line();
    assert_eq!(
        (cents(&line.mt_ht), cents(&line.mt_tva), cents(&line.mt_ttc)),
        (Some(10_000), Some(2_000), Some(12_000))
    );
}

/// No amount before tax makes 12,09 with its VAT at 20 % rounded: what is given stands, the VAT is the rest.
#[test]
fn only_an_amount_with_tax_that_no_other_amount_makes() {
    let line = amount(&[("ligne.ttc", "12,09"), ("ligne.taux_tva", "20")]).line();
    assert_eq!(cents(&line.mt_ttc), Some(1_209));
    assert_eq!(cents(&line.mt_ht).unwrap() + cents(&line.mt_tva).unwrap(), 1_209);
}

#[test]
fn vat_without_its_rate_is_refused() {
    assert_eq!(amount(&[("ligne.ht", "100"), ("ligne.tva", "20")]).refused(), ["PES820"]);
}

#[test]
fn a_discount_is_taken_off_with_its_vat() {
    let case = price("100").cell("ligne.taux_tva", "20").row(&[
        ("ligne.libelle", "Remise fidélité"),
        ("ligne.quantite", ""),
        ("ligne.prix_unitaire", ""),
        ("ligne.remise", "12,00"),
    ]);
    let written = case.written();
    let discount = &written.indiv().ligne_facture[1];
    assert_eq!((cents(&discount.mt_remise), cents(&discount.mt_ht)), (Some(1_200), Some(1_000)));
    assert_eq!((cents(&discount.mt_tva), cents(&discount.mt_ttc)), (Some(200), Some(1_200)));
    let total = written.indiv().total_a_payer.as_ref().unwrap();
    assert_eq!((cents(&total.mt_total_ht), cents(&total.mt_total_ttc)), (Some(9_000), Some(10_800)));
    let lines = written.imputations();
    assert_eq!((lines.len(), cents(&lines[0].mt_ht), cents(&lines[0].mt_tva)), (1, Some(9_000), Some(1_800)));
}

#[test]
fn a_discount_larger_than_what_it_reduces_is_refused() {
    let case =
        price("100").cell("ligne.nature", "70111").row(&[("ligne.nature", "7012"), ("ligne.prix_unitaire", "10")]);
    let discount = [("ligne.quantite", ""), ("ligne.prix_unitaire", ""), ("ligne.remise", "10,01")];
    let outcome = case.row(&discount).convert();
    assert_eq!(outcome.rules(), ["PES823"]);
    assert!(say(&outcome.errors(), "nature 7012"));
}

#[test]
fn a_cent_is_tolerated_or_not() {
    let case = Case::person().cells(&[
        ("ligne.quantite", "3"),
        ("ligne.prix_unitaire", "3,33"),
        ("ligne.ht", "10,00"),
        ("ligne.ttc", "10,00"),
        ("total_ttc", "10,00"),
    ]);
    assert_eq!(case.clone().key("montants.tolerance_centimes", "0").refused(), ["PES828"]);
    let line = case.clone().key("montants.tolerance_centimes", "1").line();
    assert_eq!((cents(&line.mt_ht), cents(&line.mt_ttc)), (Some(1_000), Some(1_000)), "the amount given stands");
    assert_eq!(case.cell("ligne.ht", "10,01").key("montants.tolerance_centimes", "1").refused(), ["PES828"]);
}

#[test]
fn totals_are_checked_to_the_cent_whatever_is_tolerated() {
    let case = Case::person().key("montants.tolerance_centimes", "5");
    for field in ["total_ht", "total_ttc"] {
        assert_eq!(case.clone().cell(field, "20,01").refused(), ["PES828"], "{field}");
        assert_eq!(case.clone().cell(field, "20,00").to_pay(), 2_000, "{field}");
    }
    assert_eq!(case.cell("total_tva", "0,01").refused(), ["PES828"]);
}

impl Case {
    /// What is to pay, nothing being refused.
    fn to_pay(&self) -> i64 {
        cents(&self.written().indiv().total_a_payer.as_ref().unwrap().mt_total_ttc).unwrap()
    }
}

#[test]
fn two_vat_rates_make_two_lines_of_the_titre() {
    let case =
        price("100").cell("ligne.taux_tva", "5,5").row(&[("ligne.prix_unitaire", "50"), ("ligne.taux_tva", "20 %")]);
    let written = case.row(&[("ligne.prix_unitaire", "10"), ("ligne.taux_tva", "5,50")]).written();
    let lines: Vec<_> =
        written.imputations().into_iter().map(|l| (cents(&l.tx_tva), cents(&l.mt_ht), cents(&l.mt_tva))).collect();
    assert_eq!(lines, [(Some(550), Some(11_000), Some(605)), (Some(2_000), Some(5_000), Some(1_000))]);
    assert_eq!(cents(&written.bordereau().mt_bord_ht), Some(16_000));
    assert_eq!(cents(&written.bordereau().mt_bord_tva), Some(1_605));
    let ids: Vec<&str> = written.imputations().iter().map(|line| text(&line.id_ligne)).collect();
    assert_eq!(ids, ["1", "2"]);
}

#[test]
fn two_accounts_make_two_lines_of_the_titre() {
    let case =
        Case::person().cell("ligne.nature", "70111").row(&[("ligne.nature", "7012")]).row(&[("ligne.nature", "70111")]);
    let written = case.written();
    let lines: Vec<_> = written.imputations().into_iter().map(|l| (text(&l.nature), cents(&l.mt_ht))).collect();
    assert_eq!(lines, [("70111", Some(4_000)), ("7012", Some(2_000))]);
}

#[test]
fn without_vat_the_titre_speaks_of_none() {
    for rate in ["0", "0,00", ""] {
        let written = Case::person().cell("ligne.taux_tva", rate).written();
        let line = written.imputations()[0];
        assert!(line.tx_tva.is_none() && line.mt_tva.is_none() && written.bordereau().mt_bord_tva.is_none());
        assert_eq!(cents(&written.line().taux_tva), Some(0), "but the ASAP must");
    }
}

#[test]
fn an_impossible_vat_rate_is_refused() {
    for rate in ["abc", "-5", "5,5555"] {
        assert_eq!(Case::person().cell("ligne.taux_tva", rate).refused(), ["PES822"], "{rate}");
    }
}

fn fine_price(policy: &str) -> Case {
    Case::person()
        .cells(&[("ligne.quantite", "42"), ("ligne.unite", "m3"), ("ligne.prix_unitaire", "1,8524")])
        .key("montants.prix_unitaire_long", policy)
}

#[test]
fn a_fine_price_is_refused_or_becomes_a_base_amount() {
    assert_eq!(fine_price("\"erreur\"").refused(), ["PES831"]);
    let outcome = fine_price("\"base\"").convert();
    assert_eq!(outcome.changes(), ["PES873"]);
    let line = outcome.written().line().clone();
    assert_eq!((cents(&line.mt_base), cents(&line.mt_ht)), (Some(7_780), Some(7_780)));
    assert_eq!(text(&line.libelle), "Repas (42 m3 x 1,8524)");
    assert!(line.quantite.is_none() && line.unite1.is_none() && line.mt_unitaire.is_none());
    assert_eq!(cents(&fine_price("\"erreur\"").cell("ligne.prix_unitaire", "1,8500").line().mt_unitaire), Some(185));
}

/// The label says what makes the amount: all of it.
#[test]
fn the_label_of_a_fine_price_says_both_quantities() {
    let case = fine_price("\"base\"").cells(&[("ligne.quantite2", "7,5"), ("ligne.unite2", "h")]);
    let line = case.line();
    assert_eq!(cents(&line.mt_base), Some(58_351));
    let label = text(&line.libelle);
    assert!(["42", "7,5", "1,8524"].iter().all(|factor| label.contains(factor)), "{label}");
}

#[test]
fn a_quantity_has_six_digits_and_four_decimals() {
    for quantity in ["1234567", "1,23456", "123456,7"] {
        let outcome = Case::person().cell("ligne.quantite", quantity).convert();
        assert_eq!(outcome.rules(), ["PES831"], "{quantity}");
    }
    assert_eq!(text(&Case::person().cell("ligne.quantite", "12,3456").line().quantite), "12.3456");
}

#[test]
fn nothing_is_zero_or_negative() {
    for cells in [
        &[("ligne.base", "-5")][..],
        &[("ligne.ht", "-5")],
        &[("ligne.ttc", "-5"), ("ligne.taux_tva", "20")],
        &[("ligne.remise", "-5")],
        &[("ligne.remise", "5")],
        &[("ligne.ht", "0")],
        &[("ligne.quantite", "-1"), ("ligne.prix_unitaire", "5")],
        &[("ligne.quantite", "1"), ("ligne.prix_unitaire", "-5")],
        &[("ligne.quantite", "-1"), ("ligne.prix_unitaire", "-5")],
        &[("ligne.quantite", "0"), ("ligne.prix_unitaire", "5")],
        &[("ligne.quantite", "0,001"), ("ligne.prix_unitaire", "0,01")],
    ] {
        assert_eq!(amount(cells).refused(), ["PES823"], "{cells:?}");
    }
}

/// A line below zero is not hidden by the others.
#[test]
fn a_negative_line_is_refused_in_an_invoice_above_zero() {
    let case = price("100").row(&[("ligne.quantite", "-1"), ("ligne.prix_unitaire", "5")]);
    let outcome = case.convert();
    assert_eq!(outcome.rules(), ["PES823"]);
    assert_eq!(outcome.errors()[0].at.line, 3);
}

#[test]
fn no_amount_or_two_are_refused() {
    assert_eq!(amount(&[]).refused(), ["PES829"]);
    assert_eq!(amount(&[("ligne.quantite", "3")]).refused(), ["PES829"]);
    assert_eq!(
        amount(&[("ligne.quantite", "2"), ("ligne.prix_unitaire", "1"), ("ligne.base", "3")]).refused(),
        ["PES829"]
    );
}

#[test]
fn an_amount_too_big_is_refused() {
    assert_eq!(amount(&[("ligne.base", "999999999999,99")]).to_pay(), 99_999_999_999_999);
    assert_eq!(amount(&[("ligne.base", "1000000000000")]).refused(), ["PES824"]);
    let half = amount(&[("ligne.base", "600000000000")]);
    assert_eq!(half.clone().row(&[]).refused(), ["PES824"]);
}

/// Close to what 64 bits hold: nothing passes them on the way.
#[test]
fn an_amount_far_too_big_is_refused_as_well() {
    assert!(!amount(&[("ligne.base", "90000000000000000")]).refused().is_empty());
    assert_eq!(amount(&[("ligne.base", "900000000000000000000")]).refused(), ["PES831"]);
}

#[test]
fn an_amount_far_too_big_with_its_vat_is_refused() {
    assert!(!amount(&[("ligne.base", "90000000000000000"), ("ligne.taux_tva", "20")]).refused().is_empty());
}

#[test]
fn amounts_far_too_big_in_sum_are_refused() {
    let huge = amount(&[("ligne.base", "90000000000000000")]);
    assert!(!huge.row(&[]).refused().is_empty());
}

/// The total fits, the line does not.
#[test]
fn a_line_too_big_is_refused_even_when_a_discount_makes_the_total_fit() {
    let case = amount(&[("ligne.base", "1000000000000")]);
    assert!(!case.row(&[("ligne.base", ""), ("ligne.remise", "100")]).refused().is_empty());
}
