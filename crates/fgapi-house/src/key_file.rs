//! Files that hold a key (of veiled ids, of inquiry PINs): one line, the key's id and its 32 bytes in base64url.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_domain::{Entropy, EntropyFault, VeilKey, VeilKeyId};
use zeroize::Zeroizing;

use crate::failure::{Failure, on_file};

/// Bytes of a key.
const BYTES: usize = 32;
/// No key file is longer; a longer file is none.
const LONGEST: u64 = 1_024;

/// The text of a new key's file, and the key's id.
///
/// # Errors
/// [`EntropyFault`] when there is no randomness.
pub fn new_key(entropy: &dyn Entropy) -> Result<(String, Zeroizing<String>), EntropyFault> {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut name = [0; 5];
    entropy.fill(&mut name)?;
    let mut key = Zeroizing::new([0; BYTES]);
    entropy.fill(key.as_mut_slice())?;
    let id: String = name.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    let text = Zeroizing::new(format!("{id} {}\n", URL_SAFE_NO_PAD.encode(key.as_slice())));
    Ok((id, text))
}

/// Reads the file of a key of veiled ids.
///
/// # Errors
/// A [`Failure`] that names the file, and never repeats what stands in it.
pub(crate) fn read(path: &Path) -> Result<VeilKey, Failure> {
    let (id, bytes) = read_bytes(path)?;
    VeilKey::new(id, *bytes).map_err(|fault| Failure::broken(format!("{}: {fault}", path.display()), "use another key"))
}

/// Reads a key's file: its id and its bytes.
///
/// # Errors
/// A [`Failure`] that names the file, and never repeats what stands in it.
pub(crate) fn read_bytes(path: &Path) -> Result<(VeilKeyId, Zeroizing<[u8; BYTES]>), Failure> {
    let refused =
        || Failure::bad_input(format!("{}: this is not a key file", path.display()), "make one with `fgapi ids new-key --out FILE`");
    let length = std::fs::metadata(path).map_err(on_file(path))?.len();
    if length > LONGEST {
        return Err(refused());
    }
    let text = Zeroizing::new(std::fs::read(path).map_err(on_file(path))?);
    std::str::from_utf8(&text).ok().and_then(parse).ok_or_else(refused)
}

fn parse(text: &str) -> Option<(VeilKeyId, Zeroizing<[u8; BYTES]>)> {
    let (id, secret) = text.trim_end().split_once(' ')?;
    let decoded = Zeroizing::new(URL_SAFE_NO_PAD.decode(secret).ok()?);
    let mut bytes = Zeroizing::new([0; BYTES]);
    if decoded.len() != BYTES {
        return None;
    }
    bytes.copy_from_slice(&decoded);
    Some((id.parse().ok()?, bytes))
}

#[cfg(test)]
mod tests {
    use fgapi_domain::SystemEntropy;

    use super::*;

    #[test]
    fn a_new_key_reads_back() {
        let (id, text) = new_key(&SystemEntropy::new()).unwrap();
        let (read, bytes) = parse(&text).unwrap();
        assert_eq!(read.as_str(), id);
        assert_ne!(*bytes, [0; BYTES]);
    }

    #[test]
    fn other_texts_are_not_keys() {
        for bad in
            ["", "k1", "k1 AAAA", "K1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "k1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA AA"]
        {
            assert!(parse(bad).is_none(), "{bad:?}");
        }
        assert!(parse("k1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n").is_some());
    }
}
