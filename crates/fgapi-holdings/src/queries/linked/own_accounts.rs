//! What a customer does with their own accounts.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_database::statement;
use fgapi_domain::{CustomerId, LongText, ShortText, UnixSeconds};
use fgapi_linked::{AccountId, Acquired, Change};
use fgapi_vault::{Owner, Place};

use super::Conn;
use super::own::row_lock;
use super::vault::values;
use crate::HoldingsFault;

statement! {
    /// Sets the customer's own name.
    struct SetName<'q> { name: Option<&'q str>, id: &'q [u8], customer: &'q str }
    binds: name as Nullable<Text>, id as Binary, customer as Text;
    rows: ();
    sql: "UPDATE linked_accounts SET disp_name = ? WHERE id = ? AND customer = ?"
}

statement! {
    /// Sets the customer's memo.
    struct SetMemo<'q> { memo: Option<&'q str>, id: &'q [u8], customer: &'q str }
    binds: memo as Nullable<Text>, id as Binary, customer as Text;
    rows: ();
    sql: "UPDATE linked_accounts SET memo = ? WHERE id = ? AND customer = ?"
}

statement! {
    /// Stops the fetching; a lease that is out is void.
    struct Suspend<'q> { id: &'q [u8], customer: &'q str }
    binds: id as Binary, customer as Text;
    rows: ();
    sql: "UPDATE linked_accounts SET suspended = TRUE, fence = fence + 1, lease_until = NULL, next_aggregate_at = NULL \
          WHERE id = ? AND customer = ?"
}

statement! {
    /// Takes the fetching up again. One that was not stopped is due when it was.
    struct Resume<'q> { now: i64, id: &'q [u8], customer: &'q str }
    binds: now as BigInt, id as Binary, customer as Text;
    rows: ();
    sql: "UPDATE linked_accounts SET next_aggregate_at = CASE WHEN suspended THEN ? ELSE next_aggregate_at END, suspended = FALSE \
          WHERE id = ? AND customer = ?"
}

statement! {
    /// Removes an account with all that hangs on it.
    struct Remove<'q> { id: &'q [u8], customer: &'q str }
    binds: id as Binary, customer as Text;
    rows: ();
    sql: "DELETE FROM linked_accounts WHERE id = ? AND customer = ?"
}

statement! {
    /// Forgets the journeys on which an account is linked anew.
    struct Forget<'q> { account: &'q [u8] }
    binds: account as Binary;
    rows: (Text, Text);
    sql: "DELETE FROM linked_pending WHERE account = ? RETURNING verifier_service, verifier_field"
}

statement! {
    /// How an account's fetching stands, held.
    struct Standing<'q> { id: &'q [u8], customer: &'q str }
    binds: id as Binary, customer as Text;
    rows: (Bool, Bool, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>);
    sql: concat!(
        "SELECT l.suspended, l.automatic, l.lease_until, l.last_aggregated_at, l.next_aggregate_at FROM linked_accounts l \
         WHERE l.id = ? AND l.customer = ?", row_lock!()
    )
}

statement! {
    /// Makes an account due then.
    struct SetDue<'q> { due: i64, id: &'q [u8] }
    binds: due as BigInt, id as Binary;
    rows: ();
    sql: "UPDATE linked_accounts SET next_aggregate_at = ? WHERE id = ?"
}

/// Changes an account; `false` when there is none of the customer's.
pub(super) fn change(
    conn: &mut Conn,
    id: AccountId,
    customer: &CustomerId,
    change: &Change,
    now: UnixSeconds,
) -> Result<bool, HoldingsFault> {
    let (id, customer) = (id.0.as_slice(), customer.as_str());
    let changed = match change {
        Change::DispName(name) => SetName { name: name.as_ref().map(ShortText::as_str), id, customer }.execute(conn)?,
        Change::Memo(memo) => SetMemo { memo: memo.as_ref().map(LongText::as_str), id, customer }.execute(conn)?,
        Change::Suspend => Suspend { id, customer }.execute(conn)?,
        Change::Resume => Resume { now: now.0, id, customer }.execute(conn)?,
    };
    Ok(changed == 1)
}

/// Removes an account with all that was fetched and sealed; `false` when there is none of the customer's.
pub(super) fn remove(conn: &mut Conn, id: AccountId, customer: &CustomerId) -> Result<bool, HoldingsFault> {
    let remove = Remove { id: &id.0, customer: customer.as_str() };
    if remove.execute(conn)? == 0 {
        return Ok(false);
    }
    values::remove_of(conn, id)?;
    let mut verifiers: Vec<(String, String)> = Forget { account: &id.0 }.load(conn)?;
    verifiers.sort_unstable();
    for (service, field) in verifiers {
        values::remove(conn, &Place::new(Owner::House, service.parse()?, field.parse()?))?;
    }
    Ok(true)
}

/// Makes an account due, though not too soon after its last attempt.
pub(super) fn acquire(
    conn: &mut Conn,
    id: AccountId,
    customer: &CustomerId,
    now: UnixSeconds,
    gap: u32,
) -> Result<Acquired, HoldingsFault> {
    type Row = (bool, bool, Option<i64>, Option<i64>, Option<i64>);
    let row: Option<Row> = Standing { id: &id.0, customer: customer.as_str() }.get_result(conn).optional()?;
    let (lease, last, next) = match row {
        None => return Ok(Acquired::Gone),
        Some((true, ..)) => return Ok(Acquired::Suspended),
        Some((_, false, ..)) => return Ok(Acquired::NotAutomatic),
        Some((_, _, lease, last, next)) => (lease, last, next),
    };
    let earliest = last.map_or(now.0, |last| now.0.max(last.saturating_add(gap.into())));
    let somebody_is_at_it = lease.is_some_and(|until| now.0 < until);
    if !somebody_is_at_it && next.is_none_or(|next| earliest < next) {
        SetDue { due: earliest, id: &id.0 }.execute(conn)?;
    }
    Ok(Acquired::Due)
}
