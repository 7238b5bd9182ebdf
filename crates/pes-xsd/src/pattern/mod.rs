//! Regular expressions, XML Schema 1.0 part 2, appendix F: read here, matched by automata in time linear in the value.

mod alphabet;
mod automaton;
mod blocks;
mod class;
mod error;
mod expression;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir};

use self::alphabet::Alphabet;
use self::automaton::Automaton;
pub use self::error::{PatternError, PatternErrorKind};
use self::expression::{Expression, Node};

/// A compiled pattern.
#[derive(Clone)]
pub(crate) struct Pattern(Arc<Compiled>);

struct Compiled {
    source: Box<str>,
    matcher: Matcher,
}

enum Matcher {
    /// Characters of one class, so many of them: most patterns of real schemas are no more.
    Run { alphabet: Alphabet, symbol: u8, min: u32, max: Option<u32> },
    /// An automaton over the symbols of characters.
    Symbols { alphabet: Alphabet, automaton: Box<Automaton> },
    /// An automaton over UTF-8, for expressions that tell too many characters apart.
    Bytes(Box<Automaton>),
}

impl Pattern {
    /// The pattern of one regular expression.
    #[cfg(test)]
    pub(crate) fn new(source: &str) -> Result<Pattern, PatternError> {
        Pattern::any_of(&[source])
    }

    /// The alternatives of one derivation step: one of them must match.
    pub(crate) fn any_of(sources: &[&str]) -> Result<Pattern, PatternError> {
        let expression = Expression::parse(sources)?;
        let too_large = PatternError { position: 0, kind: PatternErrorKind::TooLarge };
        let matcher = Matcher::new(&expression).ok_or(too_large)?;
        Ok(Pattern(Arc::new(Compiled { source: sources.join("|").into(), matcher })))
    }

    /// Whether the whole value matches.
    pub(crate) fn matches(&self, value: &str) -> bool {
        match &self.0.matcher {
            Matcher::Run { alphabet, symbol, min, max } => {
                let count = if value.is_ascii() {
                    value.bytes().all(|byte| alphabet.low(byte) == *symbol).then_some(value.len())
                } else {
                    value
                        .chars()
                        .try_fold(0, |count, character| (alphabet.symbol(character) == *symbol).then_some(count + 1))
                };
                count.is_some_and(|count| *min as usize <= count && max.is_none_or(|max| count <= max as usize))
            }
            Matcher::Symbols { alphabet, automaton } if value.is_ascii() => {
                automaton.accepts(value.bytes().map(|byte| alphabet.low(byte)))
            }
            Matcher::Symbols { alphabet, automaton } => {
                automaton.accepts(value.chars().map(|character| alphabet.symbol(character)))
            }
            Matcher::Bytes(automaton) => automaton.accepts(value.bytes()),
        }
    }

    /// The regular expressions, joined by `|`.
    pub(crate) fn source(&self) -> &str {
        &self.0.source
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source()).finish()
    }
}

impl Matcher {
    fn new(expression: &Expression) -> Option<Matcher> {
        let Some((alphabet, class_symbols)) = Alphabet::of(&expression.classes) else {
            let classes = expression.classes.iter().map(|class| Hir::class(Class::Unicode(class.clone())));
            return Automaton::new(&expression.root, &classes.collect::<Vec<_>>())
                .map(|automaton| Matcher::Bytes(Box::new(automaton)));
        };
        if let Some((min, max)) = run(&expression.root)
            && let [symbols] = class_symbols.as_slice()
            && let [symbol] = *symbols.as_slice()
        {
            return Some(Matcher::Run { alphabet, symbol, min, max });
        }
        let automaton = Automaton::new(&expression.root, &class_symbols.iter().map(|s| any_of(s)).collect::<Vec<_>>())?;
        Some(Matcher::Symbols { alphabet, automaton: Box::new(automaton) })
    }
}

/// How often an expression repeats a class, if it does nothing else.
fn run(node: &Node) -> Option<(u32, Option<u32>)> {
    match node {
        Node::Class(_) => Some((1, Some(1))),
        Node::Repeat { node, min, max } if matches!(**node, Node::Class(_)) => Some((*min, *max)),
        _ => None,
    }
}

/// The expression that stands for one of some symbols.
fn any_of(symbols: &[u8]) -> Hir {
    let ranges = symbols.iter().map(|&symbol| ClassBytesRange::new(symbol, symbol));
    Hir::class(Class::Bytes(ClassBytes::new(ranges)))
}
