//! Data keys as a store keeps them: wrapped.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::{Entropy, EntropyFault, Malformed, UnixSeconds};

use crate::{MasterNumber, Owner};

/// How often one key may seal: with nonces that are drawn at random, the chance that two are alike stays below 2^-32 until then.
pub const SEALS_MAX: i64 = 1 << 32;

/// A data key's number: 63 random bits, which no other key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyNumber(i64);

impl KeyNumber {
    /// A new one.
    ///
    /// # Errors
    /// [`EntropyFault`] when there is no randomness.
    pub fn generate(entropy: &(impl Entropy + ?Sized)) -> Result<Self, EntropyFault> {
        let mut random = [0; 8];
        entropy.fill(&mut random)?;
        Ok(Self(i64::from_le_bytes(random) & i64::MAX))
    }

    /// The number that a store keeps.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The one that a store kept.
    pub const fn kept(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for KeyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for KeyNumber {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        // One spelling only: the one that is written.
        let number = i64::from_str_radix(text, 16).ok().filter(|number| *number >= 0).map(Self);
        number.filter(|number| number.to_string() == text).ok_or(Malformed::new("key number", "16 hexadecimal digits in small letters"))
    }
}

/// An owner's data key, wrapped under a master key: worth nothing without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptKey {
    /// Its number.
    pub number: KeyNumber,
    /// Whose it is.
    pub owner: Owner,
    /// Under which master key it is wrapped.
    pub master: MasterNumber,
    /// Nonce, wrapped key and tag.
    pub wrapped: Vec<u8>,
    /// Whether new values of its owner are sealed under it; one key of each owner is.
    pub current: bool,
    /// How often it sealed.
    pub seals: i64,
    /// When it was made.
    pub made_at: UnixSeconds,
}
