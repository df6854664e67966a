//! An authority of the test's own: certificates for servers, and files with which customers' browsers show who they are.

use fgapi_domain::CertificateFingerprint;
use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber, date_time_ymd,
};

pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key.
pub(crate) struct Identity {
    /// In PEM, with its authority's.
    pub(crate) chain: String,
    /// The certificate alone.
    pub(crate) der: Vec<u8>,
    pub(crate) key: KeyPair,
    serial: SerialNumber,
    root: Vec<u8>,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = named(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its own certificate, in PEM.
    pub(crate) fn root(&self) -> String {
        self.0.pem()
    }

    /// The same as bytes.
    pub(crate) fn root_der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    /// For a server on this machine.
    pub(crate) fn server(&self) -> Identity {
        let params = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        self.signed(params, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// For a person.
    pub(crate) fn person(&self, name: &str) -> Identity {
        self.signed(named(name), ExtendedKeyUsagePurpose::ClientAuth)
    }

    /// For a person, until a day that is long past.
    pub(crate) fn person_of_old(&self, name: &str) -> Identity {
        let mut params = named(name);
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
        self.signed(params, ExtendedKeyUsagePurpose::ClientAuth)
    }

    /// The list of what it takes back, in PEM.
    pub(crate) fn revocations(&self, revoked: &[&Identity]) -> String {
        let entry = |identity: &&Identity| RevokedCertParams {
            serial_number: identity.serial.clone(),
            revocation_time: date_time_ymd(2026, 1, 1),
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2026, 1, 1),
            next_update: date_time_ymd(2999, 1, 1),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: revoked.iter().map(entry).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.0).unwrap().pem().unwrap()
    }

    fn signed(&self, mut params: CertificateParams, purpose: ExtendedKeyUsagePurpose) -> Identity {
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![purpose];
        let key = KeyPair::generate().unwrap();
        let serial = SerialNumber::from_slice(&CertificateFingerprint::of(key.public_key_pem().as_bytes()).0[..16]);
        params.serial_number = Some(serial.clone());
        let own = params.signed_by(&key, &self.0).unwrap();
        Identity { chain: own.pem() + &self.root(), der: own.der().to_vec(), key, serial, root: self.root_der() }
    }
}

impl Identity {
    /// By what the bank's data names it.
    pub(crate) fn fingerprint(&self) -> String {
        CertificateFingerprint::of(&self.der).to_string()
    }

    /// Key and certificate, as a caller of the test's own presents them.
    pub(crate) fn for_client(&self) -> reqwest::Identity {
        reqwest::Identity::from_pem(format!("{}{}", self.key.serialize_pem(), self.chain).as_bytes()).unwrap()
    }

    /// Key, certificate and root in one file, as a customer gets it.
    pub(crate) fn pkcs12(&self, password: &str) -> Vec<u8> {
        let certificates = [&self.der, &self.root].map(|der| Certificate::from_der(der).unwrap());
        let key = PrivateKey::from_der(&self.key.serialize_der()).unwrap();
        let mut store = KeyStore::new();
        store.add_entry("customer", KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new("customer", key, certificates)));
        store.writer(password).write().unwrap()
    }
}

fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}
