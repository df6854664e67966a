//! The gateway as its users meet it: the real binary, over HTTP, on SQLite and on PostgreSQL.

#![cfg(test)]

mod branches;
mod corpus;
mod crash;
mod http;
mod matrix;
mod process;
mod refused_files;
mod secrets;
mod site;
mod snapshots;
mod table;
mod tls;
mod tokens;
mod two_gateways;
mod walk;
mod zones;
