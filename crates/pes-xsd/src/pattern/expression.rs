//! The grammar of appendix F, read into a tree.

use std::collections::HashMap;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::class;
use super::error::{PatternError, PatternErrorKind};

/// A regular expression whose character classes are kept apart, each known by its index.
#[derive(Debug, Default)]
pub(super) struct Expression {
    pub(super) root: Node,
    pub(super) classes: Vec<ClassUnicode>,
}

/// A part of an expression.
#[derive(Debug)]
pub(super) enum Node {
    Class(usize),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat { node: Box<Node>, min: u32, max: Option<u32> },
}

impl Default for Node {
    fn default() -> Self {
        Node::Choice(Vec::new())
    }
}

impl Expression {
    /// Reads alternatives, each of them a whole expression.
    pub(super) fn parse(sources: &[&str]) -> Result<Expression, PatternError> {
        if sources.iter().map(|source| source.len()).sum::<usize>() > MAX_LENGTH {
            return Err(PatternError { position: 0, kind: PatternErrorKind::TooLarge });
        }
        let mut expression = Expression::default();
        let mut offset = 0_usize;
        let mut alternatives = Vec::with_capacity(sources.len());
        for source in sources {
            let chars: Vec<char> = source.chars().collect();
            let mut parser = Parser::new(&chars, &mut expression.classes);
            let node = parser
                .whole()
                .map_err(|kind| PatternError { position: offset.saturating_add(parser.position), kind })?;
            alternatives.push(node);
            offset = offset.saturating_add(chars.len()).saturating_add(1);
        }
        expression.root = single_or(alternatives, Node::Choice);
        Ok(expression)
    }
}

/// Bytes of an expression. What is longer makes too large an automaton, and took a hundred times its length on the way.
const MAX_LENGTH: usize = 1 << 20;

/// How deep groups, and classes subtracted from classes, may nest: reading them is recursive.
const MAX_DEPTH: usize = 250;

/// How many ranges the classes of one expression may have in all: two characters, as in `\w`, can stand for hundreds.
const MAX_RANGES: usize = 1 << 20;

type Parsed<T> = Result<T, PatternErrorKind>;

struct Parser<'a, 'c> {
    chars: &'a [char],
    position: usize,
    classes: &'c mut Vec<ClassUnicode>,
    /// The index of each class by the way it is written.
    known: HashMap<&'a [char], usize>,
    ranges: usize,
}

impl<'a, 'c> Parser<'a, 'c> {
    fn new(chars: &'a [char], classes: &'c mut Vec<ClassUnicode>) -> Self {
        Parser { chars, position: 0, classes, known: HashMap::new(), ranges: 0 }
    }

    fn whole(&mut self) -> Parsed<Node> {
        let node = self.choice(0)?;
        if self.peek().is_some() { Err(PatternErrorKind::UnbalancedParenthesis) } else { Ok(node) }
    }

    fn choice(&mut self, depth: usize) -> Parsed<Node> {
        let mut branches = vec![self.branch(depth)?];
        while self.eat('|') {
            branches.push(self.branch(depth)?);
        }
        Ok(single_or(branches, Node::Choice))
    }

    fn branch(&mut self, depth: usize) -> Parsed<Node> {
        let mut pieces = Vec::new();
        while let Some(next) = self.peek() {
            if matches!(next, '|' | ')') {
                break;
            }
            let atom = self.atom(next, depth)?;
            pieces.push(self.quantified(atom)?);
        }
        Ok(single_or(pieces, Node::Sequence))
    }

    fn atom(&mut self, next: char, depth: usize) -> Parsed<Node> {
        let start = self.position;
        let class = match next {
            '(' => return self.group(depth),
            '[' => {
                self.position += 1;
                self.class(depth)?
            }
            '\\' => match self.escape()? {
                Escape::Character(character) => class::of(character),
                Escape::Class(class) => class,
            },
            '.' => {
                self.position += 1;
                class::all_but_line_ends()
            }
            '?' | '*' | '+' | '{' => return Err(PatternErrorKind::NothingToRepeat),
            ']' | '}' => return Err(PatternErrorKind::Unescaped(next)),
            _ => {
                self.position += 1;
                class::of(next)
            }
        };
        self.intern(self.chars.get(start..self.position).unwrap_or_default(), class)
    }

    fn intern(&mut self, written: &'a [char], class: ClassUnicode) -> Parsed<Node> {
        if let Some(&known) = self.known.get(written) {
            return Ok(Node::Class(known));
        }
        self.ranges = self.ranges.saturating_add(class.ranges().len());
        if self.ranges > MAX_RANGES {
            return Err(PatternErrorKind::TooLarge);
        }
        let index = self.classes.len();
        self.known.insert(written, index);
        self.classes.push(class);
        Ok(Node::Class(index))
    }

    fn group(&mut self, depth: usize) -> Parsed<Node> {
        let start = self.position;
        if depth >= MAX_DEPTH {
            return Err(PatternErrorKind::TooDeep);
        }
        self.position += 1;
        let node = self.choice(depth + 1)?;
        if self.eat(')') {
            return Ok(node);
        }
        self.position = start;
        Err(PatternErrorKind::UnbalancedParenthesis)
    }

    fn quantified(&mut self, atom: Node) -> Parsed<Node> {
        let (min, max) = match self.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => self.quantity()?,
            _ => return Ok(atom),
        };
        self.position += 1;
        Ok(repeat(atom, min, max))
    }

    /// From the opening brace to before the closing one.
    fn quantity(&mut self) -> Parsed<(u32, Option<u32>)> {
        let start = self.position;
        self.position += 1;
        let min = self.number()?;
        let max = match self.eat(',') {
            false => Some(min),
            true if self.peek() == Some('}') => None,
            true => Some(self.number()?),
        };
        if self.peek() != Some('}') {
            return Err(PatternErrorKind::MalformedQuantity);
        }
        if max.is_some_and(|max| max < min) {
            self.position = start;
            return Err(PatternErrorKind::Reversed);
        }
        Ok((min, max))
    }

    fn number(&mut self) -> Parsed<u32> {
        let digits = self.chars.get(self.position..).unwrap_or_default().iter().map_while(|c| c.to_digit(10));
        let (mut count, mut value) = (0, Some(0_u32));
        for digit in digits {
            count += 1;
            value = value.and_then(|value| value.checked_mul(10)?.checked_add(digit));
        }
        if count == 0 {
            return Err(PatternErrorKind::MalformedQuantity);
        }
        let value = value.ok_or(PatternErrorKind::TooLarge)?;
        self.position += count;
        Ok(value)
    }

    /// After the opening bracket, to after the closing one.
    fn class(&mut self, depth: usize) -> Parsed<ClassUnicode> {
        if depth >= MAX_DEPTH {
            return Err(PatternErrorKind::TooDeep);
        }
        let negated = self.eat('^');
        let mut ranges = Vec::new();
        let start = self.position;
        let subtracted = loop {
            let first = self.position == start;
            match (self.peek().ok_or(PatternErrorKind::UnclosedClass)?, self.peek_at(1)) {
                (']', _) if first => return Err(PatternErrorKind::EmptyClass),
                (']', _) => break None,
                ('[', _) => return Err(PatternErrorKind::Unescaped('[')),
                ('-', Some('[')) if !first => {
                    self.position += 2;
                    break Some(self.class(depth + 1)?);
                }
                ('-', next) if !first && next != Some(']') && !(next == Some('-') && self.peek_at(2) == Some('[')) => {
                    return Err(PatternErrorKind::MisplacedHyphen);
                }
                _ => self.range(&mut ranges)?,
            }
        };
        if !self.eat(']') {
            return Err(PatternErrorKind::UnclosedClass);
        }
        let mut class = ClassUnicode::new(ranges);
        if negated {
            class.negate();
        }
        if let Some(subtracted) = subtracted {
            class.difference(&subtracted);
        }
        Ok(class)
    }

    /// One member of a class: a character, a range of them or an escape that stands for many.
    fn range(&mut self, ranges: &mut Vec<ClassUnicodeRange>) -> Parsed<()> {
        let position = self.position;
        let first = match self.class_character()? {
            Escape::Character(character) => character,
            Escape::Class(class) => {
                ranges.extend_from_slice(class.ranges());
                return Ok(());
            }
        };
        let ends_here = first == '-' && self.chars.get(position) == Some(&'-')
            || self.peek() != Some('-')
            || matches!(self.peek_at(1), None | Some(']' | '[' | '-'));
        if ends_here {
            ranges.push(ClassUnicodeRange::new(first, first));
            return Ok(());
        }
        self.position += 1;
        match self.class_character()? {
            Escape::Character(last) if last >= first => ranges.push(ClassUnicodeRange::new(first, last)),
            Escape::Character(_) => {
                self.position = position;
                return Err(PatternErrorKind::Reversed);
            }
            Escape::Class(_) => return Err(PatternErrorKind::MisplacedHyphen),
        }
        Ok(())
    }

    fn class_character(&mut self) -> Parsed<Escape> {
        match self.peek().ok_or(PatternErrorKind::UnclosedClass)? {
            '\\' => self.escape(),
            character => {
                self.position += 1;
                Ok(Escape::Character(character))
            }
        }
    }

    /// From the backslash to after the escape.
    fn escape(&mut self) -> Parsed<Escape> {
        let escaped = self.peek_at(1).ok_or(PatternErrorKind::UnknownEscape)?;
        let escape = match escaped {
            'n' => Escape::Character('\n'),
            'r' => Escape::Character('\r'),
            't' => Escape::Character('\t'),
            '\\' | '|' | '.' | '?' | '*' | '+' | '(' | ')' | '{' | '}' | '-' | '[' | ']' | '^' => {
                Escape::Character(escaped)
            }
            'p' | 'P' => return self.property(escaped == 'P'),
            _ => Escape::Class(class::multi_character_escape(escaped).ok_or(PatternErrorKind::UnknownEscape)?),
        };
        self.position += 2;
        Ok(escape)
    }

    fn property(&mut self, negated: bool) -> Parsed<Escape> {
        let rest = self.chars.get(self.position + 2..).unwrap_or_default();
        let name = match rest.split_first() {
            Some(('{', rest)) => rest.split(|&c| c == '}').next().filter(|name| name.len() < rest.len()),
            _ => None,
        };
        let name: String = name.ok_or(PatternErrorKind::UnknownProperty)?.iter().collect();
        let mut class = class::property(&name).ok_or(PatternErrorKind::UnknownProperty)?;
        if negated {
            class.negate();
        }
        self.position += 4 + name.chars().count();
        Ok(Escape::Class(class))
    }

    fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.position + ahead).copied()
    }

    fn eat(&mut self, expected: char) -> bool {
        let eaten = self.peek() == Some(expected);
        if eaten {
            self.position += 1;
        }
        eaten
    }
}

/// What an escape stands for.
enum Escape {
    Character(char),
    Class(ClassUnicode),
}

fn single_or(mut nodes: Vec<Node>, many: impl FnOnce(Vec<Node>) -> Node) -> Node {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => only,
        Some(last) => {
            nodes.push(last);
            many(nodes)
        }
        None => many(nodes),
    }
}

/// Repeats a node. One that repeats already gets the product of the counts, if that counts nothing more.
fn repeat(node: Node, min: u32, max: Option<u32>) -> Node {
    if let Node::Repeat { min: inner_min, max: inner_max, .. } = node
        && (inner_min <= 1 || max == Some(min))
        && let Some((min, max)) = product((inner_min, inner_max), (min, max))
        && let Node::Repeat { node, .. } = node
    {
        return Node::Repeat { node, min, max };
    }
    Node::Repeat { node: Box::new(node), min, max }
}

type Counts = (u32, Option<u32>);

/// `None` if the counts do not fit.
fn product(inner: Counts, outer: Counts) -> Option<Counts> {
    let max = match (inner.1, outer.1) {
        (Some(0), _) | (_, Some(0)) => Some(0),
        (Some(inner), Some(outer)) => Some(inner.checked_mul(outer)?),
        _ => None,
    };
    Some((inner.0.checked_mul(outer.0)?, max))
}
