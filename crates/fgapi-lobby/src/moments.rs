//! Moments, as screens take them.

use fgapi_domain::{JstDateTime, UnixSeconds};
use fgapi_look::views::Cell;

/// A moment, as screens take it.
pub fn iso(at: UnixSeconds) -> String {
    JstDateTime::of(at).to_string()
}

/// A moment in a cell; nothing where there is none.
pub fn moment(at: Option<UnixSeconds>) -> Cell {
    Cell::maybe(at.map(|at| Cell::moment(iso(at))))
}
