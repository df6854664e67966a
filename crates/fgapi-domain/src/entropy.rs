//! Randomness, as something that is handed in.

use std::sync::Arc;

use ring::rand::{SecureRandom, SystemRandom};
use uuid::Uuid;

use crate::UnixSeconds;

/// The operating system gave no randomness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no randomness; nothing was issued")]
pub struct EntropyFault;

/// Gives random bytes. Everything that needs them is given one of these.
pub trait Entropy: Send + Sync {
    /// Fills `into` with random bytes.
    ///
    /// # Errors
    /// [`EntropyFault`] when there are none; `into` is then not to be used.
    fn fill(&self, into: &mut [u8]) -> Result<(), EntropyFault>;
}

impl<E: Entropy + ?Sized> Entropy for Arc<E> {
    fn fill(&self, into: &mut [u8]) -> Result<(), EntropyFault> {
        (**self).fill(into)
    }
}

/// The operating system's generator.
#[derive(Clone, Debug)]
pub struct SystemEntropy(SystemRandom);

impl SystemEntropy {
    /// The operating system's generator.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system for randomness")]
    pub fn new() -> Self {
        Self(SystemRandom::new())
    }
}

impl Default for SystemEntropy {
    fn default() -> Self {
        Self::new()
    }
}

impl Entropy for SystemEntropy {
    fn fill(&self, into: &mut [u8]) -> Result<(), EntropyFault> {
        self.0.fill(into).map_err(|_| EntropyFault)
    }
}

/// A time-ordered UUID (version 7) of `now`.
///
/// # Errors
/// [`EntropyFault`] when there is no randomness.
pub fn new_uuid(entropy: &(impl Entropy + ?Sized), now: UnixSeconds) -> Result<Uuid, EntropyFault> {
    let mut random = [0; 10];
    entropy.fill(&mut random)?;
    let millis = u64::try_from(now.0).unwrap_or_default().saturating_mul(1_000);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}
