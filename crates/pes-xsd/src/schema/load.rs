//! Which documents make a schema, and the global declarations that they hold.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use super::document::{NodeId, SchemaDocument, Tag};
use super::error::{SchemaError, SchemaErrorKind};
use crate::instance::Document;
use crate::names::{Names, NamespaceId, Symbol};

/// The kinds of names that a schema declares; each has its own table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Element,
    Attribute,
    Type,
    Group,
    AttributeGroup,
    Constraint,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Element => "element",
            Self::Attribute => "attribute",
            Self::Type => "type",
            Self::Group => "group",
            Self::AttributeGroup => "attributeGroup",
            Self::Constraint => "key",
        }
    }

    fn of(tag: Tag) -> Option<Self> {
        Some(match tag {
            Tag::Element => Self::Element,
            Tag::Attribute => Self::Attribute,
            Tag::SimpleType | Tag::ComplexType => Self::Type,
            Tag::Group => Self::Group,
            Tag::AttributeGroup => Self::AttributeGroup,
            _ => return None,
        })
    }
}

/// A node of a document as it counts in a target namespace: a document without one takes that of who includes it.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) unit: Rc<Unit>,
    pub(crate) node: NodeId,
}

/// A document within a target namespace.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) document: Rc<SchemaDocument>,
    pub(crate) target: NamespaceId,
    /// The document has no target namespace of its own: names without prefix are in that of who includes it.
    pub(crate) is_chameleon: bool,
}

/// A global declaration.
#[derive(Clone, Debug)]
pub(crate) struct Global {
    pub(crate) site: Site,
    /// The declaration that this one redefines and may refer to by its own name.
    pub(crate) original: Option<Rc<Global>>,
}

/// All global declarations of all documents.
#[derive(Debug, Default)]
pub(crate) struct Globals {
    pub(crate) names: Names,
    pub(crate) tables: HashMap<(Kind, Symbol), Rc<Global>>,
    /// In the order in which the documents were read.
    pub(crate) order: Vec<(Kind, Symbol)>,
    /// The documents that the caller names, rather than other documents.
    pub(crate) roots: HashSet<String>,
    /// Whether documents that are not there, and what they would declare, are done without.
    pub(crate) tolerates_missing: bool,
    /// Some document that others name is not there.
    pub(crate) lacks_documents: bool,
}

/// Where a document comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    Memory(String),
    File(PathBuf),
}

impl Origin {
    fn label(&self) -> String {
        match self {
            Self::Memory(location) => location.clone(),
            Self::File(path) => path.display().to_string(),
        }
    }
}

/// Reads documents, each once.
#[derive(Debug, Default)]
pub(crate) struct Loader {
    pub(crate) memory: HashMap<String, Vec<u8>>,
    documents: HashMap<Origin, Rc<SchemaDocument>>,
    units: HashMap<(Origin, NamespaceId), Rc<Unit>>,
    pub(crate) globals: Globals,
}

/// A document whose content is still to be registered, then what redefines it.
struct Pending {
    origin: Origin,
    /// The target namespace of who includes it; an imported document keeps its own.
    target: Option<NamespaceId>,
    /// The namespace that it is imported for.
    imported_for: Option<NamespaceId>,
}

impl Loader {
    /// Reads a document and all that it needs.
    pub(crate) fn load(&mut self, origin: Origin) -> Result<(), SchemaError> {
        self.globals.roots.insert(origin.label());
        // Documents in the order met, then their redefinitions from the innermost out: what is redefined must be known.
        let mut pending = vec![Pending { origin, target: None, imported_for: None }];
        let mut redefinitions: Vec<(Rc<Unit>, NodeId)> = Vec::new();
        while let Some(Pending { origin, target, imported_for }) = pending.pop() {
            let document = self.document(&origin)?;
            let own = document.attribute(SchemaDocument::ROOT, "targetNamespace").unwrap_or("");
            let own = self.globals.names.intern_namespace(own);
            let wanted = target.unwrap_or(own);
            let is_other = own != wanted && own != NamespaceId::NONE;
            if is_other || imported_for.is_some_and(|namespace| namespace != own) {
                let namespace = self.globals.names.uri(own).to_owned();
                return Err(document.fault(SchemaDocument::ROOT, SchemaErrorKind::OtherNamespace(namespace)));
            }
            if self.units.contains_key(&(origin.clone(), wanted)) {
                continue;
            }
            let is_chameleon = own != wanted;
            let unit = Rc::new(Unit { document: document.clone(), target: wanted, is_chameleon });
            self.units.insert((origin.clone(), wanted), unit.clone());
            let mut needed = Vec::new();
            for &node in document.children(SchemaDocument::ROOT) {
                match document.tag(node) {
                    Tag::Include | Tag::Redefine => {
                        let location = document
                            .attribute(node, "schemaLocation")
                            .ok_or_else(|| document.fault(node, SchemaErrorKind::MissingAttribute("schemaLocation")))?;
                        match self.locate(&origin, location) {
                            Some(found) => {
                                needed.push(Pending { origin: found, target: Some(wanted), imported_for: None })
                            }
                            None if self.globals.tolerates_missing => self.globals.lacks_documents = true,
                            None => {
                                let kind = SchemaErrorKind::Unreadable(std::io::ErrorKind::NotFound);
                                return Err(document.fault(node, kind));
                            }
                        }
                        if document.tag(node) == Tag::Redefine {
                            redefinitions.push((unit.clone(), node));
                        }
                    }
                    Tag::Import => {
                        let namespace = document.attribute(node, "namespace").unwrap_or("");
                        let imported_for = Some(self.globals.names.intern_namespace(namespace));
                        match document.attribute(node, "schemaLocation").map(|location| self.locate(&origin, location))
                        {
                            Some(Some(found)) => needed.push(Pending { origin: found, target: None, imported_for }),
                            Some(None) => self.globals.lacks_documents = true,
                            None => {}
                        }
                    }
                    tag => {
                        let Some(kind) = Kind::of(tag) else {
                            if tag == Tag::Notation {
                                continue;
                            }
                            let kind = SchemaErrorKind::UnexpectedElement(tag.name().to_owned());
                            return Err(document.fault(node, kind));
                        };
                        self.declare(kind, Site { unit: unit.clone(), node })?;
                    }
                }
            }
            pending.extend(needed.into_iter().rev());
        }
        for (unit, node) in redefinitions.into_iter().rev() {
            self.redefine(&unit, node)?;
        }
        Ok(())
    }

    fn declare(&mut self, kind: Kind, site: Site) -> Result<(), SchemaError> {
        let symbol = self.name_of(&site)?;
        let key = (kind, symbol);
        if let Some(known) = self.globals.tables.get(&key) {
            // The same text reached by two ways is one declaration.
            if known.site.unit.document.location == site.unit.document.location && known.site.node == site.node {
                return Ok(());
            }
            let name = self.globals.names.display(symbol);
            return Err(site.fault(SchemaErrorKind::Duplicate { component: kind.name(), name }));
        }
        self.globals.order.push(key);
        self.globals.tables.insert(key, Rc::new(Global { site, original: None }));
        Ok(())
    }

    fn redefine(&mut self, unit: &Rc<Unit>, node: NodeId) -> Result<(), SchemaError> {
        for &child in unit.document.children(node) {
            let site = Site { unit: unit.clone(), node: child };
            let Some(kind) = Kind::of(unit.document.tag(child)) else {
                return Err(site.fault(SchemaErrorKind::UnexpectedElement(unit.document.tag(child).name().to_owned())));
            };
            let symbol = self.name_of(&site)?;
            let original = self.globals.tables.get(&(kind, symbol)).cloned();
            if original.is_none() && !self.globals.tolerates_missing {
                let name = self.globals.names.display(symbol);
                return Err(site.fault(SchemaErrorKind::Unresolved { component: kind.name(), name }));
            }
            if original.is_none() {
                self.globals.order.push((kind, symbol));
            }
            self.globals.tables.insert((kind, symbol), Rc::new(Global { site, original }));
        }
        Ok(())
    }

    fn name_of(&mut self, site: &Site) -> Result<Symbol, SchemaError> {
        let name = site.attribute("name").ok_or_else(|| site.fault(SchemaErrorKind::MissingAttribute("name")))?;
        Ok(self.globals.names.intern(site.unit.target, name))
    }

    fn document(&mut self, origin: &Origin) -> Result<Rc<SchemaDocument>, SchemaError> {
        if let Some(known) = self.documents.get(origin) {
            return Ok(known.clone());
        }
        let label = origin.label();
        let fault = |kind| SchemaError { document: label.clone(), line: 0, column: 0, kind };
        let read;
        let bytes = match origin {
            Origin::Memory(location) => self.memory.get(location).map(Vec::as_slice).unwrap_or_default(),
            Origin::File(path) => {
                read = read_bounded(path).map_err(|error| fault(SchemaErrorKind::Unreadable(error.kind())))?;
                &read
            }
        };
        let text =
            Document::decode(bytes).map_err(|error| fault(SchemaErrorKind::NotWellFormed(error.kind.to_string())))?;
        let document = Rc::new(SchemaDocument::parse(&label, &text)?);
        self.documents.insert(origin.clone(), document.clone());
        Ok(document)
    }

    /// The document that a location stands for beside another one; none when there is none, and nothing is fetched.
    fn locate(&self, beside: &Origin, location: &str) -> Option<Origin> {
        match beside {
            Origin::Memory(base) => {
                let joined = join(base, location);
                [joined.as_str(), location]
                    .into_iter()
                    .find(|&candidate| self.memory.contains_key(candidate))
                    .map(|found| Origin::Memory(found.to_owned()))
            }
            Origin::File(base) => {
                if self.memory.contains_key(location) {
                    return Some(Origin::Memory(location.to_owned()));
                }
                let path = local_path(location)?;
                let path = normalised(&base.parent().unwrap_or(Path::new("")).join(path));
                path.is_file().then_some(Origin::File(path))
            }
        }
    }
}

impl Site {
    pub(crate) fn at(&self, node: NodeId) -> Site {
        Site { unit: self.unit.clone(), node }
    }

    pub(crate) fn tag(&self) -> Tag {
        self.unit.document.tag(self.node)
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.unit.document.attribute(self.node, name)
    }

    pub(crate) fn raw_attribute(&self, name: &str) -> Option<&str> {
        self.unit.document.raw_attribute(self.node, name)
    }

    pub(crate) fn required(&self, name: &'static str) -> Result<&str, SchemaError> {
        self.attribute(name).ok_or_else(|| self.fault(SchemaErrorKind::MissingAttribute(name)))
    }

    pub(crate) fn children(&self) -> impl Iterator<Item = Site> {
        self.unit.document.children(self.node).iter().map(|&node| self.at(node))
    }

    pub(crate) fn child(&self, tag: Tag) -> Option<Site> {
        self.unit.document.child(self.node, tag).map(|node| self.at(node))
    }

    pub(crate) fn fault(&self, kind: SchemaErrorKind) -> SchemaError {
        self.unit.document.fault(self.node, kind)
    }

    pub(crate) fn invalid(&self, name: &'static str, value: &str) -> SchemaError {
        self.fault(SchemaErrorKind::InvalidAttribute { name, value: value.to_owned() })
    }

    /// A default of the root, such as `elementFormDefault`.
    pub(crate) fn root_attribute(&self, name: &str) -> Option<&str> {
        self.unit.document.attribute(SchemaDocument::ROOT, name)
    }

    /// A boolean attribute.
    pub(crate) fn flag(&self, name: &'static str) -> Result<bool, SchemaError> {
        match self.attribute(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(other) => Err(self.invalid(name, other)),
        }
    }
}

/// A path of this machine, or nothing: `http:` and the like are never followed.
fn local_path(location: &str) -> Option<&Path> {
    if let Some(path) = location.strip_prefix("file://") {
        return Some(Path::new(path));
    }
    let scheme = location.split_once(':').map(|(scheme, _)| scheme);
    match scheme {
        // One letter is a drive.
        Some(scheme) if scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => None,
        _ => Some(Path::new(location)),
    }
}

/// A path without `.` and `..`, so that one document has one name.
pub(crate) fn normalised(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// A location beside another, `a/b.xsd` and `../c.xsd` giving `c.xsd`. That of a host and the root of a path stay.
fn join(base: &str, location: &str) -> String {
    let path = base.find("://").map_or(0, |scheme| scheme + "://".len());
    let host = base[path..].find('/').filter(|&slash| path > 0 || slash == 0).map_or(path, |slash| path + slash + 1);
    let (root, path) = base.split_at(host);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = if location.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in location.split('/') {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|&last| last != "..") => {
                steps.pop();
            }
            ".." if !root.is_empty() => {}
            step => steps.push(step),
        }
    }
    format!("{root}{}", steps.join("/"))
}

/// Larger than any schema document: the official set of PES V2 has 1.5 MB in all.
const MAX_BYTES: u64 = 64 << 20;

/// The bytes of a schema document: a schema names the files that it includes, and may name one without end.
fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}
