use std::collections::BTreeSet;

use super::{Case, cents, say, text, titres};
use crate::support::{asaps, pes, read_flow, tree};

const PDF: &[u8] = b"%PDF-1.7 complement";

fn with_complement(mut case: Case, path: &'static str, bytes: &'static [u8]) -> Case {
    case.files.0.insert(path, bytes);
    case.cell("complement", path)
}

#[test]
fn a_complement_has_the_type_of_its_route() {
    for (case, kind) in [(Case::person(), "011"), (Case::commune(), "008")] {
        let written = with_complement(case, "annexes/détail mars.pdf", PDF).written();
        let references = &written.titre().bloc_piece.as_ref().unwrap().pj_ref;
        let kinds: Vec<&str> = references.iter().map(|reference| text(&reference.type_pj)).collect();
        assert_eq!(kinds, ["006", kind]);
        let pieces = &written.flow.pes_pj.as_ref().unwrap().pj;
        let piece = pieces.iter().find(|pj| pj.id_unique == references[1].id_unique).expect("the piece referred to");
        assert_eq!((text(&piece.type_pj), text(&piece.nom_pj)), (kind, "détail mars.pdf"));
        let file = piece.contenu.as_ref().unwrap().fichier.as_ref().unwrap();
        assert_eq!(file.open(pes::parser::OpenLimits::default()).unwrap(), PDF);
    }
}

/// The data composes its accents or not, and so does the disk: the file is found, or both are refused.
#[test]
fn a_complement_is_found_however_its_accents_are_coded() {
    for (file, cell) in [("de\u{301}tail.pdf", "détail.pdf"), ("détail.pdf", "de\u{301}tail.pdf")] {
        let mut case = Case::person().cell("complement", cell);
        case.files.0.insert(file, PDF);
        assert_eq!(case.written().flow.pes_pj.as_ref().unwrap().pj.len(), 2, "{file:?}");
        case.files.0.insert("de\u{301}tail.pdf", b"%PDF-1.4 other");
        case.files.0.insert("détail.pdf", PDF);
        assert_eq!(case.refused(), ["PES850"]);
    }
}

#[test]
fn a_complement_is_there_and_is_a_pdf() {
    let outcome = with_complement(Case::person(), "a.pdf", b"PK\x03\x04").convert();
    assert_eq!(outcome.rules(), ["PES850"]);
    assert!(say(&outcome.errors(), "n'est pas un PDF"));
    let outcome = Case::person().cell("complement", "absent.pdf").convert();
    assert_eq!(outcome.rules(), ["PES850"]);
    assert!(say(&outcome.errors(), "absent.pdf"));
}

/// Version 5.11 has no type for the complement of a private debtor: the invoice is refused, not the whole run.
#[test]
fn a_complement_that_the_version_has_no_type_for_is_refused() {
    let case = with_complement(Case::person(), "a.pdf", PDF).key("flux.version", "\"5.11\"");
    let case = case.cells(&[("talon1", "123 A"), ("talon2", "456 B")]);
    assert!(!case.refused().is_empty());
}

/// Through the command, which reads the files.
#[test]
fn a_complement_stays_in_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("pdf")).unwrap();
    std::fs::write(path("pdf/dedans.pdf"), PDF).unwrap();
    std::fs::write(path("dehors.pdf"), PDF).unwrap();
    let outside = path("dehors.pdf").display().to_string();
    let case = Case::person()
        .key("entree.complements", "\"pdf\"")
        .cell("complement", "dedans.pdf")
        .row(&[("facture", "F2"), ("complement", "../dehors.pdf")])
        .row(&[("facture", "F3"), ("complement", "./../pdf/dedans.pdf")])
        .row(&[("facture", "F4"), ("complement", &outside)]);
    std::fs::write(path("pes.toml"), case.config()).unwrap();
    std::fs::write(path("factures.csv"), case.table(';')).unwrap();
    let output = pes()
        .arg("convert")
        .arg(path("factures.csv"))
        .arg("--config")
        .arg(path("pes.toml"))
        .arg("--out")
        .arg(path("out"))
        .args(["--date", super::DATE, "--format", "json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["factures"], serde_json::json!({"lues": 4, "converties": 1, "refusees": 3}));
    let files = tree(&path("out"));
    let refusals = String::from_utf8_lossy(&files["rejets/rejets.csv"]).into_owned();
    assert_eq!(refusals.matches("PES850").count(), 3, "{refusals}");
}

fn version(version: &str) -> Case {
    Case::person().key("flux.version", &format!("\"{version}\""))
}

#[test]
fn optical_lines_are_mandatory_until_5_25() {
    assert_eq!(version("5.17").refused(), ["PES860"]);
    assert_eq!(version("5.25").cell("talon1", "123 A").refused(), ["PES820", "PES860"], "both, or none");
    assert!(version("5.26").written().indiv().talon_optique_2_lignes.is_none());
    for number in ["5.17", "5.30"] {
        let written = version(number).cells(&[("talon1", "0123456789 A"), ("talon2", "987 654 B")]).written();
        let stub = written.indiv().talon_optique_2_lignes.as_ref().unwrap();
        assert_eq!((text(&stub.ligne1), text(&stub.ligne2)), ("0123456789 A", "987 654 B"), "{number}");
    }
    assert_eq!(version("5.17").cells(&[("talon1", "é"), ("talon2", "1")]).refused(), ["PES824"]);
}

#[test]
fn every_version_is_written() {
    for minor in 11..=30 {
        let case = version(&format!("5.{minor}")).cells(&[("talon1", "123 A"), ("talon2", "456 B")]);
        let case = case.key("emetteur.mel", "\"a@exemple.fr\"").key("tresorerie.mel", "\"b@exemple.fr\"");
        let emetteur = case.written().facture.emetteur.unwrap();
        assert_eq!(emetteur.info_suppl.unwrap().adresse_mel_emetteur.is_some(), minor >= 13, "5.{minor}");
    }
}

#[test]
fn the_nature_of_the_invoice_is_of_5_30() {
    let asap = |number: &str| {
        let case = version(number).key("asap.nature", "\"Facture d'eau\"").key("asap.commentaire", "\"Merci\"");
        let facture = case.written().facture;
        (text(&facture.nat_facture).to_owned(), text(&facture.commentaire_libre).to_owned())
    };
    assert_eq!(asap("5.30"), ("Facture d'eau".into(), "Merci".into()));
    assert_eq!(asap("5.26"), (String::new(), String::new()));
}

#[test]
fn a_tip_does_not_pass_150_000_euros() {
    let tip = |price: &str, mode: &str| {
        let case = Case::person().cells(&[("ligne.quantite", "1"), ("ligne.prix_unitaire", price)]);
        case.key("asap.mode_recouvrement", mode).key("asap.ref_bdf", "\"FR72ZZZ123456\"")
    };
    assert_eq!(tip("150000,01", "\"tip\"").refused(), ["PES257"]);
    assert_eq!(text(&tip("150000,00", "\"tip\"").written().indiv().mode_recouvrement), "0");
    assert_eq!(text(&tip("150000,01", "\"talon\"").written().indiv().mode_recouvrement), "1");
}

#[test]
fn a_flow_to_be_signed() {
    let case = Case::person()
        .cell("ligne.taux_tva", "20")
        .row(&[("facture", "F2"), ("ligne.quantite", "1")])
        .key("flux.max_titres", "1");
    let signed = case.clone().key("bordereau.dematerialisee", "true").key("numerotation.cumul_annuel", "\"100.50\"");
    let outcome = signed.convert();
    let mut ids = BTreeSet::new();
    let mut sums = Vec::new();
    for flow in outcome.documents() {
        let recette = flow.pes_recette_aller.as_ref().unwrap();
        assert_eq!(text(&recette.en_tete_recette.as_ref().unwrap().info_dematerialisee), "1");
        ids.insert(recette.bordereau[0].rest.attribute("Id").expect("an Id").to_owned());
        sums.push(cents(&recette.bordereau[0].bloc_bordereau.as_ref().unwrap().mt_cumul_annuel).unwrap());
    }
    assert_eq!(ids.len(), 2);
    assert_eq!((sums, outcome.next.cumul), (vec![12_450, 13_650], 13_650), "with tax, from 100,50");
    for flow in case.convert().documents() {
        let recette = flow.pes_recette_aller.as_ref().unwrap();
        assert_eq!(text(&recette.en_tete_recette.as_ref().unwrap().info_dematerialisee), "0");
        assert!(recette.bordereau[0].rest.attribute("Id").is_none());
        assert!(recette.bordereau[0].bloc_bordereau.as_ref().unwrap().mt_cumul_annuel.is_none());
    }
}

#[test]
fn one_piece_for_a_bordereau() {
    let case = Case::person().row(&[("facture", "F2")]).row(&[("facture", "F3")]);
    let flow = case.key("asap.groupement", "\"bordereau\"").convert().documents().swap_remove(0);
    let asaps = asaps("flow", &flow);
    assert_eq!(asaps.len(), 1);
    let piece = &flow.pes_pj.as_ref().unwrap().pj[0];
    for titre in titres(&flow) {
        let references = &titre.bloc_piece.as_ref().unwrap().pj_ref;
        assert_eq!((references.len(), &references[0].id_unique), (1, &piece.id_unique));
    }
    let facture = read_flow(&asaps[0].0, &asaps[0].1).pes_facture.unwrap();
    let numbers: Vec<&str> =
        facture.facture_indiv.iter().map(|indiv| text(&indiv.ref_titre.as_ref().unwrap().num_titre)).collect();
    assert_eq!(numbers, ["61", "62", "63"]);
}

#[test]
fn the_imputation_comes_from_the_data_or_from_the_configuration() {
    let case = Case::person().key("imputation.fonction", "\"251\"").key("imputation.cod_serv", "\"EAU\"");
    let written = case.clone().written();
    assert_eq!((text(&written.imputations()[0].nature), text(&written.imputations()[0].fonction)), ("70111", "251"));
    assert_eq!(text(&written.titre().bloc_piece.as_ref().unwrap().cod_serv), "EAU");
    let written = case.cells(&[("ligne.nature", "7067"), ("ligne.fonction", "281")]).written();
    assert_eq!((text(&written.imputations()[0].nature), text(&written.imputations()[0].fonction)), ("7067", "281"));
}

#[test]
fn a_kind_of_titre_that_allows_no_asap_is_refused() {
    assert_eq!(Case::person().cell("nat_pce", "06").refused(), ["PES863"]);
    assert_eq!(
        text(&Case::person().cell("nat_pce", "02").written().titre().bloc_piece.as_ref().unwrap().nat_pce),
        "02"
    );
}
