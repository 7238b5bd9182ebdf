//! Invoices accepted are put in bordereaux and numbered: after refusals, so that numbers have no hole.

use std::collections::{BTreeMap, BTreeSet};

use pes_parser::{Text, text};
use pes_validator::{Diagnostic, rules};

use crate::config::Config;
use crate::deltas::Deltas;
use crate::map::{Draft, Origin, Refused};
use crate::route::Route;

/// The invoices accepted, to be numbered once all are known: some five bytes are held of each.
#[derive(Clone, Debug, Default)]
pub struct Accepted(Deltas<5>);

/// What numbering wants to know of an invoice.
#[derive(Clone, Copy, Debug)]
struct Light {
    origin: Origin,
    route: Route,
    /// The numbers that the data gives.
    bordereau: Option<u64>,
    titre: Option<u64>,
}

impl Accepted {
    /// Adds an invoice, which is written after those added before it.
    pub fn add(&mut self, draft: &Draft) {
        let Origin { input, invoice } = draft.origin;
        let route = draft.route as u64;
        // No number is 0.
        let (bordereau, titre) = (draft.bordereau.unwrap_or_default(), draft.titre.unwrap_or_default());
        self.0.push([input as u64, invoice as u64, route, bordereau, titre]);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn iter(&self) -> impl Iterator<Item = Light> {
        self.0.iter().map(|[input, invoice, route, bordereau, titre]| Light {
            origin: origin(input, invoice),
            route: Route::ALL[index(route)],
            bordereau: Some(bordereau).filter(|&number| number > 0),
            titre: Some(titre).filter(|&number| number > 0),
        })
    }
}

fn origin(input: u64, invoice: u64) -> Origin {
    Origin { input: index(input), invoice: index(invoice) }
}

fn index(number: u64) -> usize {
    // It was an index before it was packed.
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Titres that go together: the same route, and the same bordereau when the data gives one.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The route, or none when routes are not separated.
    pub route: Option<Route>,
    /// The number that the data gives to the bordereau.
    pub(crate) bordereau: Option<u64>,
    /// Origin and number of each titre; no number is 0.
    titres: Deltas<3>,
}

impl Batch {
    /// Count of titres.
    pub fn len(&self) -> usize {
        self.titres.len()
    }

    /// Whether it holds no titre.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The folder of its flows.
    pub fn folder(&self) -> &'static str {
        self.route.map_or("mixte", Route::word)
    }

    /// The invoice that each titre comes from, and its number.
    pub(crate) fn titres(&self) -> impl Iterator<Item = (Origin, u64)> {
        self.titres.iter().map(|[input, invoice, titre]| (origin(input, invoice), titre))
    }
}

/// The accepted invoices that the numbers in the data forbid: they are refused after all.
#[derive(Clone, Debug, Default)]
pub struct Forbidden {
    /// In order.
    reasons: Vec<(Origin, Reason)>,
    mixed: BTreeMap<u64, BTreeSet<Route>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    RepeatedTitre,
    MixedBordereau,
}

impl Forbidden {
    /// The invoices, in order.
    pub fn origins(&self) -> impl ExactSizeIterator<Item = Origin> {
        self.reasons.iter().map(|&(origin, _)| origin)
    }

    /// The invoice that a draft was made of as refused, if it is one of these.
    ///
    /// # Errors
    /// It is, and here is why.
    pub fn admit(&self, draft: Box<Draft>) -> Result<Box<Draft>, Box<Refused>> {
        let Ok(found) = self.reasons.binary_search_by_key(&draft.origin, |&(origin, _)| origin) else {
            return Ok(draft);
        };
        let finding = match self.reasons[found].1 {
            Reason::RepeatedTitre => repeated_titre(&draft),
            Reason::MixedBordereau => self.mixed_bordereau(&draft),
        };
        Err(Box::new(draft.refused(vec![finding])))
    }

    fn mixed_bordereau(&self, draft: &Draft) -> Diagnostic {
        let bordereau = draft.bordereau.unwrap_or_default();
        let words: Vec<&str> = self.mixed.get(&bordereau).into_iter().flatten().map(|route| route.word()).collect();
        let words = words.join(", ");
        let message = text!(
            fr = "le bordereau {bordereau} mêle plusieurs circuits : {words}",
            en = "the bordereau {bordereau} mixes routes: {words}"
        );
        let help = Text::fixed(
            "donner un bordereau à chaque circuit, ou routage.separer = false",
            "give each route its bordereau, or routage.separer = false",
        );
        Diagnostic::new(&rules::PES861, draft.at_bordereau.clone(), message).help(help)
    }
}

fn repeated_titre(draft: &Draft) -> Diagnostic {
    let titre = draft.titre.unwrap_or_default();
    let message =
        text!(fr = "titre {titre} donné à plusieurs factures", en = "titre {titre} given to several invoices");
    Diagnostic::new(&rules::PES862, draft.at_titre.clone(), message)
}

/// Puts accepted invoices in batches and numbers their titres, but for those that the numbers in the data forbid.
pub fn number(config: &Config, accepted: &Accepted) -> (Vec<Batch>, Forbidden) {
    let repeated = repeated(accepted);
    let is_repeated = |light: &Light| light.titre.is_some_and(|number| repeated.binary_search(&number).is_ok());
    let mixed =
        if config.routing.separate { mixed(accepted.iter().filter(|l| !is_repeated(l))) } else { BTreeMap::new() };
    let mut forbidden = Forbidden { reasons: Vec::new(), mixed };
    // Of each titre its origin and the number given, 0 when none is.
    let mut groups: BTreeMap<(Option<Route>, Option<u64>), Deltas<3>> = BTreeMap::new();
    let mut given: Vec<u64> = Vec::new();
    for light in accepted.iter() {
        let Light { origin, route, bordereau, titre } = light;
        if is_repeated(&light) {
            forbidden.reasons.push((origin, Reason::RepeatedTitre));
        } else if bordereau.is_some_and(|number| forbidden.mixed.contains_key(&number)) {
            forbidden.reasons.push((origin, Reason::MixedBordereau));
        } else {
            given.extend(titre);
            let route = config.routing.separate.then_some(route);
            let titres = groups.entry((route, bordereau)).or_default();
            titres.push([origin.input as u64, origin.invoice as u64, titre.unwrap_or_default()]);
        }
    }
    forbidden.reasons.sort_unstable_by_key(|&(origin, _)| origin);
    given.sort_unstable();
    let mut free = (config.numbering.first_titre..).filter(|number| given.binary_search(number).is_err());
    let mut batches = Vec::new();
    for ((route, bordereau), group) in groups {
        let mut titres = Deltas::default();
        for [input, invoice, titre] in group.iter() {
            let titre = if titre > 0 { titre } else { free.next().unwrap_or_default() };
            titres.push([input, invoice, titre]);
        }
        batches.push(Batch { route, bordereau, titres });
    }
    (batches, forbidden)
}

/// The numbers given to several titres, in order.
fn repeated(accepted: &Accepted) -> Vec<u64> {
    let mut given: Vec<u64> = accepted.iter().filter_map(|light| light.titre).collect();
    given.sort_unstable();
    let mut repeated: Vec<u64> = given.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    repeated.dedup();
    repeated
}

/// The bordereaux whose number the data gives and that do not hold one route: all of each is refused, so that no
/// number is sent twice.
fn mixed(titres: impl Iterator<Item = Light>) -> BTreeMap<u64, BTreeSet<Route>> {
    let mut routes: BTreeMap<u64, BTreeSet<Route>> = BTreeMap::new();
    for Light { route, bordereau, .. } in titres {
        if let Some(bordereau) = bordereau {
            routes.entry(bordereau).or_default().insert(route);
        }
    }
    routes.retain(|_, routes| routes.len() > 1);
    routes
}
