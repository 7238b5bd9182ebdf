//! An answer of Hélios is about what all that it names is about, never about a number alone.

use super::{Authority, SIRET, acquit, bordereau, code, erreur, piece, text};

const FLOW: &str = "PESALR1_21350999500014_260302_001.xml";
const ELSEWHERE: &str = "PESALR2_MANDATS_77.xml";

fn three(number: &str) -> bool {
    ["2026-00001", "2026-00002", "2026-00003"].contains(&number)
}

/// Three invoices sent: titres 101 to 103 of bordereau 11, budget 350-00.
fn sent() -> Authority {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    let converted = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&converted), 0, "{}", text(&converted));
    authority
}

fn refusal(titre: u64) -> String {
    let error = erreur("ERREUR_AUTRE", "1971 - Compte fonction");
    bordereau(11, false, &format!("<DetailPiece><NumPiece V=\"{titre}\"/>{error}</DetailPiece>"))
}

fn without_siret(document: &str) -> String {
    document.replace(&format!("IdColl V=\"{SIRET}\""), "IdColl V=\"\"")
}

/// What the first invoice becomes when an acquit is read, and what is told.
fn after(document: &str) -> (String, String) {
    let authority = sent();
    let output = authority.back("a.xml", document);
    (authority.etat("2026-00001"), text(&output))
}

#[test]
fn an_acquit_of_mandats_does_not_touch_a_bordereau_of_the_same_number() {
    let authority = sent();
    let mandats = acquit(ELSEWHERE, &refusal(101).replace("DomaineAck V=\"6\"", "DomaineAck V=\"5\""));
    let read = authority.back("a.xml", &mandats);
    assert_eq!((code(&read), authority.etat("2026-00001")), (0, "produit".to_owned()));
    let told = text(&read);
    assert!(told.contains("PES911") && told.contains("NomFic inconnu"), "{told}");
    assert!(told.contains("d'un autre domaine : 5 Dépense (2)"), "{told}");
    let again = authority.convert(&authority.path("factures.csv"), "encore", &["--refaire"]);
    assert_eq!(code(&again), 1, "nothing is issued again: {}", text(&again));
    assert!(!authority.path("encore/prive").exists());
}

#[test]
fn no_other_domain_applies_even_under_our_name() {
    for domain in ["4", "5", "7", "8", "9", "10", "11", "42"] {
        let element = refusal(101).replace("DomaineAck V=\"6\"", &format!("DomaineAck V=\"{domain}\""));
        assert_eq!(after(&acquit(FLOW, &element)).0, "produit", "{domain}");
    }
    // A technical answer, one on signatures, one that does not say: of the flow that is named, and of no other.
    for domain in ["0", "1", "2", "3", "12", "99", ""] {
        let element = refusal(101).replace("DomaineAck V=\"6\"", &format!("DomaineAck V=\"{domain}\""));
        assert_eq!(after(&acquit(FLOW, &element)).0, "refuse", "{domain}");
        assert_eq!(after(&acquit(ELSEWHERE, &element)).0, "produit", "{domain}");
    }
    // A piece that is not named refuses no bordereau.
    let unnamed = "<ElementACQUIT><DomaineAck V=\"4\"/><EtatAck V=\"0\"/></ElementACQUIT>";
    assert_eq!(after(&acquit(FLOW, unnamed)).0, "produit");
}

#[test]
fn another_budget_exercice_or_siret_does_not_apply() {
    for (given, other, words) in [
        ("CodBud V=\"00\"", "CodBud V=\"01\"", "d'un autre budget"),
        ("CodCol V=\"350\"", "CodCol V=\"351\"", "d'un autre budget"),
        ("ExerciceBord V=\"2026\"", "ExerciceBord V=\"2025\"", "d'un autre exercice"),
        (SIRET, "21350998700011", "d'un autre SIRET"),
    ] {
        // Whether it names our flow or another.
        let named = acquit("NOM", &refusal(101)).replace(given, other).replace("NOM", FLOW);
        let (etat, told) = after(&named);
        assert_eq!(etat, "produit", "{other}");
        assert!(told.contains("PES912") && told.contains(words), "{other}: {told}");
        let (etat, told) = after(&named.replace(FLOW, ELSEWHERE));
        assert_eq!(etat, "produit", "{other}");
        assert!(told.contains("PES911"), "{other}: {told}");
    }
}

#[test]
fn a_true_answer_is_not_lost_on_the_way() {
    let document = acquit(FLOW, &refusal(101));
    // A name that the platform changed, on a header that it filled.
    for name in [
        "pesalr1_21350999500014_260302_001",
        "006111_PESALR1_21350999500014_260302_001-ack.XML",
        "/srv/tdt/PESALR1_21350999500014_260302_001.xml.gz",
    ] {
        let renamed = document.replace(FLOW, name);
        for filled in [
            renamed.clone(),
            renamed.replace("CodCol V=\"350\"", "CodCol V=\"000\""),
            renamed.replace("CodCol V=\"350\"", "CodCol V=\"\"").replace("CodBud V=\"00\"", "CodBud V=\"\""),
            without_siret(&renamed),
            renamed.replace(&format!("IdColl V=\"{SIRET}\""), "IdColl V=\"00000000000000\""),
        ] {
            let (etat, told) = after(&filled);
            assert_eq!(etat, "refuse", "{filled}");
            assert!(!told.contains("PES91"), "{told}");
        }
    }
    // No name, or one that says nothing: all the rest is right and one bordereau fits. That is said.
    for name in ["", ELSEWHERE] {
        let unnamed = document.replace(FLOW, name);
        for filled in [unnamed.clone(), unnamed.replace("CodCol V=\"350\"", "CodCol V=\"000\"")] {
            let (etat, told) = after(&filled);
            assert_eq!(etat, "refuse", "{filled}");
            assert!(told.contains("PES911") && told.contains("2 sur 2"), "{told}");
        }
        // Without IdColl nothing says whose it is, unless a piece does.
        let (etat, told) = after(&without_siret(&unnamed));
        assert_eq!(etat, "produit", "{told}");
        assert!(told.contains("sans IdColl"), "{told}");
        let pieces = piece("21350999500014350002026B11T101A", true, "") + &refusal(101);
        assert_eq!(after(&without_siret(&acquit(name, &pieces))).0, "refuse");
        // A titre that our bordereau does not have is of another.
        assert_eq!(after(&acquit(name, &refusal(999))).0, "produit");
    }
}

#[test]
fn an_acquit_that_mixes_domains_says_of_titres_what_it_says() {
    let mandats = refusal(101).replace("DomaineAck V=\"6\"", "DomaineAck V=\"5\"");
    let elements =
        mandats + &piece("21350999500014DEPENSE1", false, "") + &bordereau(11, true, "") + &piece("AUTRE", true, "");
    let (etat, told) = after(&acquit(FLOW, &elements));
    assert_eq!(etat, "accepte");
    assert!(told.contains("d'un autre domaine : 5 Dépense (2)"), "{told}");
}

/// Two budgets in one journal: the second configuration differs by its code alone.
fn two_budgets() -> Authority {
    let authority = sent();
    let config = std::fs::read_to_string(authority.path("pes.toml")).unwrap();
    let second = config.replace("code_budget = \"00\"", "code_budget = \"01\"");
    assert_ne!(config, second);
    std::fs::write(authority.path("eau.toml"), second).unwrap();
    authority
}

fn on(authority: &Authority, config: &str, words: &[&str]) -> std::process::Output {
    crate::support::pes().args(words).arg("--config").arg(authority.path(config)).output().unwrap()
}

#[test]
fn numbers_are_those_of_a_budget() {
    let authority = two_budgets();
    let next = authority.bill("suite.csv", |number| ["2026-00004", "2026-00005"].contains(&number));
    let out = authority.path("eau");
    let words = ["convert", next.to_str().unwrap(), "--out", out.to_str().unwrap(), "--date", super::DATE];
    let converted = on(&authority, "eau.toml", &words);
    assert_eq!(code(&converted), 0, "{}", text(&converted));
    assert!(text(&converted).contains("PES914") && text(&converted).contains("budget 350-01"), "{}", text(&converted));
    let titres = authority.statut("2026-00004");
    // The first numbers of its own, and a name that is that of no other flow.
    assert_eq!((&titres[0]["bordereau"], &titres[0]["titre"]), (&11.into(), &101.into()));
    assert_eq!(titres[0]["code_budget"], "01");
    assert_eq!(titres[0]["flux"], "PESALR1_21350999500014_260302_002.xml");

    // The first budget goes on without a hole.
    let more = authority.bill("encore.csv", |number| number == "2026-00006");
    assert_eq!(code(&authority.convert(&more, "encore", &[])), 0);
    let titre = &authority.statut("2026-00006")[0];
    assert_eq!((&titre["bordereau"], &titre["titre"]), (&12.into(), &104.into()));

    // The flows of both are no doubles of each other.
    let flow = authority.path("eau/prive/PESALR1_21350999500014_260302_002.xml");
    let check = crate::support::pes().arg("check").arg(flow).arg("--journal").arg(authority.path("pes.toml")).output();
    let check = check.unwrap();
    assert_eq!(code(&check), 0, "{}", text(&check));

    // Each answers for itself, whatever the name of the flow.
    let refused = acquit(ELSEWHERE, &refusal(101));
    authority.back("eau.xml", &refused.replace("CodBud V=\"00\"", "CodBud V=\"01\""));
    assert_eq!((authority.etat("2026-00001"), authority.etat("2026-00004")), ("produit".into(), "refuse".into()));
    // Of a budget that is not said there are two.
    let filled = refused.replace("CodCol V=\"350\"", "CodCol V=\"000\"");
    assert!(text(&authority.back("deux.xml", &filled)).contains("de plusieurs bordereaux possibles"));
    assert_eq!(authority.etat("2026-00001"), "produit");

    // What is told names the budget, and a bordereau is corrected in its own.
    let told = text(&authority.run(&["statut"]));
    assert!(told.contains("budget 350-00\n") && told.contains("bordereau 11 (2026, budget 350-01)"), "{told}");
    let out = authority.path("refait");
    let words = ["corrige", "11", next.to_str().unwrap(), "--out", out.to_str().unwrap(), "--date", super::DATE];
    let nothing = authority.run(&words);
    assert!(text(&nothing).contains("rien à refaire"), "{}", text(&nothing));
    let corrected = on(&authority, "eau.toml", &words);
    assert_eq!(code(&corrected), 0, "{}", text(&corrected));
    assert_eq!(authority.statut("2026-00004")[1]["bordereau"], 12);
}

#[test]
fn the_same_debt_is_not_billed_to_two_budgets() {
    let authority = two_budgets();
    let out = authority.path("eau");
    let bill = authority.path("factures.csv");
    let words = ["convert", bill.to_str().unwrap(), "--out", out.to_str().unwrap(), "--date", super::DATE];
    let converted = on(&authority, "eau.toml", &words);
    assert_eq!(code(&converted), 1);
    assert!(text(&converted).contains("déjà envoyée pour le budget 350-00"), "{}", text(&converted));
    assert!(!authority.path("eau/prive").exists());
}

#[test]
fn an_answer_read_before_its_flow_finds_it_and_leaves_what_it_was_not_about() {
    let authority = two_budgets();
    // It names a flow that is not there yet, whose bordereau 11 is of the other budget.
    let early =
        acquit("PESALR1_21350999500014_260302_002.xml", &refusal(101)).replace("CodCol V=\"350\"", "CodCol V=\"000\"");
    authority.back("a.xml", &early);
    let next = authority.bill("suite.csv", |number| ["2026-00004", "2026-00005"].contains(&number));
    let out = authority.path("eau");
    let words = ["convert", next.to_str().unwrap(), "--out", out.to_str().unwrap(), "--date", super::DATE];
    assert_eq!(code(&on(&authority, "eau.toml", &words)), 0);
    assert_eq!((authority.etat("2026-00001"), authority.etat("2026-00004")), ("produit".into(), "refuse".into()));
}
