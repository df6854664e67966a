//! Files that are nobody else's business.

use std::fs::OpenOptions;
use std::path::Path;

/// Files that hold a secret are for their owner only.
#[cfg(unix)]
pub fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

/// Other systems give new files the rights of their directory.
#[cfg(not(unix))]
pub fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes a file's new name as durable as the file.
///
/// # Errors
/// The operating system's.
#[cfg(unix)]
pub(crate) fn settle(directory: &Path) -> std::io::Result<()> {
    std::fs::File::open(directory)?.sync_all()
}

/// Other systems do so by themselves.
#[cfg(not(unix))]
pub(crate) fn settle(_directory: &Path) -> std::io::Result<()> {
    Ok(())
}
