//! The debtor of an ASAP is that of its titre.

use pes_parser::code::NatIdTiers;
use pes_parser::model::{Adresse, FactureIndiv, InfoTiers, Tiers, TiersFacture};
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, titres, typed};
use super::Titre;
use crate::catalogue::rules;

pub(super) fn check(indiv: &FactureIndiv, titre: &Titre<'_>, found: &mut Findings) {
    let Some(debiteur) = &indiv.debiteur else { return };
    siret(debiteur, titre, found);
    let of_titre: Vec<&Tiers> = titres::debtors(titre.piece).collect();
    name(debiteur, &of_titre, titre, found);
    address(debiteur, &of_titre, titre, found);
}

/// The SIRET, when both give one.
fn siret(debiteur: &TiersFacture, titre: &Titre<'_>, found: &mut Findings) {
    let Some(info) = &debiteur.info_tiers else { return };
    let asap = raw(&info.id_tiers);
    if asap.len() != 14 || !matches!(typed(&info.nat_id_tiers), None | Some(NatIdTiers::Siret)) {
        return;
    }
    let of_titre: Vec<&str> = titres::debtors(titre.piece)
        .filter_map(|tiers| tiers.info_tiers.as_ref())
        .filter(|info| typed(&info.nat_id_tiers) == Some(NatIdTiers::Siret))
        .map(|info| raw(&info.id_tiers))
        .filter(|siret| !siret.is_empty())
        .collect();
    if let Some(first) = of_titre.first()
        && !of_titre.contains(&asap)
    {
        let num = raw(&titre.bloc.id_pce);
        found.push(
            &rules::PES436,
            place_of(&info.id_tiers, info.place.get()),
            text!(fr = "SIRET {asap} ; titre {num} : {first}", en = "SIRET {asap}; titre {num}: {first}"),
        );
        found.expected(first);
    }
}

fn name(debiteur: &TiersFacture, of_titre: &[&Tiers], titre: &Titre<'_>, found: &mut Findings) {
    let Some(info) = &debiteur.info_tiers else { return };
    let asap = words([raw(&info.nom), raw(&info.prenom), raw(&info.compl_nom)]);
    let named: Vec<&InfoTiers> = of_titre.iter().filter_map(|tiers| tiers.info_tiers.as_ref()).collect();
    let is_same =
        |info: &&InfoTiers| are_alike(&asap, &words([raw(&info.nom), raw(&info.prenom), raw(&info.compl_nom)]));
    let Some(first) = named.first() else { return };
    if asap.is_empty() || named.iter().any(is_same) {
        return;
    }
    let shown = |info: &InfoTiers| format!("{} {}", raw(&info.nom), raw(&info.prenom)).trim().to_owned();
    let (asap, first, num) = (shown(info), shown(first), raw(&titre.bloc.id_pce));
    found.push_with_help(
        &rules::PES357,
        place_of(&info.nom, info.place.get()),
        text!(
            fr = "ASAP de « {asap} » ; titre {num} : « {first} »",
            en = "ASAP of \"{asap}\"; titre {num}: \"{first}\""
        ),
        WHO_OWES,
    );
}

const WHO_OWES: Text = Text::fixed(
    "vérifier qui doit : l'ASAP part au débiteur qu'il nomme, la dette est à celui du titre",
    "check who owes: the ASAP goes to the debtor that it names, the debt is that of the titre's",
);

/// Postal code, town, or numbers in the street that are other ones, or a street without a word in common. Addresses are
/// shortened in many ways: what may be the same is not told.
fn address(debiteur: &TiersFacture, of_titre: &[&Tiers], titre: &Titre<'_>, found: &mut Findings) {
    let Some(asap) = &debiteur.adresse else { return };
    let given: Vec<&Adresse> = of_titre.iter().filter_map(|tiers| tiers.adresse.as_ref()).collect();
    let Some(first) = given.first() else { return };
    if given.iter().any(|of_titre| may_be_one(asap, of_titre)) {
        return;
    }
    let (num, asap_at, first) = (raw(&titre.bloc.id_pce), shown(asap), shown(first));
    found.push_with_help(
        &rules::PES357,
        place_of(&asap.adr2, asap.place.get()),
        text!(
            fr = "ASAP : « {asap_at} » ; titre {num} : « {first} »",
            en = "ASAP: \"{asap_at}\"; titre {num}: \"{first}\""
        ),
        WHO_OWES,
    );
}

fn shown(adresse: &Adresse) -> String {
    let parts = [&adresse.adr1, &adresse.adr2, &adresse.adr3].map(raw);
    let parts = parts.into_iter().chain([raw(&adresse.cp), raw(&adresse.ville)]).filter(|part| !part.trim().is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

fn may_be_one(asap: &Adresse, of_titre: &Adresse) -> bool {
    // One that is wrong, or that says abroad, is no measure.
    let is_french = |cp: &str| cp.len() == 5 && cp != "99999" && cp.bytes().all(|c| c.is_ascii_digit());
    let (cp, other) = (raw(&asap.cp), raw(&of_titre.cp));
    if is_french(cp) && is_french(other) && cp != other {
        return false;
    }
    let town = |adresse: &Adresse| -> Vec<String> {
        words([raw(&adresse.ville)]).into_iter().filter(|word| word != "CEDEX" && !is_number(word)).collect()
    };
    let (here, there) = (town(asap), town(of_titre));
    if !here.is_empty() && !there.is_empty() && !are_alike(&here, &there) {
        return false;
    }
    let street = |adresse: &Adresse| words([raw(&adresse.adr1), raw(&adresse.adr2), raw(&adresse.adr3)]);
    let (here, there) = (street(asap), street(of_titre));
    if here.is_empty() || there.is_empty() {
        return true;
    }
    let numbers =
        |street: &[String]| -> Vec<String> { street.iter().filter(|word| is_number(word)).cloned().collect() };
    let long = |street: &[String]| -> Vec<String> { street.iter().filter(|word| word.len() >= 4).cloned().collect() };
    let (long_here, long_there) = (long(&here), long(&there));
    are_alike(&numbers(&here), &numbers(&there))
        && (long_here.is_empty()
            || long_there.is_empty()
            || long_here.iter().any(|word| long_there.iter().any(|other| is_start(word, other))))
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// Capitals and digits, without accents, word by word.
fn words<const N: usize>(parts: [&str; N]) -> Vec<String> {
    let mut words = Vec::new();
    for part in parts {
        let plain = if part.is_ascii() { part.to_ascii_uppercase() } else { deunicode::deunicode(part).to_uppercase() };
        words.extend(
            plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned),
        );
    }
    words
}

/// Whether all the words of one are in the other: cut short, or in another order.
fn are_alike(one: &[String], other: &[String]) -> bool {
    let within =
        |few: &[String], many: &[String]| few.iter().all(|word| many.iter().any(|other| is_start(word, other)));
    within(one, other) || within(other, one)
}

fn is_start(word: &str, other: &str) -> bool {
    word.starts_with(other) || other.starts_with(word)
}
