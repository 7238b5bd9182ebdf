//! References to characters and to the predefined entities.

use super::error::SyntaxErrorKind;

/// Reads the reference whose `&` stands at an offset: its character, and the byte after it.
pub(super) fn read(bytes: &[u8], at: usize) -> Result<(char, usize), SyntaxErrorKind> {
    let rest = bytes.get(at + 1..).unwrap_or_default();
    let ((character, length), prefix) = match rest {
        [b'#', b'x', digits @ ..] => (number(digits, 16)?, 2),
        [b'#', digits @ ..] => (number(digits, 10)?, 1),
        _ => (entity(rest)?, 0),
    };
    Ok((character, at + prefix + length + 2))
}

/// The character of a number, and how many digits the number has; a semicolon follows them.
fn number(bytes: &[u8], radix: u32) -> Result<(char, usize), SyntaxErrorKind> {
    let mut code = 0_u32;
    let mut length = 0;
    for &byte in bytes {
        let Some(digit) = char::from(byte).to_digit(radix) else { break };
        code = code.saturating_mul(radix).saturating_add(digit);
        length += 1;
    }
    match bytes.get(length) {
        Some(b';') if length > 0 => {}
        None => return Err(SyntaxErrorKind::UnexpectedEnd),
        _ => return Err(SyntaxErrorKind::MalformedReference),
    }
    match char::from_u32(code).filter(|&character| is_allowed(character)) {
        Some(character) => Ok((character, length)),
        None => Err(SyntaxErrorKind::InvalidCharacterReference),
    }
}

/// The character of a predefined entity, and how long its name is; a semicolon follows it.
fn entity(bytes: &[u8]) -> Result<(char, usize), SyntaxErrorKind> {
    Ok(match bytes {
        [b'a', b'm', b'p', b';', ..] => ('&', 3),
        [b'l', b't', b';', ..] => ('<', 2),
        [b'g', b't', b';', ..] => ('>', 2),
        [b'q', b'u', b'o', b't', b';', ..] => ('"', 4),
        [b'a', b'p', b'o', b's', b';', ..] => ('\'', 4),
        _ => return Err(unknown(bytes)),
    })
}

fn unknown(bytes: &[u8]) -> SyntaxErrorKind {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':');
    let name: String = bytes.iter().take(100).copied().take_while(|&byte| in_name(byte)).map(char::from).collect();
    match bytes.get(name.len()) {
        Some(b';') if name.starts_with(|first: char| first.is_ascii_alphabetic()) => {
            SyntaxErrorKind::UnknownEntity { name }
        }
        None => SyntaxErrorKind::UnexpectedEnd,
        _ => SyntaxErrorKind::MalformedReference,
    }
}

/// The characters that XML allows.
fn is_allowed(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        _ => character >= ' ',
    }
}
