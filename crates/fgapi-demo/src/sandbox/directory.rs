//! A sandbox's directory: what lies in it, who may use it, and whether it was made whole.
//!
//! `sandbox.json` is written last, so a directory that has it is whole. A directory without it is made anew, but only when
//! nothing lies in it that a sandbox has not put there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::fault::on_file;
use super::private::{private_directory, private_file, settle};
use super::{Credentials, SandboxFault};

const SETTINGS: &str = "fgapi.toml";
const DATABASE: &str = "fgapi.db";
const FILES: &str = "files";
const TLS: &str = "tls";
const CREDENTIALS: &str = "sandbox.json";
const LOCK: &str = "sandbox.lock";
const URL: &str = "sandbox.url";
const LOGIN_KEY: &str = "login.key";
const VAULT_KEYS: &str = "vault.keys";
const IGNORED: &str = ".gitignore";
/// Directories that a sandbox makes in its own.
const DIRECTORIES: [&str; 2] = [FILES, TLS];
/// All that may lie in a directory that was not made whole, beside [`DIRECTORIES`].
const UNFINISHED: [&str; 13] = [
    SETTINGS,
    LOGIN_KEY,
    DATABASE,
    "fgapi.db-wal",
    "fgapi.db-shm",
    "fgapi.db-journal",
    LOCK,
    URL,
    IGNORED,
    "sandbox.json.new",
    VAULT_KEYS,
    "vault.keys.new",
    "vault.keys.lock",
];

/// A sandbox's directory.
#[derive(Clone, Debug)]
pub struct Directory(PathBuf);

/// While it lives, no other sandbox serves the same directory. The operating system lets go of it when the process ends.
#[derive(Debug)]
pub struct Lock {
    directory: Directory,
    _file: File,
}

impl Directory {
    /// The directory at `path`, whatever lies there.
    pub fn at(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// The directory at `path`, which must be a sandbox that was made whole.
    ///
    /// # Errors
    /// [`SandboxFault`] when it is none.
    pub fn finished(path: &Path) -> Result<Self, SandboxFault> {
        let directory = Self::at(path);
        if directory.is_finished() {
            return Ok(directory);
        }
        Err(SandboxFault::NotASandbox(path.to_path_buf()))
    }

    /// Whether a sandbox was made here, whole.
    pub fn is_finished(&self) -> bool {
        self.credentials_file().exists()
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where the generated files lie.
    pub fn files(&self) -> PathBuf {
        self.0.join(FILES)
    }

    /// Where the certificates lie.
    pub fn tls(&self) -> PathBuf {
        self.0.join(TLS)
    }

    /// Where the credentials lie.
    pub fn credentials_file(&self) -> PathBuf {
        self.0.join(CREDENTIALS)
    }

    /// Where the settings lie.
    pub fn settings_file(&self) -> PathBuf {
        self.0.join(SETTINGS)
    }

    /// Where the database lies.
    pub fn database(&self) -> PathBuf {
        self.0.join(DATABASE)
    }

    /// Makes the directory if need be, and takes it for this process.
    ///
    /// # Errors
    /// [`SandboxFault`] when another sandbox has it, or something else lies in it.
    pub fn lock(&self) -> Result<Lock, SandboxFault> {
        if !self.is_finished() {
            self.refuse_strangers()?;
            private_directory(&self.0).map_err(on_file(&self.0))?;
        }
        let path = self.0.join(LOCK);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(on_file(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { directory: self.clone(), _file: file }),
            Err(TryLockError::WouldBlock) => Err(SandboxFault::Taken(self.0.clone())),
            Err(TryLockError::Error(error)) => Err(on_file(&path)(error)),
        }
    }

    /// A sandbox that was made whole has its database: a new, empty one in its place would serve nobody.
    ///
    /// # Errors
    /// [`SandboxFault`] when the database is gone.
    pub fn refuse_missing_database(&self) -> Result<(), SandboxFault> {
        let database = self.database();
        if database.exists() { Ok(()) } else { Err(SandboxFault::NoDatabase { database, credentials: self.credentials_file() }) }
    }

    /// The base URL of the sandbox that serves this directory now.
    ///
    /// # Errors
    /// [`SandboxFault`] when none does.
    pub fn served_at(&self) -> Result<String, SandboxFault> {
        let idle = || SandboxFault::Idle(self.0.clone());
        let lock = OpenOptions::new().write(true).open(self.0.join(LOCK)).map_err(|_| idle())?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => fs::read_to_string(self.0.join(URL)).map_err(|_| idle()),
            _ => Err(idle()),
        }
    }

    /// Everything in the directory must be a sandbox's own.
    fn refuse_strangers(&self) -> Result<(), SandboxFault> {
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
            Some(name) => Err(SandboxFault::Strange { directory: self.0.clone(), name: name.display().to_string() }),
        }
    }
}

impl Lock {
    /// The directory that is held.
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Takes away what an attempt has left that did not come to its end, and writes the settings anew.
    ///
    /// # Errors
    /// [`SandboxFault`] when a file cannot be removed or written.
    pub fn begin_anew(&self) -> Result<(), SandboxFault> {
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
    /// [`SandboxFault`] when they cannot be written.
    pub fn finish(&self, credentials: &Credentials) -> Result<(), SandboxFault> {
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
    /// [`SandboxFault`] when the file says something else about TLS, or cannot be written.
    pub fn serve_tls(&self) -> Result<(), SandboxFault> {
        let path = self.directory.0.join(SETTINGS);
        let text = fs::read_to_string(&path).map_err(on_file(&path))?;
        if text.lines().any(|line| line.trim() == "[tls]") {
            return Err(SandboxFault::OtherTls(path));
        }
        let mut file = OpenOptions::new().append(true).open(&path).map_err(on_file(&path))?;
        file.write_all(TLS_TEXT.as_bytes()).and_then(|()| file.sync_all()).map_err(on_file(&path))
    }

    /// Notes where the sandbox is served, for `fgapi try --data`.
    ///
    /// # Errors
    /// [`SandboxFault`] when it cannot be written.
    pub fn note_url(&self, base_url: &str) -> Result<(), SandboxFault> {
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

[consent]
# The app that plays the fintech lives on this machine, in plain HTTP.
# デモアプリはこの機械で動くため、平文の redirect_uri を許す。
loopback_redirects = true

[brand]
name = \"サンドボックス銀行\"
name_en = \"Sandbox Bank\"
colour = \"#0b6e4f\"

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
        Credentials { made_on: "2026-01-31".into(), ..Credentials::default() }
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
