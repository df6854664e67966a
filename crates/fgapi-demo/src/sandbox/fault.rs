//! Why a sandbox's directory cannot be used.

use std::io;
use std::path::{Path, PathBuf};

use fgapi_domain::Malformed;

use crate::CertificateFault;

/// What is wrong with a sandbox's directory; [`next`](Self::next) says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum SandboxFault {
    /// The directory is no sandbox, or none that was made whole.
    #[error("{}: no sandbox lies here", .0.display())]
    NotASandbox(PathBuf),
    /// Something lies in it that is none of a sandbox's.
    #[error("{} holds {name}, which no sandbox has put there", directory.display())]
    Strange {
        /// The directory.
        directory: PathBuf,
        /// What lies in it.
        name: String,
    },
    /// Another one serves it.
    #[error("another sandbox serves {} now", .0.display())]
    Taken(PathBuf),
    /// None serves it.
    #[error("no sandbox serves {} now", .0.display())]
    Idle(PathBuf),
    /// The sandbox was made whole, and its database is not there any more.
    #[error("{}: the sandbox's database is gone", database.display())]
    NoDatabase {
        /// Where it was.
        database: PathBuf,
        /// The file of credentials, without which the sandbox is made anew.
        credentials: PathBuf,
    },
    /// The file of credentials was changed by hand.
    #[error("{}: these are not a sandbox's credentials", .0.display())]
    NotCredentials(PathBuf),
    /// The settings say something else about TLS.
    #[error("{}: there is a section [tls] without a certificate", .0.display())]
    OtherTls(PathBuf),
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// The operating system's word.
        error: io::Error,
    },
    /// Certificates could not be made.
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
}

impl SandboxFault {
    /// What to do next.
    pub fn next(&self) -> String {
        match self {
            Self::NotASandbox(path) => {
                format!("make one with `fgapi sandbox --data {}`, or name its directory with --data", path.display())
            }
            Self::Strange { .. } => "choose an empty directory, or a new one, with --data DIR".into(),
            Self::Taken(_) => "use that one, end it first, or take another directory with --data DIR".into(),
            Self::Idle(path) => format!("start one with `fgapi sandbox --data {}`", path.display()),
            Self::NoDatabase { credentials, .. } => format!("put it back, or remove {} to begin anew", credentials.display()),
            Self::NotCredentials(_) => "put the file back as it was, or make a new sandbox with --data DIR".into(),
            Self::OtherTls(_) => "take the section out, or name certificate and key in it".into(),
            Self::Io { .. } => "check that the path is right and that this user may use it".into(),
            Self::Certificate(_) => {
                "look at this machine's clock, then start again; without --tls a new sandbox needs no certificates".into()
            }
        }
    }

    /// Whether something else has to be given; otherwise it was asked rightly and did not work.
    pub const fn is_bad_input(&self) -> bool {
        matches!(self, Self::NotASandbox(_) | Self::Strange { .. } | Self::OtherTls(_))
    }
}

/// A file that could not be read or written.
pub(super) fn on_file(path: &Path) -> impl FnOnce(io::Error) -> SandboxFault + '_ {
    move |error| SandboxFault::Io { path: path.to_path_buf(), error }
}

/// The directory's credentials are not as a sandbox writes them.
pub(super) fn not_credentials(file: &Path) -> impl Fn(Malformed) -> SandboxFault + '_ {
    move |_| SandboxFault::NotCredentials(file.to_path_buf())
}
