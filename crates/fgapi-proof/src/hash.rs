//! Customers' passwords, answers and inquiry PINs: argon2id with 19 MiB and two rounds, as PHC strings.

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use fgapi_banking::InquiryPin;
use fgapi_domain::{Entropy, Secret};
use zeroize::Zeroizing;

use crate::PinKey;
use crate::scratch::Scratch;

/// Memory in KiB, rounds, lanes.
pub(crate) const COST: (u32, u32, u32) = (19 * 1_024, 2, 1);

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
    let params = key.params(COST).map_err(|_| HashFault)?;
    hash_by(&key.hasher(Algorithm::Argon2id, Version::V0x13, params).map_err(|_| HashFault)?, pin.reveal(), entropy)
}

/// As the library's `hash_password_with_salt`, in memory of ours: `hasher` is argon2id of the newest version.
fn hash_by(hasher: &Argon2<'_>, text: &str, entropy: &dyn Entropy) -> Result<String, HashFault> {
    let mut salt = [0; 16];
    entropy.fill(&mut salt).map_err(|_| HashFault)?;
    let output = output(hasher, text, &salt, Params::DEFAULT_OUTPUT_LEN)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: hasher.params().try_into().map_err(|_| HashFault)?,
        salt: Some(Salt::new(&salt).map_err(|_| HashFault)?),
        hash: Some(output),
    };
    Ok(hash.to_string())
}

/// Whether `pin` is the one that was hashed under this key. The costs are the hash's own.
pub fn matches_pin(hash: &str, pin: &InquiryPin, key: &PinKey) -> bool {
    matches_by(hash, pin.reveal(), |algorithm, version, params| key.hasher(algorithm, version, params).ok())
}

/// Whether `password` is the one that was hashed. The costs are the hash's own.
pub fn matches_password(hash: &str, password: &Secret) -> bool {
    matches_by(hash, password.reveal(), |algorithm, version, params| Some(Argon2::new(algorithm, version, params)))
}

/// As the library's `verify_password`, in memory of ours.
fn matches_by<'k>(hash: &str, text: &str, hasher: impl FnOnce(Algorithm, Version, Params) -> Option<Argon2<'k>>) -> bool {
    let outputs = || {
        let hash = PasswordHash::new(hash).ok()?;
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
        let version = hash.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
        let hasher = hasher(algorithm, version, Params::try_from(&hash).ok()?)?;
        let expected = hash.hash?;
        Some((output(&hasher, text, hash.salt.as_ref()?, expected.len()).ok()?, expected))
    };
    // The library compares outputs in constant time.
    outputs().is_some_and(|(output, expected)| output == expected)
}

fn output(hasher: &Argon2<'_>, text: &str, salt: &[u8], length: usize) -> Result<Output, HashFault> {
    let mut scratch = Scratch::of(hasher.params().block_count())?;
    let mut bytes = Zeroizing::new([0; Output::MAX_LENGTH]);
    let out = bytes.get_mut(..length).ok_or(HashFault)?;
    hasher.hash_password_into_with_memory(text.as_bytes(), salt, out, scratch.blocks()).map_err(|_| HashFault)?;
    Output::new(out).map_err(|_| HashFault)
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
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};
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

    /// Made by the library's own way, which memory of ours must not change: what is stored was hashed so.
    #[test]
    fn hashes_are_those_of_the_library() {
        let hashers = [(64, 1, 1, Version::V0x10), (COST.0, COST.1, COST.2, Version::V0x13), (COST.0 + 512, 1, 4, Version::V0x13)];
        for (algorithm, (memory, rounds, lanes, version)) in
            [Algorithm::Argon2d, Algorithm::Argon2i, Algorithm::Argon2id].into_iter().zip(hashers)
        {
            let hasher = Argon2::new(algorithm, version, Params::new(memory, rounds, lanes, Some(24)).unwrap());
            let stored: String = hasher.hash_password_with_salt("ひみつ".as_bytes(), b"salt of sixteen!").unwrap().to_string();
            assert!(matches_password(&stored, &Secret::new("ひみつ")), "{stored}");
            assert!(!matches_password(&stored, &Secret::new("ひみつ.")), "{stored}");
        }
        let ours = hash_password(&Secret::new("ひみつ"), &SystemEntropy::new()).unwrap();
        assert_eq!(Argon2::default().verify_password("ひみつ".as_bytes(), ours.as_str()), Ok(()));
        let key = PinKey::new("k1".parse().unwrap(), [7; 32].into());
        let ours = hash_pin(&"1234".parse().unwrap(), &key, &SystemEntropy::new()).unwrap();
        let hasher = Argon2::new_with_secret(&[7; 32], Algorithm::Argon2id, Version::V0x13, Params::default()).unwrap();
        assert_eq!(hasher.verify_password(b"1234", ours.as_str()), Ok(()));
    }

    /// Made by the C code of argon2's authors (libargon2).
    #[test]
    fn a_hash_of_other_software_is_understood() {
        let stored = "$argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbiBieXRlcyEhIQ$kE3OIpKm0Yt70d1lo1u2AV5YfP8r8NO/d81Iwa9tIxc";
        assert!(matches_password(stored, &Secret::new("hunter2")) && !matches_password(stored, &Secret::new("hunter3")));
    }

    #[test]
    fn what_is_no_whole_hash_matches_nothing() {
        let whole = hash_password(&Secret::new(""), &SystemEntropy::new()).unwrap();
        let (salt_only, _) = whole.rsplit_once('$').unwrap();
        for broken in ["", "$argon2id$", salt_only, &whole.replace("argon2id", "scrypt"), &whole.replace("v=19", "v=18")] {
            assert!(!matches_password(broken, &Secret::new("")), "{broken}");
        }
    }

    #[test]
    fn the_dummy_is_a_real_hash_of_the_same_cost() {
        assert!(is_hash(NOBODY));
        assert!(NOBODY.contains(&format!("m={},t={},p={}", COST.0, COST.1, COST.2)));
    }
}
