//! Schemas: which documents make one, what they declare, and the tables made of it.

mod compile;
mod document;
mod error;
mod load;
pub(crate) mod tables;
mod version;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use compile::XSI;
pub(crate) use document::XML;
pub use error::{SchemaError, SchemaErrorKind};

use crate::validate::Validator;
use load::{Loader, Origin};
use tables::Tables;

/// A compiled schema: loaded once, shared by any number of threads and validators. Cloning it is free.
///
/// ```
/// let schema = pes_xsd::Schema::builder()
///     .document(
///         "note.xsd",
///         r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
///              <xs:element name="note" type="xs:date"/>
///            </xs:schema>"#,
///     )
///     .build()?;
/// assert!(schema.validator().validate_bytes(b"<note>2026-02-28</note>").is_valid());
/// assert!(!schema.validator().validate_bytes(b"<note>2026-02-30</note>").is_valid());
/// # Ok::<(), pes_xsd::SchemaError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Schema {
    tables: Arc<Tables>,
}

impl Schema {
    /// Reads a schema document and those that it includes, imports and redefines, beside it in the file system.
    ///
    /// Nothing is fetched: a location that is not a file there is left out, and what it would have declared is missing.
    ///
    /// # Errors
    /// The first fault found, with its document, line and column.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, SchemaError> {
        Self::builder().file(path).build()
    }

    /// A schema of several documents, or of documents in memory.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// What checks instances; cheap to make.
    pub fn validator(&self) -> Validator<'_> {
        Validator::new(&self.tables)
    }
}

/// Names the documents of a schema.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    roots: Vec<Root>,
    memory: Vec<(String, Vec<u8>)>,
    tolerates_missing: bool,
}

#[derive(Clone, Debug)]
enum Root {
    Memory(String),
    File(PathBuf),
}

impl Builder {
    /// A document of the file system, with all that it includes and imports there.
    #[must_use]
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        self.roots.push(Root::File(load::normalised(path.as_ref())));
        self
    }

    /// A document in memory. Its location, such as `commun.xsd` or a URL, is the name under which other documents
    /// find it; its own locations are looked for among the documents in memory and nowhere else.
    #[must_use]
    pub fn document(mut self, location: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        let location = location.into();
        self.roots.push(Root::Memory(location.clone()));
        self.memory.push((location, text.into()));
        self
    }

    /// A document in memory that only counts when another one asks for it.
    #[must_use]
    pub fn resource(mut self, location: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        self.memory.push((location.into(), text.into()));
        self
    }

    /// Does without documents that are not there, and checks loosely what they would declare, as XSD 1.0 part 1, 5.3,
    /// lets a processor do: an element without declaration may hold anything, a strict wildcard becomes a lax one. A
    /// name that leads nowhere though all documents are there is an error once an instance comes to it.
    ///
    /// Unless told, what is missing is an error: a document must not pass for valid because half of its schema is lost.
    #[must_use]
    pub fn tolerate_missing(mut self, tolerates_missing: bool) -> Self {
        self.tolerates_missing = tolerates_missing;
        self
    }

    /// Reads and compiles.
    ///
    /// # Errors
    /// The first fault found, with its document, line and column.
    pub fn build(self) -> Result<Schema, SchemaError> {
        let mut loader = Loader::default();
        loader.memory.extend(self.memory);
        loader.globals.tolerates_missing = self.tolerates_missing;
        for root in self.roots {
            loader.load(match root {
                Root::Memory(location) => Origin::Memory(location),
                Root::File(path) => Origin::File(path),
            })?;
        }
        let tables = compile::compile(loader.globals)?;
        Ok(Schema { tables: Arc::new(tables) })
    }
}
