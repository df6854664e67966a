//! The commands, one a file: what each takes, and what it does with the rooms below.

pub(crate) mod admin;
pub(crate) mod audit;
pub(crate) mod client;
pub(crate) mod config;
pub(crate) mod customer;
pub(crate) mod explain;
pub(crate) mod ids;
pub(crate) mod import;
pub(crate) mod mail;
pub(crate) mod migrate;
pub(crate) mod reference;
pub(crate) mod revoke;
pub(crate) mod sandbox;
pub(crate) mod serve;
pub(crate) mod try_flows;
