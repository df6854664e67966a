//! The catalogue of services.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_linked::{Imported, KeptService, ServiceId};

use super::{Conn, hold, logbook};
use crate::HoldingsFault;
use crate::records::linked::{ServiceRecord, service_id};
use crate::records::narrow;
use crate::schema::linked_services::dsl as of;

/// Catalogues are imported one at a time: each looks first at what another could change. The number is three more than that under
/// which migrations run.
const CATALOGUE: i64 = 0x66_67_61_70_6c;

statement! {
    /// Adds a service, or replaces it.
    struct Put<'q> { id: i64, text: &'q str, automatic: bool, concurrency: i64, timeout_seconds: i64 }
    binds: id as BigInt, text as Text, automatic as Bool, concurrency as BigInt, timeout_seconds as BigInt;
    rows: ();
    sql: "INSERT INTO linked_services (id, text, automatic, concurrency, timeout_seconds) VALUES (?, ?, ?, ?, ?) \
          ON CONFLICT (id) DO UPDATE SET text = excluded.text, automatic = excluded.automatic, concurrency = excluded.concurrency, \
          timeout_seconds = excluded.timeout_seconds"
}

statement! {
    /// Whether there is such a service.
    struct Exists { id: i64 }
    binds: id as BigInt;
    rows: Bool;
    sql: "SELECT EXISTS (SELECT 1 FROM linked_services WHERE id = ?)"
}

statement! {
    /// Accounts of each service, and those of them that failed last.
    struct Counts {}
    binds: ;
    rows: (BigInt, BigInt, BigInt);
    sql: "SELECT s.id, COUNT(a.service), COUNT(a.error) FROM linked_services s LEFT JOIN linked_accounts a ON a.service = s.id \
          GROUP BY s.id ORDER BY s.id"
}

/// Takes services over, and tells the log.
pub(super) fn import(conn: &mut Conn, services: &[KeptService], note: &Entry) -> Result<Imported, HoldingsFault> {
    hold(conn, CATALOGUE)?;
    let ids: Vec<i64> = services.iter().map(|service| service.id.0.into()).collect();
    let known = of::linked_services.filter(of::id.eq_any(&ids)).select(ServiceRecord::as_select()).load(conn)?;
    let mut known: HashMap<i64, ServiceRecord> = known.into_iter().map(|record| (record.id, record)).collect();
    let mut imported = Imported::default();
    for service in services {
        let record = ServiceRecord::from(service);
        match known.get(&record.id) {
            Some(before) if *before == record => {
                imported.unchanged += 1;
                continue;
            }
            Some(_) => imported.changed += 1,
            None => imported.added += 1,
        }
        let KeptService { id, text, automatic, concurrency, timeout_seconds } = service;
        let (concurrency, timeout_seconds) = ((*concurrency).into(), (*timeout_seconds).into());
        Put { id: id.0.into(), text, automatic: *automatic, concurrency, timeout_seconds }.execute(conn)?;
        known.insert(record.id, record);
    }
    logbook::append(conn, note)?;
    Ok(imported)
}

/// All services, by id.
pub(super) fn all(conn: &mut Conn) -> Result<Vec<KeptService>, HoldingsFault> {
    let records = of::linked_services.order(of::id).select(ServiceRecord::as_select()).load(conn)?;
    records.into_iter().map(KeptService::try_from).collect()
}

/// Those with these ids, by id.
pub(super) fn named(conn: &mut Conn, ids: &[ServiceId]) -> Result<Vec<KeptService>, HoldingsFault> {
    let ids = ids.iter().map(|id| i64::from(id.0));
    let records = of::linked_services.filter(of::id.eq_any(ids)).order(of::id).select(ServiceRecord::as_select()).load(conn)?;
    records.into_iter().map(KeptService::try_from).collect()
}

/// Whether there is such a service. None ever goes.
pub(super) fn exists(conn: &mut Conn, id: ServiceId) -> Result<bool, HoldingsFault> {
    Ok(Exists { id: id.0.into() }.get_result(conn)?)
}

/// Accounts of each service, and those of them that failed last.
pub(super) fn counts(conn: &mut Conn) -> Result<Vec<(ServiceId, u32, u32)>, HoldingsFault> {
    let rows: Vec<(i64, i64, i64)> = Counts {}.load(conn)?;
    let count = |(id, all, failed)| Ok((service_id(id)?, narrow(all, "a count")?, narrow(failed, "a count")?));
    rows.into_iter().map(count).collect()
}
