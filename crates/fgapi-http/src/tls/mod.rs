//! TLS on the gateway's own socket (security A1): which versions and suites, and the handshake of one connection.

mod handshakes;

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, crypto, version};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

pub(crate) use handshakes::Handshakes;

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
    /// The cryptography does not offer TLS 1.3 and 1.2.
    Cryptography,
}

impl Tls {
    /// `chain` as it is sent: the gateway's certificate first, then each one that signed the one before, without the root.
    ///
    /// # Errors
    /// [`TlsFault`] when they cannot be served with.
    pub fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, TlsFault> {
        // ring's suites are exactly those of RFC 9325 4.2: ECDHE with AES-GCM or ChaCha20-Poly1305.
        let cryptography = Arc::new(crypto::ring::default_provider());
        cryptography.key_provider.load_private_key(key.clone_key()).map_err(|_| TlsFault::Key)?;
        let versions = ServerConfig::builder_with_provider(cryptography).with_protocol_versions(&[&version::TLS13, &version::TLS12]);
        let config = versions.map_err(|_| TlsFault::Cryptography)?.with_no_client_auth().with_single_cert(chain, key);
        let mut config = config.map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => TlsFault::KeyOfAnother,
            _ => TlsFault::Certificate,
        })?;
        // The guard follows HTTP/1; who insists on another protocol is refused in the handshake.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(Arc::new(config)))
    }

    /// The handshake on a new connection. It ends without success at `deadline`, when `given_up` is ready, and when the
    /// other side speaks something else.
    pub(crate) async fn shake_hands<S: AsyncRead + AsyncWrite + Unpin>(
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
