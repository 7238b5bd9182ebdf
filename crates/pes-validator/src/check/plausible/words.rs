//! Words that were damaged on the way, and those that stand for a field nobody filled.

use pes_parser::model::{Adresse, InfoTiers, PesFacture, Piece, TiersFacture};
use pes_parser::value::Value;
use pes_parser::{Text, text};

use super::super::{Findings, raw, shorten};
use crate::catalogue::rules;

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    /// Sentences: what is billed, how to pay.
    Sentence,
    /// The name of someone.
    Name,
    /// An address, a service, a reference.
    Line,
    Telephone,
    Mail,
}

/// The words of a titre.
pub(super) fn titre(piece: &Piece, found: &mut Findings) {
    if let Some(bloc) = &piece.bloc_piece {
        check(&bloc.obj_pce, "ObjPce", Field::Sentence, found);
        check(&bloc.numero_facture, "NumeroFacture", Field::Line, found);
        check(&bloc.numero_marche, "NumeroMarche", Field::Line, found);
        check(&bloc.numero_engagement, "NumeroEngagement", Field::Line, found);
        check(&bloc.code_service, "CodeService", Field::Line, found);
        check(&bloc.nom_service, "NomService", Field::Line, found);
    }
    for ligne in &piece.ligne_de_piece {
        if let Some(info) = ligne.bloc_ligne_piece.as_ref().and_then(|bloc| bloc.info_ligne_piece.as_ref()) {
            check(&info.obj_ligne_pce, "ObjLignePce", Field::Sentence, found);
        }
        for tiers in &ligne.tiers {
            party(tiers.info_tiers.as_ref(), tiers.adresse.as_ref(), found);
        }
    }
}

/// The words of a notice.
pub(super) fn facture(facture: &PesFacture, found: &mut Findings) {
    check(&facture.commentaire_libre, "CommentaireLibre", Field::Sentence, found);
    if let Some(emetteur) = &facture.emetteur {
        party(emetteur.info_tiers.as_ref(), emetteur.adresse.as_ref(), found);
        if let Some(suppl) = &emetteur.info_suppl {
            check(&suppl.num_tel, "NumTel", Field::Telephone, found);
            check(&suppl.horaires_ouv, "HorairesOuv", Field::Sentence, found);
            check(&suppl.code_tipi, "CodeTipi", Field::Line, found);
            check(&suppl.adresse_mel_emetteur, "AdresseMelEmetteur", Field::Mail, found);
        }
        if let Some(signataire) = &emetteur.signataire {
            check(&signataire.role, "Role", Field::Name, found);
            if let Some(person) = &signataire.personne {
                check(&person.nom, "Nom", Field::Name, found);
                check(&person.prenom, "Prenom", Field::Name, found);
            }
        }
    }
    for tiers in &facture.tiers {
        of_facture(tiers, found);
        if let Some(suppl) = &tiers.info_suppl_tiers {
            check(&suppl.num_tel2, "NumTel2", Field::Telephone, found);
            check(&suppl.adresse_mel_cfp, "AdresseMelCFP", Field::Mail, found);
        }
    }
    for indiv in &facture.facture_indiv {
        check(&indiv.objet, "Objet", Field::Sentence, found);
        check(&indiv.modalites_reglement, "ModalitesReglement", Field::Sentence, found);
        check(&indiv.modalites_contestation, "ModalitesContestation", Field::Sentence, found);
        for party in indiv.debiteur.iter().chain(indiv.destinataire.as_deref()) {
            of_facture(party, found);
        }
        for ligne in &indiv.ligne_facture {
            check(&ligne.libelle, "Libelle", Field::Sentence, found);
        }
    }
}

fn of_facture(party_of: &TiersFacture, found: &mut Findings) {
    party(party_of.info_tiers.as_ref(), party_of.adresse.as_ref(), found);
}

fn party(info: Option<&InfoTiers>, adresse: Option<&Adresse>, found: &mut Findings) {
    if let Some(info) = info {
        check(&info.nom, "Nom", Field::Name, found);
        check(&info.compl_nom, "ComplNom", Field::Name, found);
        check(&info.prenom, "Prenom", Field::Name, found);
    }
    if let Some(adresse) = adresse {
        check(&adresse.adr1, "Adr1", Field::Line, found);
        check(&adresse.adr2, "Adr2", Field::Line, found);
        check(&adresse.adr3, "Adr3", Field::Line, found);
        check(&adresse.ville, "Ville", Field::Line, found);
    }
}

fn check<T>(value: &Option<Value<T>>, name: &str, field: Field, found: &mut Findings) {
    let Some(place) = value.as_ref().map(Value::place) else { return };
    let words = raw(value);
    if words.is_empty() {
        return;
    }
    let (rule, what) = match (damage(words, field), nothing(words, field)) {
        (Some(what), _) => (&rules::PES363, what),
        (None, Some(what)) => (&rules::PES364, what),
        (None, None) => return,
    };
    let shown: String =
        shorten(words).chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    let Text { fr, en } = what;
    found.push(rule, place, text!(fr = "{name} « {shown} » : {fr}", en = "{name} \"{shown}\": {en}"));
}

/// What happened to a text on its way, if it shows.
fn damage(words: &str, field: Field) -> Option<Text> {
    if words.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ') {
        return None;
    }
    let (mut before, mut rest) = (' ', words.chars());
    while let Some(c) = rest.next() {
        let next = rest.clone().next().unwrap_or(' ');
        match c {
            'Ã' | 'Â' if !next.is_ascii() && !next.is_alphabetic() => {
                return Some(Text::fixed("de l'UTF-8 lu dans un autre encodage", "UTF-8 read in another encoding"));
            }
            '\u{80}'..='\u{9f}' => {
                return Some(Text::fixed(
                    "un caractère de contrôle, là où Windows met une apostrophe, un tiret ou œ",
                    "a control character, where Windows has an apostrophe, a dash or œ",
                ));
            }
            char::REPLACEMENT_CHARACTER => {
                return Some(Text::fixed("un caractère perdu", "a character that was lost"));
            }
            '?' if field != Field::Sentence && before.is_alphabetic() && next.is_alphabetic() => {
                return Some(Text::fixed("un caractère perdu, devenu « ? »", "a character that was lost, become ?"));
            }
            '&' if is_entity(rest.as_str()) => {
                return Some(Text::fixed("une entité de HTML, échappée deux fois", "an entity of HTML, escaped twice"));
            }
            '<' if is_tag(rest.as_str()) => {
                return Some(Text::fixed(
                    "une balise de HTML, imprimée telle quelle",
                    "a tag of HTML, printed as it is",
                ));
            }
            _ => before = c,
        }
    }
    None
}

fn is_entity(after: &str) -> bool {
    after.split_once(';').is_some_and(|(name, _)| {
        let name = name.strip_prefix('#').unwrap_or(name);
        (2..=8).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn is_tag(after: &str) -> bool {
    const TAGS: [&str; 14] = ["br", "p", "b", "i", "u", "div", "span", "strong", "em", "font", "li", "ul", "sup", "td"];
    after.split_once('>').is_some_and(|(tag, _)| {
        let tag = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        TAGS.contains(&tag.to_ascii_lowercase().as_str())
    })
}

/// Why a text says nothing of what its field asks for.
fn nothing(words: &str, field: Field) -> Option<Text> {
    const FAULTS: [&str; 11] =
        ["#N/A", "#REF!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#DIV/0!", "#NUL!", "#NULL!", "#NOMBRE!", "#NUM!"];
    const UNFILLED: [&str; 12] = [
        "NULL",
        "(NULL)",
        "UNDEFINED",
        "N/A",
        "A COMPLETER",
        "A RENSEIGNER",
        "A PRECISER",
        "NON RENSEIGNE",
        "NON RENSEIGNEE",
        "NON COMMUNIQUE",
        "XXX",
        "XXXX",
    ];
    const NONE: [&str; 8] =
        ["NEANT", "SANS OBJET", "AUCUN", "AUCUNE", "INCONNU", "INCONNUE", "ADRESSE INCONNUE", "NONE"];
    let words = words.trim();
    let is = |wanted: &&str| words.chars().map(capital).eq(wanted.chars());
    if FAULTS.iter().any(is) {
        return Some(Text::fixed(
            "ce qu'un tableur écrit d'une formule fautive",
            "what a spreadsheet writes of a formula that failed",
        ));
    }
    let unfilled = match field {
        Field::Sentence => false,
        Field::Name => UNFILLED.iter().any(is) || !words.contains(char::is_alphanumeric),
        Field::Line => {
            UNFILLED.iter().any(is) || NONE.iter().any(is) || !words.contains(|c: char| c.is_alphanumeric() && c != '0')
        }
        Field::Telephone => !words.contains(|c: char| c.is_ascii_digit()),
        Field::Mail => !words.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')),
    };
    unfilled.then(|| Text::fixed("ne dit pas ce que le champ demande", "does not say what the field asks for"))
}

/// Capitals without the accents of French.
pub(super) fn folded(words: &str) -> String {
    words.chars().map(capital).collect()
}

fn capital(c: char) -> char {
    match c.to_uppercase().next().unwrap_or(c) {
        'À' | 'Â' | 'Ä' => 'A',
        'É' | 'È' | 'Ê' | 'Ë' => 'E',
        'Î' | 'Ï' => 'I',
        'Ô' | 'Ö' => 'O',
        'Ù' | 'Û' | 'Ü' => 'U',
        'Ç' => 'C',
        '’' => '\'',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_shows() {
        for (words, is_damaged) in [
            ("février", false),
            ("fÃ©vrier", true),
            ("Ã\u{a0} payer", true),
            ("SÃO PAULO", false),
            ("NÂTRE", false),
            ("d\u{92}agents", true),
            ("Jo\u{fffd}l", true),
            ("Jo?l", true),
            ("p&eacute;riscolaire", true),
            ("Repas & goûter ; garderie", false),
            ("R&D; suite", false),
            ("Repas<br />midi", true),
            ("quantité < 3 > 2", false),
        ] {
            assert_eq!(damage(words, Field::Line).is_some(), is_damaged, "{words}");
        }
        assert!(damage("Qui?quoi", Field::Sentence).is_none());
    }

    #[test]
    fn a_field_that_nobody_filled_shows() {
        for (words, field, says_nothing) in [
            ("  ", Field::Line, true),
            ("-", Field::Line, true),
            ("à compléter", Field::Line, true),
            ("null", Field::Line, true),
            ("Néant", Field::Line, true),
            ("NEANT", Field::Name, false),
            ("NULL", Field::Name, true),
            ("#N/A", Field::Sentence, true),
            ("0000000", Field::Line, true),
            ("12", Field::Line, false),
            ("02 61 91 00 12", Field::Telephone, false),
            ("voir le site", Field::Telephone, true),
            ("mairie@exemple.fr", Field::Mail, false),
            ("mairie.exemple.fr", Field::Mail, true),
        ] {
            assert_eq!(nothing(words, field).is_some(), says_nothing, "{words}");
        }
    }
}
