//! What all documents share: a root of one name, in one of a few namespaces, the only element that is in one.

use super::element::{Element, RefusedValue, Rest};
use crate::xml::{Encoding, Event, Fault, Reader, Source, Tag, Writer, XmlError, XmlErrorKind};

/// A block that is the root of a document.
pub(crate) trait Document: Element {
    /// Local name.
    const ROOT: &'static str;
    /// Namespaces; the first is that of what is built rather than read.
    const NAMESPACES: &'static [&'static str];

    fn rest(&self) -> &Rest;
}

pub(crate) fn read<D: Document>(source: &Source<'_>) -> Result<(D, Vec<Fault>), XmlError> {
    let mut reader = Reader::new(source);
    let root = root(source, &mut reader)?;
    if root.local_name() != D::ROOT || !D::NAMESPACES.iter().any(|namespace| is_in(&root, namespace)) {
        let found = root.local_name().chars().take(60).collect();
        return Err(source.error(root.start, XmlErrorKind::Root { found, expected: D::ROOT }));
    }
    let mut document = D::blank();
    document.read(&mut reader, &root)?;
    // What follows the root must be well formed too.
    while !matches!(reader.next()?, Event::End) {}
    Ok((document, reader.faults))
}

pub(crate) fn write<D: Document>(document: &D, encoding: Encoding) -> Vec<u8> {
    let mut writer = Writer::document(encoding);
    let declared = document.rest().attributes().find_map(|(name, value)| {
        let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
        prefix.filter(|_| D::NAMESPACES.contains(&value))
    });
    match declared {
        Some("") => document.write(&mut writer, D::ROOT),
        Some(prefix) => document.write(&mut writer, &format!("{prefix}:{}", D::ROOT)),
        None => {
            writer.declare("xmlns:n", D::NAMESPACES[0]);
            document.write(&mut writer, &format!("n:{}", D::ROOT));
        }
    }
    writer.into_bytes()
}

pub(crate) fn refused_values<D: Document>(document: &D, sink: &mut dyn FnMut(RefusedValue<'_>)) {
    document.refused(D::ROOT, sink);
}

/// Says of a block that it is the root of a document, and gives it what documents have.
macro_rules! documents {
    ($($type:ident = $root:literal in [$($namespace:expr),+];)+) => {$(
        impl $crate::model::document::Document for $type {
            const ROOT: &'static str = $root;
            const NAMESPACES: &'static [&'static str] = &[$($namespace),+];

            fn rest(&self) -> &$crate::model::element::Rest {
                &self.rest
            }
        }

        impl $type {
            #[doc = concat!("Reads a document whose root is `", $root, "`, ")]
            /// with what it holds that the model has no room for.
            ///
            /// # Errors
            /// The document is not well formed, or its root is another.
            pub fn read(
                source: &$crate::xml::Source<'_>,
            ) -> Result<(Self, Vec<$crate::xml::Fault>), $crate::xml::XmlError> {
                $crate::model::document::read(source)
            }

            /// Writes the document: one element a line, in the order of the schema.
            pub fn write(&self, encoding: $crate::xml::Encoding) -> Vec<u8> {
                $crate::model::document::write(self, encoding)
            }

            /// Gives every value that its type refuses, in the order of the document.
            pub fn refused_values(&self, mut sink: impl FnMut($crate::model::element::RefusedValue<'_>)) {
                $crate::model::document::refused_values(self, &mut sink);
            }
        }
    )+};
}

pub(crate) use documents;

/// What a document is, by its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// `PES_Aller`: a flow, or an ASAP alone. [`PesAller`](super::PesAller) reads it.
    Aller,
    /// `PES_ACQUIT`: what Hélios answers to a flow. [`PesAcquit`](super::PesAcquit) reads it.
    Acquit,
    /// `PES_Retour`: what becomes of the titres. [`PesRetour`](super::PesRetour) reads it.
    Retour,
    /// `PES_ACQUIT_RETOUR`: the answer to a return. [`PesAcquitRetour`](super::PesAcquitRetour) reads it.
    AcquitRetour,
    /// Any other root.
    Other,
}

impl DocumentKind {
    /// Looks at the name of the root, and no further: reading the document says whether its namespace goes with it.
    ///
    /// ```
    /// use pes_parser::{DocumentKind, Source};
    ///
    /// let source = Source::decode("acquit.xml", b"<n:PES_ACQUIT xmlns:n='urn:n'>")?;
    /// assert_eq!(DocumentKind::of(&source)?, DocumentKind::Acquit);
    /// # Ok::<(), pes_parser::XmlError>(())
    /// ```
    ///
    /// # Errors
    /// What stands before the end of the root's tag is not well formed.
    pub fn of(source: &Source<'_>) -> Result<Self, XmlError> {
        let root = root(source, &mut Reader::new(source))?;
        Ok(match &*root.local_name() {
            "PES_Aller" => Self::Aller,
            "PES_ACQUIT" => Self::Acquit,
            "PES_Retour" => Self::Retour,
            "PES_ACQUIT_RETOUR" => Self::AcquitRetour,
            _ => Self::Other,
        })
    }
}

fn root<'a>(source: &Source<'_>, reader: &mut Reader<'a>) -> Result<Tag<'a>, XmlError> {
    loop {
        match reader.next()? {
            Event::Open(tag) => return Ok(tag),
            Event::End => return Err(source.error(0, XmlErrorKind::Empty)),
            Event::Close | Event::Text(..) | Event::Reference(..) => {}
        }
    }
}

/// Whether the tag is in a namespace: its prefix is free.
fn is_in(tag: &Tag<'_>, namespace: &str) -> bool {
    let declaration = match tag.name().split_once(':') {
        Some((prefix, _)) => format!("xmlns:{prefix}"),
        None => "xmlns".to_owned(),
    };
    tag.attributes().flatten().any(|attribute| attribute.name == declaration && attribute.raw_value == namespace)
}

#[cfg(test)]
mod tests;
