//! What a certificate is recognised by.

use core::fmt;
use core::str::FromStr;

use ring::digest;

use crate::Malformed;

/// The SHA-256 of a certificate's DER, written as 64 lower-case hexadecimal digits. Upper case, and a colon between every two
/// digits as OpenSSL and browsers show it, are read too.
///
/// ```
/// use fgapi_domain::CertificateFingerprint;
///
/// let fingerprint = CertificateFingerprint::of(b"DER");
/// assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateFingerprint(pub [u8; 32]);

impl CertificateFingerprint {
    /// That of the certificate whose DER this is.
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

impl fmt::Debug for CertificateFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateFingerprint({self})")
    }
}

impl FromStr for CertificateFingerprint {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused =
            || Malformed::new("certificate fingerprint", "64 hexadecimal digits (SHA-256), or 32 pairs of them with colons between");
        let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        // 64 digits are 32 pairs in a row; with colons each pair but the last has one behind it.
        let step = match text.len() {
            64 => 2,
            95 => 3,
            _ => return Err(refused()),
        };
        let mut bytes = [0; 32];
        for (byte, part) in bytes.iter_mut().zip(text.as_bytes().chunks(step)) {
            *byte = match *part {
                [high, low] | [high, low, b':'] => nibble(high).zip(nibble(low)).map(|(high, low)| high << 4 | low),
                _ => None,
            }
            .ok_or_else(refused)?;
        }
        Ok(Self(bytes))
    }
}
