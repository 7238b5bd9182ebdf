use std::fmt;

use crate::{Text, text};

/// Why a text is not a value of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueError {
    /// Nothing, where something is wanted.
    Empty,
    /// More characters than the field takes.
    TooLong {
        /// Most characters allowed.
        max: usize,
        /// Characters found.
        found: usize,
    },
    /// Fewer characters than the field takes.
    TooShort {
        /// Fewest characters allowed.
        min: usize,
        /// Characters found.
        found: usize,
    },
    /// A text that the schema refuses as a stand-in for nothing: only zeros, `nc`, one space, one full stop.
    Placeholder,
    /// A form other than the type's.
    Form {
        /// The form wanted.
        expected: Text,
    },
    /// Below or above what the type allows.
    Range {
        /// The range wanted.
        expected: Text,
    },
    /// The check key does not match the rest.
    Key {
        /// What the key belongs to: `SIRET`, `IBAN`...
        of: &'static str,
    },
    /// A code that is not in the closed list.
    UnknownCode {
        /// The schema's name of the list.
        list: &'static str,
    },
}

impl ValueError {
    /// The fault in words, to follow « valeur X : ».
    pub fn describe(&self) -> Text {
        match self {
            ValueError::Empty => Text::fixed("vide", "empty"),
            ValueError::TooLong { max, found } => {
                text!(fr = "{found} caractères, {max} au plus", en = "{found} characters, {max} at most")
            }
            ValueError::TooShort { min, found } => {
                text!(fr = "{found} caractères, {min} au moins", en = "{found} characters, {min} at least")
            }
            ValueError::Placeholder => Text::fixed(
                "valeur de remplissage que le schéma refuse (zéros seuls, « nc », un espace, un point)",
                "filler that the schema refuses (only zeros, \"nc\", one space, one full stop)",
            ),
            ValueError::Form { expected: Text { fr, en } } => {
                text!(fr = "forme attendue : {fr}", en = "expected form: {en}")
            }
            ValueError::Range { expected: Text { fr, en } } => text!(fr = "attendu : {fr}", en = "expected: {en}"),
            ValueError::Key { of } => text!(fr = "clé {of} fausse", en = "wrong {of} check key"),
            ValueError::UnknownCode { list } => {
                text!(fr = "code absent de la liste {list}", en = "code not in the list {list}")
            }
        }
    }
}

/// The French words of [`ValueError::describe`].
impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe().fr)
    }
}

impl std::error::Error for ValueError {}
