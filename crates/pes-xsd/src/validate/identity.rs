//! Keys, references to keys, uniqueness.
//!
//! A path is followed by one machine word: bit *n* says that the open elements end in its first *n* steps. Entering
//! an element shifts the word, leaving it takes the one before from a stack.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::datatype::Value;
use crate::names::{NamespaceId, Symbol};
use crate::schema::tables::{ConstraintId, IdentityConstraint, IdentityKind, NameTest, Path, Selection, Tables};

/// What breaks a constraint, and at which element.
#[derive(Debug)]
pub(super) struct Breach {
    pub(super) constraint: ConstraintId,
    pub(super) offset: usize,
    pub(super) kind: BreachKind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum BreachKind {
    Duplicate,
    MissingField,
    InvalidField,
    Unresolved,
}

/// An attribute of the element being entered; none for a value that its type refuses.
pub(super) type AttributeValue = (Symbol, NamespaceId, Option<Value<'static>>);

/// What an element is worth to a field.
#[derive(Debug)]
pub(super) enum ElementValue {
    Simple(Value<'static>),
    /// Nil: nothing to compare.
    Absent,
    /// A value that its type refuses, which is error enough.
    Refused,
    /// Not of a simple type.
    Complex,
}

/// The constraints of the elements that are open.
#[derive(Debug, Default)]
pub(super) struct Identity<'t> {
    scopes: Vec<Scope<'t>>,
    selected: Vec<Selected<'t>>,
    pub(super) breaches: Vec<Breach>,
}

/// A constraint from the start to the end of the element that has it.
#[derive(Debug)]
struct Scope<'t> {
    id: ConstraintId,
    constraint: &'t IdentityConstraint,
    depth: usize,
    offset: usize,
    paths: Vec<Follower<'t>>,
    rows: HashMap<Vec<Value<'static>>, Row>,
    /// For a reference: what it refers to, and where each reference stands.
    references: Vec<(Vec<Value<'static>>, usize)>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    offset: usize,
    /// Stands in two places of which neither holds the other: refers to none.
    is_ambiguous: bool,
}

/// An element that a selector reaches, until its end.
#[derive(Debug)]
struct Selected<'t> {
    scope: usize,
    depth: usize,
    offset: usize,
    fields: Vec<Field<'t>>,
}

#[derive(Debug)]
struct Field<'t> {
    paths: Vec<Follower<'t>>,
    value: Option<Value<'static>>,
    /// The depth of the element whose end will give the value.
    awaits: Option<usize>,
    is_invalid: bool,
    is_refused: bool,
}

#[derive(Debug)]
struct Follower<'t> {
    path: &'t Path,
    reached: Vec<u64>,
}

impl<'t> Identity<'t> {
    /// Whether no open element has a constraint.
    pub(super) fn is_idle(&self) -> bool {
        self.scopes.is_empty()
    }

    /// Enters an element, with the constraints that it has itself.
    pub(super) fn enter(
        &mut self,
        tables: &'t Tables,
        own: &[ConstraintId],
        (name, namespace): (Symbol, NamespaceId),
        depth: usize,
        offset: usize,
        attributes: &[AttributeValue],
    ) {
        for selected in &mut self.selected {
            for field in &mut selected.fields {
                field.enter(name, namespace, depth, attributes);
            }
        }
        for (index, scope) in self.scopes.iter_mut().enumerate() {
            let mut is_selected = false;
            for path in &mut scope.paths {
                is_selected |= path.enter(name, namespace);
            }
            if is_selected {
                self.selected.push(Selected::new(index, scope.constraint, depth, offset, attributes));
            }
        }
        for &id in own {
            let constraint = &tables.constraints[id.0 as usize];
            let paths = followers(&constraint.selector);
            let is_selected = paths.iter().any(Follower::is_there);
            self.scopes.push(Scope {
                id,
                constraint,
                depth,
                offset,
                paths,
                rows: HashMap::new(),
                references: Vec::new(),
            });
            if is_selected {
                let index = self.scopes.len() - 1;
                self.selected.push(Selected::new(index, constraint, depth, offset, attributes));
            }
        }
    }

    /// Whether the end of this element gives a field its value.
    pub(super) fn awaits(&self, depth: usize) -> bool {
        self.selected.iter().any(|selected| selected.fields.iter().any(|field| field.awaits == Some(depth)))
    }

    /// Leaves an element; `value` matters only if it is awaited. Whether the element refers to a key.
    pub(super) fn leave(&mut self, depth: usize, value: &ElementValue) -> bool {
        for selected in &mut self.selected {
            for field in &mut selected.fields {
                field.leave(depth, value);
            }
        }
        for scope in &mut self.scopes {
            scope.paths.iter_mut().for_each(Follower::leave);
        }
        let mut refers = false;
        while let Some(selected) = self.selected.pop_if(|selected| selected.depth == depth) {
            refers |= self.record(selected);
        }
        self.close(depth);
        refers
    }

    /// Puts a selected element among the rows or the references of its constraint; whether it was a reference.
    fn record(&mut self, selected: Selected<'t>) -> bool {
        let Some(scope) = self.scopes.get_mut(selected.scope) else { return false };
        let (id, offset) = (scope.id, selected.offset);
        let mut breach = |kind| self.breaches.push(Breach { constraint: id, offset, kind });
        if selected.fields.iter().any(|field| field.is_invalid) {
            breach(BreachKind::InvalidField);
            return false;
        }
        if selected.fields.iter().any(|field| field.is_refused) {
            return false;
        }
        let values: Option<Vec<Value<'static>>> = selected.fields.into_iter().map(|field| field.value).collect();
        match (scope.constraint.kind, values) {
            (IdentityKind::KeyRef(_), Some(values)) => {
                scope.references.push((values, offset));
                return true;
            }
            (_, Some(values)) => match scope.rows.entry(values) {
                Entry::Occupied(_) => breach(BreachKind::Duplicate),
                Entry::Vacant(place) => {
                    place.insert(Row { offset, is_ambiguous: false });
                }
            },
            (IdentityKind::Key, None) => breach(BreachKind::MissingField),
            (_, None) => {}
        }
        false
    }

    /// Ends the constraints of the element at this depth: keys first, so that references beside them find them.
    fn close(&mut self, depth: usize) {
        let first = self.scopes.partition_point(|scope| scope.depth < depth);
        let mut closing = self.scopes.split_off(first);
        let (mut references, keys): (Vec<_>, Vec<_>) =
            closing.drain(..).partition(|scope| matches!(scope.constraint.kind, IdentityKind::KeyRef(_)));
        for key in keys {
            // The innermost scope of each reference to the key: those further out learn of its rows from that one.
            let mut told = HashSet::new();
            let scopes = references.iter_mut().chain(self.scopes.iter_mut().rev());
            let refers = |scope: &&mut Scope<'t>| scope.constraint.kind == IdentityKind::KeyRef(key.id);
            let mut innermost: Vec<_> = scopes.filter(refers).filter(|scope| told.insert(scope.id)).collect();
            if let Some((last, others)) = innermost.split_last_mut() {
                others.iter_mut().for_each(|scope| scope.inherit(key.rows.clone(), key.offset));
                last.inherit(key.rows, key.offset);
            }
        }
        for mut reference in references {
            for (values, offset) in &reference.references {
                if reference.rows.get(values).is_none_or(|row| row.is_ambiguous) {
                    let (constraint, offset) = (reference.id, *offset);
                    self.breaches.push(Breach { constraint, offset, kind: BreachKind::Unresolved });
                }
            }
            if let Some(outer) = self.scopes.iter_mut().rev().find(|scope| scope.id == reference.id) {
                outer.inherit(std::mem::take(&mut reference.rows), usize::MAX);
            }
        }
    }
}

impl<'t> Scope<'t> {
    /// Takes over rows from inside the element; a key hides the rows of those inside it, which start at `hidden`.
    fn inherit(&mut self, rows: HashMap<Vec<Value<'static>>, Row>, hidden: usize) {
        if self.rows.is_empty() {
            self.rows = rows;
            return;
        }
        for (values, row) in rows {
            match self.rows.entry(values) {
                Entry::Vacant(place) => {
                    place.insert(row);
                }
                Entry::Occupied(mut place) if place.get().offset >= hidden => {
                    place.insert(row);
                }
                Entry::Occupied(mut place) => place.get_mut().is_ambiguous = true,
            }
        }
    }
}

impl<'t> Selected<'t> {
    fn new(
        scope: usize,
        constraint: &'t IdentityConstraint,
        depth: usize,
        offset: usize,
        attributes: &[AttributeValue],
    ) -> Self {
        let mut fields: Vec<Field<'t>> = constraint.fields.iter().map(Field::new).collect();
        for field in &mut fields {
            field.look(depth, attributes);
        }
        Selected { scope, depth, offset, fields }
    }
}

impl<'t> Field<'t> {
    fn new(selection: &'t Selection) -> Self {
        Field { paths: followers(selection), value: None, awaits: None, is_invalid: false, is_refused: false }
    }

    fn enter(&mut self, name: Symbol, namespace: NamespaceId, depth: usize, attributes: &[AttributeValue]) {
        for path in &mut self.paths {
            path.enter(name, namespace);
        }
        self.look(depth, attributes);
    }

    /// Takes what the element just entered gives.
    fn look(&mut self, depth: usize, attributes: &[AttributeValue]) {
        let mut found: Vec<&Option<Value<'static>>> = Vec::new();
        let mut is_element = false;
        for path in self.paths.iter().filter(|path| path.is_there()) {
            match path.path.attribute {
                None => is_element = true,
                Some(test) => {
                    for (name, namespace, value) in attributes {
                        if test.matches(*name, *namespace) && !found.iter().any(|other| std::ptr::eq(*other, value)) {
                            found.push(value);
                        }
                    }
                }
            }
        }
        let others = usize::from(self.value.is_some()) + usize::from(self.awaits.is_some());
        if found.len() + usize::from(is_element) + others > 1 && (is_element || !found.is_empty()) {
            self.is_invalid = true;
        }
        if is_element {
            self.awaits = Some(depth);
        }
        if let Some(&value) = found.first() {
            self.value.clone_from(value);
            self.is_refused |= value.is_none();
        }
    }

    fn leave(&mut self, depth: usize, value: &ElementValue) {
        self.paths.iter_mut().for_each(Follower::leave);
        if self.awaits == Some(depth) {
            self.awaits = None;
            match value {
                ElementValue::Simple(value) => self.value = Some(value.clone()),
                ElementValue::Absent => {}
                ElementValue::Refused => self.is_refused = true,
                ElementValue::Complex => self.is_invalid = true,
            }
        }
    }
}

fn followers(selection: &Selection) -> Vec<Follower<'_>> {
    selection.paths.iter().map(|path| Follower { path, reached: vec![1] }).collect()
}

impl Follower<'_> {
    fn enter(&mut self, name: Symbol, namespace: NamespaceId) -> bool {
        let before = self.reached.last().copied().unwrap_or(0);
        let mut reached = u64::from(self.path.anywhere);
        for (index, step) in self.path.steps.iter().enumerate() {
            if before >> index & 1 == 1 && step.matches(name, namespace) {
                reached |= 1 << (index + 1);
            }
        }
        self.reached.push(reached);
        self.is_there()
    }

    fn leave(&mut self) {
        self.reached.pop();
    }

    fn is_there(&self) -> bool {
        self.reached.last().is_some_and(|reached| reached >> self.path.steps.len() & 1 == 1)
    }
}

impl NameTest {
    fn matches(self, name: Symbol, namespace: NamespaceId) -> bool {
        match self {
            Self::Any => true,
            Self::Namespace(wanted) => wanted == namespace,
            Self::Name(wanted) => wanted == name,
        }
    }
}
