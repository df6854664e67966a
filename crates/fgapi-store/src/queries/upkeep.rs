//! What runs beside the calls: removing what is long over, and how fresh the statements are.

use diesel::dsl::max;
use diesel::prelude::*;
use fgapi_consent::VISIT_SECONDS;
use fgapi_database::{purge, purge_each};
use fgapi_domain::{AsOf, JstDate, UnixSeconds};
use fgapi_token::Purged;

use super::super::skip_locked;
use super::Conn;
use crate::StoreFault;
use crate::schema::accounts;

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

/// Removes up to `limit` rows of journeys, visits and unknown logins whose time is over; staged PINs first.
pub(super) fn purge_journeys(conn: &mut Conn, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
    let (kept, seen) = (now.0.saturating_sub(fgapi_consent::KEPT_SECONDS), now.0.saturating_sub(VISIT_SECONDS + 1));
    let rows = purge_each!(conn, limit; ClearStaged: now.0, PurgeJourneys: kept, PurgeVisits: seen, PurgeUnknownLogins: now.0);
    Ok(Purged { rows })
}

/// The newest import of statements and the newest reference date.
pub(super) fn newest_statements(conn: &mut Conn) -> Result<Option<AsOf>, StoreFault> {
    let newest: (Option<i64>, Option<i64>) = accounts::table.select((max(accounts::as_of_day), max(accounts::imported_at))).first(conn)?;
    let (Some(day), Some(at)) = newest else { return Ok(None) };
    Ok(Some(AsOf { date: JstDate::from_number(day)?, imported_at: UnixSeconds(at) }))
}
