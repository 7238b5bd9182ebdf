//! What was made and sent, what is undone before, and what a run would do.

use super::{Authority, acquit, bordereau, code, erreur, piece, text};
use crate::support::tree;

const FIRST: &str = "PESALR1_21350999500014_260302_001.xml";
const SECOND: &str = "PESALR1_21350999500014_260302_002.xml";

fn only(invoice: &'static str) -> impl Fn(&str) -> bool {
    move |number| number == invoice
}

/// Two invoices sent, each in a run of its own.
fn two_runs() -> Authority {
    let authority = Authority::new();
    for (name, invoice) in [("a", "2026-00001"), ("b", "2026-00002")] {
        let bill = authority.bill(&format!("{name}.csv"), only(invoice));
        assert_eq!(code(&authority.convert(&bill, name, &[])), 0);
    }
    authority
}

#[test]
fn what_is_made_is_not_said_to_be_sent_before_it_is() {
    let authority = two_runs();
    let late = |authority: &Authority| text(&authority.run(&["statut", "--date", "2026-03-20"]));
    let told = late(&authority);
    assert!(told.contains("bordereau 11 (2026) produit le 2026-03-02, envoi non confirmé"), "{told}");
    assert!(told.contains("pes journal envoye FLUX"), "{told}");
    assert_eq!(authority.etat("2026-00001"), "produit");

    // Said by people, of a run or of a flow; once.
    let marked = authority.run(&["journal", "envoye", "1", "--date", "2026-03-03"]);
    assert_eq!(code(&marked), 0, "{}", text(&marked));
    let titre = authority.statut("2026-00001").pop().unwrap();
    assert_eq!((&titre["etat"], &titre["depuis"]), (&"envoye".into(), &"2026-03-03".into()));
    let again = authority.run(&["journal", "envoye", FIRST, "--date", "2026-03-09"]);
    assert!(text(&again).contains("déjà dit envoyé le 2026-03-03"), "{}", text(&again));
    assert_eq!(authority.statut("2026-00001")[0]["depuis"], "2026-03-03");
    let told = late(&authority);
    assert!(told.contains("bordereau 11 (2026) sans réponse depuis le 2026-03-03"), "{told}");
    assert!(told.contains("bordereau 12 (2026) produit le 2026-03-02"), "{told}");

    // Said by an answer, of whatever part.
    let id_unique = "21350999500014350002026B12T102A";
    let read = authority.back("piece.xml", &acquit(SECOND, &piece(id_unique, true, "")));
    assert!(text(&read).contains("sans correspondance : 0"), "{}", text(&read));
    let titre = authority.statut("2026-00002").pop().unwrap();
    assert_eq!((&titre["etat"], &titre["depuis"]), (&"envoye".into(), &"2026-03-03".into()));

    // What cannot be.
    for (words, why) in [
        (["journal", "envoye", "1", "--date", "2026-03-01"], "avant d'être produit"),
        (["journal", "envoye", "7", "--date", "2026-03-03"], "aucune exécution de ce numéro"),
        (["journal", "envoye", "autre.xml", "--date", "2026-03-03"], "aucun flux de ce nom"),
    ] {
        let output = authority.run(&words);
        assert!(code(&output) == 2 && text(&output).contains(why), "{}", text(&output));
    }
    let listed = text(&authority.run(&["journal", "liste"]));
    assert!(
        listed.contains("exécution 1 (2026-03-02) : bordereaux 11, titres 101, flux : 1, dits envoyés : 1"),
        "{listed}"
    );
}

#[test]
fn a_run_never_sent_is_undone_and_its_numbers_are_free() {
    let authority = two_runs();
    let before = tree(&authority.path("b"));
    let undone = authority.run(&["journal", "annule", "2"]);
    assert_eq!(code(&undone), 0, "{}", text(&undone));
    assert!(text(&undone).contains("bordereaux 12 et titres 102 de nouveau libres"), "{}", text(&undone));
    assert!(tree(&authority.path("b")).is_empty(), "its flows are not left to be sent");
    assert_eq!(code(&authority.run(&["statut", "2026-00002"])), 2, "it was never sent");
    // The same again: same numbers, same bytes.
    let bill = authority.path("b.csv");
    assert_eq!(code(&authority.convert(&bill, "b", &[])), 0);
    assert!(tree(&authority.path("b")) == before);
    // The first one is followed; once the second is undone it is not.
    let followed = authority.run(&["journal", "annule", "1"]);
    assert_eq!(code(&followed), 1);
    assert!(text(&followed).contains("annuler d'abord l'exécution 2"), "{}", text(&followed));
    assert!(authority.path("a/prive").join(FIRST).exists());
    assert_eq!(code(&authority.run(&["journal", "annule", "2"])), 0);
    assert_eq!(code(&authority.run(&["journal", "annule", "1"])), 0);
    let other = authority.bill("c.csv", only("2026-00003"));
    assert_eq!(code(&authority.convert(&other, "c", &[])), 0);
    assert_eq!(authority.statut("2026-00003")[0]["bordereau"], 11);
}

#[test]
fn a_run_that_may_have_been_sent_is_not_undone() {
    let refused = |authority: &Authority, why: &str| {
        let output = authority.run(&["journal", "annule", "2"]);
        assert_eq!(code(&output), 1, "{why}: {}", text(&output));
        assert!(text(&output).contains("PES908") && text(&output).contains(why), "{}", text(&output));
        assert_eq!(authority.statut("2026-00002").len(), 1);
    };
    let authority = two_runs();
    authority.run(&["journal", "envoye", "2", "--date", "2026-03-03"]);
    refused(&authority, "a été envoyé le 2026-03-03");

    let authority = two_runs();
    authority.back("ack.xml", &acquit(SECOND, &bordereau(12, false, &erreur("ERREUR_AUTRE", ""))));
    refused(&authority, "ack.xml a répondu à");

    // What names it and fits nothing of it.
    let authority = two_runs();
    authority.back("ack.xml", &acquit(SECOND, &bordereau(99, true, "")));
    refused(&authority, "ack.xml a répondu à");

    let authority = two_runs();
    let flow = authority.path("b/prive").join(SECOND);
    std::fs::rename(&flow, authority.path("parti.xml")).unwrap();
    refused(&authority, "il a peut-être été envoyé");
    std::fs::write(&flow, "autre").unwrap();
    refused(&authority, "a changé depuis qu'il a été écrit");
    // Unless people know better: what is not ours stays, and is told.
    let undone = authority.run(&["journal", "annule", "2", "--jamais-envoyee"]);
    assert_eq!(code(&undone), 0, "{}", text(&undone));
    assert!(text(&undone).contains("à détruire, changé depuis qu'il a été écrit"), "{}", text(&undone));
    assert_eq!(std::fs::read(&flow).unwrap(), b"autre");
    assert!(!authority.path("b/rapport.json").exists());
}

#[cfg(unix)]
#[test]
fn undone_and_killed_at_any_moment_it_is_undone_in_the_end() {
    use std::process::Stdio;
    use std::time::Duration;

    let authority = Authority::new();
    let bill = authority.bill("a.csv", |number| number < "2026-00005");
    let mut random = crate::support::Random::new();
    let mut before = None;
    for _ in 0..super::kills::kills() / 2 {
        authority.convert(&bill, "a", &[]);
        let now = tree(&authority.path("a"));
        assert!(*before.get_or_insert(now.clone()) == now, "the same numbers each time");
        let mut command = crate::support::pes();
        command.args(["journal", "annule", "1", "--config"]).arg(authority.path("pes.toml"));
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(random.moment(Duration::from_millis(40)));
        let _ = child.kill();
        child.wait().unwrap();
        if text(&authority.run(&["journal", "liste"])).contains("exécution 1") {
            // Some of its flows are gone: they were ours, and not sent.
            let undone = authority.run(&["journal", "annule", "1", "--jamais-envoyee"]);
            assert_eq!(code(&undone), 0, "{}", text(&undone));
        }
        assert!(tree(&authority.path("a")).is_empty());
    }
}

/// Every file below a folder, hidden ones too.
fn all(folder: &std::path::Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.push((path.clone(), Vec::new()));
            found.extend(all(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}

#[test]
fn a_simulation_says_what_a_run_would_do_and_leaves_no_trace() {
    let authority = two_runs();
    let bill = authority.bill("tout.csv", |_| true);
    let before = all(&authority.path(""));
    let tried = authority.convert(&bill, "c", &["--simulation"]);
    let tried_json = authority.convert(&bill, "c", &["--simulation", "--format", "json"]);
    assert!(all(&authority.path("")) == before, "nothing is written, nothing is left");
    let told = text(&tried);
    assert!(told.contains("simulation : rien n'est écrit") && told.contains("premier_bordereau = 14"), "{told}");
    let json: serde_json::Value = serde_json::from_slice(&tried_json.stdout).unwrap();
    assert_eq!(json["simulation"], true);

    let done = authority.convert(&bill, "c", &["--format", "json"]);
    assert_eq!(code(&done), code(&tried));
    let mut real: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert!(real.as_object_mut().unwrap().remove("execution").is_some());
    let mut simulated = json;
    simulated.as_object_mut().unwrap().remove("simulation");
    assert_eq!(simulated, real, "counts, totals, flows, hashes, findings and numbers are those of the run");
}

#[test]
fn a_simulation_refuses_what_a_run_would() {
    // Without a journal there is none after.
    let authority = Authority::new();
    let bill = authority.bill("a.csv", only("2026-00001"));
    let tried = authority.convert(&bill, "a", &["--simulation"]);
    assert_eq!(code(&tried), 0, "{}", text(&tried));
    assert!(!authority.path("journal.db").exists() && !authority.path("a").exists());
    // What is there already with other content.
    std::fs::create_dir(authority.path("a")).unwrap();
    std::fs::write(authority.path("a/routage.csv"), "autre").unwrap();
    let tried = authority.convert(&bill, "a", &["--simulation"]);
    assert!(code(&tried) == 2 && text(&tried).contains("PES890"), "{}", text(&tried));
    assert_eq!(code(&authority.convert(&bill, "a", &["--simulation", "--ecraser"])), 0);
    // What was sent.
    assert_eq!(code(&authority.convert(&bill, "b", &[])), 0);
    let tried = authority.convert(&bill, "c", &["--simulation"]);
    assert!(code(&tried) == 1 && text(&tried).contains("PES901"), "{}", text(&tried));
    let tried = authority.convert(&bill, "b", &["--simulation"]);
    assert!(code(&tried) == 0 && text(&tried).contains("rien à faire"), "{}", text(&tried));
    let output = authority.convert(
        &authority.bill("d.csv", only("2026-00002")),
        "d",
        &["--simulation", "--premier-bordereau", "11"],
    );
    assert!(code(&output) == 2 && text(&output).contains("PES902"), "{}", text(&output));
}

#[test]
fn a_simulation_after_a_run_that_was_cut_tells_the_numbers_that_come() {
    let authority = two_runs();
    // Prepared, and cut before anything was in place.
    let place = pes_journal::Place::File(authority.path("journal.db"));
    let journal = pes_journal::Journal::open(&place, super::SIRET).unwrap();
    let dossier = authority.path("coupe");
    std::fs::create_dir_all(dossier.join(".pes-en-cours")).unwrap();
    let execution =
        pes_journal::Execution { date: super::DATE, dossier: dossier.to_str().unwrap(), ..Default::default() };
    let cut = journal.prepare(&execution).unwrap();
    journal.start(cut).unwrap();
    let flow = pes_journal::Flux { nom_fic: "coupe.xml", exercice: 2026, bordereau: 13, ..Default::default() };
    journal.add_flow(&flow).unwrap();
    journal.written(0).unwrap();
    drop(journal);
    let mark = format!("{}#{cut}", authority.path("journal.db").canonicalize().unwrap().display());
    std::fs::write(dossier.join(".pes-en-cours/.pes-execution"), mark).unwrap();
    let bill = authority.bill("c.csv", only("2026-00003"));
    let before = all(&authority.path(""));
    let tried = authority.convert(&bill, "c", &["--simulation"]);
    assert!(all(&authority.path("")) == before);
    assert!(text(&tried).contains("interrompue avant de livrer"), "{}", text(&tried));
    assert!(text(&tried).contains("premier_bordereau = 14"), "{}", text(&tried));
    assert_eq!(code(&authority.convert(&bill, "c", &[])), 0);
    assert_eq!(authority.statut("2026-00003")[0]["bordereau"], 13);
}
