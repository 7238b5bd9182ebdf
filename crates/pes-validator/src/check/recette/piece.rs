//! A titre: its type and nature, its fields that only some titres have.

use pes_parser::code::{NatPce, TypBord, TypPce, triplet_allowed};
use pes_parser::model::{BlocPiece, InfoTiers, Piece};
use pes_parser::value::SimpleType;
use pes_parser::{Text, text};

use super::super::titres::principal_debtors;
use super::super::{Findings, place_of, raw, typed};
use super::bordereau::Around;
use crate::catalogue::rules;

/// Type of bordereau, type and nature of titre: what annex 2 calls a triplet.
pub(super) fn triplet(bloc: &BlocPiece, around: &Around) -> Option<(TypBord, TypPce, NatPce)> {
    Some((around.typ_bord?, typed(&bloc.typ_pce)?, typed(&bloc.nat_pce)?))
}

pub(super) fn check(bloc: &BlocPiece, piece: &Piece, around: &Around, found: &mut Findings) {
    let titre = raw(&bloc.id_pce);
    around.notice(&bloc.dte_asp, bloc.place.get(), found);
    if let Some(triplet) = triplet(bloc, around) {
        check_triplet(bloc, triplet, found);
    }
    if typed(&bloc.typ_pce) == Some(TypPce::Ormc) {
        let people = principal_debtors(piece);
        if people > 1 {
            found.push(
                &rules::PES282,
                bloc.place.get(),
                text!(
                    fr = "article {titre} : {people} débiteurs, un seul admis",
                    en = "article {titre}: {people} debtors, one allowed"
                ),
            );
        }
    }
    if let (Some(start), Some(end)) = (typed(&bloc.deb_fact), typed(&bloc.fin_fact))
        && end < start
    {
        let (start, end) = (start.format(), end.format());
        found.push(
            &rules::PES295,
            place_of(&bloc.fin_fact, bloc.place.get()),
            text!(fr = "titre {titre} : du {start} au {end}", en = "titre {titre}: from {start} to {end}"),
        );
    }
}

fn check_triplet(bloc: &BlocPiece, (typ_bord, typ_pce, nat_pce): (TypBord, TypPce, NatPce), found: &mut Findings) {
    let titre = raw(&bloc.id_pce);
    let known = !matches!(typ_bord, TypBord::Code04 | TypBord::Code05);
    if known && !triplet_allowed(typ_bord, typ_pce, nat_pce) {
        let shown = format!("{}-{}-{}", typ_bord.code(), typ_pce.code(), nat_pce.code());
        found.push_with_help(
            &rules::PES280,
            place_of(&bloc.nat_pce, bloc.place.get()),
            text!(
                fr = "titre {titre} : le triplet TypBord-TypPce-NatPce {shown} n'existe pas",
                en = "titre {titre}: there is no triplet TypBord-TypPce-NatPce {shown}"
            ),
            allowed(typ_pce, nat_pce),
        );
    }
    let summary = (TypBord::Ordinaire, TypPce::RecapitulatifAvecRole, NatPce::Fonctionnement);
    if bloc.id_rol.is_some() && (typ_bord, typ_pce, nat_pce) != summary {
        found.push(
            &rules::PES281,
            place_of(&bloc.id_rol, bloc.place.get()),
            text!(
                fr = "titre {titre} : IdRol n'est admis qu'avec le triplet 01-06-01",
                en = "titre {titre}: IdRol is allowed with the triplet 01-06-01 only"
            ),
        );
    }
}

/// What annex 2 gives to this type of titre.
fn allowed(typ_pce: TypPce, nat_pce: NatPce) -> Text {
    let bordereau = TypBord::ALL.iter().find(|&&typ_bord| triplet_allowed(typ_bord, typ_pce, nat_pce));
    if let Some(bordereau) = bordereau {
        let (bordereau, libelle) = (bordereau.code(), bordereau.libelle());
        return text!(
            fr = "un tel titre va dans un bordereau {bordereau} ({libelle})",
            en = "such a titre goes in a bordereau {bordereau} ({libelle})"
        );
    }
    let natures: Vec<&str> = NatPce::ALL
        .iter()
        .filter(|&&nature| TypBord::ALL.iter().any(|&typ_bord| triplet_allowed(typ_bord, typ_pce, nature)))
        .map(|nature| nature.code())
        .collect();
    let (typ_pce, natures) = (typ_pce.code(), natures.join(", "));
    text!(
        fr = "NatPce admises avec TypPce {typ_pce} : {natures}",
        en = "NatPce allowed with TypPce {typ_pce}: {natures}"
    )
}

/// Who the parties of a titre are.
pub(super) fn infos(piece: &Piece) -> impl Iterator<Item = &InfoTiers> {
    piece.ligne_de_piece.iter().flat_map(|ligne| &ligne.tiers).filter_map(|tiers| tiers.info_tiers.as_ref())
}
