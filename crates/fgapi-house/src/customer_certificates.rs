//! Who issues customers' certificates and what they revoked: read from the files that the settings name, and again when those change.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use fgapi_certificate::{CertificateAuthority, CertificateDer, certificates, revocation_lists};
use fgapi_settings::Settings;

use crate::failure::{Failure, on_file};

/// The authorities as they are now, for whoever judges certificates.
pub(crate) type Shared = Arc<RwLock<CertificateAuthority>>;

/// The files, and what was read of them last.
pub struct CustomerCertificates {
    issuers: PathBuf,
    revocations: Option<PathBuf>,
    shared: Shared,
    seen: Vec<Option<SystemTime>>,
}

/// No file of certificates or revocations is longer.
const LONGEST: u64 = 64 << 20;

impl CustomerCertificates {
    /// Reads the files; `None` when the settings name no issuer.
    ///
    /// # Errors
    /// A [`Failure`] that names the setting and the file.
    pub fn read(settings: &Settings) -> Result<Option<Self>, Failure> {
        let Some(issuers) = settings.tls.client_ca.clone() else { return Ok(None) };
        let revocations = settings.tls.client_revocations.clone();
        let seen = times(&issuers, revocations.as_deref());
        let authority = authority(&issuers, revocations.as_deref())?;
        Ok(Some(Self { issuers, revocations, shared: Arc::new(RwLock::new(authority)), seen }))
    }

    /// The authorities as they are now.
    pub(crate) fn shared(&self) -> Shared {
        Arc::clone(&self.shared)
    }

    /// The certificates of the issuers, whose names are told to browsers.
    ///
    /// # Errors
    /// A [`Failure`] that names the file.
    pub fn issuers(&self) -> Result<Vec<CertificateDer<'static>>, Failure> {
        read_issuers(&self.issuers)
    }

    /// Reads the files again when one of them changed. What cannot be read leaves everything as it is: a revocation list that is
    /// not renewed ends by itself, and then nobody comes in by certificate.
    pub(crate) fn follow(&mut self) {
        let now = times(&self.issuers, self.revocations.as_deref());
        if now == self.seen {
            return;
        }
        match authority(&self.issuers, self.revocations.as_deref()) {
            Ok(authority) => {
                *self.shared.write().unwrap_or_else(PoisonError::into_inner) = authority;
                self.seen = now;
                log::info!("read the issuers of customers' certificates and their revocations again");
            }
            Err(failure) => log::warn!("the changed files of customers' certificates cannot be read: {failure}"),
        }
    }
}

fn times(issuers: &Path, revocations: Option<&Path>) -> Vec<Option<SystemTime>> {
    let changed = |file: &Path| std::fs::metadata(file).and_then(|known| known.modified()).ok();
    [Some(issuers), revocations].into_iter().flatten().map(changed).collect()
}

fn authority(issuers: &Path, revocations: Option<&Path>) -> Result<CertificateAuthority, Failure> {
    let lists = match revocations {
        None => Vec::new(),
        Some(file) => revocation_lists(&read(file)?).map_err(|_| {
            Failure::bad_input(
                format!("tls.client_revocations: {}: there is no revocation list (CRL) in it", file.display()),
                "give the list as PEM (-----BEGIN X509 CRL-----) or as DER",
            )
        })?,
    };
    CertificateAuthority::new(read_issuers(issuers)?, lists).map_err(|fault| {
        Failure::bad_input(format!("tls.client_ca: {}: {fault}", issuers.display()), "give the issuers' certificates as PEM")
    })
}

fn read_issuers(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    certificates(&read(file)?).map_err(|_| {
        Failure::bad_input(
            format!("tls.client_ca: {}: there is no certificate in it", file.display()),
            "give the issuers' certificates as PEM (-----BEGIN CERTIFICATE-----)",
        )
    })
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let length = std::fs::metadata(file).map_err(on_file(file))?.len();
    if length > LONGEST {
        return Err(Failure::bad_input(format!("{}: the file is longer than 64 MiB", file.display()), "give the right file"));
    }
    std::fs::read(file).map_err(on_file(file))
}
