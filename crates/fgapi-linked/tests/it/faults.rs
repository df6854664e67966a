//! How an attempt fails: each fault with its error and its next try.

use fgapi_audit::By;
use fgapi_domain::{Secret, Yen};
use fgapi_linked::{AggregationError, Fetched, LinkedFault, LinkedStore as _, Status};
use fgapi_vault::VaultFault;

use crate::house::{BY_FGAPI, House, alice, found, harvest};
use crate::upstream::fault;

#[test]
fn each_fault_is_recorded_with_its_error_and_next_try() {
    for error in AggregationError::ALL.iter().copied() {
        let house = House::open();
        let id = house.linked(&alice());
        house.upstream.harvest.lock().unwrap().push_back(Ok(harvest([found("a", "1234567", 5)])));
        house.desk.fetch_next().unwrap();
        house.clock.advance(4_000);
        let succeeded_at = house.account(id).last_succeeded_at;
        house.upstream.harvest.lock().unwrap().push_back(Err(fault(error, Some(500))));
        assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Failed(id, fault(error, Some(500))));
        let account = house.account(id);
        assert_eq!(house.desk.status(&account), Status::Failed(error));
        assert_eq!((account.last_aggregated_at, account.last_succeeded_at), (Some(house.now()), succeeded_at));
        assert_eq!((account.failures, account.asset_sum, account.sub_accounts.len()), (1, Yen(5), 1), "what was known stays");
        let next = account.next_aggregate_at.unwrap().0 - house.now().0;
        let expected = if error.waits_for_customer() { 77_760..=95_040 } else { 500..=500 };
        assert!(expected.contains(&next), "{}: {next}", error.error_msg());
    }
}

#[test]
fn failures_are_counted_until_a_success() {
    let house = House::open();
    let id = house.linked(&alice());
    let mut pauses = Vec::new();
    for failures in 1..=4 {
        house.upstream.harvest.lock().unwrap().push_back(Err(fault(AggregationError::Timeout, None)));
        house.desk.fetch_next().unwrap();
        assert_eq!(house.account(id).failures, failures);
        let pause = house.account(id).next_aggregate_at.unwrap().0 - house.now().0;
        pauses.push(pause);
        house.clock.advance(pause);
    }
    for (pause, doubled) in pauses.iter().zip([60, 120, 240, 480]) {
        assert!((pause - doubled).abs() <= doubled / 10, "{pauses:?}");
    }
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Done(id));
    assert_eq!((house.account(id).failures, house.account(id).error), (0, None));
    assert_eq!(house.desk.counts().unwrap().last().unwrap(), &(BY_FGAPI, 1, 0));
}

#[test]
fn what_was_altered_in_the_database_is_told_recorded_and_never_used() {
    for (service, error) in [(None, AggregationError::Login), (Some("service:20"), AggregationError::Gray)] {
        let house = House::open();
        let id = house.linked(&alice());
        house.upstream.asked();
        house.alter(&service.map_or_else(|| format!("account:{id}"), str::to_owned));
        let fetched = house.desk.fetch_next().unwrap();
        assert!(matches!(fetched, Fetched::Failed(failed, ref fault) if failed == id && fault.error == error), "{fetched:?}");
        assert_eq!((house.account(id).error, house.account(id).lease), (Some(error), None));
        assert_eq!(house.told(fgapi_audit::Act::VaultAltered), 1);
        assert_eq!(house.upstream.asked(), Vec::<String>::new());
        assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Idle, "it waits for its turn");
    }
}

#[test]
fn without_the_gateways_password_nothing_is_asked() {
    let house = House::open();
    let id = house.linked(&alice());
    house.upstream.asked();
    let other = House::without_password();
    let refused = other.desk.begin_link(&alice(), BY_FGAPI, None).unwrap_err();
    assert_eq!(refused.to_string(), "the gateway has no password at this service yet");
    house.lose("service:20");
    let Fetched::Failed(failed, why) = house.desk.fetch_next().unwrap() else { panic!("it was fetched") };
    assert_eq!((failed, why.error), (id, AggregationError::Gray));
    assert!(why.why.contains("password") && house.upstream.asked().is_empty());
}

#[test]
fn without_tokens_the_customer_has_to_link_again() {
    let house = House::open();
    let id = house.linked(&alice());
    house.upstream.asked();
    house.lose(&format!("account:{id}"));
    let Fetched::Failed(_, why) = house.desk.fetch_next().unwrap() else { panic!("it was fetched") };
    assert_eq!((why.error, house.upstream.asked().is_empty()), (AggregationError::Login, true));
}

#[test]
fn a_shut_vault_stops_the_workers_and_spends_no_lease() {
    let house = House::open();
    let id = house.linked(&alice());
    house.desk.vault().shut(&By::GATEWAY).unwrap();
    assert!(matches!(house.desk.fetch_next(), Err(LinkedFault::Vault(VaultFault::Sealed))));
    assert_eq!((house.account(id).lease, house.account(id).error), (None, None));
    house.desk.vault().unshut(&By::GATEWAY).unwrap();
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Done(id));
}

#[test]
fn a_fault_says_nothing_of_what_is_secret() {
    let house = House::open();
    let id = house.linked(&alice());
    house.upstream.harvest.lock().unwrap().push_back(Err(fault(AggregationError::Scraping, None)));
    let said = format!("{:?} {:?}", house.desk.fetch_next().unwrap(), house.store.account(id).unwrap());
    assert!(!said.contains("access-first") && !said.contains("our password"), "{said}");
    assert!(!format!("{:?}", Secret::new("our password")).contains("password"));
}
