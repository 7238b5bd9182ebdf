//! The attached pieces: what they are, what they belong to.

use std::collections::HashMap;

use pes_parser::code::{Domaine, Support, TypePj};
use pes_parser::model::{Pj, RefCompta};
use pes_parser::{PesAller, Text, text};

use super::super::pieces::references;
use super::super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

/// The pieces of a flow, by their `IdUnique`.
pub(super) type Types<'a> = HashMap<&'a str, Option<TypePj>>;

pub(super) fn types(flow: &PesAller) -> Types<'_> {
    let pieces = flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj);
    pieces.map(|pj| (raw(&pj.id_unique), typed(&pj.type_pj))).collect()
}

pub(super) fn check(flow: &PesAller, types: &Types<'_>, found: &mut Findings) {
    let Some(pes_pj) = &flow.pes_pj else { return };
    if let Some(en_tete) = &pes_pj.en_tete_pes_pj
        && let Some(version) = typed(&en_tete.id_ver)
        && version.get() != 1
    {
        let version = version.get();
        found.push_with_help(
            &rules::PES340,
            place_of(&en_tete.id_ver, en_tete.place.get()),
            text!(fr = "IdVer : {version}, 1 attendu", en = "IdVer: {version}, 1 expected"),
            Text::fixed("mettre IdVer à 1", "set IdVer to 1"),
        );
    }
    for pj in &pes_pj.pj {
        check_pj(pj, found);
    }
    for pj_ref in references(flow) {
        let id = raw(&pj_ref.id_unique);
        if let Some(support @ (Support::Papier | Support::Cdrom)) = typed(&pj_ref.support)
            && types.contains_key(id)
        {
            let support = support.code();
            found.push_with_help(
                &rules::PES346,
                place_of(&pj_ref.support, pj_ref.place.get()),
                text!(
                    fr = "pièce {id} : Support {support}, mais un bloc PJ la porte",
                    en = "piece {id}: Support {support}, but a PJ block holds it"
                ),
                Text::fixed("mettre Support à 01, ou ôter le bloc PJ", "set Support to 01, or leave the PJ block out"),
            );
        }
    }
}

fn check_pj(pj: &Pj, found: &mut Findings) {
    let id = raw(&pj.id_unique);
    let kind = typed(&pj.type_pj);
    if let Some(kind @ (TypePj::CfuOrdonnateur | TypePj::CfuAnnexes)) = kind
        && pj.ref_compta.is_empty()
    {
        let kind = kind.code();
        found.push(
            &rules::PES341,
            place_of(&pj.type_pj, pj.place.get()),
            text!(fr = "pièce {id} : TypePJ {kind} sans RefCompta", en = "piece {id}: TypePJ {kind} without RefCompta"),
        );
    }
    for reference in &pj.ref_compta {
        if let Some(domaine) = typed(&reference.domaine) {
            domain(domaine, kind, id, reference, found);
        }
        if reference.identifiant.is_none() {
            found.push_with_help(
                &rules::PES344,
                reference.place.get(),
                text!(fr = "pièce {id} : Identifiant absent", en = "piece {id}: Identifiant is missing"),
                Text::fixed("donner le numéro du titre, ou du rôle", "give the number of the titre, or of the rôle"),
            );
        }
    }
}

fn domain(domaine: Domaine, kind: Option<TypePj>, id: &str, reference: &RefCompta, found: &mut Findings) {
    let place = place_of(&reference.domaine, reference.place.get());
    let code = domaine.code();
    if !matches!(domaine, Domaine::Depense | Domaine::Recette | Domaine::Budget | Domaine::Marche) {
        found.push_with_help(
            &rules::PES343,
            place,
            text!(fr = "pièce {id} : Domaine {code}", en = "piece {id}: Domaine {code}"),
            Text::fixed(
                "01 dépense, 02 recette, 04 budget, 06 marché",
                "01 spending, 02 titres, 04 budget, 06 contracts",
            ),
        );
        return;
    }
    if let Some(kind) = kind
        && !goes_with(kind, domaine)
    {
        let kind = kind.code();
        found.push(
            &rules::PES342,
            place,
            text!(
                fr = "pièce {id} : TypePJ {kind} avec Domaine {code}",
                en = "piece {id}: TypePJ {kind} with Domaine {code}"
            ),
        );
    }
    let complement = raw(&reference.complement_identifiant);
    let numbered = matches!(domaine, Domaine::Depense | Domaine::Recette);
    let number = complement.bytes().all(|c| c.is_ascii_digit()) && complement.bytes().any(|c| c != b'0');
    if numbered && reference.complement_identifiant.is_some() && !number {
        found.push_with_help(
            &rules::PES345,
            place_of(&reference.complement_identifiant, reference.place.get()),
            text!(
                fr = "pièce {id} : ComplementIdentifiant « {complement} »",
                en = "piece {id}: ComplementIdentifiant \"{complement}\""
            ),
            Text::fixed("un numéro de ligne, 1 ou plus, ou rien", "the number of a line, 1 or more, or nothing"),
        );
    }
}

fn goes_with(kind: TypePj, domaine: Domaine) -> bool {
    use TypePj::*;
    match kind {
        Depense | EtatDePaye | EtatAideSociale => domaine == Domaine::Depense,
        PesFacture => matches!(domaine, Domaine::Depense | Domaine::Recette),
        Recette | FactureOrmcCpp | ComplementAsapCpp | FactureOrmcEnsu | ComplementAsapEnsu | ComplementAsapFe => {
            domaine == Domaine::Recette
        }
        DocumentBudgetaire | CfuOrdonnateur | CfuAnnexes => domaine == Domaine::Budget,
        Marche => domaine == Domaine::Marche,
    }
}
