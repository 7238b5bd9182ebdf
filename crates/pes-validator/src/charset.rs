//! The encodings of tables that people give.

use std::borrow::Cow;

use pes_parser::Encoding;

/// The encoding of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// Windows-1252, that of Windows.
    Windows1252,
    /// ISO-8859-15, or latin-9: that of Unix before UTF-8.
    Iso8859_15,
    /// ISO-8859-1, or latin-1.
    Iso8859_1,
    /// Code page 850, that of MS-DOS and of what was made on it.
    Cp850,
    /// That of the Macintosh before UTF-8.
    Macintosh,
}

/// The upper half of code page 850, which no reading of the web knows.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

impl Charset {
    /// Those of one byte a character, the most usual first.
    pub(crate) const SINGLE: [Charset; 5] =
        [Self::Windows1252, Self::Iso8859_15, Self::Iso8859_1, Self::Cp850, Self::Macintosh];

    /// Its name, as the configuration writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
            Self::Iso8859_15 => "iso-8859-15",
            Self::Iso8859_1 => "iso-8859-1",
            Self::Cp850 => "cp850",
            Self::Macintosh => "macintosh",
        }
    }

    /// The encoding of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Utf8].into_iter().chain(Self::SINGLE).find(|charset| charset.name() == name)
    }

    /// The text of bytes; what is not of the encoding is shown as lost.
    ///
    /// ```
    /// use pes_validator::Charset;
    ///
    /// assert_eq!(Charset::Cp850.decode(b"H\x82l\x8Ane"), "Hélène");
    /// assert_eq!(Charset::Macintosh.decode(b"H\x8El\x8Fne"), "Hélène");
    /// ```
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        if bytes.is_ascii() {
            return String::from_utf8_lossy(bytes);
        }
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes),
            Self::Windows1252 => Encoding::Windows1252.decode(bytes).unwrap_or_default(),
            Self::Iso8859_15 => Encoding::Iso8859_15.decode(bytes).unwrap_or_default(),
            Self::Iso8859_1 => Encoding::Iso8859_1.decode(bytes).unwrap_or_default(),
            Self::Macintosh => encoding_rs::MACINTOSH.decode_without_bom_handling(bytes).0,
            Self::Cp850 => bytes.iter().map(|&byte| self.character(byte)).collect(),
        }
    }

    /// The character of a byte, lost when it is none.
    pub(crate) fn character(self, byte: u8) -> char {
        match (self, byte) {
            (_, 0..0x80) => char::from(byte),
            (Self::Cp850, _) => CP850.chars().nth(usize::from(byte - 0x80)).unwrap_or(char::REPLACEMENT_CHARACTER),
            _ => self.decode(&[byte]).chars().next().unwrap_or(char::REPLACEMENT_CHARACTER),
        }
    }

    /// Its upper half, from byte 0x80 on.
    pub(crate) fn upper_half(self) -> [char; 128] {
        let mut characters = [' '; 128];
        for (character, byte) in characters.iter_mut().zip(0x80..=0xFF) {
            *character = self.character(byte);
        }
        characters
    }
}

/// What a text was before it was read once more than it was written: UTF-8 taken for single bytes, as `HÃ©lÃ¨ne`.
///
/// ```
/// use pes_validator::read_twice;
///
/// assert_eq!(read_twice("HÃ©lÃ¨ne").as_deref(), Some("Hélène"));
/// assert_eq!(read_twice("l├®ger").as_deref(), Some("léger"));
/// assert_eq!(read_twice("JOÃO, Hélène, “CAFÉ”"), None);
/// ```
pub fn read_twice(text: &str) -> Option<String> {
    // The first bytes of letters and signs of French in UTF-8, in the encodings that they may be taken for.
    let is_first = |c: char| matches!(c, 'Ã' | 'Â' | 'Å' | 'â' | '├' | '┬' | '┼' | 'Ô' | '√' | '¬' | '≈' | '‚');
    let mut pairs = text.chars().zip(text.chars().skip(1));
    if text.is_ascii() || !pairs.any(|(first, second)| is_first(first) && !second.is_ascii()) {
        return None;
    }
    [Charset::Windows1252, Charset::Cp850, Charset::Macintosh].into_iter().find_map(|charset| {
        let half = charset.upper_half();
        let byte_of = |c: char| match half.iter().position(|&known| known == c) {
            Some(place) => u8::try_from(place + 0x80).ok(),
            None => None,
        };
        let characters: Vec<char> = text.chars().collect();
        let mut meant = String::with_capacity(text.len());
        let (mut at, mut is_found) = (0, false);
        while let Some(&character) = characters.get(at) {
            let bytes: Vec<u8> = characters[at..].iter().take(3).map_while(|&c| byte_of(c)).collect();
            let length = french_letter(&bytes);
            match std::str::from_utf8(bytes.get(..length).unwrap_or_default()) {
                Ok(letter) if length > 0 => {
                    meant.push_str(letter);
                    is_found = true;
                    at += length;
                }
                _ => {
                    meant.push(character);
                    at += 1;
                }
            }
        }
        is_found.then_some(meant)
    })
}

/// How many bytes the letter or sign of French takes that bytes start with in UTF-8; 0 when they start with none.
pub(crate) fn french_letter(bytes: &[u8]) -> usize {
    match bytes {
        [0xC3, 0x80..=0xBF, ..] | [0xC2, 0xA0..=0xBF, ..] | [0xC5, 0x92 | 0x93 | 0xB8, ..] => 2,
        [0xE2, 0x80, 0x93 | 0x94 | 0x98 | 0x99 | 0x9C | 0x9D | 0xA6 | 0xAF, ..] | [0xE2, 0x82, 0xAC, ..] => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each letter and sign, written in UTF-8 and read as each of the encodings.
    #[test]
    fn every_letter_read_twice_is_known_again() {
        let letters: String = ('\u{C0}'..='\u{FF}').chain("ŒœŸ’–—…€«»°§²".chars()).collect();
        for charset in [Charset::Windows1252, Charset::Cp850, Charset::Macintosh] {
            for letter in letters.chars() {
                let text = format!("a {letter}b");
                let twice = charset.decode(text.as_bytes()).into_owned();
                assert_eq!(read_twice(&twice).as_deref(), Some(text.as_str()), "{twice} {charset:?}");
            }
        }
    }

    #[test]
    fn texts_of_all_sorts_are_read_once() {
        for text in [
            "Élève à l’école",
            "“CAFÉ”",
            "RENÉ’S",
            "JOÃO LOURENÇO ÅSA",
            "CHÂTEAU",
            "château",
            "Ô temps",
            "3 ¬ 4",
            "Âge « 3 »",
        ] {
            assert_eq!(read_twice(text), None, "{text}");
        }
    }

    #[test]
    fn upper_halves_have_no_character_twice() {
        for charset in Charset::SINGLE {
            let mut half = charset.upper_half();
            half.sort_unstable();
            assert!(half.windows(2).all(|two| two[0] != two[1]) && !half.contains(&'\u{FFFD}'), "{charset:?}");
        }
    }
}
