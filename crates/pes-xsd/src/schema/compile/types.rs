use std::rc::Rc;
use std::sync::Arc;

use super::particles::Part;
use super::{Compiler, MAX_DEPTH, SitePrefixes, TypeSlot, key, small};
use crate::datatype::{FacetDeclaration, SimpleType};
use crate::names::Symbol;
use crate::schema::document::Tag;
use crate::schema::error::{SchemaError, SchemaErrorKind};
use crate::schema::load::{Global, Kind, Site};
use crate::schema::tables::{Attributes, Complex, Content, Derivations, Type, TypeId, TypeKind};

/// The content of a complex type before its model is made.
struct ContentParts {
    base: TypeId,
    derivation: Derivations,
    attributes: Attributes,
    simple: Option<Arc<SimpleType>>,
    part: Option<Rc<Part>>,
    is_mixed: bool,
}

impl Compiler {
    /// The type of a name.
    pub(super) fn type_named(&mut self, symbol: Symbol, site: &Site) -> Result<TypeId, SchemaError> {
        if let Some(&id) = self.builtin_types.get(&symbol) {
            return Ok(id);
        }
        let Some(global) = self.tables.get(&(Kind::Type, symbol)).cloned() else {
            return self.missing.ok_or_else(|| self.unresolved(Kind::Type, symbol, site));
        };
        Ok(self.type_at(&global.site, Some(symbol), Some(&global)))
    }

    /// The type that an attribute such as `base` names.
    pub(super) fn type_ref(&mut self, site: &Site, attribute: &'static str) -> Result<Option<TypeId>, SchemaError> {
        let Some(name) = site.attribute(attribute) else { return Ok(None) };
        let symbol = self.resolve(site, attribute, name)?;
        self.type_named(symbol, site).map(Some)
    }

    /// The type that a derivation starts from: within a redefinition, its own name is what it redefines.
    fn base_ref(&mut self, site: &Site) -> Result<Option<TypeId>, SchemaError> {
        let Some(name) = site.attribute("base") else { return Ok(None) };
        let symbol = self.resolve(site, "base", name)?;
        if let Some((Kind::Type, open, global)) = self.open.last()
            && *open == symbol
        {
            match global.original.clone() {
                Some(original) => return Ok(Some(self.type_at(&original.site, Some(symbol), Some(&original)))),
                None if self.missing.is_some() => return Ok(self.missing),
                None => {}
            }
        }
        self.type_named(symbol, site).map(Some)
    }

    /// The type written at a place, compiled later.
    pub(super) fn type_at(&mut self, site: &Site, name: Option<Symbol>, global: Option<&Rc<Global>>) -> TypeId {
        let next = TypeId(small(self.types.len()));
        let id = *self.type_ids.entry(key(site)).or_insert(next);
        if id == next {
            self.types.push(TypeSlot::Waiting { site: site.clone(), name, global: global.cloned() });
            self.waiting.push_back(id);
        }
        id
    }

    /// Compiles a type now, unless that was done.
    pub(super) fn complete(&mut self, id: TypeId) -> Result<(), SchemaError> {
        let slot = &mut self.types[id.0 as usize];
        if !matches!(slot, TypeSlot::Waiting { .. }) {
            return Ok(());
        }
        let TypeSlot::Waiting { site, name, global } = std::mem::replace(slot, TypeSlot::Open) else { return Ok(()) };
        let done = match (name, global) {
            (Some(symbol), Some(global)) => {
                self.within(Kind::Type, symbol, &global, |compiler| compiler.definition(&site, name))?
            }
            _ => self.deeper(&site, |compiler| compiler.definition(&site, name))?,
        };
        self.types[id.0 as usize] = done;
        Ok(())
    }

    /// A type that must be known now, as a base is.
    fn needed(&mut self, id: TypeId, site: &Site) -> Result<(&Type, Option<Rc<Part>>, bool), SchemaError> {
        self.complete(id)?;
        match &self.types[id.0 as usize] {
            TypeSlot::Done { type_, part, is_mixed, .. } => Ok((type_, part.clone(), *is_mixed)),
            _ => {
                let name = site.attribute("base").or(site.attribute("name")).unwrap_or_default().to_owned();
                Err(site.fault(SchemaErrorKind::Circular { component: "type", name }))
            }
        }
    }

    fn definition(&mut self, site: &Site, name: Option<Symbol>) -> Result<TypeSlot, SchemaError> {
        match site.tag() {
            Tag::SimpleType => {
                let (base, derivation, simple) = self.simple(site)?;
                let kind = TypeKind::Simple(simple);
                let type_ = Type { name, base, derivation, block: Derivations::NONE, is_abstract: false, kind };
                let depth = self.derived_depth(base, site)?;
                Ok(TypeSlot::Done { type_, part: None, is_mixed: false, depth, site: None })
            }
            _ => self.complex(site, name),
        }
    }

    /// The simple type that a place must have.
    pub(super) fn simple_type(&mut self, id: TypeId, site: &Site) -> Result<Arc<SimpleType>, SchemaError> {
        if self.missing == Some(id)
            && let Some(text) = SimpleType::builtin("string")
        {
            return Ok(text);
        }
        match &self.needed(id, site)?.0.kind {
            TypeKind::Simple(simple) => Ok(simple.clone()),
            TypeKind::Complex(_) => Err(site.fault(SchemaErrorKind::InvalidDerivation)),
        }
    }

    /// The simple type named by an attribute or written inside.
    fn simple_operand(&mut self, site: &Site, attribute: &'static str) -> Result<TypeId, SchemaError> {
        let named = if attribute == "base" { self.base_ref(site)? } else { self.type_ref(site, attribute)? };
        if let Some(id) = named {
            return Ok(id);
        }
        let inside = site.child(Tag::SimpleType);
        let inside = inside.ok_or_else(|| site.fault(SchemaErrorKind::MissingAttribute(attribute)))?;
        Ok(self.type_at(&inside, None, None))
    }

    fn simple(&mut self, site: &Site) -> Result<(TypeId, Derivations, Arc<SimpleType>), SchemaError> {
        let derivation = site
            .children()
            .find(|child| matches!(child.tag(), Tag::Restriction | Tag::List | Tag::Union))
            .ok_or_else(|| site.fault(SchemaErrorKind::InvalidDerivation))?;
        match derivation.tag() {
            Tag::Restriction => {
                let base = self.simple_operand(&derivation, "base")?;
                let base_type = self.simple_type(base, &derivation)?;
                Ok((base, Derivations::RESTRICTION, self.restricted(&derivation, &base_type)?))
            }
            Tag::List => {
                let item = self.simple_operand(&derivation, "itemType")?;
                let item = self.simple_type(item, &derivation)?;
                let list =
                    SimpleType::list_of(&item).map_err(|error| derivation.fault(SchemaErrorKind::SimpleType(error)))?;
                Ok((TypeId::ANY_SIMPLE, Derivations::LIST, list))
            }
            _ => {
                let mut members = Vec::new();
                for name in derivation.attribute("memberTypes").unwrap_or_default().split_ascii_whitespace() {
                    let symbol = self.resolve(&derivation, "memberTypes", name)?;
                    let member = self.type_named(symbol, &derivation)?;
                    members.push(self.simple_type(member, &derivation)?);
                }
                for inside in derivation.children().filter(|child| child.tag() == Tag::SimpleType) {
                    let member = self.type_at(&inside, None, None);
                    members.push(self.simple_type(member, &inside)?);
                }
                let union = SimpleType::union_of(&members)
                    .map_err(|error| derivation.fault(SchemaErrorKind::SimpleType(error)))?;
                Ok((TypeId::ANY_SIMPLE, Derivations::UNION, union))
            }
        }
    }

    /// A simple type narrowed by the facets written inside a restriction.
    fn restricted(&self, site: &Site, base: &Arc<SimpleType>) -> Result<Arc<SimpleType>, SchemaError> {
        let places: Vec<Site> = site.children().filter(|place| place.tag().facet().is_some()).collect();
        let prefixes: Vec<SitePrefixes<'_>> = places.iter().map(SitePrefixes).collect();
        let mut facets = Vec::with_capacity(places.len());
        for (place, prefixes) in places.iter().zip(&prefixes) {
            let Some(kind) = place.tag().facet() else { continue };
            let value = place.raw_attribute("value");
            let value = value.ok_or_else(|| place.fault(SchemaErrorKind::MissingAttribute("value")))?;
            facets.push(FacetDeclaration { kind, value, fixed: place.flag("fixed")?, prefixes });
        }
        if facets.is_empty() {
            return Ok(base.clone());
        }
        SimpleType::restrict(base, &facets).map_err(|error| site.fault(SchemaErrorKind::SimpleType(error)))
    }

    fn complex(&mut self, site: &Site, name: Option<Symbol>) -> Result<TypeSlot, SchemaError> {
        let is_mixed = site.flag("mixed")?;
        let content =
            match site.children().find(|child| matches!(child.tag(), Tag::SimpleContent | Tag::ComplexContent)) {
                Some(content) => {
                    let derivation = content
                        .children()
                        .find(|child| matches!(child.tag(), Tag::Restriction | Tag::Extension))
                        .ok_or_else(|| content.fault(SchemaErrorKind::InvalidDerivation))?;
                    let is_extension = derivation.tag() == Tag::Extension;
                    let base = self.base_ref(&derivation)?;
                    let base = base.ok_or_else(|| derivation.fault(SchemaErrorKind::MissingAttribute("base")))?;
                    if content.tag() == Tag::SimpleContent {
                        self.simple_content(&derivation, base, is_extension)?
                    } else {
                        let is_mixed = match content.attribute("mixed") {
                            Some(_) => content.flag("mixed")?,
                            None => is_mixed,
                        };
                        self.complex_content(&derivation, base, is_extension, is_mixed)?
                    }
                }
                None => self.complex_content(site, TypeId::ANY, false, is_mixed)?,
            };
        let kind = TypeKind::Complex(Complex {
            attributes: content.attributes,
            content: content.simple.map_or(Content::Empty, Content::Simple),
        });
        let type_ = Type {
            name,
            base: content.base,
            derivation: content.derivation,
            block: derivations(site, "block", "blockDefault"),
            is_abstract: site.flag("abstract")?,
            kind,
        };
        let depth = self.derived_depth(content.base, site)?;
        let (part, is_mixed) = (content.part, content.is_mixed);
        Ok(TypeSlot::Done { type_, part, is_mixed, depth, site: Some(site.clone()) })
    }

    /// How many derivations lead to a type with this base.
    fn derived_depth(&self, base: TypeId, site: &Site) -> Result<usize, SchemaError> {
        match self.types.get(base.0 as usize) {
            Some(TypeSlot::Done { depth, .. }) if *depth >= MAX_DEPTH => Err(site.fault(SchemaErrorKind::TooDeep)),
            Some(TypeSlot::Done { depth, .. }) => Ok(depth + 1),
            _ => Ok(0),
        }
    }

    fn simple_content(&mut self, site: &Site, base: TypeId, is_extension: bool) -> Result<ContentParts, SchemaError> {
        let (base_type, _, is_mixed) = self.needed(base, site)?;
        let (inherited, content) = match &base_type.kind {
            TypeKind::Simple(simple) => (Attributes::default(), Some(simple.clone())),
            TypeKind::Complex(complex) => {
                let content = match &complex.content {
                    Content::Simple(simple) => Some(simple.clone()),
                    _ => None,
                };
                (complex.attributes.clone(), content)
            }
        };
        let inside = site.child(Tag::SimpleType);
        let simple = match (is_extension, inside) {
            (true, _) => content.ok_or_else(|| site.fault(SchemaErrorKind::InvalidDerivation))?,
            (false, Some(inside)) if content.is_some() || is_mixed => {
                let narrower = self.type_at(&inside, None, None);
                let narrower = self.simple_type(narrower, &inside)?;
                self.restricted(site, &narrower)?
            }
            (false, _) => {
                let content = content.ok_or_else(|| site.fault(SchemaErrorKind::InvalidDerivation))?;
                self.restricted(site, &content)?
            }
        };
        let attributes = self.derived_attributes(site, &inherited, is_extension)?;
        let derivation = if is_extension { Derivations::EXTENSION } else { Derivations::RESTRICTION };
        Ok(ContentParts { base, derivation, attributes, simple: Some(simple), part: None, is_mixed: false })
    }

    fn complex_content(
        &mut self,
        site: &Site,
        base: TypeId,
        is_extension: bool,
        is_mixed: bool,
    ) -> Result<ContentParts, SchemaError> {
        let (base_type, base_part, base_is_mixed) = self.needed(base, site)?;
        let TypeKind::Complex(complex) = &base_type.kind else {
            return Err(site.fault(SchemaErrorKind::InvalidDerivation));
        };
        let inherited = complex.attributes.clone();
        let base_simple = match &complex.content {
            Content::Simple(simple) => Some(simple.clone()),
            _ => None,
        };
        let own = self.explicit_content(site)?;
        // Mixed content without elements still is content.
        let own = own.or_else(|| is_mixed.then(Part::empty));
        let (part, is_mixed, simple) = match (is_extension, own, base_part) {
            (true, None, base_part) => (base_part, base_is_mixed, base_simple),
            (true, Some(own), Some(base_part)) => (Some(Part::followed_by(base_part, own)), is_mixed, None),
            (_, own, _) => (own, is_mixed, None),
        };
        // Every complex type restricts xs:anyType, whose attributes it does not keep.
        let inherited = if base == TypeId::ANY && !is_extension { Attributes::default() } else { inherited };
        let attributes = self.derived_attributes(site, &inherited, is_extension)?;
        let derivation = if is_extension { Derivations::EXTENSION } else { Derivations::RESTRICTION };
        Ok(ContentParts { base, derivation, attributes, simple, part, is_mixed })
    }
}

/// The set that `block` or `final` names, or the root's default.
pub(super) fn derivations(site: &Site, name: &str, default: &str) -> Derivations {
    let text = site.attribute(name).or_else(|| site.root_attribute(default)).unwrap_or_default();
    text.split_ascii_whitespace().fold(Derivations::NONE, |set, word| {
        set.with(match word {
            "#all" => Derivations::ALL,
            "restriction" => Derivations::RESTRICTION,
            "extension" => Derivations::EXTENSION,
            "substitution" => Derivations::SUBSTITUTION,
            "list" => Derivations::LIST,
            "union" => Derivations::UNION,
            _ => Derivations::NONE,
        })
    })
}
