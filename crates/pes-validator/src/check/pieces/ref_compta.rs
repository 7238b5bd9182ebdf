//! What a piece that travels alone belongs to.

use pes_parser::code::{Domaine, TypeObjet, TypePj};
use pes_parser::model::{Pj, RefCompta};
use pes_parser::text;

use super::super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

pub(super) fn check(pj: &Pj, found: &mut Findings) {
    let kind = typed(&pj.type_pj);
    if matches!(kind, Some(TypePj::CfuOrdonnateur | TypePj::CfuAnnexes)) && pj.ref_compta.is_empty() {
        let code = raw(&pj.type_pj);
        found.push(
            &rules::PES476,
            place_of(&pj.type_pj, pj.place.get()),
            text!(fr = "TypePJ {code} : RefCompta absent", en = "TypePJ {code}: RefCompta is missing"),
        );
    }
    for reference in &pj.ref_compta {
        one(kind, reference, found);
    }
}

fn one(kind: Option<TypePj>, reference: &RefCompta, found: &mut Findings) {
    let block = reference.place.get();
    let domaine = typed(&reference.domaine);
    let code = raw(&reference.domaine);
    let place = place_of(&reference.domaine, block);
    let allowed: &[TypePj] = match domaine {
        Some(Domaine::Depense) => &[TypePj::Depense, TypePj::EtatDePaye, TypePj::EtatAideSociale, TypePj::PesFacture],
        Some(Domaine::Recette) => &[
            TypePj::Recette,
            TypePj::PesFacture,
            TypePj::FactureOrmcCpp,
            TypePj::ComplementAsapCpp,
            TypePj::FactureOrmcEnsu,
            TypePj::ComplementAsapEnsu,
            TypePj::ComplementAsapFe,
        ],
        Some(Domaine::Budget) => &[TypePj::DocumentBudgetaire, TypePj::CfuOrdonnateur, TypePj::CfuAnnexes],
        Some(Domaine::Marche) => &[TypePj::Marche],
        Some(_) => {
            found.push(
                &rules::PES475,
                place,
                text!(
                    fr = "Domaine {code} ; 01, 02, 04 ou 06 attendu",
                    en = "Domaine {code}; 01, 02, 04 or 06 expected"
                ),
            );
            return;
        }
        None => return,
    };
    if let Some(kind) = kind
        && !allowed.contains(&kind)
    {
        let (kind, kinds) = (kind.code(), allowed.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", "));
        found.push_with_help(
            &rules::PES471,
            place,
            text!(fr = "TypePJ {kind} avec le Domaine {code}", en = "TypePJ {kind} with Domaine {code}"),
            text!(fr = "types du domaine {code} : {kinds}", en = "types of the domain {code}: {kinds}"),
        );
    } else if domaine == Some(Domaine::Recette) {
        object(kind, reference, found);
    }
    if reference.identifiant.is_none() {
        found.push(
            &rules::PES473,
            block,
            text!(fr = "RefCompta sans Identifiant", en = "RefCompta without Identifiant"),
        );
    }
}

/// Types that only an ORMC has, or that only a titre has. The list of the texts leaves out 006 for the ORMC, though
/// Edition 07 and 08 want one: 006 passes in both.
fn object(kind: Option<TypePj>, reference: &RefCompta, found: &mut Findings) {
    let wanted = match (kind, typed(&reference.type_objet)) {
        (Some(TypePj::FactureOrmcCpp | TypePj::FactureOrmcEnsu), Some(objet)) if objet != TypeObjet::Code06 => "06",
        (Some(TypePj::Recette), Some(TypeObjet::Code06)) => "01",
        _ => return,
    };
    let (kind, objet) = (kind.map_or("", TypePj::code), raw(&reference.type_objet));
    found.push(
        &rules::PES472,
        place_of(&reference.type_objet, reference.place.get()),
        text!(
            fr = "TypeObjet {objet} avec le TypePJ {kind} : {wanted} attendu",
            en = "TypeObjet {objet} with TypePJ {kind}: {wanted} expected"
        ),
    );
}
