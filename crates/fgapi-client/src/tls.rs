//! Whose certificates are believed.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::{BuilderVerifierExt as _, Verifier};

use crate::SetUpError;

/// Whose certificates are believed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trust<'a> {
    /// Those that this machine believes.
    Machine,
    /// Those, and those of these authorities, in PEM.
    Besides(&'a [u8]),
    /// Those of these authorities only, in PEM.
    Only(&'a [u8]),
}

/// TLS by rustls with ring. Without TLS nobody is trusted.
pub(crate) fn tls(trust: Option<Trust<'_>>) -> Result<ClientConfig, SetUpError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().map_err(fault)?;
    match trust {
        Some(Trust::Machine) => versions.with_platform_verifier().map(|config| config.with_no_client_auth()).map_err(fault),
        Some(Trust::Besides(pem)) => {
            let verifier = Verifier::new_with_extra_roots(certificates(pem)?, provider).map_err(fault)?;
            // Dangerous to whoever brings a verifier that believes too much; this is the machine's own.
            Ok(versions.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
        }
        Some(Trust::Only(pem)) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates(pem)? {
                roots.add(certificate).map_err(fault)?;
            }
            Ok(versions.with_root_certificates(roots).with_no_client_auth())
        }
        None => Ok(versions.with_root_certificates(RootCertStore::empty()).with_no_client_auth()),
    }
}

/// At least one.
fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, SetUpError> {
    let no_pem = |_| SetUpError::Tls("the authorities' certificates are not in PEM".to_owned());
    let certificates = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>().map_err(no_pem)?;
    if certificates.is_empty() {
        return Err(SetUpError::Tls("no authority's certificate in PEM is given".to_owned()));
    }
    Ok(certificates)
}

fn fault(error: rustls::Error) -> SetUpError {
    SetUpError::Tls(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use rustls::pki_types::PrivateKeyDer;
    use rustls::{ServerConfig, ServerConnection, Stream};

    use super::*;
    use crate::{CallError, Fgapi, Silence};

    /// Answers `{}` once to whoever believes the certificate; its port, and the certificate in PEM.
    fn secured() -> (u16, String) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            let mut connection = ServerConnection::new(config).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            // Whoever does not believe the certificate leaves.
            if stream.read(&mut [0; 4_096]).is_ok() {
                stream.write_all(b"HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n").unwrap();
            }
        });
        (port, made.cert.pem())
    }

    #[tokio::test]
    async fn a_certificate_is_believed_for_an_authority_that_is_named_besides_or_alone() {
        for besides in [true, false] {
            let (port, pem) = secured();
            let base = format!("https://localhost:{port}");
            let bank = Fgapi::builder(&base, "k", "p");
            let bank = if besides { bank.trusting_too(pem.as_bytes()) } else { bank.trusting(pem.as_bytes()) };
            let refused = bank.build().unwrap().system_token(None).await.unwrap_err();
            assert_eq!(refused.refused().map(|refused| refused.status), Some(418), "{refused}");
        }
        for other in [None, Some(secured().1)] {
            let base = format!("https://localhost:{}", secured().0);
            let bank = Fgapi::builder(&base, "k", "p");
            let bank = if let Some(pem) = &other { bank.trusting_too(pem.as_bytes()).build() } else { bank.build() };
            let error = bank.unwrap().system_token(None).await.unwrap_err();
            assert!(matches!(error, CallError::Unanswered { silence: Silence::Untrusted, .. }), "{error}");
        }
    }

    #[test]
    fn authorities_are_certificates() {
        for bad in [&b""[..], b"no PEM", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            for trust in [Trust::Only(bad), Trust::Besides(bad)] {
                assert!(matches!(tls(Some(trust)), Err(SetUpError::Tls(_))));
            }
        }
    }
}
