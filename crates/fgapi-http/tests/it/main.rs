//! FGAPI at its HTTP boundary: a real socket, a small bank and a small token store that can be told to fail.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on ends by a panic")]

mod auth;
mod bank;
mod certificate;
mod consents;
mod continuity;
mod data;
mod framing;
mod fuzz;
mod house;
mod kept;
mod linked;
mod load;
mod mount;
mod oauth;
mod openapi;
mod operation;
mod own_app;
mod request_ids;
mod store;
mod tenants;
