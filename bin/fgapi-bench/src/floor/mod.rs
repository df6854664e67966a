//! The yardsticks: an own small server that does the least that an answer needs, and nothing of what a gateway owes besides.
//!
//! No logging, no audit, no check of grants. Work that blocks runs on the same fixed threads as the gateway's, a page is read by its
//! key range through the bare driver and written by serde, and a token costs one statement. So a ratio to it is the price of the rest.

mod http;
mod json;
mod plan;
mod postgres;
mod queries;
mod sqlite;
mod store;

pub use self::http::serve;
pub use self::plan::{PagePlan, Plan, Synchronous, place};
pub use self::store::{Alone, FloorStore, Row};
