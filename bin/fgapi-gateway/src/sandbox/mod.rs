//! The sandbox: a demo bank in a directory of its own, made by the product's own importers from generated files, and the app that
//! plays the fintech.
//!
//! This room never serves anybody but this machine, and never touches a file that it did not make.

mod administrator;
mod app;
mod conversation;
mod hint;
mod mails;
mod make;
mod tls;

pub(crate) use administrator::told;
pub(crate) use app::Apps;
pub(crate) use make::ready;
pub(crate) use tls::certified;
