//! Random content models and random children: the verdict is that of a matcher too simple to be wrong.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{report, schema};

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

#[derive(Clone, Debug)]
struct Particle {
    term: Term,
    min: usize,
    max: Option<usize>,
}

#[derive(Clone, Debug)]
enum Term {
    Element(usize),
    Any,
    Sequence(Vec<Particle>),
    Choice(Vec<Particle>),
}

impl Particle {
    fn xsd(&self) -> String {
        let max = self.max.map_or("unbounded".to_owned(), |max| max.to_string());
        let occurs = format!("minOccurs='{}' maxOccurs='{max}'", self.min);
        let all = |parts: &[Particle]| parts.iter().map(Particle::xsd).collect::<String>();
        match &self.term {
            Term::Element(name) => format!("<xs:element name='{}' type='xs:string' {occurs}/>", NAMES[*name]),
            Term::Any => format!("<xs:any processContents='skip' {occurs}/>"),
            Term::Sequence(parts) => format!("<xs:sequence {occurs}>{}</xs:sequence>", all(parts)),
            Term::Choice(parts) => format!("<xs:choice {occurs}>{}</xs:choice>", all(parts)),
        }
    }

    /// Where children can end that start at one of some places.
    fn ends(&self, children: &[usize], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut reached = starts.clone();
        let mut ends = if self.min == 0 { reached.clone() } else { BTreeSet::new() };
        for round in 1..=self.max.unwrap_or(usize::MAX) {
            reached = self.term.ends(children, &reached);
            // Rounds that lead nowhere new are the last that matter.
            if reached.is_empty() || round >= self.min && reached.is_subset(&ends) {
                break;
            }
            if round >= self.min {
                ends.extend(&reached);
            }
        }
        ends
    }
}

impl Term {
    fn ends(&self, children: &[usize], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        let after = |allowed: &dyn Fn(usize) -> bool| {
            starts
                .iter()
                .filter(|&&at| children.get(at).is_some_and(|&child| allowed(child)))
                .map(|at| at + 1)
                .collect()
        };
        match self {
            Term::Element(name) => after(&|child| child == *name),
            Term::Any => after(&|_| true),
            Term::Sequence(parts) => parts.iter().fold(starts.clone(), |at, part| part.ends(children, &at)),
            Term::Choice(parts) => parts.iter().flat_map(|part| part.ends(children, starts)).collect(),
        }
    }

    /// Children that the term accepts, as the dice fall.
    fn sample(&self, dice: &mut impl FnMut(usize) -> usize, children: &mut Vec<usize>) {
        match self {
            Term::Element(name) => children.push(*name),
            Term::Any => children.push(dice(NAMES.len())),
            Term::Sequence(parts) => parts.iter().for_each(|part| part.sample(dice, children)),
            Term::Choice(parts) if parts.is_empty() => {}
            Term::Choice(parts) => parts[dice(parts.len())].sample(dice, children),
        }
    }
}

impl Particle {
    fn sample(&self, dice: &mut impl FnMut(usize) -> usize, children: &mut Vec<usize>) {
        let most = self.max.unwrap_or(self.min + 3).min(self.min + 3);
        for _ in 0..self.min + dice(most - self.min + 1) {
            if children.len() < 30 {
                self.term.sample(dice, children);
            }
        }
    }
}

fn occurring(term: impl Strategy<Value = Term>) -> impl Strategy<Value = Particle> {
    let occurs = prop_oneof![
        4 => Just((1, Some(1))),
        2 => Just((0, Some(1))),
        2 => Just((0, None)),
        1 => Just((1, None)),
        2 => (0..4_usize, 0..4_usize).prop_map(|(min, more)| (min, Some((min + more).max(1)))),
        1 => (2..4_usize).prop_map(|min| (min, None)),
        // Too many to be written out.
        1 => (0..3_usize).prop_map(|min| (min, Some(3_000))),
    ];
    (term, occurs).prop_map(|(term, (min, max))| Particle { term, min, max })
}

fn models() -> impl Strategy<Value = Particle> {
    let leaf = occurring(prop_oneof![9 => (0..NAMES.len()).prop_map(Term::Element), 1 => Just(Term::Any)]);
    leaf.prop_recursive(3, 12, 4, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 0..4);
        occurring(prop_oneof![parts().prop_map(Term::Sequence), parts().prop_map(Term::Choice)])
    })
}

proptest! {
    #[test]
    fn models_accept_what_the_simple_matcher_accepts(
        model in models(),
        seeds in prop::collection::vec(any::<u32>(), 6),
        random in prop::collection::vec(0..NAMES.len(), 0..6),
    ) {
        let body = format!("<xs:element name='r'><xs:complexType><xs:sequence>{}</xs:sequence></xs:complexType></xs:element>", model.xsd());
        let schema = schema(&body);
        let mut words = vec![random];
        for (index, &seed) in seeds.iter().enumerate() {
            let mut state = seed;
            let mut dice = |sides: usize| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) as usize % sides.max(1)
            };
            let mut word = Vec::new();
            model.sample(&mut dice, &mut word);
            // Half of them with one child too few, or another.
            if index % 2 == 1 && !word.is_empty() {
                let at = dice(word.len());
                match dice(2) {
                    0 => drop(word.remove(at)),
                    _ => word[at] = dice(NAMES.len()),
                }
            }
            words.push(word);
        }
        for word in words {
            let children: String = word.iter().map(|&name| format!("<{}/>", NAMES[name])).collect();
            let accepted = model.ends(&word, &BTreeSet::from([0])).contains(&word.len());
            let report = report(&schema, format!("<r>{children}</r>").as_bytes());
            prop_assert_eq!(report.is_valid(), accepted, "{} of {}: {:?}", children, body, report);
        }
    }
}
