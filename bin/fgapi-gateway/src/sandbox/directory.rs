//! A sandbox's directory: what lies in it, who may use it, and whether it was made whole.
//!
//! `sandbox.json` is written last, so a directory that has it is whole. A directory without it is made anew, but only when
//! nothing lies in it that a sandbox has not put there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Credentials;
use crate::failure::{Failure, on_file};
use crate::private::{private_directory, private_file, settle};
use crate::settings::Settings;

const SETTINGS: &str = "fgapi.toml";
const DATABASE: &str = "fgapi.db";
const FILES: &str = "files";
const TLS: &str = "tls";
const CREDENTIALS: &str = "sandbox.json";
const LOCK: &str = "sandbox.lock";
const URL: &str = "sandbox.url";
const IGNORED: &str = ".gitignore";
/// Directories that a sandbox makes in its own.
const DIRECTORIES: [&str; 2] = [FILES, TLS];
/// All that may lie in a directory that was not made whole, beside [`DIRECTORIES`].
const UNFINISHED: [&str; 9] =
    [SETTINGS, DATABASE, "fgapi.db-wal", "fgapi.db-shm", "fgapi.db-journal", LOCK, URL, IGNORED, "sandbox.json.new"];

/// A sandbox's directory.
#[derive(Clone, Debug)]
pub(crate) struct Directory(PathBuf);

/// While it lives, no other sandbox serves the same directory. The operating system lets go of it when the process ends.
#[derive(Debug)]
pub(crate) struct Lock {
    directory: Directory,
    _file: File,
}

impl Directory {
    /// The directory at `path`, whatever lies there.
    pub(crate) fn at(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// The directory at `path`, which must be a sandbox that was made whole.
    ///
    /// # Errors
    /// A [`Failure`] when it is none.
    pub(crate) fn finished(path: &Path) -> Result<Self, Failure> {
        let directory = Self::at(path);
        if directory.is_finished() {
            return Ok(directory);
        }
        let next = format!("make one with `fgapi sandbox --data {0}`, or name its directory with --data", path.display());
        Err(Failure::bad_input(format!("{}: no sandbox lies here", path.display()), next))
    }

    /// Whether a sandbox was made here, whole.
    pub(crate) fn is_finished(&self) -> bool {
        self.credentials_file().exists()
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Where the generated files lie.
    pub(crate) fn files(&self) -> PathBuf {
        self.0.join(FILES)
    }

    /// Where the certificates lie.
    pub(crate) fn tls(&self) -> PathBuf {
        self.0.join(TLS)
    }

    /// Where the credentials lie.
    pub(crate) fn credentials_file(&self) -> PathBuf {
        self.0.join(CREDENTIALS)
    }

    /// The sandbox's settings: its file and the environment.
    ///
    /// # Errors
    /// A [`Failure`] when they are refused, or would lead out of the sandbox.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let file = self.0.join(SETTINGS);
        let settings = Settings::load_of_sandbox(&file)?;
        let own = fgapi_store::StoreAddress::Sqlite(self.0.join(DATABASE));
        if settings.store.url != own {
            let problem = format!("store.url is not the sandbox's own database, {own}");
            return Err(Failure::bad_input(
                problem,
                format!("take FGAPI__STORE__URL out of the environment, and store.url out of {}", file.display()),
            ));
        }
        Ok(settings)
    }

    /// Makes the directory if need be, and takes it for this process.
    ///
    /// # Errors
    /// A [`Failure`] when another sandbox has it, or something else lies in it.
    pub(crate) fn lock(&self) -> Result<Lock, Failure> {
        if !self.is_finished() {
            self.refuse_strangers()?;
            private_directory(&self.0).map_err(on_file(&self.0))?;
        }
        let path = self.0.join(LOCK);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(on_file(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { directory: self.clone(), _file: file }),
            Err(TryLockError::WouldBlock) => {
                let problem = format!("another sandbox serves {} now", self.0.display());
                Err(Failure::broken(problem, "use that one, end it first, or take another directory with --data DIR"))
            }
            Err(TryLockError::Error(error)) => Err(on_file(&path)(error)),
        }
    }

    /// A sandbox that was made whole has its database: a new, empty one in its place would serve nobody.
    ///
    /// # Errors
    /// A [`Failure`] when the database is gone.
    pub(crate) fn refuse_missing_database(&self) -> Result<(), Failure> {
        let database = self.0.join(DATABASE);
        if database.exists() {
            return Ok(());
        }
        let next = format!("put it back, or remove {} to begin anew", self.credentials_file().display());
        Err(Failure::broken(format!("{}: the sandbox's database is gone", database.display()), next))
    }

    /// The base URL of the sandbox that serves this directory now.
    ///
    /// # Errors
    /// A [`Failure`] when none does.
    pub(crate) fn served_at(&self) -> Result<String, Failure> {
        let idle = || {
            Failure::broken(
                format!("no sandbox serves {} now", self.0.display()),
                format!("start one with `fgapi sandbox --data {}`", self.0.display()),
            )
        };
        let lock = OpenOptions::new().write(true).open(self.0.join(LOCK)).map_err(|_| idle())?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => fs::read_to_string(self.0.join(URL)).map_err(|_| idle()),
            _ => Err(idle()),
        }
    }

    /// Everything in the directory must be a sandbox's own.
    fn refuse_strangers(&self) -> Result<(), Failure> {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(on_file(&self.0)(error)),
        };
        let names = entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<Vec<_>, _>>().map_err(on_file(&self.0))?;
        let is_ours =
            |name: &std::ffi::OsString| name.to_str().is_some_and(|name| DIRECTORIES.contains(&name) || UNFINISHED.contains(&name));
        // A half-made sandbox always has its lock: without one, an `fgapi.db` here is somebody's data.
        let half_made = names.iter().any(|name| name == LOCK);
        match names.iter().find(|name| !half_made || !is_ours(name)) {
            None => Ok(()),
            Some(name) => Err(Failure::bad_input(
                format!("{} holds {}, which no sandbox has put there", self.0.display(), name.display()),
                "choose an empty directory, or a new one, with --data DIR",
            )),
        }
    }
}

impl Lock {
    /// The directory that is held.
    pub(crate) const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Takes away what an attempt has left that did not come to its end, and writes the settings anew.
    ///
    /// # Errors
    /// A [`Failure`] when a file cannot be removed or written.
    pub(crate) fn begin_anew(&self) -> Result<(), Failure> {
        let root = &self.directory.0;
        for name in UNFINISHED.iter().filter(|name| **name != LOCK) {
            let path = root.join(name);
            gone(fs::remove_file(&path)).map_err(on_file(&path))?;
        }
        for directory in DIRECTORIES.map(|name| root.join(name)) {
            gone(fs::remove_dir_all(&directory)).map_err(on_file(&directory))?;
        }
        let files = self.directory.files();
        fs::create_dir(&files).map_err(on_file(&files))?;
        for (name, text) in [(IGNORED, "*\n"), (SETTINGS, SETTINGS_TEXT)] {
            let path = root.join(name);
            fs::write(&path, text).map_err(on_file(&path))?;
        }
        Ok(())
    }

    /// Writes the credentials, which makes the directory whole.
    ///
    /// # Errors
    /// A [`Failure`] when they cannot be written.
    pub(crate) fn finish(&self, credentials: &Credentials) -> Result<(), Failure> {
        let (last, new) = (self.directory.credentials_file(), self.directory.0.join("sandbox.json.new"));
        let mut file = private_file(OpenOptions::new().write(true).create(true).truncate(true)).open(&new).map_err(on_file(&new))?;
        file.write_all(credentials.to_text().as_bytes()).and_then(|()| file.sync_all()).map_err(on_file(&new))?;
        fs::rename(&new, &last).map_err(on_file(&last))?;
        // The new name is safe only when the directory is.
        settle(&self.directory.0).map_err(on_file(&self.directory.0))
    }

    /// Lets the settings serve the certificates of the sandbox from now on.
    ///
    /// # Errors
    /// A [`Failure`] when the file says something else about TLS, or cannot be written.
    pub(crate) fn serve_tls(&self) -> Result<(), Failure> {
        let path = self.directory.0.join(SETTINGS);
        let text = fs::read_to_string(&path).map_err(on_file(&path))?;
        if text.lines().any(|line| line.trim() == "[tls]") {
            let problem = format!("{}: there is a section [tls] without a certificate", path.display());
            return Err(Failure::bad_input(problem, "take the section out, or name certificate and key in it"));
        }
        let mut file = OpenOptions::new().append(true).open(&path).map_err(on_file(&path))?;
        file.write_all(TLS_TEXT.as_bytes()).and_then(|()| file.sync_all()).map_err(on_file(&path))
    }

    /// Notes where the sandbox is served, for `fgapi try --data`.
    ///
    /// # Errors
    /// A [`Failure`] when it cannot be written.
    pub(crate) fn note_url(&self, base_url: &str) -> Result<(), Failure> {
        let path = self.directory.0.join(URL);
        fs::write(&path, base_url).map_err(on_file(&path))
    }
}

const SETTINGS_TEXT: &str = "\
# Settings of this sandbox; `fgapi config reference` explains all of them.
# このサンドボックスの設定。説明は `fgapi config reference` を参照。

[server]
bind = \"127.0.0.1:8080\"

[store]
url = \"fgapi.db\"

[bank]
code = \"9999\"

[login]
post = true

# Only this machine asks, so it may ask as fast as it likes (0 = no limit).
# この機械だけが呼ぶため、呼び出しの頻度は制限しない (0 は無制限)。
[limits]
calls_per_second = 0
system_token_per_second = 0
login_per_second = 0
";

const TLS_TEXT: &str = "
# Certificates of this sandbox only; trust tls/ca.pem where they are to be believed.
# このサンドボックス専用の証明書。利用する側で tls/ca.pem を信頼させる。
[tls]
certificate = \"tls/server.pem\"
key = \"tls/server.key\"
client_bind = \"127.0.0.1:8081\"
client_ca = \"tls/ca.pem\"
client_revocations = \"tls/revocations.pem\"
";

fn gone(outcome: std::io::Result<()>) -> std::io::Result<()> {
    match outcome {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nobody() -> Credentials {
        Credentials { made_on: "2026-01-31".into(), clients: vec![], users: vec![] }
    }

    #[test]
    fn a_directory_is_whole_when_its_credentials_are_there() {
        let root = tempfile::tempdir().unwrap();
        let directory = Directory::at(&root.path().join("new/one"));
        assert!(Directory::finished(directory.path()).is_err());
        let lock = directory.lock().unwrap();
        lock.begin_anew().unwrap();
        assert!(!directory.is_finished());
        lock.finish(&nobody()).unwrap();
        assert!(Directory::finished(directory.path()).is_ok());
    }

    #[test]
    fn two_sandboxes_never_share_a_directory() {
        let root = tempfile::tempdir().unwrap();
        let directory = Directory::at(root.path());
        let held = directory.lock().unwrap();
        assert!(directory.lock().is_err());
        drop(held);
        assert!(directory.lock().is_ok());
    }

    #[test]
    fn what_others_have_put_there_is_left_alone() {
        for stranger in ["letter.txt", "fgapi.db"] {
            let root = tempfile::tempdir().unwrap();
            fs::write(root.path().join(stranger), "mine").unwrap();
            assert!(Directory::at(root.path()).lock().is_err(), "{stranger}");
            assert_eq!(fs::read_to_string(root.path().join(stranger)).unwrap(), "mine");
            assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_half_made_sandbox_is_made_anew() {
        let root = tempfile::tempdir().unwrap();
        let directory = Directory::at(root.path());
        let lock = directory.lock().unwrap();
        lock.begin_anew().unwrap();
        fs::write(directory.files().join("branches.csv"), "half").unwrap();
        fs::write(root.path().join(DATABASE), "half").unwrap();
        fs::create_dir(directory.tls()).unwrap();
        lock.note_url("http://127.0.0.1:1").unwrap();
        drop(lock);
        let lock = directory.lock().unwrap();
        lock.begin_anew().unwrap();
        assert!(!root.path().join(DATABASE).exists() && !directory.tls().exists() && !directory.files().join("branches.csv").exists());
    }
}
