//! The sets of characters that escapes stand for.

use std::sync::OnceLock;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::blocks::block;

/// One character.
pub(super) fn of(character: char) -> ClassUnicode {
    from_ranges(&[(character, character)])
}

/// What `.` stands for.
pub(super) fn all_but_line_ends() -> ClassUnicode {
    complement(from_ranges(&[('\n', '\n'), ('\r', '\r')]))
}

/// What `\s`, `\i`, `\c`, `\d`, `\w` and, by their capitals, the complements stand for; `None` for another letter.
pub(super) fn multi_character_escape(letter: char) -> Option<ClassUnicode> {
    static DIGITS: OnceLock<Option<ClassUnicode>> = OnceLock::new();
    static WORDS: OnceLock<Option<ClassUnicode>> = OnceLock::new();
    let class = match letter.to_ascii_lowercase() {
        's' => from_ranges(&[('\t', '\n'), ('\r', '\r'), (' ', ' ')]),
        'i' => from_ranges(NAME_START),
        'c' => {
            let mut class = from_ranges(NAME_START);
            class.union(&from_ranges(NAME_FOLLOWING));
            class
        }
        'd' => DIGITS.get_or_init(|| by_category(r"\p{Nd}")).clone()?,
        'w' => WORDS.get_or_init(|| by_category(r"[^\p{P}\p{Z}\p{C}]")).clone()?,
        _ => return None,
    };
    Some(if letter.is_ascii_uppercase() { complement(class) } else { class })
}

/// The characters of a general category, or of a block if the name starts with `Is`.
pub(super) fn property(name: &str) -> Option<ClassUnicode> {
    match name.strip_prefix("Is") {
        Some(name) => block(name),
        None if CATEGORIES.contains(&name) => by_category(&format!(r"\p{{{name}}}")),
        None => None,
    }
}

/// The general categories that are characters, `Cs` being none.
const CATEGORIES: &[&str] = &[
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
    "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn",
];

/// Characters that may start a name, XML 1.0 fifth edition.
const NAME_START: &[(char, char)] = &[
    (':', ':'),
    ('A', 'Z'),
    ('_', '_'),
    ('a', 'z'),
    ('\u{C0}', '\u{D6}'),
    ('\u{D8}', '\u{F6}'),
    ('\u{F8}', '\u{2FF}'),
    ('\u{370}', '\u{37D}'),
    ('\u{37F}', '\u{1FFF}'),
    ('\u{200C}', '\u{200D}'),
    ('\u{2070}', '\u{218F}'),
    ('\u{2C00}', '\u{2FEF}'),
    ('\u{3001}', '\u{D7FF}'),
    ('\u{F900}', '\u{FDCF}'),
    ('\u{FDF0}', '\u{FFFD}'),
    ('\u{10000}', '\u{EFFFF}'),
];

/// Characters that names may have after their first, besides those that may start one.
const NAME_FOLLOWING: &[(char, char)] =
    &[('-', '.'), ('0', '9'), ('\u{B7}', '\u{B7}'), ('\u{300}', '\u{36F}'), ('\u{203F}', '\u{2040}')];

/// The class that an expression of regex-syntax stands for: it has the tables of the general categories.
fn by_category(expression: &str) -> Option<ClassUnicode> {
    match regex_syntax::parse(expression).ok()?.into_kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class),
        HirKind::Literal(literal) => Some(of(std::str::from_utf8(&literal.0).ok()?.chars().next()?)),
        _ => None,
    }
}

fn from_ranges(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(ranges.iter().map(|&(first, last)| ClassUnicodeRange::new(first, last)))
}

fn complement(mut class: ClassUnicode) -> ClassUnicode {
    class.negate();
    class
}
