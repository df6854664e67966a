//! What the end-to-end tests and the browser tests share: the binary as a process, a bank's installation, an HTTP caller, a
//! browser without a screen.

pub(crate) mod http;
pub(crate) mod process;
pub(crate) mod sdk;
pub(crate) mod site;
pub(crate) mod staff;
pub(crate) mod visitor;
