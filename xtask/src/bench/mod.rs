//! `bench`: builds the gateway and its bench in release, provides PostgreSQL, and measures.

use std::path::Path;
use std::process::Command;

use crate::shell::{Outcome, cargo, run};
use crate::suite::{Cluster, Programs};
use crate::workspace::Workspace;

const USAGE: &str = "\
Usage: cargo xtask bench [--quick] [--store sqlite|postgres] [ARGS]

  --quick            little data, short phases: one to two minutes a store
  --store STORE      only this store; without it both, one after the other
  --write-docs       put tables and charts into docs/performance.md and docs/images
  ARGS               go to `fgapi-bench run`; `target/release/fgapi-bench run --help` lists them

FGAPI_BENCH_POSTGRES may name the maintenance database of a server on this machine.";

/// Where somebody may name a server of their own.
const URL_VARIABLE: &str = "FGAPI_BENCH_POSTGRES";

/// What the words after `bench` ask for.
#[derive(Debug, PartialEq, Eq)]
struct Asked<'a> {
    stores: Vec<&'a str>,
    writes_docs: bool,
    rest: Vec<&'a str>,
}

/// Does it.
pub(crate) fn bench(workspace: &Workspace, words: &[&str]) -> Outcome {
    if matches!(words, ["--help" | "-h"]) {
        println!("{USAGE}");
        return Ok(());
    }
    let asked = Asked::parse(words)?;
    // One after the other: built together, the gateway would get whatever features the bench wants of shared crates.
    for package in ["fgapi-gateway", "fgapi-bench"] {
        run(cargo().current_dir(&workspace.root).args(["build", "--release", "--package", package]))?;
    }
    let dir = workspace.target.join("bench");
    std::fs::create_dir_all(&dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    asked.stores.iter().try_for_each(|store| measure(workspace, &dir, store, &asked))
}

fn measure(workspace: &Workspace, dir: &Path, store: &str, asked: &Asked<'_>) -> Outcome {
    println!("\n{store}\n");
    let release = workspace.target.join("release");
    let mut command = Command::new(release.join("fgapi-bench"));
    command.arg("run").arg("--gateway").arg(release.join("fgapi")).arg("--dir").arg(dir).args(&asked.rest);
    if asked.writes_docs {
        command.arg("--write-docs").arg(&workspace.root);
    }
    if store == "sqlite" {
        return run(&mut command);
    }
    if let Some(url) = std::env::var_os(URL_VARIABLE).filter(|url| !url.is_empty()) {
        println!("PostgreSQL: the server that {URL_VARIABLE} names; its durability is as it was set there");
        return run(command.arg("--postgres").arg(url));
    }
    // Kept beside the figures, so that a second run finds its data.
    let cluster = Cluster::start_kept(Programs::provide(workspace)?, &dir.join("postgres"))?;
    println!("PostgreSQL: {cluster}, fsync on, synchronous_commit on, full_page_writes on");
    run(command.arg("--postgres").arg(cluster.url()))
}

impl<'a> Asked<'a> {
    fn parse(words: &[&'a str]) -> Outcome<Self> {
        let mut asked = Self { stores: vec!["sqlite", "postgres"], writes_docs: false, rest: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match *word {
                "--store" => match words.next() {
                    Some(store @ &("sqlite" | "postgres")) => asked.stores = vec![store],
                    _ => return Err("--store takes sqlite or postgres".to_owned()),
                },
                "--write-docs" => asked.writes_docs = true,
                other => asked.rest.push(other),
            }
        }
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_chosen_and_everything_else_goes_on() {
        assert_eq!(
            Asked::parse(&["--quick", "--store", "postgres", "--write-docs", "--only", "/branches"]),
            Ok(Asked { stores: vec!["postgres"], writes_docs: true, rest: vec!["--quick", "--only", "/branches"] })
        );
        assert_eq!(Asked::parse(&[]).map(|asked| asked.stores.len()), Ok(2));
        assert!(Asked::parse(&["--store", "mysql"]).unwrap_err().contains("sqlite or postgres"));
        assert!(Asked::parse(&["--store"]).is_err());
    }
}
