//! What runs beside the calls: removing what is long over.

use diesel::prelude::*;
use fgapi_consent::VISIT_SECONDS;
use fgapi_database::{purge, purge_each};
use fgapi_domain::UnixSeconds;
use fgapi_token::Purged;

use super::super::skip_locked;
use super::Conn;
use crate::StoreFault;

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
