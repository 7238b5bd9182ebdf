//! Fits a text to its field: every change is reported, none is silent.

use std::borrow::Cow;

use compact_str::CompactString;
use pes_parser::Encoding;
use unicode_normalization::UnicodeNormalization;

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

/// Why a text does not go into its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// Too long, and not to be shortened: how many characters it has.
    TooLong(usize),
    /// Nothing stands for this character.
    NoCounterpart(char),
}

/// The text fitted to `max` characters of the encoding.
pub(crate) fn fit(text: &str, max: usize, policy: Policy, postal: bool) -> Result<(CompactString, Changes), Misfit> {
    let mut changes = Changes::default();
    let mut text = Cow::Borrowed(text);
    if uncarried(&text).is_some() {
        text = Cow::Owned(text.chars().map(|c| if is_carried(c) { c } else { ' ' }).collect());
        changes.replaced = true;
    }
    if let Some(lost) = text.chars().find(|&c| is_lost(c)) {
        return Err(Misfit::NoCounterpart(lost));
    }
    if postal {
        let fitted = in_postal_form(&text).map_err(Misfit::NoCounterpart)?;
        changes.postal = *fitted != *text;
        text = Cow::Owned(fitted);
    }
    if !text.is_ascii() && text.chars().any(|c| !policy.encoding.holds(c)) {
        text = Cow::Owned(transliterated(&text, policy.encoding).map_err(Misfit::NoCounterpart)?);
        changes.replaced = true;
    }
    let length = text.chars().count();
    if length > max {
        if !policy.shorten {
            return Err(Misfit::TooLong(length));
        }
        changes.shortened = true;
        text = Cow::Owned(text.chars().take(max).collect::<String>().trim_end().to_owned());
    }
    Ok((CompactString::from(text), changes))
}

/// Whether it stands for what a reading lost, or means something to one font only: in every encoding it is no text.
pub(crate) fn is_lost(character: char) -> bool {
    matches!(character, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

/// Whether a value of a flow may hold the character: XML forbids some, the patterns of the schema line ends.
pub(crate) fn is_carried(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{FFFE}' | '\u{FFFF}')
}

/// The first character that no value of a flow may hold, as people know it.
pub(crate) fn uncarried(text: &str) -> Option<String> {
    text.chars().find(|&character| !is_carried(character)).map(|character| format!("U+{:04X}", u32::from(character)))
}

/// Characters that the encoding lacks, in others that mean the same: `’` gives `'`, `œ` gives `oe`.
fn transliterated(text: &str, encoding: Encoding) -> Result<String, char> {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if encoding.holds(character) {
            out.push(character);
        } else {
            out.push_str(&counterpart(character).ok_or(character)?);
        }
    }
    Ok(out)
}

/// What stands for a character in Latin-1: a closed set. Signs with a name, such as an emoji, have none: the name would
/// be words that nobody wrote.
fn counterpart(character: char) -> Option<Cow<'static, str>> {
    let known = match character {
        '€' => "EUR",
        'ẞ' => "SS",
        '’' | '‘' | '‛' | 'ʼ' | '′' | '‹' | '›' => "'",
        '“' | '”' | '‟' | '″' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '•' | '‣' | '▪' | '●' | '◦' => "-",
        '…' => "...",
        '⁄' | '∕' => "/",
        '№' => "N\u{B0}",
        '≤' => "<=",
        '≥' => ">=",
        '→' => "->",
        // An accent that goes with its letter in no single character.
        '\u{300}'..='\u{36F}' => "",
        // A sign of money before it is a letter.
        'ƒ' => return None,
        '\u{100}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => {
            let letters = deunicode::deunicode_char(character).unwrap_or_default();
            if letters.is_empty() || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                return compatible(character).map(Cow::Owned);
            }
            letters
        }
        _ => return compatible(character).map(Cow::Owned),
    };
    Some(known.into())
}

/// The characters of Latin-1 that Unicode says are the same but for their look: `ﬁ`, `½`, `ᵉ`, `Ａ`.
fn compatible(character: char) -> Option<String> {
    let mut out = String::new();
    for part in std::iter::once(character).nfkc().filter(|_| !is_spacing_accent(character)) {
        match part {
            _ if part == character => return None,
            '\u{2044}' => out.push('/'),
            'ʼ' => out.push('\''),
            _ if Encoding::Iso8859_1.holds(part) && is_carried(part) => out.push(part),
            _ => return None,
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Accents alone on a blank.
fn is_spacing_accent(character: char) -> bool {
    matches!(character, '\u{2D8}'..='\u{2DD}')
}

/// Upper case, no accents, no punctuation: what the texts recommend for addresses.
fn in_postal_form(text: &str) -> Result<String, char> {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let mut push = |c: char| {
            let c = if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { ' ' };
            if c != ' ' || !out.ends_with(' ') {
                out.push(c);
            }
        };
        match character {
            _ if character.is_ascii() => push(character),
            'ª' | 'º' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' => {
                deunicode::deunicode_char(character).unwrap_or_default().chars().for_each(&mut push);
            }
            _ if Encoding::Iso8859_1.holds(character) => push(' '),
            _ => {
                // Of what it gives, letters may still have accents.
                for part in counterpart(character).ok_or(character)?.nfd() {
                    if !matches!(part, '\u{300}'..='\u{36F}') {
                        push(part);
                    }
                }
            }
        }
    }
    Ok(out.trim().to_owned())
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

    /// No word that nobody wrote, and nothing guessed: what has no counterpart is named.
    #[test]
    fn only_what_means_the_same_is_replaced() {
        for (text, fitted) in [
            ("“l’œuvre” – Œ…", "\"l'oeuvre\" - OE..."),
            ("ŠŁşžőāǅ Nguyễn Đình ı ẞ", "SLszoaDz Nguyen Dình i SS"),
            ("ﬁﬂ 1ᵉʳ ½ ⅓ m² ㎡ Ⅷ № 3 ™ Ａ１", "fifl 1er \u{BD} 1/3 m\u{B2} m2 VIII N\u{B0} 3 TM A1"),
            ("x\u{302}", "x"),
        ] {
            assert_eq!(fit(text, 80, LATIN, false).unwrap().0, fitted);
        }
        for none in "😀👍🏽❤☎Жя漢カΩλαאبﷺ†‰‚„ƒˆ˜◆\u{E001}\u{FFFD}\u{20E3}".chars() {
            for postal in [false, true] {
                let refused = fit(&format!("A {none}"), 38, LATIN, postal);
                assert_eq!(refused, Err(Misfit::NoCounterpart(none)), "{none:?} {postal}");
            }
        }
        let utf8 = Policy { encoding: Encoding::Utf8, ..LATIN };
        assert_eq!(fit("Жя 漢", 38, utf8, false).unwrap().0, "Жя 漢");
        assert_eq!(fit("H\u{FFFD}l\u{FFFD}ne", 38, utf8, false), Err(Misfit::NoCounterpart('\u{FFFD}')));
    }

    #[test]
    fn too_long_is_refused_unless_the_policy_shortens() {
        assert_eq!(fit("abcdef", 5, LATIN, false), Err(Misfit::TooLong(6)));
        let (text, changes) = fit("abcd ef", 5, Policy { shorten: true, ..LATIN }, false).unwrap();
        assert_eq!(text, "abcd");
        assert!(changes.shortened);
    }

    #[test]
    fn addresses_in_postal_form() {
        let (text, changes) = fit("12 bis, rue de l’Église", 38, LATIN, true).unwrap();
        assert_eq!(text, "12 BIS RUE DE L EGLISE");
        assert_eq!(fit("n° 3 £ Œuvre Łódź Æ ß", 38, LATIN, true).unwrap().0, "N 3 OEUVRE LODZ AE SS");
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
