//! More callers than connections.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use fgapi_store::{Store, StoreAddress, StoreSettings};

use crate::fixture::{IMPORTED_AT, file};
use crate::support::{Place, postgres_place, sqlite_place};

/// A statement file is checked on one connection; whoever asks meanwhile, and there is no other, is told so after one wait.
fn too_few_connections((address, _place): (StoreAddress, Place)) {
    let connection_wait = Duration::from_secs(1);
    let store = Store::connect(&address, StoreSettings { connections: 1, connection_wait, ..StoreSettings::default() }).unwrap();
    store.migrate().unwrap();
    let accounts = "bank_code,branch_code,kind,number,owner_type,opening_balance\n9999,101,1,1,p,0\n";
    store.import_accounts(file(accounts).path(), &mut |_| ()).unwrap();
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
