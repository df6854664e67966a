//! Callers who show a certificate in the handshake: who is seen with one, and who never gets in.

use std::io::{self, Read as _, Write as _};
use std::sync::Arc;

use fgapi_http::{Tls, TlsFault};
use rcgen::{BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::client::{ResolvesClientCert, WebPkiServerVerifier};
use rustls::crypto::ring::{default_provider, sign::any_supported_type};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, HandshakeKind, RootCertStore, SignatureScheme, StreamOwned, SupportedProtocolVersion};

use crate::house::{Answer, House, PRESENTED, hex};

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn issuer(name: &str) -> Issuer {
    let mut params = named(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

fn der_of(key: &KeyPair) -> PrivateKeyDer<'static> {
    PrivateKeyDer::try_from(key.serialize_der()).unwrap()
}

/// A gateway's root and a house that asks for certificates of `authorities`.
fn asking_for(authorities: &[CertificateDer<'_>]) -> (House, Issuer) {
    let (root, key) = (issuer("Bank"), KeyPair::generate().unwrap());
    let own = named("Gateway").signed_by(&key, &root).unwrap();
    let tls = Tls::asking_for_certificates(vec![own.der().clone()], der_of(&key), authorities).unwrap();
    (House::secured(tls), root)
}

/// What a browser holds, and the names of authorities that it was told when it was asked.
#[derive(Debug)]
struct Wallet {
    held: Option<Arc<CertifiedKey>>,
    asked: std::sync::Mutex<Vec<Vec<Vec<u8>>>>,
}

impl ResolvesClientCert for Wallet {
    fn resolve(&self, names: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.lock().unwrap().push(names.iter().map(|name| name.to_vec()).collect());
        self.held.clone()
    }

    fn has_certs(&self) -> bool {
        self.held.is_some()
    }
}

/// A browser that trusts one root and holds at most one certificate.
struct Browser {
    config: Arc<ClientConfig>,
    wallet: Arc<Wallet>,
}

impl Browser {
    fn new(root: &Issuer, version: &'static SupportedProtocolVersion, held: Option<(Vec<CertificateDer<'static>>, &KeyPair)>) -> Self {
        let held = held.map(|(chain, key)| Arc::new(CertifiedKey::new(chain, any_supported_type(&der_of(key)).unwrap())));
        let wallet = Arc::new(Wallet { held, asked: std::sync::Mutex::default() });
        let mut roots = RootCertStore::empty();
        roots.add(root.der().clone()).unwrap();
        let provider = Arc::new(default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().unwrap();
        let config = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[version]).unwrap();
        let config = config.with_webpki_verifier(verifier).with_client_cert_resolver(wallet.clone());
        Self { config: Arc::new(config), wallet }
    }

    /// The answer to one request on a connection of its own, and how the handshake went.
    fn get(&self, house: &House, path: &str) -> io::Result<(Answer, Option<HandshakeKind>)> {
        let connection = ClientConnection::new(self.config.clone(), ServerName::try_from("127.0.0.1").unwrap()).unwrap();
        let mut stream = StreamOwned::new(connection, house.connect());
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Ok((Answer::parse(&bytes), stream.conn.handshake_kind()))
    }

    /// The certificates that a handler sees, as hex.
    fn presented(&self, house: &House) -> Option<Vec<String>> {
        let (answer, _) = self.get(house, PRESENTED).unwrap();
        (answer.status == 200).then(|| String::from_utf8(answer.body).unwrap().lines().map(str::to_owned).collect())
    }
}

const VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS13, &TLS12];

fn customer_of(issuer: &Issuer) -> (Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    (named("Customer").signed_by(&key, issuer).unwrap(), key)
}

#[test]
fn a_caller_is_asked_and_served_with_a_certificate_or_without() {
    let (authority, other) = (issuer("Authority"), issuer("Other Authority"));
    let (house, root) = asking_for(&[authority.der().clone(), other.der().clone()]);
    for version in VERSIONS {
        let without = Browser::new(&root, version, None);
        assert_eq!(without.presented(&house), None);
        assert_eq!(without.get(&house, "/branches").unwrap().0.status, 401);

        let (certificate, key) = customer_of(&authority);
        let chain = vec![certificate.der().clone(), authority.der().clone()];
        let with = Browser::new(&root, version, Some((chain, &key)));
        assert_eq!(with.presented(&house), Some(vec![hex(certificate.der()), hex(authority.der())]));
        let asked = with.wallet.asked.lock().unwrap();
        assert_eq!(asked[0].len(), 2, "a browser offers only what fits, so it is told the names of both authorities");
        for (name, common) in asked[0].iter().zip(["Authority", "Other Authority"]) {
            assert!(name.ends_with(common.as_bytes()), "{name:?}");
        }
    }
}

#[test]
fn a_certificate_that_nobody_knows_is_seen_and_judged_elsewhere() {
    let (house, root) = asking_for(&[issuer("Authority").der().clone()]);
    for version in VERSIONS {
        let (certificate, key) = customer_of(&issuer("Nobody"));
        let stranger = Browser::new(&root, version, Some((vec![certificate.der().clone()], &key)));
        assert_eq!(stranger.presented(&house), Some(vec![hex(certificate.der())]));
        let alone = KeyPair::generate().unwrap();
        let mut long_gone = named("Customer");
        long_gone.not_after = rcgen::date_time_ymd(2001, 1, 1);
        let expired = long_gone.self_signed(&alone).unwrap();
        let stranger = Browser::new(&root, version, Some((vec![expired.der().clone()], &alone)));
        assert_eq!(stranger.presented(&house), Some(vec![hex(expired.der())]));
    }
}

#[test]
fn nobody_presents_what_is_another_ones() {
    let authority = issuer("Authority");
    let (house, root) = asking_for(&[authority.der().clone()]);
    let (certificate, _) = customer_of(&authority);
    for version in VERSIONS {
        for chain in [vec![certificate.der().clone()], vec![CertificateDer::from(vec![0x30, 0x00])]] {
            let thief = Browser::new(&root, version, Some((chain, &KeyPair::generate().unwrap())));
            assert!(thief.get(&house, PRESENTED).is_err(), "a handshake without the certificate's key came to its end");
        }
    }
    assert_eq!(Browser::new(&root, &TLS13, None).presented(&house), None, "the listener goes on");
}

#[test]
fn every_connection_is_asked_anew() {
    let authority = issuer("Authority");
    let (house, root) = asking_for(&[authority.der().clone()]);
    let (certificate, key) = customer_of(&authority);
    for version in VERSIONS {
        let browser = Browser::new(&root, version, Some((vec![certificate.der().clone()], &key)));
        for times in 1..=3 {
            let (answer, kind) = browser.get(&house, PRESENTED).unwrap();
            assert_eq!((answer.status, answer.body), (200, format!("{}\n", hex(certificate.der())).into_bytes()));
            assert_ne!(kind, Some(HandshakeKind::Resumed));
            assert_eq!(browser.wallet.asked.lock().unwrap().len(), times);
        }
    }
}

#[test]
fn a_listener_that_does_not_ask_gets_no_certificate() {
    let (root, key) = (issuer("Bank"), KeyPair::generate().unwrap());
    let own = named("Gateway").signed_by(&key, &root).unwrap();
    let house = House::secured(Tls::new(vec![own.der().clone()], der_of(&key)).unwrap());
    let (certificate, held) = customer_of(&root);
    let browser = Browser::new(&root, &TLS13, Some((vec![certificate.der().clone()], &held)));
    assert_eq!(browser.presented(&house), None);
    assert_eq!(browser.get(&house, PRESENTED).unwrap().1, Some(HandshakeKind::Resumed), "and it does resume sessions");
    assert!(browser.wallet.asked.lock().unwrap().is_empty());
}

#[test]
fn authorities_that_cannot_be_named_are_refused() {
    let (root, key) = (issuer("Bank"), KeyPair::generate().unwrap());
    let own = named("Gateway").signed_by(&key, &root).unwrap();
    let asking =
        |authorities: &[CertificateDer<'_>]| Tls::asking_for_certificates(vec![own.der().clone()], der_of(&key), authorities).err();
    assert_eq!(asking(&[]), None);
    assert_eq!(asking(&[CertificateDer::from(vec![0x30, 0x00])]), Some(TlsFault::Authority));
    let long = issuer(&"x".repeat(1_000)).der().clone();
    assert_eq!(asking(&vec![long.clone(); 30]), None);
    assert_eq!(asking(&vec![long; 40]), Some(TlsFault::Authority), "more than a handshake message holds");
}
