//! The notice of a titre: which of the pieces that it announces holds it, by what they hold.

use std::collections::{HashMap, HashSet};

use pes_parser::code::{Edition, Support, TypePj};
use pes_parser::model::{BlocPiece, Piece, Pj, PjRef};
use pes_parser::{PesAller, text};

use super::pieces::{of_lines, references, titres};
use super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

/// What a piece was found to hold.
pub(super) struct Content {
    /// The type that the piece itself gives.
    pub said: Option<TypePj>,
    pub is_opened: bool,
    /// Whether it is looked at as a `PES_Facture`.
    pub is_facture: bool,
}

/// The pieces of a flow by their `IdUnique`.
pub(super) type Contents<'f> = HashMap<&'f str, Content>;

/// The types under which titres announce pieces.
pub(super) struct Announced<'f> {
    factures: HashSet<&'f str>,
    others: HashMap<&'f str, TypePj>,
}

impl<'f> Announced<'f> {
    pub fn of(flow: &'f PesAller) -> Self {
        let mut announced = Announced { factures: HashSet::new(), others: HashMap::new() };
        for pj_ref in references(flow) {
            let id = raw(&pj_ref.id_unique);
            match typed(&pj_ref.type_pj) {
                Some(TypePj::PesFacture) => _ = announced.factures.insert(id),
                Some(other) => _ = announced.others.insert(id, other),
                None => {}
            }
        }
        announced
    }

    /// Whether a titre says that the piece is a `PES_Facture`.
    pub fn as_facture(&self, pj: &Pj) -> bool {
        self.factures.contains(raw(&pj.id_unique))
    }
}

/// What is said of a `PES_Facture`, by its piece or by the titres.
pub(super) fn check_label(pj: &Pj, announced: &Announced<'_>, found: &mut Findings) {
    let id = raw(&pj.id_unique);
    let place = place_of(&pj.id_unique, pj.place.get());
    let other = match typed(&pj.type_pj) {
        Some(TypePj::PesFacture) => return,
        None if announced.as_facture(pj) => return,
        None => announced.others.get(id).copied(),
        said => said,
    };
    match other {
        Some(said) => {
            let code = said.code();
            found.push(
                &rules::PES351,
                place_of(&pj.type_pj, place),
                text!(
                    fr = "pièce {id} : TypePJ {code}, mais elle contient un PES_Facture (006)",
                    en = "piece {id}: TypePJ {code}, but it holds a PES_Facture (006)"
                ),
            );
        }
        // What the schema refuses is not nothing.
        None if pj.type_pj.is_some() => {}
        None => found.push(
            &rules::PES352,
            place,
            text!(
                fr = "pièce {id} : PES_Facture sans TypePJ 006, ni dans PJ ni dans PJRef",
                en = "piece {id}: PES_Facture without TypePJ 006, neither in PJ nor in PJRef"
            ),
        ),
    }
}

/// What each titre announces, against what the pieces hold.
pub(super) fn check(flow: &PesAller, contents: &Contents<'_>, found: &mut Findings) {
    for piece in titres(flow) {
        let nothing = BlocPiece::default();
        let bloc = piece.bloc_piece.as_ref().unwrap_or(&nothing);
        let lacks_notice = notice(bloc, contents, found);
        absent(bloc, piece, lacks_notice, contents, found);
        one_facture(bloc, contents, found);
    }
}

/// Whether the titre wants a notice that none of the pieces of the flow is.
fn notice(bloc: &BlocPiece, contents: &Contents<'_>, found: &mut Findings) -> bool {
    let Some(edition) = typed(&bloc.edition) else { return false };
    let (wanted, shown) = match edition {
        Edition::SansTraitement => return false,
        Edition::OrmcCppPdf => (Some(TypePj::FactureOrmcCpp), " de type 007"),
        Edition::OrmcEnsuPdf => (None, ""),
        _ => (Some(TypePj::PesFacture), " de type 006"),
    };
    if bloc.pj_ref.iter().any(|pj_ref| is_notice(pj_ref, wanted, contents)) {
        return false;
    }
    // One that is not in the flow is told as such.
    let is_awaited = |pj_ref: &PjRef| {
        let kind = typed(&pj_ref.type_pj);
        !contents.contains_key(raw(&pj_ref.id_unique)) && (kind.is_none() || wanted.is_none() || kind == wanted)
    };
    if bloc.pj_ref.iter().any(|pj_ref| is_electronic(pj_ref) && is_awaited(pj_ref)) {
        return true;
    }
    let (titre, code) = (raw(&bloc.id_pce), edition.code());
    let shown_en = shown.replace("de type", "of type");
    found.push(
        &rules::PES223,
        place_of(&bloc.edition, bloc.place.get()),
        text!(
            fr = "titre {titre} : Edition {code} sans référence à une pièce{shown}",
            en = "titre {titre}: Edition {code} without a reference to a piece{shown_en}"
        ),
    );
    true
}

/// Whether a piece of the flow is the notice. A type need not be given: what the piece holds then counts.
fn is_notice(pj_ref: &PjRef, wanted: Option<TypePj>, contents: &Contents<'_>) -> bool {
    // Where any piece will do, one on paper does.
    if wanted.is_none() && !is_electronic(pj_ref) {
        return true;
    }
    let Some(content) = contents.get(raw(&pj_ref.id_unique)) else { return false };
    let announced = typed(&pj_ref.type_pj);
    let holds_it = match wanted {
        None => true,
        Some(TypePj::PesFacture) if content.said.is_none() => content.is_facture || !content.is_opened,
        Some(wanted) => content.said.or(announced).is_none_or(|kind| kind == wanted),
    };
    is_electronic(pj_ref) && holds_it
}

/// Whether the piece is to travel with the flow; the schema says when it does not say so.
fn is_electronic(pj_ref: &PjRef) -> bool {
    typed(&pj_ref.support).is_none_or(|support| support == Support::Electronique)
}

/// Pieces that are announced and are not in the flow. A piece that was sent before may not be sent again; a notice goes
/// with its titre.
fn absent(bloc: &BlocPiece, piece: &Piece, lacks_notice: bool, contents: &Contents<'_>, found: &mut Findings) {
    let of_titre = bloc.pj_ref.iter().map(|pj_ref| (pj_ref, lacks_notice));
    let of_lines = of_lines(piece).map(|pj_ref| (pj_ref, false));
    for (pj_ref, may_be_notice) in of_titre.chain(of_lines) {
        let id = raw(&pj_ref.id_unique);
        let is_absent = typed(&pj_ref.support) == Some(Support::Electronique) && !contents.contains_key(id);
        // The schema says that the identifier is missing.
        if !is_absent || id.is_empty() {
            continue;
        }
        let is_notice = match typed(&pj_ref.type_pj) {
            None => may_be_notice,
            Some(kind) => [TypePj::PesFacture, TypePj::FactureOrmcCpp, TypePj::FactureOrmcEnsu].contains(&kind),
        };
        let place = place_of(&pj_ref.id_unique, pj_ref.place.get());
        if is_notice {
            found.push(
                &rules::PES240,
                place,
                text!(fr = "pièce {id} annoncée, absente de PES_PJ", en = "piece {id} announced, not in PES_PJ"),
            );
        } else {
            found.push(
                &rules::PES354,
                place,
                text!(
                    fr = "pièce {id} annoncée, absente de PES_PJ : admis si un autre flux l'a envoyée",
                    en = "piece {id} announced, not in PES_PJ: right if another flow has sent it"
                ),
            );
        }
    }
}

/// A titre has one `PES_Facture` piece.
fn one_facture(bloc: &BlocPiece, contents: &Contents<'_>, found: &mut Findings) {
    let is_facture = |pj_ref: &&PjRef| {
        let content = contents.get(raw(&pj_ref.id_unique));
        typed(&pj_ref.type_pj) == Some(TypePj::PesFacture) || content.is_some_and(|content| content.is_facture)
    };
    let factures: Vec<&PjRef> = bloc.pj_ref.iter().filter(is_facture).collect();
    if let [_, second, ..] = factures[..] {
        let (titre, count) = (raw(&bloc.id_pce), factures.len());
        found.push(
            &rules::PES441,
            place_of(&second.id_unique, second.place.get()),
            text!(
                fr = "titre {titre} : {count} pièces PES Facture, une seule attendue",
                en = "titre {titre}: {count} PES Facture pieces, one expected"
            ),
        );
    }
}
