//! How a command fails: what was wrong, what to do next, and the exit code.

use std::path::Path;
use std::process::ExitCode;

use fgapi_admin::OfficeFault;
use fgapi_audit::AuditFault;
use fgapi_demo::sandbox::SandboxFault;
use fgapi_linked::LinkedFault;
use fgapi_settings::Refused;
use fgapi_store::{ImportFault, StoreFault};
use fgapi_token::ClientError;
use fgapi_vault::VaultFault;

use crate::vault_keys::key_failure;

/// A failed command. Shown on stderr as `error: …` and `next: …`.
#[derive(Debug)]
pub struct Failure {
    problem: String,
    next: String,
    code: u8,
}

impl Failure {
    /// The caller has to give something else (exit code 2).
    pub fn bad_input(problem: impl Into<String>, next: impl Into<String>) -> Self {
        Self { problem: problem.into(), next: next.into(), code: 2 }
    }

    /// It was asked rightly and did not work (exit code 1).
    pub fn broken(problem: impl Into<String>, next: impl Into<String>) -> Self {
        Self { problem: problem.into(), next: next.into(), code: 1 }
    }

    /// What is wrong.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// What to do about it.
    pub fn next(&self) -> &str {
        &self.next
    }

    /// Says it on stderr, and what the process has to end with.
    pub fn told(&self) -> ExitCode {
        eprintln!("error: {}\nnext: {}", self.problem, self.next);
        ExitCode::from(self.code)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; {}", self.problem, self.next)
    }
}

/// A sandbox's fault, as a command tells it.
impl From<SandboxFault> for Failure {
    fn from(fault: SandboxFault) -> Self {
        let told = if fault.is_bad_input() { Self::bad_input } else { Self::broken };
        told(fault.to_string(), fault.next())
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::bad_input(refused.to_string(), refused.next)
    }
}

/// A file that could not be read or written.
pub fn on_file(path: &Path) -> impl FnOnce(std::io::Error) -> Failure + '_ {
    move |error| Failure::broken(format!("{}: {error}", path.display()), "check that the path is right and that this user may use it")
}

/// A store's fault, as a command tells it.
pub fn store_failure(fault: StoreFault) -> Failure {
    let next = match &fault {
        StoreFault::NotMigrated { .. } => "run `fgapi migrate` with the same --config or --data",
        StoreFault::Busy => "run the same command again in a moment",
        StoreFault::Unavailable(_) => "check store.url, and that the database is there; `fgapi migrate` makes a new one",
        StoreFault::Conflict(_) => "choose another name, or look at what is there already",
        StoreFault::Broken(_) | StoreFault::Corrupt(_) | StoreFault::Statement(_) => "look at the log and at the disk; nothing was changed",
    };
    Failure::broken(fault.to_string(), next)
}

/// A fault of a port to a store, as a command tells it.
pub fn token_failure(fault: &fgapi_token::StoreFault) -> Failure {
    Failure::broken(fault.to_string(), "run the same command again in a moment; if it stays so, look at the database")
}

/// An office's fault, as a command tells it.
pub fn office_failure(fault: OfficeFault) -> Failure {
    match fault {
        OfficeFault::Store(fault) => token_failure(&fault),
        OfficeFault::Audit(fault) => audit_failure(&fault),
        OfficeFault::Unknown(what) => Failure::bad_input(format!("there is no such {what}"), "look at the name, then run it again"),
        OfficeFault::Denied(_) | OfficeFault::Entropy(_) | OfficeFault::Hash(_) => Failure::broken(fault.to_string(), "try again"),
    }
}

/// The audit log's fault, as a command tells it.
pub fn audit_failure(fault: &AuditFault) -> Failure {
    Failure::broken(fault.to_string(), "run the same command again in a moment; if it stays so, look at the database")
}

/// A client error, as a command tells it.
pub fn client_failure(error: ClientError) -> Failure {
    match error {
        ClientError::Unknown => {
            Failure::bad_input("no client has this api_key", "run `fgapi client list` with the same --config or --data")
        }
        ClientError::Store(fault) => token_failure(&fault),
        ClientError::Entropy(fault) => Failure::broken(fault.to_string(), "try again"),
    }
}

/// A vault's fault, as a command tells it.
pub fn vault_failure(fault: VaultFault) -> Failure {
    let next = match &fault {
        VaultFault::Sealed => "open it again with `fgapi vault unseal`",
        VaultFault::WrongKey(_) => {
            "put the keys' file back that was used before, from another gateway or from its copy; \
             `fgapi audit export --act vault.key_make` tells the fingerprints of the right ones"
        }
        VaultFault::MissingKey(_) => "add the key's line to vault.keys_file, from another gateway's file or from its copy",
        VaultFault::Altered(_) => "find out who writes to the database beside the gateway; `fgapi vault verify` names all such places",
        VaultFault::NoOwner => "look at the tenants with `fgapi tenant list`",
        VaultFault::Exhausted => "run `fgapi vault rotate`",
        VaultFault::NotEmpty => "put the keys' file back that was used before, from another gateway or from its copy",
        VaultFault::Contended | VaultFault::Entropy(_) => "run the same command again",
        VaultFault::Store(_) | VaultFault::Audit(_) => "run the same command again in a moment; if it stays so, look at the database",
        VaultFault::Key(fault) => return key_failure(fault.clone()),
    };
    Failure::broken(fault.to_string(), next)
}

/// A fault about linked accounts, as a command tells it.
pub fn linked_failure(fault: LinkedFault) -> Failure {
    match fault {
        LinkedFault::Vault(fault) => vault_failure(fault),
        LinkedFault::Store(fault) => token_failure(&fault),
        LinkedFault::Entropy(_) | LinkedFault::Word(_) => Failure::broken(fault.to_string(), "run the same command again"),
    }
}

/// A refused file, as a command tells it.
pub fn import_failure(file: &Path, fault: ImportFault) -> Failure {
    match fault {
        ImportFault::Store(fault) => store_failure(fault),
        ImportFault::Io { .. } => Failure::bad_input(fault.to_string(), "check that the path is right and that this user may read it"),
        ImportFault::Refused(refused) => {
            Failure::bad_input(format!("{}: {}: {}", file.display(), refused.place, refused.problem), refused.next)
        }
        ImportFault::Zengin(_) => Failure::bad_input(
            format!("{}: {fault}", file.display()),
            "nothing was imported; ask the bank for a correct file and run again",
        ),
    }
}
