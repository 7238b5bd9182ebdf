//! The pieces: whether a reader opens them, and whether they go with the titre that names them.

use std::collections::HashMap;

use pes_parser::PesAller;
use pes_parser::code::{Domaine, TypeObjet};
use pes_parser::model::Pj;
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

/// A PDF ends with its mark, after which some writers leave a little more.
const TAIL: usize = 4096;

/// A PDF that is not whole, or that is locked.
pub(in crate::check) fn check_pdf(pj: &Pj, file: &[u8], found: &mut Findings) {
    let name = raw(&pj.nom_pj);
    let holds = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    let tail = &file[file.len().saturating_sub(TAIL)..];
    let place = place_of(&pj.nom_pj, pj.place.get());
    if !holds(tail, b"%%EOF") {
        found.push_with_help(
            &rules::PES369,
            place,
            text!(fr = "pièce {name} : le PDF n'a pas de fin", en = "piece {name}: the PDF has no end"),
            Text::fixed("joindre de nouveau le fichier entier", "attach the whole file again"),
        );
    } else if is_locked(file) {
        found.push_with_help(
            &rules::PES369,
            place,
            text!(fr = "pièce {name} : le PDF est chiffré", en = "piece {name}: the PDF is encrypted"),
            Text::fixed("ôter la protection du PDF", "take the protection of the PDF off"),
        );
    }
}

/// Whether a dictionary of the file says how it is encrypted: a reference, `/Encrypt 9 0 R`, or the thing itself.
fn is_locked(file: &[u8]) -> bool {
    const KEY: &[u8] = b"/Encrypt";
    let mut rest = file;
    while let Some(slash) = rest.iter().position(|&byte| byte == b'/') {
        rest = &rest[slash..];
        if let Some(after) = rest.strip_prefix(KEY) {
            let after = after.trim_ascii_start();
            if after.starts_with(b"<<") || after.first().is_some_and(u8::is_ascii_digit) {
                return true;
            }
        }
        rest = &rest[1..];
    }
    false
}

/// The titres that name each piece, against those that the piece names.
pub(super) fn references(flow: &PesAller, found: &mut Findings) {
    let pieces = flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj);
    let says_its_titre: Vec<&Pj> = pieces.filter(|pj| !pj.ref_compta.is_empty()).collect();
    if says_its_titre.is_empty() {
        return;
    }
    let mut titres: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
    for bordereau in flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau) {
        let Some(bloc) = &bordereau.bloc_bordereau else { continue };
        for piece in bordereau.piece.iter().filter_map(|piece| piece.bloc_piece.as_ref()) {
            for pj_ref in &piece.pj_ref {
                titres.entry(raw(&pj_ref.id_unique)).or_default().push((raw(&bloc.exer), number(raw(&piece.id_pce))));
            }
        }
    }
    for pj in says_its_titre {
        let Some(named_by) = titres.get(raw(&pj.id_unique)) else { continue };
        for reference in &pj.ref_compta {
            let of_titre = typed(&reference.domaine) == Some(Domaine::Recette)
                && typed(&reference.type_objet) == Some(TypeObjet::Code01);
            let names = (raw(&reference.exercice), number(raw(&reference.identifiant)));
            if of_titre && !names.1.is_empty() && !named_by.contains(&names) {
                let (id, (exercice, titre)) = (raw(&pj.id_unique), names);
                let (own, by) = named_by[0];
                found.push(
                    &rules::PES380,
                    place_of(&reference.identifiant, reference.place.get()),
                    text!(
                        fr = "pièce {id} : RefCompta dit le titre {titre} ({exercice}), c'est le titre {by} ({own}) qui l'annonce",
                        en = "piece {id}: RefCompta says the titre {titre} ({exercice}), it is the titre {by} ({own}) that announces it"
                    ),
                );
            }
        }
    }
}

fn number(text: &str) -> &str {
    text.trim_start_matches('0')
}
