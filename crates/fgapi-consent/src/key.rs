//! The gateway's key for journeys: it signs the cookies of devices and the forms of screens, seals PINs that wait for the
//! consent, and makes the hashes of filed PINs useless to whoever reads the database alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use core::fmt;
use core::str::FromStr;
use fgapi_banking::InquiryPin;
use fgapi_domain::{AccountKey, Entropy, EntropyFault, Malformed, Secret};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{digest, hkdf, hmac};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

use crate::journey::JourneyId;

const BYTES: usize = 32;

/// 256 random bits, kept in a file beside the gateway and never in the database. All gateways of a bank have the same.
#[derive(Clone)]
pub struct ConsentKey(Zeroizing<[u8; BYTES]>);

impl ConsentKey {
    /// A new key.
    ///
    /// # Errors
    /// [`EntropyFault`] when there is no randomness.
    pub fn generate(entropy: &(impl Entropy + ?Sized)) -> Result<Self, EntropyFault> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        entropy.fill(&mut *bytes)?;
        Ok(Self(bytes))
    }

    /// A key that was kept.
    pub const fn from_bytes(bytes: Zeroizing<[u8; BYTES]>) -> Self {
        Self(bytes)
    }

    /// As a file may hold it: 43 characters of base64url.
    pub fn to_text(&self) -> Secret {
        Secret::new(URL_SAFE_NO_PAD.encode(*self.0))
    }

    /// Tells this key from others, and nothing about it: 16 hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        let digest = digest::digest(&digest::SHA256, &*self.derive(&[b"fingerprint"]));
        digest.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// What is mixed into the hashes of filed PINs (argon2's secret input).
    pub fn pin_pepper(&self) -> Zeroizing<[u8; BYTES]> {
        self.derive(&[b"pin pepper"])
    }

    fn derive(&self, purpose: &[&[u8]]) -> Zeroizing<[u8; BYTES]> {
        let mut derived = Zeroizing::new([0; BYTES]);
        let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, b"fgapi consent 1").extract(&*self.0);
        // 32 bytes are never too many for HKDF-SHA256, so this cannot fail; a zero key would match nothing that was made before.
        let filled = secret.expand(purpose, hkdf::HKDF_SHA256).and_then(|material| material.fill(&mut *derived));
        debug_assert!(filled.is_ok());
        derived
    }

    fn signed(&self, purpose: &[u8], text: &[u8]) -> hmac::Tag {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &*self.derive(&[purpose])), text)
    }

    /// The token that a form of a browser carries (C7): whoever does not know the browser's secret cannot make it.
    pub(crate) fn form_token(&self, browser: &Secret) -> String {
        URL_SAFE_NO_PAD.encode(self.signed(b"form", browser.reveal().as_bytes()))
    }

    /// Whether a form carried the right token; compared in constant time.
    pub(crate) fn is_form_token(&self, browser: &Secret, presented: &str) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &*self.derive(&[b"form"]));
        let presented = URL_SAFE_NO_PAD.decode(presented);
        presented.is_ok_and(|tag| hmac::verify(&key, browser.reveal().as_bytes(), &tag).is_ok())
    }

    /// The signature of a device's number.
    pub(crate) fn sign_device(&self, device: &[u8; 16]) -> String {
        URL_SAFE_NO_PAD.encode(self.signed(b"device", device))
    }

    /// Whether the signature is that of the number.
    pub(crate) fn is_device(&self, device: &[u8; 16], signature: &str) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &*self.derive(&[b"device"]));
        URL_SAFE_NO_PAD.decode(signature).is_ok_and(|tag| hmac::verify(&key, device, &tag).is_ok())
    }

    /// A number below `most` that stays the same for the same text.
    pub(crate) fn choose(&self, text: &str, most: usize) -> usize {
        let tag = self.signed(b"choose", text.as_bytes());
        let number = tag.as_ref().iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        usize::try_from(number % most.max(1) as u64).unwrap_or(0)
    }

    /// Seals PINs that wait for the consent. Without the browser's secret, which is nowhere stored, nobody opens them.
    ///
    /// # Errors
    /// [`EntropyFault`] when there is no randomness.
    pub(crate) fn seal(
        &self,
        pins: &BTreeMap<AccountKey, InquiryPin>,
        browser: &Secret,
        journey: JourneyId,
        entropy: &(impl Entropy + ?Sized),
    ) -> Result<Vec<u8>, EntropyFault> {
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce)?;
        let mut text = Zeroizing::new(Vec::new());
        for (account, pin) in pins {
            text.extend_from_slice(format!("{account} ").as_bytes());
            text.extend_from_slice(pin.reveal().as_bytes());
            text.push(b'\n');
        }
        let aad = Aad::from(*journey.0.as_bytes());
        let tag = self
            .sealer(browser)
            .and_then(|key| key.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text).ok())
            .ok_or(EntropyFault)?;
        Ok([nonce.as_slice(), &text, tag.as_ref()].concat())
    }

    /// Opens what [`seal`](Self::seal) sealed; `None` when it was altered, or sealed for another browser or journey.
    pub(crate) fn open(&self, sealed: &[u8], browser: &Secret, journey: JourneyId) -> Option<BTreeMap<AccountKey, InquiryPin>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut rest = Zeroizing::new(rest.to_vec());
        let aad = Aad::from(*journey.0.as_bytes());
        let text = self.sealer(browser)?.open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut rest).ok()?;
        let text = core::str::from_utf8(text).ok()?;
        text.lines().map(|line| line.split_once(' ').and_then(|(account, pin)| Some((account.parse().ok()?, pin.parse().ok()?)))).collect()
    }

    fn sealer(&self, browser: &Secret) -> Option<LessSafeKey> {
        let key = self.derive(&[b"staged", browser.reveal().as_bytes()]);
        UnboundKey::new(&CHACHA20_POLY1305, &*key).ok().map(LessSafeKey::new)
    }
}

/// Shows no key.
impl fmt::Debug for ConsentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConsentKey(…)")
    }
}

impl FromStr for ConsentKey {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("consent key", "43 characters of base64url, as the gateway wrote them");
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text.trim()).map_err(|_| REFUSED)?);
        let mut key = Zeroizing::new([0; BYTES]);
        if bytes.len() != BYTES {
            return Err(REFUSED);
        }
        key.copy_from_slice(&bytes);
        Ok(Self(key))
    }
}

#[cfg(test)]
mod tests {
    use fgapi_domain::SystemEntropy;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_key_reads_back_and_is_told_from_others() {
        let entropy = SystemEntropy::new();
        let (key, other) = (ConsentKey::generate(&entropy).unwrap(), ConsentKey::generate(&entropy).unwrap());
        let read: ConsentKey = key.to_text().reveal().parse().unwrap();
        assert_eq!(read.fingerprint(), key.fingerprint());
        assert_ne!(other.fingerprint(), key.fingerprint());
        assert!("short".parse::<ConsentKey>().is_err());
        assert_eq!(format!("{key:?}"), "ConsentKey(…)");
    }

    #[test]
    fn staged_pins_open_for_their_browser_and_journey_only() {
        let entropy = SystemEntropy::new();
        let key = ConsentKey::generate(&entropy).unwrap();
        let (browser, journey) = (Secret::new("fgb_a"), JourneyId(Uuid::from_u128(1)));
        let pins: BTreeMap<AccountKey, InquiryPin> = [
            ("9999-001-1-0000001".parse().unwrap(), "1234".parse().unwrap()),
            ("9999-001-1-0000002".parse().unwrap(), "567890".parse().unwrap()),
        ]
        .into();
        let sealed = key.seal(&pins, &browser, journey, &entropy).unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"1234"));
        let opened = key.open(&sealed, &browser, journey).unwrap();
        assert_eq!(opened.len(), 2);
        assert_eq!(opened.values().next().unwrap().reveal(), "1234");
        assert!(key.open(&sealed, &Secret::new("fgb_b"), journey).is_none());
        assert!(key.open(&sealed, &browser, JourneyId(Uuid::from_u128(2))).is_none());
        let mut altered = sealed;
        altered[20] ^= 1;
        assert!(key.open(&altered, &browser, journey).is_none());
    }

    #[test]
    fn a_form_token_belongs_to_its_browser() {
        let key = ConsentKey::generate(&SystemEntropy::new()).unwrap();
        let browser = Secret::new("fgb_a");
        let token = key.form_token(&browser);
        assert!(key.is_form_token(&browser, &token));
        assert!(!key.is_form_token(&Secret::new("fgb_b"), &token));
        assert!(!key.is_form_token(&browser, ""));
    }
}
