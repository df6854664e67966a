//! The second factor: time-based one-time passwords (RFC 6238) and recovery codes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_domain::{Entropy, EntropyFault, LoginId, Secret, UnixSeconds};
use fgapi_token::TokenDigest;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

/// How many recovery codes are made at once.
pub(crate) const RECOVERY_CODES: usize = 10;

const SECRET_BYTES: usize = 20;
/// Seconds of one code. Six digits, SHA-1 and 30 seconds are what every authenticator app knows.
const STEP_SECONDS: u64 = 30;

/// A secret that an authenticator app shares with the office.
pub(crate) struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    pub(crate) fn generate(entropy: &(impl Entropy + ?Sized)) -> Result<Self, EntropyFault> {
        let mut bytes = Zeroizing::new(vec![0; SECRET_BYTES]);
        entropy.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    pub(crate) const fn from_bytes(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }

    /// Takes back [`to_text`](Self::to_text).
    pub(crate) fn from_text(text: &Secret) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text.reveal()).ok()?);
        (bytes.len() == SECRET_BYTES).then_some(Self(bytes))
    }

    /// For the form that carries it until it is confirmed.
    pub(crate) fn to_text(&self) -> Secret {
        Secret::new(URL_SAFE_NO_PAD.encode(&*self.0))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn totp(&self, login: Option<(&LoginId, &str)>) -> Option<Totp> {
        let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1).with_step_duration(STEP_SECONDS);
        let builder = builder.with_secret(self.0.to_vec());
        match login {
            // A colon parts issuer and account in such an address.
            Some((login, issuer)) => {
                builder.with_account_name(login.as_str().replace(':', "-")).with_issuer(Some(issuer.replace(':', "-"))).build().ok()
            }
            None => builder.build().ok(),
        }
    }

    /// The time step of which `code` is the code at `now`, or one before or after; `None` when it is wrong.
    pub(crate) fn step_of(&self, code: &str, now: UnixSeconds) -> Option<i64> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let step = self.totp(None)?.check(&code, u64::try_from(now.0).ok()?)?;
        i64::try_from(step).ok()
    }

    /// What an authenticator app reads: `otpauth://totp/…`, as a picture or a link.
    pub(crate) fn address(&self, login: &LoginId, issuer: &str) -> Option<Secret> {
        self.totp(Some((login, issuer)))?.to_url().ok().map(Secret::new)
    }

    /// The same for somebody who types it: letters and digits in groups of four.
    pub(crate) fn typed(&self) -> Secret {
        let text = totp_rs::Secret::from(self.0.to_vec()).to_base32();
        let groups: Vec<String> = text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        Secret::new(groups.join(" "))
    }
}

/// A new recovery code: 80 random bits in four groups, without letters that look alike.
pub(crate) fn new_recovery_code(entropy: &(impl Entropy + ?Sized)) -> Result<Secret, EntropyFault> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut random = Zeroizing::new([0; 16]);
    entropy.fill(&mut *random)?;
    let letters: Vec<char> = random.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(Secret::new(groups.join("-")))
}

/// What a store keeps of a recovery code, however it was typed.
pub(crate) fn recovery_digest(typed: &str) -> TokenDigest {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    TokenDigest::of(&format!("recovery {}", plain.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use fgapi_domain::SystemEntropy;

    use super::*;

    #[test]
    fn codes_of_the_document_are_known() {
        // RFC 6238, appendix B, SHA-1, cut to six digits.
        let secret = TotpSecret::from_bytes(Zeroizing::new(b"12345678901234567890".to_vec()));
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")] {
            assert_eq!(secret.step_of(code, UnixSeconds(at)), Some(at / 30), "{at}");
            assert_eq!(secret.step_of(code, UnixSeconds(at + 90)), None);
        }
        assert_eq!(secret.step_of("287 082", UnixSeconds(59)), Some(1));
        assert_eq!(secret.step_of("", UnixSeconds(59)), None);
        let address = secret.address(&"hanako".parse().unwrap(), "見本:銀行").unwrap();
        assert!(address.reveal().starts_with("otpauth://totp/") && address.reveal().contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        assert_eq!(secret.typed().reveal(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let code = new_recovery_code(&SystemEntropy::new()).unwrap();
        let typed = format!(" {} ", code.reveal().replace('-', " ").to_uppercase());
        assert_eq!(recovery_digest(&typed), recovery_digest(code.reveal()));
        assert_ne!(recovery_digest(&typed), recovery_digest("aaaa-aaaa-aaaa-aaaa"));
    }
}
