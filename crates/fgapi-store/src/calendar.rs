//! Years, as the tables number them.

use fgapi_domain::JstDate;

use crate::StoreFault;

/// The year that a day lies in, as the number of its first day.
pub(crate) fn year_of(day: i64) -> Result<i64, StoreFault> {
    Ok(day - i64::from(JstDate::from_number(day)?.date().ordinal()) + 1)
}
