//! A consent opens what it is about: its grants, its accounts. Each use of it is noted, wherever the answer came from.

use std::sync::atomic::Ordering;

use fgapi_audit::Origin;
use fgapi_domain::{AccountChoice, Grant, GrantSet};
use fgapi_http::{HttpSettings, Quota, ThrottleSettings};
use fgapi_token::{Authorization, LinkName};

use crate::bank::{ALICES, ALICES_CARD};
use crate::house::{House, settings};

const MONTH: &str = "start_date=2026-01-01&end_date=2026-01-31";

/// An access token of Alice for these grants and accounts.
fn access(house: &House, grants: impl IntoIterator<Item = Grant>, accounts: AccountChoice) -> String {
    let authorization = Authorization {
        client: house.door.desk.client_for_login(&house.one.api_key, Origin::NONE).unwrap().id,
        customer: "C-ALICE".parse().unwrap(),
        link_name: LinkName::default(),
        grants: grants.into_iter().collect::<GrantSet>(),
        accounts,
        challenge: None,
    };
    let auth = house.door.desk.open(authorization, Origin::NONE).unwrap();
    let system = house.system_token(&house.one);
    let pair = house.redeem(&house.one, &system, auth.token.reveal(), &[]);
    pair.json["access_token"].as_str().unwrap().to_owned()
}

/// The calls that need a grant of the customer's, about an account.
fn calls(account: &str) -> [(Grant, String); 4] {
    [
        (Grant::Accounts, "/accounts".to_owned()),
        (Grant::Transactions, format!("/transactions?account_id={account}&{MONTH}")),
        (Grant::Balances, format!("/balances?account_id={account}&{MONTH}")),
        (Grant::Balances, format!("/balances?account_id={account}&{MONTH}&fill=carry")),
    ]
}

#[test]
fn each_call_needs_its_own_grant() {
    let house = House::open();
    for given in [Grant::Accounts, Grant::Transactions, Grant::Balances] {
        let access = access(&house, [given], AccountChoice::All);
        for (needed, target) in calls(ALICES) {
            let status = house.get(&target, &access).status;
            assert_eq!(status, if needed == given { 200 } else { 403 }, "{given:?}: {target}");
        }
    }
}

#[test]
fn an_account_that_the_consent_is_not_about_is_none() {
    let house = House::open();
    // Kept pages, too, are of no use to it.
    house.bank.version.store(3, Ordering::SeqCst);
    let pairs: Vec<_> = calls(ALICES).into_iter().zip(calls(ALICES_CARD)).skip(1).collect();
    let whole = access(&house, [Grant::Transactions, Grant::Balances], AccountChoice::All);
    for ((_, own), (_, excluded)) in &pairs {
        assert_eq!((house.get(own, &whole).status, house.get(excluded, &whole).status), (200, 200), "{excluded}");
    }
    let chosen = access(&house, [Grant::Transactions, Grant::Balances], AccountChoice::only([ALICES.parse().unwrap()]));
    for ((_, own), (_, excluded)) in &pairs {
        assert_eq!(house.get(own, &chosen).status, 200, "{own}");
        let refused = house.get(excluded, &chosen);
        let absent = house.get(&excluded.replace(ALICES_CARD, "9999-101-1-0000000"), &chosen);
        assert_eq!((refused.status, refused.code()), (403, "FG403-002"), "{excluded}");
        assert_eq!((absent.status, absent.code()), (refused.status, refused.code()), "it is told from an absent one");
    }
}

#[test]
fn each_read_is_noted_also_from_memory() {
    let house = House::open();
    house.bank.version.store(3, Ordering::SeqCst);
    let access = access(&house, [Grant::Transactions, Grant::Balances], AccountChoice::All);
    for (grant, target) in calls(ALICES).into_iter().skip(1).take(2) {
        for round in 1..=2 {
            house.store.tables().unwrap().reads.clear();
            assert_eq!(house.get(&target, &access).status, 200);
            house.door.desk.write_reads().unwrap();
            let reads: Vec<_> = house.store.tables().unwrap().reads.iter().map(|(_, read)| (read.grant, read.rows > 0)).collect();
            assert_eq!(reads, [(grant, true)], "{target}, read {round}");
        }
    }
    assert_eq!(house.bank.known.lock().unwrap().iter().flatten().count(), 2, "the second ones came from memory");
}

#[test]
fn calls_of_customers_count_for_their_client() {
    let calls = Quota { per_second: 1, burst: 5 };
    let house = House::with(HttpSettings { throttle: ThrottleSettings { calls, ..settings().throttle }, ..settings() });
    let (_, access, _) = house.linked(&house.one, "alice");
    let answers: Vec<_> = (0..10).map(|_| house.get("/accounts", &access)).collect();
    let throttled = answers.iter().find(|answer| answer.status != 200).expect("ten calls at once are too many");
    assert_eq!((throttled.status, throttled.code()), (503, "FG503-003"));
    assert_eq!(throttled.header("retry-after"), Some("1"));
    let (_, others, _) = house.linked(&house.two, "bob");
    assert_eq!(house.get("/accounts", &others).status, 200, "another client is not throttled");
}
