//! What runs beside the calls: removing what is long over, and the mark below which no clock goes.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use fgapi_database::{purge, purge_each, statement};
use fgapi_domain::UnixSeconds;
use fgapi_token::Purged;

use super::super::tokens::skip_locked;
use super::Conn;
use crate::RegisterFault;

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

statement! {
    /// Raises the mark and answers it.
    struct Raise { now: i64 }
    binds: now as BigInt;
    rows: BigInt;
    sql: "INSERT INTO clock_mark (id, latest) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET latest = \
          CASE WHEN excluded.latest > clock_mark.latest THEN excluded.latest ELSE clock_mark.latest END RETURNING latest"
}

/// Removes up to `limit` rows of tokens whose time is over.
pub(super) fn purge_tokens(conn: &mut Conn, now: UnixSeconds, limit: u32) -> Result<Purged, RegisterFault> {
    // A kept answer is of no use after its time; tokens are kept a while, so that their end can be told.
    let over = now.0.saturating_sub(fgapi_token::exchange::KEPT_SECONDS);
    let rows = purge_each!(conn, limit; PurgeTokens: over, PurgeSystemTokens: over, PurgeAuthTokens: over, PurgeAnswers: now.0);
    Ok(Purged { rows })
}

/// Raises the latest time that was seen, and answers it.
pub(super) fn raise_clock(conn: &mut Conn, now: UnixSeconds) -> Result<UnixSeconds, RegisterFault> {
    let latest: i64 = Raise { now: now.0 }.get_result(conn)?;
    Ok(UnixSeconds(latest))
}
