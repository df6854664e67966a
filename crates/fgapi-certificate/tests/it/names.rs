//! Names as a screen can show them.

use rcgen::string::{BmpString, TeletexString, UniversalString};
use rcgen::{DistinguishedName, DnType, DnValue};

use crate::issuer::{Issuer, NOW, of_customer};

/// How a certificate with this subject is shown.
fn shown(names: &[(DnType, DnValue)]) -> String {
    let root = Issuer::root("Bank Root");
    let mut params = of_customer(1);
    params.distinguished_name = DistinguishedName::new();
    for (kind, value) in names {
        params.distinguished_name.push(kind.clone(), value.clone());
    }
    root.accepted(Vec::new()).judge(&[root.sign(&params)], NOW).unwrap().subject
}

fn common(value: impl Into<DnValue>) -> String {
    shown(&[(DnType::CommonName, value.into())])
}

#[test]
fn every_kind_of_string_is_read() {
    assert_eq!(common("株式会社山田"), "株式会社山田");
    assert_eq!(common(DnValue::BmpString(BmpString::try_from("山田商店").unwrap())), "山田商店");
    assert_eq!(common(DnValue::UniversalString(UniversalString::try_from("𠮷田").unwrap())), "𠮷田");
    assert_eq!(common(DnValue::TeletexString(TeletexString::try_from("YAMADA").unwrap())), "YAMADA");
}

#[test]
fn without_a_common_name_the_whole_subject_is_shown() {
    let (country, company, unit) = (DnType::CountryName, DnType::OrganizationName, DnType::OrganizationalUnitName);
    assert_eq!(shown(&[(country, "JP".into()), (company, "山田".into()), (unit, "経理".into())]), "C=JP, O=山田, OU=経理");
    assert_eq!(shown(&[(DnType::CustomDnType(vec![1, 2, 3, 4]), "x".into())]), "1.2.3.4=x");
    assert_eq!(shown(&[]), "");
    assert_eq!(shown(&[(DnType::OrganizationName, "山田".into()), (DnType::CommonName, "".into())]), "O=山田, CN=");
}

#[test]
fn what_is_not_seen_is_not_shown() {
    assert_eq!(common("a\u{202e}b\u{2066}c\u{200b}d\u{feff}e\nf\tg\u{0}h\u{85}i\u{2028}j\u{e0041}k"), "abcdefghijk");
    assert_eq!(common("<b>&amp;"), "<b>&amp;", "escaping is the screen's matter");
    assert_eq!(common("長".repeat(300)).chars().count(), 200);
}
