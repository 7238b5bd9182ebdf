//! Changes of a document, in its text.

use std::io::{Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// A change. A path names elements that follow each other, `Debiteur/Adresse/CP`: the first `CP` that begins after the
/// first `Adresse` after the first `Debiteur`.
#[derive(Debug)]
pub(super) enum Edit {
    /// The value of an element.
    Set(&'static str, &'static str),
    /// Without the element.
    Drop(&'static str),
    /// XML after an element.
    After(&'static str, &'static str),
    /// XML before an element.
    Before(&'static str, &'static str),
    /// An element given twice.
    Twice(&'static str),
    /// Every occurrence of a text.
    Replace(&'static str, &'static str),
    /// Changes of the first attached XML document.
    Asap(&'static [Edit]),
}

/// The document after these changes.
pub(super) fn edited(document: &[u8], edits: &[Edit]) -> Vec<u8> {
    // A byte is a character here: changes are ASCII, in any encoding.
    let mut text: String = document.iter().map(|byte| char::from(*byte)).collect();
    for edit in edits {
        text = apply(&text, edit);
    }
    text.chars().map(|character| u8::try_from(u32::from(character)).expect("changes are ASCII")).collect()
}

fn apply(text: &str, edit: &Edit) -> String {
    match *edit {
        Edit::Set(path, value) => {
            let (start, _) = element(text, path);
            let from = start + text[start..].find("V=\"").unwrap_or_else(|| panic!("{path} has no value")) + 3;
            let until = from + text[from..].find('"').expect("a closed value");
            spliced(text, from, until, value)
        }
        Edit::Drop(path) => {
            let (start, end) = element(text, path);
            spliced(text, start, end, "")
        }
        Edit::After(path, xml) => {
            let (_, end) = element(text, path);
            spliced(text, end, end, xml)
        }
        Edit::Before(path, xml) => {
            let (start, _) = element(text, path);
            spliced(text, start, start, xml)
        }
        Edit::Twice(path) => {
            let (start, end) = element(text, path);
            spliced(text, end, end, &text[start..end])
        }
        Edit::Replace(from, to) => {
            assert!(text.contains(from), "no {from}");
            text.replace(from, to)
        }
        Edit::Asap(edits) => {
            let start = text.find("<Fichier MIMEType=\"application/xml\">").expect("an attached XML document");
            let from = start + text[start..].find('>').expect("a closed tag") + 1;
            let until = from + text[from..].find('<').expect("a closed element");
            spliced(text, from, until, &packed(&edited(&unpacked(&text[from..until]), edits)))
        }
    }
}

/// Where an element begins and ends.
fn element(text: &str, path: &str) -> (usize, usize) {
    let mut from = 0;
    let mut start = 0;
    let mut name = "";
    for step in path.split('/') {
        name = step;
        start = from + tag(&text[from..], step).unwrap_or_else(|| panic!("no {path}"));
        from = start + 1;
    }
    let opened = start + text[start..].find('>').expect("a closed tag") + 1;
    if text[..opened].ends_with("/>") {
        return (start, opened);
    }
    let closing = format!("</{name}>");
    let end = opened + text[opened..].find(&closing).expect("a closed element") + closing.len();
    (start, end)
}

fn tag(text: &str, name: &str) -> Option<usize> {
    let opening = format!("<{name}");
    let is_whole = |at: &usize| text[at + opening.len()..].starts_with([' ', '>', '/']);
    text.match_indices(&opening).map(|(at, _)| at).find(is_whole)
}

fn spliced(text: &str, from: usize, until: usize, with: &str) -> String {
    [&text[..from], with, &text[until..]].concat()
}

fn unpacked(base64: &str) -> Vec<u8> {
    let packed: String = base64.split_ascii_whitespace().collect();
    let mut document = Vec::new();
    let packed = STANDARD.decode(packed).expect("base64");
    GzDecoder::new(packed.as_slice()).read_to_end(&mut document).expect("gzip");
    document
}

fn packed(document: &[u8]) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(document).expect("in memory");
    STANDARD.encode(encoder.finish().expect("in memory"))
}
