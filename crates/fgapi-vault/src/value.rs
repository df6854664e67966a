//! A value as a store keeps it: sealed.

use fgapi_domain::UnixSeconds;

use crate::{Hint, KeyNumber, Place};

/// A value, sealed under its owner's data key and bound to its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedValue {
    /// Where it lies.
    pub place: Place,
    /// Under which key it is sealed.
    pub key: KeyNumber,
    /// Nonce, sealed text and tag.
    pub sealed: Vec<u8>,
    /// What people may see of it.
    pub hint: Hint,
    /// When it was set; sealing it anew under another key changes nothing of it.
    pub set_at: UnixSeconds,
}
