use std::collections::{HashMap, HashSet};

use pes_parser::code::{Support, TypePj};
use pes_parser::model::{Pj, PjRef};
use pes_parser::value::Place;
use pes_parser::{OpenLimits, PesAller, Text, text};

use super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

/// Links between titres and pieces.
pub(super) fn check(flow: &PesAller, found: &mut Findings) {
    let references: Vec<&PjRef> = references(flow).collect();
    let announced: HashSet<&str> = references.iter().map(|pj_ref| raw(&pj_ref.id_unique)).collect();
    let pieces: Vec<&Pj> = flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj).collect();
    let mut present: HashMap<&str, Place> = HashMap::new();
    for pj in pieces {
        let id = raw(&pj.id_unique);
        let place = place_of(&pj.id_unique, pj.place.get());
        if present.insert(id, place).is_some() {
            found.push(
                &rules::PES242,
                place,
                text!(
                    fr = "IdUnique {id} déjà porté par une autre pièce",
                    en = "IdUnique {id} is that of another piece"
                ),
            );
        }
        if !announced.contains(id)
            && pj.ref_compta.is_empty()
            && flow.pes_recette_aller.is_some()
            && flow.pes_depense_aller.is_none()
        {
            found.push(&rules::PES241, place, text!(fr = "pièce {id} : aucun PJRef", en = "piece {id}: no PJRef"));
        }
    }
    for pj_ref in references {
        let id = raw(&pj_ref.id_unique);
        if typed(&pj_ref.support) == Some(Support::Electronique) && !present.contains_key(id) {
            found.push(
                &rules::PES240,
                place_of(&pj_ref.id_unique, pj_ref.place.get()),
                text!(fr = "pièce {id} annoncée, absente de PES_PJ", en = "piece {id} announced, not in PES_PJ"),
            );
        }
    }
}

pub(super) fn references(flow: &PesAller) -> impl Iterator<Item = &PjRef> {
    let pieces =
        flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau).flat_map(|bordereau| &bordereau.piece);
    pieces.flat_map(|piece| {
        let of_titre = piece.bloc_piece.iter().flat_map(|bloc| &bloc.pj_ref);
        let of_lines = piece
            .ligne_de_piece
            .iter()
            .filter_map(|ligne| ligne.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref())
            .flat_map(|info| &info.pj_ref);
        of_titre.chain(of_lines)
    })
}

/// What there is in a piece.
pub(super) enum Opened<'p> {
    /// An invoice, and the piece that holds it.
    Facture { pj: &'p Pj, file: Vec<u8> },
    /// It cannot be opened; one finding says why.
    Nothing,
}

/// Opens the pieces of a flow one after the other, each under its chain. Those of other kinds are opened too, since
/// Hélios refuses a piece that cannot be, and not shown.
pub(super) fn each_facture<'p>(
    flow: &'p PesAller,
    name: &str,
    found: &mut Findings,
    mut show: impl FnMut(String, Opened<'p>),
) {
    for (index, pj) in flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj).enumerate() {
        let opened = match pj.open(OpenLimits::default()) {
            Ok(_) if typed(&pj.type_pj) != Some(TypePj::PesFacture) => continue,
            Ok(file) => Opened::Facture { pj, file },
            Err(error) => {
                let id = raw(&pj.id_unique);
                let Text { fr, en } = error.describe();
                let message = text!(fr = "pièce {id} : {fr}", en = "piece {id}: {en}");
                found.push(&rules::PES010, place_of(&pj.id_unique, pj.place.get()), message);
                Opened::Nothing
            }
        };
        show(pj.chain(name, index + 1), opened);
    }
}
