//! What whoever has the database can do to it.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use fgapi_audit::{Act, AuditStore, By, Entry, EntryTime, Flaw, Seq, verify};
use fgapi_store::{Store, StoreAddress};

use crate::support::{postgres_place, settings, sqlite_place};

/// A log of three entries, of which two are sealed.
fn three(address: &StoreAddress) -> std::sync::Arc<dyn AuditStore> {
    let store = Store::connect(address, settings()).unwrap();
    store.migrate().unwrap();
    let audit = store.audit();
    for at in 1..=3 {
        audit.append(&[Entry::done(EntryTime(at), &By::GATEWAY, Act::LinkEnd, format!("link:{at}"))]).unwrap();
    }
    assert_eq!(audit.seal(2), Ok(2));
    audit
}

const REFUSED: &[&str] = &[
    "DELETE FROM audit WHERE seq = 1",
    "UPDATE audit SET target = 'link:9' WHERE seq = 1",
    "UPDATE audit SET seq = NULL, hash = NULL WHERE seq = 2",
    "UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 1) WHERE seq = 2",
    "INSERT INTO audit (at, actor, act, target, detail, outcome, seq, hash) \
     SELECT at, actor, act, target, detail, outcome, 7, hash FROM audit WHERE seq = 1",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET seq = 1",
    "UPDATE audit_head SET pruned_seq = 3",
];

/// What is not sealed yet stands in the log on SQLite, and beside it on PostgreSQL.
const REFUSED_BY_SQLITE: &[&str] = &["DELETE FROM audit WHERE seq IS NULL", "UPDATE audit SET target = 'link:9' WHERE seq IS NULL"];

const REFUSED_BY_POSTGRES: &[&str] =
    &["DELETE FROM audit_told", "UPDATE audit_told SET target = 'link:9'", "TRUNCATE audit_told", "TRUNCATE audit", "TRUNCATE audit_head"];

fn nothing_is_taken_back<C: Connection + SimpleConnection>(address: &StoreAddress, conn: &mut C, more: &[&str]) {
    let audit = three(address);
    for statement in REFUSED.iter().chain(more) {
        assert!(conn.batch_execute(statement).is_err(), "{statement}");
    }
    assert_eq!(verify(&*audit, None).unwrap().map(|head| head.seq), Ok(Seq(3)));
}

/// Whoever owns the database can take its triggers away, and is found out.
fn a_changed_byte_is_found<C: Connection + SimpleConnection>(address: &StoreAddress, conn: &mut C, no_triggers: &str) {
    let audit = three(address);
    let head = verify(&*audit, None).unwrap().unwrap();
    conn.batch_execute(no_triggers).unwrap();
    for (change, back, flaw) in [
        ("UPDATE audit SET target = 'link:9' WHERE seq = 2", "UPDATE audit SET target = 'link:2' WHERE seq = 2", Flaw::Changed(Seq(2))),
        ("UPDATE audit SET address = '' WHERE seq = 3", "UPDATE audit SET address = NULL WHERE seq = 3", Flaw::Changed(Seq(3))),
        ("UPDATE audit SET seq = 20 WHERE seq = 2", "UPDATE audit SET seq = 2 WHERE seq = 20", Flaw::Gap(Seq(2))),
        ("UPDATE audit SET seq = 4 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4", Flaw::Gap(Seq(3))),
        ("UPDATE audit_head SET seq = 2", "UPDATE audit_head SET seq = 3", Flaw::Head(Seq(2))),
    ] {
        conn.batch_execute(change).unwrap();
        assert_eq!(verify(&*audit, None).unwrap(), Err(flaw), "{change}");
        conn.batch_execute(back).unwrap();
        assert_eq!(verify(&*audit, Some(head)).unwrap(), Ok(head), "{back}");
    }
    conn.batch_execute("DELETE FROM audit WHERE seq = 3; UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2)")
        .unwrap();
    assert!(verify(&*audit, None).unwrap().is_ok(), "what was cut off clean is missed by none");
    assert_eq!(verify(&*audit, Some(head)).unwrap(), Err(Flaw::NotedMissing(Seq(3))), "but by whoever noted the head");
}

fn on_sqlite(test: impl Fn(&StoreAddress, &mut SqliteConnection)) {
    let (address, _place) = sqlite_place();
    let StoreAddress::Sqlite(path) = &address else { unreachable!("a SQLite address") };
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    test(&address, &mut conn);
}

fn on_postgres(test: impl Fn(&StoreAddress, &mut PgConnection)) {
    let (address, _place) = postgres_place();
    let StoreAddress::Postgres(url) = &address else { unreachable!("a PostgreSQL address") };
    let mut conn = PgConnection::establish(url).unwrap();
    test(&address, &mut conn);
}

#[test]
fn sqlite_takes_nothing_back() {
    on_sqlite(|address, conn| nothing_is_taken_back(address, conn, REFUSED_BY_SQLITE));
}

#[test]
fn postgres_takes_nothing_back() {
    on_postgres(|address, conn| nothing_is_taken_back(address, conn, REFUSED_BY_POSTGRES));
}

#[test]
fn a_changed_byte_of_sqlite_is_found() {
    let triggers = ["told_unsealed", "told_once", "sealed_once", "kept", "head_forward", "head_kept"];
    let dropped: String = triggers.iter().map(|name| format!("DROP TRIGGER audit_{name};")).collect();
    on_sqlite(|address, conn| a_changed_byte_is_found(address, conn, &dropped));
}

#[test]
fn a_changed_byte_of_postgres_is_found() {
    let disabled = "ALTER TABLE audit DISABLE TRIGGER USER; ALTER TABLE audit_head DISABLE TRIGGER USER";
    on_postgres(|address, conn| a_changed_byte_is_found(address, conn, disabled));
}
