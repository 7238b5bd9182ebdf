//! The XML declaration.

use super::error::{SyntaxError, SyntaxErrorKind};

/// What the XML declaration says, if there is one.
pub(super) struct Declaration {
    /// The encoding named, and where.
    pub(super) encoding: Option<(String, usize)>,
    /// The byte after the declaration.
    pub(super) end: usize,
}

impl Declaration {
    /// Reads the declaration that stands at an offset, if one does.
    pub(super) fn read(bytes: &[u8], start: usize) -> Result<Self, SyntaxError> {
        let mut reader = Reader { rest: bytes.get(start..).unwrap_or_default() };
        let is_declaration = reader.take(b"<?xml") && !reader.rest.first().is_some_and(|&byte| goes_on_in_name(byte));
        if !is_declaration {
            return Ok(Self { encoding: None, end: start });
        }
        let mut encoding = None;
        let correct = reader.pseudo_attribute(b"version").is_some_and(is_version)
            && match reader.pseudo_attribute(b"encoding") {
                Some(name) => {
                    // The quote after the name is read too.
                    let offset = bytes.len() - reader.rest.len() - 1 - name.len();
                    encoding = Some((String::from_utf8_lossy(name).into_owned(), offset));
                    is_encoding_name(name)
                }
                None => true,
            }
            && reader.pseudo_attribute(b"standalone").is_none_or(|value| matches!(value, b"yes" | b"no"));
        reader.skip_white();
        if correct && reader.take(b"?>") {
            return Ok(Self { encoding, end: bytes.len() - reader.rest.len() });
        }
        let offset = bytes.len() - reader.rest.len();
        Err(SyntaxError { offset, kind: SyntaxErrorKind::MalformedDeclaration })
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// White space, a name, an equals sign and a value in quotes, which is returned; else nothing is read.
    fn pseudo_attribute(&mut self, name: &[u8]) -> Option<&'a [u8]> {
        let mut reader = Reader { rest: self.rest };
        if !reader.skip_white() || !reader.take(name) {
            return None;
        }
        reader.skip_white();
        if !reader.take(b"=") {
            return None;
        }
        reader.skip_white();
        let (&quote, rest) = reader.rest.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
        let length = memchr::memchr(quote, rest)?;
        let (value, rest) = rest.split_at_checked(length)?;
        self.rest = rest.get(1..)?;
        Some(value)
    }

    fn take(&mut self, prefix: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_white(&mut self) -> bool {
        let length = self.rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.rest = self.rest.get(length..).unwrap_or_default();
        length > 0
    }
}

/// `<?xml-stylesheet` opens an instruction like any other.
fn goes_on_in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':') || !byte.is_ascii()
}

/// The fifth edition reads every version 1 as 1.0.
fn is_version(version: &[u8]) -> bool {
    version.strip_prefix(b"1.").is_some_and(|minor| !minor.is_empty() && minor.iter().all(u8::is_ascii_digit))
}

fn is_encoding_name(name: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}
