use std::collections::{HashMap, HashSet};

use pes_parser::code::{Support, TypePj};
use pes_parser::model::{Pj, PjRef};
use pes_parser::value::Place;
use pes_parser::{OpenLimits, PesAller, Text, text};

use super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

/// A `PES_Facture` piece, opened.
pub(super) struct OpenPiece {
    pub number: usize,
    pub name: String,
    pub id_unique: String,
    pub file: Vec<u8>,
}

/// Links between titres and pieces; gives the `PES_Facture` pieces opened.
pub(super) fn check(flow: &PesAller, found: &mut Findings) -> Vec<OpenPiece> {
    let references: Vec<&PjRef> = references(flow).collect();
    let announced: HashSet<&str> = references.iter().map(|pj_ref| raw(&pj_ref.id_unique)).collect();
    let pieces: Vec<&Pj> = flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj).collect();
    let mut present: HashMap<&str, Place> = HashMap::new();
    let mut opened = Vec::new();
    for (index, pj) in pieces.iter().enumerate() {
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
        let fichier = pj.contenu.as_ref().and_then(|contenu| contenu.fichier.as_ref());
        match fichier.map(|fichier| fichier.open(OpenLimits::default())) {
            Some(Ok(file)) if typed(&pj.type_pj) == Some(TypePj::PesFacture) => opened.push(OpenPiece {
                number: index + 1,
                name: raw(&pj.nom_pj).to_owned(),
                id_unique: id.to_owned(),
                file,
            }),
            Some(Ok(_)) | None => {}
            Some(Err(error)) => {
                let Text { fr, en } = error.describe();
                found.push(
                    &rules::PES010,
                    fichier.map_or(place, |fichier| fichier.place()),
                    text!(fr = "pièce {id} : {fr}", en = "piece {id}: {en}"),
                );
            }
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
    opened
}

fn references(flow: &PesAller) -> impl Iterator<Item = &PjRef> {
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
