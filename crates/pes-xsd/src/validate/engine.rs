//! One pass over a document: each tag moves the state of its parent's content model, each value meets its type.

use std::collections::HashMap;
use std::fmt::Display;

use super::attributes::is_fixed_value;
use super::frame::{Allowed, Carried, Child, Frame};
use super::identity::{AttributeValue, BreachKind, ElementValue, Identity};
use super::ids::Ids;
use super::naming::{MAX_EXPECTED, element_name, expected, leaf_name, root_names, shown, symbol_name};
use super::recent::Recent;
use super::report::{ErrorKind, Expected};
use super::trail::Trail;
use crate::content::{Recovery, State};
use crate::datatype::{Prefixes, SimpleType};
use crate::instance::{Document, Limits, Scanner, SyntaxError, Token};
use crate::names::{NamespaceId, Symbol};
use crate::schema::tables::{
    Content, Element, ElementContent, ProcessContents, Tables, Type, TypeId, TypeKind, ValueConstraint,
};

/// Takes what the pass finds.
pub(super) trait Sink {
    /// Whether paths must be kept.
    const TRACED: bool;

    /// Whether it must be known which children repeat.
    const SCOUTS: bool;

    /// An error at an offset, made only if it is wanted. `false` stops the pass.
    fn error(&mut self, offset: usize, path: &dyn Display, kind: impl FnOnce() -> ErrorKind) -> bool;

    /// An element that is let in without a look, of which no other around it was told.
    fn unchecked(&mut self, offset: usize, path: &dyn Display);

    fn start(&mut self, scanner: &Scanner<'_>);
    fn text(&mut self, scanner: &Scanner<'_>);
    fn end(&mut self, scanner: &Scanner<'_>);
}

/// Why a pass ended before its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// The document is not well-formed.
    Syntax(SyntaxError),
    /// The sink wants no more.
    Sink,
}

impl From<SyntaxError> for Stop {
    fn from(error: SyntaxError) -> Self {
        Stop::Syntax(error)
    }
}

pub(super) struct Engine<'t, 'd, S> {
    pub(super) tables: &'t Tables,
    pub(super) xsi: NamespaceId,
    pub(super) scanner: Scanner<'d>,
    frames: Vec<Frame<'t>>,
    /// The text of the innermost open element, where its type looks at it.
    text: String,
    pub(super) scratch: String,
    pub(super) recent: Recent,
    pub(super) ids: Ids,
    pub(super) identity: Identity<'t>,
    pub(super) attribute_values: Vec<AttributeValue>,
    /// Whether the element just started, or one around it, has keys that may want the values of its attributes.
    pub(super) keeps_values: bool,
    trail: Trail,
    /// Paths of elements that refer to others: what they refer to is known later.
    places: HashMap<usize, String>,
    pub(super) sink: S,
}

impl<'t, 'd, S: Sink> Engine<'t, 'd, S> {
    pub(super) fn new(tables: &'t Tables, document: &'d Document<'_>, limits: Limits, sink: S) -> Self
    where
        't: 'd,
    {
        let scanner = Scanner::new(document, &tables.names, limits);
        Self::resume(tables, Carried::default(), scanner, sink)
    }

    /// Goes on from where another pass has come.
    pub(super) fn resume(tables: &'t Tables, carried: Carried<'t>, scanner: Scanner<'d>, sink: S) -> Self {
        let mut engine = Engine {
            tables,
            xsi: tables.names.namespace_of(tables.xsi.type_),
            scanner,
            frames: carried.frames,
            text: carried.text,
            scratch: String::new(),
            recent: carried.recent,
            ids: carried.ids,
            identity: carried.identity,
            attribute_values: Vec::new(),
            keeps_values: false,
            trail: Trail::default(),
            places: HashMap::new(),
            sink,
        };
        engine.heed_white_space();
        engine
    }

    /// What the next piece goes on from.
    pub(super) fn into_carried(self) -> Carried<'t> {
        let Engine { frames, text, recent, ids, identity, .. } = self;
        Carried { frames, text, recent, ids, identity }
    }

    /// Reads on to the end of the document.
    pub(super) fn run(&mut self) -> Result<(), Stop> {
        while self.advance()? != Token::Eof {}
        Ok(())
    }

    /// Reads one token.
    #[inline(always)]
    pub(super) fn advance(&mut self) -> Result<Token, Stop> {
        let token = self.scanner.next()?;
        match token {
            Token::Start => self.start()?,
            Token::End => self.end()?,
            Token::Text => self.text()?,
            Token::Eof => {}
        }
        Ok(token)
    }

    /// Whether the child that has just ended may stand any number of times where it does.
    pub(super) fn repeats(&self) -> bool {
        self.frames.last().is_some_and(|parent| parent.repeats)
    }

    /// What is known only at the end of the document.
    pub(super) fn finish(&mut self) -> Result<(), Stop> {
        let unresolved = self.ids.unresolved();
        for (value, offset) in unresolved {
            self.error_at_reference(offset, || ErrorKind::UnresolvedIdRef { value: value.into() })?;
        }
        Ok(())
    }

    /// An error at an element that was left.
    fn error_at_reference(&mut self, offset: usize, kind: impl FnOnce() -> ErrorKind) -> Result<(), Stop> {
        let path = self.places.get(&offset).map(String::as_str).unwrap_or_default();
        if self.sink.error(offset, &path, kind) { Ok(()) } else { Err(Stop::Sink) }
    }

    /// Keeps the path of the open element for an error that may be found after its end.
    pub(super) fn remember_place(&mut self, offset: usize) {
        if S::TRACED {
            self.places.insert(offset, self.trail.to_string());
        }
    }

    pub(super) fn error(&mut self, offset: usize, kind: impl FnOnce(&Scanner<'d>) -> ErrorKind) -> Result<(), Stop> {
        if self.sink.error(offset, &self.trail, || kind(&self.scanner)) { Ok(()) } else { Err(Stop::Sink) }
    }

    fn start(&mut self) -> Result<(), Stop> {
        let (name, namespace) = (self.scanner.symbol(), self.scanner.namespace());
        let mut refusal = None;
        let child = match self.frames.last_mut() {
            Some(frame) => {
                frame.has_content = true;
                frame.has_elements = true;
                match frame.content {
                    Allowed::Elements(content) if !frame.is_nil => {
                        let before = S::SCOUTS.then(|| frame.state.clone());
                        match content.model.step(&mut frame.state, name, namespace) {
                            Some(leaf) => {
                                frame.repeats = before.is_some_and(|before| before == frame.state);
                                Child::of(content, leaf)
                            }
                            None => {
                                let (child, kind) = self.unexpected(content, name, namespace);
                                refusal = kind;
                                child
                            }
                        }
                    }
                    Allowed::Anything => Child::Unchecked,
                    _ => {
                        refusal = self.unexpected_in_leaf();
                        Child::Unchecked
                    }
                }
            }
            None => Child::Root,
        };
        if S::TRACED {
            let raw = self.scanner.raw(self.scanner.raw_name(), &mut self.scratch);
            let local = raw.split_once(':').map_or(raw, |(_, local)| local);
            self.trail.enter(
                local,
                matches!(child, Child::Declared { repeats: true, .. } | Child::Plain { repeats: true, .. }),
            );
        }
        self.sink.start(&self.scanner);
        if let Some(refusal) = refusal {
            let offset = self.scanner.offset();
            self.error(offset, |_| refusal)?;
        }
        let element = self.declaration(child, name)?;
        let has_xsi = self.scanner.attributes().iter().any(|attribute| attribute.namespace() == self.xsi);
        let has_own_keys = || element.is_some_and(|element| !element.identity.is_empty());
        self.keeps_values = !self.identity.is_idle() || (!matches!(child, Child::Plain { .. }) && has_own_keys());
        let (content, is_nil) = match child {
            Child::Plain { type_, .. } if !has_xsi && !self.keeps_values => {
                (self.applied(self.tables.type_(type_))?, false)
            }
            Child::Unchecked | Child::Wildcard(ProcessContents::Skip) => (Allowed::Anything, false),
            Child::Root if element.is_none() && !has_xsi && !self.tables.allows_any_root => (Allowed::Anything, false),
            _ => self.typed(element, has_xsi)?,
        };
        let is_unchecked = match child {
            Child::Wildcard(ProcessContents::Skip) => true,
            Child::Wildcard(ProcessContents::Lax) => element.is_none() && !self.names_its_type(),
            _ => matches!(content, Allowed::Elements(content) if content.is_open),
        };
        let is_told = is_unchecked && self.tell_unchecked();
        let offset = self.scanner.offset();
        if self.keeps_values {
            let own = element.map(|element| &*element.identity).unwrap_or_default();
            let depth = self.frames.len();
            self.identity.enter(self.tables, own, (name, namespace), depth, offset, &self.attribute_values);
        } else if !S::TRACED && matches!(content, Allowed::Nothing) && self.scanner.is_empty_tag() {
            // Nothing more can be wrong with it, and no one asks where it ends: most elements are such.
            self.scanner.close_empty();
            return Ok(());
        }
        let state = match content {
            Allowed::Elements(content) => content.model.start(),
            _ => State::default(),
        };
        self.text.clear();
        self.frames.push(Frame {
            element,
            content,
            state,
            is_nil,
            has_content: false,
            has_elements: false,
            repeats: false,
            is_told,
            offset,
        });
        self.heed_white_space();
        Ok(())
    }

    /// Lets the scanner pass over white space where it means nothing, unless a visitor wants it.
    fn heed_white_space(&mut self) {
        if !S::TRACED {
            let ignores = self.frames.last().is_some_and(|frame| !frame.is_nil && frame.content.ignores_white_space());
            self.scanner.give_white_space(!ignores);
        }
    }

    /// The declaration of an element just started, if there is one to check it against.
    fn declaration(&mut self, child: Child, name: Symbol) -> Result<Option<&'t Element>, Stop> {
        let tables = self.tables;
        let global = || tables.global_elements.get(&name).map(|&id| tables.element(id));
        let offset = self.scanner.offset();
        let element = match child {
            Child::Plain { element, .. } => return Ok(Some(tables.element(element))),
            Child::Declared { element, .. } => Some(tables.element(element)),
            Child::Unchecked | Child::Wildcard(ProcessContents::Skip) => None,
            Child::Wildcard(process) => {
                let element = global();
                if element.is_none() && process == ProcessContents::Strict && !self.names_its_type() {
                    self.error(offset, |scanner| ErrorKind::UndeclaredElement { found: element_name(scanner) })?;
                }
                element
            }
            Child::Root => {
                let element = global();
                if element.is_none() && !tables.allows_any_root && !self.names_its_type() {
                    let expected = root_names(tables);
                    self.error(offset, |scanner| ErrorKind::UnknownRoot { found: element_name(scanner), expected })?;
                }
                element
            }
        };
        if element.is_some_and(|element| element.is_abstract) {
            self.error(offset, |scanner| ErrorKind::AbstractElement { found: element_name(scanner) })?;
        }
        Ok(element)
    }

    /// Tells that nothing looks at the element just started, unless that was told of one around it.
    #[cold]
    fn tell_unchecked(&mut self) -> bool {
        if !self.frames.last().is_some_and(|parent| parent.is_told) {
            self.sink.unchecked(self.scanner.offset(), &self.trail);
        }
        true
    }

    /// Whether the element just started has `xsi:type`.
    fn names_its_type(&self) -> bool {
        self.scanner.attributes().iter().any(|attribute| attribute.symbol() == self.tables.xsi.type_)
    }

    /// Finds the type of the element just started and checks its attributes: what it may hold, and whether it is nil.
    fn typed(&mut self, element: Option<&'t Element>, has_xsi: bool) -> Result<(Allowed<'t>, bool), Stop> {
        let tables = self.tables;
        let mut type_ = tables.type_(element.map_or(TypeId::ANY, |element| element.type_));
        let mut is_nil = false;
        if has_xsi {
            if let Some(named) = self.named_type(element)? {
                type_ = tables.type_(named);
            }
            is_nil = self.is_nil(element)?;
        }
        if type_.is_abstract {
            let name = type_.name.map(|name| symbol_name(tables, name)).unwrap_or_default();
            let offset = self.scanner.offset();
            self.error(offset, |_| ErrorKind::AbstractType { name })?;
        }
        if self.keeps_values {
            self.attribute_values.clear();
        }
        Ok((self.applied(type_)?, is_nil))
    }

    /// Checks the attributes of the element just started against its type: what it may hold.
    fn applied(&mut self, type_: &'t Type) -> Result<Allowed<'t>, Stop> {
        Ok(match &type_.kind {
            TypeKind::Simple(simple) => {
                self.no_attributes()?;
                Allowed::Simple(simple)
            }
            TypeKind::Complex(complex) => {
                self.attributes(complex)?;
                match &complex.content {
                    Content::Empty => Allowed::Nothing,
                    Content::Simple(simple) => Allowed::Simple(simple),
                    Content::Elements(content) => Allowed::Elements(content),
                }
            }
        })
    }

    fn end(&mut self) -> Result<(), Stop> {
        self.sink.end(&self.scanner);
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let mut value = ElementValue::Complex;
        if frame.is_nil {
            value = ElementValue::Absent;
            if frame.has_content {
                self.error(frame.offset, |_| ErrorKind::NilWithContent)?;
            }
        } else {
            match frame.content {
                Allowed::Anything | Allowed::Nothing => {}
                Allowed::Simple(simple) => value = self.element_value(&frame, simple)?,
                Allowed::Elements(content) => {
                    if !content.model.accepts(&frame.state) {
                        let expected = expected(self.tables, content, &frame.state, false);
                        let offset = self.scanner.offset();
                        self.error(offset, |_| ErrorKind::MissingElement { expected })?;
                    }
                    if let Some(constraint) = frame.element.and_then(|element| element.constraint.as_ref()) {
                        self.mixed_value(&frame, constraint)?;
                    }
                }
            }
        }
        if !self.identity.is_idle() {
            if self.identity.leave(self.frames.len(), &value) {
                self.remember_place(frame.offset);
            }
            for breach in std::mem::take(&mut self.identity.breaches) {
                let constraint = symbol_name(self.tables, self.tables.constraints[breach.constraint.0 as usize].name);
                let kind = match breach.kind {
                    BreachKind::Duplicate => ErrorKind::DuplicateKey { constraint },
                    BreachKind::MissingField => ErrorKind::MissingKeyField { constraint },
                    BreachKind::InvalidField => ErrorKind::InvalidKeyField { constraint },
                    BreachKind::Unresolved => {
                        self.error_at_reference(breach.offset, || ErrorKind::UnresolvedKeyRef { constraint })?;
                        continue;
                    }
                };
                self.error(breach.offset, |_| kind)?;
            }
        }
        if S::TRACED {
            self.trail.leave();
        }
        self.heed_white_space();
        Ok(())
    }

    /// Checks the text of an element of simple content, and gives its value if a key waits for it.
    fn element_value(&mut self, frame: &Frame<'t>, simple: &'t SimpleType) -> Result<ElementValue, Stop> {
        let constraint = frame.element.and_then(|element| element.constraint.as_ref());
        let text = std::mem::take(&mut self.text);
        let (given, stands_in) = match constraint {
            Some(constraint) if text.is_empty() && !frame.has_content => (&*constraint.text, true),
            _ => (text.as_str(), false),
        };
        let prefixes = ScannerPrefixes(&self.scanner);
        let mut value = ElementValue::Refused;
        match simple.check(given, &prefixes) {
            Err(error) => {
                let shown = shown(given);
                self.error(frame.offset, |_| ErrorKind::InvalidValue { attribute: None, value: shown, error })?;
            }
            Ok(()) => {
                if let Some(constraint) = constraint
                    && constraint.is_fixed
                    && !stands_in
                    && !is_fixed_value(constraint, simple, given, &prefixes)
                {
                    let (value, fixed) = (shown(given), constraint.text.to_string());
                    self.error(frame.offset, |_| ErrorKind::NotTheFixedValue { attribute: None, value, fixed })?;
                }
                if simple.has_identities() {
                    self.identifiers(simple, given, frame.offset)?;
                }
                if !self.identity.is_idle() && self.identity.awaits(self.frames.len()) {
                    let prefixes = ScannerPrefixes(&self.scanner);
                    if let Ok(given) = simple.value(given, &prefixes) {
                        value = ElementValue::Simple(given.into_owned());
                    }
                }
            }
        }
        self.text = text;
        Ok(value)
    }

    /// A fixed value of mixed content is compared as text, and leaves no room for elements.
    fn mixed_value(&mut self, frame: &Frame<'t>, constraint: &ValueConstraint) -> Result<(), Stop> {
        let is_other = frame.has_elements || *self.text != *constraint.text;
        if constraint.is_fixed && frame.has_content && is_other {
            let (value, fixed) = (shown(&self.text), constraint.text.to_string());
            self.error(frame.offset, |_| ErrorKind::NotTheFixedValue { attribute: None, value, fixed })?;
        }
        Ok(())
    }

    fn text(&mut self) -> Result<(), Stop> {
        self.sink.text(&self.scanner);
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        match frame.content {
            Allowed::Anything => {}
            _ if frame.is_nil => frame.has_content = true,
            Allowed::Simple(_) => {
                self.text.push_str(self.scanner.text(&mut self.scratch));
            }
            Allowed::Elements(content) if content.is_mixed => {
                frame.has_content = true;
                if frame.element.is_some_and(|element| element.constraint.is_some()) {
                    self.text.push_str(self.scanner.text(&mut self.scratch));
                }
            }
            Allowed::Elements(_) if self.scanner.is_white_space() => {}
            Allowed::Elements(_) | Allowed::Nothing => {
                frame.has_content = true;
                let text = shown(self.scanner.text(&mut self.scratch));
                let offset = self.scanner.offset();
                self.error(offset, |_| ErrorKind::UnexpectedText { text })?;
            }
        }
        Ok(())
    }

    /// A child that the content model refuses: what is wrong, and what it is most likely meant to be.
    #[cold]
    fn unexpected(
        &mut self,
        content: &'t ElementContent,
        name: Symbol,
        namespace: NamespaceId,
    ) -> (Child, Option<ErrorKind>) {
        let Some(frame) = self.frames.last_mut() else { return (Child::Unchecked, None) };
        let expected = expected(self.tables, content, &frame.state, true);
        let (child, missing) = match content.model.recover(&mut frame.state, name, namespace) {
            // It was said to be missing when another came in its place.
            Recovery::Late(leaf) => return (Child::of(content, leaf), None),
            Recovery::Missing { leaf, missing } => (Child::of(content, leaf), missing),
            Recovery::Misplaced(leaf) => (Child::of(content, leaf), Vec::new()),
            Recovery::Unknown => (Child::Unchecked, Vec::new()),
        };
        let missing = missing.into_iter().filter_map(|leaf| leaf_name(self.tables, content, leaf));
        let missing = missing.take(MAX_EXPECTED).collect();
        let found = element_name(&self.scanner);
        (child, Some(ErrorKind::UnexpectedElement { found, expected, missing }))
    }

    /// A child where there may be none.
    #[cold]
    fn unexpected_in_leaf(&self) -> Option<ErrorKind> {
        // That a nil element has content is said at its end.
        let is_nil = self.frames.last().is_none_or(|frame| frame.is_nil);
        let found = element_name(&self.scanner);
        (!is_nil).then(|| ErrorKind::UnexpectedElement { found, expected: vec![Expected::End], missing: Vec::new() })
    }
}

impl<V: super::visitor::Visitor> Engine<'_, '_, super::sinks::Collector<'_, V>> {
    /// The errors found, and why the document could not be read to its end.
    pub(super) fn into_report(self, document: &Document<'_>, syntax: Option<SyntaxError>) -> super::report::Report {
        let path = self.trail.to_string();
        self.sink.report(document, syntax.map(|error| (error, path)))
    }
}

/// The prefixes in scope at the element just started.
pub(super) struct ScannerPrefixes<'s, 'd>(pub(super) &'s Scanner<'d>);

impl Prefixes for ScannerPrefixes<'_, '_> {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        self.0.resolve_prefix(prefix)
    }
}
