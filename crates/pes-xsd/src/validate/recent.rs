//! Values met lately and found valid: documents repeat the same codes and dates thousands of times.

/// Values longer than this are not kept.
const MAX_BYTES: usize = 16;

/// A power of two, so that the whole fits the fastest cache.
const PLACES: usize = 512;

/// A set that forgets: each value has one place and takes it from the one before.
#[derive(Debug)]
pub(super) struct Recent {
    places: Box<[Key; PLACES]>,
}

/// A short value of a type: its first and last bytes, which overlap, and its length tell it apart from any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Key {
    /// Where the type is in memory; no type is at 0.
    type_: usize,
    length: usize,
    first: u64,
    last: u64,
}

impl Key {
    /// None for a value that is too long to be kept.
    pub(super) fn new<T>(type_: &T, value: &[u8]) -> Option<Self> {
        let (first, last) = match (value.first_chunk::<8>(), value.last_chunk::<8>()) {
            (Some(first), Some(last)) if value.len() <= MAX_BYTES => {
                (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
            }
            (Some(_), Some(_)) => return None,
            _ => match (value.first_chunk::<4>(), value.last_chunk::<4>()) {
                (Some(first), Some(last)) => (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into()),
                _ => (value.iter().fold(0, |all, &byte| all << 8 | u64::from(byte)), 0),
            },
        };
        Some(Key { type_: std::ptr::from_ref(type_).addr(), length: value.len(), first, last })
    }

    fn place(&self) -> usize {
        let mixed = self.first ^ self.last.rotate_left(29) ^ (self.type_ as u64).rotate_left(47) ^ self.length as u64;
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - PLACES.ilog2())) as usize
    }
}

impl Default for Recent {
    fn default() -> Self {
        Recent { places: Box::new([Key::default(); PLACES]) }
    }
}

impl Recent {
    pub(super) fn contains(&self, key: Key) -> bool {
        self.places[key.place() % PLACES] == key
    }

    pub(super) fn insert(&mut self, key: Key) {
        self.places[key.place() % PLACES] = key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_values_are_told_apart_by_text_length_and_type() {
        let (one, other) = (1_u8, 2_u8);
        let texts = ["", "\0", "\0\0", "a", "ab", "ba", "abc", "0000", "00000", "1234567", "12345678", "123456789"];
        let keys: Vec<Key> = texts.iter().filter_map(|text| Key::new(&one, text.as_bytes())).collect();
        assert_eq!(keys.len(), texts.len());
        for (index, key) in keys.iter().enumerate() {
            assert_eq!(keys.iter().position(|same| same == key), Some(index));
        }
        assert_ne!(Key::new(&one, b"a"), Key::new(&other, b"a"));
        assert!(Key::new(&one, &[b'x'; MAX_BYTES]).is_some());
        assert!(Key::new(&one, &[b'x'; MAX_BYTES + 1]).is_none());
    }

    #[test]
    fn only_what_was_put_in_is_found() {
        let type_ = 0_u8;
        let mut recent = Recent::default();
        let keys: Vec<Key> = (0..5_000).filter_map(|n| Key::new(&type_, format!("{n}").as_bytes())).collect();
        for &key in &keys {
            assert!(!recent.contains(key));
            recent.insert(key);
            assert!(recent.contains(key));
        }
    }
}
