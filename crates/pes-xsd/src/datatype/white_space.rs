//! White space as the facet `whiteSpace` treats it: only space, tab, line feed and carriage return.

use std::borrow::Cow;

/// What the facet `whiteSpace` asks for; each is stricter than the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WhiteSpace {
    /// The value is taken as it stands.
    #[default]
    Preserve,
    /// Each white space character becomes a space.
    Replace,
    /// Runs of white space become one space, and none is left at either end.
    Collapse,
}

impl WhiteSpace {
    /// The value as this facet leaves it, borrowed when nothing changes.
    pub(crate) fn apply(self, text: &str) -> Cow<'_, str> {
        match self {
            WhiteSpace::Preserve => Cow::Borrowed(text),
            WhiteSpace::Replace if text.bytes().any(is_control) => Cow::Owned(text.replace(SPACES, " ")),
            WhiteSpace::Replace => Cow::Borrowed(text),
            WhiteSpace::Collapse => collapsed(text),
        }
    }

    /// The facet value that has this spelling.
    pub(super) fn from_keyword(keyword: &str) -> Option<Self> {
        match keyword {
            "preserve" => Some(WhiteSpace::Preserve),
            "replace" => Some(WhiteSpace::Replace),
            "collapse" => Some(WhiteSpace::Collapse),
            _ => None,
        }
    }
}

const SPACES: [char; 4] = [' ', '\t', '\n', '\r'];

/// The text without white space at its ends.
pub(super) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if !is_space(*first) && !is_space(*last) => text,
        _ => text.trim_matches(SPACES),
    }
}

/// The items of a list.
pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(SPACES).filter(|item| !item.is_empty())
}

/// Whether a byte is white space.
pub(super) fn is_space(byte: u8) -> bool {
    byte == b' ' || is_control(byte)
}

fn is_control(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r')
}

fn collapsed(text: &str) -> Cow<'_, str> {
    // Most values hold none at all, which can be seen without a branch for each byte.
    if text.bytes().fold(true, |none, byte| none & (byte > b' ')) {
        return Cow::Borrowed(text);
    }
    let text = trimmed(text);
    let mut after_space = false;
    let untidy = text.bytes().any(|byte| {
        let space = byte == b' ';
        let twice = space && after_space;
        after_space = space;
        twice || is_control(byte)
    });
    if !untidy {
        return Cow::Borrowed(text);
    }
    let mut tidy = String::with_capacity(text.len());
    for item in items(text) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(item);
    }
    Cow::Owned(tidy)
}
