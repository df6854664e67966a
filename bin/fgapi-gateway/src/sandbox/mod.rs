//! The sandbox: a demo bank in a directory of its own, made by the product's own importers from generated files.
//!
//! This room never serves anybody but this machine, and never touches a file that it did not make.

mod credentials;
mod directory;
mod greeting;
mod make;
mod tls;

pub(crate) use credentials::Credentials;
pub(crate) use directory::{Directory, Lock};
pub(crate) use greeting::Greeting;
pub(crate) use make::{new_password, ready};
pub(crate) use tls::{Certified, authority_of, certified};
