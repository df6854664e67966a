//! The key that inquiry PINs are hashed under.

use core::fmt;

use argon2::{Algorithm, Argon2, KeyId, Params, ParamsBuilder, Version};
use fgapi_domain::VeilKeyId;
use zeroize::Zeroizing;

/// The gateway's own key, as argon2's secret input for inquiry PINs: whoever has the database but not this key cannot try the
/// ten thousand PINs of four digits. Its id stands in each hash (`keyid`), which tells
/// under which key a PIN was filed.
pub struct PinKey {
    id: VeilKeyId,
    bytes: Zeroizing<[u8; 32]>,
}

impl PinKey {
    /// A key named `id`, of 32 random bytes.
    pub const fn new(id: VeilKeyId, bytes: Zeroizing<[u8; 32]>) -> Self {
        Self { id, bytes }
    }

    /// What a hash under this key says of itself: what it costs, and the key's id.
    pub(crate) fn params(&self, (memory, rounds, lanes): (u32, u32, u32)) -> argon2::Result<Params> {
        let id = KeyId::new(self.id.as_str().as_bytes())?;
        ParamsBuilder::new().m_cost(memory).t_cost(rounds).p_cost(lanes).keyid(id).build()
    }

    /// The hasher under this key.
    pub(crate) fn hasher(&self, algorithm: Algorithm, version: Version, params: Params) -> argon2::Result<Argon2<'_>> {
        Argon2::new_with_secret(self.bytes.as_slice(), algorithm, version, params)
    }
}

impl fmt::Debug for PinKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PinKey({})", self.id)
    }
}
