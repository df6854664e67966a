//! The public list of Japanese banks and branches, which the importer's tests read. It is fetched
//! from a package registry and never kept in the repository.

use std::path::PathBuf;
use std::process::Command;

use super::packages::{self, Wheel};
use crate::shell::{Outcome, capture, run, succeeds};
use crate::workspace::Workspace;

/// 1,146 banks in `banks.json`, 31,229 branches in one file a bank below `branches/`.
const WHEEL: Wheel = Wheel { name: "zengin-code", version: "1.1.0.20260824", inside: "zengin_code/source-data/data" };

/// The same edition in the other registry: one script, without the branches of closed banks.
const NPM: &str = "zengin-code@1.0.0-p20260824";

/// Writes the script's one table as the files that the wheel holds.
const SPLIT: &str = "
const fs = require('fs'), banks = require('./package/lib/zengin-data.js'), plain = {};
fs.mkdirSync('branches');
for (const code of Object.keys(banks)) {
    const { branches, ...bank } = banks[code];
    plain[code] = bank;
    fs.writeFileSync(`branches/${code}.json`, JSON.stringify(branches));
}
fs.writeFileSync('banks.json', JSON.stringify(plain));
";

/// The directory that holds `banks.json` and `branches/`, fetched once and kept below the build directory.
pub(super) fn provide(workspace: &Workspace) -> Outcome<PathBuf> {
    let cache = workspace.target.join("testdata");
    let dir = WHEEL.unpack(&cache).or_else(|pip| {
        println!("{pip}");
        from_npm(&cache).map_err(|npm| {
            format!("the data set {} cannot be fetched: run `sudo apt-get install python3-pip`, or install npm\n{npm}", WHEEL.name)
        })
    })?;
    if !dir.join("banks.json").is_file() || !dir.join("branches").is_dir() {
        return Err(format!("{} holds no banks.json and branches: remove it and try again", dir.display()));
    }
    println!("{}", dir.display());
    Ok(dir)
}

fn from_npm(cache: &std::path::Path) -> Outcome<PathBuf> {
    if !succeeds(Command::new("npm").arg("--version")) {
        return Err("neither pip nor npm is installed".to_owned());
    }
    packages::keep(&cache.join(format!("npm-{NPM}")), |fresh| {
        let archive = capture(Command::new("npm").args(["pack", "--silent", NPM]).current_dir(fresh))?;
        run(Command::new("tar").args(["-xzf", archive.trim()]).current_dir(fresh))?;
        run(Command::new("node").args(["-e", SPLIT]).current_dir(fresh))
    })
}
