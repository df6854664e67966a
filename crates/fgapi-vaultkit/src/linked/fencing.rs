//! Who may write: the newest lease, until it is given back.

use fgapi_audit::Act;
use fgapi_linked::{AccountId, AggregationError, Change, Kept, LinkedAccount, NewAccount, Recorded};

use super::Stage;
use super::stage::{AUTOMATIC, LEASE, START, customer, failed, found, harvest, succeeded};

/// With until when the consent lasts.
pub fn tokens_are_kept_under_the_newest_lease(stage: &Stage) {
    let id = stage.linked_by("a");
    let fence = stage.leased(id, START).fence;
    let before = stage.as_it_is(id);
    for (text, until) in [("second", Some(START.plus(5))), ("third", None)] {
        let tokens = stage.sealed_of(id, AccountId::TOKENS, text);
        let kept = stage.told(0, || stage.linked().put_tokens(id, fence, &tokens, until)).expect("the store answers");
        assert_eq!(kept, Kept::Done);
        assert_eq!(stage.lies_in(id, AccountId::TOKENS).as_deref(), Some(text));
        assert_eq!(stage.as_it_is(id), LinkedAccount { consent_until: until, ..before.clone() });
    }
    let gone = stage.new_id();
    let tokens = stage.sealed_of(gone, AccountId::TOKENS, "x");
    assert_eq!(stage.linked().put_tokens(gone, fence, &tokens, None).expect("the store answers"), Kept::Gone);
    assert_eq!(stage.lies_in(gone, AccountId::TOKENS), None);
}

/// Whoever has this number now changes nothing, and nothing is told.
fn is_late(stage: &Stage, id: AccountId, fence: i64) {
    let state = || (stage.as_it_is(id), stage.places(), stage.lies_in(id, AccountId::TOKENS), stage.entries());
    let before = state();
    let tokens = stage.sealed_of(id, AccountId::TOKENS, "late tokens");
    assert_eq!(stage.linked().put_tokens(id, fence, &tokens, None).expect("the store answers"), Kept::Late);
    let note = stage.note(Act::LinkedAccountTake);
    assert_eq!(stage.linked().take_answers(id, fence, START, &note).expect("the store answers"), None);
    let harvest = harvest([found("late", 9, &[("late", 0, 9)])]);
    let requests = vec![stage.request("late?")];
    let uid_hidden = Some("late".to_owned());
    let recorded = Recorded { harvest, requests, uid_hidden, message: Some((None, true)), ..failed(START, AggregationError::Gray) };
    assert!(!stage.record(id, fence, &recorded));
    assert_eq!(state(), before);
    assert!(stage.linked().transactions(id, 9).expect("the store answers").iter().all(|(sub, _)| sub != "late"));
}

/// When another lease was given since, or when it never had one.
pub fn a_late_worker_changes_nothing(stage: &Stage) {
    let (id, manual) = (stage.linked_by("a"), stage.manual_by("a"));
    is_late(stage, id, 0);
    let old = stage.leased(id, START).fence;
    stage.leased(id, START.plus(LEASE));
    for fence in [old, old - 1, old + 2, i64::MAX, -1] {
        is_late(stage, id, fence);
    }
    let old = stage.lease_this(manual, START).expect("it is leased").1.fence;
    let new = stage.lease_this(manual, START.plus(LEASE)).expect("it is leased").1.fence;
    is_late(stage, manual, old);
    let note = stage.note(Act::LinkedAccountTake);
    let taken = stage.told(1, || stage.linked().take_answers(manual, new, START, &note)).expect("the store answers");
    assert_eq!(taken.map(|taken| taken.len()), Some(2), "the newest gets what the late one did not");
    assert!(!stage.record(stage.new_id(), 1, &succeeded(START)), "there is no such account");
}

/// Also when nobody took another since.
pub fn a_lease_that_was_given_back_is_late(stage: &Stage) {
    let id = stage.linked_by("a");
    let fence = stage.leased(id, START).fence;
    assert!(stage.record(id, fence, &succeeded(START)));
    assert_eq!(stage.as_it_is(id).lease, None, "it is given back");
    is_late(stage, id, fence);
}

/// The customer's word comes before the worker's.
pub fn a_suspended_or_renewed_accounts_worker_is_late(stage: &Stage) {
    let new = stage.automatic(&customer("a"), AUTOMATIC, START);
    assert_eq!(stage.put(&new), Kept::Done);
    let id = new.id;
    let change = |change| {
        let note = stage.note(Act::LinkedAccountChange);
        assert!(stage.linked().change(id, &customer("a"), &change, START, &note).expect("the store answers"));
    };
    let first = stage.leased(id, START).fence;
    change(Change::Suspend);
    is_late(stage, id, first);
    change(Change::Resume);
    is_late(stage, id, first);
    let second = stage.leased(id, START).fence;
    assert!(second > first, "numbers are never given again");
    is_late(stage, id, first);
    let values = vec![stage.sealed_of(id, AccountId::TOKENS, "new tokens")];
    assert_eq!(stage.put(&NewAccount { anew: true, values, ..new }), Kept::Done);
    assert_eq!(stage.as_it_is(id).lease, None);
    is_late(stage, id, second);
    assert!(stage.leased(id, START).fence > second);
    is_late(stage, id, second);
}
