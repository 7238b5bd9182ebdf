//! Where the notice of a titre goes, and what goes with it.

use pes_parser::code::{Edition, NatIdTiers, TypPce, TypTiers, TypePj};
use pes_parser::model::{BlocPiece, Piece, PjRef};
use pes_parser::value::{SimpleType, Siret};
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use super::piece::infos;
use crate::catalogue::rules;

pub(super) fn check(bloc: &BlocPiece, piece: &Piece, found: &mut Findings) {
    let edition = typed(&bloc.edition);
    return_envelope(bloc, edition, found);
    let Some(edition) = edition else { return };
    complements(bloc, edition, found);
    if let Some(typ_pce) = typed(&bloc.typ_pce) {
        against_type(bloc, edition, typ_pce == TypPce::Ormc, found);
    }
    match edition {
        Edition::FacturationElectronique | Edition::OrmcFacturationElectronique => {
            electronic_invoice(bloc, piece, found);
        }
        Edition::OrmcEnsuPdf if !bloc.pj_ref.iter().any(|pj_ref| is_of(pj_ref, TypePj::FactureOrmcEnsu)) => {
            let titre = raw(&bloc.id_pce);
            found.push_with_help(
                &rules::PES297,
                place_of(&bloc.edition, bloc.place.get()),
                text!(
                    fr = "article {titre} : aucun PJRef de TypePJ 010",
                    en = "article {titre}: no PJRef of TypePJ 010"
                ),
                Text::fixed(
                    "annoncer la facture à éditer dans un PJRef, avec TypePJ 010 : sans lui, le comptable ne peut pas \
                     enregistrer l'article",
                    "announce the invoice to print in a PJRef, with TypePJ 010: without it the accountant cannot take the \
                     article",
                ),
            );
        }
        Edition::PatientsAEditer => patient(bloc, piece, found),
        _ => {}
    }
}

fn is_of(pj_ref: &PjRef, type_pj: TypePj) -> bool {
    typed(&pj_ref.type_pj) == Some(type_pj)
}

fn against_type(bloc: &BlocPiece, edition: Edition, ormc: bool, found: &mut Findings) {
    use Edition::*;
    let place = place_of(&bloc.edition, bloc.place.get());
    let titre = raw(&bloc.id_pce);
    let code = edition.code();
    match (edition, ormc) {
        (AsapAEditer | AsapCpp | PatientsAEditer, true) => found.push_with_help(
            &rules::PES283,
            place,
            text!(
                fr = "titre ORMC {titre} : Edition {code}, qui est pour les autres titres",
                en = "ORMC titre {titre}: Edition {code}, which is for other titres"
            ),
            Text::fixed("03, 06, 07 ou 08 pour un titre ORMC", "03, 06, 07 or 08 for an ORMC titre"),
        ),
        (OrmcCppPdf | OrmcEnsuPdf | OrmcEnsuXml | OrmcCppXml, false) => found.push_with_help(
            &rules::PES283,
            place,
            text!(
                fr = "titre {titre} : Edition {code}, qui est pour les titres ORMC (TypPce 15)",
                en = "titre {titre}: Edition {code}, which is for ORMC titres (TypPce 15)"
            ),
            Text::fixed("01, 02 ou 05 pour un titre qui n'est pas ORMC", "01, 02 or 05 for a titre that is not ORMC"),
        ),
        (FacturationElectronique, true) => found.push(
            &rules::PES284,
            place,
            text!(
                fr = "titre ORMC {titre} : Edition 09 ; la définition des codes donne 10 aux ORMC, la liste des rejets leur \
                      donne 09",
                en = "ORMC titre {titre}: Edition 09; the definition of the codes gives 10 to ORMC, the list of refusals \
                      gives them 09"
            ),
        ),
        (OrmcFacturationElectronique, false) => found.push(
            &rules::PES284,
            place,
            text!(
                fr = "titre {titre} : Edition 10 ; la définition des codes la réserve aux ORMC, la liste des rejets la leur \
                      interdit",
                en = "titre {titre}: Edition 10; the definition of the codes keeps it for ORMC, the list of refusals forbids \
                      it to them"
            ),
        ),
        (SansTraitement, true) => found.push(
            &rules::PES285,
            place,
            text!(
                fr = "titre ORMC {titre} : Edition 04, interdite aux ORMC par le dossier 5.19, sans interdiction en 5.30",
                en = "ORMC titre {titre}: Edition 04, forbidden to ORMC by the dossier 5.19, not forbidden in 5.30"
            ),
        ),
        _ => {}
    }
}

fn electronic_invoice(bloc: &BlocPiece, piece: &Piece, found: &mut Findings) {
    let titre = raw(&bloc.id_pce);
    if bloc.cadre_facturation.is_none() {
        found.push_with_help(
            &rules::PES292,
            place_of(&bloc.edition, bloc.place.get()),
            text!(fr = "titre {titre} : CadreFacturation absent", en = "titre {titre}: CadreFacturation is missing"),
            Text::fixed("B1 (biens), S1 (services), B8, S8 ou M8", "B1 (goods), S1 (services), B8, S8 or M8"),
        );
    }
    let number = raw(&bloc.numero_facture);
    if number.contains(' ') {
        found.push_with_help(
            &rules::PES291,
            place_of(&bloc.numero_facture, bloc.place.get()),
            text!(fr = "titre {titre} : NumeroFacture « {number} »", en = "titre {titre}: NumeroFacture \"{number}\""),
            Text::fixed("lettres, chiffres, - + _ et / seulement", "letters, digits, - + _ and / only"),
        );
    }
    for info in infos(piece).filter(|info| typed(&info.typ_tiers) == Some(TypTiers::DebiteurPrincipal)) {
        let siret = typed(&info.nat_id_tiers) == Some(NatIdTiers::Siret) && Siret::parse(raw(&info.id_tiers)).is_ok();
        // A SIRET with a fault is told as such.
        let told = typed(&info.nat_id_tiers) == Some(NatIdTiers::Siret) && info.id_tiers.is_some();
        if !siret && !told {
            found.push_with_help(
                &rules::PES293,
                place_of(&info.nat_id_tiers, info.place.get()),
                text!(fr = "titre {titre} : pas de SIRET du débiteur", en = "titre {titre}: no SIRET of the debtor"),
                Text::fixed(
                    "donner IdTiers (14 chiffres) et NatIdTiers 01",
                    "give IdTiers (14 digits) and NatIdTiers 01",
                ),
            );
        }
    }
}

fn patient(bloc: &BlocPiece, piece: &Piece, found: &mut Findings) {
    let titre = raw(&bloc.id_pce);
    for info in infos(piece).filter(|info| typed(&info.typ_tiers) == Some(TypTiers::DebiteurPrincipal)) {
        let category = raw(&info.cat_tiers);
        if category != "01" {
            found.push(
                &rules::PES323,
                place_of(&info.cat_tiers, info.place.get()),
                text!(
                    fr = "titre {titre}, Edition 05 : débiteur principal de CatTiers {category}, 01 attendu",
                    en = "titre {titre}, Edition 05: principal debtor of CatTiers {category}, 01 expected"
                ),
            );
            found.expected("01");
        }
    }
}

/// What Hélios adds to a notice must be announced by the type that goes with its route.
fn complements(bloc: &BlocPiece, edition: Edition, found: &mut Findings) {
    let wanted = match edition {
        Edition::AsapAEditer | Edition::PatientsAEditer | Edition::OrmcEnsuPdf | Edition::OrmcEnsuXml => {
            TypePj::ComplementAsapEnsu
        }
        Edition::AsapCpp | Edition::OrmcCppPdf | Edition::OrmcCppXml => TypePj::ComplementAsapCpp,
        Edition::FacturationElectronique | Edition::OrmcFacturationElectronique => TypePj::ComplementAsapFe,
        Edition::SansTraitement => return,
    };
    let is_complement =
        |kind| matches!(kind, TypePj::ComplementAsapEnsu | TypePj::ComplementAsapCpp | TypePj::ComplementAsapFe);
    for pj_ref in &bloc.pj_ref {
        let Some(given) = typed(&pj_ref.type_pj).filter(|&kind| is_complement(kind) && kind != wanted) else {
            continue;
        };
        let (titre, edition, given, wanted) = (raw(&bloc.id_pce), edition.code(), given.code(), wanted.code());
        found.push_with_help(
            &rules::PES360,
            place_of(&pj_ref.type_pj, pj_ref.place.get()),
            text!(
                fr = "titre {titre}, Edition {edition} : complément de TypePJ {given}, {wanted} attendu",
                en = "titre {titre}, Edition {edition}: complement of TypePJ {given}, {wanted} expected"
            ),
            text!(
                fr = "annoncer le complément, et le joindre, avec TypePJ {wanted} : sinon il n'est pas fusionné",
                en = "announce the complement, and attach it, with TypePJ {wanted}: else it is not merged"
            ),
        );
        found.expected(wanted);
    }
}

fn return_envelope(bloc: &BlocPiece, edition: Option<Edition>, found: &mut Findings) {
    let ormc = typed(&bloc.typ_pce) == Some(TypPce::Ormc);
    if bloc.env_retour.is_some() && !(ormc && edition == Some(Edition::OrmcEnsuPdf)) {
        let titre = raw(&bloc.id_pce);
        found.push(
            &rules::PES294,
            place_of(&bloc.env_retour, bloc.place.get()),
            text!(
                fr = "titre {titre} : EnvRetour n'est lu que pour un titre ORMC d'Edition 06",
                en = "titre {titre}: EnvRetour is read for an ORMC titre of Edition 06 only"
            ),
        );
    }
}
