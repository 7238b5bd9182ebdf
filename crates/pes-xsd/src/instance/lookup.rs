//! Names in tags looked up: their syntax, their namespaces, and that no attribute stands twice.

use std::cmp::Ordering;

use super::chars::{goes_on_in_name, starts_name};
use super::error::{SyntaxError, SyntaxErrorKind};
use super::namespaces::Binding;
use super::qname::{EVERYWHERE, Name, RawName};
use super::scanner::{Attribute, Scanner};
use super::text::Span;
use crate::names::{NamespaceId, Symbol};

impl<'d> Scanner<'d> {
    /// Binds the prefixes that the tag declares, whose element name starts at an offset.
    #[cold]
    pub(super) fn declare(&mut self, scope: usize) -> Result<(), SyntaxError> {
        let limit = self.limits.max_namespaces;
        if self.bindings.declared() + self.declarations.len() > limit {
            return Err(self.error(scope, SyntaxErrorKind::TooManyNamespaces { limit }));
        }
        let declarations = std::mem::take(&mut self.declarations);
        let bytes = self.bytes;
        let by_name = |one: &Attribute, two: &Attribute| one.raw.bytes(bytes).cmp(two.raw.bytes(bytes));
        if let Some(repeated) = repeated(&declarations, by_name) {
            return Err(self.duplicate(repeated));
        }
        let mut scratch = String::new();
        for declaration in &declarations {
            let offset = declaration.raw.start;
            let (prefix, local) = self.split(declaration.raw)?;
            let prefix = if prefix.is_empty() { b"" } else { local.of(bytes) };
            let uri = self.value(declaration, &mut scratch);
            let text = self.text;
            let spell_out = || text.excerpt(if prefix.is_empty() { Span::default() } else { local });
            let bound = self.bindings.bind(prefix, uri, scope, self.names, spell_out);
            bound.map_err(|kind| self.error(offset, kind))?;
        }
        self.declarations = declarations;
        self.declarations.clear();
        Ok(())
    }

    #[cold]
    pub(super) fn look_up_element(&mut self, raw: RawName) -> Result<Name, SyntaxError> {
        let (prefix, local) = self.split(raw)?;
        let binding = self.binding(raw, prefix)?;
        let name = self.name_in(binding.namespace, binding.number, local);
        self.known_elements.insert(raw, self.bindings.scope(), name, self.bytes);
        Ok(name)
    }

    #[cold]
    pub(super) fn look_up_attributes(&mut self) -> Result<(), SyntaxError> {
        let scope = self.bindings.scope();
        for index in 0..self.attributes.len() {
            let Some(&Attribute { raw, .. }) = self.attributes.get(index) else { break };
            let name = match self.known_attributes.find(&raw, scope, self.bytes) {
                Some(name) => name,
                None => self.look_up_attribute(raw)?,
            };
            if let Some(attribute) = self.attributes.get_mut(index) {
                attribute.name = name;
            }
        }
        Ok(())
    }

    fn look_up_attribute(&mut self, raw: RawName) -> Result<Name, SyntaxError> {
        let (prefix, local) = self.split(raw)?;
        let (name, scope) = if prefix.is_empty() {
            (self.name_in(NamespaceId::NONE, 0, local), EVERYWHERE)
        } else {
            let binding = self.binding(raw, prefix)?;
            (self.name_in(binding.namespace, binding.number, local), self.bindings.scope())
        };
        self.known_attributes.insert(raw, scope, name, self.bytes);
        Ok(name)
    }

    /// Checks that no two attributes of the tag have the same expanded name.
    pub(super) fn check_attributes_differ(&self) -> Result<(), SyntaxError> {
        let bytes = self.bytes;
        let key = |attribute: &Attribute| (attribute.name.symbol, attribute.name.uri);
        let by_name = |one: &Attribute, two: &Attribute| {
            let known = one.name.symbol != Symbol::UNKNOWN;
            key(one).cmp(&key(two)).then_with(|| match known {
                true => Ordering::Equal,
                false => local_name(one, bytes).cmp(local_name(two, bytes)),
            })
        };
        match repeated(&self.attributes, by_name) {
            Some(repeated) => Err(self.duplicate(repeated)),
            None => Ok(()),
        }
    }

    /// Whether characters are a name without a colon.
    pub(super) fn is_simple_name(&self, span: Span) -> bool {
        let mut scratch = String::new();
        let mut characters = self.text.raw(span, &mut scratch).chars();
        characters.next().is_some_and(starts_name) && characters.all(goes_on_in_name)
    }

    /// The prefix of a name, empty if it has none, and where its local part stands.
    pub(super) fn split(&self, raw: RawName) -> Result<(&'d [u8], Span), SyntaxError> {
        let bytes = self.bytes;
        if raw.length > self.limits.max_name {
            return Err(self.error(raw.start, SyntaxErrorKind::NameTooLong { limit: self.limits.max_name }));
        }
        let (prefix, local) = match memchr::memchr(b':', raw.bytes(bytes)) {
            None => (None, raw.span()),
            Some(length) => {
                let colon = raw.start + length;
                (Some(Span { start: raw.start, end: colon }), Span { start: colon + 1, end: raw.end() })
            }
        };
        if self.is_simple_name(local) && prefix.is_none_or(|prefix| self.is_simple_name(prefix)) {
            return Ok((prefix.map(|prefix| prefix.of(bytes)).unwrap_or_default(), local));
        }
        Err(match raw.end() >= bytes.len() {
            true => self.error(raw.end(), SyntaxErrorKind::UnexpectedEnd),
            false => self.error(raw.start, SyntaxErrorKind::InvalidName { name: self.text.excerpt(raw.span()) }),
        })
    }

    fn binding(&self, raw: RawName, prefix: &[u8]) -> Result<&Binding<'d>, SyntaxError> {
        self.bindings.find(prefix).ok_or_else(|| {
            let prefix = self.text.excerpt(Span { start: raw.start, end: raw.start + prefix.len() });
            let kind = match &*prefix {
                "xmlns" => SyntaxErrorKind::ReservedNamespace { prefix },
                _ => SyntaxErrorKind::UnboundPrefix { prefix },
            };
            self.error(raw.start, kind)
        })
    }

    fn name_in(&self, namespace: NamespaceId, uri: u32, local: Span) -> Name {
        let mut scratch = String::new();
        let symbol = match namespace {
            NamespaceId::OTHER => Symbol::UNKNOWN,
            _ => self.names.symbol(namespace, self.text.raw(local, &mut scratch)),
        };
        Name { symbol, namespace, uri }
    }

    #[cold]
    fn duplicate(&self, attribute: &Attribute) -> SyntaxError {
        let name = self.text.excerpt(attribute.raw.span());
        self.error(attribute.raw.start, SyntaxErrorKind::DuplicateAttribute { name })
    }
}

fn local_name<'b>(attribute: &Attribute, bytes: &'b [u8]) -> &'b [u8] {
    let name = attribute.raw.bytes(bytes);
    match memchr::memchr(b':', name) {
        Some(length) => name.get(length + 1..).unwrap_or_default(),
        None => name,
    }
}

/// An attribute that an earlier one equals. A few are compared each with each, many are sorted.
#[inline(always)]
fn repeated(attributes: &[Attribute], order: impl Fn(&Attribute, &Attribute) -> Ordering) -> Option<&Attribute> {
    const FEW: usize = 8;
    if attributes.len() <= FEW {
        let mut earlier = attributes;
        while let Some((last, others)) = earlier.split_last() {
            if others.iter().any(|other| order(other, last).is_eq()) {
                return Some(last);
            }
            earlier = others;
        }
        return None;
    }
    let mut sorted: Vec<&Attribute> = attributes.iter().collect();
    sorted.sort_by(|one, two| order(one, two));
    let pairs = sorted.windows(2).filter_map(|pair| match pair {
        [one, two] if order(one, two).is_eq() => Some(*two),
        _ => None,
    });
    pairs.min_by_key(|attribute| attribute.raw.start)
}
