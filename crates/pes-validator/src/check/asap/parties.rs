//! Who bills, who collects, who owes, who receives.

use pes_parser::code::{NatIdTiers, TypTiers};
use pes_parser::model::{Adresse, Emetteur, InfoTiers, PesFacture, TiersFacture};
use pes_parser::value::{Ics, Place, SimpleType, Siret};
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use super::{account, is_given};
use crate::catalogue::rules;

const CENTRE: (&str, &str) = ("CENTRE D'ENCAISSEMENT", "DES FINANCES PUBLIQUES");

pub(super) fn check(facture: &PesFacture, found: &mut Findings) {
    for (wanted, fr, en) in [
        (TypTiers::DestinatairePaiement, "centre d'encaissement (TypTiers 25)", "collection centre (TypTiers 25)"),
        (TypTiers::ComptableEmetteur, "trésorerie (TypTiers 26)", "treasury (TypTiers 26)"),
    ] {
        let count = facture.tiers.iter().filter(|tiers| role(tiers) == Some(wanted)).count();
        if count != 1 {
            found.push(
                &rules::PES252,
                facture.place.get(),
                text!(fr = "{fr} : {count}, un seul attendu", en = "{en}: {count}, one expected"),
            );
        }
    }
    for tiers in &facture.tiers {
        common(tiers, found);
    }
    if let Some(emetteur) = &facture.emetteur {
        check_emetteur(emetteur, found);
    }
}

/// A debtor or a recipient: where it is, and the account that a TIP would draw on.
pub(super) fn addressee(party: &TiersFacture, fr: &str, en: &str, found: &mut Findings) {
    complete(party.adresse.as_ref(), party.place.get(), fr, en, found);
    if let Some(adresse) = &party.adresse {
        country(adresse, found);
    }
    if let Some(account) = &party.cpte_bancaire {
        account::of_anyone(account, found);
    }
}

/// The SIRET printed on the notice.
pub(super) fn siret(info: &InfoTiers, found: &mut Findings) {
    let id = raw(&info.id_tiers);
    if typed(&info.nat_id_tiers) == Some(NatIdTiers::Siret)
        && let Err(error) = Siret::parse(id)
    {
        let Text { fr, en } = error.describe();
        found.push(
            &rules::PES435,
            place_of(&info.id_tiers, info.place.get()),
            text!(fr = "IdTiers « {id} » : {fr}", en = "IdTiers \"{id}\": {en}"),
        );
    }
}

/// With a TIP, the reference of the emitter is an ICS.
pub(super) fn ics(facture: &PesFacture, found: &mut Findings) {
    let Some(suppl) = facture.emetteur.as_ref().and_then(|emetteur| emetteur.info_suppl.as_ref()) else { return };
    let reference = raw(&suppl.ref_bdf);
    if let Err(error) = Ics::parse(reference)
        && suppl.ref_bdf.is_some()
    {
        let Text { fr, en } = error.describe();
        found.push_with_help(
            &rules::PES434,
            place_of(&suppl.ref_bdf, suppl.place.get()),
            text!(fr = "RefBdf « {reference} » : {fr}", en = "RefBdf \"{reference}\": {en}"),
            Text::fixed(
                "donner l'ICS du budget, ou passer au talon (ModeRecouvrement 1)",
                "give the ICS of the budget, or use a stub (ModeRecouvrement 1)",
            ),
        );
    }
}

fn role(tiers: &TiersFacture) -> Option<TypTiers> {
    tiers.info_tiers.as_ref().and_then(|info| typed(&info.typ_tiers))
}

/// A party common to all the invoices: the collection centre or the treasury.
fn common(tiers: &TiersFacture, found: &mut Findings) {
    let place = tiers.place.get();
    if let Some(account) = &tiers.cpte_bancaire {
        account::of_anyone(account, found);
    }
    match role(tiers) {
        Some(TypTiers::DestinatairePaiement) => {
            resident(tiers.adresse.as_ref(), "centre d'encaissement", "collection centre", found);
            centre(tiers, found);
        }
        Some(TypTiers::ComptableEmetteur) => {
            complete(tiers.adresse.as_ref(), place, "trésorerie", "treasury", found);
            resident(tiers.adresse.as_ref(), "trésorerie", "treasury", found);
            match &tiers.cpte_bancaire {
                Some(account) => account::iban(account, found),
                None => found.push(
                    &rules::PES403,
                    place,
                    Text::fixed("trésorerie : CpteBancaire absent", "treasury: CpteBancaire is missing"),
                ),
            }
        }
        Some(other) => {
            let code = other.code();
            found.push(
                &rules::PES432,
                tiers.info_tiers.as_ref().map_or(place, |info| place_of(&info.typ_tiers, place)),
                text!(fr = "TypTiers {code} ; 25 ou 26 attendu", en = "TypTiers {code}; 25 or 26 expected"),
            );
        }
        None => {}
    }
}

fn centre(tiers: &TiersFacture, found: &mut Findings) {
    if let Some(info) = &tiers.info_tiers {
        let (nom, compl) = (raw(&info.nom), raw(&info.compl_nom));
        if (nom, compl) != CENTRE {
            let (wanted, wanted_compl) = CENTRE;
            found.push(
                &rules::PES459,
                place_of(&info.nom, info.place.get()),
                text!(
                    fr = "« {nom} », « {compl} » ; attendu : « {wanted} », « {wanted_compl} »",
                    en = "\"{nom}\", \"{compl}\"; expected: \"{wanted}\", \"{wanted_compl}\""
                ),
            );
        }
    }
    let Some(adresse) = &tiers.adresse else {
        found.push(
            &rules::PES258,
            tiers.place.get(),
            Text::fixed("centre d'encaissement : adresse absente", "collection centre: address missing"),
        );
        return;
    };
    for (name, line) in [("Adr1", &adresse.adr1), ("Adr2", &adresse.adr2)] {
        if line.is_some() {
            found.push_with_help(
                &rules::PES400,
                place_of(line, adresse.place.get()),
                text!(fr = "centre d'encaissement : {name} présente", en = "collection centre: {name} is there"),
                text!(fr = "ôter {name} ; le TSA va dans Adr3", en = "remove {name}; the TSA goes in Adr3"),
            );
        }
    }
}

fn check_emetteur(emetteur: &Emetteur, found: &mut Findings) {
    let place = emetteur.place.get();
    complete(emetteur.adresse.as_ref(), place, "émetteur", "emitter", found);
    resident(emetteur.adresse.as_ref(), "émetteur", "emitter", found);
    if let Some(account) = &emetteur.cpt_bancaire {
        account::of_anyone(account, found);
    }
    if emetteur.signataire.is_none() {
        found.push(&rules::PES253, place, Text::fixed("Signataire absent", "Signataire is missing"));
    }
    let suppl = emetteur.info_suppl.as_ref();
    if suppl.is_none_or(|suppl| suppl.ref_bdf.is_none()) {
        let place = suppl.map_or(place, |suppl| suppl.place.get());
        found.push(&rules::PES254, place, Text::fixed("RefBdf absent", "RefBdf is missing"));
    }
    let Some(suppl) = suppl else { return };
    if is_given(&suppl.code_tipi) != is_given(&suppl.adr_tipi) {
        found.push(
            &rules::PES255,
            suppl.place.get(),
            Text::fixed("CodeTipi et AdrTipi vont ensemble", "CodeTipi and AdrTipi go together"),
        );
    }
    let address = raw(&suppl.adr_tipi);
    let scheme = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    if is_given(&suppl.adr_tipi)
        && (!(scheme.starts_with("https://") || scheme.starts_with("http://")) || address.contains(char::is_whitespace))
    {
        found.push(
            &rules::PES460,
            place_of(&suppl.adr_tipi, suppl.place.get()),
            text!(
                fr = "« {address} » n'est pas une adresse internet (https://…)",
                en = "\"{address}\" is not an internet address (https://…)"
            ),
        );
    }
}

fn complete(adresse: Option<&Adresse>, block: Place, fr: &str, en: &str, found: &mut Findings) {
    if adresse.is_none_or(|adresse| adresse.adr2.is_none()) {
        let place = adresse.map_or(block, |adresse| adresse.place.get());
        found.push(
            &rules::PES258,
            place,
            text!(fr = "{fr} : adresse ou Adr2 absente", en = "{en}: address or Adr2 missing"),
        );
    }
}

fn resident(adresse: Option<&Adresse>, fr: &str, en: &str, found: &mut Findings) {
    if let Some(adresse) = adresse
        && typed(&adresse.cod_res).is_some_and(|residence| residence.0)
    {
        found.push_with_help(
            &rules::PES401,
            place_of(&adresse.cod_res, adresse.place.get()),
            text!(fr = "{fr} : CodRes 1", en = "{en}: CodRes 1"),
            Text::fixed("mettre CodRes à 0", "set CodRes to 0"),
        );
    }
}

/// Abroad wants a country; in France none, or 100.
fn country(adresse: &Adresse, found: &mut Findings) {
    let abroad = typed(&adresse.cod_res).is_some_and(|residence| residence.0);
    let country = raw(&adresse.cod_pays);
    let place = place_of(&adresse.cod_res, adresse.place.get());
    if abroad && country.is_empty() {
        found.push_with_help(
            &rules::PES402,
            place,
            Text::fixed("CodRes 1 sans CodPays", "CodRes 1 without CodPays"),
            Text::fixed("donner le code INSEE du pays", "give the INSEE code of the country"),
        );
    } else if !abroad && !matches!(country, "" | "100") {
        found.push(
            &rules::PES402,
            place_of(&adresse.cod_pays, place),
            text!(fr = "CodRes 0 avec CodPays {country}", en = "CodRes 0 with CodPays {country}"),
        );
    }
}
