//! The stores against the laws of their ports. One binary; `cargo xtask test` sets what it needs.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

mod audit;
mod bank;
mod consent_data;
mod fixture;
mod histories;
mod holdings;
mod id_keys;
mod import_files;
mod import_zengin;
mod journeys;
mod linked;
mod login;
mod migrations;
mod office;
mod opening;
mod places;
mod pressure;
mod support;
mod tokens;
mod versions;
