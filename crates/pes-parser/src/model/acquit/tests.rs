#![allow(clippy::unwrap_used)]
use super::*;
use crate::{Encoding, Fault, Source};

fn read(namespace: &str, elements: &str) -> (PesAcquit, Vec<Fault>) {
    let xml = format!("<n:PES_ACQUIT xmlns:n='{namespace}'><ACQUIT>{elements}</ACQUIT></n:PES_ACQUIT>");
    PesAcquit::read(&Source::decode("acquit.xml", xml.as_bytes()).unwrap()).unwrap()
}

#[test]
fn each_version_has_its_order() {
    let v1 = "<ElementACQUIT><DomaineAck V='6'/><EtatAck V='0'/><ExerciceBord V='2026'/><NumBord V='12'/>\
              <NumPiece V='340'/><NumLigne V='1'/><IdUnique V='A1'/><NumAnoAck V='ERREUR_AUTRE'/>\
              <LibelleAnoAck V='1971'/></ElementACQUIT>";
    let v2 = "<ElementACQUIT><DomaineAck V='6'/><EtatAck V='0'/><NumBord V='12'/><ExerciceBord V='2026'/>\
              <Erreur><NumAnoAck V='ERREUR_AUTRE'/></Erreur></ElementACQUIT>";
    for (namespace, elements, is_v1) in [(V1, v1, true), (V2, v2, false)] {
        let (acquit, faults) = read(namespace, elements);
        assert_eq!(faults, []);
        assert_eq!(acquit.is_v1(), is_v1);
        let element = acquit.elements().next().unwrap();
        assert_eq!(element.exercice_bord().unwrap().text(), "2026");
        assert_eq!(element.num_bord.as_ref().unwrap().ok().unwrap().number(), Some(12));
        let written = String::from_utf8(acquit.write(Encoding::Utf8)).unwrap();
        let flat: String = written.replace('"', "'").lines().map(str::trim).collect();
        assert!(flat.contains(elements), "{written}");
    }
}

#[test]
fn what_is_built_says_its_version() {
    assert!(PesAcquit::v1().is_v1());
    assert!(!PesAcquit::default().is_v1());
    for built in [PesAcquit::v1(), PesAcquit::default()] {
        let bytes = built.write(Encoding::Iso8859_1);
        let (read, _) = PesAcquit::read(&Source::decode("acquit.xml", &bytes).unwrap()).unwrap();
        assert_eq!(read.is_v1(), built.is_v1());
    }
}

/// Titre, line, code and number of the words, in the order they are told.
fn told(element: &ElementAcquit) -> Vec<String> {
    let line = |anomalie: Anomalie<'_>| {
        let number = anomalie.number().map_or_else(|| "-".to_owned(), |number| number.to_string());
        let [piece, ligne, code] =
            [anomalie.num_piece, anomalie.num_ligne, anomalie.code()].map(|text| text.unwrap_or("-"));
        format!("{piece} {ligne} {code} {number}")
    };
    element.anomalies().map(line).collect()
}

#[test]
fn anomalies_of_every_level_are_told() {
    let (acquit, faults) = read(
        V2,
        "<ElementACQUIT><NumBord V='12'/>\
         <Erreur><NumAnoAck V='ERREUR_CUMUL_MONTANTS'/></Erreur>\
         <DetailPiece><NumPiece V='7'/>\
         <Erreur><NumAnoAck V='ERREUR_AUTRE'/><LibelleAnoAck V='2559 - Le code service'/></Erreur>\
         <DetailLigne><NumLigne V='1'/><Erreur><LibelleAnoAck V='1971 - Compte fonction'/></Erreur>\
         <Erreur><NumAnoAck V='ERREUR_NOUVELLE'/></Erreur></DetailLigne></DetailPiece></ElementACQUIT>\
         <ElementACQUIT><EtatAck V='1'/></ElementACQUIT>",
    );
    assert_eq!(faults, []);
    let elements: Vec<_> = acquit.elements().collect();
    assert_eq!(
        told(elements[0]),
        ["- - ERREUR_CUMUL_MONTANTS -", "7 - ERREUR_AUTRE 2559", "7 1 - 1971", "7 1 ERREUR_NOUVELLE -",]
    );
    assert_eq!(told(elements[1]), Vec::<String>::new());
    let (acquit, _) =
        read(V1, "<ElementACQUIT><NumPiece V='7'/><NumLigne V='2'/><NumAnoAck V='ERREUR_PJ'/></ElementACQUIT>");
    assert_eq!(told(acquit.elements().next().unwrap()), ["7 2 ERREUR_PJ -"]);
}

#[test]
fn words_start_with_a_number_or_not() {
    for (words, number) in [
        ("1984 - L'identifiant unique de la PJ", Some(1984)),
        (" 1984-L'identifiant", Some(1984)),
        ("Une erreur technique - voir 1984", None),
        ("2026-03-02 : refus", None),
        ("- sans numéro", None),
        ("99999999999 - trop long", None),
        ("1984", Some(1984)),
        ("", None),
    ] {
        let erreur = Erreur { libelle_ano_ack: Some(Value::raw(words)), ..Erreur::default() };
        assert_eq!(erreur.anomalie().number(), number, "{words}");
    }
}

/// A value outside its list is kept, and told apart.
#[test]
fn an_unknown_code_is_kept() {
    let (acquit, _) = read(V2, "<ElementACQUIT><DomaineAck V='42'/><EtatAck V='oui'/></ElementACQUIT>");
    let mut refused = Vec::new();
    acquit.refused_values(|value| refused.push(format!("{} {}", value.name, value.text)));
    assert_eq!(refused, ["DomaineAck 42", "EtatAck oui"]);
    assert!(String::from_utf8(acquit.write(Encoding::Utf8)).unwrap().contains("<DomaineAck V=\"42\"/>"));
}
