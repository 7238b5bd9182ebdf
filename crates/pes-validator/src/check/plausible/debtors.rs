//! Whether those who owe are who their titre says.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use pes_parser::code::{CatTiers, Edition, TypTiers};
use pes_parser::model::{BlocPiece, CpteBancaire, EnTetePes, InfoTiers, LigneDePiece, Piece};
use pes_parser::value::{Date, Place, SimpleType, is_country};
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use super::same_banks;
use super::words::folded;
use crate::catalogue::rules;

/// What the titres met so far say of each identifier and each reference.
#[derive(Default)]
pub(super) struct Known<'a> {
    names: HashMap<(&'static str, &'a str), (&'a str, Place)>,
    /// The SIRET of who bills.
    biller: &'a str,
}

impl<'a> Known<'a> {
    pub(super) fn of(en_tete: Option<&'a EnTetePes>) -> Self {
        Known { biller: en_tete.map_or("", |en_tete| raw(&en_tete.id_coll)), ..Self::default() }
    }

    fn check(&mut self, info: &'a InfoTiers, titre: &str, found: &mut Findings) {
        let (id, name) = (raw(&info.id_tiers), raw(&info.nom));
        let at = info.place.get();
        if id == self.biller && !id.is_empty() {
            found.push(
                &rules::PES370,
                place_of(&info.id_tiers, at),
                text!(
                    fr = "titre {titre} : {name} a le SIRET {id} de la collectivité qui facture",
                    en = "titre {titre}: {name} has the SIRET {id} of the local authority that bills"
                ),
            );
        }
        let keys = [
            ("IdTiers", id, place_of(&info.id_tiers, at)),
            ("RefTiers", raw(&info.ref_tiers), place_of(&info.ref_tiers, at)),
        ];
        for (key, value, place) in keys.into_iter().filter(|(_, value, _)| !value.is_empty()) {
            match self.names.entry((key, value)) {
                Entry::Vacant(entry) => _ = entry.insert((name, place)),
                Entry::Occupied(first) => {
                    let (other, first) = *first.get();
                    if !have_a_word_in_common(name, other) {
                        found.push_related(
                            &rules::PES370,
                            place,
                            text!(
                                fr = "titre {titre} : {key} {value} est {name} ici, {other} ailleurs dans ce flux",
                                en = "titre {titre}: {key} {value} is {name} here, {other} elsewhere in this flow"
                            ),
                            first,
                        );
                    }
                }
            }
        }
    }
}

/// Whether two names may be those of one party: short words and those that many bodies share say nothing.
fn have_a_word_in_common(one: &str, other: &str) -> bool {
    const SHARED: [&str; 14] = [
        "COMMUNE",
        "COMMUNES",
        "MAIRIE",
        "VILLE",
        "COMMUNAUTE",
        "DEPARTEMENT",
        "CONSEIL",
        "REGION",
        "SYNDICAT",
        "SAINT",
        "SAINTE",
        "CCAS",
        "SARL",
        "ASSOCIATION",
    ];
    let (one, other) = (folded(one), folded(other));
    if one == other {
        return true;
    }
    let says = |word: &&str| word.len() >= 3 && !SHARED.contains(word);
    let words: Vec<&str> = one.split(|c: char| !c.is_alphanumeric()).filter(says).collect();
    other.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
}

pub(super) fn check<'a>(piece: &'a Piece, issued: Option<Date>, known: &mut Known<'a>, found: &mut Findings) {
    let Some(bloc) = &piece.bloc_piece else { return };
    let titre = raw(&bloc.id_pce);
    chorus(bloc, found);
    let mut category_told = false;
    for ligne in &piece.ligne_de_piece {
        someone_owes(ligne, titre, found);
        for tiers in &ligne.tiers {
            if let Some(account) = &tiers.cpte_bancaire {
                bank(account, found);
            }
            let Some(info) = &tiers.info_tiers else { continue };
            known.check(info, titre, found);
            name_and_category(info, titre, found);
            birth(info, issued, titre, found);
            if !category_told {
                category_told = edition_and_category(info, bloc, found);
            }
        }
    }
}

/// A bank of another country than the account.
pub(super) fn bank(account: &CpteBancaire, found: &mut Findings) {
    if let (Some(iban), Some(bic)) = (typed(&account.iban), typed(&account.bic))
        && is_country(iban.country())
        && is_country(bic.country())
        && !same_banks(iban.country(), bic.country())
    {
        let (iban, bic) = (iban.country(), bic.country());
        found.push(
            &rules::PES379,
            place_of(&account.bic, account.place.get()),
            text!(fr = "BIC de {bic}, IBAN de {iban}", en = "BIC of {bic}, IBAN of {iban}"),
        );
    }
}

/// A line that names parties names one who owes.
fn someone_owes(ligne: &LigneDePiece, titre: &str, found: &mut Findings) {
    let roles: Vec<Option<TypTiers>> =
        ligne.tiers.iter().map(|tiers| tiers.info_tiers.as_ref().and_then(|info| typed(&info.typ_tiers))).collect();
    let owes = |role: &Option<TypTiers>| {
        role.is_none_or(|role| matches!(role.code(), "01" | "02" | "05" | "06" | "07" | "10" | "11"))
    };
    if let Some(first) = ligne.tiers.first()
        && !roles.iter().any(owes)
    {
        let code = roles[0].map_or("", TypTiers::code);
        found.push_with_help(
            &rules::PES371,
            first.info_tiers.as_ref().map_or(first.place.get(), |info| place_of(&info.typ_tiers, info.place.get())),
            text!(
                fr = "titre {titre} : TypTiers {code}, aucun débiteur principal",
                en = "titre {titre}: TypTiers {code}, no principal debtor"
            ),
            Text::fixed("mettre TypTiers à 01", "set TypTiers to 01"),
        );
    }
}

/// The name of a body under the category of people, and the other way round.
fn name_and_category(info: &InfoTiers, titre: &str, found: &mut Findings) {
    const BODIES: [&str; 19] = [
        "COMMUNE DE ",
        "COMMUNE D'",
        "MAIRIE DE ",
        "MAIRIE D'",
        "VILLE DE ",
        "VILLE D'",
        "DEPARTEMENT DE ",
        "DEPARTEMENT D'",
        "CONSEIL DEPARTEMENTAL",
        "COMMUNAUTE DE COMMUNES",
        "SYNDICAT ",
        "CCAS DE ",
        "CCAS D'",
        "SARL ",
        "SAS ",
        "SASU ",
        "EURL ",
        "SCI ",
        "ASSOCIATION ",
    ];
    let Some(category) = typed(&info.cat_tiers) else { return };
    let (name, first, code) = (raw(&info.nom), raw(&info.prenom), category.code());
    let is_body = |name: &str| {
        let name = folded(name);
        BODIES.iter().any(|body| name.starts_with(body))
    };
    let message = match category {
        CatTiers::PersonnePhysique if is_body(name) => text!(
            fr = "titre {titre} : « {name} » avec CatTiers 01, personne physique",
            en = "titre {titre}: \"{name}\" with CatTiers 01, a natural person"
        ),
        _ if ("20".."29").contains(&code) && !first.is_empty() => text!(
            fr = "titre {titre} : « {name} » a un prénom et CatTiers {code}, personne publique",
            en = "titre {titre}: \"{name}\" has a first name and CatTiers {code}, a public body"
        ),
        _ => return,
    };
    found.push(&rules::PES372, place_of(&info.cat_tiers, info.place.get()), message);
}

fn birth(info: &InfoTiers, issued: Option<Date>, titre: &str, found: &mut Findings) {
    if let (Some(born), Some(issued)) = (typed(&info.dte_naissance), issued)
        && born > issued
    {
        let born = born.format();
        found.push(
            &rules::PES367,
            place_of(&info.dte_naissance, info.place.get()),
            text!(fr = "titre {titre} : débiteur né le {born}", en = "titre {titre}: debtor born on {born}"),
        );
    }
}

/// Whether the debtor was found not to be of those for whom the route of the notice is.
fn edition_and_category(info: &InfoTiers, bloc: &BlocPiece, found: &mut Findings) -> bool {
    use Edition::*;
    let (Some(edition), Some(category), Some(nature)) =
        (typed(&bloc.edition), typed(&info.cat_tiers), typed(&info.nat_jur))
    else {
        return false;
    };
    if typed(&info.typ_tiers) != Some(TypTiers::DebiteurPrincipal) {
        return false;
    }
    let (titre, name, code, edition_code) = (raw(&bloc.id_pce), raw(&info.nom), category.code(), edition.code());
    let place = place_of(&bloc.edition, bloc.place.get());
    match edition {
        AsapCpp | OrmcCppPdf | OrmcCppXml if ("50".."74").contains(&code) => found.push_with_help(
            &rules::PES373,
            place,
            text!(
                fr = "titre {titre} : Edition {edition_code}, mais {name} est de droit privé (CatTiers {code})",
                en = "titre {titre}: Edition {edition_code}, but {name} is of private law (CatTiers {code})"
            ),
            Text::fixed(
                "vérifier que le débiteur est dans l'annuaire de Chorus Pro ; sinon Edition 01",
                "see that the debtor is in the directory of Chorus Pro; else Edition 01",
            ),
        ),
        AsapAEditer | OrmcEnsuPdf | OrmcEnsuXml if category.is_public_with(nature) => found.push_with_help(
            &rules::PES374,
            place,
            text!(
                fr = "titre {titre} : Edition {edition_code}, mais {name} est de droit public (CatTiers {code})",
                en = "titre {titre}: Edition {edition_code}, but {name} is of public law (CatTiers {code})"
            ),
            Text::fixed("Edition 02, par Chorus Pro", "Edition 02, by Chorus Pro"),
        ),
        _ => return false,
    }
    true
}

/// What only Chorus Pro reads, on a notice that is printed.
fn chorus(bloc: &BlocPiece, found: &mut Findings) {
    use Edition::*;
    let Some(edition @ (AsapAEditer | PatientsAEditer | OrmcEnsuPdf | OrmcEnsuXml)) = typed(&bloc.edition) else {
        return;
    };
    let block = bloc.place.get();
    let fields = [
        ("NumeroMarche", raw(&bloc.numero_marche), place_of(&bloc.numero_marche, block)),
        ("NumeroEngagement", raw(&bloc.numero_engagement), place_of(&bloc.numero_engagement, block)),
        ("CodeService", raw(&bloc.code_service), place_of(&bloc.code_service, block)),
        ("NomService", raw(&bloc.nom_service), place_of(&bloc.nom_service, block)),
    ];
    if let Some((field, _, place)) = fields.into_iter().find(|(_, value, _)| !value.trim().is_empty()) {
        let (titre, edition) = (raw(&bloc.id_pce), edition.code());
        found.push(
            &rules::PES375,
            place,
            text!(
                fr = "titre {titre} : {field} avec Edition {edition}, qui ne va pas à Chorus Pro",
                en = "titre {titre}: {field} with Edition {edition}, which does not go to Chorus Pro"
            ),
        );
    }
}
