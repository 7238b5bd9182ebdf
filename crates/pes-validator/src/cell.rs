//! Texts that people give, brought to one form before anything is made of them.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A text in one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tidied<'t> {
    /// The text, without blanks at its ends.
    pub text: Cow<'t, str>,
    /// Whether a space of another kind became a plain one, or something invisible was left out: to be told.
    pub is_changed: bool,
}

/// Composes letters and their accents, makes every kind of space a plain one, and leaves out what no one sees.
///
/// A letter with its accent apart and the two in one character are the same text: nothing changes.
///
/// ```
/// use pes_validator::tidy;
///
/// assert_eq!(tidy("E\u{301}LE\u{301}ONORE").text, "ÉLÉONORE");
/// assert!(!tidy("E\u{301}LE\u{301}ONORE").is_changed);
/// assert_eq!(tidy("12\u{202F}rue\u{200B} du Port\u{A0}").text, "12 rue du Port");
/// ```
pub fn tidy(text: &str) -> Tidied<'_> {
    let text = text.trim();
    // Letters below the combining marks are composed already.
    let is_plain = |c: char| c < '\u{300}' && !is_space(c) && !is_invisible(c);
    if text.is_ascii() || text.chars().all(is_plain) {
        return Tidied { text: text.into(), is_changed: false };
    }
    let is_changed = text.chars().any(|c| is_space(c) || is_invisible(c));
    let text = if is_changed {
        let kept = text.chars().filter(|&c| !is_invisible(c)).map(|c| if is_space(c) { ' ' } else { c });
        let kept: String = kept.collect();
        Cow::Owned(kept.trim().to_owned())
    } else {
        Cow::Borrowed(text)
    };
    let text = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        _ => Cow::Owned(text.nfc().collect()),
    };
    Tidied { text, is_changed }
}

/// The characters that [`tidy`] takes for a plain space, or leaves out, each once.
pub fn unusual_characters(text: &str) -> Vec<char> {
    let mut found: Vec<char> = text.trim().chars().filter(|&c| is_space(c) || is_invisible(c)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A space of another kind than that of the keyboard. Control characters are none.
fn is_space(c: char) -> bool {
    !c.is_ascii() && !c.is_control() && c.is_whitespace()
}

/// What takes no room: marks of direction, of joining, of where a word may be cut, of how a sign is to be shown.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_one_form_is_left_alone() {
        for text in ["", "Élève à l'école n° 3", "l’œuvre – 3 €", "漢字 😀", "a\u{85}b\tc"] {
            assert!(matches!(tidy(text), Tidied { text: Cow::Borrowed(same), is_changed: false } if same == text));
        }
    }

    #[test]
    fn spaces_are_plain_and_nothing_is_invisible() {
        let spaces = "\u{A0}\u{1680}\u{2000}\u{2005}\u{2009}\u{200A}\u{2028}\u{202F}\u{205F}\u{3000}";
        for space in spaces.chars() {
            assert_eq!(tidy(&format!("a{space}b")), Tidied { text: "a b".into(), is_changed: true }, "{space:?}");
            assert_eq!(tidy(&format!("{space}a b{space}")).text, "a b", "{space:?}");
        }
        for invisible in "\u{AD}\u{200B}\u{200D}\u{200E}\u{202A}\u{2060}\u{2066}\u{FE0F}\u{FEFF}\u{E0001}".chars() {
            let text = format!("a{invisible}b");
            assert_eq!(tidy(&text), Tidied { text: "ab".into(), is_changed: true }, "{invisible:?}");
            assert_eq!(unusual_characters(&text), [invisible]);
        }
        // What kept them apart is left out: they are one letter.
        assert_eq!(tidy("e\u{200B}\u{301}").text, "é");
    }
}
