use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Billing data that can be read again at any place: a file, or bytes in memory.
pub trait Content: Send + Sync {
    /// Reads bytes from `offset` on, as [`Read::read`] does: none at the end.
    ///
    /// # Errors
    /// The data can no longer be read.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
}

impl Content for [u8] {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        self.get(offset..).unwrap_or_default().read(buffer)
    }
}

impl<const N: usize> Content for [u8; N] {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self[..].read_at(buffer, offset)
    }
}

impl Content for Vec<u8> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self[..].read_at(buffer, offset)
    }
}

impl<C: Content + ?Sized> Content for &C {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        (**self).read_at(buffer, offset)
    }
}

/// Bytes held at once of content that is read from one end to the other.
const BLOCK: usize = 1 << 18;

/// The content from an offset on, to be read in order.
pub(super) fn from(content: &dyn Content, offset: u64) -> BufReader<InOrder<'_>> {
    BufReader::with_capacity(BLOCK, InOrder { content, offset })
}

/// The `length` bytes at an offset.
pub(super) fn part(content: &dyn Content, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    InOrder { content, offset }.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A place in content, which moves on as it is read.
pub(super) struct InOrder<'c> {
    pub content: &'c dyn Content,
    pub offset: u64,
}

impl Read for InOrder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read_at(buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

impl Seek for InOrder<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Start(offset) => self.offset = offset,
            SeekFrom::Current(by) => {
                self.offset = self.offset.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?;
            }
            SeekFrom::End(_) => return Err(io::ErrorKind::Unsupported.into()),
        }
        Ok(self.offset)
    }
}
