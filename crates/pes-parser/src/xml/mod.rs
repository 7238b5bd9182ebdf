//! XML underneath the model: decoding, well-formed reading, places, writing.

mod error;
mod locate;
mod reader;
mod source;
mod tag;
mod writer;

pub use error::{Fault, FaultKind, XmlError, XmlErrorKind};
pub use locate::Location;
pub(crate) use reader::{Event, Reader};
pub use source::{Encoding, Source};
pub(crate) use tag::Tag;

/// The text of an attribute that the reader has already checked.
pub(crate) fn tag_text(raw: &str) -> std::borrow::Cow<'_, str> {
    tag::unescape(raw).unwrap_or(std::borrow::Cow::Borrowed(raw))
}

pub(crate) use writer::Writer;
