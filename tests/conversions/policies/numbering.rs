use std::collections::BTreeSet;

use super::{Case, say, text};
use crate::support::{asaps, read_flow};

fn three() -> Case {
    Case::person().row(&[("facture", "F2")]).row(&[("facture", "F3")])
}

/// Private and public, in one bordereau by the data.
fn mixed() -> Case {
    let mut case = Case::person().cell("bordereau", "12");
    let mut public = Case::commune().cells(&[("facture", "F2"), ("bordereau", "12")]);
    case.rows.append(&mut public.rows);
    case
}

#[test]
fn numbers_of_the_data_are_kept() {
    let written = Case::person().cells(&[("titre", "345"), ("bordereau", "12")]).written();
    assert_eq!(text(&written.bordereau().id_bord), "12");
    assert_eq!(text(&written.titre().bloc_piece.as_ref().unwrap().id_pce), "345");
    let reference = written.indiv().ref_titre.as_ref().unwrap();
    assert_eq!((text(&reference.num_bordereau), text(&reference.num_titre)), ("12", "345"));
}

#[test]
fn numbers_of_the_data_are_numbers() {
    for (field, number) in [("titre", "0"), ("titre", "12A"), ("titre", "100000000"), ("bordereau", "10000000")] {
        assert_eq!(Case::person().cell(field, number).refused(), ["PES824"], "{field} {number}");
    }
}

#[test]
fn a_titre_given_twice_refuses_both() {
    let outcome = three().cell("titre", "345").row(&[("facture", "F4")]).convert();
    assert_eq!((outcome.rules(), outcome.refused.len()), (vec!["PES862"], 2));
    assert!(say(&outcome.errors(), "345"));
    assert_eq!(outcome.flows[0].entries.len(), 2);
}

#[test]
fn assigned_titres_skip_those_given() {
    let outcome = three().cell("titre", "62").row(&[("facture", "F4"), ("titre", "")]).convert();
    let entries = outcome.flows.iter().flat_map(|flow| &flow.entries);
    let numbers: Vec<_> = entries.map(|entry| (entry.invoice_number.as_str(), entry.titre)).collect();
    assert_eq!(numbers, [("F1", 61), ("F2", 63), ("F3", 62), ("F4", 64)]);
    assert_eq!(outcome.next.titre, 65);
}

#[test]
fn assigned_bordereaux_skip_those_given() {
    let outcome = Case::person().cell("bordereau", "7").row(&[("facture", "F2"), ("bordereau", "")]).convert();
    let numbers: BTreeSet<u64> = outcome.flows.iter().map(|flow| flow.bordereau).collect();
    assert_eq!(numbers, BTreeSet::from([7, 8]));
    assert_eq!(outcome.next.bordereau, 9);
}

#[test]
fn a_bordereau_given_never_mixes_routes() {
    let outcome = mixed().convert();
    assert_eq!((outcome.rules(), outcome.refused.len(), outcome.flows.len()), (vec!["PES861"], 2, 0));
    assert!(say(&outcome.errors(), "prive, public"));
}

#[test]
fn routes_may_stay_together() {
    let outcome = mixed().key("routage.separer", "false").convert();
    assert!(outcome.refused.is_empty());
    assert_eq!((outcome.flows.len(), outcome.flows[0].folder, outcome.flows[0].bordereau), (1, "mixte", 12));
    let editions: BTreeSet<String> = super::titres(&outcome.documents()[0])
        .iter()
        .map(|titre| text(&titre.bloc_piece.as_ref().unwrap().edition).to_owned())
        .collect();
    assert_eq!(editions, BTreeSet::from(["01".to_owned(), "02".to_owned()]));
}

#[test]
fn routes_are_separated_by_default() {
    let mut case = mixed();
    for row in &mut case.rows {
        super::put(row, "bordereau", "");
    }
    let outcome = case.convert();
    let flows: Vec<_> = outcome.flows.iter().map(|flow| (flow.folder, flow.bordereau)).collect();
    assert_eq!(flows, [("prive", 7), ("public", 8)]);
}

#[test]
fn a_bordereau_given_is_not_cut() {
    let case = Case::person().cell("bordereau", "12").row(&[("facture", "F2")]).key("flux.max_titres", "1");
    let outcome = case.convert();
    assert_eq!((outcome.flows.len(), outcome.flows[0].entries.len()), (1, 2));
}

#[test]
fn files_are_named_and_numbered_in_order() {
    let outcome = three().key("flux.max_titres", "1").key("numerotation.premier_flux", "5").convert();
    let names: Vec<&str> = outcome.flows.iter().map(|flow| flow.file_name.as_str()).collect();
    assert_eq!(names, [5, 6, 7].map(|n| format!("PESALR1_24359999000013_260302_{n:03}.xml")));
    let document = &outcome.documents()[0];
    let parametres = document.enveloppe.as_ref().unwrap().parametres.as_ref().unwrap();
    assert_eq!(text(&parametres.nom_fic), names[0]);
    assert_eq!(outcome.next.flow, 8);
}

/// Each titre holds the amounts and the reference of its own invoice.
#[test]
fn a_titre_and_its_asap_are_of_one_invoice() {
    let outcome = three().cell("ligne.prix_unitaire", "11").convert();
    let flow = &outcome.documents()[0];
    let asaps = asaps("flow", flow);
    for (index, titre) in super::titres(flow).iter().enumerate() {
        let bloc = titre.bloc_piece.as_ref().unwrap();
        let facture = read_flow(&asaps[index].0, &asaps[index].1).pes_facture.unwrap();
        let indiv = &facture.facture_indiv[0];
        assert_eq!(text(&indiv.ref_titre.as_ref().unwrap().num_titre), text(&bloc.id_pce));
        assert_eq!(text(&indiv.numero_facture), format!("F{}", index + 1));
        assert!(asaps[index].0.ends_with(text(&bloc.pj_ref[0].nom_pj)));
    }
}

fn identifiers(case: &Case) -> Vec<String> {
    let documents = case.convert().documents();
    let pieces = documents.iter().flat_map(|flow| &flow.pes_pj.as_ref().unwrap().pj);
    pieces.map(|pj| text(&pj.id_unique).to_owned()).collect()
}

fn with_complements() -> Case {
    let mut case = three().key("numerotation.premier_titre", "99999991").key("flux.max_titres", "2");
    case.files.0.insert("a.pdf", b"%PDF-1.7 a");
    for row in &mut case.rows {
        super::put(row, "complement", "a.pdf");
    }
    case
}

#[test]
fn identifiers_of_pieces_are_short_plain_and_unique() {
    for groupement in ["titre", "bordereau"] {
        let case = with_complements().key("asap.groupement", &format!("\"{groupement}\""));
        let ids = identifiers(&case);
        let count = if groupement == "titre" { 6 } else { 5 };
        assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (count, count), "{ids:?}");
        for id in &ids {
            assert!(id.len() <= 50 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{id}");
        }
        assert_eq!(ids, identifiers(&case), "the same run gives the same");
    }
}

#[test]
fn identifiers_of_pieces_change_with_the_bordereau_the_year_and_the_budget() {
    let base: BTreeSet<String> = identifiers(&with_complements()).into_iter().collect();
    for (key, value) in [
        ("numerotation.premier_bordereau", "70"),
        ("collectivite.exercice", "2027"),
        ("collectivite.code_budget", "\"02\""),
        ("collectivite.siret", "\"21350998700011\""),
    ] {
        let other: BTreeSet<String> = identifiers(&with_complements().key(key, value)).into_iter().collect();
        assert!(base.is_disjoint(&other), "{key}");
    }
}

/// Bordereau 1 titre 11 is not bordereau 11 titre 1.
#[test]
fn identifiers_of_pieces_do_not_run_together() {
    let mut ids: Vec<String> = Vec::new();
    for (bordereau, titre) in [("1", "11"), ("11", "1"), ("1", "1"), ("111", "1"), ("11", "11")] {
        let case = Case::person().cells(&[("bordereau", bordereau), ("titre", titre)]);
        ids.extend(identifiers(&case));
    }
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 5, "{ids:?}");
}
