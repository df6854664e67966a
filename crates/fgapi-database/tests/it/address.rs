//! What names a store.

use fgapi_database::StoreAddress;

#[test]
fn a_postgres_url_is_one_that_libpq_reads_alike() {
    for fine in [
        "postgres://u:p@127.0.0.1:5/d",
        "postgresql://u:p%40%2f:x@[::1]:5/d?connect_timeout=3&application_name=a%20b",
        "postgres://u:p+^!@%2Frun%2Fpg,localhost:5/d",
        "postgres://localhost",
        "postgres:///d?",
    ] {
        assert!(matches!(fine.parse(), Ok(StoreAddress::Postgres(_))), "{fine}");
    }
    for bad in [
        "mysql://u:s3cret@127.0.0.1/d",
        "postgres://u:p%zzs3cret@127.0.0.1/d",
        "postgres://u:p%00s3cret@127.0.0.1/d",
        "postgres://u:s3cret%@127.0.0.1/d",
        "postgres://u:s3cret%é@127.0.0.1/d",
        "postgres://u:s3cret@[::1/d",
        "postgres://u:s3cret@[]/d",
        "postgres://u:s3cret@[::1]x/d",
        "postgres://u:s3@cret@127.0.0.1/d",
        "postgres://u:s3/cret@127.0.0.1/d",
        "postgres://u:s3?cret@127.0.0.1/d",
        "postgres://localhost:5?x=@db.example/d",
        "postgres://u:s3#cret@127.0.0.1/d",
        "postgres://u:s3 cret@127.0.0.1/d",
        "postgres://u:s3cret@127.0.0.1:port/d",
        "postgres://u:s3cret@127.0.0.1/d?%68ost=db",
        "postgres://u:s3cret@127.0.0.1/d?a=b=c",
        "postgres://u:s3cret@127.0.0.1/d?a&b",
    ] {
        assert!(bad.parse::<StoreAddress>().is_err(), "{bad}");
    }
}

#[test]
fn a_sqlite_file_is_named_by_its_path_only() {
    for bad in ["", "sqlite:", ":memory:", "file:a.db?mode=memory", "sqlite:file:a.db"] {
        assert!(bad.parse::<StoreAddress>().is_err(), "{bad}");
    }
}
