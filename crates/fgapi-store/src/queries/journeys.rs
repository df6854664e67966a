//! Consent journeys over the tables: a change is one transaction, decided by the journey's revision.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::upsert::excluded;
use fgapi_consent::{DeviceId, Familiarity, Finish, Journey, JourneyId, JourneyStore, Network, Visit};
use fgapi_database::statement;
use fgapi_domain::{AccountKey, CustomerId, UnixSeconds};
use fgapi_token::{Purged, StoreFault as PortFault};

use super::{Conn, Db, register, upkeep};
use crate::StoreFault;
use crate::journey_record::JourneyRecord;
use crate::schema::{journeys, registered_pins as pins, visits};

statement! {
    /// What is known of a customer's visits: when last, whether on the device, whether on the network.
    struct Familiar<'q> { customer: &'q str, device: &'q [u8], network: &'q str }
    binds: customer as Text, customer as Text, device as Binary, customer as Text, network as Text;
    rows: (Nullable<BigInt>, Bool, Bool);
    sql: "SELECT (SELECT MAX(last_at) FROM visits WHERE customer = ?), \
          EXISTS (SELECT 1 FROM visits WHERE customer = ? AND device = ?), EXISTS (SELECT 1 FROM visits WHERE customer = ? AND network = ?)"
}

/// The journeys of one database.
pub(crate) struct SqlJourneys {
    db: Db,
}

impl SqlJourneys {
    /// Those of this database.
    pub(crate) fn new(db: Db) -> Self {
        Self { db }
    }
}

impl JourneyStore for SqlJourneys {
    fn begin(&self, journey: &Journey) -> Result<(), PortFault> {
        let record = JourneyRecord::from(journey);
        let insert = move |conn: &mut Conn| Ok(diesel::insert_into(journeys::table).values(record).execute(conn).map(drop)?);
        Ok(self.db.write(insert)?)
    }

    fn journey(&self, id: JourneyId) -> Result<Option<Journey>, PortFault> {
        let named = journeys::table.find(id.0.as_bytes().as_slice()).select(JourneyRecord::as_select());
        let record = self.db.read(|conn| Ok(named.first(conn).optional()?))?;
        Ok(record.map(Journey::try_from).transpose()?)
    }

    fn advance(&self, journey: &Journey) -> Result<bool, PortFault> {
        let journey = journey.clone();
        Ok(self.db.write(move |conn| advance(conn, &journey))?)
    }

    fn finish(&self, finish: &Finish) -> Result<bool, PortFault> {
        let mut finish = finish.clone();
        // In one order, so that two journeys of one customer never wait for each other.
        finish.registered.sort_unstable();
        Ok(self.db.write(move |conn| {
            let first = advance(conn, &finish.journey)?;
            if first {
                register::add_auth(conn, &finish.auth_token, &finish.origin)?;
                register_pins(conn, &finish)?;
            }
            Ok(first)
        })?)
    }

    fn familiarity(&self, customer: &CustomerId, device: Option<DeviceId>, network: &Network) -> Result<Familiarity, PortFault> {
        // No device has an empty number.
        let device = device.as_ref().map_or(&[][..], |device| &device.0);
        let familiar = || Familiar { customer: customer.as_str(), device, network: network.as_str() };
        let (last, device_known, network_known): (Option<i64>, bool, bool) = self.db.read(|conn| Ok(familiar().get_result(conn)?))?;
        Ok(Familiarity { device_known, network_known, last_seen: last.map(UnixSeconds) })
    }

    fn note_visit(&self, visit: &Visit) -> Result<(), PortFault> {
        let visit = visit.clone();
        Ok(self.db.write_idempotent(move |conn| {
            diesel::insert_into(visits::table)
                .values((
                    visits::customer.eq(visit.customer.as_str()),
                    visits::device.eq(visit.device.0.as_slice()),
                    visits::network.eq(visit.network.as_str()),
                    visits::last_at.eq(visit.at.0),
                ))
                .on_conflict((visits::customer, visits::device, visits::network))
                .do_update()
                .set(visits::last_at.eq(excluded(visits::last_at)))
                .execute(conn)?;
            Ok(())
        })?)
    }

    fn registered_pins(&self, customer: &CustomerId) -> Result<Vec<AccountKey>, PortFault> {
        let theirs = || pins::table.filter(pins::customer.eq(customer.as_str())).select(pins::account);
        let texts: Vec<String> = self.db.read(|conn| Ok(theirs().load(conn)?))?;
        let parsed: Result<Vec<AccountKey>, _> = texts.iter().map(|text| text.parse()).collect();
        let mut accounts = parsed.map_err(StoreFault::from)?;
        accounts.sort_unstable();
        Ok(accounts)
    }

    fn purge_journeys(&self, now: UnixSeconds, limit: u32) -> Result<Purged, PortFault> {
        Ok(self.db.write_idempotent(move |conn| upkeep::purge_journeys(conn, now, limit))?)
    }
}

/// Writes a journey over its revision before; `false` when the stored one has another.
fn advance(conn: &mut Conn, journey: &Journey) -> Result<bool, StoreFault> {
    let before = journeys::table.find(journey.id.0.as_bytes().as_slice()).filter(journeys::revision.eq(journey.revision - 1));
    Ok(diesel::update(before).set(JourneyRecord::from(journey)).execute(conn)? == 1)
}

/// Registers a journey's PINs, from its consent on; those that are registered already stay.
fn register_pins(conn: &mut Conn, finish: &Finish) -> Result<(), StoreFault> {
    for account in &finish.registered {
        diesel::insert_into(pins::table)
            .values((
                pins::customer.eq(finish.auth_token.customer.as_str()),
                pins::account.eq(account.to_string()),
                pins::registered_at.eq(finish.auth_token.consented_at.0),
            ))
            .on_conflict((pins::customer, pins::account))
            .do_nothing()
            .execute(conn)?;
    }
    Ok(())
}
