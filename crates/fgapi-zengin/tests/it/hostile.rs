//! No bytes make the reader panic, and no damage changes an amount in silence.

use fgapi_zengin::{Calendar, Event, FileFault, ReadOptions, StatementReader};
use proptest::prelude::*;

use crate::round_trip::{Plan, plan, separator, write};
use crate::support::{amounts, day};

fn read(file: &[u8], calendar: Calendar) -> Result<Vec<Event>, FileFault> {
    StatementReader::new(file, ReadOptions { today: day("2026-01-31"), calendar }).collect()
}

/// A kind of damage, and where (as a share of the file's length).
#[derive(Clone, Debug)]
enum Damage {
    Set(u8),
    Delete,
    Insert(u8),
    Cut,
}

fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![any::<u8>(), prop::sample::select(b" 0123456789\r\n\x1A\\".to_vec())]
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![byte().prop_map(Damage::Set), Just(Damage::Delete), byte().prop_map(Damage::Insert), Just(Damage::Cut)]
}

fn apply(file: &mut Vec<u8>, damage: &Damage, at: prop::sample::Index) {
    if file.is_empty() {
        return;
    }
    let at = at.index(file.len());
    match damage {
        Damage::Set(byte) => file[at] = *byte,
        Damage::Delete => drop(file.remove(at)),
        Damage::Insert(byte) => file.insert(at, *byte),
        Damage::Cut => file.truncate(at),
    }
}

fn planned(plan: &Plan) -> Vec<fgapi_domain::Yen> {
    plan.iter().flat_map(|(_, entries)| entries.iter().map(|entry| entry.amount)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..1_000)) {
        prop_assert!(read(&bytes, Calendar::Checked).is_err());
    }

    #[test]
    fn any_bytes_behind_a_good_start(bytes in prop::collection::vec(byte(), 0..1_000), kind in prop::sample::select(b"1289".to_vec())) {
        let mut file = crate::support::header().0.to_vec();
        file.push(kind);
        file.extend(bytes);
        prop_assert!(read(&file, Calendar::Checked).is_err());
    }

    #[test]
    fn one_damage_changes_no_amount(plan in plan(), separator in separator(), damage in damage(), at: prop::sample::Index) {
        let mut file = write(&plan, separator).unwrap();
        apply(&mut file, &damage, at);
        if let Ok(events) = read(&file, Calendar::Checked) {
            prop_assert_eq!(amounts(&events), planned(&plan));
        }
    }

    #[test]
    fn much_damage_never_panics(
        plan in plan(),
        separator in separator(),
        damages in prop::collection::vec((damage(), any::<prop::sample::Index>()), 1..20),
        calendar in prop::sample::select(vec![Calendar::Checked, Calendar::Wareki, Calendar::Seireki]),
    ) {
        let mut file = write(&plan, separator).unwrap();
        for (damage, at) in &damages {
            apply(&mut file, damage, *at);
        }
        if let Ok(events) = read(&file, calendar) {
            prop_assert!(matches!(events.last(), Some(Event::End(_))));
        }
    }
}
