//! Draws that depend on the seed alone (splitmix64).

/// Of all that is drawn.
pub const SEED: u64 = 0x5045_5356_3200_2026;

/// The draws of one titre.
pub struct Draw(u64);

impl Draw {
    /// Those of the titre of that number.
    pub fn of(number: u64) -> Self {
        Self(SEED ^ number.rotate_left(32))
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    pub fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}
