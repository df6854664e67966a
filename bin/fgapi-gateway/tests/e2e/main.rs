//! The gateway as its users meet it: the real binary, over HTTP, on SQLite and on PostgreSQL.

#![cfg(test)]

mod branches;
mod corpus;
mod crash;
mod credentials;
mod descriptions;
mod journeys;
mod linked;
mod matrix;
mod office;
mod refused_files;
mod sdk_link;
mod secrets;
mod snapshots;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod tls;
mod tokens;
mod told;
mod two_gateways;
mod walk;
mod watching;
mod zones;

use support::{http, process, sdk, site, staff, visitor};
