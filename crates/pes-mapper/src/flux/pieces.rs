//! The attached pieces of a flow that is cut: moved, copied, or made anew.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pes_parser::code::TypePj;
use pes_parser::model::{Contenu, FactureIndiv, Fichier, PesFacture, Piece, Pj, PjRef};
use pes_parser::value::{Num, Value};
use pes_parser::{OpenLimits, PesAller, Source, Text, text};
use pes_validator::{At, Diagnostic, rules, unreadable};

use super::partition::{Destination, TitreKey, titre_key};
use super::{Part, text_of, whole};
use crate::config::made;
use crate::route::Route;
use crate::write::{MIME_XML, reference_to};

/// Which titres use each piece, and where they go.
pub(super) struct Users(HashMap<String, Vec<Option<(TitreKey, Destination)>>>);

impl Users {
    pub fn of(flow: &PesAller, destinations: &HashMap<TitreKey, Destination>) -> Self {
        let mut users: HashMap<String, Vec<Option<(TitreKey, Destination)>>> = HashMap::new();
        for bordereau in flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau) {
            for piece in &bordereau.piece {
                let key = titre_key(bordereau, piece);
                for id in ids_of(piece) {
                    users.entry(id).or_default().push(destinations.get(&key).map(|destination| (key, *destination)));
                }
            }
        }
        Users(users)
    }
}

/// The pieces that a titre names.
pub(super) fn ids_of(piece: &Piece) -> Vec<String> {
    let of_lines = piece
        .ligne_de_piece
        .iter()
        .filter_map(|ligne| ligne.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref())
        .flat_map(|info| &info.pj_ref);
    let of_titre = piece.bloc_piece.iter().flat_map(|bloc| &bloc.pj_ref);
    of_titre.chain(of_lines).map(|pj_ref| text_of(pj_ref.id_unique.as_ref())).collect()
}

fn references_mut(piece: &mut Piece) -> impl Iterator<Item = &mut PjRef> {
    let of_lines = piece
        .ligne_de_piece
        .iter_mut()
        .filter_map(|ligne| ligne.bloc_ligne_piece.as_mut()?.info_ligne_piece.as_mut())
        .flat_map(|info| &mut info.pj_ref);
    piece.bloc_piece.iter_mut().flat_map(|bloc| &mut bloc.pj_ref).chain(of_lines)
}

/// Gives each part its pieces.
pub(super) fn share(
    flow: &PesAller,
    source: &Source<'_>,
    users: &Users,
    destinations: &HashMap<TitreKey, Destination>,
    parts: &mut BTreeMap<Route, Part>,
) -> Result<(), Vec<Diagnostic>> {
    let mut ids = NewIds::of(flow);
    let mut faults = Vec::new();
    let mut replaced: HashMap<(Route, String), PjRef> = HashMap::new();
    for (index, pj) in flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj).enumerate() {
        let id = text_of(pj.id_unique.as_ref());
        let Some(titres) = users.0.get(&id) else {
            // No titre claims it.
            if let Some(first) = parts.values_mut().next() {
                push(first, pj.clone());
            }
            continue;
        };
        let kept: Vec<(TitreKey, Destination)> = titres.iter().copied().flatten().collect();
        let routes: BTreeSet<Route> = kept.iter().map(|(_, destination)| destination.route).collect();
        let renumbered = kept.iter().any(|&((_, old, _), destination)| old != destination.bordereau);
        let is_facture = pj.type_pj.as_ref().and_then(Value::ok) == Some(TypePj::PesFacture);
        let some_left_out = kept.len() < titres.len();
        if is_facture && (routes.len() > 1 || renumbered || some_left_out) && !kept.is_empty() {
            let chain = pj.chain(source.name(), index + 1);
            match open(&chain, pj)
                .and_then(|document| by_route(&chain, &document.0, destinations, titres).map(|f| (document, f)))
            {
                Ok(((document, encoding), factures)) => {
                    for (route, indivs) in factures {
                        let Some(part) = parts.get_mut(&route) else { continue };
                        let bordereau = kept.iter().find(|(_, d)| d.route == route).map_or(0, |(_, d)| d.bordereau);
                        let mut document = document.clone();
                        if let Some(facture) = &mut document.pes_facture {
                            facture.facture_indiv = indivs;
                        }
                        let fichier = Fichier::compress(&document.write(encoding), mime_type(pj));
                        let name = if routes.len() > 1 { name_with(pj, route) } else { text_of(pj.nom_pj.as_ref()) };
                        let anew = renamed(pj, &ids.next(bordereau), &name, Some(fichier));
                        replaced.insert((route, id.clone()), reference_to(&anew));
                        push(part, anew);
                    }
                }
                Err(fault) => faults.push(*fault),
            }
            continue;
        }
        for (rank, route) in routes.into_iter().enumerate() {
            let Some(part) = parts.get_mut(&route) else { continue };
            if rank == 0 {
                push(part, pj.clone());
                continue;
            }
            // The same identifier in two flows would refuse the second.
            let bordereau = kept.iter().find(|(_, d)| d.route == route).map_or(0, |(_, d)| d.bordereau);
            let copy = renamed(pj, &ids.next(bordereau), &text_of(pj.nom_pj.as_ref()), None);
            replaced.insert((route, id.clone()), reference_to(&copy));
            push(part, copy);
        }
    }
    if !replaced.is_empty() {
        parts.values_mut().for_each(|part| point_to_new_pieces(part, &replaced));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn push(part: &mut Part, pj: Pj) {
    part.flow.pes_pj.get_or_insert_default().pj.push(pj);
}

fn mime_type(pj: &Pj) -> &str {
    let fichier = pj.contenu.as_ref().and_then(|contenu| contenu.fichier.as_ref());
    fichier.map_or(MIME_XML, Fichier::mime_type)
}

fn renamed(pj: &Pj, id: &str, name: &str, fichier: Option<Fichier>) -> Pj {
    let mut pj = pj.clone();
    pj.id_unique = Some(Value::raw(id));
    pj.nom_pj = Some(Value::raw(name));
    if fichier.is_some() {
        pj.contenu = Some(Contenu { fichier, ..Contenu::default() });
    }
    pj
}

/// `asap.xml` gives `asap-public.xml`.
fn name_with(pj: &Pj, route: Route) -> String {
    let name = text_of(pj.nom_pj.as_ref());
    let Some((stem, extension)) = name.rsplit_once('.') else { return name };
    let suffix = format!("-{}.{extension}", route.word());
    let stem: String = stem.chars().take(100 - suffix.chars().count().min(99)).collect();
    format!("{stem}{suffix}")
}

/// The titres of a part that named a piece name the one that takes its place.
fn point_to_new_pieces(part: &mut Part, replaced: &HashMap<(Route, String), PjRef>) {
    let route = part.route;
    let recette = part.flow.pes_recette_aller.iter_mut();
    for piece in recette.flat_map(|recette| &mut recette.bordereau).flat_map(|bordereau| &mut bordereau.piece) {
        for pj_ref in references_mut(piece) {
            let Some(new) = replaced.get(&(route, text_of(pj_ref.id_unique.as_ref()))) else { continue };
            pj_ref.id_unique = new.id_unique.clone();
            if pj_ref.nom_pj.is_some() {
                pj_ref.nom_pj = new.nom_pj.clone();
            }
        }
    }
}

type Opened = (PesAller, pes_parser::Encoding);

/// Opens the document of a piece; what the model has no room for would be moved blindly, so it is refused.
fn open(chain: &str, pj: &Pj) -> Result<Opened, Box<Diagnostic>> {
    let file = pj
        .open(OpenLimits::default())
        .map_err(|error| Box::new(Diagnostic::new(&rules::PES010, At::document(chain), error.describe())))?;
    let unreadable = |error| Box::new(unreadable(chain, &error));
    let source = Source::decode(chain, &file).map_err(unreadable)?;
    let (document, faults) = PesAller::read(&source).map_err(unreadable)?;
    match faults.first() {
        None => Ok((document, source.encoding())),
        Some(fault) => {
            let at = At::xml(chain, source.locate(fault.place));
            Err(Box::new(Diagnostic::new(&rules::PES005, at, fault.kind.describe())))
        }
    }
}

/// The invoices of a piece by the route of their titre, each naming the bordereau its titre is in now.
fn by_route(
    chain: &str,
    document: &PesAller,
    destinations: &HashMap<TitreKey, Destination>,
    users: &[Option<(TitreKey, Destination)>],
) -> Result<BTreeMap<Route, Vec<FactureIndiv>>, Box<Diagnostic>> {
    let empty = PesFacture::default();
    let facture = document.pes_facture.as_ref().unwrap_or(&empty);
    let some_left_out = users.iter().any(Option::is_none);
    let mut by_route: BTreeMap<Route, Vec<FactureIndiv>> = BTreeMap::new();
    for indiv in &facture.facture_indiv {
        let key = indiv.ref_titre.as_ref().map(|titre| {
            let exercice = titre.exercice.as_ref().and_then(Value::ok).map_or(0, |year| u64::from(year.0));
            (exercice, whole(&titre.num_bordereau), whole(&titre.num_titre))
        });
        let Some(destination) = key.and_then(|key| destinations.get(&key)) else {
            // The invoice of a titre that is refused stays with it.
            if some_left_out {
                continue;
            }
            let numero = text_of(indiv.numero_facture.as_ref());
            let message = text!(
                fr = "facture {numero} : son titre n'est pas dans le flux, la pièce ne peut pas être partagée",
                en = "invoice {numero}: its titre is not in the flow, the piece cannot be shared out"
            );
            return Err(Box::new(Diagnostic::new(&rules::PES251, At::document(chain), message)));
        };
        let mut indiv = indiv.clone();
        if let Some(titre) = &mut indiv.ref_titre {
            titre.num_bordereau = Num::new(destination.bordereau).and_then(made);
        }
        by_route.entry(destination.route).or_default().push(indiv);
    }
    for (_, destination) in users.iter().flatten() {
        if !by_route.contains_key(&destination.route) {
            let message = Text::fixed(
                "la pièce n'a pas de facture pour tous les titres qui la nomment",
                "the piece has no invoice for some of the titres that name it",
            );
            return Err(Box::new(Diagnostic::new(&rules::PES251, At::document(chain), message)));
        }
    }
    Ok(by_route)
}

/// New identifiers: budget, year, bordereau and a rank, none of them in the flow already.
struct NewIds {
    stem: String,
    taken: BTreeSet<String>,
}

impl NewIds {
    fn of(flow: &PesAller) -> Self {
        let header = flow.en_tete_pes.as_ref();
        let budget = [
            text_of(header.and_then(|header| header.id_coll.as_ref())),
            text_of(header.and_then(|header| header.cod_col.as_ref())),
            text_of(header.and_then(|header| header.cod_bud.as_ref())),
        ]
        .concat();
        let exer = flow
            .pes_recette_aller
            .iter()
            .flat_map(|recette| &recette.bordereau)
            .find_map(|b| b.bloc_bordereau.as_ref());
        let exer = exer.map_or(0, |bloc| whole(&bloc.exer));
        let stem: String = budget.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
        let pieces = flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj);
        NewIds { stem: format!("{stem}{exer}"), taken: pieces.map(|pj| text_of(pj.id_unique.as_ref())).collect() }
    }

    fn next(&mut self, bordereau: u64) -> String {
        let stem = &self.stem;
        let free = (1_u32..).map(|rank| format!("{stem}B{bordereau}S{rank}")).find(|id| !self.taken.contains(id));
        let id = free.unwrap_or_default();
        self.taken.insert(id.clone());
        id
    }
}
