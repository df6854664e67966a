//! The roof: the program `fgapi`. It serves the house, and has a command for everything that an operator does.
//!
//! This room never decides what a token may do, what an answer looks like or how a row is kept, and never makes a room out of
//! settings: the rooms below do.

mod cli;
mod commands;
mod linked_page;
mod openapi_page;
mod sandbox;
mod serving;
mod sockets;
mod watch;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match cli::Cli::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.told(),
    }
}
