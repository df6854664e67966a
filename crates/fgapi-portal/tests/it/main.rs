//! Every screen, drawn: as it should be, and with names that mean harm; and the screens about other institutions, walked by a browser.
#![cfg(test)]

mod bank;
mod browser;
mod hostile;
mod house;
mod samples;
mod screens;
mod upstream;

mod back;
mod linked;
mod linked_samples;
mod own_accounts;
mod questions;
mod services;
mod strangers;
