//! A sound flow to be spoiled: its titres and its ASAP as texts.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use pes::parser::Encoding;

use crate::support::root;

/// The recipients of the mixed flow, as Chorus Pro knows them.
pub const DIRECTORY: &str = "siret;nom;code_service;service_obligatoire;engagement_obligatoire;actif
21350998700011;COMMUNE DE SAINT-EXEMPLE;FACTURES_PUBLIQUES;oui;non;oui
21350997900018;COMMUNE DE PORT-FICTIF;SCOLAIRE;oui;oui;oui
";

pub struct Flow {
    pub text: String,
    /// The document of the first piece.
    pub asap: String,
    /// What stands in the file of the first piece, when it is not the ASAP compressed.
    pub fichier: Option<String>,
    encoding: Encoding,
}

impl Flow {
    pub fn mixed() -> Self {
        Self::of("fixtures/flux/mixte.xml", Encoding::Iso8859_1)
    }

    pub fn vat() -> Self {
        Self::of("fixtures/billing/eau/attendu/public/PESALR1_24359999000013_260302_002.xml", Encoding::Utf8)
    }

    pub fn correctif() -> Self {
        Self::of("fixtures/flux/titres-sans-asap.xml", Encoding::Iso8859_1)
    }

    fn of(fixture: &str, encoding: Encoding) -> Self {
        let bytes = std::fs::read(root().join(fixture)).expect("a readable fixture");
        let text = encoding.decode(&bytes).expect("the encoding of the fixture").into_owned();
        let asap = first_file(&text).map(|(start, end)| {
            let bytes = opened(&text[start..end]);
            encoding.decode(&bytes).expect("the encoding of the flow").into_owned()
        });
        Flow { text, asap: asap.unwrap_or_default(), fichier: None, encoding }
    }

    pub fn with(mut self, made: fn(&mut Flow)) -> Vec<u8> {
        made(&mut self);
        self.bytes()
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut text = self.text.clone();
        if let Some((start, end)) = first_file(&text) {
            let fichier = self.fichier.clone().unwrap_or_else(|| packed(&self.asap_bytes()));
            text.replace_range(start..end, &fichier);
        }
        self.encoding.encode(&text).expect("characters of the encoding")
    }

    pub fn asap_bytes(&self) -> Vec<u8> {
        self.encoding.encode(&self.asap).expect("characters of the encoding")
    }

    /// Changes the first place where this stands, outside the ASAP.
    pub fn edit(&mut self, from: &str, to: &str) -> &mut Self {
        self.text = changed(&self.text, from, to);
        self
    }

    /// The same within a titre.
    pub fn titre(&mut self, number: u32, from: &str, to: &str) -> &mut Self {
        let mark = format!("<IdPce V=\"{number}\"/>");
        self.text = within(&self.text, "Piece", &mark, |part| changed(part, from, to));
        self
    }

    /// The same within a piece, by what its `IdUnique` ends with.
    pub fn piece(&mut self, id_ends: &str, from: &str, to: &str) -> &mut Self {
        let mark = format!("{id_ends}\"/>");
        self.text = within(&self.text, "PJ", &mark, |part| changed(part, from, to));
        self
    }

    /// What a piece holds.
    pub fn file(&self, id_ends: &str) -> String {
        let mut file = String::new();
        within(&self.text, "PJ", &format!("{id_ends}\"/>"), |part| {
            let (start, end) = first_file(part).expect("a file");
            part[start..end].clone_into(&mut file);
            part.to_owned()
        });
        file
    }

    /// Puts a file in a piece.
    pub fn put(&mut self, id_ends: &str, fichier: &str) -> &mut Self {
        let mark = format!("{id_ends}\"/>");
        self.text = within(&self.text, "PJ", &mark, |part| {
            let (start, end) = first_file(part).expect("a file");
            [&part[..start], fichier, &part[end..]].concat()
        });
        self
    }

    /// The first place in the ASAP.
    pub fn asap(&mut self, from: &str, to: &str) -> &mut Self {
        self.asap = changed(&self.asap, from, to);
        self
    }

    /// The same within the invoice of a titre.
    pub fn facture(&mut self, titre: u32, from: &str, to: &str) -> &mut Self {
        let mark = format!("<NumTitre V=\"{titre}\"/>");
        self.asap = within(&self.asap, "FactureIndiv", &mark, |part| changed(part, from, to));
        self
    }
}

/// The text with one thing in place of another, which must be there and differ.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from) && from != to, "{from}");
    text.replacen(from, to, 1)
}

/// The text with the block around a mark changed.
fn within(text: &str, block: &str, mark: &str, change: impl FnOnce(&str) -> String) -> String {
    // References come before the pieces and hold the same identifier.
    let before = if block == "PJ" { text.find("<PES_PJ>").expect("pieces") } else { 0 };
    let at = before + text[before..].find(mark).unwrap_or_else(|| panic!("{mark}"));
    let start = text[..at].rfind(&format!("<{block}>")).expect("the start of the block");
    let end = at + text[at..].find(&format!("</{block}>")).expect("the end of the block");
    [&text[..start], &change(&text[start..end]), &text[end..]].concat()
}

/// Where the text of the first file stands.
fn first_file(text: &str) -> Option<(usize, usize)> {
    let start = text.find("<Fichier")?;
    let start = start + text[start..].find('>')? + 1;
    let end = start + text[start..].find('<')?;
    Some((start, end))
}

pub fn gzip(file: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(file).unwrap();
    encoder.finish().unwrap()
}

pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub fn packed(file: &[u8]) -> String {
    base64(&gzip(file))
}

fn opened(fichier: &str) -> Vec<u8> {
    let gzip = STANDARD.decode(fichier.trim()).expect("base64");
    let mut file = Vec::new();
    GzDecoder::new(&gzip[..]).read_to_end(&mut file).expect("gzip");
    file
}
