//! Veiled ids: the parts of a key under authenticated, deterministic encryption.
//!
//! The nonce is the head of an HMAC over the text, so equal texts give equal ids (同一性) and different
//! texts never share a nonce in practice; AES-256-GCM makes the id reversible (可逆性) and refuses any
//! other. Encryption and HMAC keys are derived apart from one 32-byte key. The key's id is in front of
//! the id, so that ids made under an older key still open.

use core::fmt;
use core::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{aead, hkdf, hmac};
use zeroize::Zeroizing;

use crate::Malformed;

/// The name of a veil key: one to eight lower-case letters or digits. It stands in every id made under the key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VeilKeyId(Box<str>);

impl VeilKeyId {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VeilKeyId {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::new("veil key id", "1 to 8 lower-case letters or digits"))
        }
    }
}

impl fmt::Display for VeilKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A key or a ring of keys that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VeilFault {
    /// The key could not be derived.
    #[error("the veil key could not be derived from its 32 bytes")]
    Derivation,
    /// A ring without a key cannot veil.
    #[error("a veil ring needs at least one key")]
    NoKey,
    /// Two keys of a ring have the same name.
    #[error("two veil keys have the same id")]
    SameId,
}

/// One key under which ids are veiled.
pub struct VeilKey {
    id: VeilKeyId,
    sealing: aead::LessSafeKey,
    nonces: hmac::Key,
    fingerprint: String,
}

impl fmt::Debug for VeilKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VeilKey({})", self.id)
    }
}

impl VeilKey {
    /// A key named `id`, from 32 random bytes.
    ///
    /// # Errors
    /// [`VeilFault::Derivation`] when the parts of the key cannot be derived.
    pub fn new(id: VeilKeyId, bytes: [u8; 32]) -> Result<Self, VeilFault> {
        let bytes = Zeroizing::new(bytes);
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"fgapi veiled id").extract(bytes.as_slice());
        let fault = |_| VeilFault::Derivation;
        let sealing = aead::UnboundKey::from(root.expand(&[b"seal"], &aead::AES_256_GCM).map_err(fault)?);
        let nonces = hmac::Key::from(root.expand(&[b"nonce"], hmac::HMAC_SHA256).map_err(fault)?);
        let mark = hmac::sign(&hmac::Key::from(root.expand(&[b"fingerprint"], hmac::HMAC_SHA256).map_err(fault)?), b"");
        Ok(Self { id, sealing: aead::LessSafeKey::new(sealing), nonces, fingerprint: URL_SAFE_NO_PAD.encode(&mark.as_ref()[..12]) })
    }

    /// The key's name.
    pub const fn id(&self) -> &VeilKeyId {
        &self.id
    }

    /// A public mark of the key, by which a store remembers which key issued ids.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    fn nonce(&self, kind: &str, text: &[u8]) -> [u8; aead::NONCE_LEN] {
        let mut context = hmac::Context::with_key(&self.nonces);
        context.update(kind.as_bytes());
        context.update(&[0]);
        context.update(text);
        let mut nonce = [0; aead::NONCE_LEN];
        nonce.copy_from_slice(&context.sign().as_ref()[..aead::NONCE_LEN]);
        nonce
    }

    fn seal(&self, kind: &str, text: &str) -> Option<String> {
        let nonce = self.nonce(kind, text.as_bytes());
        let mut sealed = text.as_bytes().to_vec();
        self.sealing
            .seal_in_place_append_tag(aead::Nonce::assume_unique_for_key(nonce), aead::Aad::from(kind.as_bytes()), &mut sealed)
            .ok()?;
        let mut whole = nonce.to_vec();
        whole.append(&mut sealed);
        Some(format!("{}.{}", self.id, URL_SAFE_NO_PAD.encode(whole)))
    }

    fn open(&self, kind: &str, sealed: &str) -> Option<String> {
        let whole = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = whole.split_at_checked(aead::NONCE_LEN)?;
        let nonce: [u8; aead::NONCE_LEN] = nonce.try_into().ok()?;
        let mut buffer = sealed.to_vec();
        let text =
            self.sealing.open_in_place(aead::Nonce::assume_unique_for_key(nonce), aead::Aad::from(kind.as_bytes()), &mut buffer).ok()?;
        // A sealed text has one nonce only: any other is not an id of ours.
        (self.nonce(kind, text) == nonce).then(|| String::from_utf8(text.to_vec()).ok()).flatten()
    }
}

/// The keys under which ids were veiled: the first makes new ids, all of them open old ones.
#[derive(Debug)]
pub struct VeilRing {
    first: VeilKey,
    older: Vec<VeilKey>,
}

impl VeilRing {
    /// A ring of `keys`, the one for new ids first.
    ///
    /// # Errors
    /// [`VeilFault::NoKey`] without a key, [`VeilFault::SameId`] when two have the same name.
    pub fn new(keys: Vec<VeilKey>) -> Result<Self, VeilFault> {
        let mut names: Vec<&VeilKeyId> = keys.iter().map(VeilKey::id).collect();
        names.sort();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(VeilFault::SameId);
        }
        let mut keys = keys.into_iter();
        let first = keys.next().ok_or(VeilFault::NoKey)?;
        Ok(Self { first, older: keys.collect() })
    }

    /// All keys, the one for new ids first.
    pub fn keys(&self) -> impl Iterator<Item = &VeilKey> {
        core::iter::once(&self.first).chain(&self.older)
    }

    pub(crate) fn veil(&self, kind: &str, text: &str) -> String {
        // Sealing fails only for texts of many gigabytes; an empty id names nothing and opens for nobody.
        self.first.seal(kind, text).unwrap_or_default()
    }

    pub(crate) fn unveil(&self, kind: &str, id: &str) -> Option<String> {
        let (name, sealed) = id.split_once('.')?;
        self.keys().find(|key| key.id.as_str() == name)?.open(kind, sealed)
    }
}
