//! A vault that the staff shut.

use fgapi_audit::Act;
use fgapi_domain::Secret;
use fgapi_vault::{Put, Standing, VaultFault, VaultStore as _};

use crate::stage::{NOON, Stage, by, place, tenant};

#[test]
fn a_shut_vault_seals_nothing_on_any_node() {
    let stage = Stage::new();
    let at = place(tenant(0), "0", "a");
    stage.keep(&at, "text");
    assert!(stage.vault.shut(&by()).unwrap());
    assert!(!stage.vault.shut(&by()).unwrap(), "it was shut already");
    let other = stage.node_with(stage.ring());
    for vault in [&stage.vault, &other] {
        assert!(matches!(vault.ready(), Err(VaultFault::Sealed)));
        assert!(matches!(stage.keep_in(vault, &at, "new"), Err(VaultFault::Sealed)));
        let status = vault.status().unwrap();
        assert_eq!(status.standing, Standing::Shut);
        let (since, who) = status.state.sealed.unwrap();
        assert_eq!((since, who.as_str()), (NOON, "staff:hanako"));
    }
    assert!(other.keep(&[], |_| Ok(Put::Done)).is_ok(), "what is not sealed may be kept all the same");
    assert!(other.unshut(&by()).unwrap());
    assert!(!other.unshut(&by()).unwrap());
    assert_eq!(stage.open(&at).unwrap(), "text");
    stage.keep(&at, "new");
    assert_eq!((stage.told(Act::VaultSeal).len(), stage.told(Act::VaultUnseal).len()), (1, 1), "each was told once");
}

#[test]
fn a_store_that_is_shut_keeps_what_was_sealed() {
    let stage = Stage::new();
    let at = place(tenant(0), "0", "a");
    stage.vault.shut(&by()).unwrap();
    assert!(stage.vault.keep(&[(at.clone(), &Secret::new("text"))], |_| Ok(Put::Done)).is_err());
    assert!(stage.store.values_at(&[at]).unwrap().is_empty());
    assert!(stage.store.keys(None, 1).unwrap().is_empty(), "nor is a key made");
}
