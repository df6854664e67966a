//! What keeps the vault from sealing, in words, and how it is mended. Everything else is a fault of the whole screen.

use std::time::Duration;

use fgapi_admin::OfficeFault;
use fgapi_linked::LinkedFault;
use fgapi_lobby::Fault;
use fgapi_look::Message;
use fgapi_look::views::{Notice, NoticeKind};
use fgapi_vault::{Vault, VaultFault};

use crate::say::Say;

/// The status of a form whose value could not be sealed: nothing is wrong with the form.
pub(crate) const NOT_SEALED: u16 = 503;

/// Why the vault did not do it, for whoever can mend it.
pub(crate) fn of_vault(fault: VaultFault) -> Result<Message, Fault> {
    let numbered = |say, number: u32| Message::new(say).with("number", number);
    match fault {
        VaultFault::Sealed => Ok(Say::VaultIsShut.into()),
        VaultFault::Key(_) => Ok(Say::VaultKeyless.into()),
        VaultFault::WrongKey(number) => Ok(numbered(Say::VaultWrongKey, number)),
        VaultFault::MissingKey(number) => Ok(numbered(Say::VaultMissingKey, number)),
        VaultFault::Exhausted => Ok(Say::VaultExhausted.into()),
        VaultFault::Contended => Err(Fault::Busy(Duration::from_secs(1))),
        VaultFault::NoOwner => Err(Fault::Nothing),
        VaultFault::Entropy(fault) => Err(fault.into()),
        VaultFault::Store(fault) => Err(fault.into()),
        VaultFault::Audit(fault) => Err(OfficeFault::Audit(fault).into()),
        VaultFault::Altered(_) | VaultFault::NotEmpty => Err(Fault::Broken),
    }
}

/// The same of the desk of linked accounts.
pub(crate) fn of_linked(fault: LinkedFault) -> Result<Message, Fault> {
    match fault {
        LinkedFault::Vault(fault) => of_vault(fault),
        LinkedFault::Store(fault) => Err(fault.into()),
        LinkedFault::Entropy(fault) => Err(fault.into()),
        LinkedFault::Word(_) => Err(Fault::Broken),
    }
}

/// A fault of reading, which asks nothing of the vault.
pub(crate) fn of_reading(fault: LinkedFault) -> Fault {
    of_linked(fault).map_or_else(|fault| fault, |_| Fault::Broken)
}

/// What is said on a screen of things that lie in a vault which cannot seal now; nothing where it can.
pub(crate) fn notice(vault: &Vault) -> Result<Option<Notice>, Fault> {
    match vault.ready() {
        Ok(()) => Ok(None),
        Err(fault) => Ok(Some(Notice { kind: NoticeKind::Error, message: of_vault(fault)? })),
    }
}
