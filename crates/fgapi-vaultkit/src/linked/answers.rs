//! Answers: used once, or over.

use fgapi_audit::Act;
use fgapi_domain::UnixSeconds;
use fgapi_linked::{AccountId, AggregationError, Kept, LinkedAccount, Recorded, RequestId};
use fgapi_vault::SealedValue;

use super::Stage;
use super::stage::{START, at_once, customer, failed, succeeded};

fn answer(stage: &Stage, id: AccountId, request: RequestId, text: &str, until: UnixSeconds) -> Kept {
    let (value, note) = (stage.sealed_of(id, &request.field(), text), stage.note(Act::LinkedAccountAnswer));
    stage.linked().answer(request, &customer("a"), &value, START.plus(1), until, &note).expect("the store answers")
}

fn take(stage: &Stage, id: AccountId, fence: i64, now: UnixSeconds) -> Option<Vec<SealedValue>> {
    let note = stage.note(Act::LinkedAccountTake);
    stage.linked().take_answers(id, fence, now, &note).expect("the store answers")
}

fn texts(taken: Option<Vec<SealedValue>>) -> Vec<(String, String)> {
    let text = |value: SealedValue| (value.place.field.to_string(), String::from_utf8(value.sealed).expect("a text"));
    let mut texts: Vec<_> = taken.expect("the lease is the newest").into_iter().map(text).collect();
    texts.sort();
    texts
}

fn forms() -> [(String, String); 2] {
    [("form:13", "13412345"), ("form:14", "open sesame")].map(|(field, text)| (field.to_owned(), text.to_owned()))
}

/// And it is shown until when it is kept; a later one takes its place.
pub fn an_answer_makes_the_account_due(stage: &Stage) {
    let id = stage.linked_by("a");
    let fence = stage.leased(id, START).fence;
    let asked = stage.request("飼い犬の名前");
    let request = asked.id;
    let next = Some(START.plus(86_400));
    let recorded = Recorded { requests: vec![asked], next, ..failed(START, AggregationError::SecretQuestion) };
    assert!(stage.record(id, fence, &recorded));
    for (text, until) in [("ポチ", START.plus(60)), ("タマ", START.plus(90))] {
        let before = stage.as_it_is(id);
        assert_eq!(stage.told(1, || answer(stage, id, request, text, until)), Kept::Done);
        let mut after = LinkedAccount { next_aggregate_at: Some(START.plus(1)), ..before };
        after.requests[0].answered_until = Some(until);
        assert_eq!(stage.as_it_is(id), after);
        assert_eq!(stage.lies_in(id, &request.field()).as_deref(), Some(text));
    }
    let fence = stage.leased(id, START.plus(1)).fence;
    assert_eq!(texts(take(stage, id, fence, START.plus(89))), [(request.field(), "タマ".to_owned())]);
    let asked = &stage.as_it_is(id).requests[0];
    assert_eq!((asked.id, asked.answered_until), (request, None), "it is asked until the attempt ends");
}

/// By one of any number of callers.
pub fn an_answer_is_used_once(stage: &Stage) {
    let id = stage.manual_by("a");
    let (_, lease) = stage.lease_this(id, START).expect("it is leased");
    let taken = stage.told(1, || at_once(|_| texts(take(stage, id, lease.fence, START))));
    assert_eq!(taken.concat(), forms(), "one gets them all");
    assert_eq!(stage.places(), [], "what was taken lies nowhere");
    assert_eq!(stage.told(0, || take(stage, id, lease.fence, START)), Some(vec![]), "taking nothing is not told");
    assert!(stage.record(id, lease.fence, &succeeded(START)));
    let (_, lease) = stage.lease_this(id, START).expect("it is leased again");
    assert_eq!(take(stage, id, lease.fence, START), Some(vec![]));
    let automatic = stage.linked_by("a");
    let fence = stage.leased(automatic, START).fence;
    assert_eq!(take(stage, automatic, fence, START), Some(vec![]));
    assert_eq!(stage.lies_in(automatic, AccountId::TOKENS).as_deref(), Some("tokens"), "tokens are no answers");
}

/// Nobody gets it, and it lies there no longer.
pub fn an_answer_is_over_on_the_second(stage: &Stage) {
    let id = stage.manual_by("a");
    let request = stage.asked(id, START, &["飼い犬の名前"])[0];
    assert_eq!(answer(stage, id, request, "ポチ", START.plus(60)), Kept::Done);
    let (_, lease) = stage.lease_this(id, START).expect("it is leased");
    assert_eq!(texts(take(stage, id, lease.fence, START.plus(60))), forms(), "those of the forms are kept longer");
    assert_eq!(stage.places(), [], "what was over is removed");
    let other = stage.manual_by("a");
    let (_, lease) = stage.lease_this(other, START).expect("it is leased");
    assert_eq!(stage.told(0, || take(stage, other, lease.fence, START.plus(600))), Some(vec![]), "nothing was handed over");
    assert_eq!(stage.places(), []);
    let third = stage.manual_by("a");
    assert!(stage.record(other, lease.fence, &succeeded(START)));
    let (_, lease) = stage.lease_this(third, START).expect("it is leased");
    assert_eq!(texts(take(stage, third, lease.fence, START.plus(599))), forms());
}

/// With what is seen of the account's id, or without.
pub fn answers_to_forms_are_given_anew(stage: &Stage) {
    let id = stage.manual_by("a");
    let before = stage.as_it_is(id);
    let give = |text: &str, hidden, until| {
        let (values, note) = ([stage.sealed_of(id, "form:13", text)], stage.note(Act::LinkedAccountAnswer));
        stage.linked().answer_forms(id, &customer("a"), &values, hidden, until, &note).expect("the store answers")
    };
    assert_eq!(stage.told(1, || give("99912345", Some("999****"), START.plus(700))), Kept::Done);
    assert_eq!(stage.as_it_is(id), LinkedAccount { uid_hidden: "999****".to_owned(), ..before });
    assert_eq!(stage.told(1, || give("88812345", None, START.plus(700))), Kept::Done);
    assert_eq!(stage.as_it_is(id).uid_hidden, "999****");
    let (_, lease) = stage.lease_this(id, START).expect("it is leased");
    let taken = texts(take(stage, id, lease.fence, START.plus(650)));
    assert_eq!(taken, [("form:13".to_owned(), "88812345".to_owned())], "the later one, which is kept longer");
}

/// With what is sealed for it; accounts, tokens and what is not over stay.
pub fn only_what_is_over_is_purged(stage: &Stage) {
    let (id, manual) = (stage.linked_by("a"), stage.manual_by("a"));
    let request = stage.asked(manual, START, &["飼い犬の名前"])[0];
    assert_eq!(answer(stage, manual, request, "ポチ", START.plus(100)), Kept::Done);
    let pending = stage.pending("a", Some(id));
    assert_eq!(stage.begin(&pending), Kept::Done);
    let purge = |now| stage.told(0, || stage.linked().purge_links(now, 100)).expect("the store answers");
    assert_eq!(purge(START.plus(99)), 0);
    assert_eq!(stage.places().len(), 5);
    assert_eq!(purge(START.plus(100)), 1);
    assert_eq!(stage.lies_in(manual, &request.field()), None);
    assert_eq!(stage.as_it_is(manual).requests[0].answered_until, None, "it may be answered again");
    assert_eq!(answer(stage, manual, request, "ポチ", START.plus(2_000)), Kept::Done);
    assert_eq!(purge(START.plus(600)), 2, "answers to forms");
    assert_eq!(purge(START.plus(1_800)), 1, "a journey");
    let mut left = vec![id.place(AccountId::TOKENS).expect("a place"), manual.place(&request.field()).expect("a place")];
    left.sort();
    assert_eq!(stage.places(), left);
    assert_eq!(stage.linked().take_pending(&pending.state, START).expect("the store answers"), None);
    assert_eq!((stage.as_it_is(id).customer, stage.as_it_is(manual).customer), (customer("a"), customer("a")));
}

/// And says how much it did, on however many nodes at once.
pub fn a_purge_is_bounded(stage: &Stage) {
    for number in 0..10 {
        stage.manual_by(&number.to_string());
        assert_eq!(stage.begin(&stage.pending("a", None)), Kept::Done);
    }
    let purge = |limit| stage.linked().purge_links(START.plus(9_000), limit).expect("the store answers");
    assert_eq!(purge(0), 0);
    assert_eq!(purge(3), 3);
    assert_eq!(stage.places().len(), 27);
    let removed: u32 = at_once(|_| purge(4)).into_iter().sum();
    assert!(removed <= 27, "nothing is counted twice");
    assert_eq!(stage.places().len(), 27 - removed as usize);
    assert_eq!(purge(100), 27 - removed);
    assert_eq!(stage.places(), []);
}
