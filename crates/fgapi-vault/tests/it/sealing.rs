//! What is sealed opens where it was sealed, as it was, and nowhere else.

use std::sync::Arc;

use fgapi_audit::{Act, MemoryAudit};
use fgapi_domain::{Malformed, Secret};
use fgapi_vault::{Hint, KeptKey, KeyNumber, MemoryVault, Owner, Place, PlaceWord, SealedValue, VaultFault, VaultStore as _};
use proptest::prelude::*;

use crate::stage::{NOON, Stage, by, note, place, tenant};

const TEXT: &str = "24a67f14-8uy9-4143-b69b-316607b86ip9";

fn is_altered(opened: Result<Secret, VaultFault>, at: &Place) -> bool {
    matches!(opened, Err(VaultFault::Altered(place)) if place == *at)
}

#[test]
fn a_value_opens_as_it_was_sealed() {
    let stage = Stage::new();
    let at = place(tenant(0), "0", "authenticationInfo1");
    stage.keep(&at, TEXT);
    assert_eq!(stage.open(&at).unwrap(), TEXT);
    let kept = stage.kept(&at);
    assert_eq!((kept.hint.as_str(), kept.set_at), ("6ip9", NOON));
    assert!(!kept.sealed.windows(8).any(|part| TEXT.as_bytes().windows(8).any(|text| text == part)));
    stage.keep(&at, TEXT);
    assert_ne!(stage.kept(&at).sealed, kept.sealed, "no two seals are alike");
    assert_eq!(stage.open_in(&stage.node_with(stage.ring()), &at).unwrap(), TEXT, "another process opens it, too");
}

#[test]
fn a_value_that_was_altered_by_a_bit_does_not_open() {
    let stage = Stage::new();
    let at = place(tenant(0), "0", "authenticationInfo1");
    stage.keep(&at, TEXT);
    let sound = stage.kept(&at);
    // Nonce, text and tag.
    assert_eq!(sound.sealed.len(), 12 + TEXT.len() + 16);
    for bit in 0..sound.sealed.len() * 8 {
        let mut altered = sound.clone();
        altered.sealed[bit / 8] ^= 1 << (bit % 8);
        assert!(is_altered(stage.vault.open(&altered), &at), "bit {bit}");
    }
    for length in 0..sound.sealed.len() {
        let cut = SealedValue { sealed: sound.sealed[..length].to_vec(), ..sound.clone() };
        assert!(is_altered(stage.vault.open(&cut), &at), "cut to {length}");
    }
    let longer = SealedValue { sealed: [sound.sealed.clone(), vec![0]].concat(), ..sound.clone() };
    assert!(is_altered(stage.vault.open(&longer), &at));
    assert!(stage.vault.open(&sound).is_ok());
}

#[test]
fn a_value_that_was_moved_does_not_open() {
    let stage = Stage::new();
    let at = place(tenant(0), "0", "authenticationInfo1");
    stage.keep(&at, TEXT);
    let others = [
        place(tenant(1), "0", "authenticationInfo1"),
        place(Owner::House, "0", "authenticationInfo1"),
        place(tenant(0), "1", "authenticationInfo1"),
        place(tenant(0), "0", "authenticationInfo2"),
    ];
    for other in others {
        stage.keep(&other, "something else");
        let moved = SealedValue { place: other.clone(), ..stage.kept(&at) };
        assert!(is_altered(stage.vault.open(&moved), &other), "{other}");
        let with_its_key = SealedValue { key: stage.kept(&other).key, ..moved };
        assert!(is_altered(stage.vault.open(&with_its_key), &other), "{other}, under its owner's key");
    }
    stage.store.tamper(|values| values.get_mut(&at).unwrap().key = KeyNumber::kept(1));
    assert!(is_altered(stage.vault.open(&stage.kept(&at)), &at), "no such key");
}

#[test]
fn swapped_rows_are_found_and_told() {
    let stage = Stage::new();
    let (one, two) = (place(tenant(0), "0", "authenticationInfo1"), place(tenant(1), "0", "authenticationInfo1"));
    stage.keep(&one, TEXT);
    stage.keep(&two, "the other tenant's");
    stage.store.tamper(|values| {
        let sealed = (values[&one].sealed.clone(), values[&two].sealed.clone());
        values.get_mut(&one).unwrap().sealed = sealed.1;
        values.get_mut(&two).unwrap().sealed = sealed.0;
    });
    let found = stage.vault.verify(&by(), &mut |_| {}).unwrap();
    assert_eq!((found.sound, found.altered), (0, vec![one.clone(), two.clone()]));
    let told = stage.told(Act::VaultAltered);
    let targets: Vec<&str> = told.iter().map(|line| &*line.target).collect();
    assert_eq!(targets, [one.to_string(), two.to_string()]);
    assert!(told.iter().all(|line| &*line.outcome == "refused:altered" && &*line.actor == "staff:hanako"));
    assert_eq!(&*stage.told(Act::VaultVerify)[0].outcome, "refused:altered");
}

#[test]
fn a_wrapped_key_that_was_altered_or_moved_unwraps_nothing() {
    let stage = Stage::new();
    let at = place(tenant(0), "0", "authenticationInfo1");
    stage.keep(&at, TEXT);
    let kept = stage.store.current_key(tenant(0)).unwrap().unwrap();
    let mut altered = kept.clone();
    altered.wrapped[20] ^= 1;
    let moved = KeptKey { owner: tenant(1), ..kept.clone() };
    let renumbered = KeptKey { number: KeyNumber::kept(1), ..kept.clone() };
    for (key, opens) in [(altered, false), (moved, false), (renumbered, false), (kept, true)] {
        let store = Arc::new(MemoryVault::new(Arc::new(MemoryAudit::default())));
        store.add_key(&key, None).unwrap();
        let sealed = stage.node_over(&store).seal(&place(key.owner, "0", "a"), &Secret::new(TEXT));
        assert_eq!(sealed.is_ok(), opens);
        assert!(opens || matches!(sealed, Err(VaultFault::WrongKey(1))));
    }
}

#[test]
fn nothing_secret_is_seen_of_what_is_kept() {
    let stage = Stage::new();
    let at = place(tenant(0), "0", "authenticationInfo1");
    stage.keep(&at, TEXT);
    let (ring, opened) = (stage.ring(), stage.vault.open(&stage.kept(&at)).unwrap());
    let key = ring.newest().to_text();
    let (_, key) = key.reveal().split_once(':').unwrap();
    let seen = format!("{:?} {ring:?} {:?} {:?} {opened:?}", stage.vault, ring.newest(), stage.kept(&at));
    assert!(!seen.contains(key) && !seen.contains(TEXT), "{seen}");
    assert!(!VaultFault::Altered(at).to_string().contains(TEXT));
}

#[test]
fn a_hint_gives_nothing_away() {
    for (value, hint) in
        [("", ""), ("abcdefghijk", ""), ("abcdefghijkl", "ijkl"), ("二十四a67f14-あいうえお", "いうえお"), ("abcdefghijk\n", "ijk·")]
    {
        assert_eq!(Hint::of(value).as_str(), hint, "{value:?}");
    }
    assert_eq!(Hint::kept("ijkl").to_string(), "ijkl");
}

#[test]
fn an_owner_that_is_gone_takes_its_key_along() {
    let stage = Stage::new();
    let at = place(tenant(0), "0", "authenticationInfo1");
    stage.keep(&at, TEXT);
    let kept = stage.kept(&at);
    stage.store.remove_owner(tenant(0));
    let later = stage.node_with(stage.ring());
    assert!(is_altered(later.open(&kept), &at), "a copy of the row opens no more");
    assert!(matches!(stage.keep_in(&later, &at, TEXT), Err(VaultFault::NoOwner)));
}

#[test]
fn a_key_seals_as_often_as_it_may() {
    let stage = Stage::new();
    let (one, two) = (place(tenant(0), "0", "a"), place(tenant(0), "0", "b"));
    stage.keep(&one, TEXT);
    let kept = stage.store.current_key(tenant(0)).unwrap().unwrap();
    assert_eq!(kept.seals, 1);
    let store = Arc::new(MemoryVault::new(Arc::clone(&stage.audit)));
    store.add_key(&KeptKey { seals: fgapi_vault::SEALS_MAX - 1, ..kept }, None).unwrap();
    let vault = stage.node_over(&store);
    let text = Secret::new(TEXT);
    let both = vault.keep(&[(one.clone(), &text), (two.clone(), &text)], |values| store.put(values, &note()));
    assert!(matches!(both, Err(VaultFault::Exhausted)), "{both:?}");
    assert!(store.values_at(&[one.clone(), two.clone()]).unwrap().is_empty(), "neither of both");
    vault.keep(&[(one, &text)], |values| store.put(values, &note())).unwrap();
    assert!(matches!(vault.keep(&[(two, &text)], |values| store.put(values, &note())), Err(VaultFault::Exhausted)));
}

#[test]
fn a_place_is_made_of_plain_words() -> Result<(), Malformed> {
    assert_eq!(place(Owner::House, "a_B-1.:=", "f").to_string(), "house|a_B-1.:=|f");
    for bad in ["", "a|b", "a b", "あ", &"a".repeat(65)] {
        assert!(bad.parse::<PlaceWord>().is_err(), "{bad}");
    }
    assert_eq!(Owner::from_number(0)?, Owner::House);
    assert_eq!(Owner::from_number(tenant(0).number())?, tenant(0));
    assert!(Owner::from_number(1).is_err());
    Ok(())
}

proptest! {
    #[test]
    fn any_text_opens_as_itself(text in any::<String>(), service in "[a-z0-9_.:=-]{1,64}", number in 0_i64..1_000) {
        let stage = Stage::new();
        let at = place(tenant(number), &service, "field");
        stage.keep(&at, &text);
        prop_assert_eq!(stage.open(&at).unwrap(), text);
    }

    #[test]
    fn no_bytes_open_that_were_not_sealed(sealed in proptest::collection::vec(any::<u8>(), 0..200)) {
        let stage = Stage::new();
        let at = place(tenant(0), "0", "field");
        stage.keep(&at, TEXT);
        let forged = SealedValue { sealed, ..stage.kept(&at) };
        prop_assert!(is_altered(stage.vault.open(&forged), &at));
    }
}
