//! The floor on SQLite, through the bare driver. Its tokens lie in a file of their own, written by one thread, each in a transaction of
//! its own.

use rusqlite::{Connection, OptionalExtension as _, Result, TransactionBehavior, params};

use super::plan::{PagePlan, Synchronous};
use super::queries;
use super::store::{Alone, FloorStore, Idle, Row};
use crate::Outcome;
use crate::fault::Told as _;

pub(super) type Conn = Connection;

/// Moves a link on, if the token is its newest: digest.
const MOVE: &str = "UPDATE floor_links SET generation = generation + 1 WHERE ended_at IS NULL \
    AND (id, generation) = (SELECT t.link, t.generation FROM floor_tokens t WHERE t.digest = ? AND t.kind = 'refresh') \
    RETURNING id, generation";

/// Both tokens of a pair: access, refresh, link, generation, from, until.
const GIVE: &str = "INSERT INTO floor_tokens (digest, kind, link, generation, created_at, expires_at) \
    VALUES (?1, 'access', ?3, ?4, ?5, ?6), (?2, 'refresh', ?3, ?4, ?5, ?6)";

/// Spends an auth token: digest.
const SPEND: &str = "DELETE FROM floor_auth_tokens WHERE digest = ?";

/// A new link: its id.
const LINK: &str = "INSERT INTO floor_links (id, generation) VALUES (?, 1)";

const TABLES: &str = "
    DROP TABLE IF EXISTS floor_clients; DROP TABLE IF EXISTS floor_links; DROP TABLE IF EXISTS floor_tokens;
    DROP TABLE IF EXISTS floor_system_tokens; DROP TABLE IF EXISTS floor_auth_tokens;
    CREATE TABLE floor_clients (id BLOB NOT NULL PRIMARY KEY, api_key TEXT NOT NULL UNIQUE, password BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE floor_links (id BLOB NOT NULL PRIMARY KEY, generation BIGINT NOT NULL, ended_at BIGINT) WITHOUT ROWID;
    CREATE TABLE floor_auth_tokens (digest BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE floor_tokens (digest BLOB NOT NULL PRIMARY KEY, kind TEXT NOT NULL, link BLOB NOT NULL, generation BIGINT NOT NULL,
        created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL) WITHOUT ROWID;
    CREATE TABLE floor_system_tokens (digest BLOB NOT NULL PRIMARY KEY, client BLOB NOT NULL, created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL) WITHOUT ROWID;
    INSERT INTO floor_clients VALUES (x'01', 'floor', x'00');";

pub(super) struct Store {
    readers: Idle<Conn>,
    writer: Idle<Conn>,
}

const NEXT: &str = "make the data anew with --fresh";

pub(super) fn connect(path: &str, synchronous: Synchronous) -> Outcome<Conn> {
    let conn = Connection::open(path).told(path, NEXT)?;
    let synchronous = synchronous.pragma();
    conn.execute_batch(&format!("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous};"))
        .told(path, NEXT)?;
    Ok(conn)
}

impl Store {
    pub(super) fn open(store: &str, tokens: &str, synchronous: Synchronous) -> Outcome<Self> {
        let readers = Idle::of(super::http::THREADS, || connect(store, synchronous))?;
        Ok(Self { readers, writer: Idle::of(1, || connect(tokens, synchronous))? })
    }

    /// In one transaction: the file is locked once.
    fn at_once(&self, work: impl FnOnce(&Conn) -> Result<bool>) -> Outcome<bool> {
        let within = |conn: &mut Conn| -> Result<bool> {
            let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        self.writer.with(|conn| within(conn).told("the floor's tokens", NEXT))
    }
}

/// Runs a statement that the connection keeps prepared; how many rows it changed.
fn execute(conn: &Conn, sql: &str, values: impl rusqlite::Params) -> Result<usize> {
    conn.prepare_cached(sql)?.execute(values)
}

/// Both tokens of a pair.
fn give(conn: &Conn, access: &[u8], refresh: &[u8], link: &[u8], generation: i64, now: i64) -> Result<bool> {
    execute(conn, GIVE, params![access, refresh, link, generation, now, now + queries::LIFETIME]).map(|given| given == 2)
}

fn rows(conn: &Conn, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Row>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))?;
    rows.collect()
}

fn page(conn: &Conn, plan: &PagePlan) -> Outcome<Vec<Row>> {
    rows(conn, queries::PAGE_ROWS, params![plan.account, plan.day, plan.position, plan.end]).told("a page", NEXT)
}

impl FloorStore for Store {
    fn page(&self, plan: &PagePlan) -> Outcome<Vec<Row>> {
        self.readers.with(|conn| page(conn, plan))
    }

    fn begin(&self, password: &[u8], auth: &[[u8; 32]]) -> Outcome {
        self.writer.with(|conn| {
            conn.execute_batch(TABLES).told("the floor's tables", NEXT)?;
            execute(conn, "UPDATE floor_clients SET password = ?", params![password]).told("a client", NEXT)
        })?;
        self.at_once(|conn| auth.iter().try_for_each(|one| execute(conn, queries::OPENED, params![one]).map(drop)).map(|()| true)).map(drop)
    }

    fn issue(&self, digest: &[u8], api_key: &str, password: &[u8], now: i64) -> Outcome<bool> {
        let values = params![digest, now, now + queries::LIFETIME, api_key, password];
        self.writer.with(|conn| execute(conn, queries::ISSUE, values).map(|kept| kept == 1).told("a token", NEXT))
    }

    fn rotate(&self, presented: &[u8], access: &[u8], refresh: &[u8], now: i64) -> Outcome<bool> {
        self.at_once(|conn| {
            let moved = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let moved: Option<(Vec<u8>, i64)> = conn.prepare_cached(MOVE)?.query_row(params![presented], moved).optional()?;
            moved.map_or(Ok(false), |(link, generation)| give(conn, access, refresh, &link, generation, now))
        })
    }

    fn redeem(&self, presented: &[u8], access: &[u8], refresh: &[u8], now: i64) -> Outcome<bool> {
        self.at_once(|conn| {
            if execute(conn, SPEND, params![presented])? == 0 {
                return Ok(false);
            }
            // An id as good as any: nobody has seen the auth token twice.
            let link = &presented[..16];
            execute(conn, LINK, params![link])?;
            give(conn, access, refresh, link, 1, now)
        })
    }

    fn end(&self, presented: &[u8], now: i64) -> Outcome<bool> {
        self.writer.with(|conn| execute(conn, queries::END, params![now, presented]).map(|ended| ended == 1).told("a link", NEXT))
    }

    fn writers(&self) -> usize {
        1
    }
}

impl Alone for Conn {
    fn check(&mut self, digest: &[u8]) -> Outcome<bool> {
        let read = |row: &rusqlite::Row<'_>| {
            let (of_token, of_link): (i64, i64) = (row.get(0)?, row.get(2)?);
            let (_, _): (String, String) = (row.get(4)?, row.get(5)?);
            Ok(of_token == of_link)
        };
        let mut statement = self.prepare_cached(queries::CHECK).told("a check", NEXT)?;
        Ok(statement.query_row(params![digest], read).optional().told("a check", NEXT)?.unwrap_or(false))
    }

    fn rows(&mut self, plan: &PagePlan) -> Outcome<usize> {
        page(self, plan).map(|rows| rows.len())
    }

    fn rows_by_offset(&mut self, account: i64, skip: i64) -> Outcome<usize> {
        rows(self, queries::ROWS_BY_OFFSET, params![account, skip]).map(|rows| rows.len()).told("a page", NEXT)
    }
}
