//! The sandbox: a demo bank in a directory of its own, made by the product's own importers from files that are generated here.
//!
//! This room never serves anybody but this machine, and never touches a file that it did not make.

mod bank;
mod credentials;
mod directory;
mod files;
mod greeting;
mod history;
mod make;

pub(crate) use credentials::Credentials;
pub(crate) use directory::{Directory, Lock};
pub(crate) use greeting::Greeting;
pub(crate) use make::{new_password, ready};
