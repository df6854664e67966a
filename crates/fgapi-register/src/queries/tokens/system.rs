//! Issue of system tokens under a cap that nobody counts.
//!
//! A client's tokens stand in [`LANES`] lanes, each with its share of the cap and its own ordinals 1, 2, 3 ... A lane has
//! room when the token that stands its share of places before the next one is gone or expired: one index look-up. Two
//! calls that want the same place of the same lane meet in its unique key; the second one waits and tries again. So the calls of one
//! process keep out of each other's lanes, as far as there are any.

use core::sync::atomic::{AtomicU64, Ordering};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable};
use fgapi_database::{DatabaseFault, statement};
use fgapi_domain::UnixSeconds;
use fgapi_token::{IssueSystem, KnownClient, SystemIssued};

use super::here::{self, LANES};
use super::{Conn, Db, SqlTokens};
use crate::RegisterFault;

statement! {
    /// The end of the token that fills each lane; NULL where there is room or no token.
    struct Full<'q> { client: &'q [u8], last: i64, share: i64, wider: i64, now: i64 }
    binds: last as BigInt, client as Binary, client as Binary, wider as BigInt, share as BigInt, now as BigInt;
    rows: (BigInt, Nullable<BigInt>);
    sql: "WITH RECURSIVE lanes (lane) AS (SELECT 0 UNION ALL SELECT lane + 1 FROM lanes WHERE lane < ?) \
          SELECT CAST(lanes.lane AS BIGINT), (SELECT t.expires_at FROM system_tokens t WHERE t.client = ? AND t.lane = lanes.lane \
          AND t.ordinal = (SELECT MAX(m.ordinal) + 1 FROM system_tokens m WHERE m.client = ? AND m.lane = lanes.lane) \
          - (CASE WHEN lanes.lane < ? THEN 1 ELSE 0 END) - ? AND t.expires_at > ?) FROM lanes"
}

/// How often a place is looked for before the client is told to come again.
const ATTEMPTS: usize = 16;

/// The lanes in which this process issues a token just now, a bit for each.
#[derive(Default)]
pub(super) struct Lanes(AtomicU64);

/// A lane in which nobody else of this process issues, unless all are taken. Dropping it lets others in.
struct Taken<'l> {
    lanes: &'l Lanes,
    lane: i64,
    bit: u64,
}

impl Lanes {
    /// Takes a lane. The digest is random, so the lanes fill evenly.
    fn take(&self, command: &IssueSystem) -> Taken<'_> {
        // Those behind have no share of a small limit.
        let used = i64::from(command.limit).clamp(1, LANES);
        let start = i64::from(command.token.as_bytes()[0]).rem_euclid(used);
        for lane in (start..used).chain(0..start) {
            let bit = 1 << lane;
            if self.0.fetch_or(bit, Ordering::AcqRel) & bit == 0 {
                return Taken { lanes: self, lane, bit };
            }
        }
        Taken { lanes: self, lane: start, bit: 0 }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.lanes.0.fetch_and(!self.bit, Ordering::AcqRel);
    }
}

/// Keeps a new system token if the client is still as it was read, in one step; `false` when it is not, or its lane has no room.
pub(super) fn issue_if(tokens: &SqlTokens, client: &KnownClient, command: &IssueSystem) -> Result<bool, RegisterFault> {
    let taken = tokens.lanes.take(command);
    take_place(tokens, command, taken.lane, Some(client))
}

/// Keeps a new system token, or says when there will be room.
pub(super) fn issue(tokens: &SqlTokens, command: &IssueSystem) -> Result<SystemIssued, RegisterFault> {
    let taken = tokens.lanes.take(command);
    let start = taken.lane;
    let mut lane = start;
    for _ in 0..ATTEMPTS {
        if take_place(tokens, command, lane, None)? {
            return Ok(SystemIssued::Issued);
        }
        let full = full_lanes(&tokens.db, command)?;
        let free = |lane: &i64| share(command, *lane) > 0 && !full.iter().any(|(number, _)| number == lane);
        match (start..LANES).chain(0..start).find(free) {
            Some(free) => lane = free,
            None => return Ok(SystemIssued::AtLimit { free_at: full.iter().map(|(_, end)| *end).min().unwrap_or(command.expires_at) }),
        }
    }
    Err(DatabaseFault::Busy.into())
}

/// How many tokens may live in a lane.
fn share(command: &IssueSystem, lane: i64) -> i64 {
    let limit = i64::from(command.limit);
    limit / LANES + i64::from(lane < limit.rem_euclid(LANES))
}

fn take_place(tokens: &SqlTokens, command: &IssueSystem, lane: i64, client: Option<&KnownClient>) -> Result<bool, RegisterFault> {
    let share = share(command, lane);
    if share == 0 {
        return Ok(false);
    }
    here::take_place(&tokens.db, &tokens.lines, command, (lane, share), client)
}

/// Lanes without room, and when each gets some.
fn full_lanes(db: &Db, command: &IssueSystem) -> Result<Vec<(i64, UnixSeconds)>, RegisterFault> {
    let limit = i64::from(command.limit);
    let lanes: Vec<(i64, Option<i64>)> = db.read(|conn: &mut Conn| {
        let client = command.client.0.as_bytes();
        Ok(Full { client, last: LANES - 1, share: limit / LANES, wider: limit.rem_euclid(LANES), now: command.now.0 }.load(conn)?)
    })?;
    Ok(lanes.into_iter().filter_map(|(lane, end)| end.map(|end| (lane, UnixSeconds(end)))).collect())
}
