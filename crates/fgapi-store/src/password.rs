//! Customers' passwords: argon2id with 19 MiB and two rounds, as PHC strings.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use fgapi_domain::{Entropy, Secret};
use fgapi_intake::{LedgerFault, Passwords};

/// Memory in KiB, rounds, lanes.
const COST: (u32, u32, u32) = (19 * 1_024, 2, 1);

/// A hash that no password has, of the same cost as real ones: checked when there is nothing to check, to take the same time.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes with this randomness.
pub(crate) struct Argon2id<'e>(pub(crate) &'e dyn Entropy);

impl Passwords for Argon2id<'_> {
    fn is_hash(&self, text: &str) -> bool {
        is_hash(text)
    }

    fn matches(&self, hash: &str, password: &Secret) -> bool {
        check_password(hash, password)
    }

    fn hash(&self, password: &Secret) -> Result<String, LedgerFault> {
        hash_password(password, self.0).map_err(|fault| LedgerFault::Unavailable(fault.to_string()))
    }
}

/// The password could not be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password could not be hashed: no memory or no randomness")]
struct PasswordFault;

/// The PHC string of a password under a new salt.
fn hash_password(password: &Secret, entropy: &dyn Entropy) -> Result<String, PasswordFault> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt).map_err(|_| PasswordFault)?;
    let params = Params::new(COST.0, COST.1, COST.2, None).map_err(|_| PasswordFault)?;
    let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_with_salt(password.reveal().as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_| PasswordFault)
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
    fn the_dummy_is_a_real_hash_of_the_same_cost() {
        assert!(is_hash(dummy_hash()));
        assert!(dummy_hash().contains(&format!("m={},t={},p={}", COST.0, COST.1, COST.2)));
    }
}
