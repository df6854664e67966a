//! Keys: one of each owner's is current, counts its seals, and ends.

use fgapi_audit::Act;
use fgapi_domain::Secret;
use fgapi_vault::{KeptKey, KeyAdded, KeyNumber, MasterCensus, MasterNumber, Owner, Put, SEALS_MAX, SealedValue, VaultFault};

use crate::Stage;
use crate::stage::{CROWD, at_once, place};

fn add(stage: &Stage, key: &KeptKey, before: Option<KeyNumber>) -> KeyAdded {
    stage.store().add_key(key, before).expect("the store answers")
}

fn all(stage: &Stage) -> Vec<KeptKey> {
    stage.store().keys(None, 100).expect("the store answers")
}

fn put(stage: &Stage, values: &[SealedValue]) -> Put {
    stage.store().put(values, &stage.note(Act::CredentialChange)).expect("the store answers")
}

/// Each owner's own, one of them current.
pub fn a_key_follows_the_one_before(stage: &Stage) {
    let (first, second, house) = (stage.new_key(stage.owner()), stage.new_key(stage.owner()), stage.new_key(Owner::House));
    assert_eq!(stage.store().current_key(stage.owner()).expect("the store answers"), None);
    assert_eq!(add(stage, &first, Some(second.number)), KeyAdded::Other, "there is none before");
    assert_eq!(add(stage, &first, None), KeyAdded::Done);
    assert_eq!(add(stage, &second, None), KeyAdded::Other, "there is one before");
    assert_eq!(add(stage, &house, Some(first.number)), KeyAdded::Other, "that is another owner's");
    assert_eq!(add(stage, &house, None), KeyAdded::Done);
    assert_eq!(stage.store().current_key(stage.owner()).expect("the store answers"), Some(first.clone()));
    assert_eq!(add(stage, &second, Some(first.number)), KeyAdded::Done);
    let third = stage.new_key(stage.owner());
    assert_eq!(add(stage, &third, Some(first.number)), KeyAdded::Other, "it is not current any more");
    let retired = KeptKey { current: false, ..first };
    assert_eq!(stage.store().key(retired.number).expect("the store answers"), Some(retired.clone()));
    assert_eq!(stage.store().key(third.number).expect("the store answers"), None);
    let mut due = vec![retired, second, house];
    due.sort_by_key(|key| key.number);
    assert_eq!(all(stage), due, "they come by number");
    assert_eq!(stage.store().keys(Some(due[0].number), 1).expect("the store answers"), due[1..2]);
    stage.beside().delete_tenant(stage.tenant);
    assert_eq!(add(stage, &stage.new_key(stage.owner()), None), KeyAdded::NoOwner);
}

/// Of a crowd on all nodes, for whoever it is.
pub fn a_key_is_made_once(stage: &Stage) {
    for owner in [Owner::House, stage.owner()] {
        let mut before = None;
        for _ in 0..3 {
            let crowd = at_once(|_| add(stage, &stage.new_key(owner), before));
            assert_eq!(crowd.iter().filter(|added| **added == KeyAdded::Done).count(), 1, "one is made: {crowd:?}");
            assert_eq!(crowd.iter().filter(|added| **added == KeyAdded::Other).count(), CROWD - 1);
            let current = stage.store().current_key(owner).expect("the store answers").expect("a key is current");
            assert_ne!(Some(current.number), before, "it is the new one");
            before = Some(current.number);
        }
        let current = all(stage).iter().filter(|key| key.owner == owner && key.current).count();
        assert_eq!(current, 1, "one key of an owner is current");
    }
}

/// Two gateways that both find none.
pub fn two_nodes_seal_under_one_first_key(stage: &Stage) {
    for owner in [Owner::House, stage.owner()] {
        let sealed = at_once(|number| {
            let place = place(owner, "0", &format!("f{number}"));
            let value = stage.vault_of(number).seal(&place, &Secret::new(format!("value {number}"))).expect("the vault seals");
            assert_eq!(put(stage, std::slice::from_ref(&value)), Put::Done, "the first key is current");
            value
        });
        assert!(sealed.iter().all(|value| value.key == sealed[0].key), "there is one first key");
        for (number, value) in sealed.iter().enumerate() {
            assert_eq!(stage.opened(&value.place), Some(format!("value {number}")));
        }
        let key = stage.store().current_key(owner).expect("the store answers").expect("a key is current");
        assert_eq!(key.seals, i64::try_from(CROWD).expect("few"), "each seal that was stored is counted");
    }
}

/// Nothing that needs it is lost.
pub fn a_key_is_destroyed_when_nothing_needs_it(stage: &Stage) {
    let remove = |number| stage.store().remove_key(number).expect("the store answers");
    let (one, other) = (place(Owner::House, "0", "a"), place(Owner::House, "0", "b"));
    stage.kept(&[(one.clone(), "one"), (other.clone(), "other")]);
    let old = stage.store().current_key(Owner::House).expect("the store answers").expect("a key is current").number;
    assert!(!remove(old), "a current key stays");
    stage.replace_key(Owner::House);
    assert!(!remove(old), "a key with values stays");
    let current = stage.store().current_key(Owner::House).expect("the store answers").expect("a key is current").number;
    let moved = [&one, &other].map(|place| SealedValue {
        key: current,
        ..stage.store().values_at(std::slice::from_ref(place)).expect("the store answers").remove(0)
    });
    assert_eq!(put(stage, &moved[..1]), Put::Done);
    assert!(!remove(old), "one value is left");
    assert_eq!(put(stage, &moved[1..]), Put::Done);
    let crowd = at_once(|_| remove(old));
    assert_eq!(crowd.iter().filter(|removed| **removed).count(), 1, "one of a crowd destroys it");
    assert!(!remove(current) && !remove(old));
    assert_eq!(all(stage).len(), 1);
    assert_eq!(stage.store().values(None, 10).expect("the store answers").len(), 2, "values stay");
}

/// Not one more, however many values come at once.
pub fn a_key_seals_as_often_as_it_may(stage: &Stage) {
    let places = ["a", "b", "c"].map(|field| place(stage.owner(), "0", field));
    let sealed = places.each_ref().map(|place| stage.sealed(place, "value"));
    let key = sealed[0].key;
    stage.beside().set_seals(key, SEALS_MAX - 2);
    stage.told(0, || assert_eq!(put(stage, &sealed), Put::Exhausted, "three are more than two"));
    assert_eq!(stage.store().values(None, 10).expect("the store answers"), [], "none of them is stored");
    stage.told(1, || assert_eq!(put(stage, &sealed[..2]), Put::Done));
    assert_eq!(stage.store().key(key).expect("the store answers").expect("the key is there").seals, SEALS_MAX);
    stage.told(0, || assert_eq!(put(stage, &sealed[..1]), Put::Exhausted));
    let faults = at_once(|number| {
        let kept = stage
            .vault_of(number)
            .keep(&[(places[0].clone(), &Secret::new("more"))], |values| stage.store().put(values, &stage.note(Act::CredentialChange)));
        matches!(kept, Err(VaultFault::Exhausted))
    });
    assert!(faults.iter().all(|exhausted| *exhausted), "everybody is told so");
    stage.beside().set_seals(key, SEALS_MAX - 3);
    let crowd = at_once(|_| put(stage, &sealed[..1]));
    assert_eq!(crowd.iter().filter(|put| **put == Put::Done).count(), 3, "of a crowd so many as are left: {crowd:?}");
    stage.replace_key(stage.owner());
    assert_eq!(put(stage, &sealed[..1]), Put::StaleKey, "a key that was replaced is not merely exhausted");
}

/// By master key, with the busiest.
pub fn what_lies_under_each_master_key_is_counted(stage: &Stage) {
    assert_eq!(stage.store().census().expect("the store answers"), []);
    stage.kept(&[(place(Owner::House, "0", "a"), "a"), (place(stage.owner(), "0", "a"), "a"), (place(stage.owner(), "0", "b"), "b")]);
    let second = MasterNumber::new(2).expect("a number");
    let key = KeptKey { master: second, seals: 9, ..stage.new_key(Owner::Tenant(stage.another_tenant())) };
    assert_eq!(add(stage, &key, None), KeyAdded::Done);
    let first = MasterCensus { master: MasterNumber::new(1).expect("a number"), keys: 2, values: 3, seals_most: 2 };
    let due = [first, MasterCensus { master: second, keys: 1, values: 0, seals_most: 9 }];
    assert_eq!(stage.store().census().expect("the store answers"), due);
}

/// On every node, whatever comes at the same time.
pub fn a_deleted_owner_takes_keys_and_values(stage: &Stage) {
    let stays = Owner::Tenant(stage.another_tenant());
    stage.kept(&[(place(stays, "0", "a"), "stays"), (place(Owner::House, "0", "a"), "stays")]);
    stage.kept(&[(place(stage.owner(), "0", "a"), "goes"), (place(stage.owner(), "1", "a"), "goes")]);
    let crowd = at_once(|number| {
        if number == CROWD / 2 {
            stage.beside().delete_tenant(stage.tenant);
            return true;
        }
        let at = place(stage.owner(), "0", &format!("f{number}"));
        let kept = stage
            .vault_of(number)
            .keep(&[(at, &Secret::new("late"))], |values| stage.store().put(values, &stage.note(Act::CredentialChange)));
        matches!(kept, Ok(()) | Err(VaultFault::NoOwner))
    });
    assert!(crowd.iter().all(|told| *told), "whoever comes before is stored, whoever comes after is told so");
    assert!(all(stage).iter().all(|key| key.owner != stage.owner()), "no key is left");
    let left = stage.store().values(None, 100).expect("the store answers");
    assert!(left.iter().all(|value| value.place.owner != stage.owner()), "no value is left");
    assert_eq!(left.len(), 2, "what is others' stays");
    let late = stage.vault_of(0).seal(&place(stage.owner(), "0", "a"), &Secret::new("late"));
    assert!(matches!(late, Err(VaultFault::NoOwner)), "nothing is sealed for who is gone: {late:?}");
}
