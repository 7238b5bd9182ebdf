//! Tables that people give: their bytes become text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use pes_parser::{Encoding, Text, text};

use crate::catalogue::rules;
use crate::diagnostic::{At, Diagnostic};

/// The text of a table, and how to write it again.
#[derive(Clone, Debug)]
pub struct TableText {
    /// The text, without byte order mark.
    pub text: String,
    /// The encoding it was in.
    pub encoding: Encoding,
    /// Whether a byte order mark came first.
    pub has_mark: bool,
}

impl TableText {
    /// The text of a table: by its byte order mark, the encoding given, or else the one that its bytes show.
    ///
    /// # Errors
    /// `PES810`: the file is empty, is no text, or is not in the encoding.
    ///
    /// ```
    /// use pes_validator::TableText;
    ///
    /// let table = TableText::decode("annuaire.csv", b"siret;nom\n21350998700011;SAINT-F\xC9LIX\n", None).unwrap();
    /// assert!(table.text.ends_with("SAINT-F\u{C9}LIX\n"));
    /// assert_eq!(table.delimiter(), b';');
    /// ```
    pub fn decode(name: &str, bytes: &[u8], wanted: Option<Encoding>) -> Result<Self, Vec<Diagnostic>> {
        let refused = |line, message: Text, help: Text| {
            vec![Diagnostic::new(&rules::PES810, At::line(name, line, 0), message).help(help)]
        };
        let convert =
            Text::fixed("enregistrer le fichier en UTF-8 ou en Windows-1252", "save the file as UTF-8 or Windows-1252");
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Err(refused(
                1,
                Text::fixed("encodage UTF-16 non pris en charge", "encoding UTF-16 is not supported"),
                convert,
            ));
        }
        let (bytes, has_mark) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) => (rest, true),
            None => (bytes, false),
        };
        if bytes.trim_ascii().is_empty() {
            let help = Text::fixed("vérifier l'export qui l'a produit", "check the export that made it");
            return Err(refused(0, Text::fixed("fichier vide", "empty file"), help));
        }
        if let Some(nul) = bytes.iter().position(|&byte| byte == 0) {
            let line = line_of(bytes, nul);
            return Err(refused(
                line,
                Text::fixed("octet nul : ce n'est pas un fichier texte", "NUL byte: not a text file"),
                convert,
            ));
        }
        // A byte order mark says more than the configuration: the file was made with it.
        let encoding = match wanted {
            _ if has_mark => Encoding::Utf8,
            Some(encoding) => encoding,
            None if std::str::from_utf8(bytes).is_ok() => Encoding::Utf8,
            None => detect(bytes).ok_or_else(|| {
                refused(
                    0,
                    Text::fixed("encodage inconnu", "unknown encoding"),
                    Text::fixed(
                        "donner entree.encodage dans la configuration",
                        "give entree.encodage in the configuration",
                    ),
                )
            })?,
        };
        let decoded = encoding.decode(bytes).map_err(|offset| {
            let name = encoding.name();
            let message = text!(fr = "octets qui ne sont pas en {name}", en = "bytes that are not {name}");
            refused(line_of(bytes, offset), message, convert.clone())
        })?;
        if encoding != Encoding::Utf8
            && let Some(offset) = utf8_letter(bytes)
        {
            let name = encoding.name();
            let line = line_of(bytes, offset);
            let message = text!(
                fr = "lettre accentuée en UTF-8 dans un fichier lu en {name} : un nom serait faux",
                en = "accented letter in UTF-8 in a file read as {name}: a name would be wrong"
            );
            let help = Text::fixed(
                "donner entree.encodage = \"utf-8\", ou enregistrer tout le fichier dans un seul encodage",
                "give entree.encodage = \"utf-8\", or save the whole file in one encoding",
            );
            return Err(refused(line, message, help));
        }
        Ok(TableText { text: decoded.into_owned(), encoding, has_mark })
    }

    /// The delimiter that cuts the line of titles into most parts, quotes respected.
    pub fn delimiter(&self) -> u8 {
        delimiter_of(&self.text)
    }

    /// A part of the text as it stood in the file, its byte order mark first.
    pub fn encode(&self, text: &str) -> Vec<u8> {
        let mark: &[u8] = if self.has_mark { b"\xEF\xBB\xBF" } else { b"" };
        // What was decoded from an encoding can be written in it.
        let bytes = self.encoding.encode(text).unwrap_or_else(|| text.as_bytes().to_vec());
        [mark, &bytes].concat()
    }
}

/// The first letter or sign of French written in UTF-8. Read as single bytes it would be `Ã` or `Å` before a sign, or `â€`:
/// no word has these.
fn utf8_letter(bytes: &[u8]) -> Option<usize> {
    let is_letter = |bytes: &[u8]| {
        matches!(
            bytes,
            [0xC3, 0x80..=0xBF, ..]
                | [0xC5, 0x92 | 0x93 | 0xB8, ..]
                | [0xE2, 0x80, 0x93 | 0x94 | 0x98 | 0x99 | 0xA6, ..]
                | [0xE2, 0x82, 0xAC, ..]
        )
    };
    (0..bytes.len()).find(|&at| is_letter(&bytes[at..]))
}

fn line_of(bytes: &[u8], offset: usize) -> usize {
    bytes[..offset].iter().filter(|&&byte| byte == b'\n').count() + 1
}

fn detect(bytes: &[u8]) -> Option<Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // Billing data is French: of the single-byte encodings only these two are in use.
    let guess = detector.guess(Some(b"fr"), Utf8Detection::Allow);
    match guess.name() {
        "UTF-8" => Some(Encoding::Utf8),
        "windows-1252" => Some(Encoding::Windows1252),
        "ISO-8859-15" => Some(Encoding::Iso8859_15),
        _ => None,
    }
}

fn delimiter_of(text: &str) -> u8 {
    let first_line = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| {
        let mut quoted = false;
        first_line
            .bytes()
            .filter(|&byte| {
                quoted ^= byte == b'"';
                byte == delimiter && !quoted
            })
            .count()
    };
    // On a tie the first wins: the usual one in France.
    [b';', b'\t', b'|', b','].into_iter().rev().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b';')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let decoded = |bytes: &[u8]| TableText::decode("f.csv", bytes, None).unwrap().text;
        assert_eq!(decoded("Élève;œuvre".as_bytes()), "Élève;œuvre");
        assert_eq!(decoded(b"\xEF\xBB\xBFNom;Pr\xC3\xA9nom"), "Nom;Prénom");
        assert_eq!(decoded(b"Nom;Pr\xE9nom;\x9Cuvre;l\x92\xE9cole"), "Nom;Prénom;œuvre;l’école");
        assert_eq!(TableText::decode("f.csv", b"\xA4", Some(Encoding::Iso8859_15)).unwrap().text, "€");
    }

    #[test]
    fn what_is_not_text_is_refused() {
        for bytes in [&b"a\0b"[..], b"\xFF\xFEa\0"] {
            assert_eq!(TableText::decode("f.csv", bytes, None).unwrap_err()[0].rule.id, "PES810");
        }
        let fault = TableText::decode("f.csv", b"a\nb\n\xE9", Some(Encoding::Utf8)).unwrap_err();
        assert_eq!(fault[0].at.line, 3);
    }

    #[test]
    fn two_encodings_in_one_file_are_refused_at_the_first_letter_of_the_other() {
        for (bytes, wanted, line) in [
            (&b"nom\nH\xE9l\xE8ne\nH\xC3\xA9l\xC3\xA8ne\n"[..], None, 3),
            ("nom\nHélène\n".as_bytes(), Some(Encoding::Windows1252), 2),
            ("nom\nl’eau\n".as_bytes(), Some(Encoding::Windows1252), 2),
            ("nom\nŒuvre\n".as_bytes(), Some(Encoding::Iso8859_15), 2),
            ("nom\n3 €\n".as_bytes(), Some(Encoding::Iso8859_1), 2),
        ] {
            let fault = &TableText::decode("f.csv", bytes, wanted).unwrap_err()[0];
            assert_eq!((fault.rule.id, fault.at.line), ("PES810", line), "{bytes:?}");
        }
        let portuguese = b"JO\xC3O LOUREN\xC7O \xC5SA";
        assert_eq!(TableText::decode("f.csv", portuguese, None).unwrap().text, "JOÃO LOURENÇO ÅSA");
    }

    #[test]
    fn delimiters_are_told_apart() {
        assert_eq!(delimiter_of("a;b;c\n1,2;3;4"), b';');
        assert_eq!(delimiter_of("a,b\tc\td"), b'\t');
        assert_eq!(delimiter_of("\"a;b;c\",d"), b',');
        assert_eq!(delimiter_of("seule"), b';');
    }
}
