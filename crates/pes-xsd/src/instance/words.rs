//! Eight bytes at a time: each function tells where in a word the first byte of some kind stands.
//!
//! A mask has the high bit of a byte set where the byte is of the kind. Zeros stand for what is past the end of a
//! document; they stop every search but the one past white space.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;
const LOW: u64 = 0x7f * ONES;

/// Eight bytes from an offset on, the first in the low bits, zeros past the end.
#[inline(always)]
pub(super) fn word(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => last_word(bytes, at),
    }
}

#[cold]
fn last_word(bytes: &[u8], at: usize) -> u64 {
    let mut chunk = [0; 8];
    chunk.iter_mut().zip(bytes.iter().skip(at)).for_each(|(to, from)| *to = *from);
    u64::from_le_bytes(chunk)
}

/// The same byte eight times.
#[inline(always)]
pub(super) const fn splat(byte: u8) -> u64 {
    byte as u64 * ONES
}

/// How many bytes stand before the first one of the kind; 8 if there is none.
#[inline(always)]
pub(super) fn before(mask: u64) -> usize {
    mask.trailing_zeros() as usize / 8
}

/// The word with zeros from the first byte of the kind on; the mask must not be 0.
#[inline(always)]
pub(super) fn cut(word: u64, mask: u64) -> u64 {
    let first = mask & mask.wrapping_neg();
    word & (first >> 7).wrapping_sub(1)
}

/// Bytes that end a name in a tag: white space, `/`, `=` and `>`. Other bytes that a name cannot have do not.
#[inline(always)]
pub(super) fn name_ends(word: u64) -> u64 {
    let low = word & LOW;
    let others = above_space(low) & differs(low, splat(b'/')) & differs(low, splat(b'=')) & differs(low, splat(b'>'));
    !(others | word) & HIGH
}

/// Bytes to look at in an attribute value: its quote, `<`, `&`, white space other than a space, and, where `odd` is
/// 0x80 in each byte and not 0, those that are not ASCII.
#[inline(always)]
pub(super) fn value_stops(word: u64, quote: u64, odd: u64) -> u64 {
    let low = word & LOW;
    let others =
        low.wrapping_add(splat(0x60)) & differs(low, quote) & differs(low, splat(b'<')) & differs(low, splat(b'&'));
    (!(others | word) & HIGH) | (word & odd)
}

/// Bytes to look at in character data: `<`, `&`, `]` and the end.
#[inline(always)]
pub(super) fn text_stops(word: u64) -> u64 {
    let low = word & LOW;
    let others =
        low.wrapping_add(LOW) & differs(low, splat(b'<')) & differs(low, splat(b'&')) & differs(low, splat(b']'));
    !(others | word) & HIGH
}

/// Bytes that are not white space, in a document without other control characters.
#[inline(always)]
pub(super) fn not_white(word: u64) -> u64 {
    (above_space(word & LOW) | word) & HIGH
}

/// The same as `skip_white`, faster where white space is at most one byte, as in most tags.
#[inline(always)]
pub(super) fn skip_short_white(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..) {
        Some([first, ..]) if *first > b' ' => at,
        Some([_, second, ..]) if *second > b' ' => at + 1,
        _ => skip_white(bytes, at),
    }
}

/// The place of the next byte that is not white space, or the end.
#[inline(always)]
pub(super) fn skip_white(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let stops = not_white(word(bytes, at));
        at += before(stops);
        if stops != 0 {
            return at;
        }
        if at >= bytes.len() {
            return bytes.len();
        }
    }
}

#[inline(always)]
fn above_space(low: u64) -> u64 {
    low.wrapping_add(splat(0x5f))
}

#[inline(always)]
fn differs(low: u64, byte: u64) -> u64 {
    (low ^ byte).wrapping_add(LOW)
}
