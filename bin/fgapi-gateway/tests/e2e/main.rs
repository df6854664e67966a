//! The gateway as its users meet it: the real binary, over HTTP, on SQLite and on PostgreSQL.

#![cfg(test)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod branches;
mod crash;
mod http;
mod matrix;
mod process;
mod refused_files;
mod secrets;
mod site;
mod snapshots;
mod table;
mod two_gateways;
mod tokens;
mod walk;
mod zones;
