//! Flows, read and checked.

use std::sync::LazyLock;

use pes::parser::model::Fichier;
use pes::parser::{
    DocumentKind, Encoding, Fault, Lang, PesAcquit, PesAcquitRetour, PesAller, PesRetour, PesVersion, Source, XmlError,
};
use pes::validator::{
    CheckOptions, Diagnostic, DocumentReport, FindingJson, Renderer, Verdict, check as check_bytes, verdict,
};

/// Any bytes as a document, by its root or else as a flow: what is read is written, read again, and the same.
pub fn flow(bytes: &[u8]) {
    let shared = bytes::Bytes::copy_from_slice(bytes);
    let source = match (Source::decode("flux.xml", bytes), Source::shared("flux.xml", &shared)) {
        (Ok(source), Ok(_)) => source,
        (Err(error), Err(same)) => {
            assert_eq!(error, same);
            assert!(error.line >= 1 && error.column >= 1 && !error.to_string().is_empty());
            return;
        }
        (decoded, shared) => panic!("{decoded:?}, {shared:?}"),
    };
    match DocumentKind::of(&source) {
        Ok(DocumentKind::Acquit) => {
            if let Some(acquit) = comes_back(&source, PesAcquit::read, PesAcquit::write) {
                acquit.elements().flat_map(|element| element.anomalies()).for_each(|anomalie| {
                    let _ = (anomalie.number(), anomalie.place());
                });
            }
        }
        Ok(DocumentKind::Retour) => drop(comes_back(&source, PesRetour::read, PesRetour::write)),
        Ok(DocumentKind::AcquitRetour) => drop(comes_back(&source, PesAcquitRetour::read, PesAcquitRetour::write)),
        Ok(DocumentKind::Aller | DocumentKind::Other) | Err(_) => {
            drop(comes_back(&source, PesAller::read, PesAller::write));
        }
    }
}

fn comes_back<D>(
    source: &Source<'_>,
    read: fn(&Source<'_>) -> Result<(D, Vec<Fault>), XmlError>,
    write: fn(&D, Encoding) -> Vec<u8>,
) -> Option<D> {
    let (document, faults) = match read(source) {
        Ok(read) => read,
        Err(error) => {
            assert!(error.line >= 1 && error.column >= 1 && !error.to_string().is_empty());
            return None;
        }
    };
    let places: Vec<_> = faults.iter().map(|fault| fault.place).collect();
    for location in source.locate_all(&places) {
        assert!(location.line >= 1 && location.column >= 1);
    }
    let written = write(&document, source.encoding());
    let source = Source::decode("flux.xml", &written).expect("what is written can be decoded");
    let (again, _) = read(&source).expect("what is written can be read");
    assert_eq!(write(&again, source.encoding()), written, "written twice");
    Some(document)
}

/// Any bytes under every layer of the check, against the newest version or, by their last byte, the oldest: what the
/// reader takes is sound XML to the schema too, a mask changes no verdict, and what is found can be shown.
pub fn check(bytes: &[u8]) {
    let version = if bytes.last().is_some_and(|byte| byte % 2 == 1) { PesVersion::V5_11 } else { PesVersion::V5_30 };
    let options = CheckOptions { version, ..CheckOptions::default() };
    let reports = check_with(bytes, &options);
    if let Ok(source) = Source::decode("flux.xml", bytes)
        && let Ok((read, _)) = PesAller::read(&source)
    {
        assert_eq!(reports[0].xml, Verdict::Valid, "{:?}", reports[0].findings);
        if read.pes_facture.is_some() {
            check_with(&as_a_piece(bytes), &options);
        }
    }
    for report in &reports {
        assert!(!report.document.is_empty());
        assert!(!report.is_valid() || !report.findings.iter().any(Diagnostic::is_error));
    }
    let masked = check_with(bytes, &CheckOptions { masked: true, ..options });
    let verdicts = |reports: &[DocumentReport]| -> Vec<[Verdict; 3]> {
        reports.iter().map(|report| [report.xml, report.schema, report.business]).collect()
    };
    assert_eq!(verdicts(&reports), verdicts(&masked), "masked");
    assert_eq!(verdict(&reports, false), verdict(&masked, false));
    let text = String::from_utf8_lossy(bytes);
    for finding in reports.iter().flat_map(|report| &report.findings).take(SHOWN) {
        for lang in [Lang::Fr, Lang::En] {
            assert!(!Renderer::plain(lang).render(finding, Some(&text)).is_empty());
            let _ = FindingJson::new(finding, lang);
        }
    }
}

/// A flow that has the bytes as its first piece.
fn as_a_piece(bytes: &[u8]) -> Vec<u8> {
    static FLOW: LazyLock<PesAller> = LazyLock::new(|| {
        let source = Source::decode("flux.xml", include_bytes!("../../../fixtures/flux/mixte.xml")).expect("a flow");
        PesAller::read(&source).expect("a flow").0
    });
    let mut flow = FLOW.clone();
    let piece = flow.pes_pj.iter_mut().flat_map(|pes_pj| &mut pes_pj.pj).next().expect("a piece");
    piece.contenu.get_or_insert_default().fichier = Some(Fichier::compress(bytes, "application/xml"));
    flow.write(Encoding::Iso8859_1)
}

/// Showing takes longer than finding.
const SHOWN: usize = 20;

fn check_with(bytes: &[u8], options: &CheckOptions<'_>) -> Vec<DocumentReport> {
    check_bytes("flux.xml", bytes.to_vec(), options).expect("the schema is ours")
}
