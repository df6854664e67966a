//! The gateway's certificate and private key, out of the PEM files that the settings name.

use std::io::Read as _;
use std::path::Path;

use fgapi_http::{Tls, TlsFault};
use fgapi_settings::Settings;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// No chain of certificates is longer; of a longer file only so much is read.
const LONGEST: u64 = 1 << 20;

/// What to serve HTTPS with; `None` when the settings name no certificate.
///
/// # Errors
/// A [`Failure`] that names the setting and the file, and never repeats what stands in it.
pub fn tls(settings: &Settings) -> Result<Option<Tls>, Failure> {
    of_server(settings, Tls::new)
}

/// The same for the listener that asks browsers for a certificate of `issuers`.
///
/// # Errors
/// As [`tls`].
pub fn tls_for_certificates(settings: &Settings, issuers: &[CertificateDer<'_>]) -> Result<Option<Tls>, Failure> {
    of_server(settings, |chain, key| Tls::asking_for_certificates(chain, key, issuers))
}

fn of_server(
    settings: &Settings,
    make: impl FnOnce(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) -> Result<Tls, TlsFault>,
) -> Result<Option<Tls>, Failure> {
    let (Some(certificate), Some(key)) = (&settings.tls.certificate, &settings.tls.key) else {
        return Ok(None);
    };
    let refused =
        |name: &str, path: &Path, problem: &str, next: &str| Failure::bad_input(format!("{name}: {}: {problem}", path.display()), next);
    let no_certificate = || refused(CERTIFICATE, certificate, "this is no chain of certificates in PEM", CERTIFICATE_NEXT);
    let no_key = || refused(KEY, key, "there is no private key in PEM in it", KEY_NEXT);
    let chain = CertificateDer::pem_slice_iter(&read(CERTIFICATE, certificate)?).collect::<Result<Vec<_>, _>>();
    let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or_else(no_certificate)?;
    let private = PrivateKeyDer::from_pem_slice(&read(KEY, key)?).map_err(|_| no_key())?;
    make(chain, private).map(Some).map_err(|fault| match fault {
        TlsFault::Certificate => no_certificate(),
        TlsFault::Authority => {
            Failure::bad_input("tls.client_ca: an issuer's certificate cannot be read", "give the issuers' certificates as PEM")
        }
        TlsFault::Key => refused(KEY, key, "this kind of key is not served", KEY_NEXT),
        TlsFault::KeyOfAnother => {
            let next = "give the key with which this certificate was asked for; in tls.certificate the gateway's own stands first";
            refused(KEY, key, &format!("this key does not belong to the certificate in {}", certificate.display()), next)
        }
        TlsFault::Cryptography => {
            Failure::broken("there is no TLS 1.2 and 1.3 in this build", "build `fgapi` anew, with its own Cargo.lock")
        }
    })
}

const CERTIFICATE: &str = "tls.certificate";
const CERTIFICATE_NEXT: &str = "give the gateway's certificate (-----BEGIN CERTIFICATE-----), followed by those that signed it";
const KEY: &str = "tls.key";
const KEY_NEXT: &str = "give the key as PEM without a password: RSA of 2048 to 4096 bits, ECDSA on P-256 or P-384, or Ed25519";

fn read(name: &str, path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::new());
    let outcome = std::fs::File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes));
    let told = |error: std::io::Error| {
        Failure::bad_input(format!("{name}: {}: {error}", path.display()), "check that the path is right and that this user may read it")
    };
    outcome.map_err(told)?;
    Ok(bytes)
}
