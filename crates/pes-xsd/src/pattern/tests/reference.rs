//! Random expressions on random values against a matcher that is slow and obvious.

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::Pattern;

/// An expression as the tests know it.
#[derive(Clone, Debug)]
enum Expression {
    Set(Set),
    Sequence(Vec<Expression>),
    Choice(Vec<Expression>),
    Repeat(Box<Expression>, usize, Option<usize>),
}

#[derive(Clone, Debug)]
enum Set {
    Character(char),
    Wildcard,
    Escape(char),
    Class { negated: bool, members: Vec<Member>, subtracted: Option<Box<Set>> },
}

#[derive(Clone, Debug)]
enum Member {
    Range(char, char),
    Escape(char),
}

const ALPHABET: &[char] = &['a', 'b', 'c', '1', '-', '^', ']', '\\', ' ', '\n', 'é', '٣', '€', '😀'];

impl Expression {
    /// Where a match that starts at a position can end.
    fn ends(&self, value: &[char], start: usize) -> BTreeSet<usize> {
        match self {
            Expression::Set(set) => {
                value.get(start).filter(|&&character| set.contains(character)).map(|_| start + 1).into_iter().collect()
            }
            Expression::Sequence(parts) => {
                parts.iter().fold(BTreeSet::from([start]), |starts, part| part.ends_of_all(value, &starts))
            }
            Expression::Choice(branches) => branches.iter().flat_map(|branch| branch.ends(value, start)).collect(),
            Expression::Repeat(repeated, min, max) => {
                let mut current = BTreeSet::from([start]);
                for _ in 0..*min {
                    current = repeated.ends_of_all(value, &current);
                }
                let mut ends = current.clone();
                let mut count = *min;
                while max.is_none_or(|max| count < max) && !current.is_empty() && count <= min + value.len() {
                    current = repeated.ends_of_all(value, &current);
                    ends.extend(&current);
                    count += 1;
                }
                ends
            }
        }
    }

    fn ends_of_all(&self, value: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        starts.iter().flat_map(|&start| self.ends(value, start)).collect()
    }

    fn matches(&self, value: &str) -> bool {
        let value: Vec<char> = value.chars().collect();
        self.ends(&value, 0).contains(&value.len())
    }

    fn write(&self, out: &mut String) {
        match self {
            Expression::Set(set) => set.write(out),
            Expression::Sequence(parts) => parts.iter().for_each(|part| part.write_atom(out)),
            Expression::Choice(branches) => {
                for (index, branch) in branches.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "|" });
                    branch.write(out);
                }
            }
            Expression::Repeat(repeated, min, max) => {
                repeated.write_atom(out);
                match (min, max) {
                    (0, None) => out.push('*'),
                    (1, None) => out.push('+'),
                    (0, Some(1)) => out.push('?'),
                    (min, None) => write!(out, "{{{min},}}").unwrap(),
                    (min, Some(max)) if min == max => write!(out, "{{{min}}}").unwrap(),
                    (min, Some(max)) => write!(out, "{{{min},{max}}}").unwrap(),
                }
            }
        }
    }

    fn write_atom(&self, out: &mut String) {
        if let Expression::Set(set) = self {
            return set.write(out);
        }
        out.push('(');
        self.write(out);
        out.push(')');
    }

    /// A value that matches if the choices last and no set is empty.
    fn example(&self, choices: &mut dyn Iterator<Item = Index>, out: &mut String) {
        let Some(choice) = choices.next() else { return };
        match self {
            Expression::Set(set) => {
                let members: Vec<char> =
                    ALPHABET.iter().copied().filter(|&character| set.contains(character)).collect();
                out.extend((!members.is_empty()).then(|| *choice.get(&members)));
            }
            Expression::Sequence(parts) => parts.iter().for_each(|part| part.example(choices, out)),
            Expression::Choice(branches) => choice.get(branches).example(choices, out),
            Expression::Repeat(repeated, min, max) => {
                let count = min + choice.index(max.unwrap_or(min + 2) - min + 1);
                (0..count).for_each(|_| repeated.example(choices, out));
            }
        }
    }
}

impl Set {
    fn contains(&self, character: char) -> bool {
        match self {
            Set::Character(only) => *only == character,
            Set::Wildcard => !matches!(character, '\n' | '\r'),
            Set::Escape(letter) => escape_contains(*letter, character),
            Set::Class { negated, members, subtracted } => {
                let listed = members.iter().any(|member| match member {
                    Member::Range(first, last) => (first..=last).contains(&&character),
                    Member::Escape(letter) => escape_contains(*letter, character),
                });
                listed != *negated && !subtracted.as_ref().is_some_and(|subtracted| subtracted.contains(character))
            }
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Set::Character(character) => write_escaped(*character, out),
            Set::Wildcard => out.push('.'),
            Set::Escape(letter) => out.extend(['\\', *letter]),
            Set::Class { negated, members, subtracted } => {
                out.push_str(if *negated { "[^" } else { "[" });
                for member in members {
                    match member {
                        Member::Range(first, last) if first == last => write_escaped(*first, out),
                        Member::Range(first, last) => {
                            write_escaped(*first, out);
                            out.push('-');
                            write_escaped(*last, out);
                        }
                        Member::Escape(letter) => out.extend(['\\', *letter]),
                    }
                }
                if let Some(subtracted) = subtracted {
                    out.push('-');
                    subtracted.write(out);
                }
                out.push(']');
            }
        }
    }
}

/// True of the characters of `ALPHABET` only.
fn escape_contains(letter: char, character: char) -> bool {
    let members = match letter.to_ascii_lowercase() {
        's' => " \n",
        'd' => "1٣",
        'i' => "abcé٣€😀",
        'c' => "abcé٣€😀1-",
        _ => "abc1^é٣€😀",
    };
    members.contains(character) != letter.is_ascii_uppercase()
}

fn write_escaped(character: char, out: &mut String) {
    match character {
        '\n' => out.push_str(r"\n"),
        '-' | '^' | ']' | '\\' => out.extend(['\\', character]),
        _ => out.push(character),
    }
}

fn escape_letter() -> impl Strategy<Value = char> {
    select(vec!['s', 'S', 'd', 'D', 'i', 'I', 'c', 'C', 'w', 'W'])
}

fn class() -> impl Strategy<Value = Set> {
    let member = prop_oneof![
        3 => (select(ALPHABET), select(ALPHABET)).prop_map(|(a, b)| Member::Range(a.min(b), a.max(b))),
        2 => select(ALPHABET).prop_map(|character| Member::Range(character, character)),
        1 => escape_letter().prop_map(Member::Escape),
    ];
    let members = move || prop::collection::vec(member.clone(), 1..4);
    let plain =
        (any::<bool>(), members()).prop_map(|(negated, members)| Set::Class { negated, members, subtracted: None });
    plain.prop_recursive(2, 3, 1, move |inner| {
        (any::<bool>(), members(), inner).prop_map(|(negated, members, subtracted)| Set::Class {
            negated,
            members,
            subtracted: Some(Box::new(subtracted)),
        })
    })
}

fn expression() -> impl Strategy<Value = Expression> {
    let set = prop_oneof![
        6 => select(ALPHABET).prop_map(Set::Character),
        1 => Just(Set::Wildcard),
        1 => escape_letter().prop_map(Set::Escape),
        2 => class(),
    ];
    set.prop_map(Expression::Set).prop_recursive(4, 16, 3, |inner| {
        let quantity = (0..4_usize, prop::option::of(0..3_usize));
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Expression::Sequence),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Expression::Choice),
            (inner, quantity).prop_map(|(repeated, (min, more))| {
                Expression::Repeat(Box::new(repeated), min, more.map(|more| min + more))
            }),
        ]
    })
}

/// Random values, and one that probably matches.
fn values(expression: &Expression, random: Vec<Vec<char>>, choices: &[Index]) -> Vec<String> {
    let mut values: Vec<String> = random.into_iter().map(|characters| characters.into_iter().collect()).collect();
    let mut example = String::new();
    expression.example(&mut choices.iter().copied(), &mut example);
    let mut changed = example.clone();
    changed.pop();
    values.extend([example, changed]);
    values
}

fn random_values() -> impl Strategy<Value = Vec<Vec<char>>> {
    prop::collection::vec(prop::collection::vec(select(ALPHABET), 0..6), 1..8)
}

fn choices() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 40)
}

/// Never met in a value of the tests, but needs too many states to make them all.
const TOO_MANY_STATES: &str = "(a|b)*a(a|b){20}😱";

proptest! {
    #[test]
    fn agrees_with_the_reference(expression in expression(), random in random_values(), choices in choices()) {
        let mut source = String::new();
        expression.write(&mut source);
        let pattern = Pattern::new(&source).unwrap();
        for value in values(&expression, random, &choices) {
            prop_assert_eq!(pattern.matches(&value), expression.matches(&value), "{} on {:?}", source, value);
        }
    }

    #[test]
    fn anything_is_read_or_refused(source in "[a-c\\[\\](){}|?*+.^0-9,\\\\pPisdLu-]{0,24}", value in ".{0,8}") {
        if let Ok(pattern) = Pattern::new(&source) {
            pattern.matches(&value);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 8, ..ProptestConfig::default() })]

    #[test]
    fn agrees_when_states_are_made_on_demand(
        expression in expression(), random in random_values(), choices in choices()
    ) {
        let mut source = String::new();
        expression.write(&mut source);
        let pattern = Pattern::any_of(&[&source, TOO_MANY_STATES]).unwrap();
        for value in values(&expression, random, &choices) {
            prop_assert_eq!(pattern.matches(&value), expression.matches(&value), "{} on {:?}", source, value);
        }
    }

    #[test]
    fn agrees_when_symbols_are_bytes(expression in expression(), random in random_values(), choices in choices()) {
        let mut source = String::new();
        expression.write(&mut source);
        let many: Vec<String> = ('\u{4E00}'..'\u{4F00}').map(String::from).collect();
        let pattern = Pattern::any_of(&[&source, &many.join("")]).unwrap();
        for value in values(&expression, random, &choices) {
            prop_assert_eq!(pattern.matches(&value), expression.matches(&value), "{} on {:?}", source, value);
        }
    }
}
