//! Whole gzip files in memory, opened within a limit.
//!
//! A flow holds many small ones: the state of the decompression, 48 KB that would be cleared for each, is kept from one
//! to the next. The libraries keep it for bare deflate only, so the frame around it (RFC 1952) is read here.

use std::cell::RefCell;

use flate2::{Decompress, FlushDecompress, Status};

use crate::AttachedError;

thread_local! {
    static INFLATE: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

/// The file in one or more gzip members that follow each other to the end, of at most `most` bytes.
///
/// # Errors
/// What is there is not whole members, or holds more than `most` bytes.
pub(crate) fn gunzip(gzip: &[u8], most: u64) -> Result<Vec<u8>, AttachedError> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut file = Vec::with_capacity(announced_length(gzip).min(most));
    INFLATE.with_borrow_mut(|inflate| {
        let mut rest = gzip;
        while !rest.is_empty() {
            rest = member(inflate, rest, &mut file, most)?;
        }
        Ok(file)
    })
}

/// Opens the member that starts here; gives what follows it.
fn member<'g>(
    inflate: &mut Decompress,
    gzip: &'g [u8],
    file: &mut Vec<u8>,
    most: usize,
) -> Result<&'g [u8], AttachedError> {
    let start = file.len();
    let mut rest = after_header(gzip).ok_or(AttachedError::Gzip)?;
    inflate.reset(false);
    loop {
        if file.len() > most {
            return Err(AttachedError::TooLarge);
        }
        if file.len() == file.capacity() {
            file.reserve(file.len().clamp(1 << 12, 1 << 20).min(most - file.len() + 1));
        }
        let (read, written) = (inflate.total_in(), inflate.total_out());
        let status = inflate.decompress_vec(rest, file, FlushDecompress::None).map_err(|_| AttachedError::Gzip)?;
        let read = usize::try_from(inflate.total_in() - read).map_err(|_| AttachedError::Gzip)?;
        rest = rest.get(read..).ok_or(AttachedError::Gzip)?;
        match status {
            Status::StreamEnd => break,
            // Neither more to read nor anything to write: it breaks off.
            _ if read == 0 && inflate.total_out() == written && file.len() < file.capacity() => {
                return Err(AttachedError::Gzip);
            }
            _ => {}
        }
    }
    if file.len() > most {
        return Err(AttachedError::TooLarge);
    }
    let (trailer, rest) = rest.split_first_chunk::<8>().ok_or(AttachedError::Gzip)?;
    let [a, b, c, d, e, f, g, h] = *trailer;
    let held = &file[start..];
    let is_whole = crc32fast::hash(held) == u32::from_le_bytes([a, b, c, d])
        && held.len() as u64 & 0xFFFF_FFFF == u64::from(u32::from_le_bytes([e, f, g, h]));
    if is_whole { Ok(rest) } else { Err(AttachedError::Gzip) }
}

/// What follows the header of a member.
fn after_header(gzip: &[u8]) -> Option<&[u8]> {
    const HEADER_CRC: u8 = 1 << 1;
    const EXTRA: u8 = 1 << 2;
    const NAME: u8 = 1 << 3;
    const COMMENT: u8 = 1 << 4;
    const RESERVED: u8 = 0b1110_0000;
    let (&[0x1F, 0x8B, 8, flags, ..], mut rest) = gzip.split_first_chunk::<10>()? else { return None };
    if flags & RESERVED != 0 {
        return None;
    }
    if flags & EXTRA != 0 {
        let (&length, extra) = rest.split_first_chunk()?;
        rest = extra.get(usize::from(u16::from_le_bytes(length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            rest = &rest[memchr::memchr(0, rest)? + 1..];
        }
    }
    if flags & HEADER_CRC != 0 {
        let header = &gzip[..gzip.len() - rest.len()];
        let (&expected, after) = rest.split_first_chunk()?;
        if crc32fast::hash(header) & 0xFFFF != u32::from(u16::from_le_bytes(expected)) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

/// What the end of a gzip file says of its length: a guess for the room to make, no more than a mebibyte of it.
fn announced_length(gzip: &[u8]) -> usize {
    let length = gzip.last_chunk().map_or(0, |&bytes| u32::from_le_bytes(bytes));
    usize::try_from(length).unwrap_or(0).min(1 << 20).saturating_add(1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::{Read, Write};

    use flate2::bufread::MultiGzDecoder;
    use flate2::{Compression, GzBuilder};
    use proptest::prelude::*;

    use super::*;

    fn compressed(file: &[u8], extra: bool, name: bool, comment: bool) -> Vec<u8> {
        let mut builder = GzBuilder::new();
        if extra {
            builder = builder.extra(b"\0\x01rest".to_vec());
        }
        if name {
            builder = builder.filename("asap.xml");
        }
        if comment {
            builder = builder.comment("a comment");
        }
        let mut encoder = builder.write(Vec::new(), Compression::default());
        encoder.write_all(file).unwrap();
        encoder.finish().unwrap()
    }

    /// The same by a reader that keeps nothing.
    fn expected(gzip: &[u8], most: u64) -> Result<Vec<u8>, AttachedError> {
        let mut file = Vec::new();
        MultiGzDecoder::new(gzip).take(most + 1).read_to_end(&mut file).map_err(|_| AttachedError::Gzip)?;
        if file.len() as u64 > most { Err(AttachedError::TooLarge) } else { Ok(file) }
    }

    #[test]
    fn a_header_with_its_own_sum_is_read() {
        let mut gzip = compressed(b"hello", false, true, false);
        gzip[3] |= 2;
        let end_of_header = 10 + b"asap.xml\0".len();
        let sum = u16::try_from(crc32fast::hash(&gzip[..end_of_header]) & 0xFFFF).unwrap().to_le_bytes();
        gzip.splice(end_of_header..end_of_header, sum);
        assert_eq!(gunzip(&gzip, 100).unwrap(), b"hello");
        gzip[end_of_header] ^= 1;
        assert_eq!(gunzip(&gzip, 100), Err(AttachedError::Gzip));
    }

    proptest! {
        #[test]
        fn members_are_opened_as_by_a_reader_that_keeps_nothing(
            files in prop::collection::vec((prop::collection::vec(0_u8..4, 0..9000), any::<[bool; 3]>()), 1..4),
            damage in prop::option::of((any::<prop::sample::Index>(), any::<u8>())),
            cut in prop::option::of(any::<prop::sample::Index>()),
            most in 0_u64..20_000,
        ) {
            let mut gzip: Vec<u8> = files
                .iter()
                .flat_map(|(file, [extra, name, comment])| compressed(file, *extra, *name, *comment))
                .collect();
            if let Some((at, bits)) = damage {
                let at = at.index(gzip.len());
                gzip[at] ^= bits;
            }
            if let Some(cut) = cut {
                gzip.truncate(cut.index(gzip.len()) + 1);
            }
            let (found, expected) = (gunzip(&gzip, most), expected(&gzip, most));
            // Of a file both too large and damaged beyond, either may be said.
            let agree = found == expected || (found.is_err() && expected.is_err());
            prop_assert!(agree, "{found:?} instead of {expected:?}");
        }
    }
}
