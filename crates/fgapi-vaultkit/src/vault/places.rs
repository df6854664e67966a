//! Values lie at places, all of a change or none, and whether the vault is shut.

use fgapi_audit::Act;
use fgapi_domain::Secret;
use fgapi_vault::{Owner, Place, Put, Reseal, SealedValue, VaultFault, VaultState};

use crate::Stage;
use crate::stage::{START, at_once, place};

fn put(stage: &Stage, values: &[SealedValue]) -> Put {
    stage.store().put(values, &stage.note(Act::CredentialChange)).expect("the store answers")
}

/// Everything as it was put, in the order of the places, however it is asked for.
pub fn values_come_back_by_their_places(stage: &Stage) {
    let (tenant, other) = (stage.owner(), Owner::Tenant(stage.another_tenant()));
    let mut places = Vec::new();
    for owner in [tenant, Owner::House, other] {
        for (service, field) in [("b", "2"), ("a:1", "x"), ("b", "1"), ("B", "1"), ("a", "x")] {
            places.push(place(owner, service, field));
        }
    }
    assert_eq!(stage.store().values_at(&places).expect("the store answers"), [], "nothing lies anywhere yet");
    let mut all: Vec<SealedValue> = places.iter().map(|place| stage.sealed(place, &format!("the value at {place}"))).collect();
    for some in all.chunks(5) {
        stage.told(1, || assert_eq!(put(stage, some), Put::Done, "values of one owner are stored at once"));
    }
    let mut at = stage.store().values_at(&places).expect("the store answers");
    at.sort_by(|one, other| one.place.cmp(&other.place));
    all.sort_by(|one, other| one.place.cmp(&other.place));
    assert_eq!(at, all, "what is asked by place is what was put");
    let page = |after: Option<&Place>, limit| stage.store().values(after, limit).expect("the store answers");
    assert_eq!(page(None, 100), all, "they come in the order of their places");
    assert_eq!(page(None, 4), all[..4]);
    assert_eq!(page(Some(&all[3].place), 100), all[4..], "a page begins after the place");
    assert_eq!(page(Some(&all[14].place), 100), []);
    for owner in [tenant, Owner::House, other] {
        let key = stage.store().current_key(owner).expect("the store answers").expect("the owner has a key").number;
        let own: Vec<SealedValue> = all.iter().filter(|value| value.place.owner == owner).cloned().collect();
        let under = |after: Option<&Place>, limit| stage.store().values_under(key, after, limit).expect("the store answers");
        assert_eq!(under(None, 100), own, "under an owner's key lies what is the owner's");
        assert_eq!(under(Some(&own[1].place), 2), own[2..4]);
    }
}

/// The one that was put last, with its hint and time.
pub fn a_later_value_takes_the_place_of_an_earlier_one(stage: &Stage) {
    let (one, other) = (place(stage.owner(), "0", "a"), place(stage.owner(), "0", "b"));
    let [first, second, third] = [("first", 0), ("second value 4567", 1), ("third", 2)]
        .map(|(text, later)| SealedValue { set_at: START.plus(later), ..stage.sealed(&one, text) });
    stage.told(1, || assert_eq!(put(stage, &[first, stage.sealed(&other, "beside")]), Put::Done));
    stage.told(1, || assert_eq!(put(stage, std::slice::from_ref(&second)), Put::Done));
    assert_eq!(stage.store().values_at(std::slice::from_ref(&one)).expect("the store answers"), [second]);
    let crowd = at_once(|_| put(stage, std::slice::from_ref(&third)));
    assert!(crowd.iter().all(|put| *put == Put::Done), "nobody waits in a ring: {crowd:?}");
    assert_eq!(stage.opened(&one).as_deref(), Some("third"));
    assert_eq!(stage.opened(&other).as_deref(), Some("beside"), "other places stay as they are");
}

/// Without a value it is told all the same; values of two keys or two owners are no change of one owner.
pub fn a_change_is_whole(stage: &Stage) {
    stage.told(1, || assert_eq!(put(stage, &[]), Put::Done, "a change without a value is told"));
    let (mine, others) = (place(stage.owner(), "0", "a"), place(Owner::Tenant(stage.another_tenant()), "0", "a"));
    let both = [stage.sealed(&mine, "mine"), stage.sealed(&others, "theirs")];
    stage.told(0, || assert_ne!(put(stage, &both), Put::Done, "values of two owners"));
    let strange = SealedValue { key: both[1].key, ..both[0].clone() };
    stage.told(0, || assert_eq!(put(stage, &[strange]), Put::StaleKey, "a value under another owner's key"));
    let stale = stage.sealed(&mine, "stale");
    stage.replace_key(stage.owner());
    let crossed = SealedValue { place: place(stage.owner(), "0", "b"), ..stale.clone() };
    stage.told(0, || assert_eq!(put(stage, &[stale, crossed]), Put::StaleKey, "values under a key that was replaced"));
    assert_eq!(stage.store().values(None, 10).expect("the store answers"), [], "nothing of them is stored");
}

/// For all nodes, and told when it changes.
pub fn the_vault_is_shut_once(stage: &Stage) {
    let (shut, open) = (VaultState { sealed: Some((START, "staff:hanako".into())) }, VaultState::default());
    let set = |state: &VaultState| stage.store().set_state(state, &stage.note(Act::VaultSeal)).expect("the store answers");
    assert_eq!(stage.store().state().expect("the store answers"), open, "a vault begins open");
    stage.told(0, || assert!(!set(&open), "it is open already"));
    stage.told(1, || {
        let crowd = at_once(|_| set(&shut));
        assert_eq!(crowd.iter().filter(|changed| **changed).count(), 1, "one of a crowd shuts it");
    });
    for _ in 0..2 {
        assert_eq!(stage.store().state().expect("the store answers"), shut, "every node knows, and who did it");
    }
    let at = place(stage.owner(), "0", "a");
    let kept = stage.vault_of(0).keep(&[(at, &Secret::new("value"))], |_| Ok(Put::Done));
    assert!(matches!(kept, Err(VaultFault::Sealed)), "nothing is sealed while it is shut: {kept:?}");
    stage.told(1, || assert!(set(&open)));
    assert_eq!(stage.store().state().expect("the store answers"), open);
}

/// What was put since it was read is newer.
pub fn a_value_that_changed_meanwhile_is_left_alone(stage: &Stage) {
    let places = ["a", "b", "c", "d"].map(|field| place(Owner::House, "0", field));
    let before = places.each_ref().map(|place| stage.sealed(place, "before"));
    assert_eq!(put(stage, &before), Put::Done);
    let after = places.each_ref().map(|place| stage.sealed(place, "after"));
    let pairs = before.iter().cloned().zip(after.iter().cloned());
    let changes: Vec<Reseal> = pairs.map(|(before, after)| Reseal { before, after }).collect();
    let newer = stage.sealed(&places[1], "newer");
    let later = SealedValue { set_at: START.plus(1), ..before[2].clone() };
    assert_eq!(put(stage, &[newer.clone(), later.clone()]), Put::Done);
    stage.told(0, || assert_eq!(stage.store().reseal(&changes).expect("the store answers"), 2, "two are as they were read"));
    let now = stage.store().values_at(&places).expect("the store answers");
    assert_eq!(now, [after[0].clone(), newer, later, after[3].clone()], "the others are left alone");
    assert_eq!(stage.store().reseal(&[]).expect("the store answers"), 0);
    stage.replace_key(Owner::House);
    let back: Vec<Reseal> = vec![Reseal { before: after[0].clone(), after: before[0].clone() }];
    assert_eq!(stage.store().reseal(&back).expect("the store answers"), 0, "nothing is sealed anew under a key that was replaced");
}
