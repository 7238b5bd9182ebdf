//! Versions of the DGFiP dossier technique, 5.11 to 5.30.

use std::fmt;
use std::str::FromStr;

/// A version 5.x of the PES V2 schemas.
///
/// Nothing in a flow says which one it follows: the version is always a parameter.
///
/// ```
/// use pes_parser::PesVersion;
///
/// let version: PesVersion = "5.26".parse().unwrap();
/// assert!(version < PesVersion::V5_30);
/// assert_eq!(version.to_string(), "5.26");
/// assert!("6.0".parse::<PesVersion>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PesVersion(u8);

impl PesVersion {
    /// The oldest version known here (2019-06-26).
    pub const V5_11: Self = Self(11);
    /// `CodBud` mandatory, PJ types 010 and 011 (2020-02-07).
    pub const V5_12: Self = Self(12);
    /// Mail addresses of the emitter and of the treasury (2020-11-05).
    pub const V5_13: Self = Self(13);
    /// IREP and NFP identifiers (2022-03-15).
    pub const V5_17: Self = Self(17);
    /// `TVAImportation` (2022-10-25).
    pub const V5_19: Self = Self(19);
    /// The first version past 5.19, the last one known whole before 5.30.
    pub const V5_20: Self = Self(20);
    /// The last version that wants the optical lines.
    pub const V5_25: Self = Self(25);
    /// The optical lines become optional.
    pub const V5_26: Self = Self(26);
    /// The last version before electronic invoicing.
    pub const V5_29: Self = Self(29);
    /// Electronic invoicing; the version in use.
    pub const V5_30: Self = Self(30);

    /// The version 5.`minor`, when it lies between 5.11 and 5.30.
    pub const fn new(minor: u8) -> Option<Self> {
        if minor >= Self::V5_11.0 && minor <= Self::V5_30.0 { Some(Self(minor)) } else { None }
    }

    /// Every version, the oldest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::V5_11.0..=Self::V5_30.0).map(Self)
    }
}

impl Default for PesVersion {
    fn default() -> Self {
        Self::V5_30
    }
}

impl fmt::Display for PesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "5.{}", self.0)
    }
}

/// The text is not `5.11` to `5.30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownVersion;

impl fmt::Display for UnknownVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("version PES inconnue : donner 5.11 à 5.30")
    }
}

impl std::error::Error for UnknownVersion {}

impl FromStr for PesVersion {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, UnknownVersion> {
        text.strip_prefix("5.")
            .filter(|minor| minor.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|minor| minor.parse().ok())
            .and_then(Self::new)
            .ok_or(UnknownVersion)
    }
}
