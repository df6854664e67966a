//! Master keys: there, missing, wrong, added while the gateway runs, and never made while something is sealed.

use fgapi_audit::Act;
use fgapi_domain::{Malformed, SystemEntropy};
use fgapi_vault::{KeyFault, KeyRing, MasterKey, MasterNumber, Owner, Standing, VaultFault, VaultStore as _};

use crate::stage::{Stage, by, place, tenant};

fn other_key(number: u32) -> MasterKey {
    MasterKey::generate(number, &SystemEntropy::new()).unwrap()
}

#[test]
fn without_a_key_nothing_is_sealed_until_there_is_one() {
    let stage = Stage::new();
    let ring = stage.ring();
    stage.put_keys(Err(KeyFault::Absent("vault.keys_file names none".into())));
    let at = place(tenant(0), "0", "a");
    assert!(matches!(stage.keep_in(&stage.vault, &at, "text"), Err(VaultFault::Key(KeyFault::Absent(_)))));
    assert!(matches!(stage.vault.has_master_keys(), Err(VaultFault::Key(_))));
    assert!(matches!(stage.vault.status().unwrap().standing, Standing::Keyless(_)));
    assert!(stage.store.keys(None, 10).unwrap().is_empty());
    stage.put_keys(Ok(ring));
    stage.keep(&at, "text");
    assert_eq!(stage.open(&at).unwrap(), "text", "it was met without a restart");
}

#[test]
fn a_key_that_was_added_later_is_met_without_a_restart() {
    let stage = Stage::new();
    let at = place(tenant(0), "0", "a");
    let first = stage.ring();
    let both = KeyRing::new([first.newest().clone(), other_key(2)]).unwrap();
    // The other node has the new key already.
    stage.keep_in(&stage.node_with(both.clone()), &at, "text").unwrap();
    assert!(matches!(stage.open(&at), Err(VaultFault::MissingKey(2))));
    assert_eq!(stage.vault.status().unwrap().standing, Standing::Keyless("master key 2 is not among the gateway's".into()));
    stage.put_keys(Ok(both));
    assert_eq!(stage.open(&at).unwrap(), "text");
    assert_eq!(stage.vault.status().unwrap().standing, Standing::Open);
}

#[test]
fn another_key_under_the_same_number_opens_nothing_and_seals_nothing() {
    let stage = Stage::new();
    let at = place(tenant(0), "0", "a");
    stage.keep(&at, "text");
    let strange = stage.node_with(KeyRing::new([other_key(1)]).unwrap());
    assert!(matches!(stage.open_in(&strange, &at), Err(VaultFault::WrongKey(1))));
    assert!(matches!(stage.keep_in(&strange, &at, "new"), Err(VaultFault::WrongKey(1))));
    let newcomer = place(tenant(1), "0", "a");
    assert!(matches!(stage.keep_in(&strange, &newcomer, "new"), Err(VaultFault::WrongKey(1))), "no key is made beside it");
    assert!(matches!(strange.next_master_key(), Err(VaultFault::WrongKey(1))));
    assert!(matches!(strange.rotate(&by(), &mut |_| {}), Err(VaultFault::WrongKey(1))));
    assert!(matches!(strange.status().unwrap().standing, Standing::Keyless(_)));
    assert_eq!(stage.store.keys(None, 10).unwrap().len(), 1);
    assert_eq!(stage.open(&at).unwrap(), "text");
}

#[test]
fn a_first_key_is_made_for_an_empty_store_only() {
    let stage = Stage::new();
    let first = stage.vault.first_master_key().unwrap();
    assert_eq!(first.number().get(), 1);
    stage.vault.tell_made(&first, &by()).unwrap();
    let told = stage.told(Act::VaultKeyMake);
    assert_eq!((&*told[0].target, &*told[0].detail), ("master key 1", &*first.fingerprint()));
    stage.keep(&place(Owner::House, "0", "a"), "text");
    assert!(matches!(stage.vault.first_master_key(), Err(VaultFault::NotEmpty)));
    stage.store.tamper(|values| values.clear());
    assert!(matches!(stage.vault.first_master_key(), Err(VaultFault::NotEmpty)), "keys are left");
    assert_eq!(stage.vault.next_master_key().unwrap().number().get(), 2);
}

#[test]
fn every_owner_has_a_key_of_its_own() {
    let stage = Stage::new();
    for owner in [Owner::House, tenant(0), tenant(1)] {
        stage.keep(&place(owner, "0", "a"), "text");
        stage.keep(&place(owner, "1", "a"), "text");
    }
    let keys = stage.store.keys(None, 10).unwrap();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|kept| kept.current && kept.seals == 2));
    let census = stage.vault.status().unwrap().census;
    assert_eq!((census.len(), census[0].keys, census[0].values, census[0].seals_most), (1, 3, 6, 2));
}

#[test]
fn a_ring_is_read_as_it_is_written() {
    let ring = KeyRing::new([other_key(2), other_key(1)]).unwrap();
    let text = ring.to_text();
    let same = |text: &str| KeyRing::parse(text).is_ok_and(|read| read.to_text().reveal() == ring.to_text().reveal());
    assert!(same(text.reveal()), "a file");
    assert!(same(&text.reveal().replace('\n', ";")), "an environment variable");
    assert!(same(&format!("# keys of the bank\n\n  {}", text.reveal().replace('\n', " \r\n"))));
    assert_eq!(ring.newest().number(), MasterNumber::new(2).unwrap());
    assert_ne!(ring.keys()[0].fingerprint(), ring.keys()[1].fingerprint());
    let one = ring.keys()[0].to_text();
    let twice = format!("{0}\n{0}", one.reveal());
    let zero = one.reveal().replacen("1:", "0:", 1);
    for bad in ["", "# nothing", "1", "1:", "1:short", "x:AAAA", &twice, &zero, &one.reveal()[..44], &format!("{}A", one.reveal())] {
        let refused = KeyRing::parse(bad).unwrap_err();
        assert_eq!(refused, KeyFault::Malformed);
        assert!(bad.len() < 9 || !refused.to_string().contains(bad), "what was read is not repeated");
    }
}

#[test]
fn a_number_of_a_key_is_written_in_one_way() -> Result<(), Malformed> {
    let number = fgapi_vault::KeyNumber::generate(&SystemEntropy::new()).unwrap();
    assert_eq!(number.to_string().parse::<fgapi_vault::KeyNumber>()?, number);
    for bad in ["", "1", "ffffffffffffffff", "+00000000000001f", "000000000000000A", "000000000000000g"] {
        assert!(bad.parse::<fgapi_vault::KeyNumber>().is_err(), "{bad}");
    }
    Ok(())
}
