//! The recipients of titres that Hélios deposits on Chorus Pro, against the directory of those who receive there.

use std::collections::HashSet;

use pes_parser::code::{Edition, NatIdTiers};
use pes_parser::model::{BlocPiece, InfoTiers, Piece};
use pes_parser::value::{SimpleType, Siret};
use pes_parser::{PesAller, PesVersion, Text, text};

use super::titres::{debtors, is_for_chorus_pro};
use super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;
use crate::directory::{Directory, Objection};
use crate::rule::Rule;

pub(super) fn check(flow: &PesAller, directory: &Directory, version: PesVersion, found: &mut Findings) {
    let bordereaux = flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau);
    for piece in bordereaux.flat_map(|bordereau| &bordereau.piece) {
        if let Some(bloc) = &piece.bloc_piece
            && let Some(edition) = typed(&bloc.edition)
            && is_for_chorus_pro(edition)
        {
            recipients(bloc, piece, directory, is_told(edition, version), found);
        }
    }
}

/// Whether a State's titre without a commitment is refused by a rule of its own.
fn is_told(edition: Edition, version: PesVersion) -> bool {
    edition == Edition::AsapCpp && rules::PES224.holds_in(version)
}

/// A debtor who is on several lines counts once. One without a SIRET, or with a false one, has a rule of its own.
fn recipients(bloc: &BlocPiece, piece: &Piece, directory: &Directory, state_is_told: bool, found: &mut Findings) {
    let given = |text| Some(text).filter(|text: &&str| !text.is_empty());
    let (service, engagement) = (given(raw(&bloc.code_service)), given(raw(&bloc.numero_engagement)));
    let mut seen = HashSet::new();
    for info in debtors(piece).filter_map(|tiers| tiers.info_tiers.as_ref()) {
        let siret = raw(&info.id_tiers);
        let Ok(known) = Siret::parse(siret) else { continue };
        if typed(&info.nat_id_tiers) != Some(NatIdTiers::Siret) || !seen.insert(siret) {
            continue;
        }
        match directory.objection(siret, service, engagement) {
            None => {}
            Some(Objection::EngagementRequired) if state_is_told && known.is_etat_generique() => {}
            Some(objection) => push(objection, bloc, info, directory, found),
        }
    }
}

fn push(objection: Objection, bloc: &BlocPiece, info: &InfoTiers, directory: &Directory, found: &mut Findings) {
    let (titre, siret) = (raw(&bloc.id_pce), raw(&info.id_tiers));
    let place = match objection {
        Objection::UnknownRecipient | Objection::InactiveRecipient => place_of(&info.id_tiers, info.place.get()),
        Objection::UnknownService | Objection::InactiveService => place_of(&bloc.code_service, bloc.place.get()),
        Objection::ServiceRequired | Objection::EngagementRequired => place_of(&bloc.edition, bloc.place.get()),
    };
    let Text { fr, en } = objection.describe(siret, raw(&bloc.code_service));
    let message = text!(fr = "titre {titre} : {fr}", en = "titre {titre}: {en}");
    match directory.help(objection, siret) {
        Some(help) => found.push_with_help(rule(objection), place, message, help),
        None => found.push(rule(objection), place, message),
    }
}

fn rule(objection: Objection) -> &'static Rule {
    match objection {
        Objection::UnknownRecipient => &rules::PES500,
        Objection::InactiveRecipient => &rules::PES501,
        Objection::UnknownService | Objection::InactiveService => &rules::PES502,
        Objection::ServiceRequired => &rules::PES503,
        Objection::EngagementRequired => &rules::PES504,
    }
}
