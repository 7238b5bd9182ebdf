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
    #[cfg(feature = "postgres")]
    Server(Server),
    /// A server is named, and this is built without what asks one.
    #[cfg(not(feature = "postgres"))]
    NoServer,
    /// What the database itself says.
    Other(String),
}

/// What stops a journal that is on a server.
#[cfg(feature = "postgres")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    BadUrl,
    /// An encryption is asked for that is not there.
    NoEncryption,
    /// What is not encrypted would go over a network.
    InClear,
    NotReached,
    /// It was there, and is no more.
    Lost,
    Login,
    NoDatabase,
    TooMany,
    /// What is given is no SIRET: a schema cannot be named after it.
    NoSiret,
}

#[cfg(feature = "postgres")]
impl Server {
    fn describe(&self) -> Text {
        match self {
            Server::BadUrl => Text::fixed(
                "url mal écrite ; attendu postgres://utilisateur:motdepasse@hote:5432/base, où @, / et ? d'un mot de passe \
                 s'écrivent %40, %2F et %3F",
                "url badly written; expected postgres://user:password@host:5432/database, where @, / and ? of a password \
                 are written %40, %2F and %3F",
            ),
            Server::NoEncryption => Text::fixed(
                "la commande ne chiffre pas la connexion : joindre le serveur par une socket locale ou un tunnel, ou \
                 accepter un réseau de confiance par sslmode=disable",
                "the command does not encrypt the connection: reach the server by a local socket or a tunnel, or accept a \
                 trusted network by sslmode=disable",
            ),
            Server::InClear => Text::fixed(
                "le serveur est sur une autre machine et la connexion n'est pas chiffrée : le joindre par un tunnel, ou \
                 accepter un réseau de confiance par sslmode=disable",
                "the server is on another machine and the connection is not encrypted: reach it by a tunnel, or accept a \
                 trusted network by sslmode=disable",
            ),
            Server::NotReached => Text::fixed("serveur injoignable", "the server cannot be reached"),
            Server::Lost => {
                Text::fixed("connexion au serveur perdue : relancer", "connection to the server lost: run again")
            }
            Server::Login => Text::fixed(
                "le serveur refuse la connexion : vérifier l'utilisateur, le mot de passe et pg_hba.conf",
                "the server refuses the connection: check the user, the password and pg_hba.conf",
            ),
            Server::NoDatabase => {
                Text::fixed("le serveur n'a pas de base de ce nom", "the server has no database of that name")
            }
            Server::TooMany => {
                Text::fixed("le serveur n'accepte plus de connexions", "the server takes no more connections")
            }
            Server::NoSiret => Text::fixed("SIRET : attendu 14 chiffres", "SIRET: expected 14 digits"),
        }
    }
}

impl Error {
    /// What happened, for people.
    pub fn describe(&self) -> Text {
        match &self.0 {
            Trouble::Busy => Text::fixed("une autre exécution s'en sert", "another run is using it"),
            Trouble::Full => Text::fixed("disque plein", "disk full"),
            Trouble::Forbidden => Text::fixed("accès interdit", "access denied"),
            Trouble::NotOpened => Text::fixed("fichier qui ne peut être ouvert", "the file cannot be opened"),
            Trouble::Absent => Text::fixed("journal absent", "no such journal"),
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
            #[cfg(feature = "postgres")]
            Trouble::Server(server) => server.describe(),
            #[cfg(not(feature = "postgres"))]
            Trouble::NoServer => Text::fixed(
                "cette commande est construite sans PostgreSQL : donner journal.path",
                "this command is built without PostgreSQL: give journal.path",
            ),
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
