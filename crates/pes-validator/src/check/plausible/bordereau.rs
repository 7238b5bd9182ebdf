//! The amounts of a bordereau, and what was paid of its titres.

use pes_parser::code::TypFlux;
use pes_parser::model::{Bordereau, LigneDePiece};
use pes_parser::value::SimpleType;
use pes_parser::{Text, euros, text};

use super::super::{Findings, place_of, raw, typed};
use super::RATES;
use crate::catalogue::rules;

pub(super) fn check(bordereau: &Bordereau, found: &mut Findings) {
    if let Some(bloc) = &bordereau.bloc_bordereau
        && let (Some(year), Some(ht)) = (typed(&bloc.mt_cumul_annuel), typed(&bloc.mt_bord_ht))
        && year.centimes() < ht.centimes()
    {
        let (year, ht) = (euros(year.centimes()), euros(ht.centimes()));
        found.push(
            &rules::PES376,
            place_of(&bloc.mt_cumul_annuel, bloc.place.get()),
            text!(
                fr = "MtCumulAnnuel {year} €, moins que le bordereau, {ht} €",
                en = "MtCumulAnnuel {year} €, less than the bordereau, {ht} €"
            ),
        );
    }
    complementary_day(bordereau, found);
    for piece in &bordereau.piece {
        let titre = piece.bloc_piece.as_ref().map_or("", |bloc| raw(&bloc.id_pce));
        for ligne in &piece.ligne_de_piece {
            rate(ligne, titre, found);
            paid(ligne, titre, found);
        }
    }
}

/// The titres of a year are issued until 31 January of the next.
fn complementary_day(bordereau: &Bordereau, found: &mut Findings) {
    let Some(bloc) = &bordereau.bloc_bordereau else { return };
    let (Some(exer), Some(issued)) = (typed(&bloc.exer), typed(&bloc.dte_bord_em)) else { return };
    let is_next_year = u64::try_from(issued.exercice()).is_ok_and(|year| year == exer.get().saturating_add(1));
    let (exer, issued) = (exer.get(), issued.format());
    if is_next_year && issued.get(5..).is_some_and(|day| day > "01-31") {
        found.push(
            &rules::PES367,
            place_of(&bloc.dte_bord_em, bloc.place.get()),
            text!(
                fr = "exercice {exer}, bordereau du {issued} : la journée complémentaire finit le 31 janvier",
                en = "year {exer}, bordereau of {issued}: the complementary day ends on 31 January"
            ),
        );
    }
}

fn rate(ligne: &LigneDePiece, titre: &str, found: &mut Findings) {
    let info = ligne.bloc_ligne_piece.as_ref().and_then(|bloc| bloc.info_ligne_piece.as_ref());
    if let Some(info) = info
        && typed(&info.tx_tva).is_some_and(|rate| !RATES.contains(&rate.scaled()))
    {
        let rate = raw(&info.tx_tva);
        found.push(
            &rules::PES368,
            place_of(&info.tx_tva, info.place.get()),
            text!(fr = "titre {titre} : TVA à {rate} %", en = "titre {titre}: VAT at {rate} %"),
        );
    }
}

fn paid(ligne: &LigneDePiece, titre: &str, found: &mut Findings) {
    let info = ligne.bloc_ligne_piece.as_ref().and_then(|bloc| bloc.info_ligne_piece.as_ref());
    let owed = info.and_then(|info| {
        let vat = typed(&info.mt_tva).map_or(0, |vat| vat.centimes());
        typed(&info.mt_ht).map(|ht| ht.centimes().saturating_add(vat))
    });
    let mut sum = 0_i64;
    for recouvrement in &ligne.recouvrement {
        let place = recouvrement.place.get();
        if typed(&recouvrement.typ_flux) == Some(TypFlux::DepuisCentreEncaissement) {
            found.push_with_help(
                &rules::PES377,
                place_of(&recouvrement.typ_flux, place),
                text!(fr = "titre {titre} : TypFlux 02", en = "titre {titre}: TypFlux 02"),
                Text::fixed("mettre TypFlux à 01", "set TypFlux to 01"),
            );
        }
        sum = sum.saturating_add(typed(&recouvrement.mt_reco).map_or(0, |amount| amount.centimes()));
        if let Some(owed) = owed
            && sum > owed
        {
            let (sum, owed) = (euros(sum), euros(owed));
            found.push(
                &rules::PES377,
                place_of(&recouvrement.mt_reco, place),
                text!(
                    fr = "titre {titre} : {sum} € encaissés sur une ligne de {owed} €",
                    en = "titre {titre}: {sum} € collected on a line of {owed} €"
                ),
            );
            return;
        }
    }
}
