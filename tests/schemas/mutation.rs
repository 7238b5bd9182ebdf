//! Documents with one to three faults, each from a seed.

use std::ops::Range;

use super::lexical::{quoted, rewritten};

/// Values that a field may or may not take: at the edges of lengths, digits, dates, codes and identifiers.
const VALUES: &[&str] = &[
    "",
    " ",
    "  ",
    ".",
    "nc",
    "NC",
    "0",
    "00",
    "000000000000",
    "-1",
    "0.0",
    "1.5",
    "1.005",
    "123456789012.5",
    "999999999999.99",
    "1000000000000",
    "1e3",
    "+3",
    ".5",
    "5.",
    "0.01",
    "123.4567",
    "1 000",
    "1,5",
    "NaN",
    "00012",
    "99999999999999999999999999999",
    "2026-02-29",
    "2024-02-29",
    "1899-12-31",
    "1900-01-01",
    "2026-01-01Z",
    "2026-01-01+02:00",
    "26-01-01",
    "-0001-01-01",
    "20260101",
    "2026-1-1",
    "2026",
    "0000",
    "2026Z",
    "20261",
    "true",
    "false",
    "TRUE",
    "oui",
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "07",
    "08",
    "09",
    "10",
    "11",
    "12",
    "13",
    "14",
    "15",
    "16",
    "18",
    "20",
    "25",
    "26",
    "41",
    "99",
    "001",
    "006",
    "007",
    "010",
    "011",
    "014",
    "017",
    "B1",
    "S8",
    "M8",
    "S",
    "E",
    "O",
    "X",
    "2A",
    "2B",
    "971",
    "988",
    "987",
    "02A123",
    "02C123",
    "1234567",
    "12345678",
    "099",
    "599",
    "600",
    "FR7699999000010000001234540",
    "fr76",
    "TESTFRPP",
    "TESTFRP1",
    "TESTFRPPXXX",
    "a.pdf",
    ".pdf",
    "a.pdfxx",
    "a b/c_d-e+f",
    "abc d",
    "É",
    "(ŒUVRE-1)'",
    "x@example.fr",
    "1 2\tA",
    "ERREUR_PJ",
    "21350999500014",
    "A123456789B123456789C123456789D12345678E",
    "AAAA",
    "AA==",
    "A=AA",
    "####",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
];

/// Attributes that an element may or may not have.
const ATTRIBUTES: &[&str] = &[
    " W='1'",
    " Id='id-1'",
    " Id='1a'",
    " Id=''",
    " MIMEType='a/b'",
    " xml:lang='fr'",
    " xml:space='preserve'",
    " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'",
    " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='false'",
    " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='urn:a b.xsd'",
    " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:noNamespaceSchemaLocation='b.xsd'",
    " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:other='1'",
    " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:xs='http://www.w3.org/2001/XMLSchema' xsi:type='xs:string'",
    " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='Nothing'",
    " xmlns:x='urn:x' x:V='1'",
];

/// A default namespace that is one of PES, in which no element but the root is.
const ELSEWHERE: &str = " xmlns='http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller'";

/// Numbers that look random and follow from a seed.
pub struct Seed(pub u64);

impl Seed {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        (mixed >> 33) as usize % bound.max(1)
    }

    pub fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// A document with some faults, which may leave it valid.
pub fn mutated(document: &str, seed: &mut Seed) -> String {
    let mut text = document.to_owned();
    for _ in 0..seed.of(&[1, 1, 1, 2, 3]) {
        if let Some(next) = once(&text, seed) {
            text = next;
        }
    }
    text
}

fn once(text: &str, seed: &mut Seed) -> Option<String> {
    let tree = roxmltree::Document::parse(text).ok()?;
    let elements: Vec<_> = tree.root_element().descendants().filter(roxmltree::Node::is_element).skip(1).collect();
    let element = seed.of(&elements);
    let other = seed.of(&elements);
    let (range, other_range) = (element.range(), other.range());
    let start_tag_end = |range: &Range<usize>| range.start + text[range.clone()].find('>').unwrap_or(0);
    let replaced = |range: Range<usize>, by: &str| Some([&text[..range.start], by, &text[range.end..]].concat());
    match seed.below(24) {
        0 => replaced(range, ""),
        1 => replaced(range.end..range.end, &text[range]),
        2 => {
            let next = element.next_sibling_element()?.range();
            let swapped = [&text[next.clone()], &text[range.end..next.start], &text[range.clone()]].concat();
            replaced(range.start..next.end, &swapped)
        }
        3 => {
            let old = element.tag_name().name();
            let renamed = text[range.clone()].replacen(old, other.tag_name().name(), 1);
            let end_tag = format!("</{old}>");
            let renamed = match renamed.strip_suffix(&end_tag) {
                Some(inside) => format!("{inside}</{}>", other.tag_name().name()),
                None => renamed,
            };
            replaced(range, &renamed)
        }
        4 => {
            // Beside another element, wherever that is.
            let place = if seed.below(2) == 0 { other_range.start } else { other_range.end };
            (place <= range.start || place >= range.end).then(|| replaced(place..place, &text[range]))?
        }
        5 => {
            let copies = text[range.clone()].repeat(seed.of(&[1, 11, 12, 13]));
            replaced(range.end..range.end, &copies)
        }
        6 => {
            let end = start_tag_end(&range);
            (!text[..end].ends_with('/')).then(|| replaced(end + 1..end + 1, seed.of(&["x", " ", "\n", "0"])))?
        }
        7 => {
            let place = range.start + 1 + element.tag_name().name().len();
            replaced(place..place, seed.of(ATTRIBUTES))
        }
        8 => {
            let attribute = element.attributes().next()?;
            replaced(attribute.range(), "")
        }
        9 => {
            let end = start_tag_end(&range);
            let odd =
                seed.of(&["<X/>", "<x:V xmlns:x='urn:x'/>", "<!-- c -->", "<?p i?>", "<![CDATA[]]>", "<![CDATA[0]]>"]);
            (!text[..end].ends_with('/')).then(|| replaced(end + 1..end + 1, odd))?
        }
        10 => {
            // In another namespace, or in none.
            let name = element.tag_name().name();
            let place = range.start + 1 + name.len();
            replaced(place..place, seed.of(&[" xmlns='urn:x'", " xmlns=''", " xmlns:n='urn:x'", ELSEWHERE]))
        }
        11 => {
            let attribute = element.attributes().next()?;
            let name = attribute.name();
            let other = seed.of(&["v", "W", "x:V", "xsi:nil", "Id"]);
            let declared = seed.of(&["", " xmlns:x='urn:x'", " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'"]);
            let text = &text[attribute.range()];
            replaced(attribute.range(), &format!("{}{declared}", text.replacen(name, other, 1)))
        }
        12 => {
            // A name in other letters, in both of its tags.
            let name = element.tag_name().name();
            let other = if seed.below(2) == 0 { name.to_lowercase() } else { name.to_uppercase() };
            let renamed = text[range.clone()].replacen(name, &other, 1);
            let renamed = match renamed.strip_suffix(&format!("</{name}>")) {
                Some(inside) => format!("{inside}</{other}>"),
                None => renamed,
            };
            replaced(range, &renamed)
        }
        13 => {
            let leaf = |element: &roxmltree::Node<'_, '_>| element.text().is_some_and(|text| !text.trim().is_empty());
            let leaves: Vec<_> = elements.iter().copied().filter(leaf).collect();
            let leaf = (!leaves.is_empty()).then(|| seed.of(&leaves))?.first_child()?.range();
            let new = rewritten(&text[leaf.clone()], seed);
            replaced(leaf, &quoted(&new, seed))
        }
        14 => {
            let others: Vec<_> =
                elements.iter().flat_map(roxmltree::Node::attributes).filter(|a| a.name() != "V").collect();
            let attribute = (!others.is_empty()).then(|| seed.of(&others))?;
            let new = rewritten(attribute.value(), seed);
            replaced(attribute.range(), &format!("{}=\"{}\"", attribute.name(), quoted(&new, seed)))
        }
        15..=18 => {
            let valued: Vec<_> = elements.iter().filter_map(|element| element.attribute_node("V")).collect();
            let value = seed.of(&valued);
            let new = rewritten(value.value(), seed);
            replaced(value.range(), &format!("V=\"{}\"", quoted(&new, seed)))
        }
        _ => {
            let valued: Vec<_> = elements.iter().filter_map(|element| element.attribute_node("V")).collect();
            let value = seed.of(&valued);
            let old = value.value();
            let mut cut = old.to_owned();
            cut.pop();
            let new = match seed.below(8) {
                0 => cut,
                1 => format!(
                    "{old}{}",
                    seed.of(&["a", "Z", "0", " ", "é", "-", "999999", "\u{A0}", "XXXXXXXXXXXXXXXXXXXX"])
                ),
                2 => format!(" {old}"),
                3 => old.to_lowercase(),
                _ => seed.of(VALUES).to_owned(),
            };
            let new = new.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\t', "&#9;");
            replaced(value.range(), &format!("V=\"{new}\""))
        }
    }
}
