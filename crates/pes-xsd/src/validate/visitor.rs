use std::borrow::Cow;

use crate::instance::{Attribute, Scanner, Span};

/// Follows a document while it is checked, so that one pass serves two readers.
///
/// What is given is well-formed; whether it is valid is known at the end, from the report.
///
/// ```
/// use pes_xsd::{Schema, StartTag, Visitor};
///
/// #[derive(Default)]
/// struct Names(Vec<String>);
///
/// impl Visitor for Names {
///     fn start(&mut self, tag: &StartTag<'_, '_>) {
///         self.0.push(tag.name().into_owned());
///     }
/// }
///
/// let schema = Schema::builder()
///     .document(
///         "note.xsd",
///         r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="note"/></xs:schema>"#,
///     )
///     .build()?;
/// let mut names = Names::default();
/// let report = schema.validator().visit(b"<note><to/></note>", &mut names);
/// assert!(report.is_valid());
/// assert_eq!(names.0, ["note", "to"]);
/// # Ok::<(), pes_xsd::SchemaError>(())
/// ```
pub trait Visitor {
    /// An element starts.
    fn start(&mut self, tag: &StartTag<'_, '_>) {
        let _ = tag;
    }

    /// Text inside the innermost open element, references replaced. Several may follow each other.
    fn text(&mut self, text: &str, offset: usize) {
        let _ = (text, offset);
    }

    /// The innermost open element ends; `offset` is that of its end tag.
    fn end(&mut self, offset: usize) {
        let _ = offset;
    }
}

/// Follows nothing.
impl Visitor for () {}

/// The start tag of an element. Its parts are decoded when they are asked for.
#[derive(Debug)]
pub struct StartTag<'s, 'd> {
    pub(super) scanner: &'s Scanner<'d>,
}

impl<'d> StartTag<'_, 'd> {
    /// The name as written, with its prefix.
    pub fn name(&self) -> Cow<'d, str> {
        raw(self.scanner, self.scanner.raw_name())
    }

    /// Bytes before the tag.
    pub fn offset(&self) -> usize {
        self.scanner.offset()
    }

    /// The attributes, in their order, without namespace declarations.
    pub fn attributes(&self) -> impl Iterator<Item = AttributeView<'_, 'd>> {
        self.scanner.attributes().iter().map(|attribute| AttributeView { scanner: self.scanner, attribute })
    }

    /// The namespace that a prefix is bound to here, the default one for the empty prefix.
    pub fn namespace_of(&self, prefix: &str) -> Option<&str> {
        self.scanner.resolve_prefix(prefix)
    }
}

/// One attribute of a start tag.
#[derive(Clone, Copy, Debug)]
pub struct AttributeView<'s, 'd> {
    scanner: &'s Scanner<'d>,
    attribute: &'s Attribute,
}

impl<'d> AttributeView<'_, 'd> {
    /// The name as written, with its prefix.
    pub fn name(&self) -> Cow<'d, str> {
        raw(self.scanner, self.attribute.raw_name())
    }

    /// The value, references replaced.
    pub fn value(&self) -> Cow<'d, str> {
        let mut scratch = String::new();
        self.scanner.value(self.attribute, &mut scratch).to_owned().into()
    }
}

fn raw<'d>(scanner: &Scanner<'d>, span: Span) -> Cow<'d, str> {
    let mut scratch = String::new();
    scanner.raw(span, &mut scratch).to_owned().into()
}
