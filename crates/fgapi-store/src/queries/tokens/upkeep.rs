//! What runs beside the calls: removing what is long dead, and the mark below which no clock goes.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_token::Purged;

use super::Conn;
use super::here::skip_locked;
use crate::StoreFault;
use fgapi_token::exchange::KEPT_SECONDS;

macro_rules! purge {
    ($(#[$doc:meta])* $name:ident, $table:literal, $key:literal) => {
        statement! {
            $(#[$doc])*
            struct $name { over: i64, limit: i64 }
            binds: over as BigInt, limit as BigInt;
            rows: ();
            sql: concat!(
                "DELETE FROM ", $table, " WHERE ", $key, " IN (SELECT ", $key, " FROM ", $table,
                " WHERE expires_at <= ? ORDER BY expires_at LIMIT ?", skip_locked!(), ")"
            )
        }
    };
}

purge!(
    /// Removes access and refresh tokens.
    PurgeTokens, "tokens", "digest"
);
purge!(
    /// Removes system tokens.
    PurgeSystemTokens, "system_tokens", "digest"
);
purge!(
    /// Removes auth tokens.
    PurgeAuthTokens, "auth_tokens", "digest"
);
purge!(
    /// Removes kept answers.
    PurgeAnswers, "idempotency", "key"
);

statement! {
    /// Raises the mark and answers it.
    struct Raise { now: i64 }
    binds: now as BigInt;
    rows: BigInt;
    sql: "INSERT INTO clock_mark (id, latest) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET latest = \
          CASE WHEN excluded.latest > clock_mark.latest THEN excluded.latest ELSE clock_mark.latest END RETURNING latest"
}

/// Removes up to `limit` rows whose time is over.
pub(super) fn purge(conn: &mut Conn, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
    // A kept answer is of no use after its time; tokens are kept a while, so that their end can be told.
    let over = now.0.saturating_sub(KEPT_SECONDS);
    let mut removed = PurgeTokens { over, limit: limit.into() }.execute(conn)?;
    let left = |removed: usize| i64::from(limit).saturating_sub(i64::try_from(removed).unwrap_or(i64::MAX));
    removed += PurgeSystemTokens { over, limit: left(removed) }.execute(conn)?;
    removed += PurgeAuthTokens { over, limit: left(removed) }.execute(conn)?;
    removed += PurgeAnswers { over: now.0, limit: left(removed) }.execute(conn)?;
    Ok(Purged { rows: removed as u64 })
}

/// Raises the latest time that was seen, and answers it.
pub(super) fn raise_clock(conn: &mut Conn, now: UnixSeconds) -> Result<UnixSeconds, StoreFault> {
    let latest: i64 = Raise { now: now.0 }.get_result(conn)?;
    Ok(UnixSeconds(latest))
}
