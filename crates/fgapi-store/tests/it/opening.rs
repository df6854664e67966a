//! Opening and migrating.

use std::time::Duration;

use fgapi_store::{Store, StoreAddress, StoreFault, StoreSettings};

use crate::support::{Place, postgres_place, settings, sqlite_place};

fn opens_only_when_migrated((address, _place): (StoreAddress, Place)) {
    let fresh = Store::connect(&address, settings()).unwrap();
    let Err(StoreFault::NotMigrated { pending }) = Store::open(&address, settings()).map(|_| ()) else {
        panic!("a store without tables was opened");
    };
    assert!(pending[0].contains("bank"), "{pending:?}");
    assert!(StoreFault::NotMigrated { pending: pending.clone() }.to_string().contains("fgapi migrate"));
    assert_eq!(fresh.migrate().unwrap().len(), pending.len());
    assert_eq!(fresh.migrate(), Ok(vec![]), "a second run has nothing to do");
    Store::open(&address, settings()).unwrap();
}

#[test]
fn sqlite_opens_only_when_migrated() {
    opens_only_when_migrated(sqlite_place());
}

#[test]
fn postgres_opens_only_when_migrated() {
    opens_only_when_migrated(postgres_place());
}

fn several_may_migrate_at_once((address, _place): (StoreAddress, Place)) {
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| Store::connect(&address, settings()).unwrap().migrate().unwrap().len())).collect();
        let done: Vec<usize> = runs.into_iter().map(|run| run.join().unwrap()).collect();
        assert_eq!(done.iter().filter(|count| **count > 0).count(), 1, "exactly one of them migrates: {done:?}");
    });
}

#[test]
fn several_may_migrate_one_sqlite_file_at_once() {
    several_may_migrate_at_once(sqlite_place());
}

#[test]
fn several_may_migrate_one_postgres_database_at_once() {
    several_may_migrate_at_once(postgres_place());
}

#[test]
fn a_missing_sqlite_file_is_not_made_by_opening() {
    let (address, _place) = sqlite_place();
    let refusal = Store::open(&address, settings()).map(|_| ()).unwrap_err();
    assert!(refusal.to_string().contains("fgapi migrate"), "{refusal}");
}

#[cfg(unix)]
#[test]
fn a_sqlite_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let (address, _place) = sqlite_place();
    let StoreAddress::Sqlite(path) = &address else { unreachable!("a SQLite address") };
    let store = Store::connect(&address, settings()).unwrap();
    store.migrate().unwrap();
    let files: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().map(Result::unwrap).collect();
    assert!(files.len() > 1, "the file and its log: {files:?}");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

/// libpq's own complaints would repeat the URL.
#[test]
fn a_postgres_url_that_is_refused_is_not_told() {
    let settings = StoreSettings { connection_wait: Duration::from_millis(100), ..settings() };
    for url in [
        "postgres://fgapi:p%zzs3cret@127.0.0.1/d",
        "postgres://fgapi:s3cret@[::1/d",
        "postgres://fgapi:s3cret%00@127.0.0.1/d",
        "postgres://fgapi:x?s3cret@127.0.0.1/d",
        "postgres://fgapi:x#s3cret@127.0.0.1/d",
    ] {
        let address = StoreAddress::Postgres(url.to_owned());
        let refusal = Store::connect(&address, settings).map(|_| ()).unwrap_err().to_string();
        assert!(refusal.contains("%XX") && !refusal.contains("s3cret"), "{refusal}");
        assert!(!address.to_string().contains("s3cret"), "{address}");
        assert!(url.parse::<StoreAddress>().unwrap_err().to_string().contains("%XX"));
    }
    let unknown = StoreAddress::Postgres("postgres://fgapi@127.0.0.1/d?s_cret=1".to_owned());
    let refusal = Store::connect(&unknown, settings).map(|_| ()).unwrap_err().to_string();
    assert!(refusal.contains("parameters") && !refusal.contains("s_cret"), "{refusal}");
}

/// libpq would take the server's address from the environment, whatever server the URL names. Runs itself again, so that only that
/// process has such an environment.
#[test]
fn the_environment_names_no_other_postgres() {
    let (elsewhere, own_name) = (("PGHOSTADDR", "127.0.0.2"), "opening::the_environment_names_no_other_postgres");
    if std::env::var(elsewhere.0).is_ok_and(|address| address == elsewhere.1) {
        let named = StoreAddress::Postgres(std::env::var("FGAPI_TEST_POSTGRES").unwrap());
        Store::connect(&named, settings()).unwrap();
        return;
    }
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    let run = again.args(["--exact", own_name]).env(elsewhere.0, elsewhere.1).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
}

#[test]
fn only_postgres_on_this_machine_is_spoken_to_without_tls() {
    for (url, why) in [
        ("postgres://db.example/d", "clear text"),
        ("postgres://u@127.0.0.1,10.0.0.1/d", "clear text"),
        ("postgres://127.0.0.1@db/d", "clear text"),
        ("postgres:///d", "names no server"),
        ("postgres:///d?host=/run/pg", "has the parameter"),
        ("postgres://u@:5/d", "names no server"),
        ("postgres://127.0.0.1,/d", "names no server"),
        ("postgres://%2Frun%2Cdb.example/d", "clear text"),
        ("postgres://localhost/d?hostaddr=10.0.0.1", "has the parameter"),
        ("postgres://localhost/d?service=far", "has the parameter"),
        ("postgres://localhost/d?servicefile=/x", "has the parameter"),
        ("postgres://localhost/d?%73ervice=far", "malformed"),
        ("postgres://127.0.0.1/d?sslmode=require", "TLS to"),
        ("postgres://127.0.0.1/d?sslmode=verify-full", "TLS to"),
        ("postgres://127.0.0.1/d?ssl=true", "TLS to"),
    ] {
        let refusal = Store::connect(&StoreAddress::Postgres(url.to_owned()), settings()).map(|_| ()).unwrap_err().to_string();
        assert!(refusal.contains(why), "{url}: {refusal}");
    }
}
