//! Rows of numbers that change little from one to the next, in few bytes.

/// Rows of `N` numbers, each kept as what separates it from the row before: a byte a number when that is small.
#[derive(Clone, Debug)]
pub(crate) struct Deltas<const N: usize> {
    len: usize,
    packed: Vec<u8>,
    last: [u64; N],
}

impl<const N: usize> Default for Deltas<N> {
    fn default() -> Self {
        Deltas { len: 0, packed: Vec::new(), last: [0; N] }
    }
}

impl<const N: usize> Deltas<N> {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn push(&mut self, row: [u64; N]) {
        for (number, last) in row.into_iter().zip(self.last) {
            pack(zigzag(number.wrapping_sub(last)), &mut self.packed);
        }
        self.last = row;
        self.len += 1;
    }

    /// The rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = [u64; N]> {
        let mut packed = &self.packed[..];
        let mut row = [0_u64; N];
        (0..self.len).map(move |_| {
            row = row.map(|last| last.wrapping_add(zagzig(unpack(&mut packed))));
            row
        })
    }
}

/// Small numbers for what is near 0 on either side.
fn zigzag(delta: u64) -> u64 {
    (delta << 1) ^ (delta.cast_signed() >> 63).cast_unsigned()
}

fn zagzig(number: u64) -> u64 {
    (number >> 1) ^ (number & 1).wrapping_neg()
}

/// Seven bits a byte, low ones first, the eighth set but for the last.
pub(crate) fn pack(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

/// The number packed first, which is taken off.
pub(crate) fn unpack(packed: &mut &[u8]) -> u64 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((&byte, rest)) = packed.split_first() {
        *packed = rest;
        number |= u64::from(byte & 0x7F) << shift;
        shift += 7;
        if byte < 0x80 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_are_found_again(rows in prop::collection::vec(any::<[u64; 3]>(), 0..20)) {
            let mut deltas = Deltas::default();
            rows.iter().for_each(|&row| deltas.push(row));
            prop_assert_eq!(deltas.len(), rows.len());
            prop_assert_eq!(deltas.iter().collect::<Vec<_>>(), rows);
        }
    }

    #[test]
    fn rows_that_follow_each_other_are_short() {
        let mut deltas = Deltas::default();
        (0..1000).for_each(|number| deltas.push([0, number, 700_000 + number]));
        assert!(deltas.packed.len() < 3010, "{}", deltas.packed.len());
    }
}
