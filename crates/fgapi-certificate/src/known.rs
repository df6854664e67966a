//! What a certificate says, once it is known to be true.

use fgapi_domain::{CertificateFingerprint, UnixSeconds};
use x509_parser::asn1_rs::Tag;
use x509_parser::objects::{oid_registry, oid2abbrev};
use x509_parser::parse_x509_certificate;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use crate::fault::CertificateFault;

/// The most characters of a name that are kept.
const NAME_CHARS_MAX: usize = 200;

/// A certificate that an authority of the bank vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownCertificate {
    /// What it is registered and recognised by.
    pub fingerprint: CertificateFingerprint,
    /// Whose it is: the common name, or the whole subject where there is none. Plain text of at most 200 characters,
    /// without those that are not seen or turn the direction of others.
    pub subject: String,
    /// Who issued it, written as the subject is.
    pub issuer: String,
    /// Its last second.
    pub until: UnixSeconds,
}

impl KnownCertificate {
    /// Reads a certificate that was judged.
    pub(crate) fn read(der: &[u8]) -> Result<Self, CertificateFault> {
        let (_, certificate) = parse_x509_certificate(der).map_err(|_| CertificateFault::Unreadable)?;
        Ok(Self {
            fingerprint: CertificateFingerprint::of(der),
            subject: name(certificate.subject()),
            issuer: name(certificate.issuer()),
            until: UnixSeconds(certificate.validity().not_after.timestamp()),
        })
    }
}

fn name(name: &X509Name<'_>) -> String {
    // The most specific one comes last.
    let common = name.iter_common_name().last().map(text).filter(|common| !common.is_empty());
    let said = common.unwrap_or_else(|| name.iter_attributes().map(labelled).collect::<Vec<_>>().join(", "));
    said.chars().filter(|&seen| !is_unseen(seen)).take(NAME_CHARS_MAX).collect()
}

fn labelled(attribute: &AttributeTypeAndValue<'_>) -> String {
    let label = oid2abbrev(attribute.attr_type(), oid_registry()).map_or_else(|_| attribute.attr_type().to_id_string(), str::to_owned);
    format!("{label}={}", text(attribute))
}

/// A value as text. Japanese authorities have used every kind of string that ASN.1 knows.
fn text(attribute: &AttributeTypeAndValue<'_>) -> String {
    let bytes = attribute.as_slice();
    match attribute.attr_value().tag() {
        Tag::BmpString => {
            let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        Tag::UniversalString => {
            let codes = bytes.chunks_exact(4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]));
            codes.map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Whether a character makes a name look like another: controls, line ends, what has no width, what turns the direction.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(character, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
