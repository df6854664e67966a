//! The office's use cases over a real store.
#![cfg(test)]

mod house;
mod import;
mod mails;
mod pick_up;
mod rights;
mod sign_in;
mod users;
