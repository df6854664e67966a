//! What is asked of PostgreSQL beside the laws.

use diesel::connection::SimpleConnection;
use diesel::sql_types::Binary;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl};
use fgapi_store::{Store, StoreAddress};
use fgapi_testkit::token::{Stage, secrecy};

use super::{answers_like_memory, two_nodes};
use crate::support::{postgres_place, settings};

#[test]
fn random_histories_are_answered_as_by_memory() {
    let mut places = Vec::new();
    let places = std::cell::RefCell::new(&mut places);
    answers_like_memory(|| {
        let (address, place) = postgres_place();
        places.borrow_mut().push(place);
        let store = Store::connect(&address, settings()).unwrap();
        store.migrate().unwrap();
        store
    });
}

#[derive(QueryableByName)]
struct File {
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
}

#[test]
fn no_file_holds_a_token_in_clear() {
    let (address, place) = postgres_place();
    let StoreAddress::Postgres(url) = address.clone() else { unreachable!("a PostgreSQL address") };
    let stage = Stage::over(two_nodes((address, place)));
    secrecy::nothing_persisted_opens_anything(&stage, || {
        let mut conn = PgConnection::establish(&url).unwrap();
        conn.batch_execute("CHECKPOINT").unwrap();
        let tables = "SELECT pg_read_binary_file(pg_relation_filepath(c.oid)) AS content FROM pg_class c \
                      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')";
        let files: Vec<File> = diesel::sql_query(tables).load(&mut conn).unwrap();
        files.into_iter().flat_map(|file| file.content).collect()
    });
}
