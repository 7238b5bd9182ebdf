//! The namespaces that prefixes are bound to.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::error::SyntaxErrorKind;
use crate::names::{Names, NamespaceId};

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The bindings in scope, and all namespaces met so far.
#[derive(Clone, Debug)]
pub(super) struct Bindings<'d> {
    list: Vec<Binding<'d>>,
    uris: HashMap<Arc<str>, u32>,
}

/// A prefix, empty for the default namespace, and its namespace, empty for none.
#[derive(Clone, Debug)]
pub(super) struct Binding<'d> {
    prefix: &'d [u8],
    pub(super) uri: Arc<str>,
    /// The same number for the same namespace, 0 for none.
    pub(super) number: u32,
    pub(super) namespace: NamespaceId,
    scope: usize,
}

/// The scope in which nothing is declared.
const OUTERMOST: usize = 0;

/// No default namespace, and the prefix `xml`.
const BUILT_IN: usize = 2;

impl<'d> Bindings<'d> {
    pub(super) fn new(names: &Names) -> Self {
        let mut bindings = Self { list: Vec::new(), uris: HashMap::new() };
        bindings.push(b"", "", OUTERMOST, names);
        bindings.push(b"xml", XML, OUTERMOST, names);
        bindings
    }

    /// Binds a prefix, checking the rules for namespaces that are reserved.
    ///
    /// A scope is a number that no other tag with declarations has; the prefix is spelled out for a message.
    pub(super) fn bind(
        &mut self,
        prefix: &'d [u8],
        uri: &str,
        scope: usize,
        names: &Names,
        spell_out: impl Fn() -> String,
    ) -> Result<(), SyntaxErrorKind> {
        if (prefix == b"xml") != (uri == XML) || prefix == b"xmlns" || uri == XMLNS {
            return Err(SyntaxErrorKind::ReservedNamespace { prefix: spell_out() });
        }
        if uri.is_empty() && !prefix.is_empty() {
            return Err(SyntaxErrorKind::EmptyNamespace { prefix: spell_out() });
        }
        self.push(prefix, uri, scope, names);
        Ok(())
    }

    fn push(&mut self, prefix: &'d [u8], uri: &str, scope: usize, names: &Names) {
        let known = self.uris.get_key_value(uri).map(|(uri, &number)| (uri.clone(), number));
        let (uri, number) = known.unwrap_or_else(|| {
            let uri: Arc<str> = uri.into();
            let number = u32::try_from(self.uris.len()).unwrap_or(u32::MAX);
            self.uris.insert(uri.clone(), number);
            (uri, number)
        });
        let namespace = names.namespace(&uri);
        self.list.push(Binding { prefix, uri, number, namespace, scope });
    }

    /// The binding of a prefix.
    pub(super) fn find(&self, prefix: &[u8]) -> Option<&Binding<'d>> {
        self.find_where(|bound| bound.len() == prefix.len() && (prefix.is_empty() || bound == prefix))
    }

    /// The binding of the prefix for which a test holds.
    pub(super) fn find_where(&self, is_prefix: impl Fn(&[u8]) -> bool) -> Option<&Binding<'d>> {
        self.list.iter().rev().find(|binding| is_prefix(binding.prefix))
    }

    /// The scope of the latest declaration.
    #[inline(always)]
    pub(super) fn scope(&self) -> usize {
        self.list.last().map_or(OUTERMOST, |binding| binding.scope)
    }

    /// How many bindings the document declares.
    pub(super) fn declared(&self) -> usize {
        self.list.len().saturating_sub(BUILT_IN)
    }

    #[inline(always)]
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    #[inline(always)]
    pub(super) fn truncate(&mut self, length: usize) {
        if self.list.len() > length {
            self.list.truncate(length);
        }
    }

    /// Writes a range of bindings as the attributes that declare them.
    pub(super) fn write_declarations(&self, range: Range<usize>, out: &mut Vec<u8>) {
        for binding in self.list.get(range).unwrap_or_default() {
            out.extend_from_slice(if binding.prefix.is_empty() { b" xmlns" } else { b" xmlns:" });
            out.extend_from_slice(binding.prefix);
            out.extend_from_slice(b"=\"");
            for character in binding.uri.chars() {
                // Right in every encoding.
                match u8::try_from(character) {
                    Ok(byte) if byte.is_ascii_graphic() && !b"\"&<".contains(&byte) => out.push(byte),
                    _ => out.extend_from_slice(format!("&#{};", u32::from(character)).as_bytes()),
                }
            }
            out.push(b'"');
        }
    }
}
