//! Why a certificate is worth nothing here, and why an authority cannot judge.

use rustls::{CertificateError, Error};

/// Why a presented certificate lets nobody in. Each says what its holder, or for [`RevocationUnknown`](Self::RevocationUnknown)
/// the bank, can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CertificateFault {
    /// Nothing was presented.
    #[error("no certificate was presented")]
    None,
    /// It is no X.509 certificate, or no header that hands one on.
    #[error("what was presented is no certificate")]
    Unreadable,
    /// None of the bank's authorities signed it, directly or through the others that were presented.
    #[error("the certificate was not issued by an authority that the bank accepts")]
    UnknownIssuer,
    /// It, or one that it was signed through, is past its end.
    #[error("the certificate has expired")]
    Expired,
    /// It, or one that it was signed through, has not begun.
    #[error("the certificate is not valid yet")]
    NotYetValid,
    /// Its authority took it back, or one that it was signed through.
    #[error("the certificate was revoked")]
    Revoked,
    /// Nobody can tell whether it was revoked: the authority's list is missing, past its next update or not its own. The bank
    /// has to put in a newer one; the customer can do nothing.
    #[error("it cannot be told whether the certificate was revoked: the authority's revocation list is missing or out of date")]
    RevocationUnknown,
    /// It was issued for servers or another purpose, not for those who call.
    #[error("the certificate is not one for signing in")]
    NotForClients,
    /// Something else, such as a kind of signature that is not accepted or a chain that is too long.
    #[error("the certificate cannot be accepted")]
    Other,
}

impl CertificateFault {
    /// What rustls found.
    pub(crate) fn of(error: Error) -> Self {
        match error {
            Error::InvalidCertificate(error) => match error {
                CertificateError::BadEncoding => Self::Unreadable,
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYetValid,
                CertificateError::Revoked => Self::Revoked,
                // A signature that does not fit is that of another authority of the same name.
                CertificateError::UnknownIssuer | CertificateError::BadSignature => Self::UnknownIssuer,
                CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => Self::NotForClients,
                CertificateError::UnknownRevocationStatus
                | CertificateError::ExpiredRevocationList
                | CertificateError::ExpiredRevocationListContext { .. } => Self::RevocationUnknown,
                _ => Self::Other,
            },
            Error::InvalidCertRevocationList(_) => Self::RevocationUnknown,
            _ => Self::Other,
        }
    }
}

/// Why no [`CertificateAuthority`](crate::CertificateAuthority) can be made of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityFault {
    /// There is no certificate of an authority, or one cannot be read.
    #[error("there is no X.509 certificate of an authority, in PEM or DER")]
    Certificate,
    /// A revocation list cannot be read, or is of a kind that cannot be followed (version 1, indirect, or only the changes).
    #[error("there is no X.509 revocation list of version 2, in PEM or DER; indirect and delta lists are not followed")]
    RevocationList,
}
