//! Attached pieces: a file compressed with gzip and written in base64, opened within limits.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use libdeflater::{CompressionLvl, Compressor};

use crate::Text;
use crate::gzip::gunzip;
use crate::model::{Fichier, Pj};
use crate::value::Value;

/// The format allows base64 with or without its final `=`.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

thread_local! {
    /// Level 6, the usual one. Of the small files that ASAP are, it makes no more bytes than zlib in half its time.
    static DEFLATE: RefCell<Compressor> = RefCell::new(Compressor::new(CompressionLvl::default()));
}

/// How much an attached piece may hold once opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenLimits {
    /// Most bytes of the opened file. Default: 256 MiB.
    pub max_bytes: u64,
    /// Most times larger than its compressed form, for a file of more than 32 MiB. Default: 400. An ASAP is 10 to 40
    /// times larger, 260 if all its lines are the same; deflate reaches 1,030 on zeros.
    pub max_ratio: u64,
}

impl Default for OpenLimits {
    fn default() -> Self {
        OpenLimits { max_bytes: 256 << 20, max_ratio: 400 }
    }
}

/// Files up to this size are opened whatever their ratio.
const ANY_RATIO: u64 = 32 << 20;

/// Why an attached piece cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttachedError {
    /// No content: Hélios refuses such a piece.
    Empty,
    /// The text is not base64.
    Base64,
    /// The bytes are not a whole gzip file.
    Gzip,
    /// The opened file would pass the limits.
    TooLarge,
}

impl AttachedError {
    /// The fault in words.
    pub fn describe(self) -> Text {
        match self {
            Self::Empty => Text::fixed("pièce vide", "empty piece"),
            Self::Base64 => Text::fixed("le contenu n'est pas du base64", "the content is not base64"),
            Self::Gzip => {
                Text::fixed("le contenu n'est pas un fichier gzip entier", "the content is not a whole gzip file")
            }
            Self::TooLarge => {
                Text::fixed("pièce trop grande une fois décompressée", "piece too large once decompressed")
            }
        }
    }
}

impl fmt::Display for AttachedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe().fr)
    }
}

impl std::error::Error for AttachedError {}

impl Fichier {
    /// Compresses a file: the same bytes always give the same piece.
    ///
    /// ```
    /// use pes_parser::OpenLimits;
    /// use pes_parser::model::Fichier;
    ///
    /// let fichier = Fichier::compress(b"<xml/>", "application/xml");
    /// assert_eq!(fichier.open(OpenLimits::default()).unwrap(), b"<xml/>");
    /// ```
    pub fn compress(file: &[u8], mime_type: &str) -> Self {
        let gzip = DEFLATE.with_borrow_mut(|deflate| {
            // No name, no date, unknown system: nothing in the header depends on where or when.
            let mut gzip = vec![0; deflate.gzip_compress_bound(file.len())];
            // There is room for whatever it becomes.
            let length = deflate.gzip_compress(file, &mut gzip).unwrap_or_default();
            gzip.truncate(length);
            gzip
        });
        Fichier::from_base64(BASE64.encode(gzip), mime_type)
    }

    /// The file, decompressed.
    ///
    /// # Errors
    /// The piece is empty, is not base64 of gzip, or would pass the limits.
    pub fn open(&self, limits: OpenLimits) -> Result<Vec<u8>, AttachedError> {
        let text = without_white_space(self.base64());
        if text.is_empty() {
            return Err(AttachedError::Empty);
        }
        let gzip = BASE64.decode(&*text).map_err(|_| AttachedError::Base64)?;
        let allowed = limits.max_bytes.min(limits.max_ratio.saturating_mul(gzip.len() as u64).max(ANY_RATIO));
        let file = gunzip(&gzip, allowed)?;
        if file.is_empty() {
            return Err(AttachedError::Empty);
        }
        Ok(file)
    }
}

/// Base64 may be cut in lines anywhere.
fn without_white_space(text: &str) -> Cow<'_, [u8]> {
    let is_white = |byte: &u8| byte.is_ascii_whitespace();
    let bytes = text.as_bytes().trim_ascii();
    if !bytes.iter().fold(false, |found, byte| found | is_white(byte)) {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().copied().filter(|byte| !is_white(byte)).collect())
}

impl Pj {
    /// The file of the piece, decompressed.
    ///
    /// # Errors
    /// There is no file, or it cannot be opened.
    pub fn open(&self, limits: OpenLimits) -> Result<Vec<u8>, AttachedError> {
        let fichier = self.contenu.as_ref().and_then(|contenu| contenu.fichier.as_ref());
        fichier.ok_or(AttachedError::Empty)?.open(limits)
    }

    /// How people know the document of the piece, the `number`-th of a flow: `flux.xml > PJ[2] asap.xml`.
    pub fn chain(&self, flow: &str, number: usize) -> String {
        let name = self.nom_pj.as_ref().map_or("", Value::text);
        format!("{flow} > PJ[{number}] {name}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use bytes::Bytes;

    use super::*;
    use crate::{Encoding, PesAller, Source};

    const NAMESPACE: &str = "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller";

    fn with_base64(base64: &str) -> Fichier {
        Fichier::from_base64(base64.to_owned(), "application/xml")
    }

    #[test]
    fn a_piece_is_the_same_whenever_it_is_made() {
        let file = b"<a/>".repeat(100);
        assert_eq!(Fichier::compress(&file, "text/xml"), Fichier::compress(&file, "text/xml"));
        assert_eq!(Fichier::compress(&file, "text/xml").open(OpenLimits::default()).unwrap(), file);
    }

    #[test]
    fn base64_may_be_cut_in_lines() {
        let base64 = Fichier::compress(b"hello", "text/plain").base64().to_owned();
        let (head, tail) = base64.split_at(10);
        assert_eq!(with_base64(&format!("\n {head}\r\n {tail}\n")).open(OpenLimits::default()).unwrap(), b"hello");
    }

    #[test]
    fn the_text_of_a_file_is_whole_however_it_is_cut() {
        let base64 = Fichier::compress(b"hello", "text/plain").base64().to_owned();
        let (head, tail) = base64.split_at(11);
        let first = u32::from(tail.as_bytes()[0]);
        for text in [
            base64.clone(),
            format!("<![CDATA[{head}]]>{tail}"),
            format!("{head}<!-- é -->{tail}"),
            format!("{head}&#{first};{}", &tail[1..]),
            format!("&#{};{}", u32::from(base64.as_bytes()[0]), &base64[1..]),
        ] {
            let document = format!(
                "<?xml version='1.0' encoding='ISO-8859-1'?><n:PES_Aller xmlns:n='{NAMESPACE}'><PES_PJ><PJ><Contenu>\
                 <Fichier MIMEType='text/plain'>{text}</Fichier></Contenu></PJ></PES_PJ></n:PES_Aller>"
            );
            let bytes = Bytes::from(Encoding::Iso8859_1.encode(&document).unwrap());
            let (copied, _) = PesAller::read(&Source::decode("flux.xml", &bytes).unwrap()).unwrap();
            let (shared, faults) = PesAller::read(&Source::shared("flux.xml", &bytes).unwrap()).unwrap();
            assert_eq!(copied, shared);
            assert!(faults.is_empty(), "{text}: {faults:?}");
            let fichier = &shared.pes_pj.unwrap().pj[0].contenu.clone().unwrap().fichier.unwrap();
            assert_eq!(fichier.base64(), base64, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_opened_says_why() {
        let open = |base64: &str| with_base64(base64).open(OpenLimits::default()).unwrap_err();
        assert_eq!(open(" \n"), AttachedError::Empty);
        assert_eq!(open("é"), AttachedError::Base64);
        assert_eq!(open("aGVsbG8="), AttachedError::Gzip);
        let whole = Fichier::compress(&b"abc".repeat(1000), "text/plain");
        let cut = &whole.base64()[..whole.base64().len() / 2 / 4 * 4];
        assert_eq!(open(cut), AttachedError::Gzip);
        assert_eq!(open(Fichier::compress(b"", "text/plain").base64()), AttachedError::Empty);
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = Fichier::compress(&vec![0; 40 << 20], "text/plain");
        assert_eq!(bomb.open(OpenLimits::default()), Err(AttachedError::TooLarge));
        let small = Fichier::compress(&vec![0; 20 << 20], "text/plain");
        assert_eq!(small.open(OpenLimits::default()).unwrap().len(), 20 << 20);
        assert_eq!(bomb.open(OpenLimits { max_bytes: 1 << 20, max_ratio: u64::MAX }), Err(AttachedError::TooLarge));
        assert_eq!(bomb.open(OpenLimits { max_bytes: u64::MAX, max_ratio: 100 }), Err(AttachedError::TooLarge));
    }
}
