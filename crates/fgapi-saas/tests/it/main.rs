//! Credentials and tenants' clients over the plainest stores.

#![cfg(test)]

mod change;
mod clients;
mod read;
mod stage;
