//! Customers on the way, and what they come back with.

use fgapi_audit::Act;
use fgapi_domain::UnixSeconds;
use fgapi_linked::{AccountId, AggregationError, Change, Kept, LinkedAccount, NewAccount, PendingLink, ServiceId};
use fgapi_vault::SEALS_MAX;

use super::Stage;
use super::stage::{AUTOMATIC, MANUAL, OTHER, START, at_once, customer, failed, found, harvest, succeeded};

fn take(stage: &Stage, pending: &PendingLink, now: UnixSeconds) -> Option<PendingLink> {
    stage.linked().take_pending(&pending.state, now).expect("the store answers")
}

/// By one of any number of callers, and the verifier goes with it.
pub fn a_journey_is_taken_once(stage: &Stage) {
    let (first, second) = (stage.pending("a", None), stage.pending("b", Some(stage.linked_by("b"))));
    stage.told(0, || assert_eq!((stage.begin(&first), stage.begin(&second)), (Kept::Done, Kept::Done)));
    let sealed = stage.places().len();
    for pending in [first, second] {
        let taken: Vec<_> = at_once(|_| take(stage, &pending, START)).into_iter().flatten().collect();
        assert_eq!(taken, std::slice::from_ref(&pending), "one gets it, as it was remembered");
        assert_eq!(take(stage, &pending, START), None, "it is forgotten");
        assert!(!stage.places().contains(&pending.verifier.place), "the verifier is gone");
    }
    assert_eq!(stage.places().len(), sealed - 2, "and nothing else");
}

/// Then it is forgotten too.
pub fn a_journey_is_over_on_the_second(stage: &Stage) {
    let (in_time, late) = (stage.pending("a", None), stage.pending("a", None));
    assert_eq!((stage.begin(&in_time), stage.begin(&late)), (Kept::Done, Kept::Done));
    assert!(take(stage, &in_time, in_time.until.plus(-1)).is_some());
    assert_eq!(take(stage, &late, late.until), None);
    assert_eq!(take(stage, &late, START), None, "what came too late is forgotten");
    assert_eq!(stage.places(), [], "with what was sealed for it");
    assert_eq!(take(stage, &stage.pending("a", None), START), None, "nobody began this");
}

/// Neither to a service that is not there, nor to an account that is not theirs.
pub fn nobody_goes_where_nothing_is(stage: &Stage) {
    let (anothers, own) = (stage.linked_by("b"), stage.linked_at("a", OTHER, START));
    let before = stage.places();
    let pending = stage.pending("a", None);
    assert_eq!(stage.begin(&PendingLink { service: ServiceId(99), ..pending.clone() }), Kept::Gone);
    for account in [anothers, own, stage.new_id()] {
        assert_eq!(stage.begin(&PendingLink { account: Some(account), ..pending.clone() }), Kept::Gone, "none of theirs at this service");
    }
    assert_eq!(take(stage, &pending, START), None);
    assert_eq!(stage.places(), before, "nothing is kept");
}

/// And is what was told of it, and no more.
pub fn a_linked_account_is_due_at_once(stage: &Stage) {
    let (automatic, manual) = (stage.automatic(&customer("a"), AUTOMATIC, START), stage.manual(&customer("a"), START));
    let before = stage.seals();
    for (new, due) in [(&automatic, Some(START)), (&manual, None)] {
        assert_eq!(stage.told(1, || stage.put(new)), Kept::Done);
        let fresh = LinkedAccount {
            id: new.id,
            customer: customer("a"),
            service: new.service,
            uid_hidden: new.uid_hidden.clone(),
            disp_name: None,
            memo: None,
            message: None,
            msg_flag: false,
            msg_time: None,
            created_at: START,
            suspended: false,
            automatic: new.automatic,
            error: None,
            last_aggregated_at: None,
            last_succeeded_at: None,
            next_aggregate_at: due,
            asset_sum: fgapi_domain::Yen(0),
            failures: 0,
            lease: None,
            consent_until: new.consent_until,
            sub_accounts: Vec::new(),
            requests: Vec::new(),
        };
        assert_eq!(stage.as_it_is(new.id), fresh);
        for value in &new.values {
            assert_eq!(
                stage.linked().values_at(std::slice::from_ref(&value.place)).expect("the store answers"),
                std::slice::from_ref(value)
            );
        }
        assert_eq!(stage.told(0, || stage.put(new)), Kept::Gone, "what is there is not added once more");
    }
    assert_eq!(stage.seals() - before, 3, "what was sealed is counted");
    assert_eq!(stage.linked().account(stage.new_id()).expect("the store answers"), None);
    let nowhere = NewAccount { service: ServiceId(99), ..stage.automatic(&customer("a"), AUTOMATIC, START) };
    assert_eq!(stage.told(0, || stage.put(&nowhere)), Kept::Gone);
    assert_eq!(stage.lies_in(nowhere.id, AccountId::TOKENS), None);
}

/// Then it begins anew, with what was fetched and what the customer called it.
pub fn an_account_is_linked_anew(stage: &Stage) {
    let first = stage.automatic(&customer("a"), AUTOMATIC, START);
    assert_eq!(stage.put(&first), Kept::Done);
    let id = first.id;
    let fence = stage.leased(id, START).fence;
    let brought = succeeded(START);
    let home =
        fgapi_linked::Recorded { harvest: harvest([found("1", 500, &[("t1", 0, 5)])]), uid_hidden: Some("123***".into()), ..brought };
    assert!(stage.record(id, fence, &home));
    let fence = stage.leased(id, START.plus(3_600)).fence;
    assert!(stage.record(id, fence, &failed(START.plus(3_600), AggregationError::Login)));
    let suspended = stage.linked().change(id, &first.customer, &Change::Suspend, START, &stage.note(Act::LinkedAccountChange));
    assert!(suspended.expect("the store answers"));
    let (before, now) = (stage.as_it_is(id), START.plus(9_000));
    assert_eq!((before.failures, before.suspended), (1, true));
    let tokens = vec![stage.sealed_of(id, AccountId::TOKENS, "new tokens")];
    let anew = NewAccount { anew: true, now, consent_until: Some(now.plus(7)), values: tokens, ..first };
    assert_eq!(stage.told(1, || stage.put(&anew)), Kept::Done);
    let begun = LinkedAccount {
        suspended: false,
        error: None,
        failures: 0,
        next_aggregate_at: Some(now),
        consent_until: Some(now.plus(7)),
        ..before
    };
    assert_eq!(stage.as_it_is(id), begun, "an empty text hides nothing that was seen");
    assert_eq!(stage.lies_in(id, AccountId::TOKENS).as_deref(), Some("new tokens"));
    assert!(stage.leased(id, now).fence > fence);
}

/// Nothing of it is kept or told.
pub fn what_is_gone_or_anothers_is_not_linked_anew(stage: &Stage) {
    let (own, removed) = (stage.automatic(&customer("a"), AUTOMATIC, START), stage.automatic(&customer("a"), AUTOMATIC, START));
    assert_eq!((stage.put(&own), stage.put(&removed)), (Kept::Done, Kept::Done));
    assert!(stage.linked().remove(removed.id, &customer("a"), &stage.note(Act::LinkedAccountRemove)).expect("the store answers"));
    let (before, places) = (stage.as_it_is(own.id), stage.places());
    let elsewhere = NewAccount { anew: true, service: OTHER, ..own.clone() };
    let anothers = NewAccount { anew: true, customer: customer("b"), ..own.clone() };
    let gone = NewAccount { anew: true, ..removed };
    stage.told(0, || {
        for mut refused in [elsewhere, anothers, gone] {
            refused.values = vec![stage.sealed_of(refused.id, AccountId::TOKENS, "another's")];
            assert_eq!(stage.put(&refused), Kept::Gone);
        }
    });
    assert_eq!((stage.as_it_is(own.id), stage.places()), (before, places));
    assert_eq!(stage.lies_in(own.id, AccountId::TOKENS).as_deref(), Some("tokens"));
}

/// Whatever it is, nothing is changed or told.
pub fn nothing_is_kept_under_a_key_that_may_not_seal(stage: &Stage) {
    let (id, manual) = (stage.linked_by("a"), stage.manual_by("a"));
    let request = stage.asked(manual, START, &["飼い犬の名前"])[0];
    let fence = stage.leased(id, START).fence;
    let state = || (stage.as_it_is(id), stage.as_it_is(manual), stage.places(), stage.entries());
    let before = state();
    let refused = |stage: &Stage, wanted: Kept, key| {
        let under = |mut value: fgapi_vault::SealedValue| {
            value.key = key;
            value
        };
        let mut new = stage.automatic(&customer("a"), AUTOMATIC, START);
        new.values = new.values.into_iter().map(under).collect();
        assert_eq!(stage.put(&new), wanted);
        let pending = stage.pending("a", None);
        assert_eq!(stage.begin(&PendingLink { verifier: under(pending.verifier.clone()), ..pending }), wanted);
        let (linked, customer, note) = (stage.linked(), customer("a"), stage.note(Act::LinkedAccountAnswer));
        let value = under(stage.sealed_of(manual, &request.field(), "ポチ"));
        let outcome = linked.answer(request, &customer, &value, START, START.plus(60), &note);
        assert_eq!(outcome.expect("the store answers"), wanted);
        let outcome = linked.answer_forms(manual, &customer, &[value], Some("9***"), START.plus(60), &note);
        assert_eq!(outcome.expect("the store answers"), wanted);
        let tokens = under(stage.sealed_of(id, AccountId::TOKENS, "new tokens"));
        assert_eq!(linked.put_tokens(id, fence, &tokens, None).expect("the store answers"), wanted);
    };
    refused(stage, Kept::StaleKey, stage.new_key());
    let full = stage.new_key();
    stage.add_key(full, Some(stage.key()), SEALS_MAX);
    refused(stage, Kept::StaleKey, stage.key());
    refused(stage, Kept::Exhausted, full);
    assert_eq!(state(), before);
    assert_eq!(stage.lies_in(id, AccountId::TOKENS).as_deref(), Some("tokens"));
    assert_eq!(MANUAL, stage.as_it_is(manual).service);
}
