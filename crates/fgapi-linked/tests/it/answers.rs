//! Answers: to the forms of a service and to what an institution asks in between.

use fgapi_audit::{Act, By};
use fgapi_domain::Secret;
use fgapi_linked::{
    AccountId, AggregationError, AnswerError, Catalogue, Change, LinkedFault, Report, ReportedQuestion, RequestId, ServiceId,
};
use fgapi_vault::VaultFault;

use crate::house::{BY_FGAPI, BY_FORMS, House, alice, answers, bob};

/// An account whose institution asks a question.
fn asked(house: &House) -> (AccountId, RequestId) {
    let id = house.by_forms(&alice());
    let taken = house.desk.take(id, &By::GATEWAY).unwrap().unwrap();
    let text = |text: &str| text.parse().unwrap();
    let questions = vec![ReportedQuestion { message: text("合言葉を入力してください。"), question: text("母の旧姓は") }];
    let report = Report { error: Some(AggregationError::SecretQuestion), questions, ..Report::default() };
    assert!(house.desk.report(id, taken.lease.fence, report).unwrap());
    (id, house.account(id).requests[0].id)
}

fn taken(house: &House, id: AccountId) -> Vec<(String, String)> {
    let taken = house.desk.take(id, &By::GATEWAY).unwrap().unwrap();
    taken.answers.iter().map(|(field, answer)| (field.clone(), answer.reveal().to_owned())).collect()
}

fn link(house: &House, service: ServiceId, given: &[(u32, &str)]) -> Result<AccountId, AnswerError> {
    house.desk.link_by_forms(&alice(), service, &answers(given), &By::GATEWAY)
}

#[test]
fn every_form_is_answered_once_and_fits() {
    let house = House::open();
    let refused = |given: &[(u32, &str)]| link(&house, BY_FORMS, given).unwrap_err();
    assert!(matches!(refused(&[(13, "1234")]), AnswerError::Missing(14)));
    assert!(matches!(refused(&[]), AnswerError::Missing(13)));
    assert!(matches!(refused(&[(13, "1234"), (14, "x"), (13, "1234")]), AnswerError::NoForm(13)));
    assert!(matches!(refused(&[(13, "1234"), (14, "x"), (15, "y")]), AnswerError::NoForm(15)));
    for bad in ["", "12a4", "123", "12345678901", "1234\n", &"1".repeat(2_000)] {
        assert!(matches!(refused(&[(13, bad), (14, "x")]), AnswerError::Format(13)), "{bad:?}");
    }
    for bad in ["", "a\u{0}b", &"x".repeat(1_025)] {
        assert!(matches!(refused(&[(13, "1234"), (14, bad)]), AnswerError::Format(14)), "{bad:?}");
    }
    assert!(matches!(link(&house, ServiceId(99), &[]), Err(AnswerError::Gone)));
    assert!(matches!(link(&house, BY_FGAPI, &[]), Err(AnswerError::NotByForms)));
    assert_eq!(house.desk.list(&alice(), None, 0, 10).unwrap().0, 0);
    assert_eq!(house.sealed_places().len(), 1, "nothing that was refused is kept");
}

#[test]
fn radios_and_checkboxes_take_their_options_only() {
    let house = House::open();
    let catalogue = r#"
        [[service]]
        id = 8
        name = "n"
        type = "t"
        category = { id = 1, name = "n", type = "t" }
        form = [
          { id = 21, name = "f", type = "R1", input = "radio", format = "個人|法人" },
          { id = 22, name = "f", type = "C1", input = "checkbox" },
        ]"#;
    house.desk.import(&Catalogue::parse(catalogue).unwrap(), &By::GATEWAY).unwrap();
    let given = |radio, checkbox| link(&house, ServiceId(8), &[(21, radio), (22, checkbox)]);
    assert!(matches!(given("個人|法人", "1"), Err(AnswerError::Format(21))));
    assert!(matches!(given("", "1"), Err(AnswerError::Format(21))));
    assert!(matches!(given("個人", "yes"), Err(AnswerError::Format(22))));
    let id = given("法人", "0").unwrap();
    assert_eq!(house.account(id).uid_hidden, "", "no form of it tells accounts apart");
}

#[test]
fn answers_to_forms_are_sealed_and_handed_out_once() {
    let house = House::open();
    let id = house.by_forms(&alice());
    let account = house.account(id);
    assert_eq!((account.uid_hidden.as_str(), account.next_aggregate_at, account.automatic), ("134*****", None, false));
    assert_eq!(house.sealed(id, "form:14").unwrap(), "open sesame");
    let both = [("form:13".to_owned(), "13412345".to_owned()), ("form:14".to_owned(), "open sesame".to_owned())];
    assert_eq!(taken(&house, id), both);
    assert_eq!((house.sealed(id, "form:14"), house.told(Act::LinkedAccountTake)), (None, 1));
    house.clock.advance(90);
    assert_eq!((taken(&house, id), house.told(Act::LinkedAccountTake)), (Vec::new(), 1), "nothing was handed out");
}

#[test]
fn answers_expire() {
    let house = House::open();
    let id = house.by_forms(&alice());
    house.clock.advance(599);
    house.desk.answer_forms(&alice(), id, &answers(&[(13, "99912345"), (14, "other")]), &By::GATEWAY).unwrap();
    assert_eq!(house.account(id).uid_hidden, "999*****");
    house.clock.advance(599);
    assert_eq!(taken(&house, id).len(), 2, "the later answers took the place of the earlier");
    house.desk.answer_forms(&alice(), id, &answers(&[(13, "99912345"), (14, "other")]), &By::GATEWAY).unwrap();
    house.clock.advance(600);
    assert_eq!((taken(&house, id).len(), house.sealed(id, "form:13")), (0, None), "what nobody took in time is gone");
    let foreign = house.desk.answer_forms(&bob(), id, &answers(&[(13, "99912345"), (14, "other")]), &By::GATEWAY);
    assert!(matches!(foreign, Err(AnswerError::Gone)));
}

#[test]
fn a_question_is_answered_and_the_answer_used_once() {
    let house = House::open();
    let (id, request) = asked(&house);
    assert_eq!(house.desk.requests_of(&alice(), id).unwrap().unwrap()[0].answered_until, None);
    assert_eq!(house.desk.requests_of(&bob(), id).unwrap(), None);
    for text in ["", "a\nb", &"x".repeat(1_025)] {
        assert!(matches!(house.desk.answer(&alice(), request, &Secret::new(text), &By::GATEWAY), Err(AnswerError::Text)));
    }
    house.desk.answer(&alice(), request, &Secret::new("tanaka"), &By::GATEWAY).unwrap();
    house.desk.answer(&alice(), request, &Secret::new("田中"), &By::GATEWAY).unwrap();
    assert_eq!(house.account(id).requests[0].answered_until, Some(house.now().plus(600)));
    assert_eq!(house.told(Act::LinkedAccountAnswer), 2);
    assert_eq!(taken(&house, id), [(format!("request:{request}"), "田中".to_owned())]);
    assert_eq!(house.account(id).requests[0].answered_until, None);
    house.clock.advance(90);
    assert_eq!(taken(&house, id), []);
}

#[test]
fn an_answer_to_what_nobody_asks_is_refused() {
    let house = House::open();
    let (id, request) = asked(&house);
    let answer = |customer, request| house.desk.answer(&customer, request, &Secret::new("x"), &By::GATEWAY);
    assert!(matches!(answer(bob(), request), Err(AnswerError::Gone)));
    assert!(matches!(answer(alice(), RequestId([7; 16])), Err(AnswerError::Gone)));
    answer(alice(), request).unwrap();
    let lease = house.desk.take(id, &By::GATEWAY).unwrap().unwrap().lease;
    answer(alice(), request).unwrap();
    assert!(house.desk.report(id, lease.fence, Report::default()).unwrap());
    assert!(matches!(answer(alice(), request), Err(AnswerError::Gone)), "the question is settled");
    assert_eq!(house.sealed(id, &format!("request:{request}")), None, "and so is its last answer");
}

#[test]
fn a_shut_vault_takes_no_answer() {
    let house = House::open();
    let (_, request) = asked(&house);
    house.desk.vault().shut(&By::GATEWAY).unwrap();
    let sealed = house.desk.answer(&alice(), request, &Secret::new("x"), &By::GATEWAY);
    assert!(matches!(sealed, Err(AnswerError::Fault(LinkedFault::Vault(VaultFault::Sealed)))));
    assert!(matches!(link(&house, BY_FORMS, &[(13, "1234"), (14, "x")]), Err(AnswerError::Fault(_))));
}

#[test]
fn an_answer_wakes_what_was_to_sleep() {
    let house = House::open();
    let (id, request) = asked(&house);
    assert!(house.desk.change(&alice(), id, &Change::Suspend, &By::GATEWAY).unwrap());
    assert!(house.desk.take(id, &By::GATEWAY).unwrap().is_none(), "nothing is handed out of an account that was stopped");
    house.desk.answer(&alice(), request, &Secret::new("x"), &By::GATEWAY).unwrap();
    assert!(house.desk.change(&alice(), id, &Change::Resume, &By::GATEWAY).unwrap());
    assert_eq!(taken(&house, id).len(), 1);
}
