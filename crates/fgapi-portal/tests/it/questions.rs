//! What an institution asks is answered: sealed, and shown to nobody.

use fgapi_audit::Act;

use crate::browser::{Browser, Came};
use crate::house::House;

const QUESTION: &str = "親友の名前は何ですか";

/// The fields of the forms that answer: request and field.
fn asked(came: &Came) -> Vec<(String, String)> {
    let after = |text: &str, start: &str| text.split(start).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let forms = came.body.split("/answer\"").skip(1);
    forms.map(|form| (after(form, "name=\"request\" value=\""), after(form, "<input id=\"f-"))).collect()
}

#[actix_web::test]
async fn an_answer_is_sealed_used_once_and_never_shown() {
    let house = House::new();
    let id = house.by_forms("hanako");
    house.asks(id, QUESTION);
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let came = browser.get(&format!("/accounts/{id}")).await;
    came.says(&format!("<label for=\"f-answer-1\">{QUESTION}</label>"));
    came.says("合言葉への記入が必要です。");
    came.says("name=\"answer-1\" type=\"password\" maxlength=\"1024\" autocomplete=\"off\"");
    let (request, field) = asked(&came).remove(0);
    let path = format!("/accounts/{id}/answer");
    let answered = format!("/accounts/{id}?told=answered");
    browser.post(&path, &[("request", &request), (&field, "はなちゃん")]).await.leads(&browser, &answered);
    let came = browser.get(&answered).await;
    came.says("回答を受け付けました。");
    came.says("回答済みです。2026年11月25日 12:10までに使用されます。");
    came.says_not("はなちゃん");
    browser.get("/accounts").await.says_not("質問に回答する");
    assert_eq!(house.told(Act::LinkedAccountAnswer).len(), 1);
    browser.post(&path, &[("request", &request), (&field, "たろうくん")]).await.leads(&browser, &answered);
    assert_eq!(house.answers(id), [(format!("request:{request}"), "たろうくん".to_owned())], "the later one");
}

#[actix_web::test]
async fn an_answer_that_is_none_is_said_beside_its_field() {
    let house = House::new();
    let id = house.by_forms("hanako");
    house.asks(id, QUESTION);
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let (request, field) = asked(&browser.get(&format!("/accounts/{id}")).await).remove(0);
    let path = format!("/accounts/{id}/answer");
    for (fields, says) in [
        (vec![("request", &*request), (&*field, "")], "<a href=\"#f-answer-1\">回答を入力してください</a>"),
        (vec![("request", &*request)], "<a href=\"#f-answer-1\">回答を入力してください</a>"),
        (vec![("request", &*request), (&*field, &*"あ".repeat(342))], "<a href=\"#f-answer-1\">340文字以内で入力してください</a>"),
    ] {
        let came = browser.post(&path, &fields).await;
        assert_eq!(came.status, 400);
        came.says(says);
        came.says_not("ああ");
    }
    assert!(house.told(Act::LinkedAccountAnswer).is_empty());
}

#[actix_web::test]
async fn a_question_is_answered_where_it_is_asked_only() {
    let house = House::new();
    let (mine, other, theirs) = (house.by_forms("hanako"), house.by_forms("hanako"), house.by_forms("taro"));
    for id in [mine, other, theirs] {
        house.asks(id, QUESTION);
    }
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let page = browser.get(&format!("/accounts/{other}")).await;
    let of_other = asked(&page).remove(0).0;
    let of_theirs = house.account(theirs).requests[0].id.to_string();
    for request in [&*of_other, &of_theirs, "84dG3OLcZt_gLm66DESKzw==", "", "x"] {
        let came = browser.post(&format!("/accounts/{mine}/answer"), &[("request", request), ("answer-1", "secret")]).await;
        came.leads(&browser, &format!("/accounts/{mine}?told=no-question"));
    }
    browser.get(&format!("/accounts/{mine}?told=no-question")).await.says("この質問は、すでに終了しています。");
    browser
        .post(&format!("/accounts/{theirs}/answer"), &[("request", &of_theirs), ("answer-1", "secret")])
        .await
        .leads(&browser, "/accounts?told=gone");
    assert!(house.told(Act::LinkedAccountAnswer).is_empty());
}
