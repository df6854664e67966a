//! Who signed it, when it is valid, and what it is for.

use fgapi_certificate::{AuthorityFault, CertificateAuthority, CertificateDer, CertificateFault, forwarded_chain};
use fgapi_domain::{CertificateFingerprint, UnixSeconds};
use rcgen::{ExtendedKeyUsagePurpose, IsCa, KeyPair};

use crate::issuer::{DAY, Issuer, NOW, fault, of_customer};

#[test]
fn a_good_certificate_is_known() {
    let root = Issuer::root("Bank Root");
    let own = root.sign(&of_customer(1));
    let known = root.accepted(Vec::new()).judge(std::slice::from_ref(&own), NOW).unwrap();
    assert_eq!(known.fingerprint, CertificateFingerprint::of(&own));
    assert_eq!((known.subject.as_str(), known.issuer.as_str(), known.until), ("山田太郎", "Bank Root", NOW.plus(DAY)));
}

#[test]
fn a_certificate_is_good_from_its_first_second_to_its_last() {
    let root = Issuer::root("Bank Root");
    let (bank, chain) = (root.accepted(Vec::new()), [root.sign(&of_customer(1))]);
    for (now, expected) in [
        (NOW.plus(-DAY), None),
        (NOW.plus(DAY), None),
        (NOW.plus(-DAY - 1), Some(CertificateFault::NotYetValid)),
        (NOW.plus(DAY + 1), Some(CertificateFault::Expired)),
        (UnixSeconds(0), Some(CertificateFault::NotYetValid)),
        (UnixSeconds(i64::MIN), Some(CertificateFault::NotYetValid)),
        (UnixSeconds(i64::MAX), Some(CertificateFault::Expired)),
    ] {
        assert_eq!(bank.judge(&chain, now).err(), expected, "{now}");
    }
}

#[test]
fn only_the_banks_authorities_count() {
    let (root, other) = (Issuer::root("Bank Root"), Issuer::root("Other Root"));
    let bank = root.accepted(Vec::new());
    let of_other = other.sign(&of_customer(1));
    assert_eq!(fault(bank.judge(std::slice::from_ref(&of_other), NOW)), CertificateFault::UnknownIssuer);
    assert_eq!(
        fault(bank.judge(&[of_other.clone(), other.der()], NOW)),
        CertificateFault::UnknownIssuer,
        "who brings a root brings no trust"
    );
    let impostor = Issuer::root("Bank Root").sign(&of_customer(1));
    assert_eq!(fault(bank.judge(&[impostor], NOW)), CertificateFault::UnknownIssuer, "a name is no signature");
    let alone = of_customer(1).self_signed(&KeyPair::generate().unwrap()).unwrap();
    assert_eq!(fault(bank.judge(&[alone.der().to_vec()], NOW)), CertificateFault::UnknownIssuer);
    let both = CertificateAuthority::new([root.der(), other.der()].map(CertificateDer::from).to_vec(), Vec::new()).unwrap();
    assert!(both.judge(&[of_other], NOW).is_ok());
}

#[test]
fn an_accepted_authority_is_accepted_until_the_bank_takes_it_out() {
    let root = Issuer::root_of_old("Bank Root");
    assert!(root.accepted(Vec::new()).judge(&[root.sign(&of_customer(1))], NOW).is_ok());
}

#[test]
fn a_chain_leads_through_authorities_in_between() {
    let root = Issuer::root("Bank Root");
    let between = root.below("Bank Branch", 7);
    let (bank, own) = (root.accepted(Vec::new()), between.sign(&of_customer(1)));
    let known = bank.judge(&[own.clone(), between.der()], NOW).unwrap();
    assert_eq!(known.issuer, "Bank Branch");
    assert!(bank.judge(&[own.clone(), root.der(), Issuer::root("Noise").der(), between.der()], NOW).is_ok(), "in any order, with more");
    assert_eq!(fault(bank.judge(&[own], NOW)), CertificateFault::UnknownIssuer);
    // A customer's certificate signs nothing, even when it is in the chain.
    let mut customer = of_customer(2);
    customer.is_ca = IsCa::ExplicitNoCa;
    let key = KeyPair::generate().unwrap();
    let middle = customer.signed_by(&key, &root.0).unwrap();
    let forged = of_customer(3).signed_by(&KeyPair::generate().unwrap(), &rcgen::Issuer::new(customer, key)).unwrap();
    assert!(bank.judge(&[forged.der().to_vec(), middle.der().to_vec()], NOW).is_err());
}

#[test]
fn a_certificate_for_servers_lets_nobody_in() {
    let root = Issuer::root("Bank Root");
    let bank = root.accepted(Vec::new());
    let judge = |purposes: &[ExtendedKeyUsagePurpose]| {
        let mut params = of_customer(1);
        params.extended_key_usages = purposes.to_vec();
        bank.judge(&[root.sign(&params)], NOW).err()
    };
    let (client, server) = (ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth);
    assert_eq!(judge(std::slice::from_ref(&server)), Some(CertificateFault::NotForClients));
    assert_eq!(judge(&[ExtendedKeyUsagePurpose::EmailProtection]), Some(CertificateFault::NotForClients));
    assert_eq!(judge(&[server, client]), None);
    assert_eq!(judge(&[]), None, "a certificate that names no purpose has every one");
    assert_eq!(fault(bank.judge(&[root.der()], NOW)), CertificateFault::Other, "an authority is nobody");
}

#[test]
fn what_a_proxy_hands_on_is_judged_alike() {
    let root = Issuer::root("Bank Root");
    let between = root.below("Bank Branch", 7);
    let own = of_customer(1).signed_by(&KeyPair::generate().unwrap(), &between.0).unwrap();
    let escaped = |pem: String| pem.replace(' ', "%20").replace("\r\n", "%0A").replace('\n', "%0A").replace('+', "%2B").replace('=', "%3D");
    let header = escaped(own.pem()) + &escaped(between.0.pem());
    let known = root.accepted(Vec::new()).judge(&forwarded_chain([header.as_str()]).unwrap(), NOW).unwrap();
    assert_eq!(known.fingerprint, CertificateFingerprint::of(own.der()));
}

#[test]
fn nothing_is_no_certificate() {
    assert_eq!(fault(Issuer::root("Bank Root").accepted(Vec::new()).judge(&[], NOW)), CertificateFault::None);
}

#[test]
fn a_bank_without_a_readable_authority_judges_nobody() {
    for authorities in [vec![], vec![CertificateDer::from(vec![0x30, 0])]] {
        assert_eq!(CertificateAuthority::new(authorities, Vec::new()).err(), Some(AuthorityFault::Certificate));
    }
}
