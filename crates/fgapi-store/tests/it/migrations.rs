//! Migrations go up, down and up again, and make the same tables each time.

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use fgapi_store::{Store, StoreAddress};

use crate::support::{postgres_place, settings, sqlite_place};

/// One thing of the database that a migration made, with all that it is.
#[derive(QueryableByName, Debug, PartialEq, Eq)]
struct Thing {
    #[diesel(sql_type = Text)]
    said: String,
}

const SQLITE_THINGS: &str = "SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || COALESCE(sql, '') AS said FROM sqlite_master \
    WHERE tbl_name <> '__diesel_schema_migrations' ORDER BY 1";

const POSTGRES_THINGS: &str = "SELECT said FROM (\
        SELECT concat_ws(' ', c.relkind, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, \
            pg_get_expr(d.adbin, d.adrelid)) AS said, c.relname, c.relnamespace \
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relkind IN ('r', 'S', 'v') \
    UNION ALL \
        SELECT pg_get_indexdef(i.indexrelid), c.relname, c.relnamespace FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
    UNION ALL \
        SELECT concat_ws(' ', c.relname, o.conname, pg_get_constraintdef(o.oid)), c.relname, c.relnamespace \
        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid) things \
    WHERE relnamespace = 'public'::regnamespace AND relname <> '__diesel_schema_migrations' ORDER BY 1";

/// `conn` is a connection of the test's own, beside the store.
fn up_down_up<C>(address: &StoreAddress, conn: &mut C, migrations: &str, things: impl Fn(&mut C) -> Vec<Thing>)
where
    C: MigrationHarness<C::Backend> + Connection,
{
    let store = Store::connect(address, settings()).unwrap();
    let names = store.migrate().unwrap();
    let first = things(conn);
    assert!(first.len() > names.len(), "the tables are seen: {first:?}");
    let files = FileBasedMigrations::from_path(format!("{}/../../migrations/{migrations}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    assert_eq!(conn.revert_all_migrations(files).unwrap().len(), names.len());
    assert_eq!(things(conn), [], "nothing is left behind");
    assert_eq!(store.migrate().unwrap(), names);
    assert_eq!(things(conn), first);
}

#[test]
fn on_sqlite() {
    let (address, _place) = sqlite_place();
    let StoreAddress::Sqlite(path) = &address else { unreachable!("a SQLite address") };
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;").unwrap();
    up_down_up(&address, &mut conn, "sqlite", |conn| diesel::sql_query(SQLITE_THINGS).load(conn).unwrap());
}

#[test]
fn on_postgres() {
    let (address, _place) = postgres_place();
    let StoreAddress::Postgres(url) = &address else { unreachable!("a PostgreSQL address") };
    let mut conn = PgConnection::establish(url).unwrap();
    up_down_up(&address, &mut conn, "postgres", |conn| diesel::sql_query(POSTGRES_THINGS).load(conn).unwrap());
}
