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
    use super::*;

    #[test]
    fn authorities_are_certificates() {
        for bad in [&b""[..], b"no PEM", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            for trust in [Trust::Only(bad), Trust::Besides(bad)] {
                assert!(matches!(tls(Some(trust)), Err(SetUpError::Tls(_))));
            }
        }
    }
}
