//! An authority of the test's own: certificates for servers, and files with which customers' browsers show who they are.

use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};

pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key.
pub(crate) struct Identity {
    /// In PEM, with its authority's.
    pub(crate) chain: String,
    /// The certificate alone.
    pub(crate) der: Vec<u8>,
    pub(crate) key: KeyPair,
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

    fn signed(&self, mut params: CertificateParams, purpose: ExtendedKeyUsagePurpose) -> Identity {
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![purpose];
        let key = KeyPair::generate().unwrap();
        let own = params.signed_by(&key, &self.0).unwrap();
        Identity { chain: own.pem() + &self.root(), der: own.der().to_vec(), key, root: self.root_der() }
    }
}

impl Identity {
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
