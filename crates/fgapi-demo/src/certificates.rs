//! A throw-away authority, and what it issues and revokes.
//!
//! Serial numbers come from [`Entropy`]; keys and signatures take their randomness from the operating system directly, because
//! their libraries (ring, and `rand` for PKCS#12) let nobody else give it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use fgapi_domain::{CertificateFingerprint, Entropy, EntropyFault, UnixSeconds};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertificateRevocationListParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, NameConstraints, RevocationReason,
    RevokedCertParams, SerialNumber,
};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use time::OffsetDateTime;
use zeroize::Zeroizing;

/// A certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CertificateFault {
    /// It could not be signed.
    #[error("certificates could not be made: {0}")]
    Signing(#[from] rcgen::Error),
    /// The authority's certificate is not one.
    #[error("the authority's certificate could not be read: {0}")]
    Pem(#[from] rustls_pki_types::pem::Error),
    /// It could not be packed.
    #[error("certificates could not be packed: {0}")]
    Packing(#[from] p12_keystore::error::Error),
    /// A time lies beyond the calendar.
    #[error("this machine's clock cannot be right: {0}")]
    Time(#[from] time::error::ComponentRange),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyFault),
}

/// From when until when something is valid.
#[derive(Clone, Copy, Debug)]
pub struct Span(pub UnixSeconds, pub UnixSeconds);

impl Span {
    /// A clock that is an hour slow finds a new certificate valid, too.
    fn params(self, name: DistinguishedName) -> Result<CertificateParams, CertificateFault> {
        const LEEWAY: i64 = 3_600;
        let mut params = CertificateParams::default();
        params.not_before = OffsetDateTime::from_unix_timestamp(self.0.plus(-LEEWAY).0)?;
        params.not_after = OffsetDateTime::from_unix_timestamp(self.1.0)?;
        params.distinguished_name = name;
        params.use_authority_key_identifier_extension = true;
        Ok(params)
    }
}

/// An authority of one demo bank. It can speak for this machine's own names only: whoever trusts it, and loses its key, has not
/// let anybody in elsewhere.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: CertificateDer<'static>,
    pem: String,
}

impl Authority {
    /// A new one.
    ///
    /// # Errors
    /// [`CertificateFault`] when it cannot be made.
    pub fn new(name: &str, span: Span) -> Result<Self, CertificateFault> {
        let (params, key) = (authority_params(name, span)?, KeyPair::generate()?);
        let certificate = params.self_signed(&key)?;
        Ok(Self { certificate: certificate.der().clone(), pem: certificate.pem(), issuer: Issuer::new(params, key) })
    }

    /// The one that was made with this name and span.
    ///
    /// # Errors
    /// [`CertificateFault`] when certificate or key are none.
    pub fn read(name: &str, span: Span, pem: String, key: &str) -> Result<Self, CertificateFault> {
        let issuer = Issuer::new(authority_params(name, span)?, KeyPair::from_pem(key)?);
        Ok(Self { issuer, certificate: CertificateDer::from_pem_slice(pem.as_bytes())?, pem })
    }

    /// Its certificate.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Its key.
    pub fn key_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(self.issuer.key().serialize_pem())
    }

    /// A certificate for a server on this machine.
    ///
    /// # Errors
    /// [`CertificateFault`] when it cannot be made.
    pub fn server(&self, span: Span, entropy: &dyn Entropy) -> Result<Issued, CertificateFault> {
        let mut params = span.params(named("localhost"))?;
        params.subject_alt_names = CertificateParams::new(OWN_NAMES.map(str::to_owned))?.subject_alt_names;
        self.issue(params, ExtendedKeyUsagePurpose::ServerAuth, serial(entropy)?)
    }

    /// A certificate for a customer. The head of its serial number stands in its name, so that people can tell two of a name apart.
    ///
    /// # Errors
    /// [`CertificateFault`] when it cannot be made.
    pub fn client(&self, name: &str, span: Span, entropy: &dyn Entropy) -> Result<Issued, CertificateFault> {
        let serial = serial(entropy)?;
        let head: String = serial.to_bytes().iter().take(4).map(|byte| format!("{byte:02X}")).collect();
        self.issue(span.params(named(&format!("{name} {head}")))?, ExtendedKeyUsagePurpose::ClientAuth, serial)
    }

    fn issue(&self, params: CertificateParams, usage: ExtendedKeyUsagePurpose, serial: SerialNumber) -> Result<Issued, CertificateFault> {
        let mut params = params;
        params.serial_number = Some(serial.clone());
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![usage];
        let key = KeyPair::generate()?;
        Ok(Issued { certificate: params.signed_by(&key, &self.issuer)?, key, serial })
    }

    /// The list of what is revoked, in PEM.
    ///
    /// # Errors
    /// [`CertificateFault`] when it cannot be made.
    pub fn revoke(&self, issued: &Issued, Span(now, until): Span) -> Result<String, CertificateFault> {
        let this_update = OffsetDateTime::from_unix_timestamp(now.0)?;
        let revoked = RevokedCertParams {
            serial_number: issued.serial.clone(),
            revocation_time: this_update,
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update,
            next_update: OffsetDateTime::from_unix_timestamp(until.0)?,
            crl_number: SerialNumber::from(u64::try_from(now.0).unwrap_or_default()),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(list.signed_by(&self.issuer)?.pem()?)
    }
}

/// Names by which programs on this machine reach it.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

fn authority_params(name: &str, span: Span) -> Result<CertificateParams, CertificateFault> {
    let mut params = span.params(named(name))?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let own = |address: IpAddr, bits| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, bits));
    let permitted_subtrees =
        vec![GeneralSubtree::DnsName("localhost".into()), own(Ipv4Addr::LOCALHOST.into(), 32), own(Ipv6Addr::LOCALHOST.into(), 128)];
    params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
    Ok(params)
}

fn named(name: &str) -> DistinguishedName {
    let mut whole = DistinguishedName::new();
    whole.push(DnType::OrganizationName, "FGAPI sandbox");
    whole.push(DnType::CommonName, name);
    whole
}

/// 126 random bits, as a number that is neither negative nor short.
fn serial(entropy: &dyn Entropy) -> Result<SerialNumber, EntropyFault> {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes)?;
    bytes[0] = bytes[0] & 0x3f | 0x40;
    Ok(SerialNumber::from_slice(&bytes))
}

/// A certificate and its key.
pub struct Issued {
    certificate: Certificate,
    key: KeyPair,
    serial: SerialNumber,
}

impl Issued {
    /// The certificate.
    pub fn pem(&self) -> String {
        self.certificate.pem()
    }

    /// Its key.
    pub fn key_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(self.key.serialize_pem())
    }

    /// What names it.
    pub fn fingerprint(&self) -> CertificateFingerprint {
        CertificateFingerprint::of(self.certificate.der())
    }

    /// Certificate, key and authority in one file under a password, as browsers and operating systems take them in (PKCS#12,
    /// AES-256 and HMAC-SHA-256).
    ///
    /// # Errors
    /// [`CertificateFault`] when it cannot be packed.
    pub fn pkcs12(&self, authority: &Authority, alias: &str, password: &str) -> Result<Vec<u8>, CertificateFault> {
        use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
        let chain = [Certificate::from_der(self.certificate.der())?, Certificate::from_der(&authority.certificate)?];
        let own = PrivateKeyChain::new(self.serial.to_bytes(), PrivateKey::from_der(self.key.serialized_der())?, chain);
        let mut store = KeyStore::new();
        store.add_entry(alias, KeyStoreEntry::PrivateKeyChain(own));
        Ok(store.writer(password).write()?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use fgapi_domain::SystemEntropy;
    use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
    use rustls::RootCertStore;
    use rustls::pki_types::{CertificateRevocationListDer, UnixTime};
    use rustls::server::WebPkiClientVerifier;
    use rustls::server::danger::ClientCertVerifier;

    use super::*;

    const NOW: i64 = 1_800_000_000;
    const YEAR: Span = Span(UnixSeconds(NOW), UnixSeconds(NOW + 365 * 86_400));

    fn judge(authority: &Authority, revocations: &str) -> Arc<dyn ClientCertVerifier> {
        let mut roots = RootCertStore::empty();
        roots.add(authority.certificate.clone()).unwrap();
        let list = CertificateRevocationListDer::from_pem_slice(revocations.as_bytes()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).with_crls([list]).build().unwrap()
    }

    fn at(seconds: i64) -> UnixTime {
        UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds.try_into().unwrap()))
    }

    #[test]
    fn customers_are_believed_until_they_are_revoked_or_over() {
        let entropy = SystemEntropy::new();
        let authority = Authority::new("A", YEAR).unwrap();
        let [good, bad] = [(); 2].map(|()| authority.client("SAMPLE KOGYO", YEAR, &entropy).unwrap());
        let judge = judge(&authority, &authority.revoke(&bad, YEAR).unwrap());
        let outcome = |issued: &Issued, time| judge.verify_client_cert(issued.certificate.der(), &[], at(time)).map(|_| ());
        assert_eq!(outcome(&good, NOW), Ok(()));
        assert!(outcome(&bad, NOW).unwrap_err().to_string().contains("Revoked"));
        assert!(outcome(&good, NOW + 366 * 86_400).unwrap_err().to_string().contains("xpired"));
        let server = authority.server(YEAR, &entropy).unwrap();
        assert!(outcome(&server, NOW).is_err(), "a server's certificate lets no customer in");
        let other = Authority::new("A", YEAR).unwrap().client("SAMPLE KOGYO", YEAR, &entropy).unwrap();
        assert!(outcome(&other, NOW).is_err(), "another authority of the same name is another");
        assert_ne!(good.fingerprint(), bad.fingerprint());
    }

    #[test]
    fn an_authority_that_is_read_again_goes_on() {
        let first = Authority::new("A", YEAR).unwrap();
        let again = Authority::read("A", YEAR, first.pem().to_owned(), &first.key_pem()).unwrap();
        let issued = again.client("SAMPLE KOGYO", YEAR, &SystemEntropy::new()).unwrap();
        let revoked = again.client("SAMPLE KOGYO", YEAR, &SystemEntropy::new()).unwrap();
        let judge = judge(&first, &again.revoke(&revoked, YEAR).unwrap());
        assert!(judge.verify_client_cert(issued.certificate.der(), &[], at(NOW)).is_ok());
        assert!(judge.verify_client_cert(revoked.certificate.der(), &[], at(NOW)).is_err());
        assert!(Authority::read("A", YEAR, first.pem().to_owned(), "no key").is_err());
    }

    #[test]
    fn a_packed_certificate_opens_with_its_password_only() {
        let authority = Authority::new("A", YEAR).unwrap();
        let issued = authority.client("SAMPLE KOGYO", YEAR, &SystemEntropy::new()).unwrap();
        let packed = issued.pkcs12(&authority, "SAMPLE KOGYO", "open").unwrap();
        let store = KeyStore::from_pkcs12(&packed, "open", Pkcs12ImportPolicy::Strict).unwrap();
        let (alias, chain) = store.private_key_chain().unwrap();
        assert_eq!((alias, chain.certs().len()), ("SAMPLE KOGYO", 2));
        assert_eq!(chain.certs()[0].as_der(), issued.certificate.der().as_ref());
        assert!(KeyStore::from_pkcs12(&packed, "shut", Pkcs12ImportPolicy::Strict).is_err());
    }
}
