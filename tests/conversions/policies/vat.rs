//! Rates of VAT, and where VAT is rounded.

use super::{Case, advise, cents, say, text};

fn base(amount: &str, rate: &str) -> Case {
    Case::person().cells(&[
        ("ligne.quantite", ""),
        ("ligne.prix_unitaire", ""),
        ("ligne.base", amount),
        ("ligne.taux_tva", rate),
    ])
}

#[test]
fn a_rate_below_one_may_be_a_fraction() {
    for rate in ["0,2", "0.055", "0,9"] {
        let outcome = base("100", rate).convert();
        assert_eq!(outcome.rules(), ["PES836"], "{rate}");
        assert!(advise(&outcome.errors(), "montants.taux_tva"));
    }
    assert!(say(&base("100", "0,2").convert().errors(), "0,2 % ou 20 % ?"));
    let tva = |case: Case| cents(&case.line().mt_tva);
    assert_eq!(tva(base("1000", "0,9 %")), Some(900), "the sign says what it is");
    assert_eq!(tva(base("1000", "0,9").key("montants.taux_tva", "\"pour_cent\"")), Some(900));
    assert_eq!(tva(base("100", "0,2").key("montants.taux_tva", "\"fraction\"")), Some(2_000));
    assert_eq!(tva(base("100", "0.055").key("montants.taux_tva", "\"fraction\"")), Some(550));
    assert_eq!(tva(base("100", "20 %").key("montants.taux_tva", "\"fraction\"")), Some(2_000));
    assert_eq!(tva(base("100", "0").key("montants.taux_tva", "\"fraction\"")), Some(0));
    assert_eq!(base("100", "20").key("montants.taux_tva", "\"fraction\"").refused(), ["PES836"]);
}

#[test]
fn an_empty_rate_beside_others_is_not_zero_in_silence() {
    let case = base("100", "20").row(&[("ligne.taux_tva", "")]);
    let outcome = case.convert();
    assert_eq!(outcome.rules(), ["PES820"]);
    assert!(say(&outcome.errors(), "« 20 » ligne 2"), "{:#?}", outcome.errors());
    let other = base("100", "20").row(&[("facture", "F2"), ("ligne.taux_tva", "")]).convert();
    assert_eq!((other.rules(), other.refused.len()), (vec!["PES820"], 1), "in another invoice of the file as well");
    let by_default = case.clone().tables("[defauts]\n\"ligne.taux_tva\" = \"0\"\n");
    assert_eq!(cents(&by_default.written().indiv().total_a_payer.as_ref().unwrap().mt_total_ttc), Some(22_000));
    let of_zeros = base("100", "0").row(&[("ligne.taux_tva", "")]);
    assert_eq!(cents(&of_zeros.written().line().mt_tva), Some(0), "no other rate is known to the file");
}

/// Lines of one invoice: base, rate.
fn invoice(lines: &[(&str, &str)]) -> Case {
    let case = base(lines[0].0, lines[0].1);
    lines[1..].iter().fold(case, |case, (amount, rate)| case.row(&[("ligne.base", amount), ("ligne.taux_tva", rate)]))
}

fn by_invoice(case: Case) -> Case {
    case.key("montants.arrondi_tva", "\"facture\"")
}

/// VAT of each line, then of the invoice.
fn vat(case: &Case) -> (Vec<i64>, i64) {
    let written = case.written();
    let lines = written.indiv().ligne_facture.iter().map(|line| cents(&line.mt_tva).unwrap()).collect();
    let total = cents(&written.indiv().total_a_payer.as_ref().unwrap().mt_total_tva).unwrap();
    let titre: i64 = written.imputations().iter().filter_map(|line| cents(&line.mt_tva)).sum();
    assert_eq!(titre, total, "the titre and its ASAP say the same");
    (lines, total)
}

#[test]
fn vat_is_rounded_once_a_rate_when_it_is_said() {
    // Three times 0,02 at 20 %: 0,4 cent each, 1,2 cent in all.
    let case = invoice(&[("0,02", "20"), ("0,02", "20"), ("0,02", "20")]);
    assert_eq!(vat(&case), (vec![0, 0, 0], 0));
    assert_eq!(vat(&by_invoice(case)), (vec![1, 0, 0], 1));
    // 10,10 at 5,5 % is 0,5555: rounded up three times it is 1,68, and once 1,67 (1,6665).
    let case = invoice(&[("10,10", "5,5"), ("10,10", "5,5"), ("10,10", "5,5")]);
    assert_eq!(vat(&case), (vec![56, 56, 56], 168));
    assert_eq!(vat(&by_invoice(case)), (vec![56, 56, 55], 167));
    // The largest part of a cent has the cent: 0,4 + 0,8 + 0,6 = 1,8.
    let case = invoice(&[("0,02", "20"), ("0,04", "20"), ("0,03", "20")]);
    assert_eq!(vat(&by_invoice(case)), (vec![0, 1, 1], 2));
    // Each rate apart.
    let case = invoice(&[("0,02", "20"), ("0,05", "10"), ("0,02", "20"), ("0,05", "10")]);
    assert_eq!(vat(&by_invoice(case)), (vec![1, 1, 0, 0], 2));
}

#[test]
fn totals_given_by_invoice_balance_to_the_cent() {
    let case = by_invoice(invoice(&[("0,02", "20"), ("0,02", "20"), ("0,02", "20")]));
    let totals = [("total_ht", "0,06"), ("total_tva", "0,01"), ("total_ttc", "0,07")];
    let with = |case: &Case, totals: &[(&str, &str)]| {
        let mut case = case.clone();
        for row in &mut case.rows {
            totals.iter().for_each(|(field, text)| super::put(row, field, text));
        }
        case
    };
    assert_eq!(vat(&with(&case, &totals)).1, 1);
    let by_line = with(&case, &totals).key("montants.arrondi_tva", "\"ligne\"");
    assert_eq!(by_line.refused(), ["PES828"]);
    assert_eq!(with(&case, &[("total_tva", "0,02")]).refused(), ["PES828"]);
}

/// The amount that a discount takes off is given with tax, and stays that to the cent.
#[test]
fn a_discount_keeps_its_amount_with_tax() {
    let case = by_invoice(invoice(&[("10,03", "5,5"), ("10,03", "5,5")]).cell("ligne.remise", "1,00"));
    let written = case.written();
    let discount = &written.indiv().ligne_facture[2];
    assert_eq!(
        (cents(&discount.mt_remise), cents(&discount.mt_ht), cents(&discount.mt_tva)),
        (Some(100), Some(95), Some(5))
    );
    // 20,06 - 0,95 = 19,11 before tax, 1,05 of VAT (1,05105).
    let total = written.indiv().total_a_payer.as_ref().unwrap();
    assert_eq!((cents(&total.mt_total_ht), cents(&total.mt_total_tva)), (Some(1_911), Some(105)));
    assert_eq!(vat(&case).0.iter().take(2).sum::<i64>(), 110);
}

/// What a line gives with tax is what it is.
#[test]
fn an_amount_given_with_tax_has_its_own_vat() {
    let case = Case::person().cells(&[("ligne.quantite", ""), ("ligne.prix_unitaire", ""), ("ligne.ttc", "12,09")]);
    let case = by_invoice(case.cell("ligne.taux_tva", "20").row(&[]));
    let written = case.written();
    assert_eq!(cents(&written.indiv().total_a_payer.as_ref().unwrap().mt_total_ttc), Some(2_418));
}

/// The VAT of a line is given by software that rounds it there: a cent apart is the sharing, more is a fault.
#[test]
fn vat_given_for_a_line_is_a_cent_apart_at_most() {
    let case = by_invoice(invoice(&[("10,03", "5,5"), ("10,03", "5,5")]));
    assert_eq!(vat(&case.clone().cell("ligne.tva", "0,55")).1, 110);
    assert_eq!(case.cell("ligne.tva", "0,57").refused(), ["PES828"]);
}

#[test]
fn shares_go_to_the_accounts_of_their_lines() {
    let case = by_invoice(base("0,02", "20").cell("ligne.nature", "70111").row(&[("ligne.nature", "7012")]));
    let written = case.row(&[]).written();
    let lines: Vec<_> = written
        .imputations()
        .into_iter()
        .map(|line| (text(&line.nature), cents(&line.mt_ht), cents(&line.mt_tva)))
        .collect();
    assert_eq!(lines, [("70111", Some(2), Some(1)), ("7012", Some(4), None)]);
}
