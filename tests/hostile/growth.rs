//! Flows that grow: four times as much takes four times as long, not sixteen.

use std::time::Duration;

use super::{LARGE, Runs, times_larger, word};
use crate::support::{latin1, sound_flow};

/// The flow with something repeated, each time with its number in the place of `{}`.
fn repeated(start: &str, end: &str, count: usize, one: &dyn Fn(&str, usize) -> String) -> Vec<u8> {
    let flow = sound_flow();
    let from = flow.find(start).expect("it is there");
    let to = from + flow[from..].find(end).expect("its end is there") + end.len();
    let all: String = (0..count).map(|number| one(&flow[from..to], number)).collect();
    latin1(&[&flow[..to], &all, &flow[to..]].concat())
}

fn valued(part: &str, element: &str, value: &str) -> String {
    let start = format!("<{element} V=\"");
    let from = part.find(&start).expect("the element") + start.len();
    let to = from + part[from..].find('"').expect("the end of its value");
    [&part[..from], value, &part[to..]].concat()
}

/// A flow that grows with a number.
type Grown = fn(usize) -> Vec<u8>;

const FLOWS: [(&str, Grown); 10] = [
    ("PJRef of a titre", |n| {
        repeated("<PJRef>", "</PJRef>", n, &|part, n| valued(part, "NomPJ", &format!("p{n}.xml")))
    }),
    ("the same PJRef", |n| repeated("<PJRef>", "</PJRef>", n, &|part, _| part.to_owned())),
    ("lines of a titre", |n| repeated("<LigneDePiece>", "</LigneDePiece>", n, &|part, _| part.to_owned())),
    ("the same titre", |n| repeated("<Piece>", "</Piece>", n, &|part, _| part.to_owned())),
    ("the same bordereau", |n| repeated("<Bordereau>", "</Bordereau>", n / 10, &|part, _| part.to_owned())),
    ("pieces of one identifier", |n| repeated("<PJ>", "</PJ>", n, &|part, _| small(part))),
    ("pieces", |n| repeated("<PJ>", "</PJ>", n, &|part, n| valued(&small(part), "IdUnique", &format!("U{n}")))),
    ("values at fault", |n| repeated("<LigneDePiece>", "</LigneDePiece>", n, &|part, _| valued(part, "MtHT", "NaN"))),
    ("one line", |n| one_line(n, "ISO-8859-1")),
    ("one line of UTF-8", |n| one_line(n, "UTF-8")),
];

/// The piece with a file that cannot be opened, which takes no time.
fn small(piece: &str) -> String {
    let from = piece.find("<Fichier").unwrap();
    let from = from + piece[from..].find('>').unwrap() + 1;
    let to = from + piece[from..].find('<').unwrap();
    [&piece[..from], "AAAA", &piece[to..]].concat()
}

/// A flow without a line end, a fault every hundred characters.
fn one_line(count: usize, encoding: &str) -> Vec<u8> {
    let unknown = format!("<Inconnu>{}</Inconnu>", "é".repeat(80));
    let start = "<n:PES_Aller xmlns:n=\"http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller\"><Enveloppe/>";
    let document =
        format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{start}{}</n:PES_Aller>", unknown.repeat(count));
    if encoding == "UTF-8" { document.into_bytes() } else { latin1(&document) }
}

#[test]
fn a_check_takes_no_longer_than_the_flow() {
    let mut runs = Runs::new();
    let long = times_larger() > 1;
    let count = if long { 100_000 } else { 20_000 };
    for (name, flow) in FLOWS {
        let mut time = |count: usize| {
            let path = runs.file("flux.xml", flow(count));
            let answer = runs.run(&["check", word(&path)], LARGE);
            assert!(answer.code <= 1 && answer.said().len() < 200_000, "{name}: {} bytes said", answer.said().len());
            answer.time
        };
        let whole = time(count);
        // Times of a few hundredths say nothing; a busy machine doubles them.
        if long {
            let quarter = time(count / 4);
            println!("{name}: {quarter:?} for {}, {whole:?} for {count}", count / 4);
            assert!(whole < 8 * quarter.max(Duration::from_millis(100)), "{name}: {quarter:?}, then {whole:?}");
        }
    }
}
