//! Changing keys: cut off anywhere, begun again, beside others who write, and proved at the end.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use fgapi_audit::Act;
use fgapi_domain::Secret;
use fgapi_vault::{KeyRing, Owner, Place, Progress, Put, Rotated, VaultFault, VaultStore as _};

use crate::stage::{Stage, by, note, place, tenant};

const OWNERS: i64 = 4;

/// A vault in which several owners have several values.
fn filled() -> (Stage, Vec<Place>) {
    let stage = Stage::new();
    let owners = (0..OWNERS).map(tenant).chain([Owner::House]);
    let places: Vec<Place> = owners.flat_map(|owner| ["a", "b", "c"].map(|field| place(owner, "0", field))).collect();
    places.iter().for_each(|at| stage.keep(at, &at.to_string()));
    (stage, places)
}

fn all_open(stage: &Stage, places: &[Place]) -> bool {
    places.iter().all(|at| stage.open(at).is_ok_and(|text| text == at.to_string()))
}

fn rotate(stage: &Stage) -> Rotated {
    stage.vault.rotate(&by(), &mut |_| {}).unwrap()
}

#[test]
fn everything_lies_under_the_newest_key_afterwards() {
    let (stage, places) = filled();
    let before = stage.kept(&places[0]);
    stage.clock.advance(3_600);
    let newest = stage.add_master();
    let mut seen = Vec::new();
    let rotated = stage.vault.rotate(&by(), &mut |progress| seen.push(progress)).unwrap();
    assert!(rotated.is_proved(), "{rotated:?}");
    assert_eq!((rotated.resealed, rotated.destroyed, rotated.sound), (15, 5, 15));
    let after = stage.kept(&places[0]);
    assert_eq!((&after.hint, after.set_at), (&before.hint, before.set_at), "it was not set anew");
    assert!(after.key != before.key && after.sealed != before.sealed);
    // The old master key may be forgotten now.
    let alone = stage.node_with(KeyRing::new([newest.clone()]).unwrap());
    assert!(places.iter().all(|at| stage.open_in(&alone, at).unwrap() == at.to_string()));
    let status = alone.status().unwrap();
    assert_eq!((status.left(), status.keys_left(), status.newest()), (0, 0, Some(newest.number())));
    let told = stage.told(Act::VaultRotate);
    assert_eq!((&*told[0].target, &*told[0].detail), ("master key 2", "resealed=15 left=0 sound=15 altered=0"));
    assert!(seen.contains(&Progress::Keys { done: 5, total: 5 }));
    assert!(seen.contains(&Progress::Sealing { done: 15, total: 15 }));
    assert_eq!(seen.last(), Some(&Progress::Proving { done: 15, total: 15 }));
    let again = rotate(&stage);
    assert_eq!((again.resealed, again.destroyed, again.is_proved()), (0, 0, true), "nothing is left to do");
}

#[test]
fn a_change_of_keys_that_was_cut_off_is_begun_again() {
    for cut in 0..12 {
        let (stage, places) = filled();
        stage.add_master();
        let mut steps = 0;
        // As a kill would: nothing after this step is done any more.
        let ended = catch_unwind(AssertUnwindSafe(|| {
            stage.vault.rotate(&by(), &mut |_| {
                if steps == cut {
                    resume_unwind(Box::new("cut off"));
                }
                steps += 1;
            })
        }));
        assert!(all_open(&stage, &places), "cut off at {cut}");
        if ended.is_err() {
            assert!(stage.told(Act::VaultRotate).is_empty());
        }
        let later = stage.node_with(stage.ring());
        assert!(places.iter().all(|at| stage.open_in(&later, at).is_ok()), "a process that begins now, at {cut}");
        let rotated = later.rotate(&by(), &mut |_| {}).unwrap();
        assert!(rotated.is_proved() && rotated.sound == 15, "cut off at {cut}: {rotated:?}");
        assert!(stage.store.keys(None, 100).unwrap().iter().all(|kept| kept.current && kept.master.get() == 2), "cut off at {cut}");
        assert!(all_open(&stage, &places));
    }
}

#[test]
fn others_write_while_keys_change() {
    let (stage, places) = filled();
    stage.add_master();
    let (done, busy) = (AtomicBool::new(false), AtomicBool::new(false));
    let rotated = std::thread::scope(|scope| {
        let write = |node: usize| {
            let vault = stage.node_with(stage.ring());
            while !done.load(Ordering::SeqCst) {
                for at in places.iter().skip(node).step_by(2) {
                    stage.keep_in(&vault, at, &at.to_string()).unwrap();
                    busy.store(true, Ordering::SeqCst);
                }
            }
        };
        let writers = [scope.spawn(move || write(0)), scope.spawn(move || write(1))];
        while !busy.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        let rotated = (rotate(&stage), rotate(&stage));
        done.store(true, Ordering::SeqCst);
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        rotated
    });
    assert!(rotated.0.is_proved() && rotated.1.is_proved(), "{rotated:?}");
    assert!(all_open(&stage, &places));
    assert_eq!(stage.vault.status().unwrap().left(), 0, "nothing came under the old key afterwards");
}

#[test]
fn two_changes_at_once_do_each_other_no_harm() {
    let (stage, places) = filled();
    stage.add_master();
    let both: Vec<_> = std::thread::scope(|scope| {
        let rotate = || stage.node_with(stage.ring()).rotate(&by(), &mut |_| {});
        let both = [scope.spawn(rotate), scope.spawn(rotate)];
        both.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(both.iter().any(|one| one.as_ref().is_ok_and(Rotated::is_proved)), "{both:?}");
    assert!(rotate(&stage).is_proved());
    assert!(all_open(&stage, &places));
}

#[test]
fn a_value_that_does_not_open_is_left_and_named() {
    let (stage, places) = filled();
    stage.store.tamper(|values| values.get_mut(&places[4]).unwrap().sealed[0] ^= 1);
    stage.add_master();
    let rotated = rotate(&stage);
    assert_eq!((rotated.resealed, rotated.left, rotated.sound), (14, (1, 1), 14));
    assert_eq!(rotated.altered, [places[4].clone()]);
    assert!(!rotated.is_proved());
    assert_eq!(&*stage.told(Act::VaultRotate)[0].outcome, "refused:incomplete");
    assert_eq!(&*stage.told(Act::VaultAltered)[0].target, places[4].to_string());
    stage.keep(&places[4], &places[4].to_string());
    assert!(rotate(&stage).is_proved(), "once it is set again, the old key goes, too");
}

#[test]
fn a_value_that_was_read_before_its_key_was_destroyed_opens_all_the_same() {
    let (stage, places) = filled();
    stage.add_master();
    let (reader, read) = (stage.node_with(stage.ring()), stage.kept(&places[0]));
    assert_eq!(rotate(&stage).destroyed, 5);
    assert!(stage.store.key(read.key).unwrap().is_none());
    assert_eq!(reader.open(&read).unwrap().reveal(), places[0].to_string(), "this is no alteration");
    stage.store.take([places[0].clone()]);
    assert!(matches!(reader.open(&read), Err(VaultFault::Altered(_))), "a copy of what is gone opens no more");
}

#[test]
fn what_was_sealed_under_a_key_that_changed_is_sealed_anew() {
    let (stage, places) = filled();
    stage.add_master();
    let (text, mut tries) = (Secret::new(places[0].to_string()), 0);
    stage
        .vault
        .keep(&[(places[0].clone(), &text)], |values| {
            tries += 1;
            if tries == 1 {
                rotate(&stage);
            }
            stage.store.put(values, &note())
        })
        .unwrap();
    assert_eq!(tries, 2);
    assert!(all_open(&stage, &places));
    let always = stage.vault.keep(&[(places[0].clone(), &text)], |_| Ok(Put::StaleKey));
    assert!(matches!(always, Err(VaultFault::Contended)), "it is not tried for ever");
}
