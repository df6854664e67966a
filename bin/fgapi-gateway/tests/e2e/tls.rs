//! The gateway's own TLS: what it speaks, what it refuses, and that nobody can hold it up in a handshake.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Output;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reqwest::Certificate;
use reqwest::blocking::{Client, ClientBuilder};
use reqwest::tls::Version;

use crate::http::{Caller, Fintech};
use crate::process::Serving;
use crate::site::{Database, PASSWORD, Site, USER};

const TLS: &str = "[tls]\ncertificate = \"gateway.pem\"\nkey = \"gateway.key\"\n";

/// A bank whose gateway has a certificate of a root of its own.
struct Secured {
    site: Site,
    root: Certificate,
    /// The same in PEM.
    pem: String,
}

impl Secured {
    fn on(database: Database, more: &str) -> Self {
        let site = Site::empty(database, &format!("{TLS}{more}"));
        let (chain, key, root) = certified();
        site.file("gateway.pem", chain);
        site.file("gateway.key", key);
        site.fill();
        Self { site, root: Certificate::from_pem(root.as_bytes()).unwrap(), pem: root }
    }

    /// Sets up who trusts the bank's root only.
    fn trusting(&self) -> ClientBuilder {
        rustls::crypto::ring::default_provider().install_default().ok();
        Client::builder().tls_certs_only([self.root.clone()])
    }

    fn caller(&self, serving: &Serving) -> Caller {
        Caller::with(self.trusting(), &serving.base_url)
    }

    fn client(&self, serving: &Serving) -> Fintech {
        Fintech { caller: self.caller(serving).believing(&self.pem), ..self.site.client(serving, "read") }
    }
}

/// A chain, its key and its root, in PEM.
fn certified() -> (String, String, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &root).unwrap();
    (own.pem() + &root.pem(), key.serialize_pem(), root.pem())
}

fn connect(serving: &Serving) -> TcpStream {
    let stream = TcpStream::connect(serving.base_url.strip_prefix("https://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// What comes back until the gateway closes; a reset is an end too.
fn rest_of(mut stream: TcpStream) -> Vec<u8> {
    let mut told = Vec::new();
    match stream.read_to_end(&mut told) {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("the gateway does not close"),
        _ => told,
    }
}

fn the_first_flow_works_over_tls(database: Database) {
    let secured = Secured::on(database, "");
    let serving = secured.site.serve();
    assert!(serving.base_url.starts_with("https://127.0.0.1:"), "{}", serving.base_url);
    let fintech = secured.client(&serving);
    let system = fintech.system_token();
    let answer = fintech.caller.call("GET", "/branches", Some(&system), &[]).expect(200);
    assert_eq!(answer.headers["strict-transport-security"], "max-age=31536000");
    assert_eq!(answer.json()["branches"].as_array().unwrap().len(), 3);
    let pair = fintech.link(&system, USER, PASSWORD, "tls");
    fintech.caller.call("GET", "/accounts", Some(&pair.access), &[]).expect(200);
    let (code, log) = serving.terminate();
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn the_first_flow_works_over_tls_on_sqlite() {
    the_first_flow_works_over_tls(Database::Sqlite);
}

#[test]
fn the_first_flow_works_over_tls_on_postgresql() {
    the_first_flow_works_over_tls(Database::Postgres);
}

#[test]
fn both_versions_are_spoken_and_strict_transport_security_is_as_said() {
    let secured = Secured::on(Database::Sqlite, "");
    let serving = secured.site.serve_with(&[("FGAPI__SERVER__HSTS_SECONDS", "60")]);
    for version in [Version::TLS_1_3, Version::TLS_1_2] {
        let restricted = secured.trusting().tls_version_min(version).tls_version_max(version);
        let answer = Caller::with(restricted, &serving.base_url).call("GET", "/branches", None, &[]).expect(401);
        assert_eq!(answer.headers["strict-transport-security"], "max-age=60");
    }
    let distrusting = Caller::with(Client::builder().tls_certs_only([]), &serving.base_url);
    assert!(distrusting.attempt("GET", "/branches", None, &[]).is_none(), "the test's callers do verify");
}

/// A ClientHello of TLS 1.1, in which nothing but the version is out of date.
fn client_hello_of_tls_1_1() -> Vec<u8> {
    let suites = [0, 4, 0xc0, 0x2b, 0xc0, 0x13];
    let (groups, points, signatures) = ([0, 10, 0, 4, 0, 2, 0, 23], [0, 11, 0, 2, 1, 0], [0, 13, 0, 4, 0, 2, 4, 3]);
    let extensions = [&groups[..], &points, &signatures].concat();
    let extensions = [&[0, u8::try_from(extensions.len()).unwrap()][..], &extensions].concat();
    // The version, 32 bytes of randomness, no session, the suites, no compression.
    let body = [&[3, 2][..], &[7; 32], &[0], &suites, &[1, 0], &extensions].concat();
    let handshake = [&[1, 0, 0, u8::try_from(body.len()).unwrap()][..], &body].concat();
    [&[0x16, 3, 1, 0, u8::try_from(handshake.len()).unwrap()][..], &handshake].concat()
}

#[test]
fn older_versions_and_plain_http_are_refused_and_harm_nobody() {
    let secured = Secured::on(Database::Sqlite, "");
    let serving = secured.site.serve();
    let caller = secured.caller(&serving);
    caller.call("GET", "/branches", None, &[]).expect(401);
    let mut old = connect(&serving);
    old.write_all(&client_hello_of_tls_1_1()).unwrap();
    let alert = rest_of(old);
    assert_eq!((alert.first(), alert.get(5..)), (Some(&0x15), Some(&[2, 70][..])), "a fatal protocol_version: {alert:?}");
    for bytes in [&b"GET /branches HTTP/1.1\r\nHost: a\r\n\r\n"[..], b"\0", &[0x16, 3, 1, 0xff, 0xff]] {
        let mut stranger = connect(&serving);
        stranger.write_all(bytes).unwrap();
        stranger.shutdown(std::net::Shutdown::Write).unwrap();
        let told = rest_of(stranger);
        assert!(!told.starts_with(b"HTTP"), "{told:?}");
    }
    caller.call("GET", "/branches", None, &[]).expect(401);
    secured.caller(&serving).call("GET", "/branches", None, &[]).expect(401);
}

/// Fifty connections that begin a handshake and never end it.
fn stalled(serving: &Serving) -> Vec<TcpStream> {
    let begun = |number: usize| {
        let mut stream = connect(serving);
        // Half of them say nothing at all.
        stream.write_all(&client_hello_of_tls_1_1()[..if number.is_multiple_of(2) { 0 } else { 20 }]).unwrap();
        stream
    };
    (0..50).map(begun).collect()
}

#[test]
fn stalled_handshakes_stop_nobody_and_end() {
    let secured = Secured::on(Database::Sqlite, "");
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    // Room for far fewer connections than stall: those who stall must give way long before their deadline.
    let few = (threads * 4).min(40).to_string();
    let deadline = [("FGAPI__SERVER__DEADLINE_SECONDS", "60")];
    let serving = secured.site.serve_with(&[deadline[0], ("FGAPI__SERVER__MAX_CONNECTIONS", &few)]);
    let held = stalled(&serving);
    let began = Instant::now();
    secured.client(&serving).system_token();
    assert!(began.elapsed() < Duration::from_secs(20), "others waited for those who stall");
    drop(held);
    let serving = secured.site.serve_with(&[("FGAPI__SERVER__DEADLINE_SECONDS", "1")]);
    let held = stalled(&serving);
    secured.client(&serving).system_token();
    for stream in held {
        assert!(rest_of(stream).is_empty(), "their time is over");
    }
}

#[test]
fn the_end_does_not_wait_for_stalled_handshakes() {
    let secured = Secured::on(Database::Sqlite, "");
    let serving = secured.site.serve_with(&[("FGAPI__SERVER__DRAIN_SECONDS", "60"), ("FGAPI__SERVER__DEADLINE_SECONDS", "300")]);
    let held = stalled(&serving);
    secured.caller(&serving).call("GET", "/branches", None, &[]).expect(401);
    let began = Instant::now();
    let (code, log) = serving.terminate();
    assert_eq!(code, Some(0), "{log}");
    assert!(began.elapsed() < Duration::from_secs(20), "the gateway waited for those who stall");
    drop(held);
}

#[track_caller]
fn assert_refused(output: &Output, field: &str) {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("\nnext: ") && told.contains(field), "{field}: {told}");
    assert!(!told.contains("PRIVATE"), "{told}");
}

#[test]
fn bad_certificates_and_keys_are_refused_before_anything_is_served() {
    let site = Site::empty(Database::Sqlite, TLS);
    let (chain, key, _) = certified();
    let (_, key_of_another, _) = certified();
    let refuses = |chain: Option<&str>, key: Option<&str>, field: &str| {
        for (name, content) in [("gateway.pem", chain), ("gateway.key", key)] {
            std::fs::remove_file(site.path().join(name)).ok();
            if let Some(content) = content {
                site.file(name, content);
            }
        }
        assert_refused(&site.attempt(&["config", "check"]), field);
        assert_refused(&site.attempt(&["serve"]), field);
    };
    refuses(None, Some(&key), "tls.certificate: ");
    refuses(Some(&chain), None, "tls.key: ");
    refuses(Some("no PEM"), Some(&key), "tls.certificate: ");
    refuses(Some(&key), Some(&key), "tls.certificate: ");
    refuses(Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), Some(&key), "tls.certificate: ");
    refuses(Some(&chain), Some(&chain), "tls.key: ");
    refuses(Some(&chain), Some("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "tls.key: ");
    refuses(Some(&chain), Some(&key_of_another), "does not belong");
    site.file("gateway.key", &key);
    site.run(&["config", "check"]);
}
