//! Whose titre a finding is about, from its path. Asked of documents that have findings, and of no other.

use std::collections::HashMap;
use std::sync::Arc;

use pes_parser::PesAller;
use pes_parser::code::TypTiers;
use pes_parser::model::{Bordereau, FactureIndiv, InfoTiers, Piece};

use super::asap::{Titre, TitresOfPiece, key_of};
use super::{raw, typed};
use crate::diagnostic::{Concerned, Diagnostic, Subject};

/// Titres named in a finding; the others are counted.
const NAMED: usize = 3;

/// What is already known of a part of a document.
type Known<Part> = HashMap<Part, Option<Arc<Subject>>>;

/// Findings of a flow, or of an ASAP alone.
pub(super) fn in_flow(flow: &PesAller, by_piece: &HashMap<&str, TitresOfPiece<'_>>, findings: &mut [Diagnostic]) {
    in_facture(flow, &TitresOfPiece::new(), findings);
    let mut known: Known<(&str, usize, Option<usize>)> = Known::new();
    for finding in findings {
        let path = finding.at.path.as_str();
        let Diagnostic { subject, .. } = finding;
        if let Some((number, rest)) = numbered(path, "/PES_Aller/PES_RecetteAller/Bordereau[") {
            let titre = numbered(rest, "/Piece[").map(|(number, _)| number);
            let of_titre = || {
                let bordereau = flow.pes_recette_aller.as_ref()?.bordereau.get(number)?;
                Some(alone(of_bordereau(bordereau, titre.and_then(|number| bordereau.piece.get(number)))))
            };
            *subject = known.entry(("Bordereau", number, titre)).or_insert_with(of_titre).clone();
        } else if let Some((number, _)) = numbered(path, "/PES_Aller/PES_PJ/PJ[") {
            let of_piece = || {
                let pj = flow.pes_pj.as_ref()?.pj.get(number)?;
                of_titres(by_piece.get(raw(&pj.id_unique))?)
            };
            *subject = known.entry(("PJ", number, None)).or_insert_with(of_piece).clone();
        }
    }
}

/// Findings of a document in invoices of which it is known whose they are.
pub(super) fn in_facture(document: &PesAller, titres: &TitresOfPiece<'_>, findings: &mut [Diagnostic]) {
    let Some(facture) = &document.pes_facture else { return };
    let mut known: Known<usize> = Known::new();
    for finding in findings {
        let Some((number, _)) = numbered(&finding.at.path, "/PES_Aller/PES_Facture/FactureIndiv[") else { continue };
        let of_invoice = || {
            let indiv = facture.facture_indiv.get(number)?;
            let (key, ..) = key_of(indiv)?;
            match titres.get(&key) {
                Some(titre) => Some(alone(of_titre(titre))),
                None if titres.is_empty() => Some(alone(named_by(indiv))),
                None => None,
            }
        };
        finding.subject = known.entry(number).or_insert_with(of_invoice).clone();
    }
}

/// Findings of the document of a piece: the titres that refer to it, where no invoice names one.
pub(super) fn of_piece(titres: &TitresOfPiece<'_>, findings: &mut [Diagnostic]) {
    let mut unnamed = findings.iter_mut().filter(|finding| finding.subject.is_none()).peekable();
    if unnamed.peek().is_some() {
        let subject = of_titres(titres);
        unnamed.for_each(|finding| finding.subject.clone_from(&subject));
    }
}

/// The index behind a prefix that ends with `[`, and what follows `]`.
fn numbered<'p>(path: &'p str, prefix: &str) -> Option<(usize, &'p str)> {
    let (number, rest) = path.strip_prefix(prefix)?.split_once(']')?;
    Some((number.parse::<usize>().ok()?.checked_sub(1)?, rest))
}

fn alone(concerned: Concerned) -> Arc<Subject> {
    Arc::new(Subject { titres: vec![concerned], others: 0 })
}

fn of_titres(titres: &TitresOfPiece<'_>) -> Option<Arc<Subject>> {
    let mut all: Vec<&Titre<'_>> = titres.values().collect();
    all.sort_unstable_by_key(|titre| titre.bloc.place.get());
    let others = all.len().saturating_sub(NAMED);
    let titres: Vec<Concerned> = all.into_iter().take(NAMED).map(of_titre).collect();
    (!titres.is_empty()).then(|| Arc::new(Subject { titres, others }))
}

fn of_titre(titre: &Titre<'_>) -> Concerned {
    Concerned {
        exer: raw(&titre.bordereau.exer).to_owned(),
        bordereau: raw(&titre.bordereau.id_bord).to_owned(),
        titre: raw(&titre.bloc.id_pce).to_owned(),
        debtor: debtor_of(titre.piece),
    }
}

fn of_bordereau(bordereau: &Bordereau, piece: Option<&Piece>) -> Concerned {
    let bloc = bordereau.bloc_bordereau.as_ref();
    let of_piece = piece.and_then(|piece| piece.bloc_piece.as_ref());
    Concerned {
        exer: bloc.map_or("", |bloc| raw(&bloc.exer)).to_owned(),
        bordereau: bloc.map_or("", |bloc| raw(&bloc.id_bord)).to_owned(),
        titre: of_piece.map_or("", |bloc| raw(&bloc.id_pce)).to_owned(),
        debtor: piece.map(debtor_of).unwrap_or_default(),
    }
}

/// The titre that an invoice names, when there is no flow to find it in.
fn named_by(indiv: &FactureIndiv) -> Concerned {
    let titre = indiv.ref_titre.as_ref();
    let article = indiv.ref_ormc.as_ref();
    let debtor = indiv.debiteur.as_ref().and_then(|debiteur| debiteur.info_tiers.as_ref());
    let (exer, bordereau, number) = match (titre, article) {
        (Some(titre), _) => (raw(&titre.exercice), raw(&titre.num_bordereau), raw(&titre.num_titre)),
        (None, Some(article)) => (raw(&article.exercice), raw(&article.num_role), raw(&article.num_article)),
        (None, None) => ("", "", ""),
    };
    Concerned {
        exer: exer.to_owned(),
        bordereau: bordereau.to_owned(),
        titre: number.to_owned(),
        debtor: debtor.map(name_of).unwrap_or_default(),
    }
}

/// The principal debtor of a titre, or else the first party there is.
fn debtor_of(piece: &Piece) -> String {
    let parties = || {
        let tiers = piece.ligne_de_piece.iter().flat_map(|ligne| &ligne.tiers);
        tiers.filter_map(|tiers| tiers.info_tiers.as_ref())
    };
    let principal = parties().find(|info| typed(&info.typ_tiers) == Some(TypTiers::DebiteurPrincipal));
    principal.or_else(|| parties().next()).map(name_of).unwrap_or_default()
}

fn name_of(info: &InfoTiers) -> String {
    let parts = [raw(&info.nom), raw(&info.prenom)].map(str::trim);
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
