//! The tables, as both databases have them. The columns' meaning stands in `migrations/`.

mod bank;
mod consent;
mod ids;

pub(crate) use bank::*;
pub(crate) use consent::*;
pub(crate) use ids::*;
