//! Accounts that a program of the bank's fetches.

use fgapi_audit::By;
use fgapi_domain::{Secret, Yen};
use fgapi_linked::{AccountId, AggregationError, Report, Status};

use crate::house::{House, alice, found, harvest};

#[test]
fn what_a_program_found_is_written_under_its_lease() {
    let house = House::open();
    let id = house.by_forms(&alice());
    let taken = house.desk.take(id, &By::GATEWAY).unwrap().unwrap();
    let longest = 60 + i64::from(house.desk.policy().lease_margin_seconds);
    assert_eq!((taken.account.id, taken.lease.until), (id, house.now().plus(longest)));
    assert_eq!(house.desk.status(&house.account(id)), Status::Fetching);
    assert!(house.desk.take(id, &By::GATEWAY).unwrap().is_none(), "somebody has it");
    let report = Report {
        harvest: Some(harvest([found("", "0999999", 42)])),
        uid: Some(Secret::new("56700001")),
        message: Some("お知らせがあります".parse().unwrap()),
        msg_flag: true,
        next: Some(house.now().plus(7_200)),
        ..Report::default()
    };
    house.clock.advance(5);
    assert!(house.desk.report(id, taken.lease.fence, report).unwrap());
    let account = house.account(id);
    assert_eq!((account.uid_hidden.as_str(), account.asset_sum, account.msg_flag), ("567*****", Yen(42), true));
    assert_eq!((account.msg_time, account.last_succeeded_at), (Some(house.now()), Some(house.now())));
    assert_eq!(account.next_aggregate_at, Some(house.now().plus(7_195)));
    assert_eq!(house.desk.status(&account), Status::Fetched);
    let again = house.desk.report(id, taken.lease.fence, Report { error: Some(AggregationError::Login), ..Report::default() });
    assert!(!again.unwrap(), "a lease is given back with its report");
}

#[test]
fn a_report_that_comes_too_late_changes_nothing() {
    let house = House::open();
    let id = house.by_forms(&alice());
    let first = house.desk.take(id, &By::GATEWAY).unwrap().unwrap();
    house.clock.advance(90);
    assert_eq!(house.desk.status(&house.account(id)), Status::Failed(AggregationError::Timeout));
    let second = house.desk.take(id, &By::GATEWAY).unwrap().unwrap();
    assert!(second.lease.fence > first.lease.fence);
    let report = |error| Report { error: Some(error), ..Report::default() };
    assert!(!house.desk.report(id, first.lease.fence, report(AggregationError::Login)).unwrap());
    assert_eq!(house.account(id).error, None);
    assert!(house.desk.report(id, second.lease.fence, report(AggregationError::Captcha)).unwrap());
    assert_eq!(house.account(id).error, Some(AggregationError::Captcha));
}

#[test]
fn only_what_the_gateway_does_not_fetch_is_taken() {
    let house = House::open();
    let far = house.linked(&alice());
    assert!(house.desk.take(far, &By::GATEWAY).unwrap().is_none());
    assert!(house.desk.take(AccountId([1; 16]), &By::GATEWAY).unwrap().is_none());
    house.desk.vault().shut(&By::GATEWAY).unwrap();
    assert!(house.desk.take(house_account(&house), &By::GATEWAY).is_err(), "what could not be opened is not taken");
}

fn house_account(house: &House) -> AccountId {
    house.desk.list(&alice(), None, 0, 1).unwrap().1[0].0.id
}
