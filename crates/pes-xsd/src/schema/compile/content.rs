//! Content models, once every declaration is known and with it who may substitute whom.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::particles::{Group, Part};
use super::{MAX_DEPTH, TypeContent, small};
use crate::content::{AllMember, ContentError, ContentModel, LeafId, Occurs, Particle, Term};
use crate::names::Symbol;
use crate::schema::error::{SchemaError, SchemaErrorKind};
use crate::schema::tables::{
    Content, Derivations, ElementContent, ElementId, Leaf, ProcessContents, Tables, TypeId, TypeKind,
};

/// Particles that one content model may have: groups that refer to groups twice each would make any number of them.
const MAX_PARTICLES: usize = 100_000;

/// The same for all content models together.
const MAX_ALL_PARTICLES: usize = 2_000_000;

pub(super) fn compile(tables: &mut Tables, contents: &[Option<TypeContent>]) -> Result<(), SchemaError> {
    let substitutes = substitutes(tables);
    let mut left = MAX_ALL_PARTICLES;
    for (index, content) in contents.iter().enumerate() {
        let Some(TypeContent { part, is_mixed, site }) = content else { continue };
        let allowance = left.min(MAX_PARTICLES);
        let mut builder = Builder { tables, substitutes: &substitutes, leaves: Vec::new(), allowance };
        let content = builder.content(part, *is_mixed);
        left -= allowance - builder.allowance;
        let content = content.map_err(|error| {
            let kind = SchemaErrorKind::Content(error);
            match site {
                Some(site) => site.fault(kind),
                None => SchemaError { document: String::new(), line: 0, column: 0, kind },
            }
        })?;
        if let TypeKind::Complex(complex) = &mut tables.types[index].kind {
            complex.content = Content::Elements(Box::new(content));
        }
    }
    Ok(())
}

/// For each element that others may stand for: those others, near and far.
fn substitutes(tables: &Tables) -> HashMap<ElementId, Vec<ElementId>> {
    let mut substitutes: HashMap<ElementId, Vec<ElementId>> = HashMap::new();
    for (index, member) in tables.elements.iter().enumerate() {
        let id = ElementId(small(index));
        let mut head = member.substitutes;
        while let Some(at) = head {
            let declaration = tables.element(at);
            let blocked = declaration.block.with(tables.type_(declaration.type_).block);
            if !declaration.block.intersects(Derivations::SUBSTITUTION)
                && tables.derives(member.type_, declaration.type_, blocked)
            {
                substitutes.entry(at).or_default().push(id);
            }
            head = declaration.substitutes;
        }
    }
    substitutes
}

struct Builder<'t> {
    tables: &'t Tables,
    substitutes: &'t HashMap<ElementId, Vec<ElementId>>,
    leaves: Vec<Leaf>,
    /// Particles that may still be met.
    allowance: usize,
}

impl Builder<'_> {
    fn content(&mut self, part: &Part, is_mixed: bool) -> Result<ElementContent, ContentError> {
        let model = match all_group(part) {
            Some((members, is_optional)) => {
                let mut all = Vec::new();
                for member in members {
                    let Group::Element(element) = member.group else { continue };
                    let names = self.element(element, false)?;
                    all.push(AllMember { names, required: member.occurs.min > 0 });
                }
                ContentModel::all(&all, is_optional)
            }
            None => {
                let particle = self.particle(part, false, 0)?;
                ContentModel::compile(&particle, &self.tables.names)?
            }
        };
        self.number_repeated();
        let leaves: Box<[Leaf]> = std::mem::take(&mut self.leaves).into();
        let skips = |leaf: &Leaf| matches!(leaf, Leaf::Wildcard(ProcessContents::Skip));
        let is_open = !leaves.is_empty() && leaves.iter().all(skips);
        Ok(ElementContent { model, leaves, is_mixed, is_open })
    }

    fn particle(&mut self, part: &Part, repeats: bool, depth: usize) -> Result<Particle, ContentError> {
        if depth > MAX_DEPTH {
            return Err(ContentError::TooDeep);
        }
        self.spend()?;
        let repeats = repeats || part.occurs.max.is_none_or(|max| max > 1);
        Ok(match &part.group {
            Group::Element(element) => {
                let mut choices = self.element(*element, repeats)?;
                match choices.pop() {
                    Some((leaf, name)) if choices.is_empty() => Particle::Leaf(leaf, Term::Element(name), part.occurs),
                    last => {
                        let choices = choices.into_iter().chain(last);
                        let once = |(leaf, name)| Particle::Leaf(leaf, Term::Element(name), Occurs::ONCE);
                        Particle::Choice(choices.map(once).collect(), part.occurs)
                    }
                }
            }
            Group::Wildcard(process, namespaces) => {
                let leaf = self.leaf(Leaf::Wildcard(*process))?;
                Particle::Leaf(leaf, Term::Wildcard(namespaces.clone()), part.occurs)
            }
            Group::Sequence(parts) => Particle::Sequence(self.particles(parts, repeats, depth)?, part.occurs),
            Group::Choice(parts) => Particle::Choice(self.particles(parts, repeats, depth)?, part.occurs),
            // Only the whole content may be an xs:all; elsewhere no order would be the nearest to it, and none is tried.
            Group::All(_) => return Err(ContentError::TooComplex),
        })
    }

    fn particles(&mut self, parts: &[Rc<Part>], repeats: bool, depth: usize) -> Result<Vec<Particle>, ContentError> {
        parts.iter().map(|part| self.particle(part, repeats, depth + 1)).collect()
    }

    /// The element itself and those that may stand for it.
    fn element(&mut self, element: ElementId, repeats: bool) -> Result<Vec<(LeafId, Symbol)>, ContentError> {
        let others = self.substitutes.get(&element).map(Vec::as_slice).unwrap_or_default();
        let mut choices = Vec::with_capacity(1 + others.len());
        for &element in std::iter::once(&element).chain(others) {
            let plain_type = self.plain_type(element);
            let leaf = self.leaf(Leaf::Element { element, repeats, plain_type })?;
            choices.push((leaf, self.tables.element(element).name));
        }
        Ok(choices)
    }

    fn plain_type(&self, element: ElementId) -> Option<TypeId> {
        let element = self.tables.element(element);
        let is_plain =
            !element.is_abstract && element.identity.is_empty() && !self.tables.type_(element.type_).is_abstract;
        is_plain.then_some(element.type_)
    }

    fn leaf(&mut self, leaf: Leaf) -> Result<LeafId, ContentError> {
        self.spend()?;
        self.leaves.push(leaf);
        Ok(LeafId(small(self.leaves.len() - 1)))
    }

    fn spend(&mut self) -> Result<(), ContentError> {
        self.allowance = self.allowance.checked_sub(1).ok_or(ContentError::TooComplex)?;
        Ok(())
    }

    /// An element that stands at two places of a model may stand twice.
    fn number_repeated(&mut self) {
        let mut seen: HashSet<Symbol> = HashSet::new();
        let mut twice: HashSet<Symbol> = HashSet::new();
        for leaf in &self.leaves {
            if let Leaf::Element { element, .. } = leaf {
                let name = self.tables.element(*element).name;
                if !seen.insert(name) {
                    twice.insert(name);
                }
            }
        }
        for leaf in &mut self.leaves {
            if let Leaf::Element { element, repeats, .. } = leaf {
                *repeats |= twice.contains(&self.tables.element(*element).name);
            }
        }
    }
}

/// The members of a content that is an `xs:all`, and whether it may be empty as a whole.
fn all_group(part: &Part) -> Option<(&[Rc<Part>], bool)> {
    match &part.group {
        Group::All(members) => Some((members, part.occurs.min == 0)),
        Group::Sequence(parts) => match parts.as_slice() {
            [only] if part.occurs.max == Some(1) => {
                all_group(only).map(|(members, is_optional)| (members, is_optional || part.occurs.min == 0))
            }
            _ => None,
        },
        _ => None,
    }
}
