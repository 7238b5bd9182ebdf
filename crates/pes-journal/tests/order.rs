//! Where things stand depends on what was said, not on the order in which it was read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

#[cfg(feature = "postgres")]
#[path = "../../../tests/support/postgres.rs"]
#[allow(dead_code, reason = "other tests use all of it")]
mod support;

use pes_journal::{Budget, Execution, Flux, Journal, Returned, Said, Scope, Titre};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const SIRET: &str = "21350999500014";

/// Two runs: bordereaux 1 and 2 of 2026 with two titres each, a piece a titre; then bordereau 3 with one piece for all.
fn send(journal: &Journal, run: usize) {
    let bordereaux: &[u64] = if run == 0 { &[1, 2] } else { &[3] };
    let execution = journal.prepare(&Execution { date: "2026-03-02", ..Execution::default() }).unwrap();
    journal.start(execution).unwrap();
    for &bordereau in bordereaux {
        let common = (bordereau == 3).then_some("PJ3");
        let nom_fic = format!("flux{bordereau}.xml");
        let flux = Flux { nom_fic: &nom_fic, exercice: 2026, bordereau, piece: common, ..Flux::default() };
        let flux = journal.add_flow(&flux).unwrap();
        for titre in [bordereau * 10 + 1, bordereau * 10 + 2] {
            let pieces = if common.is_some() { Vec::new() } else { vec![format!("PJ{titre}")] };
            let facture = format!("F{titre}");
            let titre = Titre { numero: titre, facture: &facture, pieces: &pieces, ..Titre::default() };
            journal.add_titre(flux, &titre).unwrap();
        }
    }
    journal.written(0).unwrap();
    journal.delivered(execution).unwrap();
}

/// Everything that people are told.
fn standing(journal: &Journal) -> Vec<String> {
    let mut told = Vec::new();
    let all = (1..=3).map(|numero| journal.bordereaux_numbered(Budget::default(), Some(2026), numero).unwrap());
    for bordereau in all.flatten() {
        told.push(format!("{} {}", bordereau.etat.code(), bordereau.depuis));
        for titre in journal.titres_of_bordereau(bordereau.id).unwrap() {
            told.push(format!(
                "{} {} {} {} {} {}",
                titre.facture,
                titre.etat.code(),
                titre.depuis,
                titre.avis.code(),
                titre.avis_depuis,
                titre.centimes_recouvres
            ));
            let mut reasons: Vec<String> = journal
                .reasons(&titre)
                .unwrap()
                .iter()
                .map(|reason| format!("{:?} {} {}", reason.scope, reason.code, reason.document))
                .collect();
            reasons.sort();
            told.append(&mut reasons);
        }
    }
    let mut lost: Vec<String> = journal.lost(None).unwrap().iter().map(|lost| format!("{lost:?}")).collect();
    lost.sort();
    told.extend(lost);
    told
}

fn said() -> impl Strategy<Value = Said> {
    let scope = select(vec![
        Scope::Flux,
        Scope::Bordereau,
        Scope::Bordereau,
        Scope::Titre,
        Scope::Ligne,
        Scope::Piece,
        Scope::Recette,
        Scope::Recouvrement,
        Scope::Avis,
    ]);
    let code = select(vec!["", "ERREUR_AUTRE", "ERREUR_DOUBLON_BORDEREAU", "ERREUR_DOUBLON_PJ", "ERREUR_TIMEOUT"]);
    let happened = select(vec!["2026-03-03", "2026-03-04", "2026-03-05"]);
    (scope, 1..=4i64, 1..=2i64, any::<bool>(), code, happened, 0..5usize, any::<bool>()).prop_map(
        |(scope, bordereau, titre, accepted, code, date, etat, with_year)| {
            let number = bordereau * 10 + titre;
            let of_titre = !matches!(scope, Scope::Flux | Scope::Bordereau | Scope::Piece);
            let is_acquit =
                matches!(scope, Scope::Flux | Scope::Bordereau | Scope::Titre | Scope::Ligne | Scope::Piece);
            Said {
                scope,
                exercice: with_year.then_some(2026),
                bordereau: (!matches!(scope, Scope::Flux | Scope::Piece)).then_some(bordereau),
                titre: of_titre.then_some(number),
                ligne: matches!(scope, Scope::Ligne | Scope::Recouvrement).then_some(1),
                id_unique: (scope == Scope::Piece)
                    .then(|| if bordereau == 3 { "PJ3".to_owned() } else { format!("PJ{number}") }),
                accepted: is_acquit.then_some(accepted),
                etat: match scope {
                    Scope::Avis => ["postalise", "notifie", "lu", "refuse", "represente"][etat].to_owned(),
                    Scope::Recette => ["01", "02", "03", "04", "05"][etat].to_owned(),
                    _ => "6".to_owned(),
                },
                code: if accepted { String::new() } else { code.to_owned() },
                date: date.to_owned(),
                centimes: (scope == Scope::Recouvrement).then_some(number * 100),
                ..Said::default()
            }
        },
    )
}

fn returned() -> impl Strategy<Value = Returned> {
    let nom_fic = select(vec!["flux1.xml", "flux2", "flux3.xml", "", "autre.xml"]);
    let date = select(vec!["2026-03-03", "2026-03-04", "2026-03-05"]);
    (nom_fic, date, vec(said(), 1..6)).prop_map(|(nom_fic, date, said)| Returned {
        genre: "acquit",
        nom_fic: nom_fic.to_owned(),
        date: date.to_owned(),
        siret: SIRET.to_owned(),
        cod_col: "350".to_owned(),
        cod_bud: "00".to_owned(),
        said,
    })
}

fn apply(journal: &Journal, returned: &Returned) -> bool {
    // Any bytes will do that are those of this document alone.
    let bytes = format!("{returned:?}");
    journal.apply("acquit.xml", bytes.as_bytes(), returned, "2026-03-06").unwrap().is_known
}

/// One order of the documents, and another with some of them twice.
#[derive(Clone, Debug)]
struct Orders {
    documents: Vec<Returned>,
    order: Vec<prop::sample::Index>,
    /// How many documents are read before a run is sent.
    sent_after: [usize; 2],
}

fn orders() -> impl Strategy<Value = Orders> {
    (vec(returned(), 1..8), vec(any::<prop::sample::Index>(), 0..20), [0..20usize, 0..20usize])
        .prop_map(|(documents, order, sent_after)| Orders { documents, order, sent_after })
}

/// Reads in one order in a journal, in the other in another: both tell the same.
fn read_both(orders: &Orders, straight: &Journal, shuffled: &Journal) -> Result<(), TestCaseError> {
    let Orders { documents, order, sent_after } = orders;
    send(straight, 0);
    send(straight, 1);
    for document in documents {
        apply(straight, document);
    }

    let mut sent = [false; 2];
    let picked = order.iter().map(|index| index.get(documents)).chain(documents.iter().rev());
    for (rank, document) in picked.enumerate() {
        for run in 0..2 {
            if rank >= sent_after[run] && !sent[run] {
                send(shuffled, run);
                sent[run] = true;
            }
        }
        apply(shuffled, document);
    }
    (0..2).filter(|&run| !sent[run]).for_each(|run| send(shuffled, run));
    prop_assert_eq!(standing(straight), standing(shuffled));

    // A second reading of all changes nothing.
    prop_assert!(documents.iter().all(|document| apply(shuffled, document)));
    prop_assert_eq!(standing(straight), standing(shuffled));
    Ok(())
}

proptest! {
    #[test]
    fn the_order_of_documents_and_of_runs_changes_nothing(orders in orders()) {
        read_both(&orders, &Journal::in_memory(SIRET).unwrap(), &Journal::in_memory(SIRET).unwrap())?;
    }
}

/// Each case is another local authority of one database.
#[cfg(feature = "postgres")]
#[test]
fn a_server_tells_the_same_as_memory() {
    use proptest::test_runner::{Config, TestRunner};

    let Some(url) = support::database() else { return };
    let place = pes_journal::Place::Server(url);
    let cases = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(Config { cases: Config::default().cases.div_ceil(16), ..Config::default() });
    let run = runner.run(&orders(), |mut orders| {
        cases.set(cases.get() + 1);
        let siret = format!("{:014}", cases.get());
        orders.documents.iter_mut().for_each(|document| document.siret = siret.clone());
        read_both(&orders, &Journal::in_memory(&siret).unwrap(), &Journal::open(&place, &siret).unwrap())
    });
    run.unwrap();
    println!("{} cases on PostgreSQL", cases.get());
}
