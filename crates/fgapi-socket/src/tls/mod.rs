//! TLS on the gateway's own socket (security A1): which versions and suites, and the handshake of one connection.

mod asking;
mod handshakes;

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::{ServerConfig, crypto, version};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use asking::Asking;
pub use asking::presented;
pub use handshakes::Handshakes;

/// The gateway's certificate and key, ready to be served with: TLS 1.3 and 1.2 with forward secrecy and authenticated
/// encryption only (BCP 195, RFC 9325), HTTP/1.1 above it, no early data. Clones share the key.
#[derive(Clone)]
pub struct Tls(Arc<ServerConfig>);

/// Why a certificate and a key cannot be served with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// The first certificate is not X.509, or there is none.
    Certificate,
    /// The key is of a kind that is not served: RSA of 2,048 to 4,096 bits, ECDSA on P-256 or P-384 and Ed25519 are.
    Key,
    /// The key is not the one of the first certificate.
    KeyOfAnother,
    /// The certificate of an authority is not X.509, or their names are together longer than the 32 KiB that a handshake
    /// takes.
    Authority,
    /// The cryptography does not offer TLS 1.3 and 1.2.
    Cryptography,
}

impl Tls {
    /// `chain` as it is sent: the gateway's certificate first, then each one that signed the one before, without the root.
    ///
    /// # Errors
    /// [`TlsFault`] when they cannot be served with.
    pub fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, TlsFault> {
        Self::with(chain, key, None)
    }

    /// As [`Tls::new`], and asks every caller for a certificate. Callers choose among those that one of `authorities` signed
    /// directly or through others; without authorities, among all they have. It is a matter for a listener of its own,
    /// because a browser asks its user which certificate to show before it shows anything else.
    ///
    /// Who presents none is served all the same. Who presents one proves in the handshake to have its key; beyond that it is
    /// **not judged**: an expired, revoked or self-made certificate comes in too, so that a person is told what is wrong on
    /// a screen, and not by a broken connection. Whoever lets somebody in for a certificate has to judge it first. Handlers find
    /// it as [`PresentedCertificate`](fgapi_caller::PresentedCertificate) in their request's
    /// [`conn_data`](actix_web::HttpRequest::conn_data). A handshake still fails when nobody can tell whose key it is: the
    /// certificate cannot be read, or its key is RSA of less than 2,048 bits, or on another curve than P-256, P-384 and Ed25519.
    ///
    /// No session is resumed: each connection asks anew, so that who presented none may choose another time, and a card that
    /// was pulled out counts no longer.
    ///
    /// # Errors
    /// [`TlsFault`] when they cannot be served with.
    pub fn asking_for_certificates(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
        authorities: &[CertificateDer<'_>],
    ) -> Result<Self, TlsFault> {
        Self::with(chain, key, Some(authorities))
    }

    fn with(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
        authorities: Option<&[CertificateDer<'_>]>,
    ) -> Result<Self, TlsFault> {
        // ring's suites are exactly those of RFC 9325 4.2: ECDHE with AES-GCM or ChaCha20-Poly1305.
        let cryptography = Arc::new(crypto::ring::default_provider());
        cryptography.key_provider.load_private_key(key.clone_key()).map_err(|_| TlsFault::Key)?;
        let callers: Arc<dyn ClientCertVerifier> = match authorities {
            None => WebPkiClientVerifier::no_client_auth(),
            Some(authorities) => Asking::new(authorities, &cryptography)?,
        };
        let versions = ServerConfig::builder_with_provider(cryptography).with_protocol_versions(&[&version::TLS13, &version::TLS12]);
        let config = versions.map_err(|_| TlsFault::Cryptography)?.with_client_cert_verifier(callers).with_single_cert(chain, key);
        let mut config = config.map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => TlsFault::KeyOfAnother,
            _ => TlsFault::Certificate,
        })?;
        // The guard follows HTTP/1; who insists on another protocol is refused in the handshake.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        if authorities.is_some() {
            config.session_storage = Arc::new(NoServerSessionStorage {});
            config.send_tls13_tickets = 0;
        }
        Ok(Self(Arc::new(config)))
    }

    /// The handshake on a new connection. It ends without success at `deadline`, when `given_up` is ready, and when the
    /// other side speaks something else.
    pub async fn shake_hands<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
        deadline: Instant,
        given_up: impl Future,
    ) -> io::Result<TlsStream<S>> {
        let handshake = pin!(TlsAcceptor::from(self.0.clone()).accept(stream));
        match timeout_at(deadline, select(handshake, pin!(given_up))).await {
            Ok(Either::Left((outcome, _))) => outcome,
            Ok(Either::Right(_)) => Err(io::ErrorKind::ConnectionAborted.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

/// Shows no key.
impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}
