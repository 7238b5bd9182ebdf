//! What was written and is no longer there, or is no longer what it was.

use super::{Authority, acquit, bordereau, code, erreur, text};
use crate::support::{Random, tree};

const FLOW: &str = "prive/PESALR1_21350999500014_260302_001.xml";

fn four(number: &str) -> bool {
    ["2026-00001", "2026-00002", "2026-00003", "2026-00004"].contains(&number)
}

#[test]
fn a_folder_that_was_removed_is_written_again_byte_for_byte() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", |_| true);
    let first = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&first), 1, "some are refused: {}", text(&first));
    let before = tree(&authority.path("envoi"));
    assert!(before.contains_key(FLOW) && before.contains_key("rejets/rejets.csv"));

    std::fs::remove_dir_all(authority.path("envoi")).unwrap();
    let told = authority.convert(&bill, "envoi", &["--simulation"]);
    assert!(code(&told) == 1 && text(&told).contains(&format!("serait écrit de nouveau, tel qu'il était : {FLOW}")));
    assert!(!authority.path("envoi").exists());
    let again = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&again), 1, "as the run that did it: {}", text(&again));
    assert!(text(&again).contains(&format!("écrit de nouveau, tel qu'il était : {FLOW}")), "{}", text(&again));
    assert!(tree(&authority.path("envoi")) == before);

    // One file of it; the others stay as they are.
    std::fs::remove_file(authority.path("envoi").join(FLOW)).unwrap();
    let again = authority.convert(&bill, "envoi", &[]);
    assert_eq!(text(&again).matches("écrit de nouveau").count(), 1, "{}", text(&again));
    assert!(tree(&authority.path("envoi")) == before);
    let nothing = authority.convert(&bill, "envoi", &[]);
    assert!(text(&nothing).contains("rien à faire"), "{}", text(&nothing));
}

#[test]
fn a_flow_that_was_changed_is_told_and_stays_unless_asked() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", four);
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    let before = tree(&authority.path("envoi"));
    let path = authority.path("envoi").join(FLOW);
    let changed = [&before[FLOW][..], b"<!-- -->"].concat();
    std::fs::write(&path, &changed).unwrap();
    let told = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&told), 1, "{}", text(&told));
    assert!(
        text(&told).contains("PES945") && text(&told).contains("a changé depuis que l'exécution 1"),
        "{}",
        text(&told)
    );
    assert_eq!(std::fs::read(&path).unwrap(), changed);
    let replaced = authority.convert(&bill, "envoi", &["--ecraser"]);
    assert_eq!(code(&replaced), 0, "{}", text(&replaced));
    assert!(tree(&authority.path("envoi")) == before);

    // The report of the folder is changed alone: its flows stay.
    std::fs::write(authority.path("envoi/rapport.json"), "{}").unwrap();
    assert_eq!(code(&authority.convert(&bill, "envoi", &["--ecraser"])), 0);
    assert!(tree(&authority.path("envoi")) == before);
}

#[test]
fn what_the_journal_has_no_longer_is_said_to_be_missing() {
    let authority = Authority::new();
    let bill = authority.bill("factures.csv", four);
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    let purged = authority.run(&["journal", "purge", "--date", "2040-01-01"]);
    assert!(text(&purged).contains("contenu de 4 fichiers écrits"), "{}", text(&purged));
    assert!(text(&authority.convert(&bill, "envoi", &[])).contains("rien à faire"));
    std::fs::remove_file(authority.path("envoi").join(FLOW)).unwrap();
    let told = authority.convert(&bill, "envoi", &[]);
    assert_eq!(code(&told), 1, "{}", text(&told));
    assert!(text(&told).contains("n'est plus là, et le journal n'en a pas les octets"), "{}", text(&told));
}

#[test]
fn a_later_run_in_the_same_folder_keeps_its_own_report() {
    let authority = Authority::new();
    let monday = authority.bill("lundi.csv", |number| number == "2026-00001");
    let tuesday = authority.bill("mardi.csv", |number| number == "2026-00002");
    assert_eq!(code(&authority.convert(&monday, "envoi", &[])), 0);
    assert_eq!(code(&authority.convert(&tuesday, "envoi", &["--ecraser"])), 0);
    let before = tree(&authority.path("envoi"));
    assert!(text(&authority.convert(&monday, "envoi", &[])).contains("rien à faire"));
    std::fs::remove_file(authority.path("envoi").join(FLOW)).unwrap();
    let again = authority.convert(&monday, "envoi", &[]);
    assert_eq!(code(&again), 0, "{}", text(&again));
    assert!(tree(&authority.path("envoi")) == before);
}

#[cfg(unix)]
#[test]
fn written_again_and_killed_at_any_moment_it_is_whole_in_the_end() {
    use std::process::Stdio;
    use std::time::{Duration, Instant};

    let authority = Authority::new();
    let bill = authority.bill("factures.csv", |_| true);
    authority.convert(&bill, "envoi", &[]);
    let before = tree(&authority.path("envoi"));
    let mut random = Random::new();
    let (mut lasts, mut killed) = (Duration::from_millis(60), 0);
    for _ in 0..super::kills::kills() {
        std::fs::remove_dir_all(authority.path("envoi")).unwrap();
        let mut command = crate::support::pes();
        command.arg("convert").arg(&bill).arg("--config").arg(authority.path("pes.toml"));
        command.arg("--out").arg(authority.path("envoi")).args(["--date", super::DATE]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(random.moment(lasts));
        let _ = child.kill();
        killed += u64::from(std::os::unix::process::ExitStatusExt::signal(&child.wait().unwrap()).is_some());
        let started = Instant::now();
        let again = authority.convert(&bill, "envoi", &[]);
        lasts = lasts.max(started.elapsed());
        assert_eq!(code(&again), 1, "{}", text(&again));
        assert!(tree(&authority.path("envoi")) == before, "seed {}", random.0);
    }
    println!("killed {killed} times");
}

#[test]
fn a_journal_put_back_from_a_copy_gives_no_number() {
    let authority = Authority::new();
    let bill = |name: &str, invoice: &'static str| authority.bill(name, move |number| number == invoice);
    assert_eq!(code(&authority.convert(&bill("a.csv", "2026-00001"), "a", &[])), 0);
    std::fs::copy(authority.path("journal.db"), authority.path("copie.db")).unwrap();
    assert_eq!(code(&authority.convert(&bill("b.csv", "2026-00002"), "b", &[])), 0);
    std::fs::copy(authority.path("copie.db"), authority.path("journal.db")).unwrap();
    let c = bill("c.csv", "2026-00003");
    let refused = authority.convert(&c, "c", &[]);
    assert_eq!(code(&refused), 2, "{}", text(&refused));
    assert!(
        text(&refused).contains("PES905") && text(&refused).contains("le prochain bordereau était le 13"),
        "{}",
        text(&refused)
    );
    assert!(!authority.path("c").exists());
    for words in [&["retour", "c.csv"][..], &["journal", "envoye", "1"], &["journal", "annule", "1"]] {
        assert!(text(&authority.run(words)).contains("PES905"), "{words:?}");
    }

    // Without its mark too: the flows of the folder beside know more.
    let mark = authority.path(".journal.db.marque");
    std::fs::remove_file(&mark).unwrap();
    let refused = authority.convert(&c, "c", &["--simulation"]);
    assert_eq!(code(&refused), 2, "{}", text(&refused));
    assert!(text(&refused).contains("a le bordereau 12 et le journal ne le connaît pas"), "{}", text(&refused));
    assert!(text(&refused).contains("PES906"), "the mark is missed: {}", text(&refused));
    assert!(!mark.exists(), "nothing is written");

    // A journal that was removed is no other.
    std::fs::remove_file(authority.path("journal.db")).unwrap();
    assert!(text(&authority.convert(&c, "c", &[])).contains("PES905"));

    // Once told which numbers follow, it goes on from there.
    let config = std::fs::read_to_string(authority.path("pes.toml")).unwrap();
    let first = config.lines().find(|line| line.starts_with("premier_bordereau")).unwrap().to_owned();
    std::fs::write(authority.path("pes.toml"), config.replace(&first, "premier_bordereau = 13")).unwrap();
    let done = authority.convert(&c, "c", &[]);
    assert_eq!(code(&done), 0, "{}", text(&done));
    assert_eq!(authority.statut("2026-00003")[0]["bordereau"], 13);
}

#[test]
fn a_journal_that_goes_on_is_never_taken_for_an_old_one() {
    let authority = Authority::new();
    for (rank, invoice) in ["2026-00001", "2026-00002", "2026-00003"].into_iter().enumerate() {
        let bill = authority.bill(&format!("{invoice}.csv"), |number| number == invoice);
        let output = authority.convert(&bill, &format!("out{rank}"), &[]);
        assert!(code(&output) == 0 && !text(&output).contains("PES90"), "{}", text(&output));
        let flow = format!("PESALR1_21350999500014_260302_00{}.xml", rank + 1);
        authority.back(&format!("ack{rank}.xml"), &acquit(&flow, &bordereau(11 + rank as u64, true, "")));
    }
    let purged = authority.run(&["journal", "purge"]);
    assert_eq!(text(&purged).matches("PES90").count(), 0, "{}", text(&purged));
}

#[test]
fn invoices_given_to_correct_another_bordereau_are_named() {
    let authority = Authority::new();
    let [first, other] = [["2026-00001", "2026-00002", "2026-00003"], ["2026-00004"; 3]];
    let bill = authority.bill("factures.csv", |number| first.contains(&number));
    assert_eq!(code(&authority.convert(&bill, "envoi", &[])), 0);
    let next = authority.bill("suite.csv", |number| other.contains(&number));
    assert_eq!(code(&authority.convert(&next, "suite", &[])), 0);
    let refused = acquit("PESALR1_21350999500014_260302_001.xml", &bordereau(11, false, &erreur("ERREUR_AUTRE", "")));
    authority.back("ack.xml", &refused);

    // One of another bordereau, one that was never sent; and one of its own that is not given.
    let given = authority
        .bill("corrigees.csv", |number| ["2026-00001", "2026-00002", "2026-00004", "2026-00007"].contains(&number));
    let out = authority.path("refait");
    let output = authority.run(&[
        "corrige",
        "11",
        given.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--date",
        super::DATE,
    ]);
    assert_eq!(code(&output), 1, "{}", text(&output));
    let told = text(&output);
    assert!(told.contains("facture 2026-00007 : elle n'est pas du bordereau 11, et n'a jamais été envoyée"), "{told}");
    assert!(told.contains("2026-00004 (12)") && told.contains("restent refusées : 2026-00003"), "{told}");
    let report = std::fs::read_to_string(out.join("rapport.json")).unwrap();
    assert!(["2026-00007", "2026-00004", "2026-00003"].iter().all(|number| report.contains(number)), "{report}");
    let rejects = std::fs::read_to_string(out.join("rejets/rejets.csv")).unwrap();
    assert!(rejects.contains("2026-00007;PES909"), "{rejects}");
    assert_eq!(authority.statut("2026-00002")[1]["bordereau"], 13);
    assert_eq!(authority.etat("2026-00004"), "produit");
}

#[test]
fn a_number_written_in_several_ways_is_one() {
    let authority = Authority::new();
    let path = authority.bill("factures.csv", four);
    let bytes = std::fs::read(&path).unwrap();
    let rewritten = |from: &str, to: &str, bytes: Vec<u8>| -> Vec<u8> {
        let lines = bytes.split_inclusive(|&byte| byte == b'\n');
        lines
            .flat_map(|line| match line.strip_prefix(from.as_bytes()) {
                Some(rest) => [to.as_bytes(), rest].concat(),
                None => line.to_vec(),
            })
            .collect()
    };
    let bytes = rewritten("2026-00001;", "F1;", bytes);
    let bytes = rewritten("2026-00003;", "f1;", bytes);
    std::fs::write(&path, rewritten("2026-00004;", "F 1;", bytes)).unwrap();
    let output = authority.convert(&path, "envoi", &[]);
    assert_eq!(code(&output), 1, "{}", text(&output));
    assert!(text(&output).contains("même numéro de facture, écrit « F1 », « f1 », « F 1 »"), "{}", text(&output));
    assert!(text(&output).contains("converties : 1, refusées : 3"), "{}", text(&output));
}
