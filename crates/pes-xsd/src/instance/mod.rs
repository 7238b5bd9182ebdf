//! Instance documents: from bytes to tags and texts, in one linear pass that refuses whatever is not well-formed.
//!
//! XML 1.0 (fifth edition) and Namespaces in XML 1.0, without document type declarations. Markup is found in the bytes
//! as they are, since it is ASCII in every encoding read but UTF-16, which is transcoded first. Only values that need
//! it are decoded, when they are asked for.

mod chars;
mod content;
mod declaration;
mod document;
mod encoding;
mod error;
mod lookup;
mod namespaces;
mod qname;
mod reference;
mod scanner;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub(crate) use document::Document;
pub(crate) use error::SyntaxError;
pub use error::{Expected as ExpectedSyntax, SyntaxErrorKind};
pub(crate) use scanner::{Attribute, Scanner, Token};
pub(crate) use text::Span;

/// Bounds within which time is linear whatever the document holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How many elements may be open.
    pub(crate) max_depth: usize,
    /// How many attributes a tag may have, and how many namespace declarations.
    pub(crate) max_attributes: usize,
    /// How many namespace declarations may be in scope.
    pub(crate) max_namespaces: usize,
    /// How many bytes a name may have: errors and their paths repeat it.
    pub(crate) max_name: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_depth: 256, max_attributes: 256, max_namespaces: 256, max_name: 1_000 }
    }
}
