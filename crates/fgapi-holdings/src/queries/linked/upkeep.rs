//! Removing what is long over.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_vault::Place;

use super::linking::verifier_place;
use super::own::skip_locked;
use super::{Conn, values};
use crate::HoldingsFault;
use crate::records::linked::account_id;

statement! {
    /// Answers whose time is over.
    struct Over { now: i64, limit: i64 }
    binds: now as BigInt, limit as BigInt;
    rows: (Binary, Text);
    sql: "SELECT account, field FROM linked_answers WHERE until <= ? ORDER BY until LIMIT ?"
}

statement! {
    /// An account that nobody holds, held.
    struct TryHold<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: Binary;
    sql: concat!("SELECT l.id FROM linked_accounts l WHERE l.id = ?", skip_locked!())
}

statement! {
    /// Forgets an answer whose time is over.
    struct Forget<'q> { account: &'q [u8], field: &'q str, now: i64 }
    binds: account as Binary, field as Text, now as BigInt;
    rows: ();
    sql: "DELETE FROM linked_answers WHERE account = ? AND field = ? AND until <= ?"
}

statement! {
    /// Forgets journeys whose time is over.
    struct ForgetJourneys { now: i64, limit: i64 }
    binds: now as BigInt, limit as BigInt;
    rows: (Text, Text);
    sql: concat!(
        "DELETE FROM linked_pending WHERE state IN (SELECT state FROM linked_pending WHERE until <= ? ORDER BY until LIMIT ?",
        skip_locked!(), ") RETURNING verifier_service, verifier_field"
    )
}

/// Removes answers and journeys whose time is over, with what is sealed for them; how many. What somebody holds is left for the next time.
///
/// The places of accounts, where answers lie, are before those of journeys.
pub(super) fn purge(conn: &mut Conn, now: UnixSeconds, limit: u32) -> Result<u32, HoldingsFault> {
    let answers = answers(conn, now, limit)?;
    let journeys = journeys(conn, now, limit.saturating_sub(answers))?;
    Ok(answers.saturating_add(journeys))
}

fn answers(conn: &mut Conn, now: UnixSeconds, limit: u32) -> Result<u32, HoldingsFault> {
    let over: Vec<(Vec<u8>, String)> = Over { now: now.0, limit: limit.into() }.load(conn)?;
    let placed = |(account, field): (Vec<u8>, String)| Ok::<_, HoldingsFault>((account_id(&account)?.place(&field)?, account));
    let mut over = over.into_iter().map(placed).collect::<Result<Vec<(Place, Vec<u8>)>, _>>()?;
    over.sort();
    let (mut removed, mut held) = (0, None);
    for (place, account) in over {
        if held.as_ref().is_none_or(|(known, _)| *known != account) {
            let is_held = TryHold { id: &account }.get_result::<Vec<u8>>(conn).optional()?.is_some();
            held = Some((account.clone(), is_held));
        }
        let is_held = held.as_ref().is_some_and(|(_, is_held)| *is_held);
        let forget = Forget { account: &account, field: place.field.as_str(), now: now.0 };
        if is_held && forget.execute(conn)? == 1 {
            values::remove(conn, &place)?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn journeys(conn: &mut Conn, now: UnixSeconds, limit: u32) -> Result<u32, HoldingsFault> {
    let mut verifiers: Vec<(String, String)> = ForgetJourneys { now: now.0, limit: limit.into() }.load(conn)?;
    verifiers.sort();
    for (service, field) in &verifiers {
        values::remove(conn, &verifier_place(service, field)?)?;
    }
    Ok(u32::try_from(verifiers.len()).unwrap_or(u32::MAX))
}
