//! Which keys have made ids: a remembered one may not go missing, and none gives way to another unless that is confirmed.

use std::slice::from_ref;

use fgapi_domain::UnixSeconds;
use fgapi_store::IdKey;
use fgapi_store::IdKeyRuling::{Changed, Missing, Remembered};

use crate::support::{memory, postgres, sqlite};

fn key(id: &str, mark: &str) -> IdKey {
    IdKey { id: id.to_owned(), fingerprint: mark.to_owned() }
}

#[test]
fn a_remembered_key_may_not_go_missing() {
    let (old, new, impostor) = (key("k1", "a"), key("k2", "b"), key("k1", "c"));
    for fresh in [memory(), sqlite(), postgres()] {
        let remember = |key: &IdKey, present: &[IdKey]| fresh.store.remember_id_key(key, present, true, UnixSeconds(1)).unwrap();
        assert_eq!(remember(&old, from_ref(&old)), Remembered);
        assert_eq!(remember(&new, from_ref(&new)), Missing(vec![old.clone()]));
        assert_eq!(remember(&impostor, from_ref(&impostor)), Missing(vec![old.clone()]));
        assert_eq!(remember(&new, &[new.clone(), old.clone()]), Remembered);
        assert_eq!(remember(&IdKey::composed(), &[IdKey::composed()]), Missing(vec![old.clone(), new.clone()]));
    }
}

#[test]
fn a_key_gives_way_only_when_that_is_confirmed() {
    let (old, new) = (key("k1", "a"), key("k2", "b"));
    let all = [IdKey::composed(), old.clone(), new.clone()];
    for fresh in [memory(), sqlite(), postgres()] {
        let remember = |key: &IdKey, confirmed| fresh.store.remember_id_key(key, &all, confirmed, UnixSeconds(1)).unwrap();
        assert_eq!(remember(&IdKey::composed(), false), Remembered);
        assert_eq!(remember(&IdKey::composed(), false), Remembered, "the same again changes nothing");
        assert_eq!(remember(&old, false), Changed(vec![IdKey::composed()]));
        assert_eq!(remember(&IdKey::composed(), false), Remembered, "what was refused is not remembered");
        assert_eq!(remember(&old, true), Remembered);
        assert_eq!(remember(&new, true), Remembered);
        assert_eq!(remember(&old, false), Changed(vec![IdKey::composed(), new.clone()]), "the way back has to be confirmed too");
    }
}
