//! One text written in other ways: some mean the same, some are no value of any type.

use super::mutation::Seed;

/// Around a value, in front of it and behind it. White space of XML counts for nothing in numbers and dates only.
const AROUND: [&str; 14] =
    [" ", "  ", "\t", "\n", "\r\n", "\u{A0}", "\u{2003}", "\u{FEFF}", "\u{200B}", "'", "\"", "&", "<", "%"];

const BEFORE: [&str; 8] = ["+", "-", "--", "\u{2212}", "0", "000000000000000000", ".", "$"];

const BEHIND: [&str; 22] = [
    "Z",
    "z",
    "+01:00",
    "-14:00",
    "+14:01",
    "+24:00",
    "+1:00",
    "T00:00:00",
    ".",
    ".0",
    ".00",
    ".000",
    ",00",
    "E0",
    "e2",
    "%",
    "0",
    "00000000000000000000",
    "\u{20AC}",
    "=",
    "==",
    "\0",
];

/// Ten digits that are not those of ASCII.
const ZEROS: [char; 3] = ['\u{660}', '\u{FF10}', '\u{1D7CE}'];

/// The text written in another way, which may mean the same.
pub fn rewritten(old: &str, seed: &mut Seed) -> String {
    let new = match seed.below(12) {
        0 => format!("{}{old}", seed.of(&AROUND)),
        1 => format!("{old}{}", seed.of(&AROUND)),
        2 => format!("{0}{old}{0}", seed.of(&AROUND)),
        3 => format!("{}{old}", seed.of(&BEFORE)),
        4 => format!("{old}{}", seed.of(&BEHIND)),
        5 => {
            let zero = u32::from(seed.of(&ZEROS));
            let digit = |c: char| c.to_digit(10).and_then(|digit| char::from_u32(zero + digit));
            old.chars().map(|c| digit(c).unwrap_or(c)).collect()
        }
        6 => old.to_uppercase(),
        7 => old.to_lowercase(),
        8 => {
            let (head, tail) = halves(old, seed);
            format!("{head}{}{tail}", seed.of(&AROUND))
        }
        9 => old.repeat(seed.of(&[2, 3, 40])),
        10 => {
            let (head, tail) = halves(old, seed);
            format!("{tail}{head}")
        }
        _ => halves(old, seed).0.to_owned(),
    };
    // XML has no such character.
    new.replace('\0', "\u{1F600}")
}

/// The text cut somewhere.
fn halves<'t>(text: &'t str, seed: &mut Seed) -> (&'t str, &'t str) {
    let places: Vec<usize> = text.char_indices().map(|(place, _)| place).chain([text.len()]).collect();
    text.split_at(seed.of(&places))
}

/// A value as it stands between quotation marks: what could not stand there is a reference, and some of the rest too.
pub fn quoted(value: &str, seed: &mut Seed) -> String {
    let every_one = seed.below(20) == 0;
    let one = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\t' | '\n' | '\r' => format!("&#{};", u32::from(c)),
        c if every_one => format!("&#x{:X};", u32::from(c)),
        c => c.to_string(),
    };
    value.chars().map(one).collect()
}
