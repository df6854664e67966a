//! Files and directories that are nobody else's business.

use std::fs::OpenOptions;
use std::path::Path;

/// Files that hold a secret are for their owner only.
#[cfg(unix)]
pub(super) fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

/// Other systems give new files the rights of their directory.
#[cfg(not(unix))]
pub(super) fn private_file(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes a directory that only its owner enters, and those above it.
///
/// # Errors
/// The operating system's.
#[cfg(unix)]
pub(super) fn private_directory(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Other systems give new directories the rights of the one above.
#[cfg(not(unix))]
pub(super) fn private_directory(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}

/// Makes a file's new name as durable as the file.
///
/// # Errors
/// The operating system's.
#[cfg(unix)]
pub(super) fn settle(directory: &Path) -> std::io::Result<()> {
    std::fs::File::open(directory)?.sync_all()
}

/// Other systems do so by themselves.
#[cfg(not(unix))]
pub(super) fn settle(_directory: &Path) -> std::io::Result<()> {
    Ok(())
}
