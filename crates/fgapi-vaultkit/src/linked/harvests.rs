//! What attempts bring home, and how they failed.

use fgapi_domain::{UnixSeconds, Yen};
use fgapi_linked::{AccountId, AggregationError, Harvest, HarvestedAccount, HarvestedTransaction, Recorded, SubAccount};

use super::scene::{ended, service};
use crate::Stage;
use crate::stage::START;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A booking of a day.
fn booking(far_id: &str, day: i64) -> HarvestedTransaction {
    HarvestedTransaction {
        far_id: far_id.to_owned(),
        booked_at: START.plus(day * DAY),
        amount: Yen(-day),
        balance: Yen(1_000 - day),
        description: "振込".parse().expect("a text"),
    }
}

fn account(far_id: &str, transactions: Vec<HarvestedTransaction>) -> HarvestedAccount {
    HarvestedAccount {
        far_id: far_id.to_owned(),
        branch_name: "本店".parse().ok(),
        number: None,
        kind: "普通".parse().expect("a text"),
        balance: Yen(7),
        transactions,
    }
}

/// Accounts with a booking of each of these days; a booking's id is its day.
pub(super) fn harvest(accounts: &[(&str, &[i64])]) -> Harvest {
    let bookings = |days: &[i64]| days.iter().map(|day| booking(&day.to_string(), *day)).collect();
    Harvest { accounts: accounts.iter().map(|(far_id, days)| account(far_id, bookings(days))).collect() }
}

/// Leases the one account and writes how an attempt ended.
fn attempt(stage: &Stage, id: AccountId, now: UnixSeconds, recorded: Recorded) {
    let (leased, fence) = stage.leased(now, None);
    assert_eq!(leased, id);
    stage.told(0, || assert!(stage.record(id, fence, &Recorded { now, next: Some(START), ..recorded })));
}

fn latest(stage: &Stage, id: AccountId, limit: u32) -> Vec<(String, HarvestedTransaction)> {
    stage.linked().transactions(id, limit).expect("the store answers")
}

fn ids(stage: &Stage, id: AccountId, limit: u32) -> Vec<(String, String)> {
    latest(stage, id, limit).into_iter().map(|(sub, booking)| (sub, booking.far_id)).collect()
}

/// Accounts there in the institution's order, in place of those before; what is not told stays.
pub fn an_attempt_is_written_whole(stage: &Stage) {
    stage.import(&[service(1, 1)]);
    let id = stage.linked_account("hana", 1);
    let found = harvest(&[("z", &[1]), ("a", &[]), ("", &[])]);
    let (uid, message) = (Some("987***".to_owned()), Some(("メンテナンス".parse().ok(), true)));
    attempt(stage, id, START.plus(3), Recorded { harvest: Some(found.clone()), uid_hidden: uid, message, ..ended(START) });
    let now = stage.known(id);
    let due: Vec<SubAccount> = ["z", "a", ""]
        .map(|far_id| SubAccount {
            far_id: far_id.to_owned(),
            branch_name: "本店".parse().ok(),
            number: None,
            kind: "普通".parse().expect("a text"),
            balance: Yen(7),
        })
        .to_vec();
    assert_eq!((now.sub_accounts.clone(), now.asset_sum, now.uid_hidden.as_str()), (due, Yen(21), "987***"));
    assert_eq!(
        (now.last_aggregated_at, now.last_succeeded_at, now.next_aggregate_at),
        (Some(START.plus(3)), Some(START.plus(3)), Some(START))
    );
    assert_eq!(
        (now.message.as_ref().map(|text| text.as_str()), now.msg_flag, now.msg_time),
        (Some("メンテナンス"), true, Some(START.plus(3)))
    );
    assert_eq!((now.lease, now.error, now.failures), (None, None, 0));
    attempt(stage, id, START.plus(4), Recorded { harvest: None, ..ended(START) });
    let after = stage.known(id);
    assert_eq!((&after.sub_accounts, after.asset_sum, &after.uid_hidden), (&now.sub_accounts, Yen(21), &now.uid_hidden), "it stays");
    assert_eq!((&after.message, after.msg_flag, after.msg_time), (&now.message, true, now.msg_time));
    let message = Some((now.message.clone(), false));
    attempt(stage, id, START.plus(5), Recorded { harvest: Some(harvest(&[("z", &[])])), message, ..ended(START) });
    let after = stage.known(id);
    assert_eq!((after.sub_accounts.len(), after.asset_sum), (1, Yen(7)), "accounts that are gone there are gone here");
    assert_eq!((after.msg_flag, after.msg_time), (false, now.msg_time), "the same message came when it came");
    assert_eq!(ids(stage, id, 10), [("z".to_owned(), "1".to_owned())], "bookings stay");
    attempt(stage, id, START.plus(6), Recorded { message: Some((None, true)), ..ended(START) });
    let after = stage.known(id);
    assert_eq!((after.message, after.msg_flag, after.msg_time, after.asset_sum), (None, true, None, Yen(0)));
}

/// In a row, until one succeeds.
pub fn failures_are_counted(stage: &Stage) {
    stage.import(&[service(1, 1)]);
    let id = stage.linked_account("hana", 1);
    let failed = |error| Recorded { harvest: None, error: Some(error), ..ended(START) };
    let standing = || {
        let now = stage.known(id);
        (now.error, now.failures, now.last_aggregated_at, now.last_succeeded_at)
    };
    attempt(stage, id, START.plus(1), failed(AggregationError::Timeout));
    assert_eq!(standing(), (Some(AggregationError::Timeout), 1, Some(START.plus(1)), None));
    attempt(stage, id, START.plus(2), failed(AggregationError::Login));
    assert_eq!(standing(), (Some(AggregationError::Login), 2, Some(START.plus(2)), None));
    attempt(stage, id, START.plus(3), ended(START));
    assert_eq!(standing(), (None, 0, Some(START.plus(3)), Some(START.plus(3))));
    for (failures, error) in (1..).zip(AggregationError::ALL) {
        attempt(stage, id, START.plus(4), failed(*error));
        assert_eq!(standing(), (Some(*error), failures, Some(START.plus(4)), Some(START.plus(3))));
    }
}

/// By account there and id; what is told anew is as it was told last, what is not told any more stays.
pub fn transactions_are_merged(stage: &Stage) {
    stage.import(&[service(1, 1)]);
    let (id, found) = (stage.linked_account("hana", 1), |accounts| Recorded { harvest: Some(Harvest { accounts }), ..ended(START) });
    attempt(stage, id, START, Recorded { harvest: Some(harvest(&[("s", &[1, 2, 3]), ("t", &[2])])), ..ended(START) });
    let words = |all: &[(&str, &str)]| all.iter().map(|(sub, far)| ((*sub).to_owned(), (*far).to_owned())).collect::<Vec<_>>();
    assert_eq!(ids(stage, id, 10), words(&[("s", "3"), ("t", "2"), ("s", "2"), ("s", "1")]), "newest first");
    assert_eq!(ids(stage, id, 2), words(&[("s", "3"), ("t", "2")]));
    let moved = HarvestedTransaction { amount: Yen(5), description: "訂正".parse().expect("a text"), ..booking("1", 9) };
    let twice = [booking("4", 1), booking("4", 4)];
    attempt(
        stage,
        id,
        START,
        found(vec![account("s", [vec![moved.clone(), booking("3", 3)], twice.to_vec()].concat()), account("u", Vec::new())]),
    );
    assert_eq!(ids(stage, id, 10), words(&[("s", "1"), ("s", "4"), ("s", "3"), ("t", "2"), ("s", "2")]), "each once");
    assert_eq!(latest(stage, id, 1), [("s".to_owned(), moved)], "as it was told last");
    assert_eq!(latest(stage, id, 2)[1].1, twice[1]);
}

/// Of all accounts there together, and not more.
pub fn the_newest_are_kept(stage: &Stage) {
    const KEPT: usize = 5_000;
    stage.import(&[service(1, 1)]);
    let id = stage.linked_account("hana", 1);
    let many = |from: i64, to: i64| (from..to).map(|day| booking(&format!("b{day:05}"), day)).collect::<Vec<_>>();
    let found = |accounts| Recorded { harvest: Some(Harvest { accounts }), ..ended(START) };
    attempt(stage, id, START, found(vec![account("s", many(0, 2_600)), account("t", many(0, 2_600))]));
    let all = latest(stage, id, 9_000);
    assert_eq!((all.len(), all[0].1.far_id.as_str(), all[KEPT - 1].1.far_id.as_str()), (KEPT, "b02599", "b00100"), "of one attempt");
    attempt(stage, id, START, found(vec![account("s", many(2_590, 2_700))]));
    let all = latest(stage, id, 9_000);
    assert_eq!((all.len(), all[0].1.far_id.as_str(), all[KEPT - 1].1.far_id.as_str()), (KEPT, "b02699", "b00150"), "of all together");
    assert!(all.is_sorted_by_key(|(_, booking)| core::cmp::Reverse(booking.booked_at)), "newest first");
    attempt(stage, id, START, found(vec![account("s", many(-10, 0))]));
    assert_eq!(latest(stage, id, 9_000), all, "what is older than all of them is not kept");
}
