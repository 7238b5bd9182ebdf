//! A titre written with its pieces, as they stand in a flow.

use pes_parser::model::Pj;
use pes_parser::value::Num;

use super::Entry;
use super::document::ref_titre;
use super::pieces::{Pieces, reference_to};
use crate::config::made;
use crate::map::Draft;

pub(super) struct Titre {
    pub entry: Entry,
    /// The titre itself.
    pub piece: Vec<u8>,
    /// Its invoice, when that goes into a piece common to the bordereau.
    pub indiv: Vec<u8>,
    /// The pieces that are its own.
    pub pieces: Vec<u8>,
}

impl Titre {
    /// Writes a titre under its number; `rows` are those of its invoice.
    pub fn write(draft: Draft, titre: u64, rows: Vec<usize>, makes: &Pieces<'_>) -> Self {
        let encoding = makes.config.flux.encoding;
        let billed = draft.billed();
        let number = draft.invoice_number.as_str();
        let mut indiv = draft.indiv;
        indiv.ref_titre = Some(ref_titre(makes.exercice, makes.bordereau, titre));
        let mut indiv = indiv.write(encoding);
        let mut references = Vec::new();
        let mut pieces = Vec::new();
        let mut attach = |pj: Pj| {
            references.push(reference_to(&pj));
            pieces.append(&mut pj.write(encoding));
        };
        if !makes.config.asap.one_piece_a_bordereau {
            attach(makes.asap(titre, number, &indiv));
            indiv.clear();
        }
        if let Some(complement) = &draft.complement {
            attach(makes.complement(titre, number, &complement.path, draft.route, &complement.file));
        }
        let own = references.iter().filter_map(|reference| reference.id_unique.as_ref());
        let own = own.map(|id_unique| id_unique.text().to_owned()).collect();
        if makes.config.asap.one_piece_a_bordereau {
            references.insert(0, makes.common_reference());
        }
        let mut piece = draft.piece;
        let bloc = piece.bloc_piece.get_or_insert_default();
        bloc.id_pce = Num::new(titre).and_then(made);
        bloc.pj_ref = references;
        let piece = piece.write(encoding);
        let entry = Entry {
            origin: draft.origin,
            rows,
            pieces: own,
            invoice_number: draft.invoice_number,
            titre,
            debtor: draft.debtor,
            siret: draft.siret,
            route: draft.route,
            reason: draft.reason,
            totals: draft.totals,
            billed,
        };
        Titre { entry, piece, indiv, pieces }
    }
}
