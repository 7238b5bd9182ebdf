use std::rc::Rc;

use super::{Compiler, MAX_DEPTH, key};
use crate::content::{NamespaceConstraint, Occurs};
use crate::names::{NamespaceId, Symbol};
use crate::schema::document::Tag;
use crate::schema::error::{SchemaError, SchemaErrorKind};
use crate::schema::load::{Global, Kind, Site};
use crate::schema::tables::{ElementId, ProcessContents};

/// A particle as written: groups that are referred to are shared.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) group: Group,
    pub(super) occurs: Occurs,
    /// Levels of groups.
    depth: usize,
}

#[derive(Debug)]
pub(super) enum Group {
    Element(ElementId),
    Wildcard(ProcessContents, NamespaceConstraint),
    Sequence(Vec<Rc<Part>>),
    Choice(Vec<Rc<Part>>),
    All(Vec<Rc<Part>>),
}

impl Part {
    fn new(group: Group, occurs: Occurs) -> Rc<Self> {
        let depth = match &group {
            Group::Element(_) | Group::Wildcard(..) => 0,
            Group::Sequence(parts) | Group::Choice(parts) | Group::All(parts) => {
                parts.iter().map(|part| part.depth + 1).max().unwrap_or(1)
            }
        };
        Rc::new(Part { group, occurs, depth })
    }

    /// Nothing at all.
    pub(super) fn empty() -> Rc<Self> {
        Part::new(Group::Sequence(Vec::new()), Occurs::ONCE)
    }

    /// The content of `xs:anyType`.
    pub(super) fn any_content() -> Rc<Self> {
        let group = Group::Wildcard(ProcessContents::Lax, NamespaceConstraint::Any);
        Part::new(group, Occurs { min: 0, max: None })
    }

    /// The content of an extension.
    pub(super) fn followed_by(base: Rc<Part>, own: Rc<Part>) -> Rc<Self> {
        let parts = match (&base.group, &own.group) {
            // An xs:all is only extended by nothing.
            (Group::All(_), Group::Sequence(parts)) if parts.is_empty() => vec![base],
            (Group::Sequence(parts), Group::All(_)) if parts.is_empty() => vec![own],
            _ => vec![base, own],
        };
        Part::new(Group::Sequence(parts), Occurs::ONCE)
    }
}

impl Compiler {
    /// The model group written in a type, none when there is none or it holds nothing.
    pub(super) fn explicit_content(&mut self, site: &Site) -> Result<Option<Rc<Part>>, SchemaError> {
        let is_group = |tag| matches!(tag, Tag::Group | Tag::All | Tag::Choice | Tag::Sequence);
        let mut groups = site.children().filter(|child| is_group(child.tag()));
        let Some(group) = groups.next() else { return Ok(None) };
        if let Some(second) = groups.next() {
            return Err(misplaced(&second));
        }
        let part = self.part(&group)?;
        let holds_nothing = match &part.group {
            Group::Sequence(parts) | Group::All(parts) => parts.is_empty(),
            Group::Choice(parts) => parts.is_empty() && part.occurs.min == 0,
            _ => false,
        };
        Ok((!holds_nothing && part.occurs.max != Some(0)).then_some(part))
    }

    fn part(&mut self, site: &Site) -> Result<Rc<Part>, SchemaError> {
        let part = self.deeper(site, |compiler| compiler.particle(site))?;
        if part.depth > MAX_DEPTH { Err(site.fault(SchemaErrorKind::TooDeep)) } else { Ok(part) }
    }

    fn particle(&mut self, site: &Site) -> Result<Rc<Part>, SchemaError> {
        let occurs = occurs(site)?;
        let group = match site.tag() {
            Tag::Element => Group::Element(self.local_element(site)?),
            Tag::Any => Group::Wildcard(self.process_contents(site)?, self.namespaces(site)),
            Tag::Sequence => Group::Sequence(self.parts(site)?),
            Tag::Choice => Group::Choice(self.parts(site)?),
            Tag::All => Group::All(self.parts(site)?),
            _ => {
                let name = site.required("ref")?;
                let symbol = self.resolve(site, "ref", name)?;
                let part = self.group_named(symbol, site)?;
                return Ok(if occurs == part.occurs {
                    part
                } else if let (Group::All(parts), 0) = (&part.group, occurs.min) {
                    Part::new(Group::All(parts.clone()), occurs)
                } else {
                    Part::new(Group::Sequence(vec![part]), occurs)
                });
            }
        };
        Ok(Part::new(group, occurs))
    }

    fn parts(&mut self, site: &Site) -> Result<Vec<Rc<Part>>, SchemaError> {
        let is_part =
            |tag| matches!(tag, Tag::Element | Tag::Any | Tag::Sequence | Tag::Choice | Tag::All | Tag::Group);
        site.children()
            .map(|child| if is_part(child.tag()) { self.part(&child) } else { Err(misplaced(&child)) })
            .collect()
    }

    /// The content of a named group.
    pub(super) fn group_named(&mut self, symbol: Symbol, site: &Site) -> Result<Rc<Part>, SchemaError> {
        let global = match self.find(Kind::Group, symbol, site) {
            Ok(global) => global,
            Err(_) if self.missing.is_some() => return Ok(Part::any_content()),
            Err(unresolved) => return Err(unresolved),
        };
        if let Some(known) = self.groups.get(&key(&global.site)) {
            return Ok(known.clone());
        }
        let part = self.within(Kind::Group, symbol, &global, |compiler| compiler.group_content(&global))?;
        self.groups.insert(key(&global.site), part.clone());
        Ok(part)
    }

    fn group_content(&mut self, global: &Global) -> Result<Rc<Part>, SchemaError> {
        let is_content = |tag| matches!(tag, Tag::All | Tag::Choice | Tag::Sequence);
        match global.site.children().find(|child| is_content(child.tag())) {
            Some(content) => self.part(&content),
            None => Ok(Part::empty()),
        }
    }

    /// How what a wildcard lets in is checked.
    pub(super) fn process_contents(&self, site: &Site) -> Result<ProcessContents, SchemaError> {
        match site.attribute("processContents") {
            None | Some("strict") if self.has_lax_wildcards => Ok(ProcessContents::Lax),
            None | Some("strict") => Ok(ProcessContents::Strict),
            Some("lax") => Ok(ProcessContents::Lax),
            Some("skip") => Ok(ProcessContents::Skip),
            Some(other) => Err(site.invalid("processContents", other)),
        }
    }

    /// The namespaces of a wildcard.
    pub(super) fn namespaces(&mut self, site: &Site) -> NamespaceConstraint {
        let target = site.unit.target;
        match site.attribute("namespace").unwrap_or("##any") {
            "##any" => NamespaceConstraint::Any,
            "##other" => NamespaceConstraint::Other(target),
            list => {
                let uris = list.split_ascii_whitespace().map(|uri| match uri {
                    "##targetNamespace" => target,
                    "##local" => NamespaceId::NONE,
                    uri => self.names.intern_namespace(uri),
                });
                NamespaceConstraint::Set(uris.collect())
            }
        }
    }
}

/// How often a particle may stand; numbers beyond 2^64 are as good as 2^64.
fn occurs(site: &Site) -> Result<Occurs, SchemaError> {
    let number = |name: &'static str| match site.attribute(name) {
        None => Ok(1),
        Some(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(digits.parse().unwrap_or(u64::MAX))
        }
        Some(other) => Err(site.invalid(name, other)),
    };
    let min = number("minOccurs")?;
    let max = match site.attribute("maxOccurs") {
        Some("unbounded") => None,
        _ => Some(number("maxOccurs")?),
    };
    match max {
        Some(max) if max < min => Err(site.invalid("maxOccurs", &max.to_string())),
        _ => Ok(Occurs { min, max }),
    }
}

fn misplaced(site: &Site) -> SchemaError {
    site.fault(SchemaErrorKind::UnexpectedElement(site.tag().name().to_owned()))
}
