//! Attached pieces.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::bufread::MultiGzDecoder;
use pes::parser::model::Fichier;
use pes::parser::{AttachedError, OpenLimits, PesAller, Source};

const LIMITS: OpenLimits = OpenLimits { max_bytes: 1 << 20, max_ratio: u64::MAX };

/// Any bytes as the text of a piece, and as its gzip file: opened as by a reader of gzip that keeps nothing.
pub fn piece(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    if let Ok(file) = as_written(&text).open(LIMITS) {
        let again = Fichier::compress(&file, "application/xml");
        assert_eq!(again.open(OpenLimits::default()), Ok(file), "compressed again");
    }
    let opened = as_written(&STANDARD.encode(bytes)).open(LIMITS);
    let most = LIMITS.max_bytes;
    match (&opened, with_a_plain_reader(bytes, most)) {
        (Ok(found), Some(expected)) => assert!(*found == expected, "other bytes"),
        (Err(AttachedError::Empty), expected) => assert!(expected.is_none_or(|file| file.is_empty())),
        (Err(_), None) => {}
        (found, expected) => panic!("{found:?} instead of {:?}", expected.map(|file| file.len())),
    }
}

/// The file of the only piece of a flow.
fn as_written(text: &str) -> Fichier {
    let text: String = text.chars().filter(|&char| !char.is_control() || char.is_ascii_whitespace()).collect();
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let document = format!(
        "<n:PES_Aller xmlns:n='http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller'><PES_PJ><PJ><Contenu>\
         <Fichier MIMEType='application/xml'>{text}</Fichier></Contenu></PJ></PES_PJ></n:PES_Aller>"
    );
    let Ok(source) = Source::decode("flux.xml", document.as_bytes()) else { return Fichier::compress(b"", "") };
    let (flow, _) = PesAller::read(&source).expect("a flow");
    let piece = flow.pes_pj.and_then(|pes_pj| pes_pj.pj.into_iter().next()).expect("a piece");
    piece.contenu.and_then(|contenu| contenu.fichier).expect("a file")
}

fn with_a_plain_reader(gzip: &[u8], most: u64) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    MultiGzDecoder::new(gzip).take(most + 1).read_to_end(&mut file).ok()?;
    (file.len() as u64 <= most).then_some(file)
}
