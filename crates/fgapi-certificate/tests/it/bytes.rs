//! Bytes of every kind: none of them stops the house.

use std::sync::LazyLock;

use fgapi_certificate::{CertificateAuthority, CertificateFault, certificates, forwarded_chain, revocation_lists};
use proptest::prelude::*;

use crate::issuer::{Issuer, NOW, of_customer};

struct Bank {
    authority: CertificateAuthority,
    chain: Vec<Vec<u8>>,
}

static BANK: LazyLock<Bank> = LazyLock::new(|| {
    let root = Issuer::root("Bank Root");
    let between = root.below("Bank Branch", 7);
    let authority = root.accepted(vec![root.revoking(&[]), between.revoking(&[])]);
    Bank { authority, chain: vec![between.sign(&of_customer(1)), between.der()] }
});

#[test]
fn garbage_is_unreadable() {
    for bytes in [&b""[..], b"\x30", b"\x30\x00", b"\x30\x84\xff\xff\xff\xff", b"hello", &[0; 1_000]] {
        assert_eq!(BANK.authority.judge(&[bytes.to_vec()], NOW), Err(CertificateFault::Unreadable), "{bytes:?}");
    }
    let mut longer = BANK.chain.clone();
    longer[0].push(0);
    assert_eq!(BANK.authority.judge(&longer, NOW), Err(CertificateFault::Unreadable));
}

proptest! {
    #[test]
    fn no_bytes_panic(chain in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..4)) {
        prop_assert!(BANK.authority.judge(&chain, NOW).is_err());
    }

    #[test]
    fn a_certificate_with_another_byte_is_another_and_not_known(at in any::<proptest::sample::Index>(), change in 1..=255_u8) {
        let mut chain = BANK.chain.clone();
        let at = at.index(chain[0].len());
        chain[0][at] ^= change;
        prop_assert!(BANK.authority.judge(&chain, NOW).is_err());
    }

    #[test]
    fn a_chain_with_noise_in_it_never_panics(at in any::<proptest::sample::Index>(), change in any::<u8>(), which in 0..2_usize, cut in any::<bool>()) {
        let mut chain = BANK.chain.clone();
        let at = at.index(chain[which].len());
        chain[which][at] ^= change;
        if cut {
            chain[which].truncate(at);
        }
        let _judged = BANK.authority.judge(&chain, NOW);
    }

    #[test]
    fn no_header_panics(lines in proptest::collection::vec("\\PC{0,80}", 0..3)) {
        let _chain = forwarded_chain(lines.iter().map(String::as_str));
    }

    #[test]
    fn no_header_that_is_nearly_right_panics(text in "(:|-----BEGIN(%20| )CERTIFICATE-----)?[A-Za-z0-9+/=%:é-]{0,60}(:|-----END(%20| )CERTIFICATE-----)?") {
        let chain = forwarded_chain([text.as_str()]);
        prop_assert!(chain.is_err() || chain.is_ok_and(|chain| chain.iter().all(|der| !der.is_empty())));
    }

    #[test]
    fn no_file_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _certificates = certificates(&bytes);
        let _lists = revocation_lists(&bytes);
    }
}
