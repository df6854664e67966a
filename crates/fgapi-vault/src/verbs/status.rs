//! How a vault stands.

use crate::{KeptKey, KeyFault, MasterCensus, MasterNumber, Vault, VaultFault, VaultState};

/// Keys that are looked at in one read.
pub(super) const KEYS: u32 = 200;

/// What a vault can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything.
    Open,
    /// Nothing, because the staff shut it.
    Shut,
    /// Nothing, because a master key is missing or wrong; why.
    Keyless(String),
}

/// All that may be told of a vault.
#[derive(Clone, Debug)]
pub struct Status {
    /// What it can do.
    pub standing: Standing,
    /// Who shut it, and when.
    pub state: VaultState,
    /// The master keys that the gateway has: number and fingerprint.
    pub masters: Vec<(MasterNumber, String)>,
    /// What lies under each master key, those that the gateway has not among them.
    pub census: Vec<MasterCensus>,
}

impl Status {
    /// How many values lie under another master key than the newest: what a change of keys has left to do.
    pub fn left(&self) -> u64 {
        self.census.iter().filter(|census| Some(census.master) != self.newest()).map(|census| census.values).sum()
    }

    /// How many keys are wrapped under another master key than the newest.
    pub fn keys_left(&self) -> u64 {
        self.census.iter().filter(|census| Some(census.master) != self.newest()).map(|census| census.keys).sum()
    }

    /// The newest master key's number.
    pub fn newest(&self) -> Option<MasterNumber> {
        self.masters.last().map(|(number, _)| *number)
    }
}

impl Vault {
    /// How the vault stands.
    ///
    /// # Errors
    /// [`VaultFault::Store`]: a missing key is a standing, not an error.
    pub fn status(&self) -> Result<Status, VaultFault> {
        let (state, census) = (self.store.state()?, self.store.census()?);
        let ring = match self.read_ring() {
            Ok(ring) => ring,
            Err(VaultFault::Key(fault)) => {
                return Ok(Status { standing: keyless(&fault), state, masters: Vec::new(), census });
            }
            Err(fault) => return Err(fault),
        };
        let masters = ring.keys().iter().map(|key| (key.number(), key.fingerprint())).collect();
        let standing = match self.unwrap_all() {
            Ok(()) if state.sealed.is_some() => Standing::Shut,
            Ok(()) => Standing::Open,
            Err(VaultFault::Store(fault)) => return Err(VaultFault::Store(fault)),
            Err(fault) => Standing::Keyless(fault.to_string()),
        };
        Ok(Status { standing, state, masters, census })
    }

    /// Unwraps every key that is kept.
    pub(super) fn unwrap_all(&self) -> Result<(), VaultFault> {
        let mut after = None;
        loop {
            let keys: Vec<KeptKey> = self.store.keys(after, KEYS)?;
            let Some(last) = keys.last() else { return Ok(()) };
            after = Some(last.number);
            keys.iter().try_for_each(|kept| self.unwrap(kept).map(drop))?;
        }
    }
}

fn keyless(fault: &KeyFault) -> Standing {
    Standing::Keyless(fault.to_string())
}
