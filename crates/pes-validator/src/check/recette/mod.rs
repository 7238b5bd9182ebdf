//! The rules of the titres de recette, bordereau by bordereau and titre by titre: each function takes one block and
//! where to put what it finds.

mod bordereau;
mod compte;
mod edition;
mod en_tete;
mod identifiant;
mod ligne;
mod nomenclature;
mod numbers;
mod ormc;
mod piece;
mod pieces_jointes;
mod prelevement;
mod rattachement;
mod tiers;

use pes_parser::PesAller;
use pes_parser::model::{BlocPiece, LigneDePiece, Piece};

use super::Findings;
use bordereau::Around;
use nomenclature::Nomenclature;
use numbers::Numbers;

pub(super) use compte::countries;
pub use tiers::is_mademoiselle;
pub(super) use tiers::siret_as_siren;

pub(super) fn check(flow: &PesAller, found: &mut Findings) {
    let electronic = flow.pes_recette_aller.as_ref().is_some_and(en_tete::is_electronic);
    en_tete::check(flow, electronic, found);
    pieces_jointes::check(flow, found);
    let mut numbers = Numbers::default();
    let mut nomenclature = Nomenclature::of(flow.en_tete_pes.as_ref());
    for bordereau in flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau) {
        let around = bordereau::check(bordereau, electronic, flow.en_tete_pes.as_ref(), found);
        numbers.bordereau(bordereau, found);
        for piece in &bordereau.piece {
            check_piece(piece, &around, found);
            numbers.titre(piece, bordereau, found);
            nomenclature.check(piece, found);
        }
    }
}

fn check_piece(piece: &Piece, around: &Around, found: &mut Findings) {
    let nothing = BlocPiece::default();
    let bloc = piece.bloc_piece.as_ref().unwrap_or(&nothing);
    piece::check(bloc, piece, around, found);
    ormc::piece(bloc, piece, found);
    edition::check(bloc, piece, found);
    ligne::numbers(piece, found);
    prelevement::alike(bloc, piece, found);
    for ligne in &piece.ligne_de_piece {
        check_ligne(bloc, ligne, around, found);
    }
}

fn check_ligne(bloc: &BlocPiece, ligne: &LigneDePiece, around: &Around, found: &mut Findings) {
    if let Some(bloc_ligne) = &ligne.bloc_ligne_piece {
        ligne::check(bloc_ligne, bloc, found);
        rattachement::check(bloc_ligne, bloc, around, found);
        prelevement::check(bloc_ligne, &ligne.tiers, around, found);
    }
    let assure = ligne.bloc_ligne_piece.as_ref().and_then(|bloc| bloc.info_assure.as_deref());
    for tiers in &ligne.tiers {
        tiers::check(tiers, bloc, assure, found);
        if let Some(compte) = &tiers.cpte_bancaire {
            compte::check(compte, found);
        }
    }
}
