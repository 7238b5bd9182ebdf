//! The encodings that documents come in.

/// An encoding whose ASCII characters are single bytes of the same value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Ascii,
    Latin1,
    Latin9,
    Windows1252,
}

/// The characters of the bytes 0x80 to 0x9F of windows-1252.
const WINDOWS_1252: [Option<char>; 32] = [
    Some('\u{20AC}'),
    None,
    Some('\u{201A}'),
    Some('\u{0192}'),
    Some('\u{201E}'),
    Some('\u{2026}'),
    Some('\u{2020}'),
    Some('\u{2021}'),
    Some('\u{02C6}'),
    Some('\u{2030}'),
    Some('\u{0160}'),
    Some('\u{2039}'),
    Some('\u{0152}'),
    None,
    Some('\u{017D}'),
    None,
    None,
    Some('\u{2018}'),
    Some('\u{2019}'),
    Some('\u{201C}'),
    Some('\u{201D}'),
    Some('\u{2022}'),
    Some('\u{2013}'),
    Some('\u{2014}'),
    Some('\u{02DC}'),
    Some('\u{2122}'),
    Some('\u{0161}'),
    Some('\u{203A}'),
    Some('\u{0153}'),
    None,
    Some('\u{017E}'),
    Some('\u{0178}'),
];

impl Encoding {
    /// The name under which XML declarations give it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Ascii => "US-ASCII",
            Self::Latin1 => "ISO-8859-1",
            Self::Latin9 => "ISO-8859-15",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The encoding of a name, in any case.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        let names: [(Self, &[&str]); 5] = [
            (Self::Utf8, &["UTF-8", "UTF8"]),
            (Self::Ascii, &["US-ASCII", "ASCII"]),
            (Self::Latin1, &["ISO-8859-1", "ISO_8859-1", "ISO8859-1", "latin1"]),
            (Self::Latin9, &["ISO-8859-15", "ISO_8859-15", "ISO8859-15", "Latin-9", "latin9"]),
            (Self::Windows1252, &["windows-1252", "cp1252"]),
        ];
        let named = |aliases: &[&str]| aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name));
        names.into_iter().find(|(_, aliases)| named(aliases)).map(|(encoding, _)| encoding)
    }

    /// The character of a byte that stands alone; none in UTF-8 for a byte that is not ASCII.
    pub(super) fn character(self, byte: u8) -> Option<char> {
        if byte.is_ascii() {
            return Some(char::from(byte));
        }
        match self {
            Self::Utf8 | Self::Ascii => None,
            Self::Latin1 => Some(char::from(byte)),
            Self::Latin9 => Some(match byte {
                0xA4 => '\u{20AC}',
                0xA6 => '\u{0160}',
                0xA8 => '\u{0161}',
                0xB4 => '\u{017D}',
                0xB8 => '\u{017E}',
                0xBC => '\u{0152}',
                0xBD => '\u{0153}',
                0xBE => '\u{0178}',
                _ => char::from(byte),
            }),
            Self::Windows1252 => match WINDOWS_1252.get(usize::from(byte - 0x80)) {
                Some(&character) => character,
                None => Some(char::from(byte)),
            },
        }
    }
}

/// The order of the bytes in UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    /// Whether a name is that of UTF-16 with its bytes in this order.
    pub(super) fn is_named(self, name: &str) -> bool {
        let ordered = match self {
            Self::Little => "UTF-16LE",
            Self::Big => "UTF-16BE",
        };
        name.eq_ignore_ascii_case("UTF-16") || name.eq_ignore_ascii_case(ordered)
    }

    /// The text up to the first fault, and the byte of that fault.
    pub(super) fn decode(self, bytes: &[u8]) -> (String, Option<u8>) {
        let mut text = String::with_capacity(bytes.len() / 2);
        let (pairs, rest) = bytes.as_chunks();
        let units = pairs.iter().map(|&pair| match self {
            Self::Little => u16::from_le_bytes(pair),
            Self::Big => u16::from_be_bytes(pair),
        });
        for character in char::decode_utf16(units) {
            match character {
                Ok(character) => text.push(character),
                Err(fault) => return (text, Some(fault.unpaired_surrogate().to_be_bytes()[0])),
            }
        }
        (text, rest.first().copied())
    }
}
