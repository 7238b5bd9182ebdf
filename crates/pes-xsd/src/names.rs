//! Expanded names as small numbers, so that a name is compared once per document and not once per use.

use std::collections::HashMap;

/// A namespace that the schema mentions, `NONE` for no namespace, `OTHER` for any it does not mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NamespaceId(pub(crate) u32);

impl NamespaceId {
    /// No namespace.
    pub(crate) const NONE: Self = Self(0);
    /// A namespace that no schema document mentions.
    pub(crate) const OTHER: Self = Self(u32::MAX);
}

/// An expanded name that the schema mentions, or `UNKNOWN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Symbol(pub(crate) u32);

impl Symbol {
    /// A name that no schema document mentions.
    pub(crate) const UNKNOWN: Self = Self(u32::MAX);
}

/// All names and namespaces that a schema mentions.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    namespaces: Vec<Box<str>>,
    namespace_ids: HashMap<Box<str>, NamespaceId>,
    symbols: Vec<(NamespaceId, Box<str>)>,
    symbol_ids: HashMap<Box<str>, Vec<(NamespaceId, Symbol)>>,
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Names {
            namespaces: Vec::new(),
            namespace_ids: HashMap::new(),
            symbols: Vec::new(),
            symbol_ids: HashMap::new(),
        };
        names.intern_namespace("");
        names
    }
}

impl Names {
    /// The number of a namespace, given one if it is new; the empty string is no namespace.
    pub(crate) fn intern_namespace(&mut self, uri: &str) -> NamespaceId {
        if let Some(&id) = self.namespace_ids.get(uri) {
            return id;
        }
        let id = NamespaceId(small(self.namespaces.len()));
        self.namespaces.push(uri.into());
        self.namespace_ids.insert(uri.into(), id);
        id
    }

    /// The number of a name, given one if it is new.
    pub(crate) fn intern(&mut self, namespace: NamespaceId, local: &str) -> Symbol {
        let known = self.symbol(namespace, local);
        if known != Symbol::UNKNOWN {
            return known;
        }
        let symbol = Symbol(small(self.symbols.len()));
        self.symbols.push((namespace, local.into()));
        self.symbol_ids.entry(local.into()).or_default().push((namespace, symbol));
        symbol
    }

    /// The number of a namespace, `OTHER` if the schema does not mention it.
    pub(crate) fn namespace(&self, uri: &str) -> NamespaceId {
        self.namespace_ids.get(uri).copied().unwrap_or(NamespaceId::OTHER)
    }

    /// The number of a name, `UNKNOWN` if the schema does not mention it.
    pub(crate) fn symbol(&self, namespace: NamespaceId, local: &str) -> Symbol {
        self.symbol_ids
            .get(local)
            .and_then(|ids| ids.iter().find(|&&(other, _)| other == namespace))
            .map_or(Symbol::UNKNOWN, |&(_, symbol)| symbol)
    }

    /// Namespace and local name of a symbol; empty for `UNKNOWN`.
    pub(crate) fn resolve(&self, symbol: Symbol) -> (&str, &str) {
        self.symbols.get(symbol.0 as usize).map_or(("", ""), |(namespace, local)| (self.uri(*namespace), local))
    }

    /// A name as `{namespace}local`, or `local` alone.
    pub(crate) fn display(&self, symbol: Symbol) -> String {
        match self.resolve(symbol) {
            ("", local) => local.to_owned(),
            (namespace, local) => format!("{{{namespace}}}{local}"),
        }
    }

    /// The namespace of a symbol.
    pub(crate) fn namespace_of(&self, symbol: Symbol) -> NamespaceId {
        self.symbols.get(symbol.0 as usize).map_or(NamespaceId::OTHER, |&(namespace, _)| namespace)
    }

    /// The name of a namespace; empty for none and for `OTHER`.
    pub(crate) fn uri(&self, namespace: NamespaceId) -> &str {
        self.namespaces.get(namespace.0 as usize).map_or("", |uri| uri)
    }
}

/// An index as it is kept in tables. Schemas are bounded far below 2^32 names.
fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX - 1)
}
