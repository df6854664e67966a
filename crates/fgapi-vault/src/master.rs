//! Master keys: numbered, kept outside of the database, and never used for anything but wrapping data keys.

use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_domain::{Entropy, EntropyFault, Secret};
use ring::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

const BYTES: usize = 32;

/// A master key's number, from 1; the highest is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MasterNumber(u32);

impl MasterNumber {
    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The one with this number.
    ///
    /// # Errors
    /// [`KeyFault::Malformed`] for 0.
    pub const fn new(number: u32) -> Result<Self, KeyFault> {
        if number == 0 { Err(KeyFault::Malformed) } else { Ok(Self(number)) }
    }
}

impl fmt::Display for MasterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// There are no master keys to work with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The settings name none, or what they name is not there.
    #[error("there is no master key: {0}")]
    Absent(String),
    /// What is there is no ring of keys. The text is not repeated.
    #[error("a master key is written as its number, a colon and 43 letters of base64url, one a line; each number once, from 1")]
    Malformed,
    /// Others than the gateway's user may read the file, or it cannot be read.
    #[error("the master key's file is not to be used: {0}")]
    Unsafe(String),
}

/// 256 bits under which data keys are wrapped.
#[derive(Clone)]
pub struct MasterKey {
    number: MasterNumber,
    bytes: Zeroizing<[u8; BYTES]>,
}

impl MasterKey {
    /// A new key with this number.
    ///
    /// # Errors
    /// [`EntropyFault`] when there is no randomness; number 0 counts as 1.
    pub fn generate(number: u32, entropy: &(impl Entropy + ?Sized)) -> Result<Self, EntropyFault> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        entropy.fill(&mut *bytes)?;
        Ok(Self { number: MasterNumber(number.max(1)), bytes })
    }

    /// Its number.
    pub const fn number(&self) -> MasterNumber {
        self.number
    }

    /// By which people tell keys apart: 16 hexadecimal digits of a digest.
    pub fn fingerprint(&self) -> String {
        let named = [b"fgapi vault master key 1".as_slice(), &*self.bytes].concat();
        digest(&SHA256, &Zeroizing::new(named)).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// `number:key`, as a file and an environment variable have it.
    pub fn to_text(&self) -> Secret {
        Secret::new(format!("{}:{}", self.number, URL_SAFE_NO_PAD.encode(*self.bytes)))
    }

    pub(crate) fn sealer(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&AES_256_GCM, &*self.bytes).ok().map(LessSafeKey::new)
    }

    fn parse(text: &str) -> Option<Self> {
        let (number, key) = text.split_once(':')?;
        let number = number.parse().ok().filter(|number| *number > 0).map(MasterNumber)?;
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(key).ok()?);
        let bytes = Zeroizing::new(<[u8; BYTES]>::try_from(bytes.as_slice()).ok()?);
        Some(Self { number, bytes })
    }
}

/// Shows no key.
impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({}, …)", self.number)
    }
}

/// All master keys that a gateway has: at least one, each number once, in the order of their numbers.
#[derive(Clone, Debug)]
pub struct KeyRing(Vec<MasterKey>);

impl KeyRing {
    /// A ring of these keys.
    ///
    /// # Errors
    /// [`KeyFault::Malformed`] when there is none, or a number comes twice.
    pub fn new(keys: impl IntoIterator<Item = MasterKey>) -> Result<Self, KeyFault> {
        let mut keys: Vec<_> = keys.into_iter().collect();
        keys.sort_by_key(MasterKey::number);
        let twice = keys.windows(2).any(|two| matches!(two, [a, b] if a.number == b.number));
        if keys.is_empty() || twice { Err(KeyFault::Malformed) } else { Ok(Self(keys)) }
    }

    /// Reads one key a line; spaces and semicolons part keys too, as an environment variable needs it, and lines that begin with `#` are
    /// left out.
    ///
    /// # Errors
    /// [`KeyFault::Malformed`].
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let words = lines.flat_map(|line| line.split([' ', '\t', ';'])).filter(|word| !word.is_empty());
        Self::new(words.map(|word| MasterKey::parse(word).ok_or(KeyFault::Malformed)).collect::<Result<Vec<_>, _>>()?)
    }

    /// One key a line.
    pub fn to_text(&self) -> Secret {
        let lines: Vec<Secret> = self.0.iter().map(MasterKey::to_text).collect();
        Secret::new(lines.iter().fold(String::new(), |text, line| text + line.reveal() + "\n"))
    }

    /// The key with this number.
    pub fn get(&self, number: MasterNumber) -> Option<&MasterKey> {
        self.0.iter().find(|key| key.number == number)
    }

    /// The key with the highest number, under which new data keys are wrapped. A ring is never empty.
    pub fn newest(&self) -> &MasterKey {
        &self.0[self.0.len() - 1]
    }

    /// All of them, the oldest first.
    pub fn keys(&self) -> &[MasterKey] {
        &self.0
    }
}

/// Reads master keys from where the bank keeps them. Asked again when a key is met that was not there before, so that a key that was
/// added is known without a restart.
pub trait KeySource: Send + Sync {
    /// All master keys.
    ///
    /// # Errors
    /// [`KeyFault`].
    fn keys(&self) -> Result<KeyRing, KeyFault>;
}

/// A ring that never changes.
impl KeySource for KeyRing {
    fn keys(&self) -> Result<KeyRing, KeyFault> {
        Ok(self.clone())
    }
}
