//! The floor on PostgreSQL: each change of tokens is one statement, so one round trip and one commit.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use fgapi_database::statement;

use super::plan::PagePlan;
use super::queries;
use super::store::{Alone, FloorStore, Idle, Row};
use crate::Outcome;
use crate::fault::Told as _;

pub(super) type Conn = PgConnection;

statement! {
    struct PageRows { account: i64, day: i64, position: i64, end: i64 }
    binds: account as BigInt, day as BigInt, position as BigInt, end as BigInt;
    rows: (BigInt, BigInt, BigInt, BigInt, BigInt, Text);
    sql: queries::PAGE_ROWS
}

statement! {
    struct RowsByOffset { account: i64, skip: i64 }
    binds: account as BigInt, skip as BigInt;
    rows: (BigInt, BigInt, BigInt, BigInt, BigInt, Text);
    sql: queries::ROWS_BY_OFFSET
}

statement! {
    struct Check<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: (BigInt, BigInt, BigInt, BigInt, Text, Text);
    sql: queries::CHECK
}

statement! {
    struct Issue<'q> { digest: &'q [u8], now: i64, until: i64, api_key: &'q str, password: &'q [u8] }
    binds: digest as Binary, now as BigInt, until as BigInt, api_key as Text, password as Binary;
    rows: ();
    sql: queries::ISSUE
}

statement! {
    struct End<'q> { now: i64, presented: &'q [u8] }
    binds: now as BigInt, presented as Binary;
    rows: ();
    sql: queries::END
}

statement! {
    struct Opened<'q> { presented: &'q [u8] }
    binds: presented as Binary;
    rows: ();
    sql: queries::OPENED
}

statement! {
    /// Moves a link on and gives the new pair.
    struct Rotate<'q> { presented: &'q [u8], access: &'q [u8], refresh: &'q [u8], now: i64, until: i64 }
    binds: presented as Binary, access as Binary, now as BigInt, until as BigInt, refresh as Binary, now as BigInt, until as BigInt;
    rows: ();
    sql: "WITH moved AS (\
            UPDATE floor_links l SET generation = l.generation + 1 FROM floor_tokens t WHERE t.digest = ? AND t.kind = 'refresh' \
              AND l.id = t.link AND l.generation = t.generation AND l.ended_at IS NULL RETURNING l.id, l.generation) \
          INSERT INTO floor_tokens (digest, kind, link, generation, created_at, expires_at) \
          SELECT ?, 'access', id, generation, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM moved UNION ALL \
          SELECT ?, 'refresh', id, generation, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM moved"
}

statement! {
    /// Spends an auth token, makes its link and gives the first pair.
    struct Redeem<'q> { presented: &'q [u8], link: &'q [u8], access: &'q [u8], refresh: &'q [u8], now: i64, until: i64 }
    binds: presented as Binary, link as Binary, access as Binary, now as BigInt, until as BigInt,
        refresh as Binary, now as BigInt, until as BigInt;
    rows: ();
    sql: "WITH spent AS (DELETE FROM floor_auth_tokens WHERE digest = ? RETURNING 1), \
          made AS (INSERT INTO floor_links (id, generation) SELECT CAST(? AS BYTEA), 1 FROM spent RETURNING id, generation) \
          INSERT INTO floor_tokens (digest, kind, link, generation, created_at, expires_at) \
          SELECT ?, 'access', id, generation, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM made UNION ALL \
          SELECT ?, 'refresh', id, generation, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM made"
}

const TABLES: &str = "
    DROP TABLE IF EXISTS floor_clients, floor_links, floor_tokens, floor_system_tokens, floor_auth_tokens;
    CREATE TABLE floor_clients (id BYTEA NOT NULL PRIMARY KEY, api_key TEXT NOT NULL UNIQUE, password BYTEA NOT NULL);
    CREATE TABLE floor_links (id BYTEA NOT NULL PRIMARY KEY, generation BIGINT NOT NULL, ended_at BIGINT) WITH (fillfactor = 70);
    CREATE TABLE floor_auth_tokens (digest BYTEA NOT NULL PRIMARY KEY);
    CREATE TABLE floor_tokens (digest BYTEA NOT NULL PRIMARY KEY, kind TEXT NOT NULL, link BYTEA NOT NULL, generation BIGINT NOT NULL,
        created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL);
    CREATE TABLE floor_system_tokens (digest BYTEA NOT NULL PRIMARY KEY, client BYTEA NOT NULL, created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL);
    INSERT INTO floor_clients VALUES ('\\x01', 'floor', '\\x00');";

const NEXT: &str = "make the data anew with --fresh";

pub(super) struct Store(Idle<Conn>);

pub(super) fn connect(url: &str) -> Outcome<Conn> {
    Conn::establish(url).told("PostgreSQL", "start the server")
}

impl Store {
    /// As many connections as threads that read and write.
    pub(super) fn open(url: &str) -> Outcome<Self> {
        Ok(Self(Idle::of(2 * super::http::THREADS, || connect(url))?))
    }
}

impl FloorStore for Store {
    fn page(&self, plan: &PagePlan) -> Outcome<Vec<Row>> {
        self.0.with(|conn| rows(conn, plan))
    }

    fn begin(&self, password: &[u8], auth: &[[u8; 32]]) -> Outcome {
        self.0.with(|conn| {
            conn.batch_execute(TABLES).told("the floor's tables", NEXT)?;
            diesel::sql_query("UPDATE floor_clients SET password = $1").bind::<Binary, _>(password).execute(conn).told("a client", NEXT)?;
            conn.transaction(|conn| auth.iter().try_for_each(|one| Opened { presented: one }.execute(conn).map(drop)))
                .told("auth tokens", NEXT)
        })
    }

    fn issue(&self, digest: &[u8], api_key: &str, password: &[u8], now: i64) -> Outcome<bool> {
        let issue = Issue { digest, now, until: now + queries::LIFETIME, api_key, password };
        self.0.with(|conn| issue.execute(conn).map(|kept| kept == 1).told("a token", NEXT))
    }

    fn rotate(&self, presented: &[u8], access: &[u8], refresh: &[u8], now: i64) -> Outcome<bool> {
        let rotate = Rotate { presented, access, refresh, now, until: now + queries::LIFETIME };
        self.0.with(|conn| rotate.execute(conn).map(|given| given == 2).told("a pair", NEXT))
    }

    fn redeem(&self, presented: &[u8], access: &[u8], refresh: &[u8], now: i64) -> Outcome<bool> {
        // An id as good as any: nobody has seen the auth token twice.
        let redeem = Redeem { presented, link: &presented[..16], access, refresh, now, until: now + queries::LIFETIME };
        self.0.with(|conn| redeem.execute(conn).map(|given| given == 2).told("a pair", NEXT))
    }

    fn end(&self, presented: &[u8], now: i64) -> Outcome<bool> {
        self.0.with(|conn| End { now, presented }.execute(conn).map(|ended| ended == 1).told("a link", NEXT))
    }

    fn writers(&self) -> usize {
        super::http::THREADS
    }
}

fn rows(conn: &mut Conn, plan: &PagePlan) -> Outcome<Vec<Row>> {
    let rows = PageRows { account: plan.account, day: plan.day, position: plan.position, end: plan.end };
    rows.load(conn).told("a page", NEXT)
}

impl Alone for Conn {
    fn check(&mut self, digest: &[u8]) -> Outcome<bool> {
        let row: Option<(i64, i64, i64, i64, String, String)> = Check { digest }.get_result(self).optional().told("a check", NEXT)?;
        Ok(row.is_some_and(|(of_token, _, of_link, ..)| of_token == of_link))
    }

    fn rows(&mut self, plan: &PagePlan) -> Outcome<usize> {
        rows(self, plan).map(|rows| rows.len())
    }

    fn rows_by_offset(&mut self, account: i64, skip: i64) -> Outcome<usize> {
        RowsByOffset { account, skip }.load::<Row>(self).map(|rows| rows.len()).told("a page", NEXT)
    }
}
