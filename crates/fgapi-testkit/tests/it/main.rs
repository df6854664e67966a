//! The suites themselves: adapters in memory keep every law, and wrong ones are told which they break.
#![cfg(test)]

mod kept;
mod sloppy;
mod wrong;
