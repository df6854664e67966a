//! Customers' passwords, answers and inquiry PINs: argon2id with 19 MiB and two rounds, as PHC strings.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use fgapi_banking::InquiryPin;
use fgapi_domain::{Entropy, Secret};

use crate::PinKey;

/// Memory in KiB, rounds, lanes.
const COST: (u32, u32, u32) = (19 * 1_024, 2, 1);

/// A hash that no password has, of the same cost as real ones: checked when there is nothing to check, to take the same time.
pub(crate) const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A secret could not be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret could not be hashed: no memory or no randomness")]
pub struct HashFault;

/// The PHC string of a password, or of a folded answer, under a new salt.
///
/// # Errors
/// [`HashFault`].
pub fn hash_password(password: &Secret, entropy: &dyn Entropy) -> Result<String, HashFault> {
    let params = Params::new(COST.0, COST.1, COST.2, None).map_err(|_| HashFault)?;
    hash_by(&Argon2::new(Algorithm::Argon2id, Version::V0x13, params), password.reveal(), entropy)
}

/// The PHC string of an inquiry PIN under a new salt and the key.
///
/// # Errors
/// [`HashFault`].
pub fn hash_pin(pin: &InquiryPin, key: &PinKey, entropy: &dyn Entropy) -> Result<String, HashFault> {
    hash_by(&key.hasher(COST).map_err(|_| HashFault)?, pin.reveal(), entropy)
}

fn hash_by(hasher: &Argon2<'_>, text: &str, entropy: &dyn Entropy) -> Result<String, HashFault> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt).map_err(|_| HashFault)?;
    hasher.hash_password_with_salt(text.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(|_| HashFault)
}

/// Whether `pin` is the one that was hashed under this key. The costs are the hash's own.
pub fn matches_pin(hash: &str, pin: &InquiryPin, key: &PinKey) -> bool {
    key.hasher(COST).is_ok_and(|hasher| hasher.verify_password(pin.reveal().as_bytes(), hash).is_ok())
}

/// Whether `password` is the one that was hashed. The costs are the hash's own.
pub fn matches_password(hash: &str, password: &Secret) -> bool {
    Argon2::default().verify_password(password.reveal().as_bytes(), hash).is_ok()
}

/// Takes the time of [`matches_password`] and matches nothing: for whoever asks after somebody who is not there.
pub fn matches_nobody(password: &Secret) -> bool {
    matches_password(NOBODY, password)
}

/// Whether the text is an argon2 hash in PHC form.
pub fn is_hash(text: &str) -> bool {
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
        assert!(matches_password(&hash, &Secret::new("ひみつ")));
        assert!(!matches_password(&hash, &Secret::new("ひみつ ")));
    }

    #[test]
    fn a_pin_is_known_under_its_key_only() {
        let key = |id: &str, byte| PinKey::new(id.parse().unwrap(), [byte; 32].into());
        let (right, wrong): (InquiryPin, InquiryPin) = ("1234".parse().unwrap(), "1235".parse().unwrap());
        let hash = hash_pin(&right, &key("k1", 7), &SystemEntropy::new()).unwrap();
        assert!(is_hash(&hash) && hash.contains(",keyid="), "{hash}");
        assert!(matches_pin(&hash, &right, &key("k1", 7)) && !matches_pin(&hash, &wrong, &key("k1", 7)));
        assert!(!matches_pin(&hash, &right, &key("k1", 8)), "ten thousand guesses need the key as well");
        assert!(!matches_password(&hash, &Secret::new("1234")));
        let params = Params::try_from(&PasswordHash::new(&hash).unwrap()).unwrap();
        assert_eq!(params.keyid(), b"k1");
    }

    #[test]
    fn the_dummy_is_a_real_hash_of_the_same_cost() {
        assert!(is_hash(NOBODY));
        assert!(NOBODY.contains(&format!("m={},t={},p={}", COST.0, COST.1, COST.2)));
    }
}
