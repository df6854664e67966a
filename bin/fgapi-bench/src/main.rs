//! The program `fgapi-bench`. `cargo xtask bench` builds it, provides PostgreSQL and starts it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use fgapi_bench::measure::{self, Options};
use fgapi_bench::peer::{Peer, Requests};
use fgapi_bench::{BenchFault, Outcome, docs, floor, targets};

/// Measures what a gateway costs, beside bare yardsticks, on this machine.
#[derive(Debug, Parser)]
#[command(name = "fgapi-bench", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Measures one store.
    Run(Run),
    /// Serves the yardsticks; a run starts it by itself.
    Floor {
        /// What to serve, as JSON.
        plan: PathBuf,
    },
    /// Puts the figures of an earlier run into docs/performance.md and docs/images.
    Docs {
        /// The repository.
        root: PathBuf,
        /// The run's JSON.
        figures: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
struct Run {
    /// The program fgapi, built in release.
    #[arg(long)]
    gateway: PathBuf,
    /// Where data is kept between runs and figures go.
    #[arg(long)]
    dir: PathBuf,
    /// The maintenance database of a PostgreSQL on this machine; without it SQLite is measured.
    #[arg(long)]
    postgres: Option<String>,
    /// Little data and short phases: shows which way a change points.
    #[arg(long)]
    quick: bool,
    /// Make the data anew.
    #[arg(long)]
    fresh: bool,
    /// Only cases whose names contain this; may be given again.
    #[arg(long)]
    only: Vec<String>,
    /// A file for the gateway's log, which otherwise goes nowhere.
    #[arg(long)]
    server_log: Option<PathBuf>,
    /// Somebody else's server on this machine: NAME=http://127.0.0.1:PORT.
    #[arg(long, requires = "peer_requests")]
    peer: Option<Peer>,
    /// What it is asked, as TOML or JSON.
    #[arg(long, requires = "peer")]
    peer_requests: Option<PathBuf>,
    /// Also measure banks with 10,000, 100,000 and 1,000,000 links and rows.
    #[arg(long)]
    growth: bool,
    /// Also saturate the gateway, with slow clients and log-ins beside, for a minute.
    #[arg(long)]
    load: bool,
    /// Also ask for so many minutes and watch its memory.
    #[arg(long, value_name = "MINUTES", num_args = 0..=1, default_missing_value = "10")]
    soak: Option<u64>,
    /// Also put the figures into docs/performance.md and docs/images of this repository.
    #[arg(long, value_name = "ROOT")]
    write_docs: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(Cli::parse().what) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn run(what: What) -> Outcome {
    match what {
        What::Floor { plan } => floor::serve(&plan),
        What::Run(run) => run.run(),
        What::Docs { root, figures } => {
            let refused = |why: String| BenchFault::new(format!("{}: {why}", figures.display()), "give the JSON that a run wrote");
            let text = std::fs::read_to_string(&figures).map_err(|error| refused(error.to_string()))?;
            docs::write(&root, &serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?)
        }
    }
}

impl Run {
    fn run(self) -> Outcome {
        let Self { gateway, dir, postgres, quick, fresh, only, server_log, peer, peer_requests, growth, load, soak, write_docs } = self;
        // A wrong file is told before anything takes its time.
        let peer = match (peer, peer_requests) {
            (Some(peer), Some(file)) => Some((peer, Requests::read(&file)?)),
            _ => None,
        };
        let soak = soak.map(|minutes| Duration::from_secs(minutes * 60));
        let options = Options { gateway, dir, postgres, quick, fresh, only, server_log, peer, growth, load, soak };
        let report = measure::run(&options)?;
        let file = options.dir.join(format!("{}.json", options.store()));
        let text = serde_json::to_string_pretty(&report).map_err(|error| BenchFault::new(error.to_string(), "report this"))?;
        std::fs::write(&file, text).map_err(|error| BenchFault::new(format!("{}: {error}", file.display()), "free some space"))?;
        println!();
        targets::verdicts(&report).iter().for_each(|verdict| println!("{verdict}"));
        println!("\nfigures: {}", file.display());
        write_docs.map_or(Ok(()), |root| docs::write(&root, &report))
    }
}
