//! The commands, one a file: what each takes, and what it does with the rooms below.

pub(crate) mod admin;
pub(crate) mod audit;
pub(crate) mod client;
pub(crate) mod config;
pub(crate) mod customer;
pub(crate) mod explain;
pub(crate) mod ids;
pub(crate) mod import;
pub(crate) mod linked;
pub(crate) mod mail;
pub(crate) mod migrate;
pub(crate) mod reference;
pub(crate) mod revoke;
pub(crate) mod sandbox;
pub(crate) mod serve;
pub(crate) mod service;
pub(crate) mod tenant;
pub(crate) mod try_flows;
pub(crate) mod vault;

use fgapi_domain::ShortText;

/// A name that is not empty, out of a command line.
pub(crate) fn named(text: &str) -> Result<ShortText, String> {
    if text.trim().is_empty() {
        Err("it must not be empty".into())
    } else {
        text.parse().map_err(|refusal: fgapi_domain::Malformed| refusal.to_string())
    }
}
