use super::{COMMUNE, COMPANY, Case, say, text};

/// The whole grid of annex 3, and the way of each pair; `?` is to be checked by someone.
const GRID: &str = "01/01 prive, 01/02 prive, 20/07 public, 20/08 public, 21/09 public, 22/09 public, 23/09 public, \
                    24/09 public, 25/09 public, 26/09 public, 27/09 public, 28/08 public, 29/10 ?, 50/03 prive, \
                    50/06 prive, 60/04 prive, 61/04 prive, 62/04 prive, 63/04 prive, 63/11 prive, 64/04 prive, \
                    65/04 prive, 65/05 prive, 70/05 prive, 71/05 prive, 72/04 prive, 73/05 prive, 74/04 ?";

fn pair(cat_tiers: &str, nat_jur: &str) -> Case {
    match cat_tiers {
        "01" => Case::person().cell("debiteur.nat_jur", nat_jur),
        "20" | "21" | "22" | "23" | "24" | "25" | "26" | "27" | "28" => Case::organisation(cat_tiers, nat_jur, COMMUNE),
        _ => Case::organisation(cat_tiers, nat_jur, ""),
    }
}

fn folder(case: &Case) -> &'static str {
    let outcome = case.convert();
    assert!(outcome.refused.is_empty(), "{:#?}", outcome.errors());
    outcome.flows[0].folder
}

#[test]
fn every_pair_of_the_grid_has_its_route() {
    for line in GRID.split(", ") {
        let (codes, route) = line.split_once(' ').unwrap();
        let (cat, nat) = codes.split_once('/').unwrap();
        match route {
            "?" => assert_eq!(pair(cat, nat).refused(), ["PES840"], "{line}"),
            route => {
                assert_eq!(folder(&pair(cat, nat)), route, "{line}");
                let edition = if route == "public" { "02" } else { "01" };
                let written = pair(cat, nat).written();
                assert_eq!(written.edition(), edition, "{line}");
                let info = written.debtor().info_tiers.as_ref().unwrap();
                assert_eq!((text(&info.cat_tiers), text(&info.nat_jur)), (cat, nat));
            }
        }
    }
}

#[test]
fn a_pair_outside_the_grid_is_refused() {
    for (cat, nat) in [("01", "03"), ("23", "07"), ("50", "09"), ("29", "09"), ("70", "04")] {
        let rules = pair(cat, nat).refused();
        assert!(rules.contains(&"PES845"), "{cat}/{nat}: {rules:?}");
    }
    assert_eq!(pair("99", "09").refused()[..], ["PES824", "PES840"], "a code that is none");
}

#[test]
fn a_category_with_one_nature_needs_no_nature() {
    let written = Case::organisation("23", "", COMMUNE).written();
    assert_eq!(text(&written.debtor().info_tiers.as_ref().unwrap().nat_jur), "09");
    let rules = Case::organisation("50", "", COMPANY).refused();
    assert!(rules.contains(&"PES820") || rules.contains(&"PES840"), "company or association: {rules:?}");
}

fn insee(code: &str, siret: &str) -> Case {
    Case::organisation("", "", siret).cell("debiteur.categorie_juridique", code)
}

#[test]
fn the_legal_category_is_enough() {
    for (code, siret, route, codes) in [
        ("7210", COMMUNE, "public", ("23", "09")),
        ("7346", COMMUNE, "public", ("24", "09")),
        ("7120", COMMUNE, "public", ("20", "07")),
        ("5710", COMPANY, "prive", ("50", "03")),
        ("9220", COMPANY, "prive", ("50", "06")),
    ] {
        assert_eq!(folder(&insee(code, siret)), route, "{code}");
        let written = insee(code, siret).written();
        let info = written.debtor().info_tiers.as_ref().unwrap();
        assert_eq!((text(&info.cat_tiers), text(&info.nat_jur)), codes, "{code}");
    }
    let reason = &insee("7210", COMMUNE).convert().flows[0].entries[0].reason;
    assert!(reason.fr.contains("déduit de la catégorie juridique"), "{}", reason.fr);
}

#[test]
fn what_is_not_known_is_doubtful() {
    for case in [insee("7372", COMMUNE), insee("", COMMUNE), insee("9999", COMPANY)] {
        assert!(case.refused().contains(&"PES840"));
    }
}

#[test]
fn a_contradiction_is_doubtful() {
    for case in [
        Case::company().cell("debiteur.categorie_juridique", "7210"),
        Case::commune().cell("debiteur.categorie_juridique", "5710"),
        Case::person().cell("debiteur.siret", COMMUNE),
        Case::organisation("50", "06", COMMUNE),
    ] {
        assert_eq!(case.refused(), ["PES840"]);
    }
    let agreeing = Case::commune().cell("debiteur.categorie_juridique", "7346");
    assert_eq!(folder(&agreeing), "public", "another category, the same way");
}

/// A category may be wrong by a slip of the hand; the SIRET of a company is not that of a commune.
#[test]
fn a_public_category_with_the_siret_of_a_company_is_doubtful() {
    for (cat, nat) in [("20", "07"), ("23", "09"), ("24", "09"), ("27", "09")] {
        let case = Case::organisation(cat, nat, COMPANY);
        assert_eq!(case.refused(), ["PES840"], "{cat}");
        let private = case.clone().key("routage.cas_douteux", "\"prive\"");
        assert_eq!(folder(&private), "prive", "{cat}");
        let listed = Case { directory: Some("siret;nom;actif\n99900101900010;X;oui\n"), ..case.clone() };
        assert_eq!(folder(&listed), "public", "the directory knows better");
        let imposed = case.tables(&format!("[[debiteurs]]\nsiret = \"{COMPANY}\"\nroute = \"public\"\n"));
        assert_eq!(folder(&imposed), "public");
    }
}

/// It would be found by nobody, and the debtor would go the way that the exception is there to prevent.
#[test]
fn an_exception_with_a_wrong_siret_is_refused_where_it_stands() {
    for siret in ["21350998700012", "2135099870001", "21350998700011x", "O1350998700011"] {
        let tables = format!("[[debiteurs]]\nreference = \"A\"\nsiret = \"{siret}\"\nroute = \"public\"\n");
        let case = Case::person().tables(&tables);
        let faults = case.faults();
        assert_eq!(faults.iter().map(|fault| fault.rule.id).collect::<Vec<_>>(), ["PES804"], "{siret}");
        let line = case.config().lines().position(|line| line.starts_with("siret = ") && line.contains(siret)).unwrap();
        assert_eq!(faults[0].at.line, line + 1);
    }
}

#[test]
fn a_doubtful_recipient_goes_where_the_configuration_says() {
    let policy = |word: &str| pair("74", "04").key("routage.cas_douteux", word);
    assert_eq!(policy("\"rejet\"").refused(), ["PES840"]);
    for (word, edition) in [("prive", "01"), ("sans_traitement", "04")] {
        let case = policy(&format!("\"{word}\""));
        assert_eq!((folder(&case), case.written().edition()), (word, edition));
        assert!(case.convert().flows[0].entries[0].reason.fr.contains("routage.cas_douteux"));
    }
}

/// The policy chooses a way, it does not make up a category.
#[test]
fn a_policy_does_not_replace_a_category() {
    assert_eq!(insee("", COMPANY).key("routage.cas_douteux", "\"prive\"").refused(), ["PES820"]);
}

#[test]
fn the_data_may_impose_a_route() {
    assert_eq!(folder(&pair("74", "04").cell("route", "prive")), "prive");
    assert_eq!(folder(&pair("74", "04").cells(&[("route", "public"), ("debiteur.siret", COMMUNE)])), "public");
    assert_eq!(folder(&Case::person().cell("route", "sans_traitement")), "sans_traitement");
    assert_eq!(Case::person().cell("route", "Chorus").refused(), ["PES824"]);
}

#[test]
fn an_exception_by_siret() {
    let rule = format!("[[debiteurs]]\nsiret = \"{COMPANY}\"\nroute = \"sans_traitement\"\nmotif = \"accord\"\n");
    let case = Case::company().tables(&rule);
    assert_eq!(folder(&case), "sans_traitement");
    assert!(case.convert().flows[0].entries[0].reason.fr.contains("accord"));
    assert_eq!(folder(&case.cell("debiteur.siret", "")), "prive", "another debtor");
}

/// A SIRET written with blanks is the same one, or it is refused: never an exception without effect.
#[test]
fn an_exception_by_siret_with_blanks() {
    let case = Case::company().tables("[[debiteurs]]\nsiret = \"999 001 019 00010\"\nroute = \"sans_traitement\"\n");
    assert!(case.parse().is_err() || folder(&case) == "sans_traitement");
}

#[test]
fn an_exception_by_reference_gives_service_and_commitment_by_default() {
    let rule = "[[debiteurs]]\nreference = \"COM1\"\ncode_service = \"SERVICE\"\nengagement = \"ENG1\"\n";
    let case = Case::commune().cell("debiteur.reference", "COM1").tables(rule);
    let bloc = case.written().titre().bloc_piece.clone().unwrap();
    assert_eq!((text(&bloc.code_service), text(&bloc.numero_engagement)), ("SERVICE", "ENG1"));
    let bloc = case.cells(&[("code_service", "AUTRE"), ("engagement", "ENG2")]).written().titre().bloc_piece.clone();
    let bloc = bloc.unwrap();
    assert_eq!((text(&bloc.code_service), text(&bloc.numero_engagement)), ("AUTRE", "ENG2"), "the data wins");
}

/// What an exception gives is checked as what the data gives.
#[test]
fn an_exception_with_a_value_too_long_is_refused() {
    let rule = format!("[[debiteurs]]\nreference = \"COM1\"\nengagement = \"{}\"\n", "E".repeat(51));
    let case = Case::commune().cell("debiteur.reference", "COM1").tables(&rule);
    assert!(case.parse().is_err() || !case.refused().is_empty());
}

#[test]
fn the_columns_of_chorus_pro_are_written_for_public_debtors_only() {
    let cells = [("code_service", "S1"), ("nom_service", "Service"), ("engagement", "E1"), ("marche", "M1")];
    let bloc = Case::commune().cells(&cells).written().titre().bloc_piece.clone().unwrap();
    let written = [&bloc.numero_engagement, &bloc.numero_marche].map(text);
    assert_eq!((written, text(&bloc.code_service), text(&bloc.nom_service)), (["E1", "M1"], "S1", "Service"));
    assert_eq!(text(&bloc.numero_facture), "F1");
    let bloc = Case::company().cells(&cells).written().titre().bloc_piece.clone().unwrap();
    assert!(bloc.numero_engagement.is_none() && bloc.code_service.is_none() && bloc.numero_facture.is_none());
}

#[test]
fn a_public_debtor_has_a_siret() {
    assert_eq!(Case::commune().cell("debiteur.siret", "").refused(), ["PES841"]);
    assert_eq!(Case::commune().cell("debiteur.siret", "21350998700012").refused(), ["PES221"]);
    assert_eq!(Case::commune().cell("debiteur.siret", "213509987").refused(), ["PES221"], "a SIREN");
    let written = Case::commune().cell("debiteur.siret", "213 509 987\u{A0}00011").written();
    let info = written.debtor().info_tiers.as_ref().unwrap();
    assert_eq!((text(&info.id_tiers), text(&info.nat_id_tiers)), (COMMUNE, "01"));
}

#[test]
fn invoice_numbers_follow_chorus_pro_when_public() {
    for number in ["F.1", "F#1", "FÉ1", "123456789012345678901"] {
        let outcome = Case::commune().cell("facture", number).convert();
        assert_eq!(outcome.rules(), ["PES841"], "{number}");
        assert_eq!(text(&Case::person().cell("facture", number).written().indiv().numero_facture), number);
    }
}

#[test]
fn the_generic_siret_of_the_state_wants_a_commitment() {
    let state = Case::organisation("20", "07", "11000201100044");
    let outcome = state.convert();
    assert_eq!(outcome.rules(), ["PES841"]);
    assert!(say(&outcome.errors(), "engagement"));
    assert_eq!(folder(&state.cell("engagement", "1234567890")), "public");
}

const DIRECTORY: &str = "siret;nom;code_service;service_obligatoire;engagement_obligatoire;actif\n\
    21350998700011;COMMUNE;FACTURES;oui;non;oui\n\
    21350998700011;COMMUNE;ANCIEN;oui;non;non\n\
    21350997900018;PORT;PORT;non;oui;oui\n\
    26359998700017;CCAS;;non;non;non\n\
    99900101900010;SOCIETE;;non;non;oui\n";

fn listed(siret: &str, cells: &[(&str, &str)]) -> Case {
    let mut case = Case::organisation("23", "09", siret).cells(cells);
    case.directory = Some(DIRECTORY);
    case
}

#[test]
fn the_directory_has_the_recipient_and_its_service() {
    assert_eq!(listed("21350999500014", &[]).refused(), ["PES842"], "unknown");
    assert_eq!(listed("26359998700017", &[]).refused(), ["PES842"], "inactive");
    assert_eq!(listed(COMMUNE, &[("code_service", "INCONNU")]).refused(), ["PES843"]);
    assert_eq!(listed(COMMUNE, &[("code_service", "ANCIEN")]).refused(), ["PES843"]);
    assert_eq!(folder(&listed(COMMUNE, &[("code_service", "FACTURES")])), "public");
}

#[test]
fn the_directory_says_what_is_required() {
    let outcome = listed(COMMUNE, &[]).convert();
    assert_eq!(outcome.rules(), ["PES844"]);
    assert!(say(&outcome.errors(), "code service"));
    let outcome = listed("21350997900018", &[("code_service", "PORT")]).convert();
    assert_eq!(outcome.rules(), ["PES844"]);
    assert!(say(&outcome.errors(), "engagement"));
    assert_eq!(folder(&listed("21350997900018", &[("code_service", "PORT"), ("engagement", "E1")])), "public");
    assert_eq!(folder(&listed("21350997900018", &[("engagement", "E1")])), "public", "no service required");
}

#[test]
fn a_private_category_in_the_directory_is_doubtful() {
    let mut case = Case::company();
    assert_eq!(folder(&case), "prive");
    case.directory = Some(DIRECTORY);
    let outcome = case.convert();
    assert_eq!(outcome.rules(), ["PES840"]);
    assert!(say(&outcome.errors(), "annuaire"));
}

#[test]
fn a_directory_without_siret_is_refused() {
    let faults = Case::person().parsed().set_directory("annuaire.csv", b"nom;actif\nX;oui\n").unwrap_err();
    assert_eq!(faults[0].rule.id, "PES811");
}
