//! Who the parties of a titre are.

use pes_parser::code::{CatTiers, CodAssDeb, NatIdTiers, TypTiers};
use pes_parser::model::{Adresse, BlocPiece, InfoAssure, InfoTiers, LieuNaissance, PesFacture, Tiers};
use pes_parser::value::{SimpleType, Siret};
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use super::identifiant;
use crate::catalogue::rules;

pub(super) fn check(tiers: &Tiers, bloc: &BlocPiece, assure: Option<&InfoAssure>, found: &mut Findings) {
    if let Some(info) = &tiers.info_tiers {
        let titre = raw(&bloc.id_pce);
        person(info, titre, found);
        insured(info, assure, titre, found);
        identifiant::check(info, found);
        if let Some(birth) = &info.lieu_naissance {
            place_of_birth(birth, found);
        }
    }
    if let Some(adresse) = &tiers.adresse {
        abroad(adresse, found);
    }
}

/// What only a natural person has.
fn person(info: &InfoTiers, titre: &str, found: &mut Findings) {
    let place = info.place.get();
    let natural = typed(&info.cat_tiers).is_none_or(|category| category == CatTiers::PersonnePhysique);
    let nom = raw(&info.nom);
    if !natural {
        let birth = [
            ("DteNaissance", info.dte_naissance.as_ref().map(|date| date.place())),
            ("LieuNaissance", info.lieu_naissance.as_ref().map(|place| place.place.get())),
        ];
        let category = raw(&info.cat_tiers);
        for (name, place) in birth {
            if let Some(place) = place {
                found.push_with_help(
                    &rules::PES322,
                    place,
                    text!(
                        fr = "{nom} : {name} avec CatTiers {category}",
                        en = "{nom}: {name} with CatTiers {category}"
                    ),
                    text!(fr = "ôter {name}, ou mettre CatTiers à 01", en = "leave {name} out, or set CatTiers to 01"),
                );
                found.naming(name);
            }
        }
        if let Some(kind @ (NatIdTiers::Nir | NatIdTiers::Nfp | NatIdTiers::Irep)) = typed(&info.nat_id_tiers) {
            let kind = kind.libelle();
            found.push(
                &rules::PES321,
                place_of(&info.nat_id_tiers, place),
                text!(
                    fr = "{nom} : identifiant {kind} avec CatTiers {category}",
                    en = "{nom}: identifier {kind} with CatTiers {category}"
                ),
            );
        }
    }
    let civility = raw(&info.civilite);
    if is_mademoiselle(civility) {
        found.push_with_help(
            &rules::PES324,
            place_of(&info.civilite, place),
            text!(fr = "titre {titre} : civilité « {civility} »", en = "titre {titre}: civility \"{civility}\""),
            Text::fixed("écrire MME", "write MME"),
        );
    }
}

/// Whether Hélios refuses a civility: Mademoiselle, however it is shortened. The closed list of civilities is not public.
pub fn is_mademoiselle(civility: &str) -> bool {
    let letters: String = civility.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_uppercase).collect();
    matches!(letters.as_str(), "MLLE" | "MELLE" | "MLE") || letters.starts_with("MADEMOISEL")
}

/// The social security number is that of the insured.
fn insured(info: &InfoTiers, assure: Option<&InfoAssure>, titre: &str, found: &mut Findings) {
    if typed(&info.nat_id_tiers) != Some(NatIdTiers::Nir) || typed(&info.typ_tiers) == Some(TypTiers::Assure) {
        return;
    }
    if assure.and_then(|assure| typed(&assure.cod_ass_deb)) != Some(CodAssDeb::Oui) {
        found.push_with_help(
            &rules::PES320,
            place_of(&info.nat_id_tiers, info.place.get()),
            text!(
                fr = "titre {titre} : NIR d'un tiers qui n'est pas dit assuré",
                en = "titre {titre}: NIR of a party that is not said to be insured"
            ),
            Text::fixed(
                "il faut CodAssDeb 1, ou TypTiers 07 ; sinon ôter le NIR",
                "CodAssDeb 1 or TypTiers 07 is needed; else leave the NIR out",
            ),
        );
    }
}

fn place_of_birth(birth: &LieuNaissance, found: &mut Findings) {
    if let Some(in_france) = typed(&birth.ne_en_france) {
        let (wrong, value) = if in_france.0 {
            (birth.etranger.as_ref().map(|block| ("Etranger", block.place.get())), 1)
        } else {
            (birth.metropole_dom_com.as_ref().map(|block| ("MetropoleDomCom", block.place.get())), 0)
        };
        if let Some((name, place)) = wrong {
            found.push(
                &rules::PES325,
                place,
                text!(fr = "NeEnFrance {value} avec {name}", en = "NeEnFrance {value} with {name}"),
            );
            found.naming(name);
        }
    }
    let Some(france) = &birth.metropole_dom_com else { return };
    let (departement, commune) = (raw(&france.code_dept_dom_com), raw(&france.code_commune));
    // INSEE codes of communes have five characters, the département included.
    if !departement.is_empty() && !commune.is_empty() && departement.len() + commune.len() != 5 {
        found.push_with_help(
            &rules::PES326,
            place_of(&france.code_commune, france.place.get()),
            text!(
                fr = "département {departement}, commune {commune}",
                en = "département {departement}, commune {commune}"
            ),
            Text::fixed(
                "en métropole 2 puis 3 chiffres, outre-mer 3 puis 2",
                "2 then 3 digits in mainland France, 3 then 2 overseas",
            ),
        );
    }
}

fn abroad(adresse: &Adresse, found: &mut Findings) {
    const ABROAD: &str = "99999";
    let Some(cod_res) = typed(&adresse.cod_res).map(|residence| residence.0) else { return };
    let cp = raw(&adresse.cp);
    if cp.len() == 5 && cod_res != (cp == ABROAD) {
        let residence = u8::from(cod_res);
        found.push_with_help(
            &rules::PES328,
            place_of(&adresse.cp, adresse.place.get()),
            text!(fr = "CP {cp} avec CodRes {residence}", en = "CP {cp} with CodRes {residence}"),
            Text::fixed(
                "à l'étranger : CodRes 1, CP 99999, et le code du pays dans CodPays",
                "abroad: CodRes 1, CP 99999, and the country in CodPays",
            ),
        );
    }
}

/// The text of 5.19 on invoices says 02 for a SIRET, the list of codes says 01.
pub(in super::super) fn siret_as_siren(facture: &PesFacture, found: &mut Findings) {
    let parties =
        facture.facture_indiv.iter().flat_map(|indiv| [indiv.debiteur.as_ref(), indiv.destinataire.as_deref()]);
    for info in parties.flatten().filter_map(|party| party.info_tiers.as_ref()) {
        let id = raw(&info.id_tiers);
        if typed(&info.nat_id_tiers) == Some(NatIdTiers::Siren) && Siret::parse(id).is_ok() {
            found.push_with_help(
                &rules::PES350,
                place_of(&info.nat_id_tiers, info.place.get()),
                text!(
                    fr = "IdTiers {id} est un SIRET, NatIdTiers 02 dit un SIREN : le dossier 5.19 écrit 02, la liste et la \
                          5.30 disent 01",
                    en = "IdTiers {id} is a SIRET, NatIdTiers 02 says a SIREN: the dossier 5.19 writes 02, the list and 5.30 \
                          say 01"
                ),
                Text::fixed("mettre NatIdTiers à 01", "set NatIdTiers to 01"),
            );
        }
    }
}
