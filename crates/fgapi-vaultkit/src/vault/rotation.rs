//! Changing keys, whatever happens meanwhile.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use fgapi_audit::{Act, By, Entry};
use fgapi_domain::{Secret, StoreFault};
use fgapi_vault::{
    KeptKey, KeyAdded, KeyNumber, MasterCensus, MasterNumber, Owner, Place, Put, Reseal, Rotated, SealedValue, Vault, VaultState,
    VaultStore,
};

use crate::Stage;
use crate::stage::{at_once, place};

fn rotate(vault: &Vault) -> Rotated {
    vault.rotate(&By::GATEWAY, &mut |_| {}).expect("keys are changed")
}

fn all_keys_are_under(stage: &Stage, master: u32) {
    let keys = stage.store().keys(None, 100).expect("the store answers");
    let newest = MasterNumber::new(master).expect("a number");
    assert!(keys.iter().all(|key| key.current && key.master == newest), "no old key is left: {keys:?}");
}

/// While 8 threads store values, another changes keys again and again.
pub fn nothing_is_left_under_an_old_key(stage: &Stage) {
    const WRITERS: usize = 8;
    let owners = [Owner::House, stage.owner(), Owner::Tenant(stage.another_tenant())];
    let at = |writer: usize, number: usize| place(owners[writer % 3], &format!("w{writer}"), &format!("f{}", number % 5));
    stage.kept(&(0..3).map(|writer| (at(writer, 0), "first")).collect::<Vec<_>>());
    let ended = AtomicBool::new(false);
    let written: Vec<HashMap<Place, String>> = std::thread::scope(|scope| {
        let write = |writer: usize| {
            let (ended, at) = (&ended, &at);
            scope.spawn(move || {
                let (mut written, mut number) = (HashMap::new(), 0);
                while !ended.load(Ordering::SeqCst) || number < 10 {
                    let (place, text) = (at(writer, number), format!("{writer} wrote {number}"));
                    let kept = stage.vault_of(writer).keep(&[(place.clone(), &Secret::new(text.as_str()))], |values| {
                        stage.store().put(values, &stage.note(Act::CredentialChange))
                    });
                    kept.expect("a change of keys keeps nobody from storing");
                    written.insert(place, text);
                    number += 1;
                }
                written
            })
        };
        let writers: Vec<_> = (0..WRITERS).map(write).collect();
        let end = End(&ended);
        for master in 2..=5 {
            stage.keys().add();
            let rotated = rotate(stage.vault_of(master));
            assert!(rotated.is_proved(), "nothing is left, and everything opens: {rotated:?}");
        }
        drop(end);
        writers.into_iter().map(|writer| writer.join().expect("no writer breaks off")).collect()
    });
    all_keys_are_under(stage, 5);
    let known = stage.store().keys(None, 100).expect("the store answers");
    let values = stage.store().values(None, 1_000).expect("the store answers");
    assert!(values.iter().all(|value| known.iter().any(|key| key.number == value.key)), "nothing lies under a key that is gone");
    for (place, text) in written.iter().flatten() {
        assert_eq!(stage.opened(place).as_ref(), Some(text), "what was written last is there");
    }
}

/// However slow the writer is: keys are changed, as far as a process gets until it is killed, before what is sealed is stored.
pub fn keys_that_change_between_sealing_and_storing_are_noticed(stage: &Stage) {
    let (at, beside) = (place(stage.owner(), "0", "a"), place(stage.owner(), "0", "b"));
    stage.kept(&[(at.clone(), "before"), (beside.clone(), "beside")]);
    // The key is made, two values are sealed anew, the old key is destroyed, and that is told.
    for (steps, master) in (1..=5).zip(2..) {
        let (text, mut outcomes) = (format!("after {steps} steps"), Vec::new());
        let kept = stage.vault_of(0).keep(&[(at.clone(), &Secret::new(text.as_str()))], |values| {
            if outcomes.is_empty() {
                stage.keys().add();
                let cut = stage.vault_over(Arc::new(CutOff { store: stage.first_store(), left: AtomicI64::new(steps) }));
                assert_eq!(cut.rotate(&By::GATEWAY, &mut |_| {}).is_ok(), steps == 5, "nobody is held up by what is not stored yet");
            }
            let put = stage.store().put(values, &stage.note(Act::CredentialChange))?;
            outcomes.push(put);
            Ok(put)
        });
        kept.expect("it is sealed anew");
        assert_eq!(outcomes, [Put::StaleKey, Put::Done], "what lies under the old key is not taken");
        assert!(rotate(stage.vault_of(1)).is_proved());
        all_keys_are_under(stage, master);
        assert_eq!((stage.opened(&at), stage.opened(&beside).as_deref()), (Some(text), Some("beside")));
    }
}

/// Ends the writers, also when a law is broken.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Each does what the other left.
pub fn two_changes_of_keys_do_each_other_no_harm(stage: &Stage) {
    let places: Vec<Place> = (0..40).map(|number| place([Owner::House, stage.owner()][number % 2], "0", &format!("f{number}"))).collect();
    stage.kept(&places.iter().map(|place| (place.clone(), "value")).collect::<Vec<_>>());
    stage.keys().add();
    let crowd = at_once(|number| rotate(stage.vault_of(number)));
    assert!(crowd.iter().any(Rotated::is_proved), "whoever comes last finds nothing left: {crowd:?}");
    assert_eq!(crowd.iter().map(|rotated| rotated.resealed).sum::<u64>(), 40, "each value is sealed anew once");
    let again = rotate(stage.vault_of(0));
    assert_eq!((again.resealed, again.destroyed, again.sound, again.is_proved()), (0, 0, 40, true));
    all_keys_are_under(stage, 2);
    for place in &places {
        assert_eq!(stage.opened(place).as_deref(), Some("value"));
    }
}

/// After each step, as a process that is killed.
pub fn a_change_of_keys_that_is_cut_off_goes_on(stage: &Stage) {
    let places: Vec<Place> = (0..6).map(|number| place([Owner::House, stage.owner()][number % 2], "0", &format!("f{number}"))).collect();
    stage.kept(&places.iter().map(|place| (place.clone(), "value")).collect::<Vec<_>>());
    for steps in 0.. {
        let master = u32::try_from(steps).expect("few steps") + 2;
        stage.keys().add();
        let cut = stage.vault_over(Arc::new(CutOff { store: stage.first_store(), left: AtomicI64::new(steps) }));
        let outcome = cut.rotate(&By::GATEWAY, &mut |_| {});
        for place in &places {
            assert_eq!(stage.opened(place).as_deref(), Some("value"), "everything opens after {steps} steps");
        }
        if outcome.is_ok() {
            assert!(steps > 5, "two keys are made, filled, two destroyed, and it is told: {steps} steps");
            return;
        }
        let rotated = stage.told(1, || rotate(stage.vault_of(1)));
        assert!(rotated.is_proved(), "the rest is done: {rotated:?}");
        all_keys_are_under(stage, master);
    }
}

/// A store that is killed after so many changes.
struct CutOff {
    store: Arc<dyn VaultStore>,
    left: AtomicI64,
}

impl CutOff {
    fn step(&self) -> Result<(), StoreFault> {
        let goes_on = self.left.fetch_sub(1, Ordering::SeqCst) > 0;
        if goes_on { Ok(()) } else { Err(StoreFault::Unavailable("killed".to_owned())) }
    }
}

impl VaultStore for CutOff {
    fn state(&self) -> Result<VaultState, StoreFault> {
        self.store.state()
    }

    fn set_state(&self, state: &VaultState, note: &Entry) -> Result<bool, StoreFault> {
        self.step()?;
        self.store.set_state(state, note)
    }

    fn current_key(&self, owner: Owner) -> Result<Option<KeptKey>, StoreFault> {
        self.store.current_key(owner)
    }

    fn key(&self, number: KeyNumber) -> Result<Option<KeptKey>, StoreFault> {
        self.store.key(number)
    }

    fn add_key(&self, key: &KeptKey, before: Option<KeyNumber>) -> Result<KeyAdded, StoreFault> {
        self.step()?;
        self.store.add_key(key, before)
    }

    fn keys(&self, after: Option<KeyNumber>, limit: u32) -> Result<Vec<KeptKey>, StoreFault> {
        self.store.keys(after, limit)
    }

    fn remove_key(&self, number: KeyNumber) -> Result<bool, StoreFault> {
        self.step()?;
        self.store.remove_key(number)
    }

    fn values(&self, after: Option<&Place>, limit: u32) -> Result<Vec<SealedValue>, StoreFault> {
        self.store.values(after, limit)
    }

    /// Little at a time, so that there are more steps to be cut off after.
    fn values_under(&self, key: KeyNumber, after: Option<&Place>, _: u32) -> Result<Vec<SealedValue>, StoreFault> {
        self.store.values_under(key, after, 1)
    }

    fn values_at(&self, places: &[Place]) -> Result<Vec<SealedValue>, StoreFault> {
        self.store.values_at(places)
    }

    fn put(&self, values: &[SealedValue], note: &Entry) -> Result<Put, StoreFault> {
        self.step()?;
        self.store.put(values, note)
    }

    fn reseal(&self, values: &[Reseal]) -> Result<u32, StoreFault> {
        self.step()?;
        self.store.reseal(values)
    }

    fn census(&self) -> Result<Vec<MasterCensus>, StoreFault> {
        self.store.census()
    }

    fn tell(&self, note: &Entry) -> Result<(), StoreFault> {
        self.step()?;
        self.store.tell(note)
    }
}
