//! Authorities' files, as authorities publish them: PEM or DER.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer};

use crate::fault::AuthorityFault;

/// What opens every section of a PEM file.
const PEM: &[u8] = b"-----BEGIN ";
/// What a certificate and a revocation list in DER begin with: a SEQUENCE.
const DER: u8 = 0x30;

/// The certificates in a file: all of a PEM file, which may hold other things too, or the one of a DER file.
///
/// # Errors
/// [`AuthorityFault::Certificate`] when there is none. What is none is told by [`CertificateAuthority::new`] too.
///
/// [`CertificateAuthority::new`]: crate::CertificateAuthority::new
pub fn certificates(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, AuthorityFault> {
    all(bytes).ok_or(AuthorityFault::Certificate)
}

/// The revocation lists in a file: all of a PEM file, or the one of a DER file.
///
/// # Errors
/// [`AuthorityFault::RevocationList`] when there is none.
pub fn revocation_lists(bytes: &[u8]) -> Result<Vec<CertificateRevocationListDer<'static>>, AuthorityFault> {
    all(bytes).ok_or(AuthorityFault::RevocationList)
}

fn all<T: PemObject + From<Vec<u8>>>(bytes: &[u8]) -> Option<Vec<T>> {
    // A PEM file may begin with notes of any kind, even with the byte that DER begins with.
    if !bytes.windows(PEM.len()).any(|part| part == PEM) {
        return bytes.starts_with(&[DER]).then(|| vec![T::from(bytes.to_vec())]);
    }
    let found = T::pem_slice_iter(bytes).collect::<Result<Vec<_>, _>>().ok()?;
    (!found.is_empty()).then_some(found)
}
