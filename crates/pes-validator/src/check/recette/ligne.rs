//! A line of a titre: its number, its surcharge, its VAT, its agreement.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use pes_parser::code::{NatPceOrig, TypPce};
use pes_parser::model::{BlocLignePiece, BlocPiece, InfoLignePiece, Piece};
use pes_parser::value::Place;
use pes_parser::{Text, euros, text};

use super::super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

pub(super) fn check(bloc_ligne: &BlocLignePiece, bloc: &BlocPiece, found: &mut Findings) {
    let Some(info) = &bloc_ligne.info_ligne_piece else { return };
    surcharge(info, bloc_ligne, bloc, found);
    vat(info, bloc, found);
}

/// Each line of a titre has its own number.
pub(super) fn numbers(piece: &Piece, found: &mut Findings) {
    let mut seen: HashMap<u64, Place> = HashMap::new();
    for ligne in &piece.ligne_de_piece {
        let Some(info) = ligne.bloc_ligne_piece.as_ref().and_then(|bloc| bloc.info_ligne_piece.as_ref()) else {
            continue;
        };
        let Some(number) = typed(&info.id_ligne).map(|number| number.get()) else { continue };
        let place = place_of(&info.id_ligne, info.place.get());
        match seen.entry(number) {
            Entry::Vacant(entry) => _ = entry.insert(place),
            Entry::Occupied(first) => found.push_related(
                &rules::PES296,
                place,
                text!(fr = "ligne {number} déjà dans ce titre", en = "line {number} is already in this titre"),
                *first.get(),
            ),
        }
    }
}

fn surcharge(info: &InfoLignePiece, bloc_ligne: &BlocLignePiece, bloc: &BlocPiece, found: &mut Findings) {
    let Some(majo) = typed(&info.majo) else { return };
    let titre = raw(&bloc.id_pce);
    let details = [
        ("DteMajo", info.dte_majo.as_ref().map(|date| date.place())),
        ("TxMajo", info.tx_majo.as_ref().map(|rate| rate.place())),
    ];
    if !majo.0 {
        for (name, place) in details {
            if let Some(place) = place {
                found.push_with_help(
                    &rules::PES302,
                    place,
                    text!(fr = "titre {titre} : {name} avec Majo 0", en = "titre {titre}: {name} with Majo 0"),
                    text!(fr = "ôter {name}, ou mettre Majo à 1", en = "leave {name} out, or set Majo to 1"),
                );
                found.naming(name);
            }
        }
        return;
    }
    for (name, place) in details {
        if place.is_none() {
            found.push(
                &rules::PES301,
                place_of(&info.majo, info.place.get()),
                text!(fr = "titre {titre} : Majo 1 sans {name}", en = "titre {titre}: Majo 1 without {name}"),
            );
            found.naming(name);
        }
    }
    let origin = bloc_ligne.rattach_piece.as_ref().and_then(|rattach| typed(&rattach.nat_pce_orig));
    // For an ORMC the text gives Majo another sense, and no list of surcharges to refer to.
    if origin != Some(NatPceOrig::ListeMajoration) && typed(&bloc.typ_pce) != Some(TypPce::Ormc) {
        found.push_with_help(
            &rules::PES300,
            place_of(&info.majo, info.place.get()),
            text!(
                fr = "titre {titre} : Majo 1 sans RattachPiece de NatPceOrig 05",
                en = "titre {titre}: Majo 1 without a RattachPiece of NatPceOrig 05"
            ),
            Text::fixed(
                "mettre Majo à 0, sauf pour un titre de majoration né d'une liste",
                "set Majo to 0, but for a titre of surcharge born of a list",
            ),
        );
    }
}

fn vat(info: &InfoLignePiece, bloc: &BlocPiece, found: &mut Findings) {
    let Some(tva) = typed(&info.mt_tva).map(|tva| tva.centimes()) else { return };
    let titre = raw(&bloc.id_pce);
    let place = place_of(&info.mt_tva, info.place.get());
    if info.tx_tva.is_none() {
        found.push(
            &rules::PES303,
            place,
            text!(fr = "titre {titre} : MtTVA sans TxTva", en = "titre {titre}: MtTVA without TxTva"),
        );
    }
    let (Some(ht), Some(rate)) = (typed(&info.mt_ht), typed(&info.tx_tva)) else { return };
    // Hundredths of a percent of cents.
    let exact = i128::from(ht.centimes()) * i128::from(rate.scaled());
    let distance = (i128::from(tva) * 10_000 - exact).abs();
    // A line of a titre sums up lines of an invoice, each rounded: what is looked for is another rate.
    let allowed = 5 * 10_000 + exact / 100;
    if distance > allowed {
        let wanted = i64::try_from((exact + 5_000) / 10_000).map_or_else(|_| String::new(), euros);
        let (given, rate) = (euros(tva), rate.to_string());
        found.push(
            &rules::PES304,
            place,
            text!(
                fr = "titre {titre} : MtTVA {given} ; à {rate} % de MtHT : {wanted}",
                en = "titre {titre}: MtTVA {given}; at {rate}% of MtHT: {wanted}"
            ),
        );
    }
}
