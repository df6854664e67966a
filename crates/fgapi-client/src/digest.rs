//! SHA-256, and the keys that are made with it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::SupportedCipherSuite;
use rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;

/// rustls brings it already, as the hash of a cipher suite.
pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    let hash = match TLS13_AES_128_GCM_SHA256 {
        SupportedCipherSuite::Tls13(suite) => suite.common.hash_provider.hash(bytes),
        SupportedCipherSuite::Tls12(suite) => suite.common.hash_provider.hash(bytes),
    };
    hash.as_ref().to_vec()
}

/// The `idempotency_key` under which a secret is traded. It follows from the secret alone: whoever asks again with the same one, after a
/// crash or from another machine too, has the same key without having kept it, and nobody learns the secret from it.
pub(crate) fn key_of(purpose: &str, secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(format!("fgapi-client {purpose}\n{secret}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_follows_from_purpose_and_secret_and_shows_neither() {
        let key = key_of("refresh", "fgr_a");
        assert_eq!(key, key_of("refresh", "fgr_a"));
        assert!(key != key_of("refresh", "fgr_b") && key != key_of("end", "fgr_a"));
        assert!(key.len() == 43 && !key.contains("fgr_a"));
    }
}
