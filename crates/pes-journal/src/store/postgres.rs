//! The database of a server: PostgreSQL. The journal of a local authority is a schema there, which its SIRET names.

use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error as _;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use ::postgres::config::{Host, SslMode};
use ::postgres::error::SqlState;
use ::postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use ::postgres::{Client, Config, NoTls, Statement};
use bytes::BytesMut;

use super::{Database, Given, PATIENCE, Row, Value};
use crate::error::{Error, Server, Trouble};
use crate::schema::Step;

/// What holds for all that is asked:
/// - a server that loses sight of this process lets the next one in after a minute;
/// - what is kept is on the disk, whatever the server does by default.
const SESSION: &str = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; \
                       SET tcp_keepalives_count = 3; SET synchronous_commit = on; SET jit = off; \
                       SET client_min_messages = warning";

pub(super) struct Postgres {
    session: RefCell<Session>,
    /// What the locks are on.
    siret: i64,
}

struct Session {
    client: Client,
    prepared: HashMap<String, Statement>,
}

impl Postgres {
    /// Joins the schema of a local authority, to read it, or to be the one that writes in it; then it is made if it is
    /// not there.
    pub fn join(url: &str, siret: &str, writes: bool) -> Result<Self, Error> {
        let is_whole = siret.len() == 14 && siret.bytes().all(|byte| byte.is_ascii_digit());
        let Some(number) = siret.parse::<i64>().ok().filter(|_| is_whole) else {
            return Err(Error(Trouble::Server(Server::NoSiret)));
        };
        let mut client = config(url)?.connect(NoTls).map_err(|error| Error(not_joined(&error)))?;
        client.batch_execute(SESSION)?;
        client.batch_execute(&format!("SET lock_timeout = {}", PATIENCE.as_millis()))?;
        if writes {
            client.execute("SELECT pg_advisory_lock($1)", &[&number])?;
        }
        let schema = format!("pes_{siret}");
        let is_open = "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = $1";
        match client.query_opt(is_open, &[&schema])? {
            Some(row) if row.try_get::<_, bool>(0)? => {}
            Some(_) => return Err(Error(Trouble::Forbidden)),
            None if writes => client.batch_execute(&format!("CREATE SCHEMA {schema}"))?,
            None => return Err(Error(Trouble::Absent)),
        }
        client.batch_execute(&format!("SET search_path TO {schema}"))?;
        Ok(Postgres { session: RefCell::new(Session { client, prepared: HashMap::new() }), siret: number })
    }
}

/// What a url says, once it is sure that nothing goes in clear over a network unless asked.
fn config(url: &str) -> Result<Config, Error> {
    let mode = url.split(['?', '&']).find_map(|option| option.strip_prefix("sslmode="));
    if !matches!(mode, None | Some("prefer" | "disable")) {
        return Err(Error(Trouble::Server(Server::NoEncryption)));
    }
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(Error(Trouble::Server(Server::BadUrl)));
    }
    let mut config: Config = url.parse().map_err(|_| Error(Trouble::Server(Server::BadUrl)))?;
    let is_here = |host: &Host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    let (hosts, addresses) = (config.get_hosts(), config.get_hostaddrs());
    if hosts.is_empty() && addresses.is_empty() {
        return Err(Error(Trouble::Server(Server::BadUrl)));
    }
    let are_here = hosts.iter().all(is_here) && addresses.iter().all(IpAddr::is_loopback);
    if !are_here && mode != Some("disable") {
        return Err(Error(Trouble::Server(Server::InClear)));
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    config.ssl_mode(SslMode::Disable).application_name("pes");
    config.keepalives_idle(Duration::from_secs(30)).keepalives_interval(PATIENCE).keepalives_retries(3);
    Ok(config)
}

impl Session {
    fn statement(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&sql.replace('?', "$"))?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl Database for Postgres {
    fn script(&self, sql: &str) -> Result<(), Error> {
        Ok(self.session.borrow_mut().client.batch_execute(sql)?)
    }

    fn execute(&self, sql: &str, given: &[Given<'_>]) -> Result<usize, Error> {
        let session = &mut *self.session.borrow_mut();
        let statement = session.statement(sql)?;
        let changed = session.client.execute(&statement, &parameters(given))?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    fn each(
        &self,
        sql: &str,
        given: &[Given<'_>],
        take: &mut dyn FnMut(Row) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let rows = {
            let session = &mut *self.session.borrow_mut();
            let statement = session.statement(sql)?;
            session.client.query(&statement, &parameters(given))?
        };
        rows.iter().try_for_each(|row| {
            let values = (0..row.len()).map(|column| value(row, column));
            take(Row(values.collect::<Result<_, _>>()?))
        })
    }

    /// A statement prepared while its tables were nearly empty would go on reading them whole.
    fn begin(&self) -> Result<(), Error> {
        let siret = self.siret;
        self.script(&format!("BEGIN; SET LOCAL enable_seqscan = off; SELECT pg_advisory_xact_lock(-{siret})"))
    }

    fn version(&self) -> Result<i64, Error> {
        let session = &mut *self.session.borrow_mut();
        let has_tables = session.client.query_one("SELECT to_regclass('journal') IS NOT NULL", &[])?;
        if !has_tables.try_get::<_, bool>(0)? {
            return Ok(0);
        }
        let row = session.client.query_opt("SELECT valeur FROM journal WHERE cle = 'version'", &[])?;
        let version = row.map(|row| row.try_get::<_, String>(0)).transpose()?;
        version.and_then(|version| version.parse().ok()).ok_or(Error(Trouble::Damaged))
    }

    fn set_version(&self, version: i64) -> Result<(), Error> {
        self.script(&format!(
            "INSERT INTO journal VALUES ('version', '{version}') ON CONFLICT (cle) DO UPDATE SET valeur = '{version}'"
        ))
    }

    fn make_tables(&self, step: &Step) -> Result<(), Error> {
        self.script(
            &step
                .postgres
                .replace(" INTEGER", " BIGINT")
                .replace(" BLOB", " BYTEA")
                .replace(" TEXT", " TEXT COLLATE \"C\""),
        )
    }

    fn shrink(&self) -> Result<(), Error> {
        ["titre", "document", "constat", "morceau"]
            .iter()
            .try_for_each(|table| self.script(&format!("VACUUM (FULL) {table}")))
    }
}

fn parameters<'a>(given: &'a [Given<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    given.iter().map(|given| given as _).collect()
}

fn value(row: &::postgres::Row, column: usize) -> Result<Value, Error> {
    let kind = row.columns().get(column).map(|column| column.type_());
    Ok(match kind {
        Some(&Type::INT8) => row.try_get::<_, Option<i64>>(column)?.map_or(Value::Null, Value::Integer),
        Some(&Type::TEXT) => row.try_get::<_, Option<String>>(column)?.map_or(Value::Null, Value::Text),
        Some(&Type::BYTEA) => row.try_get::<_, Option<Vec<u8>>>(column)?.map_or(Value::Null, Value::Bytes),
        _ => return Err(Error(Trouble::Damaged)),
    })
}

impl ToSql for Given<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Given::Null => Ok(IsNull::Yes),
            // What is compared with a length.
            Given::Integer(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Given::Integer(number) => number.to_sql_checked(ty, out),
            Given::Text(text) => text.to_sql_checked(ty, out),
            Given::Bytes(bytes) => bytes.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Why a server was not joined. What it does not say itself is that it was not reached, or what is lacking to be let in.
fn not_joined(error: &::postgres::Error) -> Trouble {
    match (error.as_db_error(), error.source()) {
        (Some(_), _) => trouble(error),
        (None, Some(source)) if !source.is::<io::Error>() => Trouble::Server(Server::Login),
        (None, _) => Trouble::Server(Server::NotReached),
    }
}

fn trouble(error: &::postgres::Error) -> Trouble {
    let Some(said) = error.as_db_error() else {
        let is_lost = error.is_closed() || error.source().is_some_and(|source| source.is::<io::Error>());
        return if is_lost { Trouble::Server(Server::Lost) } else { Trouble::Other(error.to_string()) };
    };
    let code = said.code();
    let class = |class: &str| code.code().starts_with(class);
    match *code {
        SqlState::LOCK_NOT_AVAILABLE | SqlState::T_R_DEADLOCK_DETECTED => Trouble::Busy,
        SqlState::INSUFFICIENT_PRIVILEGE | SqlState::READ_ONLY_SQL_TRANSACTION => Trouble::Forbidden,
        SqlState::DISK_FULL => Trouble::Full,
        SqlState::UNIQUE_VIOLATION => Trouble::Twice,
        SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_COLUMN => Trouble::Damaged,
        SqlState::INVALID_CATALOG_NAME => Trouble::Server(Server::NoDatabase),
        SqlState::TOO_MANY_CONNECTIONS => Trouble::Server(Server::TooMany),
        SqlState::CANNOT_CONNECT_NOW => Trouble::Server(Server::NotReached),
        _ if class("28") => Trouble::Server(Server::Login),
        _ if class("08") || class("57P") => Trouble::Server(Server::Lost),
        _ => Trouble::Other(format!("{} {}", code.code(), said.message())),
    }
}

impl From<::postgres::Error> for Error {
    fn from(error: ::postgres::Error) -> Self {
        Error(trouble(&error))
    }
}
