//! Bank accounts of an ASAP.

use pes_parser::model::CpteBancaire;
use pes_parser::value::{Iban, Rib, SimpleType, ValueError};
use pes_parser::{Text, text};

use super::super::recette::countries;
use super::super::{Findings, place_of, raw};
use crate::catalogue::rules;

/// The account of a debtor: whole, sound, French, and in the name of someone.
pub(super) fn debtor(account: &CpteBancaire, found: &mut Findings) {
    let block = account.place.get();
    if account.id_pay_int.is_some() != account.id_banc_int.is_some() {
        let (given, missing) = if account.id_pay_int.is_some() {
            (place_of(&account.id_pay_int, block), "IdBancInt")
        } else {
            (place_of(&account.id_banc_int, block), "IdPayInt")
        };
        found.push(&rules::PES404, given, text!(fr = "{missing} absent", en = "{missing} is missing"));
    }
    rib(account, found);
    iban(account, found);
    if let Some(country) = raw(&account.iban).get(..2)
        && Iban::parse(raw(&account.iban)).is_ok_and(|iban| !iban.is_french())
    {
        found.push(
            &rules::PES408,
            place_of(&account.iban, block),
            text!(
                fr = "compte tenu en {country} : seuls FR, GP, GF, MQ, RE, YT, MC, NC, PF, PM, TF et WF sont admis",
                en = "account held in {country}: only FR, GP, GF, MQ, RE, YT, MC, NC, PF, PM, TF and WF are allowed"
            ),
        );
    }
    if account.tit_cpte.is_none() {
        found.push(&rules::PES409, block, Text::fixed("TitCpte absent", "TitCpte is missing"));
    }
}

/// The key of an IBAN, and its length for its country; its form is the schema's.
pub(super) fn iban(account: &CpteBancaire, found: &mut Findings) {
    let iban = raw(&account.iban);
    if let Err(error @ (ValueError::Key { .. } | ValueError::TooShort { .. } | ValueError::TooLong { .. })) =
        Iban::parse(iban)
        && iban.len() <= 34
        && account.iban.is_some()
    {
        let Text { fr, en } = error.describe();
        found.push_with_help(
            &rules::PES407,
            place_of(&account.iban, account.place.get()),
            text!(fr = "IBAN « {iban} » : {fr}", en = "IBAN \"{iban}\": {en}"),
            Text::fixed("reprendre l'IBAN du relevé d'identité bancaire", "take the IBAN from the bank's statement"),
        );
    }
}

/// What holds whoever has the account: letters of an IBAN are capitals, countries exist.
pub(super) fn of_anyone(account: &CpteBancaire, found: &mut Findings) {
    countries(account, &rules::PES362, found);
    let iban = raw(&account.iban);
    if iban.bytes().any(|byte| byte.is_ascii_lowercase()) {
        let capitals = iban.to_ascii_uppercase();
        found.push_with_help(
            &rules::PES406,
            place_of(&account.iban, account.place.get()),
            text!(fr = "IBAN « {iban} » : lettres minuscules", en = "IBAN \"{iban}\": lower case letters"),
            text!(fr = "écrire {capitals}", en = "write {capitals}"),
        );
    }
}

fn rib(account: &CpteBancaire, found: &mut Findings) {
    let parts = [raw(&account.code_etab), raw(&account.code_guic), raw(&account.id_cpte), raw(&account.cle_rib)];
    if parts == [""; 4] {
        return;
    }
    let [bank, branch, number, key] = parts;
    if let Err(error) = Rib::new(bank, branch, number, key) {
        let Text { fr, en } = error.describe();
        found.push(
            &rules::PES405,
            place_of(&account.code_etab, account.place.get()),
            text!(fr = "RIB {bank} {branch} {number} {key} : {fr}", en = "RIB {bank} {branch} {number} {key}: {en}"),
        );
    }
}
