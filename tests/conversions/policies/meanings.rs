//! A row that gives several amounts means one thing, or is refused.

use super::{Case, cents, say, text};

/// A row without amounts, but for these cells.
fn row(cells: &[(&str, &str)]) -> Case {
    Case::person().cells(&[("ligne.quantite", ""), ("ligne.prix_unitaire", "")]).cells(cells)
}

/// A line printed: label, then amounts of the form, then amount with tax.
type Printed = (String, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

fn printed(case: &Case) -> Vec<Printed> {
    let written = case.written();
    let lines = written.indiv().ligne_facture.iter();
    lines
        .map(|line| {
            let label = text(&line.libelle).to_owned();
            (label, cents(&line.mt_unitaire), cents(&line.mt_base), cents(&line.mt_remise), cents(&line.mt_ttc))
        })
        .collect()
}

fn to_pay(case: &Case) -> i64 {
    cents(&case.written().indiv().total_a_payer.as_ref().unwrap().mt_total_ttc).unwrap()
}

#[test]
fn a_discount_comes_off_the_line_of_its_row() {
    let case = row(&[("ligne.quantite", "5"), ("ligne.prix_unitaire", "10,00"), ("ligne.remise", "")]).row(&[
        ("ligne.libelle", "Garderie"),
        ("ligne.quantite", "2"),
        ("ligne.remise", "3,00"),
    ]);
    assert_eq!(
        printed(&case),
        [
            ("Repas".to_owned(), Some(1_000), None, None, Some(5_000)),
            ("Garderie".to_owned(), Some(1_000), None, None, Some(2_000)),
            ("Remise : Garderie".to_owned(), None, None, Some(300), Some(300)),
        ]
    );
    assert_eq!(to_pay(&case), 6_700);
    assert_eq!(case.convert().changes(), ["PES875"]);
    let written = case.written();
    let orders: Vec<&str> = written.indiv().ligne_facture.iter().map(|line| text(&line.ordre)).collect();
    assert_eq!(orders, ["1", "2", "3"]);
    assert_eq!(cents(&written.imputations()[0].mt_ht), Some(6_700));
}

#[test]
fn a_discount_comes_off_a_base_amount_as_well() {
    let case = row(&[("ligne.base", "20"), ("ligne.remise", "3"), ("ligne.taux_tva", "20")]);
    let lines = printed(&case);
    assert_eq!(lines[0], ("Repas".to_owned(), None, Some(2_000), None, Some(2_400)));
    assert_eq!(lines[1], ("Remise : Repas".to_owned(), None, None, Some(300), Some(300)));
    assert_eq!(to_pay(&case), 2_100);
    let written = case.written();
    assert_eq!(
        (cents(&written.imputations()[0].mt_ht), cents(&written.imputations()[0].mt_tva)),
        (Some(1_750), Some(350))
    );
}

/// 0,01 with tax at 20 % is 0,01 before tax: the amount with tax is what is exact.
#[test]
fn a_discount_with_tax_is_exact_at_any_rate() {
    for rate in ["0", "2,1", "5,5", "10", "20"] {
        for off in ["0,01", "0,07", "3,33", "9,99"] {
            let case = row(&[("ligne.base", "100"), ("ligne.remise", off), ("ligne.taux_tva", rate)]);
            let whole = to_pay(&row(&[("ligne.base", "100"), ("ligne.taux_tva", rate)]));
            let off: i64 = off.replace(',', "").parse().unwrap();
            assert_eq!(to_pay(&case), whole - off, "{off} at {rate}");
        }
    }
}

#[test]
fn a_discount_larger_than_its_line_is_refused() {
    let case =
        row(&[("ligne.base", "50"), ("ligne.remise", "0")]).row(&[("ligne.base", "3"), ("ligne.remise", "3,01")]);
    let outcome = case.convert();
    assert_eq!(outcome.rules(), ["PES823"]);
    assert!(say(&outcome.errors(), "remise de 3,01 € sur une ligne de 3,00 €"), "{:#?}", outcome.errors());
    assert_eq!(to_pay(&case.cell("ligne.remise", "3,00")), 5_000, "a line may be given");
}

#[test]
fn amounts_beside_a_discount_are_those_before_it_or_those_after_it() {
    let case = row(&[("ligne.quantite", "2"), ("ligne.prix_unitaire", "10"), ("ligne.remise", "3")]);
    for (ht, ttc, fits) in
        [("20", "20", true), ("17", "17", true), ("20", "17", false), ("18", "", false), ("", "17", true)]
    {
        let case = case.clone().cells(&[("ligne.ht", ht), ("ligne.ttc", ttc)]);
        match fits {
            true => assert_eq!(to_pay(&case), 1_700, "{ht} {ttc}"),
            false => {
                let outcome = case.convert();
                assert_eq!(outcome.rules(), ["PES828"], "{ht} {ttc}");
                assert!(say(&outcome.errors(), "avant la remise"), "{:#?}", outcome.errors());
            }
        }
    }
}

#[test]
fn a_base_beside_a_product_is_a_check() {
    let case = row(&[("ligne.quantite", "2"), ("ligne.prix_unitaire", "10,00")]);
    assert_eq!(to_pay(&case.clone().cell("ligne.base", "20")), 2_000);
    let outcome = case.clone().cell("ligne.base", "5,00").convert();
    assert_eq!(outcome.rules(), ["PES829"]);
    assert!(say(&outcome.errors(), "20,00 € ou 5,00 € ?"), "{:#?}", outcome.errors());
    for zero in ["0", "0,00", ""] {
        assert_eq!(to_pay(&case.clone().cells(&[("ligne.base", zero), ("ligne.remise", zero)])), 2_000, "{zero}");
    }
}

#[test]
fn a_quantity_without_a_price_is_carried_or_refused() {
    for total in ["ligne.ht", "ligne.ttc"] {
        let case = row(&[(total, "30"), ("ligne.quantite", "3"), ("ligne.unite", "jour")]);
        assert_eq!(printed(&case)[0].0, "Repas (3 jour)", "{total}");
        assert_eq!((to_pay(&case), case.convert().changes()), (3_000, vec!["PES876"]));
    }
    for (cell, readings) in [("ligne.base", "30,00 € ou 90,00 € ?"), ("ligne.remise", "30,00 € ou 90,00 € ?")] {
        let outcome = row(&[("ligne.base", "500"), ("ligne.nature", "70111")])
            .row(&[("ligne.base", ""), (cell, "30"), ("ligne.quantite", "3")])
            .convert();
        assert_eq!(outcome.rules(), ["PES829"], "{cell}");
        assert!(say(&outcome.errors(), readings), "{cell}: {:#?}", outcome.errors());
    }
    let case = row(&[("ligne.base", "30"), ("ligne.quantite", "1")]);
    assert_eq!(printed(&case)[0].0, "Repas", "one says nothing");
    assert_eq!(row(&[("ligne.base", "30"), ("ligne.quantite2", "2")]).refused(), ["PES829"]);
    assert_eq!(row(&[("ligne.ht", "30"), ("ligne.quantite", "-2")]).refused(), ["PES823"]);
}

#[test]
fn a_price_without_a_quantity_is_the_amount_or_is_refused() {
    for field in ["ligne.base", "ligne.ht"] {
        assert_eq!(to_pay(&row(&[(field, "30"), ("ligne.prix_unitaire", "30")])), 3_000, "{field}");
        let outcome = row(&[(field, "30"), ("ligne.prix_unitaire", "10")]).convert();
        assert_eq!(outcome.rules(), ["PES829"], "{field}");
        assert!(say(&outcome.errors(), "10,00 € ou 30,00 € ?"), "{:#?}", outcome.errors());
    }
    assert_eq!(row(&[("ligne.ttc", "30"), ("ligne.prix_unitaire", "10")]).refused(), ["PES829"]);
    assert_eq!(row(&[("ligne.prix_unitaire", "10")]).refused(), ["PES829"]);
    assert_eq!(row(&[("ligne.prix_unitaire", "10"), ("ligne.remise", "3")]).refused(), ["PES829"]);
}

/// Exports fill the columns that a row does not use.
#[test]
fn zeros_are_as_good_as_nothing() {
    let zeros =
        [("ligne.quantite", "0"), ("ligne.prix_unitaire", "0,00"), ("ligne.quantite2", "0"), ("ligne.remise", "0")];
    for amount in [("ligne.base", "30"), ("ligne.ht", "30"), ("ligne.ttc", "30")] {
        assert_eq!(to_pay(&row(&zeros).cells(&[amount])), 3_000, "{amount:?}");
    }
    for (cells, readings) in [
        ([("ligne.quantite", "0"), ("ligne.prix_unitaire", "10"), ("ligne.base", "30")], "0,00 € ou 30,00 € ?"),
        ([("ligne.quantite", "2"), ("ligne.prix_unitaire", "0"), ("ligne.base", "30")], "0,00 € ou 30,00 € ?"),
    ] {
        let outcome = row(&cells).convert();
        assert!(outcome.flows.is_empty() && say(&outcome.errors(), readings), "{:#?}", outcome.errors());
    }
}

#[test]
fn lines_and_discounts_are_counted_together() {
    let rows = |count: usize| {
        let first = row(&[("ligne.base", "2"), ("ligne.remise", "1")]);
        (1..count).fold(first, |case, _| case.row(&[]))
    };
    assert_eq!(rows(499).written().indiv().ligne_facture.len(), 998);
    assert_eq!(rows(500).refused(), ["PES824"]);
}

#[test]
fn a_label_that_leaves_no_room_for_the_word_is_left_out() {
    let long = "L".repeat(195);
    let case = row(&[("ligne.base", "20"), ("ligne.remise", "3"), ("ligne.libelle", &long)]);
    let labels: Vec<String> = printed(&case).into_iter().map(|line| line.0).collect();
    assert_eq!(labels, [long, "Remise".to_owned()]);
}
