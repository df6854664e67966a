//! The authorities that a bank accepts, and their judgement.

use core::cmp::Reverse;
use core::fmt;
use core::time::Duration;
use std::sync::Arc;

use fgapi_domain::UnixSeconds;
use rustls::RootCertStore;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, UnixTime};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{ClientCertVerifierBuilder, WebPkiClientVerifier};
use x509_parser::parse_x509_crl;

use crate::fault::{AuthorityFault, CertificateFault};
use crate::known::KnownCertificate;

/// The certificate authorities that a bank accepts, with what they have revoked. Make a new one when a list was renewed;
/// clones share everything.
#[derive(Clone)]
pub struct CertificateAuthority {
    /// A certificate is known when each of these lets it pass.
    verifiers: Vec<Arc<dyn ClientCertVerifier>>,
}

impl CertificateAuthority {
    /// Accepts what one of `authorities` signed, and has not revoked. An authority is accepted as it is, whatever its own
    /// certificate says about until when.
    ///
    /// Without `revocations` nothing counts as revoked. With any, every authority that signs people's certificates needs
    /// its list, and the list counts until its next update is due and not a moment longer: from then on its certificates are
    /// refused ([`CertificateFault::RevocationUnknown`]), because somebody who keeps the bank from getting a newer list must
    /// not keep a stolen certificate alive. Authorities in between are looked up where there is a list, and need none. Of
    /// several lists for the same certificates the newest counts.
    ///
    /// # Errors
    /// [`AuthorityFault`] when there is no authority, or when one or a list cannot be read.
    pub fn new(
        authorities: Vec<CertificateDer<'_>>,
        mut revocations: Vec<CertificateRevocationListDer<'static>>,
    ) -> Result<Self, AuthorityFault> {
        let mut roots = RootCertStore::empty();
        for authority in authorities {
            roots.add(authority).map_err(|_| AuthorityFault::Certificate)?;
        }
        if roots.is_empty() {
            return Err(AuthorityFault::Certificate);
        }
        // The first list that covers a certificate decides.
        revocations.sort_by_cached_key(|list| Reverse(parse_x509_crl(list).map_or(0, |(_, list)| list.last_update().timestamp())));
        let base = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::new(default_provider()));
        let builders = if revocations.is_empty() {
            vec![base]
        } else {
            let base = base.with_crls(revocations).enforce_revocation_expiration();
            // No one verifier demands a list for the caller's own certificate and only takes one for those behind it.
            vec![base.clone().only_check_end_entity_revocation(), base.allow_unknown_revocation_status()]
        };
        let built = builders.into_iter().map(ClientCertVerifierBuilder::build).collect::<Result<_, _>>();
        Ok(Self { verifiers: built.map_err(|_| AuthorityFault::RevocationList)? })
    }

    /// Judges a chain of certificates in DER, the caller's own first, as it is at `now`. The caller must have proven to have
    /// the key of the first. A certificate that names no purpose is taken as one for every purpose (RFC 5280 4.2.1.12).
    ///
    /// # Errors
    /// [`CertificateFault`], the one that its holder should hear of when there are several.
    pub fn judge(&self, chain: &[Vec<u8>], now: UnixSeconds) -> Result<KnownCertificate, CertificateFault> {
        let (own, others) = chain.split_first().ok_or(CertificateFault::None)?;
        let others: Vec<CertificateDer<'_>> = others.iter().map(|der| der.as_slice().into()).collect();
        let time = UnixTime::since_unix_epoch(Duration::from_secs(now.0.try_into().unwrap_or_default()));
        for verifier in &self.verifiers {
            verifier.verify_client_cert(&own.as_slice().into(), &others, time).map_err(CertificateFault::of)?;
        }
        KnownCertificate::read(own)
    }
}

/// Says nothing of whom the bank accepts.
impl fmt::Debug for CertificateAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateAuthority").finish_non_exhaustive()
    }
}
