//! The journal in a database of a real PostgreSQL server.
#![cfg(feature = "postgres")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

#[path = "../../../tests/support/postgres.rs"]
mod support;

use std::time::Instant;

use pes_journal::{Budget, Error, EtatTitre, Execution, Flux, Journal, Place, Returned, Said, Scope, Titre};
use postgres::{Client, NoTls};
use support::{PASSWORD, database, free_port};

const SIRET: &str = "21350999500014";
const BUDGET: Budget<'_> = Budget { cod_col: "350", cod_bud: "00" };

fn place(url: &str) -> Place {
    Place::Server(url.to_owned())
}

/// A run with one bordereau of so many titres, from 1, left as it is before it is kept.
fn start(journal: &Journal, bordereau: u64, titres: u64) -> i64 {
    let execution = journal.prepare(&Execution { date: "2026-03-02", ..Execution::default() }).unwrap();
    journal.start(execution).unwrap();
    let nom_fic = format!("PESALR1_{bordereau:03}.xml");
    let flux = Flux { nom_fic: &nom_fic, budget: BUDGET, exercice: 2026, bordereau, ..Flux::default() };
    let flux = journal.add_flow(&flux).unwrap();
    for numero in 1..=titres {
        let (facture, pieces) = (format!("F{bordereau}-{numero}"), [format!("PJ{bordereau}-{numero}")]);
        let titre = Titre {
            numero,
            facture: &facture,
            debiteur: "DURAND",
            centimes_ht: 1000,
            pieces: &pieces,
            ..Titre::default()
        };
        journal.add_titre(flux, &titre).unwrap();
    }
    execution
}

fn send(journal: &Journal, bordereau: u64, titres: u64) {
    let execution = start(journal, bordereau, titres);
    journal.written(0).unwrap();
    journal.delivered(execution).unwrap();
}

fn acquit(siret: &str, said: Vec<Said>) -> Returned {
    let (nom_fic, date) = ("PESALR1_001".to_owned(), "2026-03-03".to_owned());
    Returned {
        genre: "acquit",
        nom_fic,
        date,
        siret: siret.to_owned(),
        cod_col: BUDGET.cod_col.to_owned(),
        cod_bud: BUDGET.cod_bud.to_owned(),
        said,
    }
}

/// Both languages of what stops.
fn told<T>(result: Result<T, Error>) -> [String; 2] {
    let text = result.err().expect("an error").describe();
    [text.fr, text.en].map(String::from)
}

#[test]
fn one_writes_at_a_time_and_others_read() {
    let Some(url) = database() else { return };
    let journal = Journal::open(&place(&url), SIRET).unwrap();
    send(&journal, 1, 2);
    assert_eq!(told(Journal::open(&place(&url), SIRET)), ["une autre exécution s'en sert", "another run is using it"]);
    let reader = Journal::read(&place(&url), SIRET).unwrap();
    assert_eq!(reader.sent(BUDGET, 2026, "F1-2").unwrap().map(|sent| sent.titre), Some(2));
    drop(journal);
    Journal::open(&place(&url), SIRET).expect("the lock goes with the one that writes");
}

#[test]
fn authorities_share_a_database() {
    let Some(url) = database() else { return };
    let other = "21350998700011";
    let [ours, theirs] = [SIRET, other].map(|siret| Journal::open(&place(&url), siret).unwrap());
    send(&ours, 1, 2);
    send(&theirs, 1, 3);
    let counts = [&ours, &theirs].map(|journal| {
        let bordereau = journal.bordereaux_numbered(BUDGET, Some(2026), 1).unwrap().remove(0);
        journal.titres_of_bordereau(bordereau.id).unwrap().len()
    });
    assert_eq!(counts, [2, 3]);
    let absent = "21350997900018";
    assert_eq!(told(Journal::read(&place(&url), absent)), ["journal absent", "no such journal"]);
    let no_siret = told(Journal::open(&place(&url), "x; DROP SCHEMA pes_21350999500014 CASCADE"));
    assert_eq!(no_siret, ["SIRET : attendu 14 chiffres", "SIRET: expected 14 digits"]);
}

#[test]
fn numbers_go_on_whatever_the_order_of_texts_in_the_database() {
    let Some(url) = database() else { return };
    let journal = Journal::open(&place(&url), SIRET).unwrap();
    send(&journal, 1, 2);
    send(&journal, 2, 3);
    let next = journal.next_numbers(BUDGET, 2026, "PESALR1_").unwrap();
    assert_eq!((next.bordereau, next.titre, next.flux, next.cumul_centimes), (3, 4, 3, 5000));
}

#[test]
fn what_was_not_kept_is_as_if_it_had_never_been() {
    let Some(url) = database() else { return };
    let journal = Journal::open(&place(&url), SIRET).unwrap();
    send(&journal, 1, 1);
    start(&journal, 2, 5);
    drop(journal);
    let journal = Journal::open(&place(&url), SIRET).unwrap();
    let unfinished = journal.unfinished().unwrap();
    assert_eq!((unfinished.len(), unfinished[0].is_written), (1, false));
    journal.undo(unfinished[0].execution).unwrap();
    assert_eq!(journal.next_numbers(BUDGET, 2026, "PESALR1_").unwrap().bordereau, 2);

    // Two of one number: the second is refused, and nothing of it stays.
    let execution = start(&journal, 2, 1);
    let twice = journal.add_flow(&Flux {
        nom_fic: "autre.xml",
        budget: BUDGET,
        exercice: 2026,
        bordereau: 1,
        ..Flux::default()
    });
    assert!(told(twice)[0].contains("y est déjà"));
    journal.abandon().unwrap();
    journal.undo(execution).unwrap();
    assert_eq!(journal.sent(BUDGET, 2026, "F2-1").unwrap(), None);
}

#[test]
fn a_connection_that_is_lost_is_said_and_keeps_nothing() {
    let Some(url) = database() else { return };
    let journal = Journal::open(&place(&url), SIRET).unwrap();
    send(&journal, 1, 1);
    start(&journal, 2, 5);
    let mut administrator = Client::connect(&url, NoTls).unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE application_name = 'pes' AND datname = current_database()";
    assert_eq!(administrator.query(cut, &[]).unwrap().len(), 1);
    let lost = ["connexion au serveur perdue : relancer", "connection to the server lost: run again"];
    assert_eq!(told(journal.written(0)), lost);
    assert_eq!(told(journal.summary()), lost);
    let journal = Journal::open(&place(&url), SIRET).unwrap();
    assert_eq!(journal.sent_bordereau(BUDGET, 2026, 2).unwrap(), None);
}

#[test]
fn what_a_server_refuses_is_said_without_the_password() {
    let Some(url) = database() else { return };
    let absent = format!("postgres://pes:{PASSWORD}@127.0.0.1:{}/base", free_port());
    let login = [
        "le serveur refuse la connexion : vérifier l'utilisateur, le mot de passe et pg_hba.conf",
        "the server refuses the connection: check the user, the password and pg_hba.conf",
    ];
    let base = url.rsplit_once('/').unwrap().0;
    let mut cases = 0;
    for (url, words) in [
        (url.replace(PASSWORD, "secret-faux"), login),
        (url.replace(&format!(":{PASSWORD}"), ""), login),
        (url.replace("pes:", "inconnu:"), login),
        (
            format!("{base}/absente"),
            ["le serveur n'a pas de base de ce nom", "the server has no database of that name"],
        ),
        (absent, ["serveur injoignable", "the server cannot be reached"]),
    ] {
        for result in [Journal::open(&place(&url), SIRET), Journal::read(&place(&url), SIRET)] {
            assert_eq!(told(result), words);
            cases += 1;
        }
        assert!(!place(&url).to_string().contains("secret"));
    }
    // These are not sent anywhere.
    for (options, word) in [
        ("u:secret@db.exemple.fr/base", "n'est pas chiffrée"),
        ("u:secret@192.0.2.1/base?sslmode=prefer", "n'est pas chiffrée"),
        ("u:secret@localhost/base?sslmode=require", "ne chiffre pas"),
        ("u:secret@localhost/base?application_name=x&sslmode=verify-full", "ne chiffre pas"),
        ("u:secret@localhost,db.exemple.fr/base", "n'est pas chiffrée"),
        ("u:secret@localhost/base?hostaddr=192.0.2.1", "n'est pas chiffrée"),
        ("u:secret@localhost:port/base", "mal écrite"),
        ("u:secret@/base", "mal écrite"),
        ("u:se@cret@localhost/base?x=1", "mal écrite"),
    ] {
        let [fr, en] = told(Journal::open(&place(&format!("postgres://{options}")), SIRET));
        assert!(fr.contains(word), "{options}: {fr}");
        assert!(!fr.contains("secret") && !en.contains("secret"), "{fr} {en}");
        cases += 1;
    }
    println!("{cases} refusals");
}

#[test]
fn rights_are_those_of_the_server() {
    let Some(url) = database() else { return };
    let mut administrator = Client::connect(&url, NoTls).unwrap();
    let database = url.rsplit_once('/').unwrap().1;
    administrator.batch_execute(&format!("CREATE ROLE lecteur_{database} LOGIN PASSWORD '{PASSWORD}'")).unwrap();
    let reader = url.replace("pes:", &format!("lecteur_{database}:"));
    let forbidden = ["accès interdit", "access denied"];
    assert_eq!(told(Journal::open(&place(&reader), SIRET)), forbidden, "it may make no schema");

    send(&Journal::open(&place(&url), SIRET).unwrap(), 1, 1);
    assert_eq!(told(Journal::read(&place(&reader), SIRET)), forbidden, "the schema is closed to it");
    administrator
        .batch_execute(&format!(
            "GRANT USAGE ON SCHEMA pes_{SIRET} TO lecteur_{database}; \
             GRANT SELECT ON ALL TABLES IN SCHEMA pes_{SIRET} TO lecteur_{database}"
        ))
        .unwrap();
    let journal = Journal::read(&place(&reader), SIRET).expect("reading takes no more than the right to read");
    assert_eq!(journal.titres_named("F1-1").unwrap().len(), 1);
    let journal = Journal::open(&place(&reader), SIRET).unwrap();
    assert_eq!(told(journal.prepare(&Execution::default())), forbidden);
}

#[test]
fn what_names_people_is_erased() {
    let Some(url) = database() else { return };
    let journal = Journal::open(&place(&url), SIRET).unwrap();
    send(&journal, 1, 2);
    let said = Said { scope: Scope::Bordereau, bordereau: Some(1), libelle: "DURAND".to_owned(), ..Said::default() };
    journal.apply("a.xml", b"DURAND", &acquit(SIRET, vec![said]), "2026-03-04").unwrap();
    let mut kept = Vec::new();
    let keep = |document: pes_journal::Document| -> Result<(), Error> {
        kept.push(document.bytes);
        Ok(())
    };
    journal.documents(keep).unwrap();
    assert_eq!(kept, [b"DURAND"]);
    let erased = journal.erase_before("2027-01-01").unwrap();
    assert_eq!((erased.titres, erased.documents, erased.words), (2, 1, 1));
    let mut left = 0;
    let count = |_| -> Result<(), Error> {
        left += 1;
        Ok(())
    };
    journal.documents(count).unwrap();
    assert_eq!(left, 0);
    assert!(journal.titres_named("F1-1").unwrap()[0].debiteur.is_empty());
}

/// Recording and answering take about as long on a server as in a file; `PES_LONG` makes it 10,000 titres.
#[test]
fn many_titres_are_recorded_and_answered() {
    let Some(url) = database() else { return };
    let titres: u64 = if std::env::var_os("PES_LONG").is_some() { 10_000 } else { 500 };
    let folder = tempfile::tempdir().unwrap();
    for place in [Place::File(folder.path().join("journal.db")), place(&url)] {
        let journal = Journal::open(&place, SIRET).unwrap();
        let started = Instant::now();
        send(&journal, 1, titres);
        let recorded = started.elapsed();
        let piece = |titre| Said {
            scope: Scope::Piece,
            id_unique: Some(format!("PJ1-{titre}")),
            accepted: Some(titre % 100 != 0),
            ..Said::default()
        };
        let bordereau = Said {
            scope: Scope::Bordereau,
            accepted: Some(true),
            bordereau: Some(1),
            exercice: Some(2026),
            ..Said::default()
        };
        let said: Vec<Said> = std::iter::once(bordereau).chain((1..=titres).map(piece)).collect();
        let started = Instant::now();
        journal.apply("a.xml", b"a", &acquit(SIRET, said), "2026-03-04").unwrap();
        let applied = started.elapsed();
        let started = Instant::now();
        assert_eq!(journal.titres_named(&format!("F1-{titres}")).unwrap().len(), 1);
        let named = started.elapsed();
        let summary = journal.summary().unwrap();
        let accepted = summary.titres[&EtatTitre::Accepte];
        assert_eq!(accepted.0 as u64, titres - titres / 100);
        assert_eq!(accepted.1 as u64, 1000 * (titres - titres / 100));
        println!("{titres} titres recorded in {recorded:.2?}, answered in {applied:.2?}, one found in {named:.2?}");
    }
}
