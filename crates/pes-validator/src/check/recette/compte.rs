//! Bank accounts.

use pes_parser::model::CpteBancaire;
use pes_parser::value::{Bic, Iban, Place, Rib, SimpleType, Value, ValueError, is_country};
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw};
use crate::catalogue::rules;
use crate::rule::Rule;

pub(super) fn check(compte: &CpteBancaire, found: &mut Findings) {
    let place = compte.place.get();
    if compte.id_pay_int.is_some() != compte.id_banc_int.is_some() {
        found.push_with_help(
            &rules::PES330,
            compte.id_pay_int.as_ref().map_or_else(|| place_of(&compte.id_banc_int, place), Value::place),
            Text::fixed("IdPayInt et IdBancInt vont ensemble", "IdPayInt and IdBancInt go together"),
            Text::fixed("donner les deux, ou aucun", "give both, or none"),
        );
    }
    rib(compte, place, found);
    countries(compte, &rules::PES361, found);
    if compte.iban.is_some() {
        iban(&compte.iban, place, found);
        let text = raw(&compte.iban);
        if Iban::parse(text).is_ok_and(|iban| !iban.is_french()) && compte.bic.is_none() {
            let country = text.get(..2).unwrap_or_default();
            found.push_with_help(
                &rules::PES332,
                place_of(&compte.iban, place),
                text!(fr = "IBAN de {country}, BIC absent", en = "IBAN of {country}, BIC missing"),
                Text::fixed("donner le BIC de la banque", "give the BIC of the bank"),
            );
        }
    }
}

/// The IBAN and the BIC are of a country that exists, whoever has the account.
pub(in crate::check) fn countries(compte: &CpteBancaire, rule: &'static Rule, found: &mut Findings) {
    let (iban, bic) = (raw(&compte.iban), raw(&compte.bic));
    let block = compte.place.get();
    let of_iban = Iban::parse(iban).is_ok().then(|| ("IBAN", iban, &iban[..2], place_of(&compte.iban, block)));
    let of_bic = Bic::parse(bic).is_ok().then(|| ("BIC", bic, &bic[4..6], place_of(&compte.bic, block)));
    for (name, account, country, at) in of_iban.into_iter().chain(of_bic).filter(|(_, _, code, _)| !is_country(code)) {
        found.push_with_help(
            rule,
            at,
            text!(
                fr = "{name} « {account} » : aucun pays n'a le code {country}",
                en = "{name} \"{account}\": no country has the code {country}"
            ),
            Text::fixed("reprendre le relevé d'identité bancaire", "take it from the bank's statement"),
        );
    }
}

fn rib(compte: &CpteBancaire, place: Place, found: &mut Findings) {
    let parts = [raw(&compte.code_etab), raw(&compte.code_guic), raw(&compte.id_cpte), raw(&compte.cle_rib)];
    if parts.iter().all(|part| part.is_empty()) {
        return;
    }
    let [code_etab, code_guic, id_cpte, cle] = parts;
    if let Err(error) = Rib::new(code_etab, code_guic, id_cpte, cle) {
        let Text { fr, en } = error.describe();
        let at = match error {
            ValueError::Key { .. } => place_of(&compte.cle_rib, place),
            _ => place_of(&compte.code_etab, place),
        };
        found.push(
            &rules::PES331,
            at,
            text!(
                fr = "RIB « {code_etab} {code_guic} {id_cpte} {cle} » : {fr}",
                en = "RIB \"{code_etab} {code_guic} {id_cpte} {cle}\": {en}"
            ),
        );
    }
}

/// An IBAN that the schema takes: capitals, then length and key.
pub(super) fn iban(value: &Option<Value<Iban>>, block: Place, found: &mut Findings) {
    let text = raw(value);
    let place = place_of(value, block);
    if text.bytes().any(|c| c.is_ascii_lowercase()) {
        found.push_with_help(
            &rules::PES333,
            place,
            text!(fr = "IBAN « {text} »", en = "IBAN \"{text}\""),
            Text::fixed("écrire ses lettres en capitales", "write its letters in capitals"),
        );
    }
    match Iban::parse(text) {
        // What the form refuses, the schema refuses.
        Ok(_) | Err(ValueError::Form { .. } | ValueError::Empty) => {}
        Err(_) if text.len() > 34 => {}
        Err(error) => {
            let Text { fr, en } = error.describe();
            found.push(&rules::PES334, place, text!(fr = "IBAN « {text} » : {fr}", en = "IBAN \"{text}\": {en}"));
        }
    }
}
