//! Characters as symbols: those that no class of an expression tells apart are one symbol, so that an automaton has
//! few transitions and steps once per character.

use std::ops::Range;

use regex_syntax::hir::ClassUnicode;

/// The symbol of each character.
#[derive(Debug)]
pub(super) struct Alphabet {
    low: [u8; 256],
    starts: Vec<u32>,
    symbols: Vec<u8>,
}

impl Alphabet {
    /// The coarsest alphabet that tells the classes apart, and the symbols of each class in ascending order.
    /// `None` if a byte cannot number the symbols.
    pub(super) fn of(classes: &[ClassUnicode]) -> Option<(Alphabet, Vec<Vec<u8>>)> {
        let mut partition = Partition::at_ends_of(classes);
        let extents: Vec<Vec<Range<usize>>> = classes.iter().map(|class| partition.extent(class)).collect();
        for extent in &extents {
            partition.split(extent)?;
        }
        let symbols = extents.iter().map(|extent| partition.symbols_in(extent)).collect();
        Some((partition.into_alphabet(), symbols))
    }

    /// The symbol of a character.
    pub(super) fn symbol(&self, character: char) -> u8 {
        match u8::try_from(character) {
            Ok(low) => self.low[usize::from(low)],
            Err(_) => self.search(character),
        }
    }

    /// The symbol of an ASCII character.
    pub(super) fn low(&self, byte: u8) -> u8 {
        self.low[usize::from(byte)]
    }

    fn search(&self, character: char) -> u8 {
        let after = self.starts.partition_point(|&start| start <= u32::from(character));
        self.symbols.get(after.saturating_sub(1)).copied().unwrap_or(0)
    }
}

/// Code points cut into intervals wherever a range of a class starts or ends, each interval with its symbol.
struct Partition {
    starts: Vec<u32>,
    symbols: Vec<u8>,
    /// How many intervals each symbol has.
    sizes: Vec<usize>,
}

impl Partition {
    fn at_ends_of(classes: &[ClassUnicode]) -> Partition {
        let mut starts = vec![0];
        for range in classes.iter().flat_map(|class| class.ranges()) {
            starts.extend([u32::from(range.start()), u32::from(range.end()) + 1]);
        }
        starts.sort();
        starts.dedup();
        Partition { symbols: vec![0; starts.len()], sizes: vec![starts.len()], starts }
    }

    /// The intervals that make up a class.
    fn extent(&self, class: &ClassUnicode) -> Vec<Range<usize>> {
        let interval_from = |code: u32| self.starts.partition_point(|&start| start < code);
        let ranges = class.ranges().iter();
        ranges.map(|range| interval_from(range.start().into())..interval_from(u32::from(range.end()) + 1)).collect()
    }

    /// Gives new symbols to the intervals inside a class that share theirs with intervals outside.
    fn split(&mut self, extent: &[Range<usize>]) -> Option<()> {
        let mut inside = [0; 256];
        for &symbol in extent.iter().flat_map(|range| &self.symbols[range.clone()]) {
            inside[usize::from(symbol)] += 1;
        }
        let mut renamed: [u8; 256] = std::array::from_fn(|symbol| symbol as u8);
        for symbol in 0..self.sizes.len() {
            if 0 < inside[symbol] && inside[symbol] < self.sizes[symbol] {
                renamed[symbol] = u8::try_from(self.sizes.len()).ok()?;
                self.sizes[symbol] -= inside[symbol];
                self.sizes.push(inside[symbol]);
            }
        }
        for interval in extent.iter().flat_map(Range::clone) {
            self.symbols[interval] = renamed[usize::from(self.symbols[interval])];
        }
        Some(())
    }

    fn symbols_in(&self, extent: &[Range<usize>]) -> Vec<u8> {
        let mut present = [false; 256];
        for &symbol in extent.iter().flat_map(|range| &self.symbols[range.clone()]) {
            present[usize::from(symbol)] = true;
        }
        (0..=u8::MAX).filter(|&symbol| present[usize::from(symbol)]).collect()
    }

    /// Joins neighbouring intervals of one symbol.
    fn into_alphabet(self) -> Alphabet {
        let mut alphabet = Alphabet { low: [0; 256], starts: Vec::new(), symbols: Vec::new() };
        for (start, symbol) in self.starts.into_iter().zip(self.symbols) {
            if alphabet.symbols.last() == Some(&symbol) {
                continue;
            }
            if let Ok(low) = u8::try_from(start) {
                alphabet.low[usize::from(low)..].fill(symbol);
            }
            alphabet.starts.push(start);
            alphabet.symbols.push(symbol);
        }
        alphabet
    }
}
