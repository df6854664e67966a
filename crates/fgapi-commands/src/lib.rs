//! What an operator types: the commands of `fgapi` that begin, do one thing and end, one a file. Each is what it takes (for
//! [`clap`]) and what it does with the rooms below.
//!
//! This room never serves a call and opens no socket: the roof does, and gives these commands their names.
//!
//! ```
//! use clap::Parser;
//! use fgapi_commands::migrate;
//!
//! #[derive(Parser)]
//! enum Own {
//!     Migrate(migrate::Args),
//! }
//!
//! assert!(Own::try_parse_from(["own", "migrate", "--config", "fgapi.toml"]).is_ok());
//! ```

pub mod admin;
pub mod audit;
pub mod client;
pub mod config;
pub mod customer;
pub mod doctor;
pub mod explain;
pub mod export;
pub mod ids;
pub mod import;
pub mod linked;
pub mod mail;
pub mod migrate;
pub mod revoke;
pub mod service;
pub mod tenant;
pub mod vault;

use fgapi_domain::ShortText;

/// A name that is not empty, out of a command line.
pub(crate) fn named(text: &str) -> Result<ShortText, String> {
    if text.trim().is_empty() {
        Err("it must not be empty".into())
    } else {
        text.parse().map_err(|refusal: fgapi_domain::Malformed| refusal.to_string())
    }
}
