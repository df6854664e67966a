//! `idempotency_key`: a lost answer can be fetched again by the one who was to get it, and by nobody else (reading R21).
//!
//! What a store keeps of the answer is sealed under a key derived from the presented token and the `idempotency_key`,
//! neither of which it knows.

use fgapi_domain::{Entropy, EntropyFault, Malformed, Secret, UnixSeconds};
use ring::{aead, digest, hkdf, hmac};

use crate::{ClientId, Endpoint, PlainToken};

/// The client's wish to be able to repeat the call.
#[derive(Clone, Debug)]
pub struct Retry {
    key: Secret,
    body: Secret,
}

impl Retry {
    /// `key` is the field `idempotency_key`; `body` is the whole request in a form that is the same for the same request.
    ///
    /// # Errors
    /// [`Malformed`] when the key is not 1 to 255 visible ASCII characters.
    pub fn new(key: &str, body: String) -> Result<Self, Malformed> {
        if (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self { key: Secret::new(key), body: Secret::new(body) })
        } else {
            Err(Malformed::new("idempotency_key", "1 to 255 visible ASCII characters"))
        }
    }
}

/// What a store keeps, by (client, endpoint, key).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyMark {
    /// SHA-256 of client, endpoint and `idempotency_key`: the row's key.
    pub key: [u8; 32],
    /// HMAC of the body under the presented token.
    pub body: [u8; 32],
    /// The two tokens of the answer, sealed; empty for an end.
    pub sealed: Vec<u8>,
    /// Until when it is kept.
    pub expires_at: UnixSeconds,
}

fn sealing_key(presented: &PlainToken, retry: &Retry) -> Option<aead::LessSafeKey> {
    let material = Secret::new(format!("{}\n{}", presented.reveal(), retry.key.reveal()));
    let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"fgapi idempotent answer").extract(material.reveal().as_bytes());
    let key = aead::UnboundKey::from(root.expand(&[b"seal"], &aead::AES_256_GCM).ok()?);
    Some(aead::LessSafeKey::new(key))
}

/// Seals the two tokens of an answer.
pub(crate) fn mark(
    retry: &Retry,
    client: ClientId,
    endpoint: Endpoint,
    presented: &PlainToken,
    tokens: Option<(&PlainToken, &PlainToken)>,
    expires_at: UnixSeconds,
    entropy: &(impl Entropy + ?Sized),
) -> Result<IdempotencyMark, EntropyFault> {
    let mut named = digest::Context::new(&digest::SHA256);
    named.update(client.0.as_bytes());
    named.update(endpoint.as_str().as_bytes());
    named.update(&[0]);
    named.update(retry.key.reveal().as_bytes());
    let body = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, presented.reveal().as_bytes()), retry.body.reveal().as_bytes());
    let sealed = match tokens {
        None => Vec::new(),
        Some((access, refresh)) => {
            let mut nonce = [0; aead::NONCE_LEN];
            entropy.fill(&mut nonce)?;
            let mut content = format!("{}\n{}", access.reveal(), refresh.reveal()).into_bytes();
            let sealing = sealing_key(presented, retry).ok_or(EntropyFault)?;
            sealing
                .seal_in_place_append_tag(aead::Nonce::assume_unique_for_key(nonce), aead::Aad::empty(), &mut content)
                .map_err(|_| EntropyFault)?;
            [nonce.as_slice(), &content].concat()
        }
    };
    let mut key = [0; 32];
    key.copy_from_slice(named.finish().as_ref());
    let mut body_mark = [0; 32];
    body_mark.copy_from_slice(body.as_ref());
    Ok(IdempotencyMark { key, body: body_mark, sealed, expires_at })
}

/// Opens the two tokens of a kept answer; `None` when they were sealed under anything else.
pub(crate) fn open(retry: &Retry, presented: &PlainToken, sealed: &[u8]) -> Option<(Secret, Secret)> {
    let (nonce, content) = sealed.split_at_checked(aead::NONCE_LEN)?;
    let mut content = content.to_vec();
    let nonce = aead::Nonce::try_assume_unique_for_key(nonce).ok()?;
    let text = sealing_key(presented, retry)?.open_in_place(nonce, aead::Aad::empty(), &mut content).ok()?;
    let (access, refresh) = core::str::from_utf8(text).ok()?.split_once('\n')?;
    Some((Secret::new(access), Secret::new(refresh)))
}
