//! Invoices accepted are put in bordereaux and numbered: after refusals, so that numbers have no hole.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pes_parser::text;
use pes_validator::{Diagnostic, rules};

use crate::config::Config;
use crate::map::{Draft, Refused};
use crate::route::Route;

/// Invoices that go together: the same route, and the same bordereau when the data gives one.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The route, or none when routes are not separated.
    pub route: Option<Route>,
    /// The number that the data gives to the bordereau.
    pub(crate) bordereau: Option<u64>,
    pub(crate) drafts: Vec<Draft>,
}

impl Batch {
    /// Count of titres.
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Whether it holds no titre.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// The folder of its flows.
    pub fn folder(&self) -> &'static str {
        self.route.map_or("mixte", Route::word)
    }
}

/// Puts accepted invoices in batches and numbers their titres; gives back those that the numbers in the data forbid.
pub fn number(config: &Config, drafts: Vec<Draft>) -> (Vec<Batch>, Vec<Refused>) {
    let (drafts, mut refused) = without_repeated_titres(drafts);
    let (drafts, mixed) = without_mixed_bordereaux(config, drafts);
    refused.extend(mixed);
    refused.sort_by_key(|refused| refused.origin);
    let mut groups: BTreeMap<(Option<Route>, Option<u64>), Vec<Draft>> = BTreeMap::new();
    for draft in drafts {
        let route = config.routing.separate.then_some(draft.route);
        groups.entry((route, draft.bordereau)).or_default().push(draft);
    }
    let given: BTreeSet<u64> = groups.values().flatten().filter_map(|draft| draft.titre).collect();
    let mut next = config.numbering.first_titre;
    let mut batches = Vec::new();
    for ((route, bordereau), mut drafts) in groups {
        for draft in &mut drafts {
            if draft.titre.is_none() {
                while given.contains(&next) {
                    next += 1;
                }
                draft.titre = Some(next);
                next += 1;
            }
        }
        batches.push(Batch { route, bordereau, drafts });
    }
    (batches, refused)
}

/// A bordereau whose number the data gives holds one route, or else all of it is refused: no number is sent twice.
fn without_mixed_bordereaux(config: &Config, drafts: Vec<Draft>) -> (Vec<Draft>, Vec<Refused>) {
    let mut routes: HashMap<u64, BTreeSet<Route>> = HashMap::new();
    for draft in &drafts {
        if let Some(bordereau) = draft.bordereau {
            routes.entry(bordereau).or_default().insert(draft.route);
        }
    }
    partition(drafts, |draft| {
        let bordereau = draft.bordereau.filter(|number| config.routing.separate && routes[number].len() > 1)?;
        let words: Vec<&str> = routes[&bordereau].iter().map(|route| route.word()).collect();
        let words = words.join(", ");
        let message = text!(
            fr = "le bordereau {bordereau} mêle plusieurs circuits : {words}",
            en = "the bordereau {bordereau} mixes routes: {words}"
        );
        let help = pes_parser::Text::fixed(
            "donner un bordereau à chaque circuit, ou routage.separer = false",
            "give each route its bordereau, or routage.separer = false",
        );
        Some(Diagnostic::new(&rules::PES861, draft.at_bordereau.clone(), message).help(help))
    })
}

fn without_repeated_titres(drafts: Vec<Draft>) -> (Vec<Draft>, Vec<Refused>) {
    let mut counts: HashMap<u64, usize> = HashMap::new();
    for number in drafts.iter().filter_map(|draft| draft.titre) {
        *counts.entry(number).or_default() += 1;
    }
    partition(drafts, |draft| {
        let titre = draft.titre.filter(|number| counts[number] > 1)?;
        let message =
            text!(fr = "titre {titre} donné à plusieurs factures", en = "titre {titre} given to several invoices");
        Some(Diagnostic::new(&rules::PES862, draft.at_titre.clone(), message))
    })
}

fn partition(drafts: Vec<Draft>, fault: impl Fn(&Draft) -> Option<Diagnostic>) -> (Vec<Draft>, Vec<Refused>) {
    let mut kept = Vec::with_capacity(drafts.len());
    let mut refused = Vec::new();
    for draft in drafts {
        match fault(&draft) {
            None => kept.push(draft),
            Some(finding) => refused.push(draft.refused(vec![finding])),
        }
    }
    (kept, refused)
}
