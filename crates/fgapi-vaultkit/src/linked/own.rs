//! What customers do with their own accounts, and not with others'.

use fgapi_audit::Act;
use fgapi_domain::{CustomerId, UnixSeconds};
use fgapi_linked::{AccountId, Acquired, Change, Kept, LinkedAccount, NewAccount, PendingLink, Recorded, ServiceId};
use fgapi_vault::Owner;

use super::harvests::harvest;
use super::scene::{ended, field_of, hana, service, taro, tokens};
use crate::Stage;
use crate::stage::{START, place};

fn change(stage: &Stage, id: AccountId, customer: &CustomerId, change: &Change, now: UnixSeconds) -> bool {
    stage.linked().change(id, customer, change, now, &stage.note(Act::LinkedAccountChange)).expect("the store answers")
}

fn acquire(stage: &Stage, id: AccountId, customer: &CustomerId, now: UnixSeconds) -> Acquired {
    stage.told(0, || stage.linked().acquire(id, customer, now, 60).expect("the store answers"))
}

/// Name, memo, and whether it is fetched; each told.
pub fn a_customer_changes_what_is_theirs(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let (id, other) = (stage.linked_account("hana", 1), stage.linked_account("hana", 1));
    let (before, untouched) = (stage.known(id), stage.known(other));
    let next = |changes: Change, now: i64, due: LinkedAccount| {
        stage.told(1, || assert!(change(stage, id, &hana(), &changes, START.plus(now))));
        assert_eq!(stage.known(id), due, "after {changes:?}");
        due
    };
    let (name, memo) = ("家計".parse().ok(), "生活費".parse().ok());
    let now = next(Change::DispName(name.clone()), 1, LinkedAccount { disp_name: name, ..before });
    let now = next(Change::Memo(memo.clone()), 1, LinkedAccount { memo, ..now });
    let now = next(Change::DispName(None), 1, LinkedAccount { disp_name: None, ..now });
    let now = next(Change::Resume, 1, now);
    let now = next(Change::Suspend, 2, LinkedAccount { suspended: true, next_aggregate_at: None, ..now });
    next(Change::Resume, 3, LinkedAccount { suspended: false, next_aggregate_at: Some(START.plus(3)), ..now });
    assert_eq!(stage.known(other), untouched, "no other account is changed");
}

/// For whatever they ask.
pub fn what_is_another_customers_is_not_there(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let (id, request) = stage.asked("hana", 1);
    let before = stage.known(id);
    let (note, until) = (stage.note(Act::LinkedAccountAnswer), START.plus(60));
    let answer = stage.sealed(&field_of(id, &request.field()), "answer");
    let form = stage.sealed(&field_of(id, "form:1"), "answer");
    for change_of in [Change::DispName(None), Change::Memo(None), Change::Suspend, Change::Resume] {
        stage.told(0, || assert!(!change(stage, id, &taro(), &change_of, START), "{change_of:?}"));
    }
    assert_eq!(acquire(stage, id, &taro(), START), Acquired::Gone);
    let linked = || stage.linked();
    assert_eq!(linked().request_account(request, &taro()).expect("the store answers"), None);
    assert_eq!(linked().request_account(request, &hana()).expect("the store answers"), Some(id));
    stage.told(0, || {
        assert_eq!(linked().answer(request, &taro(), &answer, START, until, &note).expect("the store answers"), Kept::Gone);
        let forms = linked().answer_forms(id, &taro(), std::slice::from_ref(&form), Some("9*"), until, &note);
        assert_eq!(forms.expect("the store answers"), Kept::Gone);
        assert!(!linked().remove(id, &taro(), &note).expect("the store answers"));
    });
    assert_eq!(linked().accounts_of(&taro(), None, 0, 10).expect("the store answers"), (0, Vec::new()));
    assert_eq!((stage.known(id), stage.at(&answer.place)), (before, None), "nothing is changed");
    let nobody = AccountId(stage.bytes());
    assert_eq!(acquire(stage, nobody, &hana(), START), Acquired::Gone);
    stage.told(0, || assert!(!change(stage, nobody, &hana(), &Change::Suspend, START)));
}

/// Page by page, of some services or of all, each whole.
pub fn accounts_come_oldest_first(stage: &Stage) {
    stage.import(&[service(1, 9), service(2, 9), service(3, 9)]);
    let mut due = Vec::new();
    for (number, at) in [(1, 5), (2, 3), (1, 1), (3, 4), (1, 2)] {
        let new = NewAccount { now: START.plus(at), ..stage.new_account("hana", number) };
        assert_eq!(stage.put_account(&new), Kept::Done);
        let (id, fence) = stage.leased(START.plus(at), None);
        assert!(stage.record(id, fence, &Recorded { harvest: Some(harvest(&[("s1", &[1, 2]), ("s2", &[])])), ..ended(START) }));
        due.push(stage.known(id));
    }
    stage.linked_account("taro", 1);
    let (asked, _) = stage.asked("hana", 2);
    due.push(stage.known(asked));
    due.sort_by_key(|account| (account.created_at, account.id));
    assert!(
        due.iter().filter(|account| account.sub_accounts.len() == 2).count() == 5 && due.iter().any(|account| !account.requests.is_empty())
    );
    let page = |among: Option<&[u32]>, offset, limit| {
        let among: Option<Vec<ServiceId>> = among.map(|ids| ids.iter().map(|id| ServiceId(*id)).collect());
        stage.linked().accounts_of(&hana(), among.as_deref(), offset, limit).expect("the store answers")
    };
    assert_eq!(page(None, 0, 10), (6, due.clone()));
    assert_eq!(page(None, 2, 3), (6, due[2..5].to_vec()));
    assert_eq!(page(None, 6, 3), (6, Vec::new()), "beyond the end there is nothing, of as many");
    let of = |services: &[u32]| due.iter().filter(|account| services.contains(&account.service.0)).cloned().collect::<Vec<_>>();
    assert_eq!(page(Some(&[1]), 0, 10), (3, of(&[1])));
    assert_eq!(page(Some(&[2, 3, 77]), 1, 1), (3, of(&[2, 3])[1..2].to_vec()));
    assert_eq!(page(Some(&[]), 0, 10), (0, Vec::new()));
}

/// Tokens, answers, journeys, and all that was fetched.
pub fn a_removed_account_takes_everything(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let (id, request) = stage.asked("hana", 1);
    let stays = stage.linked_account("hana", 1);
    let anew = NewAccount { values: vec![stage.sealed(&tokens(id), "tokens")], ..stage.new_account("hana", 1) };
    assert_eq!(stage.put_account(&NewAccount { id, automatic: false, ..anew }), Kept::Done);
    let (_, fence) = stage.leased(START, Some(id));
    let requests = vec![super::scene::question(request)];
    assert!(stage.record(id, fence, &Recorded { harvest: Some(harvest(&[("s", &[1, 2])])), requests, ..ended(START) }));
    let answer = stage.sealed(&field_of(id, &request.field()), "answer");
    let note = stage.note(Act::LinkedAccountAnswer);
    let kept = stage.linked().answer(request, &hana(), &answer, START, START.plus(60), &note);
    assert_eq!(kept.expect("the store answers"), Kept::Done);
    let state = stage.digest();
    let verifier = stage.sealed(&place(Owner::House, &format!("link:{}", state.fingerprint()), "verifier"), "verifier");
    let pending = PendingLink { state, customer: hana(), service: ServiceId(1), account: Some(id), verifier, until: START.plus(60) };
    assert_eq!(stage.linked().begin_link(&pending).expect("the store answers"), Kept::Done);
    let note = stage.note(Act::LinkedAccountRemove);
    let remove = || stage.linked().remove(id, &hana(), &note).expect("the store answers");
    stage.told(1, || assert!(remove()));
    stage.told(0, || assert!(!remove(), "once"));
    assert_eq!((stage.account(id), stage.linked().transactions(id, 10).expect("the store answers")), (None, Vec::new()));
    assert_eq!(stage.linked().request_account(request, &hana()).expect("the store answers"), None);
    assert_eq!(stage.linked().take_pending(&state, START).expect("the store answers"), None, "nobody comes back to it");
    let left = stage.store().values(None, 100).expect("the store answers");
    assert_eq!(left.iter().map(|value| value.place.clone()).collect::<Vec<_>>(), [tokens(stays)], "only the other's tokens are left");
    assert!(stage.account(stays).is_some());
}

/// No sooner than the gap after the last attempt, and no later than planned.
pub fn an_account_is_acquired_not_too_soon(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let id = stage.linked_account("hana", 1);
    let next = || stage.known(id).next_aggregate_at;
    assert_eq!((acquire(stage, id, &hana(), START.plus(9)), next()), (Acquired::Due, Some(START)), "it is due already");
    let (_, fence) = stage.leased(START, None);
    let until = next();
    assert_eq!((acquire(stage, id, &hana(), START.plus(9)), next()), (Acquired::Due, until), "somebody is at it");
    assert!(stage.record(id, fence, &Recorded { next: Some(START.plus(9_000)), ..ended(START.plus(10)) }));
    assert_eq!((acquire(stage, id, &hana(), START.plus(20)), next()), (Acquired::Due, Some(START.plus(70))), "not within the gap");
    assert_eq!((acquire(stage, id, &hana(), START.plus(21)), next()), (Acquired::Due, Some(START.plus(70))));
    let (_, fence) = stage.leased(START.plus(70), None);
    assert!(stage.record(id, fence, &Recorded { next: Some(START.plus(100)), ..ended(START.plus(80)) }));
    assert_eq!((acquire(stage, id, &hana(), START.plus(81)), next()), (Acquired::Due, Some(START.plus(100))), "it is planned sooner");
    let (_, fence) = stage.leased(START.plus(100), None);
    assert!(stage.record(id, fence, &Recorded { next: None, ..ended(START.plus(110)) }));
    assert_eq!((acquire(stage, id, &hana(), START.plus(500)), next()), (Acquired::Due, Some(START.plus(500))));
    assert!(change(stage, id, &hana(), &Change::Suspend, START));
    assert_eq!((acquire(stage, id, &hana(), START.plus(500)), next()), (Acquired::Suspended, None));
    let manual = stage.programs_account("hana", 1);
    assert_eq!(acquire(stage, manual, &hana(), START), Acquired::NotAutomatic);
}
