//! How many rows a change of tokens reads in PostgreSQL. A new bank's tables grow faster than its statistics, and a plan that was good for an
//! empty table reads all of a client's tokens.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::BigInt;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};
use fgapi_domain::Secret;
use fgapi_store::{Store, StoreAddress};
use fgapi_testkit::token::{Stage, TokenNodes};
use fgapi_token::{IssueSystem, Rotate, SystemIssued, TokenDigest};

use super::as_read::{issue, rotate};
use crate::support::{postgres_place, settings};

/// A client's living tokens, 50 in each lane, refresh tokens of a link, and other links, told to nobody who keeps statistics.
const MANY: &str = "
    INSERT INTO system_tokens (digest, client, lane, ordinal, grants, created_at, expires_at)
        SELECT sha256(convert_to(lane || '.' || place, 'UTF8')), (SELECT id FROM clients LIMIT 1), lane, place, 'read', 0, 4102444800
        FROM generate_series(0, 63) lane, generate_series(11, 60) place;
    INSERT INTO tokens (digest, kind, link, family, generation, created_at, expires_at)
        SELECT sha256(convert_to('t' || number, 'UTF8')), 'refresh', (SELECT id FROM links LIMIT 1), 0, number, 0, 4102444800
        FROM generate_series(1, 3200) number;
    INSERT INTO links (id, client, customer, name, family, generation, used, rotated_at, grants, consented_at, consent_until)
        SELECT decode(md5(number::text), 'hex'), (SELECT client FROM links LIMIT 1), 'c1', 'link ' || number, 1, 1, 0, 0, 'read', 0, 4102444800
        FROM generate_series(1, 3200) number;";

#[derive(QueryableByName)]
struct Read {
    #[diesel(sql_type = BigInt)]
    of_system_tokens: i64,
    #[diesel(sql_type = BigInt)]
    of_tokens: i64,
    #[diesel(sql_type = BigInt)]
    of_links: i64,
    #[diesel(sql_type = BigInt)]
    still_open: i64,
}

const READ: &str = "
    SELECT (SELECT (seq_tup_read + COALESCE(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables WHERE relname = 'system_tokens') AS of_system_tokens,
        (SELECT (seq_tup_read + COALESCE(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables WHERE relname = 'tokens') AS of_tokens,
        (SELECT (seq_tup_read + COALESCE(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables WHERE relname = 'links') AS of_links,
        (SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend') - 1 AS still_open";

const CHANGES: i64 = 20;

#[test]
fn a_change_reads_a_few_rows_while_statistics_know_of_one() {
    let (address, _place) = postgres_place();
    let StoreAddress::Postgres(url) = address.clone() else { unreachable!("a PostgreSQL address") };
    let opened = Store::connect(&address, settings()).unwrap();
    opened.migrate().unwrap();
    let stage = Stage::over(TokenNodes::one(opened.tokens()));
    let mut conn = PgConnection::establish(&url).unwrap();
    for table in ["system_tokens", "tokens", "links"] {
        conn.batch_execute(&format!("ALTER TABLE {table} SET (autovacuum_enabled = false)")).unwrap();
    }
    let app = stage.app();
    let mut presented = stage.link(&app, "c1").refresh;
    let (store, now) = (stage.store(), stage.now());
    let client = store.known_client(&app.key).unwrap().unwrap();
    // Statistics of one token and one link, as after a bank's first call.
    conn.batch_execute("ANALYZE").unwrap();
    let mut calls = |name: &str| {
        for at in 0..CHANGES {
            let token = format!("{name} bearer {at}");
            let command = IssueSystem { limit: 1_000_000, ..issue(&client, &token, now) };
            assert!(store.issue_system_if(&client, &command).unwrap());
            let next = Secret::new(format!("{name} refresh {at}"));
            let (access, refresh) = (TokenDigest::of(&format!("{name} access {at}")), TokenDigest::of(next.reveal()));
            let command = Rotate { access, refresh, ..rotate(&client, &presented, now) };
            assert!(store.rotate_if(&TokenDigest::of(&token), &client, &command).unwrap().is_some());
            presented = next;
        }
        // Callers who come at once are checked together.
        let access = TokenDigest::of(&format!("{name} access {}", CHANGES - 1));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..CHANGES).for_each(|_| assert!(store.access_token(&access).unwrap().is_some())));
            }
        });
    };
    // Plans are made over small tables, and kept.
    calls("before");
    conn.batch_execute(MANY).unwrap();
    calls("after");
    assert_eq!(store.issue_system(&IssueSystem { limit: 1_000_000, ..issue(&client, "last", now) }).unwrap(), SystemIssued::Issued);
    // What a connection read is told at the latest when it is closed.
    drop((stage, opened));
    let until = Instant::now() + Duration::from_secs(30);
    let read = loop {
        let read: Read = diesel::sql_query(READ).get_result(&mut conn).unwrap();
        if read.still_open == 0 {
            // Once more: the last of them may have been closed after its rows were asked for.
            break diesel::sql_query(READ).get_result::<Read>(&mut conn).unwrap();
        }
        assert!(Instant::now() < until, "{} connections stay open", read.still_open);
        std::thread::yield_now();
    };
    assert!((1..=10 * CHANGES).contains(&read.of_system_tokens), "{} rows of system_tokens were read", read.of_system_tokens);
    assert!((1..=26 * CHANGES).contains(&read.of_tokens), "{} rows of tokens were read", read.of_tokens);
    assert!((1..=26 * CHANGES).contains(&read.of_links), "{} rows of links were read", read.of_links);
}
