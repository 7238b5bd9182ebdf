//! Attached pieces that are not what they say.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Answer, Bounds, LARGE, Runs, SMALL, times_larger, word};
use crate::support::{latin1, sound_flow};

pub fn gzip(file: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(file).unwrap();
    encoder.finish().unwrap()
}

/// The sound flow with this text in the place of the file of its first piece, an ASAP.
pub fn with_asap(text: &str) -> Vec<u8> {
    let flow = sound_flow();
    let start = flow.find("<Fichier").unwrap();
    let start = start + flow[start..].find('>').unwrap() + 1;
    let end = start + flow[start..].find('<').unwrap();
    latin1(&[&flow[..start], text, &flow[end..]].concat())
}

fn with_file(gzip: &[u8]) -> Vec<u8> {
    with_asap(&STANDARD.encode(gzip))
}

/// The ASAP of the sound flow.
fn asap() -> Vec<u8> {
    let flow = sound_flow();
    let start = flow.find("<Fichier").unwrap();
    let start = start + flow[start..].find('>').unwrap() + 1;
    let end = start + flow[start..].find('<').unwrap();
    let gzip = STANDARD.decode(flow[start..end].trim()).unwrap();
    let mut file = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&gzip[..]), &mut file).unwrap();
    file
}

fn check(runs: &mut Runs, flow: Vec<u8>, bounds: Bounds) -> Answer {
    let path = runs.file("flux.xml", flow);
    let split = ["split", word(&path), "--out", "out", "--bordereau-public", "900", "--ecraser"];
    runs.run(&split, bounds);
    for words in [&["show"][..], &["show", "--format", "json"], &["check", "--format", "html", "--output", "page"]] {
        runs.run(&[words, &[word(&path)]].concat(), bounds);
    }
    runs.run(&["check", word(&path)], bounds)
}

#[test]
fn bombs_are_refused_by_their_ratio_and_by_their_size() {
    let mut runs = Runs::new();
    let zeros = gzip(&vec![0; 64 << 20]);
    // As many members as make a gibibyte, each with something that does not shrink: the ratio is that of a text.
    let mut state = 1_u64;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    });
    let noise: Vec<u8> = noise.take(1 << 14).collect();
    let member = gzip(&[&vec![0; 4 << 20][..], &noise].concat());
    let text = member.repeat(256);
    assert!((1 << 30) / text.len() < 300, "a ratio of {}", (1 << 30) / text.len());
    let document = [b"<a>", &b"<b/>".repeat(30 << 20)[..], b"</a>"].concat();
    for (name, file) in [("by its ratio", &zeros), ("by its size", &text), ("a document", &gzip(&document))] {
        let answer = check(&mut runs, with_file(file), Bounds { mebibytes: 1024, ..LARGE });
        assert_eq!(answer.code, 1, "{name}");
        assert!(answer.says("pièce trop grande une fois décompressée"), "{name}: {}", answer.said());
    }
    // One after the other they take no more.
    let flow = sound_flow();
    let (start, end) = (flow.find("<PJ>").unwrap(), flow.find("</PJ>").unwrap() + 5);
    let bomb = with_file(&zeros);
    let bomb = String::from_utf8_lossy(&bomb);
    let piece = &bomb[bomb.find("<PJ>").unwrap()..bomb.find("</PJ>").unwrap() + 5];
    let many = [&flow[..start], &piece.repeat(20 * times_larger()), &flow[end..]].concat();
    let path = runs.file("flux.xml", latin1(&many));
    let answer = runs.run(&["check", word(&path)], Bounds { mebibytes: 1024, ..LARGE });
    assert!(answer.code == 1 && answer.says("pièce trop grande"));
}

#[test]
fn gzip_that_breaks_off_or_goes_on() {
    let mut runs = Runs::new();
    let file = asap();
    let whole = gzip(&file);
    let (head, tail) = file.split_at(file.len() / 2);
    let last = whole.len() - 1;
    let flipped = |at: usize| {
        let mut gzip = whole.clone();
        gzip[at] ^= 0x55;
        gzip
    };
    let not_gzip = "le contenu n'est pas un fichier gzip entier";
    let mut cases = vec![
        ("whole".to_owned(), whole.clone(), ""),
        ("two members".to_owned(), [gzip(head), gzip(tail)].concat(), ""),
        ("a hundred empty members first".to_owned(), [gzip(b"").repeat(100), whole.clone()].concat(), ""),
        ("a member per byte".to_owned(), file.iter().flat_map(|&byte| gzip(&[byte])).collect(), ""),
        ("trailing zeros".to_owned(), [&whole[..], &[0; 512]].concat(), not_gzip),
        ("trailing words".to_owned(), [&whole[..], b"; rm -rf /"].concat(), not_gzip),
        ("another format".to_owned(), b"PK\x03\x04".repeat(100), not_gzip),
        ("bare deflate".to_owned(), whole[10..].to_vec(), not_gzip),
        ("nothing in it".to_owned(), gzip(b""), "pièce vide"),
        (
            "a name of a megabyte".to_owned(),
            [&whole[..3], &[8], &whole[4..10], &[b'x'; 1 << 20], &[0], &whole[10..]].concat(),
            "",
        ),
        ("a name without end".to_owned(), [&whole[..3], &[8], &whole[4..10], &[b'x'; 1 << 20]].concat(), not_gzip),
    ];
    cases
        .extend([0, 1, 3, 12, 40, last - 6, last].map(|at| (format!("a flipped byte at {at}"), flipped(at), not_gzip)));
    cases.extend((1..last).step_by(last / 12).map(|cut| (format!("cut at {cut}"), whole[..cut].to_vec(), not_gzip)));
    for (name, gzip, refused) in cases {
        let answer = check(&mut runs, with_file(&gzip), SMALL);
        assert_eq!(answer.code, i32::from(!refused.is_empty()), "{name}: {}", answer.said());
        assert!(answer.says(refused), "{name}: {}", answer.said());
    }
}

#[test]
fn base64_with_blanks_or_rubbish() {
    let mut runs = Runs::new();
    let text = STANDARD.encode(gzip(&asap()));
    let in_lines =
        |end: &str| text.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line)).collect::<Vec<_>>().join(end);
    let (head, tail) = text.split_at(text.len() / 2);
    // Of the rules and of the schema, either may say it.
    let not_base64 = "base64";
    let spaces = " ".repeat((2 << 20) * times_larger());
    for (name, text, refused) in [
        ("in lines", in_lines("\r\n"), ""),
        ("a blank at each byte", text.chars().flat_map(|char| [char, ' ']).collect(), ""),
        ("far apart", format!("{head}{spaces}{tail}"), ""),
        ("without its end", text.trim_end_matches('=').to_owned(), "base64"),
        ("nothing", String::new(), "pièce vide"),
        ("nothing but blanks", spaces.clone(), "pièce vide"),
        ("nothing but an end", "=".repeat(1_000), not_base64),
        ("an end inside", format!("{head}=={tail}"), not_base64),
        ("of the Web", text.replace('+', "-").replace('/', "_"), not_base64),
        ("a no-break space", format!("{head}\u{A0}{tail}"), not_base64),
        ("an address", format!("data:application/gzip;base64,{text}"), not_base64),
        ("one letter more", format!("{}A", text.trim_end_matches('=').to_owned() + "AAA"), not_base64),
        ("rubbish", "é~#{".repeat(10_000), not_base64),
        ("markup", format!("{head}&lt;script&gt;{tail}"), not_base64),
    ] {
        let answer = check(&mut runs, with_asap(&text), LARGE);
        assert_eq!(answer.code, i32::from(!refused.is_empty()), "{name}: {}", answer.said());
        assert!(answer.says(refused), "{name}: {}", answer.said());
    }
}

#[test]
fn what_a_piece_holds_is_not_what_it_says() {
    let mut runs = Runs::new();
    let mut nested = latin1(&sound_flow());
    for _ in 0..3 {
        nested = with_file(&gzip(&nested));
    }
    let page = b"<html><script>alert(1)</script></html>".to_vec();
    for (name, file, rule) in [
        ("a flow in a flow in a flow", nested, "PES"),
        ("a PDF", b"%PDF-1.4\n%%EOF\n".to_vec(), "PES00"),
        ("a program", b"\x7FELF\x02\x01\x01\0".to_vec(), "PES00"),
        ("a page", page, "PES004"),
        ("a bomb of entities", b"<!DOCTYPE a [<!ENTITY e 'e'>]><a>&e;</a>".to_vec(), "PES002"),
        ("another gzip file", gzip(&asap()), "PES00"),
        ("UTF-16", [b"\xFF\xFE".to_vec(), b"<\0a\0/\0>\0".to_vec()].concat(), "PES004"),
        ("levels", b"<a>".repeat(1_000_000), "PES00"),
        ("NULs", vec![0; 1 << 20], "PES00"),
    ] {
        let answer = check(&mut runs, with_file(&gzip(&file)), LARGE);
        assert_eq!(answer.code, 1, "{name}: {}", answer.said());
        assert!(answer.says(rule), "{name}: {}", answer.said());
        assert!(answer.says("> PJ[1]"), "{name}: {}", answer.said());
    }
}
