//! Leases: who fetches which account, and until when. Of a service that is held the living leases are counted, and another is given
//! while there is room; so no two of all nodes go beyond its concurrency, or take the same account.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable};
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_linked::{AccountId, Kept, Lease, LeaseAsk, LinkedAccount};
use fgapi_vault::{Put, SealedValue};

use super::own::{row_lock, skip_locked, turn_lock};
use super::vault::values;
use super::{Conn, accounts, kept};
use crate::HoldingsFault;
use crate::records::linked::account_id;

statement! {
    /// Services that have room and an account that is due; the one of whose accounts one has been due longest comes first.
    struct ServicesDue { now: i64 }
    binds: now as BigInt, now as BigInt, now as BigInt;
    rows: BigInt;
    sql: "WITH w AS MATERIALIZED (SELECT s.id, s.concurrency, \
            (SELECT a.next_aggregate_at FROM linked_accounts a WHERE a.service = s.id AND a.automatic AND NOT a.suspended \
                AND a.next_aggregate_at <= ? AND (a.lease_until IS NULL OR a.lease_until <= ?) ORDER BY a.next_aggregate_at LIMIT 1) AS due, \
            (SELECT COUNT(*) FROM linked_accounts k WHERE k.service = s.id AND k.lease_until > ?) AS living \
            FROM linked_services s) \
          SELECT w.id FROM w WHERE w.due IS NOT NULL AND w.living < w.concurrency ORDER BY w.due, w.id"
}

statement! {
    /// A service, held.
    struct Service { id: i64 }
    binds: id as BigInt;
    rows: (BigInt, BigInt, BigInt);
    sql: concat!("SELECT l.id, l.concurrency, l.timeout_seconds FROM linked_services l WHERE l.id = ?", turn_lock!())
}

statement! {
    /// The service of an account, held.
    struct ServiceOf<'q> { account: &'q [u8] }
    binds: account as Binary;
    rows: (BigInt, BigInt, BigInt);
    sql: concat!(
        "SELECT l.id, l.concurrency, l.timeout_seconds FROM linked_services l JOIN linked_accounts a ON a.service = l.id WHERE a.id = ?",
        turn_lock!()
    )
}

statement! {
    /// Leases what has been due longest at a service that has room. What somebody changes at this moment is left for the next time. It is
    /// due again when its lease is over, behind what was due before: one whose workers always die keeps nobody else from being fetched.
    struct TakeDue { until: i64, service: i64, now: i64, concurrency: i64 }
    binds: until as BigInt, until as BigInt, service as BigInt, now as BigInt, concurrency as BigInt, service as BigInt, now as BigInt,
        now as BigInt;
    rows: (Binary, BigInt);
    sql: concat!(
        "UPDATE linked_accounts SET fence = fence + 1, lease_until = ?, next_aggregate_at = ? \
         WHERE (SELECT COUNT(*) FROM linked_accounts k WHERE k.service = ? AND k.lease_until > ?) < ? AND id = (\
            SELECT a.id FROM linked_accounts a WHERE a.service = ? AND a.automatic AND NOT a.suspended AND a.next_aggregate_at <= ? \
            AND (a.lease_until IS NULL OR a.lease_until <= ?) ORDER BY a.next_aggregate_at LIMIT 1",
        skip_locked!(), ") RETURNING id, fence"
    )
}

statement! {
    /// Leases an account that the gateway does not fetch by itself.
    struct TakeThis<'q> { until: i64, service: i64, now: i64, concurrency: i64, id: &'q [u8] }
    binds: until as BigInt, service as BigInt, now as BigInt, concurrency as BigInt, id as Binary, now as BigInt;
    rows: (Binary, BigInt);
    sql: "UPDATE linked_accounts SET fence = fence + 1, lease_until = ? \
          WHERE (SELECT COUNT(*) FROM linked_accounts k WHERE k.service = ? AND k.lease_until > ?) < ? \
          AND id = ? AND NOT automatic AND NOT suspended AND (lease_until IS NULL OR lease_until <= ?) RETURNING id, fence"
}

statement! {
    /// An account under a lease, held.
    struct Leased<'q> { id: &'q [u8], fence: i64 }
    binds: id as Binary, fence as BigInt;
    rows: Nullable<BigInt>;
    sql: concat!(
        "SELECT l.consent_until FROM linked_accounts l WHERE l.id = ? AND l.fence = ? AND l.lease_until IS NOT NULL", row_lock!()
    )
}

statement! {
    /// Whether there is an account.
    struct IsThere<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: Binary;
    sql: "SELECT id FROM linked_accounts WHERE id = ?"
}

statement! {
    /// Notes until when the consent lasts.
    struct SetConsent<'q> { until: Option<i64>, id: &'q [u8] }
    binds: until as Nullable<BigInt>, id as Binary;
    rows: ();
    sql: "UPDATE linked_accounts SET consent_until = ? WHERE id = ?"
}

type ServiceRow = (i64, i64, i64);

/// Services that have room and something due, in the order in which they are to be tried.
pub(super) fn services_due(conn: &mut Conn, now: UnixSeconds) -> Result<Vec<i64>, HoldingsFault> {
    Ok(ServicesDue { now: now.0 }.load(conn)?)
}

/// Leases an account.
pub(super) fn take(conn: &mut Conn, ask: &LeaseAsk, services: &[i64]) -> Result<Option<(LinkedAccount, Lease)>, HoldingsFault> {
    let now = ask.now.0;
    let until = |timeout: i64| now.saturating_add(timeout).saturating_add(ask.margin_seconds.into());
    if let Some(account) = ask.account {
        let held: Option<ServiceRow> = ServiceOf { account: &account.0 }.get_result(conn).optional()?;
        let Some((service, concurrency, timeout)) = held else { return Ok(None) };
        let take = TakeThis { until: until(timeout), service, now, concurrency, id: &account.0 };
        let row = take.get_result(conn).optional()?;
        return taken(conn, row, until(timeout));
    }
    for service in services {
        let held: Option<ServiceRow> = Service { id: *service }.get_result(conn).optional()?;
        let Some((service, concurrency, timeout)) = held else { continue };
        let row = TakeDue { until: until(timeout), service, now, concurrency }.get_result(conn).optional()?;
        if row.is_some() {
            return taken(conn, row, until(timeout));
        }
    }
    Ok(None)
}

fn taken(conn: &mut Conn, row: Option<(Vec<u8>, i64)>, until: i64) -> Result<Option<(LinkedAccount, Lease)>, HoldingsFault> {
    let Some((id, fence)) = row else { return Ok(None) };
    let account = accounts::whole(conn, account_id(&id)?)?;
    Ok(account.map(|account| (account, Lease { fence, until: UnixSeconds(until) })))
}

/// Whether this is an account's newest lease, and not given back; the account is held from now on.
pub(super) fn is_held(conn: &mut Conn, id: AccountId, fence: i64) -> Result<bool, HoldingsFault> {
    Ok(leased(conn, id, fence)?.is_some())
}

/// Until when the consent lasts of an account that is under this lease.
fn leased(conn: &mut Conn, id: AccountId, fence: i64) -> Result<Option<Option<i64>>, HoldingsFault> {
    Ok(Leased { id: &id.0, fence }.get_result(conn).optional()?)
}

/// Keeps new tokens of a leased account.
pub(super) fn put_tokens(
    conn: &mut Conn,
    id: AccountId,
    fence: i64,
    tokens: &SealedValue,
    consent_until: Option<UnixSeconds>,
) -> Result<Kept, HoldingsFault> {
    let Some(before) = leased(conn, id, fence)? else {
        let there: Option<Vec<u8>> = IsThere { id: &id.0 }.get_result(conn).optional()?;
        return Ok(if there.is_some() { Kept::Late } else { Kept::Gone });
    };
    let put = values::put(conn, std::slice::from_ref(tokens))?;
    let until = consent_until.map(|until| until.0);
    if put == Put::Done && until != before {
        SetConsent { until, id: &id.0 }.execute(conn)?;
    }
    Ok(kept(put))
}
