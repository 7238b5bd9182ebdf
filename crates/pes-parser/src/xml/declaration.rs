//! The XML declaration.

use super::error::XmlErrorKind;
use super::source::Form;
use super::tag::{Attributes, is_blank};

/// The encoding that the declaration at the start of a document names, if there is one.
///
/// # Errors
/// The declaration does not follow its grammar.
pub(super) fn declared_encoding(bytes: &[u8]) -> Result<Option<String>, XmlErrorKind> {
    let Some(rest) = bytes.strip_prefix(b"<?xml").filter(|rest| rest.starts_with(b"?") || starts_blank(rest)) else {
        return Ok(None);
    };
    let end = memchr::memmem::find(rest, b"?>").ok_or(XmlErrorKind::Declaration)?;
    let attributes = Attributes::new(&rest[..end], 0, Form::Latin1);
    let attributes: Vec<_> = attributes.take(4).collect::<Result<_, _>>().map_err(|_| XmlErrorKind::Declaration)?;
    let mut attributes = attributes.into_iter().map(|attribute| (attribute.name, attribute.raw_value)).peekable();
    let mut value = |name| attributes.next_if(|(found, _)| found == name).map(|(_, value)| value);
    let version = value("version");
    let encoding = value("encoding");
    let standalone = value("standalone");
    let is_correct = version.is_some_and(|version| is_version(&version))
        && encoding.as_deref().is_none_or(is_encoding_name)
        && standalone.is_none_or(|standalone| matches!(&*standalone, "yes" | "no"))
        && attributes.next().is_none();
    if is_correct { Ok(encoding.map(Into::into)) } else { Err(XmlErrorKind::Declaration) }
}

fn starts_blank(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|&byte| is_blank(byte))
}

/// The fifth edition of XML reads every version 1 as 1.0.
fn is_version(version: &str) -> bool {
    version.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_encoding_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_declaration_follows_its_grammar() {
        let read = |inside: &str| declared_encoding(format!("<?xml{inside}?><a/>").as_bytes());
        let far = format!(" version='1.0'{}encoding='UTF-8'", " ".repeat(1_000));
        assert_eq!(read(&far).unwrap().as_deref(), Some("UTF-8"));
        assert_eq!(read(" version = \"1.1\" encoding='latin1' standalone='no' ").unwrap().as_deref(), Some("latin1"));
        assert_eq!(read("-stylesheet a").unwrap(), None);
        for wrong in [
            "",
            " ",
            " version='1.0g'",
            " version='2.0'",
            " encoding='UTF-8'",
            " encoding='UTF-8' version='1.0'",
            " version='1.0' encoding=''",
            " version='1.0' encoding='é'",
            " version='1.0' standalone='maybe'",
            " version='1.0' version='1.0'",
            " version='1.0' encoding='UTF-8' standalone='no' a='b'",
            " version='1.0'encoding='UTF-8'",
        ] {
            assert_eq!(read(wrong), Err(XmlErrorKind::Declaration), "{wrong}");
        }
        assert_eq!(declared_encoding(b"<?xml version='1.0'"), Err(XmlErrorKind::Declaration));
    }
}
