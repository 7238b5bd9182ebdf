//! Which namespaces a wildcard lets in.

use crate::names::NamespaceId;

/// Which namespaces a wildcard lets in; no namespace counts as `NamespaceId::NONE`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NamespaceConstraint {
    Any,
    /// Every namespace but this one, and none at all.
    Other(NamespaceId),
    Set(Vec<NamespaceId>),
}

impl NamespaceConstraint {
    pub(crate) fn allows(&self, namespace: NamespaceId) -> bool {
        match self {
            Self::Any => true,
            Self::Other(excluded) => namespace != *excluded && namespace != NamespaceId::NONE,
            Self::Set(namespaces) => namespaces.contains(&namespace),
        }
    }

    /// What either lets in, as Attribute Wildcard Union defines it; `None` if no wildcard can express it.
    pub(crate) fn union(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => Some(Self::Any),
            (Self::Set(one), Self::Set(two)) => Some(Self::set(one.iter().chain(two).copied())),
            (Self::Other(one), Self::Other(two)) => {
                Some(Self::Other(if one == two { *one } else { NamespaceId::NONE }))
            }
            (Self::Other(excluded), Self::Set(set)) | (Self::Set(set), Self::Other(excluded)) => {
                match (set.contains(excluded), set.contains(&NamespaceId::NONE)) {
                    (true, true) => Some(Self::Any),
                    (true, false) => Some(Self::Other(NamespaceId::NONE)),
                    (false, true) => None,
                    (false, false) => Some(Self::Other(*excluded)),
                }
            }
        }
    }

    /// What both let in, as Attribute Wildcard Intersection defines it; `None` if no wildcard can express it.
    pub(crate) fn intersection(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, narrow) | (narrow, Self::Any) => Some(narrow.clone()),
            (Self::Set(set), wide) | (wide, Self::Set(set)) => {
                Some(Self::set(set.iter().copied().filter(|namespace| wide.allows(*namespace))))
            }
            (Self::Other(one), Self::Other(two)) if one == two || *two == NamespaceId::NONE => Some(Self::Other(*one)),
            (Self::Other(NamespaceId::NONE), Self::Other(two)) => Some(Self::Other(*two)),
            (Self::Other(_), Self::Other(_)) => None,
        }
    }

    /// The namespaces that this treats otherwise than those it does not name.
    pub(super) fn named(&self) -> impl Iterator<Item = NamespaceId> {
        let (excluded, set): (Option<NamespaceId>, &[NamespaceId]) = match self {
            Self::Any => (None, &[]),
            Self::Other(excluded) => (Some(*excluded), &[NamespaceId::NONE]),
            Self::Set(namespaces) => (None, namespaces),
        };
        excluded.into_iter().chain(set.iter().copied())
    }

    fn set(namespaces: impl Iterator<Item = NamespaceId>) -> Self {
        let mut namespaces: Vec<NamespaceId> = namespaces.collect();
        namespaces.sort_unstable();
        namespaces.dedup();
        Self::Set(namespaces)
    }
}
