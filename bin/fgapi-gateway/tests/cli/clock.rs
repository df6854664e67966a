//! The time that a store has seen: gateways write it down, and none starts far behind it.

use std::path::{Path, PathBuf};

use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection};
use fgapi_domain::{Clock as _, SystemClock, UnixSeconds};
use fgapi_store::{Store, StoreSettings};

use crate::program::{Running, fgapi, run};

/// A store with its tables, and the settings for it.
fn migrated(here: &Path) -> PathBuf {
    let config = here.join("fgapi.toml");
    std::fs::write(&config, "[bank]\ncode = \"9999\"\n[server]\nbind = \"127.0.0.1:0\"\n").unwrap();
    run(&["migrate", "--config", config.to_str().unwrap()]).good();
    config
}

/// Raises the mark; answers the latest time that was ever written.
fn raise(here: &Path, to: UnixSeconds) -> UnixSeconds {
    let address = here.join("fgapi.db").to_str().unwrap().parse().unwrap();
    Store::open(&address, StoreSettings::default()).unwrap().tokens().raise_clock(to).unwrap()
}

fn serve_and_end(config: &Path) {
    let mut command = fgapi();
    command.args(["serve", "--json", "--config"]).arg(config);
    let mut running = Running::start(command);
    assert!(running.line().contains("base_url"));
    assert!(running.end().success());
}

#[test]
fn only_a_gateway_writes_the_time_down() {
    let directory = tempfile::tempdir().unwrap();
    let config = migrated(directory.path());
    let begun = SystemClock.now();
    run(&["client", "add", "--name", "a", "--company", "b", "--config", config.to_str().unwrap()]).good();
    assert_eq!(raise(directory.path(), UnixSeconds(0)), UnixSeconds(0));
    serve_and_end(&config);
    assert!(raise(directory.path(), UnixSeconds(0)) >= begun);
}

#[test]
fn a_gateway_does_not_start_when_time_would_stand_still_for_long() {
    let directory = tempfile::tempdir().unwrap();
    let config = migrated(directory.path());
    raise(directory.path(), SystemClock.now().plus(300));
    serve_and_end(&config);

    let far = raise(directory.path(), SystemClock.now().plus(86_400));
    let words = ["serve", "--config", config.to_str().unwrap()];
    let told = run(&words).failed(1);
    assert!(told.contains(&format!("({far})")) && told.contains("this machine's clock says"), "{told}");
    run(&["client", "list", "--config", config.to_str().unwrap()]).good();

    let repair = told.split_once("in the database: ").unwrap().1.trim();
    let mut database = SqliteConnection::establish(directory.path().join("fgapi.db").to_str().unwrap()).unwrap();
    diesel::sql_query(repair).execute(&mut database).unwrap();
    serve_and_end(&config);
}
