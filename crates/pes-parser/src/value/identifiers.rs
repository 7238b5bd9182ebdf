//! National identifiers, each with a check key that a typing fault breaks.

use std::fmt;

use compact_str::CompactString;

use super::iban::mod97;
use super::{SimpleType, ValueError};
use crate::Text;

/// Declares a newtype over a fixed number of ASCII characters, checked by a free function.
macro_rules! identifier {
    ($(#[$meta:meta])* $name:ident [$len:literal] checked by $check:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// The characters.
            pub fn as_str(&self) -> &str {
                ascii_str(&self.0)
            }
        }

        impl SimpleType for $name {
            fn parse(text: &str) -> Result<Self, ValueError> {
                $check(text).map(Self)
            }

            fn format(&self) -> CompactString {
                self.as_str().into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }
    };
}

identifier! {
    /// SIRET, the INSEE number of an establishment (`NatIdTiers` 01): 14 digits, the last one a Luhn key.
    ///
    /// Hélios rejects the bordereau when the key is wrong (dossier technique, `IdTiers` of the recette). The
    /// establishments of La Poste (SIREN 356000000) pass with a sum of digits that is a multiple of 5 as well as
    /// with a Luhn key: INSEE numbers them so. That exception is general knowledge, not in the texts of DGFiP.
    ///
    /// ```
    /// use pes_parser::value::{SimpleType, Siret};
    ///
    /// let siret = Siret::parse("99900101900010").unwrap();
    /// assert_eq!(siret.nic(), "00010");
    /// assert_eq!(siret.siren().unwrap().as_str(), "999001019");
    /// assert!(Siret::parse("99900101900011").is_err());
    /// ```
    Siret[14] checked by siret
}

impl Siret {
    /// The generic SIRET of the State, which makes `NumeroEngagement` mandatory.
    ///
    /// The rule is in the 5.30 texts; the number is from the directory of Chorus Pro, not from DGFiP. Its key holds.
    pub const ETAT_GENERIQUE: Self = Self(*b"11000201100044");

    /// Whether it is the generic SIRET of the State.
    pub fn is_etat_generique(&self) -> bool {
        *self == Self::ETAT_GENERIQUE
    }

    /// The SIREN of the legal unit: the first nine digits.
    ///
    /// None when they fail the key of a SIREN, which the key of the SIRET does not cover.
    pub fn siren(&self) -> Option<Siren> {
        self.as_str().get(..9).and_then(|text| Siren::parse(text).ok())
    }

    /// The internal number of the establishment: the last five digits.
    pub fn nic(&self) -> &str {
        self.as_str().get(9..).unwrap_or_default()
    }
}

identifier! {
    /// SIREN, the INSEE number of a legal unit (`NatIdTiers` 02): 9 digits, the last one a Luhn key.
    ///
    /// Hélios rejects the bordereau when the key is wrong (dossier technique, `IdTiers` of the recette).
    ///
    /// ```
    /// use pes_parser::value::{SimpleType, Siren};
    ///
    /// assert_eq!(Siren::parse("999001019").unwrap().to_string(), "999001019");
    /// assert!(Siren::parse("999001018").is_err());
    /// ```
    Siren[9] checked by siren
}

identifier! {
    /// FINESS, the number of a health or social establishment (`NatIdTiers` 03): the département, then digits,
    /// 9 characters in all, the last one a Luhn key.
    ///
    /// Hélios rejects the bordereau when the key is wrong (dossier technique, `IdTiers` of the recette). In the
    /// numbers of Corsica (2A, 2B) the letter counts as 1 and 2: no text read says so, but all the seventeen numbers
    /// tried, taken from published decisions of the ARS de Corse, hold with these values and with no others.
    ///
    /// ```
    /// use pes_parser::value::{Finess, SimpleType};
    ///
    /// assert!(Finess::parse("010780914").is_ok());
    /// assert!(Finess::parse("2B0000020").is_ok());
    /// assert!(Finess::parse("2A0000020").is_err());
    /// ```
    Finess[9] checked by finess
}

identifier! {
    /// NIR, the social security number of a person (`NatIdTiers` 04, M21 and M22 only): 13 characters and a key of two
    /// digits.
    ///
    /// The key is 97 less the remainder by 97 of the 13 digits; for a birth in Corsica 2A counts as 19 and 2B as 18,
    /// that is 20 less 1 or 2 millions (INSEE). Hélios rejects the bordereau when it is wrong (dossier technique,
    /// `IdTiers` of the recette).
    ///
    /// ```
    /// use pes_parser::value::{Nir, SimpleType};
    ///
    /// assert!(Nir::parse("000007500100178").is_ok());
    /// assert!(Nir::parse("000002A00100138").is_ok());
    /// assert!(Nir::parse("000007500100179").is_err());
    /// ```
    Nir[15] checked by nir
}

identifier! {
    /// ICS, the SEPA creditor identifier in its French form: `FR`, two digits of key, the business code (`ZZZ` unless
    /// the creditor chose another) and six characters given by the Banque de France.
    ///
    /// `RefBdf` of a `PES_Facture` paid by TIP must have the structure of an ICS (5.30). The key is that of ISO 7064
    /// (mod 97-10) over the national part, `FR` and `00`: the business code does not count.
    ///
    /// ```
    /// use pes_parser::value::{Ics, SimpleType};
    ///
    /// assert!(Ics::parse("FR72ZZZ123456").is_ok());
    /// assert!(Ics::parse("FR73ZZZ123456").is_err());
    /// ```
    Ics[13] checked by ics
}

/// The SIREN of La Poste, whose establishments are too many for the Luhn key.
const LA_POSTE: &[u8] = b"356000000";

fn siret(text: &str) -> Result<[u8; 14], ValueError> {
    let digits = fixed(text, &Text::fixed("14 chiffres", "14 digits"), |_, c| c.is_ascii_digit())?;
    let sum: u32 = digits.iter().map(|c| u32::from(c - b'0')).sum();
    let poste = digits.starts_with(LA_POSTE) && sum.is_multiple_of(5);
    keyed(luhn(&digits) || poste, "SIRET", digits)
}

fn siren(text: &str) -> Result<[u8; 9], ValueError> {
    let digits = fixed(text, &Text::fixed("9 chiffres", "9 digits"), |_, c| c.is_ascii_digit())?;
    keyed(luhn(&digits), "SIREN", digits)
}

fn finess(text: &str) -> Result<[u8; 9], ValueError> {
    let expected = Text::fixed("9 chiffres, ou 2A, 2B et 7 chiffres", "9 digits, or 2A, 2B and 7 digits");
    let corsica = text.starts_with("2A") || text.starts_with("2B");
    let written = fixed(text, &expected, |i, c| c.is_ascii_digit() || (i == 1 && corsica))?;
    let digits = written.map(|c| match c {
        b'A' => b'1',
        b'B' => b'2',
        digit => digit,
    });
    keyed(luhn(&digits), "FINESS", written)
}

fn nir(text: &str) -> Result<[u8; 15], ValueError> {
    let expected = Text::fixed("15 chiffres, 2A et 2B admis pour la Corse", "15 digits, 2A and 2B allowed for Corsica");
    let departement = text.get(5..7);
    let corsica = matches!(departement, Some("2A" | "2B"));
    let written = fixed(text, &expected, |i, c| c.is_ascii_digit() || (i == 6 && corsica))?;
    let mut digits = written;
    match departement {
        Some("2A") => digits[5..7].copy_from_slice(b"19"),
        Some("2B") => digits[5..7].copy_from_slice(b"18"),
        _ => {}
    }
    let (number, key) = digits.split_at(13);
    keyed(97 - decimal(number) % 97 == decimal(key), "NIR", written)
}

fn ics(text: &str) -> Result<[u8; 13], ValueError> {
    let expected = Text::fixed(
        "FR, 2 chiffres, ZZZ (code activité) et 6 caractères, en capitales",
        "FR, 2 digits, ZZZ (business code) and 6 characters, in capitals",
    );
    let written = fixed(text, &expected, |i, c| match i {
        0 => c == b'F',
        1 => c == b'R',
        2 | 3 => c.is_ascii_digit(),
        _ => c.is_ascii_digit() || c.is_ascii_uppercase(),
    })?;
    let (head, national) = (&written[..4], &written[7..]);
    keyed(mod97(national.iter().chain(head)) == 1, "ICS", written)
}

/// The text as `N` ASCII characters that all fit; the faults in the order length, then form.
pub(super) fn fixed<const N: usize>(
    text: &str,
    expected: &Text,
    fits: impl Fn(usize, u8) -> bool,
) -> Result<[u8; N], ValueError> {
    match text.chars().count() {
        0 => return Err(ValueError::Empty),
        found if found < N => return Err(ValueError::TooShort { min: N, found }),
        found if found > N => return Err(ValueError::TooLong { max: N, found }),
        _ => {}
    }
    <[u8; N]>::try_from(text.as_bytes())
        .ok()
        .filter(|bytes| bytes.is_ascii() && bytes.iter().enumerate().all(|(i, &c)| fits(i, c)))
        .ok_or_else(|| ValueError::Form { expected: expected.clone() })
}

/// Bytes known to be ASCII, as text.
pub(super) fn ascii_str(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

fn keyed<T>(holds: bool, of: &'static str, value: T) -> Result<T, ValueError> {
    if holds { Ok(value) } else { Err(ValueError::Key { of }) }
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, c)| match (u32::from(c - b'0'), i % 2) {
            (digit, 0) => digit,
            (digit @ 0..=4, _) => digit * 2,
            (digit, _) => digit * 2 - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}

fn decimal(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |number, c| number * 10 + u64::from(c - b'0'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn key_of(number: u64) -> String {
        let body = format!("{number:013}");
        format!("{body}{:02}", 97 - number % 97)
    }

    /// Digits completed by the last digit that makes a Luhn sum, found by trial.
    fn with_luhn(body: &str) -> String {
        (0..10).map(|digit| format!("{body}{digit}")).find(|text| luhn(text.as_bytes())).unwrap()
    }

    fn changed(text: &str, at: usize, by: u8) -> String {
        let mut bytes = text.as_bytes().to_vec();
        if bytes[at].is_ascii_digit() {
            bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        }
        String::from_utf8(bytes).unwrap()
    }

    fn refuses_changes<T: SimpleType>(good: &str) {
        assert_eq!(T::parse(good).map(|value| value.format()), Ok(good.into()));
        for at in 0..good.len() {
            for by in 1..10 {
                let bad = changed(good, at, by);
                assert!(bad == good || T::parse(&bad).is_err(), "{bad}");
            }
        }
    }

    #[test]
    fn known_numbers_hold_and_their_neighbours_do_not() {
        refuses_changes::<Siret>("99900101900010");
        refuses_changes::<Siret>("11000201100044");
        refuses_changes::<Siren>("999001019");
        refuses_changes::<Siren>("356000000");
        refuses_changes::<Ics>("FR72ZZZ123456");
        for finess in ["010780914", "2A0000170", "2A0000386", "2A0002606", "2B0000020", "2B0005342", "2B0000939"] {
            refuses_changes::<Finess>(finess);
        }
        for nir in [key_of(2_800_175_000_000), "280012A00000042".into(), "280012B00000069".into()] {
            refuses_changes::<Nir>(&nir);
        }
    }

    #[test]
    fn la_poste_follows_its_own_rule() {
        assert!(Siret::parse("35600000000048").is_ok(), "Luhn: the head office");
        assert!(Siret::parse("35600000000001").is_ok(), "digits summing to 15");
        assert_eq!(Siret::parse("35600000000002"), Err(ValueError::Key { of: "SIRET" }));
        assert_eq!(Siret::parse("99900101900001"), Err(ValueError::Key { of: "SIRET" }));
    }

    #[test]
    fn parts_of_a_siret() {
        assert!(Siret::parse("11000201100044").unwrap().is_etat_generique());
        let poste = Siret::parse("35600000000048").unwrap();
        assert!(!poste.is_etat_generique());
        assert_eq!((poste.siren().unwrap().as_str(), poste.nic()), ("356000000", "00048"));
        assert_eq!(Siret::parse(&with_luhn("9990010180007")).unwrap().siren(), None);
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(Siren::parse(""), Err(ValueError::Empty));
        assert_eq!(Siren::parse("99900101"), Err(ValueError::TooShort { min: 9, found: 8 }));
        assert_eq!(Siren::parse("732 829 320"), Err(ValueError::TooLong { max: 9, found: 11 }));
        assert!(matches!(Siren::parse("99900101é"), Err(ValueError::Form { .. })));
        assert!(matches!(Finess::parse("2C0000020"), Err(ValueError::Form { .. })));
        assert!(matches!(Finess::parse("1A0000020"), Err(ValueError::Form { .. })));
        assert!(matches!(Nir::parse("280012C00000011"), Err(ValueError::Form { .. })));
        assert!(matches!(Ics::parse("DE72ZZZ123456"), Err(ValueError::Form { .. })));
        assert_eq!(Ics::parse("FR71ZZZ123456"), Err(ValueError::Key { of: "ICS" }));
    }

    #[test]
    fn the_business_code_is_outside_the_key_of_an_ics() {
        assert!(Ics::parse("FR72A1B123456").is_ok());
    }

    #[test]
    fn display_takes_a_width() {
        assert_eq!(format!("{:>10}", Siren::parse("999001019").unwrap()), " 999001019");
        assert_eq!(format!("{:?}", Siren::parse("999001019").unwrap()), "Siren(999001019)");
    }

    proptest! {
        #[test]
        fn any_change_of_one_digit_is_refused(
            siren in "[0-9]{8}",
            away_from_la_poste in "[12][0-4][0-9]{11}",
            nir in 0..10_000_000_000_000_u64,
        ) {
            refuses_changes::<Siren>(&with_luhn(&siren));
            refuses_changes::<Finess>(&with_luhn(&siren));
            refuses_changes::<Siret>(&with_luhn(&away_from_la_poste));
            refuses_changes::<Nir>(&key_of(nir));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,16}", near in "[0-9A-Zé\u{20ac} ]{8,16}") {
            for text in [text, near] {
                let _ = (Siret::parse(&text), Siren::parse(&text), Finess::parse(&text));
                let _ = (Nir::parse(&text), Ics::parse(&text));
            }
        }
    }
}
