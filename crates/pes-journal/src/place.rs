use std::fmt;
use std::path::PathBuf;

/// Where a journal is. It is shown without the user and the password of a server.
///
/// ```
/// use pes_journal::Place;
///
/// let place = Place::Server("postgres://pes:secret@db.exemple.fr/pes?sslmode=disable".to_owned());
/// assert_eq!(place.to_string(), "postgres://db.exemple.fr/pes");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A file, which is a database of its own.
    File(PathBuf),
    /// A PostgreSQL database, `postgres://user:password@host:port/database`. Each local authority has a schema of its own
    /// there, `pes_` and its SIRET.
    ///
    /// What goes to a server is not encrypted: it must be on this machine (`localhost`, `?host=/var/run/postgresql`), or
    /// the url says `?sslmode=disable`. A pooler may stand between only if a connection keeps its session.
    Server(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path) => path.display().fmt(f),
            Place::Server(url) => f.write_str(&without_secrets(url)),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The host and the database of a url. A url that is badly written may have its password anywhere: nothing of it is shown.
fn without_secrets(url: &str) -> String {
    let hidden = || "postgres://…".to_owned();
    let Some((_, rest)) = url.split_once("://") else { return hidden() };
    let (address, options) = rest.split_once('?').unwrap_or((rest, ""));
    let (credentials, address) = address.rsplit_once('@').unwrap_or(("", address));
    let is_badly_written = credentials.contains(['@', '/']) || (credentials.is_empty() && options.contains('@'));
    if is_badly_written {
        return hidden();
    }
    let socket = options.split('&').find_map(|option| option.strip_prefix("host=")).unwrap_or_default();
    match address.strip_prefix('/') {
        Some(base) => format!("postgres://{socket}/{base}"),
        None => format!("postgres://{address}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (url, shown) in [
            ("postgres://pes:secret@hote:5433/base?sslmode=disable", "postgres://hote:5433/base"),
            ("postgresql://pes@hote/base", "postgres://hote/base"),
            ("postgres://hote/base?user=pes&password=secret", "postgres://hote/base"),
            ("postgres:///base?host=/var/run/postgresql&password=secret", "postgres:///var/run/postgresql/base"),
            // Characters that are to be written %40, %2F and %3F in a password.
            ("postgres://pes:sec@ret@hote/base", "postgres://…"),
            ("postgres://pes:sec/ret@hote/base", "postgres://…"),
            ("postgres://pes:1234/secret?@hote/base", "postgres://…"),
            ("pes:secret@hote/base", "postgres://…"),
        ] {
            let place = Place::Server(url.to_owned());
            assert_eq!(place.to_string(), shown, "{url}");
            assert_eq!(format!("{place:?}"), shown, "{url}");
        }
    }
}
