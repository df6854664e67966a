//! Asking the caller for a certificate, without judging what comes.

use std::sync::Arc;

use fgapi_caller::PresentedCertificate;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, RootCertStore, ServerConnection, SignatureScheme};

use super::TlsFault;

/// The longest list of names that is sent; a handshake message has no room for more than twice as much.
const NAMES_BYTES_MAX: usize = 32 << 10;

/// Asks for a certificate and takes any whose key the caller has, or none.
#[derive(Debug)]
pub(super) struct Asking {
    names: Vec<DistinguishedName>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Asking {
    /// Asks for certificates that one of `authorities` signed.
    pub(super) fn new(authorities: &[CertificateDer<'_>], cryptography: &CryptoProvider) -> Result<Arc<Self>, TlsFault> {
        let mut roots = RootCertStore::empty();
        for authority in authorities {
            // The store reads the name; nothing is ever verified against it.
            roots.add(authority.clone()).map_err(|_| TlsFault::Authority)?;
        }
        let names = roots.subjects();
        if names.iter().map(|name| name.as_ref().len() + 2).sum::<usize>() > NAMES_BYTES_MAX {
            return Err(TlsFault::Authority);
        }
        Ok(Arc::new(Self { names, algorithms: cryptography.signature_verification_algorithms }))
    }
}

impl ClientCertVerifier for Asking {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.names
    }

    /// Chain, validity, purpose and revocation are the matter of whoever asks who it is: all that could be said here is a
    /// TLS alert, which no browser explains.
    fn verify_client_cert(&self, _: &CertificateDer<'_>, _: &[CertificateDer<'_>], _: UnixTime) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// What was presented on a connection whose handshake is over.
pub fn presented(connection: &ServerConnection) -> Option<PresentedCertificate> {
    PresentedCertificate::new(connection.peer_certificates()?.iter().map(|certificate| certificate.to_vec()).collect())
}
