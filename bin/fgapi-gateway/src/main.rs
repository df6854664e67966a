//! The roof: the program `fgapi`. It reads settings, puts the rooms together, serves them, and has a command for
//! everything that an operator does.
//!
//! This room never decides what a token may do, what an answer looks like or how a row is kept: the rooms below do.

mod cli;
mod commands;
mod customer_certificates;
mod failure;
mod house;
mod key_file;
mod logging;
mod login_key;
mod mailing;
mod office;
mod pem;
mod place;
mod private;
mod progress_bar;
mod sandbox;
mod screen;
mod screens;
mod serving;
mod settings;
mod sockets;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match cli::Cli::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.told(),
    }
}
