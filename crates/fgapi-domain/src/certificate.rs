//! Certificates, by what names them.

use core::fmt;
use core::str::FromStr;

use ring::digest;

use crate::Malformed;

/// SHA-256 of a certificate in DER: names it and nothing else. Written as 64 hexadecimal digits.
///
/// ```
/// use fgapi_domain::CertificateFingerprint;
/// let written = CertificateFingerprint::of(b"der").to_string();
/// assert_eq!(written.to_uppercase().parse(), Ok(CertificateFingerprint::of(b"der")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateFingerprint(pub [u8; 32]);

impl CertificateFingerprint {
    /// The fingerprint of a certificate in DER.
    pub fn of(der: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest::digest(&digest::SHA256, der).as_ref());
        Self(bytes)
    }
}

impl fmt::Display for CertificateFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Takes digits of either case, with or without colons between the bytes.
impl FromStr for CertificateFingerprint {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("certificate fingerprint", "the SHA-256 of the certificate: 64 hexadecimal digits");
        let mut digits = text.bytes().filter(|byte| *byte != b':').map(|byte| char::from(byte).to_digit(16).ok_or(REFUSED));
        let mut bytes = [0; 32];
        for byte in &mut bytes {
            let mut digit = || digits.next().ok_or(REFUSED)?;
            *byte = u8::try_from(digit()? << 4 | digit()?).map_err(|_| REFUSED)?;
        }
        if digits.next().is_some() { Err(REFUSED) } else { Ok(Self(bytes)) }
    }
}
