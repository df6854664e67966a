//! Customers' passwords, answers and inquiry PINs: argon2id with 19 MiB and two rounds, as PHC strings.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use fgapi_banking::InquiryPin;
use fgapi_domain::{Entropy, Secret};
use fgapi_intake::{LedgerFault, Passwords};

use crate::PinKey;

/// Memory in KiB, rounds, lanes.
const COST: (u32, u32, u32) = (19 * 1_024, 2, 1);

/// A hash that no password has, of the same cost as real ones: checked when there is nothing to check, to take the same time.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes with this randomness, and inquiry PINs under this key.
pub(crate) struct Argon2id<'e> {
    pub(crate) entropy: &'e dyn Entropy,
    pub(crate) pin_key: Option<&'e PinKey>,
}

impl Passwords for Argon2id<'_> {
    fn is_hash(&self, text: &str) -> bool {
        is_hash(text)
    }

    fn matches(&self, hash: &str, password: &Secret) -> bool {
        check_password(hash, password)
    }

    fn hash(&self, password: &Secret) -> Result<String, LedgerFault> {
        hash_password(password, self.entropy).map_err(|fault| LedgerFault::Unavailable(fault.to_string()))
    }

    fn takes_pins(&self) -> bool {
        self.pin_key.is_some()
    }

    fn matches_pin(&self, hash: &str, pin: &InquiryPin) -> bool {
        self.pin_key.is_some_and(|key| check_pin(hash, pin, key))
    }

    fn hash_pin(&self, pin: &InquiryPin) -> Result<String, LedgerFault> {
        let key = self.pin_key.ok_or_else(|| LedgerFault::Unavailable("no key to hash inquiry PINs under".to_owned()))?;
        hash_pin(pin, key, self.entropy).map_err(|fault| LedgerFault::Unavailable(fault.to_string()))
    }
}

/// The password could not be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password could not be hashed: no memory or no randomness")]
struct PasswordFault;

/// The PHC string of a password under a new salt.
fn hash_password(password: &Secret, entropy: &dyn Entropy) -> Result<String, PasswordFault> {
    let params = Params::new(COST.0, COST.1, COST.2, None).map_err(|_| PasswordFault)?;
    hash_by(&Argon2::new(Algorithm::Argon2id, Version::V0x13, params), password.reveal(), entropy)
}

/// The PHC string of an inquiry PIN under a new salt and the key.
fn hash_pin(pin: &InquiryPin, key: &PinKey, entropy: &dyn Entropy) -> Result<String, PasswordFault> {
    hash_by(&key.hasher(COST).map_err(|_| PasswordFault)?, pin.reveal(), entropy)
}

fn hash_by(hasher: &Argon2<'_>, text: &str, entropy: &dyn Entropy) -> Result<String, PasswordFault> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt).map_err(|_| PasswordFault)?;
    hasher.hash_password_with_salt(text.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(|_| PasswordFault)
}

/// Whether `pin` is the one that was hashed under this key. The costs are the hash's own.
pub(crate) fn check_pin(hash: &str, pin: &InquiryPin, key: &PinKey) -> bool {
    key.hasher(COST).is_ok_and(|hasher| hasher.verify_password(pin.reveal().as_bytes(), hash).is_ok())
}

/// Whether `password` is the one that was hashed. The costs are the hash's own.
pub(crate) fn check_password(hash: &str, password: &Secret) -> bool {
    Argon2::default().verify_password(password.reveal().as_bytes(), hash).is_ok()
}

/// The hash to check against when there is none.
pub(crate) const fn dummy_hash() -> &'static str {
    NOBODY
}

/// Whether the text is an argon2 hash in PHC form.
fn is_hash(text: &str) -> bool {
    text.starts_with("$argon2id$") && PasswordHash::new(text).is_ok_and(|hash| hash.salt.is_some() && hash.hash.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use fgapi_domain::SystemEntropy;

    #[test]
    fn a_hash_knows_its_password_only() {
        let hash = hash_password(&Secret::new("ひみつ"), &SystemEntropy::new()).unwrap();
        assert!(is_hash(&hash) && hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(check_password(&hash, &Secret::new("ひみつ")));
        assert!(!check_password(&hash, &Secret::new("ひみつ ")));
    }

    #[test]
    fn a_pin_is_known_under_its_key_only() {
        let key = |id: &str, byte| PinKey::new(id.parse().unwrap(), [byte; 32].into());
        let (right, wrong): (InquiryPin, InquiryPin) = ("1234".parse().unwrap(), "1235".parse().unwrap());
        let hash = hash_pin(&right, &key("k1", 7), &SystemEntropy::new()).unwrap();
        assert!(is_hash(&hash) && hash.contains(",keyid="), "{hash}");
        assert!(check_pin(&hash, &right, &key("k1", 7)) && !check_pin(&hash, &wrong, &key("k1", 7)));
        assert!(!check_pin(&hash, &right, &key("k1", 8)), "ten thousand guesses need the key as well");
        assert!(!check_password(&hash, &Secret::new("1234")));
        let params = Params::try_from(&PasswordHash::new(&hash).unwrap()).unwrap();
        assert_eq!(params.keyid(), b"k1");
    }

    #[test]
    fn the_dummy_is_a_real_hash_of_the_same_cost() {
        assert!(is_hash(dummy_hash()));
        assert!(dummy_hash().contains(&format!("m={},t={},p={}", COST.0, COST.1, COST.2)));
    }
}
