//! Where the invoices of a file stand, in some eight bytes each.

use crate::deltas::{pack, unpack};

/// Where an invoice stands in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stand {
    /// Offset of its first byte.
    pub start: u64,
    pub length: u64,
    /// Number of its first row.
    pub line: u64,
    /// Of what it holds, to know that it is still the same.
    pub checksum: u32,
}

/// Invoices between two that are kept whole: those between are kept as what separates each from the one before.
const STEP: usize = 64;

#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Every `STEP`-th start and line, with the place in `packed` of what follows.
    whole: Vec<(u64, u64, usize)>,
    packed: Vec<u8>,
    checksums: Vec<u32>,
    last: Stand,
}

impl Index {
    pub fn len(&self) -> usize {
        self.checksums.len()
    }

    /// Adds an invoice that starts no sooner than the one before ends.
    pub fn push(&mut self, stand: Stand) {
        let end = self.last.start + self.last.length;
        if self.len().is_multiple_of(STEP) {
            self.whole.push((stand.start, stand.line, self.packed.len()));
        } else {
            pack(stand.start - end, &mut self.packed);
            pack(stand.line - self.last.line, &mut self.packed);
        }
        pack(stand.length, &mut self.packed);
        self.checksums.push(stand.checksum);
        self.last = stand;
    }

    /// Where the invoice of that number, from 0, stands.
    pub fn get(&self, invoice: usize) -> Stand {
        let checksum = self.checksums[invoice];
        let (start, line, at) = self.whole[invoice / STEP];
        let mut packed = &self.packed[at..];
        let mut stand = Stand { start, line, length: unpack(&mut packed), checksum };
        for _ in 0..invoice % STEP {
            stand.start += stand.length + unpack(&mut packed);
            stand.line += unpack(&mut packed);
            stand.length = unpack(&mut packed);
        }
        stand
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_pushed_is_found_again(given in prop::collection::vec((0_u64..300, 1_u64..9000, 1_u64..200, any::<u32>()), 0..400)) {
            let (mut index, mut stands, mut end, mut line) = (Index::default(), Vec::new(), 0, 1);
            for (gap, length, rows, checksum) in given {
                line += rows;
                let stand = Stand { start: end + gap, length, line, checksum };
                end = stand.start + length;
                index.push(stand);
                stands.push(stand);
            }
            prop_assert_eq!(index.len(), stands.len());
            for (invoice, stand) in stands.iter().enumerate() {
                prop_assert_eq!(index.get(invoice), *stand);
            }
        }
    }
}
