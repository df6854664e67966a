//! Reading: the right before the code, the log before the first secret, and never another's.

use fgapi_audit::Act;
use fgapi_domain::{Level, StoreFault};
use fgapi_saas::{Change, Credentials, Field, PlainChange, Product, ReadError, Reader};
use fgapi_testkit::SeededEntropy;
use fgapi_vault::{KeyFault, KeyRing, MasterKey, VaultFault};

use crate::stage::{Stage, by, reader, tenant};

const SECRET: &str = "OUYE4YzM1MDctOTE2NC00MDc5YUIzN2UtMTlmNzA1YzE4YjNB2";

fn codes(found: &[Credentials]) -> Vec<&'static str> {
    found.iter().map(|credentials| credentials.product.code()).collect()
}

fn filled() -> Stage {
    let stage = Stage::new();
    stage.change(Product::Rakuraku, &[(Field::Info1, "example"), (Field::Info4, "2")]);
    stage.change(Product::BillOne, &[(Field::Info1, "24a67f14-8uy9"), (Field::Info2, SECRET)]);
    stage.change(Product::Bakuraku, &[(Field::Info1, "key")]);
    stage
}

#[test]
fn what_was_set_is_read_by_code() {
    let stage = filled();
    let plain = PlainChange { deposit_account_item_code: Some("123".parse().unwrap()), enabled: Some(false), ..PlainChange::default() };
    let change = Change { plain, values: Vec::new() };
    stage.desk.change(tenant(0), Product::Rakuraku, &change, &by()).unwrap();
    let mine = reader(tenant(0), Level::Tenant);
    let all = stage.desk.read(&mine, None).unwrap();
    assert_eq!(codes(&all), ["0", "2", "3"]);
    assert_eq!((all[0].value(Field::Info2), all[0].value(Field::Info3), all[0].enabled), (SECRET, "", true));
    assert_eq!((all[1].value(Field::Info4), all[1].enabled), ("2", false));
    assert_eq!(all[1].deposit_account_item_code.as_str(), "123");
    assert_eq!(codes(&stage.desk.read(&mine, Some("2")).unwrap()), ["2"]);
    assert!(stage.desk.read(&mine, Some("4")).unwrap().is_empty(), "known, and not set");
    assert!(stage.desk.read(&reader(tenant(1), Level::Tenant), None).unwrap().is_empty(), "nothing of another tenant's");
}

#[test]
fn every_reading_is_told_with_who_and_whence() {
    let stage = filled();
    let mine = reader(tenant(0), Level::Tenant);
    stage.desk.read(&mine, None).unwrap();
    stage.desk.read(&mine, Some("0")).unwrap();
    let told = stage.told(Act::CredentialRead);
    let targets: Vec<&str> = told.iter().map(|line| &*line.target).collect();
    assert_eq!(targets, [format!("{} *", tenant(0)), format!("{} 0", tenant(0))]);
    for line in told {
        assert_eq!((&*line.actor, &*line.outcome), ("client:app", "done"));
        assert_eq!((line.address.as_deref(), line.request_id.as_deref()), (Some("192.0.2.7"), Some("call-1")));
        assert!(!format!("{line:?}").contains(SECRET));
    }
}

#[test]
fn the_right_is_judged_before_the_code() {
    let stage = filled();
    let company = reader(tenant(0), Level::Company);
    for code in [None, Some("0"), Some("9"), Some("a secret\n")] {
        assert!(matches!(stage.desk.read(&company, code), Err(ReadError::NoTenantRight)), "{code:?}");
    }
    let told = stage.told(Act::CredentialRead);
    let targets: Vec<&str> = told.iter().map(|line| line.target.split_once(' ').unwrap().1).collect();
    assert_eq!(targets, ["*", "0", "?", "?"], "what nobody knows is not repeated");
    assert!(told.iter().all(|line| &*line.outcome == "refused:120001"));
    let tenant = reader(tenant(0), Level::Tenant);
    for code in ["", "5", "9", "00", "000", "０", " 0", "BillOne"] {
        assert!(matches!(stage.desk.read(&tenant, Some(code)), Err(ReadError::UnknownProduct)), "{code:?}");
    }
    assert_eq!(stage.told(Act::CredentialRead).len(), 4, "nothing was read of what nobody knows");
}

#[test]
fn what_the_log_cannot_take_is_not_read() {
    let stage = filled();
    let mine = reader(tenant(0), Level::Tenant);
    stage.store.take_the_log_down(true);
    for code in [None, Some("0")] {
        assert!(matches!(stage.desk.read(&mine, code), Err(ReadError::Store(StoreFault::Unavailable(_)))));
    }
    let company = Reader { level: Level::Company, ..mine.clone() };
    assert!(matches!(stage.desk.read(&company, None), Err(ReadError::Store(_))), "nor is a refusal given untold");
    assert!(stage.told(Act::CredentialRead).is_empty());
    stage.store.take_the_log_down(false);
    assert_eq!(stage.desk.read(&mine, None).unwrap().len(), 3);
}

#[test]
fn the_log_has_it_before_anything_is_opened() {
    let stage = filled();
    let other = MasterKey::generate(1, &SeededEntropy::new(99)).unwrap();
    *stage.keys.0.lock().unwrap() = KeyRing::new([other]);
    // Another process, whose key is not the one.
    let strange = stage.another_desk();
    let read = strange.read(&reader(tenant(0), Level::Tenant), None);
    assert!(matches!(read, Err(ReadError::Vault(VaultFault::WrongKey(1)))), "{read:?}");
    assert_eq!(stage.told(Act::CredentialRead).len(), 1, "it was told, though it came to nothing");
}

#[test]
fn a_shut_vault_and_a_missing_key_give_nothing() {
    let stage = filled();
    let mine = reader(tenant(0), Level::Tenant);
    stage.desk.vault().shut(&by()).unwrap();
    assert!(matches!(stage.desk.read(&mine, None), Err(ReadError::Vault(VaultFault::Sealed))));
    stage.desk.vault().unshut(&by()).unwrap();
    *stage.keys.0.lock().unwrap() = Err(KeyFault::Absent("nothing".into()));
    assert!(matches!(stage.another_desk().read(&mine, None), Err(ReadError::Vault(VaultFault::Key(_)))));
    assert!(stage.told(Act::CredentialRead).is_empty(), "nothing was read");
    let company = reader(tenant(0), Level::Company);
    assert!(matches!(stage.another_desk().read(&company, None), Err(ReadError::NoTenantRight)), "the right comes first");
}

#[test]
fn swapped_rows_give_an_error_and_a_line_and_nothing_else() {
    let stage = filled();
    stage.desk.change(tenant(1), Product::BillOne, &crate::stage::set(&[(Field::Info2, "the other's")]), &by()).unwrap();
    stage.values.tamper(|values| {
        let places: Vec<_> = values.keys().filter(|place| place.field.as_str() == "authenticationInfo2").cloned().collect();
        let [one, two] = &places[..] else { panic!("two tenants have one") };
        let sealed = (values[one].sealed.clone(), values[two].sealed.clone());
        values.get_mut(one).unwrap().sealed = sealed.1;
        values.get_mut(two).unwrap().sealed = sealed.0;
    });
    for of in [tenant(0), tenant(1)] {
        for code in [None, Some("0")] {
            let read = stage.desk.read(&reader(of, Level::Tenant), code);
            assert!(matches!(&read, Err(ReadError::Vault(VaultFault::Altered(place))) if place.field.as_str() == "authenticationInfo2"));
            assert!(!format!("{read:?}").contains("the other's"));
        }
    }
    let told = stage.told(Act::VaultAltered);
    assert_eq!(told.len(), 4);
    assert_eq!(&*told[0].target, format!("{}|0|authenticationInfo2", tenant(0)));
    assert_eq!((&*told[0].actor, told[0].address.as_deref()), ("client:app", Some("192.0.2.7")));
    assert_eq!(stage.desk.read(&reader(tenant(0), Level::Tenant), Some("2")).unwrap().len(), 1, "the others are as they were");
}
