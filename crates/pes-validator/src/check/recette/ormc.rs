//! Fields that Hélios reads in an ORMC only.

use pes_parser::code::{TypBord, TypPce};
use pes_parser::model::{BlocBordereau, BlocPiece, Piece};
use pes_parser::text;
use pes_parser::value::{Place, Value};

use super::super::{Findings, typed};
use crate::catalogue::rules;

pub(super) fn bordereau(bloc: &BlocBordereau, found: &mut Findings) {
    if typed(&bloc.typ_bord).is_none_or(|typ_bord| typ_bord == TypBord::Ormc) {
        return;
    }
    unread("DteAsp", bloc.dte_asp.as_ref().map(Value::place), found);
    unread("Objet", bloc.objet.as_ref().map(Value::place), found);
}

pub(super) fn piece(bloc: &BlocPiece, piece: &Piece, found: &mut Findings) {
    if typed(&bloc.typ_pce).is_none_or(|typ_pce| typ_pce == TypPce::Ormc) {
        return;
    }
    unread("NumDette", bloc.num_dette.as_ref().map(Value::place), found);
    unread("Per", bloc.per.as_ref().map(Value::place), found);
    unread("Cle1", bloc.cle1.as_ref().map(Value::place), found);
    unread("Cle2", bloc.cle2.as_ref().map(Value::place), found);
    for ligne in &piece.ligne_de_piece {
        let info = ligne.bloc_ligne_piece.as_ref().and_then(|bloc| bloc.info_ligne_piece.as_ref());
        let beneficiary = info.and_then(|info| info.info_coll_ben.as_ref());
        unread("InfoCollBen", beneficiary.map(|block| block.place.get()), found);
    }
}

fn unread(name: &str, place: Option<Place>, found: &mut Findings) {
    if let Some(place) = place {
        found.push_with_help(
            &rules::PES274,
            place,
            text!(fr = "{name} n'est lu que dans un ORMC", en = "{name} is read in an ORMC only"),
            text!(fr = "ôter {name}", en = "leave {name} out"),
        );
        found.naming(name);
    }
}
