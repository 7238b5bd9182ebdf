//! A flow from its invoices to its ASAP posted, through a refusal.

use super::{Authority, acquit, bordereau, code, erreur, text};

const FIRST: &str = "PESALR1_21350999500014_260302_001.xml";
const SECOND: &str = "PESALR1_21350999500014_260302_002.xml";

fn three(number: &str) -> bool {
    ["2026-00001", "2026-00002", "2026-00003"].contains(&number)
}

#[test]
fn an_invoice_is_refused_corrected_and_posted() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    let converted = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&converted), 0, "{}", text(&converted));
    assert_eq!(authority.etat("2026-00002"), "remis");

    // One bad titre refuses its bordereau.
    let detail = format!(
        "<DetailPiece><NumPiece V=\"102\"/><DetailLigne><NumLigne V=\"1\"/>{}</DetailLigne></DetailPiece>",
        erreur("ERREUR_AUTRE", "1971 - Compte fonction")
    );
    let refused = authority.back("ack1.xml", &acquit(FIRST, &bordereau(11, false, &detail)));
    assert_eq!(code(&refused), 1, "{}", text(&refused));
    let told = text(&refused);
    assert!(told.contains("facture 2026-00002 : refusé (2026-03-03)"), "{told}");
    assert!(told.contains("source : factures.csv, ligne 4-5"), "{told}");
    assert!(told.contains("ligne 1, ERREUR_AUTRE, 1971 - Compte fonction"), "{told}");
    assert!(told.contains("à faire : corriger la donnée"), "{told}");
    assert_eq!(authority.etat("2026-00001"), "refuse_avec");
    assert_eq!(authority.etat("2026-00002"), "refuse");

    // It is not sent twice unless asked, then under a new bordereau and the same titres.
    let again = authority.convert(&bill, "encore", &[]);
    assert_eq!(code(&again), 1);
    assert!(text(&again).contains("déjà envoyée"), "{}", text(&again));
    assert!(!authority.path("encore/prive").exists(), "nothing is written");
    let issued = authority.convert(&bill, "refait", &["--refaire"]);
    assert_eq!(code(&issued), 0, "{}", text(&issued));
    let titres = authority.statut("2026-00002");
    assert_eq!(titres.len(), 2);
    assert_eq!((&titres[0]["titre"], &titres[0]["bordereau"]), (&102.into(), &11.into()));
    assert_eq!((&titres[1]["titre"], &titres[1]["bordereau"]), (&102.into(), &12.into()));
    assert_eq!(titres[0]["refait_en"]["bordereau"], 12);
    assert_eq!(titres[1]["flux"], SECOND);
    assert_eq!(authority.etat("2026-00002"), "remis");

    // It is accepted, and stays so whatever is read again.
    let accepted = authority.back("ack2.xml", &acquit(SECOND, &bordereau(12, true, "")));
    assert_eq!(code(&accepted), 0, "{}", text(&accepted));
    let known = authority.back("ack1-bis.xml", &acquit(FIRST, &bordereau(11, false, &detail)));
    assert!(text(&known).contains("déjà lu"), "{}", text(&known));
    assert_eq!(authority.etat("2026-00002"), "accepte");

    // What follows goes on from there.
    let next = authority.bill("suite.csv", |number| number == "2026-00004");
    assert_eq!(code(&authority.convert(&next, "suite", &[])), 0);
    let titres = authority.statut("2026-00004");
    assert_eq!((&titres[0]["titre"], &titres[0]["bordereau"]), (&104.into(), &13.into()));

    // Its ASAP is posted.
    let posted = format!(
        r#"<n:PES_Retour xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour">
<Enveloppe><Parametres><Version V="2"/><TypFic V="PES2R_ASAP"/><NomFic V="PES2R_ASAP_1.xml"/></Parametres></Enveloppe>
<EnTetePES><DteStr V="2026-03-09"/><IdPost V="035999"/><IdColl V="{}"/><CodColl V="350"/><CodBud V="00"/></EnTetePES>
<PES_AsapRetour><EnTeteAsap><IdVer V="2"/></EnTeteAsap><Asap>
<IdUniquePJASAP V="21350999500014350002026B12T102A"/><Exer V="2026"/><IdBord V="12"/><TypBord V="01"/><IdPce V="102"/>
<TypPce V="01"/><Postalisation><DatePostalisation V="2026-03-08"/></Postalisation></Asap></PES_AsapRetour>
</n:PES_Retour>"#,
        super::SIRET
    );
    let read = authority.back("asap.xml", &posted);
    assert_eq!(code(&read), 0, "{}", text(&read));
    let titre = authority.statut("2026-00002").pop().unwrap();
    assert_eq!((&titre["asap"], &titre["asap_depuis"]), (&"postalise".into(), &"2026-03-08".into()));
}

#[test]
fn a_number_asked_for_that_was_used_is_refused() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    let next = authority.bill("suite.csv", |number| number == "2026-00004");
    let output = authority.convert(&next, "suite", &["--premier-bordereau", "11"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("le prochain numéro libre est 12"), "{}", text(&output));
}

#[test]
fn the_journal_is_its_owners_alone_and_of_one_authority() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    #[cfg(unix)]
    for name in ["journal.db", "journal.db-verrou"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(authority.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
    let config = std::fs::read_to_string(authority.path("pes.toml")).unwrap();
    std::fs::write(
        authority.path("pes.toml"),
        config.replace("siret = \"21350999500014\"", "siret = \"21350998700011\""),
    )
    .unwrap();
    let output = authority.run(&["statut"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("autre SIRET"), "{}", text(&output));
}
