//! The catalogue, and accounts that are linked.

use fgapi_audit::Act;
use fgapi_linked::{AccountId, Imported, Kept, KeptService, NewAccount, PendingLink, Recorded, ServiceId};
use fgapi_vault::{Owner, SEALS_MAX};

use super::scene::{ended, hana, question, service, taro, tokens};
use crate::Stage;
use crate::stage::{START, at_once, place};

fn pending(stage: &Stage, service: u32, account: Option<AccountId>) -> PendingLink {
    let state = stage.digest();
    let at = place(Owner::House, &format!("link:{}", state.fingerprint()), "verifier");
    let verifier = stage.sealed(&at, "verifier");
    PendingLink { state, customer: hana(), service: ServiceId(service), account, verifier, until: START.plus(60) }
}

fn begin(stage: &Stage, pending: &PendingLink) -> Kept {
    stage.told(0, || stage.linked().begin_link(pending).expect("the store answers"))
}

/// By id, whole, and told each time.
pub fn a_catalogue_is_taken_over(stage: &Stage) {
    let (one, two, three) = (service(30, 1), service(4, 2), KeptService { automatic: false, ..service(500, 3) });
    let first = stage.told(1, || stage.import(&[one.clone(), two.clone()]));
    assert_eq!(first, Imported { added: 2, changed: 0, unchanged: 0 });
    let changed = KeptService { text: "other".to_owned(), concurrency: 9, ..one };
    let next = stage.told(1, || stage.import(&[changed.clone(), three.clone(), two.clone()]));
    assert_eq!(next, Imported { added: 1, changed: 1, unchanged: 1 });
    let last = stage.told(1, || stage.import(std::slice::from_ref(&three)));
    assert_eq!(last, Imported { added: 0, changed: 0, unchanged: 1 }, "others stay");
    let all = [two, changed, three];
    assert_eq!(stage.linked().services().expect("the store answers"), all, "they come by id");
    let named = |ids: &[u32]| {
        let ids: Vec<ServiceId> = ids.iter().map(|id| ServiceId(*id)).collect();
        stage.linked().services_named(&ids).expect("the store answers")
    };
    assert_eq!(named(&[500, 4, 77]), [all[0].clone(), all[2].clone()]);
    assert_eq!(named(&[]), []);
    let crowd = at_once(|number| {
        let mut mine = all.to_vec();
        mine.rotate_left(number % 3);
        mine[0].text = format!("by {number}");
        mine[1].text = format!("by {number}");
        stage.import(&mine)
    });
    assert!(crowd.iter().all(|imported| imported.added == 0), "nobody waits in a ring: {crowd:?}");
    stage.linked_account("hana", 4);
    stage.linked_account("taro", 4);
    let (id, fence) = stage.leased(START, None);
    assert!(stage.record(id, fence, &Recorded { error: Some(fgapi_linked::AggregationError::Login), ..ended(START) }));
    let counts = stage.linked().counts().expect("the store answers");
    assert_eq!(counts, [(ServiceId(4), 2, 1), (ServiceId(30), 0, 0), (ServiceId(500), 0, 0)], "accounts, and those that failed last");
}

/// Of however many who come back at once, and its secret goes with it.
pub fn a_journey_is_ended_once(stage: &Stage) {
    stage.import(&[service(1, 1), service(2, 1)]);
    let account = stage.linked_account("hana", 1);
    assert_eq!(begin(stage, &pending(stage, 9, None)), Kept::Gone, "there is no such service");
    assert_eq!(begin(stage, &pending(stage, 2, Some(account))), Kept::Gone, "the account is at another");
    assert_eq!(begin(stage, &pending(stage, 1, Some(AccountId(stage.bytes())))), Kept::Gone, "there is no such account");
    let theirs = PendingLink { customer: taro(), ..pending(stage, 1, Some(account)) };
    assert_eq!(begin(stage, &theirs), Kept::Gone, "the account is another customer's");
    assert_eq!(stage.at(&theirs.verifier.place), None, "nothing of it is kept");
    for account in [None, Some(account)] {
        let pending = pending(stage, 1, account);
        assert_eq!(begin(stage, &pending), Kept::Done);
        assert_eq!(stage.at(&pending.verifier.place), Some(pending.verifier.clone()), "keys can be changed meanwhile");
        let crowd = at_once(|_| stage.linked().take_pending(&pending.state, START.plus(59)).expect("the store answers"));
        let back: Vec<_> = crowd.into_iter().flatten().collect();
        assert_eq!(back, std::slice::from_ref(&pending), "one of a crowd comes back");
        assert_eq!(stage.at(&pending.verifier.place), None, "its secret is forgotten");
    }
    assert_eq!(stage.linked().take_pending(&stage.digest(), START).expect("the store answers"), None);
}

/// And forgotten by whoever comes late.
pub fn a_journey_is_over_on_the_second(stage: &Stage) {
    stage.import(&[service(1, 1)]);
    let pending = pending(stage, 1, None);
    assert_eq!(begin(stage, &pending), Kept::Done);
    let take = |later| stage.linked().take_pending(&pending.state, START.plus(later)).expect("the store answers");
    assert_eq!(take(60), None, "it is over");
    assert_eq!(take(59), None, "and forgotten");
    assert_eq!(stage.at(&pending.verifier.place), None);
}

/// Due at once when the gateway fetches it, with what is sealed for it.
pub fn an_account_is_linked(stage: &Stage) {
    stage.import(&[service(1, 1)]);
    let new = NewAccount { consent_until: Some(START.plus(900)), ..stage.new_account("hana", 1) };
    stage.told(1, || assert_eq!(stage.put_account(&new), Kept::Done));
    let account = stage.known(new.id);
    assert_eq!((&account.customer, account.service, account.uid_hidden.as_str()), (&hana(), ServiceId(1), "123***"));
    assert_eq!((account.next_aggregate_at, account.created_at, account.consent_until), (Some(START), START, Some(START.plus(900))));
    assert!(account.automatic && !account.suspended && account.lease.is_none() && account.error.is_none());
    assert_eq!((account.last_aggregated_at, account.failures, account.asset_sum.0), (None, 0, 0));
    assert_eq!(stage.at(&tokens(new.id)), Some(new.values[0].clone()));
    let manual = stage.manual_account("hana", 1, START.plus(60));
    stage.told(1, || assert_eq!(stage.put_account(&manual), Kept::Done));
    let account = stage.known(manual.id);
    assert_eq!((account.automatic, account.next_aggregate_at), (false, None), "nobody fetches it by themselves");
    let nowhere = stage.new_account("hana", 9);
    stage.told(0, || assert_eq!(stage.put_account(&nowhere), Kept::Gone, "there is no such service"));
    assert_eq!((stage.account(nowhere.id), stage.at(&tokens(nowhere.id))), (None, None), "nothing of it is kept");
}

/// It begins anew, and whoever fetches it with the tokens before writes nothing.
pub fn an_account_is_linked_anew(stage: &Stage) {
    stage.import(&[service(1, 1), service(2, 1)]);
    let new = stage.new_account("hana", 1);
    assert_eq!(stage.put_account(&new), Kept::Done);
    for (customer, service) in [(taro(), 1), (hana(), 2)] {
        let theirs = NewAccount { customer, service: ServiceId(service), ..new.clone() };
        stage.told(0, || assert_eq!(stage.put_account(&theirs), Kept::Gone, "it is not this one"));
    }
    let (id, fence) = stage.leased(START, None);
    let failed = Recorded { error: Some(fgapi_linked::AggregationError::Login), harvest: None, next: Some(START), ..ended(START) };
    assert!(stage.record(id, fence, &failed));
    let (_, fence) = stage.leased(START, None);
    let anew = NewAccount {
        now: START.plus(5),
        uid_hidden: String::new(),
        consent_until: Some(START.plus(7)),
        values: vec![stage.sealed(&tokens(id), "new tokens")],
        ..new
    };
    stage.told(1, || assert_eq!(stage.put_account(&anew), Kept::Done));
    let account = stage.known(id);
    assert_eq!((account.error, account.failures, account.suspended, account.lease), (None, 0, false, None), "it begins anew");
    assert_eq!((account.next_aggregate_at, account.created_at), (Some(START.plus(5)), START), "due at once, as old as it is");
    assert_eq!((account.uid_hidden.as_str(), account.consent_until), ("123***", Some(START.plus(7))), "what is not known stays");
    let late = stage.sealed(&tokens(id), "late tokens");
    assert_eq!(stage.linked().put_tokens(id, fence, &late, None).expect("the store answers"), Kept::Late);
    assert!(!stage.record(id, fence, &ended(START)), "whoever was at it is late");
    assert_eq!(stage.opened(&tokens(id)).as_deref(), Some("new tokens"));
}

/// Whatever it is, nothing of it is kept or told.
pub fn nothing_is_kept_under_a_stale_key(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let known = stage.linked_account("hana", 1);
    let (manual, request) = stage.asked("hana", 1);
    let (leased, fence) = stage.leased(START, Some(manual));
    let (before, tokens_before) = ([known, manual].map(|id| stage.known(id)), stage.at(&tokens(known)));
    let new = stage.new_account("hana", 1);
    let anew = NewAccount { values: vec![stage.sealed(&tokens(known), "new")], id: known, ..new.clone() };
    let pending = pending(stage, 1, None);
    let answer = stage.sealed(&super::scene::field_of(manual, &request.field()), "answer");
    let form = stage.sealed(&super::scene::field_of(manual, "form:1"), "answer");
    let refused = |due: Kept| {
        let (note, until) = (stage.note(Act::LinkedAccountAnswer), START.plus(60));
        let put_tokens = || stage.linked().put_tokens(leased, fence, &form, Some(until)).expect("the store answers");
        let answers = || stage.linked().answer(request, &hana(), &answer, START.plus(1), until, &note).expect("the store answers");
        let forms = |values: &[_]| stage.linked().answer_forms(manual, &hana(), values, Some("9*"), until, &note);
        stage.told(0, || assert_eq!(stage.put_account(&new), due));
        stage.told(0, || assert_eq!(stage.put_account(&anew), due));
        assert_eq!(begin(stage, &pending), due);
        assert_eq!(put_tokens(), due);
        stage.told(0, || assert_eq!(answers(), due));
        stage.told(0, || assert_eq!(forms(std::slice::from_ref(&form)).expect("the store answers"), due));
        assert_eq!(([known, manual].map(|id| stage.known(id)), stage.at(&tokens(known))), (before.clone(), tokens_before.clone()));
        assert_eq!((stage.account(new.id), stage.at(&answer.place), stage.at(&pending.verifier.place)), (None, None, None));
        assert_eq!(stage.linked().take_pending(&pending.state, START).expect("the store answers"), None);
    };
    stage.beside().set_seals(form.key, SEALS_MAX);
    refused(Kept::Exhausted);
    stage.replace_key(Owner::House);
    refused(Kept::StaleKey);
    assert!(stage.record(leased, fence, &Recorded { requests: vec![question(request)], ..ended(START) }), "the lease is still good");
}
