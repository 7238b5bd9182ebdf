use std::collections::HashMap;
use std::collections::hash_map::Entry;

use pes_parser::code::{CatTiers, Edition, NatIdTiers, NatPce, TypBord, TypPce, TypTiers, asap_allowed};
use pes_parser::euros;
use pes_parser::model::{BlocPiece, Bordereau, Piece, Tiers};
use pes_parser::value::{Montant, Place, SimpleType, Siret, Value};
use pes_parser::{PesAller, PesVersion, Text, text};

use super::{Findings, place_of, raw, tiers, typed};
use crate::catalogue::rules;

pub(super) fn check(flow: &PesAller, version: PesVersion, found: &mut Findings) {
    for bordereau in flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau) {
        totals(bordereau, found);
        numbers(bordereau, found);
        let typ_bord = bordereau.bloc_bordereau.as_ref().and_then(|bloc| typed(&bloc.typ_bord));
        for piece in &bordereau.piece {
            for tiers in debtors(piece) {
                tiers::check(tiers, found);
            }
            if let Some(bloc) = &piece.bloc_piece {
                edition(bloc, piece, typ_bord, version, found);
            }
        }
    }
}

pub(super) fn debtors(piece: &Piece) -> impl Iterator<Item = &Tiers> {
    piece.ligne_de_piece.iter().flat_map(|ligne| &ligne.tiers)
}

/// How many principal debtors a titre has.
pub(super) fn principal_debtors(piece: &Piece) -> usize {
    people(piece, |part| part == TypTiers::DebiteurPrincipal)
}

/// How many parties of a titre play one of these parts: one who is on several lines counts once.
fn people(piece: &Piece, plays: impl Fn(TypTiers) -> bool) -> usize {
    let mut people: Vec<(&str, &str, &str)> = debtors(piece)
        .filter_map(|tiers| tiers.info_tiers.as_ref())
        .filter(|info| typed(&info.typ_tiers).is_some_and(&plays))
        .map(|info| (raw(&info.id_tiers), raw(&info.nom), raw(&info.prenom)))
        .collect();
    people.sort_unstable();
    people.dedup();
    people.len()
}

/// HT and VAT of a titre, in cents.
pub(super) fn amounts(piece: &Piece) -> (i64, i64) {
    let lines =
        piece.ligne_de_piece.iter().filter_map(|ligne| ligne.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref());
    lines.fold((0, 0), |(ht, tva), info| {
        let line_ht = typed(&info.mt_ht).map_or(0, |amount| amount.centimes());
        let line_tva = typed(&info.mt_tva).map_or(0, |amount| amount.centimes());
        (ht + line_ht, tva + line_tva)
    })
}

fn totals(bordereau: &Bordereau, found: &mut Findings) {
    let Some(bloc) = &bordereau.bloc_bordereau else { return };
    let count = bordereau.piece.len() as u64;
    if let Some(announced) = typed(&bloc.nbr_pce)
        && announced.get() != count
    {
        let announced = announced.get();
        found.push_with_help(
            &rules::PES210,
            place_of(&bloc.nbr_pce, bordereau.place.get()),
            text!(
                fr = "pièces annoncées : {announced} ; présentes : {count}",
                en = "titres announced: {announced}; present: {count}"
            ),
            text!(fr = "mettre NbrPce à {count}", en = "set NbrPce to {count}"),
        );
        found.expected(count);
    }
    let (ht, tva) = bordereau.piece.iter().map(amounts).fold((0, 0), |(ht, tva), (h, t)| (ht + h, tva + t));
    for (rule, name, amount, sum) in
        [(&rules::PES211, "MtBordHt", &bloc.mt_bord_ht, ht), (&rules::PES212, "MtBordTVA", &bloc.mt_bord_tva, tva)]
    {
        let announced = typed(amount).map_or(0, |amount| amount.centimes());
        if announced != sum && (amount.is_some() || rule == &rules::PES212) && are_read(bordereau, amount) {
            let (announced, total) = (euros(announced), euros(sum));
            let message = text!(
                fr = "{name} : {announced} ; somme des lignes : {total}",
                en = "{name}: {announced}; sum of the lines: {total}"
            );
            found.push(rule, place_of(amount, bordereau.place.get()), message);
            found.expected_amount(sum);
        }
    }
}

/// Whether a total and its terms can be read: what the schema refuses is no measure for a sum.
fn are_read(bordereau: &Bordereau, total: &Option<Value<Montant>>) -> bool {
    let is_read = |amount: &Option<Value<Montant>>| amount.is_none() || typed(amount).is_some();
    let mut lines = bordereau.piece.iter().flat_map(|piece| &piece.ligne_de_piece);
    is_read(total)
        && lines.all(|ligne| {
            let info = ligne.bloc_ligne_piece.as_ref().and_then(|bloc| bloc.info_ligne_piece.as_ref());
            info.is_some_and(|info| typed(&info.mt_ht).is_some() && is_read(&info.mt_tva))
        })
}

fn numbers(bordereau: &Bordereau, found: &mut Findings) {
    let mut seen: HashMap<u64, Place> = HashMap::new();
    for bloc in bordereau.piece.iter().filter_map(|piece| piece.bloc_piece.as_ref()) {
        let Some(number) = typed(&bloc.id_pce) else { continue };
        let (number, place) = (number.get(), place_of(&bloc.id_pce, bloc.place.get()));
        match seen.entry(number) {
            Entry::Vacant(entry) => _ = entry.insert(place),
            Entry::Occupied(first) => found.push_related(
                &rules::PES243,
                place,
                text!(fr = "titre {number} déjà dans ce bordereau", en = "titre {number} is already in this bordereau"),
                *first.get(),
            ),
        }
    }
}

/// What each route asks of a titre.
fn edition(bloc: &BlocPiece, piece: &Piece, typ_bord: Option<TypBord>, version: PesVersion, found: &mut Findings) {
    let Some(edition) = typed(&bloc.edition) else { return };
    let place = place_of(&bloc.edition, bloc.place.get());
    let titre = raw(&bloc.id_pce);
    let code = edition.code();
    let ormc = typed(&bloc.typ_pce) == Some(TypPce::Ormc);
    if let (Some(typ_bord), Some(typ_pce), Some(nat_pce)) = (typ_bord, typed(&bloc.typ_pce), typed(&bloc.nat_pce))
        && !ormc
        && !triplet_of(edition, typ_bord, typ_pce, nat_pce)
    {
        let triplet = format!("{}-{}-{}", typ_bord.code(), typ_pce.code(), nat_pce.code());
        found.push(
            &rules::PES226,
            place,
            text!(
                fr = "titre {titre} : le triplet {triplet} n'admet pas l'Edition {code}",
                en = "titre {titre}: the triplet {triplet} does not allow Edition {code}"
            ),
        );
    }
    if !ormc && matches!(edition, Edition::AsapAEditer | Edition::AsapCpp | Edition::PatientsAEditer) {
        one_debtor(edition, bloc, piece, found);
    }
    if is_for_chorus_pro(edition) {
        chorus_pro(edition, bloc, piece, version, found);
    }
}

/// The texts say « mono-débiteur », not whether those who owe with or for the principal debtor count. What goes to Chorus
/// Pro has one recipient: there they do.
fn one_debtor(edition: Edition, bloc: &BlocPiece, piece: &Piece, found: &mut Findings) {
    let owes = |part| TypTiers::DebiteurPrincipal <= part && part <= TypTiers::CoDebiteur;
    let is_public = edition == Edition::AsapCpp;
    let people_owing = people(piece, owes);
    let debtors = if is_public { people_owing } else { principal_debtors(piece) };
    let (titre, code) = (raw(&bloc.id_pce), edition.code());
    let place = place_of(&bloc.edition, bloc.place.get());
    if debtors > 1 {
        found.push(
            &rules::PES225,
            place,
            text!(
                fr = "titre {titre} : {debtors} débiteurs, un seul admis avec l'Edition {code}",
                en = "titre {titre}: {debtors} debtors, one allowed with Edition {code}"
            ),
        );
        return;
    }
    let parties = if is_public { people(piece, |_| true) } else { people_owing };
    if parties > 1 {
        found.push_with_help(
            &rules::PES355,
            place,
            text!(
                fr = "titre {titre} : {parties} tiers avec l'Edition {code}, qui veut un seul débiteur",
                en = "titre {titre}: {parties} parties with Edition {code}, which wants one debtor"
            ),
            Text::fixed(
                "ne laisser que le débiteur principal (TypTiers 01), ou demander à la trésorerie",
                "leave the principal debtor only (TypTiers 01), or ask the treasury",
            ),
        );
    }
}

/// Annex 2: note (5) for the notices that DGFiP prints or deposits, note (6) for those of patients.
fn triplet_of(edition: Edition, typ_bord: TypBord, typ_pce: TypPce, nat_pce: NatPce) -> bool {
    match edition {
        Edition::AsapAEditer | Edition::AsapCpp => asap_allowed(typ_bord, typ_pce, nat_pce),
        Edition::PatientsAEditer => {
            (typ_bord, typ_pce, nat_pce) == (TypBord::Ordinaire, TypPce::Ordinaire, NatPce::Fonctionnement)
        }
        _ => true,
    }
}

/// Whether Hélios deposits the notice on Chorus Pro.
pub(super) fn is_for_chorus_pro(edition: Edition) -> bool {
    matches!(edition, Edition::AsapCpp | Edition::OrmcCppPdf | Edition::OrmcCppXml)
}

fn chorus_pro(edition: Edition, bloc: &BlocPiece, piece: &Piece, version: PesVersion, found: &mut Findings) {
    let titre = raw(&bloc.id_pce);
    let place = place_of(&bloc.edition, bloc.place.get());
    if bloc.numero_facture.is_none() && edition != Edition::OrmcCppXml {
        found.push(
            &rules::PES222,
            place,
            text!(fr = "titre {titre} : NumeroFacture absent", en = "titre {titre}: NumeroFacture is missing"),
        );
    }
    for info in debtors(piece).filter_map(|tiers| tiers.info_tiers.as_ref()) {
        let siret = Siret::parse(raw(&info.id_tiers));
        if typed(&info.nat_id_tiers) != Some(NatIdTiers::Siret) || raw(&info.id_tiers).is_empty() {
            found.push_with_help(
                &rules::PES220,
                place_of(&info.nat_id_tiers, info.place.get()),
                text!(fr = "titre {titre} : pas de SIRET du débiteur", en = "titre {titre}: no SIRET of the debtor"),
                Text::fixed(
                    "donner IdTiers (14 chiffres) et NatIdTiers 01",
                    "give IdTiers (14 digits) and NatIdTiers 01",
                ),
            );
        } else if typed(&info.cat_tiers) == Some(CatTiers::PersonnePhysique) {
            let edition = edition.code();
            found.push_with_help(
                &rules::PES359,
                place_of(&info.cat_tiers, info.place.get()),
                text!(
                    fr = "titre {titre}, Edition {edition} : débiteur de CatTiers 01",
                    en = "titre {titre}, Edition {edition}: debtor of CatTiers 01"
                ),
                Text::fixed(
                    "Edition 01 pour une personne physique ; sinon corriger CatTiers et NatJur",
                    "Edition 01 for a natural person; else correct CatTiers and NatJur",
                ),
            );
        } else if edition == Edition::AsapCpp
            && siret.is_ok_and(|siret| siret.is_etat_generique())
            && bloc.numero_engagement.is_none()
            && rules::PES224.holds_in(version)
        {
            found.push(
                &rules::PES224,
                place,
                text!(
                    fr = "titre {titre} : NumeroEngagement absent",
                    en = "titre {titre}: NumeroEngagement is missing"
                ),
            );
        }
    }
}
