//! Eight bytes at a time: where a name, a value or blanks end.
//!
//! A mask has the high bit of a byte set where the byte ends what is looked for.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;
const LOW: u64 = 0x7F * ONES;

/// How many bytes of a name there are at the start: letters without accent, digits, `_`, `-` and `.`.
#[inline]
pub(super) fn name_length(bytes: &[u8]) -> usize {
    length_before(bytes, |word| {
        let low = word & LOW;
        let letter = within(low | (0x20 * ONES), b'a', b'z') & !within(low, b'@', b'@') & !within(low, b'[', b'`');
        let other = within(low, b'0', b'9') | within(low, b'-', b'.') | within(low, b'_', b'_');
        (!(letter | other) | word) & HIGH
    })
}

/// How many bytes there are before the first `"`, `<`, `&`, or blank other than a space.
#[inline]
pub(super) fn plain_value_length(bytes: &[u8]) -> usize {
    length_before(bytes, |word| {
        let low = word & LOW;
        let special =
            within(low, 0, 0x1F) | within(low, b'"', b'"') | within(low, b'&', b'&') | within(low, b'<', b'<');
        special & !word & HIGH
    })
}

/// How many blanks there are at the start, in a document without other control characters.
#[inline]
pub(super) fn blank_length(bytes: &[u8]) -> usize {
    length_before(bytes, |word| (!within(word & LOW, 0, b' ') | word) & HIGH)
}

/// How many bytes stand before the first of a mask. The last ones are looked at in a word filled up with zeros.
#[inline]
fn length_before(bytes: &[u8], mask: impl Fn(u64) -> u64) -> usize {
    let mut at = 0;
    loop {
        let (word, length) = match bytes[at..].first_chunk() {
            Some(chunk) => (u64::from_le_bytes(*chunk), 8),
            None => last_word(&bytes[at..]),
        };
        let found = (mask(word).trailing_zeros() as usize / 8).min(length);
        at += found;
        if found < 8 {
            return at;
        }
    }
}

#[cold]
fn last_word(bytes: &[u8]) -> (u64, usize) {
    let mut chunk = [0; 8];
    chunk[..bytes.len()].copy_from_slice(bytes);
    (u64::from_le_bytes(chunk), bytes.len())
}

/// The bytes of a word, all below 0x80, that are in a range.
#[inline]
fn within(low: u64, first: u8, last: u8) -> u64 {
    let from_first = low + u64::from(0x80 - first) * ONES;
    let after_last = low + u64::from(0x7F - last) * ONES;
    from_first & !after_last & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn length(bytes: &[u8], is_part: impl Fn(u8) -> bool) -> usize {
        bytes.iter().take_while(|&&byte| is_part(byte)).count()
    }

    proptest! {
        #[test]
        fn lengths_are_those_of_byte_after_byte(
            bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'a'), Just(b' '), b'A'..=b'z'], 0..40),
        ) {
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
            prop_assert_eq!(name_length(&bytes), length(&bytes, is_name));
            let is_plain = |byte: u8| byte >= b' ' && !matches!(byte, b'"' | b'<' | b'&');
            prop_assert_eq!(plain_value_length(&bytes), length(&bytes, is_plain));
            prop_assert_eq!(blank_length(&bytes), length(&bytes, |byte| byte <= b' '));
        }
    }

    #[test]
    fn each_byte_ends_what_it_should() {
        for byte in 0..=u8::MAX {
            for before in 0..8 {
                let mut bytes = vec![b'a'; before];
                bytes.push(byte);
                bytes.extend_from_slice(b"aaaaaaaaa");
                let ends = |is_part: bool| if is_part { bytes.len() } else { before };
                let is_name = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
                assert_eq!(name_length(&bytes), ends(is_name), "{byte:#x}");
                let is_plain = byte >= b' ' && !matches!(byte, b'"' | b'<' | b'&');
                assert_eq!(plain_value_length(&bytes), ends(is_plain), "{byte:#x}");
            }
        }
    }
}
