//! The three laws of ids (データの ID について): unique, reversible, stable.

use std::collections::HashSet;

use fgapi_domain::{AccountKey, AccountKind, IdScheme, JstDate, Ordinal, TransactionKey, VeilFault, VeilKey, VeilRing};
use proptest::prelude::*;

fn account() -> impl Strategy<Value = AccountKey> {
    ("[0-9]{4}", "[0-9]{3}", 0..AccountKind::ALL.len(), "[0-9]{1,10}").prop_map(|(bank, branch, kind, number)| AccountKey {
        bank: bank.parse().unwrap(),
        branch: branch.parse().unwrap(),
        kind: AccountKind::ALL[kind],
        number: number.parse().unwrap(),
    })
}

fn transaction() -> impl Strategy<Value = TransactionKey> {
    (account(), 1_721_060_i64..5_373_484, 1_u32..).prop_map(|(account, day, ordinal)| TransactionKey {
        account,
        day: JstDate::from_number(day).unwrap(),
        ordinal: Ordinal::new(ordinal).unwrap(),
    })
}

fn ring(names: &[(&str, u8)]) -> VeilRing {
    VeilRing::new(names.iter().map(|(name, byte)| VeilKey::new(name.parse().unwrap(), [*byte; 32]).unwrap()).collect()).unwrap()
}

fn schemes() -> [IdScheme; 2] {
    [IdScheme::composed(), IdScheme::veiled(ring(&[("k1", 7)]))]
}

proptest! {
    #[test]
    fn ids_are_reversible_stable_and_unique(one in transaction(), other in transaction()) {
        for scheme in schemes() {
            let id = scheme.transaction_id(&one);
            prop_assert_eq!(&scheme.transaction_key(id.as_str()), &Ok(one.clone()), "可逆性");
            prop_assert_eq!(&scheme.transaction_id(&one), &id, "同一性");
            prop_assert_eq!(scheme.transaction_id(&other) == id, one == other, "一意性");
            let id = scheme.account_id(&one.account);
            prop_assert_eq!(&scheme.account_key(id.as_str()), &Ok(one.account.clone()));
            prop_assert_eq!(scheme.account_id(&other.account) == id, one.account == other.account);
        }
    }

    #[test]
    fn no_text_panics_and_only_canonical_texts_are_ids(text in "\\PC{0,60}") {
        for scheme in schemes() {
            if let Ok(key) = scheme.account_key(&text) {
                prop_assert_eq!(scheme.account_id(&key).into_string(), text.clone());
            }
            if let Ok(key) = scheme.transaction_key(&text) {
                prop_assert_eq!(scheme.transaction_id(&key).into_string(), text.clone());
            }
        }
    }

    #[test]
    fn a_veiled_id_shows_no_number_and_no_change_of_it_opens(key in account(), at in 0_usize..200, flip in 1_u8..64) {
        let scheme = IdScheme::veiled(ring(&[("k1", 7)]));
        let id = scheme.account_id(&key).into_string();
        if key.number.as_str().len() > 3 {
            prop_assert!(!id.contains(key.number.as_str()));
        }
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut bytes = id.clone().into_bytes();
        let start = id.find('.').unwrap() + 1;
        let at = start + at % (bytes.len() - start);
        let was = ALPHABET.iter().position(|letter| *letter == bytes[at]).unwrap();
        bytes[at] = ALPHABET[(was + usize::from(flip)) % 64];
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert!(changed == id || scheme.account_key(&changed).is_err());
    }
}

#[test]
fn ids_of_an_older_key_open_under_the_new_ring_and_not_without_their_key() {
    let key: AccountKey = "9999-101-1-0001234".parse().unwrap();
    let old = IdScheme::veiled(ring(&[("k1", 1)])).account_id(&key);
    let both = IdScheme::veiled(ring(&[("k2", 2), ("k1", 1)]));
    assert_eq!(both.account_key(old.as_str()), Ok(key.clone()));
    assert_ne!(both.account_id(&key), old, "new ids are made under the first key");
    assert!(IdScheme::veiled(ring(&[("k2", 2)])).account_key(old.as_str()).is_err());
}

#[test]
fn an_id_of_one_kind_does_not_open_as_another() {
    let scheme = IdScheme::veiled(ring(&[("k1", 1)]));
    let key: TransactionKey = "9999-101-1-0001234-20260131-7".parse().unwrap();
    assert!(scheme.account_key(scheme.transaction_id(&key).as_str()).is_err());
}

#[test]
fn a_ring_needs_keys_with_different_names() {
    assert_eq!(VeilRing::new(vec![]).unwrap_err(), VeilFault::NoKey);
    let twice = ["k1", "k1"].map(|name| VeilKey::new(name.parse().unwrap(), [1; 32]).unwrap());
    assert_eq!(VeilRing::new(twice.into()).unwrap_err(), VeilFault::SameId);
}

proptest! {
    #[test]
    fn ids_one_after_another_are_ids_one_by_one(
        account in account(),
        rows in proptest::collection::vec((prop_oneof![2_461_072_i64..2_461_075, -1_930_999_i64..5_373_484], 1_u32..), 1..20),
    ) {
        for scheme in schemes() {
            let mut ids = scheme.transaction_ids(&account);
            for (day, ordinal) in &rows {
                let (day, ordinal) = (JstDate::from_number(*day).unwrap(), Ordinal::new(*ordinal).unwrap());
                let alone = scheme.transaction_id(&TransactionKey { account: account.clone(), day, ordinal });
                prop_assert_eq!(ids.id(day, ordinal), alone.as_str());
            }
        }
    }
}

#[test]
fn identical_looking_ids_are_counted_once() {
    let ids: HashSet<_> = (1..=200)
        .map(|ordinal| format!("9999-101-1-0001234-20260131-{ordinal}").parse::<TransactionKey>().unwrap())
        .map(|key| IdScheme::composed().transaction_id(&key))
        .collect();
    assert_eq!(ids.len(), 200);
    for bad in [
        "9999-101-1-0001234-20260131-0",
        "9999-101-1-0001234-20260131-07",
        "9999-101-1-0001234-20260131-+7",
        "9999-101-1-0001234-2026131-7",
    ] {
        assert!(bad.parse::<TransactionKey>().is_err(), "{bad}");
    }
}
