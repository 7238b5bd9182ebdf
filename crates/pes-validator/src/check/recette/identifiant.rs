//! Identifiers without a key that Hélios checks.

use pes_parser::code::NatIdTiers;
use pes_parser::model::InfoTiers;
use pes_parser::value::{SimpleType, Siren};
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

pub(super) fn check(info: &InfoTiers, found: &mut Findings) {
    let id = raw(&info.id_tiers);
    let Some(kind) = typed(&info.nat_id_tiers) else { return };
    if id.is_empty() {
        return;
    }
    if let Some(expected) = wanted(kind).filter(|_| !fits(kind, id)) {
        let (Text { fr, en }, kind) = (expected, kind.libelle());
        found.push(
            &rules::PES221,
            place_of(&info.id_tiers, info.place.get()),
            text!(fr = "IdTiers « {id} », {kind} : {fr}", en = "IdTiers \"{id}\", {kind}: {en}"),
        );
    } else if kind == NatIdTiers::TvaIntracommunautaire && !vat_key_holds(id) {
        found.push(
            &rules::PES327,
            place_of(&info.id_tiers, info.place.get()),
            text!(fr = "IdTiers « {id} » : clé de TVA fausse", en = "IdTiers \"{id}\": wrong VAT key"),
        );
    }
}

/// The forms that the text gives, for those that no key covers.
fn wanted(kind: NatIdTiers) -> Option<Text> {
    Some(match kind {
        NatIdTiers::TvaIntracommunautaire => Text::fixed("4 à 18 caractères", "4 to 18 characters"),
        NatIdTiers::HorsUe => Text::fixed("18 caractères au plus", "18 characters at most"),
        NatIdTiers::Tahiti => Text::fixed("9 caractères", "9 characters"),
        NatIdTiers::Ridet => Text::fixed("9 ou 10 chiffres", "9 or 10 digits"),
        NatIdTiers::Frwf => Text::fixed("FRWF, 18 caractères au plus", "FRWF, 18 characters at most"),
        NatIdTiers::Irep => {
            Text::fixed("5 chiffres d'abord, 80 caractères au plus", "5 digits first, 80 characters at most")
        }
        NatIdTiers::Nfp => Text::fixed("13 chiffres", "13 digits"),
        NatIdTiers::Siret
        | NatIdTiers::Siren
        | NatIdTiers::Finess
        | NatIdTiers::Nir
        | NatIdTiers::EnCoursImmatriculation => return None,
    })
}

fn fits(kind: NatIdTiers, id: &str) -> bool {
    let length = id.chars().count();
    let digits = id.bytes().all(|c| c.is_ascii_digit());
    match kind {
        NatIdTiers::TvaIntracommunautaire => (4..=18).contains(&length),
        NatIdTiers::HorsUe => length <= 18,
        NatIdTiers::Tahiti => length == 9,
        NatIdTiers::Ridet => digits && (9..=10).contains(&length),
        NatIdTiers::Frwf => length <= 18 && id.starts_with("FRWF"),
        NatIdTiers::Irep => (5..=80).contains(&length) && id.bytes().take(5).all(|c| c.is_ascii_digit()),
        NatIdTiers::Nfp => digits && length == 13,
        _ => true,
    }
}

/// Two digits computed from the SIREN. Keys with a letter and numbers of other countries pass.
fn vat_key_holds(id: &str) -> bool {
    let Some(national) = id.strip_prefix("FR") else { return true };
    let (Some(key), Some(siren)) = (national.get(..2), national.get(2..)) else { return true };
    let (Ok(key), Ok(number)) = (key.parse::<u64>(), siren.parse::<u64>()) else { return true };
    siren.len() == 9 && Siren::parse(siren).is_ok() && key == (12 + 3 * (number % 97)) % 97
}
