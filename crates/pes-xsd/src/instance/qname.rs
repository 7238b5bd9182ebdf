//! Names as they stand in tags, and what is known of them.

use super::text::Span;
use super::words::{before, cut, name_ends, word};
use crate::names::{NamespaceId, Symbol};

/// What a name in a tag comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) symbol: Symbol,
    pub(super) namespace: NamespaceId,
    /// Which namespace it is of all those that the document declares; 0 for none.
    pub(super) uri: u32,
}

impl Name {
    /// A name not looked up yet.
    pub(super) const PENDING: Self = Self { symbol: Symbol::UNKNOWN, namespace: NamespaceId::OTHER, uri: u32::MAX };
}

/// A name as it stands in a tag: its first eight bytes, its next or last eight, and its length.
///
/// Two names of up to 16 bytes are the same if these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawName {
    low: u64,
    high: u64,
    pub(super) length: usize,
    pub(super) start: usize,
}

impl RawName {
    /// Reads all bytes up to one that ends a name. Whether they are a name is seen when it is looked up.
    #[inline(always)]
    pub(super) fn read(bytes: &[u8], start: usize) -> Self {
        let low = word(bytes, start);
        let ends = name_ends(low);
        if ends != 0 {
            return Self { low: cut(low, ends), high: 0, length: before(ends), start };
        }
        let high = word(bytes, start + 8);
        let ends = name_ends(high);
        if ends != 0 {
            return Self { low, high: cut(high, ends), length: 8 + before(ends), start };
        }
        Self::read_long(bytes, low, start)
    }

    fn read_long(bytes: &[u8], low: u64, start: usize) -> Self {
        let mut end = start + 16;
        loop {
            let ends = name_ends(word(bytes, end));
            end += before(ends);
            if ends != 0 {
                return Self { low, high: word(bytes, end - 8), length: end - start, start };
            }
        }
    }

    #[inline(always)]
    pub(super) fn end(&self) -> usize {
        self.start + self.length
    }

    /// Whether two names of the same document have the same bytes.
    #[inline(always)]
    pub(super) fn is_same(&self, other: &Self, bytes: &[u8]) -> bool {
        self.low == other.low
            && self.high == other.high
            && self.length == other.length
            && (self.length <= 16 || self.bytes(bytes) == other.bytes(bytes))
    }

    /// Whether it is `xmlns` or starts with `xmlns:`.
    #[inline(always)]
    pub(super) fn declares_namespace(&self) -> bool {
        const XMLNS: u64 = u64::from_le_bytes(*b"xmlns\0\0\0");
        self.low & 0xFF_FFFF_FFFF == XMLNS && matches!((self.low >> 40) as u8, 0 | b':')
    }

    pub(super) fn span(&self) -> Span {
        Span { start: self.start, end: self.end() }
    }

    pub(super) fn bytes<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        self.span().of(bytes)
    }

    #[inline(always)]
    fn hash(&self) -> u64 {
        const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
        (self.low ^ self.high.rotate_left(29) ^ self.length as u64).wrapping_mul(ODD)
    }
}

/// Names that were looked up before.
///
/// It never holds more than a fixed number of them, and never looks at more than a few for one, so that neither
/// countless names nor chosen ones make a document cost more than another.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// As many as a power of two, half of them vacant unless that is too many.
    entries: Vec<Entry>,
    count: usize,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    raw: RawName,
    scope: usize,
    name: Name,
}

impl Entry {
    const VACANT: Self = Self { raw: RawName { low: 0, high: 0, length: 0, start: 0 }, scope: 0, name: Name::PENDING };

    fn is_vacant(&self) -> bool {
        self.raw.length == 0
    }
}

/// The scope of a name that means the same whatever namespaces are declared.
pub(super) const EVERYWHERE: usize = usize::MAX;

const FIRST_SIZE: usize = 64;
const LAST_SIZE: usize = 4096;
/// How many places a name may be kept in.
const PLACES: usize = 8;

impl Known {
    pub(super) fn new() -> Self {
        Self { entries: vec![Entry::VACANT; FIRST_SIZE], count: 0 }
    }

    /// What a name comes to in a scope, if it was met there before.
    #[inline(always)]
    pub(super) fn find(&self, raw: &RawName, scope: usize, bytes: &[u8]) -> Option<Name> {
        let hash = raw.hash();
        for place in 0..PLACES {
            let entry = self.entries.get(self.index(hash, place))?;
            if entry.raw.is_same(raw, bytes) {
                return (entry.scope == scope || entry.scope == EVERYWHERE).then_some(entry.name);
            }
            if entry.is_vacant() {
                break;
            }
        }
        None
    }

    /// Keeps what a name comes to in a scope, and forgets what it came to in another.
    pub(super) fn insert(&mut self, raw: RawName, scope: usize, name: Name, bytes: &[u8]) {
        let size = self.entries.len();
        if self.count >= size / 2 && size < LAST_SIZE {
            let smaller = std::mem::replace(&mut self.entries, vec![Entry::VACANT; size * 2]);
            self.count = 0;
            smaller.into_iter().filter(|entry| !entry.is_vacant()).for_each(|entry| self.place(entry, bytes));
        }
        self.place(Entry { raw, scope, name }, bytes);
    }

    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.entries.len()
    }

    /// Puts a name where it was or where nothing was, else in its first place.
    fn place(&mut self, entry: Entry, bytes: &[u8]) {
        let hash = entry.raw.hash();
        let fits = |&index: &usize| {
            self.entries.get(index).is_some_and(|other| other.is_vacant() || other.raw.is_same(&entry.raw, bytes))
        };
        let index = (0..PLACES).map(|place| self.index(hash, place)).find(fits).unwrap_or(self.index(hash, 0));
        if let Some(place) = self.entries.get_mut(index) {
            self.count += usize::from(place.is_vacant());
            *place = entry;
        }
    }

    #[inline(always)]
    fn index(&self, hash: u64, place: usize) -> usize {
        ((hash >> 32) as usize).wrapping_add(place) & self.entries.len().wrapping_sub(1)
    }
}
