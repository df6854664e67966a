//! The browser that the screens are tested in: Chromium with its driver, the tools that fill its
//! certificate store, and axe-core, which judges accessibility. The tests never go without: what
//! is missing is installed, and what cannot be installed fails with the one line to run.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::packages::{self, Wheel};
use crate::shell::{Outcome, capture, on_path, run, succeeds};
use crate::workspace::Workspace;

/// What Debian calls them. The last one is for pictures of Japanese screens.
const PACKAGES: [&str; 4] = ["chromium", "chromium-driver", "libnss3-tools", "fonts-ipafont-gothic"];

/// The programs, by the variable that names each one to the tests, and names another one to us.
const PROGRAMS: [(&str, &[&str]); 4] = [
    ("FGAPI_TEST_CHROMIUM", &["chromium", "google-chrome"]),
    ("FGAPI_TEST_CHROMEDRIVER", &["chromedriver"]),
    ("FGAPI_TEST_CERTUTIL", &["certutil"]),
    ("FGAPI_TEST_PK12UTIL", &["pk12util"]),
];

/// Where the tests find axe-core; set by hand, it names another one.
const AXE_VARIABLE: &str = "FGAPI_TEST_AXE";

/// The rules that screens are held to. Both registries have this version, so that a screen is
/// judged alike on every machine.
const AXE_VERSION: &str = "4.12.1";
const AXE: Wheel = Wheel { name: "axe-playwright-python", version: "0.1.8", inside: "axe_playwright_python" };

/// A browser and all that belongs to it: variables for the tests, each with its path.
pub(super) struct Browser(Vec<(&'static str, OsString)>);

impl Browser {
    /// What the tests find in their environment.
    pub(super) fn env(&self) -> impl Iterator<Item = (&'static str, &OsStr)> {
        self.0.iter().map(|(variable, path)| (*variable, path.as_os_str()))
    }
}

/// One line that can be put before a `cargo test` of one's own.
impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.env().map(|(variable, path)| format!("{variable}={}", path.to_string_lossy())).collect();
        f.write_str(&words.join(" "))
    }
}

/// Finds or installs everything.
pub(super) fn provide(workspace: &Workspace) -> Outcome<Browser> {
    let mut found = programs()?;
    if !lacking(&found).is_empty() || !japanese_can_be_drawn() {
        packages::apt_install(&PACKAGES).map_err(|apt| format!("{}\n{apt}", advice(&found)))?;
        found = programs()?;
    }
    if !lacking(&found).is_empty() {
        return Err(advice(&found));
    }
    let mut env: Vec<_> = found.into_iter().filter_map(|(variable, file)| Some((variable, file?.into_os_string()))).collect();
    env.push((AXE_VARIABLE, axe(&workspace.target.join("testdata"))?.into_os_string()));
    let browser = Browser(env);
    println!("{browser}");
    Ok(browser)
}

type Found = Vec<(&'static str, Option<PathBuf>)>;

/// The programs that are on this machine already.
fn programs() -> Outcome<Found> {
    PROGRAMS.iter().map(|(variable, names)| Ok((*variable, program(variable, env::var_os(variable), names)?))).collect()
}

/// One program: the one that is `named`, or else the first of `names` that is installed.
fn program(variable: &str, named: Option<OsString>, names: &[&str]) -> Outcome<Option<PathBuf>> {
    if let Some(named) = named.filter(|path| !path.is_empty()).map(PathBuf::from) {
        let missing = || format!("{variable} is {}, where no file lies: unset or correct it", named.display());
        // The tests run in other directories.
        return std::path::absolute(&named).ok().filter(|file| file.is_file()).map(Some).ok_or_else(missing);
    }
    // A service's PATH may lack the directory that Debian installs into.
    let installed = |name: &&str| on_path(name).or_else(|| Some(Path::new("/usr/bin").join(name)).filter(|file| file.is_file()));
    Ok(names.iter().find_map(installed))
}

fn lacking(found: &Found) -> Vec<&'static str> {
    found.iter().filter(|(_, file)| file.is_none()).map(|(variable, _)| *variable).collect()
}

fn advice(found: &Found) -> String {
    let lacking = match lacking(found) {
        none if none.is_empty() => "a Japanese font".to_owned(),
        some => format!("{} (or set these variables)", some.join(", ")),
    };
    format!("for the browser tests this machine lacks {lacking}: run `sudo apt-get install {}`", PACKAGES.join(" "))
}

/// Whether any font has Japanese; where nobody can tell, Debian's own place is looked at.
fn japanese_can_be_drawn() -> bool {
    capture(Command::new("fc-list").arg(":lang=ja")).is_ok_and(|fonts| !fonts.trim().is_empty())
        || Path::new("/usr/share/fonts/opentype/ipafont-gothic").is_dir()
}

/// The one script of axe-core, fetched once and kept below the build directory.
fn axe(cache: &Path) -> Outcome<PathBuf> {
    if let Some(named) = program(AXE_VARIABLE, env::var_os(AXE_VARIABLE), &[])? {
        return Ok(named);
    }
    let dir = AXE.unpack(cache).or_else(|pip| {
        println!("{pip}");
        from_npm(cache).map_err(|npm| {
            format!("axe-core {AXE_VERSION} cannot be fetched: run `sudo apt-get install python3-pip`, or install npm\n{npm}")
        })
    })?;
    let script = dir.join("axe.min.js");
    if is_axe(&script) { Ok(script) } else { Err(format!("{} is not axe-core {AXE_VERSION}: remove it and try again", script.display())) }
}

fn from_npm(cache: &Path) -> Outcome<PathBuf> {
    if !succeeds(Command::new("npm").arg("--version")) {
        return Err("neither pip nor npm is installed".to_owned());
    }
    let package = format!("axe-core@{AXE_VERSION}");
    let kept = packages::keep(&cache.join(format!("npm-{package}")), |fresh| {
        let archive = capture(Command::new("npm").args(["pack", "--silent", &package]).current_dir(fresh))?;
        run(Command::new("tar").args(["-xzf", archive.trim()]).current_dir(fresh))
    })?;
    Ok(kept.join("package"))
}

/// Whether a script says that it is the version which is asked for.
fn is_axe(script: &Path) -> bool {
    let said = format!("/*! axe v{AXE_VERSION}\n");
    std::fs::read_to_string(script).is_ok_and(|text| text.starts_with(&said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_named_wins_and_must_exist() {
        let own = env::current_exe().unwrap();
        assert_eq!(program("V", Some(own.clone().into()), &["sh"]), Ok(Some(own)));
        let refused = program("V", Some("there/is/no/such/file".into()), &["sh"]).unwrap_err();
        assert!(refused.starts_with("V is there/is/no/such/file"), "{refused}");
    }

    #[test]
    fn an_empty_name_is_none_and_the_first_program_that_is_installed_is_taken() {
        let found = program("V", Some(OsString::new()), &["there-is-no-such-program", "sh"]).unwrap();
        assert!(found.unwrap().ends_with("sh"));
        assert_eq!(program("V", None, &["there-is-no-such-program"]), Ok(None));
    }

    #[test]
    fn what_is_lacking_is_named_together_with_the_one_line_to_run() {
        let found = vec![("A", None), ("B", Some(PathBuf::from("b"))), ("C", None)];
        let told = advice(&found);
        assert!(told.contains("lacks A, C") && told.contains("`sudo apt-get install chromium chromium-driver "), "{told}");
        assert!(advice(&vec![("B", Some(PathBuf::from("b")))]).contains("a Japanese font"));
    }

    #[test]
    fn the_line_to_paste_names_every_variable_with_its_path() {
        let browser = Browser(vec![("A", "/a".into()), ("B", "/b".into())]);
        assert_eq!(browser.to_string(), "A=/a B=/b");
    }

    #[test]
    fn another_version_of_the_rules_is_not_taken() {
        let base = env::temp_dir().join(format!("fgapi-xtask-axe-{}", std::process::id()));
        std::fs::create_dir_all(&base).unwrap();
        let script = base.join("axe.min.js");
        for (text, expected) in [(format!("/*! axe v{AXE_VERSION}\n * x"), true), (format!("/*! axe v{AXE_VERSION}0\n"), false)] {
            std::fs::write(&script, text).unwrap();
            assert_eq!(is_axe(&script), expected);
        }
        std::fs::remove_dir_all(&base).unwrap();
        assert!(!is_axe(&script));
    }
}
