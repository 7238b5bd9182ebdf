//! A journal of many titres.

use std::time::Instant;

use pes_journal::{Execution, Flux, Journal, Place, Titre};

use super::{Authority, SIRET, acquit, code, erreur, piece, text};

/// Titres of the journal: a million with `PES_LONG`.
fn titres() -> u64 {
    if std::env::var_os("PES_LONG").is_some() { 1_000_000 } else { 20_000 }
}

const IN_A_FLOW: u64 = 10_000;

#[test]
fn one_of_many_is_found_and_a_long_acquit_applied() {
    let authority = Authority::new();
    let started = Instant::now();
    let journal = Journal::open(&Place::File(authority.path("journal.db")), SIRET).unwrap();
    let execution = journal.prepare(&Execution { date: "2026-03-02", ..Execution::default() }).unwrap();
    journal.start(execution).unwrap();
    for flow in 1..=titres() / IN_A_FLOW {
        let nom_fic = format!("FLUX{flow:06}.xml");
        let flux = Flux {
            nom_fic: &nom_fic,
            exercice: 2026,
            bordereau: flow,
            budget: pes_journal::Budget { cod_col: "350", cod_bud: "00" },
            ..Flux::default()
        };
        let flux = journal.add_flow(&flux).unwrap();
        for rank in 0..IN_A_FLOW {
            let numero = (flow - 1) * IN_A_FLOW + rank + 1;
            let (facture, pieces) = (format!("F-{numero:08}"), [format!("PJ{numero:08}")]);
            let titre = Titre {
                numero,
                facture: &facture,
                circuit: "prive",
                debiteur: "KERMARREC Maëlle",
                centimes_ht: 3800,
                lignes: "12-14",
                pieces: &pieces,
                ..Titre::default()
            };
            journal.add_titre(flux, &titre).unwrap();
        }
    }
    journal.written(0).unwrap();
    journal.delivered(execution).unwrap();
    drop(journal);
    println!("journal of {} titres: recorded in {:?}", titres(), started.elapsed());

    let invoice = format!("F-{:08}", titres() / 2);
    let started = Instant::now();
    let one = authority.run(&["statut", &invoice]);
    println!("statut of one: {:?}, process included", started.elapsed());
    assert_eq!(code(&one), 0, "{}", text(&one));
    assert!(text(&one).contains(&format!("facture {invoice} : produit")), "{}", text(&one));

    // One element for the bordereau, and one for each of its pieces.
    let mut elements = super::bordereau(2, true, "");
    for numero in IN_A_FLOW + 1..=2 * IN_A_FLOW {
        elements.push_str(&piece(&format!("PJ{numero:08}"), true, ""));
    }
    let acquit = acquit("FLUX000002.xml", &elements);
    let started = Instant::now();
    let read = authority.back("ack.xml", &acquit);
    println!("acquit of {} elements: {:?}, process included", IN_A_FLOW + 1, started.elapsed());
    assert_eq!(code(&read), 0, "{}", text(&read));
    assert!(text(&read).contains("éléments : 10001, sans correspondance : 0"), "{}", text(&read));
    assert_eq!(authority.etat(&format!("F-{:08}", IN_A_FLOW + 1)), "accepte");
    assert_eq!(authority.etat("F-00000001"), "produit");

    // One titre refuses its bordereau, and all of it is told.
    let detail = format!("<DetailPiece><NumPiece V=\"7\"/>{}</DetailPiece>", erreur("ERREUR_AUTRE", "1971 - Compte"));
    let started = Instant::now();
    let read = authority.back("ko.xml", &super::acquit("FLUX000001.xml", &super::bordereau(1, false, &detail)));
    println!("refusal of a bordereau of {IN_A_FLOW} titres: {:?}, process included", started.elapsed());
    assert_eq!(code(&read), 1, "{}", text(&read));
    assert!(text(&read).contains("9999 titres refusés avec lui"), "{}", text(&read));
    assert_eq!(authority.etat("F-00000007"), "refuse");
}
