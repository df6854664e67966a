//! Which keys have veiled ids: a remembered one may not go missing.

use std::slice::from_ref;

use fgapi_domain::UnixSeconds;
use fgapi_store::IdKey;

use crate::support::{memory, postgres, sqlite};

#[test]
fn a_remembered_key_may_not_go_missing() {
    let of = |id: &str, mark: &str| IdKey { id: id.to_owned(), fingerprint: mark.to_owned() };
    let (old, new, impostor) = (of("k1", "a"), of("k2", "b"), of("k1", "c"));
    for fresh in [memory(), sqlite(), postgres()] {
        let remember = |key, present: &[IdKey]| fresh.store.remember_id_key(key, present, UnixSeconds(1)).unwrap();
        assert_eq!(remember(None, &[]), []);
        assert_eq!(remember(Some(&old), from_ref(&old)), []);
        assert_eq!(remember(Some(&new), from_ref(&new)), from_ref(&old));
        assert_eq!(remember(Some(&impostor), from_ref(&impostor)), from_ref(&old));
        assert_eq!(remember(Some(&new), &[new.clone(), old.clone()]), []);
        assert_eq!(remember(None, &[]), [old.clone(), new.clone()]);
    }
}
