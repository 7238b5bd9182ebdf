//! A flow from its invoices to its ASAP posted, through a refusal.

use pes_journal::{Journal, Place};

use super::{Authority, acquit, bordereau, code, erreur, text};

const FIRST: &str = "PESALR1_21350999500014_260302_001.xml";
const SECOND: &str = "PESALR1_21350999500014_260302_002.xml";

fn three(number: &str) -> bool {
    ["2026-00001", "2026-00002", "2026-00003"].contains(&number)
}

#[test]
fn an_invoice_is_refused_corrected_and_posted() {
    life(&Authority::new());
}

/// Refused, issued again, accepted, posted: the journal is asked and written at every step.
pub fn life(authority: &Authority) {
    let bill = authority.bill("factures.csv", three);
    let converted = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&converted), 0, "{}", text(&converted));
    assert_eq!(authority.etat("2026-00002"), "produit");

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

    // It is not sent twice.
    let again = authority.convert(&bill, "encore", &[]);
    assert_eq!(code(&again), 1);
    assert!(text(&again).contains("déjà envoyée"), "{}", text(&again));
    assert!(!authority.path("encore/prive").exists(), "nothing is written");
    let same = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&same), 0, "{}", text(&same));
    assert!(text(&same).contains("déjà converti dans ce dossier : exécution 1"), "{}", text(&same));

    // Corrected, it goes again with its neighbours, under a new bordereau and the same titres.
    let corrected = authority.bill("corrigees.csv", three);
    let out = authority.path("refait");
    let words = ["corrige", "11", corrected.to_str().unwrap(), "--out", out.to_str().unwrap(), "--date", super::DATE];
    let issued = authority.run(&words);
    assert_eq!(code(&issued), 0, "{}", text(&issued));
    let titres = authority.statut("2026-00002");
    assert_eq!(titres.len(), 2);
    assert_eq!((&titres[0]["titre"], &titres[0]["bordereau"]), (&102.into(), &11.into()));
    assert_eq!((&titres[1]["titre"], &titres[1]["bordereau"]), (&102.into(), &12.into()));
    assert_eq!(titres[0]["refait_en"]["bordereau"], 12);
    assert_eq!(titres[1]["flux"], SECOND);
    assert_eq!(authority.etat("2026-00002"), "produit");

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

    // Nothing is blocked, and all of it is kept.
    let all = authority.run(&["statut", "--date", "2026-03-05"]);
    assert_eq!(code(&all), 0, "{}", text(&all));
    let archive = authority.path("archive");
    let made = authority.run(&["archive", "--out", archive.to_str().unwrap()]);
    assert!(code(&made) == 0 && text(&made).contains("fichiers archivés : 6"), "{}", text(&made));
    assert_eq!(code(&crate::support::run(&["archive", "--verify", archive.to_str().unwrap()])), 0);
}

#[test]
fn what_was_refused_is_issued_again_when_asked() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    authority.back("ack.xml", &acquit(FIRST, &bordereau(11, false, &erreur("ERREUR_TIMEOUT", ""))));
    let issued = authority.convert(&bill, "refait", &["--refaire"]);
    assert_eq!(code(&issued), 0, "{}", text(&issued));
    assert_eq!(authority.statut("2026-00003")[1]["titre"], 103);
    // What is on its way is not.
    assert_eq!(code(&authority.convert(&bill, "trop", &["--refaire"])), 1);
}

#[test]
fn flows_of_the_night_before_stay_whatever_is_replaced() {
    let authority = Authority::new();
    let (first, second) =
        (authority.bill("lundi.csv", three), authority.bill("mardi.csv", |number| number == "2026-00004"));
    assert_eq!(code(&authority.convert(&first, "envoi", &[])), 0);
    assert_eq!(code(&authority.convert(&second, "envoi", &["--ecraser"])), 0);
    assert!(authority.path("envoi/prive").join(FIRST).exists() && authority.path("envoi/prive").join(SECOND).exists());
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

#[test]
fn what_was_refused_because_of_another_is_issued_again_without_it() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    let detail = format!("<DetailPiece><NumPiece V=\"102\"/>{}</DetailPiece>", erreur("ERREUR_AUTRE", "1971 - Compte"));
    authority.back("ack.xml", &acquit(FIRST, &bordereau(11, false, &detail)));
    let corrige = |words: &[&str], out: &str| {
        let out = authority.path(out);
        authority.run(&[&["corrige", "11"], words, &["--out", out.to_str().unwrap(), "--date", super::DATE]].concat())
    };

    let without = corrige(&[], "sans");
    assert_eq!(code(&without), 0, "{}", text(&without));
    assert!(text(&without).contains("à corriger, laissées de côté : 2026-00002"), "{}", text(&without));
    assert!(text(&without).contains("bordereau 12, titres : 2"), "{}", text(&without));
    assert_eq!(
        ["2026-00001", "2026-00002", "2026-00003"].map(|invoice| authority.etat(invoice)),
        ["produit", "refuse", "produit"]
    );

    // Nothing more without a correction; with it, the one that was at fault.
    assert_eq!(code(&corrige(&[], "rien")), 2);
    let corrected = authority.bill("corrigees.csv", three);
    let with = corrige(&[corrected.to_str().unwrap()], "avec");
    assert_eq!(code(&with), 0, "{}", text(&with));
    assert!(text(&with).contains("bordereau 13, titres : 1"), "{}", text(&with));
    assert_eq!(authority.statut("2026-00002")[1]["titre"], 102);
    let done = corrige(&[corrected.to_str().unwrap()], "trop");
    assert_eq!(code(&done), 2);
    assert!(text(&done).contains("rien à refaire"), "{}", text(&done));
}

#[test]
fn data_that_changed_is_not_issued_again_unseen() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    let detail = format!("<DetailPiece><NumPiece V=\"102\"/>{}</DetailPiece>", erreur("ERREUR_AUTRE", "1971 - Compte"));
    authority.back("ack.xml", &acquit(FIRST, &bordereau(11, false, &detail)));
    authority.bill("factures.csv", |number| three(number) || number == "2026-00004");
    let output = authority.run(&["corrige", "11", "--out", authority.path("sans").to_str().unwrap()]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("a changé depuis l'envoi"), "{}", text(&output));
}

#[test]
fn an_archive_is_whole_and_tells_when_it_no_longer_is() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    let ack = acquit(FIRST, &bordereau(11, true, ""));
    authority.back("ack.xml", &ack);
    let archive = authority.path("archive");
    let made = authority.run(&["archive", "--out", archive.to_str().unwrap()]);
    assert_eq!(code(&made), 0, "{}", text(&made));
    let flow = std::fs::read(authority.path("envoi/prive").join(FIRST)).unwrap();
    assert_eq!(std::fs::read(archive.join("flux").join(FIRST)).unwrap(), flow);
    assert_eq!(std::fs::read(archive.join("retours/ack.xml")).unwrap(), ack.as_bytes());
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(archive.join("manifeste.json")).unwrap()).unwrap();
    assert_eq!(manifest["fichiers"][0]["conserver_jusqu_au"], "2036-03-02");

    let verify = || crate::support::run(&["archive", "--verify", archive.to_str().unwrap()]);
    assert_eq!(code(&verify()), 0, "{}", text(&verify()));
    std::fs::write(archive.join("retours/ack.xml"), "autre").unwrap();
    std::fs::remove_file(archive.join("flux").join(FIRST)).unwrap();
    assert_eq!(code(&verify()), 1);
    assert!(text(&verify()).contains("défauts : 2"), "{}", text(&verify()));

    // A flow that was moved is found where it is said to be, and missed otherwise.
    std::fs::rename(authority.path("envoi/prive").join(FIRST), authority.path(FIRST)).unwrap();
    let missing = authority.run(&["archive", "--out", authority.path("archive2").to_str().unwrap()]);
    assert_eq!(code(&missing), 1);
    assert!(text(&missing).contains("flux introuvables : 1"), "{}", text(&missing));
    let folder = authority.path("");
    let found = authority.run(&[
        "archive",
        "--out",
        authority.path("archive3").to_str().unwrap(),
        "--flux",
        folder.to_str().unwrap(),
    ]);
    assert_eq!(code(&found), 0, "{}", text(&found));
}

#[test]
fn people_are_forgotten_after_ten_years_and_not_before() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    authority.back("ack.xml", &acquit(FIRST, &bordereau(11, true, "")));
    let purge = |date: &str| text(&authority.run(&["journal", "purge", "--date", date]));
    assert!(purge("2036-03-02").contains("débiteurs de 0 titres"), "{}", purge("2036-03-02"));
    assert_ne!(authority.statut("2026-00001")[0]["debiteur"], "");
    let told = purge("2036-03-04");
    assert!(told.contains("débiteurs de 3 titres, contenu de 1 acquits"), "{told}");
    assert_eq!(authority.statut("2026-00001")[0]["debiteur"], "");
    assert_eq!(authority.etat("2026-00001"), "accepte");
    let name = "RIOU-BÉTARD".as_bytes();
    let bytes = std::fs::read(authority.path("journal.db")).unwrap();
    assert!(!bytes.windows(name.len()).any(|window| window == name || window == "RIOU-BÂTARD".as_bytes()));
    // The invoices are still known.
    assert_eq!(code(&authority.convert(&bill, "encore", &[])), 1);
}

#[test]
fn one_writes_at_a_time_and_another_waits_a_little() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    let journal = Journal::open(&Place::File(authority.path("journal.db")), super::SIRET).unwrap();
    let output = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("une autre exécution s'en sert"), "{}", text(&output));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| authority.convert(&bill, "envoi", &[]));
        std::thread::sleep(std::time::Duration::from_millis(500));
        drop(journal);
        let output = waiting.join().unwrap();
        assert_eq!(code(&output), 0, "{}", text(&output));
    });
}

#[test]
fn a_run_that_fails_leaves_nothing_in_the_journal() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    std::fs::create_dir(authority.path("envoi")).unwrap();
    std::fs::write(authority.path("envoi/routage.csv"), "autre chose").unwrap();
    let output = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("PES890"), "{}", text(&output));
    let output = authority.convert(&bill, "autre", &[]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    assert!(!text(&output).contains("interrompue"), "{}", text(&output));
    assert_eq!(authority.statut("2026-00001")[0]["bordereau"], 11);
}

#[test]
fn a_standing_is_told_while_a_run_writes() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", three);
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    let place = pes_journal::Place::File(authority.path("journal.db"));
    let journal = pes_journal::Journal::open(&place, super::SIRET).unwrap();
    let execution = journal.prepare(&pes_journal::Execution { date: super::DATE, ..Default::default() }).unwrap();
    journal.start(execution).unwrap();
    journal.add_input("autres.csv", "autres.csv", "").unwrap();
    assert_eq!(authority.etat("2026-00001"), "produit");
}
