//! Where the notice of a titre goes, and what goes with it.

use pes_parser::code::{Edition, NatIdTiers, TypPce, TypTiers, TypeFact, TypePj};
use pes_parser::model::{BlocPiece, PesFacture, Piece, PjRef};
use pes_parser::value::{SimpleType, Siret};
use pes_parser::{Text, text};

use super::super::asap::TitresOfPiece;
use super::super::{Findings, place_of, raw, typed};
use super::piece::infos;
use super::pieces_jointes::Types;
use crate::catalogue::rules;

pub(super) fn check(bloc: &BlocPiece, piece: &Piece, types: &Types<'_>, found: &mut Findings) {
    let edition = typed(&bloc.edition);
    complements(bloc, edition, types, found);
    return_envelope(bloc, edition, found);
    let Some(edition) = edition else { return };
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

/// The type of an invoice is the one that the titres of its piece ask for.
pub(in super::super) fn facture_of(facture: &PesFacture, titres: &TitresOfPiece<'_>, found: &mut Findings) {
    let given = typed(&facture.type_fact);
    if given.is_none() && facture.type_fact.is_some() {
        // No code at all, which the schema says.
        return;
    }
    let wanted_by = |piece: &Piece| type_fact_of(typed(&piece.bloc_piece.as_ref()?.edition)?);
    let other = titres
        .iter()
        .filter_map(|(key, piece)| Some((key, wanted_by(piece)?)))
        .filter(|&(_, wanted)| given != Some(wanted))
        .min_by_key(|&(key, _)| key);
    if let Some((&(_, _, titre), wanted)) = other {
        let wanted = wanted.code();
        let shown = raw(&facture.type_fact);
        found.push_with_help(
            &rules::PES299,
            place_of(&facture.type_fact, facture.place.get()),
            text!(
                fr = "TypeFact « {shown} », l'Edition du titre {titre} veut {wanted}",
                en = "TypeFact \"{shown}\", the Edition of the titre {titre} wants {wanted}"
            ),
            text!(
                fr = "mettre TypeFact à {wanted}, ou changer l'Edition du titre",
                en = "set TypeFact to {wanted}, or change the Edition of the titre"
            ),
        );
    }
}

/// The type of the `PES_Facture` behind each edition that has one.
fn type_fact_of(edition: Edition) -> Option<TypeFact> {
    Some(match edition {
        Edition::AsapAEditer | Edition::AsapCpp => TypeFact::Asap,
        Edition::PatientsAEditer => TypeFact::AsapPatients,
        Edition::OrmcEnsuXml | Edition::OrmcCppXml => TypeFact::AsapOrmc,
        Edition::FacturationElectronique => TypeFact::AsapFe,
        Edition::OrmcFacturationElectronique => TypeFact::AsapOrmcFe,
        Edition::OrmcCppPdf | Edition::OrmcEnsuPdf | Edition::SansTraitement => return None,
    })
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
        }
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

/// A complement is joined to the notice only if its reference gives its type.
fn complements(bloc: &BlocPiece, edition: Option<Edition>, types: &Types<'_>, found: &mut Findings) {
    if matches!(edition, None | Some(Edition::SansTraitement)) {
        return;
    }
    for pj_ref in &bloc.pj_ref {
        let id = raw(&pj_ref.id_unique);
        let Some(Some(kind)) = types.get(id) else { continue };
        let complement =
            matches!(kind, TypePj::ComplementAsapCpp | TypePj::ComplementAsapEnsu | TypePj::ComplementAsapFe);
        if complement && pj_ref.type_pj.is_none() {
            let (titre, kind) = (raw(&bloc.id_pce), kind.code());
            found.push_with_help(
                &rules::PES298,
                pj_ref.place.get(),
                text!(
                    fr = "titre {titre} : la pièce {id} est de TypePJ {kind}, son PJRef n'en dit rien",
                    en = "titre {titre}: the piece {id} is of TypePJ {kind}, its PJRef does not say so"
                ),
                text!(
                    fr = "ajouter TypePJ {kind} au PJRef : sans lui, le document n'est pas joint à l'avis",
                    en = "add TypePJ {kind} to the PJRef: without it the document is not joined to the notice"
                ),
            );
        }
    }
}
