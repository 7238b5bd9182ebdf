//! What stops a journal.

use std::fmt;

use pes_parser::{Text, text};

/// Why the journal could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(pub(crate) Trouble);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Busy,
    Full,
    Forbidden,
    NotOpened,
    Absent,
    Damaged,
    /// Something is recorded already: a bordereau number, an IdUnique, a NomFic.
    Twice,
    /// Made by a later version of the tool.
    Later {
        found: i64,
        known: i64,
    },
    /// The journal of another local authority.
    Foreign {
        found: String,
    },
    /// What the database itself says.
    Other(String),
}

impl Error {
    /// What happened, for people.
    pub fn describe(&self) -> Text {
        match &self.0 {
            Trouble::Busy => Text::fixed("une autre exécution s'en sert", "another run is using it"),
            Trouble::Full => Text::fixed("disque plein", "disk full"),
            Trouble::Forbidden => Text::fixed("accès interdit", "access denied"),
            Trouble::NotOpened => Text::fixed("fichier qui ne peut être ouvert", "the file cannot be opened"),
            Trouble::Absent => Text::fixed("fichier absent", "no such file"),
            Trouble::Damaged => {
                Text::fixed("ce n'est pas un journal, ou il est abîmé", "it is not a journal, or it is damaged")
            }
            Trouble::Twice => Text::fixed(
                "un numéro de bordereau, un IdUnique ou un NomFic y est déjà",
                "a bordereau number, an IdUnique or a NomFic is already there",
            ),
            Trouble::Later { found, known } => text!(
                fr = "fait par une version plus récente de l'outil ({found}, connue ici : {known})",
                en = "made by a later version of the tool ({found}, known here: {known})"
            ),
            Trouble::Foreign { found } => {
                text!(
                    fr = "c'est le journal d'un autre SIRET ({found})",
                    en = "it is the journal of another SIRET ({found})"
                )
            }
            Trouble::Other(detail) => {
                text!(fr = "erreur de la base de données ({detail})", en = "database error ({detail})")
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.describe())
    }
}

impl std::error::Error for Error {}
