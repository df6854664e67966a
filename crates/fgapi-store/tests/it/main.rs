//! The stores against the laws of their ports. One binary; `cargo xtask test` sets what it needs.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod audit;
mod bank;
mod check;
mod consent_data;
mod contracts;
mod export;
mod fixture;
mod histories;
mod holdings;
mod id_keys;
mod import_balances;
mod import_bank_csv;
mod import_files;
mod import_notices;
mod import_zengin;
mod journeys;
mod linked;
mod login;
mod migrations;
mod office;
mod opening;
mod own_database;
mod places;
mod pressure;
mod round_trips;
mod support;
mod tokens;
mod versions;
