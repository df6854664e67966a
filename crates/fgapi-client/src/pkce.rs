//! Proof that whoever redeems an auth token is who began the login (RFC 7636, S256).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::digest::sha256;

/// A secret for one login, and what is shown of it before. The app keeps it where it keeps `state`.
///
/// ```
/// use fgapi_client::Pkce;
///
/// let random = [7; 32]; // from your generator of secrets
/// let pkce = Pkce::of_random(&random);
/// assert_eq!(Pkce::of_verifier(pkce.verifier()).challenge(), pkce.challenge());
/// ```
#[derive(Clone)]
pub struct Pkce {
    verifier: Zeroizing<String>,
    challenge: String,
}

impl Pkce {
    /// Out of 32 random bytes.
    pub fn of_random(random: &[u8; 32]) -> Self {
        Self::of_verifier(URL_SAFE_NO_PAD.encode(random))
    }

    /// With a verifier that was kept.
    pub fn of_verifier(verifier: impl Into<String>) -> Self {
        let verifier = Zeroizing::new(verifier.into());
        let challenge = URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()));
        Self { challenge, verifier }
    }

    /// `code_challenge`, for [`LoginRequest`](crate::LoginRequest).
    pub fn challenge(&self) -> &str {
        &self.challenge
    }

    /// `code_verifier`, for [`Redeem`](crate::Redeem): a secret until then.
    pub fn verifier(&self) -> &str {
        &self.verifier
    }
}

/// Silent about the verifier.
impl fmt::Debug for Pkce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkce").field("challenge", &self.challenge).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        let pkce = Pkce::of_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(pkce.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(!format!("{pkce:?}").contains("dBjf"));
    }

    #[test]
    fn a_verifier_has_the_length_that_banks_ask_for() {
        assert_eq!(Pkce::of_random(&[0xff; 32]).verifier().len(), 43);
    }
}
