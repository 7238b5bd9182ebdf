//! A flow of titres without ASAP, as finance software writes it: the ASAP, the `PJRef` and the `Edition` are added.

use std::collections::HashMap;

use pes_parser::model::{EnTetePesPj, FactureIndiv, PesPj, Piece, Pj};
use pes_parser::value::{Date, Num, Place};
use pes_parser::{PesAller, Source, Text, text};
use pes_validator::{At, Diagnostic, Severity, rules};

use super::titre::{Asap, Titre, Unlocated, titre_number};
use super::{Part, PartTitre, part_titre, partition, refuse_signed, text_of, whole};
use crate::config::{Config, made};
use crate::route::Route;
use crate::write::Pieces;

/// What became of a flow.
#[derive(Clone, Debug)]
pub struct AddedAsap {
    /// The flows to send, one for each route.
    pub parts: Vec<Part>,
    /// Each titre that goes, by bordereau and rank: its reason.
    pub reasons: Vec<TitreReason>,
    /// Each titre refused: why.
    pub refused: Vec<RefusedTitre>,
    /// What was chosen on the way.
    pub findings: Vec<Diagnostic>,
    /// The next number of a bordereau.
    pub next_bordereau: u64,
}

/// Why a titre goes its way.
#[derive(Clone, Debug)]
pub struct TitreReason {
    /// Number of its bordereau in the flow read.
    pub bordereau: u64,
    /// Its number.
    pub titre: u64,
    /// Whether it gets an ASAP; if not, it is passed on as it is.
    pub has_asap: bool,
    /// Why.
    pub reason: Text,
}

/// A titre refused.
#[derive(Clone, Debug)]
pub struct RefusedTitre {
    /// Rank of its bordereau in the flow, from 0.
    pub bordereau_index: usize,
    /// Rank of the titre in its bordereau, from 0.
    pub piece_index: usize,
    /// The titre.
    pub titre: PartTitre,
    /// Why.
    pub findings: Vec<Diagnostic>,
}

/// Adds to each titre that allows one its ASAP, its `PJRef` and its `Edition`, and parts the routes.
///
/// `found` is what the check of the flow found: a fault inside a titre refuses that titre. Public titres that leave a
/// bordereau of private ones get a new one, numbered from `first_bordereau`.
///
/// Titres are kept as they are. Those whose type and nature allow no ASAP are passed on untouched, with the private
/// ones.
///
/// # Errors
/// The flow is signed, is another budget's than the configuration's, or has a fault outside its titres.
pub fn add_asap(
    flow: &PesAller,
    source: &Source<'_>,
    found: &[Diagnostic],
    config: &Config,
    date: Date,
    first_bordereau: u64,
) -> Result<AddedAsap, Vec<Diagnostic>> {
    refuse_signed(flow, source)?;
    refuse_other_budget(flow, source, config)?;
    let mut faults = by_titre(found)?;
    let mut flow = flow.clone();
    let mut outcome = AddedAsap {
        parts: Vec::new(),
        reasons: Vec::new(),
        refused: Vec::new(),
        findings: Vec::new(),
        next_bordereau: first_bordereau,
    };
    let mut routes: HashMap<(usize, usize), Route> = HashMap::new();
    let mut pieces: Vec<Pj> = Vec::new();
    // With the rank of the titre refused, when it is one.
    let mut unlocated: Vec<(Option<usize>, Unlocated)> = Vec::new();
    for (b, bordereau) in flow.pes_recette_aller.iter_mut().flat_map(|recette| &mut recette.bordereau).enumerate() {
        let bloc = bordereau.bloc_bordereau.clone().unwrap_or_default();
        let mut common: Vec<FactureIndiv> = Vec::new();
        for (p, piece) in bordereau.piece.iter_mut().enumerate() {
            let faulty = faults.remove(&(b, p)).unwrap_or_default();
            let mut titre = Titre { config, bloc: &bloc, date, findings: Vec::new() };
            let decided = titre.decide(piece);
            let refused =
                !faulty.is_empty() || titre.findings.iter().any(|found| found.rule.severity == Severity::Error);
            let Some((route, reason, asap)) = decided.filter(|_| !refused) else {
                let rank = Some(outcome.refused.len());
                unlocated.extend(titre.findings.into_iter().map(|found| (rank, found)));
                outcome.refused.push(RefusedTitre {
                    bordereau_index: b,
                    piece_index: p,
                    titre: part_titre(piece, whole(&bloc.id_bord), whole(&bloc.id_bord)),
                    findings: faulty,
                });
                continue;
            };
            unlocated.extend(titre.findings.into_iter().map(|found| (None, found)));
            outcome.reasons.push(TitreReason {
                bordereau: whole(&bloc.id_bord),
                titre: titre_number(piece),
                has_asap: !matches!(asap, Asap::None),
                reason,
            });
            match asap {
                Asap::None => {}
                Asap::Own(pj) => pieces.push(*pj),
                Asap::Common(indiv) => common.push(*indiv),
            }
            routes.insert((b, p), route);
        }
        if !common.is_empty() {
            let makes = Pieces::new(config, date, whole(&bloc.exer), whole(&bloc.id_bord));
            let indivs: Vec<Vec<u8>> = common.iter().map(|indiv| indiv.write(config.flux.encoding)).collect();
            pieces.push(makes.common(&indivs.iter().map(Vec::as_slice).collect::<Vec<_>>()));
        }
    }
    if !pieces.is_empty() {
        let pes_pj = flow.pes_pj.get_or_insert_with(|| PesPj {
            en_tete_pes_pj: Some(EnTetePesPj { id_ver: Num::new(1).and_then(made), ..EnTetePesPj::default() }),
            ..PesPj::default()
        });
        pes_pj.pj.extend(pieces);
    }
    let places: Vec<Place> = unlocated.iter().map(|(_, found)| found.place).collect();
    for ((refused, found), location) in unlocated.into_iter().zip(source.locate_all(&places)) {
        let finding = Diagnostic::new(found.rule, At::xml(source.name(), location), found.message);
        match refused {
            Some(rank) => outcome.refused[rank].findings.push(finding),
            None => outcome.findings.push(finding),
        }
    }
    let mut route_of = |b: usize, p: usize, _: &Piece| routes.get(&(b, p)).copied();
    (outcome.parts, outcome.next_bordereau) = partition::partition(&flow, source, &mut route_of, first_bordereau)?;
    Ok(outcome)
}

type FaultsByTitre = HashMap<(usize, usize), Vec<Diagnostic>>;

/// Errors by rank of bordereau and of titre; those that are in no titre stop everything.
fn by_titre(found: &[Diagnostic]) -> Result<FaultsByTitre, Vec<Diagnostic>> {
    let rank = |step: &str, name: &str| -> Option<usize> {
        step.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?.parse::<usize>().ok()?.checked_sub(1)
    };
    let (mut of_titres, mut others) = (FaultsByTitre::new(), Vec::new());
    for finding in found.iter().filter(|finding| finding.is_error()) {
        let mut steps = finding.at.path.split('/').skip(3);
        let bordereau = steps.next().and_then(|step| rank(step, "Bordereau"));
        match bordereau.zip(steps.next().and_then(|step| rank(step, "Piece"))) {
            Some(titre) => of_titres.entry(titre).or_default().push(finding.clone()),
            None => others.push(finding.clone()),
        }
    }
    if others.is_empty() { Ok(of_titres) } else { Err(others) }
}

fn refuse_other_budget(flow: &PesAller, source: &Source<'_>, config: &Config) -> Result<(), Vec<Diagnostic>> {
    let header = flow.en_tete_pes.clone().unwrap_or_default();
    let budget = |siret: String, col: String, bud: String| format!("{siret} {col}/{bud}");
    let found =
        budget(text_of(header.id_coll.as_ref()), text_of(header.cod_col.as_ref()), text_of(header.cod_bud.as_ref()));
    let en_tete = &config.en_tete;
    let expected = budget(config.siret.clone(), text_of(en_tete.cod_col.as_ref()), text_of(en_tete.cod_bud.as_ref()));
    if found == expected {
        return Ok(());
    }
    let config_name = &config.name;
    let message = text!(
        fr = "le flux est du budget {found}, {config_name} du budget {expected}",
        en = "the flow is of the budget {found}, {config_name} of the budget {expected}"
    );
    let at = At::xml(source.name(), source.locate(header.place.get()));
    Err(vec![Diagnostic::new(&rules::PES804, at, message)])
}
