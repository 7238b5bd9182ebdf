//! Octets written in text: `hexBinary` and `base64Binary`. They keep their literal; equality looks through its spelling.

use super::white_space::is_space;
use std::borrow::Cow;
use std::hash::{Hash, Hasher};

/// A literal of `xs:hexBinary`, equal to another that denotes the same octets.
#[derive(Clone, Debug)]
pub(crate) struct Hex<'v>(Cow<'v, str>);

impl<'v> Hex<'v> {
    pub(super) fn parse(text: &'v str) -> Option<Self> {
        let octets = text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        octets.then_some(Hex(Cow::Borrowed(text)))
    }

    /// How many octets there are.
    pub(super) fn len(&self) -> usize {
        self.0.len() / 2
    }

    pub(super) fn into_owned(self) -> Hex<'static> {
        Hex(Cow::Owned(self.0.into_owned()))
    }
}

impl PartialEq for Hex<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Hex<'_> {}

impl Hash for Hex<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.bytes().for_each(|byte| state.write_u8(byte.to_ascii_uppercase()));
    }
}

/// A literal of `xs:base64Binary`, equal to another that denotes the same octets.
#[derive(Clone, Debug)]
pub(crate) struct Base64<'v> {
    text: Cow<'v, str>,
    octets: usize,
}

impl<'v> Base64<'v> {
    /// The bits that the last character before the padding does not need must be zero, so that each run of octets
    /// has one spelling, white space apart.
    pub(super) fn parse(text: &'v str) -> Option<Self> {
        let (mut characters, mut padding, mut last) = (0_usize, 0_usize, 0_u8);
        let mut rest = text.as_bytes();
        loop {
            if padding == 0 {
                let run = plain_run(rest);
                if let Some(bits) = run.checked_sub(1).and_then(|at| sextet(rest[at])) {
                    (characters, last) = (characters.saturating_add(run), bits);
                }
                rest = &rest[run..];
            }
            let (part, after) = rest.split_at(rest.len().min(BLOCK));
            for &byte in part.iter().filter(|byte| !is_space(**byte)) {
                match sextet(byte) {
                    Some(bits) if padding == 0 => (characters, last) = (characters.saturating_add(1), bits),
                    None if byte == b'=' => padding = padding.saturating_add(1),
                    _ => return None,
                }
            }
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        let spare_bits = match (characters % 4, padding) {
            (0, 0) => 0,
            (2, 2) => last & 0b1111,
            (3, 1) => last & 0b11,
            _ => return None,
        };
        let octets = (characters / 4).saturating_mul(3).saturating_add((characters % 4).saturating_sub(1));
        (spare_bits == 0).then_some(Base64 { text: Cow::Borrowed(text), octets })
    }

    /// How many octets there are.
    pub(super) fn len(&self) -> usize {
        self.octets
    }

    pub(super) fn into_owned(self) -> Base64<'static> {
        Base64 { text: Cow::Owned(self.text.into_owned()), octets: self.octets }
    }

    fn characters(&self) -> impl Iterator<Item = u8> {
        self.text.bytes().filter(|byte| !is_space(*byte))
    }
}

impl PartialEq for Base64<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.octets == other.octets && self.characters().eq(other.characters())
    }
}

impl Eq for Base64<'_> {}

impl Hash for Base64<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.characters().for_each(|byte| state.write_u8(byte));
    }
}

/// Bytes looked at together: long values are looked at without a branch for each.
const BLOCK: usize = 32;

/// How many bytes at the start, in whole blocks, are characters of the alphabet.
fn plain_run(bytes: &[u8]) -> usize {
    let is_letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
    let is_digit = |byte: u8| byte.wrapping_sub(b'0') < 10;
    let is_plain = |block: &[u8; BLOCK]| {
        block.iter().fold(true, |all, &byte| all & (is_letter(byte) | is_digit(byte) | (byte == b'+') | (byte == b'/')))
    };
    bytes.as_chunks().0.iter().take_while(|block| is_plain(block)).count() * BLOCK
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
