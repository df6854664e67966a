//! The room's tests, at its boundary.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod balances;
mod corpus;
mod days;
mod framing;
mod hostile;
mod notices;
mod refusals;
mod round_trip;
mod rows;
mod support;
