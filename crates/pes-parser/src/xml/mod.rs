//! XML underneath the model: decoding, well-formed reading, places, writing.

mod byte_order;
mod declaration;
mod error;
mod locate;
mod reader;
mod source;
mod tag;
mod values;
mod walk;
mod words;
mod writer;

pub use error::{Fault, FaultKind, XmlError, XmlErrorKind};
pub use locate::Location;
pub(crate) use reader::{Event, Reader, is_white};
pub use source::{Encoding, Source};
pub(crate) use tag::Tag;

pub(crate) use writer::Writer;
