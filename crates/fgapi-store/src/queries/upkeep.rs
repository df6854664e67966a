//! What runs beside the calls: removing what is long over, and the mark below which no clock goes.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use fgapi_consent::VISIT_SECONDS;
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_token::Purged;

use super::super::tokens::skip_locked;
use super::Conn;
use crate::StoreFault;

macro_rules! purge {
    ($(#[$doc:meta])* $name:ident: $table:literal by $key:literal, $time:literal) => {
        purge!(@ $(#[$doc])* $name: concat!("DELETE FROM ", $table), $table, $key, concat!($time, " <= ?"), $time);
    };
    (@ $(#[$doc:meta])* $name:ident: $change:expr, $table:literal, $key:literal, $over:expr, $time:literal) => {
        statement! {
            $(#[$doc])*
            struct $name { over: i64, limit: i64 }
            binds: over as BigInt, limit as BigInt;
            rows: ();
            sql: concat!(
                $change, " WHERE (", $key, ") IN (SELECT ", $key, " FROM ", $table, " WHERE ", $over, " ORDER BY ", $time, " LIMIT ?",
                skip_locked!(), ")"
            )
        }
    };
}
purge!(
    /// Removes access and refresh tokens.
    PurgeTokens: "tokens" by "digest", "expires_at"
);
purge!(
    /// Removes system tokens.
    PurgeSystemTokens: "system_tokens" by "digest", "expires_at"
);
purge!(
    /// Removes auth tokens.
    PurgeAuthTokens: "auth_tokens" by "digest", "expires_at"
);
purge!(
    /// Removes kept answers.
    PurgeAnswers: "idempotency" by "key", "expires_at"
);
purge!(@
    /// Clears staged PINs.
    ClearStaged: "UPDATE journeys SET staged = NULL", "journeys", "id", "staged IS NOT NULL AND expires_at <= ?", "expires_at"
);
purge!(
    /// Removes journeys.
    PurgeJourneys: "journeys" by "id", "expires_at"
);
purge!(
    /// Removes visits.
    PurgeVisits: "visits" by "customer, device, network", "last_at"
);
purge!(
    /// Forgets attempts to log in as somebody who does not exist.
    PurgeUnknownLogins: "unknown_logins" by "digest", "locked_until"
);

statement! {
    /// Raises the mark and answers it.
    struct Raise { now: i64 }
    binds: now as BigInt;
    rows: BigInt;
    sql: "INSERT INTO clock_mark (id, latest) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET latest = \
          CASE WHEN excluded.latest > clock_mark.latest THEN excluded.latest ELSE clock_mark.latest END RETURNING latest"
}

/// Statements one after the other, as long as something is left of the limit.
macro_rules! purge_each {
    ($conn:ident, $limit:ident; $($name:ident: $over:expr),* $(,)?) => {{
        let mut left = i64::from($limit);
        $(left -= i64::try_from($name { over: $over, limit: left }.execute($conn)?).unwrap_or(left);)*
        Ok(Purged { rows: u64::try_from(i64::from($limit) - left).unwrap_or_default() })
    }};
}

/// Removes up to `limit` rows of tokens whose time is over.
pub(super) fn purge_tokens(conn: &mut Conn, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
    // A kept answer is of no use after its time; tokens are kept a while, so that their end can be told.
    let over = now.0.saturating_sub(fgapi_token::exchange::KEPT_SECONDS);
    purge_each!(conn, limit; PurgeTokens: over, PurgeSystemTokens: over, PurgeAuthTokens: over, PurgeAnswers: now.0)
}

/// Removes up to `limit` rows of journeys, visits and unknown logins whose time is over; staged PINs first.
pub(super) fn purge_journeys(conn: &mut Conn, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
    let (kept, seen) = (now.0.saturating_sub(fgapi_consent::KEPT_SECONDS), now.0.saturating_sub(VISIT_SECONDS + 1));
    purge_each!(conn, limit; ClearStaged: now.0, PurgeJourneys: kept, PurgeVisits: seen, PurgeUnknownLogins: now.0)
}

/// Raises the latest time that was seen, and answers it.
pub(super) fn raise_clock(conn: &mut Conn, now: UnixSeconds) -> Result<UnixSeconds, StoreFault> {
    let latest: i64 = Raise { now: now.0 }.get_result(conn)?;
    Ok(UnixSeconds(latest))
}
