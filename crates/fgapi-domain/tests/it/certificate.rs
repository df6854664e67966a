//! The fingerprint of a certificate: every spelling that people paste is read, and nothing else.

use fgapi_domain::CertificateFingerprint;
use proptest::prelude::*;

/// SHA-256 of "abc" (FIPS 180-2, B.1).
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn with_colons(digits: &str) -> String {
    digits.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair)).collect::<Vec<_>>().join(":")
}

#[test]
fn a_fingerprint_is_the_sha_256() {
    let fingerprint = CertificateFingerprint::of(b"abc");
    assert_eq!(fingerprint.to_string(), ABC);
    for spelling in [ABC.to_owned(), ABC.to_uppercase(), with_colons(ABC), with_colons(&ABC.to_uppercase())] {
        assert_eq!(spelling.parse(), Ok(fingerprint), "{spelling}");
    }
}

#[test]
fn what_is_no_fingerprint_is_refused() {
    let colons = with_colons(ABC);
    let bad = [
        String::new(),
        ABC[1..].to_owned(),
        format!("{ABC}0"),
        format!("g{}", &ABC[1..]),
        format!(" {}", &ABC[1..]),
        format!("+{}", &ABC[1..]),
        format!("{colons}:"),
        colons.replacen(':', "-", 1),
        format!(":{}", &colons[..94]),
        "é".repeat(32),
        format!("{}é", &colons[..93]),
    ];
    for text in bad {
        assert!(text.parse::<CertificateFingerprint>().is_err(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn a_fingerprint_is_read_as_it_is_written(bytes in any::<[u8; 32]>()) {
        let fingerprint = CertificateFingerprint(bytes);
        prop_assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint));
        prop_assert_eq!(with_colons(&fingerprint.to_string()).parse(), Ok(fingerprint));
    }

    #[test]
    fn no_text_panics(text in "[0-9a-fA-F:é]{60,96}") {
        let _: Result<CertificateFingerprint, _> = text.parse();
    }
}
