//! Bank references: IBAN, BIC and RIB.

use std::fmt;

use compact_str::CompactString;

use super::identifiers::{ascii_str, fixed};
use super::{SimpleType, ValueError};
use crate::Text;

/// IBAN, the international number of a bank account: the country, two digits of key, the national number.
///
/// The form is the schema's `[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}`. The length is that of the country's line in the
/// register of ISO 13616 when it is known here, otherwise 15 to 34; the key is ISO 13616's (remainder 1 by 97). Blanks
/// are refused, since the schema refuses them: see [`Iban::normalised`].
///
/// ```
/// use pes_parser::value::{Iban, SimpleType};
///
/// let iban = Iban::parse("FR1420041010050500013M02606").unwrap();
/// assert_eq!(iban.country(), "FR");
/// assert!(iban.is_french());
/// assert!(Iban::parse("FR14 2004 1010 0505 0001 3M02 606").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(CompactString);

impl Iban {
    /// Reads an IBAN as people write it: blanks are dropped, letters become capitals.
    ///
    /// ```
    /// use pes_parser::value::Iban;
    ///
    /// let iban = Iban::normalised("gb82 WEST 1234 5698 7654 32").unwrap();
    /// assert_eq!(iban.as_str(), "GB82WEST12345698765432");
    /// ```
    ///
    /// # Errors
    /// The first rule of the type that the cleaned text breaks.
    pub fn normalised(text: &str) -> Result<Self, ValueError> {
        let cleaned: CompactString =
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        Self::parse(&cleaned)
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the country, ISO 3166.
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// Whether the account is one that a `PES_Facture` accepts for a debtor: France, its territories and Monaco.
    pub fn is_french(&self) -> bool {
        FRENCH.contains(&self.country())
    }
}

impl SimpleType for Iban {
    fn parse(text: &str) -> Result<Self, ValueError> {
        let expected = Text::fixed(
            "2 lettres majuscules, 2 chiffres, puis lettres et chiffres sans espace",
            "2 capital letters, 2 digits, then letters and digits without blanks",
        );
        if text.is_empty() {
            return Err(ValueError::Empty);
        }
        let fits = |(i, c): (usize, u8)| match i {
            0 | 1 => c.is_ascii_uppercase(),
            2 | 3 => c.is_ascii_digit(),
            _ => c.is_ascii_alphanumeric(),
        };
        if text.len() < 5 || !text.bytes().enumerate().all(fits) {
            return Err(ValueError::Form { expected });
        }
        let (min, max) = lengths(&text[..2]);
        match text.len() {
            found if found < min => return Err(ValueError::TooShort { min, found }),
            found if found > max => return Err(ValueError::TooLong { max, found }),
            _ => {}
        }
        let (head, national) = text.as_bytes().split_at(4);
        if mod97(national.iter().chain(head)) == 1 {
            Ok(Self(text.into()))
        } else {
            Err(ValueError::Key { of: "IBAN" })
        }
    }

    fn format(&self) -> CompactString {
        self.0.clone()
    }
}

/// BIC, the international code of a bank: 8 or 11 characters, without a key.
///
/// The form is the schema's `[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?`.
///
/// ```
/// use pes_parser::value::{Bic, SimpleType};
///
/// assert_eq!(Bic::parse("BDFEFRPPCCT").unwrap().country(), "FR");
/// assert!(Bic::parse("BDFEFRPPCC").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bic(CompactString);

impl Bic {
    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the country, ISO 3166.
    pub fn country(&self) -> &str {
        self.0.get(4..6).unwrap_or_default()
    }
}

impl SimpleType for Bic {
    fn parse(text: &str) -> Result<Self, ValueError> {
        let fits = |(i, c): (usize, u8)| match i {
            0..=5 => c.is_ascii_uppercase(),
            6 => matches!(c, b'A'..=b'Z' | b'2'..=b'9'),
            7 => matches!(c, b'A'..=b'N' | b'P'..=b'Z' | b'0'..=b'9'),
            _ => c.is_ascii_uppercase() || c.is_ascii_digit(),
        };
        match text.chars().count() {
            0 => Err(ValueError::Empty),
            found if found < 8 => Err(ValueError::TooShort { min: 8, found }),
            found if found > 11 => Err(ValueError::TooLong { max: 11, found }),
            8 | 11 if text.bytes().enumerate().all(fits) => Ok(Self(text.into())),
            _ => Err(ValueError::Form {
                expected: Text::fixed(
                    "8 ou 11 majuscules et chiffres, les 6 premiers des lettres",
                    "8 or 11 capitals and digits, the first 6 letters",
                ),
            }),
        }
    }

    fn format(&self) -> CompactString {
        self.0.clone()
    }
}

/// RIB, the French bank reference in its four parts, which a flow gives all together or not at all.
///
/// Hélios rejects the bordereau of a RIB that is incomplete or wrong (dossier technique, `CpteBancaire`).
///
/// ```
/// use pes_parser::value::Rib;
///
/// let rib = Rib::new("20041", "01005", "0500013M026", "06").unwrap();
/// assert_eq!(rib.id_cpte(), "0500013M026");
/// assert!(Rib::new("20041", "01005", "0500013M026", "07").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rib {
    code_etab: [u8; 5],
    code_guic: [u8; 5],
    id_cpte: [u8; 11],
    cle: [u8; 2],
}

impl Rib {
    /// A RIB of a bank (5 characters), a branch (5), an account (11) and their key (2 digits).
    ///
    /// # Errors
    /// The first part without its form, or the key that does not match the rest.
    pub fn new(code_etab: &str, code_guic: &str, id_cpte: &str, cle: &str) -> Result<Self, ValueError> {
        let expected = Text::fixed("lettres et chiffres", "letters and digits");
        let alphanumeric = |_, c: u8| c.is_ascii_alphanumeric();
        let rib = Self {
            code_etab: fixed(code_etab, &expected, alphanumeric)?,
            code_guic: fixed(code_guic, &expected, alphanumeric)?,
            id_cpte: fixed(id_cpte, &expected, alphanumeric)?,
            cle: fixed(cle, &Text::fixed("2 chiffres", "2 digits"), |_, c| c.is_ascii_digit())?,
        };
        let sum = 89 * rib_mod97(&rib.code_etab) + 15 * rib_mod97(&rib.code_guic) + 3 * rib_mod97(&rib.id_cpte);
        let key = 10 * u32::from(rib.cle[0] - b'0') + u32::from(rib.cle[1] - b'0');
        if 97 - sum % 97 == key { Ok(rib) } else { Err(ValueError::Key { of: "RIB" }) }
    }

    /// The bank.
    pub fn code_etab(&self) -> &str {
        ascii_str(&self.code_etab)
    }

    /// The branch.
    pub fn code_guic(&self) -> &str {
        ascii_str(&self.code_guic)
    }

    /// The account.
    pub fn id_cpte(&self) -> &str {
        ascii_str(&self.id_cpte)
    }

    /// The key.
    pub fn cle(&self) -> &str {
        ascii_str(&self.cle)
    }
}

macro_rules! shown {
    ($($name:ident),+) => {$(
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
    )+};
}

shown!(Iban, Bic);

/// The four parts, parted by blanks.
impl fmt::Display for Rib {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.code_etab(), self.code_guic(), self.id_cpte(), self.cle())
    }
}

impl fmt::Debug for Rib {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rib({self})")
    }
}

/// The countries of an IBAN that the `PES_Facture` rules (5.30, `Debiteur`) count as French.
const FRENCH: [&str; 12] = ["FR", "GP", "GF", "MQ", "RE", "YT", "MC", "NC", "PF", "PM", "TF", "WF"];

/// Shortest and longest IBAN of a country; lengths of the SEPA countries, from the register of ISO 13616.
fn lengths(country: &str) -> (usize, usize) {
    let length = match country {
        _ if FRENCH.contains(&country) => 27,
        "NO" => 15,
        "BE" => 16,
        "DK" | "FI" | "NL" => 18,
        "SI" => 19,
        "AT" | "EE" | "LT" | "LU" => 20,
        "CH" | "HR" | "LI" | "LV" => 21,
        "BG" | "DE" | "GB" | "IE" | "VA" => 22,
        "GI" => 23,
        "AD" | "CZ" | "ES" | "RO" | "SE" | "SK" => 24,
        "PT" => 25,
        "IS" => 26,
        "GR" | "IT" | "SM" => 27,
        "CY" | "HU" | "PL" => 28,
        "MT" => 31,
        _ => return (15, 34),
    };
    (length, length)
}

/// Remainder by 97 of digits and letters, a letter counting as two digits, A as 10 to Z as 35 (ISO 7064).
pub(super) fn mod97<'a>(characters: impl Iterator<Item = &'a u8>) -> u32 {
    characters.fold(0, |rest, &c| match c {
        b'0'..=b'9' => (rest * 10 + u32::from(c - b'0')) % 97,
        _ => (rest * 100 + u32::from(c.to_ascii_uppercase().saturating_sub(b'A')) + 10) % 97,
    })
}

/// Remainder by 97 as the RIB counts: a letter is one digit, A and J being 1, B, K and S being 2, up to I, R and Z.
fn rib_mod97(characters: &[u8]) -> u32 {
    characters.iter().fold(0, |rest, &c| {
        let digit = match c.to_ascii_uppercase() {
            c @ b'0'..=b'9' => c - b'0',
            c @ b'A'..=b'I' => c - b'A' + 1,
            c @ b'J'..=b'R' => c - b'J' + 1,
            c => c.saturating_sub(b'S') + 2,
        };
        (rest * 10 + u32::from(digit)) % 97
    })
}

#[cfg(test)]
mod tests;
