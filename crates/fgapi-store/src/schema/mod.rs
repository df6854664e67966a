//! The tables, as both databases have them. The columns' meaning stands in `migrations/`.

mod bank;
mod ids;

pub(crate) use bank::*;
pub(crate) use ids::*;
