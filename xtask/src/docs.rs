//! `docs`: the documentation of all crates, as whoever takes one reads it.

use crate::shell::{Outcome, cargo, run};
use crate::workspace::Workspace;

/// Builds it into `target/doc`. A link that leads nowhere and a public item without words are errors.
pub(crate) fn build(workspace: &Workspace) -> Outcome {
    let mut command = cargo();
    command.current_dir(&workspace.root).args(["doc", "--workspace", "--no-deps", "--all-features", "--locked"]);
    run(command.env("RUSTDOCFLAGS", "-D warnings"))
}
