use std::sync::Arc;

use super::types::derivations;
use super::{Compiler, MAX_DEPTH, SitePrefixes, TypeSlot, small};
use crate::datatype::{SimpleType, Value};
use crate::names::{NamespaceId, Symbol};
use crate::schema::document::Tag;
use crate::schema::error::{SchemaError, SchemaErrorKind};
use crate::schema::load::{Kind, Site};
use crate::schema::tables::{Content, Element, ElementId, TypeId, TypeKind, ValueConstraint};

impl Compiler {
    /// The element that a particle declares or refers to.
    pub(super) fn local_element(&mut self, site: &Site) -> Result<ElementId, SchemaError> {
        if let Some(name) = site.attribute("ref") {
            let symbol = self.resolve(site, "ref", name)?;
            return self.global_element(symbol, site);
        }
        let namespace = form(site, "elementFormDefault")?;
        let name = self.names.intern(namespace, site.required("name")?);
        let type_ = self.type_of(site)?.unwrap_or(TypeId::ANY);
        self.element(name, type_, None, site)
    }

    pub(super) fn global_element(&mut self, symbol: Symbol, site: &Site) -> Result<ElementId, SchemaError> {
        if let Some(&known) = self.element_ids.get(&symbol) {
            return Ok(known);
        }
        let global = match self.find(Kind::Element, symbol, site) {
            Ok(global) => global,
            Err(unresolved) => {
                let type_ = self.missing.ok_or(unresolved)?;
                let id = self.push_element(Element::undeclared(symbol, type_));
                self.element_ids.insert(symbol, id);
                return Ok(id);
            }
        };
        let site = &global.site;
        if !self.open_elements.insert(symbol) {
            return Err(self.circular(Kind::Element, symbol, site));
        }
        if self.open_elements.len() > MAX_DEPTH {
            return Err(site.fault(SchemaErrorKind::TooDeep));
        }
        let head = match site.attribute("substitutionGroup") {
            Some(name) => {
                let head = self.resolve(site, "substitutionGroup", name)?;
                Some(self.global_element(head, site)?)
            }
            None => None,
        };
        let heads = std::iter::successors(head, |head| self.elements.get(head.0 as usize)?.substitutes);
        if heads.take(MAX_DEPTH + 1).count() > MAX_DEPTH {
            return Err(site.fault(SchemaErrorKind::TooDeep));
        }
        let inherited = head.and_then(|head| self.elements.get(head.0 as usize)).map(|head| head.type_);
        let inherited = inherited.filter(|&type_| Some(type_) != self.missing);
        let type_ = self.type_of(site)?.or(inherited).unwrap_or(TypeId::ANY);
        let id = self.element(symbol, type_, head, site)?;
        self.open_elements.remove(&symbol);
        self.element_ids.insert(symbol, id);
        Ok(id)
    }

    /// The type written in a declaration or named by it.
    fn type_of(&mut self, site: &Site) -> Result<Option<TypeId>, SchemaError> {
        if let Some(named) = self.type_ref(site, "type")? {
            return Ok(Some(named));
        }
        let inside = site.children().find(|child| matches!(child.tag(), Tag::SimpleType | Tag::ComplexType));
        Ok(inside.map(|inside| self.type_at(&inside, None, None)))
    }

    fn element(
        &mut self,
        name: Symbol,
        type_: TypeId,
        substitutes: Option<ElementId>,
        site: &Site,
    ) -> Result<ElementId, SchemaError> {
        let constraint = value_constraint(site);
        let has_constraint = constraint.is_some();
        let element = Element {
            name,
            type_,
            nillable: site.flag("nillable")?,
            is_abstract: site.flag("abstract")?,
            constraint,
            block: derivations(site, "block", "blockDefault"),
            substitutes,
            identity: self.identity_constraints(site)?,
        };
        let id = self.push_element(element);
        if has_constraint {
            self.values.push((id, site.clone()));
        }
        Ok(id)
    }

    fn push_element(&mut self, element: Element) -> ElementId {
        self.elements.push(element);
        ElementId(small(self.elements.len() - 1))
    }

    /// Default and fixed values, now that all types are known.
    pub(super) fn check_values(&mut self) -> Result<(), SchemaError> {
        for (id, site) in std::mem::take(&mut self.values) {
            let element = &self.elements[id.0 as usize];
            let Some(simple) = self.simple_content_of(element.type_) else { continue };
            let Some(constraint) = &mut self.elements[id.0 as usize].constraint else { continue };
            constraint.value = Some(value(&simple, &constraint.text, &site)?);
        }
        Ok(())
    }

    fn simple_content_of(&self, id: TypeId) -> Option<Arc<SimpleType>> {
        match self.types.get(id.0 as usize) {
            Some(TypeSlot::Done { type_, .. }) => match &type_.kind {
                TypeKind::Simple(simple) => Some(simple.clone()),
                TypeKind::Complex(complex) => match &complex.content {
                    Content::Simple(simple) => Some(simple.clone()),
                    _ => None,
                },
            },
            _ => None,
        }
    }
}

/// The namespace of a local declaration.
pub(super) fn form(site: &Site, default: &'static str) -> Result<NamespaceId, SchemaError> {
    match site.attribute("form").or_else(|| site.root_attribute(default)) {
        Some("qualified") => Ok(site.unit.target),
        None | Some("unqualified") => Ok(NamespaceId::NONE),
        Some(other) => Err(site.invalid("form", other)),
    }
}

/// The default or fixed value of a declaration, before its type is known.
pub(super) fn value_constraint(site: &Site) -> Option<ValueConstraint> {
    let fixed = site.raw_attribute("fixed");
    let text = fixed.or_else(|| site.raw_attribute("default"))?;
    Some(ValueConstraint { is_fixed: fixed.is_some(), text: text.into(), value: None })
}

/// A default or fixed value in the value space of its type.
pub(super) fn value(simple: &SimpleType, text: &str, site: &Site) -> Result<Value<'static>, SchemaError> {
    let value = simple.value(text, &SitePrefixes(site)).map(Value::into_owned);
    value.map_err(|_| {
        let name = if site.raw_attribute("fixed").is_some() { "fixed" } else { "default" };
        site.invalid(name, text)
    })
}
