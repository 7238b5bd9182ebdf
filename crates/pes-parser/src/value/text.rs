use compact_str::CompactString;

use super::{SimpleType, ValueError};
use crate::Text;

/// Any text of 1 to `N` characters (`Base_TexteN`), but no filler: only zeros, `nc`, one space, one full stop.
///
/// ```
/// use pes_parser::value::{SimpleType, Texte, ValueError};
///
/// assert!(Texte::<5>::parse("Été").is_ok());
/// assert_eq!(Texte::<5>::parse("bonjour"), Err(ValueError::TooLong { max: 5, found: 7 }));
/// assert_eq!(Texte::<5>::parse("000"), Err(ValueError::Placeholder));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Texte<const N: usize>(CompactString);

/// Any text of 0 to `N` characters (`Base_TexteN_Light`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TexteVide<const N: usize>(CompactString);

/// 1 to `N` letters without accent and digits (`Base_AlphanumN`), but no filler.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alphanum<const N: usize>(CompactString);

/// 0 to `N` letters without accent and digits (`Base_AlphanumN_Light`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlphanumVide<const N: usize>(CompactString);

/// 0 to `N` digits, a text and not a number (`Base_NumN_Light`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NumVide<const N: usize>(CompactString);

/// 1 to `N` characters that SEPA allows: letters without accent, digits, space and `/?:().,-+'`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TexteSepa<const N: usize>(CompactString);

/// Codique of a treasury: six or seven digits, or `02A`, `02B` and three or four digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Codique(CompactString);

/// Local authority code: three digits, not all zeros.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodCol(CompactString);

/// Budget code: a digit or capital, then a digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodBud(CompactString);

/// Identifier of a party: 4 to 80 characters in 5.30. Its shape follows `NatIdTiers`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdTiers(CompactString);

/// File name of a piece: at most 100 characters, with an extension of 2 to 4 letters or digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NomPj(CompactString);

/// Invoice number for Chorus Pro: 1 to 20 letters without accent, digits, spaces, `-`, `_`, `+` and `/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NumeroFactureCpp(CompactString);

/// A line of the optical stub: 1 to 60 digits, capitals and blanks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LigneOptique(CompactString);

macro_rules! text_type {
    ($($type:ident $(<$n:ident>)? => $check:expr;)+) => {$(
        impl$(<const $n: usize>)? $type$(<$n>)? {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl$(<const $n: usize>)? SimpleType for $type$(<$n>)? {
            fn parse(text: &str) -> Result<Self, ValueError> {
                let check: fn(&str) -> Result<(), ValueError> = $check;
                check(text).map(|()| Self(text.into()))
            }

            fn format(&self) -> CompactString {
                self.0.clone()
            }
        }
    )+};
}

text_type! {
    Texte<N> => |text| length(text, 1, N).and_then(|()| not_filler(text));
    TexteVide<N> => |text| length(text, 0, N);
    Alphanum<N> => |text| {
        length(text, 1, N)?;
        made_of(text, |c| c.is_ascii_alphanumeric(), Text::fixed("lettres sans accent et chiffres", "letters without accent and digits"))?;
        not_filler(text)
    };
    AlphanumVide<N> => |text| {
        length(text, 0, N)?;
        made_of(text, |c| c.is_ascii_alphanumeric(), Text::fixed("lettres sans accent et chiffres", "letters without accent and digits"))
    };
    NumVide<N> => |text| {
        length(text, 0, N)?;
        made_of(text, |c| c.is_ascii_digit(), Text::fixed("chiffres", "digits"))
    };
    TexteSepa<N> => |text| {
        length(text, 1, N)?;
        made_of(
            text,
            |c| c.is_ascii_alphanumeric() || "/?:()., -+'".contains(c),
            Text::fixed("lettres sans accent, chiffres, espace et /?:().,-+'", "letters without accent, digits, space and /?:().,-+'"),
        )
    };
    Codique => |text| {
        let digits = |rest: &str, counts: std::ops::RangeInclusive<usize>| {
            counts.contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())
        };
        let corsica = text.strip_prefix("02A").or_else(|| text.strip_prefix("02B"));
        let ok = digits(text, 6..=7) || corsica.is_some_and(|rest| digits(rest, 3..=4));
        form(ok, Text::fixed("6 ou 7 chiffres, ou 02A/02B et 3 ou 4 chiffres", "6 or 7 digits, or 02A/02B and 3 or 4 digits"))?;
        not_filler(text)
    };
    CodCol => |text| {
        form(text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit()), Text::fixed("3 chiffres", "3 digits"))?;
        not_filler(text)
    };
    CodBud => |text| {
        let ok = matches!(text.as_bytes(), [first, second]
            if (first.is_ascii_digit() || first.is_ascii_uppercase()) && second.is_ascii_digit());
        form(ok, Text::fixed("un chiffre ou une majuscule, puis un chiffre", "a digit or capital, then a digit"))
    };
    IdTiers => |text| length(text, 1, 80).and_then(|()| not_filler(text));
    NomPj => |text| {
        length(text, 1, 100)?;
        let ok = text.rsplit_once('.').is_some_and(|(stem, extension)| {
            !stem.is_empty() && (2..=4).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        form(ok, Text::fixed("nom de fichier avec une extension de 2 à 4 caractères", "file name with an extension of 2 to 4 characters"))
    };
    NumeroFactureCpp => |text| {
        length(text, 1, 20)?;
        made_of(
            text,
            |c| c.is_ascii_alphanumeric() || " -/_+".contains(c),
            Text::fixed("lettres sans accent, chiffres, espace et - _ + /", "letters without accent, digits, space and - _ + /"),
        )?;
        not_filler(text)
    };
    LigneOptique => |text| {
        length(text, 1, 60)?;
        made_of(
            text,
            |c| c.is_ascii_digit() || c.is_ascii_uppercase() || c.is_ascii_whitespace(),
            Text::fixed("chiffres, majuscules et espaces", "digits, capitals and spaces"),
        )
    };
}

impl<const N: usize> NumVide<N> {
    /// The number that the digits write, zeros in front left out; nothing when there are none, or more than 64 bits hold.
    ///
    /// ```
    /// use pes_parser::value::{NumVide, SimpleType};
    ///
    /// assert_eq!(NumVide::<7>::parse("0012").unwrap().number(), Some(12));
    /// assert_eq!(NumVide::<7>::parse("").unwrap().number(), None);
    /// ```
    pub fn number(&self) -> Option<u64> {
        self.0.parse().ok()
    }
}

fn length(text: &str, min: usize, max: usize) -> Result<(), ValueError> {
    if text.len() <= max && text.len() >= min && text.is_ascii() {
        return Ok(());
    }
    match text.chars().count() {
        0 if min > 0 => Err(ValueError::Empty),
        found if found < min => Err(ValueError::TooShort { min, found }),
        found if found > max => Err(ValueError::TooLong { max, found }),
        _ => Ok(()),
    }
}

/// The patterns of `V_BaseString` and `V_BaseAlphanum`.
fn not_filler(text: &str) -> Result<(), ValueError> {
    let filler = matches!(text, "" | " " | "." | "nc") || text.bytes().all(|byte| byte == b'0');
    if filler { Err(ValueError::Placeholder) } else { Ok(()) }
}

fn made_of(text: &str, allowed: fn(char) -> bool, expected: Text) -> Result<(), ValueError> {
    form(text.chars().all(allowed), expected)
}

fn form(ok: bool, expected: Text) -> Result<(), ValueError> {
    if ok { Ok(()) } else { Err(ValueError::Form { expected }) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn fillers_are_refused_where_the_schema_refuses_them() {
        for filler in ["nc", " ", ".", "0", "0000"] {
            assert_eq!(Texte::<38>::parse(filler), Err(ValueError::Placeholder), "{filler:?}");
        }
        // These two pass the schema although they say as little.
        assert!(Texte::<38>::parse("NC").is_ok());
        assert!(Texte::<38>::parse("  ").is_ok());
        assert!(TexteVide::<38>::parse("nc").is_ok());
    }

    #[test]
    fn lengths_count_characters_and_not_bytes() {
        assert!(Texte::<4>::parse("éèàù").is_ok());
        assert_eq!(Texte::<3>::parse("éèàù"), Err(ValueError::TooLong { max: 3, found: 4 }));
        assert_eq!(Texte::<3>::parse(""), Err(ValueError::Empty));
        assert!(TexteVide::<3>::parse("").is_ok());
    }

    #[test]
    fn identifiers_of_pieces_have_no_dash() {
        assert!(Alphanum::<50>::parse("21350238800019ASAP").is_ok());
        assert!(matches!(Alphanum::<50>::parse("ASAP-1"), Err(ValueError::Form { .. })));
    }

    #[test]
    fn codiques() {
        for good in ["035000", "0350001", "02A123", "02B1234"] {
            assert!(Codique::parse(good).is_ok(), "{good}");
        }
        for bad in ["35000", "02A12", "02C123", "000000", "035 00"] {
            assert!(Codique::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn piece_names_need_an_extension() {
        assert!(NomPj::parse("asap-2026.xml").is_ok());
        for bad in ["asap", "asap.", ".xml", "asap.x", "asap.xhtml", "asap.x-l"] {
            assert!(NomPj::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn invoice_numbers_for_chorus_pro() {
        assert!(NumeroFactureCpp::parse("2026/01-A_B+C 9").is_ok());
        for bad in ["F.1", "F#1", "000", "123456789012345678901", "é"] {
            assert!(NumeroFactureCpp::parse(bad).is_err(), "{bad}");
        }
    }
}
