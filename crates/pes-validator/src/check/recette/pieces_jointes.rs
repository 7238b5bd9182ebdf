//! What the attached pieces belong to.

use pes_parser::code::Domaine;
use pes_parser::model::RefCompta;
use pes_parser::{PesAller, Text, text};

use super::super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

pub(super) fn check(flow: &PesAller, found: &mut Findings) {
    for pj in flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj) {
        for reference in &pj.ref_compta {
            line(reference, raw(&pj.id_unique), found);
        }
    }
}

/// What completes the identifier of a mandat or a titre is the number of a line.
fn line(reference: &RefCompta, id: &str, found: &mut Findings) {
    let complement = raw(&reference.complement_identifiant);
    let is_numbered = matches!(typed(&reference.domaine), Some(Domaine::Depense | Domaine::Recette));
    let is_number = complement.bytes().all(|c| c.is_ascii_digit()) && complement.bytes().any(|c| c != b'0');
    if is_numbered && reference.complement_identifiant.is_some() && !is_number {
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
