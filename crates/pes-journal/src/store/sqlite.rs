//! The database of a file: SQLite.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};
use rusqlite::{Connection, ErrorCode, ToSql};

use super::{Database, Given, PATIENCE, Row, Value};
use crate::error::{Error, Trouble};
use crate::schema::Step;

pub(super) struct Sqlite(Connection);

impl Sqlite {
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::set_up(Connection::open(path)?)
    }

    pub fn in_memory() -> Result<Self, Error> {
        Self::set_up(Connection::open_in_memory()?)
    }

    /// A file that stays as it is: what a run that was cut left beside it is read, and not put in it.
    pub fn untouched(path: &Path) -> Result<Self, Error> {
        let mut beside = path.as_os_str().to_owned();
        beside.push("-wal");
        let has_more = std::fs::metadata(beside).is_ok_and(|metadata| metadata.len() > 0);
        let connection = Connection::open(path)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_more)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536;")?;
        Ok(Sqlite(connection))
    }

    fn set_up(connection: Connection) -> Result<Self, Error> {
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536;",
        )?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Sqlite(connection))
    }
}

impl Database for Sqlite {
    fn script(&self, sql: &str) -> Result<(), Error> {
        Ok(self.0.execute_batch(sql)?)
    }

    fn execute(&self, sql: &str, given: &[Given<'_>]) -> Result<usize, Error> {
        Ok(self.0.prepare_cached(sql)?.execute(rusqlite::params_from_iter(given))?)
    }

    fn each(
        &self,
        sql: &str,
        given: &[Given<'_>],
        take: &mut dyn FnMut(Row) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut statement = self.0.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(given))?;
        while let Some(row) = rows.next()? {
            let values = (0..columns).map(|column| value(row.get(column)?));
            take(Row(values.collect::<Result<_, _>>()?))?;
        }
        Ok(())
    }

    fn begin(&self) -> Result<(), Error> {
        self.script("BEGIN IMMEDIATE")
    }

    fn version(&self) -> Result<i64, Error> {
        Ok(self.0.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    }

    fn set_version(&self, version: i64) -> Result<(), Error> {
        self.script(&format!("PRAGMA user_version = {version}"))
    }

    fn make_tables(&self, step: &Step) -> Result<(), Error> {
        self.script(step.sqlite)
    }

    fn follow_references(&self, follow: bool) -> Result<(), Error> {
        self.script(if follow { "PRAGMA foreign_keys = ON" } else { "PRAGMA foreign_keys = OFF" })
    }

    fn shrink(&self) -> Result<(), Error> {
        self.script("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
    }
}

fn value(stored: Stored) -> Result<Value, Error> {
    Ok(match stored {
        Stored::Null => Value::Null,
        Stored::Integer(number) => Value::Integer(number),
        Stored::Text(text) => Value::Text(text),
        Stored::Blob(bytes) => Value::Bytes(bytes),
        // No amount is ever one of these.
        Stored::Real(_) => return Err(Error(Trouble::Damaged)),
    })
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
