//! Whoever writes to the database beside the gateway gains nothing, and is noticed.

use fgapi_audit::By;
use fgapi_vault::{Owner, VaultFault, Verified};

use crate::Stage;
use crate::stage::place;

/// Of one owner under one key, and of two owners.
pub fn values_that_changed_places_do_not_open(stage: &Stage) {
    let owner = stage.owner();
    let other = Owner::Tenant(stage.another_tenant());
    let (one, two, three) = (place(owner, "0", "a"), place(owner, "0", "b"), place(other, "0", "a"));
    let sound = place(other, "0", "b");
    stage.kept(&[(one.clone(), "one"), (two.clone(), "two"), (three.clone(), "three"), (sound.clone(), "sound")]);
    for (a, b) in [(&one, &two), (&two, &three)] {
        stage.beside().swap(a, b);
        for at in [a, b] {
            let value = stage.store().values_at(std::slice::from_ref(at)).expect("the store answers").remove(0);
            let opened = stage.vault_of(1).open(&value);
            assert!(matches!(&opened, Err(VaultFault::Altered(place)) if place == at), "what was moved does not open: {opened:?}");
        }
        // Each that is altered is told, and that it was looked for.
        let found = stage.told(3, || stage.vault_of(0).verify(&By::GATEWAY, &mut |_| {}).expect("it is carried through"));
        let mut altered = vec![a.clone(), b.clone()];
        altered.sort();
        assert_eq!(found, Verified { sound: 2, altered }, "the others open");
        stage.beside().swap(a, b);
    }
    let found = stage.told(1, || stage.vault_of(0).verify(&By::GATEWAY, &mut |_| {}).expect("it is carried through"));
    assert_eq!(found, Verified { sound: 4, altered: Vec::new() }, "back at their places they open");
    assert_eq!(stage.opened(&sound).as_deref(), Some("sound"));
}

/// It keeps what does not open, and says so.
pub fn a_change_of_keys_leaves_what_does_not_open(stage: &Stage) {
    let (one, two, sound) = (place(Owner::House, "0", "a"), place(Owner::House, "0", "b"), place(Owner::House, "0", "c"));
    stage.kept(&[(one.clone(), "one"), (two.clone(), "two"), (sound.clone(), "sound")]);
    stage.beside().swap(&one, &two);
    stage.keys().add();
    let rotated = stage.told(3, || stage.vault_of(0).rotate(&By::GATEWAY, &mut |_| {}).expect("it is carried through"));
    assert_eq!((rotated.resealed, rotated.left, rotated.sound), (1, (2, 1), 1), "{rotated:?}");
    assert_eq!(rotated.altered, [one.clone(), two.clone()]);
    stage.beside().swap(&one, &two);
    let rotated = stage.told(1, || stage.vault_of(1).rotate(&By::GATEWAY, &mut |_| {}).expect("it is carried through"));
    assert!(rotated.is_proved(), "nothing was lost: {rotated:?}");
    assert_eq!(stage.opened(&one).as_deref(), Some("one"));
}
