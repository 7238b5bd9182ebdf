//! What faults hold back: a fault of one titre has its whole bordereau refused.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use pes::validator::{Diagnostic, Rule, Scope, Severity};

use super::View;
use super::links::Subject;
use crate::alike::Gathered;
use crate::show::words::{name, plain};

/// Places shown of a rule before the rest is only counted.
const SHOWN_PLACES: usize = 3;
/// Titres at fault shown in the page itself; the table has them all.
const SHOWN_TITRES: usize = 10;

/// Titres, and what they amount to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    pub titres: usize,
    pub ttc_centimes: i64,
}

impl Weight {
    pub fn plus(self, other: Weight) -> Weight {
        Weight {
            titres: self.titres + other.titres,
            ttc_centimes: self.ttc_centimes.saturating_add(other.ttc_centimes),
        }
    }
}

/// What the file's errors hold back.
#[derive(Default)]
pub struct Held {
    pub weight: Weight,
    pub bordereaux: usize,
    /// Titres whose attached piece alone is refused.
    pub pieces: Weight,
    /// Of each titre, in the order of the flow.
    by_titre: Vec<State>,
}

/// What becomes of a titre. The order is that of how bad it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    #[default]
    Sound,
    /// A warning is about it.
    Warned,
    /// Refused for the fault of another.
    Dragged,
    /// Its notice is refused.
    Noticeless,
    /// It has an error of its own.
    AtFault,
}

impl Held {
    pub fn state(&self, titre: usize) -> State {
        self.by_titre.get(titre).copied().unwrap_or_default()
    }
}

/// A rule that something breaks.
pub struct RuleAtFault {
    pub rule: &'static Rule,
    pub count: usize,
    /// What is refused with it, here: an attached document takes no more than its piece along.
    pub scopes: Vec<Scope>,
    pub bordereaux: usize,
    pub weight: Weight,
    pub places: Vec<Place>,
}

/// A finding, for the page.
pub struct Place {
    pub message: String,
    pub help: String,
    pub at: String,
    /// `titre 12, MARTIN Paule`.
    pub subject: String,
}

/// A titre that has errors of its own.
pub struct TitreAtFault {
    pub numero: String,
    pub bordereau: String,
    pub debtor: String,
    pub ttc_centimes: i64,
    pub faults: Vec<(&'static Rule, String)>,
}

/// What one refusal takes along.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Refused {
    Flux,
    Bordereau(usize),
    Titre(usize),
    Piece(usize),
}

fn scope(rule: &Rule, subject: &Subject) -> Scope {
    if subject.in_piece { Scope::Piece } else { rule.scope }
}

fn refused(rule: &Rule, subject: &Subject) -> Vec<Refused> {
    let titres = |refused: fn(usize) -> Refused| subject.titres.iter().copied().map(refused).collect();
    match (scope(rule, subject), subject.bordereau) {
        (Scope::Piece, _) => titres(Refused::Piece),
        (Scope::Titre, _) if !subject.titres.is_empty() => titres(Refused::Titre),
        (Scope::Titre | Scope::Bordereau, Some(bordereau)) => vec![Refused::Bordereau(bordereau)],
        // What is in no bordereau is in the way of all.
        (Scope::Flux | Scope::Titre | Scope::Bordereau, _) => vec![Refused::Flux],
    }
}

/// The titres that refusals hold back, each once, and the bordereaux refused whole.
fn weigh(refusals: &BTreeSet<Refused>, view: &View<'_>, amounts: &[i64]) -> (BTreeSet<usize>, usize, Weight) {
    let mut bordereaux = BTreeSet::new();
    let mut titres = BTreeSet::new();
    for refusal in refusals {
        match *refusal {
            Refused::Flux => bordereaux.extend(0..view.shown.map_or(0, |shown| shown.bordereaux.len())),
            Refused::Bordereau(bordereau) => {
                bordereaux.insert(bordereau);
            }
            Refused::Titre(titre) | Refused::Piece(titre) => {
                titres.insert(titre);
            }
        }
    }
    titres.extend(bordereaux.iter().flat_map(|&bordereau| view.links.titres_of(bordereau)));
    let amount = |titre: &usize| amounts.get(*titre).copied().unwrap_or_default();
    let ttc_centimes = titres.iter().map(amount).fold(0, i64::saturating_add);
    let weight = Weight { titres: titres.len(), ttc_centimes };
    (titres, bordereaux.len(), weight)
}

/// The rules broken, the worst first, and what the errors hold back together.
pub fn rules_at_fault(view: &View<'_>) -> (Vec<RuleAtFault>, Held) {
    let amounts: Vec<i64> = view.titres().map(|titre| titre.somme.ttc_centimes).collect();
    let mut by_rule: BTreeMap<_, (RuleAtFault, BTreeSet<Refused>)> = BTreeMap::new();
    let mut all = BTreeSet::new();
    let mut by_titre = vec![State::Sound; amounts.len()];
    let mut told_of_many = HashSet::new();
    for (finding, subject) in view.findings() {
        let is_told = subject.titres.len() > 1 && !told_of_many.insert((finding.rule.id, subject.same()));
        let refuses = finding.is_error() || (view.context.strict && finding.rule.severity == Severity::Warning);
        let refusals = if is_told { Vec::new() } else { refused(finding.rule, subject) };
        let key = (std::cmp::Reverse(finding.rule.severity), finding.rule.id);
        let (told, taken) = by_rule.entry(key).or_insert_with(|| (RuleAtFault::new(finding.rule), BTreeSet::new()));
        told.count += 1;
        let scope = scope(finding.rule, subject);
        if !told.scopes.contains(&scope) {
            told.scopes.push(scope);
        }
        if told.places.len() < SHOWN_PLACES {
            told.places.push(place(finding, subject, view));
        }
        taken.extend(refusals.iter().copied());
        if refuses {
            all.extend(refusals);
        }
        let own = match (refuses, scope) {
            (true, Scope::Piece) => State::Noticeless,
            (true, _) => State::AtFault,
            (false, _) => State::Warned,
        };
        for &titre in subject.titres.iter().filter(|_| !is_told) {
            by_titre[titre] = by_titre[titre].max(own);
        }
    }
    let rules = by_rule.into_values().map(|(told, taken)| {
        let (_, bordereaux, weight) = weigh(&taken, view, &amounts);
        RuleAtFault { bordereaux, weight, ..told }
    });
    let (pieces, others): (BTreeSet<Refused>, BTreeSet<Refused>) =
        all.into_iter().partition(|refusal| matches!(refusal, Refused::Piece(_)));
    let (titres, bordereaux, weight) = weigh(&others, view, &amounts);
    for titre in titres {
        by_titre[titre] = by_titre[titre].max(State::Dragged);
    }
    let (_, _, pieces) = weigh(&pieces, view, &amounts);
    (rules.collect(), Held { weight, bordereaux, pieces, by_titre })
}

impl RuleAtFault {
    fn new(rule: &'static Rule) -> Self {
        let weight = Weight::default();
        RuleAtFault { rule, count: 0, scopes: Vec::new(), bordereaux: 0, weight, places: Vec::new() }
    }
}

fn place(finding: &Diagnostic, subject: &Subject, view: &View<'_>) -> Place {
    let at = &finding.at;
    let mut words = at.document.clone();
    if at.line > 0 {
        words.push_str(&format!("{} {}", view.words(", ligne", ", line"), at.line));
    }
    let titre = match &*subject.titres {
        [titre] => view.titres().nth(*titre),
        _ => None,
    };
    let named = titre.map(|titre| {
        let debtor = titre.debiteurs.first().map(name).unwrap_or_default();
        format!("titre {}, {debtor}", plain(&titre.numero))
    });
    Place {
        message: finding.message.get(view.context.screen.lang).to_owned(),
        help: finding.help.as_ref().map_or_else(String::new, |help| help.get(view.context.screen.lang).to_owned()),
        at: words,
        subject: named.unwrap_or_default(),
    }
}

/// The first titres that have errors of their own or of their notice, and how many there are.
pub fn titres_at_fault(view: &View<'_>) -> (Vec<TitreAtFault>, usize) {
    let errors = || view.findings().filter(|(finding, _)| finding.is_error());
    let mut told_of_many = HashSet::new();
    let mut at_fault = BTreeSet::new();
    for (_, subject) in errors() {
        if subject.titres.len() == 1 || told_of_many.insert(subject.same()) {
            at_fault.extend(subject.titres.iter().copied());
        }
    }
    let count = at_fault.len();
    let titres: Vec<_> = view.titres().collect();
    let shown = at_fault.into_iter().take(SHOWN_TITRES).filter_map(|index| {
        let of_titre =
            errors().filter(|(_, subject)| subject.titres.binary_search(&index).is_ok()).map(|(finding, _)| finding);
        let faults = Gathered::of(usize::MAX, of_titre).groups.into_iter().map(|group| {
            let message = group.first.message.get(view.context.screen.lang);
            let times = view.words("fois", "times");
            let count = if group.count > 1 { format!(" ({} {times})", group.count) } else { String::new() };
            (group.first.rule, format!("{message}{count}"))
        });
        let titre = titres.get(index)?;
        let bordereau = view.shown?.bordereaux.get(view.links.bordereau_of(index))?;
        Some(TitreAtFault {
            numero: plain(&titre.numero),
            bordereau: plain(&bordereau.numero),
            debtor: titre.debiteurs.first().map(name).unwrap_or_default(),
            ttc_centimes: titre.somme.ttc_centimes,
            faults: faults.collect(),
        })
    });
    (shown.collect(), count)
}
