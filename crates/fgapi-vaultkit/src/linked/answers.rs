//! Answers: used once, or over.

use fgapi_audit::Act;
use fgapi_domain::UnixSeconds;
use fgapi_linked::{AccountId, Kept, PendingLink, Recorded, RequestId, ServiceId};
use fgapi_vault::{Owner, SealedValue};

use super::scene::{ended, field_of, hana, question, service};
use crate::Stage;
use crate::stage::{START, at_once, place};

/// A minute from the beginning.
const UNTIL: UnixSeconds = UnixSeconds(START.0 + 60);

fn answer(stage: &Stage, account: AccountId, request: RequestId, text: &str, until: UnixSeconds) -> SealedValue {
    let value = stage.sealed(&field_of(account, &request.field()), text);
    let note = stage.note(Act::LinkedAccountAnswer);
    let kept = || stage.linked().answer(request, &hana(), &value, START.plus(2), until, &note).expect("the store answers");
    stage.told(1, || assert_eq!(kept(), Kept::Done));
    value
}

fn take(stage: &Stage, id: AccountId, fence: i64, now: UnixSeconds) -> Option<Vec<SealedValue>> {
    stage.linked().take_answers(id, fence, now, &stage.note(Act::LinkedAccountTake)).expect("the store answers")
}

fn fields(values: &[SealedValue]) -> Vec<&str> {
    values.iter().map(|value| value.place.field.as_str()).collect()
}

/// By one of however many, and told then.
pub fn an_answer_is_used_once(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let (id, request) = stage.asked("hana", 1);
    let (_, fence) = stage.leased(START, Some(id));
    let forms = stage.told(1, || take(stage, id, fence, START)).expect("the lease is good");
    assert_eq!(fields(&forms), ["form:1", "form:2"], "those with which it was linked");
    let value = answer(stage, id, request, "answer", UNTIL);
    let asked = stage.known(id).requests.remove(0);
    assert_eq!((asked.id, asked.answered_until, asked.question.as_str()), (request, Some(UNTIL), "母の旧姓は？"));
    assert_eq!(stage.known(id).next_aggregate_at, Some(START.plus(2)), "it is due");
    let crowd = stage.told(1, || at_once(|_| take(stage, id, fence, START).expect("the lease is good")));
    assert_eq!(crowd.into_iter().flatten().collect::<Vec<_>>(), std::slice::from_ref(&value), "one of a crowd gets it");
    assert_eq!(stage.at(&value.place), None, "it is gone");
    assert_eq!(stage.known(id).requests.remove(0).answered_until, None, "none waits any more");
    stage.told(0, || assert_eq!(take(stage, id, fence, START), Some(Vec::new()), "taking nothing is not told"));
}

/// And forgotten by whoever looks for it.
pub fn an_answer_is_over_on_the_second(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let (id, request) = stage.asked("hana", 1);
    let (_, fence) = stage.leased(START, Some(id));
    assert!(take(stage, id, fence, START).is_some());
    let early = answer(stage, id, request, "early", UNTIL);
    assert_eq!(take(stage, id, fence, START.plus(59)), Some(vec![early]), "until then it is good");
    let late = answer(stage, id, request, "late", UNTIL);
    stage.told(0, || assert_eq!(take(stage, id, fence, UNTIL), Some(Vec::new()), "then it is over"));
    assert_eq!((stage.at(&late.place), stage.known(id).requests.remove(0).answered_until), (None, None), "and gone");
}

/// With its own end.
pub fn a_later_answer_takes_the_place_of_an_earlier_one(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let (id, request) = stage.asked("hana", 1);
    answer(stage, id, request, "first", UNTIL);
    let second = answer(stage, id, request, "second", UNTIL.plus(60));
    assert_eq!(stage.known(id).requests.remove(0).answered_until, Some(UNTIL.plus(60)));
    let (_, fence) = stage.leased(START, Some(id));
    let taken = take(stage, id, fence, UNTIL).expect("the lease is good");
    assert_eq!(taken, [second], "the forms' answers are over, this one is not");
}

/// A question that comes again keeps its answer.
pub fn answers_to_what_is_not_asked_any_more_are_gone(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let (id, gone) = stage.asked("hana", 1);
    let stays = RequestId(stage.bytes());
    let (_, fence) = stage.leased(START, Some(id));
    assert!(stage.record(id, fence, &Recorded { requests: vec![question(gone), question(stays)], ..ended(START) }));
    let (lost, kept) = (answer(stage, id, gone, "lost", UNTIL), answer(stage, id, stays, "kept", UNTIL));
    let next = RequestId(stage.bytes());
    let (_, fence) = stage.leased(START, Some(id));
    assert!(stage.record(id, fence, &Recorded { requests: vec![question(next), question(stays)], ..ended(START) }));
    let asked: Vec<_> = stage.known(id).requests.iter().map(|request| (request.id, request.answered_until)).collect();
    assert_eq!(asked, [(next, None), (stays, Some(UNTIL))], "in the order in which they are asked");
    assert_eq!((stage.at(&lost.place), stage.at(&kept.place)), (None, Some(kept.clone())));
    let late = stage.linked().answer(gone, &hana(), &lost, START, UNTIL, &stage.note(Act::LinkedAccountAnswer));
    assert_eq!(late.expect("the store answers"), Kept::Gone, "nobody asks it");
    assert_eq!(stage.at(&lost.place), None);
    let (_, fence) = stage.leased(START, Some(id));
    assert_eq!(fields(&take(stage, id, fence, START).expect("the lease is good")), ["form:1", "form:2", kept.place.field.as_str()]);
    assert!(stage.record(id, fence, &ended(START)));
    assert_eq!(stage.known(id).requests, []);
}

/// All at once, and what is seen of the account's id.
pub fn forms_are_answered(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let id = stage.programs_account("hana", 1);
    let note = stage.note(Act::LinkedAccountAnswer);
    let forms = |uid: Option<&str>, texts: &[(&str, &str)]| {
        let values: Vec<SealedValue> = texts.iter().map(|(field, text)| stage.sealed(&field_of(id, field), text)).collect();
        let kept = || stage.linked().answer_forms(id, &hana(), &values, uid, UNTIL.plus(60), &note).expect("the store answers");
        stage.told(1, || assert_eq!(kept(), Kept::Done));
    };
    forms(None, &[("form:2", "second"), ("form:7", "seventh")]);
    assert_eq!(stage.known(id).uid_hidden, "123***", "what is not known stays");
    forms(Some("98***"), &[]);
    assert_eq!((stage.known(id).uid_hidden.as_str(), stage.known(id).next_aggregate_at), ("98***", None));
    let (_, fence) = stage.leased(UNTIL, Some(id));
    let taken = take(stage, id, fence, UNTIL).expect("the lease is good");
    assert_eq!(fields(&taken), ["form:2", "form:7"], "the one that was not answered anew is over");
    assert_eq!(stage.vault_of(0).open(&taken[0]).expect("it opens").reveal(), "second");
}

/// Journeys and answers whose time is over, with what is sealed for them; so many at a time.
pub fn a_purge_is_bounded(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let purge = |now, limit| stage.linked().purge_links(now, limit).expect("the store answers");
    let ids = [stage.programs_account("hana", 1), stage.programs_account("hana", 1)];
    let tokens = stage.linked_account("hana", 1);
    let mut states = Vec::new();
    for later in [0, 60] {
        let state = stage.digest();
        let verifier = stage.sealed(&place(Owner::House, &format!("link:{}", state.fingerprint()), "verifier"), "verifier");
        let pending = PendingLink { state, customer: hana(), service: ServiceId(1), account: None, verifier, until: UNTIL.plus(later) };
        assert_eq!(stage.linked().begin_link(&pending).expect("the store answers"), Kept::Done);
        states.push(pending);
    }
    let left = || stage.store().values(None, 100).expect("the store answers").len();
    assert_eq!((purge(START.plus(59), 100), left()), (0, 7), "nothing is over");
    assert_eq!((purge(UNTIL, 2), left()), (2, 5), "so many at a time");
    let removed: u32 = at_once(|_| purge(UNTIL, 100)).iter().sum();
    assert_eq!((removed, left()), (3, 2), "by one or another: four answers and a journey are over");
    assert_eq!((stage.at(&states[0].verifier.place), stage.at(&states[1].verifier.place)), (None, Some(states[1].verifier.clone())));
    assert!(stage.at(&super::scene::tokens(tokens)).is_some(), "tokens stay");
    for id in ids {
        let (_, fence) = stage.leased(START, Some(id));
        assert_eq!(take(stage, id, fence, START), Some(Vec::new()));
    }
}
