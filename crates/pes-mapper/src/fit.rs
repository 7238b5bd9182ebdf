//! Fits a text to its field: every change is reported, none is silent.

use std::borrow::Cow;

use compact_str::CompactString;
use pes_parser::Encoding;

/// What was done to a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub shortened: bool,
    pub replaced: bool,
    pub postal: bool,
}

/// How texts are fitted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    pub encoding: Encoding,
    pub shorten: bool,
}

/// The text fitted to `max` characters of the encoding; `Err` gives its length when too long and not to be shortened.
pub(crate) fn fit(text: &str, max: usize, policy: Policy, postal: bool) -> Result<(CompactString, Changes), usize> {
    let mut changes = Changes::default();
    let mut text = Cow::Borrowed(text);
    if uncarried(&text).is_some() {
        text = Cow::Owned(text.chars().map(|c| if is_carried(c) { c } else { ' ' }).collect());
        changes.replaced = true;
    }
    if postal {
        let fitted = in_postal_form(&text);
        changes.postal = *fitted != *text;
        text = Cow::Owned(fitted);
    }
    if text.chars().any(|c| !policy.encoding.holds(c)) {
        text = Cow::Owned(transliterate(&text, policy.encoding));
        changes.replaced = true;
    }
    let length = text.chars().count();
    if length > max {
        if !policy.shorten {
            return Err(length);
        }
        changes.shortened = true;
        text = Cow::Owned(text.chars().take(max).collect::<String>().trim_end().to_owned());
    }
    Ok((CompactString::from(text), changes))
}

/// Whether a value of a flow may hold the character: XML forbids some, the patterns of the schema line ends.
pub(crate) fn is_carried(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{FFFE}' | '\u{FFFF}')
}

/// The first character that no value of a flow may hold, as people know it.
pub(crate) fn uncarried(text: &str) -> Option<String> {
    text.chars().find(|&character| !is_carried(character)).map(|character| format!("U+{:04X}", u32::from(character)))
}

/// Characters that the encoding lacks, in plain letters: `’` gives `'`, `œ` gives `oe`.
fn transliterate(text: &str, encoding: Encoding) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if encoding.holds(character) {
            out.push(character);
        } else {
            out.push_str(plain(character));
        }
    }
    out
}

fn plain(character: char) -> &'static str {
    match character {
        '€' => "EUR",
        other => deunicode::deunicode_char(other).unwrap_or("?").trim(),
    }
}

/// Upper case, no accents, no punctuation: what the texts recommend for addresses.
fn in_postal_form(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let letters = if character.is_ascii() { None } else { deunicode::deunicode_char(character) };
        let mut push = |c: char| {
            let c = if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { ' ' };
            if c != ' ' || !out.ends_with(' ') {
                out.push(c);
            }
        };
        match letters {
            Some(letters) => letters.trim().chars().for_each(&mut push),
            None => push(character),
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    const LATIN: Policy = Policy { encoding: Encoding::Iso8859_1, shorten: false };

    #[test]
    fn what_fits_is_left_alone() {
        let (text, changes) = fit("Élève à l'école n° 3", 38, LATIN, false).unwrap();
        assert_eq!((text.as_str(), changes), ("Élève à l'école n° 3", Changes::default()));
    }

    #[test]
    fn characters_that_latin_1_lacks_are_replaced() {
        let (text, changes) = fit("l’œuvre – 3 €", 38, LATIN, false).unwrap();
        assert_eq!(text, "l'oeuvre - 3 EUR");
        assert!(changes.replaced && !changes.shortened);
        let utf8 = Policy { encoding: Encoding::Utf8, ..LATIN };
        assert_eq!(fit("l’œuvre – 3 €", 38, utf8, false).unwrap().1, Changes::default());
    }

    #[test]
    fn too_long_is_refused_unless_the_policy_shortens() {
        assert_eq!(fit("abcdef", 5, LATIN, false), Err(6));
        let (text, changes) = fit("abcd ef", 5, Policy { shorten: true, ..LATIN }, false).unwrap();
        assert_eq!(text, "abcd");
        assert!(changes.shortened);
    }

    #[test]
    fn addresses_in_postal_form() {
        let (text, changes) = fit("12 bis, rue de l’Église", 38, LATIN, true).unwrap();
        assert_eq!(text, "12 BIS RUE DE L EGLISE");
        assert!(changes.postal);
        assert_eq!(fit("3 RUE DU PORT", 38, LATIN, true).unwrap().1, Changes::default());
    }

    #[test]
    fn characters_that_no_value_holds_become_blanks() {
        let utf8 = Policy { encoding: Encoding::Utf8, ..LATIN };
        let (text, changes) = fit("a\nb\0c\u{9B}d\u{FFFE}e\u{FFFF}", 38, utf8, false).unwrap();
        assert_eq!(text, "a b c d e ");
        assert!(changes.replaced);
    }

    proptest! {
        #[test]
        fn what_comes_out_fits(text in "\\PC{0,60}", shorten: bool, postal: bool) {
            if let Ok((fitted, _)) = fit(&text, 20, Policy { shorten, ..LATIN }, postal) {
                prop_assert!(fitted.chars().count() <= 20);
                prop_assert!(fitted.chars().all(|c| Encoding::Iso8859_1.holds(c)));
            }
        }
    }
}
