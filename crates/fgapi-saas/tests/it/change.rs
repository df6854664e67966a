//! Setting: what a product has, all of a change or nothing of it, and a key that changes meanwhile.

use fgapi_audit::Act;
use fgapi_domain::{Level, Secret};
use fgapi_saas::{Change, ChangeError, Field, LONGEST_VALUE, PlainChange, Product, Stored};
use fgapi_vault::{KeyRing, KeySource as _, VaultFault};

use crate::stage::{NOON, Stage, by, reader, set, tenant};

#[test]
fn what_is_set_is_seen_by_its_end_only() {
    let stage = Stage::new();
    stage.change(Product::BillOne, &[(Field::Info1, "24a67f14-8uy9-4143"), (Field::Info2, "short")]);
    let kept = stage.desk.credentials(tenant(0)).unwrap();
    let [billone] = &kept[..] else { panic!("one product is set") };
    assert!(billone.enabled, "what is set first is enabled");
    assert_eq!((billone.changed_at, billone.changed_by.as_str()), (NOON, "staff:hanako"));
    let hints: Vec<_> = billone.fields.iter().map(|facts| (facts.field, facts.hint.as_str(), facts.set_at)).collect();
    assert_eq!(hints, [(Field::Info1, "4143", NOON), (Field::Info2, "", NOON)]);
    let told = &stage.told(Act::CredentialChange)[0];
    assert_eq!((&*told.target, &*told.detail), ("1214732595705114600 0", "+authenticationInfo1 +authenticationInfo2"));
}

#[test]
fn a_change_leaves_the_rest_as_it_is() {
    let stage = Stage::new();
    stage.change(Product::BillOne, &[(Field::Info1, "one"), (Field::Info2, "two")]);
    stage.clock.advance(60);
    let plain = PlainChange { enabled: Some(false), receiving_department: Some("受領部門".parse().unwrap()), ..PlainChange::default() };
    let change = Change { plain, values: vec![(Field::Info1, None), (Field::Info3, Some(Secret::new("three")))] };
    stage.desk.change(tenant(0), Product::BillOne, &change, &by()).unwrap();
    let read = stage.desk.read(&reader(tenant(0), Level::Tenant), None).unwrap();
    let values = Field::ALL.map(|field| read[0].value(field));
    assert_eq!((values, read[0].enabled, read[0].receiving_department.as_str()), (["", "two", "three", ""], false, "受領部門"));
    let told = &stage.told(Act::CredentialChange)[1];
    assert_eq!(&*told.detail, "-authenticationInfo1 +authenticationInfo3 disabled receivingDepartment");
    stage.change(Product::BillOne, &[(Field::Info2, "newer")]);
    let kept = stage.desk.credentials(tenant(0)).unwrap();
    assert!(!kept[0].enabled && kept[0].receiving_department.as_str() == "受領部門");
    assert_eq!(kept[0].fields[0].set_at, NOON.plus(60));
}

#[test]
fn only_what_a_product_has_is_set() {
    let stage = Stage::new();
    let change = |product, change: &Change| stage.desk.change(tenant(0), product, change, &by());
    for product in Product::ALL {
        for field in Field::ALL {
            let outcome = change(product, &set(&[(field, "value")]));
            assert_eq!(outcome.is_ok(), product.label(field).is_some(), "{product:?} {field}");
            assert!(outcome.is_ok() || matches!(outcome, Err(ChangeError::NoField(known)) if known == field));
        }
        for plain in [
            PlainChange { receiving_department: Some("x".parse().unwrap()), ..PlainChange::default() },
            PlainChange { deposit_account_item_code: Some("x".parse().unwrap()), ..PlainChange::default() },
        ] {
            let outcome = change(product, &Change { plain, values: Vec::new() });
            assert_eq!(outcome.is_ok(), product.is_long(), "{product:?}");
        }
    }
    let labels = Product::ALL.map(|product| product.fields().count());
    assert_eq!(labels, [3, 3, 4, 2, 2]);
}

#[test]
fn a_value_that_none_can_be_changes_nothing() {
    let stage = Stage::new();
    let longest = "x".repeat(LONGEST_VALUE);
    for bad in ["", "a\nb", "a\0", "\u{7f}", &format!("{longest}x")] {
        let outcome = stage.desk.change(tenant(0), Product::BillOne, &set(&[(Field::Info1, "good"), (Field::Info2, bad)]), &by());
        assert!(matches!(outcome, Err(ChangeError::Value(Field::Info2))), "{bad:?}");
        assert!(bad.is_empty() || !format!("{outcome:?}").contains(bad));
    }
    assert!(stage.desk.credentials(tenant(0)).unwrap().is_empty());
    stage.change(Product::BillOne, &[(Field::Info1, &longest), (Field::Info2, "あ 🔑")]);
}

#[test]
fn a_value_is_sealed_anew_when_its_key_changed_meanwhile() {
    let stage = Stage::new();
    stage.change(Product::BillOne, &[(Field::Info1, "old")]);
    let (vault, keys) = (stage.desk.vault().clone(), stage.keys.clone());
    let mut times = 0;
    let counted = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let count = counted.clone();
    stage.meanwhile(move || {
        times += 1;
        count.store(times, std::sync::atomic::Ordering::SeqCst);
        if times == 1 {
            let next = vault.next_master_key().unwrap();
            let ring = keys.keys().unwrap();
            *keys.0.lock().unwrap() = KeyRing::new(ring.keys().iter().cloned().chain([next]));
            assert!(vault.rotate(&by(), &mut |_| {}).unwrap().is_proved());
        }
        None
    });
    stage.change(Product::BillOne, &[(Field::Info1, "new")]);
    assert_eq!(counted.load(std::sync::atomic::Ordering::SeqCst), 2, "it was tried once more");
    assert_eq!(stage.desk.read(&reader(tenant(0), Level::Tenant), None).unwrap()[0].value(Field::Info1), "new");
    assert_eq!(stage.desk.vault().status().unwrap().left(), 0, "nothing lies under the old key");
    assert_eq!(stage.told(Act::CredentialChange).len(), 2, "each change was told once");
}

#[test]
fn what_cannot_be_stored_is_said() {
    let stage = Stage::new();
    let change = || stage.desk.change(tenant(0), Product::BillOne, &set(&[(Field::Info1, "value")]), &by());
    stage.meanwhile(|| Some(Stored::StaleKey));
    assert!(matches!(change(), Err(ChangeError::Vault(VaultFault::Contended))), "it is not tried for ever");
    stage.meanwhile(|| Some(Stored::Exhausted));
    assert!(matches!(change(), Err(ChangeError::Vault(VaultFault::Exhausted))));
    stage.meanwhile(|| Some(Stored::NoTenant));
    assert!(matches!(change(), Err(ChangeError::NoTenant)));
    stage.meanwhile(|| None);
    stage.store.take_the_log_down(true);
    assert!(matches!(change(), Err(ChangeError::Store(_))));
    stage.store.take_the_log_down(false);
    stage.desk.vault().shut(&by()).unwrap();
    assert!(matches!(change(), Err(ChangeError::Vault(VaultFault::Sealed))));
    let disable = Change { plain: PlainChange { enabled: Some(false), ..PlainChange::default() }, values: Vec::new() };
    stage.desk.change(tenant(0), Product::BillOne, &disable, &by()).unwrap();
    stage.desk.vault().unshut(&by()).unwrap();
    stage.store.remove_tenant(tenant(0));
    assert!(matches!(change(), Err(ChangeError::NoTenant)));
    assert!(stage.desk.credentials(tenant(0)).unwrap().is_empty());
}
