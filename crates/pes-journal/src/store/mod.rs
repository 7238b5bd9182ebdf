//! The database: statements and values are plain, each database has a file beside. Statements are those that both take:
//! `?1` is the first value given, texts are in the order of their bytes, a sum is cast to BIGINT, and a value that may be
//! none is compared before it is asked whether it is NULL, which tells its type.

#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;

use std::cell::Cell;
use std::path::Path;
use std::time::Duration;

use crate::error::Error;
#[cfg(not(feature = "postgres"))]
use crate::error::Trouble;
use crate::schema::Step;

/// How long another process is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) struct Store {
    database: Box<dyn Database + Send>,
    /// Whether all is to be forgotten: nothing is kept before the end, and nothing then.
    is_rehearsed: Cell<bool>,
}

/// What each database does its own way.
trait Database {
    /// Runs statements that take no value.
    fn script(&self, sql: &str) -> Result<(), Error>;

    /// Runs a statement; gives the number of rows it changed.
    fn execute(&self, sql: &str, given: &[Given<'_>]) -> Result<usize, Error>;

    /// Asks, and gives the rows one after the other.
    fn each(&self, sql: &str, given: &[Given<'_>], take: &mut dyn FnMut(Row) -> Result<(), Error>)
    -> Result<(), Error>;

    /// Starts what is kept whole or not at all. One process does so at a time.
    fn begin(&self) -> Result<(), Error>;

    /// The version of the tables, 0 when there are none.
    fn version(&self) -> Result<i64, Error>;

    fn set_version(&self, version: i64) -> Result<(), Error>;

    /// Makes tables and indexes, of columns that are INTEGER, TEXT or BLOB.
    fn make_tables(&self, step: &Step) -> Result<(), Error>;

    /// Whether a row that goes takes with it those that refer to it.
    fn follow_references(&self, _follow: bool) -> Result<(), Error> {
        Ok(())
    }

    /// Takes what was erased out of the files.
    fn shrink(&self) -> Result<(), Error>;
}

/// A value given to a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Given<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A value of an answer.
enum Value {
    Null,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A row of an answer.
pub(crate) struct Row(Vec<Value>);

impl Store {
    fn of(database: impl Database + Send + 'static) -> Self {
        Store { database: Box::new(database), is_rehearsed: Cell::new(false) }
    }

    /// Opens a file, made if it is not there. What was committed outlives a crash.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Ok(Self::of(sqlite::Sqlite::open(path)?))
    }

    /// Opens a file that stays as it is.
    pub fn untouched(path: &Path) -> Result<Self, Error> {
        Ok(Self::of(sqlite::Sqlite::untouched(path)?))
    }

    /// A database that vanishes with the process.
    pub fn in_memory() -> Result<Self, Error> {
        Ok(Self::of(sqlite::Sqlite::in_memory()?))
    }

    /// From now on all that is done is forgotten when it closes.
    pub fn rehearse(&self) -> Result<(), Error> {
        self.database.begin()?;
        self.is_rehearsed.set(true);
        Ok(())
    }

    /// Joins a server, to read the journal of a local authority, or to be the one that writes in it until the end.
    #[cfg(feature = "postgres")]
    pub fn join(url: &str, siret: &str, writes: bool) -> Result<Self, Error> {
        Ok(Self::of(postgres::Postgres::join(url, siret, writes)?))
    }

    #[cfg(not(feature = "postgres"))]
    pub fn join(_: &str, _: &str, _: bool) -> Result<Self, Error> {
        Err(Error(Trouble::NoServer))
    }

    /// Runs a statement; gives the number of rows it changed.
    pub fn execute(&self, sql: &str, given: &[Given<'_>]) -> Result<usize, Error> {
        self.database.execute(sql, given)
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
        self.database.each(sql, given, &mut take)
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
        if self.is_rehearsed.get() { Ok(()) } else { self.database.begin() }
    }

    /// Keeps it.
    pub fn commit(&self) -> Result<(), Error> {
        if self.is_rehearsed.get() { Ok(()) } else { self.database.script("COMMIT") }
    }

    /// Forgets it.
    pub fn roll_back(&self) -> Result<(), Error> {
        if self.is_rehearsed.get() { Ok(()) } else { self.database.script("ROLLBACK") }
    }

    /// Keeps what a function does, or nothing of it.
    pub fn whole<T>(&self, act: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        self.begin()?;
        let done = act();
        if done.is_ok() {
            self.commit()?;
        } else {
            // What stopped it is what is told. A database that has forgotten it already says so here.
            let _ = self.roll_back();
        }
        done
    }

    /// The version of the tables, 0 when there are none.
    pub fn version(&self) -> Result<i64, Error> {
        self.database.version()
    }

    /// Makes the tables of a version.
    pub fn make_tables(&self, step: &Step, version: i64) -> Result<(), Error> {
        self.database.make_tables(step)?;
        self.database.set_version(version)
    }

    /// Whether a row that goes takes with it those that refer to it, outside of what is kept whole.
    pub fn follow_references(&self, follow: bool) -> Result<(), Error> {
        self.database.follow_references(follow)
    }

    /// Takes what was erased out of the files.
    pub fn shrink(&self) -> Result<(), Error> {
        self.database.shrink()
    }
}

impl Row {
    /// A number, 0 when there is none.
    pub fn integer(&self, column: usize) -> i64 {
        self.maybe_integer(column).unwrap_or_default()
    }

    pub fn maybe_integer(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// A text, empty when there is none.
    pub fn text(&self, column: usize) -> String {
        self.maybe_text(column).unwrap_or_default()
    }

    pub fn maybe_text(&self, column: usize) -> Option<String> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    pub fn bytes(&self, column: usize) -> &[u8] {
        match self.0.get(column) {
            Some(Value::Bytes(bytes)) => bytes,
            _ => &[],
        }
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
