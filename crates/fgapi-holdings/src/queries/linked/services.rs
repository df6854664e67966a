//! The catalogue.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use fgapi_database::statement;
use fgapi_linked::{Imported, KeptService, ServiceId};

use super::Conn;
use crate::HoldingsFault;
use crate::records::linked::ServiceRecord;
use crate::schema::linked_services;

statement! {
    /// Adds a service, or replaces it.
    struct Put<'q> { id: i64, text: &'q str, automatic: bool, concurrency: i64, timeout_seconds: i64 }
    binds: id as BigInt, text as Text, automatic as Bool, concurrency as BigInt, timeout_seconds as BigInt;
    rows: ();
    sql: "INSERT INTO linked_services (id, text, automatic, concurrency, timeout_seconds) VALUES (?, ?, ?, ?, ?) \
          ON CONFLICT (id) DO UPDATE SET text = excluded.text, automatic = excluded.automatic, concurrency = excluded.concurrency, \
          timeout_seconds = excluded.timeout_seconds"
}

/// Adds services and replaces those that are not as they were.
pub(super) fn import(conn: &mut Conn, services: &[KeptService]) -> Result<Imported, HoldingsFault> {
    let ids: Vec<ServiceId> = services.iter().map(|service| service.id).collect();
    let known: HashMap<i64, ServiceRecord> = read(conn, Some(&ids))?.into_iter().map(|record| (record.id, record)).collect();
    // Always in the same order: two imports at once wait for each other, and not in a ring.
    let mut records: Vec<ServiceRecord> = services.iter().map(ServiceRecord::from).collect();
    records.sort_by_key(|record| record.id);
    let mut imported = Imported::default();
    for record in records {
        match known.get(&record.id) {
            Some(before) if *before == record => {
                imported.unchanged += 1;
                continue;
            }
            Some(_) => imported.changed += 1,
            None => imported.added += 1,
        }
        let ServiceRecord { id, text, automatic, concurrency, timeout_seconds } = record;
        Put { id, text: &text, automatic, concurrency, timeout_seconds }.execute(conn)?;
    }
    Ok(imported)
}

/// All services by id.
pub(super) fn all(conn: &mut Conn) -> Result<Vec<KeptService>, HoldingsFault> {
    read(conn, None)?.into_iter().map(KeptService::try_from).collect()
}

/// The services with these ids, by id.
pub(super) fn named(conn: &mut Conn, ids: &[ServiceId]) -> Result<Vec<KeptService>, HoldingsFault> {
    read(conn, Some(ids))?.into_iter().map(KeptService::try_from).collect()
}

fn read(conn: &mut Conn, ids: Option<&[ServiceId]>) -> Result<Vec<ServiceRecord>, HoldingsFault> {
    let all = linked_services::table.order(linked_services::id).select(ServiceRecord::as_select());
    Ok(match ids {
        None => all.load(conn)?,
        Some(ids) => {
            let ids: Vec<i64> = ids.iter().map(|id| id.0.into()).collect();
            all.filter(linked_services::id.eq_any(ids)).load(conn)?
        }
    })
}
