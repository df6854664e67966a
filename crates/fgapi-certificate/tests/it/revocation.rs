//! What was revoked, and what cannot be told.

use fgapi_certificate::{AuthorityFault, CertificateAuthority, CertificateDer, CertificateFault, CertificateRevocationListDer};

use crate::issuer::{DAY, Issuer, NOW, fault, of_customer};

#[test]
fn a_revoked_certificate_lets_nobody_in() {
    let root = Issuer::root("Bank Root");
    let bank = root.accepted(vec![root.revoking(&[13])]);
    assert_eq!(fault(bank.judge(&[root.sign(&of_customer(13))], NOW)), CertificateFault::Revoked);
    assert!(bank.judge(&[root.sign(&of_customer(14))], NOW).is_ok());
}

#[test]
fn a_list_counts_until_its_next_update_is_due() {
    let root = Issuer::root("Bank Root");
    let chain = [root.sign(&of_customer(1))];
    let list = |until| root.list(NOW.plus(-DAY), NOW.plus(until), &[]).der().clone();
    assert!(root.accepted(vec![list(1)]).judge(&chain, NOW).is_ok());
    assert_eq!(fault(root.accepted(vec![list(-1)]).judge(&chain, NOW)), CertificateFault::RevocationUnknown);
}

#[test]
fn the_newest_list_counts_in_any_order() {
    let root = Issuer::root("Bank Root");
    let old = root.list(NOW.plus(-3 * DAY), NOW.plus(-2 * DAY), &[]).der().clone();
    let new = root.revoking(&[13]);
    for lists in [vec![old.clone(), new.clone()], vec![new, old]] {
        let bank = root.accepted(lists);
        assert!(bank.judge(&[root.sign(&of_customer(1))], NOW).is_ok());
        assert_eq!(fault(bank.judge(&[root.sign(&of_customer(13))], NOW)), CertificateFault::Revoked);
    }
}

#[test]
fn who_signs_customers_needs_a_list_and_who_stands_between_need_not() {
    let root = Issuer::root("Bank Root");
    let between = root.below("Bank Branch", 7);
    let chain = [between.sign(&of_customer(1)), between.der()];
    let judge = |lists| root.accepted(lists).judge(&chain, NOW).err();
    assert_eq!(judge(vec![]), None);
    assert_eq!(judge(vec![between.revoking(&[])]), None);
    assert_eq!(judge(vec![root.revoking(&[])]), Some(CertificateFault::RevocationUnknown), "a customer's own status must be known");
    assert_eq!(judge(vec![between.revoking(&[]), root.revoking(&[])]), None);
    assert_eq!(
        judge(vec![between.revoking(&[]), root.revoking(&[7])]),
        Some(CertificateFault::Revoked),
        "a revoked authority signs nothing"
    );
    assert_eq!(judge(vec![between.revoking(&[1]), root.revoking(&[])]), Some(CertificateFault::Revoked));
}

#[test]
fn a_list_of_somebody_else_says_nothing() {
    let root = Issuer::root("Bank Root");
    let chain = [root.sign(&of_customer(1))];
    let impostor = Issuer::root("Bank Root").revoking(&[]);
    assert_eq!(fault(root.accepted(vec![impostor]).judge(&chain, NOW)), CertificateFault::RevocationUnknown);
    let other = Issuer::root("Other Root").revoking(&[1]);
    assert_eq!(fault(root.accepted(vec![other]).judge(&chain, NOW)), CertificateFault::RevocationUnknown);
}

#[test]
fn a_list_that_cannot_be_read_is_told_at_once() {
    let root = Issuer::root("Bank Root");
    let cut = root.revoking(&[1])[..40].to_vec();
    for bytes in [vec![], vec![0x30, 0], cut, root.der()] {
        let lists = vec![CertificateRevocationListDer::from(bytes)];
        assert_eq!(CertificateAuthority::new(vec![CertificateDer::from(root.der())], lists).err(), Some(AuthorityFault::RevocationList));
    }
}
