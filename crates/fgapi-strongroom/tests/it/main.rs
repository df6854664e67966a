//! The strongroom's screens over HTTP, in an office over SQLite.
#![cfg(test)]

mod browser;
mod clients;
mod credentials;
mod hostile;
mod house;
mod pages;
mod services;
mod shut;
mod table;
mod vault;
