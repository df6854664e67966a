//! `release`: the program as it is shipped, whole-program optimised, with its checksums.

use std::fs;
use std::process::Command;

use crate::shell::{Outcome, capture, cargo, on_path, run};
use crate::workspace::Workspace;

/// The profile is written here and not in `Cargo.toml`, because nobody else should wait for it:
/// fat LTO takes twice the time of a release build and saves a quarter of the size.
const PROFILE: [&str; 8] = [
    "--profile",
    "ship",
    "--config",
    "profile.ship.inherits='release'",
    "--config",
    "profile.ship.lto='fat'",
    "--config",
    "profile.ship.codegen-units=1",
];

/// Builds the program and puts it into `target/dist` under a name that tells version and platform.
pub(crate) fn release(workspace: &Workspace) -> Outcome {
    let gateway = workspace.packages.iter().find(|p| p.name == "fgapi-gateway").ok_or("the workspace has no fgapi-gateway")?;
    run(cargo().current_dir(&workspace.root).args(["build", "--locked", "--package", "fgapi-gateway"]).args(PROFILE))?;

    let dist = workspace.target.join("dist");
    let failed = |e: std::io::Error| format!("{}: {e}", dist.display());
    // What is shipped is what was built now: nothing of an earlier version stays beside it.
    if dist.exists() {
        fs::remove_dir_all(&dist).map_err(failed)?;
    }
    fs::create_dir_all(&dist).map_err(failed)?;
    let name = format!("fgapi-{}-{}{}", gateway.version, host()?, std::env::consts::EXE_SUFFIX);
    let built = workspace.target.join("ship").join(format!("fgapi{}", std::env::consts::EXE_SUFFIX));
    fs::copy(&built, dist.join(&name)).map_err(|e| format!("{}: {e}", built.display()))?;

    let mut sums = checksum_program()?;
    let list = capture(sums.current_dir(&dist).arg(&name))?;
    let file = dist.join("SHA256SUMS");
    fs::write(&file, list).map_err(|e| format!("{}: {e}", file.display()))?;
    println!("{}\n{}", dist.join(name).display(), file.display());
    Ok(())
}

/// The platform that the toolchain builds for, for example `x86_64-unknown-linux-gnu`.
fn host() -> Outcome<String> {
    let told = capture(Command::new("rustc").arg("-vV"))?;
    told.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned).ok_or_else(|| "rustc -vV names no host".to_owned())
}

fn checksum_program() -> Outcome<Command> {
    if on_path("sha256sum").is_some() {
        return Ok(Command::new("sha256sum"));
    }
    let mut command = Command::new("shasum");
    command.args(["-a", "256"]);
    on_path("shasum").map(|_| command).ok_or_else(|| "neither sha256sum nor shasum is installed: install coreutils".to_owned())
}
