//! The journal in a PostgreSQL database.

use super::{Authority, code, text};
use crate::support::postgres::{PASSWORD, database};
use crate::support::{pes, run};

const THIRD: &str = "PESALR1_21350999500014_260302_003.xml";

#[test]
fn an_invoice_is_refused_corrected_and_posted() {
    let Some(url) = database() else { return };
    let authority = Authority::on_server(&url);
    super::life::life(&authority);
    assert!(!authority.path("journal.db").exists());

    // What was sent and what came back: three flows, two acquits and a return.
    let archive = authority.path("archive");
    let archived = authority.run(&["archive", "--out", archive.to_str().unwrap()]);
    assert!(text(&archived).contains("fichiers archivés : 6, flux introuvables : 0"), "{}", text(&archived));
    let verified = run(&["archive", "--verify", archive.to_str().unwrap()]);
    assert!(text(&verified).contains("fichiers contrôlés : 6, défauts : 0"), "{}", text(&verified));

    let flow = authority.path("suite/prive").join(THIRD);
    let known = pes().arg("check").arg(&flow).arg("--journal").arg(authority.path("pes.toml")).output().unwrap();
    assert_eq!(code(&known), 0, "a flow is not its own double: {}", text(&known));

    let summary = text(&authority.run(&["statut"]));
    assert!(summary.contains("accepté"), "{summary}");
    let purged = authority.run(&["journal", "purge", "--date", "2040-01-01"]);
    assert!(text(&purged).contains("débiteurs de 7 titres, contenu de 3 acquits et retours"), "{}", text(&purged));
}

#[test]
fn nothing_is_sent_twice_or_lost_whenever_a_run_is_killed() {
    let Some(url) = database() else { return };
    super::kills::killed(&Authority::on_server(&url), super::kills::kills().div_ceil(4));
}

#[test]
fn what_is_wrong_is_said_without_the_password() {
    let Some(url) = database() else { return };
    let authority = Authority::on_server(&url.replace(PASSWORD, "secret-faux"));
    for (lang, words) in [("fr", "le serveur refuse la connexion"), ("en", "the server refuses the connection")] {
        let output = authority.run(&["statut", "--lang", lang]);
        assert_eq!(code(&output), 2);
        let told = text(&output);
        let place = url.rsplit_once('@').unwrap().1;
        assert!(told.contains("PES900") && told.contains(words), "{told}");
        assert!(told.contains(&format!("journal postgres://{place}")), "{told}");
        assert!(!told.contains("secret-faux"), "{told}");
    }
}

#[test]
fn a_journal_is_in_one_place() {
    for (journal, words) in [
        ("postgres://pes:secret-faux@localhost/base\"\npath = \"journal.db", "donner l'un ou l'autre"),
        ("mysql://pes:secret-faux@localhost/base", "attendu postgres://utilisateur:motdepasse@hote/base"),
    ] {
        let output = Authority::on_server(journal).run(&["statut"]);
        let told = text(&output);
        assert_eq!(code(&output), 2);
        assert!(told.contains("PES804") && told.contains(words), "{told}");
        assert!(!told.contains("secret-faux"), "{told}");
    }
    // Nothing is sent in clear over a network unless asked.
    let output = Authority::on_server("postgres://pes:secret-faux@db.exemple.fr/base").run(&["statut"]);
    let told = text(&output);
    assert!(told.contains("postgres://db.exemple.fr/base") && told.contains("sslmode=disable"), "{told}");
    assert!(!told.contains("secret-faux"), "{told}");
}
