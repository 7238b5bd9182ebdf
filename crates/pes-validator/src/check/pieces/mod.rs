//! The attached pieces of a flow: that each is announced once, held once, and can be read.

mod file;
mod ref_compta;

use std::collections::{HashMap, HashSet};

use pes_parser::code::{Support, TypePj};
use pes_parser::model::{PesPj, Piece, Pj, PjRef};
use pes_parser::{OpenLimits, PesAller, Text, text};

use super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

pub(super) use file::{check as check_file, is_xml};

/// Links between titres and pieces.
pub(super) fn check(flow: &PesAller, found: &mut Findings) {
    let references: Vec<&PjRef> = references(flow).collect();
    let announced: HashSet<&str> = references.iter().map(|pj_ref| raw(&pj_ref.id_unique)).collect();
    let mut present: HashMap<&str, &Pj> = HashMap::new();
    if let Some(pes_pj) = &flow.pes_pj {
        version(pes_pj, found);
    }
    for pj in flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj) {
        let id = raw(&pj.id_unique);
        let place = place_of(&pj.id_unique, pj.place.get());
        let first = *present.entry(id).or_insert(pj);
        if !std::ptr::eq(first, pj) {
            found.push_related(
                &rules::PES242,
                place,
                text!(
                    fr = "IdUnique {id} déjà porté par une autre pièce",
                    en = "IdUnique {id} is that of another piece"
                ),
                place_of(&first.id_unique, first.place.get()),
            );
        }
        if !announced.contains(id)
            && pj.ref_compta.is_empty()
            && flow.pes_recette_aller.is_some()
            && flow.pes_depense_aller.is_none()
        {
            found.push(&rules::PES241, place, text!(fr = "pièce {id} : aucun PJRef", en = "piece {id}: no PJRef"));
        }
        ref_compta::check(pj, found);
    }
    for pj_ref in references {
        let id = raw(&pj_ref.id_unique);
        let place = place_of(&pj_ref.id_unique, pj_ref.place.get());
        match (typed(&pj_ref.support), present.get(id)) {
            (Some(Support::Electronique), Some(pj)) => types(pj_ref, pj, found),
            (Some(support), Some(_)) => {
                let code = support.code();
                found.push(
                    &rules::PES477,
                    place_of(&pj_ref.support, place),
                    text!(
                        fr = "Support {code}, mais la pièce {id} est dans PES_PJ",
                        en = "Support {code}, but the piece {id} is in PES_PJ"
                    ),
                );
            }
            _ => {}
        }
    }
}

fn version(pes_pj: &PesPj, found: &mut Findings) {
    let Some(header) = &pes_pj.en_tete_pes_pj else { return };
    if typed(&header.id_ver).is_some_and(|id_ver| id_ver.get() != 1) {
        let id_ver = raw(&header.id_ver);
        found.push_with_help(
            &rules::PES470,
            place_of(&header.id_ver, header.place.get()),
            text!(fr = "IdVer {id_ver} ; seule la valeur 1 est admise", en = "IdVer {id_ver}; only 1 is allowed"),
            text!(fr = "mettre IdVer à 1", en = "set IdVer to 1"),
        );
    }
}

/// The type that the titre announces, against that of the piece.
fn types(pj_ref: &PjRef, pj: &Pj, found: &mut Findings) {
    let id = raw(&pj_ref.id_unique);
    let Some(of_piece) = typed(&pj.type_pj) else { return };
    let code = of_piece.code();
    match typed(&pj_ref.type_pj) {
        Some(announced) if announced != of_piece => {
            let announced = announced.code();
            found.push(
                &rules::PES478,
                place_of(&pj_ref.type_pj, pj_ref.place.get()),
                text!(
                    fr = "pièce {id} : TypePJ {announced} annoncé, {code} dans PES_PJ",
                    en = "piece {id}: TypePJ {announced} announced, {code} in PES_PJ"
                ),
            );
        }
        None if matches!(
            of_piece,
            TypePj::ComplementAsapCpp | TypePj::FactureOrmcEnsu | TypePj::ComplementAsapEnsu | TypePj::ComplementAsapFe
        ) =>
        {
            found.push_with_help(
                &rules::PES479,
                pj_ref.place.get(),
                text!(
                    fr = "pièce {id} : TypePJ {code} non annoncé dans PJRef",
                    en = "piece {id}: TypePJ {code} not announced in PJRef"
                ),
                text!(fr = "ajouter TypePJ {code} au PJRef", en = "add TypePJ {code} to the PJRef"),
            );
        }
        _ => {}
    }
}

pub(super) fn references(flow: &PesAller) -> impl Iterator<Item = &PjRef> {
    titres(flow).flat_map(|piece| {
        let of_titre = piece.bloc_piece.iter().flat_map(|bloc| &bloc.pj_ref);
        of_titre.chain(of_lines(piece))
    })
}

pub(super) fn of_lines(piece: &Piece) -> impl Iterator<Item = &PjRef> {
    let lines = piece.ligne_de_piece.iter();
    lines.filter_map(|ligne| ligne.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref()).flat_map(|info| &info.pj_ref)
}

pub(super) fn titres(flow: &PesAller) -> impl Iterator<Item = &Piece> {
    flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau).flat_map(|bordereau| &bordereau.piece)
}

/// The file of a piece. Hélios refuses one that cannot be opened, whatever it holds: why is said of the piece.
pub(super) fn open(pj: &Pj, found: &mut Findings) -> Option<Vec<u8>> {
    match pj.open(OpenLimits::default()) {
        Ok(file) => Some(file),
        Err(error) => {
            let id = raw(&pj.id_unique);
            let Text { fr, en } = error.describe();
            let message = text!(fr = "pièce {id} : {fr}", en = "piece {id}: {en}");
            found.push(&rules::PES010, place_of(&pj.id_unique, pj.place.get()), message);
            None
        }
    }
}
