use pes_parser::code::{CatTiers, NatIdTiers, pair_allowed};
use pes_parser::model::{Adresse, InfoTiers, Tiers};
use pes_parser::value::{Finess, Nir, SimpleType, Siren, Siret};
use pes_parser::{Text, text};

use super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

pub(super) fn check(tiers: &Tiers, found: &mut Findings) {
    if let Some(info) = &tiers.info_tiers {
        identity(info, found);
    }
    if let Some(adresse) = &tiers.adresse {
        country(adresse, found);
        let cp = raw(&adresse.cp);
        if cp.len() != 5 || !cp.bytes().all(|byte| byte.is_ascii_digit()) {
            found.push_with_help(
                &rules::PES233,
                place_of(&adresse.cp, adresse.place.get()),
                text!(fr = "code postal « {cp} »", en = "postal code \"{cp}\""),
                Text::fixed("cinq chiffres ; 99999 à l'étranger", "five digits; 99999 abroad"),
            );
        }
    }
}

fn identity(info: &InfoTiers, found: &mut Findings) {
    let (cat, nat) = (typed(&info.cat_tiers), typed(&info.nat_jur));
    if let (Some(cat), Some(nat)) = (cat, nat)
        && !pair_allowed(cat, nat)
    {
        let (cat, nat) = (cat.code(), nat.code());
        found.push(
            &rules::PES230,
            place_of(&info.nat_jur, info.place.get()),
            text!(fr = "CatTiers {cat} avec NatJur {nat}", en = "CatTiers {cat} with NatJur {nat}"),
        );
    }
    if cat == Some(CatTiers::PersonnePhysique) && (info.civilite.is_none() || info.prenom.is_none()) {
        let nom = raw(&info.nom);
        found.push(
            &rules::PES231,
            place_of(&info.cat_tiers, info.place.get()),
            text!(fr = "{nom} : civilité ou prénom absent", en = "{nom}: civility or first name missing"),
        );
    }
    let id = raw(&info.id_tiers);
    let refused = match typed(&info.nat_id_tiers) {
        Some(NatIdTiers::Siret) => Siret::parse(id).err(),
        Some(NatIdTiers::Siren) => Siren::parse(id).err(),
        Some(NatIdTiers::Finess) => Finess::parse(id).err(),
        Some(NatIdTiers::Nir) => Nir::parse(id).err(),
        _ => None,
    };
    if let Some(error) = refused {
        let Text { fr, en } = error.describe();
        found.push(
            &rules::PES221,
            place_of(&info.id_tiers, info.place.get()),
            text!(fr = "IdTiers « {id} » : {fr}", en = "IdTiers \"{id}\": {en}"),
        );
    } else if info.id_tiers.is_some() != info.nat_id_tiers.is_some() {
        found.push(
            &rules::PES221,
            place_of(&info.id_tiers, info.place.get()),
            Text::fixed("IdTiers et NatIdTiers vont ensemble", "IdTiers and NatIdTiers go together"),
        );
    }
}

/// Abroad wants a country; in France none, or 100.
pub(super) fn country(adresse: &Adresse, found: &mut Findings) {
    let abroad = typed(&adresse.cod_res).is_some_and(|residence| residence.0);
    let country = raw(&adresse.cod_pays);
    let place = place_of(&adresse.cod_res, adresse.place.get());
    if abroad && country.is_empty() {
        found.push(&rules::PES232, place, Text::fixed("CodRes 1 sans CodPays", "CodRes 1 without CodPays"));
    } else if !abroad && !matches!(country, "" | "100") {
        found.push(
            &rules::PES232,
            place,
            text!(fr = "CodRes 0 avec CodPays {country}", en = "CodRes 0 with CodPays {country}"),
        );
    }
}
