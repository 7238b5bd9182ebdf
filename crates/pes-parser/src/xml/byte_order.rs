//! UTF-16, as documents may come in it.

/// The order of the bytes in UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    /// That of a document, known by its mark or else by how the XML declaration begins.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xFF, 0xFE, ..] | [b'<', 0, b'?', 0, ..] => Some(Self::Little),
            [0xFE, 0xFF, ..] | [0, b'<', 0, b'?', ..] => Some(Self::Big),
            _ => None,
        }
    }

    /// Whether a name is that of UTF-16 with its bytes in this order.
    pub fn is_named(self, name: &str) -> bool {
        let ordered = match self {
            Self::Little => "UTF-16LE",
            Self::Big => "UTF-16BE",
        };
        name.eq_ignore_ascii_case("UTF-16") || name.eq_ignore_ascii_case(ordered)
    }

    /// Whether a name is that of UTF-16.
    pub fn is_any_named(name: &str) -> bool {
        Self::Little.is_named(name) || Self::Big.is_named(name)
    }

    /// The text up to the first fault, without its mark, and whether it is whole.
    pub fn decode(self, bytes: &[u8]) -> (String, bool) {
        let (pairs, rest) = bytes.as_chunks();
        let units = pairs.iter().map(|&pair| match self {
            Self::Little => u16::from_le_bytes(pair),
            Self::Big => u16::from_be_bytes(pair),
        });
        let mut text = String::with_capacity(bytes.len() / 2);
        for (index, character) in char::decode_utf16(units).enumerate() {
            match character {
                Ok('\u{FEFF}') if index == 0 => {}
                Ok(character) => text.push(character),
                Err(_) => return (text, false),
            }
        }
        (text, rest.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_are_read_with_and_without_a_mark() {
        let text = "<?xml version='1.0'?><é>\u{1F600}</é>";
        for (order, to_bytes) in
            [(ByteOrder::Little, u16::to_le_bytes as fn(u16) -> [u8; 2]), (ByteOrder::Big, u16::to_be_bytes)]
        {
            for mark in ["", "\u{FEFF}"] {
                let bytes: Vec<u8> = format!("{mark}{text}").encode_utf16().flat_map(to_bytes).collect();
                assert_eq!(ByteOrder::of(&bytes), Some(order));
                assert_eq!(order.decode(&bytes), (text.to_owned(), true));
                assert!(!order.decode(&bytes[..bytes.len() - 1]).1, "a byte is missing");
            }
        }
        assert_eq!(ByteOrder::of(b"<?xml"), None);
        assert!(!ByteOrder::Little.decode(b"<\0\0\xD8>\0").1, "half of a character");
    }
}
