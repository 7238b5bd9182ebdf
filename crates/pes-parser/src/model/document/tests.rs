#![allow(clippy::unwrap_used)]
use crate::{DocumentKind, Encoding, PesAcquit, PesAcquitRetour, PesAller, PesRetour, Source};

const REV0: &str = "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0";

fn source(xml: &str) -> Source<'_> {
    Source::decode("document.xml", xml.as_bytes()).unwrap()
}

fn refusal<D>(read: Result<D, crate::XmlError>) -> String {
    read.err().unwrap().to_string()
}

#[test]
fn a_root_is_known_by_its_name() {
    for (xml, kind) in [
        ("<n:PES_Aller xmlns:n='urn:n'/>", DocumentKind::Aller),
        ("<?xml version='1.0'?>\n<!-- x -->\n<PES_ACQUIT>", DocumentKind::Acquit),
        ("<PES_Retour/>", DocumentKind::Retour),
        ("<PES_ACQUIT_RETOUR/>", DocumentKind::AcquitRetour),
        ("<PES_ALLER/>", DocumentKind::Other),
        ("<html/>", DocumentKind::Other),
    ] {
        assert_eq!(DocumentKind::of(&source(xml)).unwrap(), kind, "{xml}");
    }
    assert!(DocumentKind::of(&source("<!-- nothing -->")).is_err());
    assert!(DocumentKind::of(&source("<n:PES_Aller/>")).is_err(), "a prefix that nothing declares");
}

#[test]
fn another_document_is_refused_by_name_and_namespace() {
    let acquit = format!("<n:PES_ACQUIT xmlns:n='{REV0}/retour'/>");
    assert!(PesAcquit::read(&source(&acquit)).is_ok());
    assert_eq!(refusal(PesRetour::read(&source(&acquit))), "1:1 : la racine est « PES_ACQUIT » et non PES_Retour");
    assert_eq!(refusal(PesAller::read(&source(&acquit))), "1:1 : la racine est « PES_ACQUIT » et non PES_Aller");
    let elsewhere = format!("<n:PES_ACQUIT xmlns:n='{REV0}/aller' xmlns:o='{REV0}/retour'/>");
    assert_eq!(
        refusal(PesAcquit::read(&source(&elsewhere))),
        "1:1 : la racine PES_ACQUIT n'est pas dans l'espace de noms de PES V2 retour"
    );
    let elsewhere = format!("<n:PES_ACQUIT_RETOUR xmlns:n='{REV0}/aller'/>");
    assert_eq!(
        refusal(PesAcquitRetour::read(&source(&elsewhere))),
        "1:1 : la racine PES_ACQUIT_RETOUR n'est pas dans l'espace de noms de PES V2 aller"
    );
}

#[test]
fn what_follows_the_root_is_read_too() {
    let acquit = format!("<n:PES_ACQUIT xmlns:n='{REV0}/retour'/><suite/>");
    assert!(PesAcquit::read(&source(&acquit)).is_err());
}

#[test]
fn the_root_keeps_its_namespace_whatever_its_prefix() {
    for (declared, written) in [
        (format!("PES_ACQUIT xmlns=\"{REV0}/retour\""), format!("<PES_ACQUIT xmlns=\"{REV0}/retour\"/>")),
        (format!("p:PES_ACQUIT xmlns:p='{REV0}/retour'"), format!("<p:PES_ACQUIT xmlns:p=\"{REV0}/retour\"/>")),
        (
            format!("n:PES_ACQUIT a='1' xmlns:n='{REV0}/retour/v2'"),
            format!("<n:PES_ACQUIT a=\"1\" xmlns:n=\"{REV0}/retour/v2\"/>"),
        ),
    ] {
        let xml = format!("<{declared}/>");
        let (acquit, _) = PesAcquit::read(&source(&xml)).unwrap();
        let again = String::from_utf8(acquit.write(Encoding::Utf8)).unwrap();
        assert_eq!(again.lines().nth(1), Some(&*written));
    }
}
