//! Numbers that a flow gives once: those of its bordereaux, of its titres, of the invoices that its titres name.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use pes_parser::code::{TypBord, TypPce};
use pes_parser::model::{Bordereau, Piece};
use pes_parser::text;
use pes_parser::value::Place;

use super::super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

/// The numbers met so far, and where.
#[derive(Default)]
pub(super) struct Numbers<'a> {
    /// One for a year and a type.
    bordereaux: HashMap<(&'a str, &'a str, u64), Place>,
    /// The same, with the number of the bordereau.
    titres: HashMap<(&'a str, &'a str, u64), (u64, Place)>,
    /// The bordereau and the titre that name the invoice.
    invoices: HashMap<&'a str, (&'a str, &'a str, Place)>,
}

impl<'a> Numbers<'a> {
    pub(super) fn bordereau(&mut self, bordereau: &'a Bordereau, found: &mut Findings) {
        let Some(bloc) = &bordereau.bloc_bordereau else { return };
        let Some(number) = typed(&bloc.id_bord).map(|number| number.get()) else { return };
        let (exer, typ_bord) = (raw(&bloc.exer), raw(&bloc.typ_bord));
        let place = place_of(&bloc.id_bord, bloc.place.get());
        match self.bordereaux.entry((exer, typ_bord, number)) {
            Entry::Vacant(entry) => _ = entry.insert(place),
            Entry::Occupied(first) => found.push_related(
                &rules::PES269,
                place,
                text!(
                    fr = "bordereau {number} de type {typ_bord} ({exer}) déjà dans ce flux",
                    en = "bordereau {number} of type {typ_bord} ({exer}) is already in this flow"
                ),
                *first.get(),
            ),
        }
    }

    pub(super) fn titre(&mut self, piece: &'a Piece, bordereau: &'a Bordereau, found: &mut Findings) {
        let (Some(bloc), Some(of)) = (&piece.bloc_piece, &bordereau.bloc_bordereau) else { return };
        // The articles of each rôle are numbered from 1.
        if typed(&bloc.typ_pce) == Some(TypPce::Ormc) || typed(&of.typ_bord) == Some(TypBord::Ormc) {
            return;
        }
        let titre = raw(&bloc.id_pce);
        if let (Some(number), Some(id_bord)) = (typed(&bloc.id_pce), typed(&of.id_bord)) {
            let (number, id_bord, exer) = (number.get(), id_bord.get(), raw(&of.exer));
            let place = place_of(&bloc.id_pce, bloc.place.get());
            match self.titres.entry((exer, raw(&of.typ_bord), number)) {
                Entry::Vacant(entry) => _ = entry.insert((id_bord, place)),
                // Within a bordereau it is a fault that Hélios names.
                Entry::Occupied(first) if first.get().0 == id_bord => {}
                Entry::Occupied(first) => {
                    let (other, first) = *first.get();
                    let message = text!(
                        fr = "titre {number} ({exer}) du bordereau {id_bord}, déjà dans le bordereau {other}",
                        en = "titre {number} ({exer}) of the bordereau {id_bord}, already in the bordereau {other}"
                    );
                    found.push_related(&rules::PES356, place, message, first);
                }
            }
        }
        let (invoice, id_bord) = (raw(&bloc.numero_facture), raw(&of.id_bord));
        if invoice.is_empty() {
            return;
        }
        let place = place_of(&bloc.numero_facture, bloc.place.get());
        match self.invoices.entry(invoice) {
            Entry::Vacant(entry) => _ = entry.insert((id_bord, titre, place)),
            Entry::Occupied(first) => {
                let (other_bord, other, first) = *first.get();
                let message = text!(
                    fr = "titre {titre} du bordereau {id_bord} : facture « {invoice} », déjà celle du titre {other} du bordereau {other_bord}",
                    en = "titre {titre} of the bordereau {id_bord}: invoice \"{invoice}\", already that of the titre {other} of the bordereau {other_bord}"
                );
                found.push_related(&rules::PES358, place, message, first);
            }
        }
    }
}
