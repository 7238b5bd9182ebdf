//! Cuts a flow in parts by the route of its titres.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pes_parser::model::{Bordereau, PesPj, PesRecetteAller, Piece};
use pes_parser::value::{Montant, Num, Value};
use pes_parser::{PesAller, Source};
use pes_validator::Diagnostic;

use super::pieces::{self, Users};
use super::{Part, part_titre, whole};
use crate::config::made;
use crate::map::Totals;
use crate::route::Route;
use crate::write::piece_totals;

/// A titre by year, bordereau and number, as an ASAP names it.
pub(super) type TitreKey = (u64, u64, u64);

/// Where a titre goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Destination {
    pub route: Route,
    pub bordereau: u64,
}

/// When a bordereau is cut, the first of these that it holds keeps its number; the others get new ones in this order.
const KEEPS_NUMBER: [Route; 3] = [Route::Prive, Route::Public, Route::SansTraitement];

/// Cuts a flow, and gives the next free number of bordereau; a titre without a route goes nowhere.
pub(super) fn partition(
    flow: &PesAller,
    source: &Source<'_>,
    route_of: &mut dyn FnMut(usize, usize, &Piece) -> Option<Route>,
    first_bordereau: u64,
) -> Result<(Vec<Part>, u64), Vec<Diagnostic>> {
    let empty = PesRecetteAller::default();
    let recette = flow.pes_recette_aller.as_ref().unwrap_or(&empty);
    let taken: BTreeSet<u64> = recette.bordereau.iter().map(number_of).collect();
    let mut free = (first_bordereau..).filter(|number| !taken.contains(number));
    let mut destinations: HashMap<TitreKey, Destination> = HashMap::new();
    let mut parts: BTreeMap<Route, Part> = BTreeMap::new();
    for (b, bordereau) in recette.bordereau.iter().enumerate() {
        let mut sides: BTreeMap<Route, Vec<&Piece>> = BTreeMap::new();
        for (p, piece) in bordereau.piece.iter().enumerate() {
            if let Some(route) = route_of(b, p, piece) {
                sides.entry(route).or_default().push(piece);
            }
        }
        let order: Vec<Route> = KEEPS_NUMBER.into_iter().filter(|route| sides.contains_key(route)).collect();
        let old = number_of(bordereau);
        for (rank, route) in order.iter().enumerate() {
            let pieces = &sides[route];
            let new = if rank == 0 { old } else { free.next().unwrap_or(old) };
            let part = parts.entry(*route).or_insert_with(|| empty_part(flow, *route));
            let destination = Destination { route: *route, bordereau: new };
            destinations.extend(pieces.iter().map(|piece| (titre_key(bordereau, piece), destination)));
            part.titres.extend(pieces.iter().map(|piece| part_titre(piece, old, new)));
            let after =
                order[rank + 1..].iter().map(|later| amounts(&sides[later])).fold(Totals::default(), Totals::plus);
            let cut = cut(bordereau, pieces, new, after);
            part.flow.pes_recette_aller.get_or_insert_default().bordereau.push(cut);
        }
    }
    let users = Users::of(flow, &destinations);
    pieces::share(flow, source, &users, &destinations, &mut parts)?;
    // Spending and what no titre claims stay with the first part.
    if let Some(first) = parts.values_mut().next() {
        first.flow.pes_depense_aller = flow.pes_depense_aller.clone();
        first.flow.pes_marche = flow.pes_marche.clone();
    }
    Ok((parts.into_values().collect(), free.next().unwrap_or(first_bordereau)))
}

/// The titres chosen, in their bordereaux and with their pieces, nothing else changed: what was refused, as it was.
pub fn extract(flow: &PesAller, chosen: &dyn Fn(usize, usize) -> bool) -> PesAller {
    let mut out = flow.clone();
    out.pes_depense_aller = None;
    out.pes_marche = None;
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    if let Some(recette) = &mut out.pes_recette_aller {
        for (b, bordereau) in recette.bordereau.iter_mut().enumerate() {
            let mut p = 0;
            bordereau.piece.retain(|_| {
                p += 1;
                chosen(b, p - 1)
            });
            wanted.extend(bordereau.piece.iter().flat_map(pieces::ids_of));
        }
        recette.bordereau.retain(|bordereau| !bordereau.piece.is_empty());
    }
    if let Some(pes_pj) = &mut out.pes_pj {
        pes_pj.pj.retain(|pj| pj.id_unique.as_ref().is_some_and(|id| wanted.contains(id.text())));
    }
    out
}

pub(super) fn number_of(bordereau: &Bordereau) -> u64 {
    bordereau.bloc_bordereau.as_ref().map_or(0, |bloc| whole(&bloc.id_bord))
}

pub(super) fn titre_key(bordereau: &Bordereau, piece: &Piece) -> TitreKey {
    let exer = bordereau.bloc_bordereau.as_ref().map_or(0, |bloc| whole(&bloc.exer));
    let titre = piece.bloc_piece.as_ref().map_or(0, |bloc| whole(&bloc.id_pce));
    (exer, number_of(bordereau), titre)
}

fn amounts(pieces: &[&Piece]) -> Totals {
    pieces.iter().map(|piece| piece_totals(piece)).fold(Totals::default(), Totals::plus)
}

/// The same bordereau with these titres only. One that is left whole keeps what it announces, right or wrong.
fn cut(bordereau: &Bordereau, pieces: &[&Piece], number: u64, after: Totals) -> Bordereau {
    let mut cut = Bordereau { piece: Vec::new(), ..bordereau.clone() };
    cut.piece = pieces.iter().map(|piece| (*piece).clone()).collect();
    let is_whole = pieces.len() == bordereau.piece.len();
    if let Some(bloc) = cut.bloc_bordereau.as_mut().filter(|_| !is_whole) {
        let totals = amounts(pieces);
        bloc.id_bord = Num::new(number).and_then(made);
        bloc.nbr_pce = Num::new(pieces.len() as u64).and_then(made);
        bloc.mt_bord_ht = Montant::from_centimes(totals.ht).and_then(made);
        bloc.mt_bord_tva = Montant::from_centimes(totals.tva).and_then(made);
        // The running total before the sides that come after this one.
        if let Some(cumul) = bloc.mt_cumul_annuel.as_ref().and_then(Value::ok) {
            bloc.mt_cumul_annuel = Montant::from_centimes(cumul.centimes() - after.ttc()).and_then(made);
        }
    }
    cut
}

fn empty_part(flow: &PesAller, route: Route) -> Part {
    let recette =
        flow.pes_recette_aller.as_ref().map(|recette| PesRecetteAller { bordereau: Vec::new(), ..recette.clone() });
    let pes_pj = flow.pes_pj.as_ref().map(|pes_pj| PesPj { pj: Vec::new(), ..pes_pj.clone() });
    let flow = PesAller {
        enveloppe: flow.enveloppe.clone(),
        en_tete_pes: flow.en_tete_pes.clone(),
        pes_recette_aller: recette,
        pes_pj,
        rest: flow.rest.clone(),
        ..PesAller::default()
    };
    Part { route, titres: Vec::new(), flow }
}
