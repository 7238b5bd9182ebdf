//! Tables that people give: their bytes become text.

use std::io::{self, BufRead, Cursor, Read, Seek};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use pes_parser::Text;

use crate::catalogue::rules;
use crate::cell::tidy;
use crate::charset::{Charset, french_letter};
use crate::diagnostic::{At, Diagnostic};
use crate::readings::{Readings, Shown};

/// The text of a table.
#[derive(Clone, Debug)]
pub struct TableText {
    /// The text in one form, without byte order mark.
    pub text: String,
    /// The encoding it was in.
    pub encoding: Charset,
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
    pub fn decode(name: &str, bytes: &[u8], wanted: Option<Charset>) -> Result<Self, Vec<Diagnostic>> {
        let TableEncoding { encoding, has_mark } = TableEncoding::find(name, Cursor::new(bytes), wanted)?;
        let text = encoding.decode(if has_mark { &bytes[MARK.len()..] } else { bytes });
        // Blank lines and empty cells at either end are rows and cells of the table.
        let (start, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
        let text = match text.get(start..end) {
            Some(inside) => [&text[..start], &tidy(inside).text, &text[end..]].concat(),
            None => text.into_owned(),
        };
        Ok(TableText { text, encoding, has_mark })
    }

    /// The delimiter that cuts the line of titles into most parts, quotes respected.
    pub fn delimiter(&self) -> u8 {
        // Text in memory can always be read.
        table_delimiter(self.text.as_bytes()).unwrap_or(DELIMITERS[0])
    }
}

/// How the bytes of a table become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableEncoding {
    /// The encoding that all its bytes are in.
    pub encoding: Charset,
    /// Whether a byte order mark comes first, which is no part of the text.
    pub has_mark: bool,
}

impl TableEncoding {
    /// The same as [`TableText::decode`] finds, for a table that is not held in memory: it is read to its end once, and
    /// again when its bytes must show the encoding.
    ///
    /// # Errors
    /// `PES810`: the file cannot be read, is empty, is no text, or is not in the encoding.
    ///
    /// ```
    /// use pes_validator::{Charset, TableEncoding};
    ///
    /// let table = std::io::Cursor::new(b"siret;nom\n21350998700011;SAINT-F\xC9LIX\n");
    /// assert_eq!(TableEncoding::find("annuaire.csv", table, None).unwrap().encoding, Charset::Windows1252);
    /// ```
    pub fn find(name: &str, mut content: impl Read + Seek, wanted: Option<Charset>) -> Result<Self, Vec<Diagnostic>> {
        let refused = |line, message: Text, help: Text| {
            vec![Diagnostic::new(&rules::PES810, At::line(name, line, 0), message).help(help)]
        };
        let unreadable = |error: io::Error| vec![Diagnostic::unreadable(&rules::PES810, name, &error)];
        let convert =
            Text::fixed("enregistrer le fichier en UTF-8 ou en Windows-1252", "save the file as UTF-8 or Windows-1252");
        let seen = Seen::of(&mut content).map_err(unreadable)?;
        if seen.is_utf16 {
            return Err(refused(
                1,
                Text::fixed("encodage UTF-16 non pris en charge", "encoding UTF-16 is not supported"),
                convert,
            ));
        }
        if seen.is_blank {
            let help = Text::fixed("vérifier l'export qui l'a produit", "check the export that made it");
            return Err(refused(0, Text::fixed("fichier vide", "empty file"), help));
        }
        if let Some(line) = seen.first_nul {
            return Err(refused(
                line,
                Text::fixed("octet nul : ce n'est pas un fichier texte", "NUL byte: not a text file"),
                convert,
            ));
        }
        let has_mark = seen.has_mark;
        let one_encoding = Text::fixed(
            "enregistrer tout le fichier dans un seul encodage, ou donner entree.encodage dans la configuration",
            "save the whole file in one encoding, or give entree.encodage in the configuration",
        );
        // A byte order mark says more than the configuration: the file was made with it.
        let wanted = if has_mark { Some(Charset::Utf8) } else { wanted };
        let is_utf8 = wanted.map_or(seen.first_not_utf8.is_none(), |wanted| wanted == Charset::Utf8);
        if let Some(line) = seen.first_not_utf8.filter(|_| is_utf8) {
            let message = Text::fixed("octets qui ne sont pas en UTF-8", "bytes that are not UTF-8");
            return Err(refused(line, message, convert));
        }
        if let Some(line) = seen.first_utf8_letter.filter(|_| !is_utf8) {
            let message = Text::fixed(
                "lettre accentuée en UTF-8 dans un fichier lu dans un autre encodage : un nom serait faux",
                "accented letter in UTF-8 in a file read in another encoding: a name would be wrong",
            );
            return Err(refused(line, message, one_encoding));
        }
        let encoding = match wanted {
            Some(encoding) => encoding,
            None if is_utf8 => Charset::Utf8,
            None => {
                content.rewind().map_err(unreadable)?;
                match Readings::of(&mut content).map_err(unreadable)?.shown() {
                    Shown::One(charset, true) => charset,
                    Shown::One(charset, false) if is_of_france(&mut content).map_err(unreadable)? => charset,
                    Shown::One(..) => {
                        return Err(refused(0, Text::fixed("encodage inconnu", "unknown encoding"), one_encoding));
                    }
                    Shown::Several(line, message) => return Err(refused(line, message, one_encoding)),
                }
            }
        };
        Ok(TableEncoding { encoding, has_mark })
    }
}

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Bytes read at once.
pub(crate) const PART: usize = 1 << 16;

/// What the bytes of a table are like, lines counted from 1.
#[derive(Debug, Default)]
struct Seen {
    is_utf16: bool,
    has_mark: bool,
    is_blank: bool,
    first_nul: Option<usize>,
    first_not_utf8: Option<usize>,
    first_utf8_letter: Option<usize>,
}

impl Seen {
    fn of(content: &mut impl Read) -> io::Result<Self> {
        let mut seen = Seen { is_blank: true, ..Seen::default() };
        let mut buffer = vec![0; PART];
        let (mut line, mut is_first, mut kept) = (1, true, 0);
        loop {
            let read = fill(content, &mut buffer[kept..])?;
            let mut part = &buffer[..kept + read];
            if is_first {
                seen.is_utf16 = part.starts_with(b"\xFF\xFE") || part.starts_with(b"\xFE\xFF");
                seen.has_mark = part.starts_with(MARK);
                part = part.strip_prefix(MARK).unwrap_or(part);
                is_first = false;
            }
            let is_last = read < buffer.len() - kept;
            let (whole, fault) = match std::str::from_utf8(part) {
                Ok(_) => (part.len(), None),
                // A character that the end of the part cuts is read with the next.
                Err(error) if error.error_len().is_none() && !is_last => (error.valid_up_to(), None),
                // So is a letter in UTF-8 among bytes that are not.
                Err(error) => (part.len() - if is_last { 0 } else { LETTER - 1 }, Some(error.valid_up_to())),
            };
            let line_at = |offset: usize| line + lines(&part[..offset]);
            seen.first_not_utf8 = seen.first_not_utf8.or_else(|| fault.map(line_at));
            seen.first_utf8_letter = seen.first_utf8_letter.or_else(|| utf8_letter(part).map(line_at));
            seen.first_nul = seen.first_nul.or_else(|| part[..whole].iter().position(|&byte| byte == 0).map(line_at));
            seen.is_blank &= part.trim_ascii().is_empty();
            line += lines(&part[..whole]);
            if is_last {
                return Ok(seen);
            }
            let rest = whole + (kept + read - part.len());
            buffer.copy_within(rest..kept + read, 0);
            kept = kept + read - rest;
        }
    }
}

/// Bytes of the longest letter or sign of French in UTF-8.
const LETTER: usize = 3;

/// The first letter or sign of French written in UTF-8. Read as single bytes it would be `Ã` or `Å` before a sign, or `â€`:
/// no word has these. Of what starts with `Â`, a capital of French, signs alone are left out.
fn utf8_letter(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|&at| bytes[at] != 0xC2 && french_letter(&bytes[at..]) > 0)
}

pub(crate) fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte == b'\n').count()
}

/// Reads until the buffer is full or the content ends.
pub(crate) fn fill(content: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match content.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Whether bytes that hold letters unusual in French are those of a language of the West of Europe.
fn is_of_france(content: &mut (impl Read + Seek)) -> io::Result<bool> {
    content.rewind()?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut buffer = vec![0; PART];
    loop {
        let read = fill(content, &mut buffer)?;
        let is_last = read < buffer.len();
        detector.feed(&buffer[..read], is_last);
        if is_last {
            break;
        }
    }
    let guess = detector.guess(Some(b"fr"), Utf8Detection::Allow);
    Ok(matches!(guess.name(), "windows-1252" | "ISO-8859-15"))
}

/// The delimiters known, the usual one in France first: on a tie it wins.
const DELIMITERS: [u8; 4] = [b';', b'\t', b'|', b','];

/// The delimiter that cuts the first line of a table into most parts, quotes respected.
///
/// # Errors
/// The table cannot be read.
pub fn table_delimiter(mut table: impl BufRead) -> io::Result<u8> {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    loop {
        let part = match table.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            part => part?,
        };
        let end = part.iter().position(|&byte| byte == b'\n');
        for &byte in &part[..end.unwrap_or(part.len())] {
            quoted ^= byte == b'"';
            if let Some(which) = DELIMITERS.iter().position(|&delimiter| delimiter == byte).filter(|_| !quoted) {
                counts[which] += 1;
            }
        }
        if end.is_some() || part.is_empty() {
            break;
        }
        let read = part.len();
        table.consume(read);
    }
    let most = DELIMITERS.into_iter().zip(counts).rev().max_by_key(|&(_, count)| count);
    Ok(most.map_or(DELIMITERS[0], |(delimiter, _)| delimiter))
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
        assert_eq!(TableText::decode("f.csv", b"\xA4", Some(Charset::Iso8859_15)).unwrap().text, "€");
    }

    #[test]
    fn what_is_not_text_is_refused() {
        for bytes in [&b"a\0b"[..], b"\xFF\xFEa\0"] {
            assert_eq!(TableText::decode("f.csv", bytes, None).unwrap_err()[0].rule.id, "PES810");
        }
        let fault = TableText::decode("f.csv", b"a\nb\n\xE9", Some(Charset::Utf8)).unwrap_err();
        assert_eq!(fault[0].at.line, 3);
    }

    /// Wherever the parts that are read end, in a character or not.
    #[test]
    fn a_table_read_by_parts_is_the_same_as_whole() {
        for before in PART - 5..PART + 2 {
            let head = "a\n".repeat(before / 2) + &"b".repeat(before % 2);
            let found = |tail: &[u8], wanted| {
                let table = [head.as_bytes(), tail].concat();
                TableEncoding::find("f.csv", Cursor::new(table), wanted).map_err(|faults| faults[0].at.line)
            };
            let utf8 = TableEncoding { encoding: Charset::Utf8, has_mark: false };
            let line = before / 2 + 1;
            assert_eq!(found("\u{1F600}\u{E9}".as_bytes(), None), Ok(utf8), "{before}");
            assert_eq!(found(b"\xF0\x9F\x98", Some(Charset::Utf8)), Err(line), "{before}");
            assert_eq!(found(b"\xC3\n\xE9\n", Some(Charset::Utf8)), Err(line), "{before}");
            assert_eq!(found(b"\n\0", None), Err(line + 1), "{before}");
            assert_eq!(found(b"\n\xE9 l\xE2\x80\x99\xE9", Some(Charset::Windows1252)), Err(line + 1), "{before}");
            assert_eq!(found(b"Pr\xE9nom", None).map(|found| found.encoding), Ok(Charset::Windows1252), "{before}");
        }
    }

    #[test]
    fn two_encodings_in_one_file_are_refused_at_the_first_letter_of_the_other() {
        for (bytes, wanted, line) in [
            (&b"nom\nH\xE9l\xE8ne\nH\xC3\xA9l\xC3\xA8ne\n"[..], None, 3),
            ("nom\nHélène\n".as_bytes(), Some(Charset::Windows1252), 2),
            ("nom\nl’eau\n".as_bytes(), Some(Charset::Windows1252), 2),
            ("nom\nŒuvre\n".as_bytes(), Some(Charset::Iso8859_15), 2),
            ("nom\n3 €\n".as_bytes(), Some(Charset::Iso8859_1), 2),
        ] {
            let fault = &TableText::decode("f.csv", bytes, wanted).unwrap_err()[0];
            assert_eq!((fault.rule.id, fault.at.line), ("PES810", line), "{bytes:?}");
        }
        let portuguese = b"JO\xC3O LOUREN\xC7O \xC5SA";
        assert_eq!(TableText::decode("f.csv", portuguese, None).unwrap().text, "JOÃO LOURENÇO ÅSA");
    }

    #[test]
    fn delimiters_are_told_apart() {
        let delimiter_of = |text: &str| table_delimiter(text.as_bytes()).unwrap();
        assert_eq!(delimiter_of("a;b;c\n1,2;3;4"), b';');
        assert_eq!(delimiter_of("a,b\tc\td"), b'\t');
        assert_eq!(delimiter_of("\"a;b;c\",d"), b',');
        assert_eq!(delimiter_of("seule"), b';');
    }
}
