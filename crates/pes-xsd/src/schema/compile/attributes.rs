use std::collections::HashSet;

use super::elements::{form, value, value_constraint};
use super::{Compiler, key};
use crate::datatype::SimpleType;
use crate::names::Symbol;
use crate::schema::document::{Tag, XML};
use crate::schema::error::{SchemaError, SchemaErrorKind};
use crate::schema::load::{Kind, Site};
use crate::schema::tables::{AttributeDeclaration, AttributeUse, AttributeWildcard, Attributes, TypeId};

/// The attributes written in a type or a group.
#[derive(Default)]
struct Written {
    attributes: Attributes,
    prohibited: Vec<Symbol>,
}

impl Compiler {
    /// The attributes of a derived type.
    pub(super) fn derived_attributes(
        &mut self,
        site: &Site,
        inherited: &Attributes,
        is_extension: bool,
    ) -> Result<Attributes, SchemaError> {
        let Written { attributes: own, prohibited } = self.written(site)?;
        let mut replaced: HashSet<Symbol> = own.uses.iter().map(|own| own.name).collect();
        if !is_extension {
            replaced.extend(prohibited);
        }
        let kept = inherited.uses.iter().filter(|kept| !replaced.contains(&kept.name));
        self.charge(inherited.uses.len(), site)?;
        let mut uses: Vec<AttributeUse> = kept.cloned().collect();
        uses.extend(own.uses);
        let wildcard = match (is_extension, own.wildcard, &inherited.wildcard) {
            (true, None, inherited) => inherited.clone(),
            (true, Some(own), Some(inherited)) => {
                let namespaces = own.namespaces.union(&inherited.namespaces);
                let namespaces = namespaces.ok_or_else(|| site.fault(SchemaErrorKind::InvalidDerivation))?;
                Some(AttributeWildcard { namespaces, process: own.process })
            }
            (_, own, _) => own,
        };
        let required = uses.iter().filter(|one| one.is_required).count();
        let implies_references =
            uses.iter().any(|one| one.declaration.constraint.is_some() && one.declaration.type_.has_identities());
        Ok(Attributes { uses, required, implies_references, wildcard })
    }

    fn written(&mut self, site: &Site) -> Result<Written, SchemaError> {
        let mut written = Written::default();
        let attributes = &mut written.attributes;
        let mut names = HashSet::new();
        for child in site.children() {
            match child.tag() {
                Tag::Attribute => {
                    let (attribute, is_prohibited) = self.attribute_use(&child)?;
                    if is_prohibited {
                        written.prohibited.push(attribute.name);
                    } else if !names.insert(attribute.name) {
                        let name = self.names.display(attribute.name);
                        return Err(child.fault(SchemaErrorKind::Duplicate { component: "attribute", name }));
                    } else {
                        attributes.uses.push(attribute);
                    }
                }
                Tag::AttributeGroup => {
                    let name = child.required("ref")?;
                    let symbol = self.resolve(&child, "ref", name)?;
                    let group = self.attribute_group_named(symbol, &child)?;
                    self.charge(group.uses.len(), &child)?;
                    attributes.uses.extend(group.uses.into_iter().filter(|attribute| names.insert(attribute.name)));
                    attributes.wildcard = narrowed(attributes.wildcard.take(), group.wildcard, &child)?;
                }
                Tag::AnyAttribute => {
                    let own = AttributeWildcard {
                        namespaces: self.namespaces(&child),
                        process: self.process_contents(&child)?,
                    };
                    // How the attributes are checked is this wildcard's word; which ones is everyone's.
                    let process = own.process;
                    let both = narrowed(attributes.wildcard.take(), Some(own), &child)?;
                    attributes.wildcard = both.map(|wildcard| AttributeWildcard { process, ..wildcard });
                }
                _ => {}
            }
        }
        Ok(written)
    }

    /// The attributes of a named group.
    pub(super) fn attribute_group_named(&mut self, symbol: Symbol, site: &Site) -> Result<Attributes, SchemaError> {
        let global = match self.find(Kind::AttributeGroup, symbol, site) {
            Ok(global) => global,
            Err(_) if self.missing.is_some() => return Ok(Attributes::any()),
            Err(unresolved) => return Err(unresolved),
        };
        if let Some(known) = self.attribute_groups.get(&key(&global.site)) {
            return Ok(known.clone());
        }
        let written = self.within(Kind::AttributeGroup, symbol, &global, |compiler| compiler.written(&global.site))?;
        self.attribute_groups.insert(key(&global.site), written.attributes.clone());
        Ok(written.attributes)
    }

    /// An attribute as a type uses it, and whether it is only named to be forbidden.
    fn attribute_use(&mut self, site: &Site) -> Result<(AttributeUse, bool), SchemaError> {
        let (name, declaration) = match site.attribute("ref") {
            Some(name) => {
                let symbol = self.resolve(site, "ref", name)?;
                let mut declaration = self.global_attribute(symbol, site)?;
                if let Some(mut constraint) = value_constraint(site) {
                    constraint.value = Some(value(&declaration.type_, &constraint.text, site)?);
                    declaration.constraint = Some(constraint);
                }
                (symbol, declaration)
            }
            None => {
                let namespace = form(site, "attributeFormDefault")?;
                let name = self.names.intern(namespace, site.required("name")?);
                (name, self.attribute_declaration(site)?)
            }
        };
        let (is_required, is_prohibited) = match site.attribute("use") {
            None | Some("optional") => (false, false),
            Some("required") => (true, false),
            Some("prohibited") => (false, true),
            Some(other) => return Err(site.invalid("use", other)),
        };
        let AttributeDeclaration { type_, constraint } = &declaration;
        let is_context_free = constraint.is_none() && !type_.has_identities() && !type_.needs_prefixes();
        Ok((AttributeUse { name, is_required, is_context_free, declaration }, is_prohibited))
    }

    pub(super) fn global_attribute(
        &mut self,
        symbol: Symbol,
        site: &Site,
    ) -> Result<AttributeDeclaration, SchemaError> {
        if let Some(known) = self.global_attributes.get(&symbol) {
            return Ok(known.clone());
        }
        let declaration = match self.find(Kind::Attribute, symbol, site) {
            Ok(global) => self.attribute_declaration(&global.site)?,
            Err(unresolved) => match self.xml_attribute(symbol) {
                Some(declaration) => declaration,
                None => {
                    let type_ = self.missing.ok_or(unresolved)?;
                    AttributeDeclaration { type_: self.simple_type(type_, site)?, constraint: None }
                }
            },
        };
        self.global_attributes.insert(symbol, declaration.clone());
        Ok(declaration)
    }

    /// Those of the `xml` namespace, for schemas that use them without giving the document that declares them.
    fn xml_attribute(&self, symbol: Symbol) -> Option<AttributeDeclaration> {
        let (XML, local) = self.names.resolve(symbol) else { return None };
        let type_ = match local {
            "lang" | "base" => SimpleType::builtin("anySimpleType"),
            "space" => SimpleType::builtin("NCName"),
            "id" => SimpleType::builtin("ID"),
            _ => None,
        };
        type_.map(|type_| AttributeDeclaration { type_, constraint: None })
    }

    fn attribute_declaration(&mut self, site: &Site) -> Result<AttributeDeclaration, SchemaError> {
        let id = match (self.type_ref(site, "type")?, site.child(Tag::SimpleType)) {
            (Some(named), _) => named,
            (None, Some(inside)) => self.type_at(&inside, None, None),
            (None, None) => TypeId::ANY_SIMPLE,
        };
        let type_ = self.simple_type(id, site)?;
        let mut constraint = value_constraint(site);
        if let Some(constraint) = &mut constraint {
            constraint.value = Some(value(&type_, &constraint.text, site)?);
        }
        Ok(AttributeDeclaration { type_, constraint })
    }
}

/// What two wildcards both let in.
fn narrowed(
    one: Option<AttributeWildcard>,
    other: Option<AttributeWildcard>,
    site: &Site,
) -> Result<Option<AttributeWildcard>, SchemaError> {
    let (Some(one), Some(other)) = (&one, &other) else { return Ok(one.or(other)) };
    let namespaces = one.namespaces.intersection(&other.namespaces);
    let namespaces = namespaces.ok_or_else(|| site.fault(SchemaErrorKind::InvalidDerivation))?;
    Ok(Some(AttributeWildcard { namespaces, process: one.process }))
}
