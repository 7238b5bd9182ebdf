//! The characters of names, without the colon, which only separates parts of names.

/// Whether a name may start with a character.
pub(super) fn starts_name(character: char) -> bool {
    match character {
        'a'..='z' | 'A'..='Z' | '_' => true,
        '\0'..='\u{BF}' | '×' | '÷' | '\u{37E}' => false,
        _ => matches!(
            character,
            '\u{C0}'..='\u{2FF}'
                | '\u{370}'..='\u{1FFF}'
                | '\u{200C}'
                | '\u{200D}'
                | '\u{2070}'..='\u{218F}'
                | '\u{2C00}'..='\u{2FEF}'
                | '\u{3001}'..='\u{D7FF}'
                | '\u{F900}'..='\u{FDCF}'
                | '\u{FDF0}'..='\u{FFFD}'
                | '\u{10000}'..='\u{EFFFF}'
        ),
    }
}

/// Whether a name may go on with a character.
pub(super) fn goes_on_in_name(character: char) -> bool {
    starts_name(character)
        || matches!(
            character,
            '0'..='9' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}'
        )
}
