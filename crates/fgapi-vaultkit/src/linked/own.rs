//! What customers do with their own accounts.

use fgapi_audit::Act;
use fgapi_domain::UnixSeconds;
use fgapi_linked::{AccountId, Acquired, Change, Kept, LinkedAccount, ServiceId};

use super::Stage;
use super::stage::{AUTOMATIC, MANUAL, OTHER, START, customer, found, harvest, succeeded};

fn change(stage: &Stage, id: AccountId, name: &str, change: &Change, now: UnixSeconds) -> bool {
    let note = stage.note(Act::LinkedAccountChange);
    stage.linked().change(id, &customer(name), change, now, &note).expect("the store answers")
}

fn acquire(stage: &Stage, id: AccountId, name: &str, now: UnixSeconds) -> Acquired {
    stage.linked().acquire(id, &customer(name), now, 60).expect("the store answers")
}

/// At all services or some, a part of them at a time, with how many there are.
pub fn a_page_has_the_customers_own_oldest_first(stage: &Stage) {
    let mut at = 0;
    let mut link = |name: &str, service| {
        at += 1;
        stage.linked_at(name, service, START.plus(at))
    };
    let ids = [link("a", AUTOMATIC), link("a", OTHER), link("a", AUTOMATIC), link("a", OTHER), link("a", AUTOMATIC)];
    link("b", AUTOMATIC);
    let fence = stage.leased(ids[0], START.plus(5)).fence;
    let recorded = fgapi_linked::Recorded { harvest: harvest([found("2", 1, &[]), found("1", 2, &[])]), ..succeeded(START.plus(5)) };
    assert!(stage.record(ids[0], fence, &recorded));
    let page = |among: Option<&[ServiceId]>, offset, limit| {
        let (total, page) = stage.linked().accounts_of(&customer("a"), among, offset, limit).expect("the store answers");
        for account in &page {
            assert_eq!(*account, stage.as_it_is(account.id), "a list shows each as it is");
        }
        (total, page.into_iter().map(|account| account.id).collect::<Vec<_>>())
    };
    assert_eq!(page(None, 0, 100), (5, ids.to_vec()));
    assert_eq!(page(None, 1, 3), (5, ids[1..4].to_vec()));
    assert_eq!(page(None, 4, 3), (5, ids[4..].to_vec()));
    assert_eq!(page(None, 5, 3), (5, vec![]));
    assert_eq!(page(None, 0, 0), (5, vec![]));
    assert_eq!(page(Some(&[OTHER]), 0, 9), (2, vec![ids[1], ids[3]]));
    assert_eq!(page(Some(&[OTHER, AUTOMATIC, ServiceId(99)]), 3, 9), (5, ids[3..].to_vec()));
    assert_eq!(page(Some(&[MANUAL]), 0, 9), (0, vec![]));
    assert_eq!(page(Some(&[]), 0, 9), (0, vec![]));
    assert_eq!(stage.linked().accounts_of(&customer("c"), None, 0, 9).expect("the store answers"), (0, vec![]));
    let far: Vec<String> = stage.as_it_is(ids[0]).sub_accounts.into_iter().map(|sub| sub.far_id).collect();
    assert_eq!(far, ["2", "1"], "accounts there come in the institution's order");
}

/// Each change is told once and changes nothing else.
pub fn an_account_has_the_customers_own_words(stage: &Stage) {
    let id = stage.linked_by("a");
    let mut expected = stage.as_it_is(id);
    let (name, memo) = ("生活費".parse().ok(), "引落用 'x'; --".parse().ok());
    for words in [Change::DispName(name.clone()), Change::Memo(memo.clone()), Change::DispName(None), Change::Memo(None)] {
        assert!(stage.told(1, || change(stage, id, "a", &words, START)));
        match words {
            Change::DispName(name) => expected.disp_name = name,
            Change::Memo(memo) => expected.memo = memo,
            Change::Suspend | Change::Resume => {}
        }
        assert_eq!(stage.as_it_is(id), expected);
    }
    assert!(name.is_some() && memo.is_some());
}

/// One that was not stopped is due when it was.
pub fn a_suspended_account_is_resumed_due(stage: &Stage) {
    let (id, manual) = (stage.linked_by("a"), stage.manual_by("a"));
    let (before, now) = (stage.as_it_is(id), START.plus(100));
    assert!(stage.told(1, || change(stage, id, "a", &Change::Resume, now)));
    assert_eq!(stage.as_it_is(id), before);
    assert!(stage.told(1, || change(stage, id, "a", &Change::Suspend, now)));
    assert_eq!(stage.as_it_is(id), LinkedAccount { suspended: true, next_aggregate_at: None, ..before.clone() });
    assert!(stage.told(1, || change(stage, id, "a", &Change::Resume, now)));
    assert_eq!(stage.as_it_is(id), LinkedAccount { next_aggregate_at: Some(now), ..before });
    assert!(change(stage, manual, "a", &Change::Suspend, now) && change(stage, manual, "a", &Change::Resume, now));
    assert_eq!(stage.as_it_is(manual).next_aggregate_at, None, "the gateway does not fetch this one");
}

/// Everywhere, and nothing is changed or told.
pub fn what_is_anothers_is_gone(stage: &Stage) {
    let (id, manual) = (stage.linked_by("a"), stage.manual_by("a"));
    let request = stage.asked(manual, START, &["飼い犬の名前"])[0];
    let state = || (stage.as_it_is(id), stage.as_it_is(manual), stage.places(), stage.entries());
    let before = state();
    let linked = stage.linked();
    for (id, request, name) in [(id, request, "b"), (manual, request, "b"), (stage.new_id(), stage.request("?").id, "a")] {
        for words in [Change::DispName(None), Change::Memo(None), Change::Suspend, Change::Resume] {
            assert!(!change(stage, id, name, &words, START));
        }
        assert!(!linked.remove(id, &customer(name), &stage.note(Act::LinkedAccountRemove)).expect("the store answers"));
        assert_eq!(acquire(stage, id, name, START), Acquired::Gone);
        assert_eq!(linked.request_account(request, &customer(name)).expect("the store answers"), None);
        let (value, note) = (stage.sealed_of(manual, &request.field(), "x"), stage.note(Act::LinkedAccountAnswer));
        let answered = linked.answer(request, &customer(name), &value, START, START.plus(60), &note);
        assert_eq!(answered.expect("the store answers"), Kept::Gone);
        let answered = linked.answer_forms(id, &customer(name), &[value], Some("9"), START.plus(60), &note);
        assert_eq!(answered.expect("the store answers"), Kept::Gone);
    }
    assert_eq!(state(), before);
    assert_eq!(linked.request_account(request, &customer("a")).expect("the store answers"), Some(manual));
}

/// What was fetched, asked, answered and sealed, and journeys that would have ended there.
pub fn removing_takes_all(stage: &Stage) {
    let (id, manual, other) = (stage.linked_by("a"), stage.manual_by("a"), stage.manual_by("b"));
    let fence = stage.leased(id, START).fence;
    let recorded = fgapi_linked::Recorded { harvest: harvest([found("1", 1, &[("t1", 0, 5)])]), ..succeeded(START) };
    assert!(stage.record(id, fence, &recorded));
    let request = stage.asked(manual, START, &["飼い犬の名前"])[0];
    let (value, note) = (stage.sealed_of(manual, &request.field(), "ポチ"), stage.note(Act::LinkedAccountAnswer));
    let answered = stage.linked().answer(request, &customer("a"), &value, START, START.plus(60), &note);
    assert_eq!(answered.expect("the store answers"), Kept::Done);
    let (kept, gone) = (stage.pending("a", None), stage.pending("a", Some(id)));
    assert_eq!((stage.begin(&kept), stage.begin(&gone)), (Kept::Done, Kept::Done));
    let fence = stage.lease_this(manual, START).expect("it is leased").1.fence;
    for id in [id, manual] {
        let remove = || stage.linked().remove(id, &customer("a"), &stage.note(Act::LinkedAccountRemove)).expect("the store answers");
        assert!(stage.told(1, remove));
        assert!(!stage.told(0, remove), "it is gone");
        assert_eq!(stage.linked().account(id).expect("the store answers"), None);
        assert_eq!(stage.linked().transactions(id, 9).expect("the store answers"), []);
    }
    assert!(!stage.record(manual, fence, &succeeded(START)), "whoever was at it writes nothing");
    assert_eq!(stage.linked().request_account(request, &customer("a")).expect("the store answers"), None);
    assert_eq!(stage.linked().take_pending(&gone.state, START).expect("the store answers"), None);
    let mut left = vec![other.place("form:13").expect("a place"), other.place("form:14").expect("a place"), kept.verifier.place.clone()];
    left.sort();
    assert_eq!(stage.places(), left, "others keep what is theirs");
    assert_eq!(stage.linked().take_pending(&kept.state, START).expect("the store answers"), Some(kept));
    assert_eq!(stage.linked().accounts_of(&customer("a"), None, 0, 9).expect("the store answers"), (0, vec![]));
}

/// However often the customer asks; and never later than it was due.
pub fn an_account_is_not_fetched_too_soon(stage: &Stage) {
    let (id, manual) = (stage.linked_by("a"), stage.manual_by("a"));
    let next = || stage.as_it_is(id).next_aggregate_at;
    stage.told(0, || {
        assert_eq!(acquire(stage, id, "a", START.plus(5)), Acquired::Due);
        assert_eq!(next(), Some(START), "it is due already");
        let fence = stage.leased(id, START).fence;
        assert_eq!(acquire(stage, id, "a", START.plus(6)), Acquired::Due, "somebody is at it");
        assert!(stage.record(id, fence, &succeeded(START.plus(10))));
        assert_eq!(next(), Some(START.plus(3_610)));
        assert_eq!(acquire(stage, id, "a", START.plus(11)), Acquired::Due);
        assert_eq!(next(), Some(START.plus(70)), "a minute after the last attempt");
        assert_eq!(acquire(stage, id, "a", START.plus(90)), Acquired::Due);
        assert_eq!(next(), Some(START.plus(70)), "asking again makes nobody wait longer");
        let fence = stage.leased(id, START.plus(70)).fence;
        let ended = fgapi_linked::Recorded { next: None, ..succeeded(START.plus(80)) };
        assert!(stage.record(id, fence, &ended));
        assert_eq!(acquire(stage, id, "a", START.plus(200)), Acquired::Due);
        assert_eq!(next(), Some(START.plus(200)), "what was due never is due now");
        assert_eq!(acquire(stage, manual, "a", START), Acquired::NotAutomatic);
    });
    assert!(change(stage, id, "a", &Change::Suspend, START.plus(201)));
    assert_eq!(acquire(stage, id, "a", START.plus(500)), Acquired::Suspended);
    assert_eq!(next(), None);
}
