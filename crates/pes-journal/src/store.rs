//! The database: SQLite in a file. Statements and values are plain, so that another database can stand beside.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};
use rusqlite::{Connection, ErrorCode, ToSql};

use crate::error::{Error, Trouble};

/// How long another process is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) struct Store(Connection);

/// A value given to a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Given<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A row of an answer.
pub(crate) struct Row(Vec<Stored>);

impl Store {
    /// Opens a file, made if it is not there. What was committed outlives a crash.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::set_up(Connection::open(path)?)
    }

    /// A database that vanishes with the process.
    pub fn in_memory() -> Result<Self, Error> {
        Self::set_up(Connection::open_in_memory()?)
    }

    fn set_up(connection: Connection) -> Result<Self, Error> {
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536;",
        )?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Store(connection))
    }

    /// Runs statements that take no value.
    pub fn script(&self, sql: &str) -> Result<(), Error> {
        Ok(self.0.execute_batch(sql)?)
    }

    /// Runs a statement; gives the number of rows it changed.
    pub fn execute(&self, sql: &str, given: &[Given<'_>]) -> Result<usize, Error> {
        Ok(self.0.prepare_cached(sql)?.execute(rusqlite::params_from_iter(given))?)
    }

    /// Asks, and gives all the rows.
    pub fn query(&self, sql: &str, given: &[Given<'_>]) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::new();
        self.each(sql, given, |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Asks, and gives the rows one after the other.
    pub fn each(
        &self,
        sql: &str,
        given: &[Given<'_>],
        mut take: impl FnMut(Row) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut statement = self.0.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(given))?;
        while let Some(row) = rows.next()? {
            take(Row((0..columns).map(|column| row.get(column)).collect::<Result<_, _>>()?))?;
        }
        Ok(())
    }

    /// Asks for one row at most.
    pub fn first(&self, sql: &str, given: &[Given<'_>]) -> Result<Option<Row>, Error> {
        Ok(self.query(sql, given)?.into_iter().next())
    }

    /// Asks for one number, 0 when there is none.
    pub fn number(&self, sql: &str, given: &[Given<'_>]) -> Result<i64, Error> {
        Ok(self.first(sql, given)?.map_or(0, |row| row.integer(0)))
    }

    /// Starts what is kept whole or not at all.
    pub fn begin(&self) -> Result<(), Error> {
        self.script("BEGIN IMMEDIATE")
    }

    /// Keeps it.
    pub fn commit(&self) -> Result<(), Error> {
        self.script("COMMIT")
    }

    /// Forgets it.
    pub fn roll_back(&self) -> Result<(), Error> {
        self.script("ROLLBACK")
    }

    /// Keeps what a function does, or nothing of it.
    pub fn whole<T>(&self, act: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        self.begin()?;
        let done = act();
        if done.is_ok() {
            self.commit()?;
        } else {
            self.roll_back()?;
        }
        done
    }
}

impl Row {
    /// A number, 0 when there is none.
    pub fn integer(&self, column: usize) -> i64 {
        self.maybe_integer(column).unwrap_or_default()
    }

    pub fn maybe_integer(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Stored::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// A text, empty when there is none.
    pub fn text(&self, column: usize) -> String {
        self.maybe_text(column).unwrap_or_default()
    }

    pub fn maybe_text(&self, column: usize) -> Option<String> {
        match self.0.get(column) {
            Some(Stored::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    pub fn bytes(&self, column: usize) -> &[u8] {
        match self.0.get(column) {
            Some(Stored::Blob(bytes)) => bytes,
            _ => &[],
        }
    }
}

impl ToSql for Given<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Given::Null => ValueRef::Null,
            Given::Integer(number) => ValueRef::Integer(number),
            Given::Text(text) => ValueRef::Text(text.as_bytes()),
            Given::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl From<i64> for Given<'_> {
    fn from(number: i64) -> Self {
        Given::Integer(number)
    }
}

impl From<usize> for Given<'_> {
    fn from(number: usize) -> Self {
        Given::Integer(number.try_into().unwrap_or(i64::MAX))
    }
}

impl<'a> From<&'a str> for Given<'a> {
    fn from(text: &'a str) -> Self {
        Given::Text(text)
    }
}

impl<'a> From<&'a String> for Given<'a> {
    fn from(text: &'a String) -> Self {
        Given::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Given<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Given::Bytes(bytes)
    }
}

impl<'a, T: Into<Given<'a>>> From<Option<T>> for Given<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Given::Null, Into::into)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Error(match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Trouble::Busy,
            Some(ErrorCode::DiskFull) => Trouble::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Trouble::Forbidden,
            Some(ErrorCode::CannotOpen) => Trouble::NotOpened,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Trouble::Damaged,
            Some(ErrorCode::ConstraintViolation) => Trouble::Twice,
            _ => Trouble::Other(error.to_string()),
        })
    }
}
