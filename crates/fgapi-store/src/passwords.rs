//! How importers hash and compare: [`fgapi_proof`] does it.

use fgapi_banking::InquiryPin;
use fgapi_domain::{Entropy, Secret};
use fgapi_intake::{LedgerFault, Passwords};
use fgapi_proof::{HashFault, PinKey};

/// Hashes with this randomness, and inquiry PINs under this key.
pub(crate) struct Argon2id<'e> {
    pub(crate) entropy: &'e dyn Entropy,
    pub(crate) pin_key: Option<&'e PinKey>,
}

impl Passwords for Argon2id<'_> {
    fn is_hash(&self, text: &str) -> bool {
        fgapi_proof::is_hash(text)
    }

    fn matches(&self, hash: &str, password: &Secret) -> bool {
        fgapi_proof::matches_password(hash, password)
    }

    fn hash(&self, password: &Secret) -> Result<String, LedgerFault> {
        fgapi_proof::hash_password(password, self.entropy).map_err(not_hashed)
    }

    fn takes_pins(&self) -> bool {
        self.pin_key.is_some()
    }

    fn matches_pin(&self, hash: &str, pin: &InquiryPin) -> bool {
        self.pin_key.is_some_and(|key| fgapi_proof::matches_pin(hash, pin, key))
    }

    fn hash_pin(&self, pin: &InquiryPin) -> Result<String, LedgerFault> {
        let key = self.pin_key.ok_or_else(|| LedgerFault::Unavailable("no key to hash inquiry PINs under".to_owned()))?;
        fgapi_proof::hash_pin(pin, key, self.entropy).map_err(not_hashed)
    }
}

fn not_hashed(fault: HashFault) -> LedgerFault {
    LedgerFault::Unavailable(fault.to_string())
}
