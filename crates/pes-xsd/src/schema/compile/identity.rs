use super::{Compiler, small};
use crate::names::NamespaceId;
use crate::schema::document::Tag;
use crate::schema::error::{SchemaError, SchemaErrorKind};
use crate::schema::load::{Kind, Site};
use crate::schema::tables::{ConstraintId, IdentityConstraint, IdentityKind, NameTest, Path, Selection};

/// Steps that one path may have: each is a bit while an instance is read.
const MAX_STEPS: usize = 63;

impl Compiler {
    /// The keys, references and uniqueness constraints of an element.
    pub(super) fn identity_constraints(&mut self, site: &Site) -> Result<Box<[ConstraintId]>, SchemaError> {
        let mut ids = Vec::new();
        for child in site.children() {
            let kind = match child.tag() {
                Tag::Unique => IdentityKind::Unique,
                Tag::Key => IdentityKind::Key,
                Tag::Keyref => IdentityKind::KeyRef(ConstraintId(u32::MAX)),
                _ => continue,
            };
            let name = self.names.intern(child.unit.target, child.required("name")?);
            let id = ConstraintId(small(self.constraints.len()));
            if self.constraint_ids.insert(name, id).is_some() {
                let name = self.names.display(name);
                return Err(child.fault(SchemaErrorKind::Duplicate { component: Kind::Constraint.name(), name }));
            }
            if child.tag() == Tag::Keyref {
                let refer = self.resolve(&child, "refer", child.required("refer")?)?;
                self.references.push((id, refer, child.clone()));
            }
            let selector = child.child(Tag::Selector);
            let selector = selector.ok_or_else(|| child.fault(SchemaErrorKind::MissingAttribute("selector")))?;
            let selector = self.selection(&selector, false)?;
            let fields = child.children().filter(|part| part.tag() == Tag::Field);
            let fields = fields.map(|field| self.selection(&field, true)).collect::<Result<Vec<_>, _>>()?;
            if fields.is_empty() {
                return Err(child.fault(SchemaErrorKind::MissingAttribute("field")));
            }
            self.constraints.push(IdentityConstraint { name, kind, selector, fields });
            ids.push(id);
        }
        Ok(ids.into())
    }

    pub(super) fn resolve_references(&mut self) -> Result<(), SchemaError> {
        for (id, refer, site) in std::mem::take(&mut self.references) {
            let Some(&key) = self.constraint_ids.get(&refer) else {
                return Err(self.unresolved(Kind::Constraint, refer, &site));
            };
            let (reference, referred) = (&self.constraints[id.0 as usize], &self.constraints[key.0 as usize]);
            if matches!(referred.kind, IdentityKind::KeyRef(_)) || referred.fields.len() != reference.fields.len() {
                return Err(site.invalid("refer", site.attribute("refer").unwrap_or_default()));
            }
            self.constraints[id.0 as usize].kind = IdentityKind::KeyRef(key);
        }
        Ok(())
    }

    fn selection(&mut self, site: &Site, is_field: bool) -> Result<Selection, SchemaError> {
        let xpath = site.required("xpath")?;
        let paths = xpath.split('|').map(|path| {
            self.path(site, path, is_field)?.ok_or_else(|| site.fault(SchemaErrorKind::InvalidXPath(xpath.to_owned())))
        });
        Ok(Selection { paths: paths.collect::<Result<_, _>>()? })
    }

    /// One path, none when it is not of the form that XSD allows.
    fn path(&mut self, site: &Site, text: &str, is_field: bool) -> Result<Option<Path>, SchemaError> {
        // White space may stand between any two tokens, and in none.
        let mut rest = String::with_capacity(text.len());
        for piece in text.split_ascii_whitespace() {
            let is_punctuation = |char: char| "/@:".contains(char);
            if !rest.is_empty() && !rest.ends_with(is_punctuation) && !piece.starts_with(is_punctuation) {
                return Ok(None);
            }
            rest.push_str(piece);
        }
        let anywhere = rest.starts_with(".//");
        if anywhere {
            rest.drain(..3);
        }
        let mut path = Path { anywhere, steps: Vec::new(), attribute: None };
        let mut steps = rest.split('/').peekable();
        while let Some(step) = steps.next() {
            let is_last = steps.peek().is_none();
            let attribute = step.strip_prefix('@').or_else(|| step.strip_prefix("attribute::"));
            match attribute {
                Some(name) if is_field && is_last => match self.name_test(site, name)? {
                    Some(test) => path.attribute = Some(test),
                    None => return Ok(None),
                },
                Some(_) => return Ok(None),
                None if step == "." => {}
                None => match self.name_test(site, step.strip_prefix("child::").unwrap_or(step))? {
                    Some(test) => path.steps.push(test),
                    None => return Ok(None),
                },
            }
        }
        Ok((path.steps.len() <= MAX_STEPS).then_some(path))
    }

    fn name_test(&mut self, site: &Site, name: &str) -> Result<Option<NameTest>, SchemaError> {
        let (prefix, local) = match name.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None => (None, name),
        };
        if local == "*" && prefix.is_none() {
            return Ok(Some(NameTest::Any));
        }
        let namespace = match prefix {
            None => NamespaceId::NONE,
            Some(prefix) => match site.unit.document.prefix(site.node, prefix) {
                Some(uri) => self.names.intern_namespace(uri),
                None => return Err(site.fault(SchemaErrorKind::UnboundPrefix(prefix.to_owned()))),
            },
        };
        if local == "*" {
            return Ok(Some(NameTest::Namespace(namespace)));
        }
        let is_name = local.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && local.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | '·'));
        Ok(is_name.then(|| NameTest::Name(self.names.intern(namespace, local))))
    }
}
