//! Sealing and opening: AES-256-GCM, with what belongs to a text bound to it.

use fgapi_domain::{Entropy, EntropyFault};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::{KeyNumber, MasterKey, MasterNumber, Owner, Place};

pub(crate) const KEY_BYTES: usize = 32;

/// A data key, ready to be used.
pub(crate) struct DataKey(LessSafeKey);

impl DataKey {
    fn of(bytes: &[u8]) -> Option<Self> {
        UnboundKey::new(&AES_256_GCM, bytes).ok().map(LessSafeKey::new).map(Self)
    }

    /// A new one, and its wrapped form.
    pub(crate) fn generate(
        master: &MasterKey,
        owner: Owner,
        number: KeyNumber,
        entropy: &(impl Entropy + ?Sized),
    ) -> Result<(Self, Vec<u8>), EntropyFault> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        entropy.fill(&mut *bytes)?;
        let sealer = master.sealer().ok_or(EntropyFault)?;
        let wrapped = seal(&sealer, &wrapping(owner, number, master.number()), &*bytes, entropy)?;
        Ok((Self::of(&*bytes).ok_or(EntropyFault)?, wrapped))
    }

    /// Unwraps a kept one; `None` when this is not the master key that wrapped it, or it was altered or moved.
    pub(crate) fn unwrap(master: &MasterKey, owner: Owner, number: KeyNumber, wrapped: &[u8]) -> Option<Self> {
        let bytes = open(&master.sealer()?, &wrapping(owner, number, master.number()), wrapped)?;
        Self::of(&bytes)
    }

    /// Seals a text for a place.
    pub(crate) fn seal(
        &self,
        place: &Place,
        number: KeyNumber,
        text: &[u8],
        entropy: &(impl Entropy + ?Sized),
    ) -> Result<Vec<u8>, EntropyFault> {
        seal(&self.0, &binding(place, number), text, entropy)
    }

    /// Opens what was sealed for this place; `None` when it was altered, or sealed for another.
    pub(crate) fn open(&self, place: &Place, number: KeyNumber, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        open(&self.0, &binding(place, number), sealed)
    }
}

/// None of the words has a `|` in it, so no two places are bound alike.
fn binding(place: &Place, number: KeyNumber) -> String {
    format!("fgapi vault value 1|{place}|{number}")
}

fn wrapping(owner: Owner, number: KeyNumber, master: MasterNumber) -> String {
    format!("fgapi vault key 1|{owner}|{number}|{master}")
}

fn seal(key: &LessSafeKey, bound: &str, text: &[u8], entropy: &(impl Entropy + ?Sized)) -> Result<Vec<u8>, EntropyFault> {
    let mut nonce = [0; NONCE_LEN];
    entropy.fill(&mut nonce)?;
    let mut text = Zeroizing::new(text.to_vec());
    let aad = Aad::from(bound.as_bytes());
    // It fails for texts of many gigabytes only.
    let tag = key.seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text).map_err(|_| EntropyFault)?;
    Ok([nonce.as_slice(), &text, tag.as_ref()].concat())
}

fn open(key: &LessSafeKey, bound: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut rest = Zeroizing::new(rest.to_vec());
    let aad = Aad::from(bound.as_bytes());
    let length = key.open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut rest).ok()?.len();
    rest.truncate(length);
    Some(rest)
}
