//! Proof of possession for auth tokens (RFC 7636, S256 only): whoever began the login shows the secret behind its challenge.

use core::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_domain::{Malformed, Secret};

use crate::TokenDigest;

/// `code_challenge`: SHA-256 of a `code_verifier`, in base64url without padding. An optional field of ours (reading R25).
///
/// ```
/// use fgapi_token::CodeChallenge;
/// use fgapi_domain::Secret;
/// // The example of RFC 7636, appendix B.
/// let challenge: CodeChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".parse()?;
/// let proof = CodeChallenge::of_verifier(&Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))?;
/// assert_eq!(proof, challenge);
/// # Ok::<(), fgapi_domain::Malformed>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CodeChallenge(TokenDigest);

impl CodeChallenge {
    /// The challenge that `code_verifier` answers: 43 to 128 letters, digits, `-`, `.`, `_` or `~`.
    ///
    /// # Errors
    /// [`Malformed`] when it has another form.
    pub fn of_verifier(verifier: &Secret) -> Result<Self, Malformed> {
        let text = verifier.reveal();
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        if (43..=128).contains(&text.len()) && text.bytes().all(unreserved) {
            Ok(Self(TokenDigest::of(text)))
        } else {
            Err(Malformed::new("code_verifier", "43 to 128 letters, digits, `-`, `.`, `_` or `~`"))
        }
    }

    /// Takes back what a store kept.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(TokenDigest::from_bytes(bytes))
    }

    /// The bytes that a store keeps.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl FromStr for CodeChallenge {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("code_challenge", "the SHA-256 of the code_verifier: 43 characters of base64url");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| REFUSED)?;
        bytes.try_into().map(Self::from_bytes).map_err(|_| REFUSED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn of_verifier(text: &str) -> Result<CodeChallenge, Malformed> {
        CodeChallenge::of_verifier(&Secret::new(text))
    }

    #[test]
    fn a_verifier_has_43_to_128_unreserved_characters() {
        for good in ["a".repeat(43), "Z".repeat(128), "-._~0".repeat(10)] {
            assert!(of_verifier(&good).is_ok(), "{good}");
        }
        let odd = |character: char| format!("{}{character}", "a".repeat(43));
        for bad in [String::new(), "a".repeat(42), "a".repeat(129), odd(' '), odd('+'), odd('/'), odd('='), odd('%'), odd('\n'), odd('é')]
        {
            assert!(of_verifier(&bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_challenge_is_answered_by_its_verifier_only() {
        let challenge: CodeChallenge = CHALLENGE.parse().unwrap();
        assert_eq!(of_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap(), challenge);
        assert_ne!(of_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK").unwrap(), challenge);
        assert_ne!(of_verifier(CHALLENGE).unwrap(), challenge, "a challenge is not its own answer, as `plain` would have it");
        assert_eq!(CodeChallenge::from_bytes(*challenge.as_bytes()), challenge);
    }

    #[test]
    fn a_challenge_is_written_in_one_way() {
        let last = |character: char| format!("{}{character}", &CHALLENGE[..42]);
        let texts = [
            String::new(),
            CHALLENGE[..42].into(),
            format!("{CHALLENGE}A"),
            format!("{CHALLENGE}="),
            format!(" {CHALLENGE}"),
            CHALLENGE.replace('-', "+"),
            // The last character holds two bits that mean nothing: they are 0.
            last('N'),
            last('é'),
            "%".repeat(43),
            "x".repeat(1 << 20),
        ];
        for text in texts {
            assert!(text.parse::<CodeChallenge>().is_err(), "{text:.50}");
        }
    }
}
