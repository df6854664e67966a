//! One attempt: what it writes, when it refreshes, and what a killed or late worker leaves behind.

use std::panic::{AssertUnwindSafe, catch_unwind};

use fgapi_domain::{LongText, UnixSeconds, Yen};
use fgapi_linked::{
    AccountId, AggregationError, Fetched, Harvest, HarvestedTransaction, LeaseAsk, LinkedAccount, LinkedStore as _, Status,
};

use crate::house::{BEGIN, House, alice, bob, found, harvest, pair};
use crate::upstream::{access_over, fault};

fn booked(far_id: &str, at: i64, amount: i64, balance: i64) -> HarvestedTransaction {
    HarvestedTransaction {
        far_id: far_id.to_owned(),
        booked_at: BEGIN.plus(at),
        amount: Yen(amount),
        balance: Yen(balance),
        description: LongText::new("振込").unwrap(),
    }
}

fn at_home() -> Harvest {
    let mut savings = found("a1", "1234567", 1_000);
    savings.transactions = vec![booked("t1", 10, 500, 500), booked("t2", 20, 500, 1_000)];
    harvest([savings, found("a2", "7654321", -300)])
}

#[test]
fn a_success_is_written_whole() {
    let house = House::open();
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Idle);
    let id = house.linked(&alice());
    assert_eq!(house.desk.status(&house.account(id)), Status::Fetching);
    house.upstream.harvest.lock().unwrap().push_back(Ok(at_home()));
    house.upstream.asked();
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Done(id));
    assert_eq!(house.upstream.asked(), ["harvest access-first 2026-01-02 2026-02-01"]);
    let account = house.account(id);
    assert_eq!((account.uid_hidden.as_str(), account.asset_sum), ("123****", Yen(700)));
    assert_eq!((account.last_aggregated_at, account.last_succeeded_at), (Some(BEGIN), Some(BEGIN)));
    assert_eq!((account.error, account.failures, account.lease), (None, 0, None));
    let next = account.next_aggregate_at.unwrap().0 - BEGIN.0;
    assert!((3_240..=3_960).contains(&next), "{next}");
    let numbers: Vec<_> = account.sub_accounts.iter().map(|sub| sub.number.as_ref().unwrap().as_str()).collect();
    assert_eq!(numbers, ["1234567", "7654321"]);
    assert_eq!(house.desk.status(&account), Status::Fetched);
    let latest = house.desk.latest(&alice(), id, 10).unwrap();
    assert_eq!(latest.iter().map(|(sub, known)| (sub.as_str(), known.far_id.as_str())).collect::<Vec<_>>(), [("a1", "t2"), ("a1", "t1")]);
    assert_eq!(house.desk.latest(&bob(), id, 10).unwrap(), []);
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Idle, "it is not due again");
}

#[test]
fn the_next_harvest_takes_the_place_of_the_last_and_transactions_stay() {
    let house = House::open();
    let id = house.linked(&alice());
    let mut again = found("a1", "1234567", 900);
    again.transactions = vec![booked("t2", 20, 500, 1_000), booked("t3", 30, -100, 900)];
    house.upstream.harvest.lock().unwrap().extend([Ok(at_home()), Ok(harvest([again]))]);
    house.desk.fetch_next().unwrap();
    house.clock.advance(4_000);
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Done(id));
    let account = house.account(id);
    assert_eq!((account.asset_sum, account.sub_accounts.len()), (Yen(900), 1));
    let latest = house.desk.latest(&alice(), id, 2).unwrap();
    assert_eq!(latest.iter().map(|(_, known)| known.far_id.as_str()).collect::<Vec<_>>(), ["t3", "t2"]);
    assert_eq!(house.desk.latest(&alice(), id, 10).unwrap().len(), 3);
}

#[test]
fn sums_are_held_at_the_ends_of_what_a_number_can_say() {
    let huge = |balance| harvest([found("a", "1", balance), found("b", "2", balance)]).asset_sum();
    assert_eq!((huge(i64::MAX), huge(i64::MIN)), (Yen(i64::MAX), Yen(i64::MIN)));
}

#[test]
fn a_token_that_is_nearly_over_is_refreshed_first_and_kept_before_it_is_used() {
    let house = House::open();
    let id = house.linked(&alice());
    house.clock.advance(3_571);
    house.upstream.asked();
    let (store, vault) = (house.store.clone(), house.desk.vault().clone());
    let place = house.sealed_value(id, "tokens").unwrap().place;
    house.upstream.while_it("harvest", move || {
        let kept = store.values_at(std::slice::from_ref(&place)).unwrap().pop().unwrap();
        let text = vault.open(&kept).unwrap();
        assert!(text.reveal().contains("access-next") && text.reveal().contains("refresh-next"), "the new pair is kept by now");
    });
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Done(id));
    let asked = house.upstream.asked();
    assert!(asked[0].starts_with("refresh refresh-first ") && asked[1].starts_with("harvest access-next "), "{asked:?}");
    assert_eq!(house.account(id).consent_until, Some(BEGIN.plus(90 * 86_400)));
}

#[test]
fn a_token_that_the_institution_calls_over_is_refreshed_once() {
    let house = House::open();
    let id = house.linked(&alice());
    house.upstream.asked();
    house.upstream.harvest.lock().unwrap().extend([Err(access_over()), Ok(at_home())]);
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Done(id));
    assert_eq!(house.upstream.asked().len(), 3);
    house.upstream.harvest.lock().unwrap().extend([Err(access_over()), Err(access_over())]);
    house.clock.advance(4_000);
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Failed(id, access_over()));
    assert_eq!(house.upstream.asked().len(), 3, "not again and again");
}

#[test]
fn all_that_one_attempt_asks_shares_the_services_time_out() {
    let house = House::open();
    house.linked(&alice());
    house.clock.advance(3_571);
    for (slow, expected) in [(0, [60, 60]), (21, [60, 40]), (90, [60, 0])] {
        let clock = house.clock.clone();
        house.upstream.refresh.lock().unwrap().push_back(Ok(pair("soon over", BEGIN)));
        house.upstream.while_it("refresh", move || clock.advance(slow));
        house.desk.fetch_next().unwrap();
        assert_eq!(std::mem::take(&mut *house.upstream.patience.lock().unwrap()), expected, "after {slow} seconds");
        house.clock.advance(4_000);
    }
}

#[test]
fn after_a_crash_between_refresh_and_keeping_the_same_exchange_is_asked_for_again() {
    let house = House::open();
    let id = house.linked(&alice());
    house.clock.advance(3_571);
    house.upstream.asked();
    house.upstream.while_it("refresh", || panic!("killed"));
    assert!(catch_unwind(AssertUnwindSafe(|| house.desk.fetch_next())).is_err());
    assert!(house.sealed(id, "tokens").unwrap().contains("refresh-first"));
    assert_eq!(house.desk.status(&house.account(id)), Status::Fetching);
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Idle, "the lease lasts as long as the service's time-out and a margin");
    house.clock.advance(90);
    assert_eq!(house.desk.status(&house.account(id)), Status::Failed(AggregationError::Timeout), "nobody is fetching it");
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Done(id));
    let asked = house.upstream.asked();
    assert_eq!(asked[0], asked[1], "the same token under the same idempotency key");
    assert!(asked[2].starts_with("harvest access-next "), "{asked:?}");
}

/// Leases the account once more when its time is over, as another gateway would.
fn taken_over(house: &House) -> impl FnOnce() + Send + use<> {
    let (store, clock) = (house.store.clone(), house.clock.clone());
    move || {
        clock.advance(90);
        let ask = LeaseAsk { now: fgapi_domain::Clock::now(&*clock), margin_seconds: 30, account: None };
        let (_, lease) = store.lease(&ask).unwrap().unwrap();
        assert_eq!(lease.fence, 3);
    }
}

#[test]
fn a_late_worker_writes_nothing() {
    for call in ["harvest", "refresh"] {
        let house = House::open();
        let id = house.linked(&alice());
        house.clock.advance(if call == "refresh" { 3_571 } else { 0 });
        house.upstream.harvest.lock().unwrap().push_back(Ok(at_home()));
        house.upstream.while_it(call, taken_over(&house));
        house.upstream.asked();
        assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Late(id), "{call}");
        assert_eq!(house.upstream.asked().len(), 1, "a pair that could not be kept is not used");
        let account = house.account(id);
        assert_eq!((account.last_aggregated_at, account.asset_sum, account.sub_accounts.len()), (None, Yen(0), 0), "{call}");
        assert_eq!(account.lease.unwrap().fence, 3, "the other worker is still at it");
        assert!(house.sealed(id, "tokens").unwrap().contains("refresh-first"), "{call}");
    }
}

#[test]
fn a_worker_whose_account_failed_late_writes_no_failure_either() {
    let house = House::open();
    let id = house.linked(&alice());
    house.upstream.harvest.lock().unwrap().push_back(Err(fault(AggregationError::Login, None)));
    house.upstream.while_it("harvest", taken_over(&house));
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Late(id));
    assert_eq!((house.account(id).error, house.account(id).failures), (None, 0));
}

/// What an attempt at a new lease brings for customers of one service, of which two are fetched at a time.
#[test]
fn no_more_are_fetched_at_a_time_than_the_service_bears() {
    let house = House::open();
    let ids: Vec<AccountId> = (0..3)
        .map(|at| {
            house.clock.advance(1);
            house.linked(&format!("C-{at}").parse().unwrap())
        })
        .collect();
    let ask = |house: &House| LeaseAsk { now: house.now(), margin_seconds: 30, account: None };
    let leased: Vec<(LinkedAccount, UnixSeconds)> =
        std::iter::from_fn(|| house.store.lease(&ask(&house)).unwrap()).map(|(account, lease)| (account, lease.until)).collect();
    assert_eq!(leased.iter().map(|(account, _)| account.id).collect::<Vec<_>>(), ids[..2], "those that have been due longest");
    assert!(leased.iter().all(|(_, until)| *until == house.now().plus(90)));
    house.clock.advance(90);
    assert_eq!(house.store.lease(&ask(&house)).unwrap().unwrap().0.id, ids[0], "a killed worker holds up nobody for ever");
}

#[test]
fn pairs_are_kept_with_the_consents_end() {
    let house = House::open();
    let id = house.linked(&alice());
    let mut next = pair("next", BEGIN.plus(9_000));
    next.consent_until = None;
    house.upstream.refresh.lock().unwrap().push_back(Ok(next));
    house.clock.advance(3_600);
    assert_eq!(house.desk.fetch_next().unwrap(), Fetched::Done(id));
    assert_eq!(house.account(id).consent_until, Some(BEGIN.plus(90 * 86_400)), "an answer that does not tell it takes nothing back");
}
