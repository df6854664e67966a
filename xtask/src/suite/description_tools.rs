//! Programs of other people that read and try the descriptions of the APIs: a validator, a generator, and a caller that sends what
//! nobody expects. They come from the Python registry, with all that they need, in versions that are written down.

use std::path::{Path, PathBuf};

use super::packages;
use crate::shell::{Outcome, run};
use crate::workspace::Workspace;

/// Where the tests find them.
pub(super) const VARIABLE: &str = "FGAPI_TEST_DESCRIPTION_TOOLS";

/// The tools that are run.
const TOOLS: [&str; 3] = ["openapi-python-client==0.29.1", "openapi-spec-validator==0.9.0", "schemathesis==4.32.5"];

/// What they need, so that they do the same on every machine.
const VERSIONS: &str = "xtask/src/suite/description_tools.txt";

/// The directory with the tools, filled once and kept below the build directory.
pub(super) fn provide(workspace: &Workspace) -> Outcome<PathBuf> {
    let versions = workspace.root.join(VERSIONS);
    let kept = workspace.target.join("testdata").join(name());
    let dir = packages::keep(&kept, |fresh| fill(fresh, &versions)).map_err(|fault| {
        let tools = TOOLS.join(" ");
        format!("the tools {tools} cannot be fetched: run `sudo apt-get install python3-pip`, and let pip reach its registry\n{fault}")
    })?;
    println!("{VARIABLE}={}", dir.display());
    Ok(dir)
}

/// Another version is another directory.
fn name() -> String {
    format!("description-tools-{}", TOOLS.map(|tool| tool.split_once("==").map_or(tool, |(_, version)| version)).join("-"))
}

fn fill(fresh: &Path, versions: &Path) -> Outcome {
    let mut pip = packages::pip()?;
    pip.args(["install", "--quiet", "--no-compile", "--disable-pip-version-check", "--target"]).arg(fresh);
    run(pip.arg("--constraint").arg(versions).args(TOOLS).env("PIP_ROOT_USER_ACTION", "ignore"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_run_and_what_it_needs_have_one_version_each() {
        let versions = include_str!("description_tools.txt");
        for tool in TOOLS {
            assert!(versions.lines().any(|line| line == tool), "{tool} is not in {VERSIONS}");
        }
        assert!(versions.lines().all(|line| line.matches("==").count() == 1), "each line is name==version");
        assert_eq!(name(), "description-tools-0.29.1-0.9.0-4.32.5");
    }
}
