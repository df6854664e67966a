//! The work on the house itself: `cargo xtask test`, `tidy`, `codegen`, `bench`, `docs`, `pack` and `release`.
//!
//! It depends on no room of the house and on almost nothing else, so that it is built in seconds
//! and still runs when a room does not compile.

mod bench;
mod codegen;
mod docs;
mod pack;
mod release;
mod shell;
mod suite;
mod tidy;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask <COMMAND>

Commands:
  test [-- ARGS]     the whole suite: laws, a throw-away PostgreSQL, a browser, all tests,
                     generated pages; ARGS go to `cargo test`, for example:
                     cargo xtask test -- -p fgapi-domain
  tidy               the laws of docs/architecture.md, formatting and lints
  codegen [--check]  write docs/reference from the program, or compare it
  bench [ARGS]       what a gateway costs, beside bare yardsticks: SQLite and a durable PostgreSQL
                     of its own (`bench --help`)
  docs               the documentation of all crates; a broken link or an item without words fails
  pack [--quick]     pack every crate, and build each from its package alone; --quick only packs
  release            build the program to ship into target/dist, with its checksums";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test"] => Workspace::find().and_then(|w| suite::test(&w, &[])),
        ["test", "--", rest @ ..] => Workspace::find().and_then(|w| suite::test(&w, rest)),
        ["tidy"] => Workspace::find().and_then(|w| tidy::tidy(&w)),
        ["codegen"] => Workspace::find().and_then(|w| codegen::write(&w)),
        ["codegen", "--check"] => Workspace::find().and_then(|w| codegen::check(&w)),
        ["bench", rest @ ..] => Workspace::find().and_then(|w| bench::bench(&w, rest)),
        ["docs"] => Workspace::find().and_then(|w| docs::build(&w)),
        ["pack"] => Workspace::find().and_then(|w| pack::whole(&w)),
        ["pack", "--quick"] => Workspace::find().and_then(|w| pack::quick(&w)),
        ["release"] => Workspace::find().and_then(|w| release::release(&w)),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
