//! How attempts ended.

use fgapi_audit::Act;
use fgapi_domain::{UnixSeconds, Yen};
use fgapi_linked::{
    AccountId, AdditionalRequest, AggregationError, HarvestedTransaction, Kept, LinkedAccount, Recorded, SubAccount, TRANSACTIONS_KEPT,
};

use super::Stage;
use super::stage::{START, customer, failed, found, harvest, succeeded};

const HOUR: i64 = 3_600;

/// Bookings of an account as sub-account, id, seconds and amount, newest first.
fn bookings(stage: &Stage, id: AccountId, limit: u32) -> Vec<(String, String, i64, i64)> {
    let known = stage.linked().transactions(id, limit).expect("the store answers");
    let line = |(sub, HarvestedTransaction { far_id, booked_at, amount, .. }): (_, HarvestedTransaction)| {
        (sub, far_id, booked_at.0 - START.0, amount.0)
    };
    known.into_iter().map(line).collect()
}

fn line(sub: &str, far_id: &str, at: i64, amount: i64) -> (String, String, i64, i64) {
    (sub.to_owned(), far_id.to_owned(), at, amount)
}

fn fetch(stage: &Stage, id: AccountId, now: UnixSeconds, recorded: Recorded) {
    let fence = stage.leased(id, now).fence;
    stage.told(0, || assert!(stage.record(id, fence, &Recorded { next: Some(now.plus(HOUR)), ..recorded })));
}

/// And the lease is given back.
pub fn a_success_is_written(stage: &Stage) {
    let id = stage.linked_by("a");
    let (before, now) = (stage.as_it_is(id), START.plus(7));
    let fence = stage.leased(id, START).fence;
    let harvest = harvest([found("2", 300, &[("t1", 0, 5)]), found("1", -50, &[])]);
    let recorded = Recorded { harvest, uid_hidden: Some("123****".to_owned()), ..succeeded(now) };
    assert!(stage.record(id, fence, &recorded));
    let sub = |far_id: &str, balance| SubAccount {
        far_id: far_id.to_owned(),
        branch_name: "本店".parse().ok(),
        number: None,
        kind: "普通".parse().expect("a name"),
        balance: Yen(balance),
    };
    let after = LinkedAccount {
        uid_hidden: "123****".to_owned(),
        last_aggregated_at: Some(now),
        last_succeeded_at: Some(now),
        next_aggregate_at: Some(now.plus(HOUR)),
        asset_sum: Yen(250),
        sub_accounts: vec![sub("2", 300), sub("1", -50)],
        ..before
    };
    assert_eq!(stage.as_it_is(id), after);
    let all = stage.linked().transactions(id, 9).expect("the store answers");
    let booking = found("2", 300, &[("t1", 0, 5)]).transactions.remove(0);
    assert_eq!(all, [("2".to_owned(), booking)], "a booking is kept as it was told");
    assert_eq!(stage.lease(now.plus(HOUR - 1)), None, "the next comes when it is due");
    fetch(stage, id, now.plus(HOUR), Recorded { harvest: super::stage::harvest([]), ..succeeded(now.plus(HOUR)) });
    let emptied = stage.as_it_is(id);
    assert_eq!((emptied.sub_accounts, emptied.asset_sum), (vec![], Yen(0)), "accounts there that are gone are gone here");
    assert_eq!(bookings(stage, id, 9).len(), 1, "what was booked stays");
}

/// Until one succeeds.
pub fn a_failure_is_counted_and_leaves_what_was_there(stage: &Stage) {
    let id = stage.linked_by("a");
    let harvest = harvest([found("1", 300, &[("t1", 0, 5)])]);
    fetch(stage, id, START, Recorded { harvest, uid_hidden: Some("123****".to_owned()), ..succeeded(START) });
    let before = stage.as_it_is(id);
    for (failures, error) in [(1, AggregationError::Timeout), (2, AggregationError::Captcha)] {
        let now = START.plus(HOUR * i64::from(failures));
        fetch(stage, id, now, failed(now, error));
        let (last_aggregated_at, next_aggregate_at) = (Some(now), Some(now.plus(HOUR)));
        let after = LinkedAccount { error: Some(error), failures, last_aggregated_at, next_aggregate_at, ..before.clone() };
        assert_eq!(stage.as_it_is(id), after);
    }
    let now = START.plus(3 * HOUR);
    fetch(stage, id, now, succeeded(now));
    let after = stage.as_it_is(id);
    assert_eq!((after.error, after.failures, after.last_succeeded_at), (None, 0, Some(now)));
    assert_eq!((after.asset_sum, after.sub_accounts), (before.asset_sum, before.sub_accounts), "nothing was brought home");
}

/// Until another one comes, or none.
pub fn a_message_came_when_it_came_first(stage: &Stage) {
    let id = stage.linked_by("a");
    let text = |text: &str| text.parse().ok();
    let told = [
        (Some((text("ご確認ください"), true)), (text("ご確認ください"), true, Some(0))),
        (None, (text("ご確認ください"), true, Some(0))),
        (Some((text("ご確認ください"), false)), (text("ご確認ください"), false, Some(0))),
        (Some((text("メンテナンス"), true)), (text("メンテナンス"), true, Some(3))),
        (Some((None, true)), (None, true, None)),
        (Some((text("メンテナンス"), true)), (text("メンテナンス"), true, Some(5))),
        (Some((None, false)), (None, false, None)),
    ];
    for (at, (message, (text, flag, came))) in (0..).zip(told) {
        let now = START.plus(HOUR * at);
        fetch(stage, id, now, Recorded { message, ..succeeded(now) });
        let account = stage.as_it_is(id);
        let came = came.map(|came| START.plus(HOUR * came));
        assert_eq!((account.message, account.msg_flag, account.msg_time), (text, flag, came), "after attempt {at}");
    }
}

/// By their ids and their account's: what is told again takes the place of what was told before.
pub fn bookings_are_merged(stage: &Stage) {
    let (id, other) = (stage.linked_by("a"), stage.linked_at("b", super::stage::OTHER, START.plus(HOUR * 9)));
    let first = harvest([found("1", 1, &[("t1", 10, 5), ("t2", 20, 6)]), found("2", 1, &[("t1", 15, 7)])]);
    fetch(stage, id, START, Recorded { harvest: first, ..succeeded(START) });
    assert_eq!(bookings(stage, id, 9), [line("1", "t2", 20, 6), line("2", "t1", 15, 7), line("1", "t1", 10, 5)]);
    let now = START.plus(HOUR);
    let second = harvest([found("1", 1, &[("t3", 30, 8), ("t2", 21, -6), ("t3", 31, 9)])]);
    fetch(stage, id, now, Recorded { harvest: second, ..succeeded(now) });
    let merged = [line("1", "t3", 31, 9), line("1", "t2", 21, -6), line("2", "t1", 15, 7), line("1", "t1", 10, 5)];
    assert_eq!(bookings(stage, id, 9), merged, "what comes twice in one telling is as it came last");
    assert_eq!(bookings(stage, id, 2), merged[..2], "a limit is kept");
    let now = START.plus(2 * HOUR);
    fetch(stage, id, now, failed(now, AggregationError::Gray));
    assert_eq!(bookings(stage, id, 9), merged);
    assert_eq!(bookings(stage, other, 9), []);
}

/// However many are told, at once or one after the other.
pub fn the_newest_bookings_are_kept(stage: &Stage) {
    let kept = i64::from(TRANSACTIONS_KEPT);
    let id = stage.linked_by("a");
    let names: Vec<String> = (0..kept + 200).map(|number| format!("t{number:05}")).collect();
    let told = |numbers: std::ops::Range<i64>| {
        let bookings: Vec<(&str, i64, i64)> =
            numbers.map(|number| (names[usize::try_from(number).expect("a number")].as_str(), number / 2, number)).collect();
        harvest([found("1", 1, &bookings)])
    };
    fetch(stage, id, START, Recorded { harvest: told(0..kept + 10), ..succeeded(START) });
    let newest_of = |last: i64| (line("1", &format!("t{:05}", last - 1), (last - 1) / 2, last - 1), last - kept);
    let check = |last| {
        let (newest, oldest) = newest_of(last);
        let known = bookings(stage, id, u32::MAX);
        assert_eq!(known.len() as i64, kept, "so many are kept");
        assert_eq!((known.first(), known.last().map(|last| last.3)), (Some(&newest), Some(oldest)), "the newest");
        assert!(known.is_sorted_by(|one, next| (one.2, &one.1) >= (next.2, &next.1)), "newest first");
    };
    check(kept + 10);
    let now = START.plus(HOUR);
    fetch(stage, id, now, Recorded { harvest: told(kept - 5..kept + 200), ..succeeded(now) });
    check(kept + 200);
    let now = START.plus(2 * HOUR);
    fetch(stage, id, now, Recorded { harvest: told(0..3), ..succeeded(now) });
    check(kept + 200);
}

/// With its answer and what is sealed for it; answers to forms stay.
pub fn a_question_takes_the_place_of_the_one_before(stage: &Stage) {
    let id = stage.manual_by("a");
    let asked = stage.asked(id, START, &["飼い犬の名前", "母の旧姓"]);
    let shown: Vec<(_, _)> = stage.as_it_is(id).requests.into_iter().map(|asked| (asked.id, asked.question.to_string())).collect();
    assert_eq!(shown, [(asked[0], "飼い犬の名前".to_owned()), (asked[1], "母の旧姓".to_owned())], "in the order of asking");
    let (value, note) = (stage.sealed_of(id, &asked[0].field(), "ポチ"), stage.note(Act::LinkedAccountAnswer));
    let answered = stage.linked().answer(asked[0], &customer("a"), &value, START, START.plus(60), &note);
    assert_eq!(answered.expect("the store answers"), Kept::Done);
    let next = stage.asked(id, START, &["初めて飼った猫の名前"]);
    let message = "合言葉を入力してください".parse().expect("a text");
    let question = "初めて飼った猫の名前".parse().expect("a text");
    assert_eq!(stage.as_it_is(id).requests, [AdditionalRequest { id: next[0], message, question, answered_until: None }]);
    assert_eq!(stage.lies_in(id, &asked[0].field()), None, "nobody uses this answer any more");
    assert_eq!(stage.lies_in(id, "form:13").as_deref(), Some("13412345"));
    for gone in asked {
        assert_eq!(stage.linked().request_account(gone, &customer("a")).expect("the store answers"), None);
    }
    let (_, lease) = stage.lease_this(id, START).expect("it is leased");
    assert!(stage.record(id, lease.fence, &succeeded(START)));
    assert_eq!(stage.as_it_is(id).requests, [], "nothing is asked any more");
}
