//! The office's key: it seals second factors, proves invitations, and makes the tokens of forms.

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_domain::{Entropy, EntropyFault, Secret};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{hkdf, hmac};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{InvitationId, UserId};

const BYTES: usize = 32;

/// 256 bits that all gateways of a bank share, derived from the key that they keep in a file and never in the database.
#[derive(Clone)]
pub struct OfficeKey(Zeroizing<[u8; BYTES]>);

impl OfficeKey {
    /// The office's part of a gateway's key.
    pub fn derived_from(gateway_key: &[u8; BYTES]) -> Self {
        Self(derive(gateway_key, b"office"))
    }

    fn signer(&self, purpose: &[u8]) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &*derive(&self.0, purpose))
    }

    fn sealer(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&CHACHA20_POLY1305, &*derive(&self.0, b"second factor")).ok().map(LessSafeKey::new)
    }

    /// What an invitation's link ends with: its number and the proof that this office made it.
    pub fn invitation_link(&self, id: InvitationId) -> Secret {
        let tag = hmac::sign(&self.signer(b"invitation"), id.0.as_bytes());
        Secret::new(format!("{}.{}", id.0.simple(), URL_SAFE_NO_PAD.encode(tag.as_ref())))
    }

    /// The invitation that a presented link names; `None` when this office did not make it. Whether it can still be used, its store
    /// tells.
    pub(crate) fn presented_invitation(&self, presented: &Secret) -> Option<InvitationId> {
        let (id, proof) = presented.reveal().split_once('.')?;
        let id = Uuid::try_parse(id).ok()?;
        let proof = URL_SAFE_NO_PAD.decode(proof).ok()?;
        hmac::verify(&self.signer(b"invitation"), id.as_bytes(), &proof).ok().map(|()| InvitationId(id))
    }

    /// The token that the forms of a browser carry (C7): whoever does not know the secret of its cookie cannot make it.
    pub fn form_token(&self, browser: &Secret) -> Secret {
        Secret::new(URL_SAFE_NO_PAD.encode(hmac::sign(&self.signer(b"form"), browser.reveal().as_bytes()).as_ref()))
    }

    /// Whether a form carried the right token; compared in constant time.
    pub fn is_form_token(&self, browser: &Secret, presented: &str) -> bool {
        let tag = URL_SAFE_NO_PAD.decode(presented);
        tag.is_ok_and(|tag| hmac::verify(&self.signer(b"form"), browser.reveal().as_bytes(), &tag).is_ok())
    }

    /// Seals a second factor's secret for one user.
    pub(crate) fn seal(&self, secret: &[u8], user: UserId, entropy: &(impl Entropy + ?Sized)) -> Result<Vec<u8>, EntropyFault> {
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce)?;
        let mut text = Zeroizing::new(secret.to_vec());
        let aad = Aad::from(*user.0.as_bytes());
        let tag = self
            .sealer()
            .and_then(|key| key.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text).ok())
            .ok_or(EntropyFault)?;
        Ok([nonce.as_slice(), &text, tag.as_ref()].concat())
    }

    /// Opens what [`seal`](Self::seal) sealed; `None` when it was altered, or is another user's.
    pub(crate) fn open(&self, sealed: &[u8], user: UserId) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut rest = Zeroizing::new(rest.to_vec());
        let length = {
            let aad = Aad::from(*user.0.as_bytes());
            self.sealer()?.open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut rest).ok()?.len()
        };
        rest.truncate(length);
        Some(rest)
    }
}

fn derive(key: &[u8; BYTES], purpose: &[u8]) -> Zeroizing<[u8; BYTES]> {
    let mut derived = Zeroizing::new([0; BYTES]);
    let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, b"fgapi office 1").extract(key);
    // 32 bytes are never too many for HKDF-SHA256, so this cannot fail; a zero key would match nothing that was made before.
    let filled = secret.expand(&[purpose], hkdf::HKDF_SHA256).and_then(|material| material.fill(&mut *derived));
    debug_assert!(filled.is_ok());
    derived
}

/// Shows no key.
impl fmt::Debug for OfficeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfficeKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use fgapi_domain::SystemEntropy;

    use super::*;

    #[test]
    fn what_is_sealed_for_one_user_opens_for_nobody_else() {
        let (key, other) = (OfficeKey::derived_from(&[7; 32]), OfficeKey::derived_from(&[8; 32]));
        let (hanako, taro) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let sealed = key.seal(b"secret of twenty byt", hanako, &SystemEntropy::new()).unwrap();
        assert_eq!(key.open(&sealed, hanako).unwrap().as_slice(), b"secret of twenty byt");
        assert!(key.open(&sealed, taro).is_none() && other.open(&sealed, hanako).is_none());
    }

    #[test]
    fn an_invitation_that_the_office_did_not_make_is_none() {
        let (key, other) = (OfficeKey::derived_from(&[7; 32]), OfficeKey::derived_from(&[8; 32]));
        let id = InvitationId(Uuid::from_u128(3));
        assert_eq!(key.presented_invitation(&key.invitation_link(id)), Some(id));
        assert_eq!(other.presented_invitation(&key.invitation_link(id)), None);
        for bad in ["", ".", "x.y", &id.0.simple().to_string()] {
            assert_eq!(key.presented_invitation(&Secret::new(bad)), None, "{bad}");
        }
    }
}
