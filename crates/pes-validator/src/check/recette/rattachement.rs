//! What a titre corrects, and the agreement it falls under.

use pes_parser::code::{NatPce, NatPceOrig, TypBord, TypPce};
use pes_parser::model::{BlocLignePiece, BlocPiece, RattachPiece};
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use super::bordereau::Around;
use super::piece::triplet;
use crate::catalogue::rules;

pub(super) fn check(bloc_ligne: &BlocLignePiece, bloc: &BlocPiece, around: &Around, found: &mut Findings) {
    let triplet = triplet(bloc, around);
    if let Some((TypBord::Ordinaire, TypPce::PlusieursAnnees, _)) = triplet
        && bloc_ligne.liens_ident.as_ref().is_none_or(|liens| liens.id_conv.is_none())
    {
        let titre = raw(&bloc.id_pce);
        found.push_with_help(
            &rules::PES290,
            bloc_ligne.liens_ident.as_ref().map_or(bloc_ligne.place.get(), |liens| liens.place.get()),
            text!(fr = "titre {titre} : IdConv absent", en = "titre {titre}: IdConv is missing"),
            Text::fixed("donner le numéro de convention attribué par Hélios", "give the number that Hélios gave"),
        );
    }
    let corrects = triplet.is_some_and(names_origin);
    match &bloc_ligne.rattach_piece {
        Some(rattach) => origin(rattach, bloc, corrects, around, found),
        None if corrects => {
            let titre = raw(&bloc.id_pce);
            found.push_with_help(
                &rules::PES286,
                bloc_ligne.place.get(),
                text!(fr = "titre {titre} : RattachPiece absent", en = "titre {titre}: RattachPiece is missing"),
                Text::fixed(
                    "désigner le titre (NatPceOrig 01) ou le mandat (02) d'origine",
                    "name the original titre (NatPceOrig 01) or mandat (02)",
                ),
            );
        }
        None => {}
    }
}

/// The triplets that the text ties to a whole `RattachPiece`.
fn names_origin(triplet: (TypBord, TypPce, NatPce)) -> bool {
    matches!(
        triplet,
        (TypBord::AnnulationReduction, TypPce::Correctif, NatPce::AnnulationReduction | NatPce::AnnulationRattachement)
            | (TypBord::Ordinaire, TypPce::Correctif, NatPce::AnnulantMandat)
            | (TypBord::Ordinaire, TypPce::ProduitsConstatesAvance, NatPce::Fonctionnement)
    )
}

fn origin(rattach: &RattachPiece, bloc: &BlocPiece, corrects: bool, around: &Around, found: &mut Findings) {
    let Some(nature) = typed(&rattach.nat_pce_orig) else { return };
    let titre = raw(&bloc.id_pce);
    let code = nature.code();
    let triplet = triplet(bloc, around);
    let refused = match nature {
        _ if corrects => !matches!(nature, NatPceOrig::Titres | NatPceOrig::Mandats),
        NatPceOrig::Encaissements => typed(&bloc.typ_pce).is_some_and(|typ_pce| typ_pce != TypPce::ApresPaiement),
        NatPceOrig::ListeMajoration => {
            triplet.is_some_and(|triplet| triplet != (TypBord::Ordinaire, TypPce::Majoration, NatPce::Fonctionnement))
        }
        NatPceOrig::Titres | NatPceOrig::Mandats => false,
    };
    if refused {
        found.push_with_help(
            &rules::PES287,
            place_of(&rattach.nat_pce_orig, rattach.place.get()),
            text!(
                fr = "titre {titre} : NatPceOrig {code} refusée avec son type et sa nature",
                en = "titre {titre}: NatPceOrig {code} is refused with its type and nature"
            ),
            Text::fixed(
                "01 (titre) ou 02 (mandat) ; 03 avec TypPce 05 seulement, 05 avec le triplet 01-09-01 seulement",
                "01 (titre) or 02 (mandat); 03 with TypPce 05 only, 05 with the triplet 01-09-01 only",
            ),
        );
    }
    line(rattach, nature, titre, found);
    let same_year = (TypBord::AnnulationReduction, TypPce::Correctif, NatPce::AnnulationReduction);
    if triplet == Some(same_year)
        && let (Some(rat), Some(exer)) = (typed(&rattach.exer_rat), around.exer)
        && u64::from(rat.0) != exer
    {
        let rat = rat.0;
        found.push_with_help(
            &rules::PES289,
            place_of(&rattach.exer_rat, rattach.place.get()),
            text!(fr = "titre {titre} : ExerRat {rat}, Exer {exer}", en = "titre {titre}: ExerRat {rat}, Exer {exer}"),
            Text::fixed(
                "un titre d'un exercice clos s'annule par un mandat",
                "a titre of a closed year is cancelled by a mandat",
            ),
        );
    }
}

fn line(rattach: &RattachPiece, nature: NatPceOrig, titre: &str, found: &mut Findings) {
    let line = raw(&rattach.id_ligne_orig);
    let given = line.bytes().any(|digit| digit != b'0');
    let wanted = matches!(nature, NatPceOrig::Titres | NatPceOrig::Mandats);
    if given != wanted {
        let code = nature.code();
        let message = if wanted {
            text!(
                fr = "titre {titre} : IdLigneOrig « {line} », 1 ou plus attendu avec NatPceOrig {code}",
                en = "titre {titre}: IdLigneOrig \"{line}\", 1 or more expected with NatPceOrig {code}"
            )
        } else {
            text!(
                fr = "titre {titre} : IdLigneOrig {line}, 0 ou rien attendu avec NatPceOrig {code}",
                en = "titre {titre}: IdLigneOrig {line}, 0 or nothing expected with NatPceOrig {code}"
            )
        };
        found.push(&rules::PES288, place_of(&rattach.id_ligne_orig, rattach.place.get()), message);
    }
}
