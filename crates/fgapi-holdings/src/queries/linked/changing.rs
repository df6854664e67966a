//! What customers change of their accounts.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_audit::Entry;
use fgapi_database::statement;
use fgapi_domain::{CustomerId, UnixSeconds};
use fgapi_linked::{AccountId, Acquired, Change};

use super::linking::verifier_place;
use super::own::row_lock;
use super::{Conn, hold_own, logbook, values};
use crate::HoldingsFault;

statement! {
    /// Gives an account a name.
    struct SetName<'q> { id: &'q [u8], customer: &'q str, name: Option<&'q str> }
    binds: name as Nullable<Text>, id as Binary, customer as Text;
    rows: ();
    sql: "UPDATE linked_accounts SET disp_name = ? WHERE id = ? AND customer = ?"
}

statement! {
    /// Gives an account a memo.
    struct SetMemo<'q> { id: &'q [u8], customer: &'q str, memo: Option<&'q str> }
    binds: memo as Nullable<Text>, id as Binary, customer as Text;
    rows: ();
    sql: "UPDATE linked_accounts SET memo = ? WHERE id = ? AND customer = ?"
}

statement! {
    /// Stops the fetching; whoever is at it writes nothing any more.
    struct Suspend<'q> { id: &'q [u8], customer: &'q str }
    binds: id as Binary, customer as Text;
    rows: ();
    sql: "UPDATE linked_accounts SET suspended = TRUE, next_aggregate_at = NULL, fence = fence + 1, lease_until = NULL \
          WHERE id = ? AND customer = ?"
}

statement! {
    /// Begins it again. An account that was not stopped is due when it was.
    struct Resume<'q> { id: &'q [u8], customer: &'q str, now: i64 }
    binds: now as BigInt, id as Binary, customer as Text;
    rows: ();
    sql: "UPDATE linked_accounts SET suspended = FALSE, \
          next_aggregate_at = CASE WHEN automatic AND suspended THEN ? ELSE next_aggregate_at END WHERE id = ? AND customer = ?"
}

statement! {
    /// Forgets the journeys that would link an account anew.
    struct ForgetJourneys<'q> { account: &'q [u8] }
    binds: account as Binary;
    rows: (Text, Text);
    sql: "DELETE FROM linked_pending WHERE account = ? RETURNING verifier_service, verifier_field"
}

statement! {
    /// Removes an account with all that was fetched.
    struct Remove<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: ();
    sql: "DELETE FROM linked_accounts WHERE id = ?"
}

statement! {
    /// What tells when a customer's account may be fetched, held.
    struct Standing<'q> { id: &'q [u8], customer: &'q str }
    binds: id as Binary, customer as Text;
    rows: (Bool, Bool, Nullable<BigInt>);
    sql: concat!(
        "SELECT l.automatic, l.suspended, l.last_aggregated_at FROM linked_accounts l WHERE l.id = ? AND l.customer = ?", row_lock!()
    )
}

statement! {
    /// Makes an account due, unless it is due before.
    struct SetDue<'q> { id: &'q [u8], at: i64 }
    binds: at as BigInt, id as Binary, at as BigInt;
    rows: ();
    sql: "UPDATE linked_accounts SET next_aggregate_at = ? WHERE id = ? AND automatic AND NOT suspended \
          AND (next_aggregate_at IS NULL OR next_aggregate_at > ?)"
}

/// Changes a customer's account, and tells the log.
pub(super) fn change(
    conn: &mut Conn,
    id: AccountId,
    customer: &CustomerId,
    change: &Change,
    now: UnixSeconds,
    note: &Entry,
) -> Result<bool, HoldingsFault> {
    let (id, customer) = (id.0.as_slice(), customer.as_str());
    let changed = match change {
        Change::DispName(name) => SetName { id, customer, name: name.as_ref().map(|name| name.as_str()) }.execute(conn)?,
        Change::Memo(memo) => SetMemo { id, customer, memo: memo.as_ref().map(|memo| memo.as_str()) }.execute(conn)?,
        Change::Suspend => Suspend { id, customer }.execute(conn)?,
        Change::Resume => Resume { id, customer, now: now.0 }.execute(conn)?,
    };
    if changed == 1 {
        logbook::append(conn, note)?;
    }
    Ok(changed == 1)
}

/// Removes a customer's account with all that was fetched and sealed, and tells the log.
pub(super) fn remove(conn: &mut Conn, id: AccountId, customer: &CustomerId, note: &Entry) -> Result<bool, HoldingsFault> {
    if hold_own(conn, id, customer)?.is_none() {
        return Ok(false);
    }
    let mut verifiers: Vec<(String, String)> = ForgetJourneys { account: &id.0 }.load(conn)?;
    verifiers.sort();
    // The places of accounts lie before those of journeys.
    values::remove_of(conn, id)?;
    for (service, field) in verifiers {
        values::remove(conn, &verifier_place(&service, &field)?)?;
    }
    Remove { id: &id.0 }.execute(conn)?;
    logbook::append(conn, note)?;
    Ok(true)
}

/// Makes a customer's account due, though not too soon after its last attempt.
pub(super) fn acquire(
    conn: &mut Conn,
    id: AccountId,
    customer: &CustomerId,
    now: UnixSeconds,
    gap: u32,
) -> Result<Acquired, HoldingsFault> {
    let standing: Option<(bool, bool, Option<i64>)> = Standing { id: &id.0, customer: customer.as_str() }.get_result(conn).optional()?;
    let last = match standing {
        None => return Ok(Acquired::Gone),
        Some((false, ..)) => return Ok(Acquired::NotAutomatic),
        Some((true, true, _)) => return Ok(Acquired::Suspended),
        Some((true, false, last)) => last,
    };
    let earliest = last.map_or(now, |last| UnixSeconds(last).plus(gap.into()).max(now));
    make_due(conn, id, earliest)?;
    Ok(Acquired::Due)
}

/// Makes an account due that the gateway fetches and the customer has not stopped, unless it is due before.
pub(super) fn make_due(conn: &mut Conn, id: AccountId, at: UnixSeconds) -> Result<(), HoldingsFault> {
    SetDue { id: &id.0, at: at.0 }.execute(conn)?;
    Ok(())
}
