//! From declarations to tables.
//!
//! Names are resolved on the way; a type asks for its base, a group for the groups it refers to, everything else waits
//! in a queue, so that the call stack is as deep as derivation and not as the schema.

mod attributes;
mod content;
mod elements;
mod identity;
mod particles;
mod types;

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use super::document::{NodeId, XSD};
use super::error::{SchemaError, SchemaErrorKind};
use super::load::{Global, Globals, Kind, Site, Unit};
use super::tables::{
    AttributeDeclaration, Attributes, Complex, ConstraintId, Content, Derivations, Element, ElementId,
    IdentityConstraint, Tables, Type, TypeId, TypeKind, XsiNames,
};
use crate::datatype::{Prefixes, SimpleType, Variety, hierarchy};
use crate::names::{Names, NamespaceId, Symbol};
use particles::Part;

/// The namespace of `xsi:type` and its like.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Types derived from types, types in types, groups in groups.
const MAX_DEPTH: usize = 128;

/// Attributes that all types and attribute groups together may have: each has those that it inherits.
const MAX_ATTRIBUTES: usize = 1_000_000;

/// Makes the tables of all declarations found.
pub(crate) fn compile(globals: Globals) -> Result<Tables, SchemaError> {
    let mut compiler = Compiler::new(globals)?;
    for (kind, symbol) in std::mem::take(&mut compiler.order) {
        compiler.global(kind, symbol)?;
    }
    while let Some(id) = compiler.waiting.pop_front() {
        compiler.complete(id)?;
    }
    compiler.finish()
}

/// A node within its target namespace, as a key.
type SiteKey = (*const Unit, NodeId);

struct Compiler {
    names: Names,
    tables: HashMap<(Kind, Symbol), Rc<Global>>,
    order: Vec<(Kind, Symbol)>,
    main_elements: Vec<Symbol>,

    types: Vec<TypeSlot>,
    type_ids: HashMap<SiteKey, TypeId>,
    builtin_types: HashMap<Symbol, TypeId>,
    /// Types met and not yet compiled.
    waiting: VecDeque<TypeId>,

    elements: Vec<Element>,
    element_ids: HashMap<Symbol, ElementId>,
    /// Default and fixed values whose type was not known when they were met.
    values: Vec<(ElementId, Site)>,

    groups: HashMap<SiteKey, Rc<Part>>,
    attribute_groups: HashMap<SiteKey, Attributes>,
    global_attributes: HashMap<Symbol, AttributeDeclaration>,

    constraints: Vec<IdentityConstraint>,
    constraint_ids: HashMap<Symbol, ConstraintId>,
    /// References to keys that may come later.
    references: Vec<(ConstraintId, Symbol, Site)>,

    /// What a name that leads nowhere stands for, when that is tolerated.
    missing: Option<TypeId>,
    /// Whether strict wildcards are lax, since declarations may be missing.
    has_lax_wildcards: bool,

    /// What is being compiled, so that what needs itself is seen.
    open: Vec<(Kind, Symbol, Rc<Global>)>,
    /// How many definitions are being compiled, one for the sake of the other.
    depth: usize,
    /// Attributes of the types and attribute groups compiled so far.
    attributes: usize,
    open_elements: HashSet<Symbol>,
}

/// The content of a type whose model is still to be made.
struct TypeContent {
    part: Rc<Part>,
    is_mixed: bool,
    /// Absent for a built-in type.
    site: Option<Site>,
}

/// A type on its way.
enum TypeSlot {
    Waiting { site: Site, name: Option<Symbol>, global: Option<Rc<Global>> },
    Open,
    Done { type_: Type, part: Option<Rc<Part>>, is_mixed: bool, depth: usize, site: Option<Site> },
}

impl Compiler {
    fn new(globals: Globals) -> Result<Self, SchemaError> {
        let main_elements = main_elements(&globals);
        let mut compiler = Compiler {
            names: globals.names,
            main_elements,
            order: globals.order,
            tables: globals.tables,
            types: Vec::new(),
            type_ids: HashMap::new(),
            builtin_types: HashMap::new(),
            waiting: VecDeque::new(),
            elements: Vec::new(),
            element_ids: HashMap::new(),
            values: Vec::new(),
            groups: HashMap::new(),
            attribute_groups: HashMap::new(),
            global_attributes: HashMap::new(),
            constraints: Vec::new(),
            constraint_ids: HashMap::new(),
            references: Vec::new(),
            missing: None,
            has_lax_wildcards: globals.tolerates_missing && globals.lacks_documents,
            open: Vec::new(),
            depth: 0,
            attributes: 0,
            open_elements: HashSet::new(),
        };
        compiler.add_builtins();
        if globals.tolerates_missing {
            compiler.add_missing(globals.lacks_documents);
        }
        Ok(compiler)
    }

    /// `xs:anyType` first, `xs:anySimpleType` next, then the others.
    fn add_builtins(&mut self) {
        let namespace = self.names.intern_namespace(XSD);
        let name = self.names.intern(namespace, "anyType");
        self.builtin_types.insert(name, TypeId::ANY);
        self.types.push(TypeSlot::Done {
            type_: Type {
                name: Some(name),
                base: TypeId::ANY,
                derivation: Derivations::RESTRICTION,
                block: Derivations::NONE,
                is_abstract: false,
                kind: TypeKind::Complex(Complex { attributes: Attributes::any(), content: Content::Empty }),
            },
            part: Some(Part::any_content()),
            is_mixed: true,
            depth: 0,
            site: None,
        });
        for (local, base) in hierarchy() {
            let Some(simple) = SimpleType::builtin(local) else { continue };
            let name = self.names.intern(namespace, local);
            let base = base.map(|base| self.names.intern(namespace, base));
            let base = base.and_then(|base| self.builtin_types.get(&base).copied()).unwrap_or(TypeId::ANY);
            let is_list = matches!(simple.variety(), Variety::List(_));
            let derivation = if is_list { Derivations::LIST } else { Derivations::RESTRICTION };
            let id = self.push_simple(Some(name), base, derivation, simple);
            self.builtin_types.insert(name, id);
        }
    }

    /// The type of what is not declared. If documents are missing, it is most likely declared there, as anything; else
    /// the name is wrong, and no element can be of its type.
    fn add_missing(&mut self, lacks_documents: bool) {
        if lacks_documents {
            self.missing = Some(TypeId::ANY);
            return;
        }
        self.missing = Some(TypeId(small(self.types.len())));
        let kind = TypeKind::Complex(Complex { attributes: Attributes::any(), content: Content::Empty });
        let derivation = Derivations::RESTRICTION;
        let block = Derivations::NONE;
        let type_ = Type { name: None, base: TypeId::ANY, derivation, block, is_abstract: true, kind };
        let part = Some(Part::any_content());
        self.types.push(TypeSlot::Done { type_, part, is_mixed: true, depth: 0, site: None });
    }

    fn push_simple(
        &mut self,
        name: Option<Symbol>,
        base: TypeId,
        derivation: Derivations,
        simple: Arc<SimpleType>,
    ) -> TypeId {
        let id = TypeId(small(self.types.len()));
        let kind = TypeKind::Simple(simple);
        let type_ = Type { name, base, derivation, block: Derivations::NONE, is_abstract: false, kind };
        self.types.push(TypeSlot::Done { type_, part: None, is_mixed: false, depth: 0, site: None });
        id
    }

    /// Compiles a global declaration, or sees to it that it will be.
    fn global(&mut self, kind: Kind, symbol: Symbol) -> Result<(), SchemaError> {
        let Some(global) = self.tables.get(&(kind, symbol)).cloned() else { return Ok(()) };
        match kind {
            Kind::Element => self.global_element(symbol, &global.site).map(drop),
            Kind::Type => self.type_named(symbol, &global.site).map(drop),
            Kind::Attribute => self.global_attribute(symbol, &global.site).map(drop),
            // Checked where they are used, but a name that leads nowhere is a fault in any case.
            Kind::Group => self.group_named(symbol, &global.site).map(drop),
            Kind::AttributeGroup => self.attribute_group_named(symbol, &global.site).map(drop),
            Kind::Constraint => Ok(()),
        }
    }

    /// The expanded name that a QName of a schema document stands for.
    fn resolve(&mut self, site: &Site, attribute: &'static str, name: &str) -> Result<Symbol, SchemaError> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let namespace = match site.unit.document.prefix(site.node, prefix) {
            Some(uri) => self.names.intern_namespace(uri),
            None if prefix.is_empty() && site.unit.is_chameleon => site.unit.target,
            None if prefix.is_empty() => NamespaceId::NONE,
            None => return Err(site.fault(SchemaErrorKind::UnboundPrefix(prefix.to_owned()))),
        };
        if local.is_empty() || local.contains(':') {
            return Err(site.invalid(attribute, name));
        }
        Ok(self.names.intern(namespace, local))
    }

    /// The declaration that a name refers to; within a redefinition of that name, the one redefined.
    fn find(&self, kind: Kind, symbol: Symbol, site: &Site) -> Result<Rc<Global>, SchemaError> {
        if let Some((.., open)) = self.open.iter().rev().find(|(other, name, _)| (*other, *name) == (kind, symbol)) {
            return open.original.clone().ok_or_else(|| self.circular(kind, symbol, site));
        }
        self.tables.get(&(kind, symbol)).cloned().ok_or_else(|| self.unresolved(kind, symbol, site))
    }

    /// Does something while a declaration counts as being compiled.
    fn within<T>(
        &mut self,
        kind: Kind,
        symbol: Symbol,
        global: &Rc<Global>,
        work: impl FnOnce(&mut Self) -> Result<T, SchemaError>,
    ) -> Result<T, SchemaError> {
        self.open.push((kind, symbol, global.clone()));
        let done = self.deeper(&global.site, work);
        self.open.pop();
        done
    }

    /// Does something one level deeper.
    fn deeper<T>(
        &mut self,
        site: &Site,
        work: impl FnOnce(&mut Self) -> Result<T, SchemaError>,
    ) -> Result<T, SchemaError> {
        if self.depth >= MAX_DEPTH {
            return Err(site.fault(SchemaErrorKind::TooDeep));
        }
        self.depth += 1;
        let done = work(self);
        self.depth -= 1;
        done
    }

    /// Counts attributes of a type or a group, so that small documents make no large tables.
    fn charge(&mut self, attributes: usize, site: &Site) -> Result<(), SchemaError> {
        self.attributes += attributes;
        if self.attributes > MAX_ATTRIBUTES { Err(site.fault(SchemaErrorKind::TooLarge)) } else { Ok(()) }
    }

    fn unresolved(&self, kind: Kind, symbol: Symbol, site: &Site) -> SchemaError {
        let name = self.names.display(symbol);
        site.fault(SchemaErrorKind::Unresolved { component: kind.name(), name })
    }

    fn circular(&self, kind: Kind, symbol: Symbol, site: &Site) -> SchemaError {
        let name = self.names.display(symbol);
        site.fault(SchemaErrorKind::Circular { component: kind.name(), name })
    }

    fn finish(mut self) -> Result<Tables, SchemaError> {
        self.resolve_references()?;
        self.check_values()?;
        let xsi = self.names.intern_namespace(XSI);
        let xsi = XsiNames {
            type_: self.names.intern(xsi, "type"),
            nil: self.names.intern(xsi, "nil"),
            schema_location: self.names.intern(xsi, "schemaLocation"),
            no_namespace_schema_location: self.names.intern(xsi, "noNamespaceSchemaLocation"),
        };
        let mut global_types = self.builtin_types;
        let mut parts = Vec::with_capacity(self.types.len());
        let mut types = Vec::with_capacity(self.types.len());
        for (index, slot) in self.types.into_iter().enumerate() {
            let TypeSlot::Done { type_, part, is_mixed, site, .. } = slot else { continue };
            if let (Some(name), id) = (type_.name, TypeId(small(index)))
                && self
                    .tables
                    .get(&(Kind::Type, name))
                    .is_some_and(|global| self.type_ids.get(&key(&global.site)) == Some(&id))
            {
                global_types.insert(name, id);
            }
            types.push(type_);
            parts.push(part.map(|part| TypeContent { part, is_mixed, site }));
        }
        let mut tables = Tables {
            names: self.names,
            elements: self.elements,
            types,
            constraints: self.constraints,
            global_elements: self.element_ids,
            global_types,
            global_attributes: self.global_attributes,
            main_elements: self.main_elements,
            allows_any_root: self.has_lax_wildcards,
            xsi,
        };
        content::compile(&mut tables, &parts)?;
        Ok(tables)
    }
}

/// The elements of the documents that the caller names.
fn main_elements(globals: &Globals) -> Vec<Symbol> {
    let elements = globals.order.iter().filter(|(kind, _)| *kind == Kind::Element);
    let is_in_root = |name: &&(Kind, Symbol)| {
        globals.tables.get(name).is_some_and(|global| globals.roots.contains(&global.site.unit.document.location))
    };
    elements.filter(is_in_root).map(|(_, symbol)| *symbol).collect()
}

fn key(site: &Site) -> SiteKey {
    (Rc::as_ptr(&site.unit), site.node)
}

/// Tables are bounded far below 2^32 rows.
fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX - 1)
}

/// The prefixes in scope at a place of a schema document.
struct SitePrefixes<'s>(&'s Site);

impl Prefixes for SitePrefixes<'_> {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        self.0.unit.document.prefix(self.0.node, prefix)
    }
}
