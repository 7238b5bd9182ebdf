//! Every shape that an acquit takes in the field.

use super::{Authority, acquit, bordereau, code, erreur, piece, text};
use crate::support::shared;

const FLOW: &str = "PESALR1_21350999500014_260302_001.xml";
const PIECE: &str = "21350999500014350002026B11T";

/// Three invoices sent: titres 101 to 103 of bordereau 11.
fn sent() -> Authority {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", |number| ["2026-00001", "2026-00002", "2026-00003"].contains(&number));
    let converted = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&converted), 0, "{}", text(&converted));
    authority
}

fn states(authority: &Authority) -> [String; 3] {
    ["2026-00001", "2026-00002", "2026-00003"].map(|invoice| authority.etat(invoice))
}

fn titre(numero: u64, errors: &str) -> String {
    format!("<DetailPiece><NumPiece V=\"{numero}\"/>{errors}</DetailPiece>")
}

#[test]
fn a_bordereau_accepted() {
    let authority = sent();
    assert_eq!(code(&authority.back("a.xml", &acquit(FLOW, &bordereau(11, true, "")))), 0);
    assert_eq!(states(&authority), ["accepte", "accepte", "accepte"]);
}

#[test]
fn one_bordereau_in_several_elements_one_of_them_a_refusal() {
    let authority = sent();
    let error = titre(103, &erreur("ERREUR_AUTRE", "1971 - Compte fonction"));
    let elements = bordereau(11, true, "") + &bordereau(11, false, &error) + &bordereau(11, true, "");
    assert_eq!(code(&authority.back("a.xml", &acquit(FLOW, &elements))), 1);
    assert_eq!(states(&authority), ["refuse_avec", "refuse_avec", "refuse"]);
    // Read again, it changes nothing and tells the same.
    let again = authority.back("b.xml", &acquit(FLOW, &elements));
    assert_eq!(code(&again), 1);
    assert!(
        text(&again).contains("déjà lu") && text(&again).contains("facture 2026-00003 : refusé"),
        "{}",
        text(&again)
    );
}

#[test]
fn a_refusal_of_the_bordereau_itself() {
    let authority = sent();
    let error = erreur("ERREUR_CUMUL_MONTANTS", "Montants");
    let output = authority.back("a.xml", &acquit(FLOW, &bordereau(11, false, &error)));
    assert_eq!(states(&authority), ["refuse_avec", "refuse_avec", "refuse_avec"]);
    assert!(text(&output).contains("ERREUR_CUMUL_MONTANTS, Montants"), "{}", text(&output));
}

#[test]
fn a_refusal_of_the_whole_flow() {
    let authority = sent();
    let element = format!(
        "<ElementACQUIT><DomaineAck V=\"0\"/><EtatAck V=\"0\"/>{}</ElementACQUIT>",
        erreur("ERREUR_SCHEMA_INCOMPLET", "Erreur de validation XSD")
    );
    // Hélios repeats the name without its extension too.
    let output = authority.back("a.xml", &acquit(FLOW.strip_suffix(".xml").unwrap(), &element));
    assert_eq!(states(&authority), ["refuse_avec", "refuse_avec", "refuse_avec"]);
    assert!(text(&output).contains("Erreur de validation XSD"), "{}", text(&output));
}

#[test]
fn a_piece_refused_in_a_bordereau_accepted_and_the_reverse() {
    let authority = sent();
    let twice = erreur("ERREUR_DOUBLON_PJ", "1984 - IdUnique");
    let elements = bordereau(11, true, "")
        + &piece(&format!("{PIECE}101A"), true, "")
        + &piece(&format!("{PIECE}102A"), false, &twice);
    assert_eq!(code(&authority.back("a.xml", &acquit(FLOW, &elements))), 1);
    assert_eq!(states(&authority), ["accepte", "piece_refusee", "accepte"]);

    let authority = sent();
    let error = titre(101, &erreur("ERREUR_AUTRE", "2559 - Code service"));
    let elements = piece(&format!("{PIECE}101A"), true, "") + &bordereau(11, false, &error);
    assert_eq!(code(&authority.back("a.xml", &acquit(FLOW, &elements))), 1);
    assert_eq!(states(&authority), ["refuse", "refuse_avec", "refuse_avec"]);
}

#[test]
fn a_bordereau_sent_twice_stays_accepted() {
    let authority = sent();
    authority.back("a.xml", &acquit(FLOW, &bordereau(11, true, "")));
    let twice = erreur("ERREUR_DOUBLON_BORDEREAU", "Bordereau en double");
    authority.back("b.xml", &acquit(FLOW, &bordereau(11, false, &twice)));
    assert_eq!(states(&authority), ["accepte", "accepte", "accepte"]);
}

#[test]
fn answers_that_contradict_each_other_are_for_people() {
    let authority = sent();
    let error = titre(101, &erreur("ERREUR_AUTRE", "1971 - Compte fonction"));
    authority.back("a.xml", &acquit(FLOW, &bordereau(11, false, &error)));
    assert_eq!(code(&authority.back("b.xml", &acquit(FLOW, &bordereau(11, true, "")))), 1);
    assert_eq!(states(&authority), ["contradictoire", "contradictoire", "contradictoire"]);
    // It may be in Hélios: it is not issued again.
    let bill = authority.path("factures.csv");
    let output = authority.convert(&bill, "encore", &["--refaire"]);
    assert_eq!(code(&output), 1);
    assert!(text(&output).contains("déjà envoyée"), "{}", text(&output));
}

#[test]
fn version_1_says_the_same_flatly() {
    let authority = sent();
    let v1 = acquit(
        FLOW,
        "<ElementACQUIT><DomaineAck V=\"6\"/><EtatAck V=\"0\"/><ExerciceBord V=\"2026\"/><NumBord V=\"11\"/>\
         <NumPiece V=\"102\"/><NumLigne V=\"1\"/><NumAnoAck V=\"ERREUR_AUTRE\"/>\
         <LibelleAnoAck V=\"1971 - Compte fonction\"/></ElementACQUIT>",
    )
    .replace("Rev0/retour/v2", "Rev0/retour");
    let output = authority.back("a.xml", &v1);
    assert_eq!(states(&authority), ["refuse_avec", "refuse", "refuse_avec"], "{}", text(&output));
}

#[test]
fn what_matches_nothing_is_listed() {
    let authority = sent();
    let elements =
        bordereau(99, false, &erreur("ERREUR_AUTRE", "1971 - Compte fonction")) + &piece("INCONNU", true, "");
    let output = authority.back("a.xml", &acquit("autre.xml", &elements));
    let told = text(&output);
    assert!(told.contains("sans correspondance : 2"), "{told}");
    assert!(told.contains("inconnu du journal : exercice 2026, bordereau 99, refusé, ERREUR_AUTRE"), "{told}");
    assert!(told.contains("inconnu du journal : IdUnique INCONNU, accepté"), "{told}");
    assert_eq!(states(&authority), ["produit", "produit", "produit"]);
    // That of another authority touches nothing of ours, whatever its numbers.
    let foreign = acquit(FLOW, &bordereau(11, false, "")).replace(super::SIRET, "21350998700011");
    assert!(text(&authority.back("b.xml", &foreign)).contains("sans correspondance : 1"));
    assert_eq!(states(&authority), ["produit", "produit", "produit"]);
}

#[test]
fn what_is_no_return_is_said_and_the_others_are_read() {
    let authority = sent();
    std::fs::create_dir(authority.path("recus")).unwrap();
    std::fs::write(authority.path("recus/a.xml"), acquit(FLOW, &bordereau(11, true, ""))).unwrap();
    std::fs::write(authority.path("recus/b.xml"), "<PES_Aller/>").unwrap();
    std::fs::write(authority.path("recus/c.xml"), "<n:PES_ACQUIT").unwrap();
    let output = authority.run(&["retour", authority.path("recus").to_str().unwrap()]);
    assert_eq!(code(&output), 2);
    let told = text(&output);
    assert!(told.contains("PES910") && told.contains("PES_Aller"), "{told}");
    assert!(told.contains("PES002") && told.contains("c.xml"), "{told}");
    assert_eq!(states(&authority), ["accepte", "accepte", "accepte"]);
}

#[test]
fn acquits_of_others_are_listed_whole() {
    let Some(samples) = shared("samples") else { return };
    let authority = sent();
    for (name, elements) in [("acquit-v2-ko.xml", 8), ("acquit-invalid.xml", 1)] {
        let output = authority.run(&["retour", samples.join(name).to_str().unwrap()]);
        let told = text(&output);
        assert!(told.contains(&format!("éléments : {elements}, sans correspondance : {elements}")), "{name}: {told}");
    }
    assert_eq!(states(&authority), ["produit", "produit", "produit"]);
}
