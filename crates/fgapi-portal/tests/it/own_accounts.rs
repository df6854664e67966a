//! One account: seen whole, named, fetched, stopped, removed.

use fgapi_audit::{Act, Actor};
use fgapi_linked::AggregationError;

use crate::bank::customer;
use crate::browser::Browser;
use crate::house::{ADDRESS, House};
use crate::upstream::plenty;

#[actix_web::test]
async fn an_account_is_seen_whole() {
    let house = House::new();
    let id = house.far("hanako");
    house.upstream.harvest.lock().unwrap().push_back(Ok(plenty()));
    house.fetch();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    for address in [id.to_string(), id.to_string().replace('=', "%3D")] {
        let came = browser.get(&format!("/accounts/{address}")).await;
        assert_eq!(came.status, 200);
        came.says("<h1>遠くの銀行</h1>");
        came.says("<td role=\"cell\" class=\"number rest\">0999999</td><td role=\"cell\" class=\"amount\">234,567円</td>");
        came.says("<th scope=\"row\" role=\"rowheader\">定期</th><td role=\"cell\" class=\"when\">-</td>");
        came.says("給与 <span class=\"hint\">普通 0999999</span></th><td role=\"cell\" class=\"amount plus\">284,300円</td>");
        came.says("<dt>連携の期限</dt><dd><time datetime=\"2027-02-23\">");
        assert_eq!(came.body.matches("手数料").count(), 18, "20 in all");
        came.says_not(&format!("{}/accounts/{id}/link\"", browser.own));
        assert!(came.header("content-security-policy").contains("form-action 'self' ;"), "{came:?}");
    }
}

#[actix_web::test]
async fn an_account_that_has_to_be_linked_anew_says_so() {
    let house = House::new();
    let id = house.far("hanako");
    house.fetch_in_vain(AggregationError::Login);
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let came = browser.get(&format!("/accounts/{id}")).await;
    came.says("設定エラー");
    came.says(&format!("class=\"button primary\" href=\"{}/accounts/{id}/link\">連携し直す</a>", browser.own));
}

#[actix_web::test]
async fn a_customer_asks_for_it_now() {
    let house = House::new();
    let id = house.far("hanako");
    house.fetch();
    let planned = house.account(id).next_aggregate_at.unwrap();
    house.clock.advance(120);
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let acquire = format!("/accounts/{id}/acquire");
    browser.post(&acquire, &[("from", "list")]).await.leads(&browser, "/accounts?told=asked");
    let due = house.account(id).next_aggregate_at.unwrap();
    assert!(due < planned && due <= house.desk.now());
    browser.get("/accounts?told=asked").await.says("取得を受け付けました。");
    browser.get("/accounts").await.says("<dt>次回の取得</dt><dd>まもなく</dd>");
    browser.post(&acquire, &[]).await.leads(&browser, &format!("/accounts/{id}?told=asked"));
    browser.get(&format!("/accounts/{id}?told=asked")).await.says("取得を受け付けました。");

    let stopped = house.far("hanako");
    browser.post(&format!("/accounts/{stopped}/suspend"), &[]).await;
    browser.post(&format!("/accounts/{stopped}/acquire"), &[]).await.leads(&browser, &format!("/accounts/{stopped}?told=not-asked"));
    let manual = house.by_forms("hanako");
    browser.post(&format!("/accounts/{manual}/acquire"), &[]).await.leads(&browser, &format!("/accounts/{manual}?told=manual"));
}

#[actix_web::test]
async fn name_and_memo_are_the_customers_own() {
    let house = House::new();
    let id = house.by_forms("hanako");
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let name = format!("/accounts/{id}/name");
    let saved = format!("/accounts/{id}?told=saved");
    browser.post(&name, &[("disp_name", " 貯金用 "), ("memo", "毎月見る")]).await.leads(&browser, &saved);
    let kept = house.account(id);
    assert_eq!((kept.disp_name.unwrap().as_str(), kept.memo.unwrap().as_str()), ("貯金用", "毎月見る"));
    let came = browser.get(&saved).await;
    came.says("名前とメモを保存しました。");
    came.says("value=\"貯金用\"");
    browser.get("/accounts").await.says("<h2>貯金用</h2>");
    let told = house.told(Act::LinkedAccountChange);
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].actor.as_ref(), Actor::Customer("c-hanako".into()).to_string());
    assert_eq!(told[0].address.as_ref().map(ToString::to_string), Some(ADDRESS.to_string()));

    browser.post(&name, &[("disp_name", "貯金用"), ("memo", "")]).await.leads(&browser, &saved);
    let kept = house.account(id);
    assert_eq!((kept.disp_name.is_some(), kept.memo), (true, None));
    assert_eq!(house.told(Act::LinkedAccountChange).len(), 3, "what stays is not told");

    let long = "長".repeat(101);
    let came = browser.post(&name, &[("disp_name", &long), ("memo", &"長".repeat(401))]).await;
    assert_eq!(came.status, 400);
    came.says("<a href=\"#f-disp_name\">100文字以内で入力してください</a>");
    came.says("<a href=\"#f-memo\">400文字以内で入力してください</a>");
    came.says(&format!("value=\"{long}\""));
    assert_eq!(house.account(id).disp_name.unwrap().as_str(), "貯金用");
    browser.post(&name, &[("disp_name", "<script>alert(1)</script>")]).await;
    let came = browser.get("/accounts").await;
    came.says("<h2>&lt;script&gt;alert(1)&lt;/script&gt;</h2>");
}

#[actix_web::test]
async fn fetching_is_stopped_and_resumed() {
    let house = House::new();
    let id = house.far("hanako");
    let mut browser = Browser::signed_in(&house, "hanako").await;
    browser.post(&format!("/accounts/{id}/suspend"), &[]).await.leads(&browser, &format!("/accounts/{id}?told=suspended"));
    assert!(house.account(id).suspended);
    let came = browser.get(&format!("/accounts/{id}?told=suspended")).await;
    came.says("取得を停止しました。");
    came.says(&format!("{}/accounts/{id}/resume", browser.own));
    browser.post(&format!("/accounts/{id}/resume"), &[]).await.leads(&browser, &format!("/accounts/{id}?told=resumed"));
    assert!(!house.account(id).suspended);
    browser.get(&format!("/accounts/{id}?told=resumed")).await.says("取得を再開しました。");
}

#[actix_web::test]
async fn an_account_is_removed_after_a_question() {
    let house = House::new();
    let (id, manual) = (house.far("hanako"), house.by_forms("hanako"));
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let asked = browser.get(&format!("/accounts/{id}/remove")).await;
    asked.says("遠くの銀行の口座の連携を解除します。");
    asked.says("遠くの銀行での許可も");
    browser.get(&format!("/accounts/{manual}/remove")).await.says_not("での許可も");
    assert_eq!(house.accounts_of(&customer("hanako")).len(), 2, "a question removes nothing");
    browser.post(&format!("/accounts/{id}/remove"), &[]).await.leads(&browser, "/accounts?told=removed");
    browser.get("/accounts?told=removed").await.says("口座の連携を解除し");
    let left = house.accounts_of(&customer("hanako"));
    assert_eq!(left.iter().map(|account| account.id).collect::<Vec<_>>(), [manual]);
    assert!(house.upstream.asked.lock().unwrap().contains(&"revoke refresh".to_owned()));
    browser.post(&format!("/accounts/{id}/remove"), &[]).await.leads(&browser, "/accounts?told=gone");
    browser.get("/accounts?told=gone").await.says("この口座は見つかりません。");
    assert_eq!(house.told(Act::LinkedAccountRemove).len(), 1);
}
