//! The stores against the laws of their ports. One binary; `cargo xtask test` sets what it needs.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test's helpers end the test")]

mod bank;
mod fixture;
mod histories;
mod import_files;
mod import_zengin;
mod opening;
mod support;
mod tokens;
