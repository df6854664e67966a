//! Files of authorities: PEM and DER.

use fgapi_certificate::{AuthorityFault, CertificateAuthority, certificates, revocation_lists};

use crate::issuer::{DAY, Issuer, NOW, of_customer};

#[test]
fn pem_and_der_are_read_alike() {
    let (root, other) = (Issuer::root("Bank Root"), Issuer::root("Other Root"));
    let list = root.list(NOW.plus(-DAY), NOW.plus(DAY), &[1]);
    let both = format!("0 s:CN=Bank Root\n{}some words\n{}", root.0.pem(), other.0.pem());
    assert_eq!(certificates(&root.der()).unwrap(), [root.0.der().clone()]);
    assert_eq!(certificates(both.as_bytes()).unwrap(), [root.0.der().clone(), other.0.der().clone()]);
    assert_eq!(revocation_lists(list.der()).unwrap(), [list.der().clone()]);
    assert_eq!(revocation_lists(list.pem().unwrap().as_bytes()).unwrap(), [list.der().clone()]);
    let bank = CertificateAuthority::new(certificates(both.as_bytes()).unwrap(), revocation_lists(list.der()).unwrap()).unwrap();
    assert!(bank.judge(&[root.sign(&of_customer(2))], NOW).is_ok());
}

#[test]
fn a_file_without_what_it_should_hold_is_refused() {
    let root = Issuer::root("Bank Root");
    let list = root.list(NOW, NOW.plus(DAY), &[]).pem().unwrap();
    let broken = root.0.pem().replacen("MII", "M!I", 1);
    for bytes in [&b""[..], b"hello", b"\x31\x00", list.as_bytes(), broken.as_bytes(), b"-----BEGIN CERTIFICATE-----\nAAAA\n"] {
        assert_eq!(certificates(bytes), Err(AuthorityFault::Certificate), "{}", String::from_utf8_lossy(bytes));
    }
    for bytes in [&b""[..], b"hello", root.0.pem().as_bytes()] {
        assert_eq!(revocation_lists(bytes), Err(AuthorityFault::RevocationList));
    }
}
