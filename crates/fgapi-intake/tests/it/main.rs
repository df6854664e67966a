//! The room's tests, at its boundary: what a file is refused for before anybody opens the tables, and how often it asks them.
//! What is written, and what is refused for the sake of what is stored, is tested on each store, which keeps the tables.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod before_opening;
mod consent_data;
mod faults;
mod holdings;
mod maps;
mod tables;
