//! The floor on SQLite. Its tokens lie in a file of their own, written by one thread, each in a transaction of its own.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use fgapi_database::statement;

use super::plan::PagePlan;
use super::store::{Alone, FloorStore, Idle, Row};
use crate::Outcome;
use crate::fault::Told as _;

pub(super) type Conn = SqliteConnection;

#[path = "queries.rs"]
mod queries;

statement! {
    /// Moves a link on, if the token is its newest.
    struct Move<'q> { presented: &'q [u8] }
    binds: presented as Binary;
    rows: (Binary, BigInt);
    sql: "UPDATE floor_links SET generation = generation + 1 WHERE ended_at IS NULL \
        AND (id, generation) = (SELECT t.link, t.generation FROM floor_tokens t WHERE t.digest = ? AND t.kind = 'refresh') \
        RETURNING id, generation"
}

statement! {
    /// Both tokens of a pair.
    struct Give<'q> { access: &'q [u8], refresh: &'q [u8], link: &'q [u8], generation: i64, now: i64, until: i64 }
    binds: access as Binary, link as Binary, generation as BigInt, now as BigInt, until as BigInt,
        refresh as Binary, link as Binary, generation as BigInt, now as BigInt, until as BigInt;
    rows: ();
    sql: "INSERT INTO floor_tokens (digest, kind, link, generation, created_at, expires_at) \
        VALUES (?, 'access', ?, ?, ?, ?), (?, 'refresh', ?, ?, ?, ?)"
}

statement! {
    /// Spends an auth token.
    struct Spend<'q> { presented: &'q [u8] }
    binds: presented as Binary;
    rows: ();
    sql: "DELETE FROM floor_auth_tokens WHERE digest = ?"
}

statement! {
    /// A new link.
    struct Link<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: ();
    sql: "INSERT INTO floor_links (id, generation) VALUES (?, 1)"
}

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

pub(super) fn connect(path: &str) -> Outcome<Conn> {
    let mut conn = Conn::establish(path).told(path, "make the data anew with --fresh")?;
    conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;").told(path, NEXT)?;
    Ok(conn)
}

const NEXT: &str = "make the data anew with --fresh";

impl Store {
    pub(super) fn open(store: &str, tokens: &str) -> Outcome<Self> {
        Ok(Self { readers: Idle::of(super::http::THREADS, || connect(store))?, writer: Idle::of(1, || connect(tokens))? })
    }
}

/// In one transaction: the file is locked once.
fn at_once(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> QueryResult<bool>) -> Outcome<bool> {
    conn.immediate_transaction(work).told("the floor's tokens", NEXT)
}

impl FloorStore for Store {
    fn page(&self, plan: &PagePlan) -> Outcome<Vec<Row>> {
        self.readers.with(|conn| queries::rows(conn, plan).told("a page", NEXT))
    }

    fn begin(&self, password: &[u8], auth: &[[u8; 32]]) -> Outcome {
        self.writer.with(|conn| {
            conn.batch_execute(TABLES).told("the floor's tables", NEXT)?;
            diesel::sql_query("UPDATE floor_clients SET password = ?").bind::<Binary, _>(password).execute(conn).told("a client", NEXT)?;
            at_once(conn, |conn| {
                auth.iter().try_for_each(|one| queries::Opened { presented: one }.execute(conn).map(drop)).map(|()| true)
            })?;
            Ok(())
        })
    }

    fn issue(&self, digest: &[u8], api_key: &str, password: &[u8], now: i64) -> Outcome<bool> {
        self.writer.with(|conn| queries::issue(conn, digest, api_key, password, now).told("a token", NEXT))
    }

    fn rotate(&self, presented: &[u8], access: &[u8], refresh: &[u8], now: i64) -> Outcome<bool> {
        self.writer.with(|conn| {
            at_once(conn, |conn| {
                let moved: Option<(Vec<u8>, i64)> = Move { presented }.get_result(conn).optional()?;
                let Some((link, generation)) = moved else { return Ok(false) };
                Give { access, refresh, link: &link, generation, now, until: now + queries::LIFETIME }.execute(conn).map(|given| given == 2)
            })
        })
    }

    fn redeem(&self, presented: &[u8], access: &[u8], refresh: &[u8], now: i64) -> Outcome<bool> {
        self.writer.with(|conn| {
            at_once(conn, |conn| {
                if (Spend { presented }).execute(conn)? == 0 {
                    return Ok(false);
                }
                // An id as good as any: nobody has seen the auth token twice.
                let link = &presented[..16];
                Link { id: link }.execute(conn)?;
                Give { access, refresh, link, generation: 1, now, until: now + queries::LIFETIME }.execute(conn).map(|given| given == 2)
            })
        })
    }

    fn end(&self, presented: &[u8], now: i64) -> Outcome<bool> {
        self.writer.with(|conn| queries::End { now, presented }.execute(conn).map(|ended| ended == 1).told("a link", NEXT))
    }

    fn writers(&self) -> usize {
        1
    }
}

impl Alone for Conn {
    fn check(&mut self, digest: &[u8]) -> Outcome<bool> {
        queries::check(self, digest).told("a check", NEXT)
    }

    fn rows(&mut self, plan: &PagePlan) -> Outcome<usize> {
        queries::rows(self, plan).map(|rows| rows.len()).told("a page", NEXT)
    }

    fn rows_by_offset(&mut self, account: i64, skip: i64) -> Outcome<usize> {
        queries::rows_by_offset(self, account, skip).told("a page", NEXT)
    }
}
