//! Who fetches which account: leases with a fencing number, no more of a service than it bears.
//!
//! Whoever leases holds the service's row, so leases of a service are given one after another, by whichever node. What is due is found by
//! an index that begins with what has been due longest; only accounts that somebody is at are passed over, and of these a service has no
//! more than its concurrency. However many accounts there are, a lease costs the same.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable};
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_linked::{AccountId, Kept, Lease, LeaseAsk, LinkedAccount};
use fgapi_vault::SealedValue;

use super::accounts::whole;
use super::own::{skip_locked, turn_lock, turn_or_skip_lock};
use super::{Conn, Holding, hold_leased, keep};
use crate::HoldingsFault;
use crate::records::linked::account_id;

/// So many services are looked at in one turn.
const CANDIDATES: i64 = 8;

/// What makes the account `a` due: it comes with two times.
macro_rules! due {
    () => {
        "a.automatic AND NOT a.suspended AND a.next_aggregate_at <= ? AND (a.lease_until IS NULL OR a.lease_until <= ?)"
    };
}

statement! {
    /// Services with an account that is due and room for a lease, by what has been due longest.
    struct Candidates { now: i64, limit: i64 }
    binds: now as BigInt, now as BigInt, now as BigInt, limit as BigInt;
    rows: BigInt;
    sql: concat!(
        "WITH d AS MATERIALIZED (\
            SELECT s.id, (SELECT a.next_aggregate_at FROM linked_accounts a WHERE a.service = s.id AND ", due!(),
        " ORDER BY a.next_aggregate_at LIMIT 1) AS due FROM linked_services s \
            WHERE s.concurrency > (SELECT COUNT(*) FROM linked_accounts w WHERE w.service = s.id AND w.lease_until > ?)) \
         SELECT d.id FROM d WHERE d.due IS NOT NULL ORDER BY d.due, d.id LIMIT ?"
    )
}

statement! {
    /// A service, held: its concurrency and its time-out.
    struct HoldService { id: i64 }
    binds: id as BigInt;
    rows: (BigInt, BigInt);
    sql: concat!("SELECT l.concurrency, l.timeout_seconds FROM linked_services l WHERE l.id = ?", turn_lock!())
}

statement! {
    /// The same, unless somebody else leases from it at this moment.
    struct TryHoldService { id: i64 }
    binds: id as BigInt;
    rows: (BigInt, BigInt);
    sql: concat!("SELECT l.concurrency, l.timeout_seconds FROM linked_services l WHERE l.id = ?", turn_or_skip_lock!())
}

/// What leaves room for a lease: it comes with the service, a time and its concurrency.
macro_rules! room {
    () => {
        "(SELECT COUNT(*) FROM linked_accounts w WHERE w.service = ? AND w.lease_until > ?) < ?"
    };
}

statement! {
    /// Leases what of a service that is held has been due longest, if there is room. One that its customer changes at this moment is left
    /// for the next turn.
    struct TakeLongest { service: i64, until: i64, now: i64, concurrency: i64 }
    binds: until as BigInt, service as BigInt, now as BigInt, concurrency as BigInt, service as BigInt, now as BigInt, now as BigInt;
    rows: Binary;
    sql: concat!(
        "UPDATE linked_accounts SET fence = fence + 1, lease_until = ? WHERE ", room!(), " AND id = (\
         SELECT a.id FROM linked_accounts a WHERE a.service = ? AND ", due!(), " ORDER BY a.next_aggregate_at LIMIT 1",
        skip_locked!(), ") RETURNING id"
    )
}

statement! {
    /// The service of an account; it never changes.
    struct ServiceOf<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: BigInt;
    sql: "SELECT service FROM linked_accounts WHERE id = ?"
}

statement! {
    /// Leases an account that a program fetches, if there is room, unless it is stopped or somebody is at it.
    struct TakeManual<'q> { id: &'q [u8], service: i64, until: i64, now: i64, concurrency: i64 }
    binds: until as BigInt, service as BigInt, now as BigInt, concurrency as BigInt, id as Binary, now as BigInt;
    rows: ();
    sql: concat!(
        "UPDATE linked_accounts SET fence = fence + 1, lease_until = ? WHERE ", room!(),
        " AND id = ? AND NOT automatic AND NOT suspended AND (lease_until IS NULL OR lease_until <= ?)"
    )
}

statement! {
    /// Notes until when the customer's consent lasts.
    struct SetConsent<'q> { id: &'q [u8], until: Option<i64> }
    binds: until as Nullable<BigInt>, id as Binary;
    rows: ();
    sql: "UPDATE linked_accounts SET consent_until = ? WHERE id = ?"
}

/// Whether there is an account to lease: workers who find nothing write nothing.
pub(super) fn is_anything_due(conn: &mut Conn, now: UnixSeconds) -> Result<bool, HoldingsFault> {
    Ok(!Candidates { now: now.0, limit: 1 }.load::<i64>(conn)?.is_empty())
}

/// Leases an account.
pub(super) fn lease(conn: &mut Conn, ask: &LeaseAsk) -> Result<Option<(LinkedAccount, Lease)>, HoldingsFault> {
    let leased = match ask.account {
        Some(id) => manual(conn, id, ask)?.then_some(id),
        None => longest_due(conn, ask)?,
    };
    let account = leased.map(|id| whole(conn, id)).transpose()?.flatten();
    Ok(account.and_then(|account| account.lease.map(|lease| (account, lease))))
}

/// A service's concurrency and time-out.
type Pace = (i64, i64);

fn longest_due(conn: &mut Conn, ask: &LeaseAsk) -> Result<Option<AccountId>, HoldingsFault> {
    let services: Vec<i64> = Candidates { now: ask.now.0, limit: CANDIDATES }.load(conn)?;
    let mut is_free = true;
    for service in &services {
        let pace: Option<Pace> = TryHoldService { id: *service }.get_result(conn).optional()?;
        if let Some(pace) = pace {
            is_free = false;
            if let Some(id) = longest_of(conn, *service, pace, ask)? {
                return Ok(Some(id));
            }
        }
    }
    // Others lease from all of them: wait for one. Whoever waits holds no other service, so nobody waits in a ring.
    let Some(service) = services.first().filter(|_| is_free) else { return Ok(None) };
    let pace: Option<Pace> = HoldService { id: *service }.get_result(conn).optional()?;
    pace.map_or(Ok(None), |pace| longest_of(conn, *service, pace, ask))
}

/// Leases what of a service that is held has been due longest. What was seen before it was held does not count.
fn longest_of(conn: &mut Conn, service: i64, pace: Pace, ask: &LeaseAsk) -> Result<Option<AccountId>, HoldingsFault> {
    let take = TakeLongest { service, until: until(pace, ask), now: ask.now.0, concurrency: pace.0 };
    let id: Option<Vec<u8>> = take.get_result(conn).optional()?;
    id.as_deref().map(account_id).transpose()
}

/// Leases an account that a program fetches.
fn manual(conn: &mut Conn, id: AccountId, ask: &LeaseAsk) -> Result<bool, HoldingsFault> {
    let service: Option<i64> = ServiceOf { id: &id.0 }.get_result(conn).optional()?;
    let Some(service) = service else { return Ok(false) };
    let pace: Pace = HoldService { id: service }.get_result(conn)?;
    let take = TakeManual { id: &id.0, service, until: until(pace, ask), now: ask.now.0, concurrency: pace.0 };
    Ok(take.execute(conn)? == 1)
}

fn until((_, timeout): Pace, ask: &LeaseAsk) -> i64 {
    ask.now.plus(timeout.saturating_add(ask.margin_seconds.into())).0
}

/// Keeps new tokens of a leased account.
pub(super) fn put_tokens(
    conn: &mut Conn,
    id: AccountId,
    fence: i64,
    tokens: &SealedValue,
    consent_until: Option<UnixSeconds>,
) -> Result<Kept, HoldingsFault> {
    match hold_leased(conn, id, fence)? {
        Holding::Newest => {}
        Holding::Late => return Ok(Kept::Late),
        Holding::Gone => return Ok(Kept::Gone),
    }
    let kept = keep(conn, std::slice::from_ref(tokens))?;
    if kept == Kept::Done {
        SetConsent { id: &id.0, until: consent_until.map(|until| until.0) }.execute(conn)?;
    }
    Ok(kept)
}
