//! More callers than connections.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use fgapi_banking::BankFault;
use fgapi_domain::Secret;
use fgapi_store::{Store, StoreAddress, StoreFault, StoreSettings};
use fgapi_testkit::SeededEntropy;

use crate::fixture::{IMPORTED_AT, file};
use crate::support::{Place, postgres_place, sqlite_place};

/// A statement file is checked on one connection; whoever asks meanwhile, and there is no other, is told so after one wait.
fn too_few_connections((address, _place): (StoreAddress, Place)) {
    let connection_wait = Duration::from_secs(1);
    let store = Store::connect(&address, StoreSettings { connections: 1, connection_wait, ..StoreSettings::default() }).unwrap();
    store.migrate().unwrap();
    let accounts = "bank_code,branch_code,kind,number,owner_type,opening_balance\n9999,101,1,1,p,0\n";
    store.import_accounts(file(accounts).path(), &SeededEntropy::new(1), &mut |_| ()).unwrap();
    // So many lines that progress is reported while the file is being checked.
    let mut text = "account_id,booked_at,amount,description\n".to_owned();
    (0..4_096).for_each(|_| writeln!(text, "9999-101-1-1,2026-01-05,1,a").unwrap());
    let mut asked = None;
    let imported = store.import_transactions_csv(file(&text).path(), IMPORTED_AT, &mut |_| {
        if asked.is_none() {
            let began = Instant::now();
            asked = Some((store.tokens().clients(None, 1).map(|_| ()), began.elapsed()));
        }
    });
    assert_eq!(imported.unwrap().added, 4_096, "the import itself goes on");
    let (answer, waited) = asked.unwrap();
    assert!(matches!(answer, Err(fgapi_token::StoreFault::Busy)), "{answer:?}");
    assert!(waited >= connection_wait && waited < connection_wait * 2, "one wait, not two: {waited:?}");
}

#[test]
fn sqlite_without_a_free_connection_is_busy() {
    too_few_connections(sqlite_place());
}

#[test]
fn postgres_without_a_free_connection_is_busy() {
    too_few_connections(postgres_place());
}

/// A table that somebody holds is waited for no longer than is set; importers wait until it is free.
#[test]
fn postgres_waits_for_a_lock_no_longer_than_set() {
    let (address, _place) = postgres_place();
    let StoreAddress::Postgres(url) = &address else { unreachable!("a PostgreSQL address") };
    let lock_wait = Duration::from_millis(200);
    let store = Store::connect(&address, StoreSettings { connections: 2, lock_wait, ..StoreSettings::default() }).unwrap();
    store.migrate().unwrap();
    let mut other = PgConnection::establish(url).unwrap();
    other.batch_execute("BEGIN; LOCK TABLE clients, accounts;").unwrap();
    let busy = |store: &Store| store.tokens().clients(None, 1).map(|_| ()).map_err(StoreFault::from);
    assert_eq!(busy(&store), Err(StoreFault::Busy));
    std::thread::scope(|scope| {
        let accounts = "bank_code,branch_code,kind,number,owner_type\n9999,101,1,1,p\n";
        let import = scope.spawn(|| store.import_accounts(file(accounts).path(), &SeededEntropy::new(1), &mut |_| ()));
        // The set time has surely gone by for the importer when others have waited it out three times.
        (0..3).for_each(|_| assert_eq!(busy(&store), Err(StoreFault::Busy)));
        assert!(!import.is_finished());
        other.batch_execute("COMMIT").unwrap();
        assert_eq!(import.join().unwrap().unwrap().added, 1);
    });
    assert_eq!(busy(&store), Ok(()));
}

/// A connection that the server ended is given away, and what may be done twice is done on another.
#[test]
fn postgres_may_end_a_connection_unseen() {
    let (address, _place) = postgres_place();
    let StoreAddress::Postgres(url) = &address else { unreachable!("a PostgreSQL address") };
    let store = Store::connect(&address, StoreSettings { connections: 1, ..StoreSettings::default() }).unwrap();
    store.migrate().unwrap();
    let mut other = PgConnection::establish(url).unwrap();
    let mut end_all = || {
        let others =
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        other.batch_execute(others).unwrap();
    };
    end_all();
    assert_eq!(store.tokens().clients(None, 1).unwrap(), [], "a read");
    end_all();
    assert_eq!(store.tokens().raise_clock(IMPORTED_AT).unwrap(), IMPORTED_AT, "a write that may be repeated");
}

/// Whoever waits while another process writes waits once, and not until everybody before has waited too.
#[test]
fn all_that_wait_for_another_process_on_sqlite_wait_together() {
    let (address, _place) = sqlite_place();
    let StoreAddress::Sqlite(path) = &address else { unreachable!("a SQLite address") };
    let lock_wait = Duration::from_millis(400);
    let store = Store::connect(&address, StoreSettings { lock_wait, ..StoreSettings::default() }).unwrap();
    store.migrate().unwrap();
    let mut other = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let bank = store.bank("9999".parse().unwrap());
    let log_in = || bank.log_in(&"hanako".parse().unwrap(), &Secret::new("wrong"), IMPORTED_AT);
    let began = Instant::now();
    std::thread::scope(|scope| {
        let callers: Vec<_> = (0..20).map(|_| scope.spawn(log_in)).collect();
        callers.into_iter().for_each(|caller| assert!(matches!(caller.join().unwrap(), Err(BankFault::Unavailable(_)))));
    });
    assert!(began.elapsed() < lock_wait * 5, "not one wait for each of them: {:?}", began.elapsed());
}
