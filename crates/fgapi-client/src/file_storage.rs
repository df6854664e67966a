//! Tokens in a file of their own.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::{Hold, StorageFault, TokenStorage, Tokens};

/// Keeps the tokens of one link in a file, as JSON: readable for its owner only, replaced as a whole and durably, so that a crash leaves the
/// former file or the new one. Several processes may share it; a file beside it (`….lock`) lets one of them trade the pair at a time.
#[derive(Clone, Debug)]
pub struct FileStorage {
    path: PathBuf,
}

/// Between two looks at a lock that another process holds.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// Looks before it is given up: longer than a pair takes to be traded, tries included.
const LOOKS: u32 = 2_400;

impl FileStorage {
    /// At this path; its directory must be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(ending);
        path.into()
    }
}

impl TokenStorage for FileStorage {
    async fn load(&self) -> Result<Option<Tokens>, StorageFault> {
        let path = self.path.clone();
        blocking(move || match std::fs::read(&path).map(Zeroizing::new) {
            // What is wrong with it is not told in serde's words, which may repeat a token.
            Ok(json) => serde_json::from_slice(&json).map(Some).map_err(|_| ErrorKind::InvalidData.into()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn save(&self, tokens: &Tokens) -> Result<(), StorageFault> {
        let json = serde_json::to_vec(tokens).map(Zeroizing::new).map_err(StorageFault::new)?;
        let (path, new) = (self.path.clone(), self.beside(".new"));
        blocking(move || replace(&path, &new, &json)).await
    }

    async fn clear(&self) -> Result<(), StorageFault> {
        let path = self.path.clone();
        blocking(move || {
            removed(&path)?;
            settle(&path)
        })
        .await
    }

    async fn hold(&self) -> Result<Hold, StorageFault> {
        let path = self.beside(".lock");
        let lock = blocking(move || private(OpenOptions::new().create(true).truncate(false).write(true)).open(path)).await?;
        for _ in 0..LOOKS {
            match lock.try_lock() {
                Ok(()) => return Ok(Hold::of(lock)),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(LOOK_AGAIN).await,
                Err(TryLockError::Error(error)) => return Err(StorageFault::new(error)),
            }
        }
        Err(StorageFault::new("another process has held the lock file for too long; end that process, or try again"))
    }
}

fn replace(path: &Path, new: &Path, json: &[u8]) -> io::Result<()> {
    // Left by a crash, or laid there by somebody: it is not written into.
    removed(new)?;
    let mut file = private(OpenOptions::new().create_new(true).write(true)).open(new)?;
    file.write_all(json)?;
    file.sync_all()?;
    std::fs::rename(new, path)?;
    settle(path)
}

fn removed(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Runs what waits for a disk where that holds nobody up.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, StorageFault> {
    let done = tokio::task::spawn_blocking(work).await.map_err(StorageFault::new)?;
    done.map_err(StorageFault::new)
}

/// For its owner only.
#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

/// Other systems give new files the rights of their directory.
#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes a name in a directory as durable as its file.
#[cfg(unix)]
fn settle(path: &Path) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory)?.sync_all()
}

/// Other systems do so by themselves.
#[cfg(not(unix))]
fn settle(_: &Path) -> io::Result<()> {
    Ok(())
}
