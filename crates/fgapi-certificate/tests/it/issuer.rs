//! An authority of the tests' own.

use fgapi_certificate::{CertificateAuthority, CertificateDer, CertificateFault, CertificateRevocationListDer, KnownCertificate};
use fgapi_domain::UnixSeconds;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
};
use time::OffsetDateTime;

/// 2026-02-01, around which every certificate of the tests lives.
pub(crate) const NOW: UnixSeconds = UnixSeconds(1_769_950_000);
pub(crate) const DAY: i64 = 86_400;

pub(crate) struct Issuer(pub(crate) CertifiedIssuer<'static, KeyPair>);

fn at(time: UnixSeconds) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(time.0).unwrap()
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

fn of_authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// A certificate for signing in, from yesterday until tomorrow.
pub(crate) fn of_customer(serial: u64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("山田太郎");
    params.serial_number = Some(SerialNumber::from(serial));
    params.not_before = at(NOW.plus(-DAY));
    params.not_after = at(NOW.plus(DAY));
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params
}

impl Issuer {
    pub(crate) fn root(name: &str) -> Self {
        Self(CertifiedIssuer::self_signed(of_authority(name), KeyPair::generate().unwrap()).unwrap())
    }

    /// A root whose own certificate ended long ago.
    pub(crate) fn root_of_old(name: &str) -> Self {
        let mut params = of_authority(name);
        params.not_after = at(UnixSeconds(DAY));
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// An authority below this one, with a serial number.
    pub(crate) fn below(&self, name: &str, serial: u64) -> Self {
        let mut params = of_authority(name);
        params.serial_number = Some(SerialNumber::from(serial));
        Self(CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &self.0).unwrap())
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    pub(crate) fn sign(&self, params: &CertificateParams) -> Vec<u8> {
        params.signed_by(&KeyPair::generate().unwrap(), &self.0).unwrap().der().to_vec()
    }

    /// A revocation list from `from` until `until` that holds `serials`.
    pub(crate) fn list(&self, from: UnixSeconds, until: UnixSeconds, serials: &[u64]) -> rcgen::CertificateRevocationList {
        let revoked = |serial: &u64| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: at(from),
            reason_code: None,
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update: at(from),
            next_update: at(until),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: serials.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.0).unwrap()
    }

    /// A list that is good today.
    pub(crate) fn revoking(&self, serials: &[u64]) -> CertificateRevocationListDer<'static> {
        self.list(NOW.plus(-DAY), NOW.plus(DAY), serials).der().clone()
    }

    /// A bank that accepts this authority.
    pub(crate) fn accepted(&self, lists: Vec<CertificateRevocationListDer<'static>>) -> CertificateAuthority {
        CertificateAuthority::new(vec![CertificateDer::from(self.der())], lists).unwrap()
    }
}

pub(crate) fn fault(judged: Result<KnownCertificate, CertificateFault>) -> CertificateFault {
    judged.unwrap_err()
}
