//! What a run gathers and gives back later: in memory while it is small, else in a private file without a name.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Bytes held before they go to a file.
const HELD: usize = 4 << 20;

/// Bytes written one after the other, then read from any place.
#[derive(Debug, Default)]
pub struct Spool {
    /// The last bytes, or all of them.
    held: Vec<u8>,
    /// What comes before, and its length.
    file: Option<(File, u64)>,
}

impl Spool {
    /// How many bytes it holds.
    pub fn len(&self) -> u64 {
        self.filed() + self.held.len() as u64
    }

    fn filed(&self) -> u64 {
        self.file.as_ref().map_or(0, |(_, length)| *length)
    }

    /// Reads bytes from `offset` on: none at the end.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match &self.file {
            Some((file, length)) if offset < *length => {
                let left = usize::try_from(length - offset).unwrap_or(usize::MAX).min(buffer.len());
                read_at(file, &mut buffer[..left], offset)
            }
            _ => {
                let start = usize::try_from(offset - self.filed()).unwrap_or(usize::MAX);
                self.held.get(start..).unwrap_or_default().read(buffer)
            }
        }
    }

    /// What stands from an offset on, to be read in order.
    pub fn from(&self, offset: u64) -> Reading<'_> {
        Reading { spool: self, offset }
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.held.len() + bytes.len() > HELD && !self.held.is_empty() {
            let (file, length) = match &mut self.file {
                Some(file) => file,
                None => self.file.insert((tempfile::tempfile()?, 0)),
            };
            file.seek(SeekFrom::Start(*length))?;
            file.write_all(&self.held)?;
            *length += self.held.len() as u64;
            self.held.clear();
        }
        self.held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A place in a spool, which moves on as it is read.
pub struct Reading<'s> {
    spool: &'s Spool,
    offset: u64,
}

impl Read for Reading<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.spool.read_at(buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// Reads a file from an offset, whatever place another reading of it has reached.
#[cfg(unix)]
pub fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

/// Reads a file from an offset, whatever place another reading of it has reached.
#[cfg(windows)]
pub fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_written_is_read_from_any_place() {
        let mut spool = Spool::default();
        let mut written = Vec::new();
        for number in 0..3_000_u32 {
            let part = number.to_le_bytes().repeat(1_000);
            spool.write_all(&part).unwrap();
            written.extend(part);
        }
        assert!(spool.file.is_some() && !spool.held.is_empty());
        assert_eq!(spool.len(), written.len() as u64);
        for start in [0, 5, HELD - 1, HELD, 8_000_001, written.len() - 3, written.len()] {
            let mut read = Vec::new();
            spool.from(start as u64).read_to_end(&mut read).unwrap();
            assert!(read == written[start..], "{start}");
        }
    }
}
