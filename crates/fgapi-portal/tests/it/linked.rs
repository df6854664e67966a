//! The list of what a customer has elsewhere.

use fgapi_caller::Quota;
use fgapi_linked::{AggregationError, Change};

use crate::bank::customer;
use crate::browser::Browser;
use crate::house::House;
use crate::upstream::{pair, plenty};

#[actix_web::test]
async fn who_has_nothing_elsewhere_is_invited() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let apps = browser.get("").await;
    apps.says(&format!("<a href=\"{}/accounts\">他行口座</a>", browser.own));
    let came = browser.get("/accounts").await;
    assert_eq!(came.status, 200);
    came.says("連携している口座はありません。");
    came.says(&format!("href=\"{}/accounts/new\">金融機関を連携する</a>", browser.own));
    came.says(&format!("<a href=\"{}\">連携中のアプリ</a>", browser.own));
    came.says("/sign-out\"");
    assert_eq!((came.header("cache-control"), came.header("referrer-policy")), ("no-store", "no-referrer"));
    assert!(came.header("content-security-policy").contains("form-action 'self' ;"), "{came:?}");
    let english = browser.get("/accounts?lang=en").await;
    english.says("No account is linked.");
    assert_eq!(english.header("content-language"), "en");
}

#[actix_web::test]
async fn without_a_vault_no_screen_speaks_of_it() {
    let house = House::with(Quota::UNLIMITED, false);
    let mut browser = Browser::signed_in(&house, "hanako").await;
    browser.get("").await.says_not("他行口座");
    for path in ["/accounts", "/accounts/new", "/accounts/84dG3OLcZt_gLm66DESKzw=="] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
        assert_eq!(browser.post(path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(browser.get_at("/v1/links/linked").await.status, 404);
}

#[actix_web::test]
async fn an_account_is_shown_as_it_stands() {
    let house = House::new();
    let id = house.far("hanako");
    house.far("taro");
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let came = browser.get("/accounts").await;
    came.says("<p class=\"chip busy\">取得中</p>");
    came.says_not("/acquire");
    assert_eq!(came.body.matches("<article").count(), 1, "nobody else's");

    house.upstream.harvest.lock().unwrap().push_back(Ok(plenty()));
    house.fetch();
    let came = browser.get("/accounts").await;
    for expected in ["遠くの銀行", "銀行 <span class=\"unit\">099****</span>", "<p class=\"chip on\">取得済み</p>", "1,234,567円"]
    {
        came.says(expected);
    }
    came.says("本店営業部 <span class=\"unit\">普通 0999999</span></span><span class=\"amount\">234,567円</span>");
    came.says("<dt>前回の取得</dt><dd><time datetime=\"2026-11-25T12:00:00+09:00\">2026年11月25日 12:00</time>");
    came.says(&format!("action=\"{}/accounts/{id}/acquire\"", browser.own));
    came.says(&format!("href=\"{}/accounts/{id}\">詳細を見る", browser.own));

    assert!(house.desk.change(&customer("hanako"), id, &Change::Suspend, &fgapi_audit::By::GATEWAY).unwrap());
    let came = browser.get("/accounts").await;
    came.says("<p class=\"chip off\">取得停止中</p>");
    came.says("<dt>次回の取得</dt><dd>予定はありません</dd>");
    came.says_not("/acquire");
}

#[actix_web::test]
async fn every_error_has_the_publishers_title_and_a_next_step() {
    for error in AggregationError::ALL {
        let house = House::new();
        house.far("hanako");
        house.fetch_in_vain(*error);
        let mut browser = Browser::signed_in(&house, "hanako").await;
        let came = browser.get("/accounts").await;
        came.says("<p class=\"chip bad\">取得エラー</p>");
        came.says(&format!("</svg>{}</b></p>\n<p class=\"small\">", error.msg_title()));
        let anew = came.body.contains("連携し直す<span");
        assert_eq!(anew, *error == AggregationError::Login, "{error:?}");
        browser.get("/accounts?lang=en").await.says("<p class=\"chip bad\">Not fetched</p>");
    }
}

#[actix_web::test]
async fn a_consent_that_ends_soon_is_to_be_renewed_in_time() {
    let house = House::new();
    house.upstream.redeem.lock().unwrap().push_back(Ok(pair(14)));
    let id = house.far("hanako");
    house.fetch();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let came = browser.get("/accounts").await;
    came.says("連携の期限は2026年12月9日です。");
    came.says(&format!("class=\"button primary\" href=\"{}/accounts/{id}/link\"", browser.own));
    house.upstream.redeem.lock().unwrap().push_back(Ok(pair(15)));
    house.far("taro");
    house.fetch();
    let mut taro = Browser::signed_in(&house, "taro").await;
    taro.get("/accounts").await.says_not("連携の期限は");
}

#[actix_web::test]
async fn a_message_is_shown_when_the_institution_wants_it() {
    let house = House::new();
    let id = house.by_forms("hanako");
    house.asks(id, "親友の名前は何ですか");
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let came = browser.get("/accounts").await;
    came.says("<p>合言葉を変更された方へ</p>");
    came.says("要合言葉");
    came.says("質問に回答する");
    came.says("134*****");
    came.says_not("13412345");
}

#[actix_web::test]
async fn a_long_list_has_pages() {
    let house = House::new();
    for _ in 0..21 {
        house.by_forms("hanako");
    }
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let next = format!("rel=\"next\" href=\"{}/accounts?page=2\"", browser.own);
    for first in
        ["/accounts", "/accounts?page=1", "/accounts?page=0", "/accounts?page=x", "/accounts?page=4294967295", "/accounts?page=1&page=2"]
    {
        let came = browser.get(first).await;
        assert_eq!(came.body.matches("<article").count(), 20, "{first}");
        came.says(&next);
    }
    let last = browser.get("/accounts?page=2").await;
    assert_eq!(last.body.matches("<article").count(), 1);
    last.says(&format!("rel=\"prev\" href=\"{}/accounts?page=1\"", browser.own));
    last.says_not("rel=\"next\"");
    assert_eq!(browser.get("/accounts?page=1000000").await.status, 200);
}

#[actix_web::test]
async fn nothing_is_told_that_the_address_made_up() {
    let house = House::new();
    let theirs = house.far("taro");
    let mut browser = Browser::signed_in(&house, "hanako").await;
    for told in
        [format!("linked&account={theirs}"), "linked&account=x".to_owned(), "linked".to_owned(), "nothing".to_owned(), String::new()]
    {
        browser.get(&format!("/accounts?told={told}")).await.says_not("class=\"notice");
    }
    let mine = house.far("hanako");
    browser.get(&format!("/accounts?told=linked&account={mine}")).await.says("遠くの銀行を連携しました。");
}
