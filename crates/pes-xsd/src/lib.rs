//! XML Schema 1.0 validation: schemas compiled to tables, instances checked in one linear pass.
//!
//! A [`Schema`] is loaded from files or from memory, once; a [`Validator`] checks any number of documents against it
//! and gives a [`Report`] for each.
//!
//! ```
//! use pes_xsd::{ErrorKind, Schema};
//!
//! let schema = Schema::builder()
//!     .document(
//!         "order.xsd",
//!         r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
//!              <xs:element name="order">
//!                <xs:complexType>
//!                  <xs:sequence>
//!                    <xs:element name="line" maxOccurs="unbounded">
//!                      <xs:complexType>
//!                        <xs:attribute name="amount" type="xs:decimal" use="required"/>
//!                      </xs:complexType>
//!                    </xs:element>
//!                  </xs:sequence>
//!                </xs:complexType>
//!              </xs:element>
//!            </xs:schema>"#,
//!     )
//!     .build()?;
//!
//! let report = schema.validator().validate_bytes(b"<order>\n  <line amount='1'/>\n  <line amount='1,5'/>\n</order>");
//! let error = &report.errors()[0];
//! assert_eq!((error.line, error.column, error.path.as_str()), (3, 3, "/order/line[2]"));
//! assert!(matches!(&error.kind, ErrorKind::InvalidValue { value, .. } if value == "1,5"));
//! # Ok::<(), pes_xsd::SchemaError>(())
//! ```
//!
//! # How it works
//!
//! `schema` reads documents with roxmltree, resolves names, and compiles content models (`content`), simple types
//! (`datatype`) and patterns (`pattern`) to tables. `instance` walks over the bytes of a document and refuses whatever
//! is not well-formed. `validate` keeps one frame for each open element: a state of its parent's table, what it may
//! hold. The first pass only asks whether the document is valid; a second one, for those that are not, follows paths
//! and collects the errors.
#![forbid(unsafe_code)]

mod content;
mod datatype;
mod instance;
mod names;
mod pattern;
mod schema;
mod validate;

pub use content::ContentError;
pub use datatype::{DerivationError, Facet, FacetFault, FacetLimit, ValueError};
pub use instance::{ExpectedSyntax, SyntaxErrorKind};
pub use pattern::{PatternError, PatternErrorKind};
pub use schema::{Builder, Schema, SchemaError, SchemaErrorKind};
pub use validate::{
    AttributeView, ErrorKind, Expected, Name, Report, StartTag, Unchecked, ValidationError, Validator, Visitor,
};
